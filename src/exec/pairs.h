/* pairs: lanes and the rows that a query puts beside them, some at a time, so that a condition or a value can be worked
 * out for each pair in a frame of its own.
 */
#ifndef PROBITY_EXEC_PAIRS_H
#define PROBITY_EXEC_PAIRS_H

#include "exec/lookup.h"

struct pairs {
    uint32_t count;
    uint16_t lanes[TABLE_BATCH_ROWS];
    int64_t rows[TABLE_BATCH_ROWS];
    uint8_t mask[TABLE_BATCH_ROWS];
};

struct answers;

/* Looks at the rows of those lanes for which wanted[lane] is 1, and hands each lane's answer over. */
bool pairs_run(struct lookup *lookup, struct frame *frame, const uint8_t *wanted, struct answers *answers);

#endif
