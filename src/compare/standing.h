/* standing: where one council's figures stand: beside its own of last year, its statistical neighbours' and England's.
 *
 * England is every council in the matrix of the same collection and period, this one included. Small numbers are kept out
 * before this: an indicator of too few cases is not known. Of a group without a known value the count is 0 and the rest
 * means nothing.
 */
#ifndef PROBITY_COMPARE_STANDING_H
#define PROBITY_COMPARE_STANDING_H

#include "base/arena.h"
#include "base/failure.h"
#include "compare/matrix.h"

#define COMPARE_ENGLAND_LEAST 20u   /* councils, for percentiles of England to be shown */
#define COMPARE_NEIGHBOURS_LEAST 3u /* neighbours with a figure, for their median to be shown */

struct compare_group {
    uint32_t count; /* councils with a known value */
    double low;     /* England: the 5th percentile; neighbours: the least */
    double median;
    double high; /* England: the 95th percentile; neighbours: the greatest */
};

/* Where a figure lies. Limits come first: a figure outside them is a query. */
enum compare_position {
    COMPARE_USUAL, /* or nothing is known to hold it against */
    COMPARE_LOW,   /* below England's 5th percentile */
    COMPARE_HIGH,  /* above its 95th */
    COMPARE_OUTSIDE_LIMITS
};

struct compare_standing {
    uint32_t indicator;
    const struct compare_cell *now;
    const struct compare_cell *last_year; /* NULL: there is none */
    struct compare_group neighbours;
    struct compare_group england;
    uint32_t rank; /* from 1, the highest value of England's; 0: not known */
    enum compare_position position;
};

/* One for each indicator of the return's collection. Lives in `keep`. */
bool compare_standings(const struct compare_matrix *matrix, uint32_t of, const struct compare_standing **standings,
                       uint32_t *count, struct arena *keep, struct failure *failure);

/* The row of that council's return for the collection and period; UINT32_MAX: none. */
uint32_t compare_find(const struct compare_matrix *matrix, struct str collection, struct str authority, int period);

#endif
