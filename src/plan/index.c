#include "plan/index.h"

#include <stdlib.h>

#include "plan/parts.h"

static size_t slot_of(const struct plan_slots *slots, uint64_t hash)
{
    return (size_t)hash & (slots->capacity - 1);
}

uint32_t plan_slots_find(const struct plan_slots *slots, uint64_t hash, plan_is_equal *is_equal,
                         const struct plan *plan, const void *wanted)
{
    if (slots->capacity == 0) {
        return PLAN_NONE;
    }
    size_t slot = slot_of(slots, hash);
    while (slots->indexes[slot] != PLAN_NONE) {
        if (slots->hashes[slot] == hash && is_equal(plan, slots->indexes[slot], wanted)) {
            return slots->indexes[slot];
        }
        slot = (slot + 1) & (slots->capacity - 1);
    }
    return PLAN_NONE;
}

static void put(struct plan_slots *slots, uint64_t hash, uint32_t index)
{
    size_t slot = slot_of(slots, hash);
    while (slots->indexes[slot] != PLAN_NONE) {
        slot = (slot + 1) & (slots->capacity - 1);
    }
    slots->indexes[slot] = index;
    slots->hashes[slot] = hash;
    slots->count++;
}

static bool grow(struct plan_slots *slots)
{
    size_t capacity = slots->capacity ? slots->capacity * 2 : 64;
    struct plan_slots larger = {.indexes = malloc(capacity * sizeof(uint32_t)),
                                .hashes = malloc(capacity * sizeof(uint64_t)),
                                .capacity = capacity};
    if (!larger.indexes || !larger.hashes) {
        plan_slots_clear(&larger);
        return false;
    }
    for (size_t i = 0; i < capacity; i++) {
        larger.indexes[i] = PLAN_NONE;
    }
    for (size_t i = 0; i < slots->capacity; i++) {
        if (slots->indexes[i] != PLAN_NONE) {
            put(&larger, slots->hashes[i], slots->indexes[i]);
        }
    }
    plan_slots_clear(slots);
    *slots = larger;
    return true;
}

bool plan_slots_add(struct plan_slots *slots, uint64_t hash, uint32_t index)
{
    if (slots->count * 2 >= slots->capacity && !grow(slots)) {
        return false;
    }
    put(slots, hash, index);
    return true;
}

void plan_slots_clear(struct plan_slots *slots)
{
    free(slots->indexes);
    free(slots->hashes);
    *slots = (struct plan_slots){0};
}

void plan_index_free(struct plan_index *index)
{
    if (!index) {
        return;
    }
    plan_slots_clear(&index->nodes);
    plan_slots_clear(&index->texts);
    plan_slots_clear(&index->sets);
    plan_slots_clear(&index->patterns);
    plan_slots_clear(&index->queries);
    plan_slots_clear(&index->derived);
    free(index);
}

#define ENTER(slots, list, hash_of)                                              \
    for (size_t i = 0; good && i < (list)->count; i++) {                         \
        good = plan_slots_add((slots), hash_of(&(list)->items[i]), (uint32_t)i); \
    }

bool plan_index_rebuild(struct plan *plan, struct failure *failure)
{
    struct plan_index *index = plan->index;
    plan_slots_clear(&index->nodes);
    plan_slots_clear(&index->texts);
    plan_slots_clear(&index->sets);
    plan_slots_clear(&index->patterns);
    plan_slots_clear(&index->queries);
    plan_slots_clear(&index->derived);
    bool good = true;
    ENTER(&index->nodes, &plan->nodes, plan_node_hash)
    ENTER(&index->texts, &plan->texts, plan_text_hash)
    ENTER(&index->sets, &plan->sets, plan_set_hash)
    ENTER(&index->patterns, &plan->patterns, plan_pattern_hash)
    ENTER(&index->queries, &plan->queries, plan_query_hash)
    ENTER(&index->derived, &plan->derived, plan_derived_hash)
    return good || failure_memory(failure);
}
