/* Any field: quoted, blank, malformed, in the notation of a spreadsheet. */
#include "base/number.h"
#include "intake/cell.h"
#include "intake/csv_reader.h"

static bool is_spreadsheet_error(struct str text)
{
    static const struct str errors[] = {{"#REF!", 5},  {"#N/A", 4},  {"#VALUE!", 7}, {"#DIV/0!", 7},
                                        {"#NAME?", 6}, {"#NUM!", 5}, {"#NULL!", 6}};
    for (size_t i = 0; text.length > 0 && text.data[0] == '#' && i < sizeof errors / sizeof *errors; i++) {
        if (str_equal_ignoring_case(text, errors[i])) {
            return true;
        }
    }
    return false;
}

/* Without decimals that no scale can hold: spreadsheets write a tenth as 0.10000000000000001. */
static struct str cut_decimals(struct str text)
{
    const char *point = memchr(text.data, '.', text.length);
    size_t most = point ? (size_t)(point - text.data) + 1 + NUMBER_SCALE_MOST : text.length;
    for (size_t i = most; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return text;
        }
    }
    return str_slice(text, 0, most);
}

/* An amount in 10^power pounds: read at a scale at which its number is pence. What a rounded source has of decimals
 * behind the penny is its own rounding again. */
static bool read_scaled(struct str text, const struct schema_scale *scale, int64_t *value)
{
    unsigned exact = NUMBER_SCALE_MONEY + scale->power;
    if (exact > NUMBER_SCALE_MOST) {
        return false;
    }
    enum number_error error = number_parse_amount(text, exact, value);
    if (error == NUMBER_TOO_PRECISE && scale->rounding > 0) {
        error = number_parse_amount(cut_decimals(text), NUMBER_SCALE_MOST, value);
        if (error == NUMBER_OK && !number_rescale(*value, NUMBER_SCALE_MOST, exact, value)) {
            error = NUMBER_TOO_LARGE;
        }
    }
    return error == NUMBER_OK;
}

static bool read_plain(const struct csv_worker *worker, const struct csv_column *column, uint32_t row, struct str text,
                       int64_t *value)
{
    const struct csv_file *file = worker->reader->file;
    const struct schema_scale *scale = NULL;
    if (column->type == TABLE_MONEY && file->form->scale_count > 0) {
        scale = csv_scale(file->form, file->many ? worker->periods[row] : file->period);
    }
    if (scale && (scale->power > 0 || scale->rounding > 0)) {
        return read_scaled(text, scale, value) && *value <= NUMBER_MONEY_MOST && *value >= -NUMBER_MONEY_MOST;
    }
    return intake_cell_value(column->type, column->scale, text, value);
}

/* "3.0.1 Spend on…" and "1. Spend": the code is before the blank, without a full stop at its end. Text that does not
 * begin with a code stays whole. */
static struct str first_word(struct str text)
{
    if (text.length == 0 || text.data[0] < '0' || text.data[0] > '9') {
        return text;
    }
    size_t length = 0;
    while (length < text.length && (unsigned char)text.data[length] > ' ' && (unsigned char)text.data[length] != 0xc2) {
        length++;
    }
    while (length > 1 && text.data[length - 1] == '.') {
        length--;
    }
    return str_slice(text, 0, length);
}

static bool read_code(struct csv_worker *worker, const struct csv_column *column, struct str text, int64_t *value,
                      struct failure *failure)
{
    text = column->first_word ? first_word(text) : text;
    *value = table_dictionary_intern(worker->dictionary, schema_code_spelling(column->spellings, text), failure);
    return *value >= 0;
}

/* The field's text; what had to be unquoted stays in the side area. */
static struct str text_of(struct csv_worker *worker, struct str field, struct str *stray)
{
    char *side = csv_worker_room(worker);
    struct str text = csv_field_text(field, side, stray);
    if (text.length > 0 && text.data >= side && text.data < side + field.length) {
        worker->side_used += (uint32_t)field.length;
    }
    return text;
}

static bool say_stray(struct csv_worker *worker, const struct csv_column *column, uint32_t row, struct str stray,
                      const char *at, struct failure *failure)
{
    if (str_trim(stray).length == 0) {
        return true;
    }
    struct finding_reading entry = {
        .kind = READ_STRAY_QUOTE,
        .field = worker->reader->file->table->columns[column->column].name,
        .text = stray,
    };
    return csv_say(worker, entry, worker->row_raws[row], row, at, failure);
}

bool csv_slow_cell(struct csv_worker *worker, uint32_t number, uint32_t row, struct str field, int64_t *value,
                   uint8_t *state, struct failure *failure)
{
    const struct csv_file *file = worker->reader->file;
    const struct csv_column *column = &file->columns[number];
    struct str stray;
    struct str text = text_of(worker, field, &stray);
    if (stray.length > 0 && !say_stray(worker, column, row, stray, field.data, failure)) {
        return false;
    }
    *value = 0;
    *state = TABLE_VALUE;
    if (text.length == 0 || csv_is_closed(file->form, text)) {
        *state = TABLE_MISSING;
        return true;
    }
    bool is_error = is_spreadsheet_error(text);
    if (column->type == TABLE_CODE && !is_error) {
        return read_code(worker, column, text, value, failure);
    }
    bool is_text = column->type == TABLE_TEXT;
    if (is_error || is_text || !read_plain(worker, column, row, text, value)) {
        *value = table_span((uint64_t)(text.data - worker->data), (uint32_t)text.length);
        *state = is_text && !is_error ? TABLE_VALUE : TABLE_MALFORMED;
    }
    return true;
}

/* The text of a key field, without leaving anything in the side area. */
static struct str key_text(const struct csv_worker *worker, uint32_t row, uint32_t field)
{
    struct csv_fields fields = csv_row_fields(worker, row);
    struct str stray;
    return csv_field_text(csv_field(&fields, field), csv_worker_room(worker), &stray);
}

static void note_bad_period(struct csv_worker *worker, struct str text)
{
    struct csv_result *result = &worker->result;
    if (result->no_period == 0) {
        size_t length = text.length < sizeof result->bad_period ? text.length : sizeof result->bad_period - 1;
        memcpy(result->bad_period, text.data, length);
        result->bad_period[length] = 0;
    }
    result->no_period++;
}

static void read_period(struct csv_worker *worker, uint32_t row)
{
    const struct csv_file *file = worker->reader->file;
    int period = file->period;
    if (file->period_field != CSV_NO_FIELD) {
        struct str text = key_text(worker, row, file->period_field);
        bool is_none = text.length == 0 && period == 0;
        if (is_none || (text.length > 0 && !csv_period(text, file->form->year_style, &period))) {
            note_bad_period(worker, text);
            period = CSV_NO_PERIOD;
        }
    }
    worker->periods[row] = period;
}

static bool read_authority(struct csv_worker *worker, uint32_t row, struct failure *failure)
{
    const struct csv_file *file = worker->reader->file;
    struct str text = STR_EMPTY;
    for (uint32_t i = 0; i < file->authority_count && text.length == 0; i++) {
        text = key_text(worker, row, file->authority_fields[i]);
        text = csv_is_closed(file->form, text) ? STR_EMPTY : text;
    }
    worker->authorities[row] = -1;
    if (text.length > 0) {
        worker->authorities[row] = table_dictionary_intern(worker->dictionary, text, failure);
        return worker->authorities[row] >= 0;
    }
    return true;
}

bool csv_slow_keys(struct csv_worker *worker, struct failure *failure)
{
    for (uint32_t row = 0; row < worker->row_count; row++) {
        read_period(worker, row);
        if (!read_authority(worker, row, failure)) {
            return false;
        }
    }
    return true;
}
