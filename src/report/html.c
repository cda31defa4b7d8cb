/* The report that people look at: one page that needs nothing else, with findings by return, severity and code, and figures
 * as plots. */
#include "report/html.h"

#include <stdlib.h>

#include "report/returns.h"
#include "report/verdict.h"

static void release(void *memory)
{
    struct html_state *state = memory;

    buffer_free(&state->section);
    buffer_free(&state->code);
    buffer_free(&state->fix);
    buffer_free(&state->scratch);
    arena_free(&state->keep);
}

uint64_t html_next(struct report *report)
{
    struct html_state *state = report->state;

    return ++state->numbers;
}

static void clear(struct report *report, struct buffer *buffer)
{
    report->text.failed = report->text.failed || buffer->failed;
    buffer_clear(buffer);
}

struct buffer *html_scratch(struct report *report)
{
    struct html_state *state = report->state;

    clear(report, &state->scratch);
    return &state->scratch;
}

uint32_t html_return_index(const struct report *report, const struct report_return *of)
{
    return (uint32_t)(of - report->run->returns);
}

void html_group_id(struct report *report, const struct report_return *of, struct str code, bool explained)
{
    size_t index = report_code_index(report, code);

    buffer_char(&report->text, of ? 'r' : 'f');
    buffer_integer(&report->text, of ? (int64_t)html_return_index(report, of) : 0);
    buffer_text(&report->text, explained ? "x" : "c");
    buffer_integer(&report->text, index == REPORT_NO_CODE ? -1 : (int64_t)index);
}

bool html_has_section(const struct report_return *of)
{
    for (uint32_t i = 0; i < of->found_count; i++) {
        if (of->found[i].left_out < of->found[i].found) {
            return true;
        }
    }
    return false;
}

struct report_found html_found_in_files(const struct report *report, struct str code)
{
    const struct report_run *run = report->run;
    size_t index = report_code_index(report, code);
    struct report_found found = {.code = code};

    if (index == REPORT_NO_CODE) {
        return found;
    }
    found.found = run->codes[index].found;
    found.left_out = run->codes[index].left_out;
    for (uint32_t i = 0; i < run->return_count; i++) {
        for (uint32_t j = 0; j < run->returns[i].found_count; j++) {
            const struct report_found *of = &run->returns[i].found[j];

            found.found -= str_equal(of->code, code) ? of->found : 0;
            found.left_out -= str_equal(of->code, code) ? of->left_out : 0;
        }
    }
    return found;
}

void html_return_name(struct report *report, const struct report_return *of)
{
    struct report_words_return names = report_return_names(of);
    struct buffer *name = html_scratch(report);

    report_words_return(name, &names);
    html_text(&report->text, buffer_view(name));
}

void html_council_name(struct report *report, const struct report_return *of)
{
    struct report_words_return names = {.authority = of->authority, .authority_name = of->authority_name};
    struct buffer *name = html_scratch(report);

    report_words_return(name, &names);
    html_text(&report->text, name->length > 0 ? buffer_view(name) : STR("Council not known"));
}

void html_council(struct buffer *out, const struct report_return *of)
{
    if (of->authority_name.length > 0) {
        buffer_str(out, of->authority_name);
    } else {
        buffer_text(out, of->authority.length > 0 ? "Council " : "This council");
        buffer_str(out, of->authority);
    }
}

static bool same_names(const struct report_run *run)
{
    for (uint32_t i = 0; i < run->input_count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (str_equal(report_file_name(run->inputs[i].path), report_file_name(run->inputs[j].path))) {
                return true;
            }
        }
    }
    return false;
}

static void write_document_title(struct report *report)
{
    struct buffer *title = html_scratch(report);
    const struct report_run *run = report->run;

    buffer_text(title, report_verdict_title(run->verdict));
    buffer_text(title, ": ");
    if (run->return_count == 1) {
        struct report_words_return names = report_return_names(&run->returns[0]);

        report_words_return(title, &names);
    } else {
        report_words_count(title, run->return_count, "return", "returns");
    }
    buffer_text(title, " – Probity");
    html_page_begin(&report->text, buffer_view(title), NULL);
}

static bool begin(struct report *report)
{
    struct html_state *state = report_state_new(report, sizeof *state, release);

    if (!state) {
        return false;
    }
    state->full_paths = same_names(report->run);
    write_document_title(report);
    if (!html_write_summary(report)) {
        return false;
    }
    if (report->run->return_count > 1 && !html_write_contents(report)) {
        return false;
    }
    html_write_filter(report);
    return true;
}

/* ---- sections: findings of one return, or about the files ---- */

static void write_section_key(struct report *report, struct buffer *out, const struct report_finding *finding)
{
    clear(report, out);
    report_section_key(out, finding);
}

static bool in_its_section(struct report *report, const struct report_finding *finding)
{
    struct html_state *state = report->state;

    write_section_key(report, &state->scratch, finding);
    return state->in_section && str_equal(buffer_view(&state->scratch), buffer_view(&state->section));
}

static void write_section_facts(struct report *report, const struct report_return *of)
{
    struct buffer *out = &report->text;

    buffer_text(out, "<p>");
    html_tag(out, html_verdict_colour(of->verdict), report_verdict_title(of->verdict));
    buffer_char(out, ' ');
    report_words_count(out, of->records, "record read, ", "records read, ");
    report_words_count(out, of->rules_run, "rule run", "rules run");
    if (of->skipped_count > 0) {
        buffer_text(out, ", ");
        report_words_number(out, of->skipped_count);
        buffer_text(out, " not run");
    }
    buffer_text(out, ".</p>\n");
}

static void write_section_heading(struct report *report, const struct report_finding *finding,
                                  const struct report_return *of)
{
    struct buffer *out = &report->text;

    buffer_text(out, "<section class=\"filtered\"");
    if (of) {
        buffer_text(out, " id=\"r");
        buffer_integer(out, html_return_index(report, of));
        buffer_char(out, '"');
    }
    buffer_text(out, "><h2>");
    if (of && report->run->return_count == 1) {
        buffer_text(out, "What was found in the return");
    } else if (of) {
        html_return_name(report, of);
    } else {
        html_words(out, finding->collection.length > 0 ? "About other returns" : "About the files");
    }
    buffer_text(out, "</h2>\n");
    if (of && report->run->return_count > 1) {
        write_section_facts(report, of);
    }
}

static bool open_section(struct report *report, const struct report_finding *finding)
{
    struct html_state *state = report->state;
    const struct report_return *of = report_return_of(report->run, finding, &state->next_return);

    write_section_heading(report, finding, of);
    state->in_section = true;
    state->section_return = of;
    write_section_key(report, &state->section, finding);
    return buffer_ok(&state->section);
}

/* ---- groups: findings of one code ---- */

/* How often the code was found in the open section. False when nobody counted. */
static bool count_group(const struct report *report, struct report_found *counts)
{
    const struct html_state *state = report->state;
    const struct report_return *of = state->section_return;
    struct str code = buffer_view(&state->code);

    for (uint32_t i = 0; of && i < of->found_count; i++) {
        if (str_equal(of->found[i].code, code) && of->found[i].explained == state->group_explained) {
            *counts = of->found[i];
            return true;
        }
    }
    *counts = html_found_in_files(report, code);
    return !of && counts->found > 0;
}

/* The remedy stands behind the findings that it is of. */
static void close_items(struct report *report)
{
    struct html_state *state = report->state;

    buffer_text(&report->text, "</ol>\n");
    if (state->fix.length > 0) {
        buffer_text(&report->text, "<div class=\"inset\"><p><strong>" REPORT_WORDS_FIX "</strong> ");
        html_text(&report->text, buffer_view(&state->fix));
        buffer_text(&report->text, "</p></div>\n");
    }
    clear(report, &state->fix);
}

static void close_group(struct report *report)
{
    struct html_state *state = report->state;
    struct report_found counts;

    if (!state->in_group) {
        return;
    }
    close_items(report);
    if (count_group(report, &counts) && counts.left_out > 0) {
        buffer_text(&report->text, "<p class=\"quiet\">");
        report_words_number(&report->text, counts.left_out);
        buffer_text(&report->text, " more like this are left out. To have all in the report, add "
                                   "<code>--max-findings 0</code> to the check.</p>\n");
    }
    buffer_text(&report->text, "</section>\n");
    state->in_group = false;
}

static void close_severity(struct report *report)
{
    struct html_state *state = report->state;

    close_group(report);
    buffer_text(&report->text, state->in_severity ? "</div>\n" : "");
    state->in_severity = false;
}

static void close_section(struct report *report)
{
    struct html_state *state = report->state;

    close_severity(report);
    buffer_text(&report->text, state->in_section ? "</section>\n" : "");
    state->in_section = false;
}

static void open_severity(struct report *report, const struct report_finding *finding)
{
    struct html_state *state = report->state;
    const struct report_return *of = state->section_return;
    bool explained = finding->note != NULL;

    buffer_text(&report->text, "<div class=\"filtered\"><h3>");
    if (explained) {
        buffer_text(&report->text, !of || of->explained != 1 ? "Explained queries" : "Explained query");
        buffer_text(&report->text, ": nothing to do while the figures stand");
    } else {
        buffer_text(&report->text,
                    report_words_severity_title(finding->severity, !of || of->counts[finding->severity] != 1));
        buffer_text(&report->text, ": ");
        buffer_text(&report->text, report_verdict_asks(finding->severity));
    }
    buffer_text(&report->text, "</h3>\n");
    state->in_severity = true;
    state->severity = finding->severity;
    state->group_explained = explained;
}

static void write_tag(struct report *report, const struct report_finding *finding)
{
    if (finding->note) {
        html_tag(&report->text, HTML_GREY, "Explained");
    } else {
        html_tag(&report->text, html_severity_colour(finding->severity),
                 report_words_severity_title(finding->severity, false));
    }
}

static bool open_group(struct report *report, const struct report_finding *finding)
{
    struct html_state *state = report->state;
    struct buffer *out = &report->text;
    struct report_found counts;

    clear(report, &state->code);
    buffer_str(&state->code, finding->code);
    buffer_format(out, "<section class=\"group\" data-kind=\"%s\" id=\"",
                  finding->note ? "explained" : finding_severity_name(finding->severity));
    html_group_id(report, state->section_return, finding->code, finding->note != NULL);
    buffer_text(out, "\"><h4>");
    write_tag(report, finding);
    buffer_text(out, " <span>");
    html_text(out, finding->title);
    buffer_text(out, "</span> <span class=\"code\">");
    html_text(out, finding->code);
    if (count_group(report, &counts)) {
        buffer_text(out, ", ");
        report_words_count(out, counts.found, "finding", "findings");
    }
    buffer_text(out, "</span></h4>\n");
    if (finding->why.length > 0) {
        buffer_text(out, "<p><strong>" REPORT_WORDS_WHY "</strong> ");
        html_text(out, finding->why);
        buffer_text(out, "</p>\n");
    }
    buffer_text(out, "<ol class=\"items\">\n");
    state->in_group = true;
    return buffer_ok(&state->code);
}

/* Open queries and those that are explained are two severities for the reader. */
static bool in_its_severity(const struct html_state *state, const struct report_finding *finding)
{
    return state->in_severity && state->severity == finding->severity &&
           state->group_explained == (finding->note != NULL);
}

/* Opens the section, the severity and the group that the finding is in, as far as they are not open. */
static bool open_place_of(struct report *report, const struct report_finding *finding)
{
    struct html_state *state = report->state;

    if (!in_its_section(report, finding)) {
        close_section(report);
        if (!open_section(report, finding)) {
            return false;
        }
    }
    if (!in_its_severity(state, finding)) {
        close_severity(report);
        open_severity(report, finding);
    }
    if (state->in_group && str_equal(buffer_view(&state->code), finding->code)) {
        return true;
    }
    close_group(report);
    return open_group(report, finding);
}

/* The group's remedy is written once, behind its findings; one with figures in it behind each finding. An explained query
 * needs none. */
static bool keep_fix(struct report *report, const struct report_finding *finding)
{
    struct html_state *state = report->state;

    if (finding->note || str_equal(buffer_view(&state->fix), finding->fix)) {
        return true;
    }
    if (state->fix.length > 0) {
        close_items(report);
        buffer_text(&report->text, "<ol class=\"items\">\n");
    }
    clear(report, &state->fix);
    buffer_str(&state->fix, finding->fix);
    return buffer_ok(&state->fix);
}

static bool finding(struct report *report, const struct report_finding *one)
{
    if (!open_place_of(report, one) || !keep_fix(report, one)) {
        return false;
    }
    html_write_finding(report, one);
    return true;
}

static bool end(struct report *report)
{
    struct html_state *state = report->state;
    const struct report_run *run = report->run;
    bool done;

    close_section(report);
    if (run->return_count <= HTML_FEW_RETURNS) {
        done = html_write_figures(report);
    } else {
        done = html_write_national(report);
    }
    if (!done || !html_write_skipped(report)) {
        return false;
    }
    html_page_end(&report->text, run->version);
    return buffer_ok(&state->scratch) && buffer_ok(&state->fix);
}

const struct report_format report_html = {
    .name = "html",
    .describes = "for people: one page for a browser, with filters and plots of the figures",
    .order = REPORT_BY_CODE,
    .needs_places = true,
    .needs_excerpts = true,
    .needs_sha256 = false,
    .most = 50,
    .begin = begin,
    .finding = finding,
    .end = end,
};
