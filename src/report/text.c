/* The report that people read: by return, then severity, then code; each code is explained once. */
#include "report/text.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "report/returns.h"
#include "report/verdict.h"
#include "report/words.h"

#define FILES_HEADING "About the files"

static const struct text_colours colours_on = {
    .bold = "\033[1m",
    .severity = {[FINDING_NOTICE] = "\033[36m", [FINDING_QUERY] = "\033[1;33m", [FINDING_ERROR] = "\033[1;31m"},
    .plain = "\033[0m",
};

static const struct text_colours colours_off = {.bold = "", .severity = {"", "", ""}, .plain = ""};

static void release(void *memory)
{
    struct text_state *state = memory;

    buffer_free(&state->section);
    buffer_free(&state->code);
    buffer_free(&state->fix);
    buffer_free(&state->scratch);
    buffer_free(&state->marks);
    free(state->announced);
    free(state->explained);
}

static bool begin(struct report *report)
{
    struct text_state *state = report_state_new(report, sizeof *state, release);
    size_t codes = report->run->code_count + (size_t)1; /* calloc() of nothing may give NULL */
    unsigned width = report->options.width;

    if (!state) {
        return false;
    }
    state->colours = report->options.colour ? &colours_on : &colours_off;
    state->terminal = width == 0 ? REPORT_WIDTH : width < REPORT_WIDTH_LEAST ? REPORT_WIDTH_LEAST : width;
    state->width = state->terminal < REPORT_WIDTH ? state->terminal : REPORT_WIDTH;
    state->announced = calloc(codes, sizeof *state->announced);
    state->explained = calloc(codes, sizeof *state->explained);
    return state->announced && state->explained;
}

void text_clear(struct report *report, struct buffer *buffer)
{
    report->text.failed = report->text.failed || buffer->failed;
    buffer_clear(buffer);
}

void text_write_paragraph(struct report *report, size_t indent, const char *heading, struct str text)
{
    struct text_state *state = report->state;
    struct report_fold fold = report_fold_begin(&report->text, state->width, indent, indent);

    if (text.length == 0) {
        return;
    }
    if (*heading) {
        report_fold_colour(&fold, state->colours->bold);
        report_fold_text(&fold, heading);
        report_fold_colour(&fold, state->colours->plain);
        report_fold_text(&fold, " ");
    }
    report_fold_str(&fold, text);
    report_fold_end(&fold);
}

/* ---- sections ---- */

static void write_heading(struct report *report, struct str heading)
{
    struct text_state *state = report->state;
    size_t width = utf8_count(heading);

    if (state->in_section) {
        buffer_char(&report->text, '\n');
    }
    buffer_text(&report->text, state->colours->bold);
    buffer_str(&report->text, heading);
    buffer_text(&report->text, state->colours->plain);
    buffer_char(&report->text, '\n');
    buffer_fill(&report->text, '=', width < state->width ? width : state->width);
    buffer_char(&report->text, '\n');
}

static void write_return_facts(struct report *report, const struct report_return *of)
{
    struct buffer *out = &report->text;

    report_words_count(out, of->records, "record read, ", "records read, ");
    report_words_count(out, of->rules_run, "rule run", "rules run");
    if (of->skipped_count > 0) {
        buffer_text(out, ", ");
        report_words_number(out, of->skipped_count);
        buffer_text(out, " not run");
    }
    buffer_text(out, ".\n");
    text_write_counts(report, of->counts, of->explained);
}

static void open_section(struct report *report, const struct report_words_return *names, const struct report_return *of)
{
    struct text_state *state = report->state;

    text_clear(report, &state->scratch);
    report_words_return(&state->scratch, names);
    if (state->scratch.length == 0) {
        buffer_text(&state->scratch, FILES_HEADING);
    }
    write_heading(report, buffer_view(&state->scratch));
    state->in_section = true;
    state->section_return = of;
    if (of) {
        state->in_return = true;
        write_return_facts(report, of);
    }
}

static void write_section_key(struct report *report, struct buffer *out, const struct report_finding *finding)
{
    text_clear(report, out);
    report_section_key(out, finding);
}

static bool in_its_section(struct report *report, const struct report_finding *finding)
{
    struct text_state *state = report->state;

    if (!state->in_section) {
        return false;
    }
    write_section_key(report, &state->scratch, finding);
    return str_equal(buffer_view(&state->scratch), buffer_view(&state->section));
}

static bool open_section_of(struct report *report, const struct report_finding *finding)
{
    struct text_state *state = report->state;
    const struct report_return *of = report_return_of(report->run, finding, &state->next_return);
    struct report_words_return names = {
        .collection = finding->collection,
        .period = finding->period,
        .authority = finding->authority,
        .authority_name = finding->authority_name,
    };

    if (of) {
        names = report_return_names(of);
    }
    open_section(report, &names, of);
    write_section_key(report, &state->section, finding);
    return buffer_ok(&state->section);
}

/* ---- groups ---- */

/* How often a code was found in the open section, and how many of these are left out. False when nobody counted. */
static bool count_group(struct report *report, struct str code, struct report_found *counts)
{
    const struct text_state *state = report->state;
    const struct report_return *of = state->section_return;
    size_t index = report_code_index(report, code);

    if (of && of->found) {
        for (uint32_t i = 0; i < of->found_count; i++) {
            if (str_equal(of->found[i].code, code) && of->found[i].explained == state->group_explained) {
                *counts = of->found[i];
                return true;
            }
        }
    }
    if (report->run->return_count > 1 || index == REPORT_NO_CODE || report->run->codes[index].explained > 0) {
        return false;
    }
    *counts = (struct report_found){
        .code = code,
        .found = report->run->codes[index].found,
        .left_out = report->run->codes[index].left_out,
    };
    return true;
}

static void write_fix(struct report *report)
{
    struct text_state *state = report->state;

    text_write_paragraph(report, 2, REPORT_WORDS_FIX, buffer_view(&state->fix));
    text_clear(report, &state->fix);
}

static void write_left_out(struct report *report)
{
    struct text_state *state = report->state;
    struct str code = buffer_view(&state->code);
    size_t index = report_code_index(report, code);
    struct report_found counts;

    if (!count_group(report, code, &counts) || counts.left_out == 0) {
        return;
    }
    buffer_text(&report->text, state->group_explained ? "\n    …and " : "    …and ");
    report_words_number(&report->text, counts.left_out);
    buffer_text(&report->text, " more like this (use --max-findings 0 to see all)\n");
    buffer_text(&report->text, state->group_explained ? "" : "\n");
    if (index != REPORT_NO_CODE) {
        state->announced[index] += counts.left_out;
    }
}

static void close_group(struct report *report)
{
    struct text_state *state = report->state;

    if (state->in_group) {
        write_left_out(report);
        write_fix(report);
        state->in_group = false;
    }
}

static void write_explained(struct report *report)
{
    const struct text_state *state = report->state;
    const struct report_return *of = state->section_return;

    buffer_format(&report->text, "\n%s%s%s: nothing to do while the figures stand\n",
                  state->colours->severity[FINDING_NOTICE],
                  !of || of->explained != 1 ? "Explained queries" : "Explained query", state->colours->plain);
}

static void write_severity(struct report *report, enum finding_severity severity)
{
    struct text_state *state = report->state;
    const char *colour = state->colours->severity[severity];
    const struct report_return *of = state->section_return;
    bool plural = !of || of->counts[severity] != 1;

    buffer_format(&report->text, "\n%s%s%s: %s\n", colour, report_words_severity_title(severity, plural),
                  state->colours->plain, report_verdict_asks(severity));
}

static void write_why(struct report *report, const struct report_finding *finding)
{
    struct text_state *state = report->state;
    size_t index = report_code_index(report, finding->code);

    if (index != REPORT_NO_CODE && state->explained[index]) {
        return;
    }
    text_write_paragraph(report, 2, REPORT_WORDS_WHY, finding->why);
    if (index != REPORT_NO_CODE) {
        state->explained[index] = true;
    }
}

static bool open_group(struct report *report, const struct report_finding *finding)
{
    struct text_state *state = report->state;
    struct report_fold fold = report_fold_begin(&report->text, state->width, 0, 2);
    struct report_found counts;

    state->group_explained = finding->note != NULL;
    buffer_char(&report->text, '\n');
    report_fold_colour(&fold, state->colours->severity[finding->severity]);
    report_fold_str(&fold, finding->code);
    report_fold_colour(&fold, state->colours->plain);
    report_fold_colour(&fold, state->colours->bold);
    report_fold_text(&fold, " ");
    report_fold_str(&fold, finding->title);
    report_fold_colour(&fold, state->colours->plain);
    if (count_group(report, finding->code, &counts)) {
        text_clear(report, &state->scratch);
        report_words_count(&state->scratch, counts.found, "finding", "findings");
        report_fold_text(&fold, " — ");
        report_fold_whole(&fold, buffer_view(&state->scratch));
    }
    report_fold_end(&fold);
    write_why(report, finding);
    buffer_char(&report->text, '\n');
    text_clear(report, &state->code);
    buffer_str(&state->code, finding->code);
    state->severity = finding->severity;
    state->in_group = true;
    state->shown = 0;
    return buffer_ok(&state->code);
}

/* The group's remedy is written once, behind its findings; one with figures in it behind each finding. */
static bool keep_fix(struct report *report, const struct report_finding *finding)
{
    struct text_state *state = report->state;

    if (str_equal(buffer_view(&state->fix), finding->fix)) {
        return true;
    }
    if (state->fix.length > 0) {
        write_fix(report);
        buffer_char(&report->text, '\n');
    }
    text_clear(report, &state->fix);
    buffer_str(&state->fix, finding->fix);
    return buffer_ok(&state->fix);
}

/* Open queries and those that are explained are two severities for the reader. */
static bool in_its_severity(const struct text_state *state, const struct report_finding *finding)
{
    return state->in_group && state->severity == finding->severity && state->group_explained == (finding->note != NULL);
}

/* Opens the section, the severity and the group that the finding is in, as far as they are not open. */
static bool open_place_of(struct report *report, const struct report_finding *finding)
{
    struct text_state *state = report->state;
    bool same_section = in_its_section(report, finding);
    bool same_severity = same_section && in_its_severity(state, finding);

    if (same_severity && str_equal(buffer_view(&state->code), finding->code)) {
        return true;
    }
    close_group(report);
    if (!same_section && !open_section_of(report, finding)) {
        return false;
    }
    if (!same_severity && finding->note) {
        write_explained(report);
    } else if (!same_severity) {
        write_severity(report, finding->severity);
    }
    return open_group(report, finding);
}

static bool write_one(struct report *report, const struct report_finding *finding)
{
    struct text_state *state = report->state;

    if (!open_place_of(report, finding) || (!finding->note && !keep_fix(report, finding))) {
        return false;
    }
    if (finding->note && state->shown > 0) {
        buffer_char(&report->text, '\n');
    }
    text_write_finding(report, finding);
    state->shown++;
    return buffer_ok(&state->scratch) && buffer_ok(&state->marks);
}

static bool finding(struct report *report, const struct report_finding *one)
{
    return report->options.quiet ? true : write_one(report, one);
}

static bool end(struct report *report)
{
    struct text_state *state = report->state;
    const struct report_run *run = report->run;

    close_group(report);
    /* One return has its heading even when there is nothing to say of it. */
    if (run->return_count == 1 && !state->in_return) {
        struct report_words_return names = report_return_names(&run->returns[0]);

        open_section(report, &names, &run->returns[0]);
    }
    return text_write_summary(report) && buffer_ok(&state->scratch) && buffer_ok(&state->fix);
}

const struct report_format report_text = {
    .name = "text",
    .describes = "for people: grouped, with the lines of the file and the verdict",
    .order = REPORT_BY_CODE,
    .needs_places = true,
    .needs_excerpts = true,
    .needs_sha256 = false,
    .most = 20,
    .begin = begin,
    .finding = finding,
    .end = end,
};
