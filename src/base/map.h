/* map: from a text to a number; open addressing. The caller keeps the keys' bytes alive. Order of insertion is not
 * kept, and nothing may depend on the order of slots.
 */
#ifndef PROBITY_BASE_MAP_H
#define PROBITY_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct map_slot {
    struct str key; /* data is NULL in a free slot */
    uint64_t hash;
    uint64_t value;
};

struct map {
    struct map_slot *slots;
    size_t count;
    size_t capacity; /* a power of two, or 0 */
};

#define MAP_EMPTY ((struct map){0})

/* False when memory is refused. An existing key gets the new value. */
bool map_set(struct map *map, struct str key, uint64_t value);

/* NULL when the key is not there. Good until the next map_set(). */
uint64_t *map_get(const struct map *map, struct str key);

void map_free(struct map *map);

#endif
