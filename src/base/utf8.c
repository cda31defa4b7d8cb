#include "base/utf8.h"

#include <string.h>

#define REPLACEMENT 0xfffdu
#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0u) == 0x80u;
}

/* Well-formed characters beyond ASCII, by their first and second bytes (The Unicode Standard, table 3-7); later bytes
 * are any continuation. What is not here is overlong, a surrogate or beyond U+10FFFF. */
static const struct {
    unsigned char first_least, first_most;
    unsigned char second_least, second_most;
    unsigned char length;
} well_formed[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
    {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

/* Length of the valid character at `data` that does not start with an ASCII byte, or 0. */
static size_t character_length(const unsigned char *data, size_t left)
{
    size_t row = 0;
    while (data[0] > well_formed[row].first_most) {
        row++;
        if (row == sizeof well_formed / sizeof well_formed[0]) {
            return 0;
        }
    }
    size_t length = well_formed[row].length;
    if (data[0] < well_formed[row].first_least || left < length || data[1] < well_formed[row].second_least ||
        data[1] > well_formed[row].second_most) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if (!is_continuation(data[i])) {
            return 0;
        }
    }
    return length;
}

/* How many bytes from here on are ASCII, at least; in steps of 32 and then of one. */
static size_t ascii_run(const unsigned char *data, size_t left)
{
    size_t at = 0;
    for (; left - at >= 32; at += 32) {
        uint64_t words[4];
        memcpy(words, data + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & HIGH_BITS) {
            break;
        }
    }
    while (at < left && data[at] < 0x80) {
        at++;
    }
    return at;
}

size_t utf8_ascii_prefix(const char *data, size_t length)
{
    return ascii_run((const unsigned char *)data, length);
}

size_t utf8_valid_prefix(const char *data, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)data;
    size_t at = 0;
    while (at < length) {
        if (bytes[at] < 0x80) {
            at += ascii_run(bytes + at, length - at);
            continue;
        }
        size_t character = character_length(bytes + at, length - at);
        if (character == 0) {
            return at;
        }
        at += character;
    }
    return length;
}

size_t utf8_count(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += is_continuation((unsigned char)text.data[i]) ? 0 : 1;
    }
    return count;
}

size_t utf8_offset(struct str text, size_t index)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_continuation((unsigned char)text.data[i])) {
            if (index == 0) {
                return i;
            }
            index--;
        }
    }
    return text.length;
}

/* The bytes of a code point; how many there are. */
static size_t encode(uint32_t code_point, char bytes[4])
{
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff)) {
        code_point = REPLACEMENT;
    }
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        bytes[0] = (char)(0xc0 | code_point >> 6);
        bytes[1] = (char)(0x80 | (code_point & 0x3f));
        return 2;
    }
    if (code_point < 0x10000) {
        bytes[0] = (char)(0xe0 | code_point >> 12);
        bytes[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (code_point & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | code_point >> 18);
    bytes[1] = (char)(0x80 | (code_point >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (code_point >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (code_point & 0x3f));
    return 4;
}

void utf8_write(struct buffer *out, uint32_t code_point)
{
    char bytes[4];
    size_t length = encode(code_point, bytes);
    buffer_str(out, (struct str){bytes, length});
}

/* What Windows puts where ISO 8859-1 has the C1 control characters (WHATWG Encoding and Microsoft's table agree but for
 * the five that are undefined, 0 here). */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

void utf8_from_windows_1252(struct buffer *out, struct str text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    size_t at = 0;
    while (at < text.length) {
        if (bytes[at] < 0x80) {
            size_t run = ascii_run(bytes + at, text.length - at);
            buffer_str(out, str_slice(text, at, run));
            at += run;
            continue;
        }
        uint32_t code_point = bytes[at];
        if (code_point < 0xa0) {
            code_point = windows_1252[code_point - 0x80];
        }
        utf8_write(out, code_point ? code_point : REPLACEMENT);
        at++;
    }
}

static uint32_t utf16_unit(const unsigned char *data, bool big_endian)
{
    return big_endian ? (uint32_t)data[0] << 8 | data[1] : (uint32_t)data[1] << 8 | data[0];
}

size_t utf8_from_utf16(struct buffer *out, const unsigned char *data, size_t length, bool big_endian)
{
    size_t lone = 0;
    length &= ~(size_t)1;
    for (size_t at = 0; at < length; at += 2) {
        uint32_t unit = utf16_unit(data + at, big_endian);
        if (unit >= 0xd800 && unit <= 0xdbff && length - at >= 4) {
            uint32_t second = utf16_unit(data + at + 2, big_endian);
            if (second >= 0xdc00 && second <= 0xdfff) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
                at += 2;
            }
        }
        if (unit >= 0xd800 && unit <= 0xdfff) {
            unit = REPLACEMENT;
            lone++;
        }
        utf8_write(out, unit);
    }
    return lone;
}

/* Characters that change how others are shown: C1 controls, line and paragraph separators, and the marks that turn the
 * direction of writing round, by which one code can be made to look like another. */
static bool is_unprintable(const unsigned char *data, size_t length)
{
    if (length == 2) {
        return data[0] == 0xc2 && data[1] < 0xa0;
    }
    if (length != 3 || data[0] != 0xe2) {
        return false;
    }
    return (data[1] == 0x80 && data[2] >= 0xa8 && data[2] <= 0xae) ||
           (data[1] == 0x81 && data[2] >= 0xa6 && data[2] <= 0xa9);
}

void utf8_write_printable(struct buffer *out, struct str text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    size_t at = 0;
    while (at < text.length) {
        size_t length = bytes[at] < 0x80 ? 1 : character_length(bytes + at, text.length - at);
        bool control = bytes[at] < 0x20 || bytes[at] == 0x7f;
        if (length == 0 || control || is_unprintable(bytes + at, length)) {
            utf8_write(out, REPLACEMENT);
        } else {
            buffer_str(out, str_slice(text, at, length));
        }
        at += length ? length : 1;
    }
}
