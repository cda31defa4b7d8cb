#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/reason.h"
#include "base/spool.h"
#include "base/utf8.h"

/* How much is spooled or changed from one encoding to another at a time; even, so that it holds whole UTF-16 units. */
#define CHUNK ((size_t)65536)

#define UTF8_BOM_LENGTH 3u
#define UTF16_BOM_LENGTH 2u

enum origin {
    FROM_FILE,  /* read with pread */
    FROM_SPOOL, /* a pipe or a device, read to its end when it was opened */
    FROM_MEMORY /* the caller's */
};

struct source {
    char *path;
    enum origin origin;
    int descriptor;     /* FROM_FILE */
    struct spool raw;   /* FROM_SPOOL */
    struct str memory;  /* FROM_MEMORY */
    uint64_t file_size; /* in bytes, of the original; what is appended later is not seen */
    uint64_t skipped;   /* the UTF-8 BOM */
    bool is_recoded;    /* read from `recoded`, not from the original */
    struct spool recoded;
    enum source_encoding encoding;
};

static struct source *source_new(const char *path, struct failure *failure)
{
    size_t length = strlen(path);
    struct source *source = calloc(1, sizeof *source);
    char *copy = malloc(length + 1);
    if (!source || !copy) {
        free(source);
        free(copy);
        failure_memory(failure);
        return NULL;
    }
    memcpy(copy, path, length + 1);
    source->path = copy;
    source->descriptor = -1;
    source->raw = SPOOL_EMPTY;
    source->recoded = SPOOL_EMPTY;
    return source;
}

void source_close(struct source *source)
{
    if (!source) {
        return;
    }
    if (source->descriptor > STDERR_FILENO) {
        close(source->descriptor);
    }
    spool_free(&source->raw);
    spool_free(&source->recoded);
    free(source->path);
    free(source);
}

const char *source_path(const struct source *source)
{
    return source->path;
}

bool source_is_standard_input(const struct source *source)
{
    return source->descriptor == STDIN_FILENO;
}

uint64_t source_size(const struct source *source)
{
    return source->is_recoded ? source->recoded.size : source->file_size - source->skipped;
}

uint64_t source_file_size(const struct source *source)
{
    return source->file_size;
}

enum source_encoding source_encoding(const struct source *source)
{
    return source->encoding;
}

int64_t source_read_raw(struct source *source, uint64_t offset, char *data, size_t length, struct failure *failure)
{
    if (offset >= source->file_size || length == 0) {
        return 0;
    }
    uint64_t left = source->file_size - offset;
    size_t wanted = length < left ? length : (size_t)left;
    int64_t got = (int64_t)wanted;
    if (source->origin == FROM_MEMORY) {
        memcpy(data, source->memory.data + offset, wanted);
    } else if (source->origin == FROM_SPOOL) {
        got = spool_read(&source->raw, offset, data, wanted, failure);
    } else {
        got = spool_read_file(source->descriptor, offset, data, wanted, failure);
    }
    if (got >= 0 && got < (int64_t)wanted) {
        failure_set(failure, FAILURE_FILE, "the file became shorter while it was being read");
        got = -1;
    }
    if (got < 0) {
        failure_place(failure, source->path, 0, 0);
    }
    return got;
}

int64_t source_read(struct source *source, uint64_t offset, char *data, size_t length, struct failure *failure)
{
    if (offset >= source_size(source)) {
        return 0;
    }
    if (!source->is_recoded) {
        return source_read_raw(source, offset + source->skipped, data, length, failure);
    }
    int64_t got = spool_read(&source->recoded, offset, data, length, failure);
    if (got < 0) {
        failure_place(failure, source->path, 0, 0);
    }
    return got;
}

bool source_read_all(struct source *source, uint64_t most, struct buffer *out, struct failure *failure)
{
    uint64_t size = source_size(source);
    if (size > most) {
        failure_set(failure, FAILURE_LIMIT, "this file is larger than %llu MiB, which is more than is read",
                    (unsigned long long)(most >> 20));
        failure_place(failure, source->path, 0, 0);
        return false;
    }
    char *room = buffer_reserve(out, (size_t)size + 1);
    if (!room) {
        return failure_memory(failure);
    }
    int64_t length = source_read(source, 0, room, (size_t)size, failure);
    out->length += length > 0 ? (size_t)length : 0;
    return length >= 0;
}

/* Turns one chunk into UTF-8 and says how many of its bytes it has used: all, or all but the first half of a UTF-16
 * pair whose second half is in the next chunk. */
static size_t recode_chunk(struct buffer *out, const char *chunk, size_t length, bool is_last,
                           enum source_encoding encoding)
{
    if (encoding == SOURCE_WINDOWS_1252) {
        utf8_from_windows_1252(out, (struct str){chunk, length});
        return length;
    }
    const unsigned char *bytes = (const unsigned char *)chunk;
    bool big_endian = encoding == SOURCE_UTF16_BE;
    size_t used = length;
    if (!is_last && length > 2) {
        unsigned high_byte = bytes[big_endian ? length - 2 : length - 1];
        used -= (high_byte & 0xfcu) == 0xd8u ? 2 : 0;
    }
    utf8_from_utf16(out, bytes, used, big_endian);
    return used;
}

/* Fills the spool with the original's bytes from the offset on, as UTF-8. */
static bool recode_into(struct source *source, struct spool *spool, uint64_t offset, enum source_encoding encoding,
                        struct failure *failure)
{
    char *chunk = malloc(CHUNK);
    if (!chunk) {
        return failure_memory(failure);
    }
    struct buffer out = BUFFER_EMPTY;
    bool going_well = true;
    while (going_well && offset < source->file_size) {
        int64_t got = source_read_raw(source, offset, chunk, CHUNK, failure);
        if (got <= 0) {
            going_well = false;
            break;
        }
        bool is_last = offset + (uint64_t)got >= source->file_size;
        offset += recode_chunk(&out, chunk, (size_t)got, is_last, encoding);
        going_well = buffer_ok(&out) ? spool_add(spool, buffer_view(&out), failure) : failure_memory(failure);
        buffer_clear(&out);
    }
    buffer_free(&out);
    free(chunk);
    return going_well;
}

static bool has_utf8_bom(const char *start, int64_t length)
{
    return length >= (int64_t)UTF8_BOM_LENGTH && memcmp(start, "\xef\xbb\xbf", UTF8_BOM_LENGTH) == 0;
}

static bool has_utf16_bom(const char *start, int64_t length, enum source_encoding encoding)
{
    const char *bom = encoding == SOURCE_UTF16_LE ? "\xff\xfe" : "\xfe\xff";
    return length >= (int64_t)UTF16_BOM_LENGTH && memcmp(start, bom, UTF16_BOM_LENGTH) == 0;
}

bool source_recode(struct source *source, enum source_encoding encoding, struct failure *failure)
{
    char start[UTF8_BOM_LENGTH];
    int64_t got = source_read_raw(source, 0, start, sizeof start, failure);
    if (got < 0) {
        return false;
    }
    if (encoding == SOURCE_UTF8 || encoding == SOURCE_UTF8_BOM) {
        bool bom = has_utf8_bom(start, got);
        spool_free(&source->recoded);
        source->is_recoded = false;
        source->skipped = bom ? UTF8_BOM_LENGTH : 0;
        source->encoding = bom ? SOURCE_UTF8_BOM : SOURCE_UTF8;
        return true;
    }
    uint64_t offset = 0;
    if (encoding != SOURCE_WINDOWS_1252 && has_utf16_bom(start, got, encoding)) {
        offset = UTF16_BOM_LENGTH;
    }
    struct spool recoded = SPOOL_EMPTY;
    if (!recode_into(source, &recoded, offset, encoding, failure)) {
        spool_free(&recoded);
        failure_place(failure, source->path, 0, 0);
        return false;
    }
    spool_free(&source->recoded);
    source->recoded = recoded;
    source->is_recoded = true;
    source->skipped = 0;
    source->encoding = encoding;
    return true;
}

bool source_replace(struct source *source, struct str text, struct failure *failure)
{
    struct spool made = SPOOL_EMPTY;
    if (!spool_add(&made, text, failure)) {
        spool_free(&made);
        failure_place(failure, source->path, 0, 0);
        return false;
    }
    spool_free(&source->recoded);
    source->recoded = made;
    source->is_recoded = true;
    source->skipped = 0;
    source->encoding = SOURCE_MADE;
    return true;
}

/* Looks for a BOM and sees to it that UTF-8 can be read. Closes the source and gives NULL when that fails. */
static struct source *with_encoding(struct source *source, struct failure *failure)
{
    char start[UTF8_BOM_LENGTH];
    int64_t got = source_read_raw(source, 0, start, sizeof start, failure);
    bool ready = got >= 0;
    if (ready) {
        enum source_encoding encoding = SOURCE_UTF8;
        if (has_utf16_bom(start, got, SOURCE_UTF16_LE)) {
            encoding = SOURCE_UTF16_LE;
        } else if (has_utf16_bom(start, got, SOURCE_UTF16_BE)) {
            encoding = SOURCE_UTF16_BE;
        }
        ready = source_recode(source, encoding, failure);
    }
    if (!ready) {
        source_close(source);
        return NULL;
    }
    return source;
}

/* Reads a pipe or a device to its end. */
static bool fill_spool(struct source *source, struct failure *failure)
{
    char *chunk = malloc(CHUNK);
    if (!chunk) {
        return failure_memory(failure);
    }
    bool going_well = true;
    while (going_well) {
        ssize_t got = read(source->descriptor, chunk, CHUNK);
        if (got == 0) {
            break;
        }
        if (got > 0) {
            going_well = spool_add(&source->raw, (struct str){chunk, (size_t)got}, failure);
        } else if (errno != EINTR) {
            going_well = failure_set(failure, FAILURE_FILE, "the file cannot be read: %s", reason_of(errno));
        }
    }
    free(chunk);
    source->origin = FROM_SPOOL;
    source->file_size = source->raw.size;
    return going_well;
}

/* Finds out what is behind the descriptor. Something that is no file, or calls itself empty as the files in /proc do,
 * is read to its end now. */
static bool look_at_descriptor(struct source *source, struct failure *failure)
{
    struct stat status;
    if (fstat(source->descriptor, &status) != 0) {
        return failure_set(failure, FAILURE_FILE, "the file cannot be opened: %s", reason_of(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        failure_set(failure, FAILURE_FILE, "this is a folder, not a file");
        failure_hint(failure, "name the files in it");
        return false;
    }
    bool from_start = lseek(source->descriptor, 0, SEEK_CUR) == 0;
    if (S_ISREG(status.st_mode) && status.st_size > 0 && from_start) {
        source->origin = FROM_FILE;
        source->file_size = (uint64_t)status.st_size;
        return true;
    }
    return fill_spool(source, failure);
}

struct source *source_open(const char *path, struct failure *failure)
{
    bool is_standard_input = strcmp(path, "-") == 0;
    struct source *source = source_new(is_standard_input ? "standard input" : path, failure);
    if (!source) {
        return NULL;
    }
    bool opened = true;
    source->descriptor = is_standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (source->descriptor < 0) {
        opened = failure_set(failure, FAILURE_FILE, "the file cannot be opened: %s", reason_of(errno));
    } else {
        opened = look_at_descriptor(source, failure);
    }
    if (!opened) {
        failure_place(failure, source->path, 0, 0);
        source_close(source);
        return NULL;
    }
    return with_encoding(source, failure);
}

struct source *source_open_memory(const char *name, struct str bytes, struct failure *failure)
{
    struct source *source = source_new(name, failure);
    if (!source) {
        return NULL;
    }
    source->origin = FROM_MEMORY;
    source->memory = bytes;
    source->file_size = bytes.length;
    return with_encoding(source, failure);
}
