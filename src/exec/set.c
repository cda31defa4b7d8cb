#include "exec/set.h"

static inline unsigned char upper(char byte)
{
    return (unsigned char)(byte >= 'a' && byte <= 'z' ? byte - ('a' - 'A') : byte);
}

/* Of the text in capitals where case is ignored: codes are short, so that a byte at a time is quick enough. */
static uint32_t hash_text(struct str text, bool ignore_case)
{
    uint32_t hash = UINT32_C(2166136261);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = ignore_case ? upper(text.data[i]) : (unsigned char)text.data[i];
        hash = (hash ^ byte) * UINT32_C(16777619);
    }
    return hash ^ hash >> 15;
}

bool set_compile(const struct plan_set *set, struct compiled_set *compiled, struct arena *keep, struct failure *failure)
{
    *compiled = (struct compiled_set){.set = set};
    if (set->type != PLAN_TYPE_TEXT) {
        return true;
    }
    uint32_t slots = 4;
    while (slots < set->count * 2 && slots < UINT32_C(1) << 31) {
        slots *= 2;
    }
    compiled->mask = slots - 1;
    compiled->slots = ARENA_ARRAY(keep, slots, uint32_t);
    if (!compiled->slots) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t at = hash_text(set->texts[i], set->ignore_case) & compiled->mask;
        while (compiled->slots[at] != 0) {
            at = (at + 1) & compiled->mask;
        }
        compiled->slots[at] = i + 1;
    }
    return true;
}

bool set_has_text(const struct compiled_set *compiled, struct str text)
{
    const struct plan_set *set = compiled->set;
    uint32_t at = hash_text(text, set->ignore_case) & compiled->mask;
    for (; compiled->slots[at] != 0; at = (at + 1) & compiled->mask) {
        struct str member = set->texts[compiled->slots[at] - 1];
        if (set->ignore_case ? str_equal_ignoring_case(member, text) : str_equal(member, text)) {
            return true;
        }
    }
    return false;
}

bool set_has_number(const struct compiled_set *compiled, int64_t number)
{
    const int64_t *numbers = compiled->set->numbers;
    uint32_t low = 0;
    uint32_t high = compiled->set->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (numbers[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < compiled->set->count && numbers[low] == number;
}
