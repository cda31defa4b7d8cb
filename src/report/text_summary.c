/* What comes behind the findings: what was left out, what was not run, the returns in a table, and the verdict. */
#include "report/text.h"

#include "base/utf8.h"

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

static const char *const verdict_titles[] = {
    [VERDICT_ACCEPTED] = "Accepted",
    [VERDICT_ACCEPTED_WITH_QUERIES] = "Accepted with queries",
    [VERDICT_NOT_CHECKED] = "Not checked",
    [VERDICT_REJECTED] = "Rejected",
};

static const enum finding_severity verdict_severities[] = {
    [VERDICT_ACCEPTED] = FINDING_NOTICE,
    [VERDICT_ACCEPTED_WITH_QUERIES] = FINDING_QUERY,
    [VERDICT_NOT_CHECKED] = FINDING_QUERY,
    [VERDICT_REJECTED] = FINDING_ERROR,
};

static void word_tasks(struct buffer *out, const uint64_t counts[FINDING_SEVERITIES])
{
    if (counts[FINDING_ERROR] > 0) {
        report_words_severities(out, counts[FINDING_ERROR], FINDING_ERROR);
        buffer_text(out, " must be put right before you submit");
        buffer_text(out, counts[FINDING_QUERY] > 0 ? "; " : ".");
    }
    if (counts[FINDING_QUERY] > 0) {
        report_words_severities(out, counts[FINDING_QUERY], FINDING_QUERY);
        buffer_text(out, " must be put right or explained.");
    }
}

static void word_not_checked(struct buffer *out, const struct report_run *run)
{
    uint64_t not_checked = 0;

    for (uint32_t i = 0; i < run->return_count; i++) {
        not_checked += run->returns[i].verdict == VERDICT_NOT_CHECKED;
    }
    if (run->return_count > 0 && not_checked == 0) {
        buffer_text(out, "part of what was given could not be checked; see About the files. ");
    } else if (run->return_count > 1) {
        report_words_number(out, not_checked);
        buffer_text(out, " of ");
        report_words_number(out, run->return_count);
        buffer_text(out, " returns could not be checked. ");
    } else {
        buffer_text(out, "there was no return that could be checked. ");
    }
    word_tasks(out, run->counts);
}

static void word_accepted(struct buffer *out, const struct report_run *run)
{
    uint64_t skipped = 0;

    for (uint32_t i = 0; i < run->return_count; i++) {
        skipped += run->returns[i].skipped_count;
    }
    buffer_text(out, "nothing that was checked stands in the way of submitting ");
    buffer_text(out, run->return_count > 1 ? "these returns" : "this return");
    if (run->explained > 0) {
        buffer_text(out, ", with ");
        report_words_count(out, run->explained, "query explained", "queries explained");
    }
    buffer_text(out, skipped > 0 ? ", but not every rule could be run." : ".");
}

static void write_verdict(struct report *report)
{
    struct text_state *state = report->state;
    const struct report_run *run = report->run;
    struct report_fold fold = report_fold_begin(&report->text, state->width, 0, 0);

    text_clear(report, &state->scratch);
    if (run->verdict == VERDICT_ACCEPTED) {
        word_accepted(&state->scratch, run);
    } else if (run->verdict == VERDICT_NOT_CHECKED) {
        word_not_checked(&state->scratch, run);
    } else {
        word_tasks(&state->scratch, run->counts);
    }
    buffer_char(&report->text, '\n');
    report_fold_colour(&fold, state->colours->severity[verdict_severities[run->verdict]]);
    report_fold_text(&fold, verdict_titles[run->verdict]);
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
