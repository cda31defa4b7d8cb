/* html_plot: figures drawn as inline SVG: where one council stands among all, and how a figure went over the years.
 *
 * Places are in percent of the width, so that a plot fits a phone and its words keep their size. Marks differ by shape as
 * well as by colour. Each plot has a title and a description that say in words what it shows.
 */
#ifndef PROBITY_REPORT_HTML_PLOT_H
#define PROBITY_REPORT_HTML_PLOT_H

#include "base/buffer.h"
#include "compare/standing.h"

/* As people read it: "£1,234", "20.1%". NAN: "not known". */
void html_figure(struct buffer *out, enum compare_figure figure, double value);

struct html_strip {
    uint64_t number; /* makes its ids unique in the document, among plots of both kinds */
    const struct compare_indicator *indicator;
    struct str who;                    /* whose figure is marked: "Barking and Dagenham" */
    struct str period;                 /* "2023-24" */
    double own;                        /* NAN: none is marked */
    const struct compare_cell *limits; /* a figure of this period, whose limits are drawn; NULL: none */
    const double *all;                 /* known figures of all councils, this one's may be among them */
    const double *neighbours;
    uint32_t all_count;
    uint32_t neighbour_count;
    struct compare_group among_all; /* 5th percentile, median, 95th */
    struct compare_group among_neighbours;
};

/* Is there anything to draw: a council's figure and others', or many councils'? */
bool html_strip_worth(const struct html_strip *strip);
void html_strip(struct buffer *out, const struct html_strip *strip);

struct html_year {
    int period;        /* the year in which it begins */
    double own;        /* NAN: not known, as are the others */
    double neighbours; /* their median */
    double low, high;  /* England's 5th and 95th percentiles */
};

struct html_years {
    uint64_t number;
    const struct compare_indicator *indicator;
    struct str who;
    const struct html_year *years; /* in order; there may be gaps */
    uint32_t count;
};

/* Two years or more with a figure of its own. */
bool html_years_worth(const struct html_years *years);
void html_years(struct buffer *out, const struct html_years *years);

/* What the marks of both plots mean, once for all of them. `own`: one council is marked; `neighbours`: it has some. */
void html_plot_key(struct buffer *out, bool own, bool neighbours);

#endif
