/* timing: how long each rule took, over all returns. */
#include <stdlib.h>
#include <time.h>

#include "engine/check.h"

uint64_t check_processor_time(void)
{
    struct timespec used = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (uint64_t)used.tv_sec * UINT64_C(1000000000) + (uint64_t)used.tv_nsec;
}

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

bool check_timing_add(struct probity_check *check, const struct check_return *of, struct failure *failure)
{
    const struct plan *plan = of->plan->plan;
    for (size_t r = 0; r < plan->rules.count; r++) {
        struct check_timing *sum = timing_of(check, plan->rules.items[r].full_code);
        if (!sum) {
            return failure_memory(failure);
        }
        sum->nanoseconds += of->times[r];
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

static void write_row(struct buffer *out, struct str what, uint64_t nanoseconds, uint64_t total)
{
    uint64_t tenths = total ? nanoseconds * 1000 / total : 0;
    buffer_format(out, "%10.3f ms  %3u.%u %%  %.*s\n", (double)nanoseconds / 1e6, (unsigned)(tenths / 10),
                  (unsigned)(tenths % 10), STR_ARGS(what));
}

/* Shares are of the whole check, until now. */
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
    uint64_t rules = 0;
    for (size_t i = 0; i < count; i++) {
        rules += sorted[i].nanoseconds;
    }
    uint64_t used = check_processor_time() - check->started;
    uint64_t rest = used > rules ? used - rules : 0;
    write_row(out, STR("reading, putting in order and writing"), rest, rules + rest);
    for (size_t i = 0; i < count; i++) {
        write_row(out, sorted[i].code, sorted[i].nanoseconds, rules + rest);
    }
    free(sorted);
    return buffer_ok(out) || failure_memory(failure);
}
