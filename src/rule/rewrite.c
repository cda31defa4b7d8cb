/* rewrite: the same expression over other scopes. */
#include <stdlib.h>

#include "rule/compiler.h"

/* The nodes of an expression that are evaluated in its own frame, in ascending order, and what each becomes. The cost is
 * that of the expression, not of the plan. */
struct rewriting {
    struct rule_compiler *c;
    ARRAY_OF(uint32_t) nodes;
    uint32_t *map;
    bool *needed;
    bool *replaced;
    bool failed;
};

static void reach(struct rewriting *r, uint32_t node)
{
    if (node == PLAN_NONE || r->c->stamps.items[node] == r->c->stamp) {
        return;
    }
    r->c->stamps.items[node] = r->c->stamp;
    r->failed = !array_push(&r->nodes, node) || r->failed;
}

static void reach_part(void *context, uint32_t node, enum plan_query_part part)
{
    if (part != PLAN_PART_INNER) {
        reach(context, node);
    }
}

static void each_argument(struct rewriting *r, uint32_t index, void (*visit)(struct rewriting *r, uint32_t node),
                          void (*visit_part)(void *context, uint32_t node, enum plan_query_part part))
{
    const struct plan_node *node = rule_node_at(r->c, index);
    for (size_t a = 0; a < 4; a++) {
        visit(r, node->arguments[a]);
    }
    for (uint32_t a = 0; a < node->list_count; a++) {
        visit(r, node->list[a]);
    }
    if (node->operation == PLAN_QUERY) {
        plan_query_each(&r->c->plan->queries.items[node->number], visit_part, r);
    }
}

static int compare_indexes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool start(struct rewriting *r, struct rule_compiler *c, uint32_t top)
{
    *r = (struct rewriting){.c = c};
    if (!array_reserve(&c->stamps, c->plan->nodes.count)) {
        (void)failure_memory(c->failure);
        return false;
    }
    while (c->stamps.count < c->plan->nodes.count) {
        c->stamps.items[c->stamps.count++] = 0;
    }
    c->stamp++;
    reach(r, top);
    for (size_t i = 0; i < r->nodes.count; i++) {
        each_argument(r, r->nodes.items[i], reach, reach_part);
    }
    if (r->failed || !r->nodes.items) {
        (void)failure_memory(c->failure);
        return false;
    }
    qsort(r->nodes.items, r->nodes.count, sizeof *r->nodes.items, compare_indexes);
    r->map = ARENA_ARRAY(&c->scratch, r->nodes.count, uint32_t);
    r->needed = ARENA_ARRAY(&c->scratch, r->nodes.count, bool);
    r->replaced = ARENA_ARRAY(&c->scratch, r->nodes.count, bool);
    if (!r->map || !r->needed || !r->replaced) {
        (void)failure_memory(c->failure);
        return false;
    }
    return true;
}

/* Where the node stands among those of the expression. */
static size_t place_of(const struct rewriting *r, uint32_t node)
{
    const uint32_t *found = bsearch(&node, r->nodes.items, r->nodes.count, sizeof *r->nodes.items, compare_indexes);
    return found ? (size_t)(found - r->nodes.items) : 0;
}

static uint32_t mapped(void *context, uint32_t node, enum plan_query_part part)
{
    const struct rewriting *r = context;
    return part == PLAN_PART_INNER ? node : r->map[place_of(r, node)];
}

/* The node with its arguments and its query's nodes as they are now. */
static bool rewrite_node(struct rewriting *r, struct plan_node *node, unsigned by)
{
    struct rule_compiler *c = r->c;
    uint32_t *list = ARENA_ARRAY(&c->scratch, node->list_count, uint32_t);
    if (!list) {
        return failure_memory(c->failure);
    }
    for (size_t a = 0; a < 4; a++) {
        node->arguments[a] = node->arguments[a] == PLAN_NONE ? PLAN_NONE
                                                             : mapped(r, node->arguments[a], PLAN_PART_OUTER);
    }
    for (uint32_t a = 0; a < node->list_count; a++) {
        list[a] = mapped(r, node->list[a], PLAN_PART_OUTER);
    }
    node->list = list;
    if (node->operation == PLAN_ROW) {
        node->number -= by;
    } else if (node->operation == PLAN_QUERY) {
        struct plan_query query = c->plan->queries.items[node->number];
        struct plan_query moved;
        if (!plan_query_map(&query, &moved, &c->scratch, mapped, r, c->failure)) {
            return false;
        }
        moved.scope = (uint8_t)(moved.scope - by);
        uint32_t index = plan_query_add(c->plan, moved, c->failure);
        node->number = index;
        return index != PLAN_NONE;
    }
    return true;
}

static uint32_t rebase(struct rewriting *r, unsigned by)
{
    for (size_t i = 0; i < r->nodes.count; i++) {
        struct plan_node node = *rule_node_at(r->c, r->nodes.items[i]);
        r->map[i] = rewrite_node(r, &node, by) ? rule_add_node(r->c, node) : PLAN_NONE;
        if (r->map[i] == PLAN_NONE) {
            return PLAN_NONE;
        }
    }
    return r->map[r->nodes.count - 1];
}

uint32_t rule_rebase(struct rule_compiler *c, uint32_t node, unsigned by)
{
    struct rewriting r;
    if (node == PLAN_NONE || by == 0 || rule_node_at(c, node)->scopes == 0) {
        return node;
    }
    struct arena_mark before = arena_mark(&c->scratch);
    uint32_t rebased = start(&r, c, node) ? rebase(&r, by) : PLAN_NONE;
    array_free(&r.nodes);
    arena_rewind(&c->scratch, before);
    return rebased;
}

static bool is_dear(enum plan_operation operation)
{
    switch (operation) {
    case PLAN_STEP:
    case PLAN_PARENT:
    case PLAN_QUERY:
    case PLAN_MATCHES:
    case PLAN_IN_SET:
    case PLAN_AGE:
    case PLAN_ADD_MONTHS:
    case PLAN_MAKE_DATE:
    case PLAN_PARSE_DATE:
    case PLAN_EARLIEST_DATE:
    case PLAN_LATEST_DATE:
    case PLAN_ADD_WORKING_DAYS:
    case PLAN_WORKING_DAYS:
    case PLAN_SQUARE_ROOT:
    case PLAN_POSITION:
    case PLAN_PARSE_NUMBER:
    case PLAN_SLICE:
    case PLAN_UPPER:
    case PLAN_SQUEEZE:
    case PLAN_LISTS:
    case PLAN_LENGTH:
    case PLAN_MULTIPLY:
    case PLAN_DIVIDE: return true;
    default: return false;
    }
}

static uint32_t make_derived(struct rule_compiler *c, uint32_t node, unsigned scope, uint32_t table)
{
    struct plan_node derived = rule_blank_node(PLAN_DERIVED, rule_node_at(c, node)->type);
    derived.unit = rule_node_at(c, node)->unit;
    derived.scale = rule_node_at(c, node)->scale;
    uint32_t inner = rule_rebase(c, node, scope);
    derived.arguments[0] = inner == PLAN_NONE ? PLAN_NONE : rule_make_row(c, table, scope);
    if (derived.arguments[0] == PLAN_NONE) {
        return PLAN_NONE;
    }
    uint32_t index = plan_derived_add(c->plan, (struct plan_derived){table, inner}, c->failure);
    derived.number = index;
    return index == PLAN_NONE ? PLAN_NONE : rule_add_node(c, derived);
}

static void need(struct rewriting *r, uint32_t node)
{
    if (node != PLAN_NONE) {
        r->needed[place_of(r, node)] = true;
    }
}

static void need_part(void *context, uint32_t node, enum plan_query_part part)
{
    if (part != PLAN_PART_INNER) {
        need(context, node);
    }
}

/* A node is replaced when it, or one below it, is dear, and it reads nothing but the scope. */
static void choose(struct rewriting *r, unsigned scope)
{
    for (size_t i = 0; i < r->nodes.count; i++) {
        const struct plan_node *node = rule_node_at(r->c, r->nodes.items[i]);
        /* `replaced` holds first what is dear. */
        r->replaced[i] = is_dear(node->operation);
        for (size_t a = 0; a < 4; a++) {
            r->replaced[i] = r->replaced[i] ||
                             (node->arguments[a] != PLAN_NONE && r->replaced[place_of(r, node->arguments[a])]);
        }
    }
    r->needed[r->nodes.count - 1] = true;
    for (size_t i = r->nodes.count; i-- > 0;) {
        const struct plan_node *node = rule_node_at(r->c, r->nodes.items[i]);
        r->replaced[i] = r->replaced[i] && node->scopes == 1u << scope && node->type != PLAN_TYPE_ROW &&
                         node->operation != PLAN_DERIVED;
        if (r->needed[i] && !r->replaced[i]) {
            each_argument(r, r->nodes.items[i], need, need_part);
        }
    }
}

static uint32_t derive(struct rewriting *r, unsigned scope, uint32_t table)
{
    choose(r, scope);
    for (size_t i = 0; i < r->nodes.count; i++) {
        struct plan_node node = *rule_node_at(r->c, r->nodes.items[i]);
        if (!r->needed[i]) {
            continue;
        }
        if (r->replaced[i]) {
            r->map[i] = make_derived(r->c, r->nodes.items[i], scope, table);
        } else {
            r->map[i] = rewrite_node(r, &node, 0) ? rule_add_node(r->c, node) : PLAN_NONE;
        }
        if (r->map[i] == PLAN_NONE) {
            return PLAN_NONE;
        }
    }
    return r->map[r->nodes.count - 1];
}

uint32_t rule_derive(struct rule_compiler *c, uint32_t node, unsigned scope, uint32_t table)
{
    struct rewriting r;
    if (node == PLAN_NONE || (rule_node_at(c, node)->scopes >> scope & 1) == 0) {
        return node;
    }
    struct arena_mark before = arena_mark(&c->scratch);
    uint32_t derived = start(&r, c, node) ? derive(&r, scope, table) : PLAN_NONE;
    array_free(&r.nodes);
    arena_rewind(&c->scratch, before);
    return derived;
}
