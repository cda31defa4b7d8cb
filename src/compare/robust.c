#include "compare/robust.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int compare_values(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

void robust_sort(double *values, size_t count)
{
    if (count > 1) {
        qsort(values, count, sizeof *values, compare_values);
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
