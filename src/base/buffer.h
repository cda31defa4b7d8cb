/* buffer: text that grows while it is written.
 *
 * Owns its bytes. A refused allocation is remembered, later writes do nothing, and buffer_ok() says so at the end:
 * writers need not check every line.
 */
#ifndef PROBITY_BASE_BUFFER_H
#define PROBITY_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buffer {
    char *data;
    size_t length;
    size_t capacity;
    bool failed;
};

#define BUFFER_EMPTY ((struct buffer){0})

void buffer_str(struct buffer *buffer, struct str text);
void buffer_text(struct buffer *buffer, const char *text); /* up to its NUL */
void buffer_char(struct buffer *buffer, char character);
void buffer_fill(struct buffer *buffer, char character, size_t count);
void buffer_integer(struct buffer *buffer, int64_t number);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `size` bytes at the end, to be filled by the caller, who then adds to `length`. NULL when refused. */
char *buffer_reserve(struct buffer *buffer, size_t size);
void buffer_clear(struct buffer *buffer); /* keeps the memory */
void buffer_free(struct buffer *buffer);

static inline bool buffer_ok(const struct buffer *buffer)
{
    return !buffer->failed;
}

static inline struct str buffer_view(const struct buffer *buffer)
{
    return (struct str){buffer->data ? buffer->data : "", buffer->length};
}

#endif
