/* compare: two values against each other. Literals become what the other side is, and are checked against code lists. */
#include "base/date.h"
#include "rule/compiler.h"

static enum plan_type type_of(const struct rule_compiler *c, const struct rule_value *value)
{
    return rule_node_at(c, value->node)->type;
}

bool rule_ignores_case(const struct rule_compiler *c, const struct rule_value *value)
{
    const struct schema_column *column = value->column;
    return column &&
           (column->ignore_case || (column->codes != SCHEMA_NONE && c->schema->code_lists[column->codes].ignore_case));
}

bool rule_ignores_blanks(const struct rule_value *value)
{
    return value->column && value->column->ignore_blanks;
}

/* Without blanks. */
static bool squeeze(struct rule_compiler *c, struct rule_value *value, bool ignore_case)
{
    struct plan_node node = *rule_node_at(c, value->node);
    if (node.operation == PLAN_SQUEEZE && node.ignore_case == ignore_case) {
        return true;
    }
    if (node.operation == PLAN_TEXT) {
        struct str text = c->plan->texts.items[node.number];
        char *bytes = arena_alloc(&c->scratch, text.length + 1);
        if (!bytes) {
            return failure_memory(c->failure);
        }
        value->node = rule_make_text(c, str_as_key(text, true, ignore_case, bytes));
        return value->node != PLAN_NONE;
    }
    node = rule_blank_node(PLAN_SQUEEZE, PLAN_TYPE_TEXT);
    node.arguments[0] = value->node;
    node.ignore_case = ignore_case;
    value->node = rule_add_node(c, node);
    return value->node != PLAN_NONE;
}

bool rule_make_key(struct rule_compiler *c, struct rule_value *value, const struct rule_value *like)
{
    bool ignore_case = rule_ignores_case(c, value) || rule_ignores_case(c, like);
    if (type_of(c, value) != PLAN_TYPE_TEXT) {
        return true;
    }
    if (rule_ignores_blanks(value) || rule_ignores_blanks(like)) {
        return squeeze(c, value, ignore_case);
    }
    if (ignore_case) {
        value->node = rule_make_unary(c, PLAN_UPPER, PLAN_TYPE_TEXT, value->node);
    }
    return value->node != PLAN_NONE;
}

/* A text in quotation marks where a date or a month is wanted. */
static bool read_date(struct rule_compiler *c, struct rule_value *literal, enum plan_type type)
{
    struct str text = literal->literal->text;
    int64_t number = 0;
    bool good = type == PLAN_TYPE_DATE ? date_parse(text, &number) : date_parse_month(text, &number);
    if (!good) {
        (void)rule_fail_tree(c, literal->literal, "\"%.*s\" is not a %s", STR_ARGS(text),
                             type == PLAN_TYPE_DATE ? "date" : "month");
        failure_hint(c->failure, type == PLAN_TYPE_DATE ? "dates are written 2024-03-31, or \"31/03/2024\""
                                                        : "months are written 2024-03");
        return false;
    }
    literal->node = rule_make_date(c, number, type);
    literal->literal = NULL;
    return literal->node != PLAN_NONE;
}

/* The code as its list spells it; NULL when the list does not have it in any period. */
static const struct schema_code *find_code(const struct schema_code_list *list, bool ignore_case, struct str text)
{
    for (uint32_t i = 0; i < list->code_count; i++) {
        struct str code = list->codes[i].code;
        if (ignore_case ? str_equal_ignoring_case(code, text) : str_equal(code, text)) {
            return &list->codes[i];
        }
    }
    return NULL;
}

static bool fail_with_near(struct rule_compiler *c, const struct rule_tree *tree, struct str list,
                           const struct str *codes, size_t count)
{
    (void)rule_fail_tree(c, tree, "\"%.*s\" is not one of the codes of %.*s", STR_ARGS(tree->text), STR_ARGS(list));
    rule_suggest(c, tree->text, codes, count);
    return false;
}

static bool check_code(struct rule_compiler *c, const struct schema_column *column, struct rule_value *literal)
{
    const struct schema_code_list *list = &c->schema->code_lists[column->codes];
    const struct schema_code *code = find_code(list, column->ignore_case || list->ignore_case, literal->literal->text);
    if (code) {
        literal->node = rule_make_text(c, code->code);
        return literal->node != PLAN_NONE;
    }
    struct str *codes = ARENA_ARRAY(&c->scratch, list->code_count, struct str);
    if (!codes) {
        return failure_memory(c->failure);
    }
    for (uint32_t i = 0; i < list->code_count; i++) {
        codes[i] = list->codes[i].code;
    }
    return fail_with_near(c, literal->literal, column->name, codes, list->code_count);
}

static bool check_line(struct rule_compiler *c, const struct schema_table *statement, const struct rule_tree *literal)
{
    struct str *codes = ARENA_ARRAY(&c->scratch, statement->line_count, struct str);
    if (!codes) {
        return failure_memory(c->failure);
    }
    for (uint32_t i = 0; i < statement->line_count; i++) {
        codes[i] = statement->lines[i].code;
        if (str_equal(codes[i], literal->text)) {
            return true;
        }
    }
    (void)rule_fail_tree(c, literal, "%.*s has no line \"%.*s\"", STR_ARGS(statement->name), STR_ARGS(literal->text));
    rule_suggest(c, literal->text, codes, statement->line_count);
    return false;
}

/* What a literal has to be, beside the value that it is compared with. */
static bool check_literal(struct rule_compiler *c, const struct rule_value *value, struct rule_value *literal)
{
    if (!literal->literal) {
        return true;
    }
    enum plan_type type = type_of(c, value);
    if (type == PLAN_TYPE_DATE || type == PLAN_TYPE_MONTH) {
        return read_date(c, literal, type);
    }
    if (type != PLAN_TYPE_TEXT) {
        return true;
    }
    if (value->column && value->column->codes != SCHEMA_NONE) {
        return check_code(c, value->column, literal);
    }
    return !value->lines_of || check_line(c, value->lines_of, literal->literal);
}

bool rule_fail_mismatch(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b,
                        const struct rule_tree *tree)
{
    (void)rule_fail_tree(c, tree, "%.*s is %s and %.*s is %s: they cannot be compared",
                         STR_ARGS(rule_tree_text(a->tree)), rule_type_words(c, a), STR_ARGS(rule_tree_text(b->tree)),
                         rule_type_words(c, b));
    if (type_of(c, a) == PLAN_TYPE_TEXT && type_of(c, b) == PLAN_TYPE_NUMBER && rule_is_constant(c, b->node)) {
        failure_hint(c->failure, "codes are texts: put it in quotation marks");
    } else if (type_of(c, a) == PLAN_TYPE_DATE && type_of(c, b) == PLAN_TYPE_NUMBER && rule_is_constant(c, b->node)) {
        failure_hint(c->failure, "year(%.*s) is a number; a date is written 2024-03-31",
                     STR_ARGS(rule_tree_text(a->tree)));
    } else if (type_of(c, a) == PLAN_TYPE_BOOLEAN && type_of(c, b) == PLAN_TYPE_TEXT) {
        failure_hint(c->failure, "true and false stand without quotation marks");
    } else if (type_of(c, a) == PLAN_TYPE_ROW) {
        failure_hint(c->failure, "name one of its columns: %.*s.…", STR_ARGS(rule_tree_text(a->tree)));
    }
    return false;
}

bool rule_values_agree(struct rule_compiler *c, struct rule_value *a, struct rule_value *b,
                       const struct rule_tree *tree)
{
    if (!check_literal(c, a, b) || !check_literal(c, b, a)) {
        return false;
    }
    if (type_of(c, a) != type_of(c, b)) {
        return rule_fail_mismatch(c, a, b, tree);
    }
    return type_of(c, a) != PLAN_TYPE_NUMBER || rule_numbers_agree(c, a, b, tree, "compared");
}

static bool is_order(enum plan_operation operation)
{
    return operation == PLAN_LESS || operation == PLAN_LESS_EQUAL;
}

/* The comparison when one side is known only to within the slack. */
static uint32_t compare_within(struct rule_compiler *c, enum plan_operation operation, const struct rule_value *a,
                               const struct rule_value *b, uint32_t tolerance, uint32_t slack)
{
    uint8_t scale = rule_node_at(c, a->node)->scale;
    uint32_t none = rule_make_number(c, 0, PLAN_UNIT_PLAIN, scale);
    struct plan_node node = rule_blank_node(PLAN_EQUAL_WITHIN, PLAN_TYPE_BOOLEAN);
    node.arguments[0] = a->node;
    node.arguments[1] = b->node;
    slack = slack == PLAN_NONE ? none : slack;
    if (none == PLAN_NONE) {
        return PLAN_NONE;
    }
    if (is_order(operation)) {
        node.operation = operation == PLAN_LESS ? PLAN_LESS_WITHIN : PLAN_LESS_EQUAL_WITHIN;
        node.arguments[2] = slack;
        return rule_add_node(c, node);
    }
    node.arguments[2] = tolerance == PLAN_NONE ? none : tolerance;
    node.arguments[3] = slack;
    uint32_t equal = rule_add_node(c, node);
    return operation == PLAN_NOT_EQUAL ? rule_make_not(c, equal) : equal;
}

static uint32_t compare_plainly(struct rule_compiler *c, enum plan_operation operation, struct rule_value *a,
                                struct rule_value *b)
{
    bool blanks = !is_order(operation) && (rule_ignores_blanks(a) || rule_ignores_blanks(b));
    if (blanks && !(rule_make_key(c, a, b) && rule_make_key(c, b, a))) {
        return PLAN_NONE;
    }
    struct plan_node node = rule_blank_node(operation, PLAN_TYPE_BOOLEAN);
    node.arguments[0] = a->node;
    node.arguments[1] = b->node;
    /* A code from the list is spelt as the list spells it in the records too: only others need care. */
    bool listed = (a->literal && b->column && b->column->codes != SCHEMA_NONE) ||
                  (b->literal && a->column && a->column->codes != SCHEMA_NONE);
    node.ignore_case = !listed && !blanks && type_of(c, a) == PLAN_TYPE_TEXT &&
                       (rule_ignores_case(c, a) || rule_ignores_case(c, b));
    return rule_add_node(c, node);
}

static bool finish(struct rule_compiler *c, uint32_t node, struct rule_slack slack, const struct rule_tree *tree,
                   struct rule_value *value)
{
    *value = rule_value_of(rule_slack_guard(c, node, &slack), tree);
    value->slack = rule_slack_hidden(slack);
    return value->node != PLAN_NONE;
}

bool rule_compare(struct rule_compiler *c, enum plan_operation operation, struct rule_value *a, struct rule_value *b,
                  const struct rule_tree *tree, struct rule_value *value)
{
    if (!rule_values_agree(c, a, b, tree)) {
        return false;
    }
    enum plan_type type = type_of(c, a);
    if (type == PLAN_TYPE_ROW) {
        return rule_fail_tree(c, tree, "records cannot be compared; compare their columns");
    }
    if (type == PLAN_TYPE_BOOLEAN && is_order(operation)) {
        return rule_fail_tree(c, tree, "conditions have no order");
    }
    struct rule_slack slack = rule_slack_join(a->slack, b->slack);
    uint32_t error = rule_slack_add(c, a->slack.error, b->slack.error);
    if (failure_is_set(c->failure)) {
        return false;
    }
    if (error == PLAN_NONE || operation == PLAN_SAME_AS) {
        slack = error == PLAN_NONE ? slack : rule_slack_hidden(slack);
        return finish(c, compare_plainly(c, operation, a, b), slack, tree, value);
    }
    return finish(c, compare_within(c, operation, a, b, PLAN_NONE, error), slack, tree, value);
}

static bool lower_within(struct rule_compiler *c, const struct rule_environment *environment,
                         const struct rule_tree *tree, struct rule_value *a, struct rule_value *b,
                         struct rule_value *value)
{
    struct rule_value tolerance;
    if (!rule_values_agree(c, a, b, tree) || !rule_lower(c, environment, tree->items[2], &tolerance) ||
        !rule_value_is(c, a, PLAN_TYPE_NUMBER, "a number") ||
        !rule_value_is(c, &tolerance, PLAN_TYPE_NUMBER, "a number") ||
        !rule_numbers_agree(c, a, &tolerance, tolerance.tree, "compared") ||
        !rule_numbers_agree(c, b, a, tree, "compared")) {
        return false;
    }
    uint32_t error = rule_slack_add(c, a->slack.error, b->slack.error);
    error = rule_slack_add(c, error, tolerance.slack.error);
    struct rule_slack slack = rule_slack_join(rule_slack_join(a->slack, b->slack), tolerance.slack);
    enum plan_operation operation = tree->kind == RULE_TREE_EQUAL ? PLAN_EQUAL : PLAN_NOT_EQUAL;
    if (failure_is_set(c->failure)) {
        return false;
    }
    return finish(c, compare_within(c, operation, a, b, tolerance.node, error), slack, tree, value);
}

static bool lower_between(struct rule_compiler *c, const struct rule_environment *environment,
                          const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_value a;
    struct rule_value low;
    struct rule_value high;
    struct rule_value above = {.node = PLAN_NONE};
    struct rule_value below = {.node = PLAN_NONE};
    if (!rule_lower(c, environment, tree->items[0], &a) || !rule_lower(c, environment, tree->items[1], &low) ||
        !rule_lower(c, environment, tree->items[2], &high)) {
        return false;
    }
    struct rule_value again = a;
    /* The value comes first, so that a mismatch is told in the order of reading. */
    if (!rule_values_agree(c, &a, &low, tree) || !rule_values_agree(c, &again, &high, tree) ||
        !rule_compare(c, PLAN_LESS_EQUAL, &low, &a, tree, &above) ||
        !rule_compare(c, PLAN_LESS_EQUAL, &again, &high, tree, &below)) {
        return false;
    }
    *value = rule_value_of(rule_make_and(c, above.node, below.node), tree);
    value->slack = rule_slack_join(above.slack, below.slack);
    return value->node != PLAN_NONE;
}

bool rule_lower_comparison(struct rule_compiler *c, const struct rule_environment *environment,
                           const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_value a;
    struct rule_value b;
    if (tree->kind == RULE_TREE_BETWEEN) {
        return lower_between(c, environment, tree, value);
    }
    if (!rule_lower(c, environment, tree->items[0], &a) || !rule_lower(c, environment, tree->items[1], &b)) {
        return false;
    }
    if (tree->count == 3) {
        return lower_within(c, environment, tree, &a, &b, value);
    }
    switch (tree->kind) {
    case RULE_TREE_EQUAL: return rule_compare(c, PLAN_EQUAL, &a, &b, tree, value);
    case RULE_TREE_NOT_EQUAL: return rule_compare(c, PLAN_NOT_EQUAL, &a, &b, tree, value);
    case RULE_TREE_LESS: return rule_compare(c, PLAN_LESS, &a, &b, tree, value);
    case RULE_TREE_LESS_EQUAL: return rule_compare(c, PLAN_LESS_EQUAL, &a, &b, tree, value);
    /* Order of evaluation does not matter; mistakes are still told left to right. */
    case RULE_TREE_GREATER:
    case RULE_TREE_GREATER_EQUAL:
        return rule_values_agree(c, &a, &b, tree) &&
               rule_compare(c, tree->kind == RULE_TREE_GREATER ? PLAN_LESS : PLAN_LESS_EQUAL, &b, &a, tree, value);
    default: break;
    }
    if (!rule_compare(c, PLAN_SAME_AS, &a, &b, tree, value)) {
        return false;
    }
    if (tree->kind == RULE_TREE_DIFFERS) {
        value->node = rule_make_not(c, value->node);
    }
    return value->node != PLAN_NONE;
}
