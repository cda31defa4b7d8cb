/* load_data: a table that stands in a rule file. */
#include "base/date.h"
#include "base/number.h"
#include "rule/load.h"

#define ROWS_MOST 100000u
#define DECIMALS_MOST 6u

/* A data table while it is read. */
struct reading {
    struct rule_loader *loader;
    struct table_layout_column *columns;
    uint32_t column_count;
    const struct yaml_node *rows;
    int64_t *values;
    uint8_t *states;
    struct str *texts;
    uint32_t text_count;
};

static bool read_columns(struct reading *r, const struct yaml_node *record)
{
    const struct yaml_node *node = yaml_find(record, STR("columns"));
    if (!node || node->kind != YAML_MAPPING || node->count == 0) {
        (void)rule_fail_node(r->loader, node ? node : record, "a data table has columns");
        failure_hint(r->loader->failure, "columns: {line: code, share: decimal}");
        return false;
    }
    r->columns = ARENA_ARRAY(r->loader->keep, node->count, struct table_layout_column);
    if (!r->columns) {
        return failure_memory(r->loader->failure);
    }
    r->column_count = node->count;
    for (uint32_t i = 0; i < node->count; i++) {
        const struct yaml_node *type = node->pairs[i].value;
        r->columns[i].name = node->pairs[i].key->text;
        if (type->kind != YAML_SCALAR || !table_type_parse(type->text, &r->columns[i].type)) {
            (void)rule_fail_node(r->loader, type, "%.*s is no type", STR_ARGS(type->text));
            failure_hint(r->loader->failure, "text, code, integer, money, decimal, date, year-month or boolean");
            return false;
        }
        r->columns[i].scale = r->columns[i].type == TABLE_MONEY ? NUMBER_SCALE_MONEY : 0;
    }
    return true;
}

static bool check_rows(struct reading *r, const struct yaml_node *record)
{
    r->rows = yaml_find(record, STR("rows"));
    if (!r->rows || r->rows->kind != YAML_SEQUENCE) {
        (void)rule_fail_node(r->loader, r->rows ? r->rows : record, "a data table has rows");
        failure_hint(r->loader->failure, "rows: a list of lists: - [\"5.0.2\", 0.20]");
        return false;
    }
    if (r->rows->count > ROWS_MOST) {
        return rule_fail_node(r->loader, r->rows, "a data table has at most %u rows", ROWS_MOST);
    }
    for (uint32_t i = 0; i < r->rows->count; i++) {
        const struct yaml_node *row = r->rows->items[i];
        if (row->kind != YAML_SEQUENCE || row->count != r->column_count) {
            return rule_fail_node(r->loader, row, "a row is a list of %u values, one for each column", r->column_count);
        }
    }
    return true;
}

/* "20%" is 0.20. The number as written goes to `text`. */
static unsigned decimals_of(struct str *text)
{
    bool percent = str_ends_with(*text, STR("%"));
    text->length -= percent;
    const char *point = memchr(text->data, '.', text->length);
    unsigned decimals = point ? (unsigned)(text->data + text->length - point - 1) : 0;
    return decimals + (percent ? 2 : 0);
}

/* A decimal column holds as many decimals as its longest value. */
static bool find_scales(struct reading *r)
{
    for (uint32_t c = 0; c < r->column_count; c++) {
        for (uint32_t i = 0; r->columns[c].type == TABLE_DECIMAL && i < r->rows->count; i++) {
            const struct yaml_node *cell = r->rows->items[i]->items[c];
            struct str text = cell->kind == YAML_SCALAR ? cell->text : STR_EMPTY;
            unsigned decimals = decimals_of(&text);
            if (decimals > DECIMALS_MOST) {
                return rule_fail_node(r->loader, cell, "a number has at most %u decimals", DECIMALS_MOST);
            }
            r->columns[c].scale = decimals > r->columns[c].scale ? (uint8_t)decimals : r->columns[c].scale;
        }
    }
    return true;
}

static bool read_number(struct str text, const struct table_layout_column *column, int64_t *value)
{
    bool percent = str_ends_with(text, STR("%"));
    if (!percent) {
        return number_parse(text, column->scale, value) == NUMBER_OK;
    }
    text.length--;
    return column->scale >= 2 && number_parse(text, column->scale - 2u, value) == NUMBER_OK;
}

static bool read_value(struct reading *r, const struct table_layout_column *column, struct str text, int64_t *value)
{
    switch (column->type) {
    case TABLE_DATE: return date_parse(text, value);
    case TABLE_MONTH: return date_parse_month(text, value);
    case TABLE_BOOLEAN: *value = str_equal(text, STR("true")); return *value || str_equal(text, STR("false"));
    case TABLE_INTEGER:
    case TABLE_MONEY:
    case TABLE_DECIMAL: return read_number(text, column, value);
    default:
        r->texts[r->text_count] = text;
        *value = r->text_count++;
        return true;
    }
}

static bool read_cells(struct reading *r)
{
    size_t count = (size_t)r->rows->count * r->column_count;
    r->values = ARENA_ARRAY(r->loader->keep, count, int64_t);
    r->states = ARENA_ARRAY(r->loader->keep, count, uint8_t);
    r->texts = ARENA_ARRAY(r->loader->keep, count, struct str);
    if (!r->values || !r->states || !r->texts) {
        return failure_memory(r->loader->failure);
    }
    for (size_t i = 0; i < count; i++) {
        const struct yaml_node *cell = r->rows->items[i / r->column_count]->items[i % r->column_count];
        const struct table_layout_column *column = &r->columns[i % r->column_count];
        if (cell->kind != YAML_SCALAR) {
            return rule_fail_node(r->loader, cell, "a value is needed here, but here stands %s",
                                  yaml_kind_name(cell->kind));
        }
        r->states[i] = yaml_is_null(cell) ? TABLE_MISSING : TABLE_VALUE;
        if (r->states[i] == TABLE_VALUE && !read_value(r, column, cell->text, &r->values[i])) {
            return rule_fail_node(r->loader, cell, "%.*s is %s, but %.*s is not a value of that type",
                                  STR_ARGS(column->name), table_type_name(column->type), STR_ARGS(cell->text));
        }
    }
    return true;
}

static bool read_key(struct reading *r, const struct yaml_node *record, struct rule_data *data)
{
    struct rule_words words;
    if (!rule_read_words(r->loader, yaml_find(record, STR("key")), &words)) {
        return false;
    }
    uint32_t *key = ARENA_ARRAY(r->loader->keep, words.count, uint32_t);
    if (!key) {
        return failure_memory(r->loader->failure);
    }
    for (uint32_t i = 0; i < words.count; i++) {
        key[i] = table_layout_find(&data->layout, words.items[i].text);
        if (key[i] == TABLE_NO_COLUMN) {
            return rule_fail(words.items[i].source, 0, r->loader->failure, "the data table has no column %.*s",
                             STR_ARGS(words.items[i].text));
        }
    }
    data->key = key;
    data->key_count = words.count;
    return true;
}

bool rule_read_data(struct rule_loader *loader, const struct yaml_node *record, struct rule_name *name)
{
    static const char *const keys[] = {"data", "columns", "key", "rows", "note"};
    static const struct rule_keys known = {keys, sizeof keys / sizeof *keys, "a data table"};
    struct rule_data *data = ARENA_NEW(loader->keep, struct rule_data);
    struct reading r = {.loader = loader};
    if (!data) {
        return failure_memory(loader->failure);
    }
    if (!rule_check_keys(loader, record, &known) || !rule_read_text(loader, record, "data", "a name", &name->name) ||
        !read_columns(&r, record) || !check_rows(&r, record) || !find_scales(&r) || !read_cells(&r)) {
        return false;
    }
    name->source = rule_source_of(loader, yaml_find(record, STR("data")));
    name->data = data;
    *data = (struct rule_data){.layout = {name->name, r.columns, r.column_count},
                               .values = r.values,
                               .states = r.states,
                               .texts = r.texts,
                               .row_count = r.rows->count};
    return name->source && read_key(&r, record, data);
}
