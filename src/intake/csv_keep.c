/* The columns that outlive their batch: gathered by each worker, and in its turn moved to where they stay, with
 * texts as ids of the dataset's dictionary.
 */
#include <stdlib.h>

#include "intake/csv_reader.h"

static bool grow_keys(struct csv_worker *worker, uint32_t rows, struct failure *failure)
{
    if (rows <= worker->kept_capacity) {
        return true;
    }
    uint32_t capacity = rows * 2;
    int32_t *periods = realloc(worker->kept_periods, capacity * sizeof *periods);
    if (!periods) {
        return failure_memory(failure);
    }
    worker->kept_periods = periods;
    int64_t *authorities = realloc(worker->kept_authorities, capacity * sizeof *authorities);
    if (!authorities) {
        return failure_memory(failure);
    }
    worker->kept_authorities = authorities;
    worker->kept_capacity = capacity;
    return true;
}

bool csv_keep_batch(struct csv_worker *worker, struct failure *failure)
{
    const struct csv_file *file = worker->reader->file;
    struct table *kept = worker->kept;
    uint32_t at = kept->row_count;
    uint32_t count = worker->row_count;
    if (!table_make_room(kept, count, failure)) {
        return false;
    }
    for (uint32_t c = 0; c < file->table->column_count; c++) {
        if (kept->columns[c].values) {
            memcpy(kept->columns[c].values + at, worker->vectors[c].values, count * sizeof(int64_t));
            memcpy(kept->columns[c].states + at, worker->vectors[c].states, count);
        }
    }
    if (file->many) {
        if (!grow_keys(worker, at + count, failure)) {
            return false;
        }
        memcpy(worker->kept_periods + at, worker->periods, count * sizeof *worker->periods);
        memcpy(worker->kept_authorities + at, worker->authorities, count * sizeof *worker->authorities);
    }
    for (uint32_t i = 0; kept->origin.records && i < count; i++) {
        kept->origin.records[at + i] = (uint64_t)worker->result.rows + worker->chosen[i];
    }
    kept->row_count += count;
    return true;
}

static bool grow_translated(struct csv_worker *worker, struct failure *failure)
{
    uint32_t count = table_dictionary_count(worker->dictionary);
    if (count <= worker->translated_count) {
        return true;
    }
    uint32_t wanted = count + count / 2;
    int64_t *translated = realloc(worker->translated, wanted * sizeof *translated);
    if (!translated) {
        return failure_memory(failure);
    }
    for (uint32_t i = worker->translated_count; i < wanted; i++) {
        translated[i] = -1;
    }
    worker->translated = translated;
    worker->translated_count = wanted;
    return true;
}

static int64_t translate(struct csv_worker *worker, int64_t id, struct failure *failure)
{
    int64_t *known = &worker->translated[id];
    if (*known < 0) {
        struct str text = table_dictionary_text(worker->dictionary, id);
        *known = table_dictionary_intern(worker->reader->dataset->dictionary, text, failure);
    }
    return *known;
}

/* The texts of one column. `is_id`: values are ids of the worker's dictionary, and not spans. */
static bool move_texts(struct csv_worker *worker, struct table_column *to, uint32_t count, enum table_type type,
                       struct failure *failure)
{
    for (uint32_t i = 0; i < count; i++) {
        bool is_text = type == TABLE_TEXT || type == TABLE_CODE;
        if (to->states[i] == TABLE_MISSING || (to->states[i] == TABLE_VALUE && !is_text)) {
            continue;
        }
        bool is_id = type == TABLE_CODE && to->states[i] == TABLE_VALUE;
        to->values[i] = is_id ? translate(worker, to->values[i], failure)
                              : table_dictionary_intern(worker->reader->dataset->dictionary,
                                                        table_span_text(worker->data, to->values[i]), failure);
        if (to->values[i] < 0) {
            return false;
        }
    }
    return true;
}

static bool move_column(struct csv_worker *worker, struct table *table, uint32_t column, struct failure *failure)
{
    const struct table_column *from = &worker->kept->columns[column];
    struct table_column to = {table->columns[column].values + table->row_count,
                              table->columns[column].states + table->row_count};
    uint32_t count = worker->kept->row_count;
    enum table_type type = table->layout->columns[column].type;
    memcpy(to.values, from->values, count * sizeof *to.values);
    memcpy(to.states, from->states, count);
    bool has_texts = type == TABLE_TEXT || type == TABLE_CODE || memchr(to.states, TABLE_MALFORMED, count);
    return !has_texts || move_texts(worker, &to, count, type, failure);
}

static bool move_keys(struct csv_worker *worker, uint64_t rows, struct failure *failure)
{
    struct csv_target *target = &worker->reader->target;
    uint32_t at = target->table->row_count;
    uint32_t count = worker->kept->row_count;
    if (rows > target->capacity) {
        uint32_t capacity = target->table->row_capacity;
        int32_t *periods = realloc(target->periods, capacity * sizeof *periods);
        if (!periods) {
            return failure_memory(failure);
        }
        target->periods = periods;
        int64_t *authorities = realloc(target->authorities, capacity * sizeof *authorities);
        if (!authorities) {
            return failure_memory(failure);
        }
        target->authorities = authorities;
        target->capacity = capacity;
    }
    memcpy(target->periods + at, worker->kept_periods, count * sizeof *target->periods);
    for (uint32_t i = 0; i < count; i++) {
        int64_t id = worker->kept_authorities[i];
        target->authorities[at + i] = id < 0 ? -1 : translate(worker, id, failure);
        if (id >= 0 && target->authorities[at + i] < 0) {
            return false;
        }
    }
    return true;
}

/* A table that has the rows of another file already names each row's file and record. */
static void move_origins(const struct csv_worker *worker, struct table *table)
{
    for (uint32_t i = 0; i < worker->kept->row_count; i++) {
        uint32_t row = table->row_count + i;
        if (table->origin.records) {
            uint64_t in_chunk = worker->kept->origin.records ? worker->kept->origin.records[i] : i;
            table->origin.records[row] = worker->reader->records + in_chunk + 1;
        }
        if (table->origin.inputs) {
            table->origin.inputs[row] = worker->reader->file->input;
        }
    }
}

bool csv_keep_commit(struct csv_worker *worker, struct failure *failure)
{
    struct table *table = worker->reader->target.table;
    uint64_t rows = (uint64_t)table->row_count + worker->kept->row_count;
    if (worker->kept->row_count == 0) {
        return true;
    }
    if (!table_make_room(table, worker->kept->row_count, failure) || !grow_translated(worker, failure)) {
        return false;
    }
    for (uint32_t c = 0; c < table->layout->column_count; c++) {
        if (table->columns[c].values && !move_column(worker, table, c, failure)) {
            return false;
        }
    }
    if (worker->reader->file->many && !move_keys(worker, rows, failure)) {
        return false;
    }
    move_origins(worker, table);
    table->row_count = (uint32_t)rows;
    return true;
}
