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

/* Nineteen in twenty of normally distributed values are within so many standard deviations. */
#define ROBUST_TAIL 0.95
#define ROBUST_TAIL_SIGMAS 1.959963984540054

/* Sigma is the largest of three. The MAD alone is no measure where most values are the same and the others are anywhere:
 * what one in twenty does would then be thousands of MADs away. */
enum robust_by {
    ROBUST_BY_NOTHING, /* all values are the same, or there is none: no distance can be told */
    ROBUST_BY_MAD,
    ROBUST_BY_TAIL, /* within which nineteen in twenty are, as normal values would have it */
    ROBUST_BY_LEAST /* the least that matters */
};

/* Where values lie, and how far apart: `sigma` is what the standard deviation would be if they were normal. */
struct robust_scale {
    double centre; /* the median */
    double sigma;
    enum robust_by by;
};

/* Of sorted values, of which there may be none; `least` is the least that sigma can be; `scratch` has room for as many. */
struct robust_scale robust_scale(const double *sorted, size_t count, double least, double *scratch);

/* Spearman's rank correlation of pairs; ties have the mean of their ranks. Fewer than 3 pairs, or one of the two all the
 * same: NAN. `scratch` has room for three times as many values. */
double robust_rank_correlation(const double *x, const double *y, size_t count, double *scratch);

#endif
