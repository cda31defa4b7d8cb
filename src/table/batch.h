/* batch: up to TABLE_BATCH_ROWS consecutive records of one table, column by column, on their way from the reader.
 *
 * Lives in the reader's memory, good until the reader's next batch. In a batch, cells of code columns hold ids of
 * `dictionary`; cells of text columns, and the raw text of malformed cells of any column, are spans of `bytes`.
 * The dictionary may be another one than that of the batch before: then its ids are other texts.
 * (In a kept table, table/table.h, all of these are ids of the dataset's dictionary.)
 */
#ifndef PROBITY_TABLE_BATCH_H
#define PROBITY_TABLE_BATCH_H

#include <stdint.h>

#include "base/str.h"
#include "table/dictionary.h"
#include "table/type.h"

#define TABLE_BATCH_ROWS 1024u

/* A cell's text is at most this long; reading refuses more. */
#define TABLE_TEXT_MOST ((1u << 20) - 1)

/* A span of a batch's bytes, as a cell's number. */
static inline int64_t table_span(uint64_t offset, uint32_t length)
{
    return (int64_t)(offset << 20 | length);
}

static inline struct str table_span_text(const char *bytes, int64_t span)
{
    size_t length = (size_t)((uint64_t)span & TABLE_TEXT_MOST);
    return bytes ? (struct str){bytes + ((uint64_t)span >> 20), length} : STR(""); /* no bytes: all texts are empty */
}

struct table_vector {
    int64_t *values; /* NULL when the column was not asked for */
    uint8_t *states; /* enum table_state */
};

struct table_batch {
    const struct table_layout *layout;
    struct table_vector *columns; /* layout->column_count */
    uint32_t count;               /* rows, at most TABLE_BATCH_ROWS */
    const char *bytes;
    const struct table_dictionary *dictionary;
    uint64_t first_record;   /* number of the first row, from 1. The reader works ahead on several threads and
                                   * may not know it before the commit: 0 then */
    const uint64_t *offsets; /* XML: byte offset of each record in its source, … */
    const uint32_t *lines;   /* … and its file line. NULL where the input's index finds records by number (CSV) */
};

/* The text of a text or code cell, or of a malformed one; the cell must not be missing. */
static inline struct str table_batch_text(const struct table_batch *batch, uint32_t column, uint32_t row)
{
    const struct table_vector *vector = &batch->columns[column];
    bool is_id = batch->layout->columns[column].type == TABLE_CODE && vector->states[row] == TABLE_VALUE;
    return is_id ? table_dictionary_text(batch->dictionary, vector->values[row])
                 : table_span_text(batch->bytes, vector->values[row]);
}

#endif
