/* Everything of a comparison, for programs. Numbers have ten figures; what is not known is null. */
#include "format/json.h"
#include "report/compare_internal.h"

static void number_member(struct format_json *json, const char *name, double number)
{
    format_json_name(json, name);
    format_json_number(json, number);
}

static void period_member(struct report_compare_writer *writer, struct format_json *json, const char *name, int period)
{
    struct buffer *text = report_compare_scratch(writer);
    report_compare_period(text, period);
    format_json_member(json, name, buffer_view(text));
}

/* ---- what was done -------------------------------------------------------------------------------------------------- */

static void write_statistics(struct report_compare_writer *writer, struct format_json *json)
{
    format_json_name(json, "statistics");
    format_json_object(json, FORMAT_JSON_LINES);
    format_json_member(json, "peers", writer->of->peers);
    format_json_member_text(json, "distance", REPORT_COMPARE_WORDS_DISTANCE);
    format_json_member_text(json, "peers_distance", REPORT_COMPARE_WORDS_PEERS);
    format_json_member_text(json, "quantiles", REPORT_COMPARE_WORDS_QUANTILES);
    format_json_member_text(json, "score", REPORT_COMPARE_WORDS_SCORE);
    format_json_member_text(json, "comparability", REPORT_COMPARE_WORDS_COMPARABILITY);
    number_member(json, "outlier_from", COMPARE_OUTLIER);
    format_json_member_count(json, "least_councils", COMPARE_COUNCILS_LEAST);
    format_json_member_count(json, "least_peers", COMPARE_PEERS_LEAST);
    format_json_name(json, "tests");
    format_json_array(json, FORMAT_JSON_LINES);
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        const struct compare_test_text *text = compare_test_text((enum compare_test)t);
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member_text(json, "name", text->name);
        format_json_member_text(json, "title", text->title);
        format_json_member_text(json, "stands_out_where", text->rule);
        format_json_member_text(json, "ask", text->ask);
        format_json_end(json);
    }
    format_json_end(json);
    format_json_end(json);
}

static void write_inputs(struct report_compare_writer *writer, struct format_json *json)
{
    format_json_name(json, "inputs");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < writer->of->input_count; i++) {
        const struct report_compare_input *input = &writer->of->inputs[i];
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member(json, "path", input->path);
        format_json_member_text(json, "role", input->role);
        format_json_member_or_null(json, "collection", input->collection);
        format_json_end(json);
    }
    format_json_end(json);
    format_json_name(json, "unread");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < writer->of->unread_count; i++) {
        const struct report_compare_unread *unread = &writer->of->unread[i];
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member(json, "code", unread->code);
        format_json_member(json, "path", unread->path);
        format_json_member(json, "message", unread->text);
        format_json_end(json);
    }
    format_json_end(json);
}

/* ---- subjects ------------------------------------------------------------------------------------------------------- */

static void write_scale(struct format_json *json, const char *name, const struct robust_scale *scale, uint32_t known)
{
    bool there = scale->by != ROBUST_BY_NOTHING;
    format_json_name(json, name);
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_member_count(json, "known", known);
    number_member(json, "centre", there ? scale->centre : NAN);
    number_member(json, "sigma", there ? scale->sigma : NAN);
    format_json_member_or_null(json, "sigma_by", str_of(report_compare_by(scale->by)));
    format_json_end(json);
}

static void write_spread(struct report_compare_writer *writer, struct format_json *json, uint32_t cohort,
                         uint32_t subject)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_spread *spread = compare_spread_at(results, cohort, subject);
    const struct compare_comparability *comparable = compare_comparability_at(results, cohort, subject);
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    period_member(writer, json, "period", results->groups.cohorts[cohort].period);
    format_json_member_count(json, "known", spread->known);
    format_json_member_count(json, "unknown", spread->unknown);
    format_json_member_count(json, "zeros", spread->zeros);
    format_json_member_count(json, "left_out", spread->left_out);
    format_json_member_count(json, "outliers", spread->outliers);
    number_member(json, "least", spread->least);
    number_member(json, "p5", spread->p5);
    number_member(json, "q1", spread->q1);
    number_member(json, "median", spread->median);
    number_member(json, "q3", spread->q3);
    number_member(json, "p95", spread->p95);
    number_member(json, "greatest", spread->greatest);
    write_scale(json, "england", &spread->england, spread->known - spread->left_out);
    write_scale(json, "peers", &spread->peers, spread->peers_known);
    format_json_name(json, "comparability");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    number_member(json, "index", comparable->index);
    number_member(json, "within", comparable->within);
    number_member(json, "zeros", comparable->zeros);
    number_member(json, "outliers", comparable->outliers);
    number_member(json, "stability", comparable->stability);
    format_json_member_count(json, "pairs", comparable->pairs);
    format_json_end(json);
    format_json_end(json);
}

static bool write_subject(struct report_compare_writer *writer, struct format_json *json, uint32_t subject)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_subject *of = &results->subjects[subject];
    static const char *const figures[] = {"money", "number", "percent"};
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_member_text(json, "kind", report_compare_kind(of));
    format_json_member(json, "collection", of->collection);
    format_json_member(json, "code", of->code);
    format_json_member(json, "title", of->title);
    format_json_member_or_null(json, "group", of->group);
    format_json_member(json, "unit", of->unit);
    format_json_member_text(json, "figure", figures[of->figure]);
    format_json_member_text(json, "compared_by", of->scale.logarithmic ? "ratios" : "differences");
    number_member(json, "start", of->scale.start);
    number_member(json, "least_sigma", of->scale.least);
    if (of->indicator != COMPARE_NONE) {
        const struct compare_indicator *indicator = &results->matrix->indicators[of->indicator];
        format_json_member_or_null(json, "caveat", indicator->caveat);
        format_json_member_or_null(json, "causes", indicator->causes);
        format_json_member_or_null(json, "source", indicator->source);
    }
    format_json_name(json, "periods");
    format_json_array(json, FORMAT_JSON_ONE_LINE);
    for (uint32_t c = 0; c < results->groups.cohort_count; c++) {
        if (report_compare_shows(writer, c) && compare_concerns(results, c, subject)) {
            write_spread(writer, json, c, subject);
        }
    }
    format_json_end(json);
    format_json_end(json);
    return report_compare_flush(writer);
}

static bool write_subjects(struct report_compare_writer *writer, struct format_json *json)
{
    bool fine = true;
    format_json_name(json, "subjects");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t s = 0; fine && s < writer->of->results->subject_count; s++) {
        fine = write_subject(writer, json, s);
    }
    format_json_end(json);
    return fine;
}

/* ---- returns -------------------------------------------------------------------------------------------------------- */

static void write_figure(struct report_compare_writer *writer, struct format_json *json, uint32_t row, uint32_t subject)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_subject *of = &results->subjects[subject];
    const struct compare_distance *distance = compare_distance_at(results, row, subject);
    struct str reason = report_compare_reason(results, row, subject);
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_member(json, "code", of->code);
    if (reason.length) {
        format_json_member(json, "not_known_because", reason);
        format_json_end(json);
        return;
    }
    number_member(json, "value", compare_value_at(results, row, subject));
    number_member(json, "england", distance->england);
    number_member(json, "peers", distance->peers);
    number_member(json, "peers_median", distance->peer_median);
    format_json_end(json);
}

static void write_mark(struct report_compare_writer *writer, struct format_json *json, const struct compare_mark *mark)
{
    const struct compare_results *results = writer->of->results;
    bool whole = mark->subject == COMPARE_NONE;
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_member_text(json, "test", compare_test_text(mark->test)->name);
    format_json_member_text(json, "kind", whole ? "return" : report_compare_kind(&results->subjects[mark->subject]));
    format_json_member_or_null(json, "code", whole ? STR_EMPTY : results->subjects[mark->subject].code);
    format_json_member_or_null(json, "other_line",
                               mark->other == COMPARE_NONE ? STR_EMPTY : results->subjects[mark->other].code);
    number_member(json, "points", mark->points);
    number_member(json, "strength", mark->strength);
    number_member(json, "value", mark->value);
    number_member(json, "expected", mark->expected);
    format_json_member(json, "text", mark->text);
    format_json_end(json);
}

static bool write_return(struct report_compare_writer *writer, struct format_json *json, uint32_t row)
{
    const struct compare_results *results = writer->of->results;
    const struct compare_return *of = &results->matrix->returns[row];
    const struct compare_profile *profile = &results->profiles[row];
    format_json_object(json, FORMAT_JSON_LINES);
    format_json_member(json, "collection", of->collection);
    period_member(writer, json, "period", of->period);
    format_json_member_or_null(json, "authority", of->authority);
    format_json_member_or_null(json, "name", of->name);
    format_json_member_or_null(json, "region", of->region);
    format_json_member_count(json, "peers", results->groups.peer_counts[row]);
    format_json_name(json, "rank");
    format_json_count_or_null(json, profile->rank);
    number_member(json, "score", profile->score);
    format_json_member_count(json, "figures_known", profile->subjects_known);
    format_json_member_count(json, "stands_out_in", profile->subjects_standing_out);
    format_json_name(json, "marks");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t m = 0; m < profile->mark_count; m++) {
        write_mark(writer, json, &results->marks[profile->first_mark + m]);
    }
    format_json_end(json);
    format_json_name(json, "figures");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t s = 0; s < results->subject_count; s++) {
        if (compare_concerns(results, results->groups.cohort_of[row], s)) {
            write_figure(writer, json, row, s);
        }
    }
    format_json_end(json);
    format_json_end(json);
    return report_compare_flush(writer);
}

static bool write(struct report_compare_writer *writer)
{
    struct format_json json = format_json_writer(&writer->text);
    const struct compare_results *results = writer->of->results;
    format_json_object(&json, FORMAT_JSON_LINES);
    format_json_member_text(&json, "probity", writer->of->version);
    format_json_member_text(&json, "command", "compare");
    write_inputs(writer, &json);
    write_statistics(writer, &json);
    bool fine = write_subjects(writer, &json);
    format_json_name(&json, "returns");
    format_json_array(&json, FORMAT_JSON_LINES);
    for (uint32_t row = 0; fine && row < results->matrix->return_count; row++) {
        if (report_compare_shows(writer, results->groups.cohort_of[row])) {
            fine = write_return(writer, &json, row);
        }
    }
    format_json_end(&json);
    format_json_end(&json);
    buffer_char(&writer->text, '\n');
    return fine;
}

const struct report_compare_format report_compare_json = {
    .name = "json",
    .describes = "for programs: everything",
    .write = write,
};
