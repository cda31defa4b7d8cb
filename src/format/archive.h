/* archive: the parts of a ZIP archive that nobody need trust, unpacked into memory one at a time.
 *
 * libzip does the unpacking; its types are seen in format/archive.c only. Whatever sizes the archive claims, no part is
 * unpacked beyond ARCHIVE_PART_MOST bytes: a small archive that unpacks to a huge one is refused. Does not own the bytes of the
 * archive, which must outlive it. It knows nothing of what is in the parts.
 */
#ifndef PROBITY_FORMAT_ARCHIVE_H
#define PROBITY_FORMAT_ARCHIVE_H

#include "base/buffer.h"
#include "base/failure.h"
#include "base/str.h"

#define ARCHIVE_PART_MOST (UINT64_C(128) << 20)

struct archive; /* opaque */

/* *archive is NULL where the bytes are no archive. False and a failure only when memory is refused. */
bool archive_open(struct str bytes, struct archive **archive, struct failure *failure);
void archive_close(struct archive *archive); /* NULL is fine */

enum archive_result {
    ARCHIVE_READ,
    ARCHIVE_NO_PART,
    ARCHIVE_DAMAGED, /* or locked with a password */
    ARCHIVE_TOO_LARGE,
    ARCHIVE_FAILED /* memory was refused: the failure is set */
};

/* The part's bytes are added to `out`. */
enum archive_result archive_read(struct archive *archive, const char *part, struct buffer *out,
                                 struct failure *failure);

#endif
