/* The cells of a sheet, written as CSV while they are read; and the texts that sheets share. */
#include "format/xlsx_book.h"

/* ---- shared texts ------------------------------------------------------------------------------------------------- */

enum element { ELEMENT_OTHER, ELEMENT_ITEM, ELEMENT_TEXT, ELEMENT_READING };

/* How a text is to be pronounced ("rPh") is no part of it. */
struct gathering {
    struct xlsx_book *book;
    struct failure *failure;
    enum element stack[XLSX_DEPTH_MOST + 1];
    uint32_t depth;
    uint32_t readings; /* elements above us that are no part of the text */
    bool failed;
};

static enum element element_of(const char *name)
{
    struct str text = str_of(name);
    return str_equal(text, STR("t"))     ? ELEMENT_TEXT
           : str_equal(text, STR("si"))  ? ELEMENT_ITEM
           : str_equal(text, STR("rPh")) ? ELEMENT_READING
                                         : ELEMENT_OTHER;
}

static bool open_string(void *context, const char *name, bool foreign, struct str text)
{
    (void)foreign;
    (void)text;
    struct gathering *gathering = context;
    enum element element = element_of(name);
    gathering->stack[gathering->depth++] = element;
    gathering->readings += element == ELEMENT_READING;
    return true;
}

static bool close_string(void *context, struct str text)
{
    struct gathering *gathering = context;
    struct xlsx_book *book = gathering->book;
    enum element element = gathering->stack[--gathering->depth];
    gathering->readings -= element == ELEMENT_READING;
    if (element == ELEMENT_TEXT && gathering->readings == 0) {
        buffer_str(&book->strings, str_slice(text, 0, XLSX_CELL_MOST));
    }
    if (element == ELEMENT_ITEM && book->ends.count == XLSX_STRINGS_MOST) {
        return xlsx_refuse(book, "it has more than %u different texts", XLSX_STRINGS_MOST);
    }
    if (book->strings.length > XLSX_TEXT_MOST) {
        return xlsx_refuse(book, "its texts come to more than %u MB", (unsigned)(XLSX_TEXT_MOST >> 20));
    }
    bool fine = buffer_ok(&book->strings) && (element != ELEMENT_ITEM || array_push(&book->ends, book->strings.length));
    gathering->failed = !fine;
    return fine;
}

static bool read_strings(struct xlsx_book *book, struct failure *failure)
{
    struct gathering gathering = {.book = book, .failure = failure};
    const struct xml_events events = {&gathering, open_string, NULL, close_string, NULL};
    if (book->has_strings || book->strings_part.length == 0) {
        return true;
    }
    book->has_strings = true;
    return xlsx_read_part(book, book->strings_part, &events, failure) && (!gathering.failed || failure_memory(failure));
}

static bool shared_text(const struct xlsx_book *book, struct str number, struct str *text)
{
    uint32_t index = 0;
    if (!xlsx_whole(number, XLSX_STRINGS_MOST, &index) || index >= book->ends.count) {
        return false;
    }
    size_t from = index > 0 ? book->ends.items[index - 1] : 0;
    *text = str_slice(buffer_view(&book->strings), from, book->ends.items[index] - from);
    return true;
}

/* ---- a sheet ------------------------------------------------------------------------------------------------------ */

enum part { PART_OTHER, PART_ROW, PART_CELL, PART_VALUE, PART_FORMULA, PART_TEXT, PART_READING };

struct reading {
    struct xlsx_book *book;
    struct buffer *out;
    enum part stack[XLSX_DEPTH_MOST + 1];
    uint32_t depth;
    /* Where the cell at hand is, and what it holds. */
    uint32_t row, column;
    char type; /* n number, s shared text, t text of its own, b boolean, e error, d date */
    uint32_t style;
    bool has_value, has_formula;
    uint32_t readings;
    struct buffer text;
    /* What has been written: whole lines, and fields of the line at hand. */
    uint32_t lines, fields;
    uint32_t widest; /* fields of the widest line */
    size_t limit;    /* of `out` */
    bool failed;
};

static enum part part_of(const char *name)
{
    static const struct {
        const char *name;
        enum part part;
    } parts[] = {
        {"c", PART_CELL},  {"v", PART_VALUE}, {"f", PART_FORMULA},
        {"row", PART_ROW}, {"t", PART_TEXT},  {"rPh", PART_READING},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].name, name) == 0) {
            return parts[i].part;
        }
    }
    return PART_OTHER;
}

static bool open_part(void *context, const char *name, bool foreign, struct str text)
{
    (void)foreign;
    (void)text;
    struct reading *reading = context;
    enum part part = part_of(name);
    reading->stack[reading->depth++] = part;
    reading->readings += part == PART_READING;
    if (part == PART_ROW) {
        reading->row++;
        reading->column = 0;
    } else if (part == PART_CELL) {
        reading->column++;
        reading->type = 'n';
        reading->style = 0;
        reading->has_value = reading->has_formula = false;
        buffer_clear(&reading->text);
    }
    return true;
}

/* "D17" */
static bool take_reference(struct reading *reading, struct str value)
{
    uint32_t column = 0;
    size_t length = 0;
    while (length < value.length && value.data[length] >= 'A' && value.data[length] <= 'Z' &&
           column <= XLSX_COLUMNS_MOST) {
        column = column * 26 + (uint32_t)(value.data[length++] - 'A' + 1);
    }
    uint32_t row = 0;
    bool fine = column > 0 && column <= XLSX_COLUMNS_MOST &&
                xlsx_whole(str_slice(value, length, value.length), XLSX_ROWS_MOST, &row) && row == reading->row &&
                column >= reading->column;
    reading->column = column;
    return fine || xlsx_refuse(reading->book, "a cell of a sheet is not where it says it is");
}

static bool take_row(struct reading *reading, struct str value)
{
    uint32_t row = 0;
    bool fine = xlsx_whole(value, XLSX_ROWS_MOST, &row) && row >= reading->row;
    reading->row = row;
    return fine || xlsx_refuse(reading->book, "the rows of a sheet are not in order");
}

static char type_of(struct str value)
{
    if (str_equal(value, STR("str")) || str_equal(value, STR("inlineStr"))) {
        return 't';
    }
    return value.length == 1 ? value.data[0] : 'n';
}

static bool take_attribute(void *context, struct str name, struct str value)
{
    struct reading *reading = context;
    enum part part = reading->stack[reading->depth - 1];
    char letter = name.length == 1 ? name.data[0] : 0;
    if (part == PART_ROW && letter == 'r') {
        return take_row(reading, value);
    }
    if (part == PART_CELL && letter == 'r') {
        return take_reference(reading, value);
    }
    if (part == PART_CELL && letter == 't') {
        reading->type = type_of(value);
    } else if (part == PART_CELL && letter == 's') {
        (void)xlsx_whole(value, XLSX_STYLES_MOST, &reading->style);
    }
    return true;
}

/* Lines end with as many fields as the widest has, so that none seems to lack some. */
static void end_line(struct reading *reading)
{
    if (reading->fields > reading->widest) {
        reading->widest = reading->fields;
    }
    if (reading->fields > 0) {
        buffer_fill(reading->out, ',', reading->widest - reading->fields);
    }
    buffer_char(reading->out, '\n');
    reading->lines++;
    reading->fields = 0;
}

/* Up to the cell at hand. */
static bool go_to_cell(struct reading *reading)
{
    if (reading->row == 0 || reading->row <= reading->lines || reading->column > XLSX_COLUMNS_MOST ||
        reading->row > XLSX_ROWS_MOST) {
        return xlsx_refuse(reading->book, "the cells of a sheet are not in order");
    }
    while (reading->lines + 1 < reading->row && reading->out->length < reading->limit) {
        end_line(reading);
    }
    if (reading->column <= reading->fields) {
        return xlsx_refuse(reading->book, "the cells of a sheet are not in order");
    }
    buffer_fill(reading->out, ',', reading->column - (reading->fields ? reading->fields : 1));
    reading->fields = reading->column;
    return true;
}

/* "_x000D_" is how a carriage return is written in a cell; "_x005F_" an underline that would look like that. */
static size_t escape_at(struct str text, size_t at, char *byte)
{
    static const struct {
        const char *escape;
        char byte;
    } escapes[] = {{"_x000D_", ' '}, {"_x000A_", ' '}, {"_x0009_", ' '}, {"_x005F_", '_'}};
    for (size_t i = 0; text.data[at] == '_' && i < sizeof escapes / sizeof *escapes; i++) {
        if (str_starts_with(str_slice(text, at, text.length), str_of(escapes[i].escape))) {
            *byte = escapes[i].byte;
            return strlen(escapes[i].escape);
        }
    }
    *byte = text.data[at] == '\n' || text.data[at] == '\r' || text.data[at] == '\t' ? ' ' : text.data[at];
    return 1;
}

static void write_text(struct buffer *out, struct str text)
{
    bool quoted = false;
    for (size_t i = 0; i < text.length && !quoted; i++) {
        quoted = text.data[i] == ',' || text.data[i] == '"';
    }
    if (quoted) {
        buffer_char(out, '"');
    }
    for (size_t i = 0; i < text.length;) {
        char byte = 0;
        i += escape_at(text, i, &byte);
        if (byte == '"') {
            buffer_char(out, '"');
        }
        buffer_char(out, byte);
    }
    if (quoted) {
        buffer_char(out, '"');
    }
}

static struct xlsx_format format_at(const struct xlsx_book *book, uint32_t style)
{
    return style < book->formats.count ? book->formats.items[style] : (struct xlsx_format){XLSX_GENERAL, 0};
}

static bool write_cell(struct reading *reading)
{
    struct str text = buffer_view(&reading->text);
    struct buffer *out = reading->out;
    if (reading->type == 's' && !shared_text(reading->book, text, &text)) {
        return xlsx_refuse(reading->book, "a cell of a sheet refers to a text that is not there");
    }
    if (reading->type == 'b') {
        text = str_equal(text, STR("1")) ? STR("true") : STR("false");
    } else if (reading->type == 'd') {
        /* A date at midnight is a date. */
        text = str_ends_with(text, STR("T00:00:00")) ? str_slice(text, 0, text.length - 9) : text;
    } else if (reading->type == 'n') {
        xlsx_write_number(str_trim(text), format_at(reading->book, reading->style), reading->book->from_1904, out);
        return true;
    }
    write_text(out, text);
    return true;
}

static bool close_cell(struct reading *reading)
{
    if (!reading->has_value && reading->has_formula) {
        buffer_text(&reading->text, "#N/A");
        reading->type = 'e';
    }
    if (reading->text.length == 0) {
        return true;
    }
    if (!go_to_cell(reading) || !write_cell(reading)) {
        return false;
    }
    if (reading->out->length >= reading->limit) {
        return xlsx_refuse(reading->book, "a sheet comes to more than %u MB", (unsigned)(XLSX_TEXT_MOST >> 20));
    }
    reading->failed = !buffer_ok(reading->out) || !buffer_ok(&reading->text);
    return !reading->failed;
}

static bool close_part(void *context, struct str text)
{
    struct reading *reading = context;
    enum part part = reading->stack[--reading->depth];
    enum part above = reading->depth > 0 ? reading->stack[reading->depth - 1] : PART_OTHER;
    switch (part) {
    case PART_CELL: return close_cell(reading);
    case PART_READING: reading->readings--; break;
    case PART_FORMULA: reading->has_formula = reading->has_formula || above == PART_CELL; break;
    case PART_VALUE:
    case PART_TEXT:
        if (reading->readings == 0 && (part == PART_TEXT || above == PART_CELL)) {
            buffer_str(&reading->text, str_slice(text, 0, XLSX_CELL_MOST));
            reading->has_value = true;
        }
        break;
    case PART_ROW:
    case PART_OTHER: break;
    }
    return true;
}

bool xlsx_sheet_csv(struct xlsx_book *book, uint32_t sheet, struct buffer *out, struct failure *failure)
{
    struct reading reading = {.book = book, .out = out, .limit = out->length + XLSX_TEXT_MOST};
    const struct xml_events events = {&reading, open_part, take_attribute, close_part, NULL};
    struct str part = book->sheets.items[sheet].part;
    if (part.length == 0) {
        return true; /* nothing but a picture, say */
    }
    bool fine = read_strings(book, failure);
    if (fine && !book->problem[0]) {
        fine = xlsx_read_part(book, part, &events, failure) && (!reading.failed || failure_memory(failure));
    }
    if (reading.fields > 0) {
        end_line(&reading);
    }
    buffer_free(&reading.text);
    return fine && (buffer_ok(out) || failure_memory(failure));
}
