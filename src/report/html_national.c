/* The figures of many returns: for each indicator all councils in one plot, what is usual by year, and who is outside its
 * limits. */
#include <math.h>

#include "report/figure_order.h"
#include "report/html.h"
#include "report/html_figures.h"
#include "report/html_plot.h"
#include "report/returns.h"

#define NAMED_MOST 40u /* councils outside limits */

/* The returns of one collection and period: they stand together. */
struct cohort {
    const struct report_return *first;
    uint32_t count;
};

struct national {
    struct report *report;
    const struct compare_matrix *matrix;
    const struct cohort *cohorts; /* of one collection, by period */
    uint32_t cohort_count;
    double *all; /* room for a value of each council */
};

static bool same_cohort(const struct report_return *a, const struct report_return *b)
{
    return str_equal(a->collection, b->collection) && str_equal(a->period, b->period);
}

/* Returns without figures are in none. */
static uint32_t gather_cohorts(const struct report_run *run, struct cohort *cohorts)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < run->return_count; i++) {
        const struct report_return *of = &run->returns[i];

        if (of->standing_count == 0) {
            continue;
        }
        if (count == 0 || !same_cohort(cohorts[count - 1].first, of)) {
            cohorts[count++] = (struct cohort){.first = of};
        }
        cohorts[count - 1].count = (uint32_t)(of - cohorts[count - 1].first) + 1;
    }
    return count;
}

static const struct compare_standing *standing_in(const struct cohort *cohort, uint32_t i, uint32_t number)
{
    const struct report_return *of = &cohort->first[i];

    return of->standing_count > number ? &of->standings[number] : NULL;
}

/* ---- by year ---- */

struct counts {
    uint32_t known, outside;
};

static struct counts count(const struct cohort *cohort, uint32_t number)
{
    struct counts counts = {0, 0};

    for (uint32_t i = 0; i < cohort->count; i++) {
        const struct compare_standing *standing = standing_in(cohort, i, number);

        counts.known += standing && standing->now->known;
        counts.outside += standing && standing->position == COMPARE_OUTSIDE_LIMITS;
    }
    return counts;
}

static void write_year(const struct national *n, const struct cohort *cohort, uint32_t number)
{
    const struct compare_standing *standing = standing_in(cohort, 0, number);
    const struct compare_group *england = &standing->england;
    enum compare_figure figure = n->matrix->indicators[standing->indicator].figure;
    struct counts counts = count(cohort, number);
    struct buffer *out = &n->report->text;
    const double shown[] = {england->low, england->median, england->high};

    buffer_text(out, "<tr><th scope=\"row\">");
    html_text(out, cohort->first->period);
    buffer_text(out, "</th>");
    html_table_count(out, counts.known);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        buffer_text(out, "<td class=\"number\">");
        html_figure(out, figure, england->count > 0 ? shown[i] : NAN);
        buffer_text(out, "</td>");
    }
    html_table_count(out, counts.outside);
    buffer_text(out, "</tr>\n");
}

static void write_years(const struct national *n, const struct compare_indicator *indicator, uint32_t number)
{
    struct buffer *out = &n->report->text;

    html_table_begin(out, html_next(n->report), "");
    buffer_text(out, "<span class=\"unseen\">");
    html_text(out, indicator->title);
    buffer_text(out, ": </span>England by year");
    html_table_head(out);
    html_table_column(out, "Year", false);
    html_table_column(out, "Councils with a figure", true);
    html_table_column(out, "5th percentile", true);
    html_table_column(out, "Median", true);
    html_table_column(out, "95th percentile", true);
    html_table_column(out, "Outside limits", true);
    html_table_body(out);
    for (uint32_t i = 0; i < n->cohort_count; i++) {
        write_year(n, &n->cohorts[i], number);
    }
    html_table_end(out);
}

/* ---- all councils ---- */

static void write_strip(const struct national *n, const struct cohort *cohort, uint32_t number)
{
    const struct compare_standing *standing = standing_in(cohort, 0, number);
    struct buffer *out = &n->report->text;
    struct html_strip strip = {
        .number = html_next(n->report),
        .indicator = &n->matrix->indicators[standing->indicator],
        .period = cohort->first->period,
        .own = NAN,
        .all = n->all,
        .among_all = standing->england,
    };

    for (uint32_t i = 0; i < cohort->count; i++) {
        const struct compare_standing *other = standing_in(cohort, i, number);

        if (other && other->now->known) {
            strip.limits = other->now;
            n->all[strip.all_count++] = other->now->value;
        }
    }
    if (html_strip_worth(&strip)) {
        buffer_text(out, "<figure class=\"alone\"><figcaption>All councils, ");
        html_text(out, cohort->first->period);
        buffer_text(out, "</figcaption>\n");
        html_strip(out, &strip);
        buffer_text(out, "</figure>\n");
    }
}

static void write_outside(const struct national *n, const struct cohort *cohort, uint32_t number)
{
    uint32_t outside = count(cohort, number).outside;
    struct buffer *out = &n->report->text;
    uint32_t named = 0;

    if (outside == 0) {
        return;
    }
    html_details_begin(out);
    report_words_count(out, outside, "council", "councils");
    buffer_text(out, " outside the limits in ");
    html_text(out, cohort->first->period);
    html_details_body(out);
    buffer_text(out, "<ul>\n");
    for (uint32_t i = 0; i < cohort->count && named < NAMED_MOST; i++) {
        const struct compare_standing *standing = standing_in(cohort, i, number);

        if (standing && standing->position == COMPARE_OUTSIDE_LIMITS) {
            buffer_text(out, "<li>");
            html_council_name(n->report, &cohort->first[i]);
            buffer_text(out, ": ");
            html_figure(out, n->matrix->indicators[standing->indicator].figure, standing->now->value);
            buffer_text(out, "</li>\n");
            named++;
        }
    }
    buffer_text(out, named < outside ? "<li>and more</li></ul>\n" : "</ul>\n");
    html_details_end(out);
}

static void write_indicator(const struct national *n, const struct compare_indicator *indicator, uint32_t number)
{
    const struct cohort *last = &n->cohorts[n->cohort_count - 1];
    struct buffer *out = &n->report->text;

    buffer_text(out, "<section class=\"figure\"><h4>");
    html_text(out, indicator->title);
    buffer_text(out, " <span class=\"code\">");
    html_text(out, indicator->code);
    buffer_text(out, "</span></h4>\n<p class=\"quiet\">");
    html_text(out, indicator->unit);
    buffer_text(out, "</p>\n");
    write_strip(n, last, number);
    write_years(n, indicator, number);
    write_outside(n, last, number);
    html_write_background(out, indicator);
    buffer_text(out, "</section>\n");
}

/* ---- all of it ---- */

/* Those of which some council has a figure in some year. */
static uint32_t gather_figures(const struct national *n, struct report_figure *figures)
{
    const struct report_return *first = n->cohorts[0].first;
    uint32_t known = 0;

    for (uint32_t number = 0; number < first->standing_count; number++) {
        bool any = false;

        for (uint32_t c = 0; c < n->cohort_count; c++) {
            any = any || count(&n->cohorts[c], number).known > 0;
        }
        if (any) {
            figures[known++] = report_figure_of(n->matrix, first, &first->standings[number]);
        }
    }
    return known;
}

static bool write_collection(struct national *n, struct arena *keep)
{
    const struct report_return *first = n->cohorts[0].first;
    struct report_figure *figures = ARENA_ARRAY(keep, first->standing_count, struct report_figure);
    struct buffer *out = &n->report->text;
    uint32_t known;

    if (!figures) {
        return false;
    }
    known = gather_figures(n, figures);
    report_figures_sort(figures, known);
    if (known > 0) {
        html_figures_heading(n->report, "Figures of all councils: ");
        html_text(out, report_return_names(first).collection);
        buffer_text(out, "</h2>\n");
        html_plot_key(out, false, false);
    }
    for (uint32_t i = 0; i < known; i++) {
        if (i == 0 || figures[i].group != figures[i - 1].group) {
            buffer_text(out, "<h3>");
            html_text(out, figures[i].indicator->group);
            buffer_text(out, "</h3>\n");
        }
        write_indicator(n, figures[i].indicator, (uint32_t)(figures[i].standing - first->standings));
    }
    return true;
}

bool html_write_national(struct report *report)
{
    struct html_state *state = report->state;
    const struct report_run *run = report->run;
    struct cohort *cohorts = ARENA_ARRAY(&state->keep, run->return_count, struct cohort);
    double *all = ARENA_ARRAY(&state->keep, run->return_count, double);
    uint32_t total, end;

    if (!cohorts || !all) {
        return false;
    }
    if (!run->matrix || report->options.figures == REPORT_FIGURES_NONE) {
        return true;
    }
    total = gather_cohorts(run, cohorts);
    for (uint32_t first = 0; first < total; first = end) {
        struct national n = {.report = report, .matrix = run->matrix, .cohorts = &cohorts[first], .all = all};

        end = first + 1;
        while (end < total && str_equal(cohorts[end].first->collection, cohorts[first].first->collection)) {
            end++;
        }
        n.cohort_count = end - first;
        if (!write_collection(&n, &state->keep)) {
            return false;
        }
    }
    return true;
}
