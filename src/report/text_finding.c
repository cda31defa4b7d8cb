/* One finding: what is wrong, where, and the line of the file with the cells marked. */
#include "report/text.h"

#include "base/utf8.h"
#include "report/spot.h"

#define INDENT ((size_t)4)
#define GUTTER "      | "
#define GUTTER_WIDTH ((size_t)8)
#define VALUE_MOST ((size_t)60)  /* characters of a cell that are shown */
#define PLACES_MOST UINT32_C(24) /* places of a finding that are shown */
#define CUT "…"

/* ---- where ---- */

static void write_position(struct report *report, struct report_fold *fold, const struct report_place *place)
{
    struct text_state *state = report->state;

    text_clear(report, &state->scratch);
    buffer_str(&state->scratch, place->path);
    if (place->cell.length > 0) {
        buffer_char(&state->scratch, ' ');
        buffer_str(&state->scratch, place->cell);
    } else if (place->line > 0) {
        buffer_char(&state->scratch, ':');
        buffer_integer(&state->scratch, place->line);
        if (place->column > 0) {
            buffer_char(&state->scratch, ':');
            buffer_integer(&state->scratch, place->column);
        }
    }
    report_fold_whole(fold, buffer_view(&state->scratch));
}

static bool write_keys(struct report_fold *fold, const struct report_place *place, const struct report_finding *finding,
                       bool started)
{
    bool any = false;

    for (uint32_t i = 0; i < place->key_count; i++) {
        if (report_is_said(&place->keys[i], finding)) {
            continue;
        }
        report_fold_text(fold, started || any ? ", " : " — ");
        report_fold_str(fold, place->keys[i].column);
        report_fold_text(fold, " ");
        report_fold_str(fold, place->keys[i].value);
        any = true;
    }
    return any;
}

static void write_record(struct report *report, struct report_fold *fold, uint64_t record)
{
    struct text_state *state = report->state;

    text_clear(report, &state->scratch);
    report_words_number(&state->scratch, record);
    report_fold_text(fold, "record ");
    report_fold_str(fold, buffer_view(&state->scratch));
}

static void write_cell(struct report_fold *fold, const struct report_place *place)
{
    report_fold_str(fold, place->field_title.length > 0 ? place->field_title : place->field);
    if (!place->has_value) {
        return;
    }
    report_fold_text(fold, ": ");
    if (place->value.length == 0) {
        report_fold_text(fold, "blank");
    } else {
        size_t shown = utf8_offset(place->value, VALUE_MOST);

        report_fold_str(fold, str_slice(place->value, 0, shown));
        report_fold_text(fold, shown < place->value.length ? CUT : "");
    }
}

/* "returns/301.csv:17:9 — Table A1, line 3.1.1, Own provision: 60; Total expenditure: 110" */
static void write_where(struct report *report, const struct report_finding *finding, uint32_t first, uint32_t end)
{
    const struct report_place *place = &finding->places[first];
    const struct text_state *state = report->state;
    struct report_fold fold = report_fold_begin(&report->text, state->width, INDENT, INDENT + 2);
    struct str table = place->table_title.length > 0 ? place->table_title : place->table;
    bool started = table.length > 0;
    bool cells = false;

    write_position(report, &fold, place);
    report_fold_text(&fold, started ? " — " : "");
    report_fold_str(&fold, table);
    if (write_keys(&fold, place, finding, started)) {
        started = true;
    } else if (place->record > 0) {
        report_fold_text(&fold, started ? ", " : " — ");
        write_record(report, &fold, place->record);
        started = true;
    }
    for (uint32_t i = first; i < end; i++) {
        if (finding->places[i].field.length > 0 && !report_is_key(&finding->places[i], finding)) {
            report_fold_text(&fold, cells ? "; " : started ? ", " : " — ");
            write_cell(&fold, &finding->places[i]);
            cells = true;
        }
    }
    report_fold_end(&fold);
}

/* ---- the line of the file ---- */

static void write_line_text(struct buffer *out, struct str text)
{
    size_t start = 0;

    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\t') { /* one character wide, so that what is marked below stays below */
            utf8_write_printable(out, str_slice(text, start, i - start));
            buffer_char(out, ' ');
            start = i + 1;
        }
    }
    utf8_write_printable(out, str_slice(text, start, text.length - start));
}

/* Characters that the first `characters` of an excerpt take when they are made printable. */
static size_t printed_width(struct report *report, struct str excerpt, size_t characters)
{
    struct text_state *state = report->state;

    text_clear(report, &state->scratch);
    write_line_text(&state->scratch, str_slice(excerpt, 0, utf8_offset(excerpt, characters)));
    return utf8_count(buffer_view(&state->scratch));
}

/* The part of a line that fits: [from, end) in characters. */
struct window {
    size_t from, end;
};

/* A third of the room stands before the cell. */
static struct window window_round(size_t caret, size_t length, size_t room)
{
    struct window window = {0, length};

    if (length > room) {
        window.from = caret > room / 3 ? caret - room / 3 : 0;
        if (window.from + room > length) {
            window.from = length - room;
        }
        window.end = window.from + room;
    }
    return window;
}

/* Marks [from, from + width) in the line of spaces under the window. */
static void mark(struct buffer *marks, struct window window, size_t from, size_t width)
{
    size_t end = from + (width > 0 ? width : 1);

    /* A blank cell at the end of the line has its mark behind the line. */
    for (size_t i = from > window.from ? from : window.from; i < end && i <= window.end; i++) {
        size_t at = i - window.from;

        if (at >= marks->length) {
            buffer_fill(marks, ' ', at - marks->length + 1);
        }
        if (buffer_ok(marks)) {
            marks->data[at] = '^';
        }
    }
}

static void write_marks(struct report *report, const struct report_finding *finding, uint32_t first, uint32_t end,
                        struct window window)
{
    struct text_state *state = report->state;
    struct str excerpt = finding->places[first].excerpt;

    text_clear(report, &state->marks);
    for (uint32_t i = first; i < end; i++) {
        const struct report_place *place = &finding->places[i];

        if (str_equal(place->excerpt, excerpt)) {
            size_t from = printed_width(report, excerpt, place->excerpt_caret);
            size_t to = printed_width(report, excerpt, (size_t)place->excerpt_caret + place->excerpt_width);

            mark(&state->marks, window, from, to - from);
        }
    }
    buffer_text(&report->text, GUTTER);
    buffer_text(&report->text, state->colours->severity[finding->severity]);
    buffer_str(&report->text, buffer_view(&state->marks));
    buffer_text(&report->text, state->colours->plain);
    buffer_char(&report->text, '\n');
}

static void write_window(struct report *report, struct str line, struct window window)
{
    size_t length = utf8_count(line);
    size_t from = utf8_offset(line, window.from + (window.from > 0 ? 1 : 0));
    size_t end = utf8_offset(line, window.end - (window.end < length ? 1 : 0));

    buffer_text(&report->text, GUTTER);
    buffer_text(&report->text, window.from > 0 ? CUT : "");
    buffer_str(&report->text, str_slice(line, from, end - from));
    buffer_text(&report->text, window.end < length ? CUT : "");
    buffer_char(&report->text, '\n');
}

static void write_excerpt(struct report *report, const struct report_finding *finding, uint32_t first, uint32_t end)
{
    struct text_state *state = report->state;
    const struct report_place *place = &finding->places[first];
    size_t caret;
    struct window window;

    if (place->excerpt.length == 0) {
        return;
    }
    caret = printed_width(report, place->excerpt, place->excerpt_caret);
    text_clear(report, &state->scratch);
    write_line_text(&state->scratch, place->excerpt);
    window = window_round(caret, utf8_count(buffer_view(&state->scratch)), state->terminal - GUTTER_WIDTH - 1);
    write_window(report, buffer_view(&state->scratch), window);
    write_marks(report, finding, first, end, window);
}

/* "Explained by A. Officer, 3 June 2024: two homes were opened in May." */
static void write_note(struct report *report, const struct report_note *note)
{
    const struct text_state *state = report->state;
    struct report_fold fold = report_fold_begin(&report->text, state->width, INDENT, INDENT + 2);

    report_fold_colour(&fold, state->colours->bold);
    report_fold_text(&fold, "Explained");
    report_fold_colour(&fold, state->colours->plain);
    report_fold_text(&fold, note->who.length > 0 ? " by " : "");
    report_fold_str(&fold, note->who);
    report_fold_text(&fold, note->when.length > 0 ? ", " : "");
    report_fold_str(&fold, note->when);
    report_fold_text(&fold, ": ");
    report_fold_str(&fold, note->reason);
    report_fold_end(&fold);
}

void text_write_finding(struct report *report, const struct report_finding *finding)
{
    uint32_t shown = finding->place_count < PLACES_MOST ? finding->place_count : PLACES_MOST;
    uint32_t end;

    text_write_paragraph(report, INDENT, "", finding->message);
    for (uint32_t first = 0; first < shown; first = end) {
        end = first + 1;
        while (end < shown && report_same_spot(&finding->places[first], &finding->places[end])) {
            end++;
        }
        write_where(report, finding, first, end);
        write_excerpt(report, finding, first, end);
    }
    if (shown < finding->place_count) {
        buffer_text(&report->text, "    and ");
        report_words_count(&report->text, finding->place_count - shown, "more place", "more places");
        buffer_char(&report->text, '\n');
    }
    if (finding->note) {
        write_note(report, finding->note); /* no remedy comes behind it */
    } else {
        buffer_char(&report->text, '\n');
    }
}
