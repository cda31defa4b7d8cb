#include "compare/outliers.h"

bool compare_scratch_init(struct compare_scratch *scratch, uint32_t returns, struct arena *keep,
                          struct failure *failure)
{
    scratch->values = ARENA_ARRAY(keep, returns, double);
    scratch->sorted = ARENA_ARRAY(keep, returns, double);
    scratch->work = ARENA_ARRAY(keep, 3 * (size_t)returns, double);
    return (scratch->values && scratch->sorted && scratch->work) || failure_memory(failure);
}

double compare_scaled(double value, const struct compare_scale *scale)
{
    if (!scale->logarithmic || isnan(value)) {
        return value;
    }
    return value + scale->start > 0 ? log(value + scale->start) : NAN;
}

/* The values that are no NAN, sorted. */
static uint32_t gather(const double *values, size_t stride, uint32_t count, double *sorted)
{
    uint32_t known = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!isnan(values[i * stride])) {
            sorted[known++] = values[i * stride];
        }
    }
    robust_sort(sorted, known);
    return known;
}

static double quantile_or_nan(const double *sorted, uint32_t count, double share)
{
    return count ? robust_quantile(sorted, count, share) : NAN;
}

static void describe(const double *values, size_t stride, const struct compare_cohort *cohort,
                     struct compare_spread *spread, double *sorted)
{
    uint32_t known = gather(values, stride, cohort->count, sorted);
    *spread = (struct compare_spread){
        .known = known,
        .unknown = cohort->count - known,
        .least = quantile_or_nan(sorted, known, 0),
        .p5 = quantile_or_nan(sorted, known, 0.05),
        .q1 = quantile_or_nan(sorted, known, 0.25),
        .median = quantile_or_nan(sorted, known, 0.5),
        .q3 = quantile_or_nan(sorted, known, 0.75),
        .p95 = quantile_or_nan(sorted, known, 0.95),
        .greatest = quantile_or_nan(sorted, known, 1),
    };
    for (uint32_t i = 0; i < known; i++) {
        spread->zeros += sorted[i] == 0;
    }
}

double compare_peer_median(const struct compare_groups *groups, uint32_t row, const double *values, size_t stride,
                           uint32_t *known, double *work)
{
    uint32_t first = groups->cohorts[groups->cohort_of[row]].first;
    uint32_t count = 0;
    for (uint32_t p = 0; p < groups->peer_counts[row]; p++) {
        double value = values[(size_t)(groups->peers[row][p] - first) * stride];
        if (!isnan(value)) {
            work[count++] = value;
        }
    }
    *known = count;
    if (count < COMPARE_PEERS_LEAST) {
        return NAN;
    }
    robust_sort(work, count);
    return robust_median(work, count);
}

/* Differences from the peers' medians, for now without a scale. What is shown is the median of the figures themselves, as
 * everywhere: of an even number of peers, the middle of the logarithms would be another figure. */
static void measure_from_peers(const struct compare_groups *groups, const struct compare_cohort *cohort,
                               const double *values, struct compare_distance *distances, size_t stride,
                               struct compare_scratch *scratch)
{
    double *figures = scratch->work + cohort->count;
    for (uint32_t i = 0; i < cohort->count; i++) {
        figures[i] = isnan(scratch->values[i]) ? NAN : values[i * stride];
    }
    for (uint32_t i = 0; i < cohort->count; i++) {
        struct compare_distance *own = &distances[i * stride];
        double median = compare_peer_median(groups, cohort->first + i, scratch->values, 1, &own->peer_count,
                                            scratch->work);
        own->peer_median = compare_peer_median(groups, cohort->first + i, figures, 1, &own->peer_count, scratch->work);
        own->peers = scratch->values[i] - median;
    }
}

static void divide(double *distance, const struct robust_scale *scale, uint32_t count)
{
    *distance = count >= COMPARE_COUNCILS_LEAST && scale->by != ROBUST_BY_NOTHING ? *distance / scale->sigma : NAN;
}

double compare_farthest(const struct compare_distance *distance)
{
    double england = isnan(distance->england) ? 0 : distance->england;
    double peers = isnan(distance->peers) ? 0 : distance->peers;
    return fabs(england) >= fabs(peers) ? england : peers;
}

void compare_measure(const struct compare_groups *groups, uint32_t cohort, const double *values, size_t stride,
                     const struct compare_scale *scale, struct compare_spread *spread,
                     struct compare_distance *distances, struct compare_scratch *scratch)
{
    const struct compare_cohort *of = &groups->cohorts[cohort];
    describe(values, stride, of, spread, scratch->sorted);
    for (uint32_t i = 0; i < of->count; i++) {
        scratch->values[i] = compare_scaled(values[i * stride], scale);
    }
    uint32_t count = gather(scratch->values, 1, of->count, scratch->sorted);
    spread->left_out = spread->known - count;
    spread->england = robust_scale(scratch->sorted, count, scale->least, scratch->work);
    measure_from_peers(groups, of, values, distances, stride, scratch);
    for (uint32_t i = 0; i < of->count; i++) {
        scratch->work[2 * (size_t)of->count + i] = distances[i * stride].peers;
    }
    spread->peers_known = gather(scratch->work + 2 * (size_t)of->count, 1, of->count, scratch->sorted);
    spread->peers = robust_scale(scratch->sorted, spread->peers_known, scale->least, scratch->work);
    for (uint32_t i = 0; i < of->count; i++) {
        struct compare_distance *own = &distances[i * stride];
        own->england = scratch->values[i] - spread->england.centre;
        divide(&own->england, &spread->england, count);
        divide(&own->peers, &spread->peers, spread->peers_known);
        spread->outliers += fabs(compare_farthest(own)) >= COMPARE_OUTLIER;
    }
}
