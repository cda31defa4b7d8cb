/* vector: what a node is worked out to for the lanes of a frame, and the pool that its memory comes from.
 *
 * A value is a number and a state, as in table/type.h; a boolean is one byte, a truth. A vector may borrow its arrays (a
 * column of a table, another vector) or own blocks of the pool, which vector_release() gives back. Lanes that are not
 * VALUE hold any number, but for malformed cells straight from a column, which hold their raw text.
 */
#ifndef PROBITY_EXEC_VECTOR_H
#define PROBITY_EXEC_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "table/batch.h"
#include "table/type.h"

/* Three-valued logic, and why a truth is not known. In this order AND and OR of what is not decided by one side is the
 * greater of the two. */
enum truth { TRUTH_FALSE = 0, TRUTH_TRUE = 1, TRUTH_MISSING = 2, TRUTH_MALFORMED = 3 };

static inline uint8_t truth_of(int64_t value, uint8_t state)
{
    return (uint8_t)(state != TABLE_VALUE ? state + 1 : value != 0);
}

static inline uint8_t truth_state(uint8_t truth)
{
    return (uint8_t)(truth <= TRUTH_TRUE ? TABLE_VALUE : truth - 1);
}

struct value_block {
    struct value_block *next; /* while it waits in the pool */
    struct value_block *made_before;
    int64_t values[TABLE_BATCH_ROWS];
    uint8_t states[TABLE_BATCH_ROWS];
};

struct truth_block {
    struct truth_block *next;
    struct truth_block *made_before;
    uint8_t truths[TABLE_BATCH_ROWS];
};

struct vector {
    const int64_t *values; /* NULL for booleans */
    const uint8_t *states;
    const uint8_t *truths; /* of booleans */
    const char *bytes;     /* of texts: the values are spans of these bytes; NULL: they are ids */
    struct value_block *value_block;
    struct truth_block *truth_block;
    struct truth_block *done; /* of queries: the lanes that have been worked out */
    bool clean;               /* every lane is VALUE; not used for booleans */
};

/* Owns all its blocks, those that vectors hold too. */
struct vector_pool {
    struct value_block *values; /* those that wait */
    struct truth_block *truths;
    struct value_block *last_values; /* that was made */
    struct truth_block *last_truths;
};

/* NULL when memory is refused. What they hold is undefined. */
struct value_block *pool_values(struct vector_pool *pool);
struct truth_block *pool_truths(struct vector_pool *pool);
void pool_give_values(struct vector_pool *pool, struct value_block *block);
void pool_give_truths(struct vector_pool *pool, struct truth_block *block);
void pool_free(struct vector_pool *pool);

void vector_release(struct vector_pool *pool, struct vector *vector);

/* Whether all of these states are VALUE. */
bool states_are_clean(const uint8_t *states, uint32_t count);

#endif
