/* Councils by test, a table for each year, and the filter of the page. */
#include <stdlib.h>

#include "report/compare_html.h"
#include "report/words.h"

/* ---- the filter ---------------------------------------------------------------------------------------------------- */

static void write_choice(struct compare_html *html, const char *name, const char *title, uint32_t councils)
{
    bool all = strcmp(name, "all") == 0;
    buffer_format(html->out, "<label><input type=\"radio\" name=\"kind\" id=\"show-%s\" value=\"%s\"%s/> ", name, name,
                  all ? " checked=\"checked\"" : "");
    html_words(html->out, title);
    buffer_text(html->out, " (");
    report_words_number(html->out, councils);
    buffer_text(html->out, ")</label>\n");
}

static void write_filter(struct compare_html *html)
{
    struct buffer *out = html->out;
    buffer_text(out,
                "<div class=\"filter\" id=\"filter\" role=\"search\" aria-label=\"Filter of councils\">\n<fieldset>"
                "<legend>Show councils that stand out in</legend>\n<div class=\"choices\">\n");
    write_choice(html, "all", "Any test or none", html->council_count);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        const struct compare_test_text *test = compare_test_text((enum compare_test)t);
        uint32_t councils = 0;
        for (uint32_t c = 0; c < html->council_count; c++) {
            councils += compare_html_stands_out(html, &html->councils[c], (enum compare_test)t);
        }
        if (councils) {
            write_choice(html, test->name, test->title, councils);
        }
    }
    buffer_text(out,
                "</div></fieldset>\n<div id=\"filter-by-words\" hidden=\"hidden\"><label for=\"filter-words\">Find a "
                "council by its name, code or region</label><input type=\"search\" id=\"filter-words\" "
                "autocomplete=\"off\" spellcheck=\"false\"/></div>\n<p id=\"filter-state\" role=\"status\" "
                "data-of=\"councils\"></p>\n<p class=\"quiet\">The filter applies to the tables below and to the "
                "profiles of councils. A council’s profile stays where it stands out in any year; its row in a table "
                "where it does in that year.</p>\n</div>\n");
}

/* ---- the tables ---------------------------------------------------------------------------------------------------- */

struct ranked {
    uint32_t rank;
    uint32_t row;
};

/* Those that are not ranked come last. */
static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    int order = (a->rank - 1 > b->rank - 1) - (a->rank - 1 < b->rank - 1);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static void write_kinds(struct compare_html *html, const struct compare_html_tally tally[COMPARE_TESTS])
{
    bool any = false;
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        if (tally[t].count) {
            buffer_text(html->out, any ? " " : "");
            html_words(html->out, compare_test_text((enum compare_test)t)->name);
            any = true;
        }
    }
}

static void write_row(struct compare_html *html, uint32_t row)
{
    struct compare_html_tally tally[COMPARE_TESTS];
    const struct compare_profile *profile = &html->results->profiles[row];
    compare_html_tally(html, row, tally);
    buffer_text(html->out, "<tr class=\"item\" data-count=\"0\" data-kind=\"");
    write_kinds(html, tally);
    buffer_text(html->out, "\" data-words=\"");
    compare_html_find_words(html, row);
    buffer_text(html->out, "\"><th scope=\"row\">");
    compare_html_council_link(html, row);
    buffer_text(html->out, "</th>");
    compare_html_standing_cells(html, profile);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        compare_html_tally_cell(html, &tally[t]);
    }
    buffer_text(html->out, "</tr>\n");
}

static bool write_table(struct compare_html *html, uint32_t c)
{
    const struct compare_cohort *cohort = &html->results->groups.cohorts[c];
    struct ranked *ranked = malloc(cohort->count * sizeof *ranked);
    if (!ranked) {
        return failure_memory(html->writer->failure);
    }
    for (uint32_t i = 0; i < cohort->count; i++) {
        ranked[i] = (struct ranked){html->results->profiles[cohort->first + i].rank, cohort->first + i};
    }
    qsort(ranked, cohort->count, sizeof *ranked, compare_ranked);
    html_table_begin(html->out, ++html->tables, "heat");
    buffer_text(html->out, "Number of figures in which each council stands out, by test: ");
    compare_html_cohort(html, c);
    html_table_head(html->out);
    html_table_column(html->out, "Council", false);
    compare_html_standing_columns(html);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        compare_html_test_column(html, (enum compare_test)t);
    }
    html_table_body(html->out);
    bool fine = true;
    for (uint32_t i = 0; fine && i < cohort->count; i++) {
        write_row(html, ranked[i].row);
        fine = report_compare_flush(html->writer);
    }
    html_table_end(html->out);
    free(ranked);
    return fine;
}

static bool write_cohort(struct compare_html *html, uint32_t index)
{
    uint32_t c = html->cohorts[index];
    bool latest = compare_html_is_latest(html, index);
    buffer_text(html->out, latest ? "<details open=\"open\"><summary>" : "<details><summary>");
    compare_html_cohort(html, c);
    buffer_text(html->out, ": ");
    report_words_count(html->out, html->results->groups.cohorts[c].count, "council", "councils");
    html_details_body(html->out);
    buffer_format(html->out, "<div id=\"y%u\" class=\"place-of\">\n", c);
    bool fine = write_table(html, c);
    buffer_text(html->out, "</div>\n");
    html_details_end(html->out);
    return fine;
}

static void write_key(struct compare_html *html)
{
    buffer_text(
        html->out,
        "<p>Each cell says in how many figures the council stands out in the test. The stronger its colour, the "
        "more points they give together:</p>\n<ul class=\"shades\"><li class=\"h1\">under 2</li>"
        "<li class=\"h2\">2 to 4</li><li class=\"h3\">4 to 8</li><li class=\"h4\">8 or more</li></ul>\n"
        "<p>Councils come by rank. What the tests are is under <a href=\"#method\">How this was worked "
        "out</a>.</p>\n");
}

bool compare_html_write_heat(struct compare_html *html)
{
    bool fine = true;
    buffer_text(html->out, "<section aria-labelledby=\"tests\"><h2 id=\"tests\">Councils by test</h2>\n");
    write_key(html);
    write_filter(html);
    for (uint32_t i = 0; fine && i < html->cohort_count; i++) {
        fine = write_cohort(html, i);
    }
    buffer_text(html->out, "</section>\n");
    return fine;
}
