/* An empty return to fill in. */
#include "schema/template.h"

#include "base/date.h"
#include "format/xml_write.h"
#include "schema/element.h"
#include "schema/export.h"

const struct schema_form *template_form(const struct schema *schema, uint32_t table)
{
    for (uint32_t f = 0; f < schema->form_count; f++) {
        if (schema->forms[f].table == table) {
            return &schema->forms[f];
        }
    }
    return NULL;
}

struct str template_authority_header(const struct schema_form *form)
{
    return form && form->authority_header_count ? form->authority_headers[0] : STR_EMPTY;
}

struct str template_period_header(const struct schema_form *form)
{
    return form ? form->period_header : STR_EMPTY;
}

static bool has_amounts(const struct schema_column *column)
{
    return column->type != TABLE_TEXT && column->type != TABLE_CODE;
}

struct str template_cell(const struct schema_table *table, uint32_t column, const struct schema_line *line)
{
    if (column == table->line_column) {
        return line->code;
    }
    /* The first text beside the code is what the line is called. */
    for (uint32_t c = 0; c < column; c++) {
        if (table->columns[c].type == TABLE_TEXT) {
            return STR_EMPTY;
        }
    }
    return table->columns[column].type == TABLE_TEXT ? line->title : STR_EMPTY;
}

bool template_is_open(const struct schema_table *table, uint32_t column, const struct schema_line *line)
{
    return has_amounts(&table->columns[column]) && line->open[column];
}

static bool applies(const struct schema_table *table, uint32_t column, int period)
{
    return table->columns[column].number_of == SCHEMA_NONE && schema_in_force(table->columns[column].range, period);
}

/* As the schema's readers take it. */
static void write_period(struct buffer *out, enum schema_year_style style, int period)
{
    if (style == SCHEMA_YEAR_FINANCIAL) {
        date_write_financial_year(out, period);
    } else {
        buffer_integer(out, style == SCHEMA_YEAR_END ? period + 1 : period);
    }
}

/* ---- CSV ---- */

static void csv_cell(struct buffer *out, bool *first, struct str text)
{
    if (!*first) {
        buffer_char(out, ',');
    }
    *first = false;
    bool quoted = false;
    for (size_t i = 0; i < text.length; i++) {
        quoted = quoted || strchr(",;\t\"\r\n", text.data[i]);
    }
    if (!quoted) {
        buffer_str(out, text);
        return;
    }
    buffer_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"') {
            buffer_char(out, '"');
        }
        buffer_char(out, text.data[i]);
    }
    buffer_char(out, '"');
}

static void csv_header(const struct schema_table *table, const struct schema_form *form, int period, struct buffer *out)
{
    bool first = true;
    if (template_authority_header(form).length) {
        csv_cell(out, &first, template_authority_header(form));
    }
    if (template_period_header(form).length) {
        csv_cell(out, &first, template_period_header(form));
    }
    for (uint32_t c = 0; c < table->column_count; c++) {
        if (applies(table, c, period)) {
            csv_cell(out, &first, table->columns[c].name);
        }
    }
    buffer_text(out, "\r\n");
}

static void csv_line(const struct schema_table *table, const struct schema_form *form, int period, struct str authority,
                     const struct schema_line *line, struct buffer *out)
{
    bool first = true;
    if (template_authority_header(form).length) {
        csv_cell(out, &first, authority);
    }
    if (template_period_header(form).length) {
        struct buffer year = BUFFER_EMPTY;
        write_period(&year, form->year_style, period);
        csv_cell(out, &first, buffer_view(&year));
        out->failed = out->failed || year.failed;
        buffer_free(&year);
    }
    for (uint32_t c = 0; c < table->column_count; c++) {
        if (!applies(table, c, period)) {
            continue;
        }
        bool closed = has_amounts(&table->columns[c]) && !template_is_open(table, c, line);
        struct str mark = form && form->closed_count ? form->closed[0] : STR_EMPTY;
        csv_cell(out, &first, closed ? mark : template_cell(table, c, line));
    }
    buffer_text(out, "\r\n");
}

bool schema_template_csv(const struct schema *schema, uint32_t table, int period, struct str authority,
                         struct buffer *out, struct failure *failure)
{
    const struct schema_table *of = &schema->tables[table == SCHEMA_NONE ? 0 : table];
    const struct schema_form *form = template_form(schema, (uint32_t)(of - schema->tables));
    if (!schema_in_force(of->range, period)) {
        return failure_set(failure, FAILURE_USAGE, "the table %.*s does not exist in that period", STR_ARGS(of->name));
    }
    csv_header(of, form, period, out);
    for (uint32_t i = 0; i < of->line_count; i++) {
        /* Lines that a return need not have would be errors if they were left blank. */
        if (schema_in_force(of->lines[i].range, period) && !of->lines[i].optional) {
            csv_line(of, form, period, authority, &of->lines[i], out);
        }
    }
    return buffer_ok(out) || failure_memory(failure);
}

/* ---- XML ---- */

struct writing {
    const struct schema *schema;
    const struct schema_elements *elements;
    int period;
    struct str authority;
    const struct schema_line *line; /* of the record that is written */
    bool sample;                    /* within a comment that shows what a record looks like */
    struct buffer *out;
};

static void start_tag(struct writing *writing, unsigned depth, struct str name)
{
    buffer_fill(writing->out, ' ', (size_t)depth * 2);
    buffer_char(writing->out, '<');
    xml_write_text(writing->out, name);
    buffer_char(writing->out, '>');
}

static void end_tag(struct writing *writing, struct str name)
{
    buffer_text(writing->out, "</");
    xml_write_text(writing->out, name);
    buffer_text(writing->out, ">\n");
}

static void role_text(struct writing *writing, enum schema_element_role role)
{
    struct buffer text = BUFFER_EMPTY;
    switch (role) {
    case SCHEMA_ELEMENT_COLLECTION: buffer_str(&text, writing->schema->xml_collection); break;
    case SCHEMA_ELEMENT_PERIOD: write_period(&text, writing->schema->xml_year_style, writing->period); break;
    case SCHEMA_ELEMENT_REFERENCE_DATE: {
        int64_t end = date_financial_year_last(writing->period);
        if (writing->schema->xml_day_first) {
            date_write(&text, end);
        } else {
            date_write_iso(&text, end);
        }
        break;
    }
    case SCHEMA_ELEMENT_AUTHORITY: buffer_str(&text, writing->authority); break;
    default: break;
    }
    xml_write_text(writing->out, buffer_view(&text));
    writing->out->failed = writing->out->failed || text.failed;
    buffer_free(&text);
}

static void write_leaf(struct writing *writing, unsigned depth, const struct schema_element *element)
{
    const struct schema_table *table = element->within == SCHEMA_NONE ? NULL
                                                                      : &writing->schema->tables[element->within];
    uint32_t column = element->column;
    if (writing->line && column != SCHEMA_NONE && has_amounts(&table->columns[column]) &&
        !template_is_open(table, column, writing->line)) {
        return; /* a closed cell has no element */
    }
    start_tag(writing, depth, element->name);
    if (element->role != SCHEMA_ELEMENT_PLAIN) {
        role_text(writing, element->role);
    } else if (writing->line && column != SCHEMA_NONE) {
        xml_write_text(writing->out, template_cell(table, column, writing->line));
    }
    end_tag(writing, element->name);
}

static void write_element(struct writing *writing, unsigned depth, uint32_t number);

static void write_content(struct writing *writing, unsigned depth, const struct schema_element *element)
{
    start_tag(writing, depth, element->name);
    buffer_char(writing->out, '\n');
    for (uint32_t i = 0; i < element->child_count; i++) {
        write_element(writing, depth + 1, element->first_child + i);
    }
    buffer_fill(writing->out, ' ', (size_t)depth * 2);
    end_tag(writing, element->name);
}

/* Nobody knows how many records there will be: a comment shows one, with one of each that is nested in it. */
static void write_sample(struct writing *writing, unsigned depth, const struct schema_element *element)
{
    bool outermost = !writing->sample;
    if (outermost) {
        buffer_fill(writing->out, ' ', (size_t)depth * 2);
        buffer_text(writing->out, "<!-- Here stand <");
        xml_write_text(writing->out, element->name);
        buffer_text(writing->out, "> elements, each like this:\n");
    }
    writing->sample = true;
    if (schema_element_is_leaf(element)) {
        write_leaf(writing, depth, element);
    } else {
        write_content(writing, depth, element);
    }
    if (outermost) {
        writing->sample = false;
        buffer_fill(writing->out, ' ', (size_t)depth * 2);
        buffer_text(writing->out, "-->\n");
    }
}

static void write_records(struct writing *writing, unsigned depth, const struct schema_element *element)
{
    const struct schema_table *table = &writing->schema->tables[element->table];
    if (!table->line_count) {
        write_sample(writing, depth, element);
    }
    for (uint32_t i = 0; i < table->line_count; i++) {
        if (schema_in_force(table->lines[i].range, writing->period) && !table->lines[i].optional) {
            writing->line = &table->lines[i];
            write_content(writing, depth, element);
        }
    }
    writing->line = NULL;
}

/* Recursion is as deep as the paths of the schema: SCHEMA_ELEMENT_DEPTH_MOST. */
static void write_element(struct writing *writing, unsigned depth, uint32_t number)
{
    const struct schema_element *element = &writing->elements->items[number];
    if (element->repeats && element->table != SCHEMA_NONE) {
        write_records(writing, depth, element);
    } else if (schema_element_is_leaf(element)) {
        write_leaf(writing, depth, element);
    } else {
        write_content(writing, depth, element);
    }
}

bool schema_template_xml(const struct schema *schema, int period, struct str authority, struct buffer *out,
                         struct failure *failure)
{
    struct arena arena = ARENA_EMPTY;
    struct writing writing = {.schema = schema, .period = period, .authority = authority, .out = out};
    writing.elements = schema_elements_new(schema, period, &arena, failure);
    if (writing.elements) {
        buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        write_element(&writing, 0, 0);
    }
    arena_free(&arena);
    return writing.elements && (buffer_ok(out) || failure_memory(failure));
}
