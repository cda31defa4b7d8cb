/* compare_html_scale: where figures lie across a drawing: on a logarithmic scale where they are compared as ratios.
 *
 * A scale holds what is drawn on it but for figures so far away that the others would be one dot: those are drawn at its
 * ends. What has no logarithm is drawn at its lower end.
 */
#ifndef PROBITY_REPORT_COMPARE_HTML_SCALE_H
#define PROBITY_REPORT_COMPARE_HTML_SCALE_H

#include <stdbool.h>

#include "compare/outliers.h"

#define COMPARE_HTML_SIGMAS 8.0 /* from the median to a scale's end, at most */

struct compare_html_scale {
    struct compare_scale by;
    bool there; /* false: it holds nothing as yet */
    double low, high;
};

struct compare_html_scale compare_html_scale(const struct compare_scale *by);
/* Makes room for a figure; NAN needs none. */
void compare_html_scale_add(struct compare_html_scale *scale, double value);
/* Makes room for a year's figures, but for those too far away. */
void compare_html_scale_spread(struct compare_html_scale *scale, const struct compare_spread *spread);
/* From 0 to `most`. */
unsigned compare_html_scale_at(const struct compare_html_scale *scale, double value, unsigned most);
/* The figures at its ends. */
double compare_html_scale_low(const struct compare_html_scale *scale);
double compare_html_scale_high(const struct compare_html_scale *scale);

#endif
