/* What a form says of columns of its table: other headers than the table gives them, or a value that no file holds. */
#include "schema/load.h"

/* The column's own name comes first, as it does in the table. */
static bool load_headers(struct loading *loading, const struct yaml_node *node, const struct schema_column *shape,
                         struct schema_form_column *column)
{
    const struct str *given = NULL;
    uint32_t count = 0;
    if (!load_texts(loading, node, STR("headers"), &given, &count)) {
        return false;
    }
    if (count == 0) {
        return true;
    }
    struct str *headers = ARENA_ARRAY(loading->keep, (size_t)count + 1, struct str);
    if (!headers) {
        return failure_memory(loading->failure);
    }
    headers[0] = shape->name;
    uint32_t kept = 1;
    for (uint32_t i = 0; i < count; i++) {
        if (!load_same_header(given[i], shape->name)) {
            headers[kept++] = given[i];
        }
    }
    column->headers = headers;
    column->header_count = kept;
    return true;
}

static bool load_fixed(struct loading *loading, const struct yaml_node *node, const struct schema_column *shape,
                       struct schema_form_column *column)
{
    const struct yaml_node *fixed = yaml_find(node, STR("fixed"));
    column->is_fixed = fixed != NULL;
    return !fixed || load_value_of(loading, fixed, shape, "fixed value", &column->fixed);
}

/* The years of a title are whole numbers. */
static bool load_title_year(struct loading *loading, const struct yaml_node *node, const struct schema_column *shape,
                            struct schema_form_column *column)
{
    static const struct str choices[] = {{"start", 5}, {"end", 3}};
    const struct yaml_node *year = yaml_find(node, STR("title_year"));
    size_t chosen = 0;
    if (!year) {
        return true;
    }
    if (column->is_fixed || shape->type != TABLE_INTEGER) {
        return yaml_fail(loading->tree, year, 0, loading->failure,
                         "only an integer column without \"fixed\" has a \"title_year\"");
    }
    if (!load_choice(loading, node, STR("title_year"), choices, LOAD_COUNT(choices), &chosen)) {
        return false;
    }
    column->title_year = chosen == 0 ? SCHEMA_TITLE_YEAR_START : SCHEMA_TITLE_YEAR_END;
    return true;
}

static bool load_one(struct loading *loading, const struct schema_table *table, const struct yaml_pair *pair,
                     struct schema_form_column *column)
{
    static const struct load_key keys[] = {LOAD_OPTIONAL("headers"), LOAD_OPTIONAL("under"), LOAD_OPTIONAL("fixed"),
                                           LOAD_OPTIONAL("title_year")};
    column->under = STR_EMPTY;
    if (!load_column_named(loading, table, pair->key, &column->column)) {
        return false;
    }
    const struct schema_column *shape = &table->columns[column->column];
    return load_keys(loading, pair->value, "a column of a form", keys, LOAD_COUNT(keys)) &&
           load_headers(loading, pair->value, shape, column) &&
           load_text(loading, pair->value, STR("under"), &column->under) &&
           load_fixed(loading, pair->value, shape, column) && load_title_year(loading, pair->value, shape, column);
}

static bool stand_apart(const struct schema_form *form, const struct schema_form_column *column, uint32_t other)
{
    const struct schema_form_column *own = schema_form_column(form, other);
    return own && own->under.length > 0 && column->under.length > 0 && !load_same_header(own->under, column->under);
}

/* No header may mean two columns, unless they stand under different headings: nobody could say which of them it is. */
static bool check_headers(struct loading *loading, const struct yaml_node *node, const struct schema_table *table,
                          const struct schema_form *form, const struct schema_form_column *column)
{
    for (uint32_t c = 0; c < table->column_count; c++) {
        uint32_t count = 0;
        const struct str *others = schema_headers(table, form, c, &count);
        bool apart = c == column->column || stand_apart(form, column, c);
        for (uint32_t i = 0; !apart && i < count * column->header_count; i++) {
            if (load_same_header(others[i / column->header_count], column->headers[i % column->header_count])) {
                return yaml_fail(loading->tree, node, 0, loading->failure,
                                 "the header \"%.*s\" means the column \"%.*s\" already",
                                 STR_ARGS(others[i / column->header_count]), STR_ARGS(table->columns[c].name));
            }
        }
    }
    return true;
}

bool load_form_columns(struct loading *loading, const struct yaml_node *node, struct schema_form *form)
{
    if (!node) {
        return true;
    }
    const struct schema_table *table = &loading->schema->tables[form->table];
    if (!load_kind(loading, node, YAML_MAPPING, "\"columns\"")) {
        return false;
    }
    struct schema_form_column *columns = ARENA_ARRAY(loading->keep, node->count, struct schema_form_column);
    if (!columns) {
        return failure_memory(loading->failure);
    }
    form->columns = columns;
    form->column_count = node->count;
    for (uint32_t i = 0; i < node->count; i++) {
        columns[i] = (struct schema_form_column){.column = SCHEMA_NONE, .under = STR_EMPTY};
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!load_one(loading, table, &node->pairs[i], &columns[i])) {
            return false;
        }
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!check_headers(loading, node->pairs[i].key, table, form, &columns[i])) {
            return false;
        }
    }
    return true;
}
