#include "plan/walk.h"

void plan_query_each(const struct plan_query *query,
                     void (*visit)(void *context, uint32_t node, enum plan_query_part part), void *context)
{
    for (uint32_t i = 0; i < query->key_count; i++) {
        visit(context, query->inner_keys[i], PLAN_PART_INNER);
        visit(context, query->outer_keys[i], PLAN_PART_OUTER);
    }
    if (query->filter != PLAN_NONE) {
        visit(context, query->filter, PLAN_PART_INNER);
    }
    for (uint32_t i = 0; i < query->range_count; i++) {
        visit(context, query->ranges[i].inner, PLAN_PART_INNER);
        visit(context, query->ranges[i].outer, PLAN_PART_OUTER);
    }
    if (query->residual != PLAN_NONE) {
        visit(context, query->residual, PLAN_PART_RESIDUAL);
    }
    if (query->leaves_out) {
        visit(context, query->left_out, PLAN_PART_OUTER);
    }
    if (query->value != PLAN_NONE) {
        visit(context, query->value, query->value_is_inner ? PLAN_PART_INNER : PLAN_PART_RESIDUAL);
    }
    for (uint32_t i = 0; i < query->order_count; i++) {
        visit(context, query->order[i], PLAN_PART_INNER);
    }
}

struct mapping {
    uint32_t (*map)(void *context, uint32_t node, enum plan_query_part part);
    void *context;
    bool failed;
};

static uint32_t map_one(struct mapping *mapping, uint32_t node, enum plan_query_part part)
{
    uint32_t mapped = node == PLAN_NONE ? PLAN_NONE : mapping->map(mapping->context, node, part);
    mapping->failed = mapping->failed || (node != PLAN_NONE && mapped == PLAN_NONE);
    return mapped;
}

bool plan_query_map(const struct plan_query *query, struct plan_query *mapped, struct arena *keep,
                    uint32_t (*map)(void *context, uint32_t node, enum plan_query_part part), void *context,
                    struct failure *failure)
{
    struct mapping mapping = {map, context, false};
    *mapped = *query;
    struct plan_range *ranges = ARENA_ARRAY(keep, query->range_count, struct plan_range);
    uint32_t *order = ARENA_ARRAY(keep, query->order_count, uint32_t);
    if (!ranges || !order) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < query->key_count; i++) {
        mapped->inner_keys[i] = map_one(&mapping, query->inner_keys[i], PLAN_PART_INNER);
        mapped->outer_keys[i] = map_one(&mapping, query->outer_keys[i], PLAN_PART_OUTER);
    }
    mapped->filter = map_one(&mapping, query->filter, PLAN_PART_INNER);
    for (uint32_t i = 0; i < query->range_count; i++) {
        ranges[i] = query->ranges[i];
        ranges[i].inner = map_one(&mapping, ranges[i].inner, PLAN_PART_INNER);
        ranges[i].outer = map_one(&mapping, ranges[i].outer, PLAN_PART_OUTER);
    }
    mapped->residual = map_one(&mapping, query->residual, PLAN_PART_RESIDUAL);
    if (query->leaves_out) {
        mapped->left_out = map_one(&mapping, query->left_out, PLAN_PART_OUTER);
    }
    mapped->value = map_one(&mapping, query->value, query->value_is_inner ? PLAN_PART_INNER : PLAN_PART_RESIDUAL);
    for (uint32_t i = 0; i < query->order_count; i++) {
        order[i] = map_one(&mapping, query->order[i], PLAN_PART_INNER);
    }
    mapped->ranges = ranges;
    mapped->order = order;
    return !mapping.failed;
}

static void mark(void *context, uint32_t node, enum plan_query_part part)
{
    (void)part;
    bool *marked = context;
    if (node != PLAN_NONE) {
        marked[node] = true;
    }
}

void plan_mark_read(const struct plan *plan, bool *marked)
{
    /* What a node reads has a smaller index: once from the end is enough. */
    for (size_t i = plan->nodes.count; i-- > 0;) {
        if (!marked[i]) {
            continue;
        }
        const struct plan_node *node = &plan->nodes.items[i];
        for (size_t a = 0; a < 4; a++) {
            mark(marked, node->arguments[a], PLAN_PART_OUTER);
        }
        for (uint32_t a = 0; a < node->list_count; a++) {
            mark(marked, node->list[a], PLAN_PART_OUTER);
        }
        if (node->operation == PLAN_DERIVED) {
            mark(marked, plan->derived.items[node->number].node, PLAN_PART_INNER);
        } else if (node->operation == PLAN_QUERY) {
            plan_query_each(&plan->queries.items[node->number], mark, marked);
        }
    }
}

void plan_mark_rule(const struct plan_rule *rule, bool *marked)
{
    mark(marked, rule->when, PLAN_PART_OUTER);
    mark(marked, rule->require, PLAN_PART_OUTER);
    plan_mark_words(rule, marked);
}

void plan_mark_words(const struct plan_rule *rule, bool *marked)
{
    for (uint32_t i = 0; i < rule->message_count; i++) {
        mark(marked, rule->message[i].node, PLAN_PART_OUTER);
    }
    for (uint32_t i = 0; i < rule->place_count; i++) {
        mark(marked, rule->places[i].row, PLAN_PART_OUTER);
    }
}

void plan_mark_view(const struct plan_view *view, bool *marked)
{
    mark(marked, view->starts, PLAN_PART_OUTER);
    for (uint32_t i = 0; i < view->part_count; i++) {
        mark(marked, view->parts[i].condition, PLAN_PART_OUTER);
        for (uint32_t c = 0; c < view->column_count; c++) {
            mark(marked, view->parts[i].columns[c].node, PLAN_PART_OUTER);
        }
    }
}

static bool can_stream(const struct plan_node *node)
{
    switch (node->operation) {
    case PLAN_ROW: return node->number == 0;
    case PLAN_STEP:
    case PLAN_PARENT:
    case PLAN_DERIVED:
    case PLAN_QUERY:
    case PLAN_ROUNDING:
    case PLAN_UNIQUE: return false;
    default: return true;
    }
}

void plan_find_streamable(const struct plan *plan, bool *streamable)
{
    for (size_t i = 0; i < plan->nodes.count; i++) {
        const struct plan_node *node = &plan->nodes.items[i];
        streamable[i] = can_stream(node);
        for (size_t a = 0; a < 4 && node->arguments[a] != PLAN_NONE; a++) {
            streamable[i] = streamable[i] && streamable[node->arguments[a]];
        }
    }
}

bool plan_rule_can_stream(const struct plan *plan, const struct plan_rule *rule, const bool *streamable)
{
    if (rule->table == PLAN_NONE || plan->tables.items[rule->table].role != PLAN_TABLE_RETURN) {
        return false;
    }
    bool streams = streamable[rule->require] && (rule->when == PLAN_NONE || streamable[rule->when]);
    for (uint32_t i = 0; i < rule->need_count; i++) {
        streams = streams && rule->needs[i] == rule->table;
    }
    for (uint32_t i = 0; i < rule->message_count; i++) {
        streams = streams && (rule->message[i].node == PLAN_NONE || streamable[rule->message[i].node]);
    }
    for (uint32_t i = 0; i < rule->place_count; i++) {
        streams = streams && streamable[rule->places[i].row];
    }
    return streams;
}
