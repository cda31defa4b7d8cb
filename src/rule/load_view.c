/* load_view: a view from its record. */
#include "rule/load.h"

#define PARTS_MOST 64u

static const struct rule_tree *read_table(struct rule_loader *loader, const struct yaml_node *part)
{
    struct str text;
    if (!rule_read_text(loader, part, "of", "the table that it is made from", &text)) {
        return NULL;
    }
    const struct rule_source *source = rule_source_of(loader, yaml_find(part, STR("of")));
    return source ? rule_parse_table(source, loader->keep, loader->failure) : NULL;
}

static bool read_column(struct rule_loader *loader, const struct yaml_pair *pair, struct rule_view_column *column)
{
    if (pair->value->kind != YAML_SCALAR) {
        return rule_fail_node(loader, pair->value, "a column of a view is an expression, but here stands %s",
                              yaml_kind_name(pair->value->kind));
    }
    const struct rule_source *source = rule_source_of(loader, pair->value);
    column->name = (struct rule_word){pair->key->text, rule_source_of(loader, pair->key)};
    return source && column->name.source &&
           rule_parse_take(source, loader->keep, &column->take, &column->value, loader->failure);
}

static bool read_part(struct rule_loader *loader, const struct yaml_node *node, struct rule_view_part *part)
{
    const struct yaml_node *columns = yaml_find(node, STR("columns"));
    part->of = read_table(loader, node);
    if (!part->of || !rule_read_expression(loader, node, "where", &part->where)) {
        return false;
    }
    if (!columns) {
        return true;
    }
    if (columns->kind != YAML_MAPPING || columns->count == 0) {
        return rule_fail_node(loader, columns, "columns is a mapping of names to expressions");
    }
    struct rule_view_column *made = ARENA_ARRAY(loader->keep, columns->count, struct rule_view_column);
    if (!made) {
        return failure_memory(loader->failure);
    }
    for (uint32_t i = 0; i < columns->count; i++) {
        if (!read_column(loader, &columns->pairs[i], &made[i])) {
            return false;
        }
    }
    part->columns = made;
    part->column_count = columns->count;
    return true;
}

static bool read_union(struct rule_loader *loader, const struct yaml_node *parts, struct rule_view *view)
{
    static const char *const keys[] = {"of", "where", "columns"};
    static const struct rule_keys known = {keys, 3, "a part of a union"};
    if (parts->kind != YAML_SEQUENCE || parts->count == 0 || parts->count > PARTS_MOST) {
        return rule_fail_node(loader, parts, "a union is a list of at most %u parts: {of: …, columns: {…}}",
                              PARTS_MOST);
    }
    struct rule_view_part *made = ARENA_ARRAY(loader->keep, parts->count, struct rule_view_part);
    if (!made) {
        return failure_memory(loader->failure);
    }
    for (uint32_t i = 0; i < parts->count; i++) {
        const struct yaml_node *part = parts->items[i];
        if (part->kind != YAML_MAPPING) {
            return rule_fail_node(loader, part, "a part of a union is a mapping, but here stands %s",
                                  yaml_kind_name(part->kind));
        }
        if (!rule_check_keys(loader, part, &known) || !read_part(loader, part, &made[i])) {
            return false;
        }
    }
    view->parts = made;
    view->part_count = parts->count;
    return true;
}

static bool read_single(struct rule_loader *loader, const struct yaml_node *record, struct rule_view *view)
{
    struct rule_view_part *part = ARENA_NEW(loader->keep, struct rule_view_part);
    if (!part) {
        return failure_memory(loader->failure);
    }
    view->parts = part;
    view->part_count = 1;
    return read_part(loader, record, part);
}

static bool read_pair(struct rule_loader *loader, const struct yaml_node *record, const char *key,
                      const char *const names[2], struct rule_words *first, struct rule_words *second)
{
    const struct yaml_node *node = yaml_find(record, str_of(key));
    const struct rule_keys known = {names, 2, key};
    if (!node) {
        return true;
    }
    if (node->kind != YAML_MAPPING) {
        return rule_fail_node(loader, node, "%s is a mapping: {%s: […], %s: […]}", key, names[0], names[1]);
    }
    return rule_check_keys(loader, node, &known) && rule_read_words(loader, yaml_find(node, str_of(names[0])), first) &&
           rule_read_words(loader, yaml_find(node, str_of(names[1])), second);
}

static bool check_shape(struct rule_loader *loader, const struct yaml_node *record, const struct rule_view *view)
{
    const struct yaml_node *parts = yaml_find(record, STR("union"));
    if (parts && yaml_find(record, STR("of"))) {
        return rule_fail_node(loader, parts, "a view has either \"of\" or \"union\"");
    }
    if (parts && (yaml_find(record, STR("where")) || yaml_find(record, STR("columns")))) {
        return rule_fail_node(loader, parts, "where and columns belong in the parts of a union");
    }
    if (view->starts && (parts || view->keep_by.count > 0)) {
        return rule_fail_node(loader, yaml_find(record, STR("starts")),
                              "a chain is made of one table, and keeps all of its groups");
    }
    return true;
}

bool rule_read_view(struct rule_loader *loader, const struct yaml_node *record, struct rule_name *name)
{
    static const char *const keys[] = {"view",   "of",   "where", "columns", "union",
                                       "starts", "keep", "order", "key",     "note"};
    static const struct rule_keys known = {keys, sizeof keys / sizeof *keys, "a view"};
    static const char *const keep_keys[2] = {"by", "first"};
    static const char *const order_keys[2] = {"by", "order"};
    struct rule_view *view = ARENA_NEW(loader->keep, struct rule_view);
    if (!view) {
        return failure_memory(loader->failure);
    }
    if (!rule_check_keys(loader, record, &known) || !rule_read_text(loader, record, "view", "a name", &name->name)) {
        return false;
    }
    const struct yaml_node *parts = yaml_find(record, STR("union"));
    name->source = rule_source_of(loader, yaml_find(record, STR("view")));
    name->view = view;
    view->ordered = yaml_find(record, STR("order")) != NULL;
    return name->source && (parts ? read_union(loader, parts, view) : read_single(loader, record, view)) &&
           rule_read_expression(loader, record, "starts", &view->starts) &&
           read_pair(loader, record, "keep", keep_keys, &view->keep_by, &view->keep_first) &&
           read_pair(loader, record, "order", order_keys, &view->by, &view->order) &&
           rule_read_words(loader, yaml_find(record, STR("key")), &view->key) && check_shape(loader, record, view);
}
