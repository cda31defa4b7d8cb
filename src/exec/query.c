/* query: the answers for the lanes that are selected. */
#include "exec/answers.h"
#include "exec/kernels.h"
#include "exec/pairs.h"

/* ---- intervals --------------------------------------------------------------------------------------------------- */

static int64_t tree_find(const int64_t *tree, size_t count, size_t from, size_t to, bool greatest)
{
    int64_t best = greatest ? INT64_MIN : INT64_MAX;
    for (from += count, to += count; from < to; from /= 2, to /= 2) {
        if (from & 1) {
            best = (tree[from] < best) != greatest ? tree[from] : best;
            from++;
        }
        if (to & 1) {
            to--;
            best = (tree[to] < best) != greatest ? tree[to] : best;
        }
    }
    return best;
}

/* The places that are looked at: all from `from` up to `to`, but for those from `gap` up to `gap_end`. */
struct places {
    uint32_t from, gap, gap_end, to;
};

static struct places places_of(const struct lookup *lookup, const struct lookup_rows *rows)
{
    struct places places = {rows->from, rows->to, rows->to, rows->to};
    uint32_t place = rows->left_out == TABLE_NO_ROW ? NO_PLACE : lookup->state->places[rows->left_out];
    if (place >= rows->from && place < rows->to) {
        places.gap = place;
        places.gap_end = place + 1;
    }
    return places;
}

static uint32_t count_of(const struct places *places)
{
    return places->gap - places->from + places->to - places->gap_end;
}

static uint32_t count_marked(const uint32_t *counts, const struct places *places)
{
    return counts[places->gap] - counts[places->from] + counts[places->to] - counts[places->gap_end];
}

static int64_t find(const struct query_state *state, const struct places *places, bool greatest)
{
    const int64_t *tree = greatest ? state->most : state->least;
    int64_t before = tree_find(tree, state->count, places->from, places->gap, greatest);
    int64_t behind = tree_find(tree, state->count, places->gap_end, places->to, greatest);
    return (before < behind) != greatest ? before : behind;
}

static bool exists(const struct lookup *lookup, const struct lookup_rows *rows, const struct places *places)
{
    const struct query_program *made = lookup->made;
    if (made->range_count == made->sorted_ranges) {
        return true;
    }
    return made->second_is_upper ? find(lookup->state, places, false) <= rows->second
                                 : find(lookup->state, places, true) >= rows->second;
}

static struct tally_answer sum_answer(const struct query_state *state, const struct places *places)
{
    wide_integer sum = state->sums[places->gap] - state->sums[places->from] + state->sums[places->to] -
                       state->sums[places->gap_end];
    return (struct tally_answer){(int64_t)sum, (int64_t)sum == sum ? TABLE_VALUE : TABLE_MALFORMED};
}

/* Of at least one place. */
static struct tally_answer interval_answer(const struct lookup *lookup, const struct lookup_rows *rows,
                                           const struct places *places)
{
    const struct query_state *state = lookup->state;
    if (state->malformed && count_marked(state->malformed, places) > 0) {
        return (struct tally_answer){0, TABLE_MALFORMED};
    }
    bool any = !state->present || count_marked(state->present, places) > 0;
    switch (lookup->query->kind) {
    case PLAN_EXISTS: return (struct tally_answer){exists(lookup, rows, places), TABLE_VALUE};
    case PLAN_COUNT: return (struct tally_answer){count_of(places), TABLE_VALUE};
    case PLAN_SUM: return sum_answer(state, places);
    case PLAN_MINIMUM:
    case PLAN_FIRST: return (struct tally_answer){find(state, places, false), any ? TABLE_VALUE : TABLE_MISSING};
    default: return (struct tally_answer){find(state, places, true), any ? TABLE_VALUE : TABLE_MISSING};
    }
}

/* ---- rows one by one --------------------------------------------------------------------------------------------- */

static bool scan_answer(const struct lookup *lookup, const struct lookup_rows *rows, struct tally *tally,
                        struct tally_answer *answer)
{
    const struct query_program *made = lookup->made;
    const struct column *value = made->value == NO_ITEM ? NULL : run_item(lookup->worker, made->value);
    const struct ranking *ranking = made->ranking == NO_ITEM ? NULL : run_item(lookup->worker, made->ranking);
    tally_start(tally, 0);
    for (uint32_t i = lookup_next(lookup, rows, rows->from); i < rows->to; i = lookup_next(lookup, rows, i + 1)) {
        uint32_t row = lookup->groups->rows[i];
        if (!lookup_admits(lookup, rows, row)) {
            continue;
        }
        int64_t given = ranking ? (int64_t)ranking->ranks[row] : value ? value->values[row] : 0;
        if (!tally_add(tally, given, value ? (enum table_state)value->states[row] : TABLE_VALUE)) {
            return false;
        }
        if (lookup->query->kind == PLAN_EXISTS) {
            break;
        }
    }
    *answer = tally_answer(tally);
    return true;
}

/* ---- the kernel -------------------------------------------------------------------------------------------------- */

static bool answer_lanes(const struct lookup *lookup, const uint8_t *wanted, const struct answers *answers)
{
    struct tally tally = {.worker = lookup->worker, .query = lookup->query};
    bool good = true;
    for (uint32_t lane = 0; good && lane < lookup->frame->count; lane++) {
        struct lookup_rows rows;
        if (!wanted[lane] || !lookup_lane(lookup, lane, &rows)) {
            continue;
        }
        struct tally_answer answer = {0, TABLE_VALUE};
        if (lookup->made->way == QUERY_INTERVAL) {
            struct places places = places_of(lookup, &rows);
            if (count_of(&places) == 0) {
                continue;
            }
            answer = interval_answer(lookup, &rows, &places);
        } else if (lookup->made->way == QUERY_DISTINCT) {
            answer = (struct tally_answer){lookup->state->distinct[rows.group],
                                           (enum table_state)lookup->state->distinct_states[rows.group]};
        } else {
            good = scan_answer(lookup, &rows, &tally, &answer);
        }
        answer_set(answers, lane, answer);
    }
    tally_free(&tally);
    return good;
}

/* All lanes hold a missing value at first, so that nothing reads what was never written. */
static bool open_answers(struct worker *worker, const struct frame *frame, const struct plan_node *node,
                         struct vector *out)
{
    if (out->done) {
        return true;
    }
    int64_t *values;
    uint8_t *states;
    uint8_t *truths;
    if (node->type == PLAN_TYPE_BOOLEAN) {
        if (!vector_open_truths(worker, out, &truths)) {
            return false;
        }
        memset(truths, TRUTH_MISSING, frame->count);
    } else {
        if (!vector_open(worker, out, &values, &states)) {
            return false;
        }
        memset(values, 0, frame->count * sizeof *values);
        memset(states, TABLE_MISSING, frame->count);
    }
    out->done = pool_truths(&worker->pool);
    if (!out->done) {
        return failure_memory(worker->failure);
    }
    memset(out->done->truths, 0, frame->count);
    return true;
}

/* The lanes that are selected and were not before. */
static uint32_t choose_lanes(const struct frame *frame, struct vector *out, uint8_t *wanted)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < frame->count; i++) {
        wanted[i] = (frame->mask ? frame->mask[i] : 1) & (uint8_t)(out->done->truths[i] ^ 1u);
        out->done->truths[i] |= wanted[i];
        count += wanted[i];
    }
    return count;
}

bool kernel_query(struct worker *worker, struct frame *frame, const struct plan_node *node,
                  const struct node_info *info, struct vector *out)
{
    uint32_t query = (uint32_t)node->number;
    const struct query_program *made = &worker->program->queries[query];
    uint8_t wanted[TABLE_BATCH_ROWS] = {0};
    if (!open_answers(worker, frame, node, out)) {
        return false;
    }
    if (choose_lanes(frame, out, wanted) == 0) {
        return true;
    }
    struct lookup lookup;
    lookup_open(&lookup, worker, frame, query, run_item(worker, info->item));
    struct answers answers = {.out = out};
    const struct column *value = made->value == NO_ITEM ? NULL : run_item(worker, made->value);
    answers.ordinals = value && lookup.query->kind != PLAN_COUNT_DISTINCT ? value->ordinals : NULL;
    answers.ranking = made->ranking == NO_ITEM ? NULL : run_item(worker, made->ranking);
    struct tally_answer none = tally_of_none(lookup.query->kind);
    for (uint32_t i = 0; i < frame->count; i++) {
        if (wanted[i]) {
            answer_set(&(struct answers){.out = out}, i, none);
        }
    }
    bool good = made->way == QUERY_PAIRS ? pairs_run(&lookup, frame, wanted, &answers)
                                         : answer_lanes(&lookup, wanted, &answers);
    out->clean = good && out->states && states_are_clean(out->states, frame->count);
    return good;
}
