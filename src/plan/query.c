/* query: queries, each made once. */
#include "base/hash.h"
#include "plan/index.h"
#include "plan/parts.h"

uint64_t plan_query_hash(const struct plan_query *query)
{
    uint64_t hash = hash_combine((uint64_t)query->kind, query->table);
    hash = hash_combine(hash, (uint64_t)query->scope << 8 | (uint64_t)query->value_is_inner);
    for (uint32_t i = 0; i < query->key_count; i++) {
        hash = hash_combine(hash, query->inner_keys[i]);
        hash = hash_combine(hash, query->outer_keys[i]);
    }
    hash = hash_combine(hash, query->filter);
    for (uint32_t i = 0; i < query->range_count; i++) {
        const struct plan_range *range = &query->ranges[i];
        hash = hash_combine(hash, (uint64_t)range->inner << 32 | range->outer);
        hash = hash_combine(hash, (uint64_t)range->comparison << 1 | (uint64_t)range->flipped);
    }
    hash = hash_combine(hash, query->residual);
    hash = hash_combine(hash, query->leaves_out ? query->left_out : PLAN_NONE);
    hash = hash_combine(hash, query->value);
    for (uint32_t i = 0; i < query->order_count; i++) {
        hash = hash_combine(hash, (uint64_t)query->order[i] << 1 | (uint64_t)query->descending[i]);
    }
    return hash;
}

static bool same_keys(const struct plan_query *a, const struct plan_query *b)
{
    bool same = a->key_count == b->key_count;
    for (uint32_t i = 0; same && i < a->key_count; i++) {
        same = a->inner_keys[i] == b->inner_keys[i] && a->outer_keys[i] == b->outer_keys[i];
    }
    return same;
}

static bool same_ranges(const struct plan_query *a, const struct plan_query *b)
{
    bool same = a->range_count == b->range_count;
    for (uint32_t i = 0; same && i < a->range_count; i++) {
        same = a->ranges[i].inner == b->ranges[i].inner && a->ranges[i].outer == b->ranges[i].outer &&
               a->ranges[i].comparison == b->ranges[i].comparison && a->ranges[i].flipped == b->ranges[i].flipped;
    }
    return same;
}

static bool same_left_out(const struct plan_query *a, const struct plan_query *b)
{
    return a->leaves_out == b->leaves_out && (!a->leaves_out || a->left_out == b->left_out);
}

static bool same_order(const struct plan_query *a, const struct plan_query *b)
{
    bool same = a->order_count == b->order_count;
    for (uint32_t i = 0; same && i < a->order_count; i++) {
        same = a->order[i] == b->order[i] && a->descending[i] == b->descending[i];
    }
    return same;
}

static bool is_equal_query(const struct plan *plan, uint32_t index, const void *wanted)
{
    const struct plan_query *a = &plan->queries.items[index];
    const struct plan_query *b = wanted;
    return a->kind == b->kind && a->table == b->table && a->scope == b->scope && a->filter == b->filter &&
           a->residual == b->residual && a->value == b->value && a->value_is_inner == b->value_is_inner &&
           same_left_out(a, b) && same_keys(a, b) && same_ranges(a, b) && same_order(a, b);
}

static bool copy_query(struct arena *arena, struct plan_query *query)
{
    struct plan_range *ranges = ARENA_ARRAY(arena, query->range_count, struct plan_range);
    uint32_t *order = ARENA_ARRAY(arena, query->order_count, uint32_t);
    bool *descending = ARENA_ARRAY(arena, query->order_count, bool);
    if (!ranges || !order || !descending) {
        return false;
    }
    for (uint32_t i = 0; i < query->range_count; i++) {
        ranges[i] = query->ranges[i];
    }
    for (uint32_t i = 0; i < query->order_count; i++) {
        order[i] = query->order[i];
        descending[i] = query->descending[i];
    }
    for (uint32_t i = query->key_count; i < PLAN_KEYS_MOST; i++) {
        query->inner_keys[i] = PLAN_NONE;
        query->outer_keys[i] = PLAN_NONE;
    }
    query->ranges = ranges;
    query->order = order;
    query->descending = descending;
    return true;
}

struct range_check {
    const struct plan *plan;
    bool good;
};

static void check_node(void *context, uint32_t node, enum plan_query_part part)
{
    (void)part;
    struct range_check *check = context;
    check->good = check->good && node < check->plan->nodes.count;
}

uint32_t plan_query_add(struct plan *plan, struct plan_query query, struct failure *failure)
{
    struct range_check check = {plan, query.key_count <= PLAN_KEYS_MOST && query.scope < PLAN_SCOPES_MOST};
    if (check.good) {
        plan_query_each(&query, check_node, &check);
    }
    if (!check.good) {
        (void)failure_set(failure, FAILURE_SYNTAX, "a plan's query refers to something that the plan does not have");
        return PLAN_NONE;
    }
    uint64_t hash = plan_query_hash(&query);
    uint32_t index = plan_slots_find(&plan->index->queries, hash, is_equal_query, plan, &query);
    if (index != PLAN_NONE) {
        return index;
    }
    index = (uint32_t)plan->queries.count;
    if (!copy_query(&plan->arena, &query) || !array_push(&plan->queries, query) ||
        !plan_slots_add(&plan->index->queries, hash, index)) {
        (void)failure_memory(failure);
        return PLAN_NONE;
    }
    return index;
}
