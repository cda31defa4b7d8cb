/* function: the functions of the language, and cell(…). */
#include <stdio.h>

#include "base/number.h"
#include "rule/compiler.h"

#define ARGUMENTS_MOST 16u

struct call {
    struct rule_compiler *c;
    const struct rule_environment *environment;
    const struct rule_tree *tree;
    struct rule_value arguments[ARGUMENTS_MOST];
    struct rule_value *value;
};

static enum plan_type type_at(const struct call *call, uint32_t i)
{
    return rule_node_at(call->c, call->arguments[i].node)->type;
}

static bool result(struct call *call, uint32_t node)
{
    *call->value = rule_value_of(node, call->tree);
    for (uint32_t i = 0; i < call->tree->count; i++) {
        call->value->slack = rule_slack_join(call->value->slack, call->arguments[i].slack);
    }
    return node != PLAN_NONE && !failure_is_set(call->c->failure);
}

/* The result, with nothing said of how far rounding could move it. */
static bool hidden_result(struct call *call, uint32_t node)
{
    bool good = result(call, node);
    call->value->slack = rule_slack_hidden(call->value->slack);
    return good;
}

static struct plan_node node_of(const struct call *call, enum plan_operation operation, enum plan_type type)
{
    struct plan_node node = rule_blank_node(operation, type);
    for (uint32_t i = 0; i < call->tree->count && i < 4; i++) {
        node.arguments[i] = call->arguments[i].node;
    }
    return node;
}

static bool call_abs(struct call *call)
{
    bool good = result(call, rule_make_unary(call->c, PLAN_ABSOLUTE, PLAN_TYPE_NUMBER, call->arguments[0].node));
    call->value->slack.error = call->arguments[0].slack.error;
    return good;
}

static bool whole_constant(struct call *call, uint32_t i, int64_t least, int64_t most, int64_t *number)
{
    const struct plan_node *node = rule_node_at(call->c, call->arguments[i].node);
    *number = node->number;
    if (node->operation == PLAN_NUMBER && node->scale == 0 && *number >= least && *number <= most) {
        return true;
    }
    return rule_fail_tree(call->c, call->tree->items[i], "a whole number from %d to %d is needed here", (int)least,
                          (int)most);
}

static bool call_round(struct call *call)
{
    int64_t places = 0;
    if (call->tree->count == 2 && !whole_constant(call, 1, 0, NUMBER_SCALE_MOST, &places)) {
        return false;
    }
    return hidden_result(call, rule_make_rescale(call->c, call->arguments[0].node, (uint8_t)places));
}

static bool call_extreme(struct call *call)
{
    bool least = str_equal(call->tree->text, STR("least"));
    struct rule_value *first = &call->arguments[0];
    /* Twice, so that all are at the greatest scale. */
    for (uint32_t i = 0; i < 2 * call->tree->count; i++) {
        uint32_t k = i % call->tree->count;
        if (k > 0 && !rule_values_agree(call->c, first, &call->arguments[k], call->tree->items[k])) {
            return false;
        }
    }
    if (type_at(call, 0) == PLAN_TYPE_ROW || type_at(call, 0) == PLAN_TYPE_BOOLEAN) {
        return rule_fail_tree(call->c, call->tree, "%s have no order",
                              type_at(call, 0) == PLAN_TYPE_ROW ? "records" : "conditions");
    }
    uint32_t node = first->node;
    uint32_t error = first->slack.error;
    for (uint32_t i = 1; i < call->tree->count && node != PLAN_NONE; i++) {
        struct plan_node of = *rule_node_at(call->c, node);
        struct plan_node made = rule_blank_node(least ? PLAN_LEAST : PLAN_GREATEST, of.type);
        made.scale = of.scale;
        made.unit = of.unit == PLAN_UNIT_MONEY ? of.unit : rule_node_at(call->c, call->arguments[i].node)->unit;
        made.arguments[0] = node;
        made.arguments[1] = call->arguments[i].node;
        node = rule_add_node(call->c, made);
        error = rule_slack_greatest(call->c, error, call->arguments[i].slack.error);
    }
    bool good = result(call, node);
    call->value->slack.error = error;
    return good;
}

static bool call_remainder(struct call *call)
{
    struct rule_value *a = &call->arguments[0];
    struct rule_value *b = &call->arguments[1];
    if (!rule_numbers_agree(call->c, a, b, call->tree, "divided")) {
        return false;
    }
    return hidden_result(
        call, rule_make_number2(call->c, PLAN_REMAINDER, a->node, b->node, rule_node_at(call->c, a->node)->scale));
}

static bool call_part_of_date(struct call *call)
{
    static const struct {
        const char *name;
        enum plan_operation operation;
    } parts[] = {
        {"year", PLAN_YEAR}, {"month", PLAN_MONTH}, {"day", PLAN_DAY}, {"weekday", PLAN_WEEKDAY}, {"age", PLAN_AGE}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (str_equal(call->tree->text, str_of(parts[i].name))) {
            return result(call, rule_add_node(call->c, node_of(call, parts[i].operation, PLAN_TYPE_NUMBER)));
        }
    }
    return false;
}

static bool call_working_days(struct call *call)
{
    return rule_need_calendar(call->c) &&
           result(call, rule_add_node(call->c, node_of(call, PLAN_WORKING_DAYS, PLAN_TYPE_NUMBER)));
}

static bool call_date(struct call *call)
{
    return result(call, rule_add_node(call->c, node_of(call, PLAN_MAKE_DATE, PLAN_TYPE_DATE)));
}

static bool call_to_date(struct call *call)
{
    return result(call, rule_add_node(call->c, node_of(call, PLAN_PARSE_DATE, PLAN_TYPE_DATE)));
}

static bool call_partial_date(struct call *call)
{
    bool latest = str_equal(call->tree->text, STR("latest_date"));
    return result(
        call, rule_add_node(call->c, node_of(call, latest ? PLAN_LATEST_DATE : PLAN_EARLIEST_DATE, PLAN_TYPE_DATE)));
}

static bool call_square_root(struct call *call)
{
    if (rule_node_at(call->c, call->arguments[0].node)->unit == PLAN_UNIT_MONEY) {
        return rule_fail_tree(call->c, call->tree, "money has no square root");
    }
    return hidden_result(call, rule_make_square_root(call->c, call->arguments[0].node));
}

static bool call_position(struct call *call)
{
    return result(call, rule_add_node(call->c, node_of(call, PLAN_POSITION, PLAN_TYPE_NUMBER)));
}

static bool call_to_number(struct call *call)
{
    struct plan_node node = node_of(call, PLAN_PARSE_NUMBER, PLAN_TYPE_NUMBER);
    node.scale = PLAN_RATIO_SCALE;
    return result(call, rule_add_node(call->c, node));
}

static bool call_length(struct call *call)
{
    return result(call, rule_add_node(call->c, node_of(call, PLAN_LENGTH, PLAN_TYPE_NUMBER)));
}

static bool call_slice(struct call *call)
{
    return result(call, rule_add_node(call->c, node_of(call, PLAN_SLICE, PLAN_TYPE_TEXT)));
}

static bool call_upper(struct call *call)
{
    return result(call, rule_add_node(call->c, node_of(call, PLAN_UPPER, PLAN_TYPE_TEXT)));
}

static bool call_list_has(struct call *call)
{
    struct plan_node node = node_of(call, PLAN_LISTS, PLAN_TYPE_BOOLEAN);
    node.ignore_case = rule_ignores_case(call->c, &call->arguments[0]) ||
                       rule_ignores_case(call->c, &call->arguments[1]);
    return result(call, rule_add_node(call->c, node));
}

static bool call_raw(struct call *call)
{
    if (rule_node_at(call->c, call->arguments[0].node)->operation != PLAN_COLUMN) {
        return rule_fail_tree(call->c, call->tree->items[0], "raw(…) is of a column");
    }
    bool good = result(call, rule_add_node(call->c, node_of(call, PLAN_RAW, PLAN_TYPE_TEXT)));
    call->value->slack = RULE_EXACT;
    return good;
}

/* cell("3.1.1", total): of the statement that the rule is for. */
static bool call_cell(struct call *call)
{
    struct rule_compiler *c = call->c;
    const struct rule_scope *scope = call->environment->scope;
    const struct rule_tree *column = call->tree->items[1];
    while (scope && (!c->tables.items[scope->table].schema ||
                     c->tables.items[scope->table].schema->line_column == SCHEMA_NONE)) {
        scope = scope->outer;
    }
    if (!scope) {
        (void)rule_fail_tree(c, call->tree, "cell(…) belongs in a rule for a statement");
        failure_hint(c->failure, "elsewhere write table_a1[\"3.1.1\"].total");
        return false;
    }
    const struct rule_binding *binding = rule_find_binding(call->environment, column);
    column = binding ? binding->tree : column;
    if (column->kind != RULE_TREE_NAME) {
        return rule_fail_tree(c, column, "the second argument of cell(…) is the name of a column");
    }
    const struct schema_table *schema = c->tables.items[scope->table].schema;
    uint32_t line = schema->line_column;
    struct rule_row inner = {rule_make_row(c, scope->table, 0), scope->table, RULE_EXACT};
    struct rule_row row;
    struct rule_value key;
    struct rule_value code;
    if (inner.node == PLAN_NONE || !rule_lower_column(c, &inner, schema->columns[line].name, call->tree, &key) ||
        !rule_lower(c, call->environment, call->tree->items[0], &code) ||
        !rule_values_agree(c, &key, &code, call->tree->items[0]) ||
        !rule_lookup_row(c, scope->table, &line, &code, 1, &row)) {
        return false;
    }
    return rule_lower_column(c, &row, column->text, column, call->value);
}

struct function {
    const char *name;
    const char
        *types; /* N, D, T, B or * for each argument; "+": as many more as one likes; "?": the rest may be left out */
    bool (*lower)(struct call *call);
};

static const struct function functions[] = {
    {"abs", "N", call_abs},
    {"round", "N?N", call_round},
    {"least", "**+", call_extreme},
    {"greatest", "**+", call_extreme},
    {"remainder", "NN", call_remainder},
    {"sqrt", "N", call_square_root},
    {"working_days", "DD", call_working_days},
    {"age", "DD", call_part_of_date},
    {"year", "D", call_part_of_date},
    {"month", "D", call_part_of_date},
    {"day", "D", call_part_of_date},
    {"weekday", "D", call_part_of_date},
    {"date", "NNN", call_date},
    {"to_date", "T", call_to_date},
    {"earliest_date", "T", call_partial_date},
    {"latest_date", "T", call_partial_date},
    {"to_number", "T", call_to_number},
    {"length", "T", call_length},
    {"slice", "TNN", call_slice},
    {"position", "TT", call_position},
    {"upper", "T", call_upper},
    {"list_has", "TT", call_list_has},
    {"raw", "*", call_raw},
};

static bool unknown_function(struct rule_compiler *c, const struct rule_tree *tree)
{
    size_t count = sizeof functions / sizeof *functions;
    size_t named = c->set->names->items.count;
    struct str *names = ARENA_ARRAY(&c->scratch, count + named + 1, struct str);
    if (!names) {
        return failure_memory(c->failure);
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = str_of(functions[i].name);
    }
    names[count++] = STR("cell");
    for (size_t i = 0; i < named; i++) {
        if (c->set->names->items.items[i].kind == RULE_NAME_DEFINITION) {
            names[count++] = c->set->names->items.items[i].name;
        }
    }
    (void)rule_fail_tree(c, tree, "there is no function or definition %.*s", STR_ARGS(tree->text));
    rule_suggest(c, tree->text, names, count);
    return false;
}

static bool wrong_count(struct rule_compiler *c, const struct rule_tree *tree, const char *takes)
{
    return rule_fail_tree(c, tree, "%.*s takes %s, but %u %s given", STR_ARGS(tree->text), takes, tree->count,
                          tree->count == 1 ? "is" : "are");
}

static bool check_count(struct rule_compiler *c, const struct rule_tree *tree, const char *types)
{
    static const char *const words[] = {"no arguments", "one argument", "two arguments", "three arguments"};
    uint32_t least = 0;
    uint32_t most = 0;
    bool optional = false;
    for (const char *type = types; *type; type++) {
        optional = optional || *type == '?';
        most = *type == '+' ? ARGUMENTS_MOST : most + (*type != '?');
        least += !optional && *type != '+';
    }
    if (tree->count >= least && tree->count <= most) {
        return true;
    }
    char takes[64];
    const char *joiner = most == ARGUMENTS_MOST ? " or more" : least != most ? " or two" : "";
    (void)snprintf(takes, sizeof takes, "%s%s", words[least], joiner);
    return wrong_count(c, tree, takes);
}

static bool lower_arguments(struct call *call, const char *types)
{
    static const struct {
        char letter;
        enum plan_type type;
        const char *words;
    } kinds[] = {{'N', PLAN_TYPE_NUMBER, "a number"}, {'D', PLAN_TYPE_DATE, "a date"}, {'T', PLAN_TYPE_TEXT, "a text"}};
    for (uint32_t i = 0; i < call->tree->count; i++) {
        types += *types == '?';
        char letter = *types == '+' || *types == '\0' ? '*' : *types++;
        struct rule_value *argument = &call->arguments[i];
        if (!rule_lower(call->c, call->environment, call->tree->items[i], argument)) {
            return false;
        }
        for (size_t k = 0; k < 3; k++) {
            if (letter != kinds[k].letter) {
                continue;
            }
            /* A date in quotation marks will do where a date is wanted. */
            if (letter == 'D' && argument->literal) {
                struct rule_value like = rule_value_of(rule_make_date(call->c, 0, PLAN_TYPE_DATE), call->tree);
                if (like.node == PLAN_NONE || !rule_values_agree(call->c, &like, argument, call->tree->items[i])) {
                    return false;
                }
            }
            if (!rule_value_is(call->c, argument, kinds[k].type, kinds[k].words)) {
                return false;
            }
        }
    }
    return true;
}

bool rule_lower_call(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_value *value)
{
    struct call call = {.c = c, .environment = environment, .tree = tree, .value = value};
    bool found = false;
    if (!rule_lower_definition(c, environment, tree, value, &found)) {
        return false;
    }
    if (found) {
        return true;
    }
    if (str_equal(tree->text, STR("cell"))) {
        return tree->count == 2 ? call_cell(&call) : wrong_count(c, tree, "a line's code and a column");
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (str_equal(tree->text, str_of(functions[i].name))) {
            return check_count(c, tree, functions[i].types) && lower_arguments(&call, functions[i].types) &&
                   functions[i].lower(&call);
        }
    }
    return unknown_function(c, tree);
}
