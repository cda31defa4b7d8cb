#include "exec/held.h"

#include <stdlib.h>

/* Most stretches of a file have few hits. */
#define ROWS_AT_FIRST 64u

void held_free(struct held_records *held)
{
    for (uint32_t c = 0; held->columns && c < held->column_count; c++) {
        free(held->columns[c].values);
        free(held->columns[c].states);
    }
    free(held->columns);
    free(held->places);
    free(held->translated);
    buffer_free(&held->bytes);
}

void held_forget(struct held_records *held)
{
    held->count = 0;
    held->shown = 0;
    buffer_clear(&held->bytes);
}

void held_turn_to(struct held_records *held, const struct table_dictionary *dictionary)
{
    held->dictionary = dictionary;
    held->translated_count = 0;
}

/* ---- holding -------------------------------------------------------------------------------------------------------- */

static bool lengthen(struct table_column *column, uint32_t rows)
{
    int64_t *values = realloc(column->values, rows * sizeof *values);
    if (!values) {
        return false;
    }
    column->values = values;
    uint8_t *states = realloc(column->states, rows * sizeof *states);
    if (!states) {
        return false;
    }
    column->states = states;
    return true;
}

static bool make_room(struct held_records *held, const struct table *kept, uint32_t wanted)
{
    if (wanted <= held->capacity) {
        return true;
    }
    uint32_t columns = kept->layout->column_count;
    if (!held->columns) {
        held->columns = calloc(columns + 1u, sizeof *held->columns);
        held->column_count = columns;
    }
    uint32_t rows = held->capacity * 2 > ROWS_AT_FIRST ? held->capacity * 2 : ROWS_AT_FIRST;
    rows = rows < wanted ? wanted : rows;
    void *places = realloc(held->places, rows * sizeof *held->places);
    held->places = places ? places : held->places;
    bool good = held->columns && places;
    for (uint32_t c = 0; good && c < columns; c++) {
        good = !kept->columns[c].values || lengthen(&held->columns[c], rows);
    }
    held->capacity = good ? rows : held->capacity;
    return good;
}

static bool is_span(enum table_type type, uint8_t state)
{
    return state == TABLE_MALFORMED || (type == TABLE_TEXT && state == TABLE_VALUE);
}

static void add_cells(struct held_records *held, const struct table_batch *batch, uint32_t column, const uint32_t *rows,
                      uint32_t count)
{
    const struct table_vector *vector = &batch->columns[column];
    enum table_type type = batch->layout->columns[column].type;
    int64_t *values = held->columns[column].values + held->count;
    uint8_t *states = held->columns[column].states + held->count;
    if (!vector->values) {
        memset(values, 0, count * sizeof *values);
        memset(states, TABLE_MISSING, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        values[i] = vector->values[rows[i]];
        states[i] = vector->states[rows[i]];
        if (is_span(type, states[i])) {
            struct str text = table_span_text(batch->bytes, values[i]);
            values[i] = table_span(held->bytes.length, (uint32_t)text.length);
            buffer_str(&held->bytes, text);
        }
    }
}

bool held_add(struct held_records *held, const struct table *kept, const struct table_batch *batch,
              const uint32_t *rows, uint32_t count)
{
    if (count > TABLE_ROWS_MOST - held->count || !make_room(held, kept, held->count + count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        held->places[held->count + i] = (struct held_place){
            .number = held->shown + rows[i],
            .offset = batch->offsets ? batch->offsets[rows[i]] : UINT64_MAX,
            .line = batch->lines ? batch->lines[rows[i]] : 0,
        };
    }
    for (uint32_t c = 0; c < held->column_count; c++) {
        if (held->columns[c].values) {
            add_cells(held, batch, c, rows, count);
        }
    }
    held->count += count;
    return buffer_ok(&held->bytes);
}

/* ---- moving --------------------------------------------------------------------------------------------------------- */

static bool cover_dictionary(struct held_records *held)
{
    uint32_t count = table_dictionary_count(held->dictionary);
    if (count <= held->translated_count) {
        return true;
    }
    uint32_t wanted = count + count / 2;
    int32_t *translated = realloc(held->translated, wanted * sizeof *translated);
    if (!translated) {
        return false;
    }
    memset(translated + held->translated_count, 0xff, (wanted - held->translated_count) * sizeof *translated);
    held->translated = translated;
    held->translated_count = wanted;
    return true;
}

/* The same code is looked for once only. */
static int64_t translate(struct held_records *held, int64_t id, struct table_dictionary *dictionary,
                         struct failure *failure)
{
    int32_t *known = &held->translated[id];
    if (*known < 0) {
        *known = (int32_t)table_dictionary_intern(dictionary, table_dictionary_text(held->dictionary, id), failure);
    }
    return *known;
}

static bool move_column(struct held_records *held, uint32_t column, struct table *kept,
                        struct table_dictionary *dictionary, struct failure *failure)
{
    enum table_type type = kept->layout->columns[column].type;
    const struct table_column *from = &held->columns[column];
    int64_t *values = kept->columns[column].values + kept->row_count;
    uint8_t *states = kept->columns[column].states + kept->row_count;
    memcpy(values, from->values, held->count * sizeof *values);
    memcpy(states, from->states, held->count);
    for (uint32_t i = 0; i < held->count; i++) {
        if (is_span(type, states[i])) {
            values[i] = table_dictionary_intern(dictionary, table_span_text(held->bytes.data, values[i]), failure);
        } else if (type == TABLE_CODE && states[i] == TABLE_VALUE) {
            values[i] = translate(held, values[i], dictionary, failure);
        } else {
            continue;
        }
        if (values[i] < 0) {
            return false;
        }
    }
    return true;
}

static void move_places(const struct held_records *held, const struct table *kept, uint64_t first_record)
{
    const struct table_origin *origin = &kept->origin;
    for (uint32_t i = 0; i < held->count; i++) {
        uint32_t row = kept->row_count + i;
        struct held_place place = held->places[i];
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
        if (kept->parents) {
            kept->parents[row] = TABLE_NO_PARENT;
        }
    }
}

bool held_move(struct held_records *held, struct table *kept, struct table_dictionary *dictionary,
               uint64_t first_record, struct failure *failure)
{
    if (held->count > 0) {
        if (!table_make_room(kept, held->count, failure)) {
            return false;
        }
        if (!cover_dictionary(held)) {
            return failure_memory(failure);
        }
        for (uint32_t c = 0; c < held->column_count; c++) {
            if (held->columns[c].values && !move_column(held, c, kept, dictionary, failure)) {
                return false;
            }
        }
        move_places(held, kept, first_record);
        kept->row_count += held->count;
    }
    held_forget(held);
    return true;
}
