/* The XML form of a schema as W3C XML Schema 1.0. What it refuses is what intake/xml_*.c and the rules that every schema
 * implies refuse, and nothing else; a blank cell may be an empty element or none at all. */
#include <stdio.h>

#include "base/date.h"
#include "base/number.h"
#include "format/xml_write.h"
#include "schema/element.h"
#include "schema/export.h"
#include "schema/xsd_pattern.h"

struct writing {
    const struct schema *schema;
    const struct schema_elements *elements;
    int period;
    struct buffer *out;
};

static void indent(struct writing *writing, unsigned depth)
{
    buffer_fill(writing->out, ' ', (size_t)depth * 2);
}

static void put(struct writing *writing, unsigned depth, const char *text)
{
    indent(writing, depth);
    buffer_text(writing->out, text);
    buffer_char(writing->out, '\n');
}

/* <xs:NAME value="…"/> */
static void facet(struct writing *writing, unsigned depth, const char *name, struct str value)
{
    indent(writing, depth);
    buffer_format(writing->out, "<xs:%s value=\"", name);
    xml_write_text(writing->out, value);
    buffer_text(writing->out, "\"/>\n");
}

/* ---- the values of a column ---- */

static void write_value(struct buffer *out, enum table_type type, unsigned scale, int64_t value)
{
    switch (type) {
    case TABLE_DATE: date_write_iso(out, value); break;
    case TABLE_MONTH: date_write_month(out, value); break;
    default: number_write(out, value, scale, false, true); break;
    }
}

static void range_facet(struct writing *writing, unsigned depth, const char *name, const struct schema_column *column,
                        int64_t value)
{
    struct buffer text = BUFFER_EMPTY;
    write_value(&text, column->type, column->type == TABLE_MONEY ? NUMBER_SCALE_MONEY : column->scale, value);
    facet(writing, depth, name, buffer_view(&text));
    writing->out->failed = writing->out->failed || text.failed;
    buffer_free(&text);
}

static void ranges(struct writing *writing, unsigned depth, const struct schema_column *column)
{
    bool number = column->type == TABLE_INTEGER || column->type == TABLE_MONEY || column->type == TABLE_DECIMAL;
    if (column->has_least || number) {
        range_facet(writing, depth, "minInclusive", column, column->has_least ? column->least : -NUMBER_MONEY_MOST);
    }
    if (column->has_most || number) {
        range_facet(writing, depth, "maxInclusive", column, column->has_most ? column->most : NUMBER_MONEY_MOST);
    }
}

static void codes(struct writing *writing, unsigned depth, const struct schema_column *column)
{
    const struct schema_code_list *list = &writing->schema->code_lists[column->codes];
    bool any_case = column->ignore_case || list->ignore_case;
    struct buffer pattern = BUFFER_EMPTY;
    bool first = true;
    for (uint32_t i = 0; i < list->code_count; i++) {
        if (!schema_in_force(list->codes[i].range, writing->period)) {
            continue;
        }
        if (any_case) {
            buffer_text(&pattern, first ? "" : "|");
            xsd_pattern_any_case(&pattern, list->codes[i].code);
        } else {
            facet(writing, depth, "enumeration", list->codes[i].code);
        }
        first = false;
    }
    if (any_case) {
        facet(writing, depth, "pattern", buffer_view(&pattern));
    }
    writing->out->failed = writing->out->failed || pattern.failed;
    buffer_free(&pattern);
}

static void lines(struct writing *writing, unsigned depth, const struct schema_table *table)
{
    for (uint32_t i = 0; i < table->line_count; i++) {
        if (schema_in_force(table->lines[i].range, writing->period)) {
            facet(writing, depth, "enumeration", table->lines[i].code);
        }
    }
}

static void pattern_facet(struct writing *writing, unsigned depth, const struct schema_column *column)
{
    struct buffer text = BUFFER_EMPTY;
    if (!column->ignore_case && xsd_pattern_write(&text, column->pattern)) {
        facet(writing, depth, "pattern", buffer_view(&text));
    } else {
        put(writing, depth, "<!-- Probity also holds the text against a pattern that XML Schema cannot say. -->");
    }
    writing->out->failed = writing->out->failed || text.failed;
    buffer_free(&text);
}

static void date_pattern(struct writing *writing, unsigned depth)
{
    struct buffer text = BUFFER_EMPTY;
    xsd_pattern_day_first(&text);
    facet(writing, depth, "pattern", buffer_view(&text));
    writing->out->failed = writing->out->failed || text.failed;
    buffer_free(&text);
}

static const char *base_of(const struct writing *writing, enum table_type type)
{
    switch (type) {
    case TABLE_INTEGER: return "xs:integer";
    case TABLE_MONEY:
    case TABLE_DECIMAL: return "xs:decimal";
    case TABLE_DATE: return writing->schema->xml_day_first ? "xs:token" : "xs:date";
    case TABLE_MONTH: return "xs:gYearMonth";
    case TABLE_BOOLEAN: return "xs:boolean";
    default: return "xs:token";
    }
}

/* The restriction that a cell which is not blank must meet. */
static void restriction(struct writing *writing, unsigned depth, const struct schema_table *table,
                        const struct schema_column *column)
{
    indent(writing, depth);
    buffer_format(writing->out, "<xs:restriction base=\"%s\">\n", base_of(writing, column->type));
    bool is_line = table->line_column != SCHEMA_NONE && column == &table->columns[table->line_column];
    switch (column->type) {
    case TABLE_TEXT:
    case TABLE_CODE: facet(writing, depth + 1, "minLength", STR("1")); break;
    case TABLE_MONEY: facet(writing, depth + 1, "fractionDigits", STR("2")); break;
    case TABLE_DECIMAL: {
        char digits[4];
        int length = snprintf(digits, sizeof digits, "%u", (unsigned)column->scale);
        facet(writing, depth + 1, "fractionDigits", (struct str){digits, (size_t)length});
        break;
    }
    case TABLE_DATE:
        if (writing->schema->xml_day_first) {
            date_pattern(writing, depth + 1);
        } else {
            facet(writing, depth + 1, "pattern", STR("[0-9]{4}-[0-9]{2}-[0-9]{2}"));
        }
        break;
    case TABLE_MONTH: facet(writing, depth + 1, "pattern", STR("[0-9]{4}-[0-9]{2}")); break;
    default: break;
    }
    if (!(column->type == TABLE_DATE && writing->schema->xml_day_first)) {
        ranges(writing, depth + 1, column);
    }
    if (column->pattern.length) {
        pattern_facet(writing, depth + 1, column);
    }
    if (is_line) {
        lines(writing, depth + 1, table);
    } else if (column->codes != SCHEMA_NONE) {
        codes(writing, depth + 1, column);
    }
    put(writing, depth, "</xs:restriction>");
}

static bool is_plain_text(const struct schema_table *table, const struct schema_column *column)
{
    bool is_line = table->line_column != SCHEMA_NONE && column == &table->columns[table->line_column];
    return (column->type == TABLE_TEXT || column->type == TABLE_CODE) && !column->pattern.length &&
           column->codes == SCHEMA_NONE && !is_line;
}

/* A type without constraints of its own has a name. */
static const char *named_type(const struct schema_table *table, const struct schema_column *column)
{
    bool plain = !column->pattern.length && !column->has_least && !column->has_most;
    if (is_plain_text(table, column)) {
        return column->required ? "text" : "xs:token";
    }
    if (!plain) {
        return NULL;
    }
    switch (column->type) {
    case TABLE_MONEY: return column->required ? "amount" : "amount-or-blank";
    case TABLE_DATE: return column->required ? "date" : "date-or-blank";
    case TABLE_MONTH: return column->required ? "month" : "month-or-blank";
    case TABLE_INTEGER: return column->required ? "whole-number" : "whole-number-or-blank";
    case TABLE_BOOLEAN: return column->required ? "xs:boolean" : "boolean-or-blank";
    default: return NULL;
    }
}

static void column_type(struct writing *writing, unsigned depth, const struct schema_table *table,
                        const struct schema_column *column)
{
    put(writing, depth, "<xs:simpleType>");
    if (column->required) {
        restriction(writing, depth + 1, table, column);
    } else {
        put(writing, depth + 1, "<xs:union memberTypes=\"blank\">");
        put(writing, depth + 2, "<xs:simpleType>");
        restriction(writing, depth + 3, table, column);
        put(writing, depth + 2, "</xs:simpleType>");
        put(writing, depth + 1, "</xs:union>");
    }
    put(writing, depth, "</xs:simpleType>");
}

/* ---- the header ---- */

/* One way to write the financial year: 2017, the separator, and 18 or 2018. */
static void financial_year(struct writing *writing, unsigned depth, const char *separator, int end_digits)
{
    char text[16];
    int from = writing->period % 10000;
    int end = (writing->period + 1) % (end_digits == 2 ? 100 : 10000);
    (void)snprintf(text, sizeof text, "%04d%s%0*d", from, separator, end_digits, end);
    facet(writing, depth, "enumeration", str_of(text));
}

/* All the ways that readers take: see date_parse_financial_year(). */
static void period_forms(struct writing *writing, unsigned depth)
{
    if (writing->schema->xml_year_style == SCHEMA_YEAR_FINANCIAL) {
        financial_year(writing, depth, "-", 2);
        financial_year(writing, depth, "/", 2);
        financial_year(writing, depth, "", 2);
        financial_year(writing, depth, "-", 4);
        financial_year(writing, depth, "/", 4);
        return;
    }
    char text[16];
    int year = writing->period + (writing->schema->xml_year_style == SCHEMA_YEAR_END);
    (void)snprintf(text, sizeof text, "%04d", year % 10000);
    facet(writing, depth, "enumeration", str_of(text));
}

static void role_type(struct writing *writing, unsigned depth, enum schema_element_role role)
{
    bool date = role == SCHEMA_ELEMENT_REFERENCE_DATE;
    put(writing, depth, "<xs:simpleType>");
    put(writing, depth + 1,
        date && !writing->schema->xml_day_first ? "<xs:restriction base=\"xs:date\">"
                                                : "<xs:restriction base=\"xs:token\">");
    switch (role) {
    case SCHEMA_ELEMENT_COLLECTION: facet(writing, depth + 2, "enumeration", writing->schema->xml_collection); break;
    case SCHEMA_ELEMENT_PERIOD: period_forms(writing, depth + 2); break;
    case SCHEMA_ELEMENT_REFERENCE_DATE: {
        struct schema_column within = {.type = TABLE_DATE, .has_least = true, .has_most = true};
        within.least = date_financial_year_first(writing->period);
        within.most = date_financial_year_last(writing->period);
        facet(writing, depth + 2, "pattern", STR("[0-9]{4}-[0-9]{2}-[0-9]{2}"));
        ranges(writing, depth + 2, &within);
        break;
    }
    default: facet(writing, depth + 2, "minLength", STR("1")); break;
    }
    put(writing, depth + 1, "</xs:restriction>");
    put(writing, depth, "</xs:simpleType>");
}

/* ---- elements ---- */

static void document(struct writing *writing, unsigned depth, struct str title)
{
    if (title.length) {
        indent(writing, depth);
        buffer_text(writing->out, "<xs:annotation><xs:documentation>");
        xml_write_text(writing->out, title);
        buffer_text(writing->out, "</xs:documentation></xs:annotation>\n");
    }
}

static void open_element(struct writing *writing, unsigned depth, const struct schema_element *element,
                         const char *type)
{
    indent(writing, depth);
    buffer_text(writing->out, "<xs:element name=\"");
    xml_write_text(writing->out, element->name);
    buffer_char(writing->out, '"');
    if (type) {
        buffer_format(writing->out, " type=\"%s\"", type);
    }
    if (element->parent != SCHEMA_NONE && !element->required) {
        buffer_text(writing->out, " minOccurs=\"0\"");
    }
    if (element->repeats) {
        buffer_text(writing->out, " maxOccurs=\"unbounded\"");
    }
    buffer_text(writing->out, ">\n");
}

/* The column whose text a leaf is. */
static const struct schema_column *leaf_column(const struct writing *writing, uint32_t number,
                                               const struct schema_table **table)
{
    const struct schema_element *element = &writing->elements->items[number];
    uint32_t of = element->within;
    uint32_t column = element->column;
    for (uint32_t i = 0; column == SCHEMA_NONE && i < writing->elements->carried_count; i++) {
        if (writing->elements->carried[i].source == number) {
            of = writing->elements->carried[i].table;
            column = writing->elements->carried[i].column;
        }
    }
    if (column == SCHEMA_NONE) {
        return NULL;
    }
    *table = &writing->schema->tables[of];
    return &(*table)->columns[column];
}

static void leaf(struct writing *writing, unsigned depth, uint32_t number)
{
    const struct schema_element *element = &writing->elements->items[number];
    const struct schema_table *table = NULL;
    const struct schema_column *column = leaf_column(writing, number, &table);
    bool by_role = element->role != SCHEMA_ELEMENT_PLAIN && (!column || element->role != SCHEMA_ELEMENT_AUTHORITY) &&
                   !schema_element_has_rule(writing->schema, element);
    const char *type = by_role || !column ? NULL : named_type(table, column);
    open_element(writing, depth, element, type);
    document(writing, depth + 1, column ? column->title : STR_EMPTY);
    if (by_role) {
        role_type(writing, depth + 1, element->role);
    } else if (column && !type) {
        column_type(writing, depth + 1, table, column);
    }
    put(writing, depth, "</xs:element>");
}

/* The column's path, if it is in the record and never blank: what xs:unique can go by. */
static bool can_be_field(const struct writing *writing, const struct schema_column *column)
{
    return column->required && column->element.length && schema_in_force(column->range, writing->period) &&
           !schema_is_outside(column->element);
}

static void key(struct writing *writing, const struct schema_table *table)
{
    bool fits = table->key_count > 0 && table->element.length && schema_in_force(table->range, writing->period);
    for (uint32_t k = 0; fits && k < table->key_count; k++) {
        fits = can_be_field(writing, &table->columns[table->key[k]]);
    }
    if (!fits) {
        return;
    }
    indent(writing, 2);
    buffer_text(writing->out, "<xs:unique name=\"");
    xml_write_text(writing->out, table->name);
    buffer_text(writing->out, "-key\">\n");
    indent(writing, 3);
    buffer_text(writing->out, "<xs:selector xpath=\"");
    xml_write_text(writing->out, str_slice(table->element, writing->schema->root.length + 1, table->element.length));
    buffer_text(writing->out, "\"/>\n");
    for (uint32_t k = 0; k < table->key_count; k++) {
        indent(writing, 3);
        buffer_text(writing->out, "<xs:field xpath=\"");
        xml_write_text(writing->out, table->columns[table->key[k]].element);
        buffer_text(writing->out, "\"/>\n");
    }
    put(writing, 2, "</xs:unique>");
}

/* Recursion is as deep as the paths of the schema: SCHEMA_ELEMENT_DEPTH_MOST. */
static void write_element(struct writing *writing, unsigned depth, uint32_t number)
{
    const struct schema_element *element = &writing->elements->items[number];
    if (schema_element_is_leaf(element)) {
        leaf(writing, depth, number);
        return;
    }
    open_element(writing, depth, element, NULL);
    document(writing, depth + 1,
             element->table == SCHEMA_NONE ? STR_EMPTY : writing->schema->tables[element->table].title);
    put(writing, depth + 1, "<xs:complexType>");
    put(writing, depth + 2, "<xs:sequence>");
    for (uint32_t i = 0; i < element->child_count; i++) {
        write_element(writing, depth + 3, element->first_child + i);
    }
    put(writing, depth + 2, "</xs:sequence>");
    put(writing, depth + 1, "</xs:complexType>");
    for (uint32_t t = 0; number == 0 && t < writing->schema->table_count; t++) {
        key(writing, &writing->schema->tables[t]);
    }
    put(writing, depth, "</xs:element>");
}

/* ---- the named types ---- */

static void or_blank(struct writing *writing, const char *name, const char *type)
{
    indent(writing, 1);
    buffer_format(writing->out, "<xs:simpleType name=\"%s\"><xs:union memberTypes=\"blank %s\"/></xs:simpleType>\n",
                  name, type);
}

static void named_types(struct writing *writing)
{
    static const struct {
        const char *name;
        const char *or_blank;
        enum table_type type;
    } types[] = {{"amount", "amount-or-blank", TABLE_MONEY},
                 {"whole-number", "whole-number-or-blank", TABLE_INTEGER},
                 {"date", "date-or-blank", TABLE_DATE},
                 {"month", "month-or-blank", TABLE_MONTH},
                 {"text", NULL, TABLE_TEXT}};
    const struct schema_table none = {.line_column = SCHEMA_NONE};
    put(writing, 1, "<xs:simpleType name=\"blank\">");
    put(writing, 2, "<xs:restriction base=\"xs:token\"><xs:length value=\"0\"/></xs:restriction>");
    put(writing, 1, "</xs:simpleType>");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const struct schema_column plain = {.type = types[i].type, .codes = SCHEMA_NONE};
        indent(writing, 1);
        buffer_format(writing->out, "<xs:simpleType name=\"%s\">\n", types[i].name);
        restriction(writing, 2, &none, &plain);
        put(writing, 1, "</xs:simpleType>");
        if (types[i].or_blank) {
            or_blank(writing, types[i].or_blank, types[i].name);
        }
    }
    or_blank(writing, "boolean-or-blank", "xs:boolean");
}

static void head(struct writing *writing)
{
    struct buffer year = BUFFER_EMPTY;
    date_write_financial_year(&year, writing->period);
    put(writing, 0, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    buffer_text(writing->out, "<!-- ");
    xml_write_text(writing->out, writing->schema->title);
    buffer_text(writing->out, ", ");
    xml_write_text(writing->out, buffer_view(&year));
    buffer_text(writing->out, ". Written by \"probity schema export\"; change the schema, not this file. -->\n");
    put(writing, 0, "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">");
    writing->out->failed = writing->out->failed || year.failed;
    buffer_free(&year);
}

bool schema_export_xsd(const struct schema *schema, int period, struct buffer *out, struct failure *failure)
{
    if (schema->root.length && schema->xml_loose) {
        return failure_set(failure, FAILURE_USAGE,
                           "%.*s has no XSD: its schema describes only some of the elements of its XML form",
                           STR_ARGS(schema->name));
    }
    struct arena arena = ARENA_EMPTY;
    struct writing writing = {.schema = schema, .period = period, .out = out};
    writing.elements = schema_elements_new(schema, period, &arena, failure);
    if (writing.elements) {
        head(&writing);
        named_types(&writing);
        write_element(&writing, 1, 0);
        put(&writing, 0, "</xs:schema>");
    }
    arena_free(&arena);
    return writing.elements && (buffer_ok(out) || failure_memory(failure));
}
