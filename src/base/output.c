/* realpath() is X/Open. */
#define _XOPEN_SOURCE 700

#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/reason.h"

#define HELD_MOST ((size_t)65536)
/* How many names are tried for the temporary file before giving up. */
#define NAMES_MOST 100u
/* Room for "/.probity-", two numbers and a NUL. */
#define NAME_ROOM 64u

struct output {
    char *target;    /* NULL for standard output */
    char *temporary; /* NULL when it writes straight to the target: a device or a pipe has no neighbour */
    int descriptor;
    int error;          /* errno of the first write that failed, or 0 */
    output_taker *take; /* NULL: it writes to the descriptor */
    void *context;
    size_t held;
    char bytes[HELD_MOST];
};

static bool fail_opening(struct failure *failure, const char *path, int error)
{
    failure_set(failure, FAILURE_FILE, "the file cannot be written: %s", reason_of(error));
    failure_place(failure, path, 0, 0);
    return false;
}

static bool fail_writing(const struct output *output, struct failure *failure)
{
    const char *reason = reason_of(output->error);
    if (output->target) {
        failure_set(failure, FAILURE_FILE, "the file could not be written in full: %s", reason);
        failure_place(failure, output->target, 0, 0);
    } else {
        failure_set(failure, FAILURE_FILE, "standard output could not be written in full: %s", reason);
    }
    return false;
}

static void output_free(struct output *output)
{
    free(output->target);
    free(output->temporary);
    free(output);
}

/* Makes the temporary file in the target's folder, so that it can be moved to its place in one step. It gets the
 * permissions that the target has, or else those that any new file gets. */
static bool open_temporary(struct output *output, const struct stat *existing, struct failure *failure)
{
    const char *slash = strrchr(output->target, '/');
    size_t folder = slash ? (size_t)(slash - output->target) + 1 : 0;
    output->temporary = malloc(folder + NAME_ROOM);
    if (!output->temporary) {
        return failure_memory(failure);
    }
    memcpy(output->temporary, output->target, folder);
    for (unsigned i = 0; i < NAMES_MOST && output->descriptor < 0; i++) {
        snprintf(output->temporary + folder, NAME_ROOM, ".probity-%ld-%u", (long)getpid(), i);
        output->descriptor = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (output->descriptor < 0 && errno != EEXIST) {
            break;
        }
    }
    if (output->descriptor < 0) {
        int error = errno;
        free(output->temporary); /* it is not ours */
        output->temporary = NULL;
        return fail_opening(failure, output->target, error);
    }
    if (existing) {
        /* Where that is refused the file is written all the same, with the usual permissions. */
        (void)!fchmod(output->descriptor, existing->st_mode & 0777);
    }
    return true;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy) {
        memcpy(copy, text, size);
    }
    return copy;
}

/* What is there already is either replaced by way of a temporary file, or, when it is a device or a pipe, written to. */
static bool open_existing(struct output *output, const char *path, const struct stat *status, struct failure *failure)
{
    if (S_ISDIR(status->st_mode)) {
        return fail_opening(failure, path, EISDIR);
    }
    /* Behind a link it is the file that is replaced, not the link. */
    output->target = realpath(path, NULL);
    if (!output->target) {
        return errno == ENOMEM ? failure_memory(failure) : fail_opening(failure, path, errno);
    }
    if (S_ISREG(status->st_mode)) {
        /* Being replaced is being written to. */
        return access(output->target, W_OK) == 0 ? open_temporary(output, status, failure)
                                                 : fail_opening(failure, path, errno);
    }
    output->descriptor = open(output->target, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return output->descriptor >= 0 ? true : fail_opening(failure, path, errno);
}

static bool open_target(struct output *output, const char *path, struct failure *failure)
{
    size_t length = strlen(path);
    if (length == 0 || path[length - 1] == '/') {
        return fail_opening(failure, path, length == 0 ? ENOENT : EISDIR);
    }
    struct stat status;
    if (stat(path, &status) == 0) {
        return open_existing(output, path, &status, failure);
    }
    output->target = copy_text(path);
    return output->target ? open_temporary(output, NULL, failure) : failure_memory(failure);
}

static struct output *output_new(struct failure *failure)
{
    struct output *output = malloc(sizeof *output);
    if (!output) {
        failure_memory(failure);
        return NULL;
    }
    output->target = NULL;
    output->temporary = NULL;
    output->descriptor = -1;
    output->error = 0;
    output->take = NULL;
    output->held = 0;
    return output;
}

struct output *output_open_taker(output_taker *take, void *context, struct failure *failure)
{
    struct output *output = output_new(failure);
    if (output) {
        output->take = take;
        output->context = context;
    }
    return output;
}

struct output *output_open(const char *path, struct failure *failure)
{
    struct output *output = output_new(failure);
    if (!output) {
        return NULL;
    }
    if (!path || strcmp(path, "-") == 0) {
        output->descriptor = STDOUT_FILENO;
    } else if (!open_target(output, path, failure)) {
        output_free(output);
        return NULL;
    }
    return output;
}

static bool write_all(struct output *output, struct str text)
{
    while (text.length > 0 && output->error == 0) {
        ssize_t written = write(output->descriptor, text.data, text.length);
        if (written >= 0) {
            text = str_slice(text, (size_t)written, text.length);
        } else if (errno != EINTR) {
            output->error = errno;
        }
    }
    return output->error == 0;
}

static bool flush(struct output *output)
{
    bool written = write_all(output, (struct str){output->bytes, output->held});
    output->held = 0;
    return written;
}

bool output_write(struct output *output, struct str text, struct failure *failure)
{
    if (output->take) {
        return output->take(output->context, text, failure);
    }
    if (text.length > HELD_MOST - output->held) {
        flush(output);
    }
    if (output->error != 0) {
        return fail_writing(output, failure);
    }
    if (text.length >= HELD_MOST) {
        return write_all(output, text) ? true : fail_writing(output, failure);
    }
    if (text.length > 0) {
        memcpy(output->bytes + output->held, text.data, text.length);
        output->held += text.length;
    }
    return true;
}

bool output_is_terminal(const struct output *output)
{
    return isatty(output->descriptor) == 1;
}

/* Some disks say only at closing that they are full. Standard output stays open: a copy of it is closed. */
static void close_checked(struct output *output)
{
    int descriptor = output->target ? output->descriptor : dup(output->descriptor);
    output->descriptor = -1;
    if (descriptor >= 0 && close(descriptor) != 0 && errno != EINTR && output->error == 0) {
        output->error = errno;
    }
}

bool output_commit(struct output *output, struct failure *failure)
{
    if (output->take) {
        output_free(output);
        return true;
    }
    flush(output);
    close_checked(output);
    if (output->error == 0 && output->temporary) {
        if (rename(output->temporary, output->target) == 0) {
            free(output->temporary); /* there is nothing left to remove */
            output->temporary = NULL;
        } else {
            output->error = errno;
        }
    }
    bool written = output->error == 0;
    if (!written) {
        fail_writing(output, failure);
    }
    if (output->temporary) {
        unlink(output->temporary);
    }
    output_free(output);
    return written;
}

void output_abandon(struct output *output)
{
    if (!output) {
        return;
    }
    if (output->target) {
        close(output->descriptor);
    }
    if (output->temporary) {
        unlink(output->temporary);
    }
    output_free(output);
}
