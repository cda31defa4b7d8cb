/* One finding: what is wrong, a table of the cells of each record, and the line of the file with the cells marked. */
#include "base/utf8.h"
#include "report/html.h"
#include "report/spot.h"

#define VALUE_MOST ((size_t)200) /* characters of a cell that are shown */
#define PLACES_MOST UINT32_C(24) /* places of a finding that are shown */
#define ROUND_MARKS ((size_t)70) /* characters of a line that are shown before and behind its marks */
#define MARKS_MOST 24u
#define CUT "…"

/* ---- records ---- */

/* "Table A1, line 3.1.1"; nothing for a place in the bytes of a file. */
static void write_record(struct report *report, const struct report_place *place, const struct report_finding *finding)
{
    struct buffer *out = &report->text;
    struct str table = place->table_title.length > 0 ? place->table_title : place->table;
    bool any = table.length > 0;
    bool keys = false;

    html_text(out, table);
    for (uint32_t i = 0; i < place->key_count; i++) {
        if (report_is_said(&place->keys[i], finding)) {
            continue;
        }
        buffer_text(out, any ? ", " : "");
        html_text(out, place->keys[i].column);
        buffer_char(out, ' ');
        html_text(out, place->keys[i].value);
        any = keys = true;
    }
    if (!keys && place->record > 0) {
        buffer_text(out, any ? ", record " : "Record ");
        report_words_number(out, place->record);
    }
}

/* Would they be called the same? */
static bool same_record(const struct report_place *a, const struct report_place *b,
                        const struct report_finding *finding)
{
    bool named = false;

    if (!str_equal(a->table, b->table) || a->key_count != b->key_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->key_count; i++) {
        bool said = report_is_said(&a->keys[i], finding) && report_is_said(&b->keys[i], finding);

        if (!said && !str_equal(a->keys[i].value, b->keys[i].value)) {
            return false;
        }
        named = named || !said;
    }
    return named || a->record == b->record;
}

static bool one_record(const struct report_finding *finding)
{
    for (uint32_t i = 1; i < finding->place_count; i++) {
        if (!same_record(&finding->places[0], &finding->places[i], finding)) {
            return false;
        }
    }
    return finding->places[0].table.length > 0;
}

/* ---- cells ---- */

static bool is_cell(const struct report_place *place, const struct report_finding *finding)
{
    return place->field.length > 0 && !report_is_key(place, finding);
}

static void write_value(struct buffer *out, const struct report_place *place)
{
    size_t shown = utf8_offset(place->value, VALUE_MOST);

    if (!place->has_value) {
        return;
    }
    if (place->value.length == 0) {
        buffer_text(out, "blank");
        return;
    }
    buffer_text(out, "<span class=\"value\">");
    html_text(out, str_slice(place->value, 0, shown));
    buffer_text(out, shown < place->value.length ? CUT "</span>" : "</span>");
}

static void write_place(struct buffer *out, const struct report_place *place)
{
    if (place->cell.length > 0) {
        html_text(out, place->cell);
        return;
    }
    if (place->line > 0) {
        buffer_text(out, "line ");
        buffer_integer(out, place->line);
    }
    if (place->line > 0 && place->column > 0) {
        buffer_text(out, ", column ");
        buffer_integer(out, place->column);
    }
}

static void write_row(struct report *report, const struct report_finding *finding, const struct report_place *place,
                      bool named)
{
    const struct html_state *state = report->state;
    struct buffer *out = &report->text;
    bool cell = is_cell(place, finding);

    buffer_text(out, "<tr><th scope=\"row\">");
    if (cell) {
        html_text(out, place->field_title.length > 0 ? place->field_title : place->field);
    }
    if (named) {
        buffer_text(out, cell && place->table.length > 0 ? " <span class=\"of\">" : "");
        write_record(report, place, finding);
        buffer_text(out, cell && place->table.length > 0 ? "</span>" : "");
    } else if (!cell) {
        buffer_text(out, "The record");
    }
    buffer_text(out, place->table.length == 0 && !cell ? "The file</th><td>" : "</th><td>");
    if (cell) {
        write_value(out, place);
    }
    buffer_text(out, "</td><td class=\"file\">");
    html_text(out, state->full_paths ? place->path : report_file_name(place->path));
    buffer_text(out, "</td><td>");
    write_place(out, place);
    buffer_text(out, "</td></tr>\n");
}

/* ---- the line of the file ---- */

struct marks {
    size_t from[MARKS_MOST], end[MARKS_MOST]; /* in characters, in order */
    size_t count;
};

static void add_mark(struct marks *marks, const struct report_place *place)
{
    size_t from = place->excerpt_caret;
    size_t end = from + place->excerpt_width;
    size_t at = marks->count;

    if (marks->count == MARKS_MOST) {
        return;
    }
    for (; at > 0 && marks->from[at - 1] > from; at--) {
        marks->from[at] = marks->from[at - 1];
        marks->end[at] = marks->end[at - 1];
    }
    marks->from[at] = from;
    marks->end[at] = end;
    marks->count++;
}

static void write_characters(struct buffer *out, struct str line, size_t from, size_t end)
{
    size_t first = utf8_offset(line, from);

    html_text(out, str_slice(line, first, utf8_offset(line, end) - first));
}

/* A blank cell's mark is a sign of its own: there is nothing to colour. */
static void write_marked(struct buffer *out, struct str line, size_t from, size_t end)
{
    buffer_text(out, "<mark>");
    if (end > from) {
        write_characters(out, line, from, end);
    } else {
        buffer_text(out, "▯");
    }
    buffer_text(out, "</mark>");
}

/* The indentation of XML is left out. */
static size_t blanks_before(struct str line, size_t most)
{
    size_t count = 0;

    while (count < most && count < line.length && line.data[count] == ' ') {
        count++;
    }
    return count;
}

static void write_line(struct buffer *out, struct str line, const struct marks *marks)
{
    size_t length = utf8_count(line);
    size_t last = marks->end[marks->count - 1];
    size_t cut = marks->from[0] > ROUND_MARKS + 2 ? marks->from[0] - ROUND_MARKS : 0;
    size_t at = cut > 0 ? cut : blanks_before(line, marks->from[0]);
    size_t end = length > last + ROUND_MARKS + 2 ? last + ROUND_MARKS : length;

    buffer_text(out, cut > 0 ? CUT : "");
    for (size_t i = 0; i < marks->count; i++) {
        size_t from = marks->from[i] < at ? at : marks->from[i];

        write_characters(out, line, at, from);
        if (marks->end[i] >= from) {
            write_marked(out, line, from, marks->end[i]);
        }
        at = marks->end[i] > from ? marks->end[i] : from;
    }
    write_characters(out, line, at, end);
    buffer_text(out, end < length ? CUT : "");
}

static void write_excerpt(struct report *report, const struct report_finding *finding, uint32_t first, uint32_t end)
{
    const struct report_place *place = &finding->places[first];
    struct marks marks = {.count = 0};

    if (place->excerpt.length == 0) {
        return;
    }
    for (uint32_t i = first; i < end; i++) {
        if (str_equal(finding->places[i].excerpt, place->excerpt)) {
            add_mark(&marks, &finding->places[i]);
        }
    }
    buffer_text(&report->text, "<tr class=\"excerpt\"><td colspan=\"4\"><code>");
    write_line(&report->text, place->excerpt, &marks);
    buffer_text(&report->text, "</code></td></tr>\n");
}

/* ---- all of it ---- */

/* Cells of one record share a line of the file. The keys of a record have said what they are: a place that is one of them
 * has no row of its own, unless it is all that there is. */
static void write_spot(struct report *report, const struct report_finding *finding, uint32_t first, uint32_t end,
                       bool named)
{
    bool cells = false;

    for (uint32_t i = first; i < end; i++) {
        if (is_cell(&finding->places[i], finding)) {
            write_row(report, finding, &finding->places[i], named);
            cells = true;
        }
    }
    if (!cells) {
        write_row(report, finding, &finding->places[first], named);
    }
    write_excerpt(report, finding, first, end);
}

static void write_places(struct report *report, const struct report_finding *finding)
{
    uint32_t shown = finding->place_count < PLACES_MOST ? finding->place_count : PLACES_MOST;
    struct buffer *out = &report->text;
    bool one = one_record(finding);
    uint32_t end;

    buffer_text(out, one ? "<table class=\"cells\"><caption>" : "<table class=\"cells\"><caption class=\"unseen\">");
    if (one) {
        write_record(report, &finding->places[0], finding);
    } else {
        buffer_text(out, "Where");
    }
    buffer_text(out, "</caption><thead><tr><th scope=\"col\">Cell</th><th scope=\"col\">Value</th>"
                     "<th scope=\"col\">File</th><th scope=\"col\">Place</th></tr></thead><tbody>\n");
    for (uint32_t first = 0; first < shown; first = end) {
        end = first + 1;
        while (end < shown && report_same_spot(&finding->places[first], &finding->places[end])) {
            end++;
        }
        write_spot(report, finding, first, end, !one);
    }
    buffer_text(out, "</tbody></table>\n");
    if (shown < finding->place_count) {
        buffer_text(out, "<p>and ");
        report_words_count(out, finding->place_count - shown, "more place", "more places");
        buffer_text(out, "</p>\n");
    }
}

static void write_note(struct buffer *out, const struct report_note *note)
{
    buffer_text(out, "<div class=\"inset\"><p><strong>Explained");
    buffer_text(out, note->who.length > 0 ? " by " : "");
    html_text(out, note->who);
    buffer_text(out, note->when.length > 0 ? ", " : "");
    html_text(out, note->when);
    buffer_text(out, ":</strong> ");
    html_text(out, note->reason);
    buffer_text(out, "</p></div>\n");
}

void html_write_finding(struct report *report, const struct report_finding *finding)
{
    buffer_text(&report->text, "<li class=\"item\"><p>");
    html_text(&report->text, finding->message);
    buffer_text(&report->text, "</p>\n");
    if (finding->place_count > 0) {
        write_places(report, finding);
    }
    if (finding->note) {
        write_note(&report->text, finding->note);
    }
    buffer_text(&report->text, "</li>\n");
}
