#include "base/str.h"

#include "base/hash.h"

/* What is longer than this is no word that somebody mistyped. */
#define DISTANCE_LENGTH_MOST 64u
#define BEGIN_LENGTH_LEAST 4u

static unsigned char lower(char character)
{
    unsigned char value = (unsigned char)character;
    return value >= 'A' && value <= 'Z' ? (unsigned char)(value + ('a' - 'A')) : value;
}

bool str_equal_ignoring_case(struct str a, struct str b)
{
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) {
            return false;
        }
    }
    return true;
}

int str_compare(struct str a, struct str b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;
    if (order != 0) {
        return order;
    }
    return (a.length > b.length) - (a.length < b.length);
}

bool str_starts_with(struct str text, struct str prefix)
{
    return text.length >= prefix.length && str_equal((struct str){text.data, prefix.length}, prefix);
}

bool str_ends_with(struct str text, struct str suffix)
{
    return text.length >= suffix.length &&
           str_equal(str_slice(text, text.length - suffix.length, suffix.length), suffix);
}

size_t str_find(struct str text, struct str part)
{
    struct str rest = text;
    if (part.length == 0) {
        return 0;
    }
    while (rest.length >= part.length) {
        const char *found = memchr(rest.data, part.data[0], rest.length - part.length + 1);
        if (!found) {
            break;
        }
        if (memcmp(found, part.data, part.length) == 0) {
            return (size_t)(found - text.data);
        }
        rest = str_slice(rest, (size_t)(found - rest.data) + 1, rest.length);
    }
    return STR_NOT_FOUND;
}

bool str_contains(struct str text, struct str part)
{
    return str_find(text, part) != STR_NOT_FOUND;
}

static bool is_space(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

static bool is_no_break_space(const char *data)
{
    return data[0] == '\xc2' && data[1] == '\xa0';
}

void str_upper(struct str text, char *bytes)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bytes[i] = c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
    }
}

size_t str_blank(struct str text)
{
    if (text.length > 0 && is_space(text.data[0])) {
        return 1;
    }
    return text.length > 1 && is_no_break_space(text.data) ? 2 : 0;
}

size_t str_squeeze(struct str text, char *bytes)
{
    size_t length = 0;
    size_t blank = 0;
    for (size_t i = 0; i < text.length; i += blank + !blank) {
        /* Most characters are neither white space nor the beginning of a no-break space. */
        bool may_be = (unsigned char)text.data[i] <= ' ' || text.data[i] == '\xc2';
        blank = may_be ? str_blank((struct str){text.data + i, text.length - i}) : 0;
        bytes[length] = text.data[i];
        length += !blank;
    }
    return length;
}

struct str str_as_key(struct str text, bool squeeze, bool upper, char *bytes)
{
    if (squeeze) {
        text = (struct str){bytes, str_squeeze(text, bytes)};
    }
    if (upper) {
        str_upper(text, bytes);
        text.data = bytes;
    }
    return text;
}

struct str str_trim(struct str text)
{
    for (;;) {
        if (text.length >= 1 && is_space(text.data[0])) {
            text = str_slice(text, 1, text.length);
        } else if (text.length >= 2 && is_no_break_space(text.data)) {
            text = str_slice(text, 2, text.length);
        } else {
            break;
        }
    }
    for (;;) {
        if (text.length >= 1 && is_space(text.data[text.length - 1])) {
            text.length -= 1;
        } else if (text.length >= 2 && is_no_break_space(text.data + text.length - 2)) {
            text.length -= 2;
        } else {
            break;
        }
    }
    return text;
}

struct str str_slice(struct str text, size_t from, size_t length)
{
    if (from >= text.length) {
        return (struct str){text.data ? text.data + text.length : "", 0};
    }
    size_t left = text.length - from;
    return (struct str){text.data + from, length < left ? length : left};
}

uint64_t str_hash(struct str text)
{
    return hash_bytes(text.data, text.length);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* One row of the table of distances between the starts of `a` and the starts of `b`: the row for a[row - 1]. Each
 * pair may be swapped once and is then left alone ("optimal string alignment"). Returns the row's smallest number. */
static unsigned distance_row(struct str a, struct str b, size_t row, unsigned *current, const unsigned *above,
                             const unsigned *two_above)
{
    current[0] = (unsigned)row;
    unsigned smallest = current[0];
    for (size_t i = 1; i <= b.length; i++) {
        unsigned char in_a = lower(a.data[row - 1]);
        unsigned char in_b = lower(b.data[i - 1]);
        unsigned best = least(above[i] + 1, current[i - 1] + 1);
        best = least(best, above[i - 1] + (in_a == in_b ? 0u : 1u));
        if (row > 1 && i > 1 && in_a == lower(b.data[i - 2]) && in_b == lower(a.data[row - 2])) {
            best = least(best, two_above[i - 2] + 1);
        }
        current[i] = best;
        smallest = least(smallest, best);
    }
    return smallest;
}

unsigned str_distance(struct str a, struct str b, unsigned limit)
{
    unsigned far = limit < UINT32_MAX ? limit + 1 : limit;
    size_t gap = a.length > b.length ? a.length - b.length : b.length - a.length;
    if (a.length > DISTANCE_LENGTH_MOST || b.length > DISTANCE_LENGTH_MOST || gap > limit) {
        return far;
    }
    unsigned rows[3][DISTANCE_LENGTH_MOST + 1] = {{0}};
    unsigned *two_above = rows[0];
    unsigned *above = rows[1];
    unsigned *current = rows[2];
    for (size_t i = 0; i <= b.length; i++) {
        above[i] = (unsigned)i;
    }
    for (size_t row = 1; row <= a.length; row++) {
        /* A swap reaches back two rows, but what it can reach the row between has reached for the same price. */
        if (distance_row(a, b, row, current, above, two_above) > limit) {
            return far;
        }
        unsigned *oldest = two_above;
        two_above = above;
        above = current;
        current = oldest;
    }
    return above[b.length] > limit ? far : above[b.length];
}

/* The longest of those that the word begins with, or that begins with the word: PLACE for PLACEMENT. */
static const struct str *longest_begin(struct str word, const struct str *candidates, size_t count)
{
    const struct str *longest = NULL;
    for (size_t i = 0; i < count; i++) {
        struct str shorter = candidates[i].length < word.length ? candidates[i] : word;
        struct str longer = candidates[i].length < word.length ? word : candidates[i];
        bool begins = shorter.length >= BEGIN_LENGTH_LEAST &&
                      str_equal_ignoring_case(shorter, str_slice(longer, 0, shorter.length));
        if (begins && (!longest || shorter.length > longest->length)) {
            longest = &candidates[i];
        }
    }
    return longest;
}

const struct str *str_nearest(struct str word, const struct str *candidates, size_t count)
{
    unsigned limit = word.length > DISTANCE_LENGTH_MOST ? 0 : (unsigned)(word.length / 3);
    if (limit == 0 && word.length > 1) { /* any other letter is one edit away from a single one */
        limit = 1;
    }
    const struct str *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        unsigned distance = str_distance(word, candidates[i], limit);
        if (distance <= limit) {
            nearest = &candidates[i];
            if (distance == 0) {
                break;
            }
            limit = distance - 1; /* only something nearer takes its place */
        }
    }
    return nearest ? nearest : longest_begin(word, candidates, count);
}
