/* table: records that are kept, column by column, and where each came from.
 *
 * Owns its columns. All texts, and the raw texts of malformed cells, are ids of the dataset's dictionary. Rows are
 * numbered from 0 and never move; a column that no rule needs has no memory (`values` is NULL).
 */
#ifndef PROBITY_TABLE_TABLE_H
#define PROBITY_TABLE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "table/batch.h"
#include "table/dictionary.h"
#include "table/type.h"

#define TABLE_ROWS_MOST UINT32_C(0x7fffffff)
#define TABLE_NO_INPUT UINT32_MAX
#define TABLE_NO_PARENT UINT32_MAX

struct table_column {
    int64_t *values;
    uint8_t *states;
};

/* Where the rows came from. Absent arrays are NULL. */
struct table_origin {
    uint32_t input;    /* index of the input file; TABLE_NO_INPUT for a table that is made, not read */
    uint64_t *records; /* record number in its file's table, from 1; NULL: row + 1 */
    uint64_t *offsets; /* of each record in the source; NULL: the input's own index finds it by record number */
    uint32_t *lines;   /* file line of each record's start; NULL: likewise */
    uint32_t *inputs;  /* file of each row, where a table's rows are of several; NULL: all of `input` */
};

struct table {
    const struct table_layout *layout;
    struct table_column *columns; /* layout->column_count */
    uint32_t row_count;
    uint32_t row_capacity;
    struct table_origin origin;
    uint32_t *parents; /* row of the parent table, for nested tables; else NULL. TABLE_NO_PARENT: it has none */
    /* Half the width of the last digit that the source shows, in pence: a money cell of a rounded source stands for
     * any amount from value - rounding to value + rounding. 0 for exact sources. */
    int64_t rounding;
};

/* All columns whose bit is set in `kept` (an array of bool, one a column; NULL: all) get memory. */
struct table *table_new(const struct table_layout *layout, const bool *kept, struct failure *failure);
void table_free(struct table *table); /* NULL is fine */

/* Makes room for so many rows in all; columns, parents and the origin's arrays that are there. */
bool table_reserve(struct table *table, uint32_t rows, struct failure *failure);

/* Makes room for so many rows more, and for some beyond, so that many small steps do not copy everything each time. */
bool table_make_room(struct table *table, uint32_t rows, struct failure *failure);

/* Gives a table the arrays that it is to have, with room for row_capacity rows: a set of enum table_track. From then on
 * they grow with the table. Rows that are there get zeros. */
enum table_track {
    TABLE_TRACK_RECORDS = 1,
    TABLE_TRACK_OFFSETS = 2,
    TABLE_TRACK_LINES = 4,
    TABLE_TRACK_INPUTS = 8,
    TABLE_TRACK_PARENTS = 16
};
bool table_track(struct table *table, unsigned what, struct failure *failure);

/* Adds a row whose cells are all missing and which has no parent; its number, or TABLE_NO_ROW and a failure. */
int64_t table_add_row(struct table *table, struct failure *failure);

static inline void table_set(struct table *table, uint32_t column, int64_t row, int64_t value, enum table_state state)
{
    table->columns[column].values[row] = value;
    table->columns[column].states[row] = (uint8_t)state;
}

static inline enum table_state table_state_at(const struct table *table, uint32_t column, int64_t row)
{
    return table->columns[column].values ? (enum table_state)table->columns[column].states[row] : TABLE_MISSING;
}

static inline uint64_t table_record_of(const struct table *table, int64_t row)
{
    return table->origin.records ? table->origin.records[row] : (uint64_t)row + 1;
}

static inline uint32_t table_input_of(const struct table *table, int64_t row)
{
    return table->origin.inputs ? table->origin.inputs[row] : table->origin.input;
}

/* A new table with the chosen rows of another, in the order given, with their origins (parents are not taken over). */
struct table *table_select(const struct table *table, const uint32_t *rows, uint32_t count, struct failure *failure);

#endif
