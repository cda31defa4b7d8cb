/* batches: the rules of one table, batch by batch of its records. */
#include <stdlib.h>

#include "exec/run.h"

struct batch_work {
    struct crew *crew;
    uint32_t table;
    const uint32_t *rules; /* of that table */
    uint32_t rule_count;
    const bool *active;
    struct exec_hits held[PARALLEL_THREADS_MOST]; /* of each worker's batch */
    struct exec_hits *hits;
    struct timing timing[PARALLEL_THREADS_MOST]; /* of each worker; NULL: not asked for */
};

static bool hold_hits(struct exec_hits *held, uint32_t rule, const uint8_t *mask, uint32_t count, uint32_t first,
                      uint32_t left)
{
    if (!array_reserve(held, held->count + left)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (mask[i]) {
            held->items[held->count++] = (struct exec_hit){rule, first + i};
        }
    }
    return true;
}

static bool run_rule(struct worker *worker, struct frame *frame, uint32_t rule, uint32_t first, struct exec_hits *held)
{
    const struct rule_program *made = &worker->program->rules[rule];
    uint8_t mask[TABLE_BATCH_ROWS];
    uint32_t left;
    if (!evaluate_steps(worker, frame, &made->steps, mask, &left)) {
        return false;
    }
    if (frame != &worker->constant) {
        for (uint32_t i = 0; i < made->release_count; i++) {
            frame_release(worker, frame, made->release[i]);
        }
    }
    return left == 0 || hold_hits(held, rule, mask, frame->count, first, left) || failure_memory(worker->failure);
}

static bool run_batch(struct batch_work *work, unsigned index, struct frame *frame, uint32_t first)
{
    struct worker *worker = work->crew->workers[index];
    for (uint32_t i = 0; i < work->rule_count; i++) {
        uint32_t rule = work->rules[i];
        if (!work->active[rule]) {
            continue;
        }
        uint64_t start = timing_start(&work->timing[index], worker);
        if (!run_rule(worker, frame, rule, first, &work->held[index])) {
            return false;
        }
        timing_stop(&work->timing[index], worker, rule, start);
    }
    return true;
}

static bool work_batch(void *context, unsigned index, size_t task, struct failure *failure)
{
    struct batch_work *work = context;
    struct worker *worker = work->crew->workers[index];
    struct table *table = worker->tables[work->table];
    uint32_t first = (uint32_t)task * TABLE_BATCH_ROWS;
    uint32_t count = table->row_count - first < TABLE_BATCH_ROWS ? table->row_count - first : TABLE_BATCH_ROWS;
    worker_report_to(worker, failure);
    struct frame *frame = frame_open_bottom(worker, count);
    if (!frame) {
        return false;
    }
    frame->table = table;
    frame->first = first;
    bool good = run_batch(work, index, frame, first);
    frame_close(worker, frame);
    return good;
}

static bool commit_batch(void *context, unsigned index, size_t task, struct failure *failure)
{
    (void)task;
    struct batch_work *work = context;
    struct exec_hits *held = &work->held[index];
    if (!array_reserve(work->hits, work->hits->count + held->count)) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < held->count; i++) {
        work->hits->items[work->hits->count++] = held->items[i];
    }
    held->count = 0;
    return true;
}

/* Rules about the whole return read no record: they are constants. */
static bool run_whole(struct batch_work *work, struct failure *failure)
{
    struct worker *worker = work->crew->workers[0];
    worker_report_to(worker, failure);
    struct frame *frame = frame_open_bottom(worker, 1);
    if (!frame) {
        return false;
    }
    bool good = run_batch(work, 0, &worker->constant, 0);
    worker->constant.mask = NULL;
    worker->constant.selection = 0;
    frame_close(worker, frame);
    return good && commit_batch(work, 0, 0, failure);
}

static bool run_batches(struct batch_work *work, struct failure *failure)
{
    if (work->table == PLAN_NONE) {
        return run_whole(work, failure);
    }
    uint32_t batches = table_batches(work->crew->run->tables[work->table]);
    unsigned threads = batches > BATCHES_FOR_THREADS ? work->crew->count : 1;
    bool done = false;
    return parallel_ordered(threads, batches, work_batch, commit_batch, work, &done, failure);
}

static bool open_timing(struct batch_work *work, struct failure *failure)
{
    for (unsigned i = 0; i < work->crew->count; i++) {
        if (!timing_open(&work->timing[i], work->crew->workers[i], failure)) {
            return false;
        }
    }
    return true;
}

static void close_batches(struct batch_work *work, const struct timing *sums)
{
    for (unsigned i = 0; i < work->crew->count; i++) {
        if (sums) {
            timing_add(&work->timing[i], work->crew->run->program->plan, sums);
        }
        timing_close(&work->timing[i], work->crew->workers[i]);
        free(work->held[i].items);
    }
    free(work);
}

bool batches_run(struct crew *crew, uint32_t table, const bool *active, struct exec_hits *hits,
                 const struct timing *timing, struct failure *failure)
{
    const struct exec_program *program = crew->run->program;
    uint32_t at = table == PLAN_NONE ? (uint32_t)program->plan->tables.count : table;
    uint32_t first = program->rule_starts[at];
    uint32_t count = program->rule_starts[at + 1] - first;
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        any = any || active[program->rule_order[first + i]];
    }
    if (!any || (table != PLAN_NONE && table_rows(crew->run->tables[table]) == 0)) {
        return true;
    }
    struct batch_work *work = calloc(1, sizeof *work);
    if (!work) {
        return failure_memory(failure);
    }
    work->crew = crew;
    work->table = table;
    work->rules = program->rule_order + first;
    work->rule_count = count;
    work->active = active;
    work->hits = hits;
    bool good = (!timing || open_timing(work, failure)) && run_batches(work, failure);
    close_batches(work, timing);
    return good;
}
