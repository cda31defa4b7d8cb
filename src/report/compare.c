#include "report/compare.h"

#include "base/date.h"
#include "report/compare_internal.h"

#define FLUSH_AT ((size_t)64 * 1024)

static const struct report_compare_format *const formats[] = {
    &report_compare_text,
    &report_compare_json,
    &report_compare_csv,
    &report_compare_html,
};
#define FORMATS (sizeof formats / sizeof *formats)

static const char *const tables[REPORT_COMPARE_TABLES] = {
    [REPORT_COMPARE_FIGURES] = "figures",     [REPORT_COMPARE_MARKS] = "marks",
    [REPORT_COMPARE_PROFILES] = "profiles",   [REPORT_COMPARE_SUBJECTS] = "subjects",
    [REPORT_COMPARE_STRENGTHS] = "strengths", [REPORT_COMPARE_AMOUNTS] = "amounts",
};

const struct report_compare_format *const *report_compare_formats(size_t *count)
{
    *count = FORMATS;
    return formats;
}

const struct report_compare_format *report_compare_format_find(struct str name)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (str_equal(name, str_of(formats[i]->name))) {
            return formats[i];
        }
    }
    return NULL;
}

bool report_compare_table_find(struct str name, enum report_compare_table *table)
{
    for (unsigned i = 0; i < REPORT_COMPARE_TABLES; i++) {
        if (str_equal(name, str_of(tables[i]))) {
            *table = (enum report_compare_table)i;
            return true;
        }
    }
    return false;
}

const char *report_compare_table_name(enum report_compare_table table)
{
    return tables[table];
}

static bool flush(struct report_compare_writer *writer, size_t at)
{
    if (!buffer_ok(&writer->text) || !buffer_ok(&writer->scratch)) {
        return failure_memory(writer->failure);
    }
    if (writer->text.length > at) {
        if (!output_write(writer->output, buffer_view(&writer->text), writer->failure)) {
            return false;
        }
        buffer_clear(&writer->text);
    }
    return true;
}

bool report_compare_flush(struct report_compare_writer *writer)
{
    return flush(writer, FLUSH_AT);
}

struct buffer *report_compare_scratch(struct report_compare_writer *writer)
{
    writer->text.failed = writer->text.failed || writer->scratch.failed;
    buffer_clear(&writer->scratch);
    return &writer->scratch;
}

bool report_compare_shows(const struct report_compare_writer *writer, uint32_t cohort)
{
    return !writer->of->period || writer->of->results->groups.cohorts[cohort].period == writer->of->period;
}

void report_compare_period(struct buffer *out, int period)
{
    date_write_financial_year(out, period);
}

void report_compare_subject(struct buffer *out, const struct compare_results *results, uint32_t subject)
{
    if (subject == COMPARE_NONE) {
        buffer_text(out, "the return");
        return;
    }
    const struct compare_subject *of = &results->subjects[subject];
    buffer_format(out, "%s%.*s", of->indicator == COMPARE_NONE ? "line " : "", STR_ARGS(of->code));
}

const char *report_compare_kind(const struct compare_subject *subject)
{
    return subject->indicator == COMPARE_NONE ? "line" : "indicator";
}

struct str report_compare_reason(const struct compare_results *results, uint32_t row, uint32_t subject)
{
    const struct compare_subject *of = &results->subjects[subject];
    if (!isnan(compare_value_at(results, row, subject))) {
        return STR_EMPTY;
    }
    if (of->indicator != COMPARE_NONE) {
        return compare_cell_at(results->matrix, row, of->indicator)->reason;
    }
    const struct compare_statement *statement = &results->statements[of->statement];
    return statement->in_force[(size_t)row * statement->line_count + of->line]
               ? STR("its amount cannot be read, or nothing is spent on any line")
               : STR("the return's period does not have the line, or the return not the table");
}

const char *report_compare_no_distance(const struct compare_results *results, uint32_t row, uint32_t subject,
                                       bool peers)
{
    const struct compare_spread *spread = compare_spread_at(results, results->groups.cohort_of[row], subject);
    const struct compare_distance *distance = compare_distance_at(results, row, subject);
    double value = compare_value_at(results, row, subject);
    const struct robust_scale *scale = peers ? &spread->peers : &spread->england;
    uint32_t count = peers ? spread->peers_known : spread->known - spread->left_out;
    if (!isnan(peers ? distance->peers : distance->england)) {
        return "";
    }
    if (isnan(value)) {
        return "the figure is not known";
    }
    if (results->subjects[subject].scale.logarithmic && value + results->subjects[subject].scale.start <= 0) {
        return "the figure is not above zero";
    }
    if (peers && distance->peer_count < COMPARE_PEERS_LEAST) {
        return "too few peers have a figure";
    }
    return count >= COMPARE_COUNCILS_LEAST && scale->by == ROBUST_BY_NOTHING ? "all councils have the same figure"
                                                                             : "too few councils have a figure";
}

const char *report_compare_by(enum robust_by by)
{
    static const char *const words[] = {
        [ROBUST_BY_NOTHING] = "", [ROBUST_BY_MAD] = "mad", [ROBUST_BY_TAIL] = "tail", [ROBUST_BY_LEAST] = "least"};
    return words[by];
}

bool report_compare_write(const struct report_compare_format *format, const struct report_comparison *comparison,
                          const struct report_compare_options *options, struct output *output, struct failure *failure)
{
    struct report_compare_writer writer = {.of = comparison, .options = options, .output = output, .failure = failure};
    bool fine = format->write(&writer) && flush(&writer, 0);
    buffer_free(&writer.text);
    buffer_free(&writer.scratch);
    return fine;
}
