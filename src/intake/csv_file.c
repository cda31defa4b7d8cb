#include "intake/csv_file.h"

#include "base/date.h"
#include "base/number.h"
#include "format/csv.h"

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '_' || byte == '\r' || byte == '\n';
}

/* The next byte of a header that counts, in lower case; 0 at its end. */
static char next_byte(struct str text, size_t *at)
{
    while (*at < text.length && is_blank(text.data[*at])) {
        (*at)++;
    }
    if (*at == text.length) {
        return 0;
    }
    char byte = text.data[(*at)++];
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

bool csv_header_equal(struct str a, struct str b)
{
    a = str_trim(a);
    b = str_trim(b);
    size_t at_a = 0;
    size_t at_b = 0;
    char byte;
    do {
        byte = next_byte(a, &at_a);
        if (byte != next_byte(b, &at_b)) {
            return false;
        }
    } while (byte != 0);
    /* A NUL byte is no end. */
    return at_a == a.length && at_b == b.length;
}

bool csv_is_closed(const struct schema_form *form, struct str text)
{
    for (uint32_t i = 0; i < form->closed_count; i++) {
        if (str_equal_ignoring_case(form->closed[i], text)) {
            return true;
        }
    }
    return false;
}

struct str csv_field(const struct csv_fields *fields, uint32_t field)
{
    if (field >= fields->count) {
        return STR_EMPTY;
    }
    uint32_t start = fields->bounds[field] + 1;
    uint32_t length = fields->bounds[field + 1] - start;
    if (length > 0 && fields->data[start + length - 1] == '\r') {
        length--;
    }
    return (struct str){fields->data + start, length};
}

struct str csv_field_text(struct str field, char *room, struct str *stray)
{
    *stray = STR_EMPTY;
    if (field.length > 0 && field.data[0] == '"') {
        field = csv_unquote(field, room, stray);
    }
    return str_trim(field);
}

/* Nothing but white space, with or without quotation marks. */
static bool is_blank_field(struct str field)
{
    field = str_trim(field);
    if (field.length >= 2 && field.data[0] == '"' && field.data[field.length - 1] == '"') {
        field = str_trim(str_slice(field, 1, field.length - 2));
    }
    return field.length == 0;
}

static bool is_all_blank(const struct csv_fields *fields)
{
    for (uint32_t f = 0; f < fields->count; f++) {
        if (!is_blank_field(csv_field(fields, f))) {
            return false;
        }
    }
    return true;
}

static struct str without_quotes(struct str field)
{
    field = str_trim(field);
    return field.length >= 2 && field.data[0] == '"' ? str_slice(field, 1, field.length - 2) : field;
}

static bool is_second_header(const struct csv_file *file, const struct csv_fields *fields)
{
    /* At least eight bytes can be read behind any record's beginning. */
    uint64_t start = 0;
    memcpy(&start, fields->data + (uint32_t)(fields->bounds[0] + 1), sizeof start);
    if ((start & file->header_mask) != file->header_start || fields->count < file->field_count) {
        return false;
    }
    for (uint32_t f = 0; f < file->field_count; f++) {
        if (!csv_header_equal(without_quotes(csv_field(fields, f)), file->header[f])) {
            return false;
        }
    }
    return true;
}

static bool meets(const struct schema_condition *condition, struct str text)
{
    if (condition->is_filled) {
        return str_trim(text).length > 0;
    }
    for (uint32_t i = 0; i < condition->value_count; i++) {
        if (csv_header_equal(text, condition->values[i])) {
            return true;
        }
    }
    return false;
}

static bool is_aggregate(const struct csv_file *file, const struct csv_fields *fields)
{
    for (uint32_t i = 0; file->keeps_some && i < file->form->only_count; i++) {
        if (file->only_fields[i] != CSV_NO_FIELD &&
            !meets(&file->form->only[i], without_quotes(csv_field(fields, file->only_fields[i])))) {
            return true;
        }
    }
    return false;
}

enum csv_kind csv_kind_of(const struct csv_file *file, const struct csv_fields *fields)
{
    uint32_t length = fields->bounds[fields->count] - (fields->bounds[0] + 1);
    for (uint32_t f = 0; length > TABLE_TEXT_MOST && f < fields->count; f++) {
        if (csv_field(fields, f).length > TABLE_TEXT_MOST) {
            return CSV_TOO_LONG;
        }
    }
    if (is_all_blank(fields)) {
        return CSV_BLANK;
    }
    if (is_second_header(file, fields)) {
        return CSV_SECOND_HEADER;
    }
    return is_aggregate(file, fields) ? CSV_AGGREGATE : CSV_RECORD;
}

bool csv_period(struct str text, enum schema_year_style style, int *period)
{
    int64_t year = 0;
    if (style != SCHEMA_YEAR_FINANCIAL && number_parse(text, 0, &year) == NUMBER_OK && year >= 1900 && year <= 2999) {
        *period = (int)year - (style == SCHEMA_YEAR_END);
        return true;
    }
    return date_parse_financial_year(text, period);
}

const struct schema_scale *csv_scale(const struct schema_form *form, int period)
{
    for (uint32_t i = 0; i < form->scale_count; i++) {
        if (schema_in_force(form->scales[i].range, period)) {
            return &form->scales[i];
        }
    }
    return NULL;
}

struct str *csv_split(struct str bytes, char delimiter, uint32_t most, uint64_t *count, size_t *next,
                      struct arena *keep, struct failure *failure)
{
    struct csv_walk walk;
    uint32_t *bounds = ARENA_ARRAY(keep, (size_t)most + 1, uint32_t);
    if (!bounds) {
        (void)failure_memory(failure);
        return NULL;
    }
    csv_walk_start(&walk, delimiter, bounds, (uint64_t)most + 1);
    *next = csv_walk_on(&walk, bytes.data, bytes.length);
    csv_walk_finish(&walk);
    *count = walk.fields;
    struct csv_fields fields = {bytes.data, bounds, walk.fields < most ? (uint32_t)walk.fields : most};
    struct str *texts = ARENA_ARRAY(keep, fields.count, struct str);
    char *room = arena_alloc(keep, *next);
    if (!texts || !room) {
        (void)failure_memory(failure);
        return NULL;
    }
    for (uint32_t f = 0; f < fields.count; f++) {
        struct str stray;
        struct str field = csv_field(&fields, f);
        texts[f] = csv_field_text(field, room, &stray);
        room += field.length;
    }
    return texts;
}
