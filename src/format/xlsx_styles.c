/* Number formats: whether a cell's number is a date, and how many decimals it shows. */
#include "format/xlsx_book.h"

/* What stands in the first section of a format code. */
struct code_parts {
    bool years, days, months, hours, seconds;
    bool other; /* percent, exponent, fraction, text */
    uint32_t places, zeros, decimals;
    bool point;
    bool plain_zeros; /* nothing but zeros so far */
};

static void note_letter(struct code_parts *parts, char letter)
{
    switch (letter) {
    case 'y': parts->years = true; break;
    case 'd': parts->days = true; break;
    case 'm': parts->months = true; break;
    case 'h': parts->hours = true; break;
    case 's': parts->seconds = true; break;
    case '0':
    case '#':
    case '?':
        parts->places++;
        parts->zeros += letter == '0' && !parts->point;
        parts->decimals += parts->point;
        break;
    case '.': parts->point = true; break;
    case '%':
    case '/':
    case 'e':
    case '@': parts->other = true; break;
    default: break;
    }
    parts->plain_zeros = parts->plain_zeros && letter == '0';
}

/* "[h]" is time that goes on beyond a day; other brackets hold colours, conditions and currencies. */
static size_t skip_bracket(struct str code, size_t at, struct code_parts *parts)
{
    size_t end = at + 1;
    while (end < code.length && code.data[end] != ']') {
        end++;
    }
    char first = at + 1 < code.length ? (char)(code.data[at + 1] | 0x20) : 0;
    bool is_time = (first == 'h' || first == 's' || first == 'm') && (end == at + 2 || end == at + 3);
    parts->hours = parts->hours || is_time;
    parts->plain_zeros = false;
    return end;
}

static struct code_parts take_apart(struct str code)
{
    struct code_parts parts = {.plain_zeros = true};
    for (size_t i = 0; i < code.length && code.data[i] != ';'; i++) {
        char byte = code.data[i];
        if (byte == '"') {
            while (++i < code.length && code.data[i] != '"') {
            }
            parts.plain_zeros = false;
        } else if (byte == '\\' || byte == '_' || byte == '*') {
            i++;
            parts.plain_zeros = false;
        } else if (byte == '[') {
            i = skip_bracket(code, i, &parts);
        } else {
            note_letter(&parts, byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte);
        }
    }
    return parts;
}

struct xlsx_format xlsx_format_of(struct str code)
{
    if (str_equal_ignoring_case(code, STR("General"))) {
        return (struct xlsx_format){XLSX_GENERAL, 0};
    }
    struct code_parts parts = take_apart(code);
    bool is_time = parts.hours || parts.seconds;
    if (parts.years || parts.days || (parts.months && !is_time)) {
        return (struct xlsx_format){is_time ? XLSX_DATE_AND_TIME : XLSX_DATE, 0};
    }
    if (is_time || parts.other || parts.places == 0) {
        return (struct xlsx_format){XLSX_GENERAL, 0};
    }
    if (parts.plain_zeros && parts.zeros > 1) {
        return (struct xlsx_format){XLSX_ZEROS, (uint8_t)(parts.zeros < 100 ? parts.zeros : 100)};
    }
    return (struct xlsx_format){XLSX_DECIMALS, (uint8_t)(parts.decimals < 100 ? parts.decimals : 100)};
}

/* The formats that a workbook need not spell out, by their numbers. */
static struct xlsx_format common_format(uint32_t number)
{
    static const struct {
        uint8_t from, to;
        struct xlsx_format format;
    } common[] = {
        {1, 1, {XLSX_DECIMALS, 0}},   {2, 2, {XLSX_DECIMALS, 2}},        {3, 3, {XLSX_DECIMALS, 0}},
        {4, 4, {XLSX_DECIMALS, 2}},   {5, 6, {XLSX_DECIMALS, 0}},        {7, 8, {XLSX_DECIMALS, 2}},
        {14, 17, {XLSX_DATE, 0}},     {22, 22, {XLSX_DATE_AND_TIME, 0}}, {27, 31, {XLSX_DATE, 0}},
        {34, 36, {XLSX_DATE, 0}},     {37, 38, {XLSX_DECIMALS, 0}},      {39, 40, {XLSX_DECIMALS, 2}},
        {41, 42, {XLSX_DECIMALS, 0}}, {43, 44, {XLSX_DECIMALS, 2}},      {50, 58, {XLSX_DATE, 0}},
    };
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        if (number >= common[i].from && number <= common[i].to) {
            return common[i].format;
        }
    }
    return (struct xlsx_format){XLSX_GENERAL, 0};
}

struct reading {
    struct xlsx_book *book;
    struct failure *failure;
    uint32_t depth;
    uint32_t cells_at; /* depth of the element that holds the cells' styles; 0: we are not in it */
    bool in_format;
    bool in_style;
    struct xlsx_own_format own;
    uint32_t number;
    bool failed;
};

static bool on_open(void *context, const char *name, bool foreign, struct str text)
{
    (void)foreign;
    (void)text;
    struct reading *reading = context;
    reading->depth++;
    reading->cells_at = str_equal(str_of(name), STR("cellXfs")) ? reading->depth : reading->cells_at;
    reading->in_format = str_equal(str_of(name), STR("numFmt"));
    reading->in_style = reading->cells_at && reading->depth == reading->cells_at + 1;
    reading->own = (struct xlsx_own_format){.number = UINT32_MAX};
    reading->number = reading->in_style ? 0 : reading->number;
    return true;
}

static bool on_attribute(void *context, struct str name, struct str value)
{
    struct reading *reading = context;
    if (reading->in_format && str_equal(name, STR("numFmtId"))) {
        (void)xlsx_whole(value, UINT32_MAX - 1, &reading->own.number);
    } else if (reading->in_format && str_equal(name, STR("formatCode"))) {
        reading->own.format = xlsx_format_of(value);
    } else if (reading->in_style && str_equal(name, STR("numFmtId"))) {
        (void)xlsx_whole(value, UINT32_MAX - 1, &reading->number);
    }
    return true;
}

static struct xlsx_format find_format(const struct xlsx_book *book, uint32_t number)
{
    for (size_t i = 0; i < book->own_formats.count; i++) {
        if (book->own_formats.items[i].number == number) {
            return book->own_formats.items[i].format;
        }
    }
    return common_format(number);
}

static bool on_close(void *context, struct str text)
{
    (void)text;
    struct reading *reading = context;
    struct xlsx_book *book = reading->book;
    bool fine = true;
    if (book->own_formats.count >= XLSX_FORMATS_MOST || book->formats.count >= XLSX_STYLES_MOST) {
        return xlsx_refuse(book, "it has too many styles of cells");
    }
    if (reading->in_format && reading->own.number != UINT32_MAX) {
        fine = array_push(&book->own_formats, reading->own);
    } else if (reading->cells_at && reading->depth == reading->cells_at + 1) {
        fine = array_push(&book->formats, find_format(book, reading->number));
    } else if (reading->depth == reading->cells_at) {
        reading->cells_at = 0;
    }
    reading->in_format = reading->in_style = false;
    reading->depth--;
    reading->failed = !fine;
    return fine;
}

bool xlsx_read_styles(struct xlsx_book *book, struct failure *failure)
{
    struct reading reading = {.book = book, .failure = failure};
    const struct xml_events events = {&reading, on_open, on_attribute, on_close, NULL};
    if (!xlsx_read_part(book, book->styles_part, &events, failure)) {
        return false;
    }
    return !reading.failed || failure_memory(failure);
}
