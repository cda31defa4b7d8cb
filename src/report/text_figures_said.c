/* What is said round the table of figures: before it, whom the return is compared with; behind it, what stands out, what
 * costs are divided by, and what is not known. */
#include <math.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/utf8.h"
#include "report/text_figures.h"

/* ---- before --------------------------------------------------------------------------------------------------------- */

/* What a return can be compared with, in the order in which it is said. */
enum beside { LAST_YEAR, NEIGHBOURS, ENGLAND, BESIDES };

static bool is_there(const struct text_figures *figures, enum beside beside)
{
    switch (beside) {
    case LAST_YEAR: return figures->last_year;
    case NEIGHBOURS: return figures->neighbours > 0;
    default: return figures->england > 0;
    }
}

static void say_one(struct buffer *out, const struct text_figures *figures, enum beside beside)
{
    switch (beside) {
    case LAST_YEAR: buffer_text(out, "those of last year"); break;
    case NEIGHBOURS:
        buffer_text(out, "the median of ");
        report_words_count(out, figures->neighbours, "statistical neighbour", "statistical neighbours");
        if (figures->neighbours_of) {
            buffer_format(out, " by the list of %d", figures->neighbours_of);
        }
        buffer_text(out, " (in brackets, the least and the greatest)");
        break;
    default:
        buffer_text(out, "England's 5th to 95th percentile (of the ");
        report_words_number(out, figures->england);
        buffer_text(out, " councils that were given)");
        break;
    }
}

/* What to give to have it. */
static void say_how(struct buffer *out, enum beside beside)
{
    switch (beside) {
    case LAST_YEAR: buffer_text(out, "last year's (--previous FILE)"); break;
    case NEIGHBOURS: buffer_text(out, "neighbours' (--reference neighbours=FILE and --with FILE)"); break;
    default: buffer_format(out, "England's (--with FILE, with %u councils or more)", COMPARE_ENGLAND_LEAST); break;
    }
}

/* ", " or " and ", before the one of so many. */
static const char *joint(unsigned at, unsigned count)
{
    return at == 0 ? "" : at + 1 == count ? " and " : ", ";
}

static void say_besides(struct buffer *out, const struct text_figures *figures)
{
    unsigned there = 0, lacking = 0;

    for (int b = 0; b < BESIDES; b++) {
        there += is_there(figures, (enum beside)b);
    }
    buffer_text(out, there ? "This return's figures beside " : "");
    for (int b = 0, at = 0; b < BESIDES; b++) {
        if (is_there(figures, (enum beside)b)) {
            buffer_text(out, joint((unsigned)at++, there));
            say_one(out, figures, (enum beside)b);
        }
    }
    buffer_text(out, there ? "." : "");
    for (int b = 0; b < BESIDES; b++) {
        if (!is_there(figures, (enum beside)b)) {
            buffer_text(out, lacking ? "" : there ? " Not there: " : "Not there: ");
            buffer_text(out, joint(lacking++, BESIDES - there));
            say_how(out, (enum beside)b);
        }
    }
    buffer_text(out, lacking ? "." : "");
}

void text_figures_write_intro(struct report *report, const struct text_figures *figures)
{
    struct text_state *state = report->state;
    struct buffer *out = &state->scratch;

    text_clear(report, out);
    say_besides(out, figures);
    if (figures->marked) {
        buffer_text(out, figures->england ? " \"low\" and \"high\" are beyond these percentiles: a reason to look, no "
                                            "mistake."
                                          : "");
        buffer_text(out,
                    figures->outside ? " \"out\" is outside the indicator's limits: see the finding of its code." : "");
    } else {
        buffer_text(out, " No figure stands out.");
    }
    buffer_text(out, " probity explain CODE says how a figure is worked out.");
    text_write_paragraph(report, 2, "", buffer_view(out));
}

/* ---- what stands out ------------------------------------------------------------------------------------------------ */

/* "£48,103,511", "64,429", "14": what is counted has no decimals. */
static void write_part(struct buffer *out, const struct compare_indicator *indicator, double number, bool numerator)
{
    if (numerator && indicator->figure == COMPARE_MONEY) {
        report_words_figure(out, COMPARE_MONEY, number);
    } else if (number >= 0 && number == floor(number) && number < 1e15) {
        report_words_number(out, (uint64_t)number);
    } else {
        report_words_figure(out, COMPARE_NUMBER, number);
    }
}

/* "£48,103,511 (what it is) against 64,429 (what that is)." */
static void write_made_of(struct buffer *out, const struct report_figure *figure)
{
    const struct compare_cell *now = figure->standing->now;

    write_part(out, figure->indicator, now->numerator, true);
    buffer_text(out, " (");
    buffer_str(out, now->numerator_is);
    buffer_char(out, ')');
    if (now->has_denominator) {
        buffer_text(out, " against ");
        write_part(out, figure->indicator, now->denominator, false);
        buffer_text(out, " (");
        buffer_str(out, now->denominator_is);
        buffer_char(out, ')');
    }
    buffer_text(out, ".");
}

static void write_standing_out(struct report *report, const struct report_figure *figure)
{
    struct text_state *state = report->state;
    struct buffer *out = &state->scratch;
    struct report_fold fold = report_fold_begin(&report->text, state->width, 4, 6);

    text_clear(report, out);
    write_made_of(out, figure);
    report_fold_str(&fold, figure->indicator->code);
    report_fold_text(&fold, " is ");
    report_fold_text(&fold, text_figure_mark(figure->standing->position));
    report_fold_text(&fold, ": ");
    report_fold_str(&fold, buffer_view(out));
    if (figure->indicator->causes.length > 0) {
        report_fold_text(&fold, " Usually: ");
        report_fold_str(&fold, str_trim(figure->indicator->causes));
    }
    report_fold_end(&fold);
}

void text_figures_write_marked(struct report *report, const struct text_figures *figures)
{
    bool titled = false;

    for (size_t i = 0; i < figures->count; i++) {
        /* Of one outside its limits, its own query says it all. */
        enum compare_position position = figures->known[i].standing->position;

        if (position == COMPARE_LOW || position == COMPARE_HIGH) {
            buffer_text(&report->text, titled ? "" : "\n  What stands out is made of\n");
            titled = true;
            write_standing_out(report, &figures->known[i]);
        }
    }
}

/* ---- what costs are divided by -------------------------------------------------------------------------------------- */

static bool is_cost(const struct report_figure *figure)
{
    return figure->indicator->figure == COMPARE_MONEY && figure->standing->now->has_denominator;
}

static bool same_divisor(const struct report_figure *a, const struct report_figure *b)
{
    const struct compare_cell *left = a->standing->now, *right = b->standing->now;

    return str_equal(left->denominator_is, right->denominator_is) &&
           str_equal(left->denominator_text, right->denominator_text);
}

static bool was_said(const struct text_figures *figures, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (is_cost(&figures->known[i]) && same_divisor(&figures->known[i], &figures->known[at])) {
            return true;
        }
    }
    return false;
}

/* Others' figures may rest on other counts than this return's, and then say less of it. */
static const struct compare_cell *divided_otherwise(const struct report *report, const struct text_figures *figures,
                                                    size_t at)
{
    const struct compare_matrix *matrix = report->run->matrix;
    const struct report_figure *figure = &figures->known[at];

    for (uint32_t i = 0; i < matrix->return_count; i++) {
        const struct compare_return *other = &matrix->returns[i];
        const struct compare_cell *cell = compare_cell_at(matrix, i, figure->standing->indicator);

        if (cell->known && other->period == figures->period && str_equal(other->collection, figures->of->collection) &&
            !str_equal(cell->denominator_is, figure->standing->now->denominator_is)) {
            return cell;
        }
    }
    return NULL;
}

static void write_divisor(struct report *report, const struct text_figures *figures, size_t at)
{
    struct text_state *state = report->state;
    const struct compare_cell *now = figures->known[at].standing->now;
    struct report_fold fold = report_fold_begin(&report->text, state->width, 4, 6);

    text_clear(report, &state->scratch);
    write_part(&state->scratch, figures->known[at].indicator, now->denominator, false);
    buffer_text(&state->scratch, " — ");
    buffer_str(&state->scratch, now->denominator_is);
    buffer_text(&state->scratch, ": ");
    for (size_t i = at, count = 0; i < figures->count; i++) {
        if (is_cost(&figures->known[i]) && same_divisor(&figures->known[i], &figures->known[at])) {
            buffer_text(&state->scratch, count++ ? ", " : "");
            buffer_str(&state->scratch, figures->known[i].indicator->code);
        }
    }
    const struct compare_cell *other = divided_otherwise(report, figures, at);
    if (other) {
        buffer_text(&state->scratch, ". Other councils' costs are not divided by the like, but by ");
        buffer_str(&state->scratch, other->denominator_is);
        buffer_text(&state->scratch, ": compare with care.");
    }
    report_fold_str(&fold, buffer_view(&state->scratch));
    report_fold_end(&fold);
}

void text_figures_write_divided(struct report *report, const struct text_figures *figures)
{
    bool titled = false;

    for (size_t i = 0; i < figures->count; i++) {
        if (is_cost(&figures->known[i]) && !was_said(figures, i)) {
            buffer_text(&report->text, titled ? "" : "\n  What costs are divided by\n");
            titled = true;
            write_divisor(report, figures, i);
        }
    }
}

/* ---- what is not known ---------------------------------------------------------------------------------------------- */

struct unknown {
    struct str code;
    struct str reason;
    bool said;
};

/* Indicators that are not of this period are no news. */
static size_t gather_unknown(const struct report *report, const struct text_figures *figures, struct unknown *unknown)
{
    const struct report_return *of = figures->of;
    size_t count = 0;

    for (uint32_t i = 0; i < of->standing_count; i++) {
        const struct compare_cell *now = of->standings[i].now;

        if (!now->known && !now->other_period) {
            struct str code = report->run->matrix->indicators[of->standings[i].indicator].code;

            unknown[count++] = (struct unknown){.code = code, .reason = now->reason};
        }
    }
    return count;
}

static void write_reason(struct report *report, struct unknown *unknown, size_t count, size_t at)
{
    struct text_state *state = report->state;
    struct report_fold fold = report_fold_begin(&report->text, state->width, 4, 6);
    struct str reason = unknown[at].reason;

    report_fold_str(&fold, reason);
    report_fold_text(&fold, ": ");
    for (size_t i = at; i < count; i++) {
        if (!unknown[i].said && str_equal(unknown[i].reason, reason)) {
            report_fold_text(&fold, i > at ? ", " : "");
            report_fold_str(&fold, unknown[i].code);
            unknown[i].said = true;
        }
    }
    report_fold_end(&fold);
}

bool text_figures_write_unknown(struct report *report, const struct text_figures *figures)
{
    struct unknown *unknown = calloc((size_t)figures->of->standing_count + 1, sizeof *unknown);
    size_t count = unknown ? gather_unknown(report, figures, unknown) : 0;

    if (count > 0) {
        buffer_text(&report->text, "\n  Not known\n");
    }
    for (size_t i = 0; i < count; i++) {
        if (!unknown[i].said) {
            write_reason(report, unknown, count, i);
        }
    }
    free(unknown);
    return unknown != NULL;
}
