/* The rules that were not run, and why: a rule that could not run has not been passed. */
#include "report/text.h"

#include "report/reasons.h"

static void write_reason(struct report *report, const struct report_reason *reason)
{
    struct text_state *state = report->state;
    struct report_fold fold = report_fold_begin(&report->text, state->width, 2, 4);

    text_clear(report, &state->scratch);
    report_words_count(&state->scratch, reason->codes.count, "rule was not run", "rules were not run");
    if (report->run->return_count > 1) {
        buffer_text(&state->scratch, " for ");
        if (reason->returns == report->run->return_count) {
            buffer_text(&state->scratch, "all ");
        } else {
            report_words_number(&state->scratch, reason->returns);
            buffer_text(&state->scratch, " of ");
        }
        report_words_count(&state->scratch, report->run->return_count, "return", "returns");
    }
    report_fold_str(&fold, buffer_view(&state->scratch));
    report_fold_text(&fold, ": ");
    report_fold_str(&fold, reason->text);
    report_fold_text(&fold, "\n");
    report_fold_end(&fold);
    fold = report_fold_begin(&report->text, state->width, 4, 4);
    for (size_t i = 0; i < reason->codes.count; i++) {
        report_fold_text(&fold, i > 0 ? ", " : "");
        report_fold_str(&fold, reason->codes.items[i]);
    }
    report_fold_end(&fold);
}

bool text_write_skipped(struct report *report)
{
    struct report_reasons reasons = {0};
    bool done = report_reasons_gather(&reasons, report->run);

    if (done && reasons.all.count > 0) {
        text_write_title(report, "Rules that were not run");
        for (size_t i = 0; i < reasons.all.count; i++) {
            write_reason(report, &reasons.all.items[i]);
        }
    }
    report_reasons_free(&reasons);
    return done;
}
