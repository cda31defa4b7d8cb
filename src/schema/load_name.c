/* Names, paths and references to what has been named. */
#include "schema/load.h"

static bool is_letter(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool load_name(struct loading *loading, const struct yaml_node *node, struct str *name)
{
    if (!load_scalar(loading, node, name)) {
        return false;
    }
    bool fine = name->length > 0 && name->length <= 64 && is_letter(name->data[0]);
    for (size_t i = 0; fine && i < name->length; i++) {
        fine = is_letter(name->data[i]) || is_digit(name->data[i]);
    }
    return fine || yaml_fail(loading->tree, node, 0, loading->failure,
                             "a name holds letters, digits and _ only, begins with a letter and has 64 at most");
}

/* The length of one element's name at the start of the text; 0 when there is none. */
static size_t element_length(struct str text)
{
    size_t length = 0;
    while (length < text.length &&
           (is_letter(text.data[length]) ||
            (length > 0 && (is_digit(text.data[length]) || text.data[length] == '-' || text.data[length] == '.')))) {
        length++;
    }
    return length;
}

bool load_path(struct loading *loading, const struct yaml_node *node, bool below, struct str *path)
{
    if (!load_scalar(loading, node, path)) {
        return false;
    }
    if (below && str_equal(*path, STR("."))) {
        return true;
    }
    struct str rest = *path;
    while (below && str_starts_with(rest, STR("../"))) {
        rest = str_slice(rest, 3, rest.length);
    }
    for (;;) {
        size_t length = element_length(rest);
        if (length == 0 || (length < rest.length && rest.data[length] != '/')) {
            return yaml_fail(loading->tree, node, 0, loading->failure,
                             "an XML path is written as element names with / between them, such as \"%s\"",
                             below ? "Header/Year" : "Message/Children/Child");
        }
        if (length == rest.length) {
            return true;
        }
        rest = str_slice(rest, length + 1, rest.length);
    }
}

bool load_column_named(struct loading *loading, const struct schema_table *table, const struct yaml_node *node,
                       uint32_t *column)
{
    if (!load_kind(loading, node, YAML_SCALAR, "the name of a column")) {
        return false;
    }
    *column = schema_find_column(table, node->text);
    if (*column != SCHEMA_NONE) {
        return true;
    }
    struct str names[SCHEMA_COLUMNS_MOST];
    for (uint32_t i = 0; i < table->column_count; i++) {
        names[i] = table->columns[i].name;
    }
    return load_unknown(loading, node, "column", names, table->column_count);
}

bool load_columns_named(struct loading *loading, const struct schema_table *table, const struct yaml_node *node,
                        const uint32_t **columns, uint32_t *count)
{
    uint32_t wanted = node->kind == YAML_SEQUENCE ? node->count : 1;
    uint32_t *found = ARENA_ARRAY(loading->keep, wanted, uint32_t);
    if (!found) {
        return failure_memory(loading->failure);
    }
    if (node->kind != YAML_SEQUENCE && !load_column_named(loading, table, node, &found[0])) {
        return false;
    }
    for (uint32_t i = 0; node->kind == YAML_SEQUENCE && i < node->count; i++) {
        if (!load_column_named(loading, table, node->items[i], &found[i])) {
            return false;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (found[j] == found[i]) {
                return yaml_fail(loading->tree, node->items[i], 0, loading->failure, "\"%.*s\" is named twice",
                                 STR_ARGS(node->items[i]->text));
            }
        }
    }
    *columns = found;
    *count = wanted;
    return true;
}

bool load_table_named(struct loading *loading, const struct yaml_node *node, uint32_t count, uint32_t *table)
{
    if (!load_kind(loading, node, YAML_SCALAR, "the name of a table")) {
        return false;
    }
    struct str names[SCHEMA_TABLES_MOST];
    for (uint32_t i = 0; i < count; i++) {
        names[i] = loading->schema->tables[i].name;
        if (str_equal(names[i], node->text)) {
            *table = i;
            return true;
        }
    }
    return load_unknown(loading, node, "table", names, count);
}

/* The text without what does not count, one byte at a time; '\0' at the end. */
static char next_of_header(struct str text, size_t *at)
{
    while (*at < text.length && (text.data[*at] == ' ' || text.data[*at] == '\t')) {
        (*at)++;
    }
    char byte = *at < text.length ? text.data[(*at)++] : '\0';
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool load_same_header(struct str a, struct str b)
{
    size_t in_a = 0;
    size_t in_b = 0;
    for (;;) {
        char from_a = next_of_header(a, &in_a);
        if (from_a != next_of_header(b, &in_b)) {
            return false;
        }
        if (from_a == '\0') {
            return true;
        }
    }
}
