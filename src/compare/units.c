/* units: amounts that are a thousand times less or more than last year's, or than others make likely. */
#include "compare/basis.h"

#define YEAR_LEAST 100000.0   /* pounds: the larger of the amounts that are compared */
#define THOUSAND 3.0          /* its logarithm */
#define THOUSAND_OF_YEAR 0.35 /* by how much a ratio's logarithm may miss it: a factor of about two … */
#define THOUSAND_OF_PEERS 0.5 /* … or of three, since councils differ more than years */
#define WHOLE_OF_MEDIAN 150.0 /* the largest council spends five times as much as the median one, no council a 150th */

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
    buffer_format(text, "; %s ", whose);
    compare_write_pounds(text, before);
    buffer_format(text, ", %.0f times %s", now > before ? now / before : before / now, now > before ? "less" : "more");
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
               tell_units(basis, at, basis->subjects[line], now, before, "last year it was");
    }
    double expected = compare_expected(basis, at, line) * basis->spending[at];
    return !(now < expected) || !is_thousand(now, expected, THOUSAND_OF_PEERS) ||
           tell_units(basis, at, basis->subjects[line], now, expected, "at its peers' share of spending it would be");
}

/* All that the return spends: against last year's, or, where that was as small, against the median council's. */
static bool test_whole(struct compare_basis *basis, uint32_t at, double median)
{
    uint32_t last_row = basis->tests->results->groups.last_year[basis->cohort->first + at];
    double now = basis->spending[at];
    double before = last_row == COMPARE_NONE ? NAN : compare_spending(basis->statement, last_row);
    if (is_thousand(now, before, THOUSAND_OF_YEAR)) {
        return tell_units(basis, at, COMPARE_NONE, now, before, "last year it was");
    }
    return !(now > 0 && now < median / WHOLE_OF_MEDIAN) ||
           tell_units(basis, at, COMPARE_NONE, now, median, "the median council spends");
}

/* What the median council spends; NAN: there are too few. */
static double median_spending(const struct compare_basis *basis)
{
    double *sorted = basis->tests->scratch.sorted;
    uint32_t count = basis->cohort->count;
    memcpy(sorted, basis->spending, count * sizeof *sorted);
    robust_sort(sorted, count);
    return count >= COMPARE_COUNCILS_LEAST ? robust_median(sorted, count) : NAN;
}

static bool test_return(struct compare_basis *basis, uint32_t at, double median)
{
    uint32_t row = basis->cohort->first + at;
    uint32_t last_row = basis->tests->results->groups.last_year[row];
    if (!test_whole(basis, at, median)) {
        return false;
    }
    for (uint32_t line = 0; line < basis->statement->line_count; line++) {
        if (!compare_is_tested(basis, at, line)) {
            continue;
        }
        double now = compare_total(basis->statement, row, line);
        double before = last_row == COMPARE_NONE ? NAN : compare_total(basis->statement, last_row, line);
        if (!test_units(basis, at, line, now, before)) {
            return false;
        }
    }
    return true;
}

bool compare_test_units(struct compare_basis *basis)
{
    double median = median_spending(basis);
    bool fine = true;
    for (uint32_t at = 0; fine && at < basis->cohort->count; at++) {
        fine = test_return(basis, at, median);
    }
    return fine;
}
