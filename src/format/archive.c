#include "format/archive.h"

#include <stdlib.h>
#include <zip.h>

#define CHUNK_BYTES ((size_t)65536)

struct archive {
    zip_t *zip;
};

bool archive_open(struct str bytes, struct archive **archive, struct failure *failure)
{
    zip_error_t error;
    *archive = NULL;
    struct archive *made = calloc(1, sizeof *made);
    zip_error_init(&error);
    zip_source_t *source = made ? zip_source_buffer_create(bytes.data, bytes.length, 0, &error) : NULL;
    if (!source) {
        free(made);
        zip_error_fini(&error);
        return failure_memory(failure);
    }
    made->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    bool refused = !made->zip && zip_error_code_zip(&error) == ZIP_ER_MEMORY;
    zip_error_fini(&error);
    if (!made->zip) {
        zip_source_free(source);
        free(made);
        return !refused || failure_memory(failure);
    }
    *archive = made;
    return true;
}

void archive_close(struct archive *archive)
{
    if (archive) {
        zip_discard(archive->zip);
        free(archive);
    }
}

static enum archive_result refuse(int code, struct failure *failure)
{
    if (code == ZIP_ER_MEMORY) {
        (void)failure_memory(failure);
        return ARCHIVE_FAILED;
    }
    return ARCHIVE_DAMAGED;
}

/* Chunk by chunk, so that what the archive claims of its sizes does not matter. */
static enum archive_result unpack(zip_file_t *file, struct buffer *out, struct failure *failure)
{
    uint64_t size = 0;
    for (;;) {
        char *room = buffer_reserve(out, CHUNK_BYTES);
        if (!room) {
            (void)failure_memory(failure);
            return ARCHIVE_FAILED;
        }
        zip_int64_t got = zip_fread(file, room, CHUNK_BYTES);
        if (got < 0) {
            return refuse(zip_error_code_zip(zip_file_get_error(file)), failure);
        }
        if (got == 0) {
            return ARCHIVE_READ;
        }
        size += (uint64_t)got;
        if (size > ARCHIVE_PART_MOST) {
            return ARCHIVE_TOO_LARGE;
        }
        out->length += (size_t)got;
    }
}

enum archive_result archive_read(struct archive *archive, const char *part, struct buffer *out, struct failure *failure)
{
    zip_int64_t index = zip_name_locate(archive->zip, part, 0);
    if (index < 0) {
        int code = zip_error_code_zip(zip_get_error(archive->zip));
        return code == ZIP_ER_NOENT ? ARCHIVE_NO_PART : refuse(code, failure);
    }
    zip_file_t *file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
    if (!file) {
        return refuse(zip_error_code_zip(zip_get_error(archive->zip)), failure);
    }
    enum archive_result result = unpack(file, out, failure);
    (void)zip_fclose(file);
    return result;
}
