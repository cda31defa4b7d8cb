/* One row for each finding, for spreadsheets and for counting.
 *
 * A row is one line of the file, whatever the cells of the return hold: line breaks and tabs become spaces, other
 * control characters and bytes that are no characters U+FFFD. Quoting is RFC 4180's.
 *
 * Values come from outside, and a spreadsheet takes a cell that starts with = + - or @ for a formula, even in quotation
 * marks; such a formula can send the rest of the sheet to a stranger. A ' is put before it, which spreadsheets take to
 * mean "this is text". Plain numbers (-12.50, +3) and a lone sign (nil) stay as they are.
 */
#include "base/utf8.h"
#include "report/internal.h"

static const char header[] = "code,severity,collection,period,authority,path,line,column,table,record,key,field,value,"
                             "message,fix,other_places,note,note_who,note_when\n";

/* What the bytes of a field ask for. */
enum {
    NOTHING = 0,
    QUOTES = 1,       /* quotation marks round the field */
    DOUBLING = 2 | 1, /* is a quotation mark itself */
    CLEANING = 4,     /* is a control character */
    LOOKING = 8       /* is part of a character, or of none */
};

#define EIGHT(what) what, what, what, what, what, what, what, what
#define SIXTY_FOUR(what) \
    EIGHT(what), EIGHT(what), EIGHT(what), EIGHT(what), EIGHT(what), EIGHT(what), EIGHT(what), EIGHT(what)

static const unsigned char byte_needs[256] = {
    EIGHT(CLEANING),
    EIGHT(CLEANING),
    EIGHT(CLEANING),
    EIGHT(CLEANING), /* 00 to 1f */
    NOTHING,
    NOTHING,
    DOUBLING,
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING, /* space to ' */
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    QUOTES,
    NOTHING,
    NOTHING,
    NOTHING, /* ( to / */
    SIXTY_FOUR(NOTHING),
    EIGHT(NOTHING), /* 0 to w */
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    CLEANING, /* x to DEL */
    SIXTY_FOUR(LOOKING),
    SIXTY_FOUR(LOOKING), /* 80 to ff */
};

struct csv_state {
    struct buffer clean;  /* a field made printable */
    struct buffer joined; /* a field made of several texts */
};

static void release(void *memory)
{
    struct csv_state *state = memory;

    buffer_free(&state->clean);
    buffer_free(&state->joined);
}

/* Empties a scratch buffer; that it failed is not forgotten. */
static struct buffer *cleared(struct report *report, struct buffer *buffer)
{
    report->text.failed = report->text.failed || buffer->failed;
    buffer_clear(buffer);
    return buffer;
}

#define EVERY_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Bytes of the word that are 0 get their top bit; so may bytes above one that is 0. */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - EVERY_BYTE(0x01)) & ~word & EVERY_BYTE(0x80);
}

/* Whether eight bytes need nothing. Never true when one does; most texts are decided here. */
static bool needs_nothing(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return (((word | (word - EVERY_BYTE(0x20))) & EVERY_BYTE(0x80)) | zero_bytes(word ^ EVERY_BYTE('"')) |
            zero_bytes(word ^ EVERY_BYTE(',')) | zero_bytes(word ^ EVERY_BYTE(0x7f))) == 0;
}

static unsigned needs_of(struct str text)
{
    unsigned needs = NOTHING;
    size_t at = 0;

    while (at < text.length) {
        size_t end = at + 8;

        if (end <= text.length && needs_nothing(text.data + at)) {
            at = end;
            continue;
        }
        for (end = end < text.length ? end : text.length; at < end; at++) {
            needs |= byte_needs[(unsigned char)text.data[at]];
        }
    }
    return needs;
}

static struct str clean(struct report *report, struct str text)
{
    struct csv_state *state = report->state;
    struct buffer *out = cleared(report, &state->clean);
    size_t start = 0;

    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\n' || text.data[i] == '\r' || text.data[i] == '\t') {
            utf8_write_printable(out, str_slice(text, start, i - start));
            buffer_char(out, ' ');
            start = i + 1;
        }
    }
    utf8_write_printable(out, str_slice(text, start, text.length - start));
    return buffer_view(out);
}

static bool starts_formula(char character)
{
    return character == '=' || character == '+' || character == '-' || character == '@';
}

static bool is_formula(struct str text)
{
    size_t at = 0;

    while (at < text.length && text.data[at] == ' ') {
        at++;
    }
    if (at == text.length || !starts_formula(text.data[at])) {
        return false;
    }
    if (text.data[at] == '=' || text.data[at] == '@') {
        return true;
    }
    for (at++; at < text.length; at++) {
        if ((text.data[at] < '0' || text.data[at] > '9') && text.data[at] != '.' && text.data[at] != ',') {
            return true;
        }
    }
    return false;
}

static void write_quoted(struct buffer *out, struct str text)
{
    size_t start = 0;
    const char *quote;

    while (start < text.length && (quote = memchr(text.data + start, '"', text.length - start))) {
        size_t end = (size_t)(quote - text.data) + 1;

        buffer_str(out, str_slice(text, start, end - start));
        buffer_char(out, '"');
        start = end;
    }
    buffer_str(out, str_slice(text, start, text.length - start));
}

static void write_text(struct report *report, struct str text)
{
    struct buffer *out = &report->text;
    unsigned needs = needs_of(text);
    const char *guard;

    if ((needs & CLEANING) || ((needs & LOOKING) && utf8_valid_prefix(text.data, text.length) < text.length)) {
        text = clean(report, text);
    }
    guard = is_formula(text) ? "'" : "";
    if (needs & QUOTES) {
        buffer_char(out, '"');
        buffer_text(out, guard);
        write_quoted(out, text);
        buffer_char(out, '"');
    } else {
        buffer_text(out, guard);
        buffer_str(out, text);
    }
}

static void field(struct report *report, struct str text)
{
    buffer_char(&report->text, ',');
    if (text.length > 0) {
        write_text(report, text);
    }
}

/* 0 is unknown, and blank. */
static void number_field(struct report *report, uint64_t number)
{
    buffer_char(&report->text, ',');
    if (number > 0) {
        buffer_integer(&report->text, (int64_t)number);
    }
}

/* "line=3.1.1; year=2017" */
static void key_field(struct report *report, const struct report_place *place)
{
    struct csv_state *state = report->state;
    struct buffer *joined = cleared(report, &state->joined);

    for (uint32_t i = 0; i < place->key_count; i++) {
        buffer_text(joined, i > 0 ? "; " : "");
        buffer_str(joined, place->keys[i].column);
        buffer_char(joined, '=');
        buffer_str(joined, place->keys[i].value);
    }
    field(report, buffer_view(joined));
}

static void join_place(struct buffer *joined, const struct report_place *place)
{
    buffer_str(joined, place->path);
    if (place->line > 0) {
        buffer_char(joined, ':');
        buffer_integer(joined, place->line);
    }
    if (place->column > 0) {
        buffer_char(joined, ':');
        buffer_integer(joined, place->column);
    }
    if (place->field.length > 0) {
        buffer_char(joined, ' ');
        buffer_str(joined, place->field);
    }
}

/* "last_year.csv:12:4 total; …" */
static void other_places_field(struct report *report, const struct report_finding *finding)
{
    struct csv_state *state = report->state;
    struct buffer *joined = cleared(report, &state->joined);

    for (uint32_t i = 1; i < finding->place_count; i++) {
        buffer_text(joined, i > 1 ? "; " : "");
        join_place(joined, &finding->places[i]);
    }
    field(report, buffer_view(joined));
}

static bool begin(struct report *report)
{
    if (!report_state_new(report, sizeof(struct csv_state), release)) {
        return false;
    }
    buffer_text(&report->text, header);
    return true;
}

static bool finding(struct report *report, const struct report_finding *one)
{
    static const struct report_place nowhere;
    const struct report_place *place = one->place_count > 0 ? &one->places[0] : &nowhere;
    const struct csv_state *state = report->state;

    write_text(report, one->code);
    buffer_char(&report->text, ',');
    buffer_text(&report->text, finding_severity_name(one->severity));
    field(report, one->collection);
    field(report, one->period);
    field(report, one->authority);
    field(report, place->path);
    number_field(report, place->line);
    number_field(report, place->column);
    field(report, place->table);
    number_field(report, place->record);
    key_field(report, place);
    field(report, place->field);
    field(report, place->value);
    field(report, one->message);
    field(report, one->fix);
    other_places_field(report, one);
    field(report, one->note ? one->note->reason : STR_EMPTY);
    field(report, one->note ? one->note->who : STR_EMPTY);
    field(report, one->note ? one->note->when : STR_EMPTY);
    buffer_char(&report->text, '\n');
    return buffer_ok(&state->clean) && buffer_ok(&state->joined);
}

static bool end(struct report *report)
{
    (void)report;
    return true;
}

const struct report_format report_csv = {
    .name = "csv",
    .describes = "for spreadsheets: one row for each finding",
    .order = REPORT_BY_PLACE,
    .needs_places = true,
    .needs_excerpts = false,
    .needs_sha256 = false,
    .most = UINT64_MAX,
    .begin = begin,
    .finding = finding,
    .end = end,
};
