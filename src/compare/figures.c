/* figures: tests on one figure at a time: how far it is from the others', and whether cost and activity go together. */
#include "compare/basis.h"

/* Who reads it need not know of distances: what others have says as much. */
static void write_others(struct buffer *out, const struct compare_spread *spread,
                         const struct compare_distance *distance, enum compare_figure figure)
{
    if (!isnan(distance->peer_median)) {
        buffer_text(out, "the middle one of its peers has ");
        compare_write_figure(out, figure, distance->peer_median);
        buffer_text(out, ", ");
    }
    buffer_text(out, "the middle council of England ");
    compare_write_figure(out, figure, spread->median);
    buffer_text(out, ", and nine in ten have from ");
    compare_write_figure(out, figure, spread->p5);
    buffer_text(out, " to ");
    compare_write_figure(out, figure, spread->p95);
}

/* The unit after its sign, which the figure has: "£592.31 a child a week", "35.0% of total expenditure". */
static void write_unit(struct buffer *out, struct str unit)
{
    static const struct str signs[] = {STR("£ "), STR("% ")};
    size_t skip = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        skip = str_starts_with(unit, signs[i]) ? signs[i].length : skip;
    }
    buffer_format(out, " %.*s; ", STR_ARGS(str_slice(unit, skip, unit.length - skip)));
}

static double expected_of(const struct compare_spread *spread, const struct compare_distance *distance)
{
    return isnan(distance->peer_median) ? spread->median : distance->peer_median;
}

/* What a line's share is away from the expected, in pounds. */
static bool is_at_stake(const struct compare_results *results, const struct compare_subject *of, uint32_t row,
                        double value, double expected)
{
    double spending = compare_spending(&results->statements[of->statement], row);
    return fabs(value - expected) * spending >= COMPARE_AMOUNT_LEAST;
}

static bool test_outlier(struct compare_tests *tests, uint32_t cohort, uint32_t row, uint32_t subject)
{
    const struct compare_results *results = tests->results;
    const struct compare_subject *of = &results->subjects[subject];
    const struct compare_distance *distance = compare_distance_at(results, row, subject);
    const struct compare_spread *spread = compare_spread_at(results, cohort, subject);
    double value = compare_value_at(results, row, subject);
    double expected = expected_of(spread, distance);
    bool is_line = of->indicator == COMPARE_NONE;
    struct compare_mark mark = {.test = is_line ? COMPARE_OUTLIER_SHARE : COMPARE_OUTLIER_FIGURE,
                                .row = row,
                                .subject = subject,
                                .other = COMPARE_NONE,
                                .strength = fabs(compare_farthest(distance)) / COMPARE_OUTLIER,
                                .value = value,
                                .expected = expected};
    if ((is_line && !is_at_stake(results, of, row, value, expected)) || !compare_is_mark(tests, &mark)) {
        return true;
    }
    if (is_line) {
        compare_write_pounds(&tests->text, compare_total(&results->statements[of->statement], row, of->line));
        buffer_text(&tests->text, ", ");
        compare_write_figure(&tests->text, of->figure, value);
        buffer_text(&tests->text, " of spending; ");
    } else {
        compare_write_figure(&tests->text, of->figure, value);
        write_unit(&tests->text, of->unit);
    }
    write_others(&tests->text, spread, distance, of->figure);
    return compare_mark_add(tests, mark);
}

#define DIVIDES_MANY 5u
#define ACTIVITY_AMOUNT 250000.0 /* pounds: strength 1, twice as much for four times the amount */

/* ---- costs and activity --------------------------------------------------------------------------------------------- */

struct pairing {
    uint32_t both;     /* councils with cost and activity */
    uint32_t cost;     /* with cost only */
    uint32_t activity; /* with activity only */
};

static const struct compare_cell *cell_of(const struct compare_results *results, uint32_t row, uint32_t subject)
{
    return compare_cell_at(results->matrix, row, results->subjects[subject].indicator);
}

static bool has_pair(const struct compare_cell *cell)
{
    return cell->has_denominator && cell->numerator_text.length;
}

static struct pairing count_pairs(const struct compare_results *results, const struct compare_cohort *cohort,
                                  uint32_t subject)
{
    struct pairing pairing = {0};
    for (uint32_t row = cohort->first; row < cohort->first + cohort->count; row++) {
        const struct compare_cell *cell = cell_of(results, row, subject);
        if (has_pair(cell)) {
            pairing.both += cell->numerator > 0 && cell->denominator > 0;
            pairing.cost += cell->numerator > 0 && cell->denominator == 0;
            pairing.activity += cell->numerator == 0 && cell->denominator > 0;
        }
    }
    return pairing;
}

/* `expected` is what its activity would cost at the median cost, NAN: not known. */
static bool tell_alone(struct compare_tests *tests, uint32_t row, uint32_t subject, bool cost, double expected)
{
    const struct compare_cell *cell = cell_of(tests->results, row, subject);
    double at_stake = cost ? cell->numerator : expected;
    if (cost) {
        compare_write_pounds(&tests->text, cell->numerator);
        buffer_format(&tests->text, " is put down as %.*s, and there are no %.*s", STR_ARGS(cell->numerator_is),
                      STR_ARGS(cell->denominator_is));
    } else {
        buffer_format(&tests->text, "nothing is put down as %.*s, though there is activity, %.*s (%.*s)",
                      STR_ARGS(cell->numerator_is), STR_ARGS(cell->denominator_text), STR_ARGS(cell->denominator_is));
        buffer_text(&tests->text, "; at the median cost that would be ");
        compare_write_pounds(&tests->text, expected);
    }
    return compare_mark_add(tests, (struct compare_mark){.test = cost ? COMPARE_COST_ALONE : COMPARE_ACTIVITY_ALONE,
                                                         .row = row,
                                                         .subject = subject,
                                                         .other = COMPARE_NONE,
                                                         .strength = fmax(1, sqrt(at_stake / ACTIVITY_AMOUNT)),
                                                         .value = cost ? cell->numerator : cell->denominator,
                                                         .expected = cost ? 0 : expected});
}

/* The median cost of those that have both; there is one. */
static double median_cost(struct compare_tests *tests, const struct compare_cohort *cohort, uint32_t subject)
{
    uint32_t count = 0;
    for (uint32_t row = cohort->first; row < cohort->first + cohort->count; row++) {
        const struct compare_cell *cell = cell_of(tests->results, row, subject);
        if (has_pair(cell) && cell->numerator > 0 && cell->denominator > 0) {
            tests->scratch.sorted[count++] = cell->numerator / cell->denominator;
        }
    }
    robust_sort(tests->scratch.sorted, count);
    return robust_median(tests->scratch.sorted, count);
}

/* What five indicators or more are divided by, such as all children of the area, is no activity of one service. */
static bool divides_many(const struct compare_results *results, uint32_t row, uint32_t subject)
{
    uint32_t count = 0;
    struct str own = cell_of(results, row, subject)->denominator_is;
    for (uint32_t s = 0; own.length && s < results->subject_count; s++) {
        const struct compare_subject *of = &results->subjects[s];
        count += of->indicator != COMPARE_NONE && of->figure == COMPARE_MONEY &&
                 str_equal(cell_of(results, row, s)->denominator_is, own);
    }
    return count >= DIVIDES_MANY;
}

/* Of indicators that divide money by something that is counted. What costs nothing worth telling is left alone. */
static bool test_activity(struct compare_tests *tests, uint32_t cohort, uint32_t subject)
{
    const struct compare_results *results = tests->results;
    const struct compare_cohort *of = &results->groups.cohorts[cohort];
    if (results->subjects[subject].figure != COMPARE_MONEY) {
        return true;
    }
    struct pairing pairing = count_pairs(results, of, subject);
    if (pairing.both < COMPARE_COUNCILS_LEAST) {
        return true;
    }
    bool cost_alone = pairing.both >= COMPARE_MOST * (pairing.both + pairing.cost);
    bool activity_alone = pairing.both >= COMPARE_MOST * (pairing.both + pairing.activity);
    double median = median_cost(tests, of, subject);
    bool fine = true;
    for (uint32_t row = of->first; fine && row < of->first + of->count; row++) {
        const struct compare_cell *cell = cell_of(results, row, subject);
        if (!has_pair(cell)) {
            continue;
        }
        double expected = median * cell->denominator;
        if (cost_alone && cell->numerator >= COMPARE_MOVE && cell->denominator == 0) {
            fine = tell_alone(tests, row, subject, true, NAN);
        } else if (activity_alone && cell->numerator == 0 && expected >= COMPARE_MOVE &&
                   !divides_many(results, row, subject)) {
            fine = tell_alone(tests, row, subject, false, expected);
        }
    }
    return fine;
}

bool compare_test_figures(struct compare_tests *tests, uint32_t cohort)
{
    const struct compare_results *results = tests->results;
    const struct compare_cohort *of = &results->groups.cohorts[cohort];
    for (uint32_t s = 0; s < results->subject_count; s++) {
        if (!compare_concerns(results, cohort, s)) {
            continue;
        }
        for (uint32_t row = of->first; row < of->first + of->count; row++) {
            if (!test_outlier(tests, cohort, row, s)) {
                return false;
            }
        }
        if (results->subjects[s].indicator != COMPARE_NONE && !test_activity(tests, cohort, s)) {
            return false;
        }
    }
    return true;
}
