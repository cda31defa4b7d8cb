/* The indicators of a return beside last year's, its neighbours' and England's: a table of all, then each with its plots. */
#include <math.h>

#include "report/figure_order.h"
#include "report/html.h"
#include "report/html_figures.h"
#include "report/html_plot.h"
#include "report/returns.h"

/* What is known of one return of the council, this year's or an earlier one. */
struct year {
    uint32_t row;
    const struct compare_standing *standings; /* by the number of the indicator among the collection's */
};

struct figures {
    struct report *report;
    const struct compare_matrix *matrix;
    const struct report_return *of;
    struct arena *keep;
    struct year *years; /* in order, this one's among them */
    uint32_t year_count;
    double *all; /* room for a value of each council */
    struct report_figure *shown;
    uint32_t shown_count;
    uint64_t first; /* number of the first figure: ids */
};

static const struct compare_indicator *indicator_of(const struct figures *f, const struct compare_standing *standing)
{
    return &f->matrix->indicators[standing->indicator];
}

static const struct compare_return *row_of(const struct figures *f)
{
    return &f->matrix->returns[f->of->row];
}

/* Is it shown? What is not known has a place of its own. */
static bool is_shown(const struct figures *f, uint32_t number)
{
    const struct compare_standing *standing = &f->of->standings[number];

    return standing->now->known &&
           (f->report->options.figures != REPORT_FIGURES_MARKED || standing->position != COMPARE_USUAL);
}

static bool gather_shown(struct figures *f)
{
    f->shown = ARENA_ARRAY(f->keep, f->of->standing_count, struct report_figure);
    for (uint32_t i = 0; f->shown && i < f->of->standing_count; i++) {
        if (is_shown(f, i)) {
            f->shown[f->shown_count++] = report_figure_of(f->matrix, f->of, &f->of->standings[i]);
        }
    }
    report_figures_sort(f->shown, f->shown_count);
    return f->shown != NULL;
}

static uint32_t number_of(const struct figures *f, uint32_t at)
{
    return (uint32_t)(f->shown[at].standing - f->of->standings);
}

static bool begins_group(const struct figures *f, uint32_t at)
{
    return at == 0 || f->shown[at].group != f->shown[at - 1].group;
}

/* ---- gathering ---- */

static bool gather_years(struct figures *f, struct failure *failure)
{
    const struct compare_return *own = row_of(f);

    f->years = ARENA_ARRAY(f->keep, f->matrix->return_count, struct year);
    f->all = ARENA_ARRAY(f->keep, f->matrix->return_count, double);
    if (!f->years || !f->all) {
        return failure_memory(failure);
    }
    for (uint32_t row = 0; row < f->matrix->return_count; row++) {
        const struct compare_return *other = &f->matrix->returns[row];
        struct year *year = &f->years[f->year_count];
        uint32_t count;

        if (!str_equal(other->collection, own->collection) || !str_equal(other->authority, own->authority)) {
            continue;
        }
        year->row = row;
        if (!compare_standings(f->matrix, row, &year->standings, &count, f->keep, failure)) {
            return false;
        }
        f->year_count++;
    }
    return true;
}

static uint32_t gather_all(const struct figures *f, uint32_t indicator)
{
    const struct compare_return *own = row_of(f);
    uint32_t count = 0;

    for (uint32_t row = 0; row < f->matrix->return_count; row++) {
        const struct compare_return *other = &f->matrix->returns[row];
        const struct compare_cell *cell = compare_cell_at(f->matrix, row, indicator);

        if (cell->known && other->period == own->period && str_equal(other->collection, own->collection)) {
            f->all[count++] = cell->value;
        }
    }
    return count;
}

static uint32_t gather_neighbours(const struct figures *f, uint32_t indicator, double neighbours[COMPARE_NEIGHBOURS])
{
    const struct compare_return *own = row_of(f);
    uint32_t count = 0;

    for (uint32_t i = 0; i < own->neighbour_count; i++) {
        uint32_t row = compare_find(f->matrix, own->collection, own->neighbours[i], own->period);

        if (row != UINT32_MAX && compare_cell_at(f->matrix, row, indicator)->known) {
            neighbours[count++] = compare_cell_at(f->matrix, row, indicator)->value;
        }
    }
    return count;
}

/* ---- words ---- */

/* The unit without the sign that the figure has before or behind it. */
static void write_unit(struct buffer *out, const struct compare_indicator *indicator)
{
    struct str unit = indicator->unit;

    if (str_starts_with(unit, STR("£ "))) {
        unit = str_slice(unit, sizeof "£ " - 1, unit.length);
    } else if (str_starts_with(unit, STR("% "))) {
        unit = str_slice(unit, 2, unit.length);
    }
    buffer_text(out, unit.length > 0 ? " " : "");
    html_text(out, unit);
}

static void write_range(struct buffer *out, enum compare_figure figure, const struct compare_group *group)
{
    html_figure(out, figure, group->low);
    buffer_text(out, " to ");
    html_figure(out, figure, group->high);
}

/* Where it is unusual, in a word. */
static void write_tag(struct buffer *out, const struct compare_standing *standing)
{
    switch (standing->position) {
    case COMPARE_OUTSIDE_LIMITS: html_tag(out, HTML_YELLOW, "Outside limits"); break;
    case COMPARE_LOW: html_tag(out, HTML_BLUE, "Low"); break;
    case COMPARE_HIGH: html_tag(out, HTML_BLUE, "High"); break;
    default: break;
    }
}

/* ---- the table of all ---- */

static void write_row(const struct figures *f, const struct compare_standing *standing, uint32_t number)
{
    const struct compare_indicator *indicator = indicator_of(f, standing);
    struct buffer *out = &f->report->text;

    buffer_text(out, "<tr><th scope=\"row\"><a href=\"#i");
    buffer_integer(out, (int64_t)(f->first + number));
    buffer_text(out, "\">");
    html_text(out, indicator->title);
    buffer_text(out, "</a></th><td class=\"number\">");
    html_figure(out, indicator->figure, standing->now->value);
    buffer_text(out, "</td><td class=\"number\">");
    if (standing->last_year && standing->last_year->known) {
        html_figure(out, indicator->figure, standing->last_year->value);
    }
    buffer_text(out, "</td><td class=\"number\">");
    if (standing->neighbours.count > 0) {
        html_figure(out, indicator->figure, standing->neighbours.median);
    }
    buffer_text(out, "</td><td class=\"number\">");
    if (standing->england.count > 0) {
        write_range(out, indicator->figure, &standing->england);
    }
    buffer_text(out, "</td><td>");
    write_tag(out, standing);
    buffer_text(out, "</td></tr>\n");
}

static void write_group_row(struct buffer *out, struct str group)
{
    buffer_text(out, "</tbody><tbody><tr><th scope=\"rowgroup\" colspan=\"6\" class=\"over\">");
    html_text(out, group);
    buffer_text(out, "</th></tr>\n");
}

static void write_table(const struct figures *f)
{
    struct buffer *out = &f->report->text;

    html_table_begin(out, html_next(f->report), "figures");
    buffer_text(out, "Figures of ");
    html_return_name(f->report, f->of);
    html_table_head(out);
    html_table_column(out, "Figure", false);
    html_table_column(out, "This return", true);
    html_table_column(out, "Last year", true);
    html_table_column(out, "Neighbours’ median", true);
    html_table_column(out, "England, 5th to 95th percentile", true);
    html_table_column(out, "Stands out", false);
    html_table_body(out);
    for (uint32_t i = 0; i < f->shown_count; i++) {
        if (begins_group(f, i)) {
            write_group_row(out, f->shown[i].indicator->group);
        }
        write_row(f, f->shown[i].standing, number_of(f, i));
    }
    html_table_end(out);
}

/* ---- one figure ---- */

static void write_part(struct buffer *out, enum compare_figure figure, double number, struct str is)
{
    html_figure(out, figure, number);
    buffer_text(out, " (");
    html_text(out, is);
    buffer_char(out, ')');
}

static void write_made_of(struct buffer *out, const struct compare_indicator *indicator,
                          const struct compare_cell *cell)
{
    if (cell->numerator_is.length == 0) {
        return;
    }
    html_row(out, "Made of");
    write_part(out, indicator->figure == COMPARE_MONEY ? COMPARE_MONEY : COMPARE_NUMBER, cell->numerator,
               cell->numerator_is);
    if (cell->has_denominator) {
        buffer_text(out, " against ");
        write_part(out, COMPARE_NUMBER, cell->denominator, cell->denominator_is);
    }
    html_row_end(out);
}

static void write_last_year(struct buffer *out, const struct compare_indicator *indicator,
                            const struct compare_standing *standing)
{
    const struct compare_cell *last = standing->last_year;

    if (!last || !last->known) {
        return;
    }
    html_row(out, "Last year");
    html_figure(out, indicator->figure, last->value);
    if (indicator->figure != COMPARE_PERCENT && last->value > 0) {
        double change = standing->now->value / last->value - 1;

        buffer_text(out, change < 0 ? ", since then down " : ", since then up ");
        html_figure(out, COMPARE_PERCENT, fabs(change));
    }
    html_row_end(out);
}

static void write_others(struct buffer *out, const struct compare_indicator *indicator,
                         const struct compare_standing *standing)
{
    if (standing->neighbours.count > 0) {
        html_row(out, "Statistical neighbours");
        buffer_text(out, "median ");
        html_figure(out, indicator->figure, standing->neighbours.median);
        buffer_text(out, ", from ");
        write_range(out, indicator->figure, &standing->neighbours);
        buffer_text(out, " in ");
        report_words_count(out, standing->neighbours.count, "council", "councils");
        html_row_end(out);
    }
    if (standing->england.count > 0) {
        html_row(out, "England");
        buffer_text(out, "median ");
        html_figure(out, indicator->figure, standing->england.median);
        buffer_text(out, ", nine in ten councils from ");
        write_range(out, indicator->figure, &standing->england);
        buffer_text(out, "; this one has rank ");
        report_words_number(out, standing->rank);
        buffer_text(out, " of ");
        report_words_number(out, standing->england.count);
        buffer_text(out, ", the highest first");
        html_row_end(out);
    }
}

static void write_limits(struct buffer *out, const struct compare_indicator *indicator, const struct compare_cell *now)
{
    if (!now->has_limits) {
        return;
    }
    html_row(out, "Limits");
    html_figure(out, indicator->figure, now->low);
    buffer_text(out, " to ");
    html_figure(out, indicator->figure, now->high);
    buffer_text(out, "; a figure beyond them is a query");
    html_row_end(out);
}

static void write_paragraph(struct buffer *out, const char *heading, struct str text)
{
    if (text.length > 0) {
        buffer_format(out, "<p><strong>%s</strong> ", heading);
        html_text(out, text);
        buffer_text(out, "</p>\n");
    }
}

void html_write_background(struct buffer *out, const struct compare_indicator *indicator)
{
    if (indicator->caveat.length + indicator->causes.length + indicator->source.length == 0) {
        return;
    }
    html_details_begin(out);
    buffer_text(out, "What to know about this figure<span class=\"unseen\">: ");
    html_text(out, indicator->title);
    buffer_text(out, "</span>");
    html_details_body(out);
    write_paragraph(out, "What usually makes it odd:", indicator->causes);
    write_paragraph(out, "Caveat:", indicator->caveat);
    write_paragraph(out, "Source:", indicator->source);
    html_details_end(out);
}

static void write_strip(const struct figures *f, const struct compare_standing *standing, struct str who)
{
    double neighbours[COMPARE_NEIGHBOURS];
    struct html_strip strip = {
        .number = html_next(f->report),
        .indicator = indicator_of(f, standing),
        .who = who,
        .period = f->of->period,
        .own = standing->now->value,
        .limits = standing->now,
        .all = f->all,
        .all_count = gather_all(f, standing->indicator),
        .neighbours = neighbours,
        .neighbour_count = gather_neighbours(f, standing->indicator, neighbours),
        .among_all = standing->england,
        .among_neighbours = standing->neighbours,
    };
    struct buffer *out = &f->report->text;

    if (html_strip_worth(&strip)) {
        buffer_text(out, "<figure><figcaption>Among councils, ");
        html_text(out, f->of->period);
        buffer_text(out, "</figcaption>\n");
        html_strip(out, &strip);
        buffer_text(out, "</figure>\n");
    }
}

static struct html_year year_of(const struct figures *f, const struct year *year, uint32_t number)
{
    const struct compare_standing *standing = &year->standings[number];

    return (struct html_year){
        .period = f->matrix->returns[year->row].period,
        .own = standing->now->known ? standing->now->value : NAN,
        .neighbours = standing->neighbours.count > 0 ? standing->neighbours.median : NAN,
        .low = standing->england.count > 0 ? standing->england.low : NAN,
        .high = standing->england.count > 0 ? standing->england.high : NAN,
    };
}

static bool write_years(const struct figures *f, uint32_t number, struct str who)
{
    struct arena_mark mark = arena_mark(f->keep);
    struct html_year *years = ARENA_ARRAY(f->keep, f->year_count, struct html_year);
    struct buffer *out = &f->report->text;
    struct html_years drawn = {
        .number = html_next(f->report),
        .indicator = indicator_of(f, &f->of->standings[number]),
        .who = who,
        .years = years,
        .count = f->year_count,
    };

    if (!years) {
        return false;
    }
    for (uint32_t i = 0; i < f->year_count; i++) {
        years[i] = year_of(f, &f->years[i], number);
    }
    if (html_years_worth(&drawn)) {
        buffer_text(out, "<figure><figcaption>By year</figcaption>\n");
        html_years(out, &drawn);
        buffer_text(out, "</figure>\n");
    }
    arena_rewind(f->keep, mark);
    return true;
}

static bool write_figure(const struct figures *f, uint32_t number)
{
    const struct compare_standing *standing = &f->of->standings[number];
    const struct compare_indicator *indicator = indicator_of(f, standing);
    struct buffer *out = &f->report->text;
    struct buffer *who = html_scratch(f->report);

    html_council(who, f->of);
    buffer_text(out, "<section class=\"figure\" id=\"i");
    buffer_integer(out, (int64_t)(f->first + number));
    buffer_text(out, "\"><h4>");
    html_text(out, indicator->title);
    buffer_text(out, " <span class=\"code\">");
    html_text(out, indicator->code);
    buffer_text(out, "</span></h4>\n<p class=\"lead\"><strong>");
    html_figure(out, indicator->figure, standing->now->value);
    buffer_text(out, "</strong>");
    write_unit(out, indicator);
    buffer_char(out, ' ');
    write_tag(out, standing);
    buffer_text(out, "</p>\n<div class=\"plots\">\n");
    write_strip(f, standing, buffer_view(who));
    if (!write_years(f, number, buffer_view(who))) {
        return false;
    }
    buffer_text(out, "</div>\n");
    html_rows_begin(out);
    write_last_year(out, indicator, standing);
    write_others(out, indicator, standing);
    write_limits(out, indicator, standing->now);
    write_made_of(out, indicator, standing->now);
    html_rows_end(out);
    html_write_background(out, indicator);
    buffer_text(out, "</section>\n");
    return true;
}

static bool write_each(const struct figures *f)
{
    struct buffer *out = &f->report->text;

    for (uint32_t i = 0; i < f->shown_count; i++) {
        if (begins_group(f, i)) {
            buffer_text(out, "<h3>");
            html_text(out, f->shown[i].indicator->group);
            buffer_text(out, "</h3>\n");
        }
        if (!write_figure(f, number_of(f, i))) {
            return false;
        }
    }
    return true;
}

/* ---- those that are not known ---- */

/* Indicators that are not of this period are no news. */
static bool is_unknown(const struct compare_cell *cell)
{
    return !cell->known && !cell->other_period;
}

static uint32_t count_unknown(const struct report_return *of)
{
    uint32_t unknown = 0;

    for (uint32_t i = 0; i < of->standing_count; i++) {
        unknown += is_unknown(of->standings[i].now);
    }
    return unknown;
}

static bool same_reason(const struct figures *f, uint32_t a, uint32_t b)
{
    const struct compare_cell *left = f->of->standings[a].now, *right = f->of->standings[b].now;

    return is_unknown(left) && is_unknown(right) && str_equal(left->reason, right->reason);
}

static bool was_said(const struct figures *f, uint32_t number)
{
    for (uint32_t i = 0; i < number; i++) {
        if (same_reason(f, i, number)) {
            return true;
        }
    }
    return false;
}

static void write_reason(const struct figures *f, uint32_t first)
{
    struct buffer *out = &f->report->text;

    buffer_text(out, "<li>");
    html_sentence(out, f->of->standings[first].now->reason);
    buffer_text(out, ":\n<ul>\n");
    for (uint32_t i = first; i < f->of->standing_count; i++) {
        if (same_reason(f, first, i)) {
            buffer_text(out, "<li>");
            html_text(out, indicator_of(f, &f->of->standings[i])->title);
            buffer_text(out, "</li>\n");
        }
    }
    buffer_text(out, "</ul></li>\n");
}

static void write_unknown(const struct figures *f, uint32_t count)
{
    struct buffer *out = &f->report->text;

    if (count == 0) {
        return;
    }
    html_details_begin(out);
    report_words_count(out, count, "figure is not known", "figures are not known");
    html_details_body(out);
    buffer_text(out, "<ul>\n");
    for (uint32_t i = 0; i < f->of->standing_count; i++) {
        if (is_unknown(f->of->standings[i].now) && !was_said(f, i)) {
            write_reason(f, i);
        }
    }
    buffer_text(out, "</ul>\n");
    html_details_end(out);
}

/* ---- all of it ---- */

void html_figures_heading(struct report *report, const char *words)
{
    struct html_state *state = report->state;

    buffer_text(&report->text, state->in_figures ? "<h2>" : "<h2 id=\"figures\">");
    buffer_text(&report->text, words);
    state->in_figures = true;
}

static void write_heading(struct figures *f)
{
    struct buffer *out = &f->report->text;

    html_figures_heading(f->report, "Figures beside other councils’");
    if (f->report->run->return_count > 1) {
        buffer_text(out, ": ");
        html_return_name(f->report, f->of);
    }
    buffer_format(
        out,
        "</h2>\n<p>Unit costs, rates and shares as the Department will work them out of this return. Percentiles "
        "of England are shown where %u councils or more have a figure, and the neighbours’ median where %u or "
        "more have. “Low” and “high” are beyond these percentiles; a figure outside its limits is a query. "
        "What stands out is a reason to look, not a mistake.</p>\n",
        COMPARE_ENGLAND_LEAST, COMPARE_NEIGHBOURS_LEAST);
}

static bool write_return(struct figures *f)
{
    struct failure failure = {0};
    uint32_t unknown = count_unknown(f->of);

    f->first = html_next(f->report);
    ((struct html_state *)f->report->state)->numbers += f->of->standing_count;
    if (!gather_shown(f) || !gather_years(f, &failure)) {
        return false;
    }
    write_heading(f);
    if (f->shown_count > 0) {
        html_plot_key(&f->report->text, true, row_of(f)->neighbour_count > 0);
        write_table(f);
    }
    write_unknown(f, unknown);
    return write_each(f);
}

bool html_write_figures(struct report *report)
{
    struct html_state *state = report->state;
    const struct report_run *run = report->run;

    for (uint32_t i = 0; i < run->return_count; i++) {
        struct figures f = {.report = report, .matrix = run->matrix, .of = &run->returns[i], .keep = &state->keep};

        if (!run->matrix || f.of->standing_count == 0 || report->options.figures == REPORT_FIGURES_NONE) {
            continue;
        }
        if (!write_return(&f)) {
            return false;
        }
        arena_free(&state->keep);
    }
    return true;
}
