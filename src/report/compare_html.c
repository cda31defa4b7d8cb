/* The outcome of a comparison as a page for reviewers: one file that needs nothing else (see html_page.h). This file has the
 * order of councils and the sections, and what all sections write. */
#include "report/compare_html.h"

#include <stdlib.h>

#include "report/words.h"

/* ---- councils and their returns ------------------------------------------------------------------------------------ */

struct place {
    struct str collection;
    struct str authority;
    struct str name;
    int period;
    uint32_t row;
};

/* Returns whose authority is not known are each a council of their own. */
static int compare_councils(const struct place *a, const struct place *b)
{
    int order = str_compare(a->collection, b->collection);
    order = order ? order : str_compare(a->authority, b->authority);
    return order || a->authority.length ? order : (a->row > b->row) - (a->row < b->row);
}

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    int order = compare_councils(a, b);
    order = order ? order : (a->period > b->period) - (a->period < b->period);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static uint32_t gather_rows(const struct compare_html *html, struct place *places)
{
    const struct compare_results *results = html->results;
    uint32_t count = 0;
    for (uint32_t row = 0; row < results->matrix->return_count; row++) {
        const struct compare_return *of = &results->matrix->returns[row];
        if (report_compare_shows(html->writer, results->groups.cohort_of[row])) {
            places[count++] = (struct place){of->collection, of->authority, of->name, of->period, row};
        }
    }
    qsort(places, count, sizeof *places, compare_places);
    return count;
}

struct named {
    struct str collection;
    struct str name; /* its latest */
    struct compare_html_council council;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left;
    const struct named *b = right;
    int order = str_compare(a->collection, b->collection);
    order = order ? order : str_compare(a->name, b->name);
    return order ? order : (a->council.first > b->council.first) - (a->council.first < b->council.first);
}

/* `rows` are in the order of `places`; `named` has room for as many. */
static uint32_t gather_councils(const struct place *places, uint32_t count, struct named *named)
{
    uint32_t councils = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || compare_councils(&places[i - 1], &places[i])) {
            named[councils++] = (struct named){places[i].collection, places[i].name, {i, 0}};
        }
        named[councils - 1].name = places[i].name;
        named[councils - 1].council.count++;
    }
    qsort(named, councils, sizeof *named, compare_named);
    return councils;
}

static bool order_councils(struct compare_html *html)
{
    uint32_t returns = html->results->matrix->return_count;
    struct place *places = ARENA_ARRAY(&html->arena, returns, struct place);
    struct named *named = ARENA_ARRAY(&html->arena, returns, struct named);
    uint32_t *rows = ARENA_ARRAY(&html->arena, returns, uint32_t);
    uint32_t *council_of = ARENA_ARRAY(&html->arena, returns, uint32_t);
    struct compare_html_council *councils = ARENA_ARRAY(&html->arena, returns, struct compare_html_council);
    if (!places || !named || !rows || !council_of || !councils) {
        return failure_memory(html->writer->failure);
    }
    uint32_t count = gather_rows(html, places);
    html->council_count = gather_councils(places, count, named);
    for (uint32_t row = 0; row < returns; row++) {
        council_of[row] = COMPARE_NONE;
    }
    for (uint32_t i = 0; i < count; i++) {
        rows[i] = places[i].row;
    }
    for (uint32_t c = 0; c < html->council_count; c++) {
        councils[c] = named[c].council;
        for (uint32_t i = 0; i < councils[c].count; i++) {
            council_of[rows[councils[c].first + i]] = c;
        }
    }
    html->rows = rows;
    html->councils = councils;
    html->council_of = council_of;
    return true;
}

/* Cohorts come by collection and period: those of a collection are turned round. */
static bool order_cohorts(struct compare_html *html)
{
    const struct compare_groups *groups = &html->results->groups;
    uint32_t *cohorts = ARENA_ARRAY(&html->arena, groups->cohort_count, uint32_t);
    if (!cohorts) {
        return failure_memory(html->writer->failure);
    }
    for (uint32_t first = 0; first < groups->cohort_count;) {
        uint32_t end = first + 1;
        while (end < groups->cohort_count &&
               str_equal(groups->cohorts[end].collection, groups->cohorts[first].collection)) {
            end++;
        }
        for (uint32_t c = end; c-- > first;) {
            if (report_compare_shows(html->writer, c)) {
                cohorts[html->cohort_count++] = c;
            }
        }
        first = end;
    }
    html->cohorts = cohorts;
    return true;
}

bool compare_html_is_latest(const struct compare_html *html, uint32_t index)
{
    const struct compare_cohort *cohorts = html->results->groups.cohorts;
    return index == 0 ||
           !str_equal(cohorts[html->cohorts[index]].collection, cohorts[html->cohorts[index - 1]].collection);
}

uint32_t compare_html_collections(const struct compare_html *html)
{
    uint32_t collections = 0;
    for (uint32_t i = 0; i < html->cohort_count; i++) {
        collections += compare_html_is_latest(html, i);
    }
    return collections;
}

void compare_html_collection_heading(struct compare_html *html, uint32_t index)
{
    const struct compare_cohort *of = &html->results->groups.cohorts[html->cohorts[index]];
    if (compare_html_collections(html) > 1) {
        buffer_text(html->out, "<h3>");
        html_text(html->out, compare_html_collection(html, of->collection));
        buffer_text(html->out, "</h3>\n");
    }
}

/* ---- what all sections write --------------------------------------------------------------------------------------- */

struct str compare_html_collection(const struct compare_html *html, struct str collection)
{
    const struct report_comparison *of = html->writer->of;
    for (uint32_t i = 0; i < of->input_count; i++) {
        if (of->inputs[i].title.length && str_equal(of->inputs[i].collection, collection)) {
            return of->inputs[i].title;
        }
    }
    return collection;
}

void compare_html_council_name(struct compare_html *html, uint32_t row, bool code)
{
    const struct compare_return *of = &html->results->matrix->returns[row];
    if (of->name.length) {
        html_text(html->out, of->name);
    } else if (of->authority.length) {
        html_text(html->out, of->authority);
    } else {
        buffer_text(html->out, "a council that is not named");
    }
    if (code && of->name.length && of->authority.length) {
        buffer_text(html->out, " (");
        html_text(html->out, of->authority);
        buffer_char(html->out, ')');
    }
}

void compare_html_council_link(struct compare_html *html, uint32_t row)
{
    buffer_format(html->out, "<a href=\"#c%u\">", html->council_of[row]);
    compare_html_council_name(html, row, false);
    buffer_text(html->out, "</a>");
}

void compare_html_period(struct compare_html *html, uint32_t cohort)
{
    report_compare_period(html->out, html->results->groups.cohorts[cohort].period);
}

void compare_html_cohort(struct compare_html *html, uint32_t cohort)
{
    html_text(html->out, compare_html_collection(html, html->results->groups.cohorts[cohort].collection));
    buffer_char(html->out, ' ');
    compare_html_period(html, cohort);
}

void compare_html_subject(struct compare_html *html, uint32_t subject)
{
    if (subject == COMPARE_NONE) {
        buffer_text(html->out, "The return as a whole");
        return;
    }
    const struct compare_subject *of = &html->results->subjects[subject];
    buffer_text(html->out, of->indicator == COMPARE_NONE ? "Line " : "");
    html_text(html->out, of->code);
    buffer_char(html->out, ' ');
    html_text(html->out, of->title);
}

void compare_html_subject_link(struct compare_html *html, uint32_t subject)
{
    if (subject != COMPARE_NONE) {
        buffer_format(html->out, "<a href=\"#f%u\">", subject);
    }
    compare_html_subject(html, subject);
    buffer_text(html->out, subject == COMPARE_NONE ? "" : "</a>");
}

void compare_html_value(struct compare_html *html, uint32_t subject, double value)
{
    compare_write_figure(html->out, html->results->subjects[subject].figure, value);
}

void compare_html_mark(struct compare_html *html, const struct compare_mark *mark)
{
    html_words(html->out, compare_test_text(mark->test)->title);
    buffer_text(html->out, ": ");
    html_text(html->out, mark->text);
    buffer_char(html->out, '.');
}

void compare_html_tally(const struct compare_html *html, uint32_t row, struct compare_html_tally tally[COMPARE_TESTS])
{
    const struct compare_profile *profile = &html->results->profiles[row];
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        tally[t] = (struct compare_html_tally){0, 0};
    }
    for (uint32_t m = 0; m < profile->mark_count; m++) {
        const struct compare_mark *mark = &html->results->marks[profile->first_mark + m];
        tally[mark->test].count++;
        tally[mark->test].points += mark->points;
    }
}

void compare_html_tally_cell(struct compare_html *html, const struct compare_html_tally *tally)
{
    static const double from[] = {0, 2, 4, 8};
    unsigned shade = 0;
    while (tally->count && shade < sizeof from / sizeof *from && tally->points >= from[shade]) {
        shade++;
    }
    if (shade) {
        buffer_format(html->out, "<td class=\"h%u\">%u</td>", shade, tally->count);
    } else {
        buffer_text(html->out, "<td>0</td>");
    }
}

static void write_column(struct compare_html *html, const char *name)
{
    buffer_text(html->out, "<th scope=\"col\"><span>");
    html_words(html->out, name);
    buffer_text(html->out, "</span></th>");
}

void compare_html_standing_columns(struct compare_html *html)
{
    write_column(html, "Rank");
    write_column(html, "Score");
    write_column(html, "Lines and other figures in which it stands out");
}

void compare_html_test_column(struct compare_html *html, enum compare_test test)
{
    write_column(html, compare_test_text(test)->title);
}

void compare_html_standing_cells(struct compare_html *html, const struct compare_profile *profile)
{
    if (profile->rank) {
        buffer_format(html->out, "<td>%u</td>", profile->rank);
    } else {
        buffer_text(html->out, "<td>–</td>");
    }
    buffer_format(html->out, "<td>%.1f</td><td>%u</td>", profile->score, profile->subjects_standing_out);
}

bool compare_html_stands_out(const struct compare_html *html, const struct compare_html_council *council,
                             enum compare_test test)
{
    for (uint32_t i = 0; i < council->count; i++) {
        struct compare_html_tally tally[COMPARE_TESTS];
        compare_html_tally(html, html->rows[council->first + i], tally);
        if (tally[test].count) {
            return true;
        }
    }
    return false;
}

void compare_html_find_words(struct compare_html *html, uint32_t row)
{
    const struct compare_return *of = &html->results->matrix->returns[row];
    html_text(html->out, of->name);
    buffer_char(html->out, ' ');
    html_text(html->out, of->authority);
    buffer_char(html->out, ' ');
    html_text(html->out, of->region);
}

/* ---- the page ------------------------------------------------------------------------------------------------------ */

/* "2016-17 to 2020-21" */
static void write_periods(const struct compare_html *html, struct buffer *out)
{
    const struct compare_cohort *cohorts = html->results->groups.cohorts;
    int first = cohorts[html->cohorts[0]].period;
    int last = first;
    for (uint32_t i = 1; i < html->cohort_count; i++) {
        int period = cohorts[html->cohorts[i]].period;
        first = period < first ? period : first;
        last = period > last ? period : last;
    }
    report_compare_period(out, first);
    if (last != first) {
        buffer_text(out, " to ");
        report_compare_period(out, last);
    }
}

/* "Section 251 outturn statement, 2016-17 to 2020-21" */
static void write_title(const struct compare_html *html, struct buffer *out)
{
    const struct compare_cohort *cohorts = html->results->groups.cohorts;
    for (uint32_t i = 0; i < html->cohort_count; i++) {
        if (compare_html_is_latest(html, i)) {
            buffer_text(out, i ? ", " : "");
            buffer_str(out, compare_html_collection(html, cohorts[html->cohorts[i]].collection));
        }
    }
    buffer_text(out, ", ");
    write_periods(html, out);
}

static void count_figures(const struct compare_html *html, uint32_t *indicators, uint32_t *lines)
{
    const struct compare_results *results = html->results;
    *indicators = *lines = 0;
    for (uint32_t s = 0; s < results->subject_count; s++) {
        bool concerns = false;
        for (uint32_t i = 0; i < html->cohort_count; i++) {
            concerns = concerns || compare_concerns(results, html->cohorts[i], s);
        }
        bool line = results->subjects[s].indicator == COMPARE_NONE;
        *indicators += concerns && !line;
        *lines += concerns && line;
    }
}

static void write_figure_count(struct compare_html *html)
{
    uint32_t indicators;
    uint32_t lines;
    count_figures(html, &indicators, &lines);
    html_row(html->out, "Figures compared");
    report_words_count(html->out, indicators, "indicator", "indicators");
    buffer_text(html->out, " and the shares of spending of ");
    report_words_count(html->out, lines, "line", "lines");
    html_row_end(html->out);
}

/* The options by which they were given are told with the method. */
static void write_peers(struct compare_html *html)
{
    static const char *const names[] = {"its statistical neighbours", "the other councils of its region",
                                        "all other councils"};
    enum compare_peers kind = html->results->groups.kind;
    if (kind == COMPARE_PEERS_GIVEN) {
        html_text(html->out, html->writer->of->peers);
    } else {
        html_words(html->out, names[kind]);
    }
}

static void write_summary(struct compare_html *html)
{
    struct buffer *out = html->out;
    const struct report_comparison *of = html->writer->of;
    uint64_t returns = 0;
    uint64_t marks = 0;
    for (uint32_t i = 0; i < html->council_count; i++) {
        returns += html->councils[i].count;
        for (uint32_t r = 0; r < html->councils[i].count; r++) {
            marks += html->results->profiles[html->rows[html->councils[i].first + r]].mark_count;
        }
    }
    html_rows_begin(out);
    html_row(out, "Returns compared");
    report_words_count(out, returns, "return of ", "returns of ");
    report_words_count(out, html->council_count, "council", "councils");
    html_row_end(out);
    html_row(out, "Years");
    write_periods(html, out);
    html_row_end(out);
    write_figure_count(html);
    html_row(out, "Each council’s peers");
    write_peers(html);
    html_row_end(out);
    html_row(out, "Tests");
    buffer_text(out, "a council stands out ");
    report_words_count(out, marks, "time", "times");
    html_row_end(out);
    if (of->unread_count) {
        html_row(out, "Left out");
        buffer_text(out, "<a href=\"#left-out\">");
        report_words_count(out, of->unread_count, "thing was not read, or not compared",
                           "things were not read, or not compared");
        buffer_text(out, "</a>");
        html_row_end(out);
    }
    html_rows_end(out);
}

static void write_contents(struct compare_html *html)
{
    buffer_text(html->out, "<nav aria-label=\"Contents\"><ul class=\"contents\">\n"
                           "<li><a href=\"#most\">Councils that stand out most</a></li>\n"
                           "<li><a href=\"#tests\">Councils by test</a></li>\n"
                           "<li><a href=\"#comparable\">How comparable each figure is</a></li>\n"
                           "<li><a href=\"#figures\">Each figure, all councils and years</a></li>\n"
                           "<li><a href=\"#councils\">Each council</a></li>\n"
                           "<li><a href=\"#method\">How this was worked out</a></li>\n"
                           "</ul></nav>\n");
}

static bool write_sections(struct compare_html *html)
{
    struct buffer *out = html->out;
    if (!order_cohorts(html) || !order_councils(html)) {
        return false;
    }
    struct buffer *title = report_compare_scratch(html->writer);
    buffer_text(title, "Comparison of councils");
    if (html->cohort_count) {
        buffer_text(title, ": ");
        write_title(html, title);
    }
    buffer_text(title, " – Probity");
    html_page_begin(out, buffer_view(title), report_html_compare_style);
    bool fine = true;
    if (html->cohort_count) {
        title = report_compare_scratch(html->writer);
        write_title(html, title);
        buffer_text(out, "<p class=\"caption\">");
        html_text(out, buffer_view(title));
        buffer_text(out,
                    "</p>\n<h1>Comparison of councils</h1>\n<p class=\"lead\">Which councils’ figures are far from the "
                    "others’, which do not seem to report on the same basis, and which figures can be compared at "
                    "all.</p>\n<div class=\"inset\"><p>A council that stands out is not a council that is wrong. "
                    "Everything here is a reason to look, with the figures to look at.</p></div>\n");
        write_summary(html);
        write_contents(html);
        fine = compare_html_write_most(html) && compare_html_write_heat(html) && compare_html_write_figures(html) &&
               compare_html_write_councils(html);
    } else {
        buffer_text(out, "<h1>Comparison of councils</h1>\n<p class=\"lead\">There is no return to compare.</p>\n");
    }
    compare_html_write_method(html);
    html_page_end(out, html->writer->of->version);
    return fine;
}

static bool write(struct report_compare_writer *writer)
{
    struct compare_html html = {.writer = writer, .results = writer->of->results, .out = &writer->text};
    bool fine = write_sections(&html);
    arena_free(&html.arena);
    return fine;
}

const struct report_compare_format report_compare_html = {
    .name = "html",
    .describes = "a page for reviewers: one file with tables, drawings and a profile of each council",
    .write = write,
};
