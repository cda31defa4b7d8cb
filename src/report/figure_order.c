#include "report/figure_order.h"

#include <stdlib.h>

/* Where its group stands: at the indicator in the middle of it, since one that is older than the others may have a code far
 * from theirs. */
static uint32_t middle_of_group(const struct compare_matrix *matrix, const struct report_return *of, struct str group)
{
    uint32_t count = 0, middle = 0;

    for (uint32_t i = 0; i < of->standing_count; i++) {
        count += str_equal(matrix->indicators[of->standings[i].indicator].group, group);
    }
    for (uint32_t i = 0, seen = 0; i < of->standing_count; i++) {
        if (str_equal(matrix->indicators[of->standings[i].indicator].group, group) && seen++ == count / 2) {
            middle = of->standings[i].indicator;
        }
    }
    return middle;
}

/* The first of the same group and unit. */
static uint32_t first_of_unit(const struct compare_matrix *matrix, const struct report_return *of,
                              const struct compare_indicator *indicator)
{
    for (uint32_t i = 0; i < of->standing_count; i++) {
        const struct compare_indicator *other = &matrix->indicators[of->standings[i].indicator];

        if (str_equal(other->group, indicator->group) && str_equal(other->unit, indicator->unit)) {
            return of->standings[i].indicator;
        }
    }
    return 0;
}

static int compare_figures(const void *left, const void *right)
{
    const struct report_figure *a = left, *b = right;

    if (a->group != b->group) {
        return a->group < b->group ? -1 : 1;
    }
    if (a->unit != b->unit) {
        return a->unit < b->unit ? -1 : 1;
    }
    return (a->standing->indicator > b->standing->indicator) - (a->standing->indicator < b->standing->indicator);
}

struct report_figure report_figure_of(const struct compare_matrix *matrix, const struct report_return *of,
                                      const struct compare_standing *standing)
{
    const struct compare_indicator *indicator = &matrix->indicators[standing->indicator];

    return (struct report_figure){
        .standing = standing,
        .indicator = indicator,
        .group = middle_of_group(matrix, of, indicator->group),
        .unit = first_of_unit(matrix, of, indicator),
    };
}

void report_figures_sort(struct report_figure *figures, size_t count)
{
    if (count > 0) {
        qsort(figures, count, sizeof *figures, compare_figures);
    }
}
