/* The rules that were not run, and why: a rule that could not run has not been passed. */
#include "report/text.h"

#include <stdlib.h>

#include "base/array.h"

/* Skipped rules of one reason, over all returns. */
struct reason {
    struct str text;
    struct map known; /* codes */
    ARRAY_OF(struct str) codes;
    uint32_t returns;
    uint32_t last_return;
};

struct reasons {
    ARRAY_OF(struct reason) all;
    struct map index; /* reason -> its place in `all` */
};

static void reasons_free(struct reasons *reasons)
{
    for (size_t i = 0; i < reasons->all.count; i++) {
        map_free(&reasons->all.items[i].known);
        array_free(&reasons->all.items[i].codes);
    }
    array_free(&reasons->all);
    map_free(&reasons->index);
}

static struct reason *reason_of(struct reasons *reasons, struct str text)
{
    const uint64_t *found = map_get(&reasons->index, text);

    if (found) {
        return &reasons->all.items[*found];
    }
    if (!array_push(&reasons->all, (struct reason){.text = text, .last_return = UINT32_MAX}) ||
        !map_set(&reasons->index, text, reasons->all.count - 1)) {
        return NULL;
    }
    return &reasons->all.items[reasons->all.count - 1];
}

static bool reasons_add(struct reasons *reasons, const struct report_skipped *skipped, uint32_t of)
{
    struct reason *reason = reason_of(reasons, skipped->reason);

    if (!reason) {
        return false;
    }
    if (reason->last_return != of) {
        reason->last_return = of;
        reason->returns++;
    }
    if (map_get(&reason->known, skipped->code)) {
        return true;
    }
    return map_set(&reason->known, skipped->code, 1) && array_push(&reason->codes, skipped->code);
}

static bool reasons_gather(struct reasons *reasons, const struct report_run *run)
{
    for (uint32_t i = 0; i < run->return_count; i++) {
        for (uint32_t j = 0; j < run->returns[i].skipped_count; j++) {
            if (!reasons_add(reasons, &run->returns[i].skipped[j], i)) {
                return false;
            }
        }
    }
    return true;
}

static int compare_texts(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;

    return str_compare(*left, *right);
}

/* The reason that stopped most rules first. */
static int compare_reasons(const void *a, const void *b)
{
    const struct reason *left = a;
    const struct reason *right = b;

    if (left->codes.count != right->codes.count) {
        return left->codes.count > right->codes.count ? -1 : 1;
    }
    return str_compare(left->text, right->text);
}

static void write_reason(struct report *report, struct reason *reason)
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
    qsort(reason->codes.items, reason->codes.count, sizeof *reason->codes.items, compare_texts);
    for (size_t i = 0; i < reason->codes.count; i++) {
        report_fold_text(&fold, i > 0 ? ", " : "");
        report_fold_str(&fold, reason->codes.items[i]);
    }
    report_fold_end(&fold);
}

bool text_write_skipped(struct report *report)
{
    struct reasons reasons = {0};
    bool done = reasons_gather(&reasons, report->run);

    if (done && reasons.all.count > 0) {
        qsort(reasons.all.items, reasons.all.count, sizeof *reasons.all.items, compare_reasons);
        text_write_title(report, "Rules that were not run");
        for (size_t i = 0; i < reasons.all.count; i++) {
            write_reason(report, &reasons.all.items[i]);
        }
    }
    reasons_free(&reasons);
    return done;
}
