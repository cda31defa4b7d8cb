/* compact: leaves out what nothing reads. Making rules of expressions makes nodes that are then rewritten; running them
 * would cost time, and printing them would confuse.
 */
#include "plan/index.h"
#include "plan/parts.h"

struct compaction {
    struct plan *plan;
    uint32_t *nodes; /* new index by old, or PLAN_NONE */
    uint32_t *queries;
    uint32_t *derived;
    uint32_t *sets;
    uint32_t *patterns;
    uint32_t *texts;
};

static uint32_t *none(struct arena *scratch, size_t count)
{
    uint32_t *indexes = ARENA_ARRAY(scratch, count, uint32_t);
    for (size_t i = 0; indexes && i < count; i++) {
        indexes[i] = PLAN_NONE;
    }
    return indexes;
}

static uint32_t moved(const uint32_t *map, uint32_t index)
{
    return index == PLAN_NONE ? PLAN_NONE : map[index];
}

/* Which of the plan's lists the number of a node is an index into. */
static uint32_t *list_of(const struct compaction *c, enum plan_operation operation)
{
    switch (operation) {
    case PLAN_QUERY: return c->queries;
    case PLAN_DERIVED: return c->derived;
    case PLAN_IN_SET: return c->sets;
    case PLAN_MATCHES: return c->patterns;
    case PLAN_TEXT: return c->texts;
    default: return NULL;
    }
}

static uint32_t map_node(void *context, uint32_t node, enum plan_query_part part)
{
    (void)part;
    const struct compaction *c = context;
    return c->nodes[node];
}

static bool move_nodes(struct compaction *c, const bool *marked, struct failure *failure)
{
    struct plan *plan = c->plan;
    uint32_t count = 0;
    for (size_t i = 0; i < plan->nodes.count; i++) {
        if (!marked[i]) {
            continue;
        }
        struct plan_node node = plan->nodes.items[i];
        uint32_t *list = ARENA_ARRAY(&plan->arena, node.list_count, uint32_t);
        if (!list) {
            return failure_memory(failure);
        }
        for (uint32_t a = 0; a < node.list_count; a++) {
            list[a] = moved(c->nodes, node.list[a]);
        }
        for (size_t a = 0; a < 4; a++) {
            node.arguments[a] = moved(c->nodes, node.arguments[a]);
        }
        node.list = list;
        const uint32_t *map = list_of(c, node.operation);
        node.number = map ? (int64_t)map[node.number] : node.number;
        c->nodes[i] = count;
        plan->nodes.items[count++] = node;
    }
    plan->nodes.count = count;
    return true;
}

/* New numbers for the elements of the lists that marked nodes refer to, in their old order. */
static void number_lists(struct compaction *c, const bool *marked)
{
    struct plan *plan = c->plan;
    for (size_t i = 0; i < plan->nodes.count; i++) {
        const struct plan_node *node = &plan->nodes.items[i];
        uint32_t *map = marked[i] ? list_of(c, node->operation) : NULL;
        if (map) {
            map[node->number] = 0;
        }
    }
    for (size_t i = 0; i < plan->data.count; i++) {
        const struct plan_data *data = &plan->data.items[i];
        for (size_t v = 0; v < (size_t)data->row_count * data->layout->column_count; v++) {
            enum table_type type = data->layout->columns[v % data->layout->column_count].type;
            if ((type == TABLE_TEXT || type == TABLE_CODE) && data->states[v] == TABLE_VALUE) {
                c->texts[data->values[v]] = 0;
            }
        }
    }
}

static bool move_data(struct compaction *c, struct failure *failure)
{
    struct plan *plan = c->plan;
    for (size_t i = 0; i < plan->data.count; i++) {
        struct plan_data *data = &plan->data.items[i];
        size_t count = (size_t)data->row_count * data->layout->column_count;
        int64_t *values = ARENA_ARRAY(&plan->arena, count, int64_t);
        if (!values) {
            return failure_memory(failure);
        }
        for (size_t v = 0; v < count; v++) {
            enum table_type type = data->layout->columns[v % data->layout->column_count].type;
            bool is_text = (type == TABLE_TEXT || type == TABLE_CODE) && data->states[v] == TABLE_VALUE;
            values[v] = is_text ? (int64_t)c->texts[data->values[v]] : data->values[v];
        }
        data->values = values;
    }
    return true;
}

#define MOVE(list, map)                                    \
    do {                                                   \
        uint32_t count = 0;                                \
        for (size_t i = 0; i < (list)->count; i++) {       \
            if ((map)[i] != PLAN_NONE) {                   \
                (map)[i] = count;                          \
                (list)->items[count++] = (list)->items[i]; \
            }                                              \
        }                                                  \
        (list)->count = count;                             \
    } while (0)

static bool move_queries(struct compaction *c, struct failure *failure)
{
    struct plan *plan = c->plan;
    for (size_t i = 0; i < plan->queries.count; i++) {
        struct plan_query query = plan->queries.items[i];
        if (!plan_query_map(&query, &plan->queries.items[i], &plan->arena, map_node, c, failure)) {
            return failure_set(failure, FAILURE_SYNTAX, "a plan's query reads something that comes after it");
        }
    }
    for (size_t i = 0; i < plan->derived.count; i++) {
        plan->derived.items[i].node = c->nodes[plan->derived.items[i].node];
    }
    return true;
}

static bool move_rules(const struct compaction *c, struct failure *failure)
{
    struct plan *plan = c->plan;
    for (size_t i = 0; i < plan->rules.count; i++) {
        struct plan_rule *rule = &plan->rules.items[i];
        struct plan_piece *message = ARENA_ARRAY(&plan->arena, rule->message_count, struct plan_piece);
        struct plan_place *places = ARENA_ARRAY(&plan->arena, rule->place_count, struct plan_place);
        if (!message || !places) {
            return failure_memory(failure);
        }
        for (uint32_t p = 0; p < rule->message_count; p++) {
            message[p] = rule->message[p];
            message[p].node = moved(c->nodes, message[p].node);
        }
        for (uint32_t p = 0; p < rule->place_count; p++) {
            places[p] = rule->places[p];
            places[p].row = moved(c->nodes, places[p].row);
        }
        rule->message = message;
        rule->places = places;
        rule->when = moved(c->nodes, rule->when);
        rule->require = moved(c->nodes, rule->require);
    }
    return true;
}

static bool move_view(const struct compaction *c, struct plan_view *view, struct failure *failure)
{
    struct plan_view_part *parts = ARENA_ARRAY(&c->plan->arena, view->part_count, struct plan_view_part);
    if (!parts) {
        return failure_memory(failure);
    }
    for (uint32_t p = 0; p < view->part_count; p++) {
        struct plan_view_column *columns = ARENA_ARRAY(&c->plan->arena, view->column_count, struct plan_view_column);
        if (!columns) {
            return failure_memory(failure);
        }
        for (uint32_t i = 0; i < view->column_count; i++) {
            columns[i] = view->parts[p].columns[i];
            columns[i].node = moved(c->nodes, columns[i].node);
        }
        parts[p] = view->parts[p];
        parts[p].columns = columns;
        parts[p].condition = moved(c->nodes, parts[p].condition);
    }
    view->parts = parts;
    view->starts = moved(c->nodes, view->starts);
    return true;
}

static bool move_all(struct compaction *c, bool *marked, struct failure *failure)
{
    struct plan *plan = c->plan;
    for (size_t i = 0; i < plan->rules.count; i++) {
        plan_mark_rule(&plan->rules.items[i], marked);
    }
    for (size_t i = 0; i < plan->views.count; i++) {
        plan_mark_view(&plan->views.items[i], marked);
    }
    plan_mark_read(plan, marked);
    number_lists(c, marked);
    MOVE(&plan->queries, c->queries);
    MOVE(&plan->derived, c->derived);
    MOVE(&plan->sets, c->sets);
    MOVE(&plan->patterns, c->patterns);
    MOVE(&plan->texts, c->texts);
    bool good = move_nodes(c, marked, failure) && move_queries(c, failure) && move_data(c, failure) &&
                move_rules(c, failure);
    for (size_t i = 0; good && i < plan->views.count; i++) {
        good = move_view(c, &plan->views.items[i], failure);
    }
    return good && plan_index_rebuild(plan, failure);
}

bool plan_compact(struct plan *plan, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct compaction c = {.plan = plan,
                           .nodes = none(&scratch, plan->nodes.count),
                           .queries = none(&scratch, plan->queries.count),
                           .derived = none(&scratch, plan->derived.count),
                           .sets = none(&scratch, plan->sets.count),
                           .patterns = none(&scratch, plan->patterns.count),
                           .texts = none(&scratch, plan->texts.count)};
    bool *marked = ARENA_ARRAY(&scratch, plan->nodes.count, bool);
    bool good = c.nodes && c.queries && c.derived && c.sets && c.patterns && c.texts && marked;
    good = good ? move_all(&c, marked, failure) : failure_memory(failure);
    arena_free(&scratch);
    return good;
}
