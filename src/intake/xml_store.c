/* From the text of a leaf to a cell, or to a check of the return's header. */
#include "base/date.h"
#include "intake/xml_cell.h"
#include "intake/xml_reading.h"

#define SHOWN_MOST 100u

static bool fail(struct xml_reading *reading)
{
    reading->failed = true;
    return false;
}

static struct str name_of(const struct xml_reading *reading, const struct xml_node *node)
{
    return reading->elements->items[node - reading->nodes].name;
}

/* ---- the header ---- */

/* A financial year as the schema writes it. */
static bool read_year(enum schema_year_style style, struct str text, int *starts_in)
{
    if (style == SCHEMA_YEAR_FINANCIAL) {
        return date_parse_financial_year(text, starts_in);
    }
    int year = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.length != 4 || text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        year = year * 10 + (text.data[i] - '0');
    }
    *starts_in = style == SCHEMA_YEAR_END ? year - 1 : year;
    return text.length == 4;
}

bool intake_xml_period(const struct schema *schema, struct str text, int *period)
{
    return read_year(schema->xml_year_style, text, period);
}

static bool is_of_period(const struct xml_reading *reading, const struct xml_node *node, struct str text)
{
    int period = reading->request->period;
    if (node->role == SCHEMA_ELEMENT_PERIOD) {
        int year = 0;
        return read_year(reading->schema->xml_year_style, text, &year) && year == period;
    }
    int64_t date = 0;
    return intake_xml_date(text, reading->schema->xml_day_first, &date) && date_financial_year_of(date) == period;
}

static bool store_role(struct xml_reading *reading, const struct xml_node *node, struct str text)
{
    if (!text.length) {
        /* An empty element of a column is a blank cell, and spoken of as that. */
        return node->column != SCHEMA_NONE || xml_say_here(reading, READ_XML_LACKING, name_of(reading, node));
    }
    switch (node->role) {
    case SCHEMA_ELEMENT_COLLECTION:
        return str_equal(text, reading->schema->xml_collection) || xml_say_here(reading, READ_XML_COLLECTION, text);
    case SCHEMA_ELEMENT_PERIOD:
    case SCHEMA_ELEMENT_REFERENCE_DATE:
        if (reading->request->period == 0) {
            return node->role != SCHEMA_ELEMENT_PERIOD || xml_say_here(reading, READ_NO_PERIOD, text);
        }
        return is_of_period(reading, node, text) || xml_say_here(reading, READ_PERIODS_DISAGREE, text);
    default: return true;
    }
}

/* ---- cells ---- */

static bool store_cell(struct xml_reading *reading, uint32_t table, uint32_t column, struct str text)
{
    struct xml_batch *batch = &reading->batches[table];
    const struct schema_column *of = &batch->table->columns[column];
    if (!text.length) {
        return true; /* the cell is missing already */
    }
    bool fine = true;
    int64_t value = 0;
    if (of->type == TABLE_CODE) {
        fine = xml_batch_set_code(batch, column, text, reading->failure);
    } else if (of->type == TABLE_TEXT) {
        fine = xml_batch_set_text(batch, column, text, TABLE_VALUE, reading->failure);
    } else if (intake_xml_value(of, reading->schema->xml_day_first, text, &value)) {
        xml_batch_set(batch, column, value, TABLE_VALUE);
    } else {
        fine = xml_batch_set_text(batch, column, text, TABLE_MALFORMED, reading->failure);
    }
    return fine || fail(reading);
}

static bool store_long(struct xml_reading *reading, const struct xml_node *node, struct str text)
{
    struct xml_place place = xml_place(reading->xml);
    if (!xml_say(reading, READ_LONG_FIELD, place, STR_EMPTY, TABLE_TEXT_MOST)) {
        return false;
    }
    size_t shown = SHOWN_MOST;
    while (shown > 0 && ((unsigned char)text.data[shown] & 0xc0) == 0x80) {
        shown--;
    }
    if (node->column == SCHEMA_NONE) {
        return true;
    }
    struct str head = {text.data, shown};
    return xml_batch_set_text(&reading->batches[node->within], node->column, head, TABLE_MALFORMED, reading->failure) ||
           fail(reading);
}

/* ---- cells of records that stand beside the element ---- */

static bool remember(struct xml_reading *reading, struct xml_carried *carried, struct str text)
{
    if (text.length + XML_TEXT_SLACK > carried->capacity) {
        size_t capacity = (text.length + XML_TEXT_SLACK) * 2;
        char *bytes = realloc(carried->text, capacity);
        if (!bytes) {
            failure_memory(reading->failure);
            return fail(reading);
        }
        carried->text = bytes;
        carried->capacity = capacity;
    }
    memcpy(carried->text, text.data, text.length);
    memset(carried->text + text.length, 0, XML_TEXT_SLACK);
    carried->length = text.length;
    carried->serial = reading->frames[carried->top_depth].serial;
    return true;
}

static bool remember_all(struct xml_reading *reading, const struct xml_node *node, struct str text)
{
    for (uint32_t i = 0; i < reading->carried_count; i++) {
        struct xml_carried *carried = &reading->carried[i];
        if (&reading->nodes[carried->of->source] == node && !remember(reading, carried, text)) {
            return false;
        }
    }
    return true;
}

/* Is its text one of the element at hand, or beside it? */
static bool is_at_hand(const struct xml_reading *reading, const struct xml_carried *carried, uint32_t table)
{
    return carried->of->table == table && carried->serial &&
           carried->serial == reading->frames[carried->top_depth].serial;
}

bool xml_has_beside(const struct xml_reading *reading, uint32_t table)
{
    const struct schema_table *of = &reading->schema->tables[table];
    for (uint32_t i = 0; i < reading->carried_count; i++) {
        const struct xml_carried *carried = &reading->carried[i];
        for (uint32_t m = 0; m < of->made_if_count && carried->length; m++) {
            if (of->made_if[m] == carried->of->column && is_at_hand(reading, carried, table)) {
                return true;
            }
        }
    }
    return false;
}

bool xml_store_carried(struct xml_reading *reading, uint32_t table)
{
    for (uint32_t i = 0; i < reading->carried_count; i++) {
        const struct xml_carried *carried = &reading->carried[i];
        struct str text = {carried->text, carried->length};
        if (is_at_hand(reading, carried, table) &&
            !store_cell(reading, carried->of->table, carried->of->column, text)) {
            return false;
        }
    }
    return true;
}

bool xml_store(struct xml_reading *reading, const struct xml_node *node, struct str text)
{
    if (__builtin_expect(text.length > TABLE_TEXT_MOST, 0)) {
        return store_long(reading, node, text);
    }
    if (intake_xml_has_blank(text)) {
        text = intake_xml_collapse(text, &reading->room);
        if (!text.data) {
            failure_memory(reading->failure);
            return fail(reading);
        }
    }
    if (__builtin_expect(node->role != SCHEMA_ELEMENT_PLAIN, 0) && !store_role(reading, node, text)) {
        return false;
    }
    if (__builtin_expect(node->carried, 0) && !remember_all(reading, node, text)) {
        return false;
    }
    return node->column == SCHEMA_NONE || store_cell(reading, node->within, node->column, text);
}
