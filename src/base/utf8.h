/* utf8: is it, how long is it, and what else could it be.
 */
#ifndef PROBITY_BASE_UTF8_H
#define PROBITY_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/str.h"

/* Length of the longest valid prefix; the whole length when all is valid. Surrogates and overlong forms are not. */
size_t utf8_valid_prefix(const char *data, size_t length);

/* How many bytes from the beginning on are ASCII. */
size_t utf8_ascii_prefix(const char *data, size_t length);

/* Code points in valid UTF-8; in anything else, bytes that do not continue a character. */
size_t utf8_count(struct str text);

/* Byte offset of the code point number `index` (from 0), or the length when there are fewer. */
size_t utf8_offset(struct str text, size_t index);

/* Appends a code point. */
void utf8_write(struct buffer *out, uint32_t code_point);

/* Windows-1252 to UTF-8. The five bytes that 1252 leaves undefined become U+FFFD. */
void utf8_from_windows_1252(struct buffer *out, struct str text);

/* UTF-16 to UTF-8; a lone surrogate becomes U+FFFD and is counted. `length` in bytes; an odd last byte is ignored. */
size_t utf8_from_utf16(struct buffer *out, const unsigned char *data, size_t length, bool big_endian);

/* Text made fit to print on a terminal or in a report: control characters and invalid bytes as U+FFFD. */
void utf8_write_printable(struct buffer *out, struct str text);

#endif
