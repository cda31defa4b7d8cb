#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY_LEAST ((size_t)64)
/* What is formatted mostly fits into this, and is then formatted once. */
#define FORMATTED_LEAST ((size_t)64)

char *buffer_reserve(struct buffer *buffer, size_t size)
{
    if (buffer->failed) {
        return NULL;
    }
    if (buffer->data && size <= buffer->capacity - buffer->length) {
        return buffer->data + buffer->length;
    }
    if (size > SIZE_MAX / 2 - buffer->length) {
        buffer->failed = true;
        return NULL;
    }
    size_t wanted = buffer->length + size;
    size_t capacity = buffer->capacity < CAPACITY_LEAST ? CAPACITY_LEAST : buffer->capacity;
    while (capacity < wanted) {
        capacity *= 2;
    }
    char *data = realloc(buffer->data, capacity);
    if (!data) {
        buffer->failed = true;
        return NULL;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return data + buffer->length;
}

void buffer_str(struct buffer *buffer, struct str text)
{
    if (text.length == 0) {
        return;
    }
    char *room = buffer_reserve(buffer, text.length);
    if (room) {
        memcpy(room, text.data, text.length);
        buffer->length += text.length;
    }
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_str(buffer, str_of(text));
}

void buffer_char(struct buffer *buffer, char character)
{
    char *room = buffer_reserve(buffer, 1);
    if (room) {
        *room = character;
        buffer->length++;
    }
}

void buffer_fill(struct buffer *buffer, char character, size_t count)
{
    char *room = buffer_reserve(buffer, count);
    if (room) {
        memset(room, character, count);
        buffer->length += count;
    }
}

void buffer_integer(struct buffer *buffer, int64_t number)
{
    char digits[20];
    size_t start = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--start] = (char)('0' + (char)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        digits[--start] = '-';
    }
    buffer_str(buffer, (struct str){digits + start, sizeof digits - start});
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    char *room = buffer_reserve(buffer, FORMATTED_LEAST);
    if (!room) {
        return;
    }
    size_t space = buffer->capacity - buffer->length;
    va_start(arguments, format);
    int length = vsnprintf(room, space, format, arguments);
    va_end(arguments);
    if (length < 0) {
        buffer->failed = true;
        return;
    }
    if ((size_t)length >= space) {
        room = buffer_reserve(buffer, (size_t)length + 1);
        if (!room) {
            return;
        }
        va_start(arguments, format);
        (void)vsnprintf(room, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    buffer->length += (size_t)length;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = BUFFER_EMPTY;
}
