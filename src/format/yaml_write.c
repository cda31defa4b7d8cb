#include "format/yaml_write.h"

#include "base/utf8.h"

/* How many bytes the character has that begins with this one, in valid UTF-8. */
static size_t character_length(unsigned char first)
{
    return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static uint32_t character_of(const char *data, size_t length)
{
    static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t character = (unsigned char)data[0] & masks[length];
    for (size_t i = 1; i < length; i++) {
        character = character << 6 | ((unsigned char)data[i] & 0x3f);
    }
    return character;
}

/* YAML 1.1, section 5.1, and what its readers would take for a line break or a byte order mark. */
static bool needs_escape(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0x2028 || character == 0x2029 ||
           character == 0xfeff || character == 0xfffe || character == 0xffff;
}

void yaml_write_text(struct buffer *out, struct str text)
{
    size_t valid = 0;
    buffer_char(out, '"');
    for (size_t at = 0, length; at < text.length; at += length) {
        if (at >= valid) {
            valid = at + utf8_valid_prefix(text.data + at, text.length - at);
        }
        length = 1;
        if (at >= valid) {
            utf8_write(out, 0xfffd);
            continue;
        }
        length = character_length((unsigned char)text.data[at]);
        uint32_t character = character_of(text.data + at, length);
        if (character == '"' || character == '\\') {
            buffer_char(out, '\\');
        }
        if (needs_escape(character)) {
            buffer_format(out, "\\u%04x", (unsigned)character);
        } else {
            buffer_str(out, str_slice(text, at, length));
        }
    }
    buffer_char(out, '"');
}
