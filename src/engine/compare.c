/* compare: returns beside each other: read as for a check, but no rule is run. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/indicators.h"

struct probity_comparison {
    struct probity_check *check;
    struct arena arena;
    struct compare_matrix matrix;
    const struct compare_statement *statements;
    uint32_t statement_count;
    struct compare_results results;
    struct report_comparison report;
};

static bool every_return(const struct dataset_return *data, const void *context)
{
    (void)context;
    return data->role == DATASET_RETURN;
}

/* "neighbours", "region", "all"; what is none of these is a file. */
static enum compare_peers kind_of_peers(const char *peers)
{
    static const char *const names[] = {"neighbours", "region", "all"};
    for (size_t i = 0; peers && i < sizeof names / sizeof *names; i++) {
        if (strcmp(peers, names[i]) == 0) {
            return (enum compare_peers)i;
        }
    }
    return peers ? COMPARE_PEERS_GIVEN : COMPARE_PEERS_NEIGHBOURS;
}

/* ---- what is told of the making ------------------------------------------------------------------------------------- */

static bool tell_inputs(struct probity_comparison *comparison, struct failure *failure)
{
    const struct probity_check *check = comparison->check;
    struct report_compare_input *inputs = ARENA_ARRAY(&comparison->arena, check->input_count,
                                                      struct report_compare_input);
    if (!inputs) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < check->input_count; i++) {
        const struct check_input *input = &check->inputs[i];
        inputs[i] = (struct report_compare_input){
            .path = str_of(input->path),
            .role = input->role,
            .collection = input->schema ? input->schema->name : STR_EMPTY,
            .title = input->schema ? input->schema->title : STR_EMPTY,
        };
    }
    comparison->report.inputs = inputs;
    comparison->report.input_count = check->input_count;
    return true;
}

/* Of each kind of reading and file one is told, and how many there are: the rest is for `probity check`. */
static bool tell_reading(struct probity_comparison *comparison, const struct finding_reading *entry, uint64_t more,
                         struct report_compare_unread *unread, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    finding_reading_word(entry, &text);
    if (more) {
        buffer_format(&text, " And %llu more of this kind: see probity check.", (unsigned long long)more);
    }
    *unread = (struct report_compare_unread){
        .code = str_of(finding_kind_text(entry->kind)->code),
        .path = str_of(comparison->check->inputs[entry->input].path),
        .text = buffer_ok(&text) ? arena_str(&comparison->arena, buffer_view(&text)) : (struct str){0},
    };
    buffer_free(&text);
    return unread->text.data || failure_memory(failure);
}

static bool same_kind(const struct finding_reading *a, const struct finding_reading *b)
{
    /* Each period that a schema does not have is told. */
    return a->kind == b->kind && a->input == b->input &&
           (a->kind != READ_UNKNOWN_PERIOD || str_equal(a->text, b->text));
}

static bool tell_readings(struct probity_comparison *comparison, struct failure *failure)
{
    const struct finding_log *log = &comparison->check->log;
    struct arena scratch = ARENA_EMPTY;
    const struct finding_reading **kinds = ARENA_ARRAY(&scratch, log->entries.count, const struct finding_reading *);
    uint64_t *counts = ARENA_ARRAY(&scratch, log->entries.count, uint64_t);
    uint32_t count = 0;
    bool fine = kinds && counts;
    if (!fine) {
        failure_memory(failure);
    }
    for (size_t i = 0; fine && i < log->entries.count; i++) {
        const struct finding_reading *entry = &log->entries.items[i];
        uint32_t k = 0;
        while (k < count && !same_kind(kinds[k], entry)) {
            k++;
        }
        kinds[k] = k == count ? entry : kinds[k];
        counts[k]++;
        count += k == count;
    }
    struct report_compare_unread *unread = fine ? ARENA_ARRAY(&comparison->arena, count, struct report_compare_unread)
                                                : NULL;
    if (fine && !unread) {
        fine = failure_memory(failure);
    }
    for (uint32_t k = 0; fine && unread && k < count; k++) {
        fine = tell_reading(comparison, kinds[k], counts[k] - 1, &unread[k], failure);
    }
    comparison->report.unread = unread;
    comparison->report.unread_count = count;
    arena_free(&scratch);
    return fine;
}

/* "statistical neighbours, by the list of 2021 and that of 2025" */
static struct str name_neighbours(struct probity_comparison *comparison, int period)
{
    const struct compare_matrix *matrix = &comparison->matrix;
    struct buffer text = BUFFER_EMPTY;
    bool any = false;
    buffer_text(&text, "statistical neighbours");
    for (int year = 0, next = 0; next != INT_MAX; year = next) {
        next = INT_MAX;
        for (uint32_t row = 0; row < matrix->return_count; row++) {
            bool shown = !period || matrix->returns[row].period == period;
            int of = shown ? matrix->returns[row].neighbours_of : 0;
            any = any || matrix->returns[row].neighbour_count;
            next = of > year && of < next ? of : next;
        }
        if (next != INT_MAX) {
            buffer_format(&text, "%s of %d", year ? " and that" : ", by the list", next);
        }
    }
    buffer_text(&text, any ? "" : " (--reference neighbours=FILE), which were not given");
    struct str kept = buffer_ok(&text) ? arena_str(&comparison->arena, buffer_view(&text)) : (struct str){0};
    buffer_free(&text);
    return kept;
}

static struct str name_peers(struct probity_comparison *comparison, const struct probity_compare_options *options)
{
    switch (comparison->results.groups.kind) {
    case COMPARE_PEERS_GIVEN: return arena_printf(&comparison->arena, "as %s says", options->peers);
    case COMPARE_PEERS_NEIGHBOURS: return name_neighbours(comparison, options->period);
    case COMPARE_PEERS_REGION: return STR("councils of its region");
    default: return STR("all other councils");
    }
}

static bool tell(struct probity_comparison *comparison, const struct probity_compare_options *options,
                 struct failure *failure)
{
    comparison->report.version = PROBITY_VERSION;
    comparison->report.results = &comparison->results;
    comparison->report.period = options->period;
    comparison->report.peers = name_peers(comparison, options);
    return (comparison->report.peers.data || failure_memory(failure)) && tell_inputs(comparison, failure) &&
           tell_readings(comparison, failure);
}

/* ---- the comparison ------------------------------------------------------------------------------------------------- */

static bool work_out(struct probity_comparison *comparison, const struct probity_compare_options *options,
                     struct failure *failure)
{
    struct compare_input input = {.matrix = &comparison->matrix, .peers = kind_of_peers(options->peers)};
    if (!check_indicators(comparison->check, every_return, NULL, &comparison->matrix, &comparison->arena, failure) ||
        !check_amounts(comparison->check, &comparison->matrix, &comparison->statements, &comparison->statement_count,
                       &comparison->arena, failure) ||
        !check_peers(comparison->check, &input.given, &input.given_count, &comparison->arena, failure)) {
        return false;
    }
    input.statements = comparison->statements;
    input.statement_count = comparison->statement_count;
    return compare_work_out(&input, &comparison->results, &comparison->arena, failure);
}

static bool read_and_compare(struct probity_comparison *comparison, struct probity_library *library,
                             const struct probity_compare_options *options, const struct probity_check_options *reading,
                             struct failure *failure)
{
    comparison->check = check_read(library, reading, true, failure);
    return comparison->check && check_read_references(comparison->check, reading, failure) &&
           work_out(comparison, options, failure) && tell(comparison, options, failure);
}

struct probity_comparison *probity_compare(struct probity_library *library,
                                           const struct probity_compare_options *options, struct failure *failure)
{
    size_t given = kind_of_peers(options->peers) == COMPARE_PEERS_GIVEN;
    struct probity_comparison *comparison = calloc(1, sizeof *comparison);
    struct probity_reference *references = calloc(options->reference_count + given + 1, sizeof *references);
    if (!comparison || !references) {
        free(comparison);
        free(references);
        failure_memory(failure);
        return NULL;
    }
    if (options->reference_count) {
        memcpy(references, options->references, options->reference_count * sizeof *references);
    }
    references[options->reference_count] = (struct probity_reference){ENGINE_PEERS, options->peers};
    struct probity_check_options reading = {
        .files = options->files,
        .file_count = options->file_count,
        .references = references,
        .reference_count = options->reference_count + given,
        .collection = options->collection,
        .threads = options->threads,
        .indicators = PROBITY_INDICATORS_ALWAYS,
        .progress = options->progress,
        .progress_context = options->progress_context,
    };
    bool fine = read_and_compare(comparison, library, options, &reading, failure);
    free(references);
    if (!fine) {
        probity_comparison_free(comparison);
        return NULL;
    }
    return comparison;
}

void probity_comparison_free(struct probity_comparison *comparison)
{
    if (comparison) {
        probity_check_free(comparison->check);
        arena_free(&comparison->arena);
        free(comparison);
    }
}

size_t probity_comparison_returns(const struct probity_comparison *comparison)
{
    return comparison->matrix.return_count;
}

bool probity_comparison_report(const struct probity_comparison *comparison, const struct report_compare_format *format,
                               const struct report_compare_options *options, struct output *output,
                               struct failure *failure)
{
    return report_compare_write(format, &comparison->report, options, output, failure);
}
