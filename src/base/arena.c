#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT ((size_t)16)
/* Blocks start small, because many arenas stay small, and double up to a size that makes asking for them rare. */
#define BLOCK_LEAST ((size_t)4096)
#define BLOCK_MOST ((size_t)1 << 20)
/* Most formatted texts are shorter, and are then formatted once. */
#define BRIEF 256u

struct arena_block {
    struct arena_block *earlier;
    size_t capacity; /* bytes behind the header */
    size_t dirty;    /* bytes that were handed out at some time, and so may not be zero */
    size_t unused;   /* keeps the header's size a multiple of the alignment */
};

_Static_assert(sizeof(struct arena_block) % 16 == 0, "what follows the header must be aligned");

static char *block_bytes(struct arena_block *block)
{
    return (char *)(block + 1);
}

static bool add_block(struct arena *arena, size_t size)
{
    size_t capacity = BLOCK_LEAST;
    if (arena->block) {
        capacity = arena->block->capacity < BLOCK_MOST / 2 ? arena->block->capacity * 2 : BLOCK_MOST;
    }
    if (capacity < size) {
        capacity = size;
    }
    if (capacity > SIZE_MAX - sizeof(struct arena_block)) {
        return false;
    }
    struct arena_block *block = calloc(1, sizeof *block + capacity);
    if (!block) {
        return false;
    }
    block->earlier = arena->block;
    block->capacity = capacity;
    arena->block = block;
    arena->used = 0;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) {
        return NULL;
    }
    size_t rounded = size == 0 ? ALIGNMENT : (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (!arena->block || rounded > arena->block->capacity - arena->used) {
        if (!add_block(arena, rounded)) {
            return NULL;
        }
    }
    struct arena_block *block = arena->block;
    char *result = block_bytes(block) + arena->used;
    size_t end = arena->used + rounded;
    if (arena->used < block->dirty) {
        memset(result, 0, (end < block->dirty ? end : block->dirty) - arena->used);
    }
    if (end > block->dirty) {
        block->dirty = end;
    }
    arena->used = end;
    return result;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    return arena_alloc(arena, bytes);
}

struct str arena_str(struct arena *arena, struct str text)
{
    if (text.length == SIZE_MAX) {
        return (struct str){NULL, 0};
    }
    char *copy = arena_alloc(arena, text.length + 1);
    if (!copy) {
        return (struct str){NULL, 0};
    }
    if (text.length > 0) {
        memcpy(copy, text.data, text.length);
    }
    return (struct str){copy, text.length};
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    char brief[BRIEF];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(brief, sizeof brief, format, arguments);
    va_end(arguments);
    if (length < 0) {
        return (struct str){NULL, 0};
    }
    char *text = arena_alloc(arena, (size_t)length + 1);
    if (!text) {
        return (struct str){NULL, 0};
    }
    if ((size_t)length < sizeof brief) {
        memcpy(text, brief, (size_t)length + 1);
    } else {
        va_start(arguments, format);
        (void)vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    return (struct str){text, (size_t)length};
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->block, arena->used};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    struct arena_block *block = arena->block;
    struct arena_block *kept = NULL;
    if (block && !mark.block && block->capacity <= BLOCK_MOST) {
        /* All the way back: an arena that is rewound after every batch keeps its newest and largest block. */
        kept = block;
        block = kept->earlier;
        kept->earlier = NULL;
    }
    while (block && block != mark.block) {
        struct arena_block *earlier = block->earlier;
        free(block);
        block = earlier;
    }
    arena->block = kept ? kept : block;
    arena->used = kept ? 0 : mark.used;
}

size_t arena_size(const struct arena *arena)
{
    size_t size = 0;
    for (const struct arena_block *block = arena->block; block; block = block->earlier) {
        size += sizeof *block + block->capacity;
    }
    return size;
}

void arena_free(struct arena *arena)
{
    struct arena_block *block = arena->block;
    while (block) {
        struct arena_block *earlier = block->earlier;
        free(block);
        block = earlier;
    }
    *arena = ARENA_EMPTY;
}
