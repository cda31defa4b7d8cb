/* comparisons. */
#include "exec/kernels.h"
#include "exec/prepared.h"

/* Lanes with a side that is not a value are unknown. */
static void mask_unknown(uint8_t *restrict truths, const struct vector *a, const struct vector *b, uint32_t count)
{
    const uint8_t *left = a->states;
    const uint8_t *right = b->states;
    if (a->clean && b->clean) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint8_t state = left[i] > right[i] ? left[i] : right[i];
        truths[i] = state != TABLE_VALUE ? (uint8_t)(state + 1) : truths[i];
    }
}

static void equal_numbers(const int64_t *a, const int64_t *b, uint32_t count, uint8_t *restrict truths)
{
    for (uint32_t i = 0; i < count; i++) {
        truths[i] = a[i] == b[i];
    }
}

static void less_numbers(const int64_t *a, const int64_t *b, uint32_t count, uint8_t *restrict truths)
{
    for (uint32_t i = 0; i < count; i++) {
        truths[i] = a[i] < b[i];
    }
}

static void invert(uint8_t *truths, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        truths[i] = truths[i] <= TRUTH_TRUE ? (uint8_t)(truths[i] ^ 1u) : truths[i];
    }
}

static bool texts_equal(const struct worker *worker, const struct plan_node *node, const struct vector *a,
                        const struct vector *b, uint32_t lane)
{
    if (!a->bytes && !b->bytes && a->values[lane] == b->values[lane]) {
        return true;
    }
    struct str left = vector_text(worker, a, lane);
    struct str right = vector_text(worker, b, lane);
    return node->ignore_case ? str_equal_ignoring_case(left, right) : str_equal(left, right);
}

/* Whether equal ids are all there is to equal texts. */
static bool ids_decide(const struct plan_node *node, bool is_text, const struct vector *a, const struct vector *b)
{
    return !is_text || (!a->bytes && !b->bytes && !node->ignore_case);
}

static void compare_equal(const struct worker *worker, const struct frame *frame, const struct plan_node *node,
                          const struct vector *a, const struct vector *b, bool is_text, uint8_t *truths)
{
    if (a->truths) {
        for (uint32_t i = 0; i < frame->count; i++) {
            uint8_t greater = a->truths[i] > b->truths[i] ? a->truths[i] : b->truths[i];
            truths[i] = greater > TRUTH_TRUE ? greater : a->truths[i] == b->truths[i];
        }
        return;
    }
    if (ids_decide(node, is_text, a, b)) {
        equal_numbers(a->values, b->values, frame->count, truths);
    } else {
        for (uint32_t i = 0; i < frame->count; i++) {
            bool both = a->states[i] == TABLE_VALUE && b->states[i] == TABLE_VALUE;
            truths[i] = both && texts_equal(worker, node, a, b, i);
        }
    }
    mask_unknown(truths, a, b, frame->count);
}

static bool is_text(const struct worker *worker, const struct plan_node *node)
{
    return worker->program->plan->nodes.items[node->arguments[0]].type == PLAN_TYPE_TEXT;
}

bool kernel_equal(struct worker *worker, struct frame *frame, const struct plan_node *node,
                  const struct node_info *info, struct vector *out)
{
    (void)info;
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    compare_equal(worker, frame, node, argument(frame, node, 0), argument(frame, node, 1), is_text(worker, node),
                  truths);
    return true;
}

bool kernel_not_equal(struct worker *worker, struct frame *frame, const struct plan_node *node,
                      const struct node_info *info, struct vector *out)
{
    (void)info;
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    compare_equal(worker, frame, node, argument(frame, node, 0), argument(frame, node, 1), is_text(worker, node),
                  truths);
    invert(truths, frame->count);
    return true;
}

static void compare_texts(const struct worker *worker, const struct frame *frame, const struct vector *a,
                          const struct vector *b, bool or_equal, uint8_t *truths)
{
    for (uint32_t i = 0; i < frame->count; i++) {
        truths[i] = TRUTH_FALSE;
        if (a->states[i] == TABLE_VALUE && b->states[i] == TABLE_VALUE) {
            int order = str_compare(vector_text(worker, a, i), vector_text(worker, b, i));
            truths[i] = order < 0 || (or_equal && order == 0);
        }
    }
}

static bool compare_less(struct worker *worker, struct frame *frame, const struct plan_node *node, bool or_equal,
                         struct vector *out)
{
    const struct vector *a = argument(frame, node, 0);
    const struct vector *b = argument(frame, node, 1);
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    if (a->truths) {
        for (uint32_t i = 0; i < frame->count; i++) {
            uint8_t greater = a->truths[i] > b->truths[i] ? a->truths[i] : b->truths[i];
            truths[i] = greater > TRUTH_TRUE
                            ? greater
                            : a->truths[i] < b->truths[i] || (or_equal && a->truths[i] == b->truths[i]);
        }
        return true;
    }
    if (is_text(worker, node)) {
        compare_texts(worker, frame, a, b, or_equal, truths);
    } else if (or_equal) {
        less_numbers(b->values, a->values, frame->count, truths);
        invert(truths, frame->count);
    } else {
        less_numbers(a->values, b->values, frame->count, truths);
    }
    mask_unknown(truths, a, b, frame->count);
    return true;
}

bool kernel_less(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                 struct vector *out)
{
    (void)info;
    return compare_less(worker, frame, node, false, out);
}

bool kernel_less_equal(struct worker *worker, struct frame *frame, const struct plan_node *node,
                       const struct node_info *info, struct vector *out)
{
    (void)info;
    return compare_less(worker, frame, node, true, out);
}

/* What is left unknown has a missing side and no malformed one: true where both are missing. */
static void same_missing(const uint8_t *a, const uint8_t *b, uint8_t missing, uint32_t count, uint8_t *restrict truths)
{
    for (uint32_t i = 0; i < count; i++) {
        bool both = a[i] == missing && b[i] == missing;
        truths[i] = truths[i] == TRUTH_MISSING ? both : truths[i];
    }
}

bool kernel_same_as(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct vector *a = argument(frame, node, 0);
    const struct vector *b = argument(frame, node, 1);
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    compare_equal(worker, frame, node, a, b, is_text(worker, node), truths);
    if (a->truths) {
        same_missing(a->truths, b->truths, TRUTH_MISSING, frame->count, truths);
    } else {
        same_missing(a->states, b->states, TABLE_MISSING, frame->count, truths);
    }
    return true;
}

/* ---- amounts that are known to within a rounding ----------------------------------------------------------------- */

typedef uint8_t within_function(const int64_t *arguments);

/* |a - b| <= tolerance, the difference being known to within `slack`. */
static uint8_t equal_within(const int64_t *arguments)
{
    wide_integer difference = (wide_integer)arguments[0] - arguments[1];
    difference = difference < 0 ? -difference : difference;
    if (difference + arguments[3] <= arguments[2]) {
        return TRUTH_TRUE;
    }
    return difference - arguments[3] > arguments[2] ? TRUTH_FALSE : TRUTH_MISSING;
}

static uint8_t less_within(const int64_t *arguments)
{
    wide_integer difference = (wide_integer)arguments[0] - arguments[1];
    if (difference + arguments[2] < 0) {
        return TRUTH_TRUE;
    }
    return difference - arguments[2] >= 0 ? TRUTH_FALSE : TRUTH_MISSING;
}

static uint8_t less_equal_within(const int64_t *arguments)
{
    wide_integer difference = (wide_integer)arguments[0] - arguments[1];
    if (difference + arguments[2] <= 0) {
        return TRUTH_TRUE;
    }
    return difference - arguments[2] > 0 ? TRUTH_FALSE : TRUTH_MISSING;
}

static bool compare_within(struct worker *worker, struct frame *frame, const struct plan_node *node, unsigned count,
                           within_function *function, struct vector *out)
{
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    for (uint32_t i = 0; i < frame->count; i++) {
        int64_t arguments[4];
        uint8_t state = TABLE_VALUE;
        for (unsigned a = 0; a < count; a++) {
            const struct vector *vector = argument(frame, node, a);
            arguments[a] = vector->values[i];
            state = vector->states[i] > state ? vector->states[i] : state;
        }
        truths[i] = state != TABLE_VALUE ? (uint8_t)(state + 1) : function(arguments);
    }
    return true;
}

bool kernel_equal_within(struct worker *worker, struct frame *frame, const struct plan_node *node,
                         const struct node_info *info, struct vector *out)
{
    (void)info;
    return compare_within(worker, frame, node, 4, equal_within, out);
}

bool kernel_less_within(struct worker *worker, struct frame *frame, const struct plan_node *node,
                        const struct node_info *info, struct vector *out)
{
    (void)info;
    return compare_within(worker, frame, node, 3, less_within, out);
}

bool kernel_less_equal_within(struct worker *worker, struct frame *frame, const struct plan_node *node,
                              const struct node_info *info, struct vector *out)
{
    (void)info;
    return compare_within(worker, frame, node, 3, less_equal_within, out);
}
