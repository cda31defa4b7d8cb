#include "base/failure.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* How much of a long file line is shown before its column, in bytes. */
#define EXCERPT_BEFORE 60u

#define ELLIPSIS "…"
#define ELLIPSIS_LENGTH (sizeof ELLIPSIS - 1)

static bool continues_character(char byte)
{
    return ((unsigned char)byte & 0xc0u) == 0x80u;
}

/* The greatest offset up to `offset` at which a character starts. */
static size_t character_start(const char *text, size_t offset)
{
    while (offset > 0 && continues_character(text[offset])) {
        offset--;
    }
    return offset;
}

/* vsnprintf that does not leave half a character at the end when it has to cut. */
static __attribute__((format(printf, 3, 0))) void write_text(char *target, size_t size, const char *format,
                                                             va_list arguments)
{
    int length = vsnprintf(target, size, format, arguments);
    if (length < 0) {
        target[0] = '\0';
    } else if ((size_t)length >= size) {
        /* The byte that was cut off is gone: judge by the last character that was kept. */
        size_t last = character_start(target, size - 2);
        unsigned char lead = (unsigned char)target[last];
        size_t needs = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (last + needs > size - 1) {
            target[last] = '\0';
        }
    }
}

bool failure_set(struct failure *failure, enum failure_kind kind, const char *format, ...)
{
    if (!failure || failure->kind != FAILURE_NONE) {
        return false;
    }
    failure->kind = kind;
    va_list arguments;
    va_start(arguments, format);
    write_text(failure->message, sizeof failure->message, format, arguments);
    va_end(arguments);
    return false;
}

bool failure_memory(struct failure *failure)
{
    return failure_set(failure, FAILURE_MEMORY, "there is not enough memory");
}

/* Copies the path; one that is too long loses its middle, because its start and its end say most. */
static void copy_path(char *target, size_t size, const char *path)
{
    size_t length = strlen(path);
    if (length < size) {
        memcpy(target, path, length + 1);
        return;
    }
    size_t room = size - 1 - ELLIPSIS_LENGTH;
    size_t head = character_start(path, room / 3);
    size_t tail = length - (room - head);
    while (continues_character(path[tail])) {
        tail++;
    }
    memcpy(target, path, head);
    memcpy(target + head, ELLIPSIS, ELLIPSIS_LENGTH);
    memcpy(target + head + ELLIPSIS_LENGTH, path + tail, length - tail + 1);
}

void failure_place(struct failure *failure, const char *path, unsigned line, unsigned column)
{
    if (!failure_is_set(failure)) {
        return;
    }
    bool same_file = failure->path[0] == '\0' || (path && strcmp(failure->path, path) == 0);
    if (failure->line == 0 && same_file) {
        failure->line = line;
        failure->column = column;
    }
    if (failure->path[0] == '\0' && path) {
        copy_path(failure->path, sizeof failure->path, path);
    }
}

/* Copies a byte so that it takes exactly the width that the caret counts for it. */
static char shown(char byte)
{
    unsigned char value = (unsigned char)byte;
    return value < 0x20 || value == 0x7f ? ' ' : byte;
}

void failure_excerpt(struct failure *failure, const char *text, size_t length, unsigned column)
{
    if (!failure_is_set(failure) || failure->excerpt[0] != '\0') {
        return;
    }
    size_t at = 0; /* byte offset of the column */
    for (unsigned seen = 1; at < length && seen < column; seen++) {
        at++;
        while (at < length && continues_character(text[at])) {
            at++;
        }
    }
    size_t room = sizeof failure->excerpt - 1;
    size_t start = 0;
    size_t used = 0;
    if (length > room && at > EXCERPT_BEFORE) {
        start = character_start(text, at - EXCERPT_BEFORE);
        memcpy(failure->excerpt, ELLIPSIS, ELLIPSIS_LENGTH);
        used = ELLIPSIS_LENGTH;
    }
    size_t end = length;
    if (length - start > room - used) {
        end = character_start(text, start + room - used - ELLIPSIS_LENGTH);
    }
    failure->caret = used > 0 ? 1 : 0;
    for (size_t i = start; i < end; i++) {
        if (i < at && !continues_character(text[i])) {
            failure->caret++;
        }
        failure->excerpt[used++] = shown(text[i]);
    }
    if (end < length) {
        memcpy(failure->excerpt + used, ELLIPSIS, ELLIPSIS_LENGTH);
        used += ELLIPSIS_LENGTH;
    }
    failure->excerpt[used] = '\0';
}

void failure_hint(struct failure *failure, const char *format, ...)
{
    if (!failure_is_set(failure) || failure->hint[0] != '\0') {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    write_text(failure->hint, sizeof failure->hint, format, arguments);
    va_end(arguments);
}
