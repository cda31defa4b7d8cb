#include "report/html_plot.h"

#include <math.h>

#include "base/date.h"
#include "report/html_page.h"
#include "report/words.h"

/* ---- figures in words ---- */

void html_figure(struct buffer *out, enum compare_figure figure, double value)
{
    if (isnan(value)) {
        buffer_text(out, "not known");
    } else {
        report_words_figure(out, figure, value);
    }
}

/* ---- a scale ---- */

struct scale {
    double low, high; /* of what is drawn; logarithms where `logarithmic` */
    bool logarithmic;
};

static double on_scale(const struct scale *scale, double value)
{
    return scale->logarithmic ? log10(value) : value;
}

static bool fits(const struct scale *scale, double value)
{
    return !isnan(value) && (!scale->logarithmic || value > 0);
}

/* From 0 to 1 where it is on the scale. */
static double share_of(const struct scale *scale, double value)
{
    return (on_scale(scale, value) - scale->low) / (scale->high - scale->low);
}

static bool is_inside(const struct scale *scale, double value)
{
    return fits(scale, value) && share_of(scale, value) >= 0 && share_of(scale, value) <= 1;
}

static void stretch(struct scale *scale, double value)
{
    if (fits(scale, value)) {
        scale->low = fmin(scale->low, on_scale(scale, value));
        scale->high = fmax(scale->high, on_scale(scale, value));
    }
}

static struct scale scale_empty(bool logarithmic)
{
    return (struct scale){INFINITY, -INFINITY, logarithmic};
}

/* A margin on both sides; false when nothing was put on it. */
static bool scale_finish(struct scale *scale, double margin)
{
    double room = scale->high - scale->low;

    if (!(room >= 0)) {
        return false;
    }
    if (room == 0) {
        room = scale->logarithmic ? 0.2 : fmax(fabs(scale->low) * 0.2, 0.01);
    }
    scale->low -= room * margin;
    scale->high += room * margin;
    return true;
}

#define TICKS_MOST 6u

/* 1, 2 or 5 times a power of ten, so that there are three to six of them. */
static unsigned ticks_linear(const struct scale *scale, double *ticks)
{
    double raw = (scale->high - scale->low) / 4;
    double power = pow(10, floor(log10(raw)));
    double step = power * (raw / power >= 5 ? 5 : raw / power >= 2 ? 2 : 1);
    double first = ceil(scale->low / step);
    unsigned count = 0;

    while (count < TICKS_MOST && (first + count) * step <= scale->high) {
        ticks[count] = (first + count) * step;
        count++;
    }
    return count;
}

static unsigned ticks_logarithmic(const struct scale *scale, double *ticks)
{
    static const double fine[] = {1, 2, 5};
    bool wide = scale->high - scale->low > 2;
    unsigned count = 0;

    for (int power = (int)floor(scale->low); power <= scale->high; power++) {
        for (unsigned i = 0; i < (wide ? 1 : 3) && count < TICKS_MOST; i++) {
            double tick = fine[i] * pow(10, power);

            if (is_inside(scale, tick)) {
                ticks[count++] = tick;
            }
        }
    }
    return count;
}

/* Less than half a power of ten holds one round number or none: its ticks are those of a linear scale. */
static unsigned ticks_of(const struct scale *scale, double *ticks)
{
    struct scale linear = {scale->low, scale->high, false};

    if (!scale->logarithmic) {
        return ticks_linear(scale, ticks);
    }
    if (scale->high - scale->low > 0.7) {
        return ticks_logarithmic(scale, ticks);
    }
    linear.low = pow(10, scale->low);
    linear.high = pow(10, scale->high);
    return ticks_linear(&linear, ticks);
}

/* ---- drawing ---- */

/* Tenths of a percent are finer than a pixel of a plot. */
static void write_percent(struct buffer *out, const char *name, double share)
{
    buffer_format(out, " %s=\"%.1f%%\"", name, share * 100);
}

static const char *anchor_of(double share)
{
    return share < 0.15 ? "start" : share > 0.85 ? "end" : "middle";
}

static void begin_plot(struct buffer *out, uint64_t number, unsigned height)
{
    buffer_text(out, "<svg class=\"plot\" role=\"img\" height=\"");
    buffer_integer(out, height);
    buffer_text(out, "\" aria-labelledby=\"p");
    buffer_integer(out, (int64_t)number);
    buffer_text(out, "\" aria-describedby=\"d");
    buffer_integer(out, (int64_t)number);
    buffer_text(out, "\"><title id=\"p");
    buffer_integer(out, (int64_t)number);
    buffer_text(out, "\">");
}

static void begin_description(struct buffer *out, uint64_t number)
{
    buffer_text(out, "</title><desc id=\"d");
    buffer_integer(out, (int64_t)number);
    buffer_text(out, "\">");
}

/* ---- strips ---- */

#define STRIP_HEIGHT 104u
#define STRIP_TOP 28u    /* below the label of the council's own figure */
#define STRIP_BOTTOM 76u /* the axis */
#define STRIP_MIDDLE 52u

static void name_strip(struct buffer *out, const struct html_strip *strip)
{
    html_text(out, strip->indicator->title);
    buffer_text(out, ", ");
    html_text(out, strip->period);
    if (!isnan(strip->own)) {
        buffer_text(out, ": ");
        html_text(out, strip->who);
        buffer_text(out, " among other councils");
    } else {
        buffer_text(out, ": all councils");
    }
}

static void describe_group(struct buffer *out, const struct html_strip *strip, const struct compare_group *group,
                           const char *middle, const char *low, const char *high)
{
    buffer_text(out, middle);
    html_figure(out, strip->indicator->figure, group->median);
    buffer_text(out, low);
    html_figure(out, strip->indicator->figure, group->low);
    buffer_text(out, high);
    html_figure(out, strip->indicator->figure, group->high);
    buffer_text(out, ". ");
}

static void describe_strip(struct buffer *out, const struct html_strip *strip, uint32_t beyond)
{
    if (!isnan(strip->own)) {
        html_text(out, strip->who);
        buffer_text(out, ": ");
        html_figure(out, strip->indicator->figure, strip->own);
        buffer_text(out, ". ");
    }
    if (strip->among_neighbours.count > 0) {
        describe_group(out, strip, &strip->among_neighbours, "Statistical neighbours: median ", ", from ", " to ");
    }
    if (strip->among_all.count > 0) {
        describe_group(out, strip, &strip->among_all, "England: median ", ", 5th percentile ", ", 95th percentile ");
    }
    if (beyond > 0) {
        report_words_count(out, beyond, "council lies", "councils lie");
        buffer_text(out, " beyond the scale.");
    }
}

/* A limit is on the scale unless it is so far away that it would squeeze all the rest. */
static void stretch_to_limits(struct scale *scale, const struct compare_cell *of)
{
    double room = scale->high - scale->low;
    double low = scale->low - room / 2, high = scale->high + room / 2;

    if (!of || !of->has_limits) {
        return;
    }
    if (fits(scale, of->low) && on_scale(scale, of->low) >= low) {
        stretch(scale, of->low);
    }
    if (fits(scale, of->high) && on_scale(scale, of->high) <= high) {
        stretch(scale, of->high);
    }
}

static struct scale strip_scale(const struct html_strip *strip)
{
    struct scale scale = scale_empty(strip->indicator->logarithmic && !(strip->own <= 0));

    stretch(&scale, strip->own);
    if (strip->among_neighbours.count > 0) {
        stretch(&scale, strip->among_neighbours.low);
        stretch(&scale, strip->among_neighbours.high);
    }
    if (strip->among_all.count > 0) {
        stretch(&scale, strip->among_all.low);
        stretch(&scale, strip->among_all.high);
    } else {
        for (uint32_t i = 0; i < strip->all_count; i++) {
            stretch(&scale, strip->all[i]);
        }
    }
    stretch_to_limits(&scale, strip->limits);
    return scale;
}

static void draw_band(struct buffer *out, const struct scale *scale, const struct compare_group *group)
{
    double low = fits(scale, group->low) ? fmax(share_of(scale, group->low), 0) : 0;
    double high = share_of(scale, group->high);

    buffer_format(out, "<rect class=\"band\" y=\"%u\" height=\"%u\"", STRIP_TOP, STRIP_BOTTOM - STRIP_TOP);
    write_percent(out, "x", low);
    write_percent(out, "width", fmax(high - low, 0));
    buffer_text(out, "/>");
}

/* All councils are one path, a stroke each, stretched to the width. */
static void draw_all(struct buffer *out, const struct scale *scale, const struct html_strip *strip)
{
    bool any = false;

    for (uint32_t i = 0; i < strip->all_count; i++) {
        if (!is_inside(scale, strip->all[i])) {
            continue;
        }
        if (!any) {
            buffer_format(out,
                          "<svg x=\"0\" y=\"%u\" width=\"100%%\" height=\"16\" viewBox=\"0 0 1000 16\" "
                          "preserveAspectRatio=\"none\"><path class=\"all\" vector-effect=\"non-scaling-stroke\" d=\"",
                          STRIP_BOTTOM - 16);
            any = true;
        }
        buffer_format(out, "M%.0f 0v16", share_of(scale, strip->all[i]) * 1000);
    }
    buffer_text(out, any ? "\"/></svg>" : "");
}

static void draw_neighbours(struct buffer *out, const struct scale *scale, const struct html_strip *strip)
{
    for (uint32_t i = 0; i < strip->neighbour_count; i++) {
        if (is_inside(scale, strip->neighbours[i])) {
            buffer_format(out, "<circle class=\"near\" cy=\"%u\" r=\"5\"", STRIP_MIDDLE - 8);
            write_percent(out, "cx", share_of(scale, strip->neighbours[i]));
            buffer_text(out, "/>");
        }
    }
    if (strip->among_neighbours.count > 0 && is_inside(scale, strip->among_neighbours.median)) {
        buffer_format(out, "<line class=\"middle\" stroke-width=\"4\" y1=\"%u\" y2=\"%u\"", STRIP_TOP + 4,
                      STRIP_MIDDLE + 4);
        write_percent(out, "x1", share_of(scale, strip->among_neighbours.median));
        write_percent(out, "x2", share_of(scale, strip->among_neighbours.median));
        buffer_text(out, "/>");
    }
}

static void draw_limits(struct buffer *out, const struct scale *scale, const struct compare_cell *of)
{
    const double limits[] = {of ? of->low : 0, of ? of->high : 0};

    for (unsigned i = 0; i < 2; i++) {
        if (of && of->has_limits && is_inside(scale, limits[i])) {
            buffer_format(out, "<line class=\"limit\" y1=\"%u\" y2=\"%u\"", STRIP_TOP - 4, STRIP_BOTTOM);
            write_percent(out, "x1", share_of(scale, limits[i]));
            write_percent(out, "x2", share_of(scale, limits[i]));
            buffer_text(out, "/>");
        }
    }
}

/* A diamond, with its figure above it. */
static void draw_own(struct buffer *out, const struct scale *scale, const struct html_strip *strip)
{
    double share = share_of(scale, strip->own);

    buffer_text(out, "<svg class=\"at\" overflow=\"visible\"");
    write_percent(out, "x", share);
    buffer_format(out, " y=\"%u\"><path class=\"own\" d=\"M0 -11L8 0L0 11L-8 0Z\"/></svg>", STRIP_MIDDLE - 4);
    buffer_format(out, "<text class=\"label\" y=\"%u\" text-anchor=\"%s\"", STRIP_TOP - 10, anchor_of(share));
    write_percent(out, "x", share);
    buffer_char(out, '>');
    html_text(out, strip->who);
    buffer_text(out, " ");
    html_figure(out, strip->indicator->figure, strip->own);
    buffer_text(out, "</text>");
}

#define TICK_APART 0.1 /* of the width: nearer labels would run into each other on a phone */

static void draw_tick(struct buffer *out, enum compare_figure figure, double share, double value)
{
    buffer_format(out, "<line class=\"axis\" y1=\"%u\" y2=\"%u\"", STRIP_BOTTOM, STRIP_BOTTOM + 5);
    write_percent(out, "x1", share);
    write_percent(out, "x2", share);
    buffer_format(out, "/><text class=\"tick\" y=\"%u\" text-anchor=\"%s\"", STRIP_BOTTOM + 20,
                  share < 0.04   ? "start"
                  : share > 0.96 ? "end"
                                 : "middle");
    write_percent(out, "x", share);
    buffer_char(out, '>');
    html_figure(out, figure, value);
    buffer_text(out, "</text>");
}

static void draw_axis(struct buffer *out, const struct scale *scale, enum compare_figure figure)
{
    double ticks[TICKS_MOST];
    unsigned count = ticks_of(scale, ticks);
    double last = -1;

    buffer_format(out, "<line class=\"axis\" x1=\"0\" x2=\"100%%\" y1=\"%u\" y2=\"%u\"/>", STRIP_BOTTOM, STRIP_BOTTOM);
    for (unsigned i = 0; i < count; i++) {
        double share = share_of(scale, ticks[i]);

        if (share - last >= TICK_APART) {
            draw_tick(out, figure, share, ticks[i]);
            last = share;
        }
    }
}

bool html_strip_worth(const struct html_strip *strip)
{
    bool others = strip->among_all.count > 0 || strip->among_neighbours.count > 0;

    return others && (!isnan(strip->own) || strip->all_count > 1);
}

void html_strip(struct buffer *out, const struct html_strip *strip)
{
    struct scale scale = strip_scale(strip);
    uint32_t beyond = 0;

    if (!scale_finish(&scale, 0.06)) {
        return;
    }
    for (uint32_t i = 0; i < strip->all_count; i++) {
        beyond += !is_inside(&scale, strip->all[i]);
    }
    begin_plot(out, strip->number, STRIP_HEIGHT);
    name_strip(out, strip);
    begin_description(out, strip->number);
    describe_strip(out, strip, beyond);
    buffer_text(out, "</desc>");
    if (strip->among_all.count > 0) {
        draw_band(out, &scale, &strip->among_all);
    }
    draw_all(out, &scale, strip);
    draw_limits(out, &scale, strip->limits);
    draw_axis(out, &scale, strip->indicator->figure);
    draw_neighbours(out, &scale, strip);
    if (!isnan(strip->own)) {
        draw_own(out, &scale, strip);
    }
    buffer_text(out, "</svg>\n");
}

/* ---- years ---- */

#define YEARS_HEIGHT 132u
#define YEARS_TOP 24.0
#define YEARS_BOTTOM 104.0
#define YEARS_MARGIN 0.08 /* of the width, on both sides, so that labels fit */

bool html_years_worth(const struct html_years *years)
{
    uint32_t known = 0;

    for (uint32_t i = 0; i < years->count; i++) {
        known += !isnan(years->years[i].own);
    }
    return known >= 2;
}

static double across(const struct html_years *years, uint32_t i)
{
    int first = years->years[0].period;
    int last = years->years[years->count - 1].period;
    double share = last > first ? (double)(years->years[i].period - first) / (last - first) : 0.5;

    return YEARS_MARGIN + share * (1 - 2 * YEARS_MARGIN);
}

static double height_of(const struct scale *scale, double value)
{
    return YEARS_BOTTOM - share_of(scale, value) * (YEARS_BOTTOM - YEARS_TOP);
}

static struct scale years_scale(const struct html_years *years)
{
    bool logarithmic = years->indicator->logarithmic;
    struct scale scale;

    for (uint32_t i = 0; i < years->count; i++) {
        logarithmic = logarithmic && !(years->years[i].own <= 0);
    }
    scale = scale_empty(logarithmic);
    for (uint32_t i = 0; i < years->count; i++) {
        stretch(&scale, years->years[i].own);
        stretch(&scale, years->years[i].neighbours);
        stretch(&scale, years->years[i].low);
        stretch(&scale, years->years[i].high);
    }
    return scale;
}

static void begin_stretched(struct buffer *out)
{
    buffer_format(out, "<svg width=\"100%%\" height=\"%u\" viewBox=\"0 0 1000 %u\" preserveAspectRatio=\"none\">",
                  YEARS_HEIGHT, YEARS_HEIGHT);
}

/* Of a lower end that is off a logarithmic scale, the bottom. */
static double band_edge(const struct scale *scale, double value)
{
    return fits(scale, value) ? height_of(scale, value) : YEARS_BOTTOM;
}

static void draw_years_band(struct buffer *out, const struct scale *scale, const struct html_years *years)
{
    char command = 'M';

    buffer_text(out, "<path class=\"band\" d=\"");
    for (uint32_t i = 0; i < years->count; i++) {
        if (fits(scale, years->years[i].high)) {
            buffer_format(out, "%c%.0f %.1f", command, across(years, i) * 1000, height_of(scale, years->years[i].high));
            command = 'L';
        }
    }
    for (uint32_t i = years->count; i > 0; i--) {
        if (fits(scale, years->years[i - 1].high)) {
            buffer_format(out, "L%.0f %.1f", across(years, i - 1) * 1000, band_edge(scale, years->years[i - 1].low));
        }
    }
    buffer_text(out, command == 'L' ? "Z\"/>" : "\"/>");
}

/* A line that breaks where a year is not known, or missing. */
static void draw_line(struct buffer *out, const struct scale *scale, const struct html_years *years, bool own)
{
    bool open = false;

    buffer_format(out, "<path class=\"%s\" vector-effect=\"non-scaling-stroke\" d=\"", own ? "own-line" : "near-line");
    for (uint32_t i = 0; i < years->count; i++) {
        double value = own ? years->years[i].own : years->years[i].neighbours;

        if (!fits(scale, value) || (i > 0 && years->years[i].period != years->years[i - 1].period + 1)) {
            open = false;
        }
        if (fits(scale, value)) {
            buffer_format(out, "%c%.0f %.1f", open ? 'L' : 'M', across(years, i) * 1000, height_of(scale, value));
            open = true;
        }
    }
    buffer_text(out, "\"/>");
}

static void draw_year(struct buffer *out, const struct scale *scale, const struct html_years *years, uint32_t i)
{
    const struct html_year *year = &years->years[i];
    double share = across(years, i);

    buffer_format(out, "<text class=\"tick\" y=\"%u\" text-anchor=\"middle\"", YEARS_HEIGHT - 8);
    write_percent(out, "x", share);
    buffer_char(out, '>');
    date_write_financial_year(out, year->period);
    buffer_text(out, "</text>");
    if (!fits(scale, year->own)) {
        return;
    }
    buffer_text(out, "<circle class=\"own\" r=\"5\"");
    write_percent(out, "cx", share);
    buffer_format(out, " cy=\"%.1f\"/><text class=\"label\" text-anchor=\"middle\" y=\"%.1f\"",
                  height_of(scale, year->own), height_of(scale, year->own) - 11);
    write_percent(out, "x", share);
    buffer_char(out, '>');
    html_figure(out, years->indicator->figure, year->own);
    buffer_text(out, "</text>");
}

static void describe_years(struct buffer *out, const struct html_years *years)
{
    for (uint32_t i = 0; i < years->count; i++) {
        const struct html_year *year = &years->years[i];

        date_write_financial_year(out, year->period);
        buffer_text(out, ": ");
        html_figure(out, years->indicator->figure, year->own);
        if (!isnan(year->neighbours)) {
            buffer_text(out, ", neighbours’ median ");
            html_figure(out, years->indicator->figure, year->neighbours);
        }
        if (!isnan(year->high)) {
            buffer_text(out, ", England ");
            html_figure(out, years->indicator->figure, year->low);
            buffer_text(out, " to ");
            html_figure(out, years->indicator->figure, year->high);
        }
        buffer_text(out, ". ");
    }
}

void html_years(struct buffer *out, const struct html_years *years)
{
    struct scale scale = years_scale(years);

    if (years->count == 0 || !scale_finish(&scale, 0.05)) {
        return;
    }
    begin_plot(out, years->number, YEARS_HEIGHT);
    html_text(out, years->indicator->title);
    buffer_text(out, " by year: ");
    html_text(out, years->who);
    begin_description(out, years->number);
    describe_years(out, years);
    buffer_text(out, "</desc>");
    begin_stretched(out);
    draw_years_band(out, &scale, years);
    draw_line(out, &scale, years, false);
    draw_line(out, &scale, years, true);
    buffer_format(out, "<path class=\"axis\" vector-effect=\"non-scaling-stroke\" d=\"M0 %.0fh1000\"/></svg>",
                  YEARS_BOTTOM + 4);
    for (uint32_t i = 0; i < years->count; i++) {
        draw_year(out, &scale, years, i);
    }
    buffer_text(out, "</svg>\n");
}

/* ---- the key ---- */

#define SAMPLE "<li><svg class=\"plot\" aria-hidden=\"true\">"

void html_plot_key(struct buffer *out, bool own, bool neighbours)
{
    buffer_text(out, "<ul class=\"key\">\n");
    if (own) {
        buffer_text(out, SAMPLE "<path class=\"own\" d=\"M12 -2L20 9L12 20L4 9Z\"/></svg>This council</li>\n");
    }
    if (neighbours) {
        buffer_text(out, SAMPLE
                    "<circle class=\"near\" cx=\"12\" cy=\"9\" r=\"5\"/></svg>A statistical neighbour</li>\n" SAMPLE
                    "<path class=\"middle\" stroke-width=\"4\" d=\"M12 0v18\"/></svg>"
                    "Neighbours’ median (by year, a dashed line)</li>\n");
    }
    buffer_text(out, SAMPLE
                "<path class=\"all\" d=\"M5 2v14M12 2v14M15 2v14\"/></svg>Each council of England</li>\n" SAMPLE
                "<rect class=\"band\" width=\"26\" height=\"18\"/></svg>"
                "Nine in ten councils of England (5th to 95th percentile)</li>\n" SAMPLE
                "<path class=\"limit\" d=\"M12 0v18\"/></svg>Limit, beyond which a figure is a query</li>\n</ul>\n");
}
