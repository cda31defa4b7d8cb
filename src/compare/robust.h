/* robust: order statistics, which a few odd values cannot move.
 *
 * Quantiles are Hyndman and Fan's definition 7 (that of R and of numpy): the value at (n - 1) * p, between neighbours in
 * proportion. The MAD is the median of the distances from the median, not scaled. Values are finite; functions that take
 * them sorted say so. Nothing here allocates or fails.
 */
#ifndef PROBITY_COMPARE_ROBUST_H
#define PROBITY_COMPARE_ROBUST_H

#include <stddef.h>

/* Makes the MAD of normally distributed values an estimate of their standard deviation. */
#define ROBUST_MAD_TO_SIGMA 1.4826

void robust_sort(double *values, size_t count);
/* Of sorted values; `count` is at least 1, `share` from 0 to 1. */
double robust_quantile(const double *sorted, size_t count, double share);
double robust_median(const double *sorted, size_t count);
/* `scratch` has room for as many values. */
double robust_mad(const double *sorted, size_t count, double *scratch);

#endif
