/* text_figures: the figures of a return beside others', as the text format shows them. For text*.c only.
 *
 * text_figures.c writes the table; text_figures_said.c what stands round it: whom the return is compared with, what stands
 * out and why that may be, what costs are divided by, and what is not known.
 */
#ifndef PROBITY_REPORT_TEXT_FIGURES_H
#define PROBITY_REPORT_TEXT_FIGURES_H

#include "report/figure_order.h"
#include "report/text.h"

/* What is known of one return's figures. */
struct text_figures {
    const struct report_return *of;
    struct report_figure *known; /* in the order of the table */
    size_t count;
    int period;
    uint32_t neighbours; /* the most that have a figure; 0: none is compared with */
    int neighbours_of;   /* the year of the list that they are from; 0: it has none */
    uint32_t england;    /* councils, likewise */
    bool last_year;      /* there is a figure of it */
    bool marked;         /* some figure stands out … */
    bool outside;        /* … beyond its limits */
};

/* "low", "high", "out"; empty for a usual one. */
const char *text_figure_mark(enum compare_position position);

void text_figures_write_intro(struct report *report, const struct text_figures *figures);
void text_figures_write_marked(struct report *report, const struct text_figures *figures);
void text_figures_write_divided(struct report *report, const struct text_figures *figures);
/* False when memory is refused. */
bool text_figures_write_unknown(struct report *report, const struct text_figures *figures);

#endif
