/* year: one line against itself last year: its income gone with as much of its total, or a thousand times less or more. */
#include "compare/basis.h"

#define YEAR_LEAST 100000.0   /* pounds: the larger of the amounts that are compared */
#define INCOME_LEFT 0.2       /* of the larger income, at most: it has gone, or come */
#define INCOME_SHARE 0.005    /* of all spending: the income's move */
#define TOTAL_LEFT 0.2        /* of the larger total, at least: the service has not ended with its grant, nor begun */
#define INCOME_MATCH 0.25     /* by how much the total's move may differ from the income's */
#define THOUSAND 3.0          /* its logarithm */
#define THOUSAND_OF_YEAR 0.35 /* by how much a ratio's logarithm may miss it: a factor of about two … */
#define THOUSAND_OF_PEERS 0.5 /* … or of three, since councils differ more than years */

static bool is_thousand(double now, double before, double miss)
{
    return now > 0 && before > 0 && fmax(now, before) >= YEAR_LEAST &&
           fabs(fabs(log10(now / before)) - THOUSAND) <= miss;
}

static bool tell_units(struct compare_basis *basis, uint32_t at, uint32_t subject, double now, double before,
                       const char *whose)
{
    struct buffer *text = &basis->tests->text;
    compare_write_pounds(text, now);
    buffer_format(text, " is about a thousand times %s than %s, ", now > before ? "more" : "less", whose);
    compare_write_pounds(text, before);
    return compare_mark_add(basis->tests, (struct compare_mark){.test = COMPARE_UNITS,
                                                                .row = basis->cohort->first + at,
                                                                .subject = subject,
                                                                .other = COMPARE_NONE,
                                                                .strength = COMPARE_STRENGTH_UNITS,
                                                                .value = now,
                                                                .expected = before});
}

/* A line that is as small as it was last year is not in other units. Where there is no last year, one that its peers hardly
 * use may well be a thousand times theirs: only less is told. */
static bool test_units(struct compare_basis *basis, uint32_t at, uint32_t line, double now, double before)
{
    if (!isnan(before) && before != 0) {
        return !is_thousand(now, before, THOUSAND_OF_YEAR) ||
               tell_units(basis, at, basis->subjects[line], now, before, "last year");
    }
    double expected = compare_expected(basis, at, line) * basis->spending[at];
    return !(now < expected) || !is_thousand(now, expected, THOUSAND_OF_PEERS) ||
           tell_units(basis, at, basis->subjects[line], now, expected, "its peers' share of spending would be");
}

static bool test_netted(struct compare_basis *basis, uint32_t at, uint32_t line, uint32_t last_row)
{
    struct buffer *text = &basis->tests->text;
    const struct compare_statement *statement = basis->statement;
    uint32_t row = basis->cohort->first + at;
    double income = compare_income(statement, row, line);
    double income_before = compare_income(statement, last_row, line);
    double total = compare_total(statement, row, line);
    double total_before = compare_total(statement, last_row, line);
    double move = income - income_before;
    double total_move = total - total_before;
    bool went = fmin(fabs(income), fabs(income_before)) <= INCOME_LEFT * fmax(fabs(income), fabs(income_before));
    bool goes_on = fmin(total, total_before) >= TOTAL_LEFT * fmax(total, total_before);
    double least = fmax(YEAR_LEAST, INCOME_SHARE * basis->spending[at]);
    if (!(fabs(move) >= least) || !went || !goes_on || !(fabs(total_move - move) <= INCOME_MATCH * fabs(move))) {
        return true;
    }
    buffer_format(text, "income and grants %s from ", move < 0 ? "fell" : "rose");
    compare_write_pounds(text, income_before);
    buffer_text(text, " to ");
    compare_write_pounds(text, income);
    buffer_text(text, " since last year, and the line's total from ");
    compare_write_pounds(text, total_before);
    buffer_text(text, " to ");
    compare_write_pounds(text, total);
    return compare_mark_add(basis->tests, (struct compare_mark){.test = COMPARE_NETTED,
                                                                .row = row,
                                                                .subject = basis->subjects[line],
                                                                .other = COMPARE_NONE,
                                                                .strength = COMPARE_STRENGTH_PLAIN,
                                                                .value = total,
                                                                .expected = total_before});
}

bool compare_test_year(struct compare_basis *basis, uint32_t at)
{
    uint32_t row = basis->cohort->first + at;
    uint32_t last_row = basis->tests->results->groups.last_year[row];
    double spending_before = last_row == COMPARE_NONE ? NAN : compare_spending(basis->statement, last_row);
    if (is_thousand(basis->spending[at], spending_before, THOUSAND_OF_YEAR) &&
        !tell_units(basis, at, COMPARE_NONE, basis->spending[at], spending_before, "last year")) {
        return false;
    }
    for (uint32_t line = 0; line < basis->statement->line_count; line++) {
        if (!compare_is_tested(basis, at, line)) {
            continue;
        }
        double now = compare_total(basis->statement, row, line);
        double before = last_row == COMPARE_NONE ? NAN : compare_total(basis->statement, last_row, line);
        if (!test_units(basis, at, line, now, before) ||
            (last_row != COMPARE_NONE && !test_netted(basis, at, line, last_row))) {
            return false;
        }
    }
    return true;
}
