/* split: the condition of a query, taken apart: what a hash can find, what an index can find, what is the same for every
 * asker, and the rest. Nothing is lost: the parts together say what the condition said.
 */
#include "rule/compiler.h"

/* Whether a node reads the query's record, something else, or both. */
enum reads { READS_NOTHING, READS_INNER, READS_OUTER, READS_BOTH };

static enum reads reads_of(const struct rule_compiler *c, uint32_t node, unsigned scope)
{
    uint8_t scopes = rule_node_at(c, node)->scopes;
    bool inner = scopes >> scope & 1;
    bool outer = (scopes & ~(1u << scope)) != 0;
    return inner ? (outer ? READS_BOTH : READS_INNER) : (outer ? READS_OUTER : READS_NOTHING);
}

static bool is_outer(enum reads reads)
{
    return reads == READS_OUTER || reads == READS_NOTHING;
}

/* Which argument of a comparison is the query's: 0 or 1; -1 when they cannot be told apart. */
static int inner_side(const struct rule_compiler *c, const struct plan_node *node, unsigned scope)
{
    enum reads a = reads_of(c, node->arguments[0], scope);
    enum reads b = reads_of(c, node->arguments[1], scope);
    if (a == READS_INNER && is_outer(b)) {
        return 0;
    }
    return b == READS_INNER && is_outer(a) ? 1 : -1;
}

static uint32_t upper(struct rule_compiler *c, uint32_t node, bool wanted)
{
    return wanted ? rule_make_unary(c, PLAN_UPPER, PLAN_TYPE_TEXT, node) : node;
}

static bool add_key(struct rule_compiler *c, struct plan_query *query, const struct plan_node *node, int side)
{
    bool ignore = node->ignore_case && rule_node_at(c, node->arguments[0])->type == PLAN_TYPE_TEXT;
    uint32_t inner = upper(c, rule_rebase(c, node->arguments[side], query->scope), ignore);
    uint32_t outer = upper(c, node->arguments[1 - side], ignore);
    if (inner == PLAN_NONE || outer == PLAN_NONE) {
        return false;
    }
    query->inner_keys[query->key_count] = inner;
    query->outer_keys[query->key_count++] = outer;
    return true;
}

static bool add_range(struct rule_compiler *c, struct plan_query *query, struct plan_range *ranges,
                      const struct plan_node *node, int side)
{
    uint32_t inner = rule_rebase(c, node->arguments[side], query->scope);
    if (inner == PLAN_NONE) {
        return false;
    }
    ranges[query->range_count++] = (struct plan_range){
        .inner = inner, .comparison = node->operation, .flipped = side == 1, .outer = node->arguments[1 - side]};
    return true;
}

static bool add_condition(struct rule_compiler *c, uint32_t *condition, uint32_t more)
{
    *condition = *condition == PLAN_NONE || more == PLAN_NONE ? more : rule_make_and(c, *condition, more);
    return *condition != PLAN_NONE;
}

static bool has_order(enum plan_type type)
{
    return type == PLAN_TYPE_NUMBER || type == PLAN_TYPE_DATE || type == PLAN_TYPE_MONTH;
}

static bool add_conjunct(struct rule_compiler *c, struct plan_query *query, struct plan_range *ranges,
                         uint32_t range_room, uint32_t conjunct)
{
    unsigned scope = query->scope;
    struct plan_node node = *rule_node_at(c, conjunct);
    if (reads_of(c, conjunct, scope) == READS_INNER) {
        return add_condition(c, &query->filter, rule_rebase(c, conjunct, scope));
    }
    bool equal = node.operation == PLAN_EQUAL;
    bool order = node.operation == PLAN_LESS || node.operation == PLAN_LESS_EQUAL;
    int side = equal || order ? inner_side(c, &node, scope) : -1;
    if (equal && side >= 0 && query->key_count < PLAN_KEYS_MOST) {
        return add_key(c, query, &node, side);
    }
    if (order && side >= 0 && query->range_count < range_room && has_order(rule_node_at(c, node.arguments[0])->type)) {
        return add_range(c, query, ranges, &node, side);
    }
    return add_condition(c, &query->residual, rule_derive(c, conjunct, scope, query->table));
}

bool rule_split_where(struct rule_compiler *c, uint32_t where, struct plan_query *query, struct plan_range *ranges,
                      uint32_t range_room)
{
    ARRAY_OF(uint32_t) waiting = {0};
    bool good = array_push(&waiting, where) || failure_memory(c->failure);
    while (good && waiting.count > 0) {
        uint32_t at = waiting.items[--waiting.count];
        const struct plan_node *node = rule_node_at(c, at);
        if (node->operation == PLAN_AND) {
            uint32_t first = node->arguments[0];
            uint32_t second = node->arguments[1];
            good = (array_push(&waiting, second) && array_push(&waiting, first)) || failure_memory(c->failure);
        } else if (node->operation != PLAN_BOOLEAN || node->number == 0) {
            good = add_conjunct(c, query, ranges, range_room, at);
        }
    }
    array_free(&waiting);
    query->ranges = ranges;
    return good;
}
