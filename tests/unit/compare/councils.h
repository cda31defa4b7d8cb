/* Made-up councils: twenty of them in two years, much alike, with one indicator and a statement of six lines. Tests change
 * what they like before they compare. */
#ifndef PROBITY_TESTS_UNIT_COMPARE_COUNCILS_H
#define PROBITY_TESTS_UNIT_COMPARE_COUNCILS_H

#include <stdio.h>

#include "compare/results.h"

enum { COUNCILS = 20, YEARS = 2, ROWS = COUNCILS * YEARS };
enum { LINE_A, LINE_B, LINE_C, LINE_D, LINE_E, LINE_TOTAL, LINES };
enum { OWN, PRIVATE, TOTAL, INCOME, COLUMNS };
enum { SUBJECT_INDICATOR, SUBJECT_A, SUBJECT_B, SUBJECT_C, SUBJECT_D, SUBJECT_E, SUBJECTS };

struct councils {
    struct arena arena;
    char codes[COUNCILS][4];
    struct compare_indicator indicator;
    struct compare_return returns[ROWS];
    struct compare_cell cells[ROWS];
    double amounts[ROWS][LINES][COLUMNS];
    bool in_force[ROWS][LINES];
    struct compare_matrix matrix;
    struct compare_statement statement;
    struct compare_input input;
    struct compare_results results;
};

/* The row of a council (from 0) in a year (0 or 1). */
static inline uint32_t councils_row(unsigned council, unsigned year)
{
    return year * COUNCILS + council;
}

static inline void councils_spend(struct councils *of, uint32_t row, unsigned line, double own, double private,
                                  double income)
{
    of->amounts[row][line][OWN] = own;
    of->amounts[row][line][PRIVATE] = private;
    of->amounts[row][line][TOTAL] = own + private;
    of->amounts[row][line][INCOME] = income;
}

static inline void councils_fill_row(struct councils *of, unsigned council, unsigned year)
{
    uint32_t row = councils_row(council, year);
    double step = 10000;
    of->returns[row] = (struct compare_return){.collection = STR("s251"),
                                               .authority = {of->codes[council], 3},
                                               .region = council < 10 ? STR("North") : STR("South"),
                                               .period = 2016 + (int)year};
    councils_spend(of, row, LINE_A, 4000000 + council * step + year * (council % 4) * 1000, 0, 0);
    councils_spend(of, row, LINE_B, 3000000 + council % 5 * step + year * (council % 3) * 1000, 0, 300000);
    councils_spend(of, row, LINE_C, 2000000 + council % 7 * step + year * (council % 5) * 1000, 0, 0);
    councils_spend(of, row, LINE_D, 1000000 + council % 3 * step + year * (council % 6) * 1000, 0, 0);
    councils_spend(of, row, LINE_TOTAL, 10000000, 0, 0);
    for (unsigned line = 0; line < LINES; line++) {
        of->in_force[row][line] = true;
    }
    of->cells[row] = (struct compare_cell){.known = true,
                                           .value = 500 + council,
                                           .numerator = 50000.0 * (500 + council),
                                           .denominator = 50000,
                                           .has_denominator = true,
                                           .numerator_text = STR("25000000"),
                                           .denominator_text = STR("50000"),
                                           .numerator_is = STR("spending"),
                                           .denominator_is = STR("children")};
}

static inline void councils_fill(struct councils *of)
{
    static const struct compare_line lines[LINES] = {
        {STR("A"), STR("Line A"), STR(""), true}, {STR("B"), STR("Line B"), STR(""), true},
        {STR("C"), STR("Line C"), STR(""), true}, {STR("D"), STR("Line D"), STR(""), true},
        {STR("E"), STR("Line E"), STR(""), true}, {STR("T"), STR("Total"), STR(""), false},
    };
    static const struct compare_column columns[COLUMNS] = {{STR("own"), STR("Own provision")},
                                                           {STR("private"), STR("Private provision")},
                                                           {STR("total"), STR("Total")},
                                                           {STR("income"), STR("Income")}};
    static const uint32_t parts[] = {OWN, PRIVATE};
    static const uint32_t income[] = {INCOME};
    memset(of, 0, sizeof *of);
    for (unsigned council = 0; council < COUNCILS; council++) {
        (void)snprintf(of->codes[council], sizeof of->codes[council], "%u", 301 + council);
        councils_fill_row(of, council, 0);
        councils_fill_row(of, council, 1);
    }
    of->indicator = (struct compare_indicator){.collection = STR("s251"),
                                               .code = STR("S251-900"),
                                               .title = STR("Spending on each child"),
                                               .unit = STR("£ a child"),
                                               .figure = COMPARE_MONEY};
    of->matrix = (struct compare_matrix){&of->indicator, 1, of->returns, ROWS, of->cells};
    of->statement = (struct compare_statement){.collection = STR("s251"),
                                               .table = STR("table"),
                                               .lines = lines,
                                               .line_count = LINES,
                                               .columns = columns,
                                               .column_count = COLUMNS,
                                               .total = TOTAL,
                                               .parts = parts,
                                               .part_count = 2,
                                               .income = income,
                                               .income_count = 1,
                                               .amounts = &of->amounts[0][0][0],
                                               .in_force = &of->in_force[0][0]};
    of->input = (struct compare_input){
        .matrix = &of->matrix, .statements = &of->statement, .statement_count = 1, .peers = COMPARE_PEERS_REGION};
}

static inline void councils_compare(struct councils *of)
{
    struct failure failure = {.kind = FAILURE_NONE};
    ck_assert_msg(compare_work_out(&of->input, &of->results, &of->arena, &failure), "%s", failure.message);
}

/* The mark of that test at that row, or NULL. */
static inline const struct compare_mark *councils_mark(const struct councils *of, enum compare_test test, uint32_t row)
{
    for (uint32_t m = 0; m < of->results.mark_count; m++) {
        if (of->results.marks[m].test == test && of->results.marks[m].row == row) {
            return &of->results.marks[m];
        }
    }
    return NULL;
}

/* How many marks there are of that test. */
static inline unsigned councils_count(const struct councils *of, enum compare_test test)
{
    unsigned count = 0;
    for (uint32_t m = 0; m < of->results.mark_count; m++) {
        count += of->results.marks[m].test == test;
    }
    return count;
}

#endif
