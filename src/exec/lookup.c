#include "exec/lookup.h"

#include <limits.h>

#include "exec/prepare.h"

void lookup_open(struct lookup *lookup, struct worker *worker, const struct frame *frame, uint32_t query,
                 const void *state)
{
    const struct query_program *made = &worker->program->queries[query];
    *lookup = (struct lookup){
        .worker = worker,
        .frame = frame,
        .query = &worker->program->plan->queries.items[query],
        .made = made,
        .state = state,
        .index = run_item(worker, made->index),
        .groups = run_item(worker, made->groups),
    };
    for (uint32_t k = 0; k < lookup->query->key_count; k++) {
        lookup->keys[k] = frame_vector(frame, lookup->query->outer_keys[k]);
    }
    lookup->left_out = lookup->query->leaves_out ? frame_vector(frame, lookup->query->left_out) : NULL;
    for (uint32_t i = 0; i < made->range_count; i++) {
        lookup->bounds[i] = frame_vector(frame, made->ranges[i].outer);
        lookup->columns[i] = i < made->sorted_ranges ? lookup->groups->column
                                                     : run_item(worker, made->range_columns[i]);
    }
}

static bool number_of(const struct vector *vector, uint32_t lane, int64_t *number)
{
    if (vector->truths) {
        *number = vector->truths[lane] == TRUTH_TRUE;
        return vector->truths[lane] <= TRUTH_TRUE;
    }
    *number = vector->values[lane];
    return vector->states[lane] == TABLE_VALUE;
}

/* The range's limits for a lane, within those given. False when no row can be within. */
static bool limits_of(const struct lookup *lookup, uint32_t range, uint32_t lane, struct limits *limits)
{
    const struct plan_range *given = &lookup->made->ranges[range];
    int64_t bound;
    if (!number_of(lookup->bounds[range], lane, &bound)) {
        return false;
    }
    const struct ordinals *ordinals = lookup->columns[range]->ordinals;
    if (ordinals) {
        bound = ordinals_find(lookup->worker, ordinals, bound);
    }
    bool strict = given->comparison == PLAN_LESS;
    if (strict && bound == (given->flipped ? INT64_MAX : INT64_MIN)) {
        return false;
    }
    if (given->flipped) {
        bound += strict;
        limits->low = bound > limits->low ? bound : limits->low;
    } else {
        bound -= strict;
        limits->high = bound < limits->high ? bound : limits->high;
    }
    return limits->low <= limits->high;
}

/* The first place whose value is at least (or, with `above`, more than) `value`. */
static uint32_t first_place(const int64_t *sorted, uint32_t from, uint32_t to, int64_t value, bool above)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (above ? sorted[middle] <= value : sorted[middle] < value) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static uint32_t group_of(const struct lookup *lookup, uint32_t lane)
{
    int64_t keys[PLAN_KEYS_MOST];
    for (uint32_t k = 0; k < lookup->query->key_count; k++) {
        if (!number_of(lookup->keys[k], lane, &keys[k])) {
            return NO_GROUP;
        }
    }
    return index_find(lookup->index, keys);
}

/* The strictest of the bounds of the second ranges. */
static int64_t second_of(const struct query_program *made, const struct lookup_rows *rows)
{
    struct limits limits = {INT64_MIN, INT64_MAX};
    for (uint32_t i = made->sorted_ranges; made->second_is_one && i < made->range_count; i++) {
        limits.low = rows->others[i].low > limits.low ? rows->others[i].low : limits.low;
        limits.high = rows->others[i].high < limits.high ? rows->others[i].high : limits.high;
    }
    return made->second_is_upper ? limits.high : limits.low;
}

bool lookup_lane(const struct lookup *lookup, uint32_t lane, struct lookup_rows *rows)
{
    const struct query_program *made = lookup->made;
    rows->group = group_of(lookup, lane);
    if (rows->group == NO_GROUP) {
        return false;
    }
    rows->from = lookup->groups->starts[rows->group];
    rows->to = lookup->groups->starts[rows->group + 1];
    bool leaves_out = lookup->left_out && lookup->left_out->states[lane] == TABLE_VALUE;
    rows->left_out = leaves_out ? lookup->left_out->values[lane] : TABLE_NO_ROW;
    struct limits limits = {INT64_MIN, INT64_MAX};
    for (uint32_t i = 0; i < made->range_count; i++) {
        struct limits *of = i < made->sorted_ranges ? &limits : &rows->others[i];
        if (i >= made->sorted_ranges) {
            *of = (struct limits){INT64_MIN, INT64_MAX};
        }
        if (!limits_of(lookup, i, lane, of)) {
            return false;
        }
    }
    if (made->sorted_ranges > 0) {
        const int64_t *sorted = lookup->groups->sorted;
        rows->from = first_place(sorted, rows->from, rows->to, limits.low, false);
        rows->to = first_place(sorted, rows->from, rows->to, limits.high, true);
    }
    rows->second = second_of(made, rows);
    return rows->from < rows->to;
}

static bool may_hold(const struct lookup *lookup, size_t node, int64_t bound)
{
    const struct query_state *state = lookup->state;
    return state->least ? state->least[node] <= bound : state->most[node] >= bound;
}

/* The first leaf under a node of the tree of which one may hold. */
static uint32_t first_leaf(const struct lookup *lookup, size_t node, int64_t bound)
{
    while (node < lookup->state->count) {
        node = may_hold(lookup, 2 * node, bound) ? 2 * node : 2 * node + 1;
    }
    return (uint32_t)(node - lookup->state->count);
}

/* The leaves from one up to another are those under nodes on the left, bottom up, and nodes on the right, top down. */
static uint32_t leap(const struct lookup *lookup, const struct lookup_rows *rows, uint32_t place)
{
    size_t right[2 * sizeof(size_t) * CHAR_BIT];
    size_t count = 0;
    size_t from = (size_t)lookup->state->count + place;
    size_t to = (size_t)lookup->state->count + rows->to;
    for (; from < to; from /= 2, to /= 2) {
        if (from & 1 && may_hold(lookup, from, rows->second)) {
            return first_leaf(lookup, from, rows->second);
        }
        from += from & 1;
        if (to & 1) {
            right[count++] = --to;
        }
    }
    while (count > 0) {
        if (may_hold(lookup, right[--count], rows->second)) {
            return first_leaf(lookup, right[count], rows->second);
        }
    }
    return rows->to;
}

uint32_t lookup_next(const struct lookup *lookup, const struct lookup_rows *rows, uint32_t place)
{
    const struct query_state *state = lookup->state;
    bool leaps = lookup->made->second_is_one && (state->least || state->most) && place < rows->to;
    return leaps && !may_hold(lookup, (size_t)state->count + place, rows->second) ? leap(lookup, rows, place) : place;
}
