/* amounts: the lines of statements, to be compared: for each return of a matrix what stands in each line and column.
 *
 * It is filled by engine/ from the tables that a schema describes as statements, beside the matrix of the same returns, and
 * knows nothing of schemas and tables. Amounts are doubles, in pounds; texts and arrays belong to whoever made them.
 */
#ifndef PROBITY_COMPARE_AMOUNTS_H
#define PROBITY_COMPARE_AMOUNTS_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define COMPARE_NONE UINT32_MAX

struct compare_line {
    struct str code;
    struct str title;
    struct str group;
    bool
        spends; /* what is spent on it is in no other line: it is compared, and its share of all such lines worked out */
};

struct compare_column {
    struct str name;
    struct str title;
};

/* One statement of one collection: the lines and columns of all periods. */
struct compare_statement {
    struct str collection;
    struct str table;
    struct str title;
    const struct compare_line *lines; /* in the order of the statement */
    uint32_t line_count;
    const struct compare_column *columns; /* that hold amounts */
    uint32_t column_count;
    uint32_t total;        /* the column of a line's total … */
    const uint32_t *parts; /* … those that it is the sum of … */
    uint32_t part_count;
    const uint32_t *income; /* … and those of what pays for it */
    uint32_t income_count;
    const double *amounts; /* by row of the matrix, line, column; NAN: no amount, or none that could be read */
    const bool *in_force;  /* by row, line: the line is there in the return's period */
};

static inline double compare_amount(const struct compare_statement *statement, uint32_t row, uint32_t line,
                                    uint32_t column)
{
    return statement->amounts[((uint64_t)row * statement->line_count + line) * statement->column_count + column];
}

/* The line's total; 0 where it was left blank, NAN where the period does not have the line or the return not the table. */
static inline double compare_total(const struct compare_statement *statement, uint32_t row, uint32_t line)
{
    return compare_amount(statement, row, line, statement->total);
}

#endif
