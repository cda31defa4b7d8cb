/* built_in: the reference tables that come with Probity: those that are files of the reference folder, and those that the
 * library makes of what it has loaded anyway. */
#include <stdlib.h>

#include "base/folder.h"
#include "engine/library.h"
#include "intake/intake.h"

uint32_t library_reference(const struct probity_library *library, struct str name)
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
    uint32_t reference = library_reference(library, name);
    const char *shown = NULL;
    const char *path = reference == SCHEMA_NONE ? NULL : library_built_in(library, reference, &shown, failure);
    *comes = path || library_makes_table(library, name);
    return !failure_is_set(failure);
}

/* ---- made ----------------------------------------------------------------------------------------------------------- */

bool library_makes_table(const struct probity_library *library, struct str name)
{
    return library->authorities && str_equal(name, STR("authorities"));
}

struct table *library_make_table(const struct probity_library *library, struct str name, int period,
                                 const struct table_layout *layout, struct table_dictionary *dictionary,
                                 struct failure *failure)
{
    if (!library_makes_table(library, name)) {
        (void)failure_set(failure, FAILURE_USAGE, "no reference table %.*s comes with Probity", STR_ARGS(name));
        return NULL;
    }
    return schema_authorities_table(library->authorities, period, layout, dictionary, failure);
}

/* ---- bank holidays ---------------------------------------------------------------------------------------------------- */

struct calendar *library_make_calendar(const struct table *table, struct failure *failure)
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
        library->calendar = library_make_calendar(table, failure);
    } else if (fine) {
        (void)failure_set(failure, FAILURE_FILE, "this file is not a table of %.*s", STR_ARGS(schema->name));
        failure_place(failure, path, 0, 0);
    }
    fine = library->calendar != NULL;
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
    uint32_t reference = library_reference(library, RULE_BANK_HOLIDAYS);
    if (!library->calendar && reference != SCHEMA_NONE) {
        const char *path = library_built_in(library, reference, &shown, failure);
        if (failure_is_set(failure) || (path && !read_calendar(library, reference, path, failure))) {
            return false;
        }
    }
    *calendar = library->calendar;
    return true;
}
