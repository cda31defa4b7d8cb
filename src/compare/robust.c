#include "compare/robust.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Shell's method with Ciura's steps: of some hundred numbers, which are sorted again and again, it takes a third of what
 * qsort() does, which calls for each comparison. */
void robust_sort(double *values, size_t count)
{
    static const size_t steps[] = {40412, 17961, 7983, 3548, 1577, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        for (size_t i = steps[s]; i < count; i++) {
            double value = values[i];
            size_t at = i;
            while (at >= steps[s] && values[at - steps[s]] > value) {
                values[at] = values[at - steps[s]];
                at -= steps[s];
            }
            values[at] = value;
        }
    }
}

double robust_quantile(const double *sorted, size_t count, double share)
{
    double at = (double)(count - 1) * share;
    size_t below = (size_t)at;
    if (below + 1 >= count) {
        return sorted[count - 1];
    }
    double part = at - (double)below;
    return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

double robust_median(const double *sorted, size_t count)
{
    return robust_quantile(sorted, count, 0.5);
}

double robust_mad(const double *sorted, size_t count, double *scratch)
{
    double median = robust_median(sorted, count);
    for (size_t i = 0; i < count; i++) {
        scratch[i] = fabs(sorted[i] - median);
    }
    robust_sort(scratch, count);
    return robust_median(scratch, count);
}

static void enlarge(struct robust_scale *scale, double sigma, enum robust_by by)
{
    if (sigma > scale->sigma) {
        scale->sigma = sigma;
        scale->by = by;
    }
}

struct robust_scale robust_scale(const double *sorted, size_t count, double least, double *scratch)
{
    struct robust_scale scale = {.by = ROBUST_BY_NOTHING};
    if (count == 0) {
        return scale;
    }
    scale.centre = robust_median(sorted, count);
    enlarge(&scale, ROBUST_MAD_TO_SIGMA * robust_mad(sorted, count, scratch), ROBUST_BY_MAD);
    /* Scratch holds the distances, sorted, as robust_mad() left them. */
    enlarge(&scale, robust_quantile(scratch, count, ROBUST_TAIL) / ROBUST_TAIL_SIGMAS, ROBUST_BY_TAIL);
    enlarge(&scale, least, ROBUST_BY_LEAST);
    return scale;
}

/* ---- ranks ---------------------------------------------------------------------------------------------------------- */

/* How many of the sorted values are below, and how many are not above. */
static size_t count_below(const double *sorted, size_t count, double value, bool or_equal)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < value || (or_equal && sorted[middle] == value)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void write_ranks(const double *values, size_t count, double *sorted, double *ranks)
{
    memcpy(sorted, values, count * sizeof *sorted);
    robust_sort(sorted, count);
    for (size_t i = 0; i < count; i++) {
        size_t first = count_below(sorted, count, values[i], false);
        size_t last = count_below(sorted, count, values[i], true);
        ranks[i] = (double)(first + last + 1) / 2;
    }
}

double robust_rank_correlation(const double *x, const double *y, size_t count, double *scratch)
{
    double *ranks_x = scratch;
    double *ranks_y = scratch + count;
    if (count < 3) {
        return NAN;
    }
    write_ranks(x, count, scratch + 2 * count, ranks_x);
    write_ranks(y, count, scratch + 2 * count, ranks_y);
    double mean = (double)(count + 1) / 2;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (size_t i = 0; i < count; i++) {
        xx += (ranks_x[i] - mean) * (ranks_x[i] - mean);
        yy += (ranks_y[i] - mean) * (ranks_y[i] - mean);
        xy += (ranks_x[i] - mean) * (ranks_y[i] - mean);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}
