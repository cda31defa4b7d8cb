/* rows and cells: what a lane's row is, which row is beside it, and what stands in a row. */
#include "exec/kernels.h"
#include "exec/run.h"

/* Whether `row` is the frame's own record and the frame's lanes are consecutive: then columns need not be copied. */
static bool is_own_run(const struct worker *worker, const struct frame *frame, uint32_t row)
{
    const struct plan_node *node = &worker->program->plan->nodes.items[row];
    return node->operation == PLAN_ROW && node->number == frame->scope && !frame->rows;
}

bool kernel_row(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out)
{
    (void)info;
    (void)node;
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    for (uint32_t i = 0; i < frame->count; i++) {
        values[i] = frame->rows ? frame->rows[i] : frame->first + i;
    }
    memset(states, TABLE_VALUE, frame->count);
    out->clean = true;
    return true;
}

bool kernel_step(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                 struct vector *out)
{
    const struct vector *rows = argument(frame, node, 0);
    const struct order *order = run_item(worker, info->item);
    int64_t count = table_rows(worker->tables[node->table]);
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    for (uint32_t i = 0; i < frame->count; i++) {
        values[i] = 0;
        states[i] = rows->states[i];
        if (states[i] != TABLE_VALUE) {
            continue;
        }
        int64_t position = order->positions[rows->values[i]];
        int64_t stepped;
        bool inside = number_add(position, node->number, &stepped) && stepped >= 0 && stepped < count &&
                      order->groups[stepped] == order->groups[position];
        values[i] = inside ? order->rows[stepped] : 0;
        states[i] = inside ? TABLE_VALUE : TABLE_MISSING;
    }
    out->clean = states_are_clean(states, frame->count);
    return true;
}

static bool all_missing(struct worker *worker, const struct frame *frame, struct vector *out)
{
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    memset(values, 0, frame->count * sizeof *values);
    memset(states, TABLE_MISSING, frame->count);
    out->clean = false;
    return true;
}

bool kernel_parent(struct worker *worker, struct frame *frame, const struct plan_node *node,
                   const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct plan *plan = worker->program->plan;
    const struct table *table = worker->tables[plan->nodes.items[node->arguments[0]].table];
    uint32_t parent_count = table_rows(worker->tables[node->table]);
    const struct vector *rows = argument(frame, node, 0);
    if (!table || !table->parents) {
        return all_missing(worker, frame, out);
    }
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    for (uint32_t i = 0; i < frame->count; i++) {
        uint32_t parent = rows->states[i] == TABLE_VALUE ? table->parents[rows->values[i]] : TABLE_NO_PARENT;
        bool inside = parent < parent_count;
        values[i] = inside ? parent : 0;
        states[i] = rows->states[i] != TABLE_VALUE ? rows->states[i] : inside ? TABLE_VALUE : TABLE_MISSING;
    }
    out->clean = states_are_clean(states, frame->count);
    return true;
}

static void gather_cells(const struct vector *rows, uint32_t count, const int64_t *from, const uint8_t *from_states,
                         int64_t *restrict values, uint8_t *restrict states)
{
    const int64_t *row = rows->values;
    const uint8_t *row_states = rows->states;
    for (uint32_t i = 0; i < count; i++) {
        bool there = row_states[i] == TABLE_VALUE;
        values[i] = there ? from[row[i]] : 0;
        states[i] = there ? from_states[row[i]] : row_states[i];
    }
}

static bool gather(struct worker *worker, const struct frame *frame, const struct vector *rows, const int64_t *from,
                   const uint8_t *from_states, struct vector *out)
{
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    gather_cells(rows, frame->count, from, from_states, values, states);
    out->clean = states_are_clean(states, frame->count);
    return true;
}

/* The cells of a column as they are, booleans too. */
static bool cells(struct worker *worker, const struct frame *frame, uint32_t row, uint32_t column, struct vector *out)
{
    const struct plan *plan = worker->program->plan;
    if (frame->batch) {
        const struct table_vector *given = &frame->batch->columns[column];
        enum table_type type = frame->batch->layout->columns[column].type;
        out->values = given->values;
        out->states = given->states;
        out->bytes = type == TABLE_TEXT ? frame->batch->bytes : NULL;
    } else {
        const struct table *table = worker->tables[plan->nodes.items[row].table];
        const struct table_column *given = table ? &table->columns[column] : NULL;
        if (given && given->values && !is_own_run(worker, frame, row)) {
            return gather(worker, frame, frame_vector(frame, row), given->values, given->states, out);
        }
        out->values = given && given->values ? given->values + frame->first : NULL;
        out->states = given && given->values ? given->states + frame->first : NULL;
    }
    if (!out->values) {
        return all_missing(worker, frame, out);
    }
    out->clean = states_are_clean(out->states, frame->count);
    return true;
}

/* Booleans become truths. */
static bool to_truths(struct worker *worker, const struct frame *frame, struct vector *vector)
{
    struct vector given = *vector;
    *vector = (struct vector){0};
    uint8_t *truths;
    bool good = vector_open_truths(worker, vector, &truths);
    for (uint32_t i = 0; good && i < frame->count; i++) {
        truths[i] = truth_of(given.values[i], given.states[i]);
    }
    vector_release(&worker->pool, &given);
    return good;
}

bool kernel_column(struct worker *worker, struct frame *frame, const struct plan_node *node,
                   const struct node_info *info, struct vector *out)
{
    (void)info;
    return cells(worker, frame, node->arguments[0], (uint32_t)node->number, out) &&
           (node->type != PLAN_TYPE_BOOLEAN || to_truths(worker, frame, out));
}

static bool gather_truths(struct worker *worker, const struct frame *frame, const struct vector *rows,
                          const uint8_t *from, struct vector *out)
{
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    for (uint32_t i = 0; i < frame->count; i++) {
        truths[i] = rows->states[i] == TABLE_VALUE ? from[rows->values[i]] : (uint8_t)(rows->states[i] + 1);
    }
    return true;
}

bool kernel_derived(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    const struct column *column = run_item(worker, info->item);
    bool own = is_own_run(worker, frame, node->arguments[0]);
    const struct vector *rows = argument(frame, node, 0);
    if (column->truths) {
        out->truths = own ? column->truths + frame->first : NULL;
        return own || gather_truths(worker, frame, rows, column->truths, out);
    }
    if (!own) {
        return gather(worker, frame, rows, column->values, column->states, out);
    }
    out->values = column->values + frame->first;
    out->states = column->states + frame->first;
    out->clean = states_are_clean(out->states, frame->count);
    return true;
}

bool kernel_unique(struct worker *worker, struct frame *frame, const struct plan_node *node,
                   const struct node_info *info, struct vector *out)
{
    const struct column *column = run_item(worker, info->item);
    if (is_own_run(worker, frame, node->arguments[0])) {
        out->truths = column->truths + frame->first;
        return true;
    }
    return gather_truths(worker, frame, argument(frame, node, 0), column->truths, out);
}

bool kernel_raw(struct worker *worker, struct frame *frame, const struct plan_node *node, const struct node_info *info,
                struct vector *out)
{
    (void)info;
    const struct plan_node *column = &worker->program->plan->nodes.items[node->arguments[0]];
    struct vector given = {0};
    int64_t *values;
    uint8_t *states;
    bool good = cells(worker, frame, column->arguments[0], (uint32_t)column->number, &given) &&
                vector_open(worker, out, &values, &states);
    for (uint32_t i = 0; good && i < frame->count; i++) {
        values[i] = given.values[i];
        states[i] = given.states[i] == TABLE_MALFORMED ? TABLE_VALUE : TABLE_MISSING;
    }
    /* While reading, what is malformed is a span whatever the column's type. */
    out->bytes = frame->batch ? frame->batch->bytes : NULL;
    out->clean = good && states_are_clean(states, frame->count);
    vector_release(&worker->pool, &given);
    return good;
}

bool kernel_rounding(struct worker *worker, struct frame *frame, const struct plan_node *node,
                     const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct plan *plan = worker->program->plan;
    const struct table *table = worker->tables[plan->nodes.items[node->arguments[0]].table];
    const struct vector *rows = argument(frame, node, 0);
    int64_t *values;
    uint8_t *states;
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    for (uint32_t i = 0; i < frame->count; i++) {
        /* A record that is not there is exact: its figures are missing, and what stands in for them is not rounded. */
        values[i] = table && rows->states[i] == TABLE_VALUE ? table->rounding : 0;
    }
    memset(states, TABLE_VALUE, frame->count);
    out->clean = true;
    return true;
}
