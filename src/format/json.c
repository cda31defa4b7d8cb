#include "format/json.h"

#include <math.h>

#include "base/real.h"
#include "base/utf8.h"

#define FIGURES 10u /* of numbers that are not whole */

/* What a byte of a string needs. Everything else is written as it is. */
enum byte_kind {
    PLAIN = 0,
    SHORT,   /* a backslash and a letter */
    CONTROL, /* \u00XX */
    HIGH     /* part of a character, or a mistake */
};

/* DEL may stand in JSON as it is, but a terminal would act on it. */
static enum byte_kind byte_kind(unsigned char byte)
{
    if (byte >= 0x80) {
        return HIGH;
    }
    if (byte == '"' || byte == '\\') {
        return SHORT;
    }
    if (byte >= 0x20 && byte != 0x7f) {
        return PLAIN;
    }
    return byte == '\n' || byte == '\r' || byte == '\t' || byte == '\b' || byte == '\f' ? SHORT : CONTROL;
}

static char short_escape(char byte)
{
    switch (byte) {
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    case '\b': return 'b';
    case '\f': return 'f';
    default: return byte;
    }
}

static void write_special(struct buffer *out, char byte, enum byte_kind kind)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char value = (unsigned char)byte;

    if (kind == SHORT) {
        buffer_char(out, '\\');
        buffer_char(out, short_escape(byte));
    } else if (kind == CONTROL) {
        buffer_str(out, STR("\\u00"));
        buffer_char(out, digits[value >> 4]);
        buffer_char(out, digits[value & 15]);
    } else {
        utf8_write(out, 0xFFFD);
    }
}

/* Bytes from `from` on that can be written as they are. `*valid` is how far the text is known to be UTF-8: it is asked
 * for once only for each stretch, so that a text full of accents is not looked at again and again. */
static size_t plain_run(struct str text, size_t from, size_t *valid)
{
    size_t at = from;

    for (; at < text.length; at++) {
        enum byte_kind kind = byte_kind((unsigned char)text.data[at]);

        if (kind == PLAIN) {
            continue;
        }
        if (kind != HIGH) {
            break;
        }
        if (at >= *valid) {
            *valid = at + utf8_valid_prefix(text.data + at, text.length - at);
        }
        if (at >= *valid) {
            break;
        }
    }
    return at - from;
}

void format_json_write_string(struct buffer *out, struct str text)
{
    size_t valid = 0;
    size_t at = 0;

    buffer_char(out, '"');
    while (at < text.length) {
        size_t run = plain_run(text, at, &valid);

        buffer_str(out, str_slice(text, at, run));
        at += run;
        if (at < text.length) {
            write_special(out, text.data[at], byte_kind((unsigned char)text.data[at]));
            at++;
        }
    }
    buffer_char(out, '"');
}

struct format_json format_json_writer(struct buffer *out)
{
    return (struct format_json){.out = out};
}

static void start_line(struct format_json *json)
{
    buffer_char(json->out, '\n');
    buffer_fill(json->out, ' ', (size_t)json->depth * 2);
}

/* What comes before a name, or before a value that has none. */
static void separate(struct format_json *json)
{
    struct format_json_level *level;

    if (json->depth == 0) {
        return;
    }
    level = &json->levels[json->depth - 1];
    if (level->started) {
        buffer_char(json->out, ',');
    }
    if (level->lines) {
        start_line(json);
    } else if (level->started) {
        buffer_char(json->out, ' ');
    }
    level->started = true;
}

static void before_value(struct format_json *json)
{
    if (json->named) {
        json->named = false;
    } else {
        separate(json);
    }
}

static void open_level(struct format_json *json, char opens, char closes, enum format_json_layout layout)
{
    before_value(json);
    if (json->depth == FORMAT_JSON_DEPTH_MOST) {
        json->out->failed = true;
        return;
    }
    buffer_char(json->out, opens);
    json->levels[json->depth++] = (struct format_json_level){.closes = closes, .lines = layout == FORMAT_JSON_LINES};
}

void format_json_object(struct format_json *json, enum format_json_layout layout)
{
    open_level(json, '{', '}', layout);
}

void format_json_array(struct format_json *json, enum format_json_layout layout)
{
    open_level(json, '[', ']', layout);
}

void format_json_end(struct format_json *json)
{
    const struct format_json_level *level;

    if (json->depth == 0) {
        return;
    }
    level = &json->levels[--json->depth];
    if (level->lines && level->started) {
        start_line(json);
    }
    buffer_char(json->out, level->closes);
}

void format_json_name_str(struct format_json *json, struct str name)
{
    separate(json);
    format_json_write_string(json->out, name);
    buffer_str(json->out, STR(": "));
    json->named = true;
}

void format_json_name(struct format_json *json, const char *name)
{
    format_json_name_str(json, str_of(name));
}

void format_json_string(struct format_json *json, struct str text)
{
    before_value(json);
    format_json_write_string(json->out, text);
}

void format_json_string_or_null(struct format_json *json, struct str text)
{
    if (text.length == 0) {
        format_json_null(json);
    } else {
        format_json_string(json, text);
    }
}

void format_json_text(struct format_json *json, const char *text)
{
    format_json_string(json, str_of(text));
}

void format_json_number(struct format_json *json, double number)
{
    if (!isfinite(number)) {
        format_json_null(json);
        return;
    }
    before_value(json);
    real_write(json->out, number, FIGURES);
}

void format_json_integer(struct format_json *json, int64_t number)
{
    before_value(json);
    buffer_integer(json->out, number);
}

void format_json_count(struct format_json *json, uint64_t count)
{
    format_json_integer(json, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

void format_json_count_or_null(struct format_json *json, uint64_t count)
{
    if (count == 0) {
        format_json_null(json);
    } else {
        format_json_count(json, count);
    }
}

void format_json_boolean(struct format_json *json, bool value)
{
    before_value(json);
    buffer_text(json->out, value ? "true" : "false");
}

void format_json_null(struct format_json *json)
{
    before_value(json);
    buffer_str(json->out, STR("null"));
}

void format_json_member(struct format_json *json, const char *name, struct str text)
{
    format_json_name(json, name);
    format_json_string(json, text);
}

void format_json_member_or_null(struct format_json *json, const char *name, struct str text)
{
    format_json_name(json, name);
    format_json_string_or_null(json, text);
}

void format_json_member_text(struct format_json *json, const char *name, const char *text)
{
    format_json_name(json, name);
    format_json_text(json, text);
}

void format_json_member_count(struct format_json *json, const char *name, uint64_t count)
{
    format_json_name(json, name);
    format_json_count(json, count);
}
