#include "compare/robust.h"

#include <math.h>
#include <stdlib.h>

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
