/* test: is missing, is open, is first …, in a list, matches a pattern. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "rule/compiler.h"

static bool finish(struct rule_compiler *c, uint32_t node, const struct rule_tree *tree, struct rule_value *value)
{
    *value = rule_value_of(tree->negated ? rule_make_not(c, node) : node, tree);
    return value->node != PLAN_NONE;
}

static bool test_row(struct rule_compiler *c, const struct rule_tree *tree, const struct rule_row *row,
                     struct rule_value *value)
{
    if (tree->number != RULE_TEST_MISSING && tree->number != RULE_TEST_PRESENT) {
        return rule_fail_tree(c, tree, "a record is missing or present; it cannot be malformed");
    }
    uint32_t missing = rule_make_unary(c, PLAN_IS_MISSING, PLAN_TYPE_BOOLEAN, row->node);
    missing = rule_slack_guard(c, missing, &row->doubt);
    bool good = finish(c, tree->number == RULE_TEST_PRESENT ? rule_make_not(c, missing) : missing, tree, value);
    value->slack = rule_slack_hidden(row->doubt);
    return good;
}

static bool test_value(struct rule_compiler *c, const struct rule_environment *environment,
                       const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_value a;
    struct rule_row row = {.node = PLAN_NONE};
    bool is_row = false;
    if (!rule_lower_row(c, environment, tree->items[0], &row, &is_row)) {
        return false;
    }
    if (is_row) {
        return test_row(c, tree, &row, value);
    }
    if (!rule_lower(c, environment, tree->items[0], &a)) {
        return false;
    }
    enum plan_operation operation = tree->number == RULE_TEST_MALFORMED ? PLAN_IS_MALFORMED : PLAN_IS_MISSING;
    uint32_t node = rule_make_unary(c, operation, PLAN_TYPE_BOOLEAN, a.node);
    node = tree->number == RULE_TEST_PRESENT ? rule_make_not(c, node) : node;
    /* A bounded error does not make a figure appear or go away. */
    struct rule_slack doubt = a.slack;
    doubt.error_now = doubt.error_last = 0;
    doubt.error = PLAN_NONE;
    bool good = finish(c, rule_slack_guard(c, node, &doubt), tree, value);
    value->slack = rule_slack_hidden(doubt);
    return good;
}

/* own is open: from the statement's lines. */
static bool test_open(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                      struct rule_value *value)
{
    struct rule_value a;
    if (tree->count == 0) {
        return rule_fail_tree(c, tree, "say which column is open: own is open");
    }
    if (!rule_lower(c, environment, tree->items[0], &a)) {
        return false;
    }
    struct plan_node cell = *rule_node_at(c, a.node);
    if (cell.operation != PLAN_COLUMN) {
        return rule_fail_tree(c, tree->items[0], "%.*s is no column: only a cell of a statement is open or closed",
                              STR_ARGS(rule_tree_text(tree->items[0])));
    }
    struct rule_row of = {cell.arguments[0], rule_node_at(c, cell.arguments[0])->table, RULE_EXACT};
    struct rule_row lines = {.node = PLAN_NONE};
    if (!rule_lines_row(c, &of, tree, &lines)) {
        return false;
    }
    struct str column = c->plan->tables.items[of.table].layout->columns[cell.number].name;
    struct str name = arena_printf(&c->scratch, "%.*s_open", STR_ARGS(column));
    if (!name.data) {
        return failure_memory(c->failure);
    }
    uint32_t open = table_layout_find(c->plan->tables.items[lines.table].layout, name);
    if (open == TABLE_NO_COLUMN) {
        return rule_fail_tree(c, tree->items[0], "%.*s holds no amounts: it is neither open nor closed",
                              STR_ARGS(column));
    }
    uint32_t node = rule_make_column(c, lines.node, open);
    return node != PLAN_NONE &&
           finish(c, tree->number == RULE_TEST_CLOSED ? rule_make_not(c, node) : node, tree, value);
}

static bool innermost(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                      struct rule_row *row)
{
    if (!environment->scope) {
        return rule_fail_tree(c, tree, "there is no record here that could be first, last or unique");
    }
    return rule_scope_row(c, environment->scope, row);
}

/* is first: there is no record before it. */
static bool test_end(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_value *value)
{
    struct rule_row row = {.node = PLAN_NONE};
    struct rule_row step = {.node = PLAN_NONE};
    bool is_row = true;
    bool good = tree->count == 0 ? innermost(c, environment, tree, &row)
                                 : rule_lower_row(c, environment, tree->items[0], &row, &is_row);
    if (good && !is_row) {
        return rule_fail_tree(c, tree, "only a record is first or last");
    }
    if (!good || !rule_step_row(c, &row, tree->number == RULE_TEST_FIRST ? -1 : 1, tree, &step)) {
        return false;
    }
    uint32_t node = rule_make_unary(c, PLAN_IS_MISSING, PLAN_TYPE_BOOLEAN, step.node);
    return node != PLAN_NONE && finish(c, node, tree, value);
}

/* The key's values must be of the record at hand alone. */
static bool lower_key(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                      const struct rule_row *row, uint32_t *list, struct rule_slack *slack)
{
    const struct rule_tree *of = tree->items[0];
    bool tuple = of->kind == RULE_TREE_TUPLE;
    unsigned scope = (unsigned)rule_node_at(c, row->node)->number;
    for (uint32_t i = 0; i < (tuple ? of->count : 1); i++) {
        struct rule_value part;
        const struct rule_tree *item = tuple ? of->items[i] : of;
        if (!rule_lower(c, environment, item, &part)) {
            return false;
        }
        if (rule_node_at(c, part.node)->scopes != 1u << scope) {
            return rule_fail_tree(c, item, "the key of \"is unique\" is made of this record's own columns");
        }
        *slack = rule_slack_join(*slack, part.slack);
        list[i] = rule_make_key(c, &part, &part) ? rule_rebase(c, part.node, scope) : PLAN_NONE;
        if (list[i] == PLAN_NONE) {
            return false;
        }
    }
    return true;
}

static bool test_unique(struct rule_compiler *c, const struct rule_environment *environment,
                        const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_row row = {.node = PLAN_NONE};
    uint32_t list[PLAN_KEYS_MOST];
    struct rule_slack slack = RULE_EXACT;
    if (tree->count == 0) {
        return rule_fail_tree(c, tree, "say what is unique: CHILD is unique, or (CHILD, DECOM) is unique");
    }
    uint32_t count = tree->items[0]->kind == RULE_TREE_TUPLE ? tree->items[0]->count : 1;
    if (count > PLAN_KEYS_MOST) {
        return rule_fail_tree(c, tree, "a key has at most %u columns", PLAN_KEYS_MOST);
    }
    if (!innermost(c, environment, tree, &row) || !lower_key(c, environment, tree, &row, list, &slack)) {
        return false;
    }
    struct plan_node node = rule_blank_node(PLAN_UNIQUE, PLAN_TYPE_BOOLEAN);
    node.arguments[0] = rule_make_row(c, row.table, 0);
    node.list = list;
    node.list_count = count;
    uint32_t unique = node.arguments[0] == PLAN_NONE ? PLAN_NONE : rule_add_node(c, node);
    if (unique != PLAN_NONE && rule_node_at(c, row.node)->number != 0) {
        struct plan_node derived = rule_blank_node(PLAN_DERIVED, PLAN_TYPE_BOOLEAN);
        uint32_t index = plan_derived_add(c->plan, (struct plan_derived){row.table, unique}, c->failure);
        derived.arguments[0] = row.node;
        derived.number = index;
        unique = index == PLAN_NONE ? PLAN_NONE : rule_add_node(c, derived);
    }
    slack = rule_slack_hidden(slack);
    bool good = unique != PLAN_NONE && finish(c, rule_slack_guard(c, unique, &slack), tree, value);
    value->slack = slack;
    return good;
}

bool rule_lower_test(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_value *value)
{
    switch ((enum rule_test)tree->number) {
    case RULE_TEST_MISSING:
    case RULE_TEST_PRESENT:
    case RULE_TEST_MALFORMED:
        if (tree->count == 0) {
            return rule_fail_tree(c, tree, "say what is missing, present or malformed: DEC is missing");
        }
        return test_value(c, environment, tree, value);
    case RULE_TEST_OPEN:
    case RULE_TEST_CLOSED: return test_open(c, environment, tree, value);
    case RULE_TEST_FIRST:
    case RULE_TEST_LAST: return test_end(c, environment, tree, value);
    case RULE_TEST_UNIQUE: return test_unique(c, environment, tree, value);
    }
    return false;
}

const struct schema_code_list *rule_code_list(struct rule_compiler *c, const struct rule_tree *tree)
{
    bool written = tree->kind == RULE_TREE_MEMBER && tree->items[0]->kind == RULE_TREE_NAME &&
                   str_equal(tree->items[0]->text, STR("codes"));
    if (!written) {
        (void)rule_fail_tree(c, tree, "%.*s is no list", STR_ARGS(rule_tree_text(tree)));
        failure_hint(c->failure, "a list is [\"a\", \"b\"], or a code list of the schema: codes.name");
        return NULL;
    }
    struct str *names = ARENA_ARRAY(&c->scratch, c->schema->code_list_count, struct str);
    if (!names) {
        (void)failure_memory(c->failure);
        return NULL;
    }
    for (uint32_t i = 0; i < c->schema->code_list_count; i++) {
        names[i] = c->schema->code_lists[i].name;
        if (str_equal(names[i], tree->text)) {
            return &c->schema->code_lists[i];
        }
    }
    (void)rule_fail_tree(c, tree, "the schema has no code list %.*s", STR_ARGS(tree->text));
    rule_suggest(c, tree->text, names, c->schema->code_list_count);
    return NULL;
}

static bool add_set(struct rule_compiler *c, struct rule_value *a, struct plan_set set, const struct rule_tree *tree,
                    struct rule_value *value)
{
    struct plan_node node = rule_blank_node(PLAN_IN_SET, PLAN_TYPE_BOOLEAN);
    uint32_t index = plan_set_add(c->plan, set, c->failure);
    node.arguments[0] = a->node;
    node.number = index;
    node.ignore_case = set.ignore_case;
    uint32_t in = index == PLAN_NONE ? PLAN_NONE : rule_add_node(c, node);
    struct rule_slack slack = rule_slack_hidden(a->slack);
    *value = rule_value_of(rule_slack_guard(c, in, &slack), tree);
    value->slack = slack;
    return value->node != PLAN_NONE;
}

static bool in_code_list(struct rule_compiler *c, struct rule_value *a, const struct rule_tree *tree,
                         struct rule_value *value)
{
    const struct schema_code_list *list = rule_code_list(c, tree->items[1]);
    if (!list || !rule_value_is(c, a, PLAN_TYPE_TEXT, "a text")) {
        return false;
    }
    struct str *codes = ARENA_ARRAY(&c->scratch, list->code_count, struct str);
    if (!codes) {
        return failure_memory(c->failure);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->code_count; i++) {
        if (schema_in_force(list->codes[i].range, c->period)) {
            codes[count++] = list->codes[i].code;
        }
    }
    struct plan_set set = {.type = PLAN_TYPE_TEXT,
                           .texts = codes,
                           .count = count,
                           .ignore_case = list->ignore_case || rule_ignores_case(c, a),
                           .name = list->name};
    return add_set(c, a, set, tree, value);
}

/* A list with something in it that is no constant: one comparison each. */
static bool in_values(struct rule_compiler *c, const struct rule_value *a, struct rule_value *items, uint32_t count,
                      const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_slack slack = RULE_EXACT;
    uint32_t any = rule_make_boolean(c, false);
    for (uint32_t i = 0; i < count && any != PLAN_NONE; i++) {
        struct rule_value left = *a;
        struct rule_value one;
        if (!rule_compare(c, PLAN_EQUAL, &left, &items[i], tree, &one)) {
            return false;
        }
        any = rule_make_or(c, any, one.node);
        slack = rule_slack_join(slack, one.slack);
    }
    *value = rule_value_of(any, tree);
    value->slack = slack;
    return any != PLAN_NONE;
}

static bool is_literal(const struct rule_compiler *c, const struct rule_value *value)
{
    enum plan_operation operation = rule_node_at(c, value->node)->operation;
    return operation == PLAN_NUMBER || operation == PLAN_TEXT || operation == PLAN_DATE;
}

static bool in_constants(struct rule_compiler *c, struct rule_value *a, const struct rule_value *items, uint32_t count,
                         const struct rule_tree *tree, struct rule_value *value)
{
    enum plan_type type = rule_node_at(c, a->node)->type;
    struct str *texts = ARENA_ARRAY(&c->scratch, count, struct str);
    int64_t *numbers = ARENA_ARRAY(&c->scratch, count, int64_t);
    if (!texts || !numbers) {
        return failure_memory(c->failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        numbers[i] = rule_node_at(c, items[i].node)->number;
        if (type == PLAN_TYPE_TEXT) {
            texts[i] = c->plan->texts.items[numbers[i]];
        }
    }
    bool listed = a->column && a->column->codes != SCHEMA_NONE;
    struct plan_set set = {
        .type = type, .count = count, .ignore_case = type == PLAN_TYPE_TEXT && !listed && rule_ignores_case(c, a)};
    set.texts = type == PLAN_TYPE_TEXT ? texts : NULL;
    set.numbers = type == PLAN_TYPE_TEXT ? NULL : numbers;
    return add_set(c, a, set, tree, value);
}

static bool make_keys(struct rule_compiler *c, struct rule_value *a, struct rule_value *items, uint32_t count)
{
    bool good = rule_make_key(c, a, a);
    for (uint32_t i = 0; good && i < count; i++) {
        good = rule_make_key(c, &items[i], a);
    }
    return good;
}

bool rule_lower_in(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                   struct rule_value *value)
{
    struct rule_value a;
    const struct rule_tree *list = tree->items[1];
    if (!rule_lower(c, environment, tree->items[0], &a)) {
        return false;
    }
    if (list->kind != RULE_TREE_LIST) {
        return in_code_list(c, &a, tree, value);
    }
    struct rule_value *items = ARENA_ARRAY(&c->scratch, list->count, struct rule_value);
    bool constants = true;
    if (!items) {
        return failure_memory(c->failure);
    }
    /* Once to agree on the greatest scale, once more to bring every item to it. */
    for (unsigned pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < list->count; i++) {
            if ((pass == 0 && !rule_lower(c, environment, list->items[i], &items[i])) ||
                !rule_values_agree(c, &a, &items[i], pass == 0 ? list->items[i] : tree)) {
                return false;
            }
            constants = constants && is_literal(c, &items[i]);
        }
    }
    enum plan_type type = rule_node_at(c, a.node)->type;
    if (type == PLAN_TYPE_ROW || type == PLAN_TYPE_BOOLEAN) {
        return rule_fail_tree(c, tree, "%.*s is %s and cannot be looked for in a list",
                              STR_ARGS(rule_tree_text(a.tree)), rule_type_words(c, &a));
    }
    if (type == PLAN_TYPE_TEXT && rule_ignores_blanks(&a) && !make_keys(c, &a, items, list->count)) {
        return false;
    }
    return constants ? in_constants(c, &a, items, list->count, tree, value)
                     : in_values(c, &a, items, list->count, tree, value);
}

bool rule_pattern_is_good(const struct rule_source *source, size_t offset, struct str pattern, struct failure *failure)
{
    int error = 0;
    PCRE2_SIZE at = 0;
    PCRE2_UCHAR message[160] = "";
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.length, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C,
                                     &error, &at, NULL);
    if (code) {
        pcre2_code_free(code);
        return true;
    }
    if (error == PCRE2_ERROR_NOMEMORY || error == 121) { /* 121: memory refused while compiling */
        return failure_memory(failure);
    }
    (void)pcre2_get_error_message(error, message, sizeof message);
    return rule_fail(source, offset + 1 + at, failure, "the pattern cannot be read: %s", (const char *)message);
}

bool rule_lower_matches(struct rule_compiler *c, const struct rule_environment *environment,
                        const struct rule_tree *tree, struct rule_value *value)
{
    struct rule_value a;
    const struct rule_tree *literal = tree->items[1];
    if (!rule_lower(c, environment, tree->items[0], &a) || !rule_value_is(c, &a, PLAN_TYPE_TEXT, "a text") ||
        !rule_pattern_is_good(literal->source, literal->start, literal->text, c->failure)) {
        return false;
    }
    struct plan_pattern pattern = {literal->text, rule_ignores_case(c, &a)};
    uint32_t index = plan_pattern_add(c->plan, pattern, c->failure);
    struct plan_node node = rule_blank_node(PLAN_MATCHES, PLAN_TYPE_BOOLEAN);
    node.arguments[0] = a.node;
    node.number = index;
    *value = rule_value_of(index == PLAN_NONE ? PLAN_NONE : rule_add_node(c, node), tree);
    value->slack = rule_slack_hidden(a.slack);
    return value->node != PLAN_NONE;
}
