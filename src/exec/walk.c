/* Which patterns are plain: literal ASCII characters, \d, escaped punctuation and [classes] without negation, each
 * perhaps with {n}; the last one perhaps with ?, *, +, {m,} or {m,n}. For anything else there is PCRE2, which is also
 * what tests hold this against. */
#include "exec/pattern.h"

#define NO_LIMIT UINT64_MAX
#define REPEAT_MOST 65535u

struct pattern_reader {
    struct str text;
    size_t at;
    bool ignore_case;
    bool members[128]; /* of the class just read */
};

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool at_end(const struct pattern_reader *reader)
{
    return reader->at >= reader->text.length;
}

static char peek(const struct pattern_reader *reader)
{
    return at_end(reader) ? '\0' : reader->text.data[reader->at];
}

static void add_member(struct pattern_reader *reader, unsigned char c)
{
    reader->members[c] = true;
    if (reader->ignore_case && c >= 'a' && c <= 'z') {
        reader->members[c - ('a' - 'A')] = true;
    }
    if (reader->ignore_case && c >= 'A' && c <= 'Z') {
        reader->members[c + ('a' - 'A')] = true;
    }
}

static void add_members(struct pattern_reader *reader, unsigned char first, unsigned char last)
{
    for (unsigned c = first; c <= last; c++) {
        add_member(reader, (unsigned char)c);
    }
}

/* Behind a backslash: \d, or punctuation that stands for itself (then in *literal). */
static bool read_escape(struct pattern_reader *reader, bool *is_literal, char *literal)
{
    char c = peek(reader);
    *is_literal = c != 'd';
    if (c == 'd') {
        add_members(reader, '0', '9');
    } else if (c <= ' ' || c == 0x7f || is_letter_or_digit(c)) {
        return false;
    }
    *literal = c;
    reader->at++;
    return true;
}

static bool read_class_item(struct pattern_reader *reader)
{
    char first = reader->text.data[reader->at++];
    bool is_literal = true;
    if (first == '[' || first <= 0) {
        return false;
    }
    if (first == '\\' && !read_escape(reader, &is_literal, &first)) {
        return false;
    }
    bool range = peek(reader) == '-' && reader->at + 1 < reader->text.length &&
                 reader->text.data[reader->at + 1] != ']';
    if (!range) {
        if (is_literal) {
            add_member(reader, (unsigned char)first);
        }
        return true;
    }
    char last = reader->text.data[reader->at + 1];
    reader->at += 2;
    if (!is_literal || last <= 0 || last == '[' || last == '\\' || last < first) {
        return false;
    }
    add_members(reader, (unsigned char)first, (unsigned char)last);
    return true;
}

static bool read_class(struct pattern_reader *reader)
{
    if (peek(reader) == '^' || peek(reader) == ']') {
        return false;
    }
    while (!at_end(reader) && peek(reader) != ']') {
        if (!read_class_item(reader)) {
            return false;
        }
    }
    reader->at++;
    return reader->at <= reader->text.length;
}

/* One character of the text to be matched: fills members. */
static bool read_element(struct pattern_reader *reader)
{
    memset(reader->members, 0, sizeof reader->members);
    char c = reader->text.data[reader->at++];
    bool is_literal = true;
    if (c == '[') {
        return read_class(reader);
    }
    if (c == '\\') {
        if (!read_escape(reader, &is_literal, &c)) {
            return false;
        }
    } else if (c <= 0 || strchr(".^$|()?*+{}]", c)) {
        return false;
    }
    if (is_literal) {
        add_member(reader, (unsigned char)c);
    }
    return true;
}

static bool read_number(struct pattern_reader *reader, uint64_t *number)
{
    size_t start = reader->at;
    *number = 0;
    while (peek(reader) >= '0' && peek(reader) <= '9' && *number <= REPEAT_MOST) {
        *number = *number * 10 + (uint64_t)(reader->text.data[reader->at++] - '0');
    }
    return reader->at > start && *number <= REPEAT_MOST;
}

/* How often the element may come; 1 where nothing is said. */
static bool read_count(struct pattern_reader *reader, uint64_t *least, uint64_t *most)
{
    *least = *most = 1;
    char c = peek(reader);
    if (at_end(reader) || !strchr("?*+{", c) || c == '\0') {
        return true;
    }
    reader->at++;
    if (c != '{') {
        *least = c == '+' ? 1 : 0;
        *most = c == '?' ? 1 : NO_LIMIT;
    } else {
        if (!read_number(reader, least)) {
            return false;
        }
        *most = *least;
        if (peek(reader) == ',') {
            reader->at++;
            *most = NO_LIMIT;
            if (peek(reader) != '}' && !read_number(reader, most)) {
                return false;
            }
        }
        if (peek(reader) != '}') {
            return false;
        }
        reader->at++;
    }
    /* "a{2}+" and "a*?" say how to search, which is PCRE2's business. */
    return *least <= *most && (at_end(reader) || !strchr("?*+{", peek(reader)));
}

static void set_class(struct walk *walk, const struct pattern_reader *reader, uint32_t place)
{
    for (unsigned c = 0; c < 128; c++) {
        if (reader->members[c]) {
            walk->classes[c] |= UINT64_C(1) << place;
        }
    }
}

static bool read_pattern(struct pattern_reader *reader, struct walk *walk)
{
    uint64_t tail_least = 0;
    uint64_t tail_most = 0;
    while (!at_end(reader)) {
        uint64_t least;
        uint64_t most;
        if (peek(reader) == '$' && reader->at + 1 == reader->text.length) {
            break;
        }
        if (tail_most > 0 || !read_element(reader) || !read_count(reader, &least, &most)) {
            return false;
        }
        if (least != most) {
            set_class(walk, reader, WALK_TAIL);
            tail_least = least;
            tail_most = most;
            continue;
        }
        for (uint64_t i = 0; i < least; i++) {
            if (walk->fixed == WALK_PLACES_MOST) {
                return false;
            }
            set_class(walk, reader, walk->fixed++);
        }
    }
    walk->least = walk->fixed + tail_least;
    walk->most = tail_most == NO_LIMIT ? NO_LIMIT : walk->fixed + tail_most;
    return true;
}

/* The range of characters that may stand at a place; false when it is not one range. */
static bool range_of(const struct walk *walk, uint32_t place, unsigned char *first, unsigned char *last)
{
    unsigned count = 0;
    for (unsigned c = 0; c < 128; c++) {
        if (walk->classes[c] >> place & 1) {
            *first = count == 0 ? (unsigned char)c : *first;
            *last = (unsigned char)c;
            count++;
        }
    }
    return count > 0 && (unsigned)(*last - *first) + 1 == count;
}

static void make_words(struct walk *walk)
{
    unsigned char above_low[WALK_PLACES_MOST + 1];
    unsigned char above_high[WALK_PLACES_MOST + 1];
    if (walk->fixed < 8 || walk->most != walk->fixed) {
        return;
    }
    for (uint32_t i = 0; i < walk->fixed; i++) {
        unsigned char first;
        unsigned char last;
        if (!range_of(walk, i, &first, &last)) {
            return;
        }
        above_low[i] = (unsigned char)(0x80 - first);
        above_high[i] = (unsigned char)(0x7f - last);
    }
    /* The last word overlaps the one before. */
    for (uint32_t i = 0; i < walk->fixed; i += 8) {
        uint32_t offset = i + 8 <= walk->fixed ? i : walk->fixed - 8;
        walk->offsets[walk->words] = offset;
        memcpy(&walk->above_low[walk->words], above_low + offset, 8);
        memcpy(&walk->above_high[walk->words], above_high + offset, 8);
        walk->words++;
    }
}

struct walk *walk_make(const struct plan_pattern *pattern, struct arena *keep, bool *refused)
{
    struct arena_mark mark = arena_mark(keep);
    struct walk *walk = ARENA_NEW(keep, struct walk);
    if (!walk) {
        *refused = true;
        return NULL;
    }
    struct pattern_reader reader = {.text = pattern->text, .ignore_case = pattern->ignore_case};
    reader.at = peek(&reader) == '^' ? 1 : 0;
    if (!read_pattern(&reader, walk)) {
        arena_rewind(keep, mark);
        return NULL;
    }
    make_words(walk);
    return walk;
}
