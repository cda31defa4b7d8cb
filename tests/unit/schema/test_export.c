/* What is written from schemas: XSDs that are up to date and that libxml2 takes, empty returns that they accept, and
 * patterns that mean the same in both languages. */
#include <check.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "base/date.h"
#include "schema/export.h"
#include "schema/xsd_pattern.h"

static const char *const collections[] = {"cin", "s251-outturn"}; /* those whose XML form is described in full */

static struct failure failure;

static struct schema *load(const char *collection)
{
    const char *data = getenv("PROBITY_DATA");
    if (!data) {
        (void)printf("SKIP: %s: PROBITY_DATA is not set\n", collection);
        return NULL;
    }
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/schemas/%s.yaml", data, collection);
    memset(&failure, 0, sizeof failure);
    struct schema *schema = schema_load(path, &failure);
    ck_assert_msg(schema != NULL, "%s:%u %s", failure.path, failure.line, failure.message);
    return schema;
}

static struct buffer read_file(const char *path)
{
    struct buffer text = BUFFER_EMPTY;
    FILE *file = fopen(path, "rb");
    if (file) {
        char *room = buffer_reserve(&text, 1u << 20);
        ck_assert_ptr_nonnull(room);
        text.length = fread(room, 1, 1u << 20, file);
        (void)fclose(file);
    }
    return text;
}

START_TEST(test_written_xsds_are_up_to_date)
{
    for (size_t i = 0; i < sizeof collections / sizeof *collections; i++) {
        struct schema *schema = load(collections[i]);
        for (int period = schema ? schema->periods.from : 1; schema && period <= schema->periods.until; period++) {
            struct buffer xsd = BUFFER_EMPTY;
            ck_assert_msg(schema_export_xsd(schema, period, &xsd, &failure), "%s", failure.message);
            char path[4096];
            (void)snprintf(path, sizeof path, "%s/schemas/xsd/%s-%04d-%02d.xsd", getenv("PROBITY_DATA"), collections[i],
                           period, (period + 1) % 100);
            struct buffer written = read_file(path);
            ck_assert_msg(str_equal(buffer_view(&xsd), buffer_view(&written)),
                          "%s is stale: write it anew with \"probity schema export %s --period %04d-%02d\"", path,
                          collections[i], period, (period + 1) % 100);
            buffer_free(&written);
            buffer_free(&xsd);
        }
        schema_free(schema);
    }
}
END_TEST

static void accept(struct str xsd, struct str document)
{
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(xsd.data, (int)xsd.length);
    xmlSchemaPtr compiled = xmlSchemaParse(parser);
    ck_assert_ptr_nonnull(compiled);
    xmlDocPtr parsed = xmlReadMemory(document.data, (int)document.length, "empty.xml", NULL, XML_PARSE_NONET);
    ck_assert_ptr_nonnull(parsed);
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(compiled);
    ck_assert_int_eq(xmlSchemaValidateDoc(context, parsed), 0);
    xmlSchemaFreeValidCtxt(context);
    xmlFreeDoc(parsed);
    xmlSchemaFree(compiled);
    xmlSchemaFreeParserCtxt(parser);
}

START_TEST(test_empty_returns_are_valid)
{
    for (size_t i = 0; i < sizeof collections / sizeof *collections; i++) {
        struct schema *schema = load(collections[i]);
        for (int period = schema ? schema->periods.from : 1; schema && period <= schema->periods.until; period++) {
            struct buffer xsd = BUFFER_EMPTY;
            struct buffer document = BUFFER_EMPTY;
            ck_assert(schema_export_xsd(schema, period, &xsd, &failure));
            ck_assert(schema_template_xml(schema, period, STR("383"), &document, &failure));
            accept(buffer_view(&xsd), buffer_view(&document));
            ck_assert(str_contains(buffer_view(&document), STR(">383</")));
            buffer_free(&document);
            buffer_free(&xsd);
        }
        schema_free(schema);
    }
}
END_TEST

static uint32_t count_of(struct str text, struct str part)
{
    uint32_t count = 0;
    for (size_t i = 0; i + part.length <= text.length; i++) {
        count += memcmp(text.data + i, part.data, part.length) == 0;
    }
    return count;
}

START_TEST(test_empty_csv)
{
    struct schema *schema = load("s251-outturn");
    if (!schema) {
        return;
    }
    struct buffer text = BUFFER_EMPTY;
    ck_assert(schema_template_csv(schema, 0, 2017, STR("383"), &text, &failure));
    struct str csv = buffer_view(&text);
    ck_assert(str_starts_with(csv, STR("authority,period,line,description,own,")));
    ck_assert(str_contains(csv, STR("\r\n383,2017-18,3.1.1,Residential care,,,,,,,,,,\r\n")));
    /* Only the total of 8a.1 is open. */
    ck_assert(str_contains(csv, STR("\r\n383,2017-18,8a.1,")));
    ck_assert(str_contains(csv, STR(",x,x,x,x,,x,x,x,x,x\r\n")));
    ck_assert_uint_eq(count_of(csv, STR("\r\n")), 37);
    buffer_free(&text);
    schema_free(schema);
}
END_TEST

START_TEST(test_other_forms)
{
    struct schema *schema = load("s251-outturn");
    if (!schema) {
        return;
    }
    struct buffer text = BUFFER_EMPTY;
    ck_assert(schema_export_table_schema(schema, 0, 2017, &text, &failure));
    ck_assert(str_contains(buffer_view(&text), STR("\"primaryKey\": [\"authority\", \"period\", \"line\"]")));
    ck_assert(str_contains(buffer_view(&text), STR("\"missingValues\": [\"\", \"x\"")));
    buffer_clear(&text);
    ck_assert(schema_show(schema, 2017, &text, &failure));
    ck_assert(str_contains(buffer_view(&text), STR("3.1.1   Residential care")));
    ck_assert(!str_contains(buffer_view(&text), STR("3.1.2a  ")));
    buffer_clear(&text);
    ck_assert(schema_show(schema, 0, &text, &failure));
    ck_assert(str_contains(buffer_view(&text), STR("3.1.2a  ")));
    buffer_free(&text);
    schema_free(schema);
}
END_TEST

START_TEST(test_incomplete_forms_have_no_xsd)
{
    struct schema *schema = load("ssda903");
    struct buffer text = BUFFER_EMPTY;
    if (schema) {
        ck_assert(!schema_export_xsd(schema, 2023, &text, &failure));
        ck_assert_int_eq(failure.kind, FAILURE_USAGE);
    }
    buffer_free(&text);
    schema_free(schema);
}
END_TEST

static void expect_pattern(const char *pattern, const char *expected)
{
    struct buffer out = BUFFER_EMPTY;
    bool fine = xsd_pattern_write(&out, str_of(pattern));
    if (expected) {
        ck_assert_msg(fine && str_equal(buffer_view(&out), str_of(expected)), "%s gives %.*s", pattern,
                      STR_ARGS(buffer_view(&out)));
    } else {
        ck_assert_msg(!fine && out.length == 0, "%s gives %.*s", pattern, STR_ARGS(buffer_view(&out)));
    }
    buffer_free(&out);
}

START_TEST(test_patterns)
{
    expect_pattern("[A-Z][0-9]{12}", "[A-Z][0-9]{12}");
    expect_pattern("[A-Z]\\d{12}", "[A-Z][0-9]{12}");
    expect_pattern("^(?:a|b)c?$", NULL);
    expect_pattern("(?:a|b)c?", "(a|b)c?");
    expect_pattern("^ab+?$", "ab+");
    expect_pattern("[\\d_.-]*", "[0-9_\\.\\-]*");
    expect_pattern("[^ab]", "[^ab]");
    expect_pattern("a{2,}|b{1,3}", "a{2,}|b{1,3}");
    expect_pattern("\\(\\w\\)", "\\([A-Za-z0-9_]\\)");
    expect_pattern("(?=a)b", NULL);
    expect_pattern("(?i)a", NULL);
    expect_pattern("a\\b", NULL);
    expect_pattern("(a)\\1", NULL);
    expect_pattern("a++", NULL);
    expect_pattern("[[:alpha:]]", NULL);
    expect_pattern("a(b", NULL);
    expect_pattern("a)b", NULL);
    expect_pattern("a$b", NULL);
    expect_pattern("[a", NULL);
    expect_pattern("a\\", NULL);
}
END_TEST

/* The pattern of days of the calendar against the calendar. */
START_TEST(test_day_first_pattern)
{
    struct buffer xsd = BUFFER_EMPTY;
    buffer_text(&xsd, "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='d'><xs:simpleType>"
                      "<xs:restriction base='xs:token'><xs:pattern value='");
    xsd_pattern_day_first(&xsd);
    buffer_text(&xsd, "'/></xs:restriction></xs:simpleType></xs:element></xs:schema>");
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(xsd.data, (int)xsd.length);
    xmlSchemaPtr compiled = xmlSchemaParse(parser);
    ck_assert_ptr_nonnull(compiled);
    static const int years[] = {0, 1, 4, 10, 100, 400, 1600, 1900, 1999, 2000, 2016, 2017, 2100, 9996, 9999};
    for (size_t y = 0; y < sizeof years / sizeof *years; y++) {
        for (int month = 0; month <= 13; month++) {
            for (int day = 27; day <= 59; day += day == 32 ? 27 : 1) {
                int d = day == 59 ? 0 : day; /* 27 to 32, and 0 */
                char text[64];
                (void)snprintf(text, sizeof text, "<d>%02d/%02d/%04d</d>", d, month, years[y]);
                xmlDocPtr parsed = xmlReadMemory(text, (int)strlen(text), "d.xml", NULL, XML_PARSE_NONET);
                xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(compiled);
                xmlSchemaSetValidErrors(context, NULL, NULL, NULL);
                bool accepted = xmlSchemaValidateDoc(context, parsed) == 0;
                ck_assert_msg(accepted == date_is_valid(years[y], month, d), "%s", text);
                xmlSchemaFreeValidCtxt(context);
                xmlFreeDoc(parsed);
            }
        }
    }
    xmlSchemaFree(compiled);
    xmlSchemaFreeParserCtxt(parser);
    buffer_free(&xsd);
}
END_TEST

static void be_quiet(void *data, xmlErrorPtr error)
{
    (void)data;
    (void)error;
}

int main(void)
{
    xmlSetStructuredErrorFunc(NULL, be_quiet);
    Suite *suite = suite_create("export");
    TCase *tests = tcase_create("export");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, test_written_xsds_are_up_to_date);
    tcase_add_test(tests, test_empty_returns_are_valid);
    tcase_add_test(tests, test_empty_csv);
    tcase_add_test(tests, test_other_forms);
    tcase_add_test(tests, test_incomplete_forms_have_no_xsd);
    tcase_add_test(tests, test_patterns);
    tcase_add_test(tests, test_day_first_pattern);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
