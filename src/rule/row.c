/* row: expressions that are records. */
#include "rule/compiler.h"

bool rule_scope_row(struct rule_compiler *c, const struct rule_scope *scope, struct rule_row *row)
{
    *row = (struct rule_row){rule_make_row(c, scope->table, scope->number), scope->table, scope->doubt};
    return row->node != PLAN_NONE;
}

bool rule_step_row(struct rule_compiler *c, const struct rule_row *of, int64_t steps, const struct rule_tree *tree,
                   struct rule_row *row)
{
    const struct plan_table *table = &c->plan->tables.items[of->table];
    if (table->by_count == 0 && table->order_count == 0) {
        (void)rule_fail_tree(c, tree, "%.*s has no natural order, and so no previous and next records",
                             STR_ARGS(table->name));
        failure_hint(c->failure, "the schema gives a table its order, and a view has one with \"order\"");
        return false;
    }
    struct plan_node node = rule_blank_node(PLAN_STEP, PLAN_TYPE_ROW);
    node.arguments[0] = of->node;
    node.number = steps;
    node.table = of->table;
    *row = (struct rule_row){rule_add_node(c, node), of->table, of->doubt};
    return row->node != PLAN_NONE;
}

static bool parent_row(struct rule_compiler *c, const struct rule_row *of, const struct rule_tree *tree,
                       struct rule_row *row)
{
    uint32_t parent = c->plan->tables.items[of->table].parent;
    if (parent == PLAN_NONE) {
        return rule_fail_tree(c, tree, "%.*s has no parent: its records are not nested in others",
                              STR_ARGS(rule_table_name(c, of->table)));
    }
    struct plan_node node = rule_blank_node(PLAN_PARENT, PLAN_TYPE_ROW);
    node.arguments[0] = of->node;
    node.table = parent;
    *row = (struct rule_row){rule_add_node(c, node), parent, of->doubt};
    return row->node != PLAN_NONE && rule_need_table(c, parent);
}

bool rule_lines_row(struct rule_compiler *c, const struct rule_row *of, const struct rule_tree *tree,
                    struct rule_row *row)
{
    const struct schema_table *schema = c->tables.items[of->table].schema;
    uint32_t lines = PLAN_NONE;
    if (!schema || schema->line_column == SCHEMA_NONE || c->plan->tables.items[of->table].role != PLAN_TABLE_RETURN) {
        return rule_fail_tree(c, tree, "%.*s is no statement of this return: its records have no line in the schema",
                              STR_ARGS(rule_table_name(c, of->table)));
    }
    struct rule_value code;
    uint32_t line_column = 0;
    return rule_lower_cell(c, of, schema->line_column, tree, &code) &&
           rule_table_lines(c, c->plan->tables.items[of->table].index, &lines) &&
           rule_lookup_row(c, lines, &line_column, &code, 1, row);
}

static bool is_word(const struct rule_tree *tree, const char *word)
{
    return tree->kind == RULE_TREE_NAME && !tree->quoted && str_equal(tree->text, str_of(word));
}

static const struct rule_scope *scope_with_alias(const struct rule_environment *environment, struct str alias)
{
    const struct rule_scope *scope = environment->scope;
    while (scope && !(scope->alias.length > 0 && str_equal(scope->alias, alias))) {
        scope = scope->outer;
    }
    return scope;
}

/* A definition whose expression is a record. */
static bool definition_row(struct rule_compiler *c, const struct rule_environment *environment,
                           const struct rule_tree *tree, struct rule_row *row, bool *is_row)
{
    struct rule_environment inside;
    const struct rule_tree *body = NULL;
    if (!rule_enter(c, environment, tree, &inside, &body)) {
        return false;
    }
    return !body || rule_lower_row(c, &inside, body, row, is_row);
}

static bool named_row(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                      struct rule_row *row, bool *is_row)
{
    const struct rule_binding *binding = rule_find_binding(environment, tree);
    if (binding) {
        return rule_lower_row(c, binding->environment, binding->tree, row, is_row);
    }
    const struct rule_scope *scope = scope_with_alias(environment, tree->text);
    *is_row = scope != NULL;
    if (scope) {
        return rule_scope_row(c, scope, row);
    }
    if (is_word(tree, "this")) {
        *is_row = true;
        return environment->own ? rule_scope_row(c, environment->own, row)
                                : rule_fail_tree(c, tree,
                                                 "this rule looks at the return as a whole: "
                                                 "it has no record of its own");
    }
    if (is_word(tree, "parent") && environment->scope) {
        struct rule_row of = {.node = PLAN_NONE};
        *is_row = true;
        return rule_scope_row(c, environment->scope, &of) && parent_row(c, &of, tree, row);
    }
    return definition_row(c, environment, tree, row, is_row);
}

static bool step_row(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_row *row)
{
    struct rule_row of = {.node = PLAN_NONE};
    bool is_row = true;
    if (tree->count == 0 && !environment->scope) {
        return rule_fail_tree(c, tree, "there is no record here that could have a previous or next one");
    }
    bool good = tree->count == 0 ? rule_scope_row(c, environment->scope, &of)
                                 : rule_lower_base(c, environment, tree->items[0], &of, &is_row);
    if (good && !is_row) {
        return rule_fail_tree(c, tree->items[0], "%.*s is no record", STR_ARGS(rule_tree_text(tree->items[0])));
    }
    return good && rule_step_row(c, &of, tree->number, tree, row);
}

/* T[a, b] */
static bool lookup_row(struct rule_compiler *c, const struct rule_environment *environment,
                       const struct rule_tree *tree, struct rule_row *row)
{
    uint32_t table = PLAN_NONE;
    struct rule_value values[PLAN_KEYS_MOST];
    if (!rule_find_table(c, tree->items[0], &table)) {
        return false;
    }
    const struct rule_table known = c->tables.items[table];
    if (known.key_count == 0 || known.key_count > PLAN_KEYS_MOST) {
        (void)rule_fail_tree(c, tree, "%.*s has no key to look a record up by", STR_ARGS(rule_table_name(c, table)));
        failure_hint(c->failure, "write (first %.*s where …)", STR_ARGS(rule_table_name(c, table)));
        return false;
    }
    if (tree->count - 1 != known.key_count) {
        return rule_fail_tree(c, tree, "the key of %.*s has %u column%s, but %u %s given",
                              STR_ARGS(rule_table_name(c, table)), known.key_count, known.key_count == 1 ? "" : "s",
                              tree->count - 1, tree->count == 2 ? "is" : "are");
    }
    struct rule_slack doubt = RULE_EXACT;
    struct rule_row inner = {rule_make_row(c, table, 0), table, RULE_EXACT};
    for (uint32_t i = 0; i < known.key_count; i++) {
        struct rule_value key;
        struct str name = c->plan->tables.items[table].layout->columns[known.key[i]].name;
        if (inner.node == PLAN_NONE || !rule_lower_column(c, &inner, name, tree, &key) ||
            !rule_lower(c, environment, tree->items[i + 1], &values[i]) ||
            !rule_values_agree(c, &key, &values[i], tree->items[i + 1])) {
            return false;
        }
        doubt = rule_slack_join(doubt, rule_slack_hidden(values[i].slack));
    }
    if (!rule_lookup_row(c, table, known.key, values, known.key_count, row)) {
        return false;
    }
    row->doubt = rule_slack_join(row->doubt, doubt);
    return true;
}

bool rule_lower_row(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                    struct rule_row *row, bool *is_row)
{
    *is_row = false;
    if (++c->recursion > RULE_RECURSION_MOST) {
        return failure_set(c->failure, FAILURE_LIMIT, "the definitions are nested too deeply");
    }
    bool good = true;
    switch (tree->kind) {
    case RULE_TREE_NAME: good = named_row(c, environment, tree, row, is_row); break;
    case RULE_TREE_CALL: good = definition_row(c, environment, tree, row, is_row); break;
    case RULE_TREE_STEP:
        *is_row = true;
        good = step_row(c, environment, tree, row);
        break;
    case RULE_TREE_LOOKUP:
        *is_row = true;
        good = lookup_row(c, environment, tree, row);
        break;
    case RULE_TREE_QUERY:
        *is_row = tree->query->kind == RULE_QUERY_FIRST || tree->query->kind == RULE_QUERY_LAST;
        good = !*is_row || rule_lower_query(c, environment, tree, NULL, row);
        break;
    case RULE_TREE_MEMBER:
        if (str_equal(tree->text, STR("parent"))) {
            struct rule_row of = {.node = PLAN_NONE};
            good = rule_lower_base(c, environment, tree->items[0], &of, is_row);
            good = good && (!*is_row || parent_row(c, &of, tree, row));
        }
        break;
    default: break;
    }
    c->recursion--;
    return good;
}

/* "CINdetails.X": of the record at hand or one outside it, or of one that those are nested in. */
static bool ancestor_row(struct rule_compiler *c, const struct rule_environment *environment,
                         const struct rule_tree *tree, struct rule_row *row, bool *is_row)
{
    for (const struct rule_scope *scope = environment->scope; scope; scope = scope->outer) {
        uint32_t table = scope->table;
        while (table != PLAN_NONE && !str_equal(rule_table_name(c, table), tree->text)) {
            table = c->plan->tables.items[table].parent;
        }
        if (table == PLAN_NONE) {
            continue;
        }
        *is_row = true;
        bool good = rule_scope_row(c, scope, row);
        while (good && row->table != table) {
            struct rule_row of = *row;
            good = parent_row(c, &of, tree, row);
        }
        return good;
    }
    return true;
}

bool rule_lower_base(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_row *row, bool *is_row)
{
    if (!rule_lower_row(c, environment, tree, row, is_row) || *is_row || tree->kind != RULE_TREE_NAME ||
        rule_find_binding(environment, tree)) {
        return !failure_is_set(c->failure);
    }
    if (is_word(tree, "line")) {
        for (const struct rule_scope *scope = environment->scope; scope && !*is_row; scope = scope->outer) {
            const struct schema_table *schema = c->tables.items[scope->table].schema;
            *is_row = schema && schema->line_column != SCHEMA_NONE &&
                      c->plan->tables.items[scope->table].role == PLAN_TABLE_RETURN;
            struct rule_row of = {.node = PLAN_NONE};
            if (*is_row && !(rule_scope_row(c, scope, &of) && rule_lines_row(c, &of, tree, row))) {
                return false;
            }
        }
        return *is_row || ancestor_row(c, environment, tree, row, is_row);
    }
    return ancestor_row(c, environment, tree, row, is_row);
}
