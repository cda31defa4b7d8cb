/* change: lines whose share of spending is not what it was last year. */
#include "compare/basis.h"

#define CHANGE_LEAST 5.0 /* robust standard deviations of the change, and of the distance from peers that it added */
#define CHANGE_LEFT \
    0.5 /* of the change, at least, where it came nearer to its peers: that may put right what was odd */

static const struct compare_scale *scale_of(const struct compare_basis *basis, uint32_t line)
{
    return &basis->tests->results->subjects[basis->subjects[line]].scale;
}

static void measure_line(struct compare_basis *basis, uint32_t line, double *changes)
{
    struct compare_scratch *scratch = &basis->tests->scratch;
    const struct compare_scale *scale = scale_of(basis, line);
    uint32_t count = 0;
    for (uint32_t at = 0; at < basis->cohort->count; at++) {
        double change = compare_is_tested(basis, at, line)
                            ? compare_scaled(compare_share_now(basis, at, line), scale) -
                                  compare_scaled(compare_share_before(basis, at, line), scale)
                            : NAN;
        scratch->values[at] = change;
        if (!isnan(change)) {
            scratch->sorted[count++] = change;
        }
    }
    robust_sort(scratch->sorted, count);
    struct robust_scale of = robust_scale(scratch->sorted, count, scale->least, scratch->work);
    for (uint32_t at = 0; at < basis->cohort->count; at++) {
        changes[(size_t)at * basis->statement->line_count + line] = count >= COMPARE_COUNCILS_LEAST
                                                                        ? (scratch->values[at] - of.centre) / of.sigma
                                                                        : NAN;
    }
}

void compare_measure_changes(struct compare_basis *basis, double *changes)
{
    for (uint32_t line = 0; line < basis->statement->line_count; line++) {
        if (basis->subjects[line] != COMPARE_NONE) {
            measure_line(basis, line, changes);
        }
    }
    basis->changes = changes;
}

/* How much farther from its expected share the line is than last year, in robust standard deviations of such differences;
 * below 0: nearer. */
static double farther(const struct compare_basis *basis, uint32_t at, uint32_t line)
{
    const struct compare_scale *scale = scale_of(basis, line);
    const struct compare_spread *spread = compare_spread_at(basis->tests->results, basis->cohort_index,
                                                            basis->subjects[line]);
    double expected = compare_scaled(compare_expected(basis, at, line), scale);
    double now = fabs(compare_scaled(compare_share_now(basis, at, line), scale) - expected);
    double before = fabs(compare_scaled(compare_share_before(basis, at, line), scale) - expected);
    return spread->peers.sigma > 0 && !isnan(now - before) ? (now - before) / spread->peers.sigma : 0;
}

static void write_expected(struct buffer *out, const struct compare_basis *basis, uint32_t at, uint32_t line)
{
    double expected = compare_expected(basis, at, line);
    if (!isnan(expected)) {
        buffer_text(out, "; its peers' is ");
        compare_write_share(out, expected);
    }
}

static bool test_change(struct compare_basis *basis, uint32_t at, uint32_t line)
{
    struct buffer *text = &basis->tests->text;
    double now = compare_share_now(basis, at, line);
    double before = compare_share_before(basis, at, line);
    double change = fabs(compare_change(basis, at, line));
    double strength = (change + fmax(farther(basis, at, line), -CHANGE_LEFT * change)) / CHANGE_LEAST;
    uint32_t row = basis->cohort->first + at;
    struct compare_mark mark = {.test = COMPARE_CHANGED,
                                .row = row,
                                .subject = basis->subjects[line],
                                .other = COMPARE_NONE,
                                .strength = strength,
                                .value = now,
                                .expected = before};
    if (!(fabs(now - before) * basis->spending[at] >= COMPARE_MOVE) || !compare_is_mark(basis->tests, &mark)) {
        return true;
    }
    compare_write_pounds(text, compare_total(basis->statement, row, line));
    buffer_text(text, ", ");
    compare_write_share(text, now);
    buffer_text(text, " of spending; last year ");
    compare_write_pounds(text, compare_total(basis->statement, basis->tests->results->groups.last_year[row], line));
    buffer_text(text, ", ");
    compare_write_share(text, before);
    write_expected(text, basis, at, line);
    return compare_mark_add(basis->tests, mark);
}

bool compare_test_changes(struct compare_basis *basis)
{
    bool fine = true;
    for (uint32_t line = 0; line < basis->statement->line_count; line++) {
        for (uint32_t at = 0; fine && basis->subjects[line] != COMPARE_NONE && at < basis->cohort->count; at++) {
            fine = test_change(basis, at, line);
        }
    }
    return fine;
}
