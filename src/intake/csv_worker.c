#include <stdlib.h>

#include "intake/csv_reader.h"

static uint64_t block_size(uint64_t capacity, uint64_t side)
{
    return CSV_MARGIN + capacity + CSV_MARGIN + side + CSV_MARGIN;
}

/* A larger block; what is in it moves along. */
static bool make_block(struct csv_worker *worker, uint64_t capacity, uint64_t side, struct failure *failure)
{
    if (capacity > UINT32_MAX / 2 || side > UINT32_MAX / 2) {
        return failure_set(failure, FAILURE_LIMIT, "a record is too long");
    }
    char *block = calloc(1, block_size(capacity, side));
    if (!block) {
        return failure_memory(failure);
    }
    if (worker->block) {
        memcpy(block + CSV_MARGIN, worker->data, worker->loaded);
        memcpy(block + CSV_MARGIN + capacity + CSV_MARGIN, worker->data + worker->capacity + CSV_MARGIN,
               worker->side_used);
        free(worker->block);
    }
    worker->block = block;
    worker->data = block + CSV_MARGIN;
    worker->capacity = (uint32_t)capacity;
    worker->side_capacity = (uint32_t)side;
    return true;
}

char *csv_worker_room(const struct csv_worker *worker)
{
    return worker->data + worker->capacity + CSV_MARGIN + worker->side_used;
}

bool csv_worker_side(struct csv_worker *worker, uint64_t length, struct failure *failure)
{
    uint64_t wanted = worker->side_used + length;
    if (wanted <= worker->side_capacity) {
        return true;
    }
    return make_block(worker, worker->capacity, wanted + wanted / 2, failure);
}

bool csv_worker_load_more(struct csv_worker *worker, uint32_t length, struct failure *failure)
{
    uint64_t end = worker->reader->file->end;
    uint64_t from = worker->base + worker->loaded;
    uint64_t left = from < end ? end - from : 0;
    length = left < length ? (uint32_t)left : length;
    uint64_t wanted = (uint64_t)worker->loaded + length;
    /* This moves the side area, to which there may be spans; so chunks have room for the longest tail from the
     * start. */
    if (wanted > worker->capacity && !make_block(worker, wanted, worker->side_capacity, failure)) {
        return false;
    }
    int64_t got = source_read(worker->reader->file->source, from, worker->data + worker->loaded, length, failure);
    if (got < 0) {
        return false;
    }
    if ((uint64_t)got < length) {
        return failure_set(failure, FAILURE_FILE, "the file became shorter while it was being read");
    }
    worker->loaded += length;
    return true;
}

bool csv_worker_load(struct csv_worker *worker, uint64_t offset, uint32_t length, struct failure *failure)
{
    worker->base = offset;
    worker->loaded = 0;
    worker->at = 0;
    worker->side_used = 0;
    return csv_worker_load_more(worker, length, failure);
}

void csv_worker_reset(struct csv_worker *worker)
{
    struct csv_result *result = &worker->result;
    result->marks.count = 0;
    *result = (struct csv_result){.begin = CSV_NOWHERE, .marks = {result->marks.items, 0, result->marks.capacity}};
    finding_log_clear(&worker->log);
    worker->side_used = 0;
    if (worker->kept) {
        worker->kept->row_count = 0;
    }
}

static bool make_rows(struct csv_worker *worker, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    size_t rows = (size_t)reader->batch_rows + CSV_SCAN_SLACK;
    worker->scan.bounds = calloc((size_t)reader->bound_most + CSV_SCAN_SLACK, sizeof *worker->scan.bounds);
    worker->scan.records = calloc(rows, sizeof *worker->scan.records);
    worker->row_bounds = calloc(rows, sizeof *worker->row_bounds);
    worker->row_fields = calloc(rows, sizeof *worker->row_fields);
    worker->row_raws = calloc(rows, sizeof *worker->row_raws);
    worker->raw_lines = calloc(rows, sizeof *worker->raw_lines);
    worker->chosen = calloc(rows, sizeof *worker->chosen);
    worker->periods = calloc(rows, sizeof *worker->periods);
    worker->authorities = calloc(rows, sizeof *worker->authorities);
    bool made = worker->scan.bounds && worker->scan.records && worker->row_bounds && worker->row_fields &&
                worker->row_raws && worker->raw_lines && worker->chosen && worker->periods && worker->authorities;
    return made || failure_memory(failure);
}

static bool make_columns(struct csv_worker *worker, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    const struct csv_file *file = reader->file;
    size_t cells = file->column_count * reader->stride + 1;
    worker->values = malloc(cells * sizeof *worker->values);
    worker->states = malloc(cells);
    worker->quoted = calloc((size_t)file->column_count + 1, sizeof *worker->quoted);
    worker->codes = calloc((size_t)file->column_count + 1, sizeof *worker->codes);
    worker->vectors = calloc((size_t)file->table->column_count + 1, sizeof *worker->vectors);
    if (!worker->values || !worker->states || !worker->quoted || !worker->codes || !worker->vectors) {
        return failure_memory(failure);
    }
    for (uint32_t c = 0; c < file->table->column_count; c++) {
        worker->vectors[c] = (struct table_vector){reader->absent_values, reader->absent_states};
    }
    for (uint32_t i = 0; i < file->fixed_count; i++) {
        worker->vectors[file->fixed[i].column] = (struct table_vector){reader->fixed_values + i * reader->stride,
                                                                       reader->fixed_states};
    }
    for (uint32_t i = 0; i < file->column_count; i++) {
        worker->vectors[file->columns[i].column] = (struct table_vector){worker->values + i * reader->stride,
                                                                         worker->states + i * reader->stride};
        if (file->columns[i].type == TABLE_CODE && !csv_codes_init(&worker->codes[i], failure)) {
            return false;
        }
    }
    return true;
}

bool csv_worker_init(struct csv_worker *worker, struct csv_reader *reader, unsigned number, struct failure *failure)
{
    *worker = (struct csv_worker){.reader = reader, .number = number};
    worker->dictionary = table_dictionary_new(failure);
    worker->kept = table_new(&reader->file->table->layout, reader->target.keep, failure);
    if (reader->target.filter && worker->kept && !table_track(worker->kept, TABLE_TRACK_RECORDS, failure)) {
        return false;
    }
    csv_worker_reset(worker);
    uint64_t capacity = (uint64_t)reader->tuning.chunk + 1 + reader->tuning.tail_most;
    return worker->dictionary && worker->kept && make_block(worker, capacity, 0, failure) &&
           make_rows(worker, failure) && make_columns(worker, failure);
}

void csv_worker_free(struct csv_worker *worker)
{
    for (uint32_t i = 0; worker->codes && i < worker->reader->file->column_count; i++) {
        csv_codes_free(&worker->codes[i]);
    }
    free(worker->block);
    free(worker->scan.bounds);
    free(worker->scan.records);
    free(worker->row_bounds);
    free(worker->row_fields);
    free(worker->row_raws);
    free(worker->raw_lines);
    free(worker->chosen);
    free(worker->values);
    free(worker->states);
    free(worker->vectors);
    free(worker->periods);
    free(worker->authorities);
    free(worker->codes);
    free(worker->quoted);
    free(worker->kept_periods);
    free(worker->kept_authorities);
    free(worker->translated);
    array_free(&worker->result.marks);
    table_dictionary_free(worker->dictionary);
    table_free(worker->kept);
    finding_log_free(&worker->log);
}
