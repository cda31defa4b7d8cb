/* choices: one of two values, lane by lane. */
#include "exec/kernels.h"

/* Where one side's texts are spans and the other's ids, or both are of different bytes, both become ids. */
struct side {
    const int64_t *values;
    const uint8_t *states;
    struct value_block *block; /* of its own, when it had to be translated */
};

static bool side_open(struct worker *worker, const struct vector *vector, bool as_ids, uint32_t count,
                      struct side *side)
{
    *side = (struct side){vector->values, vector->states, NULL};
    if (!as_ids || !vector->bytes) {
        return true;
    }
    side->block = pool_values(&worker->pool);
    if (!side->block) {
        return failure_memory(worker->failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        int64_t id = vector->values[i];
        if (vector->states[i] == TABLE_VALUE) {
            id = worker_text_id(worker, vector_text(worker, vector, i));
            if (id < 0) {
                return false;
            }
        }
        side->block->values[i] = id;
    }
    side->values = side->block->values;
    return true;
}

static void choose_values(const int64_t *a, const int64_t *b, const uint8_t *choices, uint32_t count,
                          int64_t *restrict values)
{
    for (uint32_t i = 0; i < count; i++) {
        int64_t first = a[i]; /* both are read, so that there is nothing to branch on */
        int64_t second = b[i];
        values[i] = choices[i] == 1 ? second : first;
    }
}

static void choose_states(const uint8_t *a, const uint8_t *b, const uint8_t *choices, uint32_t count,
                          uint8_t *restrict states)
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t first = a[i];
        uint8_t second = b[i];
        uint8_t state = choices[i] == 1 ? second : first;
        states[i] = choices[i] == 2 ? (uint8_t)TABLE_MISSING : state;
    }
}

/* Of each lane: 0 the first, 1 the second, 2 missing. */
static bool choose(struct worker *worker, const struct frame *frame, const struct vector *a, const struct vector *b,
                   const uint8_t *choices, struct vector *out)
{
    if (a->truths) {
        uint8_t *truths;
        if (!vector_open_truths(worker, out, &truths)) {
            return false;
        }
        for (uint32_t i = 0; i < frame->count; i++) {
            truths[i] = choices[i] == 2 ? (uint8_t)TRUTH_MISSING : choices[i] ? b->truths[i] : a->truths[i];
        }
        return true;
    }
    bool as_ids = a->bytes != b->bytes;
    struct side first = {0};
    struct side second = {0};
    int64_t *values;
    uint8_t *states;
    bool good = side_open(worker, a, as_ids, frame->count, &first) &&
                side_open(worker, b, as_ids, frame->count, &second) && vector_open(worker, out, &values, &states);
    if (good) {
        choose_values(first.values, second.values, choices, frame->count, values);
        choose_states(first.states, second.states, choices, frame->count, states);
    }
    out->bytes = as_ids ? NULL : a->bytes;
    out->clean = good && states_are_clean(states, frame->count);
    pool_give_values(&worker->pool, first.block);
    pool_give_values(&worker->pool, second.block);
    return good;
}

bool kernel_if(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
               struct vector *out)
{
    (void)info;
    static const uint8_t choice_of_truth[] = {1, 0, 2, 2};
    const uint8_t *condition = argument(frame, node, 0)->truths;
    const uint32_t count = frame->count;
    uint8_t choices[TABLE_BATCH_ROWS];
    for (uint32_t i = 0; i < count; i++) {
        choices[i] = choice_of_truth[condition[i]];
    }
    return choose(worker, frame, argument(frame, node, 1), argument(frame, node, 2), choices, out);
}

bool kernel_default(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct vector *a = argument(frame, node, 0);
    const uint8_t *given = a->truths ? a->truths : a->states;
    const uint8_t missing = a->truths ? TRUTH_MISSING : TABLE_MISSING;
    const uint32_t count = frame->count;
    uint8_t choices[TABLE_BATCH_ROWS];
    for (uint32_t i = 0; i < count; i++) {
        choices[i] = given[i] == missing;
    }
    return choose(worker, frame, a, argument(frame, node, 1), choices, out);
}

/* Chooses the side that is not a value, if there is one, the malformed one of two; else by order. */
static void choose_by_order(const struct worker *worker, const struct frame *frame, const struct vector *a,
                            const struct vector *b, bool is_text, bool greatest, uint8_t *choices)
{
    for (uint32_t i = 0; i < frame->count; i++) {
        uint8_t left = a->truths ? truth_state(a->truths[i]) : a->states[i];
        uint8_t right = b->truths ? truth_state(b->truths[i]) : b->states[i];
        if (left != TABLE_VALUE || right != TABLE_VALUE) {
            choices[i] = right > left;
        } else if (a->truths && b->truths) {
            choices[i] = greatest ? b->truths[i] > a->truths[i] : b->truths[i] < a->truths[i];
        } else if (is_text) {
            int order = str_compare(vector_text(worker, b, i), vector_text(worker, a, i));
            choices[i] = greatest ? order > 0 : order < 0;
        } else {
            choices[i] = greatest ? b->values[i] > a->values[i] : b->values[i] < a->values[i];
        }
    }
}

static bool extreme(struct worker *worker, struct frame *frame, const struct plan_node *node, bool greatest,
                    struct vector *out)
{
    const struct vector *a = argument(frame, node, 0);
    const struct vector *b = argument(frame, node, 1);
    uint8_t choices[TABLE_BATCH_ROWS];
    choose_by_order(worker, frame, a, b, node->type == PLAN_TYPE_TEXT, greatest, choices);
    return choose(worker, frame, a, b, choices, out);
}

bool kernel_least(struct worker *worker, struct frame *frame, const struct plan_node *node,
                  const struct node_info *info, struct vector *out)
{
    (void)info;
    return extreme(worker, frame, node, false, out);
}

bool kernel_greatest(struct worker *worker, struct frame *frame, const struct plan_node *node,
                     const struct node_info *info, struct vector *out)
{
    (void)info;
    return extreme(worker, frame, node, true, out);
}
