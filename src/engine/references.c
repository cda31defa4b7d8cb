/* references: reference tables that come with Probity, and the calendar of working days that is made from one of them. */
#include <stdlib.h>

#include "base/folder.h"
#include "engine/check.h"

#define BANK_HOLIDAYS STR("bank_holidays")

static uint32_t find_reference(const struct probity_library *library, struct str name)
{
    for (uint32_t i = 0; i < library->reference_count; i++) {
        if (str_equal(library->references[i]->name, name)) {
            return i;
        }
    }
    return SCHEMA_NONE;
}

const char *library_built_in(struct probity_library *library, uint32_t reference, const char **shown,
                             struct failure *failure)
{
    if (!library->reference_folder) {
        return NULL;
    }
    struct str name = library->references[reference]->name;
    struct str path = arena_printf(&library->arena, "%s/%.*s.csv", library->reference_folder, STR_ARGS(name));
    struct str text = arena_printf(&library->arena, "reference/%.*s.csv", STR_ARGS(name));
    if (!path.data || !text.data) {
        failure_memory(failure);
        return NULL;
    }
    *shown = text.data;
    return folder_has_file(path.data) ? path.data : NULL;
}

bool library_comes_with(struct probity_library *library, struct str name, bool *comes, struct failure *failure)
{
    uint32_t reference = find_reference(library, name);
    const char *shown = NULL;
    const char *path = reference == SCHEMA_NONE ? NULL : library_built_in(library, reference, &shown, failure);
    *comes = path || library_makes_table(library, name);
    return !failure_is_set(failure);
}

/* Of a table of bank holidays. */
static struct calendar *make_calendar(const struct table *table, struct failure *failure)
{
    uint32_t column = table_layout_find(table->layout, STR("date"));
    int64_t *dates = malloc((table->row_count + (size_t)1) * sizeof *dates);
    size_t count = 0;
    if (!dates) {
        failure_memory(failure);
        return NULL;
    }
    for (uint32_t row = 0; column != TABLE_NO_COLUMN && row < table->row_count; row++) {
        if (table_state_at(table, column, row) == TABLE_VALUE) {
            dates[count++] = table->columns[column].values[row];
        }
    }
    struct calendar *calendar = calendar_new(dates, count, failure);
    free(dates);
    return calendar;
}

/* ---- for examples ------------------------------------------------------------------------------------------------ */

/* Reads a file as if it were a return, and makes the calendar from its table. */
static bool read_calendar(struct probity_library *library, uint32_t reference, const char *path,
                          struct failure *failure)
{
    const struct schema *schema = library->references[reference];
    struct intake_input input = {.role = DATASET_WITH};
    struct intake_request request = {.schema = schema, .threads = 1};
    struct dataset dataset = {0};
    struct finding_log log = {0};
    struct arena scratch = ARENA_EMPTY;
    input.source = source_open(path, failure);
    bool fine = input.source && dataset_init(&dataset, failure) &&
                intake_sniff(&input, &schema, 1, 0, &scratch, failure) &&
                (input.sniffed.collection == SCHEMA_NONE || intake_read(&input, &request, &dataset, &log, failure));
    const struct table *table = fine && dataset.returns.count ? dataset.returns.items[0].tables[0] : NULL;
    if (table) {
        library->calendar = make_calendar(table, failure);
        fine = library->calendar != NULL;
    }
    intake_input_close(&input);
    finding_log_free(&log);
    if (dataset.dictionary) {
        dataset_free(&dataset);
    }
    arena_free(&scratch);
    return fine;
}

bool library_calendar(struct probity_library *library, const struct calendar **calendar, struct failure *failure)
{
    const char *shown = NULL;
    uint32_t reference = find_reference(library, BANK_HOLIDAYS);
    if (!library->calendar && reference != SCHEMA_NONE) {
        const char *path = library_built_in(library, reference, &shown, failure);
        if (failure_is_set(failure) || (path && !read_calendar(library, reference, path, failure))) {
            return false;
        }
    }
    *calendar = library->calendar;
    return true;
}

/* ---- for checks -------------------------------------------------------------------------------------------------- */

struct table *check_reference_table(const struct probity_check *check, struct str name)
{
    uint32_t first = check->library->collection_count;
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        if (data->collection >= first && str_equal(check->library->references[data->collection - first]->name, name)) {
            return data->tables[0];
        }
    }
    return NULL;
}

bool check_names_authorities(const struct schema *schema)
{
    for (uint32_t c = 0; c < schema->tables[0].column_count; c++) {
        if (schema->tables[0].columns[c].is_authority) {
            return true;
        }
    }
    return false;
}

/* A text that is no council's stays as it is. `codes` remembers, by id of the text, the id of the code, from 1. */
static bool settle_column(struct probity_check *check, struct table_column *column, uint32_t rows, int64_t *codes,
                          struct failure *failure)
{
    struct table_dictionary *dictionary = check->dataset.dictionary;
    for (uint32_t row = 0; row < rows; row++) {
        int64_t id = column->values[row];
        if (column->states[row] != TABLE_VALUE) {
            continue;
        }
        if (codes[id] == 0) {
            struct str code = schema_authorities_named(check->library->authorities,
                                                       table_dictionary_text(dictionary, id));
            int64_t found = code.length ? table_dictionary_intern(dictionary, code, failure) : id;
            if (found < 0) {
                return false;
            }
            codes[id] = found + 1;
        }
        column->values[row] = codes[id] - 1;
    }
    return true;
}

bool check_settle_authorities(struct probity_check *check, const struct schema *schema, struct failure *failure)
{
    struct table *table = check_reference_table(check, schema->name);
    if (!table || !check->library->authorities || !check_names_authorities(schema)) {
        return true;
    }
    bool fine = true;
    for (uint32_t c = 0; fine && c < table->layout->column_count; c++) {
        if (!schema->tables[0].columns[c].is_authority || !table->columns[c].values) {
            continue;
        }
        int64_t *codes = calloc((size_t)table_dictionary_count(check->dataset.dictionary) + 1, sizeof *codes);
        fine = codes ? settle_column(check, &table->columns[c], table->row_count, codes, failure)
                     : failure_memory(failure);
        free(codes);
    }
    return fine;
}

/* Was it given, or read before? */
static bool is_input(const struct probity_check *check, uint32_t reference)
{
    for (uint32_t i = 0; i < check->input_count; i++) {
        if (check->inputs[i].is_reference && check->inputs[i].collection == reference) {
            return true;
        }
    }
    return false;
}

bool check_is_early(const struct check_input *input)
{
    return input->is_reference && input->schema && str_equal(input->schema->name, BANK_HOLIDAYS);
}

static bool need_reference(struct probity_check *check, struct str name, struct failure *failure)
{
    const char *shown = NULL;
    uint32_t reference = find_reference(check->library, name);
    if (reference == SCHEMA_NONE || is_input(check, reference)) {
        return true;
    }
    const char *path = library_built_in(check->library, reference, &shown, failure);
    return path ? check_read_built_in(check, reference, path, shown, failure) : !failure_is_set(failure);
}

bool check_need_references(struct probity_check *check, const struct plan *plan, struct failure *failure)
{
    for (size_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *table = &plan->tables.items[t];
        if (table->role == PLAN_TABLE_REFERENCE && !need_reference(check, table->name, failure)) {
            return false;
        }
    }
    const struct table *table = check->calendar ? NULL : check_reference_table(check, BANK_HOLIDAYS);
    check->calendar = table ? make_calendar(table, failure) : check->calendar;
    return !table || check->calendar;
}
