/* stream: rules that read nothing but their own record, while records are being read. */
#include <stdlib.h>

#include "exec/held.h"
#include "exec/timing.h"
#include "exec/worker.h"

struct stream_worker {
    struct worker *worker;
    struct held_records held;
    ARRAY_OF(struct exec_hit) hits;    /* with the place among the held records for a row */
    uint8_t is_hit[TABLE_BATCH_ROWS];  /* of a batch */
    uint32_t rows[TABLE_BATCH_ROWS];   /* those that are hit */
    uint32_t places[TABLE_BATCH_ROWS]; /* of a batch's rows among the held ones, where they are hit */
    uint8_t masks[TABLE_BATCH_ROWS];
    struct timing timing;
};

struct exec_stream {
    struct exec_program *program;
    uint32_t table;
    struct exec_tables given;
    struct table *kept;
    struct exec_hits *hits;
    uint32_t *rules; /* that stream from this table */
    uint32_t rule_count;
    struct stream_worker *workers;
    unsigned worker_count;
    struct table **tables; /* by plan table: only this one is there */
    uint64_t number;       /* of the program's runs and streams */
};

/* ---- making ------------------------------------------------------------------------------------------------------ */

static bool choose_rules(struct exec_stream *stream, struct failure *failure)
{
    const struct plan *plan = stream->program->plan;
    stream->rules = calloc(plan->rules.count + 1, sizeof *stream->rules);
    stream->tables = calloc(plan->tables.count + 1, sizeof *stream->tables);
    if (!stream->rules || !stream->tables) {
        return failure_memory(failure);
    }
    stream->tables[stream->table] = stream->kept;
    for (uint32_t r = 0; r < plan->rules.count; r++) {
        if (plan->rules.items[r].streams && plan->rules.items[r].table == stream->table) {
            stream->rules[stream->rule_count++] = r;
        }
    }
    return true;
}

static bool make_workers(struct exec_stream *stream, unsigned threads, struct failure *failure)
{
    stream->workers = calloc(threads, sizeof *stream->workers);
    if (!stream->workers) {
        return failure_memory(failure);
    }
    for (unsigned i = 0; i < threads; i++) {
        stream->workers[i].worker = worker_take(stream->program, failure);
        if (!stream->workers[i].worker) {
            return false;
        }
        stream->worker_count++;
    }
    return true;
}

struct exec_stream *exec_stream_new(struct exec_program *program, uint32_t plan_table, const struct exec_tables *tables,
                                    unsigned threads, struct table *kept, struct exec_hits *hits,
                                    struct failure *failure)
{
    struct exec_stream *stream = calloc(1, sizeof *stream);
    if (!stream) {
        failure_memory(failure);
        return NULL;
    }
    stream->program = program;
    stream->table = plan_table;
    stream->given = *tables;
    stream->kept = kept;
    stream->hits = hits;
    stream->number = ++program->run_serial;
    if (!choose_rules(stream, failure) || !make_workers(stream, threads ? threads : 1, failure) ||
        !table_track(kept, TABLE_TRACK_RECORDS, failure)) {
        exec_stream_free(stream);
        return NULL;
    }
    return stream;
}

void exec_stream_free(struct exec_stream *stream)
{
    if (!stream) {
        return;
    }
    for (unsigned i = 0; i < stream->worker_count; i++) {
        struct stream_worker *own = &stream->workers[i];
        timing_close(&own->timing, own->worker);
        worker_give(stream->program, own->worker);
        held_free(&own->held);
        array_free(&own->hits);
    }
    free(stream->workers);
    free(stream->rules);
    free(stream->tables);
    free(stream);
}

/* ---- batches ----------------------------------------------------------------------------------------------------- */

/* Keeps the records of a batch that any rule hit, in their order. */
static bool hold_records(const struct exec_stream *stream, struct stream_worker *own, const struct table_batch *batch)
{
    uint32_t count = 0;
    uint32_t first = own->held.count;
    for (uint32_t row = 0; row < batch->count; row++) {
        own->places[row] = first + count;
        own->rows[count] = row;
        count += own->is_hit[row];
    }
    return held_add(&own->held, stream->kept, batch, own->rows, count);
}

/* Runs the rules; adds hits with the batch's rows for rows, from `first` on. */
static bool run_rules(const struct exec_stream *stream, struct stream_worker *own, struct frame *frame)
{
    struct worker *worker = own->worker;
    for (uint32_t i = 0; i < stream->rule_count; i++) {
        const struct rule_program *rule = &stream->program->rules[stream->rules[i]];
        uint32_t left;
        uint64_t start = timing_start(&own->timing, worker);
        if (!evaluate_steps(worker, frame, &rule->steps, own->masks, &left)) {
            return false;
        }
        timing_stop(&own->timing, worker, stream->rules[i], start);
        for (uint32_t n = 0; n < rule->release_count; n++) {
            frame_release(worker, frame, rule->release[n]);
        }
        for (uint32_t row = 0; left > 0 && row < frame->count; row++) {
            if (!own->masks[row]) {
                continue;
            }
            own->is_hit[row] = 1;
            if (!array_push(&own->hits, (struct exec_hit){stream->rules[i], row})) {
                return failure_memory(worker->failure);
            }
        }
    }
    return true;
}

static bool run_batch(const struct exec_stream *stream, struct stream_worker *own, const struct table_batch *batch)
{
    size_t first_hit = own->hits.count;
    struct frame *frame = frame_open_bottom(own->worker, batch->count);
    if (!frame) {
        return false;
    }
    frame->batch = batch;
    memset(own->is_hit, 0, batch->count);
    bool good = run_rules(stream, own, frame);
    frame_close(own->worker, frame);
    if (!good) {
        return false;
    }
    if (own->hits.count == first_hit) {
        return true;
    }
    if (!hold_records(stream, own, batch)) {
        return failure_memory(own->worker->failure);
    }
    for (size_t i = first_hit; i < own->hits.count; i++) {
        own->hits.items[i].row = own->places[own->hits.items[i].row];
    }
    return true;
}

/* A reader lets a dictionary go once it is large, and goes on with an empty one: the same ids are other texts then. */
static void turn_to_dictionary(const struct exec_stream *stream, struct stream_worker *own,
                               const struct table_dictionary *dictionary, struct failure *failure)
{
    if (!own->held.dictionary) {
        worker_attach(own->worker, NULL, &stream->given, stream->tables, stream->number, failure);
        own->worker->remembers = true;
    } else {
        worker_forget_texts(own->worker);
    }
    own->worker->dictionary = dictionary;
    held_turn_to(&own->held, dictionary);
}

bool exec_stream_batch(struct exec_stream *stream, unsigned worker, const struct table_batch *batch,
                       struct failure *failure)
{
    struct stream_worker *own = &stream->workers[worker];
    if (own->held.dictionary != batch->dictionary) {
        turn_to_dictionary(stream, own, batch->dictionary, failure);
    }
    worker_report_to(own->worker, failure);
    bool good = batch->count == 0 || run_batch(stream, own, batch);
    own->held.shown += batch->count;
    return good;
}

/* ---- committing -------------------------------------------------------------------------------------------------- */

bool exec_stream_commit(struct exec_stream *stream, unsigned worker, uint64_t first_record, struct failure *failure)
{
    struct stream_worker *own = &stream->workers[worker];
    uint32_t first_row = stream->kept->row_count;
    if (!held_move(&own->held, stream->kept, stream->given.dictionary, first_record, failure)) {
        return false;
    }
    if (!array_reserve(stream->hits, stream->hits->count + own->hits.count)) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < own->hits.count; i++) {
        struct exec_hit hit = own->hits.items[i];
        stream->hits->items[stream->hits->count++] = (struct exec_hit){hit.rule, first_row + hit.row};
    }
    own->hits.count = 0;
    return true;
}

void exec_stream_discard(struct exec_stream *stream, unsigned worker)
{
    held_forget(&stream->workers[worker].held);
    stream->workers[worker].hits.count = 0;
}

bool exec_stream_time(struct exec_stream *stream, struct failure *failure)
{
    for (unsigned i = 0; i < stream->worker_count; i++) {
        if (!timing_open(&stream->workers[i].timing, stream->workers[i].worker, failure)) {
            return false;
        }
    }
    return true;
}

bool exec_stream_times(const struct exec_stream *stream, uint64_t *times, struct failure *failure)
{
    const struct plan *plan = stream->program->plan;
    struct timing sums = {times, calloc(plan->nodes.count + 1, sizeof *sums.nodes)};
    bool *active = calloc(plan->rules.count + 1, sizeof *active);
    bool good = (sums.nodes && active) || failure_memory(failure);
    for (uint32_t i = 0; active && i < stream->rule_count; i++) {
        active[stream->rules[i]] = true;
    }
    for (unsigned w = 0; good && w < stream->worker_count; w++) {
        timing_add(&stream->workers[w].timing, plan, &sums);
    }
    good = good && timing_share_nodes(stream->program, active, sums.nodes, times, failure);
    free(sums.nodes);
    free(active);
    return good;
}

uint64_t exec_stream_undecided(const struct exec_stream *stream)
{
    uint64_t undecided = 0;
    for (unsigned i = 0; i < stream->worker_count; i++) {
        undecided += stream->workers[i].worker->undecided;
    }
    return undecided;
}
