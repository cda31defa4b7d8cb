/* rewrite: the same expression over other scopes. */
#include "rule/compiler.h"

/* Nodes below `top` that are evaluated in its frame, marked; what a rewriter replaces is not looked into. */
struct rewriting {
    struct rule_compiler *c;
    bool *marked;
    bool *replaced; /* or NULL */
    uint32_t *map;
};

static void mark(struct rewriting *r, uint32_t node)
{
    if (node != PLAN_NONE) {
        r->marked[node] = true;
    }
}

static void mark_part(void *context, uint32_t node, enum plan_query_part part)
{
    if (part != PLAN_PART_INNER) {
        mark(context, node);
    }
}

static void mark_below(struct rewriting *r, uint32_t top)
{
    r->marked[top] = true;
    for (uint32_t i = top + 1; i-- > 0;) {
        if (!r->marked[i] || (r->replaced && r->replaced[i])) {
            continue;
        }
        const struct plan_node *node = rule_node_at(r->c, i);
        for (size_t a = 0; a < 4; a++) {
            mark(r, node->arguments[a]);
        }
        for (uint32_t a = 0; a < node->list_count; a++) {
            mark(r, node->list[a]);
        }
        if (node->operation == PLAN_QUERY) {
            plan_query_each(&r->c->plan->queries.items[node->number], mark_part, r);
        }
    }
}

static uint32_t mapped(void *context, uint32_t node, enum plan_query_part part)
{
    const struct rewriting *r = context;
    return part == PLAN_PART_INNER ? node : r->map[node];
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
        node->arguments[a] = node->arguments[a] == PLAN_NONE ? PLAN_NONE : r->map[node->arguments[a]];
    }
    for (uint32_t a = 0; a < node->list_count; a++) {
        list[a] = r->map[node->list[a]];
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

static bool start(struct rewriting *r, struct rule_compiler *c, uint32_t top, bool replacing)
{
    *r = (struct rewriting){c, ARENA_ARRAY(&c->scratch, (size_t)top + 1, bool),
                            replacing ? ARENA_ARRAY(&c->scratch, (size_t)top + 1, bool) : NULL,
                            ARENA_ARRAY(&c->scratch, (size_t)top + 1, uint32_t)};
    return (r->marked && r->map && (!replacing || r->replaced)) || failure_memory(c->failure);
}

static uint32_t rebase(struct rule_compiler *c, uint32_t top, unsigned by)
{
    struct rewriting r;
    if (!start(&r, c, top, false)) {
        return PLAN_NONE;
    }
    mark_below(&r, top);
    for (uint32_t i = 0; i <= top; i++) {
        if (!r.marked[i]) {
            continue;
        }
        struct plan_node node = *rule_node_at(c, i);
        r.map[i] = i;
        if (!rewrite_node(&r, &node, by)) {
            return PLAN_NONE;
        }
        r.map[i] = rule_add_node(c, node);
        if (r.map[i] == PLAN_NONE) {
            return PLAN_NONE;
        }
    }
    return r.map[top];
}

uint32_t rule_rebase(struct rule_compiler *c, uint32_t node, unsigned by)
{
    if (node == PLAN_NONE || by == 0 || rule_node_at(c, node)->scopes == 0) {
        return node;
    }
    struct arena_mark before = arena_mark(&c->scratch);
    uint32_t rebased = rebase(c, node, by);
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
    case PLAN_PARSE_NUMBER:
    case PLAN_SLICE:
    case PLAN_UPPER:
    case PLAN_LENGTH:
    case PLAN_MULTIPLY:
    case PLAN_DIVIDE: return true;
    default: return false;
    }
}

/* Whether the node, or one below it in its frame, is dear: for all nodes up to `top`. */
static bool *find_dear(struct rule_compiler *c, uint32_t top)
{
    bool *dear = ARENA_ARRAY(&c->scratch, (size_t)top + 1, bool);
    for (uint32_t i = 0; dear && i <= top; i++) {
        const struct plan_node *node = rule_node_at(c, i);
        dear[i] = is_dear(node->operation);
        for (size_t a = 0; a < 4; a++) {
            dear[i] = dear[i] || (node->arguments[a] != PLAN_NONE && dear[node->arguments[a]]);
        }
    }
    if (!dear) {
        (void)failure_memory(c->failure);
    }
    return dear;
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

static uint32_t derive(struct rule_compiler *c, uint32_t top, unsigned scope, uint32_t table)
{
    struct rewriting r;
    const bool *dear = find_dear(c, top);
    if (!dear || !start(&r, c, top, true)) {
        return PLAN_NONE;
    }
    for (uint32_t i = 0; i <= top; i++) {
        const struct plan_node *node = rule_node_at(c, i);
        r.replaced[i] = dear[i] && node->scopes == 1u << scope && node->type != PLAN_TYPE_ROW &&
                        node->operation != PLAN_DERIVED;
    }
    mark_below(&r, top);
    for (uint32_t i = 0; i <= top; i++) {
        if (!r.marked[i]) {
            continue;
        }
        struct plan_node node = *rule_node_at(c, i);
        if (r.replaced[i]) {
            r.map[i] = make_derived(c, i, scope, table);
        } else {
            r.map[i] = rewrite_node(&r, &node, 0) ? rule_add_node(c, node) : PLAN_NONE;
        }
        if (r.map[i] == PLAN_NONE) {
            return PLAN_NONE;
        }
    }
    return r.map[top];
}

uint32_t rule_derive(struct rule_compiler *c, uint32_t node, unsigned scope, uint32_t table)
{
    if (node == PLAN_NONE || (rule_node_at(c, node)->scopes >> scope & 1) == 0) {
        return node;
    }
    struct arena_mark before = arena_mark(&c->scratch);
    uint32_t derived = derive(c, node, scope, table);
    arena_rewind(&c->scratch, before);
    return derived;
}
