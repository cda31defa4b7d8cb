/* query: exists, count, sum, first … as the plan's queries. */
#include "rule/compiler.h"

#define RANGES_MOST 16u

/* A query while it is being lowered. */
struct opened {
    struct rule_compiler *c;
    const struct rule_tree *tree;
    const struct rule_query *written;
    struct rule_scope scope;
    struct rule_environment environment; /* with the query's scope in it */
    struct plan_query query;
    struct plan_range ranges[RANGES_MOST];
    struct rule_slack doubt; /* of which records it looks at */
};

static bool open_scope(struct rule_compiler *c, const struct rule_environment *environment,
                       const struct rule_tree *tree, uint32_t table, struct opened *opened)
{
    if (c->open >= PLAN_SCOPES_MOST) {
        (void)rule_fail_tree(c, tree, "queries stand within each other more than %u deep", PLAN_SCOPES_MOST - 1);
        return false;
    }
    *opened = (struct opened){.c = c, .tree = tree, .written = tree->query};
    opened->doubt = c->tables.items[table].doubt;
    opened->scope = (struct rule_scope){.table = table,
                                        .number = c->open,
                                        .alias = tree->query ? tree->query->alias : STR_EMPTY,
                                        .doubt = opened->doubt,
                                        .outer = environment->scope};
    opened->environment = *environment;
    opened->environment.scope = &opened->scope;
    opened->query = (struct plan_query){
        .table = table, .scope = (uint8_t)c->open, .filter = PLAN_NONE, .residual = PLAN_NONE, .value = PLAN_NONE};
    c->open++;
    return true;
}

static bool split(struct opened *opened, uint32_t where)
{
    return rule_split_where(opened->c, where, &opened->query, opened->ranges, RANGES_MOST);
}

static bool lower_where(struct opened *opened)
{
    struct rule_value where = {.node = PLAN_NONE};
    if (!opened->written->where) {
        return true;
    }
    if (!rule_lower_condition(opened->c, &opened->environment, opened->written->where, &where)) {
        return false;
    }
    opened->doubt = rule_slack_join(opened->doubt, rule_slack_hidden(where.slack));
    return split(opened, where.node);
}

/* "other Episodes": without the record of Episodes that is at hand just outside. */
static bool leave_out(struct opened *opened, const struct rule_environment *outside)
{
    struct rule_compiler *c = opened->c;
    const struct rule_scope *scope = outside->scope;
    struct rule_row row;
    while (scope && scope->table != opened->query.table) {
        scope = scope->outer;
    }
    if (!scope) {
        (void)rule_fail_tree(c, opened->written->table, "no record of %.*s is at hand that could be left out",
                             STR_ARGS(rule_table_name(c, opened->query.table)));
        failure_hint(c->failure, "\"other\" stands for all records but the one at hand; leave the word out");
        return false;
    }
    opened->query.leaves_out = true;
    if (!rule_scope_row(c, scope, &row)) {
        return false;
    }
    opened->query.left_out = row.node;
    opened->doubt = rule_slack_join(opened->doubt, rule_slack_hidden(row.doubt));
    return true;
}

/* sum(total under line): the records whose line is part of that line. */
static bool lower_under(struct opened *opened, const struct rule_environment *outside)
{
    struct rule_compiler *c = opened->c;
    struct rule_row row = {.node = PLAN_NONE};
    struct rule_row lines = {.node = PLAN_NONE};
    struct rule_value part_of = {.node = PLAN_NONE};
    struct rule_value under = {.node = PLAN_NONE};
    struct rule_value where = {.node = PLAN_NONE};
    return rule_scope_row(c, &opened->scope, &row) && rule_lines_row(c, &row, opened->tree, &lines) &&
           rule_lower_column(c, &lines, STR("part_of"), opened->tree, &part_of) &&
           rule_lower(c, outside, opened->written->under, &under) &&
           rule_compare(c, PLAN_EQUAL, &part_of, &under, opened->written->under, &where) && split(opened, where.node);
}

/* A value over the records: inner where it reads nothing but them. */
static bool place_value(struct opened *opened, struct plan_query *query, uint32_t node)
{
    struct rule_compiler *c = opened->c;
    query->value_is_inner = (rule_node_at(c, node)->scopes & ~(1u << query->scope)) == 0;
    query->value = query->value_is_inner ? rule_rebase(c, node, query->scope)
                                         : rule_derive(c, node, query->scope, query->table);
    return query->value != PLAN_NONE;
}

static uint32_t add_query(struct rule_compiler *c, const struct plan_query *query, enum plan_type type,
                          enum plan_unit unit, uint8_t scale)
{
    uint32_t index = plan_query_add(c->plan, *query, c->failure);
    struct plan_node node = rule_blank_node(PLAN_QUERY, type);
    node.unit = unit;
    node.scale = scale;
    node.number = index;
    node.table = type == PLAN_TYPE_ROW ? query->table : PLAN_NONE;
    return index == PLAN_NONE ? PLAN_NONE : rule_add_node(c, node);
}

static bool finish_exists(struct opened *opened, struct rule_value *value)
{
    struct rule_compiler *c = opened->c;
    opened->query.kind = PLAN_EXISTS;
    uint32_t node = add_query(c, &opened->query, PLAN_TYPE_BOOLEAN, PLAN_UNIT_PLAIN, 0);
    if (node != PLAN_NONE && opened->written->kind == RULE_QUERY_NO) {
        node = rule_make_not(c, node);
    }
    *value = rule_value_of(rule_slack_guard(c, node, &opened->doubt), opened->tree);
    value->slack = rule_slack_hidden(opened->doubt);
    return value->node != PLAN_NONE;
}

static bool finish_count(struct opened *opened, struct rule_value *value)
{
    opened->query.kind = PLAN_COUNT;
    *value = rule_value_of(add_query(opened->c, &opened->query, PLAN_TYPE_NUMBER, PLAN_UNIT_PLAIN, 0), opened->tree);
    value->slack = rule_slack_hidden(opened->doubt);
    return value->node != PLAN_NONE;
}

/* The same query over the errors of its values. */
static bool lower_error(struct opened *opened, const struct rule_value *of, uint32_t *error)
{
    struct rule_compiler *c = opened->c;
    struct plan_query query = opened->query;
    bool sums = query.kind == PLAN_SUM;
    uint32_t node = sums ? rule_slack_of_query(c, of->node, of->slack.error) : of->slack.error;
    *error = PLAN_NONE;
    query.kind = sums ? PLAN_SUM : PLAN_MAXIMUM;
    if (node == PLAN_NONE || !place_value(opened, &query, node)) {
        return false;
    }
    struct plan_node like = *rule_node_at(c, node);
    uint32_t most = add_query(c, &query, PLAN_TYPE_NUMBER, like.unit, like.scale);
    if (most == PLAN_NONE || sums) {
        *error = most;
        return most != PLAN_NONE;
    }
    struct plan_node otherwise = rule_blank_node(PLAN_DEFAULT, PLAN_TYPE_NUMBER);
    otherwise.unit = like.unit;
    otherwise.scale = like.scale;
    otherwise.arguments[0] = most;
    otherwise.arguments[1] = rule_make_number(c, 0, like.unit, like.scale);
    *error = otherwise.arguments[1] == PLAN_NONE ? PLAN_NONE : rule_add_node(c, otherwise);
    return *error != PLAN_NONE;
}

static bool check_value(struct opened *opened, const struct rule_value *of)
{
    struct rule_compiler *c = opened->c;
    enum plan_type type = rule_node_at(c, of->node)->type;
    if (opened->written->kind == RULE_QUERY_SUM) {
        return rule_value_is(c, of, PLAN_TYPE_NUMBER, "a number");
    }
    return (type != PLAN_TYPE_ROW &&
            (type != PLAN_TYPE_BOOLEAN || opened->written->kind == RULE_QUERY_COUNT_DISTINCT)) ||
           rule_fail_tree(c, of->tree, "%.*s is %s and has no order", STR_ARGS(rule_tree_text(of->tree)),
                          rule_type_words(c, of));
}

static bool finish_value(struct opened *opened, struct rule_value *value)
{
    struct rule_compiler *c = opened->c;
    static const enum plan_query_kind kinds[] = {[RULE_QUERY_SUM] = PLAN_SUM,
                                                 [RULE_QUERY_MINIMUM] = PLAN_MINIMUM,
                                                 [RULE_QUERY_MAXIMUM] = PLAN_MAXIMUM,
                                                 [RULE_QUERY_COUNT_DISTINCT] = PLAN_COUNT_DISTINCT};
    struct rule_value of;
    if (!rule_lower(c, &opened->environment, opened->written->value, &of) || !check_value(opened, &of)) {
        return false;
    }
    opened->query.kind = kinds[opened->written->kind];
    bool distinct = opened->query.kind == PLAN_COUNT_DISTINCT;
    struct plan_node like = *rule_node_at(c, of.node);
    if ((distinct && !rule_make_key(c, &of, &of)) || !place_value(opened, &opened->query, of.node)) {
        return false;
    }
    uint32_t node = distinct ? add_query(c, &opened->query, PLAN_TYPE_NUMBER, PLAN_UNIT_PLAIN, 0)
                             : add_query(c, &opened->query, like.type, like.unit, like.scale);
    *value = rule_value_of(node, opened->tree);
    value->slack = rule_slack_join(opened->doubt, distinct ? rule_slack_hidden(of.slack) : of.slack);
    if (!distinct) {
        value->column = of.column;
        value->lines_of = of.lines_of;
    }
    if (node == PLAN_NONE || distinct || of.slack.error == PLAN_NONE) {
        return node != PLAN_NONE;
    }
    return lower_error(opened, &of, &value->slack.error);
}

static bool lower_order(struct opened *opened, uint32_t *order)
{
    struct rule_compiler *c = opened->c;
    for (uint32_t i = 0; i < opened->written->order_count; i++) {
        struct rule_value by;
        const struct rule_tree *item = opened->written->order[i];
        if (!rule_lower(c, &opened->environment, item, &by)) {
            return false;
        }
        if ((rule_node_at(c, by.node)->scopes & ~(1u << opened->query.scope)) != 0) {
            return rule_fail_tree(c, item, "records are ordered by their own columns; this reads another record");
        }
        if (rule_node_at(c, by.node)->type == PLAN_TYPE_ROW) {
            return rule_fail_tree(c, item, "records are ordered by columns, not by a record");
        }
        opened->doubt = rule_slack_join(opened->doubt, rule_slack_hidden(by.slack));
        order[i] = rule_rebase(c, by.node, opened->query.scope);
        if (order[i] == PLAN_NONE) {
            return false;
        }
    }
    opened->query.order = order;
    opened->query.descending = opened->written->descending;
    opened->query.order_count = opened->written->order_count;
    return true;
}

static bool finish_row(struct opened *opened, struct rule_row *row)
{
    struct rule_compiler *c = opened->c;
    uint32_t *order = ARENA_ARRAY(&c->scratch, opened->written->order_count, uint32_t);
    if (!order) {
        return failure_memory(c->failure);
    }
    opened->query.kind = opened->written->kind == RULE_QUERY_FIRST ? PLAN_FIRST : PLAN_LAST;
    if (!lower_order(opened, order)) {
        return false;
    }
    *row = (struct rule_row){add_query(c, &opened->query, PLAN_TYPE_ROW, PLAN_UNIT_PLAIN, 0), opened->query.table,
                             rule_slack_hidden(opened->doubt)};
    return row->node != PLAN_NONE;
}

static bool finish(struct opened *opened, struct rule_value *value, struct rule_row *row)
{
    switch (opened->written->kind) {
    case RULE_QUERY_EXISTS:
    case RULE_QUERY_NO: return finish_exists(opened, value);
    case RULE_QUERY_COUNT: return finish_count(opened, value);
    case RULE_QUERY_FIRST:
    case RULE_QUERY_LAST: return finish_row(opened, row);
    default: return finish_value(opened, value);
    }
}

/* The statement that the record at hand, or one outside it, belongs to. */
static bool statement_of(struct rule_compiler *c, const struct rule_environment *environment,
                         const struct rule_tree *tree, uint32_t *table)
{
    for (const struct rule_scope *scope = environment->scope; scope; scope = scope->outer) {
        const struct schema_table *schema = c->tables.items[scope->table].schema;
        *table = scope->table;
        if (schema && schema->line_column != SCHEMA_NONE &&
            c->plan->tables.items[scope->table].role == PLAN_TABLE_RETURN) {
            return true;
        }
    }
    (void)rule_fail_tree(c, tree, "\"under\" belongs in a rule for a statement");
    failure_hint(c->failure, "elsewhere write sum(total over table_a1 where …)");
    return false;
}

bool rule_lower_query(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                      struct rule_value *value, struct rule_row *row)
{
    uint32_t table = PLAN_NONE;
    struct opened opened = {.c = c};
    bool found = tree->query->under ? statement_of(c, environment, tree, &table)
                                    : rule_find_table(c, tree->query->table, &table);
    if (!found || !open_scope(c, environment, tree, table, &opened)) {
        return false;
    }
    bool good = !tree->query->other || leave_out(&opened, environment);
    good = good && (tree->query->under ? lower_under(&opened, environment) : lower_where(&opened));
    good = good && finish(&opened, value, row);
    c->open--;
    return good;
}

bool rule_lookup_row(struct rule_compiler *c, uint32_t table, const uint32_t *columns, const struct rule_value *values,
                     uint32_t count, struct rule_row *row)
{
    struct plan_query query = {.kind = PLAN_FIRST,
                               .table = table,
                               .scope = (uint8_t)c->open,
                               .key_count = count,
                               .filter = PLAN_NONE,
                               .residual = PLAN_NONE,
                               .value = PLAN_NONE};
    struct rule_row inner = {rule_make_row(c, table, 0), table, RULE_EXACT};
    if (c->open >= PLAN_SCOPES_MOST) {
        return failure_set(c->failure, FAILURE_SYNTAX, "queries stand within each other more than %u deep",
                           PLAN_SCOPES_MOST - 1);
    }
    for (uint32_t i = 0; i < count && inner.node != PLAN_NONE; i++) {
        struct rule_value key;
        struct rule_value value = values[i];
        if (!rule_lower_cell(c, &inner, columns[i], value.tree, &key) || !rule_make_key(c, &value, &key) ||
            !rule_make_key(c, &key, &values[i])) {
            return false;
        }
        query.inner_keys[i] = key.node;
        query.outer_keys[i] = value.node;
    }
    uint32_t node = inner.node == PLAN_NONE ? PLAN_NONE : add_query(c, &query, PLAN_TYPE_ROW, PLAN_UNIT_PLAIN, 0);
    *row = (struct rule_row){node, table, c->tables.items[table].doubt};
    return node != PLAN_NONE;
}
