/* figure_order: the figures of a return in the order in which people read them: group by group, and those of one unit
 * together.
 */
#ifndef PROBITY_REPORT_FIGURE_ORDER_H
#define PROBITY_REPORT_FIGURE_ORDER_H

#include "report/report.h"

struct report_figure {
    const struct compare_standing *standing;
    const struct compare_indicator *indicator;
    uint32_t group; /* where its group stands among the others … */
    uint32_t unit;  /* … and its unit in the group */
};

struct report_figure report_figure_of(const struct compare_matrix *matrix, const struct report_return *of,
                                      const struct compare_standing *standing);
void report_figures_sort(struct report_figure *figures, size_t count);

#endif
