#include "base/map.h"

#include <stdlib.h>

#define CAPACITY_LEAST ((size_t)16)

/* The slot that holds the key, or the free one where it belongs. There is always a free one. */
static struct map_slot *find_slot(struct map_slot *slots, size_t capacity, struct str key, uint64_t hash)
{
    size_t mask = capacity - 1;
    size_t index = (size_t)hash & mask;
    while (slots[index].key.data && !(slots[index].hash == hash && str_equal(slots[index].key, key))) {
        index = (index + 1) & mask;
    }
    return &slots[index];
}

static bool grow(struct map *map)
{
    size_t capacity = map->capacity ? map->capacity * 2 : CAPACITY_LEAST;
    if (capacity > SIZE_MAX / 2 / sizeof(struct map_slot)) {
        return false;
    }
    struct map_slot *slots = calloc(capacity, sizeof *slots);
    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key.data) {
            *find_slot(slots, capacity, map->slots[i].key, map->slots[i].hash) = map->slots[i];
        }
    }
    free(map->slots);
    map->slots = slots;
    map->capacity = capacity;
    return true;
}

bool map_set(struct map *map, struct str key, uint64_t value)
{
    if (!key.data) {
        key = STR_EMPTY;
    }
    uint64_t hash = str_hash(key);
    if (map->capacity > 0) {
        struct map_slot *slot = find_slot(map->slots, map->capacity, key, hash);
        if (slot->key.data) {
            slot->value = value;
            return true;
        }
    }
    /* At most two thirds full, so that runs of taken slots stay short. */
    if ((map->count + 1) > map->capacity / 3 * 2 && !grow(map)) {
        return false;
    }
    *find_slot(map->slots, map->capacity, key, hash) = (struct map_slot){key, hash, value};
    map->count++;
    return true;
}

uint64_t *map_get(const struct map *map, struct str key)
{
    if (map->capacity == 0) {
        return NULL;
    }
    struct map_slot *slot = find_slot(map->slots, map->capacity, key, str_hash(key));
    return slot->key.data ? &slot->value : NULL;
}

void map_free(struct map *map)
{
    free(map->slots);
    *map = MAP_EMPTY;
}
