/* Finding a record or a cell of an XML file again, for reports: from the nearest place that the index knows, tag by tag. */
#include <stdlib.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "intake/xml_cell.h"
#include "intake/xml_index.h"
#include "intake/xml_line.h"
#include "intake/xml_scan.h"
#include "schema/element.h"

#define VALUE_MOST 4096u /* bytes of a cell that are shown */

struct intake_xml_locator {
    struct intake_input *input;
    const struct schema *schema;
    const struct schema_elements *elements;
    struct arena arena;
    struct xml_scan scan;
    struct xml_line line;
    struct buffer value;
    struct buffer excerpt;
    bool no_excerpts;
    uint32_t path[INTAKE_XML_DEPTH_MOST + 2]; /* elements that are open, SCHEMA_NONE for unknown ones */
    uint32_t depth;
    /* The record that was found last. */
    uint32_t table;
    uint64_t record;
    struct xml_place place;
};

struct intake_xml_locator *intake_xml_locator_open(struct intake_input *input, const struct schema *schema,
                                                   struct failure *failure)
{
    struct intake_xml_locator *locator = calloc(1, sizeof *locator);
    if (!locator) {
        (void)failure_memory(failure);
        return NULL;
    }
    int period = input->index && input->index->xml ? input->index->xml->period : 0;
    locator->input = input;
    locator->schema = schema;
    locator->table = SCHEMA_NONE;
    locator->elements = schema_elements_new(schema, period, &locator->arena, failure);
    if (!locator->elements) {
        intake_xml_locator_close(locator);
        return NULL;
    }
    xml_line_init(&locator->line, input->source);
    return locator;
}

void intake_xml_locator_close(struct intake_xml_locator *locator)
{
    if (locator) {
        xml_line_free(&locator->line);
        buffer_free(&locator->value);
        buffer_free(&locator->excerpt);
        arena_free(&locator->arena);
        free(locator);
    }
}

void intake_xml_locator_leave_out_excerpts(struct intake_xml_locator *locator)
{
    locator->no_excerpts = true;
}

/* Where excerpts are written; NULL: nowhere. */
static struct buffer *excerpt_of(struct intake_xml_locator *locator)
{
    return locator->no_excerpts ? NULL : &locator->excerpt;
}

/* ---- along the tags ---- */

/* Before the start tag of a record: its ancestors are open. */
static void stand_before(struct intake_xml_locator *locator, uint32_t element, struct xml_place place,
                         struct failure *failure)
{
    uint32_t depth = 0;
    for (uint32_t e = locator->elements->items[element].parent; e != SCHEMA_NONE;
         e = locator->elements->items[e].parent) {
        depth++;
    }
    locator->depth = depth;
    for (uint32_t e = locator->elements->items[element].parent; e != SCHEMA_NONE;
         e = locator->elements->items[e].parent) {
        locator->path[--depth] = e;
    }
    xml_scan_start(&locator->scan, locator->input->source, place, failure);
}

/* The element of a start tag. */
static uint32_t enter(struct intake_xml_locator *locator, const struct xml_scan_tag *tag)
{
    uint32_t above = locator->depth ? locator->path[locator->depth - 1] : SCHEMA_NONE;
    struct str name = {tag->name, tag->name_length};
    uint32_t element = above == SCHEMA_NONE ? SCHEMA_NONE : schema_elements_child(locator->elements, above, name);
    if (tag->kind == XML_SCAN_OPEN && locator->depth < INTAKE_XML_DEPTH_MOST + 2) {
        locator->path[locator->depth++] = element;
    }
    return element;
}

/* Goes on to the record; its place is in locator->place. *found tells whether it is there. */
static bool seek_record(struct intake_xml_locator *locator, uint32_t table, uint64_t record, bool *found,
                        struct failure *failure)
{
    uint32_t element = schema_elements_record(locator->elements, table);
    const struct intake_xml_index *index = locator->input->index ? locator->input->index->xml : NULL;
    const struct xml_index_entry *entry = index && table < index->table_count && element != SCHEMA_NONE
                                              ? xml_index_find(&index->tables[table], record)
                                              : NULL;
    *found = false;
    if (!entry) {
        return true;
    }
    uint64_t at = entry->record;
    struct xml_place place = entry->place;
    if (locator->table == table && locator->record >= at && locator->record <= record) {
        at = locator->record;
        place = locator->place;
    }
    stand_before(locator, element, place, failure);
    struct xml_scan_tag tag;
    for (uint64_t next = at; xml_scan_next(&locator->scan, &tag) && tag.kind != XML_SCAN_END;) {
        if (tag.kind == XML_SCAN_CLOSE) {
            locator->depth -= locator->depth > 0;
        } else if (enter(locator, &tag) == element && next++ == record) {
            *found = true;
            locator->table = table;
            locator->record = record;
            locator->place = tag.place;
            break;
        }
    }
    return !locator->scan.failed;
}

/* From the record's start tag to the cell's; false when there is none. */
static bool seek_cell(struct intake_xml_locator *locator, uint32_t table, uint32_t column, struct xml_scan_tag *tag)
{
    uint32_t depth = locator->depth;
    while (xml_scan_next(&locator->scan, tag) && tag->kind != XML_SCAN_END) {
        if (tag->kind == XML_SCAN_CLOSE) {
            locator->depth -= locator->depth > 0;
        } else {
            uint32_t element = enter(locator, tag);
            if (element != SCHEMA_NONE && schema_elements_is_cell(locator->elements, element, table, column)) {
                return true;
            }
        }
        if (locator->depth <= depth) {
            return false; /* the record's end */
        }
    }
    return false;
}

/* ---- the text of a cell ---- */

static void write_reference(struct buffer *out, struct str name)
{
    static const struct {
        struct str name;
        char character;
    } known[] = {{{"amp", 3}, '&'}, {{"lt", 2}, '<'}, {{"gt", 2}, '>'}, {{"quot", 4}, '"'}, {{"apos", 4}, '\''}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_equal(known[i].name, name)) {
            buffer_char(out, known[i].character);
            return;
        }
    }
    if (name.length < 2 || name.data[0] != '#') {
        return;
    }
    bool hexadecimal = name.data[1] == 'x';
    uint32_t code = 0;
    for (size_t i = hexadecimal ? 2 : 1; i < name.length && code <= 0x10ffff; i++) {
        char c = name.data[i];
        uint32_t digit = c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a' + 10);
        code = code * (hexadecimal ? 16 : 10) + digit;
    }
    utf8_write(out, code <= 0x10ffff ? code : 0xfffd);
}

/* Behind the next `end` in the text, or at its end. */
static size_t behind(struct str text, size_t from, struct str end)
{
    for (size_t i = from; i + end.length <= text.length; i++) {
        if (memcmp(text.data + i, end.data, end.length) == 0) {
            return i + end.length;
        }
    }
    return text.length;
}

/* The text of an element up to the next tag: references resolved, CDATA sections opened, comments left out. */
static void write_text(struct buffer *out, struct str raw)
{
    for (size_t i = 0; i < raw.length;) {
        struct str rest = str_slice(raw, i, raw.length);
        if (rest.data[0] == '&') {
            const char *semicolon = memchr(rest.data, ';', rest.length);
            size_t length = semicolon ? (size_t)(semicolon - rest.data) : rest.length;
            write_reference(out, str_slice(rest, 1, length - 1));
            i += length + 1;
        } else if (str_starts_with(rest, STR("<![CDATA["))) {
            size_t end = behind(raw, i, STR("]]>"));
            size_t from = i + strlen("<![CDATA[");
            buffer_str(out, str_slice(raw, from, end > from + 3 ? end - from - 3 : 0));
            i = end;
        } else if (str_starts_with(rest, STR("<!--"))) {
            i = behind(raw, i + 4, STR("-->"));
        } else if (rest.data[0] == '<' && str_starts_with(rest, STR("<?"))) {
            i = behind(raw, i, STR("?>"));
        } else if (rest.data[0] == '<') {
            return;
        } else {
            buffer_char(out, raw.data[i++]);
        }
    }
}

static size_t leading_blanks(struct str text)
{
    struct str trimmed = intake_xml_trim(text);
    return trimmed.length ? (size_t)(trimmed.data - text.data) : 0;
}

/* The cell's text from `from` up to the tag that ends it. */
static bool show_cell(struct intake_xml_locator *locator, struct xml_place from, struct intake_place *place,
                      struct failure *failure)
{
    struct xml_scan_tag end;
    if (!xml_scan_next(&locator->scan, &end)) {
        return false;
    }
    uint64_t length = end.place.offset - from.offset;
    char raw[VALUE_MOST];
    int64_t got = source_read(locator->input->source, from.offset, raw,
                              length < sizeof raw ? (size_t)length : sizeof raw, failure);
    if (got < 0) {
        return false;
    }
    struct str text = {raw, (size_t)got};
    size_t blanks = leading_blanks(text);
    for (size_t i = 0; i < blanks; i++) {
        from.line += raw[i] == '\n';
    }
    from.offset += blanks;
    buffer_clear(&locator->value);
    write_text(&locator->value, text);
    if (!buffer_ok(&locator->value)) {
        return failure_memory(failure);
    }
    struct str shown = intake_xml_trim(str_slice(text, blanks, text.length));
    place->value = intake_xml_trim(buffer_view(&locator->value));
    return xml_line_show(&locator->line, from, shown.length, excerpt_of(locator), place, failure);
}

/* ---- what intake.c asks for ---- */

static bool show_record(struct intake_xml_locator *locator, struct xml_place at, struct intake_place *place,
                        struct failure *failure)
{
    struct xml_scan_tag tag;
    xml_scan_start(&locator->scan, locator->input->source, at, failure);
    if (!xml_scan_next(&locator->scan, &tag)) {
        return false;
    }
    size_t width = tag.kind != XML_SCAN_END && tag.place.offset == at.offset ? tag.name_length + 2 : 1;
    place->value = STR_EMPTY;
    return xml_line_show(&locator->line, at, width, excerpt_of(locator), place, failure);
}

bool intake_xml_locate(struct intake_xml_locator *locator, uint32_t table, uint64_t record, uint64_t offset,
                       uint32_t line, uint32_t column, struct intake_place *place, struct failure *failure)
{
    *place = (struct intake_place){.line = line, .value = STR_EMPTY, .excerpt = STR_EMPTY};
    struct xml_place at = {offset, line};
    if (offset == UINT64_MAX) {
        bool found = false;
        if (!seek_record(locator, table, record, &found, failure)) {
            return false;
        }
        if (!found) {
            return true;
        }
        at = locator->place;
    }
    uint32_t element = schema_elements_record(locator->elements, table);
    if (column == SCHEMA_NONE || element == SCHEMA_NONE) {
        return show_record(locator, at, place, failure);
    }
    struct xml_scan_tag tag;
    stand_before(locator, element, at, failure);
    bool found = seek_cell(locator, table, column, &tag);
    if (locator->scan.failed) {
        return false;
    }
    if (!found) {
        return show_record(locator, at, place, failure);
    }
    if (tag.kind == XML_SCAN_EMPTY) {
        return show_record(locator, tag.place, place, failure);
    }
    return show_cell(locator, tag.behind, place, failure);
}

bool intake_xml_locate_offset(struct intake_xml_locator *locator, uint64_t offset, uint32_t line,
                              struct intake_place *place, struct failure *failure)
{
    *place = (struct intake_place){.line = line, .value = STR_EMPTY, .excerpt = STR_EMPTY};
    if (offset == UINT64_MAX) {
        return true;
    }
    return show_record(locator, (struct xml_place){offset, line}, place, failure);
}
