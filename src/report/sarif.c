/* SARIF 2.1.0 (OASIS): for editors and code-scanning services.
 *
 * Severities: error is "error", query "warning", notice "note". The first place of a finding is its location, the
 * others are related locations.
 */
#include "format/json.h"

#include "base/utf8.h"
#include "report/explain.h"
#include "report/internal.h"

#define SCHEMA_URI "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* FNV-1a, 64 bits. Written out here because fingerprints are kept by others from run to run: they must not change when
 * the hash function of our tables does. */
#define FINGERPRINT_SEED UINT64_C(0xcbf29ce484222325)
#define FINGERPRINT_PRIME UINT64_C(0x100000001b3)

struct sarif_state {
    struct format_json json;
    struct map artifacts; /* path -> its index in run.inputs */
    struct buffer scratch;
};

static void release(void *memory)
{
    struct sarif_state *state = memory;

    map_free(&state->artifacts);
    buffer_free(&state->scratch);
}

static struct buffer *scratch(struct report *report)
{
    struct sarif_state *state = report->state;

    report->text.failed = report->text.failed || state->scratch.failed;
    buffer_clear(&state->scratch);
    return &state->scratch;
}

static const char *level(enum finding_severity severity)
{
    switch (severity) {
    case FINDING_ERROR: return "error";
    case FINDING_QUERY: return "warning";
    default: return "note";
    }
}

/* {"text": …} */
static void message(struct format_json *json, const char *name, struct str text)
{
    format_json_name(json, name);
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "text");
    format_json_string(json, text);
    format_json_end(json);
}

/* ---- the program and its rules ---- */

static void write_rule(struct report *report, const struct report_code *code)
{
    struct sarif_state *state = report->state;
    struct format_json *json = &state->json;
    struct buffer *help = scratch(report);

    report_explain_help(help, code->fix, code->why, code->source);
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "id");
    format_json_string(json, code->code);
    message(json, "shortDescription", code->title);
    message(json, "fullDescription", code->why.length > 0 ? code->why : code->title);
    message(json, "help", help->length > 0 ? buffer_view(help) : code->title);
    format_json_name(json, "defaultConfiguration");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "level");
    format_json_text(json, level(code->severity));
    format_json_end(json);
    format_json_name(json, "properties");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "found");
    format_json_count(json, code->found);
    format_json_name(json, "left_out");
    format_json_count(json, code->left_out);
    format_json_end(json);
    format_json_end(json);
}

static void write_tool(struct report *report)
{
    struct sarif_state *state = report->state;
    struct format_json *json = &state->json;
    const struct report_run *run = report->run;

    format_json_name(json, "tool");
    format_json_object(json, FORMAT_JSON_LINES);
    format_json_name(json, "driver");
    format_json_object(json, FORMAT_JSON_LINES);
    format_json_name(json, "name");
    format_json_text(json, "Probity");
    format_json_name(json, "version");
    format_json_text(json, run->version);
    format_json_name(json, "rules");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < run->code_count; i++) {
        write_rule(report, &run->codes[i]);
    }
    format_json_end(json);
    format_json_end(json);
    format_json_end(json);
}

/* ---- files ---- */

static bool is_plain_in_uri(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || (character != '\0' && strchr("-._~/", character));
}

/* A path as a URI reference: an absolute one as file:///…, everything outside the unreserved characters escaped. */
static struct str uri_of(struct report *report, struct str path)
{
    static const char digits[] = "0123456789ABCDEF";
    struct buffer *out = scratch(report);

    if (path.length > 0 && path.data[0] == '/') {
        buffer_text(out, "file://");
    }
    for (size_t i = 0; i < path.length; i++) {
        unsigned char byte = (unsigned char)path.data[i];

        if (is_plain_in_uri(path.data[i])) {
            buffer_char(out, path.data[i]);
        } else {
            buffer_char(out, '%');
            buffer_char(out, digits[byte >> 4]);
            buffer_char(out, digits[byte & 15]);
        }
    }
    return buffer_view(out);
}

static void write_artifact(struct report *report, const struct report_input *input)
{
    struct sarif_state *state = report->state;
    struct format_json *json = &state->json;

    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "location");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "uri");
    format_json_string(json, uri_of(report, input->path));
    format_json_end(json);
    format_json_name(json, "length");
    format_json_count(json, input->bytes);
    format_json_name(json, "roles");
    format_json_array(json, FORMAT_JSON_ONE_LINE);
    format_json_text(json, strcmp(input->role, "return") == 0 ? "analysisTarget" : "referencedOnCommandLine");
    format_json_end(json);
    if (input->sha256.length > 0) {
        format_json_name(json, "hashes");
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_name(json, "sha-256");
        format_json_string(json, input->sha256);
        format_json_end(json);
    }
    message(json, "description", str_of(input->role));
    format_json_end(json);
}

static bool write_artifacts(struct report *report)
{
    struct sarif_state *state = report->state;
    const struct report_run *run = report->run;

    format_json_name(&state->json, "artifacts");
    format_json_array(&state->json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < run->input_count; i++) {
        write_artifact(report, &run->inputs[i]);
        if (!map_get(&state->artifacts, run->inputs[i].path) && !map_set(&state->artifacts, run->inputs[i].path, i)) {
            return false;
        }
    }
    format_json_end(&state->json);
    return true;
}

/* ---- the run ---- */

/* Rules that were not run are said for each return, under the run's properties: SARIF has no place for them. */
static void write_return(struct format_json *json, const struct report_return *of)
{
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "collection");
    format_json_string(json, of->collection);
    format_json_name(json, "period");
    format_json_string_or_null(json, of->period);
    format_json_name(json, "authority");
    format_json_string_or_null(json, of->authority);
    format_json_name(json, "verdict");
    format_json_text(json, finding_verdict_name(of->verdict));
    format_json_name(json, "skipped");
    format_json_array(json, FORMAT_JSON_ONE_LINE);
    for (uint32_t i = 0; i < of->skipped_count; i++) {
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        format_json_name(json, "code");
        format_json_string(json, of->skipped[i].code);
        format_json_name(json, "reason");
        format_json_string(json, of->skipped[i].reason);
        format_json_end(json);
    }
    format_json_end(json);
    format_json_end(json);
}

static void write_properties(struct format_json *json, const struct report_run *run)
{
    format_json_name(json, "properties");
    format_json_object(json, FORMAT_JSON_LINES);
    format_json_name(json, "verdict");
    format_json_text(json, finding_verdict_name(run->verdict));
    format_json_name(json, "returns");
    format_json_array(json, FORMAT_JSON_LINES);
    for (uint32_t i = 0; i < run->return_count; i++) {
        write_return(json, &run->returns[i]);
    }
    format_json_end(json);
    format_json_end(json);
}

static bool begin(struct report *report)
{
    struct sarif_state *state = report_state_new(report, sizeof *state, release);
    struct format_json *json;

    if (!state) {
        return false;
    }
    state->json = format_json_writer(&report->text);
    json = &state->json;
    format_json_object(json, FORMAT_JSON_LINES);
    format_json_name(json, "$schema");
    format_json_text(json, SCHEMA_URI);
    format_json_name(json, "version");
    format_json_text(json, "2.1.0");
    format_json_name(json, "runs");
    format_json_array(json, FORMAT_JSON_LINES);
    format_json_object(json, FORMAT_JSON_LINES);
    write_tool(report);
    format_json_name(json, "columnKind");
    format_json_text(json, "unicodeCodePoints");
    if (!write_artifacts(report)) {
        return false;
    }
    write_properties(json, report->run);
    format_json_name(json, "results");
    format_json_array(json, FORMAT_JSON_LINES);
    return true;
}

/* ---- findings ---- */

static void write_region(struct format_json *json, const struct report_place *place)
{
    format_json_name(json, "region");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "startLine");
    format_json_count(json, place->line);
    if (place->column > 0) {
        format_json_name(json, "startColumn");
        format_json_count(json, place->column);
        if (place->excerpt_width > 0 && place->cell.length == 0) {
            format_json_name(json, "endColumn");
            format_json_count(json, (uint64_t)place->column + place->excerpt_width);
        }
    }
    format_json_end(json);
}

static void write_physical_location(struct report *report, const struct report_place *place)
{
    struct sarif_state *state = report->state;
    struct format_json *json = &state->json;
    const uint64_t *artifact = map_get(&state->artifacts, place->path);

    format_json_name(json, "physicalLocation");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "artifactLocation");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "uri");
    format_json_string(json, uri_of(report, place->path));
    if (artifact) {
        format_json_name(json, "index");
        format_json_count(json, *artifact);
    }
    format_json_end(json);
    if (place->line > 0) {
        write_region(json, place);
    }
    format_json_end(json);
}

static void write_location(struct report *report, const struct report_place *place, uint32_t id)
{
    struct sarif_state *state = report->state;
    struct format_json *json = &state->json;

    format_json_object(json, FORMAT_JSON_ONE_LINE);
    if (id > 0) {
        format_json_name(json, "id");
        format_json_count(json, id);
    }
    write_physical_location(report, place);
    if (id > 0 && place->field.length > 0) {
        message(json, "message", place->field_title.length > 0 ? place->field_title : place->field);
    }
    format_json_end(json);
}

/* The first place is the location; the others are related. */
static void write_locations(struct report *report, const struct report_finding *finding)
{
    struct sarif_state *state = report->state;
    struct format_json *json = &state->json;

    if (finding->place_count == 0) {
        return;
    }
    format_json_name(json, "locations");
    format_json_array(json, FORMAT_JSON_ONE_LINE);
    write_location(report, &finding->places[0], 0);
    format_json_end(json);
    if (finding->place_count > 1) {
        format_json_name(json, "relatedLocations");
        format_json_array(json, FORMAT_JSON_ONE_LINE);
        for (uint32_t i = 1; i < finding->place_count; i++) {
            write_location(report, &finding->places[i], i);
        }
        format_json_end(json);
    }
}

static uint64_t fingerprint_add(uint64_t print, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        print = (print ^ (unsigned char)text.data[i]) * FINGERPRINT_PRIME;
    }
    return (print ^ 0xff) * FINGERPRINT_PRIME; /* 0xff is in no UTF-8: "ab" + "c" is not "a" + "bc" */
}

static uint64_t fingerprint_add_number(uint64_t print, uint64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        print = (print ^ ((number >> shift) & 0xff)) * FINGERPRINT_PRIME;
    }
    return print;
}

/* The finding is the same in the next run although lines were added above it: what it is about counts, and where it
 * stands only when nothing names the record. */
static uint64_t fingerprint(const struct report_finding *finding)
{
    uint64_t print = fingerprint_add(FINGERPRINT_SEED, finding->code);
    const struct report_place *place = finding->places;

    print = fingerprint_add(print, finding->collection);
    print = fingerprint_add(print, finding->period);
    print = fingerprint_add(print, finding->authority);
    if (finding->place_count == 0) {
        return fingerprint_add(print, finding->message);
    }
    print = fingerprint_add(print, place->table);
    print = fingerprint_add(print, place->field);
    for (uint32_t i = 0; i < place->key_count; i++) {
        print = fingerprint_add(print, place->keys[i].column);
        print = fingerprint_add(print, place->keys[i].value);
    }
    if (place->key_count == 0) {
        print = fingerprint_add(print, place->path);
        print = fingerprint_add_number(print, place->record > 0 ? place->record : place->line);
    }
    return print;
}

static void write_fingerprint(struct report *report, const struct report_finding *finding)
{
    static const char digits[] = "0123456789abcdef";
    struct sarif_state *state = report->state;
    uint64_t print = fingerprint(finding);
    char hex[16];

    for (unsigned i = 0; i < 16; i++) {
        hex[i] = digits[(print >> (60 - 4 * i)) & 15];
    }
    format_json_name(&state->json, "partialFingerprints");
    format_json_object(&state->json, FORMAT_JSON_ONE_LINE);
    format_json_name(&state->json, "probity/v1");
    format_json_string(&state->json, (struct str){hex, sizeof hex});
    format_json_end(&state->json);
}

static void write_finding_properties(struct format_json *json, const struct report_finding *finding)
{
    format_json_name(json, "properties");
    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "collection");
    format_json_string_or_null(json, finding->collection);
    format_json_name(json, "period");
    format_json_string_or_null(json, finding->period);
    format_json_name(json, "authority");
    format_json_string_or_null(json, finding->authority);
    if (finding->place_count > 0) {
        const struct report_place *place = &finding->places[0];

        format_json_name(json, "table");
        format_json_string_or_null(json, place->table);
        format_json_name(json, "field");
        format_json_string_or_null(json, place->field);
        format_json_name(json, "key");
        format_json_object(json, FORMAT_JSON_ONE_LINE);
        for (uint32_t i = 0; i < place->key_count; i++) {
            format_json_name_str(json, place->keys[i].column);
            format_json_string(json, place->keys[i].value);
        }
        format_json_end(json);
    }
    format_json_end(json);
}

/* In SARIF "[words](address)" is a link. A cell of a return must not be able to make one: "](" is drawn apart. */
static struct str without_links(struct report *report, struct str text)
{
    struct buffer *out;

    if (!str_contains(text, STR("]("))) {
        return text;
    }
    out = scratch(report);
    for (size_t i = 0; i < text.length; i++) {
        buffer_char(out, text.data[i]);
        if (text.data[i] == ']' && i + 1 < text.length && text.data[i + 1] == '(') {
            buffer_char(out, ' ');
        }
    }
    return buffer_view(out);
}

static bool finding(struct report *report, const struct report_finding *one)
{
    struct sarif_state *state = report->state;
    struct format_json *json = &state->json;
    size_t rule = report_code_index(report, one->code);

    format_json_object(json, FORMAT_JSON_ONE_LINE);
    format_json_name(json, "ruleId");
    format_json_string(json, one->code);
    if (rule != REPORT_NO_CODE) {
        format_json_name(json, "ruleIndex");
        format_json_count(json, rule);
    }
    format_json_name(json, "level");
    format_json_text(json, level(one->severity));
    message(json, "message", without_links(report, one->message));
    write_locations(report, one);
    write_fingerprint(report, one);
    write_finding_properties(json, one);
    format_json_end(json);
    return buffer_ok(&state->scratch);
}

static bool end(struct report *report)
{
    struct sarif_state *state = report->state;

    while (state->json.depth > 0) {
        format_json_end(&state->json);
    }
    buffer_char(&report->text, '\n');
    return true;
}

const struct report_format report_sarif = {
    .name = "sarif",
    .describes = "for editors and code-scanning services: SARIF 2.1.0",
    .order = REPORT_BY_PLACE,
    .needs_places = true,
    .needs_excerpts = true, /* for the width of a cell */
    .needs_sha256 = true,
    .most = UINT64_MAX,
    .begin = begin,
    .finding = finding,
    .end = end,
};
