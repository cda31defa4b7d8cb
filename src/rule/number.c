/* number: arithmetic on values: units, scales, dates and stretches of time. */
#include "base/number.h"
#include "rule/compiler.h"

#define PRODUCT_SCALE_MOST 6u

const char *rule_type_words(const struct rule_compiler *c, const struct rule_value *value)
{
    const struct plan_node *node = rule_node_at(c, value->node);
    switch (node->type) {
    case PLAN_TYPE_BOOLEAN: return "a condition";
    case PLAN_TYPE_NUMBER: return node->unit == PLAN_UNIT_MONEY ? "money" : "a number";
    case PLAN_TYPE_DATE: return "a date";
    case PLAN_TYPE_MONTH: return "a month";
    case PLAN_TYPE_TEXT: return "a text";
    case PLAN_TYPE_ROW: return "a record";
    }
    return "";
}

bool rule_value_is(struct rule_compiler *c, const struct rule_value *value, enum plan_type type, const char *needed)
{
    if (rule_node_at(c, value->node)->type == type) {
        return true;
    }
    return rule_fail_tree(c, value->tree, "%.*s is %s, but %s is needed here", STR_ARGS(rule_tree_text(value->tree)),
                          rule_type_words(c, value), needed);
}

static bool rescale(struct rule_compiler *c, struct rule_value *value, uint8_t scale)
{
    value->node = rule_make_rescale(c, value->node, scale);
    value->slack.error = rule_slack_rescale(c, value->slack.error, scale);
    if (value->node == PLAN_NONE) {
        return false;
    }
    if (rule_node_at(c, value->node)->operation == PLAN_RESCALE &&
        rule_is_constant(c, rule_node_at(c, value->node)->arguments[0])) {
        return rule_fail_tree(c, value->tree, "this number is too large");
    }
    return !failure_is_set(c->failure);
}

bool rule_value_align(struct rule_compiler *c, struct rule_value *a, struct rule_value *b)
{
    uint8_t x = rule_node_at(c, a->node)->scale;
    uint8_t y = rule_node_at(c, b->node)->scale;
    uint8_t scale = x > y ? x : y;
    return rescale(c, a, scale) && rescale(c, b, scale);
}

/* Money goes with money and with plain constants. */
static bool units_agree(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b,
                        const struct rule_tree *tree, const char *what)
{
    bool x = rule_node_at(c, a->node)->unit == PLAN_UNIT_MONEY;
    bool y = rule_node_at(c, b->node)->unit == PLAN_UNIT_MONEY;
    if (x == y || (x ? b->plain : a->plain)) {
        return true;
    }
    (void)rule_fail_tree(c, tree, "%.*s is %s and %.*s is %s: they cannot be %s", STR_ARGS(rule_tree_text(a->tree)),
                         rule_type_words(c, a), STR_ARGS(rule_tree_text(b->tree)), rule_type_words(c, b), what);
    return false;
}

bool rule_numbers_agree(struct rule_compiler *c, struct rule_value *a, struct rule_value *b,
                        const struct rule_tree *tree, const char *what)
{
    return units_agree(c, a, b, tree, what) && rule_value_align(c, a, b);
}

static bool is_type(const struct rule_compiler *c, const struct rule_value *value, enum plan_type type)
{
    return rule_node_at(c, value->node)->type == type;
}

static bool mismatch(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b,
                     const struct rule_tree *tree, const char *what)
{
    return rule_fail_tree(c, tree, "%.*s is %s and %.*s is %s: they cannot be %s", STR_ARGS(rule_tree_text(a->tree)),
                          rule_type_words(c, a), STR_ARGS(rule_tree_text(b->tree)), rule_type_words(c, b), what);
}

static struct rule_value joined(uint32_t node, const struct rule_tree *tree, const struct rule_value *a,
                                const struct rule_value *b)
{
    struct rule_value value = rule_value_of(node, tree);
    value.plain = a->plain && b->plain;
    value.slack = rule_slack_join(a->slack, b->slack);
    return value;
}

/* How many days or months to go on, or back. Of working days, the date itself is the first. */
static uint32_t steps_of(struct rule_compiler *c, uint32_t count, enum rule_time time, bool back)
{
    static const int64_t factors[] = {1, 7, 1, 12, 1};
    if (time == RULE_TIME_WORKING_DAYS) {
        uint32_t one = rule_make_number(c, 1, PLAN_UNIT_PLAIN, 0);
        return back ? rule_make_number2(c, PLAN_SUBTRACT, one, count, 0)
                    : rule_make_number2(c, PLAN_SUBTRACT, count, one, 0);
    }
    uint32_t factor = rule_make_number(c, factors[time], PLAN_UNIT_PLAIN, 0);
    uint32_t steps = factors[time] == 1 ? count : rule_make_number2(c, PLAN_MULTIPLY, count, factor, 0);
    return back ? rule_make_unary(c, PLAN_NEGATE, PLAN_TYPE_NUMBER, steps) : steps;
}

/* d + 18 years */
static bool add_time(struct rule_compiler *c, const struct rule_environment *environment, struct rule_value *date,
                     const struct rule_tree *time, const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_value count;
    if (!rule_lower(c, environment, time->items[0], &count)) {
        return false;
    }
    if (!is_type(c, date, PLAN_TYPE_DATE)) {
        return rule_fail_tree(c, tree, "%.*s is %s: a stretch of time can be added to a date only",
                              STR_ARGS(rule_tree_text(date->tree)), rule_type_words(c, date));
    }
    if (!rule_value_is(c, &count, PLAN_TYPE_NUMBER, "a whole number")) {
        return false;
    }
    const struct plan_node *node = rule_node_at(c, count.node);
    if (node->scale != 0 || node->unit == PLAN_UNIT_MONEY) {
        return rule_fail_tree(c, count.tree, "%.*s is not a whole number, but one is needed here",
                              STR_ARGS(rule_tree_text(count.tree)));
    }
    static const enum plan_operation operations[] = {PLAN_ADD_DAYS, PLAN_ADD_DAYS, PLAN_ADD_MONTHS, PLAN_ADD_MONTHS,
                                                     PLAN_ADD_WORKING_DAYS};
    if (time->number == RULE_TIME_WORKING_DAYS && !rule_need_calendar(c)) {
        return false;
    }
    uint32_t steps = steps_of(c, count.node, (enum rule_time)time->number, tree->kind == RULE_TREE_SUBTRACT);
    struct plan_node added = rule_blank_node(operations[time->number], PLAN_TYPE_DATE);
    added.arguments[0] = date->node;
    added.arguments[1] = steps;
    *value = joined(steps == PLAN_NONE ? PLAN_NONE : rule_add_node(c, added), tree, date, &count);
    value->slack = rule_slack_hidden(value->slack);
    return value->node != PLAN_NONE;
}

static bool days_between(struct rule_compiler *c, const struct rule_tree *tree, struct rule_value *a,
                         struct rule_value *b, struct rule_value *value)
{
    if (tree->kind == RULE_TREE_ADD) {
        (void)mismatch(c, a, b, tree, "added");
        failure_hint(c->failure, "add a stretch of time: %.*s + 10 days", STR_ARGS(rule_tree_text(a->tree)));
        return false;
    }
    struct plan_node node = rule_blank_node(PLAN_DAYS_BETWEEN, PLAN_TYPE_NUMBER);
    node.arguments[0] = b->node;
    node.arguments[1] = a->node;
    *value = joined(rule_add_node(c, node), tree, a, b);
    return value->node != PLAN_NONE;
}

static bool add(struct rule_compiler *c, const struct rule_tree *tree, struct rule_value *a, struct rule_value *b,
                struct rule_value *value)
{
    const char *what = tree->kind == RULE_TREE_ADD ? "added" : "subtracted from each other";
    bool dates = is_type(c, a, PLAN_TYPE_DATE) && is_type(c, b, PLAN_TYPE_DATE);
    if (dates) {
        return days_between(c, tree, a, b, value);
    }
    if (!is_type(c, a, PLAN_TYPE_NUMBER) || !is_type(c, b, PLAN_TYPE_NUMBER)) {
        bool date = is_type(c, a, PLAN_TYPE_DATE) && is_type(c, b, PLAN_TYPE_NUMBER);
        (void)mismatch(c, a, b, tree, what);
        if (date) {
            failure_hint(c->failure, "say of what: %.*s days, months or years", STR_ARGS(rule_tree_text(b->tree)));
        }
        return false;
    }
    if (!rule_numbers_agree(c, a, b, tree, what)) {
        return false;
    }
    enum plan_operation operation = tree->kind == RULE_TREE_ADD ? PLAN_ADD : PLAN_SUBTRACT;
    uint32_t node = rule_make_number2(c, operation, a->node, b->node, rule_node_at(c, a->node)->scale);
    *value = joined(node, tree, a, b);
    value->slack.error = rule_slack_add(c, a->slack.error, b->slack.error);
    return node != PLAN_NONE && !failure_is_set(c->failure);
}

static bool multiply(struct rule_compiler *c, const struct rule_tree *tree, struct rule_value *a, struct rule_value *b,
                     struct rule_value *value)
{
    const struct plan_node *x = rule_node_at(c, a->node);
    const struct plan_node *y = rule_node_at(c, b->node);
    if (x->unit == PLAN_UNIT_MONEY && y->unit == PLAN_UNIT_MONEY) {
        return rule_fail_tree(c, tree, "money cannot be multiplied by money");
    }
    unsigned scale = (unsigned)x->scale + y->scale;
    scale = scale > PRODUCT_SCALE_MOST ? PRODUCT_SCALE_MOST : scale;
    uint32_t node = rule_make_number2(c, PLAN_MULTIPLY, a->node, b->node, (uint8_t)scale);
    *value = joined(node, tree, a, b);
    value->slack.error = rule_slack_product(c, a, b, (uint8_t)scale);
    return node != PLAN_NONE && !failure_is_set(c->failure);
}

static bool divide(struct rule_compiler *c, const struct rule_tree *tree, struct rule_value *a, struct rule_value *b,
                   struct rule_value *value)
{
    const struct plan_node *x = rule_node_at(c, a->node);
    const struct plan_node *y = rule_node_at(c, b->node);
    if (x->unit != PLAN_UNIT_MONEY && y->unit == PLAN_UNIT_MONEY) {
        return rule_fail_tree(c, tree, "a number cannot be divided by money");
    }
    if (rule_is_constant(c, b->node) && y->number == 0) {
        return rule_fail_tree(c, b->tree, "a division by zero");
    }
    uint32_t node = rule_make_number2(c, PLAN_DIVIDE, a->node, b->node, PLAN_RATIO_SCALE);
    *value = joined(node, tree, a, b);
    if (node != PLAN_NONE && (a->slack.error != PLAN_NONE || b->slack.error != PLAN_NONE)) {
        value->slack.error = rule_slack_quotient(c, a, b, node);
    }
    return node != PLAN_NONE && !failure_is_set(c->failure);
}

/* Makes two values of one type, for "or else" and "if". */
static bool unite(struct rule_compiler *c, struct rule_value *a, struct rule_value *b, const struct rule_tree *tree)
{
    if (!rule_values_agree(c, a, b, tree)) {
        return false;
    }
    return !is_type(c, a, PLAN_TYPE_ROW) ||
           rule_fail_tree(c, tree, "records cannot be chosen between; choose between their columns");
}

static bool or_else(struct rule_compiler *c, const struct rule_tree *tree, struct rule_value *a, struct rule_value *b,
                    struct rule_value *value)
{
    if (!unite(c, a, b, tree)) {
        return false;
    }
    const struct plan_node *x = rule_node_at(c, a->node);
    struct plan_node node = rule_blank_node(PLAN_DEFAULT, x->type);
    node.scale = x->scale;
    node.unit = x->unit == PLAN_UNIT_MONEY ? x->unit : rule_node_at(c, b->node)->unit;
    node.arguments[0] = a->node;
    node.arguments[1] = b->node;
    *value = joined(rule_add_node(c, node), tree, a, b);
    value->slack.error = rule_slack_greatest(c, a->slack.error, b->slack.error);
    value->column = a->column;
    value->lines_of = a->lines_of;
    return value->node != PLAN_NONE && !failure_is_set(c->failure);
}

static bool lower_if(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_value *value)
{
    struct rule_value condition;
    struct rule_value a;
    struct rule_value b;
    if (!rule_lower_condition(c, environment, tree->items[0], &condition) ||
        !rule_lower(c, environment, tree->items[1], &a) || !rule_lower(c, environment, tree->items[2], &b) ||
        !unite(c, &a, &b, tree)) {
        return false;
    }
    /* Where rounding makes the condition unknown, so is the result: no doubt of it is left. */
    *value = joined(rule_make_if(c, condition.node, a.node, b.node), tree, &a, &b);
    value->slack = rule_slack_join(value->slack, rule_slack_hidden(condition.slack));
    value->slack.error = rule_slack_greatest(c, a.slack.error, b.slack.error);
    return value->node != PLAN_NONE && !failure_is_set(c->failure);
}

static bool negate(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                   struct rule_value *value)
{
    struct rule_value a;
    if (!rule_lower(c, environment, tree->items[0], &a) || !rule_value_is(c, &a, PLAN_TYPE_NUMBER, "a number")) {
        return false;
    }
    *value = a;
    value->tree = tree;
    value->column = NULL;
    value->node = rule_make_unary(c, PLAN_NEGATE, PLAN_TYPE_NUMBER, a.node);
    return value->node != PLAN_NONE;
}

static bool both_numbers(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b)
{
    return rule_value_is(c, a, PLAN_TYPE_NUMBER, "a number") && rule_value_is(c, b, PLAN_TYPE_NUMBER, "a number");
}

bool rule_lower_arithmetic(struct rule_compiler *c, const struct rule_environment *environment,
                           const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_value a;
    struct rule_value b;
    if (tree->kind == RULE_TREE_NEGATE) {
        return negate(c, environment, tree, value);
    }
    if (tree->kind == RULE_TREE_IF) {
        return lower_if(c, environment, tree, value);
    }
    if (!rule_lower(c, environment, tree->items[0], &a)) {
        return false;
    }
    if (tree->items[1]->kind == RULE_TREE_TIME && (tree->kind == RULE_TREE_ADD || tree->kind == RULE_TREE_SUBTRACT)) {
        return add_time(c, environment, &a, tree->items[1], tree, value);
    }
    if (!rule_lower(c, environment, tree->items[1], &b)) {
        return false;
    }
    switch (tree->kind) {
    case RULE_TREE_ADD:
    case RULE_TREE_SUBTRACT: return add(c, tree, &a, &b, value);
    case RULE_TREE_MULTIPLY: return both_numbers(c, &a, &b) && multiply(c, tree, &a, &b, value);
    case RULE_TREE_DIVIDE: return both_numbers(c, &a, &b) && divide(c, tree, &a, &b, value);
    default: return or_else(c, tree, &a, &b, value);
    }
}
