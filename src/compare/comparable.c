/* comparable: how comparable councils' figures of one subject are: whether peers are more alike than any two councils, how
 * many report nothing, how many are outliers, and whether last year's order still holds. */
#include "compare/profile.h"

#define OUTLIERS_WORST 0.1 /* share of councils at which that part of the index is nothing */

static double clamp(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

static double stability_of(const struct compare_results *results, const struct compare_cohort *cohort, uint32_t subject,
                           struct compare_scratch *scratch, uint32_t *pairs)
{
    uint32_t count = 0;
    for (uint32_t row = cohort->first; row < cohort->first + cohort->count; row++) {
        uint32_t last_row = results->groups.last_year[row];
        double now = compare_value_at(results, row, subject);
        double before = last_row == COMPARE_NONE ? NAN : compare_value_at(results, last_row, subject);
        if (!isnan(now) && !isnan(before)) {
            scratch->values[count] = now;
            scratch->sorted[count] = before;
            count++;
        }
    }
    *pairs = count;
    return count < COMPARE_COUNCILS_LEAST
               ? NAN
               : robust_rank_correlation(scratch->values, scratch->sorted, count, scratch->work);
}

static double index_of(const struct compare_comparability *of)
{
    const double parts[] = {1 - of->within * of->within, 1 - of->zeros, 1 - of->outliers / OUTLIERS_WORST,
                            of->stability};
    double sum = 0;
    uint32_t known = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!isnan(parts[i])) {
            sum += clamp(parts[i]);
            known++;
        }
    }
    return known ? sum / known : NAN;
}

static struct compare_comparability compare_one(const struct compare_results *results, uint32_t cohort,
                                                uint32_t subject, struct compare_scratch *scratch)
{
    const struct compare_spread *spread = compare_spread_at(results, cohort, subject);
    const struct compare_comparability unknown = {
        .within = NAN, .zeros = NAN, .outliers = NAN, .stability = NAN, .index = NAN};
    struct compare_comparability of = unknown;
    /* Of what nobody has there is nothing to say; and where councils hardly differ, peers are no more alike than others. */
    if (spread->known < COMPARE_COUNCILS_LEAST || spread->zeros == spread->known) {
        return of;
    }
    bool both = spread->england.by != ROBUST_BY_NOTHING && spread->england.by != ROBUST_BY_LEAST &&
                spread->peers.by != ROBUST_BY_NOTHING && spread->peers_known >= COMPARE_COUNCILS_LEAST;
    of.within = both ? spread->peers.sigma / spread->england.sigma : NAN;
    of.zeros = (double)spread->zeros / spread->known;
    of.outliers = (double)spread->outliers / spread->known;
    of.stability = stability_of(results, &results->groups.cohorts[cohort], subject, scratch, &of.pairs);
    of.index = index_of(&of);
    return of;
}

bool compare_make_comparabilities(struct compare_tests *tests, struct compare_results *results)
{
    uint32_t cohorts = results->groups.cohort_count;
    struct compare_comparability *made = ARENA_ARRAY(tests->keep, (size_t)cohorts * results->subject_count,
                                                     struct compare_comparability);
    if (!made) {
        return failure_memory(tests->failure);
    }
    for (uint32_t c = 0; c < cohorts; c++) {
        for (uint32_t s = 0; s < results->subject_count; s++) {
            if (compare_concerns(results, c, s)) {
                made[(size_t)c * results->subject_count + s] = compare_one(results, c, s, &tests->scratch);
            }
        }
    }
    results->comparabilities = made;
    return true;
}
