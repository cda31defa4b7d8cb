/* The figures of a return in a table: group by group, beside last year's, the neighbours' and England's. */
#include "report/text_figures.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/utf8.h"
#include "report/returns.h"

#define NAME_LEAST ((size_t)24) /* characters of a code and title, however narrow the terminal is */
#define GAP ((size_t)2)

enum column { NOW, LAST_YEAR, NEIGHBOURS, ENGLAND, MARK, COLUMNS };

struct table {
    struct report *report;
    const struct text_figures *figures;
    size_t widths[COLUMNS]; /* of the group at hand; 0: no cell is filled, and the column left out */
    size_t median;          /* width of the neighbours' median, to the right of which their range stands */
    size_t name;
};

const char *text_figure_mark(enum compare_position position)
{
    switch (position) {
    case COMPARE_LOW: return "low";
    case COMPARE_HIGH: return "high";
    case COMPARE_OUTSIDE_LIMITS: return "out";
    default: return "";
    }
}

/* ---- which figures there are ------------------------------------------------------------------------------------- */

static void add_figure(struct text_figures *figures, const struct compare_matrix *matrix,
                       const struct compare_standing *standing)
{
    figures->known[figures->count++] = report_figure_of(matrix, figures->of, standing);
    if (standing->neighbours.count > figures->neighbours) {
        figures->neighbours = standing->neighbours.count;
    }
    if (standing->england.count > figures->england) {
        figures->england = standing->england.count;
    }
    figures->last_year = figures->last_year || (standing->last_year && standing->last_year->known);
    figures->marked = figures->marked || standing->position != COMPARE_USUAL;
    figures->outside = figures->outside || standing->position == COMPARE_OUTSIDE_LIMITS;
}

static bool gather(const struct report *report, const struct report_return *of, struct text_figures *figures)
{
    const struct compare_matrix *matrix = report->run->matrix;

    *figures = (struct text_figures){
        .of = of, .period = matrix->returns[of->row].period, .neighbours_of = matrix->returns[of->row].neighbours_of};
    figures->known = calloc(of->standing_count, sizeof *figures->known);
    for (uint32_t i = 0; figures->known && i < of->standing_count; i++) {
        if (of->standings[i].now->known) {
            add_figure(figures, matrix, &of->standings[i]);
        }
    }
    if (figures->known) {
        report_figures_sort(figures->known, figures->count);
    }
    return figures->known != NULL;
}

/* ---- cells ---------------------------------------------------------------------------------------------------------- */

static void write_neighbours(struct buffer *out, const struct compare_indicator *indicator,
                             const struct compare_group *group, size_t median)
{
    size_t start = out->length;

    report_words_figure(out, indicator->figure, group->median);
    if (median > 0) {
        size_t width = utf8_count(str_slice(buffer_view(out), start, out->length - start));

        buffer_fill(out, ' ', width < median ? median - width : 0);
        buffer_text(out, " (");
        report_words_range(out, indicator->figure, group->low, group->high);
        buffer_char(out, ')');
    }
}

/* `median` 0: of the neighbours, the median only. */
static void write_cell(struct buffer *out, const struct report_figure *figure, enum column column, size_t median)
{
    const struct compare_standing *standing = figure->standing;
    const struct compare_cell *last_year = standing->last_year;

    switch (column) {
    case NOW: report_words_figure(out, figure->indicator->figure, standing->now->value); break;
    case LAST_YEAR:
        if (last_year && last_year->known) {
            report_words_figure(out, figure->indicator->figure, last_year->value);
        }
        break;
    case NEIGHBOURS:
        if (standing->neighbours.count) {
            write_neighbours(out, figure->indicator, &standing->neighbours, median);
        }
        break;
    case ENGLAND:
        if (standing->england.count) {
            report_words_range(out, figure->indicator->figure, standing->england.low, standing->england.high);
        }
        break;
    default: buffer_text(out, text_figure_mark(standing->position)); break;
    }
}

static void write_heading(struct buffer *out, const struct text_figures *figures, enum column column)
{
    static const char *const headings[COLUMNS] = {"", "", "Neighbours", "England", ""};

    if (column == NOW || column == LAST_YEAR) {
        date_write_financial_year(out, figures->period - (column == LAST_YEAR));
    }
    buffer_text(out, headings[column]);
}

/* ---- widths --------------------------------------------------------------------------------------------------------- */

static size_t width_of(const struct table *table, const struct report_figure *figure, enum column column, size_t median)
{
    struct text_state *state = table->report->state;

    text_clear(table->report, &state->scratch);
    if (figure) {
        write_cell(&state->scratch, figure, column, median);
    } else {
        write_heading(&state->scratch, table->figures, column);
    }
    return utf8_count(buffer_view(&state->scratch));
}

static size_t greater(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void measure(struct table *table, size_t from, size_t end)
{
    const struct text_state *state = table->report->state;
    size_t beside = 0;

    table->median = 0;
    for (size_t i = from; i < end; i++) {
        table->median = greater(table->median, width_of(table, &table->figures->known[i], NEIGHBOURS, 0));
    }
    for (int c = 0; c < COLUMNS; c++) {
        size_t width = 0;

        for (size_t i = from; i < end; i++) {
            size_t own = width_of(table, &table->figures->known[i], (enum column)c, table->median);

            width = greater(width, own);
        }
        table->widths[c] = width ? greater(width, width_of(table, NULL, (enum column)c, 0)) : 0;
        beside += table->widths[c] ? GAP + table->widths[c] : 0;
    }
    table->name = state->terminal > beside + NAME_LEAST ? state->terminal - beside : NAME_LEAST;
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

static bool stands_left(enum column column)
{
    return column == NEIGHBOURS || column == MARK;
}

/* The cells behind a name of so many characters; of the last one nothing follows that would need blanks before it. */
static void write_cells(struct table *table, const struct report_figure *figure, size_t name)
{
    struct text_state *state = table->report->state;
    struct buffer *out = &table->report->text;
    size_t due = name < table->name ? table->name - name : 0;

    for (int c = 0; c < COLUMNS; c++) {
        size_t width = table->widths[c] ? width_of(table, figure, (enum column)c, table->median) : 0;
        size_t blank = table->widths[c] - width;

        if (table->widths[c] == 0) {
            continue;
        }
        due += GAP + (stands_left((enum column)c) ? 0 : blank);
        if (width > 0) {
            buffer_fill(out, ' ', due);
            buffer_str(out, buffer_view(&state->scratch));
            due = 0;
        }
        due += stands_left((enum column)c) ? blank : 0;
    }
    buffer_char(out, '\n');
}

/* The name is folded into its column; the cells stand on its first line. */
static void write_figure(struct table *table, const struct report_figure *figure)
{
    struct text_state *state = table->report->state;
    struct report_fold fold;
    size_t indent = 4 + utf8_count(figure->indicator->code) + 1;

    text_clear(table->report, &state->marks);
    fold = report_fold_begin(&state->marks, table->name, 4, indent < table->name / 2 ? indent : 6);
    report_fold_str(&fold, figure->indicator->code);
    report_fold_text(&fold, " ");
    report_fold_str(&fold, figure->indicator->title);
    report_fold_end(&fold);

    struct str name = buffer_view(&state->marks);
    size_t line = str_find(name, STR("\n"));

    buffer_str(&table->report->text, str_slice(name, 0, line));
    write_cells(table, figure, utf8_count(str_slice(name, 0, line)));
    if (line + 1 < name.length) {
        buffer_str(&table->report->text, str_slice(name, line + 1, name.length - line - 1));
    }
}

static void write_group(struct table *table, size_t from, size_t end)
{
    const struct report_figure *known = table->figures->known;
    struct text_state *state = table->report->state;
    struct buffer *out = &table->report->text;

    measure(table, from, end);
    buffer_format(out, "\n  %s", state->colours->bold);
    utf8_write_printable(out, known[from].indicator->group);
    buffer_text(out, state->colours->plain);
    write_cells(table, NULL, 2 + utf8_count(known[from].indicator->group));
    for (size_t i = from; i < end; i++) {
        if (i == from || known[i].unit != known[i - 1].unit) {
            text_write_paragraph(table->report, 3, "", known[i].indicator->unit);
        }
        write_figure(table, &known[i]);
    }
}

static void write_table(struct report *report, const struct text_figures *figures)
{
    struct table table = {.report = report, .figures = figures};

    for (size_t from = 0; from < figures->count;) {
        size_t end = from + 1;

        while (end < figures->count && figures->known[end].group == figures->known[from].group) {
            end++;
        }
        write_group(&table, from, end);
        from = end;
    }
}

/* ---- returns -------------------------------------------------------------------------------------------------------- */

/* In their order. */
static void keep_marked(struct text_figures *figures)
{
    size_t kept = 0;

    for (size_t i = 0; i < figures->count; i++) {
        if (figures->known[i].standing->position != COMPARE_USUAL) {
            figures->known[kept++] = figures->known[i];
        }
    }
    figures->count = kept;
}

static void write_title(struct report *report, const struct report_return *of)
{
    struct text_state *state = report->state;
    struct report_words_return names = report_return_names(of);

    buffer_format(&report->text, "\n%sFigures beside others", state->colours->bold);
    if (report->run->return_count > 1) {
        buffer_text(&report->text, ": ");
        report_words_return(&report->text, &names);
    }
    buffer_format(&report->text, "%s\n", state->colours->plain);
}

static bool write_return(struct report *report, const struct report_return *of)
{
    struct text_figures figures;
    bool all = report->options.figures != REPORT_FIGURES_MARKED;
    bool good = gather(report, of, &figures);

    if (good) {
        write_title(report, of);
        text_figures_write_intro(report, &figures);
        if (!all) {
            keep_marked(&figures);
        }
        write_table(report, &figures);
        text_figures_write_marked(report, &figures);
    }
    if (good && all) {
        text_figures_write_divided(report, &figures);
        good = text_figures_write_unknown(report, &figures);
    }
    free(figures.known);
    return good;
}

bool text_write_figures(struct report *report)
{
    const struct report_run *run = report->run;
    enum report_figures which = report->options.figures;
    bool good = true;

    if (which == REPORT_FIGURES_NONE || (which == REPORT_FIGURES_USUAL && run->return_count != 1)) {
        return true;
    }
    for (uint32_t i = 0; good && run->matrix && i < run->return_count; i++) {
        if (run->returns[i].standing_count > 0) {
            good = write_return(report, &run->returns[i]);
        }
    }
    return good;
}
