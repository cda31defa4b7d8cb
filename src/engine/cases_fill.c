/* cases_fill: from a published case to a return, table by table. */
#include "engine/cases_fill.h"

/* ---- records ---------------------------------------------------------------------------------------------------------- */

/* Records are numbered from 1; what no case gives is number 0. */
uint32_t cases_record_of(const struct table *table, int64_t row)
{
    uint64_t record = table->origin.records[row];
    return record ? (uint32_t)(record - 1) : CASES_NOT_IN_CASE;
}

uint32_t cases_find_plan_table(const struct cases_filling *f, uint32_t schema_table, bool last_year)
{
    const struct plan *plan = f->trial->made->plan;
    enum plan_table_role role = last_year ? PLAN_TABLE_LAST_YEAR : PLAN_TABLE_RETURN;
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        if (plan->tables.items[t].role == role && plan->tables.items[t].index == schema_table) {
            return t;
        }
    }
    return PLAN_NONE;
}

bool cases_fill_record(struct cases_filling *f, const struct schema_table *described, uint32_t plan_table, int64_t row,
                       const struct cases_record *record)
{
    for (uint32_t c = 0; c < record->cell_count; c++) {
        const struct cases_cell *cell = &record->cells[c];
        uint32_t column = cell->missing || cell->items ? SCHEMA_NONE
                                                       : cases_find_column(f->collection, described, cell->column);
        if (column != SCHEMA_NONE && !trial_set(f->trial, plan_table, column, row, cell->text, f->failure)) {
            return false;
        }
    }
    return true;
}

/* A nested record that is only its own text is not in a return at all when it has none. */
static bool is_nothing(const struct cases_filling *f, const struct schema_table *described,
                       const struct cases_record *record)
{
    for (size_t i = 0; i < f->collection->names.count; i++) {
        const struct cases_name *name = &f->collection->names.items[i];
        bool is_nested = name->table == described && name->in && name->in != described;
        const struct cases_cell *own = is_nested ? cases_find_cell(record, described->columns[name->column].name)
                                                 : NULL;
        if (own) {
            return own->missing;
        }
    }
    return false;
}

static bool fill_table(struct cases_filling *f, const struct schema_table *described, uint32_t plan_table,
                       const struct cases_table *given)
{
    struct table *table = f->trial->tables[plan_table];
    for (uint32_t r = 0; r < given->record_count; r++) {
        if (is_nothing(f, described, &given->records[r])) {
            continue;
        }
        int64_t row = table_add_row(table, f->failure);
        if (row == TABLE_NO_ROW) {
            return false;
        }
        table->origin.records[row] = (uint64_t)r + 1;
        if (!cases_fill_record(f, described, plan_table, row, &given->records[r])) {
            return false;
        }
    }
    return true;
}

/* ---- tables ----------------------------------------------------------------------------------------------------------- */

static bool give_table(struct cases_filling *f, uint32_t plan_table)
{
    return trial_give(f->trial, plan_table, f->failure) &&
           table_track(f->trial->tables[plan_table], TABLE_TRACK_RECORDS, f->failure);
}

/* The case's own; else what comes with Probity; else an empty one, as in examples. */
static bool give_reference(struct cases_filling *f, uint32_t plan_table)
{
    struct str name = f->trial->made->plan->tables.items[plan_table].name;
    for (uint32_t t = 0; t < f->of->reference_count; t++) {
        const struct schema_table *described = cases_find_reference(f->collection, f->of->references[t].name);
        if (described && str_equal(described->name, name)) {
            return give_table(f, plan_table) && fill_table(f, described, plan_table, &f->of->references[t]);
        }
    }
    return trial_has_made(f->trial, plan_table) ? trial_make(f->trial, plan_table, f->failure)
                                                : give_table(f, plan_table);
}

/* A return has all its tables, though they may be empty; there is one of last year if the case gives any table of it. */
static bool give_tables(struct cases_filling *f)
{
    bool last_year = false, good = true;
    for (uint32_t t = 0; t < f->of->table_count; t++) {
        last_year = last_year || f->of->tables[t].last_year;
    }
    const struct plan *plan = f->trial->made->plan;
    for (uint32_t t = 0; good && t < plan->tables.count; t++) {
        switch (plan->tables.items[t].role) {
        case PLAN_TABLE_RETURN: good = give_table(f, t); break;
        case PLAN_TABLE_LAST_YEAR: good = !last_year || give_table(f, t); break;
        case PLAN_TABLE_REFERENCE: good = give_reference(f, t); break;
        case PLAN_TABLE_WITH:
        case PLAN_TABLE_LINES:
        case PLAN_TABLE_DATA:
        case PLAN_TABLE_VIEW: break;
        }
    }
    return good;
}

static bool fill_tables(struct cases_filling *f)
{
    bool good = true;
    for (uint32_t t = 0; good && t < f->of->table_count; t++) {
        const struct cases_table *given = &f->of->tables[t];
        uint32_t index = schema_table_index(f->trial->schema, given->name);
        uint32_t plan_table = index == SCHEMA_NONE ? PLAN_NONE : cases_find_plan_table(f, index, given->last_year);
        good = plan_table == PLAN_NONE || fill_table(f, &f->trial->schema->tables[index], plan_table, given);
    }
    for (uint32_t t = 0; good && t < f->of->table_count; t++) {
        good = cases_fill_nested(f, &f->of->tables[t]);
    }
    return good;
}

bool cases_fill(const struct cases_collection *collection, const struct cases_case *of, struct trial *trial,
                bool *has_dates, struct failure *failure)
{
    struct cases_filling f = {collection, of, trial, failure};
    cases_set_parameters(&f);
    return give_tables(&f) && fill_tables(&f) && cases_set_dates(&f, has_dates);
}
