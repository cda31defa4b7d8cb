#include "schema/schema.h"

#include <stdlib.h>

#include "base/date.h"

void schema_free(struct schema *schema)
{
    if (schema) {
        struct arena arena = schema->arena;
        free(schema);
        arena_free(&arena);
    }
}

uint32_t schema_table_index(const struct schema *schema, struct str name)
{
    for (uint32_t i = 0; i < schema->table_count; i++) {
        if (str_equal(schema->tables[i].name, name)) {
            return i;
        }
    }
    return SCHEMA_NONE;
}

const struct schema_table *schema_find_table(const struct schema *schema, struct str name)
{
    uint32_t index = schema_table_index(schema, name);
    return index == SCHEMA_NONE ? NULL : &schema->tables[index];
}

uint32_t schema_find_column(const struct schema_table *table, struct str name)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        if (str_equal(table->columns[i].name, name)) {
            return i;
        }
    }
    return SCHEMA_NONE;
}

struct str schema_code_spelling(const struct schema_code_list *list, struct str text)
{
    for (uint32_t i = 0; list && i < list->code_count; i++) {
        if (str_equal_ignoring_case(list->codes[i].code, text)) {
            return list->codes[i].code;
        }
    }
    return text;
}

struct str schema_spelling(const struct schema *schema, const struct schema_column *column, struct str text)
{
    const struct schema_code_list *list = column->codes == SCHEMA_NONE ? NULL : &schema->code_lists[column->codes];
    return list && (column->ignore_case || list->ignore_case) ? schema_code_spelling(list, text) : text;
}

const struct schema_line *schema_find_line(const struct schema_table *table, struct str code, int period)
{
    for (uint32_t i = 0; i < table->line_count; i++) {
        if (schema_in_force(table->lines[i].range, period) && str_equal(table->lines[i].code, code)) {
            return &table->lines[i];
        }
    }
    return NULL;
}

bool schema_line_inferred(const struct schema_table *table, const struct schema_line *line, int period)
{
    if (line->inferred) {
        return true;
    }
    for (uint32_t i = 0; i < table->inferred_count; i++) {
        if (schema_in_force(table->inferred[i], period)) {
            return true;
        }
    }
    return false;
}

struct str schema_range_text(struct schema_range range, struct arena *arena)
{
    if (range.from == INT_MIN && range.until == INT_MAX) {
        return arena_str(arena, STR("all periods"));
    }
    struct buffer text = BUFFER_EMPTY;
    if (range.from == INT_MIN) {
        buffer_text(&text, "until ");
    } else {
        date_write_financial_year(&text, range.from);
    }
    if (range.until == INT_MAX) {
        buffer_text(&text, " onwards");
    } else if (range.until != range.from) {
        buffer_text(&text, range.from == INT_MIN ? "" : " to ");
        date_write_financial_year(&text, range.until);
    }
    struct str copy = buffer_ok(&text) ? arena_str(arena, buffer_view(&text)) : (struct str){0};
    buffer_free(&text);
    return copy;
}

bool schema_is_outside(struct str path)
{
    return str_starts_with(path, STR("../"));
}
