/* tables: the tables that rules name, as plan tables, each made when it is first named. */
#include "rule/compiler.h"

struct str rule_table_name(const struct rule_compiler *c, uint32_t table)
{
    return c->plan->tables.items[table].name;
}

bool rule_table_add(struct rule_compiler *c, struct plan_table table, struct rule_table known, uint32_t *index)
{
    *index = (uint32_t)c->plan->tables.count;
    return (array_push(&c->plan->tables, table) && array_push(&c->tables, known)) || failure_memory(c->failure);
}

static bool add_schema_table(struct rule_compiler *c, uint32_t schema_table, bool last, uint32_t *table)
{
    const struct schema_table *of = &c->schema->tables[schema_table];
    uint32_t parent = PLAN_NONE;
    if (of->parent != SCHEMA_NONE &&
        !(last ? rule_table_last(c, of->parent, &parent) : rule_table_now(c, of->parent, &parent))) {
        return false;
    }
    struct str name = last ? arena_printf(&c->plan->arena, "last_year.%.*s", STR_ARGS(of->name)) : of->name;
    if (!name.data) {
        return failure_memory(c->failure);
    }
    struct plan_table made = {.name = name,
                              .role = last ? PLAN_TABLE_LAST_YEAR : PLAN_TABLE_RETURN,
                              .index = schema_table,
                              .layout = &of->layout,
                              .by = of->by,
                              .by_count = of->by_count,
                              .order = of->order,
                              .order_count = of->order_count,
                              .parent = parent};
    struct rule_table known = {
        .schema = of, .key = of->key, .key_count = of->key_count, .source = RULE_EXACT, .doubt = RULE_EXACT};
    return rule_table_add(c, made, known, table);
}

bool rule_table_now(struct rule_compiler *c, uint32_t schema_table, uint32_t *table)
{
    if (c->now[schema_table] == PLAN_NONE && !add_schema_table(c, schema_table, false, &c->now[schema_table])) {
        return false;
    }
    *table = c->now[schema_table];
    return true;
}

bool rule_table_last(struct rule_compiler *c, uint32_t schema_table, uint32_t *table)
{
    if (c->last[schema_table] == PLAN_NONE && !add_schema_table(c, schema_table, true, &c->last[schema_table])) {
        return false;
    }
    *table = c->last[schema_table];
    return true;
}

bool rule_table_lines(struct rule_compiler *c, uint32_t schema_table, uint32_t *table)
{
    static const uint32_t line_column = 0;
    if (c->lines[schema_table] == PLAN_NONE) {
        const struct table_layout *layout = schema_lines_layout(c->schema, schema_table, &c->plan->arena, c->failure);
        if (!layout) {
            return false;
        }
        struct plan_table made = {.name = layout->name,
                                  .role = PLAN_TABLE_LINES,
                                  .index = schema_table,
                                  .layout = layout,
                                  .parent = PLAN_NONE};
        struct rule_table known = {.schema = &c->schema->tables[schema_table],
                                   .key = &line_column,
                                   .key_count = 1,
                                   .source = RULE_EXACT,
                                   .doubt = RULE_EXACT};
        if (!rule_table_add(c, made, known, &c->lines[schema_table])) {
            return false;
        }
    }
    *table = c->lines[schema_table];
    return true;
}

/* Texts of a data table become the plan's. */
static bool add_data(struct rule_compiler *c, const struct rule_data *data, uint32_t *index)
{
    size_t count = (size_t)data->row_count * data->layout.column_count;
    int64_t *values = ARENA_ARRAY(&c->plan->arena, count, int64_t);
    if (!values) {
        return failure_memory(c->failure);
    }
    for (size_t i = 0; i < count; i++) {
        enum table_type type = data->layout.columns[i % data->layout.column_count].type;
        values[i] = data->values[i];
        if ((type == TABLE_TEXT || type == TABLE_CODE) && data->states[i] == TABLE_VALUE) {
            uint32_t text = plan_text_add(c->plan, data->texts[data->values[i]], c->failure);
            if (text == PLAN_NONE) {
                return false;
            }
            values[i] = text;
        }
    }
    struct plan_data made = {&data->layout, values, data->states, data->row_count};
    *index = (uint32_t)c->plan->data.count;
    return array_push(&c->plan->data, made) || failure_memory(c->failure);
}

static bool describe_columns(struct rule_compiler *c, const struct rule_data *data, struct rule_table *known)
{
    struct rule_column *columns = ARENA_ARRAY(&c->plan->arena, data->layout.column_count, struct rule_column);
    if (!columns) {
        return failure_memory(c->failure);
    }
    for (uint32_t i = 0; i < data->layout.column_count; i++) {
        columns[i].schema = &data->columns[i];
    }
    known->columns = columns;
    return true;
}

static bool add_named(struct rule_compiler *c, const struct rule_name *name, uint32_t *table)
{
    if (name->kind == RULE_NAME_VIEW) {
        return rule_table_view(c, name, table);
    }
    struct plan_table made = {.name = name->name,
                              .role = name->kind == RULE_NAME_DATA ? PLAN_TABLE_DATA : PLAN_TABLE_REFERENCE,
                              .index = PLAN_NONE,
                              .layout = &name->data->layout,
                              .parent = PLAN_NONE};
    struct rule_table known = {
        .key = name->data->key, .key_count = name->data->key_count, .source = RULE_EXACT, .doubt = RULE_EXACT};
    if (name->kind == RULE_NAME_REFERENCE && !describe_columns(c, name->data, &known)) {
        return false;
    }
    if (name->kind == RULE_NAME_DATA && !add_data(c, name->data, &made.index)) {
        return false;
    }
    return rule_table_add(c, made, known, table);
}

static bool unknown_table(struct rule_compiler *c, const struct rule_tree *tree, struct str name)
{
    const struct rule_names *names = c->set->names;
    struct str *known = ARENA_ARRAY(&c->scratch, c->schema->table_count + names->items.count, struct str);
    if (!known) {
        return failure_memory(c->failure);
    }
    size_t count = 0;
    for (uint32_t i = 0; i < c->schema->table_count; i++) {
        known[count++] = c->schema->tables[i].name;
    }
    for (size_t i = 0; i < names->items.count; i++) {
        if (names->items.items[i].kind != RULE_NAME_DEFINITION) {
            known[count++] = names->items.items[i].name;
        }
    }
    (void)rule_fail_tree(c, tree, "there is no table %.*s", STR_ARGS(name));
    rule_suggest(c, name, known, count);
    return false;
}

static bool find_plain(struct rule_compiler *c, const struct rule_tree *tree, bool given, uint32_t *table)
{
    uint32_t schema_table = schema_table_index(c->schema, tree->text);
    if (schema_table != SCHEMA_NONE) {
        if (!given && !schema_in_force(c->schema->tables[schema_table].range, c->period)) {
            (void)rule_fail_tree(c, tree, "%.*s is not in the schema in %d-%02d", STR_ARGS(tree->text), c->period,
                                 (c->period + 1) % 100);
            failure_hint(c->failure, "give the rule a period (from, until), or write \"%.*s if given\"",
                         STR_ARGS(tree->text));
            return false;
        }
        return rule_table_now(c, schema_table, table);
    }
    uint32_t name = rule_names_find(c->set->names, tree->text);
    if (name == SCHEMA_NONE) {
        return unknown_table(c, tree, tree->text);
    }
    if (c->set->names->items.items[name].kind == RULE_NAME_DEFINITION) {
        return rule_fail_tree(c, tree, "%.*s is a definition, not a table", STR_ARGS(tree->text));
    }
    if (c->named[name] == PLAN_NONE && !add_named(c, &c->set->names->items.items[name], &c->named[name])) {
        return false;
    }
    *table = c->named[name];
    return true;
}

static bool is_name(const struct rule_tree *tree, struct str text)
{
    return tree->kind == RULE_TREE_NAME && !tree->quoted && str_equal(tree->text, text);
}

static bool find_qualified(struct rule_compiler *c, const struct rule_tree *tree, uint32_t *table)
{
    const struct rule_tree *of = tree->items[0];
    uint32_t schema_table = SCHEMA_NONE;
    if (is_name(of, STR("last_year"))) {
        schema_table = schema_table_index(c->schema, tree->text);
        return schema_table == SCHEMA_NONE ? unknown_table(c, tree, tree->text)
                                           : rule_table_last(c, schema_table, table);
    }
    if (of->kind == RULE_TREE_NAME && str_equal(tree->text, STR("lines"))) {
        schema_table = schema_table_index(c->schema, of->text);
        if (schema_table == SCHEMA_NONE) {
            return unknown_table(c, of, of->text);
        }
        if (c->schema->tables[schema_table].line_column == SCHEMA_NONE) {
            return rule_fail_tree(c, tree, "%.*s is no statement: it has no lines", STR_ARGS(of->text));
        }
        return rule_table_lines(c, schema_table, table);
    }
    (void)rule_fail_tree(c, tree, "there is no table %.*s", STR_ARGS(rule_tree_text(tree)));
    failure_hint(c->failure, "tables are written Episodes, last_year.Episodes or table_a1.lines");
    return false;
}

bool rule_need_table(struct rule_compiler *c, uint32_t table)
{
    enum plan_table_role role = c->plan->tables.items[table].role;
    if (!c->needing || role == PLAN_TABLE_LINES || role == PLAN_TABLE_DATA) {
        return true;
    }
    if (role == PLAN_TABLE_VIEW) {
        bool good = true;
        for (uint32_t i = 0; good && i < c->tables.items[table].need_count; i++) {
            good = rule_need_table(c, c->tables.items[table].needs[i]);
        }
        return good;
    }
    for (size_t i = 0; i < c->needs.count; i++) {
        if (c->needs.items[i] == table) {
            return true;
        }
    }
    return array_push(&c->needs, table) || failure_memory(c->failure);
}

bool rule_need_calendar(struct rule_compiler *c)
{
    uint32_t name = rule_names_find(c->set->names, RULE_BANK_HOLIDAYS);
    if (name == SCHEMA_NONE || c->set->names->items.items[name].kind != RULE_NAME_REFERENCE) {
        return true;
    }
    if (c->named[name] == PLAN_NONE && !add_named(c, &c->set->names->items.items[name], &c->named[name])) {
        return false;
    }
    return rule_need_table(c, c->named[name]);
}

bool rule_find_table(struct rule_compiler *c, const struct rule_tree *tree, uint32_t *table)
{
    bool good = tree->kind == RULE_TREE_NAME     ? find_plain(c, tree, tree->given, table)
                : tree->kind == RULE_TREE_MEMBER ? find_qualified(c, tree, table)
                                                 : rule_fail_tree(c, tree, "the name of a table is needed here");
    return good && (tree->given || rule_need_table(c, *table));
}
