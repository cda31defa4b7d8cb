#include "format/xlsx.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/xlsx_book.h"

/* ---- parts -------------------------------------------------------------------------------------------------------- */

bool xlsx_refuse(struct xlsx_book *book, const char *format, ...)
{
    if (!book->problem[0]) {
        va_list arguments;
        va_start(arguments, format);
        (void)vsnprintf(book->problem, sizeof book->problem, format, arguments);
        va_end(arguments);
    }
    return false;
}

bool xlsx_whole(struct str text, uint32_t most, uint32_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(text.data[i] - '0');
        if (value > most) {
            return false;
        }
    }
    *number = (uint32_t)value;
    return text.length > 0;
}

/* The XML reader leaves an & that was written as a reference as the reference "&#38;". */
struct str xlsx_attribute(struct xlsx_book *book, struct str value, struct failure *failure)
{
    struct str reference = STR("&#38;");
    char *copy = arena_alloc(&book->arena, value.length + 1);
    if (!copy) {
        (void)failure_memory(failure);
        return (struct str){0};
    }
    size_t length = 0;
    for (size_t i = 0; i < value.length; i++) {
        copy[length++] = value.data[i];
        if (str_starts_with(str_slice(value, i, value.length), reference)) {
            i += reference.length - 1;
        }
    }
    copy[length] = 0;
    return (struct str){copy, length};
}

static bool read_xml(struct xlsx_book *book, struct str part, struct str bytes, const struct xml_events *events,
                     struct failure *failure)
{
    struct xml_limits limits = {.depth_most = XLSX_DEPTH_MOST, .text_most = XLSX_CELL_MOST};
    struct source *source = source_open_memory("workbook", bytes, failure);
    struct xml_reader *reader = source ? xml_reader_open(source, limits, failure) : NULL;
    struct xml_end end = {.problem = XML_PROBLEM_NONE};
    bool fine = reader && xml_read(reader, events, &end, failure);
    if (fine && end.problem != XML_PROBLEM_NONE) {
        (void)xlsx_refuse(book, "its part %.*s is not sound: %s", STR_ARGS(str_slice(part, 0, 60)),
                          end.problem == XML_PROBLEM_MALFORMED ? end.message : "it is cut short or no XML");
    }
    xml_reader_close(reader);
    source_close(source);
    return fine;
}

bool xlsx_read_part(struct xlsx_book *book, struct str part, const struct xml_events *events, struct failure *failure)
{
    struct buffer bytes = BUFFER_EMPTY;
    bool fine = true;
    char name[512];
    (void)snprintf(name, sizeof name, "%.*s", STR_ARGS(part));
    switch (archive_read(book->archive, name, &bytes, failure)) {
    case ARCHIVE_READ: fine = read_xml(book, part, buffer_view(&bytes), events, failure); break;
    case ARCHIVE_NO_PART: (void)xlsx_refuse(book, "it lacks its part %.60s", name); break;
    case ARCHIVE_DAMAGED: (void)xlsx_refuse(book, "its part %.60s is damaged or locked with a password", name); break;
    case ARCHIVE_TOO_LARGE:
        (void)xlsx_refuse(book, "its part %.60s unpacks to more than %u MB", name, (unsigned)(ARCHIVE_PART_MOST >> 20));
        break;
    case ARCHIVE_FAILED: fine = false; break;
    }
    buffer_free(&bytes);
    return fine;
}

/* ---- relations: which part is which ------------------------------------------------------------------------------- */

struct relating {
    struct xlsx_book *book;
    struct failure *failure;
    bool root; /* of the whole package, not of the workbook */
    struct str id, type, target;
    struct str workbook; /* what the root names */
    bool failed;
};

/* "worksheets/sheet1.xml" is in the workbook's folder, "/xl/worksheets/sheet1.xml" is not; "../" does not come. */
static struct str resolve(struct relating *relating)
{
    struct str target = relating->target;
    if (target.length > 0 && target.data[0] == '/') {
        return str_slice(target, 1, target.length);
    }
    if (relating->root) {
        return target;
    }
    return arena_printf(&relating->book->arena, "%.*s%.*s", STR_ARGS(relating->book->folder), STR_ARGS(target));
}

static bool open_relation(void *context, const char *name, bool foreign, struct str text)
{
    (void)name;
    (void)foreign;
    (void)text;
    struct relating *relating = context;
    relating->id = relating->type = relating->target = STR_EMPTY;
    return true;
}

static bool take_relation(void *context, struct str name, struct str value)
{
    struct relating *relating = context;
    struct str *to = str_equal(name, STR("Id"))       ? &relating->id
                     : str_equal(name, STR("Type"))   ? &relating->type
                     : str_equal(name, STR("Target")) ? &relating->target
                                                      : NULL;
    if (to) {
        *to = xlsx_attribute(relating->book, value, relating->failure);
        relating->failed = !to->data;
    }
    return !relating->failed;
}

static bool close_relation(void *context, struct str text)
{
    (void)text;
    struct relating *relating = context;
    struct xlsx_book *book = relating->book;
    if (relating->target.length == 0) {
        return true;
    }
    struct str part = resolve(relating);
    if (!part.data) {
        relating->failed = !failure_memory(relating->failure);
        return false;
    }
    if (relating->root && str_ends_with(relating->type, STR("/officeDocument"))) {
        relating->workbook = part;
    } else if (str_ends_with(relating->type, STR("/sharedStrings"))) {
        book->strings_part = part;
    } else if (str_ends_with(relating->type, STR("/styles"))) {
        book->styles_part = part;
    }
    for (size_t i = 0; !relating->root && i < book->sheets.count; i++) {
        if (str_equal(book->sheets.items[i].relation, relating->id)) {
            book->sheets.items[i].part = part;
        }
    }
    relating->target = STR_EMPTY;
    return true;
}

static bool read_relations(struct xlsx_book *book, struct str part, struct relating *relating, struct failure *failure)
{
    const struct xml_events events = {relating, open_relation, take_relation, close_relation, NULL};
    relating->book = book;
    relating->failure = failure;
    relating->id = relating->type = relating->target = relating->workbook = STR_EMPTY;
    return xlsx_read_part(book, part, &events, failure) && !relating->failed;
}

/* ---- the workbook itself ------------------------------------------------------------------------------------------ */

struct opening {
    struct xlsx_book *book;
    struct failure *failure;
    bool is_sheet, is_settings, is_hidden;
    struct xlsx_sheet sheet;
    bool failed;
};

static bool open_element(void *context, const char *name, bool foreign, struct str text)
{
    (void)foreign;
    (void)text;
    struct opening *opening = context;
    opening->is_sheet = str_equal(str_of(name), STR("sheet"));
    opening->is_settings = str_equal(str_of(name), STR("workbookPr"));
    opening->is_hidden = false;
    opening->sheet = (struct xlsx_sheet){STR_EMPTY, STR_EMPTY, STR_EMPTY};
    return true;
}

static bool take_attribute(void *context, struct str name, struct str value)
{
    struct opening *opening = context;
    struct str *to = NULL;
    if (opening->is_settings && str_equal(name, STR("date1904"))) {
        opening->book->from_1904 = str_equal(value, STR("1")) || str_equal(value, STR("true"));
    } else if (opening->is_sheet && str_equal(name, STR("name"))) {
        to = &opening->sheet.name;
    } else if (opening->is_sheet && str_ends_with(name, STR(":id"))) {
        to = &opening->sheet.relation;
    } else if (opening->is_sheet && str_equal(name, STR("state"))) {
        opening->is_hidden = !str_equal(value, STR("visible"));
    }
    if (to) {
        *to = xlsx_attribute(opening->book, value, opening->failure);
        opening->failed = !to->data;
    }
    return !opening->failed;
}

static bool close_element(void *context, struct str text)
{
    (void)text;
    struct opening *opening = context;
    struct xlsx_book *book = opening->book;
    if (opening->is_sheet && !opening->is_hidden) {
        if (book->sheets.count == XLSX_SHEETS_MOST) {
            return xlsx_refuse(book, "it has more than %u sheets", XLSX_SHEETS_MOST);
        }
        if (!array_push(&book->sheets, opening->sheet)) {
            opening->failed = !failure_memory(opening->failure);
            return false;
        }
    }
    opening->is_sheet = opening->is_settings = false;
    return true;
}

/* "xl/workbook.xml" is in the folder "xl/", and its relations are in "xl/_rels/workbook.xml.rels". */
static bool read_workbook(struct xlsx_book *book, struct str part, struct failure *failure)
{
    struct opening opening = {.book = book, .failure = failure};
    const struct xml_events events = {&opening, open_element, take_attribute, close_element, NULL};
    size_t slash = part.length;
    while (slash > 0 && part.data[slash - 1] != '/') {
        slash--;
    }
    book->folder = str_slice(part, 0, slash);
    struct str relations = arena_printf(&book->arena, "%.*s_rels/%.*s.rels", STR_ARGS(book->folder),
                                        STR_ARGS(str_slice(part, slash, part.length)));
    if (!relations.data) {
        return failure_memory(failure);
    }
    struct relating relating = {.root = false};
    return xlsx_read_part(book, part, &events, failure) && !opening.failed &&
           (book->problem[0] || read_relations(book, relations, &relating, failure));
}

static bool open_parts(struct xlsx_book *book, struct failure *failure)
{
    struct relating relating = {.root = true};
    if (!read_relations(book, STR("_rels/.rels"), &relating, failure)) {
        return false;
    }
    if (book->problem[0] || !str_ends_with(relating.workbook, STR(".xml"))) {
        book->problem[0] = 0;
        (void)xlsx_refuse(book, "it is an archive, and no workbook of Excel's present form (.xlsx)");
        return true;
    }
    return read_workbook(book, relating.workbook, failure) &&
           (book->problem[0] || book->styles_part.length == 0 || xlsx_read_styles(book, failure));
}

struct xlsx_book *xlsx_open(struct str bytes, struct failure *failure)
{
    struct xlsx_book *book = calloc(1, sizeof *book);
    if (!book) {
        (void)failure_memory(failure);
        return NULL;
    }
    book->folder = book->strings_part = book->styles_part = STR_EMPTY;
    bool fine = archive_open(bytes, &book->archive, failure);
    if (fine && !book->archive) {
        (void)xlsx_refuse(book, "it is a damaged workbook or archive");
    }
    fine = fine && (book->problem[0] || open_parts(book, failure));
    if (!fine) {
        xlsx_close(book);
        return NULL;
    }
    return book;
}

void xlsx_close(struct xlsx_book *book)
{
    if (book) {
        archive_close(book->archive);
        array_free(&book->sheets);
        array_free(&book->own_formats);
        array_free(&book->formats);
        array_free(&book->ends);
        buffer_free(&book->strings);
        arena_free(&book->arena);
        free(book);
    }
}

const char *xlsx_problem(const struct xlsx_book *book)
{
    return book->problem;
}

uint32_t xlsx_sheets(const struct xlsx_book *book)
{
    return book->problem[0] ? 0 : (uint32_t)book->sheets.count;
}

struct str xlsx_sheet_name(const struct xlsx_book *book, uint32_t sheet)
{
    return book->sheets.items[sheet].name;
}

void xlsx_column_name(uint32_t column, struct buffer *out)
{
    char name[8];
    size_t at = sizeof name;
    while (column > 0 && at > 0) {
        name[--at] = (char)('A' + (column - 1) % 26);
        column = (column - 1) / 26;
    }
    buffer_str(out, (struct str){name + at, sizeof name - at});
}
