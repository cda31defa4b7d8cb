/* frame: works nodes out, each once per frame, arguments first. */
#include "exec/kernels.h"

#include <stdlib.h>

#include "exec/worker.h"

/* ---- opening and closing ----------------------------------------------------------------------------------------- */

static bool frame_room(struct worker *worker, struct frame *frame)
{
    if (frame->slots && frame->touched) {
        return true;
    }
    size_t nodes = worker->program->plan->nodes.count ? worker->program->plan->nodes.count : 1;
    frame->slots = frame->slots ? frame->slots : calloc(nodes, sizeof *frame->slots);
    frame->touched = frame->touched ? frame->touched : malloc(nodes * sizeof *frame->touched);
    return (frame->slots && frame->touched) || failure_memory(worker->failure);
}

static bool frame_start(struct worker *worker, struct frame *frame, int scope, uint32_t count)
{
    struct slot *slots = frame->slots;
    uint32_t *touched = frame->touched;
    *frame = (struct frame){.scope = scope, .count = count, .slots = slots, .touched = touched};
    frame->serial = ++worker->serial;
    return frame_room(worker, frame);
}

static void release_slots(struct worker *worker, struct frame *frame)
{
    for (uint32_t i = 0; i < frame->touched_count; i++) {
        struct slot *slot = &frame->slots[frame->touched[i]];
        vector_release(&worker->pool, &slot->vector);
        slot->serial = 0;
    }
    frame->touched_count = 0;
}

/* Constants are worked out anew when the dictionary has grown: a text that was not in it may be now. */
static bool refresh_constants(struct worker *worker)
{
    uint32_t count = table_dictionary_count(worker->dictionary);
    bool crowded = table_dictionary_count(worker->local) > LOCAL_TEXTS_MOST;
    if (worker->constant.serial != 0 && count == worker->dictionary_count && !crowded) {
        return true;
    }
    if (worker->constant.slots) {
        release_slots(worker, &worker->constant);
    }
    if (crowded) {
        struct table_dictionary *local = table_dictionary_new(worker->failure);
        if (!local) {
            return false;
        }
        table_dictionary_free(worker->local);
        images_forget(worker);
        worker->local = local;
    }
    worker->dictionary_count = count;
    return frame_start(worker, &worker->constant, NO_SCOPE, 1);
}

struct frame *frame_open_bottom(struct worker *worker, uint32_t count)
{
    worker->depth = 0;
    if (!refresh_constants(worker)) {
        return NULL;
    }
    struct frame *frame = &worker->frames[worker->depth];
    if (!frame_start(worker, frame, 0, count)) {
        return NULL;
    }
    worker->depth++;
    return frame;
}

struct frame *frame_open_above(struct worker *worker, const struct frame *under, int scope, uint32_t count,
                               const uint16_t *lanes)
{
    if (worker->depth >= FRAMES_MOST) {
        failure_set(worker->failure, FAILURE_LIMIT, "queries are nested too deeply");
        return NULL;
    }
    struct frame *frame = &worker->frames[worker->depth];
    if (!frame_start(worker, frame, scope, count)) {
        return NULL;
    }
    frame->under = under;
    frame->lanes = lanes;
    worker->depth++;
    return frame;
}

void frame_close(struct worker *worker, struct frame *frame)
{
    release_slots(worker, frame);
    worker->depth--;
}

void frame_release(struct worker *worker, struct frame *frame, uint32_t node)
{
    struct slot *slot = &frame->slots[node];
    if (slot->serial == frame->serial) {
        vector_release(&worker->pool, &slot->vector);
        slot->serial = 0;
    }
}

/* ---- where a node's values come from ----------------------------------------------------------------------------- */

static bool slot_holds(const struct frame *frame, const struct slot *slot)
{
    return slot->serial == frame->serial && (slot->selection == 0 || slot->selection == frame->selection);
}

static void slot_fill(struct frame *frame, uint32_t node, uint64_t selection)
{
    struct slot *slot = &frame->slots[node];
    if (slot->noted != frame->serial) {
        slot->noted = frame->serial;
        frame->touched[frame->touched_count++] = node;
    }
    slot->serial = frame->serial;
    slot->selection = selection;
}

/* The same value for all lanes. */
static bool spread_fill(struct worker *worker, const struct vector *one, struct vector *all, uint32_t from,
                        uint32_t count)
{
    if (one->truths) {
        if (!all->truth_block && !vector_open_truths(worker, all, &(uint8_t *){NULL})) {
            return false;
        }
        memset(all->truth_block->truths + from, one->truths[0], count - from);
        return true;
    }
    if (!all->value_block && !vector_open(worker, all, &(int64_t *){NULL}, &(uint8_t *){NULL})) {
        return false;
    }
    all->bytes = one->bytes;
    all->clean = one->clean;
    memset(all->value_block->states + from, one->states[0], count - from);
    for (uint32_t i = from; i < count; i++) {
        all->value_block->values[i] = one->values[0];
    }
    return true;
}

static bool spread_constant(struct worker *worker, struct frame *frame, uint32_t node)
{
    if (!evaluate(worker, &worker->constant, node)) {
        return false;
    }
    struct slot *spread = &worker->spread[node];
    if (spread->serial != worker->constant.serial) {
        spread->serial = worker->constant.serial;
        worker->spread_lanes[node] = 0;
    }
    if (worker->spread_lanes[node] < frame->count) {
        if (!spread_fill(worker, frame_vector(&worker->constant, node), &spread->vector, worker->spread_lanes[node],
                         frame->count)) {
            return false;
        }
        worker->spread_lanes[node] = (uint16_t)frame->count;
    }
    struct vector borrowed = spread->vector;
    borrowed.value_block = NULL;
    borrowed.truth_block = NULL;
    slot_fill(frame, node, 0);
    frame->slots[node].vector = borrowed;
    return true;
}

/* What the frame under this one knows, for each lane. */
static bool gather_from_under(struct worker *worker, struct frame *frame, uint32_t node)
{
    const struct vector *from = frame_vector(frame->under, node);
    struct vector made = {.bytes = from->bytes};
    if (from->truths) {
        uint8_t *truths;
        if (!vector_open_truths(worker, &made, &truths)) {
            return false;
        }
        for (uint32_t i = 0; i < frame->count; i++) {
            truths[i] = from->truths[frame->lanes[i]];
        }
    } else {
        int64_t *values;
        uint8_t *states;
        if (!vector_open(worker, &made, &values, &states)) {
            return false;
        }
        for (uint32_t i = 0; i < frame->count; i++) {
            values[i] = from->values[frame->lanes[i]];
            states[i] = from->states[frame->lanes[i]];
        }
        made.clean = from->clean || states_are_clean(states, frame->count);
    }
    slot_fill(frame, node, 0);
    frame->slots[node].vector = made;
    return true;
}

static bool run_kernel(struct worker *worker, struct frame *frame, uint32_t node)
{
    const struct plan_node *given = &worker->program->plan->nodes.items[node];
    const struct node_info *info = &worker->program->nodes[node];
    struct slot *slot = &frame->slots[node];
    if (given->operation != PLAN_QUERY || slot->serial != frame->serial) {
        /* A query that was worked out for other lanes goes on where it was. */
        vector_release(&worker->pool, &slot->vector);
    }
    slot_fill(frame, node, info->lazy ? frame->selection : 0);
    if (!kernel_run(worker, frame, given, info, &slot->vector)) {
        vector_release(&worker->pool, &slot->vector);
        slot->serial = 0;
        return false;
    }
    return true;
}

/* ---- evaluation -------------------------------------------------------------------------------------------------- */

/* True when the node was worked out; else its arguments that must come first are on the stack, or it failed. */
static bool try_node(struct worker *worker, struct frame *frame, uint32_t node, bool *failed)
{
    const struct plan_node *given = &worker->program->plan->nodes.items[node];
    if (given->scopes == 0 && frame != &worker->constant) {
        *failed = !spread_constant(worker, frame, node);
        return !*failed;
    }
    if (frame->under && !(given->scopes & 1u << frame->scope)) {
        *failed = !gather_from_under(worker, frame, node);
        return !*failed;
    }
    const struct node_info *info = &worker->program->nodes[node];
    bool ready = true;
    for (uint32_t i = info->argument_count; i > 0; i--) {
        uint32_t argument = info->arguments[i - 1];
        if (!slot_holds(frame, &frame->slots[argument])) {
            ready = false;
            if (!array_push(&worker->stack, argument)) {
                *failed = !failure_memory(worker->failure);
                return false;
            }
        }
    }
    if (ready) {
        *failed = !run_kernel(worker, frame, node);
    }
    return ready && !*failed;
}

bool evaluate(struct worker *worker, struct frame *frame, uint32_t node)
{
    if (slot_holds(frame, &frame->slots[node])) {
        return true;
    }
    size_t base = worker->stack.count;
    bool failed = !array_push(&worker->stack, node);
    if (failed) {
        return failure_memory(worker->failure);
    }
    while (!failed && worker->stack.count > base) {
        uint32_t top = worker->stack.items[worker->stack.count - 1];
        if (slot_holds(frame, &frame->slots[top]) || try_node(worker, frame, top, &failed)) {
            worker->stack.count--;
        }
    }
    worker->stack.count = failed ? base : worker->stack.count;
    return !failed;
}

static uint32_t narrow(uint8_t *mask, const uint8_t *truths, uint8_t wanted, uint32_t count)
{
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++) {
        mask[i] &= (uint8_t)(truths[i] == wanted);
        left += mask[i];
    }
    return left;
}

bool evaluate_steps(struct worker *worker, struct frame *frame, const struct steps *steps, uint8_t *mask,
                    uint32_t *left)
{
    memset(mask, 1, frame->count);
    *left = frame->count;
    frame->mask = NULL;
    frame->selection = 0;
    for (uint32_t s = 0; s<steps->count && * left> 0; s++) {
        if (!evaluate(worker, frame, steps->items[s].node)) {
            return false;
        }
        const struct vector *vector = frame_vector(frame, steps->items[s].node);
        *left = narrow(mask, vector->truths, steps->items[s].wanted, frame->count);
        if (*left < frame->count && !frame->mask) {
            frame->mask = mask;
            frame->selection = ++worker->serial;
        }
    }
    return true;
}

bool vector_open(struct worker *worker, struct vector *vector, int64_t **values, uint8_t **states)
{
    vector->value_block = pool_values(&worker->pool);
    if (!vector->value_block) {
        failure_memory(worker->failure);
        return false;
    }
    vector->values = *values = vector->value_block->values;
    vector->states = *states = vector->value_block->states;
    return true;
}

bool vector_open_truths(struct worker *worker, struct vector *vector, uint8_t **truths)
{
    vector->truth_block = pool_truths(&worker->pool);
    if (!vector->truth_block) {
        failure_memory(worker->failure);
        return false;
    }
    vector->truths = *truths = vector->truth_block->truths;
    return true;
}
