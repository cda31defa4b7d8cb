/* spool: bytes that are written once, from start to end, and then read at any offset.
 *
 * Owns them: in memory while they are few, then in a temporary file that has no name and is gone when it is closed, or
 * in memory up to a ceiling where no such file can be made. Reading may be done from several threads at once; writing
 * not. Knows nothing of what the bytes mean.
 */
#ifndef PROBITY_BASE_SPOOL_H
#define PROBITY_BASE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/failure.h"
#include "base/str.h"

/* Up to here a file is not worth making. */
#define SPOOL_MEMORY_USUAL ((size_t)1 << 20)
/* Where no file can be made. */
#define SPOOL_MEMORY_MOST ((size_t)1 << 30)
/* More than this is no return, but something that does not end. */
#define SPOOL_SIZE_MOST (UINT64_C(1) << 36)

struct spool {
    struct buffer memory; /* all bytes while there is no file */
    int descriptor;       /* -1 when there is no file */
    bool refused;         /* no file can be made */
    uint64_t size;        /* in bytes, wherever they are */
};

#define SPOOL_EMPTY ((struct spool){.descriptor = -1})

bool spool_add(struct spool *spool, struct str bytes, struct failure *failure);

/* Reads up to `length` bytes at the offset; the number of bytes read, short only at the end; -1 and a failure. */
int64_t spool_read(const struct spool *spool, uint64_t offset, char *data, size_t length, struct failure *failure);

void spool_free(struct spool *spool);

/* pread until there is all of it or the file ends; the same result as spool_read(). */
int64_t spool_read_file(int descriptor, uint64_t offset, char *data, size_t length, struct failure *failure);

#endif
