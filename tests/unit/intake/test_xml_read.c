/* Reading XML returns: rows, parents, findings and their places, and places found again. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "intake/intake.h"
#include "xml_fixture.h"

START_TEST(test_rows_and_parents)
{
    struct reading reading;
    read_document(&reading, schema_text,
                  STR(HEAD "<Child><Names><Id>1</Id></Names><Kind>A</Kind><Cost>12.5</Cost>"
                           "<Visit><Date>2017-06-01</Date><Note>a  b</Note></Visit><Visit/></Child>"
                           "<Child><Names><Id>2</Id></Names><Cost>x</Cost><Visit><Note/></Visit></Child>"
                           "<Child><Kind>bC</Kind></Child><Child><Kind>d</Kind></Child>" TAIL));
    expect_findings(&reading, "");
    ck_assert_int_eq(reading.dataset.returns.items[0].period, 2017);
    ck_assert(str_equal(reading.dataset.returns.items[0].authority, STR("383")));
    ck_assert_int_eq(reading.dataset.returns.items[0].format, DATASET_XML);
    const struct table *child = table_of(&reading, 0);
    const struct table *visit = table_of(&reading, 1);
    ck_assert_uint_eq(child->row_count, 4);
    ck_assert_uint_eq(visit->row_count, 3);
    ck_assert(str_equal(text_at(&reading, child, 0, 1), STR("2")));
    ck_assert(str_equal(text_at(&reading, child, 1, 2), STR("Bc")));
    ck_assert(str_equal(text_at(&reading, child, 1, 3), STR("d")));
    ck_assert(str_equal(text_at(&reading, child, 1, 0), STR("A")));
    ck_assert_int_eq(table_state_at(child, 1, 1), TABLE_MISSING);
    ck_assert_int_eq(child->columns[2].values[0], 1250);
    ck_assert_int_eq(table_state_at(child, 2, 1), TABLE_MALFORMED);
    ck_assert(str_equal(text_at(&reading, child, 2, 1), STR("x")));
    ck_assert(str_equal(text_at(&reading, visit, 1, 0), STR("a b")));
    ck_assert_int_eq(table_state_at(visit, 1, 1), TABLE_MISSING);
    ck_assert_uint_eq(visit->parents[0], 0);
    ck_assert_uint_eq(visit->parents[1], 0);
    ck_assert_uint_eq(visit->parents[2], 1);
    ck_assert_uint_eq(reading.committed[0], 4);
    ck_assert_uint_eq(reading.committed[1], 3);
    finish(&reading);
}
END_TEST

/* More than a batch of each table; child i has i % 3 visits. */
static struct buffer many(uint32_t count, const char *gap)
{
    struct buffer document = BUFFER_EMPTY;
    buffer_text(&document, HEAD);
    for (uint32_t i = 1; i <= count; i++) {
        buffer_format(&document, "%s<Child><Names><Id>c%u</Id></Names><Kind>K%u</Kind>", gap, i, i % 7);
        for (uint32_t v = 0; v < i % 3; v++) {
            buffer_format(&document, "%s<Visit><Note>n%u.%u</Note></Visit>", gap, i, v);
        }
        buffer_text(&document, "</Child>");
    }
    buffer_text(&document, TAIL);
    ck_assert(buffer_ok(&document));
    return document;
}

START_TEST(test_many_records)
{
    struct buffer document = many(5000, "\n");
    struct reading reading;
    read_document(&reading, schema_text, buffer_view(&document));
    expect_findings(&reading, "");
    const struct table *child = table_of(&reading, 0);
    const struct table *visit = table_of(&reading, 1);
    ck_assert_uint_eq(child->row_count, 5000);
    ck_assert_uint_eq(visit->row_count, 5001);
    for (uint32_t row = 0; row < visit->row_count; row++) {
        char expected[32];
        uint32_t parent = visit->parents[row];
        int length = snprintf(expected, sizeof expected, "n%u.", parent + 1);
        ck_assert(str_starts_with(text_at(&reading, visit, 1, row), (struct str){expected, (size_t)length}));
    }
    finish(&reading);
    buffer_free(&document);
}
END_TEST

START_TEST(test_findings_of_structure)
{
    struct reading reading;
    read_document(&reading, schema_text,
                  STR("<Return>\n<Header><Collection>other</Collection><Year>2018</Year></Header>\n<Children>\n"
                      "<Child>\n<Kind>A</Kind><Names><Id>1</Id></Names>\n<Extra>x<Id>2</Id></Extra></Child>\n"
                      "<Child a='1'><Names><Id>2</Id><Id>3</Id></Names>text\n<Cost>1<b/>2</Cost>"
                      "<Visit/><Kind/><Visit/></Child>\n"
                      "</Children>\n<Children><Child/></Children></Return>"));
    expect_findings(&reading, "READ-310@2: other;"
                              "READ-308@2: Council;"
                              "READ-307 child#1@5: Names;"
                              "READ-304 child#1@6: Extra;"
                              "READ-309 child#2@7: a;"
                              "READ-305 child#2@7: Id;"
                              "READ-306 child#2@7: text;"
                              "READ-304 child#2.cost@8: b;"
                              "READ-307 child#2@8: Kind;"
                              "READ-305@10: Children;");
    ck_assert_uint_eq(table_of(&reading, 0)->row_count, 2);
    ck_assert_uint_eq(table_of(&reading, 1)->row_count, 2);
    finish(&reading);
}
END_TEST

START_TEST(test_what_is_cut_short_or_broken)
{
    struct reading reading;
    read_document(&reading, schema_text,
                  STR(HEAD "\n<Child><Names><Id>1</Id></Names></Child>\n<Child><Visit/><Visit><Note>n"));
    expect_findings(&reading, "READ-105 visit#2.note@3: the element <Note>;");
    ck_assert_uint_eq(table_of(&reading, 0)->row_count, 1);
    ck_assert_uint_eq(table_of(&reading, 1)->row_count, 1);
    ck_assert_uint_eq(table_of(&reading, 1)->parents[0], TABLE_NO_PARENT);
    finish(&reading);
    read_document(&reading, schema_text, STR(HEAD "<Child></Kind></Child>" TAIL));
    expect_findings(&reading, "READ-301 child#1@1: the element <Child> of file line 1 is closed by </Kind>;");
    finish(&reading);
    read_document(&reading, schema_text, STR("<!DOCTYPE Return><Return/>"));
    expect_findings(&reading, "READ-302@1: Return;");
    finish(&reading);
    read_document(&reading, schema_text, STR("<!DOCTYPE Bomb [<!ENTITY a 'aaaa'>]><Bomb>&a;</Bomb>"));
    expect_findings(&reading, "READ-302@0: Bomb;");
    finish(&reading);
    read_document(&reading, schema_text, STR("<Something/>"));
    expect_findings(&reading, "READ-501@0: its root element is <Something>;");
    finish(&reading);
    read_document(&reading, schema_text, (struct str){"<Return>\0</Return>", 18});
    expect_findings(&reading, "READ-103@1: ;");
    finish(&reading);
}
END_TEST

START_TEST(test_period_in_the_header)
{
    struct reading reading;
    read_document(&reading, schema_text,
                  STR("<Return><Header><Collection>test</Collection><Year>soon</Year><Council>1</Council></Header>"
                      "<Children/></Return>"));
    expect_findings(&reading, "READ-504@1: soon;");
    ck_assert_int_eq(reading.input.sniffed.period, 0);
    finish(&reading);
}
END_TEST

START_TEST(test_long_cells)
{
    struct buffer document = BUFFER_EMPTY;
    buffer_text(&document, HEAD "<Child><Names><Id>");
    buffer_fill(&document, 'x', TABLE_TEXT_MOST + 1);
    buffer_text(&document, "</Id></Names><Kind>");
    buffer_fill(&document, 'y', TABLE_TEXT_MOST);
    buffer_text(&document, "</Kind></Child>" TAIL);
    struct reading reading;
    read_document(&reading, schema_text, buffer_view(&document));
    expect_findings(&reading, "READ-204 child#1.id@1: ;");
    const struct table *child = table_of(&reading, 0);
    ck_assert_int_eq(table_state_at(child, 0, 0), TABLE_MALFORMED);
    ck_assert_uint_eq(text_at(&reading, child, 0, 0).length, 100);
    ck_assert_uint_eq(text_at(&reading, child, 1, 0).length, TABLE_TEXT_MOST);
    finish(&reading);
    buffer_free(&document);
}
END_TEST

START_TEST(test_second_file_of_a_return)
{
    struct reading reading;
    struct str document = STR(HEAD "<Child><Names><Id>1</Id></Names><Visit/></Child>" TAIL);
    read_document(&reading, schema_text, document);
    read_again(&reading, document, 1);
    expect_findings(&reading, "READ-404@0: child;READ-404@0: visit;");
    const struct table *child = table_of(&reading, 0);
    const struct table *visit = table_of(&reading, 1);
    ck_assert_uint_eq(child->row_count, 2);
    ck_assert_uint_eq(table_input_of(child, 0), 0);
    ck_assert_uint_eq(table_input_of(child, 1), 1);
    ck_assert_uint_eq(table_record_of(child, 1), 1);
    ck_assert_uint_eq(visit->parents[1], 1);
    finish(&reading);
}
END_TEST

/* Cut anywhere, a return is never taken for a whole one. */
START_TEST(test_every_truncation)
{
    static const char document[] = "<?xml version=\"1.0\"?>\n" HEAD
                                   "<Child><Names><Id>1</Id></Names><Kind>&#65;</Kind><Cost>1</Cost>"
                                   "<!-- c --><Visit><Date>2017-06-01</Date></Visit></Child>" TAIL;
    for (size_t length = 1; length < sizeof document - 1; length++) {
        char *copy = malloc(length);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, document, length);
        struct reading reading;
        read_document(&reading, schema_text, (struct str){copy, length});
        bool told = false;
        for (size_t i = 0; i < reading.log.entries.count; i++) {
            enum finding_kind kind = reading.log.entries.items[i].kind;
            told = told || kind == READ_CUT_SHORT || kind == READ_UNKNOWN_FILE;
        }
        ck_assert_msg(told, "cut behind %zu bytes", length);
        finish(&reading);
        free(copy);
    }
}
END_TEST

static const char beside_text[] = "collection: beside\n"
                                  "title: A test\n"
                                  "tables:\n"
                                  "  - name: header\n"
                                  "    title: Header\n"
                                  "    xml: All/CHILD/HEADER\n"
                                  "    columns:\n"
                                  "      id: {type: code, xml: ID}\n"
                                  "      born: {type: date, xml: DOB}\n"
                                  "  - name: episode\n"
                                  "    title: Episodes\n"
                                  "    xml: All/CHILD/EPISODE\n"
                                  "    columns:\n"
                                  "      id: {type: code, xml: ../HEADER/ID}\n"
                                  "      born: {type: date, xml: ../HEADER/DOB}\n"
                                  "      on: {type: date, xml: DECOM}\n"
                                  "xml: {root: All, loose: true, day_first: true}\n";

START_TEST(test_cells_beside_the_record)
{
    struct reading reading;
    read_document(&reading, beside_text,
                  STR("<All><CHILD><HEADER><ID>a</ID><Other>x</Other><DOB>01/02/2010</DOB></HEADER><EPISODE>"
                      "<DECOM>03/04/2017</DECOM></EPISODE><EPISODE/></CHILD><CHILD><EPISODE/><HEADER><ID>b</ID>"
                      "</HEADER><EPISODE/></CHILD></All>"));
    expect_findings(&reading, "");
    const struct table *episode = table_of(&reading, 1);
    ck_assert_uint_eq(table_of(&reading, 0)->row_count, 2);
    ck_assert_uint_eq(episode->row_count, 4);
    ck_assert(str_equal(text_at(&reading, episode, 0, 0), STR("a")));
    ck_assert(str_equal(text_at(&reading, episode, 0, 1), STR("a")));
    ck_assert_int_eq(table_state_at(episode, 0, 2), TABLE_MISSING);
    ck_assert(str_equal(text_at(&reading, episode, 0, 3), STR("b")));
    ck_assert_int_eq(table_state_at(episode, 1, 0), TABLE_VALUE);
    ck_assert_int_eq(table_state_at(episode, 1, 3), TABLE_MISSING);
    ck_assert_int_eq(table_state_at(episode, 2, 0), TABLE_VALUE);
    finish(&reading);
}
END_TEST

/* ---- places ---- */

static void expect_place(struct intake_locator *locator, uint32_t table, uint64_t record, uint32_t column,
                         const char *value, uint32_t line, uint32_t at)
{
    struct failure failure = {0};
    struct intake_place place;
    ck_assert(intake_locate(locator, table, record, UINT64_MAX, 0, column, &place, &failure));
    ck_assert_msg(str_equal(place.value, str_of(value)), "%.*s instead of %s", STR_ARGS(place.value), value);
    ck_assert_uint_eq(place.line, line);
    ck_assert_uint_eq(place.column, at);
}

/* A table whose cells stand in another's records. */
static const char shared_text[] = "collection: test\n"
                                  "title: A test\n"
                                  "from: 2016-17\n"
                                  "tables:\n"
                                  "  - name: header\n"
                                  "    title: Children\n"
                                  "    xml: All/HEADER\n"
                                  "    columns:\n"
                                  "      id: {type: code, xml: ID}\n"
                                  "  - name: leaver\n"
                                  "    title: Care leavers\n"
                                  "    beside: header\n"
                                  "    made_if: [touch, home]\n"
                                  "    columns:\n"
                                  "      id: {type: code, xml: ID}\n"
                                  "      touch: {type: code, xml: TOUCH}\n"
                                  "      home: {type: code, xml: HOME}\n"
                                  "xml: {root: All, loose: true}\n";

START_TEST(test_tables_in_one_element)
{
    struct reading reading;
    read_document(&reading, shared_text,
                  STR("<All><HEADER><ID>a</ID></HEADER>\n"
                      "<HEADER><ID>b</ID><TOUCH/><HOME> </HOME></HEADER>\n"
                      "<HEADER><HOME>B1</HOME><ID>c</ID></HEADER>\n"
                      "<HEADER><TOUCH>YES</TOUCH></HEADER>\n"
                      "<HEADER><ID>e</ID><TOUCH>NO</TOUCH><HOME>K1</HOME></HEADER></All>"));
    expect_findings(&reading, "");
    const struct table *leaver = table_of(&reading, 1);
    ck_assert_uint_eq(table_of(&reading, 0)->row_count, 5);
    ck_assert_uint_eq(leaver->row_count, 3);
    ck_assert_uint_eq(reading.shown[1], 3);
    ck_assert(str_equal(text_at(&reading, leaver, 0, 0), STR("c")));
    ck_assert_int_eq(table_state_at(leaver, 0, 1), TABLE_MISSING);
    ck_assert(str_equal(text_at(&reading, leaver, 0, 2), STR("e")));
    /* Nothing is left over from the element before. */
    ck_assert_int_eq(table_state_at(leaver, 1, 0), TABLE_MISSING);
    ck_assert(str_equal(text_at(&reading, leaver, 1, 1), STR("YES")));
    ck_assert(str_equal(text_at(&reading, leaver, 2, 0), STR("B1")));
    ck_assert_int_eq(table_state_at(leaver, 2, 1), TABLE_MISSING);
    ck_assert(str_equal(text_at(&reading, leaver, 2, 2), STR("K1")));
    struct failure failure = {0};
    struct intake_locator *locator = intake_locator_open(&reading.input, reading.schema, &failure);
    ck_assert_ptr_nonnull(locator);
    expect_place(locator, 1, 1, 2, "B1", 3, 15);
    expect_place(locator, 1, 3, 0, "e", 5, 13);
    expect_place(locator, 1, 2, 1, "YES", 4, 16);
    /* Of a cell that is not there, the record's. */
    expect_place(locator, 1, 2, 2, "", 4, 1);
    intake_locator_close(locator);
    finish(&reading);
}
END_TEST

START_TEST(test_places_of_cells)
{
    struct reading reading;
    read_document(
        &reading, schema_text,
        STR("<Return>\n<Header><Collection>test</Collection><Year>2018</Year><Council>383</Council></Header>\n"
            "<Children>\n\n<Child><Names><Id>\xc3\xa9"
            "1</Id></Names><Kind>&lt;<![CDATA[B]]><!-- no -->C</Kind>\n"
            "  <Cost/><Visit>\n<Note>\n  n </Note></Visit></Child><!-- <Child> --><Child a='>'><Visit/>\n"
            "<Visit><Note>m</Note></Visit></Child>\n</Children>\n</Return>"));
    struct failure failure = {0};
    struct intake_locator *locator = intake_locator_open(&reading.input, reading.schema, &failure);
    ck_assert_ptr_nonnull(locator);
    expect_place(locator, 0, 1, 0,
                 "\xc3\xa9"
                 "1",
                 5, 19);
    expect_place(locator, 0, 1, 1, "<BC", 5, 40);
    expect_place(locator, 0, 1, 2, "", 6, 3);
    expect_place(locator, 1, 1, 1, "n", 8, 3);
    expect_place(locator, 1, 3, 1, "m", 9, 14);
    expect_place(locator, 0, 2, SCHEMA_NONE, "", 8, 44);
    /* Not in the file: the record's place. */
    expect_place(locator, 0, 2, 2, "", 8, 44);
    expect_place(locator, 1, 2, 0, "", 8, 57);
    /* Back again. */
    expect_place(locator, 0, 1, 0,
                 "\xc3\xa9"
                 "1",
                 5, 19);
    struct intake_place place;
    ck_assert(intake_locate(locator, 0, 1, UINT64_MAX, 0, 0, &place, &failure));
    ck_assert_uint_eq(place.excerpt_width, 2);
    size_t at = utf8_offset(place.excerpt, place.excerpt_caret);
    ck_assert(str_starts_with(str_slice(place.excerpt, at, place.excerpt.length), STR("\xc3\xa9"
                                                                                      "1</Id>")));
    intake_locator_close(locator);
    finish(&reading);
}
END_TEST

/* In one line of some megabytes, and in many lines, forwards, backwards and across. */
static void check_all_places(const char *gap)
{
    const uint32_t count = 1500;
    struct buffer document = many(count, gap);
    struct reading reading;
    read_document(&reading, schema_text, buffer_view(&document));
    struct failure failure = {0};
    struct intake_locator *locator = intake_locator_open(&reading.input, reading.schema, &failure);
    ck_assert_ptr_nonnull(locator);
    for (uint32_t i = 0; i < 2 * count; i++) {
        uint32_t record = i < count ? i + 1 : i * 7919 % count + 1;
        char id[32];
        (void)snprintf(id, sizeof id, "<Id>c%u<", record);
        const char *expected = strstr(buffer_view(&document).data, id) + strlen("<Id>");
        uint32_t line = 1;
        const char *line_begin = document.data;
        for (const char *p = document.data; p < expected; p++) {
            if (*p == '\n') {
                line++;
                line_begin = p + 1;
            }
        }
        struct intake_place place;
        ck_assert(intake_locate(locator, 0, record, UINT64_MAX, 0, 0, &place, &failure));
        ck_assert(str_equal(place.value, str_slice(str_of(id), 4, strlen(id) - 5)));
        ck_assert_uint_eq(place.line, line);
        ck_assert_uint_eq(place.column, expected - line_begin + 1);
        ck_assert(str_starts_with(str_slice(place.excerpt, place.excerpt_caret, place.excerpt.length), place.value));
    }
    intake_locator_close(locator);
    finish(&reading);
    buffer_free(&document);
}

START_TEST(test_places_in_one_line)
{
    check_all_places("");
}
END_TEST

START_TEST(test_places_in_many_lines)
{
    check_all_places("\n  ");
}
END_TEST

START_TEST(test_made_up_returns)
{
    const char *shared = getenv("PROBITY_SHARED");
    if (!shared) {
        (void)printf("SKIP: test_made_up_returns: PROBITY_SHARED is not set\n");
        return;
    }
    char path[1000];
    (void)snprintf(path, sizeof path, "%s/data/ssda903/fake_903.xml", shared);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = (size_t)1 << 20;
    char *document = calloc(1, size);
    ck_assert_ptr_nonnull(document);
    size_t length = fread(document, 1, size - 1, file);
    (void)fclose(file);
    uint32_t episodes = 0;
    for (const char *p = document; (p = strstr(p, "<EPISODE>")); p++) {
        episodes++;
    }
    static const char schema[] = "collection: made-up\n"
                                 "title: A test\n"
                                 "tables:\n"
                                 "  - name: episode\n"
                                 "    title: Episodes\n"
                                 "    xml: EXPSSDA903/CHILD/EPISODE\n"
                                 "    columns:\n"
                                 "      child: {type: code, required: true, xml: ../HEADER/CHILDID}\n"
                                 "      begins: {type: date, xml: DECOM}\n"
                                 "xml: {root: EXPSSDA903, loose: true, day_first: true}\n";
    struct reading reading;
    read_document(&reading, schema, (struct str){document, length});
    expect_findings(&reading, "");
    const struct table *table = table_of(&reading, 0);
    ck_assert_uint_gt(episodes, 100);
    ck_assert_uint_eq(table->row_count, episodes);
    for (uint32_t row = 0; row < table->row_count; row++) {
        ck_assert_int_eq(table_state_at(table, 0, row), TABLE_VALUE);
        ck_assert_int_eq(table_state_at(table, 1, row), TABLE_VALUE);
    }
    finish(&reading);
    free(document);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xml reading");
    TCase *tests = tcase_create("reading");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, test_rows_and_parents);
    tcase_add_test(tests, test_many_records);
    tcase_add_test(tests, test_findings_of_structure);
    tcase_add_test(tests, test_what_is_cut_short_or_broken);
    tcase_add_test(tests, test_period_in_the_header);
    tcase_add_test(tests, test_long_cells);
    tcase_add_test(tests, test_second_file_of_a_return);
    tcase_add_test(tests, test_every_truncation);
    tcase_add_test(tests, test_cells_beside_the_record);
    tcase_add_test(tests, test_tables_in_one_element);
    tcase_add_test(tests, test_places_of_cells);
    tcase_add_test(tests, test_places_in_one_line);
    tcase_add_test(tests, test_places_in_many_lines);
    tcase_add_test(tests, test_made_up_returns);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
