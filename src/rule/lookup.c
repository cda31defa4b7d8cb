/* lookup: what a name stands for: a parameter, a column, a definition, a word of the language. */
#include "rule/compiler.h"

const struct rule_binding *rule_find_binding(const struct rule_environment *environment, const struct rule_tree *tree)
{
    for (uint32_t i = 0; tree->kind == RULE_TREE_NAME && i < environment->binding_count; i++) {
        if (str_equal(environment->bindings[i].name, tree->text)) {
            return &environment->bindings[i];
        }
    }
    return NULL;
}

bool rule_enter(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                struct rule_environment *inside, const struct rule_tree **body)
{
    uint32_t index = rule_names_find(c->set->names, tree->text);
    *body = NULL;
    if (index == SCHEMA_NONE || c->set->names->items.items[index].kind != RULE_NAME_DEFINITION) {
        return true;
    }
    const struct rule_definition *definition = c->set->names->items.items[index].definition;
    if (tree->count != definition->parameter_count) {
        return rule_fail_tree(c, tree, "%.*s takes %u argument%s, but %u %s given", STR_ARGS(tree->text),
                              definition->parameter_count, definition->parameter_count == 1 ? "" : "s", tree->count,
                              tree->count == 1 ? "is" : "are");
    }
    if (environment->expansion >= RULE_EXPANSION_MOST) {
        return failure_set(c->failure, FAILURE_LIMIT, "definitions use each other more than %u deep",
                           RULE_EXPANSION_MOST);
    }
    struct rule_binding *bindings = ARENA_ARRAY(&c->scratch, tree->count, struct rule_binding);
    if (!bindings) {
        return failure_memory(c->failure);
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        bindings[i] = (struct rule_binding){definition->parameters[i], tree->items[i], environment};
    }
    *inside = (struct rule_environment){.scope = environment->scope,
                                        .own = environment->own,
                                        .bindings = bindings,
                                        .binding_count = tree->count,
                                        .expansion = environment->expansion + 1};
    *body = definition->body;
    return true;
}

static bool expand(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                   struct rule_value *value, bool *found)
{
    struct rule_environment inside;
    const struct rule_tree *body = NULL;
    if (!rule_enter(c, environment, tree, &inside, &body)) {
        return false;
    }
    *found = body != NULL;
    if (!body) {
        return true;
    }
    if (!rule_lower(c, &inside, body, value)) {
        if (c->rule) {
            failure_hint(c->failure, "it is in the definition of %.*s, which rule %.*s uses", STR_ARGS(tree->text),
                         STR_ARGS(c->rule->full_code));
        }
        return false;
    }
    value->tree = tree;
    return true;
}

static bool is_word(const struct rule_tree *tree, const char *word)
{
    return tree->kind == RULE_TREE_NAME && !tree->quoted && str_equal(tree->text, str_of(word));
}

static bool parameter(struct rule_compiler *c, enum plan_parameter which, enum plan_type type,
                      const struct rule_tree *tree, struct rule_value *value)
{
    struct plan_node node = rule_blank_node(PLAN_PARAMETER, type);
    node.number = which;
    *value = rule_value_of(rule_add_node(c, node), tree);
    return value->node != PLAN_NONE;
}

/* What rounding does to a cell, and to a view's. */
static bool slack_of_column(struct rule_compiler *c, const struct rule_row *row, uint32_t column,
                            struct rule_slack *slack)
{
    const struct rule_table known = c->tables.items[row->table];
    *slack = row->doubt;
    if (c->plan->tables.items[row->table].layout->columns[column].type == TABLE_MONEY && !known.columns) {
        return rule_slack_of_cell(c, row, slack);
    }
    if (!known.columns || !(known.columns[column].rounded || known.columns[column].doubtful)) {
        return true;
    }
    struct rule_slack source = known.source;
    if (known.columns[column].doubtful) {
        *slack = rule_slack_join(*slack, source);
        return true;
    }
    slack->error_now = source.now;
    slack->error_last = source.last;
    return rule_slack_rounding(c, &source, &slack->error);
}

static void describe_column(const struct rule_compiler *c, uint32_t table, uint32_t column, struct rule_value *value)
{
    const struct rule_table *known = &c->tables.items[table];
    enum plan_table_role role = c->plan->tables.items[table].role;
    if (known->columns) {
        value->column = known->columns[column].schema;
        value->lines_of = known->columns[column].lines_of;
    } else if (role == PLAN_TABLE_LINES) {
        struct str name = c->plan->tables.items[table].layout->columns[column].name;
        bool line = str_equal(name, STR("line")) || str_equal(name, STR("part_of"));
        value->lines_of = line ? known->schema : NULL;
    } else if (known->schema) {
        value->column = &known->schema->columns[column];
        value->lines_of = known->schema->line_column == column ? known->schema : NULL;
    }
}

static bool in_force(struct rule_compiler *c, uint32_t table, uint32_t column, const struct rule_tree *tree)
{
    const struct plan_table *of = &c->plan->tables.items[table];
    if (of->role != PLAN_TABLE_RETURN) {
        return true;
    }
    const struct schema_column *known = &c->schema->tables[of->index].columns[column];
    if (schema_in_force(known->range, c->period)) {
        return true;
    }
    (void)rule_fail_tree(c, tree, "%.*s has no column %.*s in %d-%02d", STR_ARGS(of->name), STR_ARGS(known->name),
                         c->period, (c->period + 1) % 100);
    failure_hint(c->failure, "give the rule a period: from, until");
    return false;
}

static struct str without_alias(const struct rule_compiler *c, struct str name, bool quoted)
{
    bool alias = !quoted && c->each_name.length > 0 && str_equal(name, c->each_name);
    return alias ? c->each_column : name;
}

bool rule_lower_column(struct rule_compiler *c, const struct rule_row *row, struct str name,
                       const struct rule_tree *tree, struct rule_value *value)
{
    const struct table_layout *layout = c->plan->tables.items[row->table].layout;
    struct str real = without_alias(c, name, tree->quoted);
    uint32_t column = table_layout_find(layout, real);
    if (column == TABLE_NO_COLUMN) {
        (void)rule_fail_tree(c, tree, "%.*s has no column %.*s", STR_ARGS(rule_table_name(c, row->table)),
                             STR_ARGS(real));
        rule_suggest_column(c, real, layout);
        return false;
    }
    return in_force(c, row->table, column, tree) && rule_lower_cell(c, row, column, tree, value);
}

bool rule_lower_cell(struct rule_compiler *c, const struct rule_row *row, uint32_t column, const struct rule_tree *tree,
                     struct rule_value *value)
{
    *value = rule_value_of(rule_make_column(c, row->node, column), tree);
    describe_column(c, row->table, column, value);
    return value->node != PLAN_NONE && slack_of_column(c, row, column, &value->slack);
}

/* The table that the record at hand is nested in, and so on upwards, that has such a column; SCHEMA_NONE. */
static uint32_t table_above(const struct rule_compiler *c, const struct rule_scope *scope, struct str name)
{
    const struct plan_table *at_hand = scope ? &c->plan->tables.items[scope->table] : NULL;
    bool returned = at_hand && at_hand->role == PLAN_TABLE_RETURN;
    uint32_t table = returned ? c->schema->tables[at_hand->index].parent : SCHEMA_NONE;
    while (table != SCHEMA_NONE && schema_find_column(&c->schema->tables[table], name) == SCHEMA_NONE) {
        table = c->schema->tables[table].parent;
    }
    return table;
}

/* A column of that name which another table has says more than a name that looks alike. So does a word that is no value. */
static void suggest_elsewhere(struct rule_compiler *c, const struct rule_scope *scope, struct str name)
{
    if (str_equal(name, STR("missing")) || str_equal(name, STR("present")) || str_equal(name, STR("malformed"))) {
        failure_hint(c->failure, "did you mean is %.*s?", STR_ARGS(name));
        return;
    }
    uint32_t above = table_above(c, scope, name);
    if (above != SCHEMA_NONE) {
        failure_hint(c->failure, "did you mean %.*s.%.*s?", STR_ARGS(c->schema->tables[above].name), STR_ARGS(name));
    }
    for (uint32_t t = 0; t < c->schema->table_count; t++) {
        const struct schema_table *table = &c->schema->tables[t];
        if (schema_find_column(table, name) != SCHEMA_NONE) {
            failure_hint(c->failure, "%.*s has such a column: say of which record, as in %.*s[key].%.*s",
                         STR_ARGS(table->name), STR_ARGS(table->name), STR_ARGS(name));
            return;
        }
    }
}

/* Everything that a bare name could have meant. */
static bool unknown_name(struct rule_compiler *c, const struct rule_environment *environment,
                         const struct rule_tree *tree)
{
    ARRAY_OF(struct str) known = {0};
    bool good = true;
    for (uint32_t i = 0; good && i < environment->binding_count; i++) {
        good = array_push(&known, environment->bindings[i].name);
    }
    for (const struct rule_scope *scope = environment->scope; good && scope; scope = scope->outer) {
        const struct table_layout *layout = c->plan->tables.items[scope->table].layout;
        for (uint32_t i = 0; good && i < layout->column_count; i++) {
            good = array_push(&known, layout->columns[i].name);
        }
    }
    for (size_t i = 0; good && i < c->set->names->items.count; i++) {
        good = array_push(&known, c->set->names->items.items[i].name);
    }
    if (!good) {
        array_free(&known);
        return failure_memory(c->failure);
    }
    if (schema_table_index(c->schema, tree->text) != SCHEMA_NONE) {
        (void)rule_fail_tree(c, tree, "%.*s is a table: say which of its records", STR_ARGS(tree->text));
        failure_hint(c->failure, "%.*s[key].column, exists %.*s where …", STR_ARGS(tree->text), STR_ARGS(tree->text));
    } else if (environment->scope) {
        (void)rule_fail_tree(c, tree, "%.*s has no column %.*s, and no definition has that name",
                             STR_ARGS(rule_table_name(c, environment->scope->table)), STR_ARGS(tree->text));
    } else {
        (void)rule_fail_tree(c, tree, "there is no definition %.*s, and a rule about the return has no columns",
                             STR_ARGS(tree->text));
    }
    suggest_elsewhere(c, environment->scope, tree->text);
    rule_suggest(c, tree->text, known.items, known.count);
    array_free(&known);
    return false;
}

static bool special_name(struct rule_compiler *c, const struct rule_environment *environment,
                         const struct rule_tree *tree, struct rule_value *value)
{
    if (is_word(tree, "authority")) {
        return parameter(c, PLAN_AUTHORITY, PLAN_TYPE_TEXT, tree, value);
    }
    if (is_word(tree, "format")) {
        return parameter(c, PLAN_FORMAT, PLAN_TYPE_TEXT, tree, value);
    }
    if (is_word(tree, "period")) {
        return rule_fail_tree(c, tree, "say what of the period: period.start, period.end or period.name");
    }
    return unknown_name(c, environment, tree);
}

bool rule_lower_name(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree,
                     struct rule_value *value)
{
    const struct rule_binding *binding = rule_find_binding(environment, tree);
    if (binding) {
        return rule_lower(c, binding->environment, binding->tree, value);
    }
    struct str name = without_alias(c, tree->text, tree->quoted);
    for (const struct rule_scope *scope = environment->scope; scope; scope = scope->outer) {
        if (table_layout_find(c->plan->tables.items[scope->table].layout, name) != TABLE_NO_COLUMN) {
            struct rule_row row;
            return rule_scope_row(c, scope, &row) && rule_lower_column(c, &row, name, tree, value);
        }
    }
    bool found = false;
    if (!expand(c, environment, tree, value, &found)) {
        return false;
    }
    return found || special_name(c, environment, tree, value);
}

bool rule_lower_definition(struct rule_compiler *c, const struct rule_environment *environment,
                           const struct rule_tree *tree, struct rule_value *value, bool *found)
{
    return expand(c, environment, tree, value, found);
}

static bool period_part(struct rule_compiler *c, const struct rule_tree *tree, struct rule_value *value)
{
    if (str_equal(tree->text, STR("start"))) {
        return parameter(c, PLAN_PERIOD_START, PLAN_TYPE_DATE, tree, value);
    }
    if (str_equal(tree->text, STR("end"))) {
        return parameter(c, PLAN_PERIOD_END, PLAN_TYPE_DATE, tree, value);
    }
    if (str_equal(tree->text, STR("name"))) {
        return parameter(c, PLAN_PERIOD, PLAN_TYPE_TEXT, tree, value);
    }
    return rule_fail_tree(c, tree, "a period has a start, an end and a name, but no %.*s", STR_ARGS(tree->text));
}

/* The codes of a list, for messages: "A, B, C". */
static bool codes_in_words(struct rule_compiler *c, const struct rule_tree *tree, struct rule_value *value)
{
    enum { SHOWN = 20 };
    const struct schema_code_list *list = rule_code_list(c, tree);
    struct buffer out = BUFFER_EMPTY;
    uint32_t count = 0;
    if (!list) {
        return false;
    }
    for (uint32_t i = 0; i < list->code_count; i++) {
        if (schema_in_force(list->codes[i].range, c->period)) {
            if (count < SHOWN) {
                buffer_text(&out, count ? ", " : "");
                buffer_str(&out, list->codes[i].code);
            }
            count++;
        }
    }
    if (count > SHOWN) {
        buffer_format(&out, " and %u more", count - SHOWN);
    }
    uint32_t node = buffer_ok(&out) ? rule_make_text(c, buffer_view(&out)) : PLAN_NONE;
    bool good = buffer_ok(&out) || failure_memory(c->failure);
    buffer_free(&out);
    *value = rule_value_of(node, tree);
    return good && node != PLAN_NONE;
}

static bool no_record(struct rule_compiler *c, const struct rule_environment *environment, const struct rule_tree *tree)
{
    const struct rule_tree *of = tree->items[0];
    struct rule_value value;
    struct str text = rule_tree_text(of);
    if (is_word(of, "line")) {
        return rule_fail_tree(c, of, "only in a rule for a statement a record has a line");
    }
    if (is_word(of, "last_year")) {
        return rule_fail_tree(c, of, "%.*s is a table: say which of its records", STR_ARGS(rule_tree_text(tree)));
    }
    if (of->kind == RULE_TREE_NAME && (schema_table_index(c->schema, of->text) != SCHEMA_NONE ||
                                       rule_names_find(c->set->names, of->text) != SCHEMA_NONE)) {
        (void)rule_fail_tree(c, of, "say which record of %.*s", STR_ARGS(text));
        failure_hint(c->failure, "%.*s[key].%.*s, or (first %.*s where …).%.*s", STR_ARGS(text), STR_ARGS(tree->text),
                     STR_ARGS(text), STR_ARGS(tree->text));
        return false;
    }
    if (!rule_lower(c, environment, of, &value)) {
        return false;
    }
    return rule_fail_tree(c, tree, "%.*s is %s and has no columns", STR_ARGS(text), rule_type_words(c, &value));
}

bool rule_lower_member(struct rule_compiler *c, const struct rule_environment *environment,
                       const struct rule_tree *tree, struct rule_value *value)
{
    const struct rule_tree *of = tree->items[0];
    struct rule_row row;
    bool is_row = false;
    if (is_word(of, "period") && !rule_find_binding(environment, of)) {
        return period_part(c, tree, value);
    }
    if (is_word(of, "codes") && !rule_find_binding(environment, of)) {
        return codes_in_words(c, tree, value);
    }
    if (!rule_lower_base(c, environment, of, &row, &is_row)) {
        return false;
    }
    return is_row ? rule_lower_column(c, &row, tree->text, tree, value) : no_record(c, environment, tree);
}
