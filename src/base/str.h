/* str: text with its length; bytes of UTF-8 that somebody else owns. It may hold NUL bytes and need not end in one.
 */
#ifndef PROBITY_BASE_STR_H
#define PROBITY_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *data;
    size_t length; /* in bytes */
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_EMPTY ((struct str){"", 0})
/* For printf("%.*s", STR_ARGS(text)); cuts what is longer than INT_MAX. */
#define STR_ARGS(text) ((text).length > 0x7fffffff ? 0x7fffffff : (int)(text).length), (text).data

static inline struct str str_of(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* Ignores the case of ASCII letters only: codes and headers are ASCII. */
bool str_equal_ignoring_case(struct str a, struct str b);

/* Order of bytes, which for UTF-8 is the order of code points: <0, 0, >0. */
int str_compare(struct str a, struct str b);

bool str_starts_with(struct str text, struct str prefix);
bool str_ends_with(struct str text, struct str suffix);
bool str_contains(struct str text, struct str part);

#define STR_NOT_FOUND SIZE_MAX
/* Where the part begins first, in bytes from the start of the text. */
size_t str_find(struct str text, struct str part);

/* Without white space (space, tab, CR, LF, no-break space U+00A0) at either end. Points into `text`. */
struct str str_trim(struct str text);

/* Writes the text with its ASCII letters as capitals; `bytes` may be the text's own. */
void str_upper(struct str text, char *bytes);

/* How many bytes of white space (the same) the text begins with: 0, 1 or 2. */
size_t str_blank(struct str text);

/* Writes the text without any white space; `bytes` may be the text's own. How many bytes were written. */
size_t str_squeeze(struct str text, char *bytes);

/* A text as keys are compared: without white space, in capitals, or both. In `bytes`, unless it stays as it is. */
struct str str_as_key(struct str text, bool squeeze, bool upper, char *bytes);

/* [from, from + length), cut to what there is. */
struct str str_slice(struct str text, size_t from, size_t length);

/* Well mixed over all 64 bits. The same on every run and every machine. */
uint64_t str_hash(struct str text);

/* How many single-character edits (insert, delete, change, swap of neighbours; ASCII case ignored) lead from one to
 * the other, or `limit` + 1 when it is more. Texts longer than 64 bytes count as far apart. */
unsigned str_distance(struct str a, struct str b, unsigned limit);

/* The candidate nearest to `word`, for "did you mean …?": by edits, or else one that it begins with, or that begins with
 * it. NULL when none is near enough to suggest. */
const struct str *str_nearest(struct str word, const struct str *candidates, size_t count);

#endif
