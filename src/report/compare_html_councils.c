/* One profile for each council: its rank and tests by year, then each figure in which it stands out, with how it went over
 * the years, and the reasons in words. */
#include <stdlib.h>

#include "report/compare_html.h"
#include "report/compare_html_scale.h"
#include "report/words.h"

#define WIDTH 200u /* of a drawing, in its own units */
#define HEIGHT 40u

/* ---- figures in which a council stands out ------------------------------------------------------------------------- */

struct odd {
    uint32_t subject; /* COMPARE_NONE: the return as a whole */
    double points;    /* of all years */
};

static int compare_odd(const void *left, const void *right)
{
    const struct odd *a = left;
    const struct odd *b = right;
    int order = (a->points < b->points) - (a->points > b->points);
    return order ? order : (a->subject > b->subject) - (a->subject < b->subject);
}

/* The strongest first. `odd` has room for all subjects and one more. */
static uint32_t gather_odd(const struct compare_html *html, const struct compare_html_council *council, struct odd *odd)
{
    const struct compare_results *results = html->results;
    uint32_t subjects = results->subject_count;
    uint32_t count = 0;
    for (uint32_t s = 0; s <= subjects; s++) {
        odd[s] = (struct odd){s < subjects ? s : COMPARE_NONE, 0};
    }
    for (uint32_t i = 0; i < council->count; i++) {
        const struct compare_profile *profile = &results->profiles[html->rows[council->first + i]];
        for (uint32_t m = 0; m < profile->mark_count; m++) {
            const struct compare_mark *mark = &results->marks[profile->first_mark + m];
            odd[mark->subject == COMPARE_NONE ? subjects : mark->subject].points += mark->points;
        }
    }
    for (uint32_t s = 0; s <= subjects; s++) {
        if (odd[s].points > 0) {
            odd[count++] = odd[s];
        }
    }
    qsort(odd, count, sizeof *odd, compare_odd);
    return count;
}

static void write_reasons(struct compare_html *html, const struct compare_html_council *council, uint32_t subject)
{
    buffer_text(html->out, "<ul>");
    for (uint32_t i = council->count; i-- > 0;) {
        uint32_t row = html->rows[council->first + i];
        const struct compare_profile *profile = &html->results->profiles[row];
        for (uint32_t m = 0; m < profile->mark_count; m++) {
            const struct compare_mark *mark = &html->results->marks[profile->first_mark + m];
            if (mark->subject == subject) {
                buffer_text(html->out, "<li>");
                report_compare_period(html->out, html->results->matrix->returns[row].period);
                buffer_text(html->out, ": ");
                compare_html_mark(html, mark);
                buffer_text(html->out, "</li>\n");
            }
        }
    }
    buffer_text(html->out, "</ul>\n");
}

/* ---- a figure over the years --------------------------------------------------------------------------------------- */

/* What is drawn: the years of the council's collection, of which it may lack some. */
struct course {
    const uint32_t *cohorts; /* the latest first */
    uint32_t count;
    const struct compare_html_council *council;
    uint32_t subject;
    struct compare_html_scale scale;
};

/* In the middle of the year's column, of columns of one width. */
static unsigned x_of(const struct course *course, uint32_t index)
{
    return (2 * (course->count - 1 - index) + 1) * WIDTH / (2 * course->count);
}

static unsigned y_of(const struct course *course, double value)
{
    return HEIGHT - compare_html_scale_at(&course->scale, value, HEIGHT);
}

/* The council's return of a year; COMPARE_NONE: it has none. */
static uint32_t row_of(const struct compare_html *html, const struct course *course, uint32_t index)
{
    for (uint32_t i = 0; i < course->council->count; i++) {
        uint32_t row = html->rows[course->council->first + i];
        if (html->results->groups.cohort_of[row] == course->cohorts[index]) {
            return row;
        }
    }
    return COMPARE_NONE;
}

static double value_of(const struct compare_html *html, const struct course *course, uint32_t index)
{
    uint32_t row = row_of(html, course, index);
    return row == COMPARE_NONE ? NAN : compare_value_at(html->results, row, course->subject);
}

static void fit(const struct compare_html *html, struct course *course)
{
    course->scale = compare_html_scale(&html->results->subjects[course->subject].scale);
    for (uint32_t i = 0; i < course->count; i++) {
        const struct compare_spread *spread = compare_spread_at(html->results, course->cohorts[i], course->subject);
        compare_html_scale_add(&course->scale, spread->p5);
        compare_html_scale_add(&course->scale, spread->median);
        compare_html_scale_add(&course->scale, spread->p95);
        compare_html_scale_add(&course->scale, value_of(html, course, i));
    }
}

/* From the 5th to the 95th percentile: along the upper edge, and back along the lower. */
static void draw_band(struct compare_html *html, const struct course *course)
{
    bool open = false;
    for (uint32_t i = 0; i < course->count; i++) {
        const struct compare_spread *spread = compare_spread_at(html->results, course->cohorts[i], course->subject);
        if (!isnan(spread->p95)) {
            buffer_format(html->out, "%s%u %u", open ? "L" : "<path class=\"band\" d=\"M", x_of(course, i),
                          y_of(course, spread->p95));
            open = true;
        }
    }
    for (uint32_t i = course->count; i-- > 0;) {
        const struct compare_spread *spread = compare_spread_at(html->results, course->cohorts[i], course->subject);
        if (!isnan(spread->p5)) {
            buffer_format(html->out, "L%u %u", x_of(course, i), y_of(course, spread->p5));
        }
    }
    buffer_text(html->out, open ? "z\"/>" : "");
}

/* A line through the figures of years that follow each other: `median` England's, else the council's own. */
static void draw_line(struct compare_html *html, const struct course *course, bool median)
{
    bool open = false;
    buffer_format(html->out, "<path class=\"%s\" d=\"", median ? "near-line" : "own-line");
    for (uint32_t i = course->count; i-- > 0;) {
        double value = median ? compare_spread_at(html->results, course->cohorts[i], course->subject)->median
                              : value_of(html, course, i);
        if (!isnan(value)) {
            buffer_format(html->out, "%s%u %u", open ? "L" : "M", x_of(course, i), y_of(course, value));
        }
        open = !isnan(value);
    }
    buffer_text(html->out, "\"/>");
}

static void draw_dots(struct compare_html *html, const struct course *course)
{
    buffer_text(html->out, "<path class=\"dots\" d=\"");
    for (uint32_t i = course->count; i-- > 0;) {
        double value = value_of(html, course, i);
        if (!isnan(value)) {
            buffer_format(html->out, "M%u %uh0", x_of(course, i), y_of(course, value));
        }
    }
    buffer_text(html->out, "\"/>");
}

static void write_year(struct compare_html *html, const struct course *course, uint32_t index)
{
    uint32_t row = row_of(html, course, index);
    buffer_text(html->out, "<span>");
    compare_html_period(html, course->cohorts[index]);
    buffer_text(html->out, " <b>");
    compare_html_value(html, course->subject, value_of(html, course, index));
    buffer_text(html->out, "</b>");
    double peers = row == COMPARE_NONE ? NAN : compare_distance_at(html->results, row, course->subject)->peer_median;
    if (!isnan(peers)) {
        buffer_text(html->out, " <i>(");
        compare_html_value(html, course->subject, peers);
        buffer_text(html->out, ")</i>");
    }
    buffer_text(html->out, "</span> ");
}

static void write_course(struct compare_html *html, const struct course *course)
{
    if (course->count > 1 && course->scale.there) {
        buffer_format(html->out,
                      "<svg class=\"course\" viewBox=\"0 0 %u %u\" preserveAspectRatio=\"none\" "
                      "aria-hidden=\"true\">",
                      WIDTH, HEIGHT);
        draw_band(html, course);
        draw_line(html, course, true);
        draw_line(html, course, false);
        draw_dots(html, course);
        buffer_text(html->out, "</svg>");
    }
    buffer_text(html->out, "<p class=\"years\">");
    for (uint32_t i = course->count; i-- > 0;) {
        write_year(html, course, i);
    }
    buffer_text(html->out, "</p>\n");
}

/* ---- the profile --------------------------------------------------------------------------------------------------- */

/* The shown years of the council's collection. */
static struct course course_of(const struct compare_html *html, const struct compare_html_council *council)
{
    const struct compare_groups *groups = &html->results->groups;
    struct str collection = groups->cohorts[groups->cohort_of[html->rows[council->first]]].collection;
    struct course course = {.council = council};
    for (uint32_t i = 0; i < html->cohort_count; i++) {
        if (str_equal(groups->cohorts[html->cohorts[i]].collection, collection)) {
            course.cohorts = course.count ? course.cohorts : &html->cohorts[i];
            course.count++;
        }
    }
    return course;
}

static void write_year_row(struct compare_html *html, const struct compare_html_council *council, uint32_t row)
{
    struct compare_html_tally tally[COMPARE_TESTS];
    compare_html_tally(html, row, tally);
    buffer_text(html->out, "<tr><th scope=\"row\">");
    report_compare_period(html->out, html->results->matrix->returns[row].period);
    buffer_text(html->out, "</th>");
    compare_html_standing_cells(html, &html->results->profiles[row]);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        if (compare_html_stands_out(html, council, (enum compare_test)t)) {
            compare_html_tally_cell(html, &tally[t]);
        }
    }
    buffer_text(html->out, "</tr>\n");
}

/* Of the tests in which it stands out in any year. */
static void write_table(struct compare_html *html, const struct compare_html_council *council)
{
    html_table_begin(html->out, ++html->tables, "heat");
    buffer_text(html->out, "Number of figures in which ");
    compare_html_council_name(html, html->rows[council->first], false);
    buffer_text(html->out, " stands out, by year and test");
    html_table_head(html->out);
    html_table_column(html->out, "Year", false);
    compare_html_standing_columns(html);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        if (compare_html_stands_out(html, council, (enum compare_test)t)) {
            compare_html_test_column(html, (enum compare_test)t);
        }
    }
    html_table_body(html->out);
    for (uint32_t i = council->count; i-- > 0;) {
        write_year_row(html, council, html->rows[council->first + i]);
    }
    html_table_end(html->out);
}

static void write_odd(struct compare_html *html, struct course *course, uint32_t subject)
{
    buffer_text(html->out, "<div class=\"odd\"><h3>");
    compare_html_subject_link(html, subject);
    buffer_text(html->out, "</h3>\n");
    if (subject != COMPARE_NONE) {
        course->subject = subject;
        fit(html, course);
        write_course(html, course);
    }
    write_reasons(html, course->council, subject);
    buffer_text(html->out, "</div>\n");
}

/* "Newham (316), London: rank 1 of 152 in 2020-21, score 42.7", of its latest return. */
static void write_summary(struct compare_html *html, uint32_t row)
{
    const struct compare_results *results = html->results;
    const struct compare_return *of = &results->matrix->returns[row];
    const struct compare_profile *profile = &results->profiles[row];
    compare_html_council_name(html, row, true);
    buffer_text(html->out, of->region.length ? ", " : "");
    html_text(html->out, of->region);
    buffer_text(html->out, ": ");
    if (!profile->mark_count) {
        buffer_text(html->out, "stands out in nothing in ");
        report_compare_period(html->out, of->period);
        return;
    }
    if (profile->rank) {
        buffer_format(html->out, "rank %u of %u", profile->rank,
                      results->groups.cohorts[results->groups.cohort_of[row]].count);
    } else {
        buffer_text(html->out, "not ranked");
    }
    buffer_text(html->out, " in ");
    report_compare_period(html->out, of->period);
    buffer_format(html->out, ", score %.1f", profile->score);
}

static void write_peers(struct compare_html *html, uint32_t row)
{
    const struct compare_groups *groups = &html->results->groups;
    uint32_t count = groups->peer_counts[row];
    if (groups->kind == COMPARE_PEERS_ALL) {
        return;
    }
    buffer_text(html->out, "<p>Its peers: ");
    for (uint32_t p = 0; p < count; p++) {
        buffer_text(html->out, p ? ", " : "");
        compare_html_council_link(html, groups->peers[row][p]);
    }
    buffer_text(html->out, count ? ".</p>\n" : "none; it is compared with England’s only.</p>\n");
}

static void write_kinds(struct compare_html *html, const struct compare_html_council *council)
{
    bool any = false;
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        if (compare_html_stands_out(html, council, (enum compare_test)t)) {
            buffer_text(html->out, any ? " " : "");
            html_words(html->out, compare_test_text((enum compare_test)t)->name);
            any = true;
        }
    }
}

static bool write_council(struct compare_html *html, uint32_t c, struct odd *odd)
{
    const struct compare_html_council *council = &html->councils[c];
    uint32_t latest = html->rows[council->first + council->count - 1];
    struct course course = course_of(html, council);
    buffer_text(html->out, "<details class=\"item\" data-kind=\"");
    write_kinds(html, council);
    buffer_text(html->out, "\" data-words=\"");
    compare_html_find_words(html, latest);
    buffer_text(html->out, "\"><summary>");
    write_summary(html, latest);
    html_details_body(html->out);
    buffer_format(html->out, "<div id=\"c%u\" class=\"place-of\">\n", c);
    write_peers(html, latest);
    write_table(html, council);
    uint32_t count = gather_odd(html, council, odd);
    for (uint32_t i = 0; i < count; i++) {
        write_odd(html, &course, odd[i].subject);
    }
    if (!count) {
        buffer_text(html->out, "<p>It stands out in no figure.</p>\n");
    }
    buffer_text(html->out, "</div>\n");
    html_details_end(html->out);
    return report_compare_flush(html->writer);
}

static void write_key(struct compare_html *html)
{
    buffer_text(html->out,
                "<p>A council’s table has the tests in which it stands out in any year. Below it is each figure in "
                "which it stands out, the strongest first: the council’s figure in each "
                "year, with the median of its peers in brackets. In the drawing, the line with dots is the "
                "council, the broken line England’s median, and the band England’s 5th to 95th percentile; a "
                "figure of nothing, where figures are compared by ratios, is at the bottom.</p>\n");
}

/* Of the collection, before its first council. */
static void write_heading(struct compare_html *html, uint32_t c)
{
    const uint32_t *cohort_of = html->results->groups.cohort_of;
    uint32_t cohort = cohort_of[html->rows[html->councils[c].first]];
    uint32_t before = c ? cohort_of[html->rows[html->councils[c - 1].first]] : cohort;
    const struct compare_cohort *cohorts = html->results->groups.cohorts;
    for (uint32_t i = 0; i < html->cohort_count; i++) {
        bool other = c == 0 || !str_equal(cohorts[cohort].collection, cohorts[before].collection);
        if (other && compare_html_is_latest(html, i) &&
            str_equal(cohorts[html->cohorts[i]].collection, cohorts[cohort].collection)) {
            compare_html_collection_heading(html, i);
        }
    }
}

bool compare_html_write_councils(struct compare_html *html)
{
    struct odd *odd = calloc((size_t)html->results->subject_count + 1, sizeof *odd);
    if (!odd) {
        return failure_memory(html->writer->failure);
    }
    bool fine = true;
    buffer_text(html->out, "<section aria-labelledby=\"councils\"><h2 id=\"councils\">Each council</h2>\n");
    write_key(html);
    for (uint32_t c = 0; fine && c < html->council_count; c++) {
        write_heading(html, c);
        fine = write_council(html, c, odd);
    }
    buffer_text(html->out, "</section>\n");
    free(odd);
    return fine;
}
