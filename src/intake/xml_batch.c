#include "intake/xml_batch.h"

#include <stdlib.h>

#define BYTES_FIRST ((size_t)1 << 14)
/* Behind the texts, so that eight bytes at a time may be read of each. */
#define BYTES_SLACK ((size_t)XML_TEXT_SLACK)

static void blank(struct xml_batch *batch, uint32_t rows)
{
    for (uint32_t c = 0; c < batch->table->column_count; c++) {
        memset(batch->batch.columns[c].states, TABLE_MISSING, rows);
    }
}

bool xml_batch_init(struct xml_batch *batch, const struct intake_request *request, uint32_t number,
                    struct failure *failure)
{
    const struct schema_table *table = &request->schema->tables[number];
    uint32_t count = table->column_count;
    batch->table = table;
    batch->number = number;
    batch->request = request;
    batch->dictionary = table_dictionary_new(failure);
    batch->batch.layout = &table->layout;
    batch->batch.columns = calloc(count ? count : 1, sizeof *batch->batch.columns);
    batch->recent = calloc(count ? count : 1, sizeof *batch->recent);
    batch->bytes = calloc(1, BYTES_FIRST + BYTES_SLACK);
    batch->bytes_capacity = BYTES_FIRST;
    bool made = batch->dictionary && batch->batch.columns && batch->recent && batch->bytes;
    for (uint32_t c = 0; made && c < count; c++) {
        struct table_vector *vector = &batch->batch.columns[c];
        vector->values = calloc(TABLE_BATCH_ROWS, sizeof *vector->values);
        vector->states = malloc(TABLE_BATCH_ROWS);
        made = vector->values && vector->states;
        if (made && table->columns[c].type == TABLE_CODE) {
            batch->recent[c] = calloc(XML_BATCH_RECENT, sizeof **batch->recent);
            made = batch->recent[c] != NULL;
        }
    }
    if (!made) {
        return failure_memory(failure);
    }
    blank(batch, TABLE_BATCH_ROWS);
    return true;
}

void xml_batch_free(struct xml_batch *batch)
{
    for (uint32_t c = 0; batch->table && c < batch->table->column_count; c++) {
        if (batch->batch.columns) {
            free(batch->batch.columns[c].values);
            free(batch->batch.columns[c].states);
        }
        if (batch->recent) {
            free(batch->recent[c]);
        }
    }
    table_dictionary_free(batch->dictionary);
    table_dictionary_free(batch->former);
    free(batch->batch.columns);
    free(batch->recent);
    free(batch->bytes);
}

bool xml_batch_start(struct xml_batch *batch, struct xml_place place, uint32_t parent, struct failure *failure)
{
    uint32_t row = batch->batch.count;
    batch->started++;
    batch->offsets[row] = place.offset;
    batch->lines[row] = place.line;
    batch->parents[row] = parent;
    return xml_index_add(batch->index, batch->started, place, failure);
}

uint32_t xml_batch_row(const struct xml_batch *batch)
{
    return batch->first_row + (uint32_t)(batch->started - 1);
}

/* A record is nested in one of each table above its own, which is the latest that was begun. Records of a second file
 * are numbered on from those of the first. */
void xml_batch_number(struct xml_batch *batch, const struct xml_batch *batches)
{
    for (uint32_t i = 0; i < batch->numbered_count; i++) {
        uint32_t column = batch->numbered[i];
        const struct xml_batch *of = &batches[batch->table->columns[column].number_of];
        if (of->kept) {
            xml_batch_set(batch, column, (int64_t)xml_batch_row(of) + 1, TABLE_VALUE);
        }
    }
}

/* ---- cells ---- */

static bool keep_bytes(struct xml_batch *batch, struct str text, int64_t *span)
{
    size_t wanted = batch->bytes_length + text.length;
    if (wanted > batch->bytes_capacity) {
        size_t capacity = wanted * 2;
        char *bytes = realloc(batch->bytes, capacity + BYTES_SLACK);
        if (!bytes) {
            return false;
        }
        memset(bytes + batch->bytes_capacity, 0, capacity + BYTES_SLACK - batch->bytes_capacity);
        batch->bytes = bytes;
        batch->bytes_capacity = capacity;
    }
    memcpy(batch->bytes + batch->bytes_length, text.data, text.length);
    *span = table_span(batch->bytes_length, (uint32_t)text.length);
    batch->bytes_length = wanted;
    return true;
}

bool xml_batch_set_text(struct xml_batch *batch, uint32_t column, struct str text, enum table_state state,
                        struct failure *failure)
{
    int64_t span = 0;
    if (!keep_bytes(batch, text, &span)) {
        return failure_memory(failure);
    }
    xml_batch_set(batch, column, span, state);
    return true;
}

static int64_t intern(struct xml_batch *batch, uint32_t column, struct str text, struct failure *failure)
{
    return table_dictionary_intern(
        batch->dictionary, schema_spelling(batch->request->schema, &batch->table->columns[column], text), failure);
}

bool xml_batch_set_code(struct xml_batch *batch, uint32_t column, struct str text, struct failure *failure)
{
    int64_t id;
    if (text.length <= 8) {
        uint64_t word = 0;
        memcpy(&word, text.data, sizeof word); /* of the eight bytes, those behind the text are cleared */
        word = text.length == 8 ? word : word & ((UINT64_C(1) << (8 * text.length)) - 1);
        uint64_t hash = word * UINT64_C(0x9e3779b97f4a7c15);
        struct xml_recent *recent = &batch->recent[column][hash >> 58];
        if (recent->word != word) {
            id = intern(batch, column, text, failure);
            if (id < 0) {
                return false;
            }
            *recent = (struct xml_recent){word, id};
        }
        id = recent->id;
    } else {
        id = intern(batch, column, text, failure);
        if (id < 0) {
            return false;
        }
    }
    xml_batch_set(batch, column, id, TABLE_VALUE);
    return true;
}

/* ---- from the batch to the consumer and the kept table ---- */

static bool show(struct xml_batch *batch, struct failure *failure)
{
    const struct intake_consumer *consumer = &batch->request->consumer;
    if (consumer->batch && !consumer->batch(consumer->context, 0, batch->number, &batch->batch, failure)) {
        return false;
    }
    return !consumer->commit ||
           consumer->commit(consumer->context, 0, batch->number, batch->batch.first_record, failure);
}

/* The cells of a column that hold texts, as ids of the dataset's dictionary. */
static bool keep_texts(const struct xml_batch *batch, uint32_t column, int64_t *values, struct failure *failure)
{
    const struct table_vector *from = &batch->batch.columns[column];
    enum table_type type = batch->table->columns[column].type;
    bool all = type == TABLE_TEXT || type == TABLE_CODE;
    for (uint32_t row = 0; row < batch->batch.count; row++) {
        if (from->states[row] == TABLE_MALFORMED || (all && from->states[row] == TABLE_VALUE)) {
            struct str text = table_batch_text(&batch->batch, column, row);
            values[row] = table_dictionary_intern(batch->dataset->dictionary, text, failure);
            if (values[row] < 0) {
                return false;
            }
        }
    }
    return true;
}

static void keep_origin(const struct xml_batch *batch, uint32_t first)
{
    struct table_origin *origin = &batch->kept->origin;
    for (uint32_t row = 0; row < batch->batch.count; row++) {
        if (origin->records) {
            origin->records[first + row] = batch->batch.first_record + row;
        }
        if (origin->offsets) {
            origin->offsets[first + row] = batch->offsets[row];
        }
        if (origin->lines) {
            origin->lines[first + row] = batch->lines[row];
        }
        if (origin->inputs) {
            origin->inputs[first + row] = batch->request->input_index;
        }
        if (batch->kept->parents) {
            batch->kept->parents[first + row] = batch->parents[row];
        }
    }
}

static bool keep(struct xml_batch *batch, struct failure *failure)
{
    struct table *kept = batch->kept;
    uint32_t first = kept->row_count;
    uint32_t count = batch->batch.count;
    bool has_arrays = batch->keeps_cells || kept->parents || kept->origin.records || kept->origin.inputs;
    if (has_arrays && !table_make_room(kept, count, failure)) {
        return false;
    }
    for (uint32_t c = 0; c < batch->table->column_count; c++) {
        struct table_column *column = &kept->columns[c];
        if (!column->values) {
            continue;
        }
        memcpy(column->values + first, batch->batch.columns[c].values, count * sizeof *column->values);
        memcpy(column->states + first, batch->batch.columns[c].states, count);
        if (!keep_texts(batch, c, column->values + first, failure)) {
            return false;
        }
    }
    keep_origin(batch, first);
    kept->row_count += count;
    return true;
}

/* What was shown is committed, and who remembers ids forgets them when the dictionary is another: it may go once it is
 * large. */
static bool renew_dictionary(struct xml_batch *batch, struct failure *failure)
{
    if (table_dictionary_count(batch->dictionary) < XML_BATCH_DICTIONARY_MOST) {
        return true;
    }
    struct table_dictionary *fresh = table_dictionary_new(failure);
    if (!fresh) {
        return false;
    }
    table_dictionary_free(batch->former);
    batch->former = batch->dictionary;
    batch->dictionary = fresh;
    for (uint32_t c = 0; c < batch->table->column_count; c++) {
        if (batch->recent[c]) {
            memset(batch->recent[c], 0, XML_BATCH_RECENT * sizeof **batch->recent);
        }
    }
    return true;
}

bool xml_batch_flush(struct xml_batch *batch, struct failure *failure)
{
    uint32_t count = batch->batch.count;
    if (count == 0) {
        return true;
    }
    batch->batch.bytes = batch->bytes;
    batch->batch.dictionary = batch->dictionary;
    batch->batch.offsets = batch->offsets;
    batch->batch.lines = batch->lines;
    batch->batch.first_record = batch->started - count + 1;
    if (!show(batch, failure) || (batch->kept && !keep(batch, failure))) {
        return false;
    }
    blank(batch, count);
    batch->batch.count = 0;
    batch->bytes_length = 0;
    return renew_dictionary(batch, failure);
}

bool xml_batch_finish(struct xml_batch *batch, struct failure *failure)
{
    batch->batch.count++;
    bool full = batch->batch.count == TABLE_BATCH_ROWS || batch->bytes_length > XML_BATCH_BYTES_MOST;
    return !full || xml_batch_flush(batch, failure);
}

void xml_batch_abandon(struct xml_batch *batch)
{
    uint32_t row = batch->batch.count;
    for (uint32_t c = 0; c < batch->table->column_count; c++) {
        batch->batch.columns[c].states[row] = TABLE_MISSING;
    }
    batch->started--;
}
