/* How everything was worked out, of what files, and what was left out. */
#include "report/compare_html.h"
#include "report/words.h"

static void write_term(struct buffer *out, const char *term, const char *words)
{
    html_row(out, term);
    html_words(out, words);
    html_row_end(out);
}

static void write_peers(struct compare_html *html)
{
    const struct compare_groups *groups = &html->results->groups;
    html_row(html->out, "Peers");
    html_text(html->out, html->writer->of->peers);
    buffer_text(html->out, ". A council is never its own peer.");
    if (groups->without) {
        buffer_char(html->out, ' ');
        report_words_count(html->out, groups->without, "return has none, and is", "returns have none, and are");
        buffer_text(html->out, " compared with England’s only.");
    }
    html_row_end(html->out);
}

static void write_least(struct buffer *out)
{
    html_row(out, "Small numbers");
    buffer_format(
        out,
        "A distance from England’s median needs %u councils with a figure; one from its peers’ needs %u peers with a "
        "figure, and %u councils with such a difference. An indicator that divides by too few cases is not known. "
        "Tests "
        "of lines look at £50,000 or more.",
        COMPARE_COUNCILS_LEAST, COMPARE_PEERS_LEAST, COMPARE_COUNCILS_LEAST);
    html_row_end(out);
}

static void write_statistics(struct compare_html *html)
{
    struct buffer *out = html->out;
    html_rows_begin(out);
    write_term(out, "England", "All returns of one collection and period that were given.");
    write_peers(html);
    write_term(
        out, "Lines",
        "Each line’s total as a share of all that the return spends on lines that are in no other line. A line that "
        "the "
        "return lacks, and a cell that it left blank, count as nothing; a cell that cannot be read makes the line not "
        "known.");
    write_term(out, "Distance from England’s", REPORT_COMPARE_WORDS_DISTANCE);
    write_term(out, "Distance from its peers’", REPORT_COMPARE_WORDS_PEERS);
    html_row(out, "Outlier");
    buffer_format(out, "A figure where either distance is %.1f or more.", COMPARE_OUTLIER);
    html_row_end(out);
    write_term(out, "Median and percentiles", REPORT_COMPARE_WORDS_QUANTILES);
    write_term(
        out, "Logarithms",
        "What is not above nought has no logarithm: it is left out of the statistics of figures that are compared by "
        "ratios, and counted.");
    write_least(out);
    write_term(out, "Score", REPORT_COMPARE_WORDS_SCORE);
    write_term(out, "Comparability", REPORT_COMPARE_WORDS_COMPARABILITY);
    html_rows_end(out);
}

static void write_tests(struct compare_html *html)
{
    buffer_text(html->out,
                "<h3>Tests</h3>\n<p>A line’s expected share is the median of its peers’ shares, those included that "
                "report nothing; England’s where it has too few peers.</p>\n");
    html_table_begin(html->out, ++html->tables, "");
    buffer_text(html->out, "A council stands out in a test where");
    html_table_head(html->out);
    html_table_column(html->out, "Test", false);
    html_table_column(html->out, "Where", false);
    html_table_column(html->out, "What to ask", false);
    html_table_body(html->out);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        const struct compare_test_text *test = compare_test_text((enum compare_test)t);
        buffer_text(html->out, "<tr><th scope=\"row\">");
        html_words(html->out, test->title);
        buffer_text(html->out, " <span class=\"quiet\">");
        html_words(html->out, test->name);
        buffer_text(html->out, "</span></th><td>");
        html_words(html->out, test->rule);
        buffer_text(html->out, "</td><td>");
        html_words(html->out, test->ask);
        buffer_text(html->out, "</td></tr>\n");
    }
    html_table_end(html->out);
}

static void write_files(struct compare_html *html)
{
    const struct report_comparison *of = html->writer->of;
    buffer_text(html->out, "<h3>Files</h3>\n");
    html_table_begin(html->out, ++html->tables, "");
    buffer_text(html->out, "What was read");
    html_table_head(html->out);
    html_table_column(html->out, "File", false);
    html_table_column(html->out, "Read as", false);
    html_table_body(html->out);
    for (uint32_t i = 0; i < of->input_count; i++) {
        const struct report_compare_input *input = &of->inputs[i];
        buffer_text(html->out, "<tr><td>");
        html_text(html->out, input->path);
        buffer_text(html->out, "</td><td>");
        html_words(html->out, input->role);
        buffer_text(html->out, input->title.length || input->collection.length ? ": " : "");
        html_text(html->out, input->title.length ? input->title : input->collection);
        buffer_text(html->out, "</td></tr>\n");
    }
    html_table_end(html->out);
}

static void write_unread(struct compare_html *html)
{
    const struct report_comparison *of = html->writer->of;
    if (!of->unread_count) {
        return;
    }
    buffer_text(html->out, "<h3 id=\"left-out\">Not read, or not compared</h3>\n<ul>\n");
    for (uint32_t i = 0; i < of->unread_count; i++) {
        const struct report_compare_unread *unread = &of->unread[i];
        buffer_text(html->out, "<li>");
        html_text(html->out, unread->path);
        buffer_text(html->out, ": ");
        html_text(html->out, unread->text);
        buffer_text(html->out, " <span class=\"quiet\">");
        html_text(html->out, unread->code);
        buffer_text(html->out, "</span></li>\n");
    }
    buffer_text(html->out, "</ul>\n");
}

void compare_html_write_method(struct compare_html *html)
{
    buffer_text(html->out, "<section aria-labelledby=\"method\"><h2 id=\"method\">How this was worked out</h2>\n");
    write_statistics(html);
    write_tests(html);
    write_files(html);
    write_unread(html);
    buffer_text(html->out, "<p>The values that everything here is worked out of are in the other formats: "
                           "<code>--format json</code> has all of them, <code>--format csv</code> a table at a "
                           "time.</p>\n</section>\n");
}
