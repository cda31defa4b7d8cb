/* The rules that were not run, and why: a rule that could not run has not been passed. */
#include "report/html.h"
#include "report/reasons.h"

static void write_reason(struct report *report, const struct report_reason *reason)
{
    const struct report_run *run = report->run;
    struct buffer *out = &report->text;

    html_details_begin(out);
    report_words_count(out, reason->codes.count, "rule was not run", "rules were not run");
    if (run->return_count > 1) {
        buffer_text(out, " for ");
        report_words_number(out, reason->returns);
        buffer_text(out, " of ");
        report_words_count(out, run->return_count, "return", "returns");
    }
    buffer_text(out, ": ");
    html_text(out, reason->text);
    html_details_body(out);
    buffer_text(out, "<p>");
    for (size_t i = 0; i < reason->codes.count; i++) {
        buffer_text(out, i > 0 ? ", " : "");
        html_text(out, reason->codes.items[i]);
    }
    buffer_text(out, "</p>\n");
    html_details_end(out);
}

bool html_write_skipped(struct report *report)
{
    struct report_reasons reasons = {0};
    bool done = report_reasons_gather(&reasons, report->run);

    if (done && reasons.all.count > 0) {
        buffer_text(&report->text, "<h2 id=\"not-run\">Rules that were not run</h2>\n"
                                   "<p>A rule that was not run has not been passed.</p>\n");
        for (size_t i = 0; i < reasons.all.count; i++) {
            write_reason(report, &reasons.all.items[i]);
        }
    }
    report_reasons_free(&reasons);
    return done;
}
