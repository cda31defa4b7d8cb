/* source: the bytes of an input, as UTF-8, readable at any offset.
 *
 * A path, or standard input (spooled), or memory. UTF-16 with a BOM is turned into UTF-8 in a spool (an unlinked
 * temporary file) when it is opened, and Windows-1252 when source_recode() asks for it, so that whoever reads a
 * source sees UTF-8 only. Offsets are offsets in that UTF-8 (a UTF-8 BOM is skipped: offset 0 is behind it). Reading
 * never maps the file: a mapped file that shrinks is a SIGBUS. source_read() may be called from several threads.
 */
#ifndef PROBITY_BASE_SOURCE_H
#define PROBITY_BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/failure.h"
#include "base/str.h"

enum source_encoding {
    SOURCE_UTF8,
    SOURCE_UTF8_BOM,
    SOURCE_UTF16_LE,
    SOURCE_UTF16_BE,
    SOURCE_WINDOWS_1252,
    SOURCE_MADE /* UTF-8 that was made from the file: see source_replace() */
};

struct source; /* opaque */

/* NULL and a failure when it cannot be opened or is a directory. "-" is standard input. */
struct source *source_open(const char *path, struct failure *failure);
/* Does not copy: `bytes` must outlive it. */
struct source *source_open_memory(const char *name, struct str bytes, struct failure *failure);
void source_close(struct source *source); /* NULL is fine */

const char *source_path(const struct source *source); /* as given; "standard input" for "-" */
bool source_is_standard_input(const struct source *source);
uint64_t source_size(const struct source *source);      /* in bytes of UTF-8, without BOM */
uint64_t source_file_size(const struct source *source); /* in bytes of the file as it is */
enum source_encoding source_encoding(const struct source *source);

/* Reads up to `length` bytes at the offset; the number of bytes read, short only at the end; -1 and a failure. */
int64_t source_read(struct source *source, uint64_t offset, char *data, size_t length, struct failure *failure);

/* Appends all that there is to `out`. A source of more than `most` bytes is refused. */
bool source_read_all(struct source *source, uint64_t most, struct buffer *out, struct failure *failure);

/* Reads the file's own bytes, before any change of encoding (for its SHA-256). */
int64_t source_read_raw(struct source *source, uint64_t offset, char *data, size_t length, struct failure *failure);

/* From now on this text, in UTF-8, is read in place of the file's bytes; source_read_raw() still gives those. For files
 * whose bytes are no text. */
bool source_replace(struct source *source, struct str text, struct failure *failure);

/* From now on the file's bytes are taken as this encoding. */
bool source_recode(struct source *source, enum source_encoding encoding, struct failure *failure);

#endif
