/* What comes before the findings: whose return it is, the verdict, what to do, what was checked, and the filter. */
#include <stdlib.h>

#include "report/html.h"
#include "report/returns.h"
#include "report/verdict.h"

#define FILE_TASKS_MOST 20u /* links to what is wrong with files */
#define RETURNS_MOST 10u    /* links to returns, when they are many */

/* ---- heading and verdict ---- */

static void write_title_of_one(struct report *report, const struct report_return *of)
{
    struct report_words_return place = {.authority = of->authority, .authority_name = of->authority_name};
    struct report_words_return what = report_return_names(of);
    struct buffer *words = html_scratch(report);

    what.authority = what.authority_name = STR_EMPTY;
    report_words_return(words, &what);
    if (of->authority.length > 0 || of->authority_name.length > 0) {
        buffer_text(&report->text, "<p class=\"caption\">");
        html_text(&report->text, buffer_view(words));
        buffer_text(&report->text, "</p>\n");
        words = html_scratch(report);
        buffer_text(words, of->authority_name.length == 0 ? "Council " : "");
        report_words_return(words, &place);
    }
    buffer_text(&report->text, "<h1>");
    html_text(&report->text, buffer_view(words));
    buffer_text(&report->text, "</h1>\n");
}

static void write_title(struct report *report)
{
    const struct report_run *run = report->run;

    if (run->return_count == 1) {
        write_title_of_one(report, &run->returns[0]);
        return;
    }
    if (run->return_count > 1 && report_one_collection(run)) {
        buffer_text(&report->text, "<p class=\"caption\">");
        html_text(&report->text, report_return_names(&run->returns[0]).collection);
        buffer_text(&report->text, "</p>\n");
    }
    buffer_text(&report->text, "<h1>Check of ");
    report_words_count(&report->text, run->return_count, "return", "returns");
    buffer_text(&report->text, "</h1>\n");
}

static void write_verdict(struct report *report)
{
    const struct report_run *run = report->run;
    struct buffer *words = html_scratch(report);

    report_verdict_words(words, run);
    buffer_text(&report->text, "<div class=\"verdict ");
    buffer_text(&report->text, html_colour_name(html_verdict_colour(run->verdict)));
    buffer_text(&report->text, "\"><p><strong>");
    html_words(&report->text, report_verdict_title(run->verdict));
    buffer_text(&report->text, "</strong> ");
    html_sentence(&report->text, buffer_view(words));
    if (run->return_count > 1) {
        words = html_scratch(report);
        report_verdict_counts(words, run);
        buffer_text(&report->text, "<br/>");
        html_text(&report->text, buffer_view(words));
    }
    buffer_text(&report->text, "</p></div>\n");
}

/* ---- what to do: links to the groups ---- */

static const struct report_code *code_of(const struct report *report, struct str code)
{
    size_t index = report_code_index(report, code);

    return index == REPORT_NO_CODE ? NULL : &report->run->codes[index];
}

/* A group that is left out as a whole has nothing to link to. */
static void write_task(struct report *report, const struct report_return *of, const struct report_code *code,
                       const struct report_found *found)
{
    struct buffer *out = &report->text;
    bool linked = found->left_out < found->found;

    buffer_text(out, "<li>");
    if (linked) {
        buffer_text(out, "<a href=\"#");
        html_group_id(report, of, code->code, false);
        buffer_text(out, "\">");
    }
    html_text(out, code->title);
    buffer_text(out, linked ? "</a>" : "");
    buffer_text(out, " – ");
    report_words_count(out, found->found, "finding", "findings");
    buffer_text(out, linked ? "</li>\n" : ", left out</li>\n");
}

static void write_tasks_of_files(struct report *report, enum finding_severity severity)
{
    const struct report_run *run = report->run;
    uint32_t written = 0;

    for (uint32_t i = 0; i < run->code_count; i++) {
        struct report_found found = {.found = 0};

        if (run->codes[i].severity == severity) {
            found = html_found_in_files(report, run->codes[i].code);
        }
        if (found.found > 0 && written < FILE_TASKS_MOST) {
            write_task(report, NULL, &run->codes[i], &found);
            written++;
        }
    }
}

static void write_tasks_of_one(struct report *report, enum finding_severity severity)
{
    const struct report_return *of = &report->run->returns[0];

    for (uint32_t i = 0; i < of->found_count; i++) {
        const struct report_code *code = code_of(report, of->found[i].code);

        if (code && code->severity == severity && !of->found[i].explained) {
            write_task(report, of, code, &of->found[i]);
        }
    }
}

/* Where all findings of a return are left out, the table of returns is the place to go. */
static void write_task_of_return(struct report *report, const struct report_return *of, enum finding_severity severity)
{
    struct buffer *out = &report->text;

    buffer_text(out, "<li><a href=\"#r");
    if (html_has_section(of)) {
        buffer_integer(out, html_return_index(report, of));
    } else {
        buffer_text(out, "eturns");
    }
    buffer_text(out, "\">");
    if (report_one_collection(report->run)) {
        html_council_name(report, of);
        buffer_text(out, of->period.length > 0 ? ", " : "");
        html_text(out, of->period);
    } else {
        html_return_name(report, of);
    }
    buffer_text(out, "</a> – ");
    report_words_severities(out, of->counts[severity], severity);
    buffer_text(out, "</li>\n");
}

/* Of many returns, those with most errors (or queries) are named, and their groups are a click further. */
static bool write_tasks_of_many(struct report *report, enum finding_severity severity)
{
    const struct report_return **sorted = report_worst_first(report->run);
    uint32_t written = 0, more = 0;

    for (uint32_t i = 0; sorted && i < report->run->return_count; i++) {
        if (sorted[i]->counts[severity] > 0 && written < RETURNS_MOST) {
            write_task_of_return(report, sorted[i], severity);
            written++;
        } else {
            more += sorted[i]->counts[severity] > 0;
        }
    }
    if (more > 0) {
        buffer_text(&report->text, "<li>and ");
        report_words_number(&report->text, more);
        buffer_text(&report->text, " more in the <a href=\"#returns\">table of returns</a></li>\n");
    }
    free(sorted);
    return sorted != NULL;
}

static bool write_tasks_of(struct report *report, enum finding_severity severity)
{
    const struct report_run *run = report->run;
    struct buffer *out = &report->text;
    bool done = true;

    if (run->counts[severity] == 0) {
        return true;
    }
    buffer_text(out, "<p>");
    report_words_severities(out, run->counts[severity], severity);
    buffer_text(out, " to ");
    buffer_text(out, report_verdict_asks(severity));
    buffer_text(out, severity == FINDING_ERROR ? ":</p>\n<ul class=\"must\">\n" : ":</p>\n<ul>\n");
    write_tasks_of_files(report, severity);
    if (run->return_count == 1) {
        write_tasks_of_one(report, severity);
    } else if (run->return_count > 1) {
        done = write_tasks_of_many(report, severity);
    }
    buffer_text(out, "</ul>\n");
    return done;
}

/* The error summary; where there are only queries, they stand in its place. */
static bool write_problems(struct report *report)
{
    const uint64_t *counts = report->run->counts;
    bool errors = counts[FINDING_ERROR] > 0;

    if (!errors && counts[FINDING_QUERY] == 0) {
        return true;
    }
    buffer_text(&report->text, errors ? "<div class=\"problem red\"" : "<div class=\"problem yellow\"");
    buffer_text(&report->text, " role=\"region\" aria-labelledby=\"problem\"><h2 id=\"problem\">");
    buffer_text(&report->text, errors ? "There is a problem</h2>\n" : "Before you submit</h2>\n");
    if (!write_tasks_of(report, FINDING_ERROR)) {
        return false;
    }
    /* Of many returns with errors, the queries are in their table. */
    if ((!errors || report->run->return_count <= 1) && !write_tasks_of(report, FINDING_QUERY)) {
        return false;
    }
    buffer_text(&report->text, "</div>\n");
    return true;
}

/* ---- what was checked ---- */

static const char *role_words(const char *role)
{
    static const struct {
        const char *role, *words;
    } words[] = {
        {"return", "the return"},        {"previous", "last year’s"}, {"with", "given beside it"},
        {"reference", "reference data"}, {"notes", "notes"},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].role, role) == 0) {
            return words[i].words;
        }
    }
    return role;
}

static void write_files(struct report *report)
{
    const struct html_state *state = report->state;
    const struct report_run *run = report->run;
    struct buffer *out = &report->text;

    html_row(out, run->input_count == 1 ? "File" : "Files");
    for (uint32_t i = 0; i < run->input_count; i++) {
        const struct report_input *input = &run->inputs[i];

        buffer_text(out, "<p>");
        html_text(out, state->full_paths ? input->path : report_file_name(input->path));
        buffer_text(out, " <span class=\"quiet\">(");
        html_words(out, role_words(input->role));
        buffer_text(out, ", ");
        report_words_count(out, input->bytes, "byte", "bytes");
        buffer_text(out, ")</span></p>");
    }
    html_row_end(out);
}

static void write_rules(struct report *report)
{
    const struct report_run *run = report->run;
    struct buffer *out = &report->text;
    uint64_t skipped = 0, ran = 0;

    for (uint32_t i = 0; i < run->return_count; i++) {
        skipped += run->returns[i].skipped_count;
        ran += run->returns[i].rules_run;
    }
    html_row(out, "Rules");
    report_words_number(out, ran);
    buffer_text(out, run->return_count > 1 ? " run over all returns" : " run");
    if (skipped > 0) {
        buffer_text(out, ", ");
        report_words_number(out, skipped);
        buffer_text(out, " <a href=\"#not-run\">not run</a>");
    }
    html_row_end(out);
}

static void write_found(struct report *report)
{
    const struct report_run *run = report->run;
    struct buffer *out = &report->text;

    html_row(out, "Found");
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        report_words_severities(out, run->counts[severity], (enum finding_severity)severity);
        buffer_text(out, severity > 0 ? ", " : "");
    }
    if (run->explained > 0) {
        buffer_text(out, ", ");
        report_words_count(out, run->explained, "explained query", "explained queries");
    }
    html_row_end(out);
}

struct figure_counts {
    uint64_t known, outstanding, outside;
};

static void count_figures(const struct report_return *of, struct figure_counts *counts)
{
    for (uint32_t i = 0; i < of->standing_count; i++) {
        const struct compare_standing *standing = &of->standings[i];

        counts->known += standing->now->known;
        counts->outside += standing->position == COMPARE_OUTSIDE_LIMITS;
        counts->outstanding += standing->position != COMPARE_USUAL;
    }
}

static void write_figures(struct report *report)
{
    const struct report_run *run = report->run;
    struct figure_counts counts = {0, 0, 0};
    struct buffer *out = &report->text;

    for (uint32_t i = 0; i < run->return_count; i++) {
        count_figures(&run->returns[i], &counts);
    }
    if (!run->matrix || counts.known == 0 || report->options.figures == REPORT_FIGURES_NONE) {
        return;
    }
    html_row(out, "Figures");
    report_words_number(out, counts.known);
    buffer_text(out, run->return_count > HTML_FEW_RETURNS ? " <a href=\"#figures\">of all councils</a>, "
                                                          : " <a href=\"#figures\">beside other councils’</a>, ");
    report_words_count(out, counts.outstanding, "stands out", "stand out");
    buffer_text(out, ", ");
    report_words_number(out, counts.outside);
    buffer_text(out, " outside limits");
    html_row_end(out);
}

static void write_checked(struct report *report)
{
    const struct report_run *run = report->run;
    struct buffer *out = &report->text;
    uint64_t records = 0;

    for (uint32_t i = 0; i < run->return_count; i++) {
        records += run->returns[i].records;
    }
    buffer_text(out, "<h2>What was checked</h2>\n");
    html_rows_begin(out);
    write_files(report);
    html_row(out, "Records read");
    report_words_number(out, records);
    html_row_end(out);
    write_rules(report);
    write_found(report);
    write_figures(report);
    html_rows_end(out);
}

/* ---- the filter ---- */

static void write_choice(struct buffer *out, const char *value, const char *words, uint64_t count)
{
    bool all = strcmp(value, "all") == 0;

    buffer_format(out, "<label><input type=\"radio\" name=\"show\" id=\"show-%s\" value=\"%s\"%s/> %s (", value, value,
                  all ? " checked=\"checked\"" : "", words);
    report_words_number(out, count);
    buffer_text(out, ")</label>\n");
}

/* Radio buttons and style.css do it; the script adds the search and says how much is shown. */
void html_write_filter(struct report *report)
{
    const struct report_run *run = report->run;
    const uint64_t *counts = run->counts;
    uint64_t all = counts[FINDING_ERROR] + counts[FINDING_QUERY] + counts[FINDING_NOTICE] + run->explained;
    struct buffer *out = &report->text;

    if (all < 2) {
        return;
    }
    buffer_text(out, "<div class=\"filter\" id=\"filter\">\n<fieldset><legend>Show findings</legend>"
                     "<div class=\"choices\">\n");
    write_choice(out, "all", "All", all);
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        if (counts[severity] > 0) {
            write_choice(out, finding_severity_name((enum finding_severity)severity),
                         report_words_severity_title((enum finding_severity)severity, true), counts[severity]);
        }
    }
    if (run->explained > 0) {
        write_choice(out, "explained", "Explained", run->explained);
    }
    buffer_text(out, "</div></fieldset>\n<div id=\"filter-by-words\" hidden=\"hidden\"><label for=\"filter-words\">"
                     "With these words, line, code or council</label>"
                     "<input type=\"search\" id=\"filter-words\" autocomplete=\"off\"/></div>\n"
                     "<p id=\"filter-state\" role=\"status\" data-of=\"findings in this report\"></p>\n</div>\n");
}

bool html_write_summary(struct report *report)
{
    write_title(report);
    write_verdict(report);
    if (!write_problems(report)) {
        return false;
    }
    write_checked(report);
    return true;
}
