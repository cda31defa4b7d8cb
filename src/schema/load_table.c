/* Tables of a schema file. */
#include "schema/load.h"

static const struct load_key table_keys[] = {
    LOAD_REQUIRED("name"),      LOAD_REQUIRED("title"),         LOAD_OPTIONAL("from"),
    LOAD_OPTIONAL("until"),     LOAD_OPTIONAL("key"),           LOAD_OPTIONAL("by"),
    LOAD_OPTIONAL("order"),     LOAD_OPTIONAL("parent"),        LOAD_OPTIONAL("xml"),
    LOAD_OPTIONAL("files"),     LOAD_OPTIONAL("optional"),      LOAD_REQUIRED("columns"),
    LOAD_OPTIONAL("statement"), LOAD_OPTIONAL("repeated_code"), LOAD_OPTIONAL("beside"),
    LOAD_OPTIONAL("made_if"),   LOAD_OPTIONAL("once"),          LOAD_OPTIONAL("named_by"),
};

static bool load_table_name(struct loading *loading, const struct yaml_node *node, uint32_t index,
                            struct schema_table *table)
{
    static const struct str reserved[] = {{"return", 6}, {"last_year", 9}, {"codes", 5}, {"period", 6}};
    if (!load_name(loading, node, &table->name)) {
        return false;
    }
    for (size_t i = 0; i < LOAD_COUNT(reserved); i++) {
        if (str_equal(table->name, reserved[i])) {
            return yaml_fail(loading->tree, node, 0, loading->failure,
                             "\"%.*s\" has a meaning of its own in rules and cannot name a table",
                             STR_ARGS(reserved[i]));
        }
    }
    for (uint32_t i = 0; i < index; i++) {
        if (str_equal_ignoring_case(loading->schema->tables[i].name, table->name)) {
            return yaml_fail(loading->tree, node, 0, loading->failure, "there is a table \"%.*s\" already",
                             STR_ARGS(loading->schema->tables[i].name));
        }
    }
    return true;
}

static bool load_column_list(struct loading *loading, const struct schema_table *table, const struct yaml_node *mapping,
                             struct str key, const uint32_t **columns, uint32_t *count)
{
    const struct yaml_node *node = yaml_find(mapping, key);
    return !node || load_columns_named(loading, table, node, columns, count);
}

static bool load_named_by(struct loading *loading, struct schema_table *table, const struct yaml_node *node)
{
    table->named_by = table->key;
    table->named_by_count = table->key_count;
    return load_column_list(loading, table, node, STR("named_by"), &table->named_by, &table->named_by_count);
}

/* A parent is defined above its children, so that no table can be its own ancestor. */
static bool load_parent(struct loading *loading, const struct yaml_node *node, uint32_t index,
                        struct schema_table *table)
{
    table->parent = SCHEMA_NONE;
    if (!node) {
        return true;
    }
    if (!load_table_named(loading, node, index, &table->parent)) {
        failure_hint(loading->failure, "a table stands below its parent in this file");
        return false;
    }
    struct str above = loading->schema->tables[table->parent].element;
    bool nested = table->element.length > above.length && str_starts_with(table->element, above) &&
                  table->element.data[above.length] == '/';
    if (above.length > 0 && table->element.length > 0 && !nested) {
        return yaml_fail(loading->tree, node, 0, loading->failure,
                         "the XML path of this table does not lie within its parent's, \"%.*s\"", STR_ARGS(above));
    }
    return true;
}

/* A table beside another has no elements of its own. */
static bool load_beside(struct loading *loading, const struct yaml_node *mapping, uint32_t index,
                        struct schema_table *table)
{
    const struct yaml_node *node = yaml_find(mapping, STR("beside"));
    const struct yaml_node *made_if = yaml_find(mapping, STR("made_if"));
    table->beside = SCHEMA_NONE;
    if (!node && !made_if) {
        return true;
    }
    if (!node || !made_if) {
        return yaml_fail(loading->tree, mapping, 0, loading->failure,
                         "\"beside\" and \"made_if\" stand together: among which table's cells those of this one are, "
                         "and which of them make a record");
    }
    if (!load_table_named(loading, node, index, &table->beside)) {
        failure_hint(loading->failure, "a table stands below the one that it is beside in this file");
        return false;
    }
    const struct schema_table *other = &loading->schema->tables[table->beside];
    if (table->element.length || table->parent != SCHEMA_NONE || !other->element.length) {
        return yaml_fail(loading->tree, node, 0, loading->failure,
                         "a table beside another has neither \"xml\" nor \"parent\", and the other has \"xml\"");
    }
    return true;
}

static bool load_made_if(struct loading *loading, const struct yaml_node *mapping, struct schema_table *table)
{
    const struct yaml_node *node = yaml_find(mapping, STR("made_if"));
    if (!node || !load_columns_named(loading, table, node, &table->made_if, &table->made_if_count)) {
        return !node;
    }
    for (uint32_t i = 0; i < table->made_if_count; i++) {
        if (!table->columns[table->made_if[i]].element.length) {
            return yaml_fail(loading->tree, node, 0, loading->failure, "the column %.*s is not in the XML form",
                             STR_ARGS(table->columns[table->made_if[i]].name));
        }
    }
    return true;
}

static bool load_layout(struct loading *loading, struct schema_table *table)
{
    struct table_layout_column *columns = ARENA_ARRAY(loading->keep, table->column_count, struct table_layout_column);
    if (!columns) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < table->column_count; i++) {
        const struct schema_column *column = &table->columns[i];
        columns[i] = (struct table_layout_column){column->name, column->type, column->scale, column->ignore_case};
    }
    table->layout = (struct table_layout){table->name, columns, table->column_count};
    return true;
}

static bool load_head(struct loading *loading, const struct yaml_node *node, uint32_t index, struct schema_table *table)
{
    table->title = table->element = table->repeated_code = STR_EMPTY;
    table->line_column = SCHEMA_NONE;
    table->total_column = SCHEMA_NONE;
    const struct yaml_node *path = yaml_find(node, STR("xml"));
    return load_keys(loading, node, "a table", table_keys, LOAD_COUNT(table_keys)) &&
           load_table_name(loading, yaml_find(node, STR("name")), index, table) &&
           load_text(loading, node, STR("title"), &table->title) &&
           load_range(loading, node, loading->schema->periods, &table->range) &&
           load_flag(loading, node, STR("optional"), &table->optional) &&
           load_flag(loading, node, STR("once"), &table->once) &&
           load_text(loading, node, STR("repeated_code"), &table->repeated_code) &&
           (!path || load_path(loading, path, false, &table->element)) &&
           load_parent(loading, yaml_find(node, STR("parent")), index, table) &&
           load_beside(loading, node, index, table) &&
           load_texts(loading, node, STR("files"), &table->files, &table->file_count);
}

static bool load_table(struct loading *loading, const struct yaml_node *node, uint32_t index,
                       struct schema_table *table)
{
    return load_head(loading, node, index, table) &&
           load_table_columns(loading, table, index, yaml_find(node, STR("columns"))) && load_layout(loading, table) &&
           load_column_list(loading, table, node, STR("key"), &table->key, &table->key_count) &&
           load_named_by(loading, table, node) && load_made_if(loading, node, table) &&
           load_column_list(loading, table, node, STR("by"), &table->by, &table->by_count) &&
           load_column_list(loading, table, node, STR("order"), &table->order, &table->order_count) &&
           load_statement(loading, table, yaml_find(node, STR("statement")));
}

bool load_tables(struct loading *loading, const struct yaml_node *node)
{
    if (!load_kind(loading, node, YAML_SEQUENCE, "\"tables\"")) {
        return false;
    }
    if (node->count == 0 || node->count > SCHEMA_TABLES_MOST) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "a schema has from 1 to %u tables",
                         SCHEMA_TABLES_MOST);
    }
    struct schema_table *tables = ARENA_ARRAY(loading->keep, node->count, struct schema_table);
    if (!tables) {
        return failure_memory(loading->failure);
    }
    loading->schema->tables = tables;
    for (uint32_t i = 0; i < node->count; i++) {
        if (!load_table(loading, node->items[i], i, &tables[i])) {
            return false;
        }
        loading->schema->table_count = i + 1;
    }
    return load_nesting(loading);
}
