/* What columns of a schema file say of nested tables: behind which of them they stand, and which records they number. */
#include "schema/load.h"

static const struct yaml_node *table_nodes(const struct loading *loading)
{
    return yaml_find(loading->tree->documents[0], STR("tables"));
}

/* A nested table stands below its parent in the file, so it is not loaded yet. */
bool load_after(struct loading *loading, const struct yaml_node *node, uint32_t *after)
{
    *after = SCHEMA_NONE;
    if (!node) {
        return true;
    }
    if (!load_kind(loading, node, YAML_SCALAR, "the name of a table")) {
        return false;
    }
    const struct yaml_node *nodes = table_nodes(loading);
    struct str names[SCHEMA_TABLES_MOST];
    for (uint32_t i = 0; i < nodes->count; i++) {
        const struct yaml_node *name = yaml_find(nodes->items[i], STR("name"));
        names[i] = name && name->kind == YAML_SCALAR ? name->text : STR_EMPTY;
        if (str_equal(names[i], node->text)) {
            *after = i;
            return true;
        }
    }
    return load_unknown(loading, node, "table", names, nodes->count);
}

bool load_nesting(struct loading *loading)
{
    const struct schema *schema = loading->schema;
    const struct yaml_node *nodes = table_nodes(loading);
    for (uint32_t t = 0; t < schema->table_count; t++) {
        const struct yaml_node *columns = yaml_find(nodes->items[t], STR("columns"));
        for (uint32_t c = 0; c < schema->tables[t].column_count; c++) {
            uint32_t after = schema->tables[t].columns[c].after;
            if (after != SCHEMA_NONE && schema->tables[after].parent != t) {
                return yaml_fail(loading->tree, yaml_find(columns->pairs[c].value, STR("after")), 0, loading->failure,
                                 "a column stands behind a table that is nested in its own; the parent of %.*s is not "
                                 "%.*s",
                                 STR_ARGS(schema->tables[after].name), STR_ARGS(schema->tables[t].name));
            }
        }
    }
    return true;
}

/* Is it in no file? Then nothing can be said of how it stands there. */
static bool check_number(struct loading *loading, const struct yaml_node *node, const struct schema_column *column)
{
    static const struct str others[] = {{"xml", 3},     {"headers", 7},        {"required", 8}, {"optional", 8},
                                        {"least", 5},   {"most", 4},           {"codes", 5},    {"after", 5},
                                        {"pattern", 7}, {"malformed_code", 14}};
    for (size_t i = 0; i < LOAD_COUNT(others); i++) {
        const struct yaml_node *other = yaml_find(node, others[i]);
        if (other) {
            return yaml_fail(loading->tree, other, 0, loading->failure,
                             "a column with \"number_of\" is in no file and cannot have \"%.*s\"", STR_ARGS(others[i]));
        }
    }
    return column->type == TABLE_INTEGER || yaml_fail(loading->tree, yaml_find(node, STR("type")), 0, loading->failure,
                                                      "the number of a record is an integer");
}

bool load_number_of(struct loading *loading, const struct schema_table *table, uint32_t index,
                    const struct yaml_node *node, struct schema_column *column)
{
    const struct yaml_node *of = yaml_find(node, STR("number_of"));
    column->number_of = SCHEMA_NONE;
    if (!of) {
        return true;
    }
    if (!load_kind(loading, of, YAML_SCALAR, "the name of a table")) {
        return false;
    }
    if (!table->element.length) {
        return yaml_fail(loading->tree, of, 0, loading->failure,
                         "records are numbered in XML, and this table has no \"xml\"");
    }
    uint32_t found = index;
    if (!str_equal(of->text, table->name)) {
        if (!load_table_named(loading, of, index, &found)) {
            return false;
        }
        uint32_t above = table->parent;
        while (above != SCHEMA_NONE && above != found) {
            above = loading->schema->tables[above].parent;
        }
        if (above == SCHEMA_NONE) {
            return yaml_fail(loading->tree, of, 0, loading->failure, "the records of %.*s are not nested in %.*s",
                             STR_ARGS(table->name), STR_ARGS(of->text));
        }
    }
    column->number_of = found;
    return check_number(loading, node, column);
}
