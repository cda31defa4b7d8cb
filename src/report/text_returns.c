/* The returns of a run in a table, the worst first. */
#include "report/text.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "report/returns.h"

#define ROWS_MOST ((size_t)20)
#define NAME_MOST ((size_t)60) /* characters of a return's name; fewer where the terminal is narrow … */
#define NAME_LEAST ((size_t)20)
#define BESIDE_NAME ((size_t)52) /* … by what stands beside it */
#define NUMBER_WIDTH ((size_t)9)
#define HEADINGS "   Errors  Queries  Notices  Verdict\n"

/* The name without the collection, when all returns are of one. */
static void name_return(struct report *report, const struct report_return *of, bool one_collection)
{
    struct text_state *state = report->state;
    struct report_words_return names = report_return_names(of);

    if (one_collection) {
        names.collection = STR_EMPTY;
    }
    text_clear(report, &state->scratch);
    report_words_return(&state->scratch, &names);
    if (state->scratch.length == 0) {
        utf8_write_printable(&state->scratch, report_return_names(of).collection);
    }
}

static void write_verdict_counts(struct report *report)
{
    struct text_state *state = report->state;
    struct report_fold fold = report_fold_begin(&report->text, state->width, 2, 2);

    text_clear(report, &state->scratch);
    report_verdict_counts(&state->scratch, report->run);
    report_fold_str(&fold, buffer_view(&state->scratch));
    report_fold_end(&fold);
}

static void pad_number(struct report *report, uint64_t number, size_t width)
{
    struct text_state *state = report->state;

    text_clear(report, &state->scratch);
    report_words_number(&state->scratch, number);
    if (state->scratch.length < width) {
        buffer_fill(&report->text, ' ', width - state->scratch.length);
    }
    buffer_str(&report->text, buffer_view(&state->scratch));
}

static void write_row(struct report *report, const struct report_return *of, bool one_collection, size_t width)
{
    struct text_state *state = report->state;
    struct str name;
    size_t shown;

    name_return(report, of, one_collection);
    name = buffer_view(&state->scratch);
    shown = utf8_count(name) > width ? width - 1 : utf8_count(name);
    buffer_text(&report->text, "  ");
    buffer_str(&report->text, str_slice(name, 0, utf8_offset(name, shown)));
    buffer_text(&report->text, shown < utf8_count(name) ? "…" : "");
    buffer_fill(&report->text, ' ', width - shown - (shown < utf8_count(name) ? 1 : 0));
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        pad_number(report, of->counts[severity], NUMBER_WIDTH);
    }
    buffer_text(&report->text, "  ");
    buffer_text(&report->text, report_words_verdict(of->verdict));
    buffer_char(&report->text, '\n');
}

static size_t names_width(struct report *report, const struct report_return *const *sorted, size_t rows,
                          bool one_collection)
{
    struct text_state *state = report->state;
    size_t most = state->terminal > NAME_LEAST + BESIDE_NAME ? state->terminal - BESIDE_NAME : NAME_LEAST;
    size_t width = 6;

    most = most < NAME_MOST ? most : NAME_MOST;
    for (size_t i = 0; i < rows; i++) {
        size_t name;

        name_return(report, sorted[i], one_collection);
        name = utf8_count(buffer_view(&state->scratch));
        width = name > width ? name : width;
    }
    return width < most ? width : most;
}

/* Returns that there is something to say of. */
static size_t worth_a_row(const struct report_return *const *sorted, size_t count)
{
    size_t rows = 0;

    while (rows < count && sorted[rows]->verdict != VERDICT_ACCEPTED) {
        rows++;
    }
    return rows;
}

bool text_write_returns(struct report *report)
{
    const struct report_run *run = report->run;
    bool one_collection = report_one_collection(run);
    const struct report_return **sorted = report_worst_first(run);
    size_t listed, rows, width;

    if (!sorted) {
        return false;
    }
    listed = worth_a_row(sorted, run->return_count);
    rows = listed < ROWS_MOST ? listed : ROWS_MOST;
    width = names_width(report, sorted, rows, one_collection);
    text_write_title(report, "Summary");
    write_verdict_counts(report);
    if (rows > 0) {
        buffer_text(&report->text, "\n  Return");
        buffer_fill(&report->text, ' ', width - 6);
        buffer_text(&report->text, HEADINGS);
    }
    for (size_t i = 0; i < rows; i++) {
        write_row(report, sorted[i], one_collection, width);
    }
    if (rows < listed) {
        buffer_text(&report->text, "  …and ");
        report_words_number(&report->text, listed - rows);
        buffer_text(&report->text, " more that were not accepted outright\n");
    }
    free(sorted);
    return true;
}
