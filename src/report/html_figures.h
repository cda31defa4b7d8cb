/* html_figures: what both views of the figures share. For html*.c only.
 */
#ifndef PROBITY_REPORT_HTML_FIGURES_H
#define PROBITY_REPORT_HTML_FIGURES_H

#include "base/buffer.h"
#include "compare/matrix.h"

/* What usually makes a figure odd, its caveat and its source, closed until wanted. */
void html_write_background(struct buffer *out, const struct compare_indicator *indicator);

#endif
