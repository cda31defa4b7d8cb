/* xml_batch: the records of one table on their way from the XML reader: a batch of typed columns that is filled cell by
 * cell, shown to the consumer when it is full, and whose kept columns go on into a table of the dataset.
 *
 * Owns its batch's memory and its part of the index. Records are numbered from 1 in the order of their start tags, which
 * within one table is also the order in which they end.
 */
#ifndef PROBITY_INTAKE_XML_BATCH_H
#define PROBITY_INTAKE_XML_BATCH_H

#include "intake/xml_index.h"

#define XML_BATCH_BYTES_MOST ((size_t)1 << 20)        /* of texts in a batch, before it is shown */
#define XML_BATCH_DICTIONARY_MOST (UINT32_C(1) << 16) /* texts of codes, before they are let go */
#define XML_BATCH_RECENT 64u                          /* codes remembered by their bytes, a column; a power of two */

struct xml_recent {
    uint64_t word; /* the text's bytes, no more than 8, with zeros behind them */
    int64_t id;
};

struct xml_batch {
    const struct schema_table *table;
    uint32_t number; /* of the table in the schema */
    const struct intake_request *request;
    struct dataset *dataset;
    struct table *kept; /* the dataset's; NULL when the table is none of this return's */
    bool keeps_cells;   /* some column is kept */
    uint32_t first_row; /* of `kept`, of record 1 */
    uint64_t started;   /* records whose start tag was seen */
    struct table_batch batch;
    struct table_dictionary *dictionary; /* of the codes; exchanged for an empty one when it has grown large */
    struct table_dictionary *former;     /* the one before: no two neighbours share an address */
    struct xml_recent **recent;          /* by column; NULL for columns that are no codes */
    char *bytes;
    size_t bytes_length, bytes_capacity;
    uint64_t offsets[TABLE_BATCH_ROWS];
    uint32_t lines[TABLE_BATCH_ROWS];
    uint32_t parents[TABLE_BATCH_ROWS];
    struct xml_index_table *index;
    const uint32_t *numbered; /* columns that hold the number of a record, this one's or one's that it is nested in */
    uint32_t numbered_count;
};

/* Of as many zeroed batches as the schema has tables, the one of table `number` made ready. */
bool xml_batch_init(struct xml_batch *batch, const struct intake_request *request, uint32_t number,
                    struct failure *failure);
void xml_batch_free(struct xml_batch *batch);

/* A record begins. `parent` is the row of the parent record, or TABLE_NO_PARENT. */
bool xml_batch_start(struct xml_batch *batch, struct xml_place place, uint32_t parent, struct failure *failure);
/* The row that the record at hand has, or will have, in the kept table. */
uint32_t xml_batch_row(const struct xml_batch *batch);
/* Cells of the record at hand that are in no file; `batches` are those of all tables. */
void xml_batch_number(struct xml_batch *batch, const struct xml_batch *batches);

/* Cells of the record at hand. Behind a text XML_TEXT_SLACK bytes may be read, whatever they are. */
static inline void xml_batch_set(struct xml_batch *batch, uint32_t column, int64_t value, enum table_state state)
{
    struct table_vector *vector = &batch->batch.columns[column];
    vector->values[batch->batch.count] = value;
    vector->states[batch->batch.count] = (uint8_t)state;
}
/* Keeps the text among the batch's bytes. */
bool xml_batch_set_text(struct xml_batch *batch, uint32_t column, struct str text, enum table_state state,
                        struct failure *failure);
bool xml_batch_set_code(struct xml_batch *batch, uint32_t column, struct str text, struct failure *failure);

/* The record is complete. */
bool xml_batch_finish(struct xml_batch *batch, struct failure *failure);
/* The record will never be complete: it is forgotten. */
void xml_batch_abandon(struct xml_batch *batch);
/* Shows what there is to the consumer and keeps what is to be kept. */
bool xml_batch_flush(struct xml_batch *batch, struct failure *failure);

#endif
