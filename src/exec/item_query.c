/* item_query: how a query is to be answered. With a residual, or a value that reads the lane, rows are put beside lanes
 * and looked at in pairs. Otherwise groups are sorted by the node of a range, so that the rows in question lie side by
 * side and the answer is the difference of two sums, or comes from a tree. */
#include "exec/items.h"

static bool is_upper(const struct plan_range *range)
{
    return !range->flipped;
}

/* Whether the ranges that are not on `node` all bound one other node, and from one side. */
static bool others_are_one_sided(const struct plan_query *query, uint32_t node)
{
    const struct plan_range *first = NULL;
    for (uint32_t i = 0; i < query->range_count; i++) {
        const struct plan_range *range = &query->ranges[i];
        if (range->inner == node) {
            continue;
        }
        if (first && (range->inner != first->inner || is_upper(range) != is_upper(first))) {
            return false;
        }
        first = first ? first : range;
    }
    return true;
}

/* The node by which to sort groups. */
static uint32_t sorting_node(const struct plan_query *query)
{
    for (uint32_t i = 0; i < query->range_count; i++) {
        if (others_are_one_sided(query, query->ranges[i].inner)) {
            return query->ranges[i].inner;
        }
    }
    return query->range_count ? query->ranges[0].inner : PLAN_NONE;
}

static void sort_ranges(const struct plan_query *query, uint32_t node, struct query_program *made)
{
    for (uint32_t i = 0; i < query->range_count; i++) {
        if (query->ranges[i].inner == node) {
            made->ranges[made->range_count++] = query->ranges[i];
        }
    }
    made->sorted_ranges = made->range_count;
    for (uint32_t i = 0; i < query->range_count; i++) {
        if (query->ranges[i].inner != node) {
            made->ranges[made->range_count++] = query->ranges[i];
        }
    }
}

static enum query_way way_of(const struct plan_query *query, const struct query_program *made)
{
    if (query->residual != PLAN_NONE || (query->value != PLAN_NONE && !query->value_is_inner)) {
        return QUERY_PAIRS;
    }
    if (query->kind == PLAN_COUNT_DISTINCT) {
        return query->range_count == 0 && !query->leaves_out ? QUERY_DISTINCT : QUERY_SCAN;
    }
    if (made->sorted_ranges == made->range_count) {
        return QUERY_INTERVAL;
    }
    return query->kind == PLAN_EXISTS && made->second_is_one ? QUERY_INTERVAL : QUERY_SCAN;
}

static bool note(struct item_builder *builder, uint32_t item, item_list *uses)
{
    return array_push(uses, item) || failure_memory(builder->failure);
}

static bool make_groups(struct item_builder *builder, const struct plan_query *query, uint32_t node,
                        struct query_program *made, item_list *uses)
{
    uint32_t words[3 + PLAN_KEYS_MOST];
    uint32_t count = 0;
    words[count++] = query->table;
    for (uint32_t i = 0; i < query->key_count; i++) {
        words[count++] = query->inner_keys[i];
    }
    if (!item_make(builder, ITEM_INDEX, words, count, &made->index) || !note(builder, made->index, uses)) {
        return false;
    }
    count = 1;
    if (node != PLAN_NONE) {
        words[count++] = node;
    }
    words[count++] = query->filter;
    for (uint32_t i = 0; i < query->key_count; i++) {
        words[count++] = query->inner_keys[i];
    }
    enum item_kind kind = node != PLAN_NONE ? ITEM_SORTED : ITEM_GROUPS;
    return item_make(builder, kind, words, count, &made->groups) && note(builder, made->groups, uses);
}

static bool make_ranking(struct item_builder *builder, const struct plan_query *query, uint32_t *item)
{
    uint32_t count = 0;
    uint32_t *words = ARENA_ARRAY(&builder->program->arena, 1 + 2 * (size_t)query->order_count, uint32_t);
    if (!words) {
        return failure_memory(builder->failure);
    }
    words[count++] = query->table;
    for (uint32_t i = 0; i < query->order_count; i++) {
        words[count++] = query->order[i];
        words[count++] = query->descending[i];
    }
    return item_make(builder, ITEM_RANKING, words, count, item);
}

static bool make_columns(struct item_builder *builder, const struct plan_query *query, struct query_program *made,
                         item_list *uses)
{
    bool good = true;
    for (uint32_t i = made->sorted_ranges; good && i < made->range_count; i++) {
        good = item_of_numbers(builder, query->table, made->ranges[i].inner, true, &made->range_columns[i]) &&
               note(builder, made->range_columns[i], uses);
    }
    if (good && query->value != PLAN_NONE && query->value_is_inner) {
        bool ordered = query->kind != PLAN_COUNT_DISTINCT;
        good = item_of_numbers(builder, query->table, query->value, ordered, &made->value) &&
               note(builder, made->value, uses);
    }
    if (good && (query->kind == PLAN_FIRST || query->kind == PLAN_LAST)) {
        good = make_ranking(builder, query, &made->ranking) && note(builder, made->ranking, uses);
    }
    return good;
}

bool items_of_query(struct item_builder *builder, uint32_t index, item_list *uses)
{
    struct exec_program *program = builder->program;
    const struct plan_query *query = &program->plan->queries.items[index];
    struct query_program *made = &program->queries[index];
    if (query->range_count > QUERY_RANGES_MOST) {
        return failure_set(builder->failure, FAILURE_LIMIT, "a rule compares related records in more than %u ways",
                           QUERY_RANGES_MOST);
    }
    uint32_t node = sorting_node(query);
    made->range_count = 0;
    made->value = made->ranking = NO_ITEM;
    sort_ranges(query, node, made);
    made->second_is_one = made->range_count > made->sorted_ranges && others_are_one_sided(query, node);
    made->second_is_upper = made->second_is_one && is_upper(&made->ranges[made->sorted_ranges]);
    made->way = way_of(query, made);
    struct step goals[1] = {{query->residual, 1}};
    uint8_t scopes = (uint8_t)(1u << query->scope);
    return steps_make(program, scopes, goals, query->residual != PLAN_NONE ? 1 : 0, &made->residual,
                      builder->failure) &&
           make_groups(builder, query, node, made, uses) && make_columns(builder, query, made, uses);
}
