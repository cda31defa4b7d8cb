/* timing: how long each rule took, over all returns. */
#include <stdlib.h>

#include "engine/check.h"

#define TIMING_ROWS_MOST 40u

static struct check_timing *timing_of(struct probity_check *check, struct str code)
{
    for (size_t i = 0; i < check->timings.count; i++) {
        if (str_equal(check->timings.items[i].code, code)) {
            return &check->timings.items[i];
        }
    }
    if (!array_push(&check->timings, (struct check_timing){.code = code})) {
        return NULL;
    }
    return &check->timings.items[check->timings.count - 1];
}

bool check_timing_add(struct probity_check *check, const struct check_return *of, const struct exec_timing *timing,
                      struct failure *failure)
{
    const struct plan *plan = of->plan->plan;
    check->timing_shared += timing->shared;
    for (size_t r = 0; r < plan->rules.count; r++) {
        struct check_timing *sum = timing_of(check, plan->rules.items[r].full_code);
        if (!sum) {
            return failure_memory(failure);
        }
        sum->nanoseconds += timing->rules[r];
        sum->while_reading = sum->while_reading || of->done[r];
    }
    return true;
}

static int compare_slowest(const void *a, const void *b)
{
    const struct check_timing *left = a, *right = b;
    if (left->nanoseconds != right->nanoseconds) {
        return left->nanoseconds < right->nanoseconds ? 1 : -1;
    }
    return str_compare(left->code, right->code);
}

/* What a rule costs while a file is read is part of the reading, and not measured. */
static void write_row(struct buffer *out, struct str what, bool while_reading, uint64_t nanoseconds, uint64_t total)
{
    if (while_reading) {
        buffer_format(out, "%25s  %.*s\n", "ran while reading", STR_ARGS(what));
        return;
    }
    uint64_t tenths = total ? nanoseconds * 1000 / total : 0;
    buffer_format(out, "%10.3f ms  %3u.%u %%  %.*s\n", (double)nanoseconds / 1e6, (unsigned)(tenths / 10),
                  (unsigned)(tenths % 10), STR_ARGS(what));
}

bool probity_check_timing(const struct probity_check *check, struct buffer *out, struct failure *failure)
{
    size_t count = check->timings.count;
    if (!count) {
        return true;
    }
    struct check_timing *sorted = malloc(count * sizeof *sorted);
    if (!sorted) {
        return failure_memory(failure);
    }
    memcpy(sorted, check->timings.items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_slowest);
    uint64_t total = check->timing_shared;
    for (size_t i = 0; i < count; i++) {
        total += sorted[i].nanoseconds;
    }
    write_row(out, STR("orders, indexes, views and derived columns"), false, check->timing_shared, total);
    for (size_t i = 0; i < count && i < TIMING_ROWS_MOST; i++) {
        write_row(out, sorted[i].code, sorted[i].while_reading, sorted[i].nanoseconds, total);
    }
    free(sorted);
    return buffer_ok(out) || failure_memory(failure);
}
