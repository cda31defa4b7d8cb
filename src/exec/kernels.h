/* kernels: one function for each operation of a plan. It is called when the node's arguments have been worked out, with
 * an empty vector to fill in (a query's may hold what it knew of other lanes).
 *
 * Loops over lanes that are run often are functions of their own, of arrays and a count: states and truths are bytes, and
 * what is written through a pointer to bytes may be anything, so that all else would be read anew for each lane, and no two
 * lanes could be worked out at once.
 */
#ifndef PROBITY_EXEC_KERNELS_H
#define PROBITY_EXEC_KERNELS_H

#include "base/number.h"
#include "exec/worker.h"

typedef bool kernel(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out);

bool kernel_run(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out);

/* constants: kernels_constant.c */
kernel kernel_number;
kernel kernel_text;
kernel kernel_boolean;
kernel kernel_nothing;
kernel kernel_parameter;
/* rows: kernels_row.c */
kernel kernel_row;
kernel kernel_step;
kernel kernel_parent;
kernel kernel_column;
kernel kernel_derived;
kernel kernel_raw;
kernel kernel_rounding;
kernel kernel_unique;
/* numbers: kernels_number.c */
kernel kernel_add;
kernel kernel_subtract;
kernel kernel_multiply;
kernel kernel_divide;
kernel kernel_negate;
kernel kernel_absolute;
kernel kernel_rescale;
kernel kernel_remainder;
kernel kernel_square_root;
/* dates: kernels_date.c */
kernel kernel_add_days;
kernel kernel_add_months;
kernel kernel_days_between;
kernel kernel_add_working_days;
kernel kernel_working_days;
kernel kernel_age;
kernel kernel_year;
kernel kernel_month;
kernel kernel_day;
kernel kernel_weekday;
kernel kernel_make_date;
kernel kernel_parse_date;
kernel kernel_earliest_date;
kernel kernel_latest_date;
/* texts: kernels_text.c */
kernel kernel_length;
kernel kernel_slice;
kernel kernel_position;
kernel kernel_upper;
kernel kernel_squeeze;
kernel kernel_lists;
kernel kernel_parse_number;
kernel kernel_in_set;
kernel kernel_matches;
/* comparisons: kernels_compare.c */
kernel kernel_equal;
kernel kernel_not_equal;
kernel kernel_less;
kernel kernel_less_equal;
kernel kernel_same_as;
kernel kernel_equal_within;
kernel kernel_less_within;
kernel kernel_less_equal_within;
/* logic: kernels_logic.c */
kernel kernel_is_missing;
kernel kernel_is_malformed;
kernel kernel_and;
kernel kernel_or;
kernel kernel_not;
kernel kernel_known;
/* choices: kernels_choice.c */
kernel kernel_if;
kernel kernel_default;
kernel kernel_least;
kernel kernel_greatest;
/* queries: query.c */
kernel kernel_query;

static inline const struct vector *argument(const struct frame *frame, const struct plan_node *node, unsigned i)
{
    return frame_vector(frame, node->arguments[i]);
}

/* For operations that look at one lane after another: called for lanes whose arguments are all there. Gives the state of
 * the result. */
struct lane_call {
    struct worker *worker;
    const struct plan_node *node;
    const struct vector *vectors[3];
    uint8_t scales[3]; /* of the arguments */
    uint32_t lane;
};
typedef enum table_state lane_function(const struct lane_call *call, int64_t *result);

/* Calls it for each lane whose `count` arguments are there; the other lanes become missing or malformed. */
bool map_lanes(struct worker *worker, struct frame *frame, const struct plan_node *node, unsigned count,
               lane_function *function, struct vector *out);

/* The argument's whole number, when its scale is not 0. */
static inline int64_t call_value(const struct lane_call *call, unsigned i)
{
    return call->vectors[i]->values[call->lane];
}
bool call_whole(const struct lane_call *call, unsigned i, int64_t *whole);

/* The states of two vectors together, and whether all are VALUE. */
static inline bool join_states(uint8_t *restrict states, const struct vector *a, const struct vector *b, uint32_t count)
{
    const uint8_t *left = a->states;
    const uint8_t *right = b->states;
    if (a->clean && b->clean) {
        memset(states, TABLE_VALUE, count);
        return true;
    }
    for (uint32_t i = 0; i < count; i++) {
        states[i] = left[i] > right[i] ? left[i] : right[i];
    }
    return false;
}

#endif
