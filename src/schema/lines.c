/* The lines of a statement as a table that rules can read. */
#include "schema/schema.h"

/* Columns that every lines table has, before one X_open for each column X with amounts. */
enum line_field { LINE_CODE, LINE_TITLE, LINE_GROUP, LINE_PART_OF, LINE_KIND, LINE_OPTIONAL, LINE_ORDER, LINE_FIELDS };

static const struct table_layout_column line_fields[LINE_FIELDS] = {
    [LINE_CODE] = {{"line", 4}, TABLE_CODE, 0, false},
    [LINE_TITLE] = {{"title", 5}, TABLE_TEXT, 0, false},
    [LINE_GROUP] = {{"group", 5}, TABLE_CODE, 0, false},
    [LINE_PART_OF] = {{"part_of", 7}, TABLE_CODE, 0, false},
    [LINE_KIND] = {{"kind", 4}, TABLE_CODE, 0, false},
    [LINE_OPTIONAL] = {{"optional", 8}, TABLE_BOOLEAN, 0, false},
    [LINE_ORDER] = {{"order", 5}, TABLE_INTEGER, 0, false},
};

static bool has_amounts(const struct schema_column *column)
{
    return column->type == TABLE_MONEY || column->type == TABLE_INTEGER || column->type == TABLE_DECIMAL;
}

const struct table_layout *schema_lines_layout(const struct schema *schema, uint32_t table, struct arena *keep,
                                               struct failure *failure)
{
    const struct schema_table *statement = &schema->tables[table];
    struct table_layout *layout = ARENA_NEW(keep, struct table_layout);
    struct table_layout_column *columns = ARENA_ARRAY(keep, LINE_FIELDS + statement->column_count,
                                                      struct table_layout_column);
    if (!layout || !columns) {
        (void)failure_memory(failure);
        return NULL;
    }
    memcpy(columns, line_fields, sizeof line_fields);
    uint32_t count = LINE_FIELDS;
    for (uint32_t i = 0; i < statement->column_count; i++) {
        if (has_amounts(&statement->columns[i])) {
            struct str name = arena_printf(keep, "%.*s_open", STR_ARGS(statement->columns[i].name));
            if (!name.data) {
                (void)failure_memory(failure);
                return NULL;
            }
            columns[count++] = (struct table_layout_column){name, TABLE_BOOLEAN, 0, false};
        }
    }
    layout->name = arena_printf(keep, "%.*s.lines", STR_ARGS(statement->name));
    if (!layout->name.data) {
        (void)failure_memory(failure);
        return NULL;
    }
    layout->columns = columns;
    layout->column_count = count;
    return layout;
}

static bool set_text(struct table *lines, enum line_field field, int64_t row, struct str text,
                     struct table_dictionary *dictionary, struct failure *failure)
{
    if (text.length == 0) {
        return true;
    }
    int64_t id = table_dictionary_intern(dictionary, text, failure);
    if (id < 0) {
        return false;
    }
    table_set(lines, (uint32_t)field, row, id, TABLE_VALUE);
    return true;
}

static bool add_line(const struct schema_table *statement, const struct schema_line *line, struct table *lines,
                     struct table_dictionary *dictionary, struct failure *failure)
{
    int64_t row = table_add_row(lines, failure);
    if (row < 0 || !set_text(lines, LINE_CODE, row, line->code, dictionary, failure) ||
        !set_text(lines, LINE_TITLE, row, line->title, dictionary, failure) ||
        !set_text(lines, LINE_GROUP, row, line->group, dictionary, failure) ||
        !set_text(lines, LINE_PART_OF, row, line->part_of, dictionary, failure) ||
        !set_text(lines, LINE_KIND, row, line->kind, dictionary, failure)) {
        return false;
    }
    table_set(lines, LINE_OPTIONAL, row, line->optional, TABLE_VALUE);
    table_set(lines, LINE_ORDER, row, row + 1, TABLE_VALUE);
    uint32_t column = LINE_FIELDS;
    for (uint32_t i = 0; i < statement->column_count; i++) {
        if (has_amounts(&statement->columns[i])) {
            table_set(lines, column++, row, line->open[i], TABLE_VALUE);
        }
    }
    return true;
}

struct table *schema_lines_table(const struct schema *schema, uint32_t table, int period,
                                 const struct table_layout *layout, struct table_dictionary *dictionary,
                                 struct failure *failure)
{
    const struct schema_table *statement = &schema->tables[table];
    struct table *lines = table_new(layout, NULL, failure);
    if (!lines) {
        return NULL;
    }
    lines->origin.input = TABLE_NO_INPUT;
    for (uint32_t i = 0; i < statement->line_count; i++) {
        const struct schema_line *line = &statement->lines[i];
        if (schema_in_force(line->range, period) && !add_line(statement, line, lines, dictionary, failure)) {
            table_free(lines);
            return NULL;
        }
    }
    return lines;
}
