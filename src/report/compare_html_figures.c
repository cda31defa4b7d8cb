/* Each figure: how comparable councils' figures are, all councils' on a strip for each year, who is far from the others, and
 * why some are not known. */
#include <stdlib.h>

#include "report/compare_html.h"
#include "report/compare_html_scale.h"
#include "report/words.h"

#define WIDTH 1000u /* of a strip, in its own units */
#define LANES 9u    /* dots of councils beside each other are drawn above each other */
#define FAR_MOST 12u

/* ---- how comparable they are, all figures in one table -------------------------------------------------------------- */

static void write_ratio(struct buffer *out, double ratio)
{
    if (isnan(ratio)) {
        buffer_text(out, "<td>–</td>");
    } else {
        buffer_format(out, "<td>%.2f</td>", fabs(ratio) < 0.005 ? 0 : ratio);
    }
}

static void write_index(struct buffer *out, double index)
{
    static const double below[] = {0.9, 0.75, 0.6, 0.45};
    unsigned shade = 0;
    while (shade < sizeof below / sizeof *below && index < below[shade]) {
        shade++;
    }
    if (isnan(index)) {
        buffer_text(out, "<td>–</td>");
    } else if (shade) {
        buffer_format(out, "<td class=\"h%u\">%.2f</td>", shade, index);
    } else {
        buffer_format(out, "<td>%.2f</td>", index);
    }
}

static void write_columns(struct buffer *out, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        html_table_column(out, names[i], true);
    }
}

static void write_comparability(struct compare_html *html, uint32_t cohort, uint32_t subject)
{
    const struct compare_comparability *of = compare_comparability_at(html->results, cohort, subject);
    buffer_text(html->out, "<tr><th scope=\"row\">");
    compare_html_subject_link(html, subject);
    buffer_text(html->out, "</th>");
    write_index(html->out, of->index);
    write_ratio(html->out, of->within);
    write_ratio(html->out, of->zeros);
    write_ratio(html->out, of->outliers);
    write_ratio(html->out, of->stability);
    buffer_text(html->out, "</tr>\n");
}

static void write_judged(struct compare_html *html, uint32_t cohort, const uint32_t *subjects, uint32_t count)
{
    static const char *const names[] = {"Index", "Spread among peers", "Share with nothing", "Share of outliers",
                                        "Stability"};
    html_table_begin(html->out, ++html->tables, "numbers");
    compare_html_cohort(html, cohort);
    buffer_text(html->out, ": the least comparable first");
    html_table_head(html->out);
    html_table_column(html->out, "Figure", false);
    write_columns(html->out, names, sizeof names / sizeof *names);
    html_table_body(html->out);
    for (uint32_t i = 0; i < count; i++) {
        write_comparability(html, cohort, subjects[i]);
    }
    html_table_end(html->out);
}

static bool write_comparable(struct compare_html *html, uint32_t cohort)
{
    uint32_t count;
    uint32_t *subjects = report_compare_least_comparable(html->results, cohort, &count);
    if (!subjects) {
        return failure_memory(html->writer->failure);
    }
    if (count) {
        write_judged(html, cohort, subjects, count);
    } else {
        buffer_text(html->out, "<p>");
        compare_html_cohort(html, cohort);
        buffer_format(html->out, ": there is no figure that %u councils have.</p>\n", COMPARE_COUNCILS_LEAST);
    }
    free(subjects);
    return report_compare_flush(html->writer);
}

/* ---- strips --------------------------------------------------------------------------------------------------------- */

/* The years of one figure: those of its collection. */
struct years {
    const uint32_t *cohorts; /* the latest first */
    uint32_t count;
    uint32_t subject;
    struct compare_html_scale scale;
};

static bool is_far(const struct compare_html *html, uint32_t row, uint32_t subject)
{
    return fabs(compare_farthest(compare_distance_at(html->results, row, subject))) >= COMPARE_OUTLIER;
}

/* Places are told from the one before, which is shorter. */
static void draw_dots(struct compare_html *html, const struct years *years, uint32_t cohort, bool far)
{
    const struct compare_cohort *of = &html->results->groups.cohorts[cohort];
    bool open = false;
    for (uint32_t i = 0; i < of->count; i++) {
        uint32_t row = of->first + i;
        double value = compare_value_at(html->results, row, years->subject);
        bool drawn = !isnan(compare_scaled(value, &years->scale.by));
        if (drawn && is_far(html, row, years->subject) == far) {
            buffer_format(html->out, "%sM%u %uh0",
                          open  ? ""
                          : far ? "<path class=\"far\" d=\""
                                : "<path class=\"dots\" d=\"",
                          compare_html_scale_at(&years->scale, value, WIDTH), 2 + i * 4 % LANES * 2);
            open = true;
        }
    }
    buffer_text(html->out, open ? "\"/>" : "");
}

static unsigned at(const struct years *years, double value)
{
    return compare_html_scale_at(&years->scale, value, WIDTH);
}

static void draw_strip(struct compare_html *html, const struct years *years, uint32_t cohort)
{
    const struct compare_spread *spread = compare_spread_at(html->results, cohort, years->subject);
    buffer_format(html->out,
                  "<svg class=\"strip\" viewBox=\"0 0 %u 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
                  WIDTH);
    if (!isnan(spread->q1)) {
        buffer_format(html->out, "<path class=\"band\" d=\"M%u 0H%uV20H%uz\"/>", at(years, spread->q1),
                      at(years, spread->q3), at(years, spread->q1));
        buffer_format(html->out, "<path class=\"axis\" d=\"M%u 10H%u\"/>", at(years, spread->p5),
                      at(years, spread->p95));
    }
    draw_dots(html, years, cohort, false);
    if (!isnan(spread->median)) {
        buffer_format(html->out, "<path class=\"median\" d=\"M%u 0V20\"/>", at(years, spread->median));
    }
    draw_dots(html, years, cohort, true);
    buffer_text(html->out, "</svg>");
}

/* ---- the table of a figure's years ---------------------------------------------------------------------------------- */

static void write_value_cell(struct compare_html *html, uint32_t subject, double value)
{
    buffer_text(html->out, "<td>");
    if (isnan(value)) {
        buffer_text(html->out, "–");
    } else {
        compare_html_value(html, subject, value);
    }
    buffer_text(html->out, "</td>");
}

static void write_year(struct compare_html *html, const struct years *years, uint32_t cohort)
{
    const struct compare_spread *spread = compare_spread_at(html->results, cohort, years->subject);
    const struct compare_comparability *comparable = compare_comparability_at(html->results, cohort, years->subject);
    buffer_text(html->out, "<tr><th scope=\"row\">");
    compare_html_period(html, cohort);
    buffer_text(html->out, "</th><td class=\"drawn\">");
    if (years->scale.there && spread->known) {
        draw_strip(html, years, cohort);
    }
    buffer_text(html->out, "</td>");
    write_value_cell(html, years->subject, spread->p5);
    write_value_cell(html, years->subject, spread->median);
    write_value_cell(html, years->subject, spread->p95);
    buffer_format(html->out, "<td>%u</td><td>%u</td><td>%u</td>", spread->known, spread->zeros, spread->outliers);
    write_index(html->out, comparable->index);
    write_ratio(html->out, comparable->within);
    write_ratio(html->out, comparable->stability);
    buffer_text(html->out, "</tr>\n");
}

static void write_strip_column(struct compare_html *html, const struct years *years)
{
    buffer_text(html->out, "<th scope=\"col\" class=\"drawn\"><span class=\"unseen\">All councils, from </span><span "
                           "class=\"ends\"><span>");
    compare_html_value(html, years->subject, compare_html_scale_low(&years->scale));
    buffer_text(html->out, "</span><span class=\"unseen\"> to </span><span>");
    compare_html_value(html, years->subject, compare_html_scale_high(&years->scale));
    buffer_text(html->out, "</span></span></th>");
}

static void write_table(struct compare_html *html, const struct years *years)
{
    static const char *const names[] = {"5th percentile", "Median", "95th percentile",    "Councils", "With nothing",
                                        "Outliers",       "Index",  "Spread among peers", "Stability"};
    html_table_begin(html->out, ++html->tables, "numbers");
    buffer_text(html->out, "All councils by year");
    html_table_head(html->out);
    html_table_column(html->out, "Year", false);
    write_strip_column(html, years);
    write_columns(html->out, names, sizeof names / sizeof *names);
    html_table_body(html->out);
    for (uint32_t i = 0; i < years->count; i++) {
        write_year(html, years, years->cohorts[i]);
    }
    html_table_end(html->out);
}

/* ---- who is far from the others, and of whom nothing is known --------------------------------------------------------- */

static void write_far(struct compare_html *html, const struct years *years)
{
    uint32_t cohort = years->cohorts[0];
    const struct compare_cohort *of = &html->results->groups.cohorts[cohort];
    uint32_t count = 0;
    for (uint32_t row = of->first; row < of->first + of->count; row++) {
        if (!is_far(html, row, years->subject)) {
            continue;
        }
        if (count == 0) {
            buffer_text(html->out, "<p>Outliers in ");
            compare_html_period(html, cohort);
            buffer_text(html->out, ": ");
        }
        if (count < FAR_MOST) {
            buffer_text(html->out, count ? "; " : "");
            compare_html_council_link(html, row);
            buffer_char(html->out, ' ');
            compare_html_value(html, years->subject, compare_value_at(html->results, row, years->subject));
        }
        count++;
    }
    if (count > FAR_MOST) {
        buffer_format(html->out, "; and %u more", count - FAR_MOST);
    }
    buffer_text(html->out, count ? ".</p>\n" : "");
}

/* How many councils' figures of a year are not known for a reason. */
static uint32_t count_reason(const struct compare_html *html, uint32_t cohort, uint32_t subject, struct str reason)
{
    const struct compare_cohort *of = &html->results->groups.cohorts[cohort];
    uint32_t count = 0;
    for (uint32_t row = of->first; row < of->first + of->count; row++) {
        count += str_equal(report_compare_reason(html->results, row, subject), reason);
    }
    return count;
}

/* `reasons` has room for all returns. */
static uint32_t gather_reasons(const struct compare_html *html, const struct years *years, struct str *reasons)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < years->count; i++) {
        const struct compare_cohort *of = &html->results->groups.cohorts[years->cohorts[i]];
        for (uint32_t row = of->first; row < of->first + of->count; row++) {
            struct str reason = report_compare_reason(html->results, row, years->subject);
            uint32_t r = 0;
            while (r < count && !str_equal(reasons[r], reason)) {
                r++;
            }
            if (reason.length && r == count) {
                reasons[count++] = reason;
            }
        }
    }
    return count;
}

/* "1 council in 2016-17, 5 in 2020-21: its figures are not all there" */
static void write_reason(struct compare_html *html, const struct years *years, struct str reason)
{
    bool first = true;
    for (uint32_t i = years->count; i-- > 0;) {
        uint32_t councils = count_reason(html, years->cohorts[i], years->subject, reason);
        if (councils) {
            buffer_text(html->out, first ? "" : ", ");
            report_words_count(html->out, councils, first ? "council in " : "in ", first ? "councils in " : "in ");
            compare_html_period(html, years->cohorts[i]);
            first = false;
        }
    }
    buffer_text(html->out, ": ");
    html_text(html->out, reason);
}

static void write_unknown(struct compare_html *html, const struct years *years, struct str *reasons)
{
    uint32_t count = gather_reasons(html, years, reasons);
    buffer_text(html->out, count ? "<p>Not known:</p>\n<ul>" : "");
    for (uint32_t r = 0; r < count; r++) {
        buffer_text(html->out, "<li>");
        write_reason(html, years, reasons[r]);
        buffer_text(html->out, "</li>\n");
    }
    buffer_text(html->out, count ? "</ul>\n" : "");
}

static void write_left_out(struct compare_html *html, const struct years *years)
{
    uint32_t left_out = 0;
    for (uint32_t i = 0; i < years->count; i++) {
        left_out += compare_spread_at(html->results, years->cohorts[i], years->subject)->left_out;
    }
    if (left_out) {
        report_words_count(html->out, left_out, "figure is", "figures are");
        buffer_text(html->out, " not above nought and left out of the statistics. ");
    }
}

static void write_about(struct compare_html *html, const struct years *years)
{
    const struct compare_subject *of = &html->results->subjects[years->subject];
    buffer_text(html->out, "<p>");
    html_text(html->out, of->unit);
    if (of->scale.start > 0) {
        buffer_format(html->out, "; compared by ratios of the share and %.2f%%, and drawn on that scale. ",
                      of->scale.start * 100);
    } else {
        buffer_text(html->out, of->scale.logarithmic ? "; compared by ratios, and drawn on a logarithmic scale. "
                                                     : "; compared by differences. ");
    }
    write_left_out(html, years);
    buffer_text(html->out, "</p>\n");
    if (of->indicator != COMPARE_NONE) {
        struct str caveat = html->results->matrix->indicators[of->indicator].caveat;
        buffer_text(html->out, caveat.length ? "<p>What a reviewer should know: " : "");
        html_text(html->out, caveat);
        buffer_text(html->out, caveat.length ? "</p>\n" : "");
    }
}

/* ---- all figures of a collection ------------------------------------------------------------------------------------ */

static bool is_known(const struct compare_html *html, const struct years *years)
{
    for (uint32_t i = 0; i < years->count; i++) {
        if (compare_spread_at(html->results, years->cohorts[i], years->subject)->known) {
            return true;
        }
    }
    return false;
}

static void write_figure(struct compare_html *html, struct years *years, struct str *reasons)
{
    const struct compare_results *results = html->results;
    years->scale = compare_html_scale(&results->subjects[years->subject].scale);
    for (uint32_t i = 0; i < years->count; i++) {
        compare_html_scale_spread(&years->scale, compare_spread_at(results, years->cohorts[i], years->subject));
    }
    html_details_begin(html->out);
    compare_html_subject(html, years->subject);
    html_details_body(html->out);
    buffer_format(html->out, "<div id=\"f%u\" class=\"place-of\">\n", years->subject);
    write_about(html, years);
    write_table(html, years);
    write_far(html, years);
    write_unknown(html, years, reasons);
    buffer_text(html->out, "</div>\n");
    html_details_end(html->out);
}

/* A heading, below that of the collection where there is one. */
static void write_group(struct compare_html *html, struct str group)
{
    unsigned level = compare_html_collections(html) > 1 ? 4 : 3;
    buffer_format(html->out, "<h%u>", level);
    html_text(html->out, group);
    buffer_format(html->out, "</h%u>\n", level);
}

static bool write_known(struct compare_html *html, struct years *years, struct str *reasons)
{
    const struct compare_results *results = html->results;
    struct str group = STR_EMPTY;
    bool fine = true;
    for (uint32_t s = 0; fine && s < results->subject_count; s++) {
        years->subject = s;
        if (!compare_concerns(results, years->cohorts[0], s) || !is_known(html, years)) {
            continue;
        }
        if (!str_equal(results->subjects[s].group, group)) {
            group = results->subjects[s].group;
            write_group(html, group);
        }
        write_figure(html, years, reasons);
        fine = report_compare_flush(html->writer);
    }
    return fine;
}

static void write_without(struct compare_html *html, const struct years *years, struct str *reasons)
{
    uint32_t count = gather_reasons(html, years, reasons);
    buffer_format(html->out, "<tr id=\"f%u\"><th scope=\"row\">", years->subject);
    compare_html_subject(html, years->subject);
    buffer_text(html->out, "</th><td>");
    for (uint32_t r = 0; r < count; r++) {
        buffer_text(html->out, r ? "<br/>" : "");
        write_reason(html, years, reasons[r]);
    }
    buffer_text(html->out, "</td></tr>\n");
}

/* Figures that no council has. */
static bool write_all_without(struct compare_html *html, struct years *years, struct str *reasons)
{
    const struct compare_results *results = html->results;
    bool open = false;
    for (uint32_t s = 0; s < results->subject_count; s++) {
        years->subject = s;
        if (!compare_concerns(results, years->cohorts[0], s) || is_known(html, years)) {
            continue;
        }
        if (!open) {
            write_group(html, STR("Not known of any council"));
            html_table_begin(html->out, ++html->tables, "");
            buffer_text(html->out, "Figures that no council has");
            html_table_head(html->out);
            html_table_column(html->out, "Figure", false);
            html_table_column(html->out, "Why it is not known", false);
            html_table_body(html->out);
            open = true;
        }
        write_without(html, years, reasons);
    }
    if (open) {
        html_table_end(html->out);
    }
    return report_compare_flush(html->writer);
}

static bool write_collection(struct compare_html *html, uint32_t first, uint32_t end)
{
    struct str *reasons = malloc(((size_t)html->results->matrix->return_count + 1) * sizeof *reasons);
    struct years years = {.cohorts = html->cohorts + first, .count = end - first};
    if (!reasons) {
        return failure_memory(html->writer->failure);
    }
    bool fine = write_known(html, &years, reasons) && write_all_without(html, &years, reasons);
    free(reasons);
    return fine;
}

static void write_key(struct compare_html *html)
{
    buffer_format(
        html->out,
        "<p>In each strip a dot is a council; the shade is the middle half of England’s councils, the thin line the "
        "5th to 95th percentile, the upright line the median. Outliers are larger, and of another colour. All years of "
        "a figure "
        "have one scale; what is more than %.0f sigma from the median is drawn at its end.</p>\n",
        COMPARE_HTML_SIGMAS);
}

bool compare_html_write_figures(struct compare_html *html)
{
    bool fine = true;
    buffer_text(html->out, "<section aria-labelledby=\"comparable\"><h2 id=\"comparable\">How comparable each figure "
                           "is</h2>\n<p>");
    html_words(html->out, REPORT_COMPARE_WORDS_COMPARABILITY);
    buffer_text(html->out,
                " The index only puts figures in order, the "
                "stronger its colour the less comparable: what makes a figure hard to compare is in its parts. Spread "
                "among peers of 1 or more says that a council is no more like its peers than like "
                "any other council, so that the figure says little of its circumstances.</p>\n");
    for (uint32_t i = 0; fine && i < html->cohort_count; i++) {
        if (compare_html_is_latest(html, i)) {
            fine = write_comparable(html, html->cohorts[i]);
        }
    }
    buffer_text(html->out,
                "</section>\n<section aria-labelledby=\"figures\"><h2 id=\"figures\">Each figure, all councils and "
                "years</h2>\n");
    write_key(html);
    for (uint32_t first = 0; fine && first < html->cohort_count;) {
        uint32_t end = first + 1;
        while (end < html->cohort_count && !compare_html_is_latest(html, end)) {
            end++;
        }
        compare_html_collection_heading(html, first);
        fine = write_collection(html, first, end);
        first = end;
    }
    buffer_text(html->out, "</section>\n");
    return fine;
}
