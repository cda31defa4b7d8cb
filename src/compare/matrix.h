/* matrix: the figures that are compared: one row a return, one column an indicator.
 *
 * It is filled by engine/ and read by everything else in compare/ and by report/. Figures are doubles here: they were
 * worked out exactly, and what follows is statistics. Texts and arrays belong to whoever made the matrix (an arena that
 * outlives it); nothing in it changes once it is filled. It knows nothing of rules, tables or files.
 */
#ifndef PROBITY_COMPARE_MATRIX_H
#define PROBITY_COMPARE_MATRIX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define COMPARE_NEIGHBOURS 10u /* statistical neighbours of an authority, at most */

enum compare_figure { COMPARE_MONEY, COMPARE_NUMBER, COMPARE_PERCENT };   /* how values are written */
enum compare_direction { COMPARE_NEUTRAL, COMPARE_DEARER, COMPARE_MORE }; /* what a high value means */

struct compare_indicator {
    struct str collection;
    struct str code;  /* "S251-508" */
    struct str title; /* "Foster care: cost of a child a week" */
    struct str group; /* "Unit costs" */
    struct str unit;  /* "£ a child a week" */
    struct str source;
    struct str causes; /* what usually makes it odd; may be empty */
    struct str caveat; /* may be empty */
    enum compare_figure figure;
    enum compare_direction direction;
    bool logarithmic; /* values are compared as ratios; those not above zero are left out of the statistics */
};

struct compare_return {
    struct str collection;
    struct str authority; /* three-digit code; empty: unknown */
    struct str name;
    struct str region;                         /* empty: unknown */
    int period;                                /* the year in which it begins */
    struct str neighbours[COMPARE_NEIGHBOURS]; /* codes, nearest first */
    uint32_t neighbour_count;
    int neighbours_of; /* the year of the list that they are from; 0: it has none */
};

struct compare_cell {
    bool known;
    double value; /* a percentage is 0.201 */
    double numerator, denominator;
    bool has_denominator;
    bool has_limits;
    double low, high;      /* the limits of its period: what councils reported when they were set */
    struct str value_text; /* exact, as 592.31 */
    struct str numerator_text, denominator_text;
    struct str numerator_is; /* what it is, and whose: "total expenditure on line 3.1.2, of this return" */
    struct str denominator_is;
    struct str reason; /* not known: why; "needs --reference cla=FILE" */
    bool other_period; /* it is not worked out of returns of this period */
};

struct compare_matrix {
    const struct compare_indicator *indicators;
    uint32_t indicator_count;
    const struct compare_return *returns; /* by collection, period, authority */
    uint32_t return_count;
    const struct compare_cell *cells; /* return by return */
};

static inline const struct compare_cell *compare_cell_at(const struct compare_matrix *matrix, uint32_t of,
                                                         uint32_t indicator)
{
    return &matrix->cells[(uint64_t)of * matrix->indicator_count + indicator];
}

#endif
