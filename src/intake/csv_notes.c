/* Notes below the data: found by looking at the last stretch of the file before the rest is read, so that whoever reads
 * records meets data only.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/number.h"
#include "format/csv.h"
#include "intake/csv_file.h"

/* Notes that begin further from the end are not recognised. */
#define STRETCH 65536u
#define NOTE_FIELDS_MOST 2u
#define NOTE_BOUNDS (INTAKE_CSV_COLUMNS_MOST + 2u)

static bool has_blank_inside(struct str text)
{
    return memchr(text.data, ' ', text.length) != NULL;
}

static bool has_digit_first(struct str text)
{
    return text.length > 0 && text.data[0] >= '0' && text.data[0] <= '9';
}

static bool is_line_code(const struct schema_table *table, struct str text)
{
    for (uint32_t i = 0; i < table->line_count; i++) {
        if (str_equal_ignoring_case(table->lines[i].code, text)) {
            return true;
        }
    }
    return false;
}

static bool is_code(const struct schema_code_list *list, struct str text)
{
    for (uint32_t i = 0; i < list->code_count; i++) {
        if (str_equal_ignoring_case(list->codes[i].code, text)) {
            return true;
        }
    }
    return false;
}

/* Could this text be the value of a key column? Prose could not. */
static bool reads_as_key(const struct csv_file *file, const struct csv_column *column, struct str text)
{
    const struct schema_column *shape = &file->table->columns[column->column];
    int64_t number = 0;
    switch (column->type) {
    case TABLE_INTEGER:
    case TABLE_MONEY:
    case TABLE_DECIMAL: return number_parse_amount(text, column->scale, &number) == NUMBER_OK;
    case TABLE_DATE: return date_parse(text, &number);
    case TABLE_MONTH: return date_parse_month(text, &number);
    default: break;
    }
    if (column->first_word) {
        return has_digit_first(text);
    }
    if (shape->codes != SCHEMA_NONE && is_code(&file->schema->code_lists[shape->codes], text)) {
        return true;
    }
    if (file->table->line_column == column->column && file->table->line_count > 0) {
        return is_line_code(file->table, text) || (has_digit_first(text) && !has_blank_inside(text));
    }
    return !has_blank_inside(text);
}

static struct str plain_text(struct str field)
{
    field = str_trim(field);
    if (field.length >= 2 && field.data[0] == '"') {
        field = str_trim(str_slice(field, 1, field.length - 2));
    }
    return field;
}

/* Does the column help to name a record? Without a key, those that every record must have do. */
static bool names_record(const struct schema_table *table, uint32_t column)
{
    for (uint32_t k = 0; k < table->key_count; k++) {
        if (table->key[k] == column) {
            return true;
        }
    }
    return table->key_count == 0 && table->columns[column].required;
}

/* A record with a mistake in its key is a record still: nothing may be lost because half of it cannot be read. */
static bool has_key(const struct csv_file *file, const struct csv_fields *fields)
{
    for (uint32_t i = 0; i < file->column_count; i++) {
        const struct csv_column *column = &file->columns[i];
        if (column->column == SCHEMA_NONE || !names_record(file->table, column->column)) {
            continue;
        }
        struct str text = plain_text(csv_field(fields, column->field));
        if (text.length > 0 && reads_as_key(file, column, text)) {
            return true;
        }
    }
    return false;
}

/* At most the first two fields are filled, and no part of the key can be read. */
static bool is_note(const struct csv_file *file, const struct csv_fields *fields)
{
    for (uint32_t f = NOTE_FIELDS_MOST; f < fields->count; f++) {
        if (plain_text(csv_field(fields, f)).length > 0) {
            return false;
        }
    }
    return file->field_count > NOTE_FIELDS_MOST && !has_key(file, fields);
}

/* Goes through the stretch record by record. What it makes of it holds only if it began outside quotation marks, which
 * it did if it also ends so. */
static void walk_stretch(struct csv_file *file, const char *data, size_t length, uint64_t offset, uint32_t *bounds)
{
    bool seen_record = offset == file->data_offset;
    uint64_t notes_from = UINT64_MAX;
    uint64_t notes = 0;
    enum csv_state state = CSV_FIELD_START;
    for (size_t at = 0; at < length;) {
        struct csv_walk walk;
        csv_walk_start(&walk, file->delimiter, bounds, NOTE_BOUNDS);
        size_t taken = csv_walk_on(&walk, data + at, length - at);
        state = walk.state;
        csv_walk_finish(&walk);
        uint32_t count = walk.fields < NOTE_BOUNDS - 1 ? (uint32_t)walk.fields : NOTE_BOUNDS - 1;
        struct csv_fields fields = {data + at, bounds, count};
        enum csv_kind kind = csv_kind_of(file, &fields);
        if (kind != CSV_BLANK && !is_note(file, &fields)) {
            seen_record = seen_record || walk.fields == file->field_count;
            notes_from = UINT64_MAX;
            notes = 0;
        } else if (kind != CSV_BLANK) {
            notes_from = notes == 0 ? offset + at : notes_from;
            notes++;
        }
        at += taken;
    }
    if (notes > 0 && seen_record && state != CSV_QUOTED) {
        file->end = notes_from;
        file->note_count = notes;
    }
}

/* The first record that begins in the stretch, if it begins outside quotation marks. */
static size_t first_record(const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (data[i] == '\n' || (data[i] == '\r' && i + 1 < length && data[i + 1] != '\n')) {
            return i + 1;
        }
    }
    return length;
}

bool csv_file_find_notes(struct csv_file *file, struct failure *failure)
{
    if (file->end <= file->data_offset) {
        return true;
    }
    uint64_t left = file->end - file->data_offset;
    size_t length = left < STRETCH ? (size_t)left : STRETCH;
    uint64_t offset = file->end - length;
    char *data = calloc(1, length + 16);
    uint32_t *bounds = malloc(NOTE_BOUNDS * sizeof *bounds);
    if (!data || !bounds) {
        free(data);
        free(bounds);
        return failure_memory(failure);
    }
    int64_t got = source_read(file->source, offset, data, length, failure);
    if (got > 0) {
        size_t from = offset == file->data_offset ? 0 : first_record(data, (size_t)got);
        walk_stretch(file, data + from, (size_t)got - from, offset + from, bounds);
    }
    free(data);
    free(bounds);
    return got >= 0;
}
