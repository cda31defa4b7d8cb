#include "report/verdict.h"

#include "report/words.h"

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

/* What each severity asks of the reader. */
static const char *const severity_asks[FINDING_SEVERITIES] = {
    [FINDING_NOTICE] = "worth knowing",
    [FINDING_QUERY] = "put right or explain before you submit",
    [FINDING_ERROR] = "put right before you submit",
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

const char *report_verdict_title(enum finding_verdict verdict)
{
    return verdict_titles[verdict];
}

enum finding_severity report_verdict_severity(enum finding_verdict verdict)
{
    return verdict_severities[verdict];
}

const char *report_verdict_asks(enum finding_severity severity)
{
    return severity_asks[severity];
}

void report_verdict_words(struct buffer *out, const struct report_run *run)
{
    if (run->verdict == VERDICT_ACCEPTED) {
        word_accepted(out, run);
    } else if (run->verdict == VERDICT_NOT_CHECKED) {
        word_not_checked(out, run);
    } else {
        word_tasks(out, run->counts);
    }
}
