#include <stdlib.h>

#include "intake/csv_cells.h"
#include "table/type.h"

#define SIZE_AT_FIRST 64u
#define SIZE_MOST 4096u
/* Slots for each text: so many that most texts are found in the first place that is looked at. */
#define ROOM 8u
#define PROBES 8u
#define FREE (UINT64_C(0xff) << 56)

struct key {
    uint64_t low;
    uint64_t high;
};

/* The text as two numbers. Reads 16 bytes. */
static inline struct key key_of(const char *text, uint32_t length)
{
    uint32_t low = length < 8 ? length : 8;
    uint32_t high = length - low;
    uint64_t low_mask = low == 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * low)) - 1;
    uint64_t high_mask = (UINT64_C(1) << (8 * high & 63)) - 1;
    return (struct key){csv_load(text) & low_mask, (csv_load(text + 8) & high_mask) | (uint64_t)length << 56};
}

static inline uint32_t place_of(struct key key, uint32_t shift)
{
    uint64_t mixed = key.low * UINT64_C(0x9e3779b97f4a7c15) ^ key.high * UINT64_C(0xd6e8feb86659fd93);
    return (uint32_t)((mixed ^ mixed << 29) >> shift);
}

static bool make_slots(struct csv_codes *codes, uint32_t size, uint32_t shift, struct failure *failure)
{
    struct csv_code_slot *slots = malloc(size * sizeof *slots);
    if (!slots) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < size; i++) {
        slots[i] = (struct csv_code_slot){.high = FREE};
    }
    *codes = (struct csv_codes){.slots = slots, .size = size, .shift = shift};
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

void csv_cells_code(struct csv_strip *strip, const struct csv_codes *codes)
{
    const struct csv_code_slot *slots = codes->slots;
    const uint32_t shift = codes->shift;
    strip->odd_count = 0;
    for (uint32_t i = 0; i < strip->count; i++) {
        uint32_t length = strip->length[i];
        struct key key = key_of(strip->data + strip->start[i], length <= CSV_CODE_BYTES ? length : CSV_CODE_BYTES);
        const struct csv_code_slot *slot = &slots[place_of(key, shift)];
        strip->values[i] = slot->id;
        strip->states[i] = slot->state;
        strip->odd[strip->odd_count] = (uint8_t)i;
        strip->odd_count += (slot->low != key.low) | (slot->high != key.high) | (length > CSV_CODE_BYTES);
    }
}

/* The slot of the key, or the first free one where it might be, or NULL. */
static struct csv_code_slot *probe(const struct csv_codes *codes, struct key key)
{
    uint32_t place = place_of(key, codes->shift);
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
    const struct csv_code_slot *slot = probe(codes, key_of(text, length));
    return slot && slot->high != FREE ? slot : NULL;
}

static void put(struct csv_codes *codes, struct csv_code_slot entry)
{
    struct key key = {entry.low, entry.high};
    struct csv_code_slot *slot = probe(codes, key);
    if (!slot) {
        /* Too crowded hereabouts: the newest takes the first place, since it is likely to come again. */
        slot = &codes->slots[place_of(key, codes->shift)];
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
    if (codes->used >= codes->size / ROOM && codes->size < SIZE_MOST && !grow(codes, failure)) {
        return false;
    }
    struct key key = key_of(text, length);
    put(codes, (struct csv_code_slot){.low = key.low, .high = key.high, .id = (int32_t)id, .state = state});
    return true;
}
