/* A schema for people to read. */
#include "base/date.h"
#include "base/number.h"
#include "base/utf8.h"
#include "schema/export.h"

#define WIDTH 100u
#define NAME_WIDTH 22u
#define TYPE_WIDTH 11u

struct showing {
    const struct schema *schema;
    int period; /* 0: all */
    struct buffer *out;
    struct arena *scratch;
};

static bool applies(const struct showing *showing, struct schema_range range)
{
    return showing->period == 0 || schema_in_force(range, showing->period);
}

/* Words of a text, in lines of WIDTH characters. */
static void wrap(struct buffer *out, unsigned indent, struct str text)
{
    size_t used = 0;
    while ((text = str_trim(text)).length) {
        size_t length = 0;
        while (length < text.length && text.data[length] != ' ' && text.data[length] != '\n') {
            length++;
        }
        size_t width = utf8_count((struct str){text.data, length});
        if (used && used + 1 + width > WIDTH) {
            buffer_char(out, '\n');
            used = 0;
        }
        if (used) {
            buffer_char(out, ' ');
            used++;
        } else {
            buffer_fill(out, ' ', indent);
            used = indent;
        }
        buffer_str(out, (struct str){text.data, length});
        used += width;
        text = str_slice(text, length, text.length);
    }
    buffer_char(out, '\n');
}

static void padded(struct buffer *out, struct str text, size_t width)
{
    size_t length = utf8_count(text);
    buffer_str(out, text);
    buffer_fill(out, ' ', length < width ? width - length : 1);
}

/* " (from 2018-19)", where that is not the same for the whole schema. */
static void range_note(const struct showing *showing, struct schema_range range)
{
    const struct schema_range whole = showing->schema->periods;
    if (showing->period == 0 && (range.from > whole.from || range.until < whole.until)) {
        struct str text = schema_range_text(range, showing->scratch);
        showing->out->failed = showing->out->failed || !text.data;
        buffer_format(showing->out, " (%.*s)", STR_ARGS(text));
    }
}

static void write_limit(const struct showing *showing, const struct schema_column *column, const char *what,
                        int64_t value)
{
    buffer_format(showing->out, ", %s ", what);
    switch (column->type) {
    case TABLE_DATE: date_write(showing->out, value); break;
    case TABLE_MONTH: date_write_month(showing->out, value); break;
    case TABLE_MONEY: number_write_money(showing->out, value); break;
    default: number_write(showing->out, value, column->scale, true, true); break;
    }
}

static void show_column(const struct showing *showing, const struct schema_column *column)
{
    struct buffer *out = showing->out;
    buffer_fill(out, ' ', 4);
    padded(out, column->name, NAME_WIDTH);
    padded(out, str_of(table_type_name(column->type)), TYPE_WIDTH);
    buffer_str(out, column->title);
    if (column->required) {
        buffer_text(out, ", must be filled in");
    }
    if (column->codes != SCHEMA_NONE) {
        buffer_format(out, ", one of \"%.*s\"", STR_ARGS(showing->schema->code_lists[column->codes].name));
    }
    if (column->has_least) {
        write_limit(showing, column, "at least", column->least);
    }
    if (column->has_most) {
        write_limit(showing, column, "at most", column->most);
    }
    if (column->pattern.length) {
        buffer_format(out, ", like %.*s", STR_ARGS(column->pattern));
    }
    range_note(showing, column->range);
    buffer_char(out, '\n');
    if (column->description.length) {
        wrap(out, 4 + NAME_WIDTH + TYPE_WIDTH, column->description);
    }
}

static void show_names(const struct showing *showing, const char *what, const struct schema_table *table,
                       const uint32_t *columns, uint32_t count)
{
    if (!count) {
        return;
    }
    buffer_format(showing->out, "    %s: ", what);
    for (uint32_t i = 0; i < count; i++) {
        buffer_text(showing->out, i ? ", " : "");
        buffer_str(showing->out, table->columns[columns[i]].name);
    }
    buffer_char(showing->out, '\n');
}

static void show_line(const struct showing *showing, const struct schema_table *table, const struct schema_line *line)
{
    struct buffer *out = showing->out;
    buffer_fill(out, ' ', 6);
    padded(out, line->code, 8);
    buffer_str(out, line->title);
    if (line->part_of.length) {
        buffer_format(out, "; part of %.*s", STR_ARGS(line->part_of));
    }
    buffer_text(out, line->optional ? "; need not be there" : "");
    uint32_t closed = 0;
    for (uint32_t c = 0; c < table->column_count; c++) {
        bool amounts = table->columns[c].type != TABLE_TEXT && table->columns[c].type != TABLE_CODE;
        if (!amounts || line->open[c] || !applies(showing, table->columns[c].range)) {
            continue;
        }
        buffer_text(out, closed++ ? ", " : "; closed: ");
        buffer_str(out, table->columns[c].name);
    }
    range_note(showing, line->range);
    buffer_text(out, line->inferred ? " (inferred)\n" : "\n");
}

static void show_lines(const struct showing *showing, const struct schema_table *table)
{
    struct str group = STR_EMPTY;
    for (uint32_t i = 0; i < table->line_count; i++) {
        const struct schema_line *line = &table->lines[i];
        if (!applies(showing, line->range)) {
            continue;
        }
        if (!str_equal(line->group, group) && line->group.length) {
            group = line->group;
            buffer_format(showing->out, "\n    %.*s\n", STR_ARGS(group));
        }
        show_line(showing, table, line);
    }
}

static void show_table(const struct showing *showing, const struct schema_table *table)
{
    struct buffer *out = showing->out;
    buffer_format(out, "\nTable %.*s", STR_ARGS(table->name));
    if (table->title.length) {
        buffer_format(out, " (%.*s)", STR_ARGS(table->title));
    }
    buffer_text(out, table->optional ? ", need not be there" : "");
    range_note(showing, table->range);
    buffer_char(out, '\n');
    if (table->beside != SCHEMA_NONE) {
        const struct schema_table *beside = &showing->schema->tables[table->beside];
        buffer_format(out, "    XML: in the elements of %.*s, %.*s\n", STR_ARGS(beside->name),
                      STR_ARGS(beside->element));
    } else if (table->element.length) {
        buffer_format(out, "    XML: %.*s\n", STR_ARGS(table->element));
    }
    show_names(showing, "Key", table, table->key, table->key_count);
    show_names(showing, "By", table, table->by, table->by_count);
    show_names(showing, "In order of", table, table->order, table->order_count);
    buffer_char(out, '\n');
    for (uint32_t c = 0; c < table->column_count; c++) {
        if (applies(showing, table->columns[c].range)) {
            show_column(showing, &table->columns[c]);
        }
    }
    show_lines(showing, table);
}

static void show_codes(const struct showing *showing, const struct schema_code_list *list)
{
    buffer_format(showing->out, "\nCodes \"%.*s\"%s\n", STR_ARGS(list->name),
                  list->ignore_case ? ", in capitals or not" : "");
    for (uint32_t i = 0; i < list->code_count; i++) {
        if (applies(showing, list->codes[i].range)) {
            buffer_fill(showing->out, ' ', 4);
            padded(showing->out, list->codes[i].code, 10);
            buffer_str(showing->out, list->codes[i].title);
            range_note(showing, list->codes[i].range);
            buffer_char(showing->out, '\n');
        }
    }
}

static void show_notes(const struct showing *showing)
{
    bool first = true;
    for (uint32_t i = 0; i < showing->schema->note_count; i++) {
        const struct schema_note *note = &showing->schema->notes[i];
        if (!applies(showing, note->range)) {
            continue;
        }
        buffer_text(showing->out, first ? "\nNotes\n" : "");
        first = false;
        struct str range = schema_range_text(note->range, showing->scratch);
        struct str text = showing->period || (note->range.from <= showing->schema->periods.from &&
                                              note->range.until >= showing->schema->periods.until)
                              ? note->text
                              : arena_printf(showing->scratch, "%.*s: %.*s", STR_ARGS(range), STR_ARGS(note->text));
        showing->out->failed = showing->out->failed || !range.data || !text.data;
        wrap(showing->out, 4, text.data ? text : STR_EMPTY);
    }
}

bool schema_show(const struct schema *schema, int period, struct buffer *out, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct showing showing = {schema, period, out, &scratch};
    buffer_format(out, "%.*s (%.*s), ", STR_ARGS(schema->title), STR_ARGS(schema->name));
    struct str range = schema_range_text(period ? (struct schema_range){period, period} : schema->periods, &scratch);
    out->failed = out->failed || !range.data;
    buffer_str(out, range.data ? range : STR_EMPTY);
    buffer_text(out, "\n\n");
    wrap(out, 0, schema->description);
    show_notes(&showing);
    for (uint32_t t = 0; t < schema->table_count; t++) {
        if (applies(&showing, schema->tables[t].range)) {
            show_table(&showing, &schema->tables[t]);
        }
    }
    for (uint32_t i = 0; i < schema->code_list_count; i++) {
        show_codes(&showing, &schema->code_lists[i]);
    }
    arena_free(&scratch);
    return buffer_ok(out) || failure_memory(failure);
}
