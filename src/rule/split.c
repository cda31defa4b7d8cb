/* split: the condition of a query, taken apart: what a hash can find, what an index can find, what is the same for every
 * asker, and the rest. Nothing is lost: the parts together say what the condition said.
 */
#include "rule/compiler.h"

/* No date and no month is so far from 1970. */
#define BEYOND_ALL_DATES INT64_C(100000000)

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

/* A value that is as good as endless, where it is missing: DEC, or a day behind all others. */
static uint32_t endless(struct rule_compiler *c, uint32_t node, enum plan_type type, int64_t day)
{
    struct plan_node made = rule_blank_node(PLAN_DEFAULT, type);
    made.arguments[0] = node;
    made.arguments[1] = node == PLAN_NONE ? PLAN_NONE : rule_make_date(c, day, type);
    return made.arguments[1] == PLAN_NONE ? PLAN_NONE : rule_add_node(c, made);
}

/* "DEC is missing or DEC > this.DECOM" as a range: a missing DEC counts as a day behind all others, and so does a DECOM that
 * is not known, but for a day less: then only records without DEC are in question. Likewise "DECOM is missing or DECOM <
 * this.DEC". Of other conditions *made is false. */
static bool add_open_range(struct rule_compiler *c, struct plan_query *query, struct plan_range *ranges,
                           const struct plan_node *either, bool *made)
{
    bool missing_first = rule_node_at(c, either->arguments[0])->operation == PLAN_IS_MISSING;
    struct plan_node missing = *rule_node_at(c, either->arguments[missing_first ? 0 : 1]);
    struct plan_node node = *rule_node_at(c, either->arguments[missing_first ? 1 : 0]);
    bool order = node.operation == PLAN_LESS || node.operation == PLAN_LESS_EQUAL;
    int side = missing.operation == PLAN_IS_MISSING && order ? inner_side(c, &node, query->scope) : -1;
    enum plan_type type = side < 0 ? PLAN_TYPE_ROW : rule_node_at(c, node.arguments[0])->type;
    *made = side >= 0 && missing.arguments[0] == node.arguments[side] &&
            (type == PLAN_TYPE_DATE || type == PLAN_TYPE_MONTH);
    if (!*made) {
        return true;
    }
    int64_t far = side == 1 ? BEYOND_ALL_DATES : -BEYOND_ALL_DATES;
    int64_t near = side == 1 ? far - 1 : far + 1;
    uint32_t outer = node.arguments[1 - side];
    uint32_t malformed = rule_make_unary(c, PLAN_IS_MALFORMED, PLAN_TYPE_BOOLEAN, outer);
    outer = rule_make_if(c, malformed, rule_make_date(c, near, type), endless(c, outer, type, near));
    node.arguments[side] = endless(c, node.arguments[side], type, far);
    node.arguments[1 - side] = outer;
    return outer != PLAN_NONE && node.arguments[side] != PLAN_NONE && add_range(c, query, ranges, &node, side);
}

/* What an index can find: *made is false when it is none of that. */
static bool add_looked_up(struct rule_compiler *c, struct plan_query *query, struct plan_range *ranges,
                          uint32_t range_room, const struct plan_node *node, bool *made)
{
    bool equal = node->operation == PLAN_EQUAL;
    bool order = node->operation == PLAN_LESS || node->operation == PLAN_LESS_EQUAL;
    int side = equal || order ? inner_side(c, node, query->scope) : -1;
    bool has_room = query->range_count < range_room;
    *made = true;
    if (equal && side >= 0 && query->key_count < PLAN_KEYS_MOST) {
        return add_key(c, query, node, side);
    }
    if (order && side >= 0 && has_room && has_order(rule_node_at(c, node->arguments[0])->type)) {
        return add_range(c, query, ranges, node, side);
    }
    *made = false;
    return node->operation != PLAN_OR || !has_room || add_open_range(c, query, ranges, node, made);
}

static bool add_conjunct(struct rule_compiler *c, struct plan_query *query, struct plan_range *ranges,
                         uint32_t range_room, uint32_t conjunct)
{
    unsigned scope = query->scope;
    struct plan_node node = *rule_node_at(c, conjunct);
    if (reads_of(c, conjunct, scope) == READS_INNER) {
        return add_condition(c, &query->filter, rule_rebase(c, conjunct, scope));
    }
    bool made = false;
    if (!add_looked_up(c, query, ranges, range_room, &node, &made)) {
        return false;
    }
    return made || add_condition(c, &query->residual, rule_derive(c, conjunct, scope, query->table));
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
