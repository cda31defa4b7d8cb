/* The report for programs. Its shape is a promise: schemas/probity-report.schema.json states it. */
#include "report/json.h"

static void write_inputs(struct format_json *json, const struct report_run *run)
{
    format_json_name(json, "inputs");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < run->input_count; i++) {
        const struct report_input *input = &run->inputs[i];

        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member(json, "path", input->path);
        format_json_member(json, "role", str_of(input->role));
        format_json_name(json, "bytes");
        format_json_count(json, input->bytes);
        format_json_member_or_null(json, "sha256", input->sha256);
        format_json_end(json);
    }
    format_json_end(json);
}

static void write_rules(struct format_json *json, const struct report_run *run)
{
    format_json_name(json, "rules");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < run->rules_count; i++) {
        const struct report_rules *rules = &run->rules[i];

        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member(json, "collection", rules->collection);
        format_json_member_or_null(json, "sha256", rules->rules_sha256);
        format_json_member_or_null(json, "schema_sha256", rules->schema_sha256);
        format_json_end(json);
    }
    format_json_end(json);
}

static void write_counts(struct format_json *json, const uint64_t counts[FINDING_SEVERITIES], uint64_t explained)
{
    format_json_name(json, "counts");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    for (int severity = FINDING_SEVERITIES - 1; severity >= 0; severity--) {
        format_json_name(json, finding_severity_name((enum finding_severity)severity));
        format_json_count(json, counts[severity]);
    }
    format_json_name(json, "explained");
    format_json_count(json, explained);
    format_json_end(json);
}

static void write_rules_run(struct format_json *json, const struct report_return *of)
{
    format_json_name(json, "rules");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "run");
    format_json_count(json, of->rules_run);
    format_json_name(json, "skipped");
    format_json_array(json, FORMAT_JSON_ONE_LINE);
    for (uint32_t i = 0; i < of->skipped_count; i++) {
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member(json, "code", of->skipped[i].code);
        format_json_member(json, "reason", of->skipped[i].reason);
        format_json_end(json);
    }
    format_json_end(json);
    format_json_end(json);
}

static void write_returns(struct format_json *json, const struct report_run *run)
{
    format_json_name(json, "returns");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < run->return_count; i++) {
        const struct report_return *of = &run->returns[i];

        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_member(json, "collection", of->collection);
        format_json_member_or_null(json, "collection_title", of->collection_title);
        format_json_member_or_null(json, "period", of->period);
        format_json_member_or_null(json, "authority", of->authority);
        format_json_member_or_null(json, "authority_name", of->authority_name);
        format_json_member(json, "verdict", str_of(finding_verdict_name(of->verdict)));
        format_json_name(json, "records");
        format_json_count(json, of->records);
        write_counts(json, of->counts, of->explained);
        write_rules_run(json, of);
        report_json_figures(json, run, of);
        format_json_end(json);
    }
    format_json_end(json);
}

static bool begin(struct report *report)
{
    const struct report_run *run = report->run;
    struct format_json *json = report_state_new(report, sizeof *json, NULL);

    if (!json) {
        return false;
    }
    *json = format_json_writer(&report->text);
    format_json_object(json, FORMAT_JSON_LINES);
    format_json_member(json, "probity", str_of(run->version));
    format_json_member(json, "verdict", str_of(finding_verdict_name(run->verdict)));
    write_inputs(json, run);
    write_rules(json, run);
    write_returns(json, run);
    report_json_indicators(json, run);
    format_json_name(json, "findings");
    format_json_array(json, FORMAT_JSON_LINES);
    return true;
}

static void write_place(struct format_json *json, const struct report_place *place)
{
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_member(json, "path", place->path);
    format_json_name(json, "line");
    format_json_count_or_null(json, place->line);
    format_json_name(json, "column");
    format_json_count_or_null(json, place->column);
    if (place->cell.length > 0) {
        format_json_member(json, "cell", place->cell);
    }
    format_json_member_or_null(json, "table", place->table);
    format_json_name(json, "record");
    format_json_count_or_null(json, place->record);
    format_json_name(json, "key");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    for (uint32_t i = 0; i < place->key_count; i++) {
        format_json_name_str(json, place->keys[i].column);
        format_json_string(json, place->keys[i].value);
    }
    format_json_end(json);
    format_json_member_or_null(json, "field", place->field);
    format_json_name(json, "value");
    if (place->has_value) {
        format_json_string(json, place->value);
    } else {
        format_json_null(json);
    }
    format_json_end(json);
}

static void write_note(struct format_json *json, const struct report_note *note)
{
    format_json_name(json, "note");
    if (!note) {
        format_json_null(json);
        return;
    }
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_member(json, "reason", note->reason);
    format_json_member_or_null(json, "who", note->who);
    format_json_member_or_null(json, "when", note->when);
    format_json_end(json);
}

static bool finding(struct report *report, const struct report_finding *one)
{
    struct format_json *json = report->state;

    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_member(json, "code", one->code);
    format_json_member(json, "severity", str_of(finding_severity_name(one->severity)));
    format_json_member(json, "title", one->title);
    format_json_member(json, "message", one->message);
    format_json_member(json, "fix", one->fix);
    format_json_member_or_null(json, "collection", one->collection);
    format_json_member_or_null(json, "period", one->period);
    format_json_member_or_null(json, "authority", one->authority);
    format_json_name(json, "places");
    format_json_array(json, FORMAT_JSON_ONE_LINE);
    for (uint32_t i = 0; i < one->place_count; i++) {
        write_place(json, &one->places[i]);
    }
    format_json_end(json);
    write_note(json, one->note);
    format_json_end(json);
    return true;
}

static bool end(struct report *report)
{
    const struct report_run *run = report->run;
    struct format_json *json = report->state;

    format_json_end(json);
    format_json_name(json, "left_out");
    format_json_object(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < run->code_count; i++) {
        format_json_name_str(json, run->codes[i].code);
        format_json_count(json, run->codes[i].left_out);
    }
    format_json_end(json);
    format_json_end(json);
    buffer_char(&report->text, '\n');
    return true;
}

const struct report_format report_json = {
    .name = "json",
    .describes = "for programs: everything, in the stable shape of schemas/probity-report.schema.json",
    .order = REPORT_BY_PLACE,
    .needs_places = true,
    .needs_excerpts = false,
    .needs_sha256 = true,
    .most = UINT64_MAX,
    .begin = begin,
    .finding = finding,
    .end = end,
};
