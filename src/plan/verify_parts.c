/* verify_parts: queries, views and rules of a plan. */
#include "plan/verify.h"

static const struct plan_node *node_at(const struct plan_check *check, uint32_t index)
{
    return &check->plan->nodes.items[index];
}

static bool comparable(const struct plan_check *check, uint32_t a, uint32_t b)
{
    const struct plan_node *x = node_at(check, a);
    const struct plan_node *y = node_at(check, b);
    return x->type == y->type && x->type != PLAN_TYPE_ROW && (x->type != PLAN_TYPE_NUMBER || x->scale == y->scale);
}

static bool is_boolean(const struct plan_check *check, uint32_t node)
{
    return node == PLAN_NONE || node_at(check, node)->type == PLAN_TYPE_BOOLEAN;
}

struct order_check {
    uint32_t before;
    bool good;
};

static void check_order(void *context, uint32_t node, enum plan_query_part part)
{
    (void)part;
    struct order_check *order = context;
    order->good = order->good && node < order->before;
}

static bool keys_fit(const struct plan_check *check, const struct plan_query *query)
{
    bool good = true;
    for (uint32_t i = 0; i < query->key_count; i++) {
        good = good && comparable(check, query->inner_keys[i], query->outer_keys[i]);
    }
    for (uint32_t i = 0; i < query->range_count; i++) {
        const struct plan_range *range = &query->ranges[i];
        good = good && comparable(check, range->inner, range->outer) &&
               (range->comparison == PLAN_LESS || range->comparison == PLAN_LESS_EQUAL);
    }
    return good;
}

static bool kind_fits(const struct plan_check *check, const struct plan_query *query)
{
    bool takes_order = query->kind == PLAN_FIRST || query->kind == PLAN_LAST;
    if (query->order_count > 0 && !takes_order) {
        return false;
    }
    switch (query->kind) {
    case PLAN_SUM: return query->value != PLAN_NONE && node_at(check, query->value)->type == PLAN_TYPE_NUMBER;
    case PLAN_MINIMUM:
    case PLAN_MAXIMUM:
    case PLAN_COUNT_DISTINCT: return query->value != PLAN_NONE && node_at(check, query->value)->type != PLAN_TYPE_ROW;
    default: return query->value == PLAN_NONE;
    }
}

static bool left_out_fits(const struct plan_check *check, const struct plan_query *query)
{
    const struct plan_node *node = query->leaves_out ? node_at(check, query->left_out) : NULL;
    return !node || (node->type == PLAN_TYPE_ROW && node->table == query->table);
}

bool plan_verify_query(const struct plan_check *check, const struct plan_query *query, uint32_t before)
{
    struct order_check order = {before, query->key_count <= PLAN_KEYS_MOST && query->scope < PLAN_SCOPES_MOST &&
                                            query->table < check->plan->tables.count};
    if (order.good) {
        plan_query_each(query, check_order, &order);
    }
    if (!order.good) {
        return false;
    }
    return is_boolean(check, query->filter) && is_boolean(check, query->residual) && keys_fit(check, query) &&
           kind_fits(check, query) && left_out_fits(check, query);
}

static bool view_fits(const struct plan_check *check, const struct plan_view *view, const struct plan_table *table,
                      const struct plan_view_part *part)
{
    const struct plan *plan = check->plan;
    bool good = part->table < plan->tables.count;
    if (good && plan->tables.items[part->table].role == PLAN_TABLE_VIEW) {
        good = plan->tables.items[part->table].index < table->index;
    }
    good = good && (part->condition == PLAN_NONE ||
                    (plan_fits(check, part->condition, part->table, 1) && is_boolean(check, part->condition)));
    for (uint32_t c = 0; good && c < view->column_count; c++) {
        uint32_t node = part->columns[c].node;
        good = (node == PLAN_NONE && part->columns[c].take == PLAN_TAKE_COUNT) ||
               (plan_fits(check, node, part->table, 1) && node_at(check, node)->type != PLAN_TYPE_ROW);
    }
    return good;
}

static const struct plan_table *table_of_view(const struct plan *plan, uint32_t index)
{
    for (size_t i = 0; i < plan->tables.count; i++) {
        if (plan->tables.items[i].role == PLAN_TABLE_VIEW && plan->tables.items[i].index == index) {
            return &plan->tables.items[i];
        }
    }
    return NULL;
}

static bool all_below(const uint32_t *columns, uint32_t count, uint32_t limit)
{
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        good = good && columns[i] < limit;
    }
    return good;
}

bool plan_verify_view(const struct plan_check *check, uint32_t index)
{
    const struct plan_view *view = &check->plan->views.items[index];
    const struct plan_table *table = table_of_view(check->plan, index);
    bool is_chain = view->kind == PLAN_VIEW_CHAIN;
    bool good = table && view->part_count > 0 && is_chain == (view->starts != PLAN_NONE) &&
                all_below(view->keep, view->keep_count, view->column_count) &&
                all_below(view->keep_order, view->keep_order_count, view->column_count);
    for (uint32_t p = 0; good && p < view->part_count; p++) {
        good = view_fits(check, view, table, &view->parts[p]);
    }
    if (good && is_chain) {
        good = view->part_count == 1 && plan_fits(check, view->starts, view->parts[0].table, 1) &&
               is_boolean(check, view->starts);
    }
    return good || failure_set(check->failure, FAILURE_SYNTAX, "the plan's view v%u is wrong", index);
}

static bool texts_fit(const struct plan_check *check, const struct plan_rule *rule, unsigned scopes)
{
    const struct plan *plan = check->plan;
    bool good = true;
    for (uint32_t i = 0; good && i < rule->message_count; i++) {
        uint32_t node = rule->message[i].node;
        good = node == PLAN_NONE ||
               (plan_fits(check, node, rule->table, scopes) && node_at(check, node)->type != PLAN_TYPE_ROW);
    }
    for (uint32_t i = 0; good && i < rule->place_count; i++) {
        const struct plan_place *place = &rule->places[i];
        good = plan_fits(check, place->row, rule->table, scopes) && node_at(check, place->row)->type == PLAN_TYPE_ROW;
        good = good && (place->column == TABLE_NO_COLUMN ||
                        place->column < plan->tables.items[node_at(check, place->row)->table].layout->column_count);
    }
    return good;
}

bool plan_verify_rule(const struct plan_check *check, const struct plan_rule *rule)
{
    const struct plan *plan = check->plan;
    unsigned scopes = rule->table == PLAN_NONE ? 0 : 1;
    bool good = rule->table == PLAN_NONE || rule->table < plan->tables.count;
    good = good && plan_fits(check, rule->require, rule->table, scopes) && is_boolean(check, rule->require);
    good = good && (rule->when == PLAN_NONE ||
                    (plan_fits(check, rule->when, rule->table, scopes) && is_boolean(check, rule->when)));
    for (uint32_t i = 0; good && i < rule->need_count; i++) {
        good = rule->needs[i] < plan->tables.count;
    }
    good = good && texts_fit(check, rule, scopes) &&
           (!rule->streams || plan_rule_can_stream(plan, rule, check->streamable));
    return good ||
           failure_set(check->failure, FAILURE_SYNTAX, "the plan's rule %.*s is wrong", STR_ARGS(rule->full_code));
}
