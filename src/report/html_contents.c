/* The returns of a run of many in a table, the worst first, and what was found in them by rule. */
#include <stdlib.h>

#include "report/html.h"
#include "report/returns.h"
#include "report/verdict.h"

static void write_return(struct report *report, const struct report_return *of, bool one_collection)
{
    struct buffer *out = &report->text;
    bool linked = html_has_section(of);

    buffer_text(out, "<tr><th scope=\"row\">");
    if (linked) {
        buffer_text(out, "<a href=\"#r");
        buffer_integer(out, html_return_index(report, of));
        buffer_text(out, "\">");
    }
    html_council_name(report, of);
    buffer_text(out, linked ? "</a></th><td>" : "</th><td>");
    if (!one_collection) {
        html_text(out, report_return_names(of).collection);
        buffer_text(out, "</td><td>");
    }
    html_text(out, of->period);
    buffer_text(out, "</td><td>");
    html_tag(out, html_verdict_colour(of->verdict), report_verdict_title(of->verdict));
    buffer_text(out, "</td>");
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        html_table_count(out, of->counts[severity]);
    }
    if (report->run->explained > 0) {
        html_table_count(out, of->explained);
    }
    buffer_text(out, "</tr>\n");
}

static void write_count_columns(struct report *report)
{
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        html_table_column(&report->text, report_words_severity_title((enum finding_severity)severity, true), true);
    }
    if (report->run->explained > 0) {
        html_table_column(&report->text, "Explained", true);
    }
}

static bool write_returns(struct report *report)
{
    const struct report_return **sorted = report_worst_first(report->run);
    bool one_collection = report_one_collection(report->run);
    struct buffer *out = &report->text;

    if (!sorted) {
        return false;
    }
    buffer_text(out, "<h2 id=\"returns\">Returns</h2>\n");
    html_table_begin(out, html_next(report), "");
    buffer_text(out, "Returns, those that need most work first");
    html_table_head(out);
    html_table_column(out, "Council", false);
    if (!one_collection) {
        html_table_column(out, "Return", false);
    }
    html_table_column(out, "Year", false);
    html_table_column(out, "Verdict", false);
    write_count_columns(report);
    html_table_body(out);
    for (uint32_t i = 0; i < report->run->return_count; i++) {
        write_return(report, sorted[i], one_collection);
    }
    html_table_end(out);
    free(sorted);
    return true;
}

static void write_code(struct buffer *out, const struct report_code *code, bool explained, bool left_out)
{
    buffer_text(out, "<tr><th scope=\"row\">");
    html_text(out, code->code);
    buffer_text(out, "</th><td>");
    html_tag(out, html_severity_colour(code->severity), report_words_severity_title(code->severity, false));
    buffer_text(out, "</td><td>");
    html_text(out, code->title);
    buffer_text(out, "</td>");
    html_table_count(out, code->found);
    if (explained) {
        html_table_count(out, code->explained);
    }
    if (left_out) {
        html_table_count(out, code->left_out);
    }
    buffer_text(out, "</tr>\n");
}

static void write_codes(struct report *report)
{
    const struct report_run *run = report->run;
    struct buffer *out = &report->text;
    uint64_t left_out = 0;

    for (uint32_t i = 0; i < run->code_count; i++) {
        left_out += run->codes[i].left_out;
    }
    /* Of few returns, their own sections say it all. */
    if (run->code_count == 0 || (run->return_count <= HTML_FEW_RETURNS && left_out == 0)) {
        return;
    }
    buffer_text(out, "<h2>Findings by rule</h2>\n");
    if (left_out > 0) {
        buffer_text(out, "<div class=\"inset\"><p>");
        report_words_count(out, left_out, "finding is", "findings are");
        buffer_text(out, " counted here but left out below, so that the report stays small. To have all in the report, "
                         "add <code>--max-findings 0</code> to the check.</p></div>\n");
    }
    html_table_begin(out, html_next(report), "");
    buffer_text(out, "Findings by rule, in all returns");
    html_table_head(out);
    html_table_column(out, "Code", false);
    html_table_column(out, "Severity", false);
    html_table_column(out, "What was found", false);
    html_table_column(out, "Found", true);
    if (run->explained > 0) {
        html_table_column(out, "Explained", true);
    }
    if (left_out > 0) {
        html_table_column(out, "Left out", true);
    }
    html_table_body(out);
    for (uint32_t i = 0; i < run->code_count; i++) {
        write_code(out, &run->codes[i], run->explained > 0, left_out > 0);
    }
    html_table_end(out);
}

bool html_write_contents(struct report *report)
{
    if (!write_returns(report)) {
        return false;
    }
    write_codes(report);
    return true;
}
