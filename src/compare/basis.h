/* basis: tests of whether a council reports on the same basis as the others, on the lines of statements. For compare/ only.
 *
 * A line's expected share is the median of its peers' shares of spending, those of them that report nothing included; of
 * England's where it has too few peers. What the tests look at must be worth COMPARE_AMOUNT_LEAST, so that small numbers do
 * not matter.
 */
#ifndef PROBITY_COMPARE_BASIS_H
#define PROBITY_COMPARE_BASIS_H

#include "compare/marks.h"

#define COMPARE_AMOUNT_LEAST 50000.0 /* pounds */
#define COMPARE_NEARLY_ALL 0.9       /* of councils */
#define COMPARE_MOST 0.75            /* likewise */
#define COMPARE_SPLIT_LEAST 0.5      /* share of a line's total in other columns */
#define COMPARE_MOVE 100000.0        /* pounds: the least move of a line that is told */
#define COMPARE_STRENGTH_PLAIN 1.5   /* of what is so or is not, of the least amount */
#define COMPARE_STRENGTH_UNITS 16.0

/* One statement in one cohort. */
struct compare_basis {
    struct compare_tests *tests;
    const struct compare_statement *statement;
    const struct compare_cohort *cohort;
    uint32_t cohort_index;
    const uint32_t *subjects; /* by line; COMPARE_NONE: it is not compared */
    const double *spending;   /* by row of the cohort */
    const double *expected;   /* by row of the cohort, line: share of spending; NAN: none */
    const double *changes; /* likewise: the share's change since last year, in robust standard deviations; NAN: none */
};

/* All that a return spends on lines that are compared; 0 when it has none. */
double compare_spending(const struct compare_statement *statement, uint32_t row);

/* All tests of one statement in one cohort. */
bool compare_test_basis(struct compare_tests *tests, uint32_t cohort, uint32_t statement);

/* change.c: how far every line's share is from last year's. */
void compare_measure_changes(struct compare_basis *basis, double *changes);

/* change.c: shares that are not last year's; split.c: the parts of a total; units.c: a thousand
 * times less or more; pairs.c: two lines; income.c: what pays for a line. */
bool compare_test_changes(struct compare_basis *basis);
bool compare_test_units(struct compare_basis *basis);
bool compare_test_income(struct compare_basis *basis, uint32_t line);
bool compare_test_splits(struct compare_basis *basis, uint32_t line);
bool compare_test_pairs(struct compare_basis *basis);

static inline double compare_expected(const struct compare_basis *basis, uint32_t at, uint32_t line)
{
    return basis->expected[(size_t)at * basis->statement->line_count + line];
}

static inline double compare_change(const struct compare_basis *basis, uint32_t at, uint32_t line)
{
    return basis->changes[(size_t)at * basis->statement->line_count + line];
}

/* The share of spending on a line this year, or last year; NAN: not known. */
static inline double compare_share_now(const struct compare_basis *basis, uint32_t at, uint32_t line)
{
    return compare_value_at(basis->tests->results, basis->cohort->first + at, basis->subjects[line]);
}

static inline double compare_share_before(const struct compare_basis *basis, uint32_t at, uint32_t line)
{
    const struct compare_results *results = basis->tests->results;
    uint32_t last_row = results->groups.last_year[basis->cohort->first + at];
    return last_row == COMPARE_NONE ? NAN : compare_value_at(results, last_row, basis->subjects[line]);
}

static inline bool compare_is_tested(const struct compare_basis *basis, uint32_t at, uint32_t line)
{
    uint32_t row = basis->cohort->first + at;
    return basis->subjects[line] != COMPARE_NONE &&
           basis->statement->in_force[(size_t)row * basis->statement->line_count + line];
}

/* The sum of the line's income columns; NAN: none is known. */
double compare_income(const struct compare_statement *statement, uint32_t row, uint32_t line);

#endif
