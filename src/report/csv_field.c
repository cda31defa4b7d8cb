#include "report/csv_field.h"

#include "base/utf8.h"

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

static struct str clean(struct buffer *out, struct str text)
{
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

void report_csv_text(struct buffer *out, struct str text, struct buffer *scratch)
{
    unsigned needs = needs_of(text);
    const char *guard;

    if ((needs & CLEANING) || ((needs & LOOKING) && utf8_valid_prefix(text.data, text.length) < text.length)) {
        out->failed = out->failed || scratch->failed;
        buffer_clear(scratch);
        text = clean(scratch, text);
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
