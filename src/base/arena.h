/* arena: memory that is let go all at once.
 *
 * Owns every block it handed out; a pointer into an arena is good until arena_free() or an arena_rewind() to an
 * earlier mark. By convention a function that keeps what it makes takes `struct arena *keep`, and one that only
 * needs room while it runs takes `struct arena *scratch`. An arena belongs to one thread at a time.
 */
#ifndef PROBITY_BASE_ARENA_H
#define PROBITY_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *block; /* the one being filled; earlier ones hang behind it */
    size_t used;               /* bytes used of `block` */
};

struct arena_mark {
    struct arena_block *block;
    size_t used;
};

#define ARENA_EMPTY ((struct arena){0})

/* Zeroed memory, aligned to 16 bytes. NULL when memory is refused or the size would overflow. A size of 0 gives a
 * valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* A copy of the text with a NUL behind it (not counted in its length). Its data is NULL when memory is refused. */
struct str arena_str(struct arena *arena, struct str text);

/* printf into the arena. Its data is NULL when memory is refused. */
struct str arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes everything allocated since the mark back. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Bytes asked of the system so far and not given back. */
size_t arena_size(const struct arena *arena);

void arena_free(struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

#endif
