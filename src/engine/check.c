/* check: the pipeline, from files to findings, and from findings to a report. */
#include "engine/check.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "engine/indicators.h"
#include "engine/summary.h"
#include "engine/words.h"

/* Files may write an authority by its ONS code; from here on it is the three-digit code. */
static void name_authorities(struct probity_check *check)
{
    const struct schema_authorities *authorities = check->library->authorities;
    for (size_t i = 0; authorities && i < check->dataset.returns.count; i++) {
        struct dataset_return *data = &check->dataset.returns.items[i];
        struct str code = schema_authorities_code(authorities, data->authority);
        if (code.length) {
            data->authority = code;
        }
    }
}

static bool make_returns(struct probity_check *check, struct failure *failure)
{
    for (uint32_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        if (check_is_checked(check, data) && check_return_of(check, i, failure) < 0) {
            return false;
        }
    }
    return true;
}

static bool run_returns(struct probity_check *check, struct failure *failure)
{
    for (size_t i = 0; i < check->returns.count; i++) {
        struct check_return *of = &check->returns.items[i];
        of->kept.tables.authority = check->dataset.returns.items[of->index].authority;
        of->streamed.tables.authority = of->kept.tables.authority;
        if (of->plan && (!check_bind(check, of, failure) || !check_run_rules(check, of, failure) ||
                         !check_tell_undecided(check, of, failure))) {
            return false;
        }
    }
    return true;
}

static bool keep_option(struct probity_check *check, const char *given, struct str *kept, struct failure *failure)
{
    *kept = given ? arena_str(&check->arena, str_of(given)) : STR_EMPTY;
    return kept->data || failure_memory(failure);
}

static bool keep_options(struct probity_check *check, const struct probity_check_options *options,
                         struct failure *failure)
{
    struct buffer period = BUFFER_EMPTY;
    if (options->period) {
        date_write_financial_year(&period, options->period);
        buffer_char(&period, 0);
    }
    bool good = (buffer_ok(&period) || failure_memory(failure)) &&
                keep_option(check, period.data, &check->given.period, failure) &&
                keep_option(check, options->collection, &check->given.collection, failure) &&
                keep_option(check, options->authority, &check->given.authority, failure);
    buffer_free(&period);
    return good;
}

/* Indicators are worked out of the returns that are checked, and of what they are compared with: all councils' of the same
 * collection for the same year and those before, which show how a figure and England's went. */
static bool is_compared(const struct dataset_return *data, const void *context)
{
    const struct probity_check *check = context;
    for (size_t i = 0; i < check->returns.count; i++) {
        const struct dataset_return *of = &check->dataset.returns.items[check->returns.items[i].index];
        if (of->collection == data->collection && of->period >= data->period) {
            return true;
        }
    }
    return false;
}

static bool work_out(struct probity_check *check, struct failure *failure)
{
    return !check->works_out || check_indicators(check, is_compared, check, &check->matrix, &check->arena, failure);
}

static bool decide_on_figures(struct probity_check *check, const struct probity_check_options *options,
                              struct failure *failure)
{
    check->works_out = options->indicators == PROBITY_INDICATORS_ALWAYS ||
                       (options->indicators == PROBITY_INDICATORS_COMPARED && check->has_others);
    return check->works_out || options->indicators != PROBITY_INDICATORS_COMPARED ||
           check_has_comparison(check, options, &check->works_out, failure);
}

struct probity_check *check_read(struct probity_library *library, const struct probity_check_options *options,
                                 bool compares, struct failure *failure)
{
    struct probity_check *check = calloc(1, sizeof *check);
    if (!check) {
        failure_memory(failure);
        return NULL;
    }
    check->library = library;
    check->compares = compares;
    check->threads = options->threads ? options->threads : parallel_processors();
    check->timing = options->timing;
    check->started = options->timing ? check_processor_time() : 0;
    check->sha256 = options->sha256;
    if (!dataset_init(&check->dataset, failure) || !keep_options(check, options, failure) ||
        !check_open_inputs(check, options, failure) || !check_load_notes(check, failure) ||
        !check_read_inputs(check, options, failure)) {
        probity_check_free(check);
        return NULL;
    }
    name_authorities(check);
    if (!check_choose_returns(check, options, failure) || !check_infer_periods(check, options, failure) ||
        !decide_on_figures(check, options, failure)) {
        probity_check_free(check);
        return NULL;
    }
    return check;
}

struct probity_check *probity_check(struct probity_library *library, const struct probity_check_options *options,
                                    struct failure *failure)
{
    struct probity_check *check = check_read(library, options, false, failure);
    bool fine = check && make_returns(check, failure) && check_read_references(check, options, failure) &&
                run_returns(check, failure) && check_gather(check, failure) && work_out(check, failure);
    if (!fine) {
        probity_check_free(check);
        return NULL;
    }
    return check;
}

void probity_check_free(struct probity_check *check)
{
    if (!check) {
        return;
    }
    check_close_inputs(check);
    for (size_t i = 0; i < check->returns.count; i++) {
        struct check_return *of = &check->returns.items[i];
        uint32_t collection = check->dataset.returns.items[of->index].collection;
        check_return_free(of, check->library->collections[collection].schema->table_count);
    }
    check_commons_free(check);
    array_free(&check->returns);
    array_free(&check->findings);
    array_free(&check->codes);
    array_free(&check->timings);
    map_free(&check->code_index);
    finding_log_free(&check->log);
    notes_free(&check->notes);
    calendar_free(check->calendar);
    dataset_free(&check->dataset);
    arena_free(&check->arena);
    free(check);
}

enum finding_verdict probity_check_verdict(const struct probity_check *check)
{
    return check->verdict;
}

size_t probity_check_returns(const struct probity_check *check)
{
    return check->returns.count;
}

uint64_t probity_check_count(const struct probity_check *check, enum finding_severity at_least)
{
    uint64_t count = 0;
    for (int s = (int)at_least; s < FINDING_SEVERITIES; s++) {
        count += check->counts[s];
    }
    return count;
}

/* ---- reporting ----------------------------------------------------------------------------------------------------- */

static bool take_finding(void *context, const struct report_finding *finding, struct failure *failure)
{
    return report_finding(context, finding, failure);
}

/* Of each code, the first `most` findings in the order of the report. Nothing more is asked of those that are left out. */
static bool write_findings(struct probity_check *check, const struct report_format *format, uint64_t most,
                           struct report *report, struct failure *failure)
{
    const struct check_finding **chosen = malloc((check->findings.count + 1) * sizeof *chosen);
    uint64_t *written = calloc(check->codes.count + 1, sizeof *written);
    if (!chosen || !written) {
        free(chosen);
        free(written);
        return failure_memory(failure);
    }
    size_t count = 0;
    for (size_t i = 0; i < check->findings.count; i++) {
        const struct check_finding *finding = &check->findings.items[i];
        if (written[finding->code]++ < most) {
            chosen[count++] = finding;
        }
    }
    bool fine = words_write(check, format, chosen, count, take_finding, report, failure);
    free(chosen);
    free(written);
    return fine;
}

bool probity_check_report(struct probity_check *check, const struct probity_report_options *options,
                          struct output *output, struct failure *failure)
{
    struct arena keep = ARENA_EMPTY;
    struct report_run run;
    struct report *report = NULL;
    bool fine = check_order(check, options->format->order, failure) &&
                check_summarise(check, options->format->order, options->most, &run, &keep, failure);
    if (fine) {
        report = report_begin(options->format, &run, &options->report, output, failure);
        fine = report && write_findings(check, options->format, options->most, report, failure);
    }
    if (fine) {
        fine = report_end(report, failure);
    } else if (report) {
        report_abandon(report);
    }
    arena_free(&keep);
    return fine;
}
