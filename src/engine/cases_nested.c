/* cases_nested: values of a column that are the records of a nested table. */
#include "engine/cases_fill.h"

/* A record with nested ones in a column, and where it is in the parent's table. */
struct holder {
    const struct cases_record *record;
    uint32_t place;
};

/* Many cases have no numbers of records: the nested one then gets what its holder will be numbered. */
static void number_holder(struct cases_filling *f, const struct schema_table *described, uint32_t plan_table,
                          int64_t row, struct holder holder)
{
    const struct table *table = f->trial->tables[plan_table];
    for (uint32_t c = 0; c < described->column_count; c++) {
        if (described->columns[c].number_of == described->parent && table_state_at(table, c, row) == TABLE_MISSING) {
            table_set(f->trial->tables[plan_table], c, row, (int64_t)holder.place + 1, TABLE_VALUE);
        }
    }
}

/* A record of the nested table: the value, and what the record that holds it says of children and numbers. */
static bool add_nested(struct cases_filling *f, const struct cases_name *as, uint32_t plan_table, struct holder holder,
                       struct str value)
{
    int64_t row = table_add_row(f->trial->tables[plan_table], f->failure);
    if (row == TABLE_NO_ROW || !cases_fill_record(f, as->table, plan_table, row, holder.record)) {
        return false;
    }
    f->trial->tables[plan_table]->origin.records[row] = 0;
    number_holder(f, as->table, plan_table, row, holder);
    return trial_set(f->trial, plan_table, as->column, row, value, f->failure);
}

/* A case that gives the nested table as well says the same twice, and the table counts. */
static bool fill_nested_cell(struct cases_filling *f, const struct cases_table *given, uint32_t record,
                             const struct cases_cell *cell)
{
    struct holder holder = {&given->records[record], record};
    const struct schema *schema = f->collection->schema;
    const struct cases_name *as = cases_find_nested(f->collection, schema_find_table(schema, given->name),
                                                    cell->column);
    if (!as || cell->missing || cases_find_table(f->of, as->table->name, given->last_year)) {
        return true;
    }
    uint32_t plan_table = cases_find_plan_table(f, (uint32_t)(as->table - schema->tables), given->last_year);
    if (plan_table == PLAN_NONE) {
        return true;
    }
    bool good = cell->items || add_nested(f, as, plan_table, holder, cell->text);
    for (uint32_t i = 0; good && cell->items && i < cell->item_count; i++) {
        good = add_nested(f, as, plan_table, holder, cell->items[i]);
    }
    return good;
}

bool cases_fill_nested(struct cases_filling *f, const struct cases_table *given)
{
    bool good = true;
    for (uint32_t r = 0; r < given->record_count; r++) {
        for (uint32_t c = 0; good && c < given->records[r].cell_count; c++) {
            good = fill_nested_cell(f, given, r, &given->records[r].cells[c]);
        }
    }
    return good;
}
