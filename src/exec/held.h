/* held: records that were hit while reading, until what was read is committed.
 *
 * Cells stand column by column; codes are ids of the reader's dictionary, other texts spans of `bytes`. Belongs to one
 * worker. Only the columns that the table has, to which they go, are held.
 */
#ifndef PROBITY_EXEC_HELD_H
#define PROBITY_EXEC_HELD_H

#include "base/buffer.h"
#include "exec/exec.h"

struct held_place {
    uint64_t number; /* how many records were shown before */
    uint64_t offset; /* UINT64_MAX and 0: found by the number */
    uint32_t line;
};

struct held_records {
    struct held_place *places;
    struct table_column *columns; /* as many as the table has */
    uint32_t column_count;
    uint32_t count;
    uint32_t capacity;
    struct buffer bytes;
    const struct table_dictionary *dictionary; /* of the codes; NULL: no batch was shown yet */
    int32_t *translated; /* by id of that dictionary: the id in the dataset's; -1: not asked yet */
    uint32_t translated_count;
    uint64_t shown; /* records since the last commit or discard */
};

void held_free(struct held_records *held);

/* Batches come with this dictionary from now on. No records are held. */
void held_turn_to(struct held_records *held, const struct table_dictionary *dictionary);

/* Adds rows of a batch; they get the next numbers. False when memory is refused. */
bool held_add(struct held_records *held, const struct table *kept, const struct table_batch *batch,
              const uint32_t *rows, uint32_t count);

/* Adds all to the table, and forgets them. */
bool held_move(struct held_records *held, struct table *kept, struct table_dictionary *dictionary,
               uint64_t first_record, struct failure *failure);

void held_forget(struct held_records *held);

#endif
