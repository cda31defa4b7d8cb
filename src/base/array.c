#include "base/array.h"

#include <stdint.h>
#include <string.h>

#define CAPACITY_LEAST ((size_t)8)

bool array_grow(void **items, size_t *capacity, size_t wanted, size_t size)
{
    if (wanted <= *capacity) {
        return true;
    }
    if (size == 0 || wanted > SIZE_MAX / 2 / size) {
        return false;
    }
    size_t grown = *capacity < CAPACITY_LEAST ? CAPACITY_LEAST : *capacity;
    while (grown < wanted) {
        grown *= 2;
    }
    if (grown > SIZE_MAX / size) {
        return false;
    }
    /* `items` points to a pointer of some other type: read and written as bytes, it breaks no aliasing rule. */
    void *old = NULL;
    memcpy(&old, (const void *)items, sizeof old);
    void *moved = realloc(old, grown * size);
    if (!moved) {
        return false;
    }
    memcpy((void *)items, &moved, sizeof moved);
    *capacity = grown;
    return true;
}
