#include "exec/worker.h"

#include <stdlib.h>

#include "exec/pairs.h"

static bool worker_make(struct worker *worker, struct failure *failure)
{
    const struct plan *plan = worker->program->plan;
    size_t nodes = plan->nodes.count ? plan->nodes.count : 1;
    worker->spread = calloc(nodes, sizeof *worker->spread);
    worker->spread_lanes = calloc(nodes, sizeof *worker->spread_lanes);
    worker->set_memos = calloc(plan->sets.count + 1, sizeof *worker->set_memos);
    worker->pattern_memos = calloc(plan->patterns.count + 1, sizeof *worker->pattern_memos);
    if (!worker->spread || !worker->spread_lanes || !worker->set_memos || !worker->pattern_memos) {
        return failure_memory(failure);
    }
    worker->local = table_dictionary_new(failure);
    worker->matcher = worker->local ? pattern_matcher_new(failure) : NULL;
    return worker->matcher != NULL;
}

struct worker *worker_new(const struct exec_program *program, struct failure *failure)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker) {
        failure_memory(failure);
        return NULL;
    }
    worker->program = program;
    worker->constant.scope = NO_SCOPE;
    if (!worker_make(worker, failure)) {
        worker_free(worker);
        return NULL;
    }
    return worker;
}

static void memos_free(struct text_memo *memos, size_t count)
{
    for (size_t i = 0; memos && i < count; i++) {
        free(memos[i].answers);
    }
    free(memos);
}

/* What vectors hold is the pool's: most slots were never touched, and need not be for this. */
static void frame_free(struct frame *frame)
{
    free(frame->slots);
    free(frame->touched);
}

void worker_free(struct worker *worker)
{
    if (!worker) {
        return;
    }
    frame_free(&worker->constant);
    for (size_t i = 0; i < FRAMES_MOST; i++) {
        frame_free(&worker->frames[i]);
        free(worker->pairs[i]);
    }
    free(worker->spread);
    free(worker->spread_lanes);
    memos_free(worker->set_memos, worker->program->plan->sets.count);
    memos_free(worker->pattern_memos, worker->program->plan->patterns.count);
    free(worker->upper.items);
    free(worker->squeezed.items);
    free(worker->squeezed_upper.items);
    array_free(&worker->stack);
    table_dictionary_free(worker->local);
    arena_free(&worker->spans);
    pattern_matcher_free(worker->matcher);
    pool_free(&worker->pool);
    free(worker);
}

struct worker *worker_take(struct exec_program *program, struct failure *failure)
{
    struct worker *worker = program->idle;
    if (!worker) {
        return worker_new(program, failure);
    }
    program->idle = worker->next;
    worker->next = NULL;
    return worker;
}

void worker_give(struct exec_program *program, struct worker *worker)
{
    if (worker) {
        worker->failure = NULL;
        worker->node_times = NULL;
        worker->next = program->idle;
        program->idle = worker;
    }
}

void worker_attach(struct worker *worker, const struct exec_run *run, const struct exec_tables *given,
                   struct table *const *tables, uint64_t number, struct failure *failure)
{
    worker->run = run;
    worker->given = given;
    worker->tables = tables;
    worker->dictionary = given->dictionary;
    worker->unwanted = (struct failure){0};
    worker_report_to(worker, failure);
    worker->depth = 0;
    worker->constant.serial = 0;
    worker->undecided = 0;
    if (worker->memo_of != number) {
        worker->memo_of = number;
        worker_forget_texts(worker);
    }
}

void worker_forget_texts(struct worker *worker)
{
    worker->constant.serial = 0;
    images_forget(worker);
    for (size_t i = 0; i < worker->program->plan->sets.count; i++) {
        worker->set_memos[i].count = 0;
    }
    for (size_t i = 0; i < worker->program->plan->patterns.count; i++) {
        worker->pattern_memos[i].count = 0;
    }
}
