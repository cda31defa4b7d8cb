#include "report/returns.h"

#include <stdlib.h>

struct report_words_return report_return_names(const struct report_return *of)
{
    return (struct report_words_return){
        .collection = of->collection_title.length > 0 ? of->collection_title : of->collection,
        .period = of->period,
        .authority = of->authority,
        .authority_name = of->authority_name,
    };
}

static bool is_of(const struct report_finding *finding, const struct report_return *of)
{
    return str_equal(finding->collection, of->collection) && str_equal(finding->period, of->period) &&
           str_equal(finding->authority, of->authority);
}

const struct report_return *report_return_of(const struct report_run *run, const struct report_finding *finding,
                                             size_t *next)
{
    if (finding->collection.length == 0) {
        return NULL;
    }
    for (size_t i = 0; i < run->return_count; i++) {
        size_t at = (*next + i) % run->return_count;

        if (is_of(finding, &run->returns[at])) {
            *next = at;
            return &run->returns[at];
        }
    }
    return NULL;
}

void report_section_key(struct buffer *out, const struct report_finding *finding)
{
    buffer_str(out, finding->collection);
    buffer_char(out, '\0');
    buffer_str(out, finding->period);
    buffer_char(out, '\0');
    buffer_str(out, finding->authority);
}

bool report_one_collection(const struct report_run *run)
{
    for (uint32_t i = 1; i < run->return_count; i++) {
        if (!str_equal(run->returns[i].collection, run->returns[0].collection)) {
            return false;
        }
    }
    return true;
}

static int compare_returns(const void *a, const void *b)
{
    const struct report_return *left = *(const struct report_return *const *)a;
    const struct report_return *right = *(const struct report_return *const *)b;

    if (left->verdict != right->verdict) {
        return left->verdict > right->verdict ? -1 : 1;
    }
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        if (left->counts[severity] != right->counts[severity]) {
            return left->counts[severity] > right->counts[severity] ? -1 : 1;
        }
    }
    return left < right ? -1 : left > right; /* the run's own order: both are of one array */
}

const struct report_return **report_worst_first(const struct report_run *run)
{
    const struct report_return **sorted = calloc(run->return_count, sizeof *sorted);

    if (sorted) {
        for (uint32_t i = 0; i < run->return_count; i++) {
            sorted[i] = &run->returns[i];
        }
        qsort(sorted, run->return_count, sizeof *sorted, compare_returns);
    }
    return sorted;
}

static void write_count_of(struct buffer *out, uint64_t count, enum finding_verdict verdict, const char *separator)
{
    buffer_text(out, separator);
    report_words_number(out, count);
    buffer_char(out, ' ');
    buffer_text(out, report_words_verdict(verdict));
}

void report_verdict_counts(struct buffer *out, const struct report_run *run)
{
    uint64_t counts[VERDICT_REJECTED + 1] = {0};
    const char *separator = ": ";

    for (uint32_t i = 0; i < run->return_count; i++) {
        counts[run->returns[i].verdict]++;
    }
    report_words_count(out, run->return_count, "return", "returns");
    for (int verdict = VERDICT_REJECTED; verdict >= VERDICT_ACCEPTED; verdict--) {
        if (counts[verdict] > 0) {
            write_count_of(out, counts[verdict], (enum finding_verdict)verdict, separator);
            separator = ", ";
        }
    }
    buffer_char(out, '.');
}
