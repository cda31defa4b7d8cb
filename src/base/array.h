/* array: a growing run of elements of one type, for any struct with the members
 *
 *     TYPE *items; size_t count; size_t capacity;
 *
 * The struct owns `items`, which moves when it grows: keep indexes, not pointers.
 */
#ifndef PROBITY_BASE_ARRAY_H
#define PROBITY_BASE_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define ARRAY_OF(type)   \
    struct {             \
        type *items;     \
        size_t count;    \
        size_t capacity; \
    }

/* Makes room for `wanted` elements in all. False when memory is refused, and then nothing has changed. */
bool array_grow(void **items, size_t *capacity, size_t wanted, size_t size);

#define array_reserve(array, wanted) \
    array_grow((void **)&(array)->items, &(array)->capacity, (wanted), sizeof *(array)->items)

/* Adds one element; false when memory is refused. */
#define array_push(array, ...) \
    (array_reserve((array), (array)->count + 1) && ((array)->items[(array)->count++] = (__VA_ARGS__), true))

#define array_free(array)      \
    do {                       \
        free((array)->items);  \
        (array)->items = NULL; \
        (array)->count = 0;    \
        (array)->capacity = 0; \
    } while (0)

#endif
