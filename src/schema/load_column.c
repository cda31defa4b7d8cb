/* Columns of a table of a schema file. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/date.h"
#include "base/number.h"
#include "schema/load.h"

static const struct load_key column_keys[] = {
    LOAD_OPTIONAL("title"),          LOAD_OPTIONAL("description"),   LOAD_REQUIRED("type"),
    LOAD_OPTIONAL("decimals"),       LOAD_OPTIONAL("from"),          LOAD_OPTIONAL("until"),
    LOAD_OPTIONAL("required"),       LOAD_OPTIONAL("optional"),      LOAD_OPTIONAL("pattern"),
    LOAD_OPTIONAL("least"),          LOAD_OPTIONAL("most"),          LOAD_OPTIONAL("codes"),
    LOAD_OPTIONAL("ignore_case"),    LOAD_OPTIONAL("headers"),       LOAD_OPTIONAL("xml"),
    LOAD_OPTIONAL("malformed_code"), LOAD_OPTIONAL("after"),         LOAD_OPTIONAL("number_of"),
    LOAD_OPTIONAL("missing_code"),   LOAD_OPTIONAL("ignore_blanks"), LOAD_OPTIONAL("authority"),
};

static bool is_text(enum table_type type)
{
    return type == TABLE_TEXT || type == TABLE_CODE;
}

static bool load_type(struct loading *loading, const struct yaml_node *node, struct schema_column *column)
{
    const struct yaml_node *type = yaml_find(node, STR("type"));
    if (!load_kind(loading, type, YAML_SCALAR, "\"type\"")) {
        return false;
    }
    if (!table_type_parse(type->text, &column->type)) {
        struct str names[TABLE_TYPES];
        for (unsigned i = 0; i < TABLE_TYPES; i++) {
            names[i] = str_of(table_type_name((enum table_type)i));
        }
        return load_unknown(loading, type, "type", names, TABLE_TYPES);
    }
    const struct yaml_node *decimals = yaml_find(node, STR("decimals"));
    if (decimals && column->type != TABLE_DECIMAL) {
        return yaml_fail(loading->tree, decimals, 0, loading->failure, "only a decimal column has \"decimals\"");
    }
    if (!decimals && column->type == TABLE_DECIMAL) {
        return yaml_fail(loading->tree, node, 0, loading->failure,
                         "a decimal column says with \"decimals\" how many it has");
    }
    unsigned scale = column->type == TABLE_MONEY ? NUMBER_SCALE_MONEY : 0;
    if (!load_count(loading, node, STR("decimals"), NUMBER_SCALE_MOST, &scale)) {
        return false;
    }
    column->scale = (uint8_t)scale;
    return true;
}

/* A code of a list is stored as the list spells it, so that no blanks are left to ignore. */
static bool check_blanks(struct loading *loading, const struct yaml_node *node, const struct schema_column *column)
{
    if (!column->ignore_blanks || (is_text(column->type) && column->codes == SCHEMA_NONE)) {
        return true;
    }
    return yaml_fail(loading->tree, yaml_find(node, STR("ignore_blanks")), 0, loading->failure,
                     "only text and code columns without a code list ignore blanks");
}

static bool load_pattern(struct loading *loading, const struct yaml_node *node, struct schema_column *column)
{
    const struct yaml_node *pattern = yaml_find(node, STR("pattern"));
    if (!pattern) {
        return true;
    }
    if (!is_text(column->type)) {
        return yaml_fail(loading->tree, pattern, 0, loading->failure, "only text and code columns have a pattern");
    }
    if (!load_scalar(loading, pattern, &column->pattern)) {
        return false;
    }
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)column->pattern.data, column->pattern.length,
                                     PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &error, &offset, NULL);
    if (code) {
        pcre2_code_free(code);
        return true;
    }
    if (error == PCRE2_ERROR_HEAP_FAILED || error == PCRE2_ERROR_NOMEMORY) {
        return failure_memory(loading->failure);
    }
    PCRE2_UCHAR message[128] = "";
    (void)pcre2_get_error_message(error, message, sizeof message);
    return yaml_fail(loading->tree, pattern, offset, loading->failure, "this is not a pattern: %s",
                     (const char *)message);
}

bool load_value_of(struct loading *loading, const struct yaml_node *node, const struct schema_column *column,
                   const char *what, int64_t *value)
{
    if (!load_kind(loading, node, YAML_SCALAR, "this")) {
        return false;
    }
    bool fine = false;
    switch (column->type) {
    case TABLE_INTEGER:
    case TABLE_MONEY:
    case TABLE_DECIMAL: fine = number_parse(node->text, column->scale, value) == NUMBER_OK; break;
    case TABLE_DATE: fine = date_parse(node->text, value); break;
    case TABLE_MONTH: fine = date_parse_month(node->text, value); break;
    case TABLE_TEXT:
    case TABLE_CODE:
    case TABLE_BOOLEAN:
    case TABLE_TYPES:
        return yaml_fail(loading->tree, node, 0, loading->failure, "a column of type %s has no %s",
                         table_type_name(column->type), what);
    }
    return fine || yaml_fail(loading->tree, node, 0, loading->failure, "this cannot be read as %s",
                             table_type_name(column->type));
}

static bool load_bounds(struct loading *loading, const struct yaml_node *node, struct schema_column *column)
{
    const struct yaml_node *least = yaml_find(node, STR("least"));
    const struct yaml_node *most = yaml_find(node, STR("most"));
    column->has_least = least != NULL;
    column->has_most = most != NULL;
    if ((least && !load_value_of(loading, least, column, "least or most", &column->least)) ||
        (most && !load_value_of(loading, most, column, "least or most", &column->most))) {
        return false;
    }
    if (least && most && column->least > column->most) {
        return yaml_fail(loading->tree, most, 0, loading->failure, "\"most\" is less than \"least\"");
    }
    return true;
}

static bool load_codes(struct loading *loading, const struct yaml_node *node, struct schema_column *column)
{
    const struct schema *schema = loading->schema;
    const struct yaml_node *codes = yaml_find(node, STR("codes"));
    column->codes = SCHEMA_NONE;
    if (!codes) {
        return true;
    }
    if (column->type != TABLE_CODE) {
        return yaml_fail(loading->tree, codes, 0, loading->failure, "only a code column has a code list");
    }
    if (!load_kind(loading, codes, YAML_SCALAR, "the name of a code list")) {
        return false;
    }
    struct str names[SCHEMA_CODE_LISTS_MOST];
    for (uint32_t i = 0; i < schema->code_list_count; i++) {
        names[i] = schema->code_lists[i].name;
        if (str_equal(names[i], codes->text)) {
            column->codes = i;
            column->ignore_case = column->ignore_case || schema->code_lists[i].ignore_case;
            return true;
        }
    }
    return load_unknown(loading, codes, "code list", names, schema->code_list_count);
}

/* The column's own name comes first; another column's header cannot be told apart from this one's. */
static bool load_headers(struct loading *loading, const struct schema_table *table, const struct yaml_node *key,
                         const struct yaml_node *node, struct schema_column *column)
{
    const struct str *given = NULL;
    uint32_t count = 0;
    if (!load_texts(loading, node, STR("headers"), &given, &count)) {
        return false;
    }
    struct str *headers = ARENA_ARRAY(loading->keep, (size_t)count + 1, struct str);
    if (!headers) {
        return failure_memory(loading->failure);
    }
    headers[0] = column->name;
    uint32_t kept = 1;
    for (uint32_t i = 0; i < count; i++) {
        if (!load_same_header(given[i], column->name)) {
            headers[kept++] = given[i];
        }
    }
    for (uint32_t i = 0; i < table->column_count; i++) {
        const struct schema_column *other = &table->columns[i];
        for (uint32_t j = 0; j < other->header_count * kept; j++) {
            if (load_same_header(other->headers[j / kept], headers[j % kept])) {
                return yaml_fail(loading->tree, key, 0, loading->failure,
                                 "the header \"%.*s\" means the column \"%.*s\" already", STR_ARGS(headers[j % kept]),
                                 STR_ARGS(other->name));
            }
        }
    }
    column->headers = headers;
    column->header_count = kept;
    return true;
}

static bool load_is_authority(struct loading *loading, const struct yaml_node *node, struct schema_column *column)
{
    const struct yaml_node *authority = yaml_find(node, STR("authority"));
    if (!load_flag(loading, node, STR("authority"), &column->is_authority)) {
        return false;
    }
    return !column->is_authority || (column->type == TABLE_CODE && column->codes == SCHEMA_NONE) ||
           yaml_fail(loading->tree, authority, 0, loading->failure,
                     "only a code column without a code list names councils");
}

static bool load_missing_code(struct loading *loading, const struct yaml_node *node, struct schema_column *column)
{
    const struct yaml_node *code = yaml_find(node, STR("missing_code"));
    if (code && !column->required) {
        return yaml_fail(loading->tree, code, 0, loading->failure,
                         "only a column with \"required: true\" can be found to be missing");
    }
    return load_text(loading, node, STR("missing_code"), &column->missing_code);
}

static bool load_traits(struct loading *loading, const struct schema_table *table, const struct yaml_node *node,
                        struct schema_column *column)
{
    return load_text(loading, node, STR("title"), &column->title) &&
           load_text(loading, node, STR("description"), &column->description) &&
           load_range(loading, node, load_periods_of(loading, table), &column->range) &&
           load_flag(loading, node, STR("required"), &column->required) &&
           load_flag(loading, node, STR("optional"), &column->optional) &&
           load_flag(loading, node, STR("ignore_case"), &column->ignore_case) &&
           load_flag(loading, node, STR("ignore_blanks"), &column->ignore_blanks) &&
           load_text(loading, node, STR("malformed_code"), &column->malformed_code) &&
           load_missing_code(loading, node, column);
}

static bool load_column(struct loading *loading, const struct schema_table *table, uint32_t index,
                        const struct yaml_pair *pair, struct schema_column *column)
{
    const struct yaml_node *node = pair->value;
    const struct yaml_node *path = yaml_find(node, STR("xml"));
    column->description = column->pattern = column->element = STR_EMPTY;
    column->malformed_code = column->missing_code = STR_EMPTY;
    if (!load_name(loading, pair->key, &column->name)) {
        return false;
    }
    column->title = column->name;
    return load_keys(loading, node, "a column", column_keys, LOAD_COUNT(column_keys)) &&
           load_traits(loading, table, node, column) && load_type(loading, node, column) &&
           load_pattern(loading, node, column) && load_bounds(loading, node, column) &&
           load_codes(loading, node, column) && check_blanks(loading, node, column) &&
           load_is_authority(loading, node, column) && (!path || load_path(loading, path, true, &column->element)) &&
           load_headers(loading, table, pair->key, node, column) &&
           load_after(loading, yaml_find(node, STR("after")), &column->after) &&
           load_number_of(loading, table, index, node, column);
}

bool load_table_columns(struct loading *loading, struct schema_table *table, uint32_t index,
                        const struct yaml_node *node)
{
    if (!load_kind(loading, node, YAML_MAPPING, "\"columns\"")) {
        return false;
    }
    if (node->count == 0 || node->count > SCHEMA_COLUMNS_MOST) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "a table has from 1 to %u columns",
                         SCHEMA_COLUMNS_MOST);
    }
    struct schema_column *columns = ARENA_ARRAY(loading->keep, node->count, struct schema_column);
    if (!columns) {
        return failure_memory(loading->failure);
    }
    table->columns = columns;
    for (uint32_t i = 0; i < node->count; i++) {
        if (!load_column(loading, table, index, &node->pairs[i], &columns[i])) {
            return false;
        }
        table->column_count = i + 1;
    }
    return true;
}
