/* prepared: what items become for one return. All of it lives in the run's arena and never changes once made.
 */
#ifndef PROBITY_EXEC_PREPARED_H
#define PROBITY_EXEC_PREPARED_H

#include <stdbool.h>
#include <stdint.h>

#include "table/table.h"

/* The values of a node for all rows of a table. */
struct column {
    const int64_t *values; /* NULL for booleans */
    const uint8_t *states;
    const uint8_t *truths;           /* of booleans */
    const struct ordinals *ordinals; /* of an ORDINAL of texts */
};

/* Texts in order: the values of an ORDINAL are 2 * place + 1, so that a text that is not among them has an even number
 * of its own between its neighbours. */
struct ordinals {
    const int64_t *ids;
    uint32_t count;
};

/* The natural order of a table. By position in it: the row, and the number of its group. */
struct order {
    uint32_t *rows;
    uint32_t *groups;
    uint32_t *positions; /* by row */
};

#define NO_GROUP UINT32_MAX
#define NO_PLACE UINT32_MAX

/* Groups of rows whose keys are equal. A row with a missing or malformed key is in none. */
struct index {
    uint32_t key_count;
    const struct column **keys;
    uint32_t group_count;
    uint32_t *group_of;   /* by row */
    uint32_t *first_rows; /* by group: a row that has its key */
    uint32_t *slots;      /* group + 1 by hash of the key; or, of one key whose values lie near together, … */
    uint32_t mask;
    int64_t least; /* … by its value less the least one, as far as `direct` */
    uint64_t direct;
};

/* The rows of group g are rows[starts[g]] to rows[starts[g + 1] - 1], by row number, or by `sorted`. */
struct groups {
    uint32_t *starts;
    uint32_t *rows;
    const int64_t *sorted;       /* by place in rows: the value by which groups are sorted; NULL: by row number */
    const struct column *column; /* whose values those are */
};

/* A total order of a table's rows. */
struct ranking {
    const uint32_t *rows;  /* by rank */
    const uint32_t *ranks; /* by row */
};

/* A table that was made. Of a view, where each row comes from. */
struct made_table {
    struct table *table; /* NULL: a part of it is not given */
    uint32_t *parts;     /* by row: the part of the view */
    uint32_t *firsts;    /* by row: the row of the part's table, of a chain the first … */
    uint32_t *lasts;     /* … and the last one */
};

__extension__ typedef __int128 wide_integer;

/* What a query's kind needs beyond its groups. Sums and counts are of all places before, so that those of places from
 * `low` up to `high` are a difference. */
struct query_state {
    const struct groups *groups;
    wide_integer *sums;
    uint32_t *present;   /* NULL: all values are there */
    uint32_t *malformed; /* NULL: none is */
    int64_t *least;      /* trees over places: node i covers nodes 2i and 2i + 1, leaf p is at count + p; … */
    int64_t *most;
    bool only_leaves;  /* … of small groups no more than the leaves, from 0 */
    uint32_t *places;  /* by row: its place, or NO_PLACE; NULL unless the query leaves a row out */
    uint32_t count;    /* places */
    int64_t *distinct; /* by group */
    uint8_t *distinct_states;
};

#endif
