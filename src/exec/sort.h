/* sort: rows in an order that rests on their values alone.
 *
 * Missing values come last, malformed ones behind them, whether ascending or descending. Rows that agree in all keys are
 * told apart by the cells of all columns (texts by their bytes, malformed cells by their raw text); only rows that agree
 * in everything keep the order in which they are given.
 */
#ifndef PROBITY_EXEC_SORT_H
#define PROBITY_EXEC_SORT_H

#include "base/arena.h"
#include "table/table.h"

struct sort_item {
    uint64_t prefix; /* decides, unless it is the same */
    uint32_t row;
};

/* <0, 0, >0 */
typedef int sort_compare(const void *context, uint32_t left, uint32_t right);

/* Stable. `spare` has room for `count` items; `compare` may be NULL. */
void sort_items(struct sort_item *items, struct sort_item *spare, uint32_t count, sort_compare *compare,
                const void *context);

struct sort_key {
    const int64_t *values; /* by row */
    const uint8_t *states;
    bool descending;
};

struct sort {
    const struct sort_key *keys;
    uint32_t key_count;
    const struct table *ties; /* NULL: rows that agree in the keys keep their order */
    const struct table_dictionary *dictionary;
};

/* Sorts row numbers in place. False when memory is refused. */
bool sort_rows(const struct sort *sort, uint32_t *rows, uint32_t count, struct arena *scratch);

/* Compares two rows by the keys only. */
int sort_compare_keys(const struct sort *sort, uint32_t left, uint32_t right);

/* A value's number with the order of the values. */
static inline uint64_t sort_prefix(int64_t value)
{
    return (uint64_t)value ^ UINT64_C(1) << 63;
}

#endif
