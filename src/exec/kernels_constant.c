/* constants and parameters. They are worked out in the constant frame, which has one lane. */
#include "exec/kernels.h"

static bool fill(struct worker *worker, const struct frame *frame, int64_t value, enum table_state state,
                 struct vector *out)
{
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    for (uint32_t i = 0; i < frame->count; i++) {
        values[i] = value;
    }
    memset(states, state, frame->count);
    out->clean = state == TABLE_VALUE;
    return true;
}

static bool fill_text(struct worker *worker, const struct frame *frame, struct str text, struct vector *out)
{
    int64_t id = worker_text_id(worker, text);
    return id >= 0 && fill(worker, frame, id, TABLE_VALUE, out);
}

static bool fill_truth(struct worker *worker, const struct frame *frame, enum truth truth, struct vector *out)
{
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    memset(truths, truth, frame->count);
    return true;
}

bool kernel_number(struct worker *worker, struct frame *frame, const struct plan_node *node,
                   const struct node_info *info, struct vector *out)
{
    (void)info;
    return fill(worker, frame, node->number, TABLE_VALUE, out);
}

bool kernel_text(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                 struct vector *out)
{
    (void)info;
    return fill_text(worker, frame, worker->program->plan->texts.items[node->number], out);
}

bool kernel_boolean(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    (void)info;
    return fill_truth(worker, frame, node->number ? TRUTH_TRUE : TRUTH_FALSE, out);
}

bool kernel_nothing(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    (void)info;
    return node->type == PLAN_TYPE_BOOLEAN ? fill_truth(worker, frame, TRUTH_MISSING, out)
                                           : fill(worker, frame, 0, TABLE_MISSING, out);
}

bool kernel_parameter(struct worker *worker, struct frame *frame, const struct plan_node *node,
                      const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct exec_tables *given = worker->given;
    const struct str texts[PLAN_PARAMETERS] = {
        [PLAN_PERIOD] = given->period, [PLAN_AUTHORITY] = given->authority, [PLAN_FORMAT] = given->format};
    if (node->number == PLAN_PERIOD_START || node->number == PLAN_PERIOD_END) {
        int64_t date = node->number == PLAN_PERIOD_START ? given->period_start : given->period_end;
        return fill(worker, frame, date, TABLE_VALUE, out);
    }
    struct str text = texts[node->number];
    return text.length == 0 ? fill(worker, frame, 0, TABLE_MISSING, out) : fill_text(worker, frame, text, out);
}
