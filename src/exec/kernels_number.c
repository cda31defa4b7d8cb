/* numbers: exact, at stated scales; what overflows is malformed. */
#include "exec/kernels.h"

/* Sums and differences are worked out for all lanes at once, wrapping round; lanes that wrapped are marked only if there
 * are any. For a sum: both sides have one sign and the result the other. */
static void mark_wrapped(struct vector *out, const struct vector *a, const struct vector *b, uint32_t count,
                         bool subtract)
{
    uint8_t *states = out->value_block->states;
    for (uint32_t i = 0; i < count; i++) {
        int64_t ignored;
        bool fits = subtract ? number_subtract(a->values[i], b->values[i], &ignored)
                             : number_add(a->values[i], b->values[i], &ignored);
        if (!fits && states[i] == TABLE_VALUE) {
            states[i] = TABLE_MALFORMED;
            out->clean = false;
        }
    }
}

bool kernel_add(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out)
{
    (void)info;
    const struct vector *a = argument(frame, node, 0);
    const struct vector *b = argument(frame, node, 1);
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    out->clean = join_states(states, a, b, frame->count);
    uint64_t wrapped = 0;
    for (uint32_t i = 0; i < frame->count; i++) {
        uint64_t left = (uint64_t)a->values[i];
        uint64_t right = (uint64_t)b->values[i];
        uint64_t sum = left + right;
        wrapped |= (left ^ sum) & (right ^ sum);
        values[i] = (int64_t)sum;
    }
    if (wrapped >> 63) {
        mark_wrapped(out, a, b, frame->count, false);
    }
    return true;
}

bool kernel_subtract(struct worker *worker, struct frame *frame, const struct plan_node *node,
                     const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct vector *a = argument(frame, node, 0);
    const struct vector *b = argument(frame, node, 1);
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    out->clean = join_states(states, a, b, frame->count);
    uint64_t wrapped = 0;
    for (uint32_t i = 0; i < frame->count; i++) {
        uint64_t left = (uint64_t)a->values[i];
        uint64_t right = (uint64_t)b->values[i];
        uint64_t difference = left - right;
        wrapped |= (left ^ right) & (left ^ difference);
        values[i] = (int64_t)difference;
    }
    if (wrapped >> 63) {
        mark_wrapped(out, a, b, frame->count, true);
    }
    return true;
}

static enum table_state fitted(bool fits)
{
    return fits ? TABLE_VALUE : TABLE_MALFORMED;
}

static enum table_state multiply(const struct lane_call *call, int64_t *result)
{
    return fitted(number_multiply(call_value(call, 0), call->scales[0], call_value(call, 1), call->scales[1],
                                  call->node->scale, result));
}

bool kernel_multiply(struct worker *worker, struct frame *frame, const struct plan_node *node,
                     const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, multiply, out);
}

static enum table_state divide(const struct lane_call *call, int64_t *result)
{
    if (call_value(call, 1) == 0) {
        return TABLE_MISSING;
    }
    return fitted(number_divide(call_value(call, 0), call->scales[0], call_value(call, 1), call->scales[1],
                                call->node->scale, result));
}

bool kernel_divide(struct worker *worker, struct frame *frame, const struct plan_node *node,
                   const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, divide, out);
}

static enum table_state negate(const struct lane_call *call, int64_t *result)
{
    return fitted(number_subtract(0, call_value(call, 0), result));
}

bool kernel_negate(struct worker *worker, struct frame *frame, const struct plan_node *node,
                   const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, negate, out);
}

static enum table_state absolute(const struct lane_call *call, int64_t *result)
{
    int64_t value = call_value(call, 0);
    *result = value;
    return value >= 0 ? TABLE_VALUE : fitted(number_subtract(0, value, result));
}

bool kernel_absolute(struct worker *worker, struct frame *frame, const struct plan_node *node,
                     const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, absolute, out);
}

static enum table_state rescale(const struct lane_call *call, int64_t *result)
{
    return fitted(number_rescale(call_value(call, 0), call->scales[0], call->node->scale, result));
}

bool kernel_rescale(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, rescale, out);
}

static enum table_state remainder_of(const struct lane_call *call, int64_t *result)
{
    int64_t divisor = call_value(call, 1);
    if (divisor == 0) {
        return TABLE_MISSING;
    }
    /* The least number divided by -1 overflows, although its remainder does not. */
    *result = divisor == -1 ? 0 : call_value(call, 0) % divisor;
    return TABLE_VALUE;
}

bool kernel_remainder(struct worker *worker, struct frame *frame, const struct plan_node *node,
                      const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, remainder_of, out);
}

static enum table_state square_root(const struct lane_call *call, int64_t *result)
{
    return call_value(call, 0) < 0
               ? TABLE_MISSING
               : fitted(number_square_root(call_value(call, 0), call->scales[0], call->node->scale, result));
}

bool kernel_square_root(struct worker *worker, struct frame *frame, const struct plan_node *node,
                        const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, square_root, out);
}
