/* One table of a comparison, for spreadsheets and for other programs: what is not known is blank, and numbers have fifteen
 * figures, so that what is worked out of them again is the same. */
#include "base/real.h"
#include "report/compare_internal.h"
#include "report/csv_field.h"

/* ---- fields --------------------------------------------------------------------------------------------------------- */

static void text_field(struct report_compare_writer *writer, struct str text)
{
    if (text.length) {
        report_csv_text(&writer->text, text, &writer->scratch);
    }
    buffer_char(&writer->text, ',');
}

static void word_field(struct report_compare_writer *writer, const char *word)
{
    text_field(writer, str_of(word));
}

static void number_field(struct report_compare_writer *writer, double number)
{
    if (!isnan(number)) {
        real_write(&writer->text, number, REAL_FIGURES_MOST);
    }
    buffer_char(&writer->text, ',');
}

static void count_field(struct report_compare_writer *writer, uint32_t count)
{
    buffer_integer(&writer->text, count);
    buffer_char(&writer->text, ',');
}

static void end_row(struct report_compare_writer *writer)
{
    if (buffer_ok(&writer->text)) {
        writer->text.data[writer->text.length - 1] = '\n'; /* in place of the last comma */
    }
}

static void cohort_fields(struct report_compare_writer *writer, const struct compare_cohort *cohort)
{
    text_field(writer, cohort->collection);
    report_compare_period(&writer->text, cohort->period);
    buffer_char(&writer->text, ',');
}

static void return_fields(struct report_compare_writer *writer, uint32_t row)
{
    const struct compare_results *results = writer->of->results;
    cohort_fields(writer, &results->groups.cohorts[results->groups.cohort_of[row]]);
    text_field(writer, results->matrix->returns[row].authority);
    text_field(writer, results->matrix->returns[row].name);
}

static void subject_fields(struct report_compare_writer *writer, uint32_t subject)
{
    const struct compare_subject none = {.code = STR_EMPTY, .title = STR("The return as a whole")};
    const struct compare_subject *of = subject == COMPARE_NONE ? &none : &writer->of->results->subjects[subject];
    word_field(writer, subject == COMPARE_NONE ? "return" : report_compare_kind(of));
    text_field(writer, of->code);
    text_field(writer, of->title);
}

/* ---- tables --------------------------------------------------------------------------------------------------------- */

static void write_figure(struct report_compare_writer *writer, uint32_t row, uint32_t subject)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_subject *of = &results->subjects[subject];
    const struct compare_distance *distance = compare_distance_at(results, row, subject);
    const struct compare_cell none = {.numerator_text = STR_EMPTY, .denominator_text = STR_EMPTY};
    const struct compare_cell *cell = of->indicator == COMPARE_NONE
                                          ? &none
                                          : compare_cell_at(results->matrix, row, of->indicator);
    return_fields(writer, row);
    subject_fields(writer, subject);
    number_field(writer, compare_value_at(results, row, subject));
    text_field(writer, cell->numerator_text);
    text_field(writer, cell->denominator_text);
    text_field(writer, report_compare_reason(results, row, subject));
    number_field(writer, distance->england);
    word_field(writer, report_compare_no_distance(results, row, subject, false));
    count_field(writer, distance->peer_count);
    number_field(writer, distance->peer_median);
    number_field(writer, distance->peers);
    word_field(writer, report_compare_no_distance(results, row, subject, true));
    count_field(writer, fabs(compare_farthest(distance)) >= COMPARE_OUTLIER);
    end_row(writer);
}

static bool write_figures(struct report_compare_writer *writer, uint32_t row)
{
    const struct compare_results *results = writer->of->results;
    for (uint32_t s = 0; s < results->subject_count; s++) {
        if (compare_concerns(results, results->groups.cohort_of[row], s)) {
            write_figure(writer, row, s);
        }
    }
    return report_compare_flush(writer);
}

static bool write_marks(struct report_compare_writer *writer, uint32_t row)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_profile *profile = &results->profiles[row];
    for (uint32_t m = profile->first_mark; m < profile->first_mark + profile->mark_count; m++) {
        const struct compare_mark *mark = &results->marks[m];
        return_fields(writer, row);
        count_field(writer, profile->rank);
        word_field(writer, compare_test_text(mark->test)->name);
        subject_fields(writer, mark->subject);
        text_field(writer, mark->other == COMPARE_NONE ? STR_EMPTY : results->subjects[mark->other].code);
        text_field(writer, mark->subject == COMPARE_NONE ? STR_EMPTY : results->subjects[mark->subject].about);
        number_field(writer, mark->points);
        number_field(writer, mark->strength);
        number_field(writer, mark->value);
        number_field(writer, mark->expected);
        text_field(writer, mark->text);
        end_row(writer);
    }
    return report_compare_flush(writer);
}

static bool write_profile(struct report_compare_writer *writer, uint32_t row)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_profile *profile = &results->profiles[row];
    uint32_t counts[COMPARE_TESTS] = {0};
    for (uint32_t m = profile->first_mark; m < profile->first_mark + profile->mark_count; m++) {
        counts[results->marks[m].test]++;
    }
    return_fields(writer, row);
    text_field(writer, results->matrix->returns[row].region);
    count_field(writer, results->groups.peer_counts[row]);
    count_field(writer, profile->rank);
    number_field(writer, profile->score);
    count_field(writer, profile->subjects_known);
    count_field(writer, profile->subjects_standing_out);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        count_field(writer, counts[t]);
    }
    end_row(writer);
    return report_compare_flush(writer);
}

static void write_strength(struct report_compare_writer *writer, uint32_t row, uint32_t subject)
{
    const struct compare_results *results = writer->of->results;
    return_fields(writer, row);
    subject_fields(writer, subject);
    text_field(writer, subject == COMPARE_NONE ? STR_EMPTY : results->subjects[subject].about);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        size_t place = compare_strength_place(results, row, subject, (enum compare_test)t);
        number_field(writer, results->strengths[place] > 0 ? results->strengths[place] : NAN);
    }
    end_row(writer);
}

static bool write_strengths(struct report_compare_writer *writer, uint32_t row)
{
    const struct compare_results *results = writer->of->results;
    for (uint32_t s = 0; s < results->subject_count; s++) {
        if (compare_concerns(results, results->groups.cohort_of[row], s)) {
            write_strength(writer, row, s);
        }
    }
    write_strength(writer, row, COMPARE_NONE);
    return report_compare_flush(writer);
}

static bool write_amounts(struct report_compare_writer *writer, uint32_t row)
{
    const struct compare_results *results = writer->of->results;
    for (uint32_t s = 0; s < results->statement_count; s++) {
        const struct compare_statement *of = &results->statements[s];
        for (uint32_t line = 0; line < of->line_count; line++) {
            for (uint32_t c = 0; of->in_force[(size_t)row * of->line_count + line] && c < of->column_count; c++) {
                return_fields(writer, row);
                text_field(writer, of->table);
                text_field(writer, of->lines[line].code);
                text_field(writer, of->columns[c].name);
                number_field(writer, compare_amount(of, row, line, c));
                end_row(writer);
            }
        }
    }
    return report_compare_flush(writer);
}

static void write_subject(struct report_compare_writer *writer, uint32_t cohort, uint32_t subject)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_subject *of = &results->subjects[subject];
    const struct compare_spread *spread = compare_spread_at(results, cohort, subject);
    const struct compare_comparability *comparable = compare_comparability_at(results, cohort, subject);
    const uint32_t counts[] = {spread->known, spread->unknown, spread->zeros, spread->left_out, spread->outliers};
    const double quantiles[] = {spread->least, spread->p5,  spread->q1,      spread->median,
                                spread->q3,    spread->p95, spread->greatest};
    const double shares[] = {comparable->within, comparable->zeros, comparable->outliers, comparable->stability,
                             comparable->index};
    cohort_fields(writer, &results->groups.cohorts[cohort]);
    subject_fields(writer, subject);
    text_field(writer, of->unit);
    word_field(writer, of->scale.logarithmic ? "ratios" : "differences");
    number_field(writer, of->scale.start);
    number_field(writer, of->scale.least);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        count_field(writer, counts[i]);
    }
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
        number_field(writer, quantiles[i]);
    }
    number_field(writer, spread->england.by == ROBUST_BY_NOTHING ? NAN : spread->england.centre);
    number_field(writer, spread->england.by == ROBUST_BY_NOTHING ? NAN : spread->england.sigma);
    word_field(writer, report_compare_by(spread->england.by));
    count_field(writer, spread->peers_known);
    number_field(writer, spread->peers.by == ROBUST_BY_NOTHING ? NAN : spread->peers.sigma);
    word_field(writer, report_compare_by(spread->peers.by));
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        number_field(writer, shares[i]);
    }
    count_field(writer, comparable->pairs);
    end_row(writer);
}

static bool write_subjects(struct report_compare_writer *writer)
{
    const struct compare_results *results = writer->of->results;
    buffer_text(
        &writer->text,
        "collection,period,kind,code,title,unit,compared_by,start,least_sigma,known,unknown,zeros,left_out,outliers,"
        "least,p5,q1,median,q3,p95,greatest,centre,sigma,sigma_by,peers_known,peers_sigma,peers_sigma_by,within,zeros_"
        "share,"
        "outliers_share,stability,index,pairs\n");
    for (uint32_t c = 0; c < results->groups.cohort_count; c++) {
        for (uint32_t s = 0; report_compare_shows(writer, c) && s < results->subject_count; s++) {
            if (compare_concerns(results, c, s)) {
                write_subject(writer, c, s);
            }
        }
        if (!report_compare_flush(writer)) {
            return false;
        }
    }
    return true;
}

/* ---- one of them ---------------------------------------------------------------------------------------------------- */

/* Behind the columns that all tables begin with. */
static const char *header_of(enum report_compare_table table)
{
    switch (table) {
    case REPORT_COMPARE_FIGURES:
        return "kind,code,title,value,numerator,denominator,not_known_because,england_distance,"
               "no_england_distance_because,peers,peers_median,peers_distance,no_peers_distance_because,outlier\n";
    case REPORT_COMPARE_MARKS:
        return "rank,test,kind,code,title,other_line,about_line,points,strength,value,expected,text\n";
    case REPORT_COMPARE_PROFILES: return "region,peers,rank,score,figures_known,stands_out_in";
    case REPORT_COMPARE_STRENGTHS: return "kind,code,title,about_line";
    default: return "table,line,column,amount\n";
    }
}

static void write_header(struct report_compare_writer *writer)
{
    buffer_format(&writer->text, "collection,period,authority,name,%s", header_of(writer->options->table));
    bool by_test = writer->options->table == REPORT_COMPARE_PROFILES ||
                   writer->options->table == REPORT_COMPARE_STRENGTHS;
    for (unsigned t = 0; by_test && t < COMPARE_TESTS; t++) {
        buffer_format(&writer->text, ",%s", compare_test_text((enum compare_test)t)->name);
    }
    if (by_test) {
        buffer_char(&writer->text, '\n');
    }
}

static bool write(struct report_compare_writer *writer)
{
    static bool (*const rows[REPORT_COMPARE_TABLES])(struct report_compare_writer *, uint32_t) = {
        [REPORT_COMPARE_FIGURES] = write_figures,  [REPORT_COMPARE_MARKS] = write_marks,
        [REPORT_COMPARE_PROFILES] = write_profile, [REPORT_COMPARE_STRENGTHS] = write_strengths,
        [REPORT_COMPARE_AMOUNTS] = write_amounts,
    };
    const struct compare_results *results = writer->of->results;
    if (writer->options->table == REPORT_COMPARE_SUBJECTS) {
        return write_subjects(writer);
    }
    write_header(writer);
    bool fine = true;
    for (uint32_t row = 0; fine && row < results->matrix->return_count; row++) {
        if (report_compare_shows(writer, results->groups.cohort_of[row])) {
            fine = rows[writer->options->table](writer, row);
        }
    }
    return fine;
}

const struct report_compare_format report_compare_csv = {
    .name = "csv",
    .describes = "for spreadsheets: one table, --table figures, marks, profiles, subjects, strengths or amounts",
    .write = write,
};
