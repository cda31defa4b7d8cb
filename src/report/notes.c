/* A file of notes to fill in: one entry for each query that is open. Not one of the formats of a check; it is what
 * `probity notes draft` writes. The engine reads it back, and needs all of what is written here to find the query. */
#include "format/yaml_write.h"
#include "report/internal.h"

static const char heading[] =
    "# Queries to explain. Fill in why the figures are right, who says so, and when. What has no reason does not "
    "count.\n"
    "# \"says\" is what the query said; when that changes the note no longer counts. Leave it as it is.\n";

static void member(struct buffer *out, const char *name, struct str text)
{
    if (text.length > 0) {
        buffer_format(out, "  %s: ", name);
        yaml_write_text(out, text);
        buffer_char(out, '\n');
    }
}

struct str report_file_name(struct str path)
{
    size_t at = path.length;

    while (at > 0 && path.data[at - 1] != '/') {
        at--;
    }
    return str_slice(path, at, path.length - at);
}

bool report_key_is_said(const struct report_key *key, struct str authority, struct str period)
{
    return (authority.length > 0 && str_equal(key->value, authority)) ||
           (period.length > 0 && str_equal(key->value, period));
}

static void write_key(struct buffer *out, const struct report_finding *finding)
{
    const struct report_place *place = &finding->places[0];
    const char *separator = "  key: {";

    for (uint32_t i = 0; i < place->key_count; i++) {
        if (!report_key_is_said(&place->keys[i], finding->authority, finding->period)) {
            buffer_text(out, separator);
            yaml_write_text(out, place->keys[i].column);
            buffer_text(out, ": ");
            yaml_write_text(out, place->keys[i].value);
            separator = ", ";
        }
    }
    buffer_text(out, separator[0] == ',' ? "}\n" : "");
}

static bool begin(struct report *report)
{
    buffer_text(&report->text, heading);
    if (report->run->counts[FINDING_QUERY] == 0) {
        buffer_text(&report->text, "[]\n");
    }
    return true;
}

static bool finding(struct report *report, const struct report_finding *one)
{
    struct buffer *out = &report->text;

    if (one->severity != FINDING_QUERY || one->note) {
        return true;
    }
    buffer_text(out, "- code: ");
    yaml_write_text(out, one->code);
    buffer_char(out, '\n');
    member(out, "authority", one->authority);
    member(out, "period", one->period);
    if (one->place_count > 0 && one->places[0].key_count > 0) {
        write_key(out, one);
    } else if (one->place_count > 0) {
        member(out, "file", report_file_name(one->places[0].path));
    }
    member(out, "says", one->message);
    buffer_text(out, "  reason: \"\"\n  who: \"\"\n  when: \"\"\n");
    return true;
}

static bool end(struct report *report)
{
    (void)report;
    return true;
}

const struct report_format report_notes = {
    .name = "notes",
    .describes = "notes to fill in",
    .order = REPORT_BY_CODE,
    .needs_places = false,
    .needs_excerpts = false,
    .needs_sha256 = false,
    .most = UINT64_MAX,
    .begin = begin,
    .finding = finding,
    .end = end,
};
