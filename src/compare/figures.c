/* figures: tests on one figure at a time: how far it is from the others', and whether cost and activity go together. */
#include "compare/basis.h"

static void write_distances(struct buffer *out, const struct compare_distance *distance)
{
    bool england = !isnan(distance->england);
    bool peers = !isnan(distance->peers);
    buffer_format(out, " (distance %s", england || peers ? "" : "not known");
    if (england) {
        buffer_format(out, "%.1f from England's", distance->england);
    }
    if (peers) {
        buffer_format(out, "%s%.1f from its peers'", england ? ", " : "", distance->peers);
    }
    buffer_text(out, ")");
}

static void write_medians(struct buffer *out, const struct compare_spread *spread,
                          const struct compare_distance *distance, enum compare_figure figure)
{
    buffer_text(out, "the median is ");
    compare_write_figure(out, figure, spread->median);
    buffer_text(out, " in England");
    if (!isnan(distance->peer_median)) {
        buffer_text(out, " and ");
        compare_write_figure(out, figure, distance->peer_median);
        buffer_text(out, " of its peers");
    }
    write_distances(out, distance);
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
    double farthest = fabs(compare_farthest(distance));
    bool is_line = of->indicator == COMPARE_NONE;
    if (farthest < COMPARE_OUTLIER || (is_line && !is_at_stake(results, of, row, value, expected))) {
        return true;
    }
    if (is_line) {
        compare_write_pounds(&tests->text, compare_total(&results->statements[of->statement], row, of->line));
        buffer_text(&tests->text, ", ");
        compare_write_figure(&tests->text, of->figure, value);
        buffer_text(&tests->text, " of spending; ");
    } else {
        compare_write_figure(&tests->text, of->figure, value);
        buffer_format(&tests->text, " (%.*s); ", STR_ARGS(of->unit));
    }
    write_medians(&tests->text, spread, distance, of->figure);
    return compare_mark_add(tests,
                            (struct compare_mark){.test = is_line ? COMPARE_OUTLIER_SHARE : COMPARE_OUTLIER_FIGURE,
                                                  .row = row,
                                                  .subject = subject,
                                                  .other = COMPARE_NONE,
                                                  .strength = farthest / COMPARE_OUTLIER,
                                                  .value = value,
                                                  .expected = expected});
}

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

static bool tell_alone(struct compare_tests *tests, uint32_t row, uint32_t subject, bool cost)
{
    const struct compare_cell *cell = cell_of(tests->results, row, subject);
    if (cost) {
        compare_write_pounds(&tests->text, cell->numerator);
        buffer_format(&tests->text, " is put down as %.*s, and there are no %.*s", STR_ARGS(cell->numerator_is),
                      STR_ARGS(cell->denominator_is));
    } else {
        buffer_format(&tests->text, "nothing is put down as %.*s, and there are %.*s: %.*s",
                      STR_ARGS(cell->numerator_is), STR_ARGS(cell->denominator_text), STR_ARGS(cell->denominator_is));
    }
    return compare_mark_add(tests, (struct compare_mark){.test = cost ? COMPARE_COST_ALONE : COMPARE_ACTIVITY_ALONE,
                                                         .row = row,
                                                         .subject = subject,
                                                         .other = COMPARE_NONE,
                                                         .strength = COMPARE_STRENGTH_PLAIN,
                                                         .value = cost ? cell->numerator : cell->denominator,
                                                         .expected = NAN});
}

/* Of indicators that divide money by something that is counted. */
static bool test_activity(struct compare_tests *tests, uint32_t cohort, uint32_t subject)
{
    const struct compare_results *results = tests->results;
    const struct compare_cohort *of = &results->groups.cohorts[cohort];
    if (results->subjects[subject].figure != COMPARE_MONEY) {
        return true;
    }
    struct pairing pairing = count_pairs(results, of, subject);
    bool cost_alone = pairing.both >= COMPARE_NEARLY_ALL * (pairing.both + pairing.cost);
    bool activity_alone = pairing.both >= COMPARE_NEARLY_ALL * (pairing.both + pairing.activity);
    bool fine = true;
    for (uint32_t row = of->first; fine && pairing.both >= COMPARE_COUNCILS_LEAST && row < of->first + of->count;
         row++) {
        const struct compare_cell *cell = cell_of(results, row, subject);
        if (!has_pair(cell)) {
            continue;
        }
        if (cost_alone && cell->numerator >= COMPARE_AMOUNT_LEAST && cell->denominator == 0) {
            fine = tell_alone(tests, row, subject, true);
        } else if (activity_alone && cell->numerator == 0 && cell->denominator > 0) {
            fine = tell_alone(tests, row, subject, false);
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
