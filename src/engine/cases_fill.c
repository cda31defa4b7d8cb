/* cases_fill: from a published case to a return: whose tables and columns go by which names, and what the case says of the
 * return as a whole. */
#include "base/date.h"
#include "engine/cases.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what has no place ------------------------------------------------------------------------------------------------ */

void cases_left_out_free(struct cases_left_out *left_out)
{
    array_free(&left_out->items);
    map_free(&left_out->index);
    arena_free(&left_out->arena);
}

static bool leave_out(struct cases_left_out *left_out, struct str table, struct str column, struct failure *failure)
{
    struct str name = column.length ? arena_printf(&left_out->arena, "%.*s.%.*s", STR_ARGS(table), STR_ARGS(column))
                                    : arena_str(&left_out->arena, table);
    const uint64_t *known = name.data ? map_get(&left_out->index, name) : NULL;
    if (known) {
        left_out->items.items[*known].count++;
        return true;
    }
    return (name.data && array_push(&left_out->items, (struct cases_left){name, 1}) &&
            map_set(&left_out->index, name, left_out->items.count - 1)) ||
           failure_memory(failure);
}

/* `table` is NULL where the schema has none of that name. */
static bool note_table(const struct cases_collection *collection, const struct schema_table *table,
                       const struct cases_table *given, struct cases_left_out *left_out, struct failure *failure)
{
    bool good = table || leave_out(left_out, given->name, STR_EMPTY, failure);
    for (uint32_t r = 0; table && r < given->record_count; r++) {
        for (uint32_t c = 0; good && c < given->records[r].cell_count; c++) {
            struct str column = given->records[r].cells[c].column;
            if (cases_find_column(collection, table, column) == SCHEMA_NONE &&
                !cases_find_nested(collection, table, column)) {
                good = leave_out(left_out, given->name, column, failure);
            }
        }
    }
    return good;
}

static bool is_parameter(struct str name)
{
    static const char *const known[] = {"collection_start", "collection_end", "file_format", "localAuthority",
                                        /* of no effect: the dates and the rule set say which year it is */
                                        "collectionYear"};
    for (size_t i = 0; i < COUNT(known); i++) {
        if (str_equal(name, str_of(known[i]))) {
            return true;
        }
    }
    return false;
}

bool cases_note_left_out(const struct cases_collection *collection, const struct cases_case *of,
                         struct cases_left_out *left_out, struct failure *failure)
{
    bool good = true;
    for (uint32_t t = 0; good && t < of->table_count; t++) {
        good = note_table(collection, schema_find_table(collection->schema, of->tables[t].name), &of->tables[t],
                          left_out, failure);
    }
    for (uint32_t t = 0; good && t < of->reference_count; t++) {
        good = note_table(collection, cases_find_reference(collection, of->references[t].name), &of->references[t],
                          left_out, failure);
    }
    for (uint32_t c = 0; good && c < of->metadata.cell_count; c++) {
        struct str name = of->metadata.cells[c].column;
        good = is_parameter(name) || leave_out(left_out, STR("metadata"), name, failure);
    }
    return good;
}

/* ---- records ---------------------------------------------------------------------------------------------------------- */

/* Records are numbered from 1; what no case gives is number 0. */
uint32_t cases_record_of(const struct table *table, int64_t row)
{
    uint64_t record = table->origin.records[row];
    return record ? (uint32_t)(record - 1) : CASES_NOT_IN_CASE;
}

struct filling {
    const struct cases_collection *collection;
    const struct cases_case *of;
    struct trial *trial;
    struct failure *failure;
};

/* The plan table that is this table of the return, or PLAN_NONE: no rule reads it. */
static uint32_t find_plan_table(const struct filling *f, uint32_t schema_table, bool last_year)
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

static bool fill_record(struct filling *f, const struct schema_table *described, uint32_t plan_table, int64_t row,
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
static bool is_nothing(const struct filling *f, const struct schema_table *described, const struct cases_record *record)
{
    for (size_t i = 0; i < f->collection->names.count; i++) {
        const struct cases_name *name = &f->collection->names.items[i];
        bool is_of_table = name->table == described && name->in && name->in != described;
        for (uint32_t c = 0; is_of_table && c < record->cell_count; c++) {
            if (str_equal(record->cells[c].column, described->columns[name->column].name)) {
                return record->cells[c].missing;
            }
        }
    }
    return false;
}

static bool fill_table(struct filling *f, const struct schema_table *described, uint32_t plan_table,
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
        if (!fill_record(f, described, plan_table, row, &given->records[r])) {
            return false;
        }
    }
    return true;
}

/* A record with nested ones in a column, and where it is in the parent's table. */
struct holder {
    const struct cases_record *record;
    uint32_t place;
};

/* Many cases have no numbers of records: the nested one then gets what its holder will be numbered. */
static void number_holder(struct filling *f, const struct schema_table *described, uint32_t plan_table, int64_t row,
                          struct holder holder)
{
    const struct table *table = f->trial->tables[plan_table];
    for (uint32_t c = 0; c < described->column_count; c++) {
        if (described->columns[c].number_of == described->parent && table_state_at(table, c, row) == TABLE_MISSING) {
            table_set(f->trial->tables[plan_table], c, row, (int64_t)holder.place + 1, TABLE_VALUE);
        }
    }
}

/* A record of the nested table: the value, and what the record that holds it says of children and numbers. */
static bool add_nested(struct filling *f, const struct cases_name *as, uint32_t plan_table, struct holder holder,
                       struct str value)
{
    int64_t row = table_add_row(f->trial->tables[plan_table], f->failure);
    if (row == TABLE_NO_ROW || !fill_record(f, as->table, plan_table, row, holder.record)) {
        return false;
    }
    f->trial->tables[plan_table]->origin.records[row] = 0;
    number_holder(f, as->table, plan_table, row, holder);
    return trial_set(f->trial, plan_table, as->column, row, value, f->failure);
}

/* A case that gives the nested table as well says the same twice, and the table counts. */
static bool fill_nested_cell(struct filling *f, const struct cases_table *given, uint32_t record,
                             const struct cases_cell *cell)
{
    struct holder holder = {&given->records[record], record};
    const struct schema *schema = f->collection->schema;
    const struct cases_name *as = cases_find_nested(f->collection, schema_find_table(schema, given->name),
                                                    cell->column);
    if (!as || cell->missing || cases_find_table(f->of, as->table->name, given->last_year)) {
        return true;
    }
    uint32_t plan_table = find_plan_table(f, (uint32_t)(as->table - schema->tables), given->last_year);
    if (plan_table == PLAN_NONE) {
        return true;
    }
    bool good = cell->items || add_nested(f, as, plan_table, holder, cell->text);
    for (uint32_t i = 0; good && cell->items && i < cell->item_count; i++) {
        good = add_nested(f, as, plan_table, holder, cell->items[i]);
    }
    return good;
}

static bool fill_nested(struct filling *f, const struct cases_table *given)
{
    bool good = true;
    for (uint32_t r = 0; r < given->record_count; r++) {
        for (uint32_t c = 0; good && c < given->records[r].cell_count; c++) {
            good = fill_nested_cell(f, given, r, &given->records[r].cells[c]);
        }
    }
    return good;
}

/* ---- tables ----------------------------------------------------------------------------------------------------------- */

static bool give_table(struct filling *f, uint32_t plan_table)
{
    return trial_give(f->trial, plan_table, f->failure) &&
           table_track(f->trial->tables[plan_table], TABLE_TRACK_RECORDS, f->failure);
}

/* The case's own; else what comes with Probity; else an empty one, as in examples. */
static bool give_reference(struct filling *f, uint32_t plan_table)
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
static bool give_tables(struct filling *f)
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

static bool fill_tables(struct filling *f)
{
    bool good = true;
    for (uint32_t t = 0; good && t < f->of->table_count; t++) {
        const struct cases_table *given = &f->of->tables[t];
        uint32_t index = schema_table_index(f->trial->schema, given->name);
        uint32_t plan_table = index == SCHEMA_NONE ? PLAN_NONE : find_plan_table(f, index, given->last_year);
        good = plan_table == PLAN_NONE || fill_table(f, &f->trial->schema->tables[index], plan_table, given);
    }
    for (uint32_t t = 0; good && t < f->of->table_count; t++) {
        good = fill_nested(f, &f->of->tables[t]);
    }
    return good;
}

/* ---- the return as a whole -------------------------------------------------------------------------------------------- */

static struct str parameter(const struct cases_record *record, struct str name)
{
    for (uint32_t c = 0; c < record->cell_count; c++) {
        if (str_equal(record->cells[c].column, name) && !record->cells[c].missing) {
            return record->cells[c].text;
        }
    }
    return STR_EMPTY;
}

static bool read_date(struct filling *f, struct str name, bool *given, int64_t *date)
{
    struct str text = parameter(&f->of->metadata, name);
    *given = text.length > 0;
    return !*given || date_parse(text, date) ||
           failure_set(f->failure, FAILURE_SYNTAX, "%.*s is no date: \"%.*s\"", STR_ARGS(name), STR_ARGS(text));
}

/* Is this the column's place in XML? */
static bool is_path_of(struct str path, const struct schema_table *table, const struct schema_column *column)
{
    return table->element.length && column->element.length && str_starts_with(path, table->element) &&
           path.length == table->element.length + 1 + column->element.length &&
           path.data[table->element.length] == '/' && str_ends_with(path, column->element);
}

/* The text of a column in the first record of this year's table; empty where there is none. */
static struct str first_text(const struct filling *f, const struct schema_table *table, uint32_t column)
{
    const struct cases_table *given = cases_find_table(f->of, table->name, false);
    const struct cases_record *record = given && given->record_count ? &given->records[0] : NULL;
    for (uint32_t c = 0; record && c < record->cell_count; c++) {
        const struct cases_cell *cell = &record->cells[c];
        if (!cell->missing && cases_find_column(f->collection, table, cell->column) == column) {
            return cell->text;
        }
    }
    return STR_EMPTY;
}

/* The reference date, where a collection's returns have one, is the last day of their year. */
static bool read_reference_date(const struct filling *f, int64_t *date)
{
    const struct schema *schema = f->collection->schema;
    for (uint32_t t = 0; t < schema->table_count; t++) {
        for (uint32_t c = 0; c < schema->tables[t].column_count; c++) {
            if (is_path_of(schema->xml_reference_date_path, &schema->tables[t], &schema->tables[t].columns[c])) {
                struct str text = first_text(f, &schema->tables[t], c);
                return text.length > 0 && date_parse(text, date);
            }
        }
    }
    return false;
}

/* A period lasts a year: where a case gives one of its ends only, the other is as far away. The period keeps its name,
 * whatever the dates are, because it says which version of the rules is meant. */
static bool set_dates(struct filling *f, bool *has_dates)
{
    struct exec_tables *given = &f->trial->given;
    int64_t start = 0, end = 0;
    bool has_start, has_end;
    if (!read_date(f, STR("collection_start"), &has_start, &start) ||
        !read_date(f, STR("collection_end"), &has_end, &end)) {
        return false;
    }
    has_end = has_end || (!has_start && read_reference_date(f, &end));
    *has_dates = has_start || has_end;
    if (!*has_dates) {
        return true;
    }
    int64_t year = 0;
    if (!has_end) {
        end = date_add_months(start, 12, &year) ? year - 1 : start;
    }
    if (!has_start) {
        start = date_add_months(end + 1, -12, &year) ? year : end;
    }
    given->period_start = start;
    given->period_end = end;
    return true;
}

static void set_parameters(struct filling *f)
{
    struct exec_tables *given = &f->trial->given;
    given->authority = parameter(&f->of->metadata, STR("localAuthority"));
    struct str format = parameter(&f->of->metadata, STR("file_format"));
    given->format = format.length ? format : given->format;
}

bool cases_fill(const struct cases_collection *collection, const struct cases_case *of, struct trial *trial,
                bool *has_dates, struct failure *failure)
{
    struct filling f = {collection, of, trial, failure};
    set_parameters(&f);
    return give_tables(&f) && fill_tables(&f) && set_dates(&f, has_dates);
}
