/* What comes behind the findings: what was left out, what was not run, the returns in a table, and the verdict. */
#include "report/text.h"

#include "base/utf8.h"
#include "report/verdict.h"

/* ---- counts ---- */

void text_write_counts(struct report *report, const uint64_t counts[FINDING_SEVERITIES], uint64_t explained)
{
    struct buffer *out = &report->text;
    bool started = false;

    if (counts[FINDING_ERROR] == 0 && counts[FINDING_QUERY] == 0) {
        buffer_text(out, explained > 0 ? "No errors and no open queries" : "No errors and no queries");
        buffer_text(out, counts[FINDING_NOTICE] > 0 || explained > 0 ? ". " : "");
    }
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        if (counts[severity] > 0) {
            buffer_text(out, started ? ", " : "");
            report_words_severities(out, counts[severity], (enum finding_severity)severity);
            started = true;
        }
    }
    if (explained > 0) {
        buffer_text(out, started ? ", " : "");
        report_words_count(out, explained, "explained query", "explained queries");
    }
    buffer_text(out, ".\n");
}

void text_write_title(struct report *report, const char *title)
{
    const struct text_state *state = report->state;

    buffer_format(&report->text, "\n%s%s%s\n", state->colours->bold, title, state->colours->plain);
}

/* ---- findings that no group has counted ---- */

static void write_left_out(struct report *report)
{
    const struct report_run *run = report->run;
    const struct text_state *state = report->state;
    bool titled = false;

    for (uint32_t i = 0; i < run->code_count; i++) {
        const struct report_code *code = &run->codes[i];

        if (code->left_out <= state->announced[i]) {
            continue;
        }
        if (!titled) {
            text_write_title(report, "Findings left out (use --max-findings 0 to see all)");
            titled = true;
        }
        buffer_text(&report->text, "  ");
        utf8_write_printable(&report->text, code->code);
        buffer_text(&report->text, " ");
        utf8_write_printable(&report->text, code->title);
        buffer_text(&report->text, ": ");
        report_words_number(&report->text, code->left_out - state->announced[i]);
        buffer_text(&report->text, " of ");
        report_words_number(&report->text, code->found);
        buffer_char(&report->text, '\n');
    }
}

/* ---- the verdict ---- */

static void write_verdict(struct report *report)
{
    struct text_state *state = report->state;
    const struct report_run *run = report->run;
    struct report_fold fold = report_fold_begin(&report->text, state->width, 0, 0);

    text_clear(report, &state->scratch);
    report_verdict_words(&state->scratch, run);
    buffer_char(&report->text, '\n');
    report_fold_colour(&fold, state->colours->severity[report_verdict_severity(run->verdict)]);
    report_fold_text(&fold, report_verdict_title(run->verdict));
    report_fold_text(&fold, state->scratch.length > 0 ? ":" : ".");
    report_fold_colour(&fold, state->colours->plain);
    report_fold_text(&fold, " ");
    report_fold_str(&fold, buffer_view(&state->scratch));
    report_fold_end(&fold);
}

bool text_write_summary(struct report *report)
{
    const struct report_run *run = report->run;

    if (!report->options.quiet) {
        write_left_out(report);
    }
    if (!report->options.quiet && !text_write_figures(report)) {
        return false;
    }
    if (!text_write_skipped(report)) {
        return false;
    }
    if (run->return_count > 1 && !text_write_returns(report)) {
        return false;
    }
    if (run->return_count != 1) {
        buffer_char(&report->text, '\n');
        text_write_counts(report, run->counts, run->explained);
    }
    write_verdict(report);
    return true;
}
