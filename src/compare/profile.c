#include "compare/profile.h"

#include <stdlib.h>

#include "compare/basis.h"

static int compare_marks(const void *left, const void *right)
{
    const struct compare_mark *a = left;
    const struct compare_mark *b = right;
    int order = (a->row > b->row) - (a->row < b->row);
    order = order ? order : (a->points < b->points) - (a->points > b->points);
    order = order ? order : (a->strength < b->strength) - (a->strength > b->strength);
    order = order ? order : (a->subject > b->subject) - (a->subject < b->subject);
    order = order ? order : (a->other > b->other) - (a->other < b->other);
    return order ? order : (a->test > b->test) - (a->test < b->test);
}

/* The return as a whole has a topic of its own, after all others. */
static uint32_t topic_of(const struct compare_results *results, uint32_t subject)
{
    return subject == COMPARE_NONE ? results->subject_count : results->subjects[subject].topic;
}

/* The marks of one return stand together, strongest first: the first of a topic is the one that counts. Two lines of one mark
 * count once. `seen` is zeroed, and so again afterwards. */
static void add_points(struct compare_profile *profile, const struct compare_results *results, bool *seen)
{
    const struct compare_mark *marks = results->marks + profile->first_mark;
    for (uint32_t m = 0; m < profile->mark_count; m++) {
        uint32_t topic = topic_of(results, marks[m].subject);
        bool counts = !seen[topic];
        seen[topic] = true;
        if (marks[m].other != COMPARE_NONE) {
            seen[topic_of(results, marks[m].other)] = true;
        }
        profile->score += counts ? marks[m].points : 0;
        profile->subjects_standing_out += counts;
    }
    memset(seen, 0, (results->subject_count + (size_t)1) * sizeof *seen);
}

static void fill(struct compare_profile *profiles, const struct compare_results *results, bool *seen)
{
    uint32_t at = 0;
    for (uint32_t row = 0; row < results->matrix->return_count; row++) {
        struct compare_profile *profile = &profiles[row];
        profile->first_mark = at;
        while (at < results->mark_count && results->marks[at].row == row) {
            at++;
        }
        profile->mark_count = at - profile->first_mark;
        add_points(profile, results, seen);
        for (uint32_t s = 0; s < results->subject_count; s++) {
            profile->subjects_known += !isnan(compare_value_at(results, row, s));
        }
    }
}

/* ---- ranks ---------------------------------------------------------------------------------------------------------- */

static double spending_of(const struct compare_results *results, uint32_t row)
{
    double sum = 0;
    for (uint32_t s = 0; s < results->statement_count; s++) {
        if (str_equal(results->statements[s].collection, results->matrix->returns[row].collection)) {
            sum += compare_spending(&results->statements[s], row);
        }
    }
    return sum;
}

/* A council so small that any figure of it is odd. Where nothing is known of spending, none is. */
static void find_small(const struct compare_results *results, const struct compare_cohort *cohort, bool *small,
                       struct compare_scratch *scratch)
{
    for (uint32_t i = 0; i < cohort->count; i++) {
        scratch->values[i] = spending_of(results, cohort->first + i);
        scratch->sorted[i] = scratch->values[i];
    }
    robust_sort(scratch->sorted, cohort->count);
    double median = robust_median(scratch->sorted, cohort->count);
    for (uint32_t i = 0; i < cohort->count; i++) {
        small[cohort->first + i] = scratch->values[i] < COMPARE_SMALL * median;
    }
}

static void rank(struct compare_profile *profiles, const struct compare_cohort *cohort, const bool *small)
{
    for (uint32_t row = cohort->first; row < cohort->first + cohort->count; row++) {
        uint32_t above = 0;
        for (uint32_t other = cohort->first; other < cohort->first + cohort->count; other++) {
            above += !small[other] && profiles[other].score > profiles[row].score;
        }
        profiles[row].rank = small[row] ? 0 : above + 1;
    }
}

bool compare_make_profiles(struct compare_tests *tests, struct compare_results *results)
{
    uint32_t count = results->matrix->return_count;
    struct compare_profile *profiles = ARENA_ARRAY(tests->keep, count, struct compare_profile);
    struct compare_mark *marks = ARENA_ARRAY(tests->keep, tests->marks.count, struct compare_mark);
    bool *seen = ARENA_ARRAY(tests->keep, (size_t)results->subject_count + 1, bool);
    bool *small = ARENA_ARRAY(tests->keep, count, bool);
    if (!profiles || !marks || !seen || !small) {
        return failure_memory(tests->failure);
    }
    if (tests->marks.count) {
        memcpy(marks, tests->marks.items, tests->marks.count * sizeof *marks);
        qsort(marks, tests->marks.count, sizeof *marks, compare_marks);
    }
    results->marks = marks;
    results->mark_count = (uint32_t)tests->marks.count;
    fill(profiles, results, seen);
    for (uint32_t c = 0; c < results->groups.cohort_count; c++) {
        const struct compare_cohort *cohort = &results->groups.cohorts[c];
        find_small(results, cohort, small, &tests->scratch);
        rank(profiles, cohort, small);
    }
    results->profiles = profiles;
    return true;
}
