/* index: finds the equal of a node, text, set, pattern, query or derived value among those that the plan has.
 *
 * Owns hash tables of indexes into the plan's arrays, nothing else; what "equal" means is its caller's business. Belongs
 * to src/plan/ alone.
 */
#ifndef PROBITY_PLAN_INDEX_H
#define PROBITY_PLAN_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

struct plan_slots {
    uint32_t *indexes; /* PLAN_NONE in a free slot */
    uint64_t *hashes;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

struct plan_index {
    struct plan_slots nodes;
    struct plan_slots texts;
    struct plan_slots sets;
    struct plan_slots patterns;
    struct plan_slots queries;
    struct plan_slots derived;
};

typedef bool plan_is_equal(const struct plan *plan, uint32_t index, const void *wanted);

/* The element that is equal to `wanted`, or PLAN_NONE. */
uint32_t plan_slots_find(const struct plan_slots *slots, uint64_t hash, plan_is_equal *is_equal,
                         const struct plan *plan, const void *wanted);
/* False when memory is refused. */
bool plan_slots_add(struct plan_slots *slots, uint64_t hash, uint32_t index);
void plan_slots_clear(struct plan_slots *slots);

void plan_index_free(struct plan_index *index);

/* Enters all that the plan has again, after plan_compact() has moved it. */
bool plan_index_rebuild(struct plan *plan, struct failure *failure);

#endif
