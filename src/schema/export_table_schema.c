/* One table as a Frictionless Table Schema, for the CSV file that probity template writes. */
#include <stdio.h>

#include "base/date.h"
#include "base/number.h"
#include "format/json.h"
#include "schema/export.h"
#include "schema/template.h"

#define VALUE_BYTES 64u

struct writing {
    const struct schema *schema;
    const struct schema_table *table;
    const struct schema_form *form;
    int period;
    struct format_json json;
};

static const char *type_name(enum table_type type)
{
    switch (type) {
    case TABLE_INTEGER: return "integer";
    case TABLE_MONEY:
    case TABLE_DECIMAL: return "number";
    case TABLE_DATE: return "date";
    case TABLE_MONTH: return "yearmonth";
    case TABLE_BOOLEAN: return "boolean";
    default: return "string";
    }
}

static void put(struct writing *writing, const char *name, struct str value)
{
    if (value.length) {
        format_json_name(&writing->json, name);
        format_json_string(&writing->json, value);
    }
}

static void limit(struct writing *writing, const char *name, const struct schema_column *column, int64_t value)
{
    struct buffer text = BUFFER_EMPTY;
    unsigned scale = column->type == TABLE_MONEY ? NUMBER_SCALE_MONEY : column->scale;
    switch (column->type) {
    case TABLE_DATE: date_write_iso(&text, value); break;
    case TABLE_MONTH: date_write_month(&text, value); break;
    default: number_write(&text, value, scale, false, true); break;
    }
    put(writing, name, buffer_view(&text));
    writing->json.out->failed = writing->json.out->failed || text.failed;
    buffer_free(&text);
}

/* Codes and lines that are in force. */
static void choices(struct writing *writing, const struct schema_column *column, bool is_line)
{
    if (!is_line && (column->codes == SCHEMA_NONE || column->ignore_case)) {
        return;
    }
    format_json_name(&writing->json, "enum");
    format_json_array(&writing->json, FORMAT_JSON_ONE_LINE);
    for (uint32_t i = 0; is_line && i < writing->table->line_count; i++) {
        if (schema_in_force(writing->table->lines[i].range, writing->period)) {
            format_json_string(&writing->json, writing->table->lines[i].code);
        }
    }
    const struct schema_code_list *list = is_line ? NULL : &writing->schema->code_lists[column->codes];
    for (uint32_t i = 0; list && i < list->code_count; i++) {
        if (schema_in_force(list->codes[i].range, writing->period)) {
            format_json_string(&writing->json, list->codes[i].code);
        }
    }
    format_json_end(&writing->json);
}

static void constraints(struct writing *writing, const struct schema_column *column, bool is_line)
{
    format_json_name(&writing->json, "constraints");
    format_json_object(&writing->json, FORMAT_JSON_ONE_LINE);
    format_json_name(&writing->json, "required");
    format_json_boolean(&writing->json, column->required);
    put(writing, "pattern", column->pattern);
    if (column->has_least) {
        limit(writing, "minimum", column, column->least);
    }
    if (column->has_most) {
        limit(writing, "maximum", column, column->most);
    }
    choices(writing, column, is_line);
    format_json_end(&writing->json);
}

static void field(struct writing *writing, uint32_t c)
{
    const struct schema_column *column = &writing->table->columns[c];
    format_json_object(&writing->json, FORMAT_JSON_LINES);
    put(writing, "name", column->name);
    put(writing, "title", column->title);
    put(writing, "description", column->description);
    put(writing, "type", str_of(type_name(column->type)));
    if (column->type == TABLE_DATE) {
        put(writing, "format", STR("any")); /* 31/03/2024 and 2024-03-31 are both read */
    }
    if (column->type == TABLE_MONEY) {
        put(writing, "groupChar", STR(","));
        format_json_name(&writing->json, "bareNumber");
        format_json_boolean(&writing->json, false);
    }
    constraints(writing, column, c == writing->table->line_column);
    format_json_end(&writing->json);
}

/* A column of the file that is none of the table's: the return's period or its authority. */
static void outer_field(struct writing *writing, struct str name, const char *title)
{
    if (!name.length) {
        return;
    }
    format_json_object(&writing->json, FORMAT_JSON_LINES);
    put(writing, "name", name);
    put(writing, "title", str_of(title));
    put(writing, "type", STR("string"));
    format_json_name(&writing->json, "constraints");
    format_json_object(&writing->json, FORMAT_JSON_ONE_LINE);
    format_json_name(&writing->json, "required");
    format_json_boolean(&writing->json, true);
    format_json_end(&writing->json);
    format_json_end(&writing->json);
}

static bool column_applies(const struct writing *writing, const struct schema_column *column)
{
    return column->number_of == SCHEMA_NONE && schema_in_force(column->range, writing->period);
}

static void fields(struct writing *writing)
{
    format_json_name(&writing->json, "fields");
    format_json_array(&writing->json, FORMAT_JSON_LINES);
    outer_field(writing, template_authority_header(writing->form), "Authority");
    outer_field(writing, template_period_header(writing->form), "Period");
    for (uint32_t c = 0; c < writing->table->column_count; c++) {
        if (column_applies(writing, &writing->table->columns[c])) {
            field(writing, c);
        }
    }
    format_json_end(&writing->json);
}

static void key(struct writing *writing)
{
    if (!writing->table->key_count) {
        return;
    }
    const struct str outer[] = {template_authority_header(writing->form), template_period_header(writing->form)};
    format_json_name(&writing->json, "primaryKey");
    format_json_array(&writing->json, FORMAT_JSON_ONE_LINE);
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++) {
        if (outer[i].length) {
            format_json_string(&writing->json, outer[i]);
        }
    }
    for (uint32_t k = 0; k < writing->table->key_count; k++) {
        const struct schema_column *column = &writing->table->columns[writing->table->key[k]];
        if (column_applies(writing, column)) {
            format_json_string(&writing->json, column->name);
        }
    }
    format_json_end(&writing->json);
}

static void missing_values(struct writing *writing)
{
    format_json_name(&writing->json, "missingValues");
    format_json_array(&writing->json, FORMAT_JSON_ONE_LINE);
    format_json_text(&writing->json, "");
    for (uint32_t i = 0; writing->form && i < writing->form->closed_count; i++) {
        format_json_string(&writing->json, writing->form->closed[i]);
    }
    format_json_end(&writing->json);
}

bool schema_export_table_schema(const struct schema *schema, uint32_t table, int period, struct buffer *out,
                                struct failure *failure)
{
    const struct schema_table *of = &schema->tables[table];
    if (!schema_in_force(of->range, period)) {
        return failure_set(failure, FAILURE_USAGE, "the table %.*s does not exist in that period", STR_ARGS(of->name));
    }
    struct writing writing = {schema, of, template_form(schema, table), period, format_json_writer(out)};
    format_json_object(&writing.json, FORMAT_JSON_LINES);
    put(&writing, "$schema", STR("https://datapackage.org/profiles/2.0/tableschema.json"));
    put(&writing, "name", of->name);
    put(&writing, "title", of->title);
    fields(&writing);
    missing_values(&writing);
    key(&writing);
    format_json_end(&writing.json);
    buffer_char(out, '\n');
    return buffer_ok(out) || failure_memory(failure);
}
