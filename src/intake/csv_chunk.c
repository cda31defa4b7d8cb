#include <stdlib.h>

#include "intake/csv_reader.h"

/* Leaves those records out that begin at or behind `to`: they are the next chunk's. */
static void cut_scan(struct csv_worker *worker, uint64_t to)
{
    struct csv_scan *scan = &worker->scan;
    while (scan->record_count > 0) {
        uint32_t start = scan->bounds[scan->records[scan->record_count - 1]] + 1;
        if (worker->base + start < to) {
            return;
        }
        scan->record_count--;
        scan->next = start;
    }
}

static void scan_on(struct csv_worker *worker, uint64_t to)
{
    const struct csv_reader *reader = worker->reader;
    struct csv_scan *scan = &worker->scan;
    scan->data = worker->data;
    scan->from = worker->at;
    scan->to = worker->loaded;
    scan->final = worker->base + worker->loaded >= reader->file->end;
    scan->delimiter = reader->file->delimiter;
    scan->bound_most = reader->bound_most;
    scan->record_most = reader->batch_rows;
    csv_scan(reader->tuning.kernel, scan);
    cut_scan(worker, to);
}

/* Reads more behind the chunk for its last record. False and no failure when that is enough. */
static bool extend(struct csv_worker *worker, uint64_t to, struct failure *failure)
{
    const struct csv_tuning *tuning = &worker->reader->tuning;
    uint64_t loaded_to = worker->base + worker->loaded;
    uint64_t tail = loaded_to > to ? loaded_to - to : 0;
    uint64_t more = tail == 0 ? tuning->tail : tail;
    more = tail + more > tuning->tail_most ? tuning->tail_most - tail : more;
    return more > 0 && csv_worker_load_more(worker, (uint32_t)more, failure);
}

/* Makes batches of all records that begin before `to`, as far as they fit. */
static bool read_on(struct csv_worker *worker, uint64_t to, struct failure *failure)
{
    struct csv_result *result = &worker->result;
    while (worker->base + worker->at < to) {
        scan_on(worker, to);
        if (worker->scan.record_count > 0) {
            if (!csv_batch(worker, 0, failure)) {
                return false;
            }
            continue;
        }
        if (worker->scan.final || worker->scan.stuck || !extend(worker, to, failure)) {
            result->stuck = true;
            break;
        }
    }
    result->next = worker->base + worker->at;
    return !failure_is_set(failure);
}

static uint64_t chunk_end(const struct csv_reader *reader, uint64_t from)
{
    uint64_t end = reader->file->end;
    return end - from < reader->tuning.chunk ? end : from + reader->tuning.chunk;
}

/* Reads the records from `begin` on, which is where one begins. */
static bool read_from(struct csv_worker *worker, uint64_t begin, uint64_t to, struct failure *failure)
{
    csv_worker_reset(worker);
    worker->result.begin = begin;
    worker->result.next = begin;
    uint64_t length = to - begin + worker->reader->tuning.tail;
    return csv_worker_load(worker, begin, (uint32_t)length, failure) && read_on(worker, to, failure);
}

/* Where the first record would begin if the chunk began outside quotation marks; the chunk's last byte is not asked,
 * since a record behind it would be the next chunk's. */
static uint64_t guess(const struct csv_worker *worker, uint64_t to)
{
    uint64_t left = to - worker->base;
    for (uint32_t i = 0; i + 1 < left; i++) {
        char byte = worker->data[i];
        if (byte == '\n' || (byte == '\r' && worker->data[i + 1] != '\n')) {
            return worker->base + i + 1;
        }
    }
    return CSV_NOWHERE;
}

static bool read_by_guess(struct csv_worker *worker, uint64_t from, uint64_t to, struct failure *failure)
{
    /* The byte before the chunk may be the break that makes its first byte a record's. */
    uint64_t length = to - from + 1 + worker->reader->tuning.tail;
    csv_worker_reset(worker);
    if (!csv_worker_load(worker, from - 1, (uint32_t)length, failure)) {
        return false;
    }
    uint64_t begin = guess(worker, to);
    if (begin == CSV_NOWHERE) {
        return true;
    }
    worker->at = (uint32_t)(begin - worker->base);
    worker->result.begin = begin;
    return read_on(worker, to, failure);
}

static bool task_range(const struct csv_reader *reader, size_t task, uint64_t *from, uint64_t *to)
{
    uint64_t offset = 0;
    if (__builtin_mul_overflow((uint64_t)task, (uint64_t)reader->tuning.chunk, &offset) ||
        offset >= reader->file->end - reader->from) {
        return false;
    }
    *from = reader->from + offset;
    *to = chunk_end(reader, *from);
    return true;
}

bool csv_chunk_work(void *context, unsigned number, size_t task, struct failure *failure)
{
    struct csv_reader *reader = context;
    struct csv_worker *worker = &reader->workers[number];
    uint64_t from = 0;
    uint64_t to = 0;
    if (!task_range(reader, task, &from, &to)) {
        csv_worker_reset(worker);
        return true;
    }
    if (task == 0) {
        return read_from(worker, from, to, failure);
    }
    if (reader->threads > 1) {
        return read_by_guess(worker, from, to, failure);
    }
    if (reader->next < to) {
        return read_from(worker, reader->next, to, failure);
    }
    csv_worker_reset(worker);
    return true;
}

static bool commit_marks(const struct csv_worker *worker, struct failure *failure)
{
    struct csv_reader *reader = worker->reader;
    for (size_t i = 0; i < worker->result.marks.count; i++) {
        struct csv_mark mark = worker->result.marks.items[i];
        mark.record += reader->records + 1;
        mark.line += reader->line;
        if (!array_push(&reader->index->marks, mark)) {
            return failure_memory(failure);
        }
    }
    return true;
}

static int compare_entries(const void *a, const void *b)
{
    const struct finding_reading *left = a;
    const struct finding_reading *right = b;
    if (left->offset != right->offset) {
        return left->offset < right->offset ? -1 : 1;
    }
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    return str_compare(left->field, right->field);
}

/* In the order of the file: a batch's findings come by row and then by column, and batches are no business of
 * anyone's. */
static bool commit_log(struct csv_worker *worker, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    if (worker->log.entries.count > 1) {
        qsort(worker->log.entries.items, worker->log.entries.count, sizeof *worker->log.entries.items, compare_entries);
    }
    for (size_t i = 0; i < worker->log.entries.count; i++) {
        struct finding_reading *entry = &worker->log.entries.items[i];
        entry->line += (uint32_t)reader->line;
        entry->record += entry->record > 0 ? reader->records : 0;
    }
    return finding_log_join(reader->log, &worker->log, failure);
}

/* What the worker has made becomes part of what has been read. */
static bool commit_result(struct csv_worker *worker, struct failure *failure)
{
    struct csv_reader *reader = worker->reader;
    struct csv_result *result = &worker->result;
    const struct intake_consumer *consumer = &reader->request->consumer;
    if (!commit_marks(worker, failure) || !commit_log(worker, failure) || !csv_keep_commit(worker, failure)) {
        return false;
    }
    if (result->shown && consumer->commit &&
        !consumer->commit(consumer->context, worker->number, reader->file->table_index, reader->records + 1, failure)) {
        return false;
    }
    if (reader->no_period == 0 && result->no_period > 0) {
        memcpy(reader->bad_period, result->bad_period, sizeof reader->bad_period);
    }
    reader->no_period += result->no_period;
    reader->is_utf8 |= result->is_utf8;
    reader->records += result->rows;
    reader->aggregates += result->aggregates;
    reader->line += result->breaks;
    reader->next = result->next;
    bool stuck = result->stuck;
    csv_worker_reset(worker);
    result->next = reader->next;
    result->stuck = stuck;
    return true;
}

void csv_chunk_discard(struct csv_worker *worker)
{
    const struct intake_consumer *consumer = &worker->reader->request->consumer;
    if (worker->result.shown && consumer->discard) {
        consumer->discard(consumer->context, worker->number, worker->reader->file->table_index);
    }
    csv_worker_reset(worker);
}

/* Follows a record through the file without keeping it, to see where it ends. */
static bool walk_record(struct csv_worker *worker, struct csv_walk *walk, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    uint64_t offset = reader->next;
    csv_walk_start(walk, reader->file->delimiter, worker->scan.bounds, reader->bound_most);
    while (!walk->ended && offset + walk->at < reader->file->end) {
        if (!csv_worker_load(worker, offset + walk->at, reader->tuning.chunk, failure)) {
            return false;
        }
        (void)csv_walk_on(walk, worker->data, worker->loaded);
    }
    return true;
}

static bool say_skipped(struct csv_worker *worker, enum finding_kind kind, uint64_t at, uint64_t line, int64_t most,
                        struct failure *failure)
{
    const struct csv_file *file = worker->reader->file;
    struct finding_reading entry = {.kind = kind,
                                    .input = file->input,
                                    .offset = worker->reader->next + at,
                                    .line = (uint32_t)line,
                                    .table = file->table->name,
                                    .a = most};
    return finding_log_add(&worker->log, entry, failure);
}

/* Loads a record whose end is known and makes a batch of it alone. */
static bool read_alone(struct csv_worker *worker, const struct csv_walk *walk, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    struct csv_scan *scan = &worker->scan;
    uint64_t stored = walk->fields < reader->bound_most - 1 ? walk->fields : reader->bound_most - 1;
    if (!csv_worker_load(worker, reader->next, (uint32_t)walk->at, failure)) {
        return false;
    }
    scan->data = worker->data;
    scan->records[0] = 0;
    scan->records[1] = (uint32_t)stored;
    scan->record_count = 1;
    scan->next = (uint32_t)walk->at;
    /* Whether there are any has not been looked at; taking the closer look is no loss for one record. */
    scan->has_nul = true;
    scan->not_ascii = true;
    scan->has_quotes = true;
    scan->breaks_inside = true;
    return csv_batch(worker, walk->fields, failure);
}

/* The record at reader->next did not fit into a chunk and its tail, or is never closed. */
static bool read_long(struct csv_worker *worker, struct failure *failure)
{
    struct csv_reader *reader = worker->reader;
    struct csv_walk walk;
    csv_worker_reset(worker);
    if (!walk_record(worker, &walk, failure)) {
        return false;
    }
    bool open = walk.state == CSV_QUOTED;
    uint64_t open_at = walk.field_from;
    uint64_t open_line = walk.field_line;
    csv_walk_finish(&walk);
    bool read = true;
    if (open) {
        read = say_skipped(worker, READ_OPEN_QUOTE, open_at, open_line, 0, failure);
    } else if (walk.longest > TABLE_TEXT_MOST) {
        read = say_skipped(worker, READ_LONG_FIELD, 0, 0, TABLE_TEXT_MOST, failure);
    } else if (walk.at > CSV_RECORD_MOST) {
        read = say_skipped(worker, READ_LONG_FIELD, 0, 0, CSV_RECORD_MOST, failure);
    } else {
        read = read_alone(worker, &walk, failure);
    }
    worker->result.begin = reader->next;
    worker->result.next = reader->next + walk.at;
    worker->result.breaks = walk.breaks;
    return read;
}

/* True when the chunk must be taken for Windows-1252 after all. Everything before it is ASCII then, and the same in
 * both. */
static bool must_recode(const struct csv_worker *worker)
{
    return worker->result.is_not_utf8 && !worker->reader->is_utf8;
}

static bool commit_all(struct csv_worker *worker, uint64_t to, struct failure *failure)
{
    struct csv_reader *reader = worker->reader;
    for (;;) {
        if (must_recode(worker)) {
            csv_chunk_discard(worker);
            reader->must_recode = true;
            return true;
        }
        if (!commit_result(worker, failure)) {
            return false;
        }
        bool stuck = worker->result.stuck;
        if (!stuck && reader->next >= to) {
            return true;
        }
        if (!(stuck ? read_long(worker, failure) : read_from(worker, reader->next, to, failure))) {
            return false;
        }
    }
}

bool csv_chunk_commit(void *context, unsigned number, size_t task, struct failure *failure)
{
    struct csv_reader *reader = context;
    struct csv_worker *worker = &reader->workers[number];
    const struct intake_consumer *consumer = &reader->request->consumer;
    uint64_t from = 0;
    uint64_t to = 0;
    if (task_range(reader, task, &from, &to) && reader->next < to) {
        bool right = worker->result.begin == reader->next;
        if (!right) {
            csv_chunk_discard(worker);
        }
        if ((!right && !read_from(worker, reader->next, to, failure)) || !commit_all(worker, to, failure)) {
            return false;
        }
    } else {
        csv_chunk_discard(worker);
    }
    reader->done = reader->must_recode || reader->next >= reader->file->end;
    if (consumer->progress) {
        consumer->progress(consumer->context, reader->next, reader->file->end);
    }
    return true;
}
