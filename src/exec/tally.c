#include "exec/tally.h"

#include <stdlib.h>

void tally_start(struct tally *tally, uint32_t lane)
{
    tally->lane = lane;
    tally->is_open = true;
    tally->rows = 0;
    tally->malformed = false;
    tally->has_best = false;
    tally->sum = 0;
    tally->values.count = 0;
}

static bool is_better(const struct tally *tally, int64_t value)
{
    enum plan_query_kind kind = tally->query->kind;
    bool greatest = kind == PLAN_MAXIMUM || kind == PLAN_LAST;
    if (!tally->has_best) {
        return true;
    }
    if (tally->by_text) {
        int order = str_compare(worker_text(tally->worker, value), worker_text(tally->worker, tally->best));
        return greatest ? order > 0 : order < 0;
    }
    return greatest ? value > tally->best : value < tally->best;
}

bool tally_add(struct tally *tally, int64_t value, enum table_state state)
{
    tally->rows++;
    tally->malformed = tally->malformed || state == TABLE_MALFORMED;
    if (state != TABLE_VALUE) {
        return true;
    }
    switch (tally->query->kind) {
    case PLAN_EXISTS:
    case PLAN_COUNT: return true;
    case PLAN_SUM: tally->sum += value; return true;
    case PLAN_COUNT_DISTINCT: return array_push(&tally->values, value) || failure_memory(tally->worker->failure);
    default:
        if (is_better(tally, value)) {
            tally->best = value;
            tally->has_best = true;
        }
        return true;
    }
}

static int compare_numbers(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

uint32_t tally_distinct(int64_t *values, size_t count)
{
    if (count > 1) {
        qsort(values, count, sizeof *values, compare_numbers);
    }
    uint32_t distinct = count > 0;
    for (size_t i = 1; i < count; i++) {
        distinct += values[i] != values[i - 1];
    }
    return distinct;
}

struct tally_answer tally_of_none(enum plan_query_kind kind)
{
    bool counts = kind == PLAN_EXISTS || kind == PLAN_COUNT || kind == PLAN_SUM || kind == PLAN_COUNT_DISTINCT;
    return (struct tally_answer){0, counts ? TABLE_VALUE : TABLE_MISSING};
}

struct tally_answer tally_answer(struct tally *tally)
{
    enum plan_query_kind kind = tally->query->kind;
    if (kind == PLAN_EXISTS) {
        return (struct tally_answer){tally->rows > 0, TABLE_VALUE};
    }
    if (kind == PLAN_COUNT) {
        return (struct tally_answer){(int64_t)tally->rows, TABLE_VALUE};
    }
    if (tally->malformed) {
        return (struct tally_answer){0, TABLE_MALFORMED};
    }
    if (kind == PLAN_COUNT_DISTINCT) {
        return (struct tally_answer){tally_distinct(tally->values.items, tally->values.count), TABLE_VALUE};
    }
    if (kind == PLAN_SUM) {
        int64_t sum = (int64_t)tally->sum;
        return (struct tally_answer){sum, sum == tally->sum ? TABLE_VALUE : TABLE_MALFORMED};
    }
    return (struct tally_answer){tally->best, tally->has_best ? TABLE_VALUE : TABLE_MISSING};
}

void tally_free(struct tally *tally)
{
    array_free(&tally->values);
}
