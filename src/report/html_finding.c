/* One finding: what is wrong, a table of the cells of each record, and the line of the file with the cells marked. */
#include "base/utf8.h"
#include "report/html.h"
#include "report/spot.h"

#define VALUE_MOST ((size_t)200) /* characters of a cell that are shown */
#define PLACES_MOST UINT32_C(24) /* places of a finding that are shown */
#define ROUND_MARKS ((size_t)70) /* characters of a line that are shown before and behind its marks */
#define MARKS_MOST 24u
#define CUT "…"

/* ---- where ---- */

static void write_keys(struct report *report, const struct report_place *place, const struct report_finding *finding)
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
        any = true;
    }
    buffer_text(out, any ? " – " : "");
}

/* "Table A1, line 3.1.1 – 301.csv, line 17" */
static void write_where(struct report *report, const struct report_place *place, const struct report_finding *finding)
{
    const struct html_state *state = report->state;
    struct buffer *out = &report->text;

    write_keys(report, place, finding);
    html_text(out, state->full_paths ? place->path : report_file_name(place->path));
    if (place->cell.length > 0) {
        return; /* each cell says its own */
    }
    if (place->line > 0) {
        buffer_text(out, ", file line ");
        buffer_integer(out, place->line);
    }
}

/* ---- cells ---- */

static bool is_cell(const struct report_place *place, const struct report_finding *finding)
{
    return place->field.length > 0 && !report_is_key(place, finding);
}

static void write_value(struct buffer *out, const struct report_place *place)
{
    if (!place->has_value) {
        return;
    }
    if (place->value.length == 0) {
        buffer_text(out, "blank");
        return;
    }
    size_t shown = utf8_offset(place->value, VALUE_MOST);

    buffer_text(out, "<span class=\"value\">");
    html_text(out, str_slice(place->value, 0, shown));
    buffer_text(out, shown < place->value.length ? CUT "</span>" : "</span>");
}

static void write_cell(struct buffer *out, const struct report_place *place)
{
    buffer_text(out, "<tr><th scope=\"row\">");
    html_text(out, place->field_title.length > 0 ? place->field_title : place->field);
    buffer_text(out, "</th><td>");
    write_value(out, place);
    buffer_text(out, "</td><td>");
    if (place->cell.length > 0) {
        html_text(out, place->cell);
    } else if (place->column > 0) {
        buffer_text(out, "column ");
        buffer_integer(out, place->column);
    }
    buffer_text(out, "</td></tr>\n");
}

static void write_cells(struct report *report, const struct report_finding *finding, uint32_t first, uint32_t end)
{
    struct buffer *out = &report->text;

    buffer_text(out, "<table class=\"cells\"><caption>");
    write_where(report, &finding->places[first], finding);
    buffer_text(out, "</caption><thead><tr><th scope=\"col\">Cell</th><th scope=\"col\">Value</th>"
                     "<th scope=\"col\">Where</th></tr></thead><tbody>\n");
    for (uint32_t i = first; i < end; i++) {
        if (is_cell(&finding->places[i], finding)) {
            write_cell(out, &finding->places[i]);
        }
    }
    buffer_text(out, "</tbody></table>\n");
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

static void write_line(struct buffer *out, struct str line, const struct marks *marks)
{
    size_t length = utf8_count(line);
    size_t last = marks->end[marks->count - 1];
    size_t at = marks->from[0] > ROUND_MARKS + 2 ? marks->from[0] - ROUND_MARKS : 0;
    size_t end = length > last + ROUND_MARKS + 2 ? last + ROUND_MARKS : length;

    buffer_text(out, at > 0 ? CUT : "");
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
    buffer_text(&report->text, "<p class=\"excerpt\"><code>");
    write_line(&report->text, place->excerpt, &marks);
    buffer_text(&report->text, "</code></p>\n");
}

/* ---- all of it ---- */

static void write_spot(struct report *report, const struct report_finding *finding, uint32_t first, uint32_t end)
{
    bool cells = false;

    for (uint32_t i = first; i < end; i++) {
        cells = cells || is_cell(&finding->places[i], finding);
    }
    if (cells) {
        write_cells(report, finding, first, end);
    } else {
        buffer_text(&report->text, "<p class=\"spot\">");
        write_where(report, &finding->places[first], finding);
        buffer_text(&report->text, "</p>\n");
    }
    write_excerpt(report, finding, first, end);
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
    uint32_t shown = finding->place_count < PLACES_MOST ? finding->place_count : PLACES_MOST;
    uint32_t end;

    buffer_text(&report->text, "<li class=\"item\"><p>");
    html_text(&report->text, finding->message);
    buffer_text(&report->text, "</p>\n");
    for (uint32_t first = 0; first < shown; first = end) {
        end = first + 1;
        while (end < shown && report_same_spot(&finding->places[first], &finding->places[end])) {
            end++;
        }
        write_spot(report, finding, first, end);
    }
    if (shown < finding->place_count) {
        buffer_text(&report->text, "<p>and ");
        report_words_count(&report->text, finding->place_count - shown, "more place", "more places");
        buffer_text(&report->text, "</p>\n");
    }
    if (finding->note) {
        write_note(&report->text, finding->note);
    }
    buffer_text(&report->text, "</li>\n");
}
