/* build: plans, and their nodes made once. */
#include <stdlib.h>

#include "base/hash.h"
#include "plan/index.h"
#include "plan/parts.h"

struct plan *plan_new(int period, struct failure *failure)
{
    struct plan *plan = calloc(1, sizeof *plan);
    struct plan_index *index = calloc(1, sizeof *index);
    if (!plan || !index) {
        free(plan);
        free(index);
        (void)failure_memory(failure);
        return NULL;
    }
    plan->period = period;
    plan->index = index;
    return plan;
}

void plan_free(struct plan *plan)
{
    if (!plan) {
        return;
    }
    array_free(&plan->nodes);
    array_free(&plan->tables);
    array_free(&plan->derived);
    array_free(&plan->queries);
    array_free(&plan->sets);
    array_free(&plan->patterns);
    array_free(&plan->texts);
    array_free(&plan->views);
    array_free(&plan->data);
    array_free(&plan->rules);
    plan_index_free(plan->index);
    arena_free(&plan->arena);
    free(plan);
}

uint64_t plan_node_hash(const struct plan_node *node)
{
    uint64_t hash = hash_combine((uint64_t)node->operation, (uint64_t)node->number);
    hash = hash_combine(hash, (uint64_t)node->type << 32 | (uint64_t)node->unit << 24 | (uint64_t)node->scale << 16 |
                                  (uint64_t)node->ignore_case);
    hash = hash_combine(hash, node->table);
    for (size_t i = 0; i < 4; i++) {
        hash = hash_combine(hash, node->arguments[i]);
    }
    for (uint32_t i = 0; i < node->list_count; i++) {
        hash = hash_combine(hash, node->list[i]);
    }
    return hash;
}

static bool same_arguments(const struct plan_node *a, const struct plan_node *b)
{
    bool same = a->list_count == b->list_count;
    for (size_t i = 0; i < 4 && same; i++) {
        same = a->arguments[i] == b->arguments[i];
    }
    for (uint32_t i = 0; same && i < a->list_count; i++) {
        same = a->list[i] == b->list[i];
    }
    return same;
}

static bool is_equal_node(const struct plan *plan, uint32_t index, const void *wanted)
{
    const struct plan_node *a = &plan->nodes.items[index];
    const struct plan_node *b = wanted;
    return a->operation == b->operation && a->type == b->type && a->unit == b->unit && a->scale == b->scale &&
           a->ignore_case == b->ignore_case && a->table == b->table && a->number == b->number && same_arguments(a, b);
}

static void add_scopes(void *context, uint32_t node, enum plan_query_part part)
{
    struct scopes_of_query *of = context;
    uint8_t scopes = of->plan->nodes.items[node].scopes;
    if (part == PLAN_PART_OUTER) {
        of->scopes |= scopes;
    } else if (part == PLAN_PART_RESIDUAL) {
        of->scopes |= (uint8_t)(scopes & ~(1u << of->query->scope));
    }
}

uint8_t plan_node_scopes(const struct plan *plan, const struct plan_node *node)
{
    uint8_t scopes = node->operation == PLAN_ROW ? (uint8_t)(1u << node->number) : 0;
    for (size_t i = 0; i < 4; i++) {
        if (node->arguments[i] != PLAN_NONE) {
            scopes |= plan->nodes.items[node->arguments[i]].scopes;
        }
    }
    for (uint32_t i = 0; i < node->list_count; i++) {
        scopes |= plan->nodes.items[node->list[i]].scopes;
    }
    if (node->operation == PLAN_QUERY) {
        struct scopes_of_query of = {plan, &plan->queries.items[node->number], 0};
        plan_query_each(of.query, add_scopes, &of);
        scopes |= of.scopes;
    }
    return scopes;
}

/* What plan_node_scopes() relies on. */
static bool is_in_range(const struct plan *plan, const struct plan_node *node)
{
    bool good = node->operation < PLAN_OPERATIONS;
    for (size_t i = 0; i < 4; i++) {
        good = good && (node->arguments[i] == PLAN_NONE || node->arguments[i] < plan->nodes.count);
    }
    for (uint32_t i = 0; i < node->list_count; i++) {
        good = good && node->list[i] < plan->nodes.count;
    }
    if (node->operation == PLAN_ROW) {
        good = good && node->number >= 0 && node->number < PLAN_SCOPES_MOST;
    } else if (node->operation == PLAN_QUERY) {
        good = good && node->number >= 0 && (uint64_t)node->number < plan->queries.count;
    } else if (node->operation == PLAN_DERIVED) {
        good = good && node->number >= 0 && (uint64_t)node->number < plan->derived.count;
    }
    return good;
}

uint32_t plan_node_add(struct plan *plan, struct plan_node node, struct failure *failure)
{
    if (!is_in_range(plan, &node)) {
        (void)failure_set(failure, FAILURE_SYNTAX, "a plan's node refers to something that the plan does not have");
        return PLAN_NONE;
    }
    node.scopes = plan_node_scopes(plan, &node);
    uint64_t hash = plan_node_hash(&node);
    uint32_t known = plan_slots_find(&plan->index->nodes, hash, is_equal_node, plan, &node);
    if (known != PLAN_NONE) {
        return known;
    }
    if (plan->nodes.count >= PLAN_NODES_MOST) {
        (void)failure_set(failure, FAILURE_LIMIT, "the rules need more than %u steps", PLAN_NODES_MOST);
        return PLAN_NONE;
    }
    node.list = plan_copy_indexes(&plan->arena, node.list, node.list_count);
    uint32_t index = (uint32_t)plan->nodes.count;
    if (!node.list || !array_push(&plan->nodes, node) || !plan_slots_add(&plan->index->nodes, hash, index)) {
        (void)failure_memory(failure);
        return PLAN_NONE;
    }
    return index;
}
