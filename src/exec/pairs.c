#include "exec/pairs.h"

#include <stdlib.h>

#include "exec/answers.h"

struct pairing {
    struct lookup *lookup;
    struct frame *frame;
    struct pairs *pairs;
    struct tally tally;
    struct answers *answers;
    const struct column *value; /* the value, when it is of the row alone */
    const struct ranking *ranking;
};

static struct pairs *room(struct worker *worker)
{
    if (worker->depth >= FRAMES_MOST) {
        failure_set(worker->failure, FAILURE_LIMIT, "queries are nested too deeply");
        return NULL;
    }
    struct pairs **pairs = &worker->pairs[worker->depth];
    if (!*pairs) {
        *pairs = malloc(sizeof **pairs);
        if (!*pairs) {
            failure_memory(worker->failure);
        }
    }
    return *pairs;
}

static void finish_lane(struct pairing *pairing)
{
    if (pairing->tally.is_open) {
        answer_set(pairing->answers, pairing->tally.lane, tally_answer(&pairing->tally));
        pairing->tally.is_open = false;
    }
}

static struct tally_answer value_of(const struct pairing *pairing, const struct vector *vector, uint32_t pair)
{
    uint32_t row = (uint32_t)pairing->pairs->rows[pair];
    if (pairing->ranking) {
        return (struct tally_answer){pairing->ranking->ranks[row], TABLE_VALUE};
    }
    if (pairing->value) {
        return (struct tally_answer){pairing->value->values[row], (enum table_state)pairing->value->states[row]};
    }
    if (!vector) {
        return (struct tally_answer){0, TABLE_VALUE};
    }
    if (vector->truths) {
        return (struct tally_answer){vector->truths[pair] == TRUTH_TRUE,
                                     (enum table_state)truth_state(vector->truths[pair])};
    }
    return (struct tally_answer){vector->values[pair], (enum table_state)vector->states[pair]};
}

/* Pairs come lane by lane, so that one tally at a time is enough. */
static bool add_pairs(struct pairing *pairing, const struct vector *vector)
{
    const struct pairs *pairs = pairing->pairs;
    for (uint32_t i = 0; i < pairs->count; i++) {
        if (!pairs->mask[i]) {
            continue;
        }
        if (!pairing->tally.is_open || pairing->tally.lane != pairs->lanes[i]) {
            finish_lane(pairing);
            tally_start(&pairing->tally, pairs->lanes[i]);
        }
        struct tally_answer value = value_of(pairing, vector, i);
        if (!tally_add(&pairing->tally, value.value, value.state)) {
            return false;
        }
    }
    return true;
}

static bool work_pairs(struct pairing *pairing)
{
    struct lookup *lookup = pairing->lookup;
    struct worker *worker = lookup->worker;
    struct pairs *pairs = pairing->pairs;
    const struct plan_query *query = lookup->query;
    if (pairs->count == 0) {
        return true;
    }
    struct frame *frame = frame_open_above(worker, pairing->frame, query->scope, pairs->count, pairs->lanes);
    if (!frame) {
        return false;
    }
    frame->table = worker->tables[query->table];
    frame->rows = pairs->rows;
    uint32_t left;
    bool good = evaluate_steps(worker, frame, &lookup->made->residual, pairs->mask, &left);
    if (good && left > 0) {
        bool outer = query->value != PLAN_NONE && !query->value_is_inner;
        good = !outer || evaluate(worker, frame, query->value);
        good = good && add_pairs(pairing, outer ? frame_vector(frame, query->value) : NULL);
    }
    frame_close(worker, frame);
    pairs->count = 0;
    return good;
}

/* Nothing more can change this lane's answer. */
static bool is_decided(const struct pairing *pairing, uint32_t lane)
{
    return pairing->lookup->query->kind == PLAN_EXISTS && pairing->tally.is_open && pairing->tally.lane == lane;
}

static bool pair_lane(struct pairing *pairing, uint32_t lane)
{
    const struct lookup *lookup = pairing->lookup;
    struct lookup_rows rows;
    if (!lookup_lane(lookup, lane, &rows)) {
        return true;
    }
    struct pairs *pairs = pairing->pairs;
    for (uint32_t i = lookup_next(lookup, &rows, rows.from); i < rows.to; i = lookup_next(lookup, &rows, i + 1)) {
        uint32_t row = lookup->groups->rows[i];
        if (!lookup_admits(lookup, &rows, row)) {
            continue;
        }
        pairs->lanes[pairs->count] = (uint16_t)lane;
        pairs->rows[pairs->count] = row;
        pairs->count++;
        if (pairs->count < TABLE_BATCH_ROWS) {
            continue;
        }
        if (!work_pairs(pairing)) {
            return false;
        }
        if (is_decided(pairing, lane)) {
            break;
        }
    }
    return true;
}

bool pairs_run(struct lookup *lookup, struct frame *frame, const uint8_t *wanted, struct answers *answers)
{
    struct worker *worker = lookup->worker;
    const struct plan_query *query = lookup->query;
    struct pairing pairing = {.lookup = lookup, .frame = frame, .pairs = room(worker), .answers = answers};
    if (!pairing.pairs) {
        return false;
    }
    pairing.tally.worker = worker;
    pairing.tally.query = query;
    pairing.value = lookup->made->value == NO_ITEM ? NULL : run_item(worker, lookup->made->value);
    pairing.ranking = lookup->made->ranking == NO_ITEM ? NULL : run_item(worker, lookup->made->ranking);
    pairing.tally.by_text = query->value != PLAN_NONE && !pairing.value &&
                            worker->program->plan->nodes.items[query->value].type == PLAN_TYPE_TEXT &&
                            query->kind != PLAN_COUNT_DISTINCT;
    pairing.pairs->count = 0;
    bool good = true;
    for (uint32_t lane = 0; good && lane < frame->count; lane++) {
        good = !wanted[lane] || pair_lane(&pairing, lane);
    }
    good = good && work_pairs(&pairing);
    if (good) {
        finish_lane(&pairing);
    }
    tally_free(&pairing.tally);
    return good;
}
