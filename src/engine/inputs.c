/* inputs: opens the files of a check, finds out what they are, and reads them. */
#include <stdlib.h>
#include <string.h>

#include "engine/check.h"

static bool add_input(struct probity_check *check, const char *path, enum dataset_role role, const char *role_name,
                      struct failure *failure)
{
    if (check->input_count == check->input_most) {
        return failure_set(failure, FAILURE_LIMIT, "there are more than %u files and sheets", check->input_most);
    }
    struct check_input *input = &check->inputs[check->input_count];
    *input = (struct check_input){.role = role_name, .collection = SCHEMA_NONE, .file = check->input_count};
    input->intake.role = role;
    input->intake.source = source_open(path, failure);
    if (!input->intake.source) {
        return false;
    }
    input->path = source_path(input->intake.source);
    check->input_count++;
    return true;
}

bool check_hash_source(struct source *source, char sha256[HASH_SHA256_HEX], struct failure *failure)
{
    enum { CHUNK = 1 << 18 };
    char *chunk = malloc(CHUNK);
    struct hash_sha256 *state = chunk ? hash_sha256_new(failure) : NULL;
    bool fine = state != NULL;
    if (!chunk) {
        failure_memory(failure);
    }
    int64_t got = 1;
    for (uint64_t offset = 0; fine && got > 0; offset += (uint64_t)got) {
        got = source_read_raw(source, offset, chunk, CHUNK, failure);
        fine = got >= 0 && hash_sha256_add(state, chunk, (size_t)got, failure);
    }
    free(chunk);
    if (!fine) {
        hash_sha256_abandon(state);
        return false;
    }
    return hash_sha256_finish(state, sha256, failure);
}

/* People send what their spreadsheet program saved. */
static const char *foreign_kind(struct source *source)
{
    static const struct {
        const char *begins;
        const char *kind;
    } kinds[] = {
        {"\xd0\xcf\x11\xe0", "it is an old workbook, or one with a password: save it as .xlsx, or the sheet as CSV"},
        {"%PDF", "it is a PDF"},
    };
    char head[4];
    if (source_read_raw(source, 0, head, sizeof head, NULL) != (int64_t)sizeof head) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (memcmp(head, kinds[i].begins, sizeof head) == 0) {
            return kinds[i].kind;
        }
    }
    return NULL;
}

static bool report_unknown(struct probity_check *check, uint32_t index, struct failure *failure)
{
    const struct check_input *input = &check->inputs[index];
    const char *kind = foreign_kind(input->intake.source);
    struct str hint = kind ? str_of(kind) : input->intake.sniffed.near_miss;
    hint = str_starts_with(hint, STR("; ")) ? str_slice(hint, 2, hint.length) : hint;
    struct str text = hint.length ? arena_printf(&check->arena, " (%.*s)", STR_ARGS(hint)) : STR_EMPTY;
    if (!text.data) {
        return failure_memory(failure);
    }
    struct finding_reading unknown = {.kind = READ_UNKNOWN_FILE, .input = index, .offset = UINT64_MAX, .text = text};
    return finding_log_add(&check->log, unknown, failure);
}

/* What is this file? A reference is what the user says that it is; if nothing is said, any that its header row is of. */
static bool sniff_input(struct probity_check *check, uint32_t index, uint32_t wanted, struct failure *failure)
{
    struct check_input *input = &check->inputs[index];
    struct probity_library *library = check->library;
    const struct schema *const *schemas = (const struct schema *const *)library->schemas;
    uint32_t count = library->collection_count;
    if (input->is_reference) {
        schemas = (const struct schema *const *)&library->references[input->is_named ? input->collection : 0];
        count = input->is_named ? 1 : library->reference_count;
        wanted = input->is_named ? 0 : SCHEMA_NONE;
    }
    if (!intake_sniff(&input->intake, schemas, count, wanted, &check->arena, failure)) {
        return false;
    }
    uint32_t found = input->intake.sniffed.collection;
    if (found == SCHEMA_NONE) {
        return source_size(input->intake.source) == 0 || report_unknown(check, index, failure);
    }
    if (!input->is_named) {
        input->collection = found;
    }
    input->schema = schemas[found];
    return true;
}

/* Another sheet of a workbook is an input like any other. */
static bool add_sheet(struct probity_check *check, uint32_t index, const char *path, struct failure *failure)
{
    struct check_input from = check->inputs[index];
    if (source_is_standard_input(from.intake.source)) {
        failure_set(failure, FAILURE_USAGE,
                    "this workbook has several sheets that Probity knows, and cannot be read twice");
        failure_hint(failure, "give its name in place of standard input");
        return false;
    }
    if (!add_input(check, path, from.intake.role, from.role, failure)) {
        return false;
    }
    struct check_input *added = &check->inputs[check->input_count - 1];
    added->file = from.file;
    added->is_reference = from.is_reference;
    added->is_named = from.is_named;
    added->collection = from.is_named ? from.collection : SCHEMA_NONE;
    added->intake.from_sheet = from.intake.sniffed.next_sheet;
    return true;
}

static bool recognise_input(struct probity_check *check, uint32_t index, uint32_t wanted, struct failure *failure)
{
    struct check_input *input = &check->inputs[index];
    if (check->sha256 && !check_hash_source(input->intake.source, input->sha256, failure)) {
        return false;
    }
    if (!input->is_notes && !sniff_input(check, index, wanted, failure)) {
        failure_place(failure, input->path, 0, 0);
        return false;
    }
    return input->intake.sniffed.next_sheet == SCHEMA_NONE || !input->schema ||
           add_sheet(check, index, source_path(input->intake.source), failure);
}

static bool add_reference(struct probity_check *check, const char *path, uint32_t table, struct failure *failure)
{
    if (!add_input(check, path, DATASET_WITH, "reference", failure)) {
        return false;
    }
    struct check_input *added = &check->inputs[check->input_count - 1];
    added->is_reference = true;
    added->is_named = table != SCHEMA_NONE;
    added->collection = table;
    return true;
}

static bool add_notes(struct probity_check *check, const char *path, struct failure *failure)
{
    if (!add_input(check, path, DATASET_WITH, "notes", failure)) {
        return false;
    }
    check->inputs[check->input_count - 1].is_notes = true;
    return true;
}

static bool add_inputs(struct probity_check *check, const struct probity_check_options *options,
                       struct failure *failure)
{
    bool fine = true;
    for (size_t i = 0; fine && i < options->file_count; i++) {
        fine = add_input(check, options->files[i], DATASET_RETURN, "return", failure);
    }
    for (size_t i = 0; fine && i < options->previous_count; i++) {
        fine = add_input(check, options->previous[i], DATASET_PREVIOUS, "previous", failure);
    }
    for (size_t i = 0; fine && i < options->with_count; i++) {
        fine = add_input(check, options->with[i], DATASET_WITH, "with", failure);
    }
    for (size_t i = 0; fine && i < options->reference_count; i++) {
        const char *name = options->references[i].name;
        uint32_t table = name ? library_find_reference(check->library, name, failure) : SCHEMA_NONE;
        fine = (!name || table != SCHEMA_NONE) && add_reference(check, options->references[i].path, table, failure);
    }
    return fine && (!options->notes || add_notes(check, options->notes, failure));
}

bool check_open_inputs(struct probity_check *check, const struct probity_check_options *options,
                       struct failure *failure)
{
    size_t count = options->file_count + options->previous_count + options->with_count + options->reference_count +
                   (options->notes != NULL) + check->library->reference_count;
    if (options->file_count == 0) {
        return failure_set(failure, FAILURE_USAGE, "no file to check was given");
    }
    if (count > CHECK_INPUTS_MOST) {
        return failure_set(failure, FAILURE_LIMIT, "there are more than %u files", CHECK_INPUTS_MOST);
    }
    check->input_most = (uint32_t)count + CHECK_SHEETS_MOST;
    check->inputs = ARENA_ARRAY(&check->arena, check->input_most, struct check_input);
    if (!check->inputs) {
        return failure_memory(failure);
    }
    uint32_t wanted = SCHEMA_NONE;
    if (options->collection) {
        wanted = library_find(check->library, options->collection, failure);
        if (wanted == SCHEMA_NONE) {
            return false;
        }
    }
    if (!add_inputs(check, options, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < check->input_count; i++) {
        uint32_t of = check->inputs[i].intake.role == DATASET_WITH ? SCHEMA_NONE : wanted;
        if (!recognise_input(check, i, of, failure)) {
            return false;
        }
    }
    return true;
}

/* The period of an input as far as it is known before it is read; 0 when only its records can tell. */
static int period_of(const struct check_input *input, const struct probity_check_options *options)
{
    struct schema_range periods = input->schema->periods;
    if (input->intake.sniffed.many) {
        return 0;
    }
    if (options->period && input->intake.role == DATASET_RETURN) {
        return options->period; /* a file that says otherwise is told so when it is read */
    }
    if (input->intake.sniffed.period) {
        return input->intake.sniffed.period;
    }
    if (options->period) {
        return input->intake.role == DATASET_PREVIOUS ? options->period - 1 : options->period;
    }
    return periods.from == periods.until ? periods.from : 0;
}

static struct str authority_of(const struct check_input *input, const struct probity_check_options *options)
{
    if (input->intake.sniffed.authority.length) {
        return input->intake.sniffed.authority;
    }
    return str_of(options->authority ? options->authority : "");
}

/* A reference table is a return of its own collection as far as reading goes. Its collection's number lies behind those
 * of the library's collections, so that it is never taken for one of them. */
static uint32_t dataset_collection(const struct probity_check *check, const struct check_input *input)
{
    return input->is_reference ? check->library->collection_count + input->collection : input->collection;
}

/* May rules run while this input is read, and may columns that no rule needs be let go? Only if its one period, and
 * with it the plan, is known beforehand. */
static bool is_planned(const struct probity_check *check, const struct check_input *input, int period,
                       const struct probity_check_options *options)
{
    return !check->compares && !input->is_reference && input->intake.role == DATASET_RETURN &&
           !input->intake.sniffed.many && period && schema_in_force(input->schema->periods, period) &&
           !check_names_another(check, input->intake.sniffed.authority, options);
}

static bool plan_request(struct probity_check *check, struct intake_request *request, struct check_streams *streams,
                         const struct probity_check_options *options, struct failure *failure)
{
    struct library_plan *plan = library_plan(check->library, request->collection, request->period, failure);
    if (!plan) {
        return false;
    }
    int64_t of = dataset_return(&check->dataset, request->collection, request->schema->table_count, DATASET_RETURN,
                                request->period, request->authority, failure);
    if (of < 0) {
        return false;
    }
    /* Rules may ask for it while the file is read. */
    check->dataset.returns.items[of].format = check->inputs[request->input_index].intake.sniffed.format;
    int64_t checked = check_return_of(check, (uint32_t)of, failure);
    if (checked < 0) {
        return false;
    }
    struct check_return *planned = &check->returns.items[checked];
    planned->keep = planned->keep ? planned->keep : check_columns_to_keep(check, request, plan, options, failure);
    request->keep = planned->keep;
    return request->keep && check_streams_follow(streams, (uint32_t)checked, failure);
}

static struct intake_request request_for(const struct probity_check *check, uint32_t index,
                                         const struct probity_check_options *options)
{
    const struct check_input *input = &check->inputs[index];
    return (struct intake_request){
        .schema = input->schema,
        .collection = dataset_collection(check, input),
        .input_index = index,
        .threads = check->threads,
        .period = period_of(input, options),
        .authority = authority_of(input, options),
        .period_meant = options->period ? options->period - (input->intake.role == DATASET_PREVIOUS) : 0,
        .is_reference = input->is_reference,
        .is_compared = input->intake.role == DATASET_WITH,
    };
}

static bool read_request(struct probity_check *check, struct intake_request *request,
                         const struct probity_check_options *options, struct failure *failure)
{
    struct check_input *input = &check->inputs[request->input_index];
    struct check_streams *streams = check_streams_open(check, request->input_index, options, &request->consumer,
                                                       failure);
    bool fine = streams &&
                (!is_planned(check, input, request->period, options) ||
                 plan_request(check, request, streams, options, failure)) &&
                intake_read(&input->intake, request, &check->dataset, &check->log, failure) &&
                check_streams_finish(streams, failure);
    check_streams_close(streams);
    input->was_read = true;
    if (!fine) {
        failure_place(failure, input->path, 0, 0);
    }
    return fine;
}

static bool read_input(struct probity_check *check, uint32_t index, const struct probity_check_options *options,
                       struct failure *failure)
{
    struct intake_request request = request_for(check, index, options);
    return read_request(check, &request, options, failure);
}

bool check_read_reference(struct probity_check *check, uint32_t index, const struct probity_check_options *options,
                          const bool *const *keep, const struct intake_filter *const *filters, struct failure *failure)
{
    struct intake_request request = request_for(check, index, options);
    request.keep = keep;
    request.filters = filters;
    return read_request(check, &request, options, failure) &&
           check_settle_authorities(check, check->inputs[index].schema, failure);
}

bool check_read_built_in(struct probity_check *check, uint32_t reference, const char *path, const char *shown,
                         struct failure *failure)
{
    uint32_t index = check->input_count;
    if (!add_reference(check, path, reference, failure)) {
        return false;
    }
    struct check_input *input = &check->inputs[index];
    input->path = shown;
    input->is_built_in = true;
    if (!recognise_input(check, index, SCHEMA_NONE, failure)) {
        return false;
    }
    struct intake_request request = {
        .schema = input->schema, .collection = dataset_collection(check, input), .input_index = index, .threads = 1};
    input->was_read = true;
    return !input->schema || intake_read(&input->intake, &request, &check->dataset, &check->log, failure);
}

static bool say_empty(struct probity_check *check, uint32_t index, struct failure *failure)
{
    struct finding_reading empty = {.kind = READ_EMPTY, .input = index, .offset = UINT64_MAX};
    return source_size(check->inputs[index].intake.source) > 0 || finding_log_add(&check->log, empty, failure);
}

bool check_read_inputs(struct probity_check *check, const struct probity_check_options *options,
                       struct failure *failure)
{
    bool fine = true;
    for (uint32_t i = 0; fine && i < check->input_count; i++) {
        if (check_is_early(&check->inputs[i])) {
            fine = read_input(check, i, options, failure);
        }
    }
    for (uint32_t i = 0; fine && i < check->input_count; i++) {
        const struct check_input *input = &check->inputs[i];
        if (input->is_notes) {
            continue;
        }
        if (!input->schema) {
            fine = say_empty(check, i, failure);
        } else if (!input->is_reference) {
            fine = read_input(check, i, options, failure);
        }
    }
    return fine;
}

void check_close_inputs(struct probity_check *check)
{
    for (uint32_t i = 0; i < check->input_count; i++) {
        intake_input_close(&check->inputs[i].intake);
    }
}
