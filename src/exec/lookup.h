/* lookup: which rows of its group a query is to look at for a lane.
 */
#ifndef PROBITY_EXEC_LOOKUP_H
#define PROBITY_EXEC_LOOKUP_H

#include "exec/run.h"

struct lookup {
    struct worker *worker;
    const struct frame *frame;
    const struct plan_query *query;
    const struct query_program *made;
    const struct query_state *state;
    const struct index *index;
    const struct groups *groups;
    const struct vector *keys[PLAN_KEYS_MOST];
    const struct vector *left_out; /* NULL: no row is */
    const struct vector *bounds[QUERY_RANGES_MOST];
    const struct column *columns[QUERY_RANGES_MOST]; /* of ranges by which groups are not sorted */
};

/* Inclusive. */
struct limits {
    int64_t low;
    int64_t high;
};

/* Places `from` to `to` - 1 of groups->rows; and what else must hold for a row's other ranges. */
struct lookup_rows {
    uint32_t group;
    uint32_t from;
    uint32_t to;
    int64_t left_out;                        /* row, or TABLE_NO_ROW */
    int64_t second;                          /* with made->second_is_one: their one bound */
    struct limits others[QUERY_RANGES_MOST]; /* from made->sorted_ranges on */
};

void lookup_open(struct lookup *lookup, struct worker *worker, const struct frame *frame, uint32_t query,
                 const void *state);

/* False when there are none. */
bool lookup_lane(const struct lookup *lookup, uint32_t lane, struct lookup_rows *rows);

/* The first place from `place` on at which a row may be admitted; rows->to when there is none. Leaps over those that the
 * second ranges refuse, where there is a tree. */
uint32_t lookup_next(const struct lookup *lookup, const struct lookup_rows *rows, uint32_t place);

/* Whether the row keeps within its other ranges, and is not the one that is left out. */
static inline bool lookup_admits(const struct lookup *lookup, const struct lookup_rows *rows, uint32_t row)
{
    for (uint32_t i = lookup->made->sorted_ranges; i < lookup->made->range_count; i++) {
        const struct column *column = lookup->columns[i];
        if (column->states[row] != TABLE_VALUE || column->values[row] < rows->others[i].low ||
            column->values[row] > rows->others[i].high) {
            return false;
        }
    }
    return row != rows->left_out;
}

#endif
