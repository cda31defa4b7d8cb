#include <stdlib.h>

#include "intake/csv_cells_loops.h"

#define SIZE_AT_FIRST 64u
#define SIZE_MOST 4096u
/* Slots for each text: so many that most texts are found in the first place that is looked at. */
#define ROOM 8u
#define PROBES 8u
/* No key has these: a short one has at most 7 as its highest byte, a long one is never all ones. */
#define FREE UINT64_MAX

static bool make_slots(struct csv_codes *codes, uint32_t size, uint32_t shift, struct failure *failure)
{
    struct csv_code_slot *slots = malloc(size * sizeof *slots);
    if (!slots) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < size; i++) {
        slots[i] = (struct csv_code_slot){.low = FREE, .high = FREE};
    }
    *codes = (struct csv_codes){.slots = slots, .size = size, .shift = shift, .is_wide = codes->is_wide};
    return true;
}

bool csv_codes_init(struct csv_codes *codes, struct failure *failure)
{
    return make_slots(codes, SIZE_AT_FIRST, 64 - 6, failure);
}

void csv_codes_free(struct csv_codes *codes)
{
    free(codes->slots);
    *codes = (struct csv_codes){0};
}

/* The slot of the key, or the first free one where it might be, or NULL. */
static struct csv_code_slot *probe(const struct csv_codes *codes, struct cells_key key)
{
    uint32_t place = cells_place(key, codes->shift);
    for (uint32_t i = 0; i < PROBES; i++) {
        struct csv_code_slot *slot = &codes->slots[(place + i) & (codes->size - 1)];
        if ((slot->low == key.low && slot->high == key.high) || slot->high == FREE) {
            return slot;
        }
    }
    return NULL;
}

const struct csv_code_slot *csv_codes_find(const struct csv_codes *codes, const char *text, uint32_t length)
{
    if (length > CSV_CODE_BYTES) {
        return NULL;
    }
    const struct csv_code_slot *slot = probe(codes, cells_key(text, length));
    return slot && slot->high != FREE ? slot : NULL;
}

static void put(struct csv_codes *codes, struct csv_code_slot entry)
{
    struct cells_key key = {entry.low, entry.high};
    struct csv_code_slot *slot = probe(codes, key);
    if (!slot) {
        /* Too crowded hereabouts: the newest takes the first place, since it is likely to come again. */
        slot = &codes->slots[cells_place(key, codes->shift)];
    } else {
        codes->used += slot->high == FREE;
    }
    *slot = entry;
}

static bool grow(struct csv_codes *codes, struct failure *failure)
{
    struct csv_codes old = *codes;
    if (!make_slots(codes, old.size * 4, old.shift - 2, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < old.size; i++) {
        if (old.slots[i].high != FREE) {
            put(codes, old.slots[i]);
        }
    }
    free(old.slots);
    return true;
}

bool csv_codes_remember(struct csv_codes *codes, const char *text, uint32_t length, int64_t id, uint8_t state,
                        struct failure *failure)
{
    if (length > CSV_CODE_BYTES) {
        return true;
    }
    struct cells_key key = cells_key(text, length);
    bool is_short = length <= CSV_CODE_SHORT;
    codes->is_wide |= !is_short;
    /* The loop for short texts looks at `low` only, so that no long text may look like a short one. */
    if (!is_short && key.low >> 56 <= CSV_CODE_SHORT) {
        return true;
    }
    if (codes->used >= codes->size / ROOM && codes->size < SIZE_MOST && !grow(codes, failure)) {
        return false;
    }
    put(codes, (struct csv_code_slot){.low = key.low, .high = key.high, .id = (int32_t)id, .state = state});
    return true;
}
