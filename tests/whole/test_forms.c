/* The same return as CSV and as XML gives the same findings but for their places. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "base/number.h"
#include "harness.h"
#include "schema/schema.h"

enum { FIELDS_MOST = 24, TEXT_MOST = 512 };

struct csv_record {
    char fields[FIELDS_MOST][TEXT_MOST];
    int count;
};

/* The next record of a CSV text; false at its end. */
static bool next_record(const char **at, struct csv_record *record)
{
    record->count = 0;
    if (!**at) {
        return false;
    }
    for (;;) {
        char *field = record->fields[record->count++];
        size_t length = 0;
        bool quoted = **at == '"';
        *at += quoted;
        while (**at && (quoted ? **at != '"' || (*at)[1] == '"' : !strchr(",\r\n", **at))) {
            *at += quoted && **at == '"';
            ck_assert_uint_lt(length, TEXT_MOST - 1);
            field[length++] = *(*at)++;
        }
        field[length] = 0;
        *at += quoted;
        if (**at != ',') {
            break;
        }
        ck_assert_int_lt(record->count, FIELDS_MOST);
        (*at)++;
    }
    *at += **at == '\r';
    *at += **at == '\n';
    return true;
}

static void write_escaped(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<': buffer_text(out, "&lt;"); break;
        case '&': buffer_text(out, "&amp;"); break;
        default: buffer_char(out, *text); break;
        }
    }
}

/* XML takes amounts in plain notation only, so "1,234" goes over as 1234; what is no amount goes over as it is. */
static void write_cell(const struct schema_column *column, const char *text, struct buffer *out)
{
    int64_t amount = 0;
    if (column->type == TABLE_MONEY && number_parse_amount(str_of(text), NUMBER_SCALE_MONEY, &amount) == NUMBER_OK) {
        number_write(out, amount, NUMBER_SCALE_MONEY, false, true);
    } else {
        write_escaped(out, text);
    }
}

static int find_field(const struct csv_record *header, struct str name)
{
    for (int f = 0; f < header->count; f++) {
        if (str_equal_ignoring_case(str_of(header->fields[f]), name)) {
            return f;
        }
    }
    return -1;
}

static void write_line(const struct schema_table *table, const struct csv_record *header,
                       const struct csv_record *record, struct buffer *out)
{
    buffer_text(out, "    <Line>");
    for (uint32_t c = 0; c < table->column_count; c++) {
        const struct schema_column *column = &table->columns[c];
        int field = find_field(header, column->name);
        const char *text = field < 0 ? "" : record->fields[field];
        if (!column->element.length || !*text || strcmp(text, "x") == 0) {
            continue;
        }
        buffer_format(out, "<%.*s>", STR_ARGS(column->element));
        write_cell(column, text, out);
        buffer_format(out, "</%.*s>", STR_ARGS(column->element));
    }
    buffer_text(out, "</Line>\n");
}

/* The CSV form that `probity template` writes, as XML. */
static void convert(const struct schema *schema, const char *csv, struct buffer *out)
{
    static struct csv_record header, record;
    ck_assert(next_record(&csv, &header));
    int authority = find_field(&header, STR("authority")), period = find_field(&header, STR("period"));
    bool begun = false;
    while (next_record(&csv, &record)) {
        if (!begun) {
            buffer_format(out,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<S251Outturn>\n  <Header>"
                          "<Collection>s251-outturn</Collection><Year>%s</Year><Authority>%s</Authority></Header>\n"
                          "  <TableA1>\n",
                          record.fields[period], record.fields[authority]);
            begun = true;
        }
        write_line(&schema->tables[0], &header, &record, out);
    }
    buffer_text(out, "  </TableA1>\n</S251Outturn>\n");
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every finding as one line without its file and place in it, in order. */
static char **words_of(const struct caught *caught)
{
    char **lines = calloc(caught->findings.count + 1, sizeof *lines);
    ck_assert_ptr_nonnull(lines);
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        struct buffer text = BUFFER_EMPTY;
        buffer_format(&text, "%.*s %.*s |", STR_ARGS(finding->code), STR_ARGS(finding->message));
        for (uint32_t p = 0; p < finding->place_count; p++) {
            const struct caught_place *place = &finding->places[p];
            buffer_format(&text, " %.*s/%u/%.*s/%.*s", STR_ARGS(place->table), (unsigned)place->record,
                          STR_ARGS(place->key), STR_ARGS(place->field));
        }
        buffer_char(&text, 0);
        lines[i] = text.data;
    }
    qsort(lines, caught->findings.count, sizeof *lines, compare_texts);
    return lines;
}

static void free_words(char **lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(lines[i]);
    }
    free(lines);
}

static void expect_same(struct probity_library *library, const struct schema *schema, const char *example,
                        size_t at_least)
{
    char name[200];
    size_t length;
    (void)snprintf(name, sizeof name, "examples/%s", example);
    char *csv = harness_read(harness_tree(name), &length);
    struct buffer xml = BUFFER_EMPTY;
    convert(schema, csv, &xml);
    struct caught from_csv, from_xml;
    ck_assert(harness_check_file(library, harness_write("same.csv", str_of(csv)), &from_csv));
    ck_assert(harness_check_file(library, harness_write("same.xml", buffer_view(&xml)), &from_xml));
    char **a = words_of(&from_csv), **b = words_of(&from_xml);
    size_t count = from_csv.findings.count;
    for (size_t i = 0; i < count && i < from_xml.findings.count; i++) {
        ck_assert_msg(strcmp(a[i], b[i]) == 0, "CSV: %s\nXML: %s", a[i], b[i]);
    }
    ck_assert_uint_eq(count, from_xml.findings.count);
    ck_assert_uint_ge(count, at_least);
    ck_assert_int_eq(from_csv.verdict, from_xml.verdict);
    free_words(a, count);
    free_words(b, from_xml.findings.count);
    harness_free(&from_csv);
    harness_free(&from_xml);
    buffer_free(&xml);
    free(csv);
}

START_TEST(csv_and_xml)
{
    struct probity_library *library = harness_library();
    struct schema *schema = schema_load(harness_tree("schemas/s251-outturn.yaml"), NULL);
    ck_assert_ptr_nonnull(schema);
    expect_same(library, schema, "s251-outturn-2023-24-with-mistakes.csv", 8);
    expect_same(library, schema, "s251-outturn-2022-23.csv", 0);
    schema_free(schema);
    probity_library_close(library);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forms");
    TCase *all = tcase_create("s251");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, csv_and_xml);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
