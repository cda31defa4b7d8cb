#include "exec/kernels.h"

static kernel *const kernels[PLAN_OPERATIONS] = {
    [PLAN_NUMBER] = kernel_number,
    [PLAN_DATE] = kernel_number,
    [PLAN_TEXT] = kernel_text,
    [PLAN_BOOLEAN] = kernel_boolean,
    [PLAN_NOTHING] = kernel_nothing,
    [PLAN_PARAMETER] = kernel_parameter,
    [PLAN_ROW] = kernel_row,
    [PLAN_STEP] = kernel_step,
    [PLAN_PARENT] = kernel_parent,
    [PLAN_COLUMN] = kernel_column,
    [PLAN_DERIVED] = kernel_derived,
    [PLAN_RAW] = kernel_raw,
    [PLAN_ROUNDING] = kernel_rounding,
    [PLAN_QUERY] = kernel_query,
    [PLAN_IS_MISSING] = kernel_is_missing,
    [PLAN_IS_MALFORMED] = kernel_is_malformed,
    [PLAN_UNIQUE] = kernel_unique,
    [PLAN_ADD] = kernel_add,
    [PLAN_SUBTRACT] = kernel_subtract,
    [PLAN_MULTIPLY] = kernel_multiply,
    [PLAN_DIVIDE] = kernel_divide,
    [PLAN_NEGATE] = kernel_negate,
    [PLAN_ABSOLUTE] = kernel_absolute,
    [PLAN_RESCALE] = kernel_rescale,
    [PLAN_REMAINDER] = kernel_remainder,
    [PLAN_SQUARE_ROOT] = kernel_square_root,
    [PLAN_LEAST] = kernel_least,
    [PLAN_GREATEST] = kernel_greatest,
    [PLAN_ADD_DAYS] = kernel_add_days,
    [PLAN_ADD_MONTHS] = kernel_add_months,
    [PLAN_DAYS_BETWEEN] = kernel_days_between,
    [PLAN_ADD_WORKING_DAYS] = kernel_add_working_days,
    [PLAN_WORKING_DAYS] = kernel_working_days,
    [PLAN_AGE] = kernel_age,
    [PLAN_YEAR] = kernel_year,
    [PLAN_MONTH] = kernel_month,
    [PLAN_DAY] = kernel_day,
    [PLAN_WEEKDAY] = kernel_weekday,
    [PLAN_MAKE_DATE] = kernel_make_date,
    [PLAN_PARSE_DATE] = kernel_parse_date,
    [PLAN_EARLIEST_DATE] = kernel_earliest_date,
    [PLAN_LATEST_DATE] = kernel_latest_date,
    [PLAN_LENGTH] = kernel_length,
    [PLAN_SLICE] = kernel_slice,
    [PLAN_POSITION] = kernel_position,
    [PLAN_UPPER] = kernel_upper,
    [PLAN_SQUEEZE] = kernel_squeeze,
    [PLAN_LISTS] = kernel_lists,
    [PLAN_PARSE_NUMBER] = kernel_parse_number,
    [PLAN_EQUAL] = kernel_equal,
    [PLAN_NOT_EQUAL] = kernel_not_equal,
    [PLAN_LESS] = kernel_less,
    [PLAN_LESS_EQUAL] = kernel_less_equal,
    [PLAN_EQUAL_WITHIN] = kernel_equal_within,
    [PLAN_LESS_WITHIN] = kernel_less_within,
    [PLAN_LESS_EQUAL_WITHIN] = kernel_less_equal_within,
    [PLAN_SAME_AS] = kernel_same_as,
    [PLAN_IN_SET] = kernel_in_set,
    [PLAN_MATCHES] = kernel_matches,
    [PLAN_AND] = kernel_and,
    [PLAN_OR] = kernel_or,
    [PLAN_NOT] = kernel_not,
    [PLAN_IF] = kernel_if,
    [PLAN_DEFAULT] = kernel_default,
    [PLAN_KNOWN] = kernel_known,
};

bool kernel_run(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out)
{
    return kernels[node->operation](worker, frame, node, info, out);
}

bool call_whole(const struct lane_call *call, unsigned i, int64_t *whole)
{
    return number_rescale(call_value(call, i), call->scales[i], 0, whole);
}

bool map_lanes(struct worker *worker, struct frame *frame, const struct plan_node *node, unsigned count,
               lane_function *function, struct vector *out)
{
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    struct lane_call call = {.worker = worker, .node = node};
    for (unsigned a = 0; a < count; a++) {
        call.vectors[a] = argument(frame, node, a);
        call.scales[a] = worker->program->plan->nodes.items[node->arguments[a]].scale;
    }
    uint8_t any = 0;
    for (uint32_t i = 0; i < frame->count; i++) {
        uint8_t state = TABLE_VALUE;
        for (unsigned a = 0; a < count; a++) {
            uint8_t given = call.vectors[a]->states[i];
            state = given > state ? given : state;
        }
        values[i] = 0;
        call.lane = i;
        states[i] = state == TABLE_VALUE ? (uint8_t)function(&call, &values[i]) : state;
        any |= states[i];
    }
    out->clean = any == 0;
    return !failure_is_set(worker->failure);
}
