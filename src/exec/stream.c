/* stream: rules that read nothing but their own record, while records are being read. */
#include <stdlib.h>

#include "exec/worker.h"

/* Records that were hit, until they are committed. Their cells stand column by column; codes are ids of the worker's
 * dictionary, other texts are spans of `bytes`. */
struct held_place {
    uint64_t number; /* how many records were shown before */
    uint64_t offset; /* UINT64_MAX and 0: found by the number */
    uint32_t line;
};

struct held_records {
    ARRAY_OF(struct held_place) places;
    ARRAY_OF(struct exec_hit) hits; /* with the place among these records for a row */
    ARRAY_OF(int64_t) values;       /* record by record, column by column */
    ARRAY_OF(uint8_t) states;
    struct buffer bytes;
    const struct table_dictionary *dictionary;
    uint64_t shown; /* records since the last commit or discard */
};

struct stream_worker {
    struct worker *worker;
    struct held_records held;
    int32_t places[TABLE_BATCH_ROWS]; /* of a batch's rows among the held ones; -1: not hit */
    uint8_t masks[TABLE_BATCH_ROWS];
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
        worker_give(stream->program, own->worker);
        array_free(&own->held.places);
        array_free(&own->held.hits);
        array_free(&own->held.values);
        array_free(&own->held.states);
        buffer_free(&own->held.bytes);
    }
    free(stream->workers);
    free(stream->rules);
    free(stream->tables);
    free(stream);
}

/* ---- batches ----------------------------------------------------------------------------------------------------- */

static bool hold_cell(struct held_records *held, const struct table_batch *batch, uint32_t column, uint32_t row)
{
    const struct table_vector *vector = &batch->columns[column];
    uint8_t state = vector->values ? vector->states[row] : (uint8_t)TABLE_MISSING;
    int64_t value = vector->values ? vector->values[row] : 0;
    enum table_type type = batch->layout->columns[column].type;
    if (state == TABLE_MALFORMED || (type == TABLE_TEXT && state == TABLE_VALUE)) {
        struct str text = table_batch_text(batch, column, row);
        value = table_span(held->bytes.length, (uint32_t)text.length);
        buffer_str(&held->bytes, text);
    }
    return array_push(&held->values, value) && array_push(&held->states, state) && buffer_ok(&held->bytes);
}

/* Keeps the records of a batch that any rule hit, in their order. */
static bool hold_records(struct stream_worker *own, const struct table_batch *batch)
{
    struct held_records *held = &own->held;
    for (uint32_t row = 0; row < batch->count; row++) {
        if (own->places[row] < 0) {
            continue;
        }
        own->places[row] = (int32_t)held->places.count;
        struct held_place place = {
            .number = held->shown + row,
            .offset = batch->offsets ? batch->offsets[row] : UINT64_MAX,
            .line = batch->lines ? batch->lines[row] : 0,
        };
        if (held->places.count >= INT32_MAX || !array_push(&held->places, place)) {
            return false;
        }
        for (uint32_t c = 0; c < batch->layout->column_count; c++) {
            if (!hold_cell(held, batch, c, row)) {
                return false;
            }
        }
    }
    return true;
}

/* Runs the rules; adds hits with the batch's rows for rows, from `first` on. */
static bool run_rules(const struct exec_stream *stream, struct stream_worker *own, struct frame *frame)
{
    struct worker *worker = own->worker;
    for (uint32_t i = 0; i < stream->rule_count; i++) {
        const struct rule_program *rule = &stream->program->rules[stream->rules[i]];
        uint32_t left;
        if (!evaluate_steps(worker, frame, &rule->steps, own->masks, &left)) {
            return false;
        }
        for (uint32_t n = 0; n < rule->release_count; n++) {
            frame_release(worker, frame, rule->release[n]);
        }
        for (uint32_t row = 0; left > 0 && row < frame->count; row++) {
            if (!own->masks[row]) {
                continue;
            }
            own->places[row] = 0;
            if (!array_push(&own->held.hits, (struct exec_hit){stream->rules[i], row})) {
                return failure_memory(worker->failure);
            }
        }
    }
    return true;
}

static bool run_batch(const struct exec_stream *stream, struct stream_worker *own, const struct table_batch *batch)
{
    size_t first_hit = own->held.hits.count;
    struct frame *frame = frame_open_bottom(own->worker, batch->count);
    if (!frame) {
        return false;
    }
    frame->batch = batch;
    memset(own->places, 0xff, batch->count * sizeof *own->places);
    bool good = run_rules(stream, own, frame);
    frame_close(own->worker, frame);
    if (!good) {
        return false;
    }
    if (own->held.hits.count == first_hit) {
        return true;
    }
    if (!hold_records(own, batch)) {
        return failure_memory(own->worker->failure);
    }
    for (size_t i = first_hit; i < own->held.hits.count; i++) {
        own->held.hits.items[i].row = (uint32_t)own->places[own->held.hits.items[i].row];
    }
    return true;
}

bool exec_stream_batch(struct exec_stream *stream, unsigned worker, const struct table_batch *batch,
                       struct failure *failure)
{
    struct stream_worker *own = &stream->workers[worker];
    if (own->held.dictionary != batch->dictionary) {
        /* A worker keeps to one dictionary, which grows: this is its first batch. */
        worker_attach(own->worker, NULL, &stream->given, stream->tables, stream->number, failure);
        own->worker->dictionary = batch->dictionary;
        own->worker->remembers = true;
        own->held.dictionary = batch->dictionary;
    }
    worker_report_to(own->worker, failure);
    bool good = batch->count == 0 || run_batch(stream, own, batch);
    own->held.shown += batch->count;
    return good;
}

/* ---- committing -------------------------------------------------------------------------------------------------- */

static bool keep_cell(struct exec_stream *stream, const struct held_records *held, size_t at, uint32_t column,
                      int64_t row, struct failure *failure)
{
    struct table *kept = stream->kept;
    if (!kept->columns[column].values) {
        return true;
    }
    int64_t value = held->values.items[at];
    enum table_state state = (enum table_state)held->states.items[at];
    enum table_type type = kept->layout->columns[column].type;
    bool is_span = state == TABLE_MALFORMED || (type == TABLE_TEXT && state == TABLE_VALUE);
    if (is_span || (type == TABLE_CODE && state == TABLE_VALUE)) {
        struct str text = is_span ? table_span_text(buffer_view(&held->bytes).data, value)
                                  : table_dictionary_text(held->dictionary, value);
        value = table_dictionary_intern(stream->given.dictionary, text, failure);
        if (value < 0) {
            return false;
        }
    }
    table_set(kept, column, row, value, state);
    return true;
}

static void keep_origin(struct table_origin *origin, int64_t row, uint64_t first_record, struct held_place place)
{
    origin->records[row] = first_record + place.number;
    if (origin->offsets) {
        origin->offsets[row] = place.offset;
    }
    if (origin->lines) {
        origin->lines[row] = place.line;
    }
    if (origin->inputs) {
        origin->inputs[row] = origin->input;
    }
}

static void forget(struct held_records *held)
{
    held->places.count = 0;
    held->hits.count = 0;
    held->values.count = 0;
    held->states.count = 0;
    held->shown = 0;
    buffer_clear(&held->bytes);
}

bool exec_stream_commit(struct exec_stream *stream, unsigned worker, uint64_t first_record, struct failure *failure)
{
    struct held_records *held = &stream->workers[worker].held;
    struct table *kept = stream->kept;
    uint32_t columns = kept->layout->column_count;
    uint32_t first_row = kept->row_count;
    for (size_t i = 0; i < held->places.count; i++) {
        int64_t row = table_add_row(kept, failure);
        if (row == TABLE_NO_ROW) {
            return false;
        }
        keep_origin(&kept->origin, row, first_record, held->places.items[i]);
        for (uint32_t c = 0; c < columns; c++) {
            if (!keep_cell(stream, held, i * columns + c, c, row, failure)) {
                return false;
            }
        }
    }
    for (size_t i = 0; i < held->hits.count; i++) {
        struct exec_hit hit = held->hits.items[i];
        hit.row += first_row;
        if (!array_push(stream->hits, hit)) {
            return failure_memory(failure);
        }
    }
    forget(held);
    return true;
}

void exec_stream_discard(struct exec_stream *stream, unsigned worker)
{
    forget(&stream->workers[worker].held);
}

uint64_t exec_stream_undecided(const struct exec_stream *stream)
{
    uint64_t undecided = 0;
    for (unsigned i = 0; i < stream->worker_count; i++) {
        undecided += stream->workers[i].worker->undecided;
    }
    return undecided;
}
