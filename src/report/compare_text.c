/* The outcome of a comparison for people: who stands out most and in what, which figures are least comparable, and how all
 * that was worked out. */
#include <stdlib.h>

#include "report/compare_internal.h"
#include "report/fold.h"
#include "report/words.h"

#define COUNCILS_MOST 20u
#define MARKS_MOST 5u /* of a council */
#define SUBJECTS_MOST 15u

static void write_paragraph(struct report_compare_writer *writer, size_t first, size_t indent, struct str text)
{
    struct report_fold fold = report_fold_begin(&writer->text, writer->options->width, first, indent);
    report_fold_str(&fold, text);
    report_fold_end(&fold);
}

static void write_title(struct report_compare_writer *writer, const char *title)
{
    buffer_format(&writer->text, "\n%s\n", title);
}

/* ---- who stands out ------------------------------------------------------------------------------------------------- */

static void write_mark(struct report_compare_writer *writer, const struct compare_mark *mark)
{
    const struct compare_results *results = writer->of->results;
    struct buffer *text = report_compare_scratch(writer);
    report_compare_subject(text, results, mark->subject);
    if (mark->other != COMPARE_NONE) {
        buffer_text(text, " and ");
        report_compare_subject(text, results, mark->other);
    } else if (mark->subject != COMPARE_NONE) {
        buffer_format(text, " %.*s", STR_ARGS(results->subjects[mark->subject].title));
    }
    const struct compare_test_text *test = compare_test_text(mark->test);
    buffer_format(text, " [%s]: %.*s. %s", test->name, STR_ARGS(mark->text), test->ask);
    write_paragraph(writer, 7, 9, buffer_view(text));
}

static void write_council(struct report_compare_writer *writer, uint32_t row)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_return *of = &results->matrix->returns[row];
    const struct compare_profile *profile = &results->profiles[row];
    buffer_format(&writer->text, "%5u. %.*s%s%.*s%s: score %.1f; stands out in ", profile->rank, STR_ARGS(of->name),
                  of->name.length ? " (" : "", STR_ARGS(of->authority), of->name.length ? ")" : "", profile->score);
    report_words_count(&writer->text, profile->subjects_standing_out, "line or other figure", "lines or other figures");
    buffer_format(&writer->text, ", of %u figures known\n", profile->subjects_known);
    for (uint32_t m = 0; m < profile->mark_count && m < MARKS_MOST; m++) {
        write_mark(writer, &results->marks[profile->first_mark + m]);
    }
    if (profile->mark_count > MARKS_MOST) {
        buffer_format(&writer->text, "       and %u more\n", profile->mark_count - MARKS_MOST);
    }
}

/* Ranks are few and small: the councils of each are looked for in turn. */
static void write_councils(struct report_compare_writer *writer, const struct compare_cohort *cohort)
{
    const struct compare_results *results = writer->of->results;
    uint32_t written = 0;
    write_title(writer, "Councils that stand out most");
    for (uint32_t rank = 1; rank <= cohort->count && written < COUNCILS_MOST; rank++) {
        for (uint32_t row = cohort->first; row < cohort->first + cohort->count && written < COUNCILS_MOST; row++) {
            const struct compare_profile *profile = &results->profiles[row];
            if (profile->rank == rank && profile->score > 0) {
                write_council(writer, row);
                written++;
            }
        }
    }
    if (written == 0) {
        buffer_text(&writer->text, "  None stands out.\n");
    }
    if (cohort->count < COMPARE_COUNCILS_LEAST) {
        buffer_format(&writer->text, "  They are too few to compare: figures are held against %u councils or more.\n",
                      COMPARE_COUNCILS_LEAST);
    }
}

/* ---- what is comparable --------------------------------------------------------------------------------------------- */

static void write_number(struct buffer *out, double number)
{
    if (isnan(number)) {
        buffer_text(out, "       –");
    } else {
        buffer_format(out, "%8.2f", number);
    }
}

static void write_subject(struct report_compare_writer *writer, uint32_t cohort, uint32_t subject)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_comparability *of = compare_comparability_at(results, cohort, subject);
    struct buffer *out = &writer->text;
    write_number(out, of->index);
    write_number(out, of->within);
    write_number(out, of->zeros);
    write_number(out, of->outliers);
    write_number(out, of->stability);
    buffer_text(out, "  ");
    report_compare_subject(out, results, subject);
    struct str title = results->subjects[subject].title;
    buffer_format(out, " %.*s\n", STR_ARGS(title));
}

static bool write_comparable(struct report_compare_writer *writer, uint32_t cohort)
{
    const struct compare_results *results = writer->of->results;
    uint32_t count;
    uint32_t *subjects = report_compare_least_comparable(results, cohort, &count);
    if (!subjects) {
        return failure_memory(writer->failure);
    }
    if (count) {
        write_title(writer, "Figures that are least comparable");
        buffer_text(&writer->text, "   Index  Within   Zeros Outliers Stable\n");
    }
    for (uint32_t i = 0; i < count && i < SUBJECTS_MOST; i++) {
        write_subject(writer, cohort, subjects[i]);
    }
    free(subjects);
    return true;
}

/* ---- all of it ------------------------------------------------------------------------------------------------------ */

static bool write_cohort(struct report_compare_writer *writer, uint32_t c, bool first)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_cohort *cohort = &results->groups.cohorts[c];
    struct buffer *out = &writer->text;
    buffer_format(out, "%s%.*s ", first ? "" : "\n", STR_ARGS(cohort->collection));
    report_compare_period(out, cohort->period);
    buffer_text(out, ": ");
    report_words_count(out, cohort->count, "return", "returns");
    buffer_char(out, '\n');
    write_councils(writer, cohort);
    return write_comparable(writer, c) && report_compare_flush(writer);
}

static void write_method(struct report_compare_writer *writer)
{
    const struct compare_groups *groups = &writer->of->results->groups;
    struct buffer *text;
    write_title(writer, "How this was worked out");
    text = report_compare_scratch(writer);
    buffer_format(text, "Peers: %.*s.", STR_ARGS(writer->of->peers));
    if (groups->without) {
        buffer_char(text, ' ');
        report_words_count(text, groups->without, "return has", "returns have");
        buffer_text(text, " none, and can be held against England's only.");
    }
    write_paragraph(writer, 2, 4, buffer_view(text));
    write_paragraph(writer, 2, 4, STR("Distance from England's: " REPORT_COMPARE_WORDS_DISTANCE));
    write_paragraph(writer, 2, 4, STR("Distance from peers': " REPORT_COMPARE_WORDS_PEERS));
    write_paragraph(writer, 2, 4, STR("Quantiles: " REPORT_COMPARE_WORDS_QUANTILES));
    write_paragraph(writer, 2, 4, STR("Score: " REPORT_COMPARE_WORDS_SCORE));
    write_paragraph(writer, 2, 4, STR("Index: " REPORT_COMPARE_WORDS_COMPARABILITY));
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        const struct compare_test_text *of = compare_test_text((enum compare_test)t);
        text = report_compare_scratch(writer);
        buffer_format(text, "[%s]: %s.", of->name, of->rule);
        write_paragraph(writer, 2, 4, buffer_view(text));
    }
}

static void write_unread(struct report_compare_writer *writer)
{
    if (writer->of->unread_count) {
        write_title(writer, "Not read, or not compared");
    }
    for (uint32_t i = 0; i < writer->of->unread_count; i++) {
        const struct report_compare_unread *of = &writer->of->unread[i];
        struct buffer *text = report_compare_scratch(writer);
        buffer_format(text, "%.*s: %.*s (%.*s)", STR_ARGS(of->path), STR_ARGS(of->text), STR_ARGS(of->code));
        write_paragraph(writer, 2, 4, buffer_view(text));
    }
}

static bool write(struct report_compare_writer *writer)
{
    const struct compare_results *results = writer->of->results;
    bool fine = true;
    uint32_t shown = 0;
    for (uint32_t c = 0; fine && c < results->groups.cohort_count; c++) {
        if (report_compare_shows(writer, c)) {
            fine = write_cohort(writer, c, shown++ == 0);
        }
    }
    if (!shown) {
        buffer_text(&writer->text, "There is no return to compare.\n");
    } else {
        write_method(writer);
    }
    write_unread(writer);
    return fine;
}

const struct report_compare_format report_compare_text = {
    .name = "text",
    .describes = "for people: who stands out, which figures are least comparable, and how that was worked out",
    .write = write,
};
