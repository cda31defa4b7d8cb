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
#define COMPARE_SPLIT_LEAST 0.5      /* share of a line's total in other columns */
#define COMPARE_MOVE_LEAST 2.5       /* robust standard deviations, since last year */
#define COMPARE_GAP_LEAST 3.0        /* robust standard deviations, from peers */
#define COMPARE_MATCH 0.15           /* by how much two moves may differ */
#define COMPARE_STRENGTH_PLAIN 2.0   /* of what is so or is not */
#define COMPARE_STRENGTH_UNITS 8.0

/* One statement in one cohort. */
struct compare_basis {
    struct compare_tests *tests;
    const struct compare_statement *statement;
    const struct compare_cohort *cohort;
    uint32_t cohort_index;
    const uint32_t *subjects; /* by line; COMPARE_NONE: it is not compared */
    const double *spending;   /* by row of the cohort */
    const double *expected;   /* by row of the cohort, line: share of spending; NAN: none */
};

/* All that a return spends on lines that are compared; 0 when it has none. */
double compare_spending(const struct compare_statement *statement, uint32_t row);

/* All tests of one statement in one cohort. */
bool compare_test_basis(struct compare_tests *tests, uint32_t cohort, uint32_t statement);

/* Of one return: `at` is its place in the cohort. split.c: the parts of a total; year.c: against last year; pairs.c: two
 * lines. */
bool compare_test_splits(struct compare_basis *basis, uint32_t line);
bool compare_test_year(struct compare_basis *basis, uint32_t at);
bool compare_test_pairs(struct compare_basis *basis);

static inline double compare_expected(const struct compare_basis *basis, uint32_t at, uint32_t line)
{
    return basis->expected[(size_t)at * basis->statement->line_count + line];
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
