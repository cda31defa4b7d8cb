/* query_prepare: sums and trees over the rows of sorted groups, from which a query's answer for any run of them is
 * found without looking at each. */
#include "exec/prepare.h"
#include "exec/tally.h"

#define GROUP_TO_LEAP 64u

static bool is_clean(const struct groups *groups, const struct column *column, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (column->states[groups->rows[i]] != TABLE_VALUE) {
            return false;
        }
    }
    return true;
}

static bool count_states(struct preparation *preparation, struct query_state *state, const struct column *column)
{
    if (is_clean(state->groups, column, state->count)) {
        return true;
    }
    state->present = KEEP_ARRAY(preparation, (size_t)state->count + 1, uint32_t);
    state->malformed = KEEP_ARRAY(preparation, (size_t)state->count + 1, uint32_t);
    if (!state->present || !state->malformed) {
        return false;
    }
    for (uint32_t i = 0; i < state->count; i++) {
        uint8_t given = column->states[state->groups->rows[i]];
        state->present[i + 1] = state->present[i] + (given == TABLE_VALUE);
        state->malformed[i + 1] = state->malformed[i] + (given == TABLE_MALFORMED);
    }
    return true;
}

static bool sum_up(struct preparation *preparation, struct query_state *state, const struct column *column)
{
    state->sums = KEEP_ARRAY(preparation, (size_t)state->count + 1, wide_integer);
    if (!state->sums) {
        return false;
    }
    for (uint32_t i = 0; i < state->count; i++) {
        uint32_t row = state->groups->rows[i];
        state->sums[i + 1] = state->sums[i] + (column->states[row] == TABLE_VALUE ? column->values[row] : 0);
    }
    return count_states(preparation, state, column);
}

/* Values of rows, or their ranks. */
struct leaves {
    const struct column *column;
    const struct ranking *ranking;
};

static int64_t *make_tree(struct preparation *preparation, const struct query_state *state, struct leaves leaves,
                          bool greatest)
{
    size_t count = state->count;
    int64_t *tree = KEEP_ARRAY(preparation, 2 * count + 2, int64_t);
    if (!tree) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t row = state->groups->rows[i];
        if (leaves.ranking) {
            tree[count + i] = leaves.ranking->ranks[row];
        } else if (leaves.column && leaves.column->states[row] == TABLE_VALUE) {
            tree[count + i] = leaves.column->values[row];
        } else {
            tree[count + i] = greatest ? INT64_MIN : INT64_MAX;
        }
    }
    for (size_t i = count; i > 1; i--) {
        int64_t a = tree[2 * (i - 1)];
        int64_t b = tree[2 * (i - 1) + 1];
        tree[i - 1] = (a < b) != greatest ? a : b;
    }
    return tree;
}

static bool plant(struct preparation *preparation, struct query_state *state, struct leaves leaves, bool greatest)
{
    int64_t **tree = greatest ? &state->most : &state->least;
    *tree = make_tree(preparation, state, leaves, greatest);
    return *tree != NULL;
}

/* A tree over the values that the second ranges bound. */
static bool plant_second(struct preparation *preparation, const struct query_program *made, struct query_state *state)
{
    const struct column *second = preparation->run->made[made->range_columns[made->sorted_ranges]];
    return plant(preparation, state, (struct leaves){second, NULL}, !made->second_is_upper);
}

/* Whether there is a group in which it pays to leap over rows instead of looking at each. */
static bool has_large_group(const struct groups *groups, uint32_t count)
{
    for (uint32_t g = 0; g < count; g++) {
        if (groups->starts[g + 1] - groups->starts[g] > GROUP_TO_LEAP) {
            return true;
        }
    }
    return false;
}

static bool prepare_places(struct preparation *preparation, const struct plan_query *query, struct query_state *state)
{
    if (!query->leaves_out) {
        return true;
    }
    uint32_t rows = (uint32_t)table_rows(preparation->run->tables[query->table]);
    state->places = KEEP_ARRAY(preparation, rows, uint32_t);
    for (uint32_t row = 0; state->places && row < rows; row++) {
        state->places[row] = NO_PLACE;
    }
    for (uint32_t place = 0; state->places && place < state->count; place++) {
        state->places[state->groups->rows[place]] = place;
    }
    return state->places != NULL;
}

static bool prepare_interval(struct preparation *preparation, const struct plan_query *query,
                             const struct query_program *made, struct query_state *state)
{
    void *const *items = preparation->run->made;
    switch (query->kind) {
    case PLAN_EXISTS: return made->range_count == made->sorted_ranges || plant_second(preparation, made, state);
    case PLAN_SUM: return sum_up(preparation, state, items[made->value]);
    case PLAN_MINIMUM:
    case PLAN_MAXIMUM:
        return plant(preparation, state, (struct leaves){items[made->value], NULL}, query->kind == PLAN_MAXIMUM) &&
               count_states(preparation, state, items[made->value]);
    case PLAN_FIRST:
    case PLAN_LAST:
        return plant(preparation, state, (struct leaves){NULL, items[made->ranking]}, query->kind == PLAN_LAST);
    default: return true;
    }
}

static bool prepare_distinct(struct preparation *preparation, const struct query_program *made,
                             struct query_state *state, uint32_t group_count)
{
    const struct column *column = preparation->run->made[made->value];
    const struct groups *groups = state->groups;
    state->distinct = KEEP_ARRAY(preparation, group_count, int64_t);
    state->distinct_states = KEEP_ARRAY(preparation, group_count, uint8_t);
    int64_t *values = ARENA_ARRAY(preparation->scratch, state->count, int64_t);
    if (!state->distinct || !state->distinct_states || !values) {
        return failure_memory(preparation->failure);
    }
    for (uint32_t g = 0; g < group_count; g++) {
        size_t count = 0;
        for (uint32_t i = groups->starts[g]; i < groups->starts[g + 1]; i++) {
            uint32_t row = groups->rows[i];
            if (column->states[row] == TABLE_VALUE) {
                values[count++] = column->values[row];
            } else if (column->states[row] == TABLE_MALFORMED) {
                state->distinct_states[g] = TABLE_MALFORMED;
            }
        }
        state->distinct[g] = tally_distinct(values, count);
    }
    return true;
}

void *prepare_query(struct preparation *preparation, const struct item *item)
{
    const struct exec_program *program = preparation->run->program;
    const struct plan_query *query = &program->plan->queries.items[item->words[0]];
    const struct query_program *made = &program->queries[item->words[0]];
    const struct index *index = preparation->run->made[made->index];
    struct query_state *state = KEEP_NEW(preparation, struct query_state);
    if (!state) {
        return NULL;
    }
    state->groups = preparation->run->made[made->groups];
    state->count = state->groups->starts[index->group_count];
    bool good = true;
    if (made->way == QUERY_INTERVAL) {
        good = prepare_places(preparation, query, state) && prepare_interval(preparation, query, made, state);
    } else if (made->way == QUERY_DISTINCT) {
        good = prepare_distinct(preparation, made, state, index->group_count);
    } else if (made->second_is_one && has_large_group(state->groups, index->group_count)) {
        good = plant_second(preparation, made, state);
    }
    return good ? state : NULL;
}
