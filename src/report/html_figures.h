/* html_figures: what both views of the figures share. For html*.c only.
 */
#ifndef PROBITY_REPORT_HTML_FIGURES_H
#define PROBITY_REPORT_HTML_FIGURES_H

#include "compare/matrix.h"
#include "report/internal.h"

/* What usually makes a figure odd, its caveat and its source, closed until wanted. */
void html_write_background(struct buffer *out, const struct compare_indicator *indicator);

/* "<h2>Figures …", which the caller closes; links lead to the first of the report. */
void html_figures_heading(struct report *report, const char *words);

#endif
