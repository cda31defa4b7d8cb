/* logic: three-valued (Kleene), on truths. Missing and malformed are both unknown; which one is kept. */
#include "exec/kernels.h"

static bool is_row_or_value(const struct vector *vector)
{
    return vector->truths == NULL;
}

static const uint8_t none[TABLE_BATCH_ROWS]; /* TRUTH_FALSE throughout */

static void mark_equal(const uint8_t *given, uint8_t wanted, uint32_t count, uint8_t *restrict truths)
{
    for (uint32_t i = 0; i < count; i++) {
        truths[i] = given[i] == wanted;
    }
}

/* Where either side decides, that; else the greater of the two. */
static void join(const uint8_t *a, const uint8_t *b, uint8_t decides, uint32_t count, uint8_t *restrict truths)
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t greater = a[i] > b[i] ? a[i] : b[i];
        uint8_t decided = (uint8_t)((a[i] == decides) | (b[i] == decides));
        truths[i] = decided ? decides : greater;
    }
}

static void invert(const uint8_t *a, uint32_t count, uint8_t *restrict truths)
{
    for (uint32_t i = 0; i < count; i++) {
        truths[i] = a[i] <= TRUTH_TRUE ? (uint8_t)(a[i] ^ 1u) : a[i];
    }
}

static bool state_is(struct worker *worker, const struct frame *frame, const struct vector *a, uint8_t state,
                     struct vector *out)
{
    if (is_row_or_value(a) && a->clean) {
        out->truths = none;
        return true;
    }
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    const uint8_t *given = is_row_or_value(a) ? a->states : a->truths;
    uint8_t wanted = is_row_or_value(a) ? state : (uint8_t)(state + 1);
    mark_equal(given, wanted, frame->count, truths);
    return true;
}

bool kernel_is_missing(struct worker *worker, struct frame *frame, const struct plan_node *node,
                       const struct node_info *info, struct vector *out)
{
    (void)info;
    return state_is(worker, frame, argument(frame, node, 0), TABLE_MISSING, out);
}

bool kernel_is_malformed(struct worker *worker, struct frame *frame, const struct plan_node *node,
                         const struct node_info *info, struct vector *out)
{
    (void)info;
    return state_is(worker, frame, argument(frame, node, 0), TABLE_MALFORMED, out);
}

bool kernel_and(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out)
{
    (void)info;
    const uint8_t *a = argument(frame, node, 0)->truths;
    const uint8_t *b = argument(frame, node, 1)->truths;
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    join(a, b, TRUTH_FALSE, frame->count, truths);
    return true;
}

bool kernel_or(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
               struct vector *out)
{
    (void)info;
    const uint8_t *a = argument(frame, node, 0)->truths;
    const uint8_t *b = argument(frame, node, 1)->truths;
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    join(a, b, TRUTH_TRUE, frame->count, truths);
    return true;
}

bool kernel_not(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out)
{
    (void)info;
    const uint8_t *a = argument(frame, node, 0)->truths;
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    invert(a, frame->count, truths);
    return true;
}

bool kernel_known(struct worker *worker, struct frame *frame, const struct plan_node *node,
                  const struct node_info *info, struct vector *out)
{
    (void)info;
    const uint8_t *a = argument(frame, node, 0)->truths;
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    mark_equal(a, TRUTH_TRUE, frame->count, truths);
    return true;
}
