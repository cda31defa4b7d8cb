/* cases_fill: the return that a case describes, made in a trial. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "engine/cases.h"
#include "intake/cell.h"

/* What cases call otherwise than schemas do. Empty table: in any. */
struct renamed {
    struct str table;
    struct str theirs;
    struct str ours;
};

#define NAME(text)            \
    {                         \
        text, sizeof text - 1 \
    }

static const struct renamed renamed_columns[] = {
    {NAME("Episodes"), NAME("PLACEMENT"), NAME("PLACE")},
    {NAME("Episodes"), NAME("DATE_EPISODE_CEASED"), NAME("DEC")},
    {NAME("Header"), NAME("UASC_STATUS"), NAME("UASC")},
    {NAME("providers"), NAME("PLACE_CODES"), NAME("place_codes")},
    {NAME("providers"), NAME("PROVIDER_CODES"), NAME("provider_codes")},
    {NAME("providers"), NAME("REG_END"), NAME("closed")},
    {NAME("providers"), NAME("POSTCODE"), NAME("postcode")},
    {NAME("providers"), NAME("LA_CODE_INFERRED"), NAME("authority")},
    {NAME("postcodes"), NAME("pcd"), NAME("postcode")},
    {NAME("postcodes"), NAME("oseast1m"), NAME("easting")},
    {NAME("postcodes"), NAME("osnrth1m"), NAME("northing")},
    {NAME("postcodes"), NAME("laua"), NAME("authority")},
};
static const struct renamed renamed_tables[] = {{NAME(""), NAME("provider_info"), NAME("providers")}};

/* A list of values in a column is records of another table. */
static const struct renamed lists[] = {{NAME("Assessments"), NAME("AssessmentFactors"), NAME("AssessmentFactorsList")}};
#define LIST_COLUMN STR("AssessmentFactor")
#define LIST_KEY STR("AssessmentID")

static struct str our_name(const struct renamed *renamed, size_t count, struct str table, struct str theirs)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(renamed[i].theirs, theirs) && (!renamed[i].table.length || str_equal(renamed[i].table, table))) {
            return renamed[i].ours;
        }
    }
    return theirs;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool leave_out(struct cases_run *run, struct str table, struct str column, struct failure *failure)
{
    struct cases_left_out *left = run->left_out;
    struct str name = arena_printf(&left->arena, "%.*s.%.*s", STR_ARGS(table), STR_ARGS(column));
    for (size_t i = 0; name.data && i < left->items.count; i++) {
        if (str_equal(left->items.items[i].name, name)) {
            left->items.items[i].count++;
            return true;
        }
    }
    struct cases_left item = {name, 1};
    return (name.data && array_push(&left->items, item)) || failure_memory(failure);
}

/* PLAN_NONE: no rule of the plan reads it. */
static uint32_t find_table(const struct cases_run *run, struct str name, bool last_year)
{
    const struct plan *plan = run->trial.made->plan;
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *table = &plan->tables.items[t];
        bool fits = last_year ? table->role == PLAN_TABLE_LAST_YEAR
                              : table->role == PLAN_TABLE_RETURN || table->role == PLAN_TABLE_REFERENCE;
        if (fits && str_equal(table->layout->name, name)) {
            return t;
        }
    }
    return PLAN_NONE;
}

static bool set_cell(struct cases_run *run, uint32_t table, int64_t row, struct str column, struct str text,
                     struct failure *failure)
{
    const struct table *into = run->trial.tables[table];
    struct str ours = our_name(renamed_columns, COUNT(renamed_columns), into->layout->name, column);
    uint32_t number = table_layout_find(into->layout, ours);
    if (number == TABLE_NO_COLUMN) {
        return leave_out(run, into->layout->name, column, failure);
    }
    return trial_set(&run->trial, table, number, row, text, failure);
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

static const struct renamed *list_of(struct str table, struct str column)
{
    for (size_t i = 0; i < COUNT(lists); i++) {
        if (str_equal(lists[i].table, table) && str_equal(lists[i].theirs, column)) {
            return &lists[i];
        }
    }
    return NULL;
}

/* The records of a list's values have the numbers of the record that they are in. */
static bool add_items(struct cases_run *run, const struct renamed *list, const struct cases_record *record,
                      const struct cases_cell *cell, struct str number, struct failure *failure)
{
    uint32_t table = find_table(run, list->ours, false);
    uint32_t count = cell->items ? cell->item_count : cell->missing ? 0 : 1;
    for (uint32_t i = 0; table != PLAN_NONE && i < count; i++) {
        int64_t row = table_add_row(run->trial.tables[table], failure);
        bool fine = row != TABLE_NO_ROW &&
                    set_cell(run, table, row, LIST_COLUMN, cell->items ? cell->items[i] : cell->text, failure) &&
                    set_cell(run, table, row, LIST_KEY, number, failure);
        for (uint32_t c = 0; fine && c < record->cell_count; c++) {
            const struct cases_cell *other = &record->cells[c];
            bool names = str_ends_with(other->column, STR("ID")) && !str_equal(other->column, LIST_KEY);
            fine = !names || other->missing || set_cell(run, table, row, other->column, other->text, failure);
        }
        if (!fine) {
            return false;
        }
    }
    return true;
}

static struct str number_of(struct cases_run *run, const struct cases_record *record, int64_t row)
{
    for (uint32_t c = 0; c < record->cell_count; c++) {
        if (str_equal(record->cells[c].column, LIST_KEY) && !record->cells[c].missing) {
            return record->cells[c].text;
        }
    }
    return arena_printf(&run->arena, "record %lld", (long long)row);
}

static bool fill_list(struct cases_run *run, const struct renamed *list, uint32_t table,
                      const struct cases_record *record, const struct cases_cell *cell, int64_t row,
                      struct failure *failure)
{
    struct str number = number_of(run, record, row);
    if (!number.data) {
        return failure_memory(failure);
    }
    return set_cell(run, table, row, LIST_KEY, number, failure) && add_items(run, list, record, cell, number, failure);
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

static bool add_record(struct cases_run *run, uint32_t table, const struct cases_record *record,
                       struct failure *failure)
{
    struct table *into = run->trial.tables[table];
    int64_t row = table_add_row(into, failure);
    bool fine = row != TABLE_NO_ROW;
    for (uint32_t c = 0; fine && c < record->cell_count; c++) {
        const struct cases_cell *cell = &record->cells[c];
        const struct renamed *list = list_of(into->layout->name, cell->column);
        if (list) {
            fine = fill_list(run, list, table, record, cell, row, failure);
        } else if (!cell->missing) {
            fine = set_cell(run, table, row, cell->column, cell->text, failure);
        }
    }
    return fine;
}

static bool add_records(struct cases_run *run, const struct cases_table *from, struct failure *failure)
{
    struct str name = our_name(renamed_tables, COUNT(renamed_tables), STR_EMPTY, from->name);
    uint32_t table = find_table(run, name, from->last_year);
    if (table == PLAN_NONE) {
        return true; /* no rule reads it */
    }
    bool fine = trial_give(&run->trial, table, failure);
    for (uint32_t r = 0; fine && r < from->record_count; r++) {
        fine = add_record(run, table, &from->records[r], failure);
    }
    return fine;
}

/* Every table is there, if empty; last year's return only if the case has some of it. */
static bool give_tables(struct cases_run *run, struct failure *failure)
{
    const struct plan *plan = run->trial.made->plan;
    bool has_last_year = false;
    for (uint32_t i = 0; i < run->of->table_count; i++) {
        has_last_year = has_last_year || run->of->tables[i].last_year;
    }
    bool fine = true;
    for (uint32_t t = 0; fine && t < plan->tables.count; t++) {
        enum plan_table_role role = plan->tables.items[t].role;
        if (trial_has_made(&run->trial, t)) {
            fine = trial_make(&run->trial, t, failure);
        } else if (role == PLAN_TABLE_RETURN || role == PLAN_TABLE_REFERENCE || role == PLAN_TABLE_WITH ||
                   (role == PLAN_TABLE_LAST_YEAR && has_last_year)) {
            fine = trial_give(&run->trial, t, failure);
        }
    }
    return fine;
}

/* ---- parameters -------------------------------------------------------------------------------------------------- */

static bool read_date(struct str text, int64_t *date)
{
    int64_t read;
    if (!intake_cell_value(TABLE_DATE, 0, text, &read)) {
        return false;
    }
    *date = read;
    return true;
}

static void set_parameter(struct cases_run *run, const struct cases_cell *cell)
{
    struct exec_tables *given = &run->trial.given;
    if (cell->missing || cell->items) {
        return;
    }
    if (str_equal(cell->column, STR("collection_start"))) {
        (void)read_date(cell->text, &given->period_start);
    } else if (str_equal(cell->column, STR("collection_end"))) {
        (void)read_date(cell->text, &given->period_end);
    } else if (str_equal(cell->column, STR("localAuthority"))) {
        given->authority = cell->text;
    } else if (str_equal(cell->column, STR("file_format"))) {
        given->format = cell->text;
    }
}

/* A census says in its header for which year it is. */
static void set_reference_date(struct cases_run *run, const struct cases_table *header)
{
    for (uint32_t c = 0; header->record_count && c < header->records[0].cell_count; c++) {
        const struct cases_cell *cell = &header->records[0].cells[c];
        int64_t end;
        if (str_equal(cell->column, STR("ReferenceDate")) && !cell->missing && read_date(cell->text, &end)) {
            int64_t start;
            if (date_add_months(end, -12, &start)) {
                run->trial.given.period_end = end;
                run->trial.given.period_start = start + 1;
            }
        }
    }
}

static void set_parameters(struct cases_run *run)
{
    for (uint32_t i = 0; i < run->of->metadata.cell_count; i++) {
        set_parameter(run, &run->of->metadata.cells[i]);
    }
    for (uint32_t i = 0; i < run->of->table_count; i++) {
        const struct cases_table *table = &run->of->tables[i];
        if (!table->last_year && str_equal(table->name, STR("Header"))) {
            set_reference_date(run, table);
        }
    }
}

bool cases_fill(struct cases_run *run, struct failure *failure)
{
    bool fine = give_tables(run, failure);
    for (uint32_t i = 0; fine && i < run->of->table_count; i++) {
        fine = add_records(run, &run->of->tables[i], failure);
    }
    for (uint32_t i = 0; fine && i < run->of->reference_count; i++) {
        fine = add_records(run, &run->of->references[i], failure);
    }
    set_parameters(run);
    return fine;
}
