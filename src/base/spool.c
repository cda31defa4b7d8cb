#include "base/spool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/reason.h"

#define NAME_LENGTH_MOST 4096u

#ifdef __wasi__
/* There is no place for temporary files. */
static int open_temporary(void)
{
    return -1;
}
#else
/* A file that only its descriptor leads to. */
static int open_temporary(void)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || folder[0] != '/') {
        folder = "/tmp";
    }
    char path[NAME_LENGTH_MOST];
    int length = snprintf(path, sizeof path, "%s/probity-XXXXXX", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        return -1;
    }
    int descriptor = mkstemp(path);
    if (descriptor >= 0) {
        unlink(path);
    }
    return descriptor;
}
#endif

static bool write_all(int descriptor, struct str bytes, struct failure *failure)
{
    while (bytes.length > 0) {
        ssize_t written = write(descriptor, bytes.data, bytes.length);
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return failure_set(failure, FAILURE_FILE, "a temporary file cannot be written: %s", reason_of(errno));
        }
        bytes = str_slice(bytes, (size_t)written, bytes.length);
    }
    return true;
}

/* Moves what is in memory to a file, if one can be made. */
static bool move_to_file(struct spool *spool, struct failure *failure)
{
    spool->descriptor = open_temporary();
    if (spool->descriptor < 0) {
        spool->refused = true;
        return true;
    }
    if (!write_all(spool->descriptor, buffer_view(&spool->memory), failure)) {
        return false;
    }
    buffer_free(&spool->memory);
    return true;
}

bool spool_add(struct spool *spool, struct str bytes, struct failure *failure)
{
    if (bytes.length > SPOOL_SIZE_MOST - spool->size) {
        return failure_set(failure, FAILURE_LIMIT,
                           "there are more than 64 gigabytes of it, and no return is that large");
    }
    size_t in_memory = spool->memory.length + bytes.length;
    if (spool->descriptor < 0 && !spool->refused && in_memory > SPOOL_MEMORY_USUAL) {
        if (!move_to_file(spool, failure)) {
            return false;
        }
    }
    if (spool->descriptor >= 0) {
        if (!write_all(spool->descriptor, bytes, failure)) {
            return false;
        }
    } else {
        if (in_memory > SPOOL_MEMORY_MOST) {
            return failure_set(failure, FAILURE_LIMIT,
                               "there is too much of it to be kept in memory, and no temporary file can be made");
        }
        buffer_str(&spool->memory, bytes);
        if (!buffer_ok(&spool->memory)) {
            return failure_memory(failure);
        }
    }
    spool->size += bytes.length;
    return true;
}

int64_t spool_read_file(int descriptor, uint64_t offset, char *data, size_t length, struct failure *failure)
{
    size_t got = 0;
    while (got < length) {
        ssize_t count = pread(descriptor, data + got, length - got, (off_t)(offset + got));
        if (count == 0) {
            break;
        }
        if (count > 0) {
            got += (size_t)count;
        } else if (errno != EINTR) {
            failure_set(failure, FAILURE_FILE, "the file cannot be read: %s", reason_of(errno));
            return -1;
        }
    }
    return (int64_t)got;
}

int64_t spool_read(const struct spool *spool, uint64_t offset, char *data, size_t length, struct failure *failure)
{
    if (offset >= spool->size || length == 0) {
        return 0;
    }
    uint64_t left = spool->size - offset;
    size_t wanted = length < left ? length : (size_t)left;
    if (spool->descriptor >= 0) {
        return spool_read_file(spool->descriptor, offset, data, wanted, failure);
    }
    memcpy(data, spool->memory.data + offset, wanted);
    return (int64_t)wanted;
}

void spool_free(struct spool *spool)
{
    if (spool->descriptor >= 0) {
        close(spool->descriptor);
    }
    buffer_free(&spool->memory);
    *spool = SPOOL_EMPTY;
}
