/* lower: from an expression to a plan's node, by its kind. */
#include <stdarg.h>
#include <stdio.h>

#include "rule/compiler.h"

bool rule_fail_tree(struct rule_compiler *c, const struct rule_tree *tree, const char *format, ...)
{
    char message[sizeof c->failure->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return rule_fail(tree->source, tree->at, c->failure, "%s", message);
}

void rule_suggest(struct rule_compiler *c, struct str word, const struct str *names, size_t count)
{
    const struct str *nearest = str_nearest(word, names, count);
    if (nearest) {
        failure_hint(c->failure, "did you mean %.*s?", STR_ARGS(*nearest));
    }
}

void rule_suggest_column(struct rule_compiler *c, struct str word, const struct table_layout *layout)
{
    struct str *names = ARENA_ARRAY(&c->scratch, layout->column_count, struct str);
    for (uint32_t i = 0; names && i < layout->column_count; i++) {
        names[i] = layout->columns[i].name;
    }
    if (names) {
        rule_suggest(c, word, names, layout->column_count);
    }
}

struct rule_value rule_value_of(uint32_t node, const struct rule_tree *tree)
{
    return (struct rule_value){.node = node, .tree = tree, .slack = RULE_EXACT};
}

static bool lower_literal(struct rule_compiler *c, const struct rule_tree *tree, struct rule_value *value)
{
    *value = rule_value_of(PLAN_NONE, tree);
    value->plain = true;
    switch (tree->kind) {
    case RULE_TREE_NUMBER: value->node = rule_make_number(c, tree->number, PLAN_UNIT_PLAIN, tree->scale); break;
    case RULE_TREE_DATE: value->node = rule_make_date(c, tree->number, PLAN_TYPE_DATE); break;
    case RULE_TREE_MONTH: value->node = rule_make_date(c, tree->number, PLAN_TYPE_MONTH); break;
    case RULE_TREE_BOOLEAN: value->node = rule_make_boolean(c, tree->number != 0); break;
    default:
        value->node = rule_make_text(c, tree->text);
        value->literal = tree;
        break;
    }
    return value->node != PLAN_NONE;
}

bool rule_lower_condition(struct rule_compiler *c, const struct rule_environment *environment,
                          const struct rule_tree *tree, struct rule_value *value)
{
    return rule_lower(c, environment, tree, value) && rule_value_is(c, value, PLAN_TYPE_BOOLEAN, "a condition");
}

static bool lower_logic(struct rule_compiler *c, const struct rule_environment *environment,
                        const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_value a;
    struct rule_value b;
    if (!rule_lower_condition(c, environment, tree->items[0], &a)) {
        return false;
    }
    *value = rule_value_of(a.node, tree);
    value->slack = rule_slack_hidden(a.slack);
    if (tree->kind == RULE_TREE_NOT) {
        value->node = rule_make_not(c, a.node);
        return value->node != PLAN_NONE;
    }
    if (!rule_lower_condition(c, environment, tree->items[1], &b)) {
        return false;
    }
    value->node = tree->kind == RULE_TREE_AND ? rule_make_and(c, a.node, b.node) : rule_make_or(c, a.node, b.node);
    value->slack = rule_slack_join(value->slack, rule_slack_hidden(b.slack));
    return value->node != PLAN_NONE;
}

/* same CHILD: this record's, and that of the record just outside the query. */
static bool lower_same_key(struct rule_compiler *c, const struct rule_environment *environment,
                           const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_row inner;
    struct rule_row outer;
    struct rule_value a;
    struct rule_value b;
    if (!environment->scope || !environment->scope->outer) {
        return rule_fail_tree(c, tree, "\"same %.*s\" belongs in a query, with a record outside it",
                              STR_ARGS(tree->text));
    }
    return rule_scope_row(c, environment->scope, &inner) && rule_scope_row(c, environment->scope->outer, &outer) &&
           rule_lower_column(c, &inner, tree->text, tree, &a) && rule_lower_column(c, &outer, tree->text, tree, &b) &&
           rule_compare(c, PLAN_EQUAL, &a, &b, tree, value);
}

static bool lower_row_value(struct rule_compiler *c, const struct rule_environment *environment,
                            const struct rule_tree *tree, struct rule_value *value, bool *is_row)
{
    struct rule_row row = {.node = PLAN_NONE};
    if (!rule_lower_row(c, environment, tree, &row, is_row)) {
        return false;
    }
    if (*is_row) {
        *value = rule_value_of(row.node, tree);
        value->slack = row.doubt;
    }
    return true;
}

static bool lower_name_of(struct rule_compiler *c, const struct rule_environment *environment,
                          const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_value of;
    if (!rule_lower(c, environment, tree->items[0], &of)) {
        return false;
    }
    struct plan_node node = *rule_node_at(c, of.node);
    if (node.operation != PLAN_COLUMN) {
        return rule_fail_tree(c, tree, "%.*s is no column", STR_ARGS(tree->items[0]->text));
    }
    const struct table_layout *layout = c->plan->tables.items[rule_node_at(c, node.arguments[0])->table].layout;
    struct str title = of.column && of.column->title.length > 0 ? of.column->title : layout->columns[node.number].name;
    *value = rule_value_of(rule_make_text(c, title), tree);
    return value->node != PLAN_NONE;
}

static bool lower_kind(struct rule_compiler *c, const struct rule_environment *environment,
                       const struct rule_tree *tree, struct rule_value *value)
{
    switch (tree->kind) {
    case RULE_TREE_NUMBER:
    case RULE_TREE_DATE:
    case RULE_TREE_MONTH:
    case RULE_TREE_TEXT:
    case RULE_TREE_BOOLEAN: return lower_literal(c, tree, value);
    case RULE_TREE_NAME: return rule_lower_name(c, environment, tree, value);
    case RULE_TREE_MEMBER: return rule_lower_member(c, environment, tree, value);
    case RULE_TREE_CALL: return rule_lower_call(c, environment, tree, value);
    case RULE_TREE_QUERY: return rule_lower_query(c, environment, tree, value, NULL);
    case RULE_TREE_NAME_OF: return lower_name_of(c, environment, tree, value);
    case RULE_TREE_SAME_KEY: return lower_same_key(c, environment, tree, value);
    case RULE_TREE_NOT:
    case RULE_TREE_AND:
    case RULE_TREE_OR: return lower_logic(c, environment, tree, value);
    case RULE_TREE_IN: return rule_lower_in(c, environment, tree, value);
    case RULE_TREE_MATCHES: return rule_lower_matches(c, environment, tree, value);
    case RULE_TREE_IS: return rule_lower_test(c, environment, tree, value);
    case RULE_TREE_NEGATE:
    case RULE_TREE_ADD:
    case RULE_TREE_SUBTRACT:
    case RULE_TREE_MULTIPLY:
    case RULE_TREE_DIVIDE:
    case RULE_TREE_OR_ELSE:
    case RULE_TREE_IF: return rule_lower_arithmetic(c, environment, tree, value);
    case RULE_TREE_LIST: return rule_fail_tree(c, tree, "a list stands behind \"in\" only");
    case RULE_TREE_TUPLE: return rule_fail_tree(c, tree, "several values in brackets stand before \"is unique\" only");
    case RULE_TREE_TIME:
        return rule_fail_tree(c, tree, "%.*s can only be added to a date, or subtracted from one",
                              STR_ARGS(rule_tree_text(tree)));
    default: return rule_lower_comparison(c, environment, tree, value);
    }
}

bool rule_lower(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                struct rule_value *value)
{
    bool is_row = false;
    if (++c->steps > RULE_STEPS_MOST) {
        (void)failure_set(c->failure, FAILURE_LIMIT, "the rule needs more than %u steps: its definitions grow too much",
                          RULE_STEPS_MOST);
        return false;
    }
    if (++c->recursion > RULE_RECURSION_MOST) {
        (void)failure_set(c->failure, FAILURE_LIMIT, "the definitions are nested too deeply");
        return false;
    }
    bool good = lower_row_value(c, environment, tree, value, &is_row) &&
                (is_row || lower_kind(c, environment, tree, value));
    c->recursion--;
    return good;
}
