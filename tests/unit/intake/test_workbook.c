/* Workbooks as returns: which sheet is read, and where its cells are; and forms whose columns stand under headings. */
#include "../format/book.h"
#include "csv_fixture.h"

#define TITLES "<row><c r='A1' t='inlineStr'><is><t>Things in 2017-18: all</t></is></c></row>"
#define HEADER                                                                                           \
    "<row r='3'><c r='B3' t='inlineStr'><is><t>id</t></is></c><c t='inlineStr'><is><t>kind</t></is></c>" \
    "<c t='inlineStr'><is><t>Total</t></is></c><c t='inlineStr'><is><t>day</t></is></c>"                 \
    "<c t='inlineStr'><is><t>note</t></is></c></row>"
#define RECORD                                                                                         \
    "<row r='5'><c r='B5'><v>1</v></c><c t='inlineStr'><is><t>A1</t></is></c><c s='4'><v>12.5</v></c>" \
    "<c s='1'><v>43190</v></c><c t='inlineStr'><is><t>x, y</t></is></c></row>"

static void check_read(struct str first, struct str second, const char *expected, struct reading *reading)
{
    struct buffer bytes = book_of(BOOK_WORKBOOK, first, second);
    struct buffer got = BUFFER_EMPTY;
    read_text(reading, buffer_view(&bytes), ordinary, 1, 2024);
    if (reading->dataset.returns.count > 0) {
        write_table(&got, reading->dataset.returns.items[0].tables[0], reading->dataset.dictionary);
    }
    write_log(&got, &reading->log);
    ck_assert_msg(str_equal(buffer_view(&got), str_of(expected)), "%.*s is not %s", STR_ARGS(buffer_view(&got)),
                  expected);
    buffer_free(&got);
    buffer_free(&bytes);
}

START_TEST(the_sheet_that_is_known)
{
    struct reading reading;
    struct failure *failure = &reading.failure;
    check_read(STR(BOOK_SHEET("<row><c><v>1</v></c></row>")), STR(BOOK_SHEET(TITLES HEADER RECORD)),
               "1|'A1|1250|2018-03-31|~|~|~|'x, y|\n"
               "READ-207 @0 line 1 record 0 : 2 file lines above the header were not read.\n",
               &reading);
    ck_assert(reading.input.sniffed.is_workbook);
    ck_assert(str_equal(reading.input.sniffed.sheet, STR("Other")));
    ck_assert_uint_eq(reading.input.sniffed.next_sheet, SCHEMA_NONE);
    /* The last cell, behind one with a comma in it, is in column F of row 5. */
    struct intake_locator *locator = intake_locator_open(&reading.input, schema(), failure);
    struct intake_place place;
    ck_assert(intake_locate(locator, 0, 1, UINT64_MAX, 0, 7, &place, failure));
    ck_assert_uint_eq(place.line, 5);
    ck_assert_uint_eq(place.column, 6);
    ck_assert(str_equal(place.value, STR("x, y")));
    ck_assert(intake_locate(locator, 0, 1, UINT64_MAX, 0, SCHEMA_NONE, &place, failure));
    ck_assert_uint_eq(place.line, 5);
    ck_assert_uint_eq(place.column, 1);
    intake_locator_leave_out_excerpts(locator);
    ck_assert(intake_locate(locator, 0, 1, UINT64_MAX, 0, 7, &place, failure));
    ck_assert_uint_eq(place.column, 6);
    intake_locator_close(locator);
    free_reading(&reading);
}
END_TEST

START_TEST(several_sheets_are_known)
{
    struct reading reading;
    check_read(STR(BOOK_SHEET(HEADER RECORD)), STR(BOOK_SHEET(HEADER)), "1|'A1|1250|2018-03-31|~|~|~|'x, y|\n",
               &reading);
    ck_assert(str_equal(reading.input.sniffed.sheet, STR("A & B")));
    ck_assert_uint_eq(reading.input.sniffed.next_sheet, 1);
    free_reading(&reading);
}
END_TEST

/* What is wrong with a file's bytes is told by the cell too. */
START_TEST(places_of_readings)
{
    struct reading reading;
    struct intake_place place;
    check_read(STR(BOOK_SHEET(HEADER RECORD) "<!-- no more -->"), STR(BOOK_SHEET("")),
               "1|'A1|1250|2018-03-31|~|~|~|'x, y|\n", &reading);
    struct intake_locator *locator = intake_locator_open(&reading.input, schema(), &reading.failure);
    struct buffer text = BUFFER_EMPTY;
    char *room = buffer_reserve(&text, 256);
    int64_t length = source_read(reading.input.source, 0, room, 256, &reading.failure);
    uint64_t at = str_find((struct str){room, (size_t)length}, STR("note"));
    ck_assert(intake_locate_offset(locator, at, 3, &place, &reading.failure));
    ck_assert_uint_eq(place.line, 3);
    ck_assert_uint_eq(place.column, 6);
    buffer_free(&text);
    intake_locator_close(locator);
    free_reading(&reading);
}
END_TEST

static void check_unknown(struct str bytes, const char *near_miss)
{
    const struct schema *schemas[] = {schema()};
    struct failure failure = {0};
    struct arena keep = ARENA_EMPTY;
    struct intake_input input = {.source = source_open_memory("a.xlsx", bytes, &failure)};
    ck_assert(intake_sniff(&input, schemas, 1, SCHEMA_NONE, &keep, &failure));
    ck_assert_uint_eq(input.sniffed.collection, SCHEMA_NONE);
    ck_assert_uint_eq(input.sniffed.refused, READ_UNKNOWN_FILE);
    ck_assert_msg(str_contains(input.sniffed.near_miss, str_of(near_miss)), "%.*s", STR_ARGS(input.sniffed.near_miss));
    intake_input_close(&input);
    arena_free(&keep);
}

static void check_unknown_book(struct str first, struct str second, const char *near_miss)
{
    struct buffer bytes = book_of(BOOK_WORKBOOK, first, second);
    check_unknown(buffer_view(&bytes), near_miss);
    buffer_free(&bytes);
}

START_TEST(workbooks_that_nobody_knows)
{
    check_unknown(STR("PK\x03\x04 and no more"), "it is a damaged workbook or archive");
    check_unknown_book(STR(BOOK_SHEET("")), STR(BOOK_SHEET("")), "none of the sheets");
    check_unknown_book(
        STR(BOOK_SHEET("<row><c t='inlineStr'><is><t>id</t></is></c><c t='inlineStr'><is><t>kind</t></is></c></row>")),
        STR(BOOK_SHEET("")), "lacks the column amount");
    /* Half a workbook would pass for the whole. */
    check_unknown_book(STR(BOOK_SHEET(HEADER RECORD)), STR(BOOK_SHEET("<row")), "is not sound");
}
END_TEST

/* ---- forms ---------------------------------------------------------------------------------------------------------- */

static const char form_schema[] =
    "collection: sums\ntitle: Sums\ntables:\n"
    "  - name: sums\n    title: Sums\n    key: [code, year]\n    columns:\n"
    "      year: {type: integer}\n      code: {type: code}\n"
    "      before: {type: integer, headers: [Count]}\n      now: {type: integer}\n"
    "      more: {type: integer, optional: true}\n"
    "forms:\n"
    "  - name: grid\n    table: sums\n    identify: [code, Sum, level]\n    loose: true\n"
    "    only: [{header: level, values: [LA, X]}, {header: code, filled: true}]\n"
    "    columns:\n      year: {title_year: end}\n"
    "      before: {headers: Sum, under: Last year}\n"
    "      now: {headers: Sum, under: This year}\n"
    "  - name: edition\n    table: sums\n    identify: [code, N2018, N2019]\n    loose: true\n"
    "    columns: {year: {fixed: 2019}, before: {headers: N2018}, now: {headers: N2019}}\n";

static void check_sums(const char *text, const char *expected)
{
    struct failure failure = {0};
    struct schema *sums = schema_load_text("sums.yaml", str_of(form_schema), &failure);
    ck_assert_msg(sums, "%s", failure.message);
    const struct schema *schemas[] = {sums};
    struct dataset dataset;
    struct finding_log log = {0};
    struct arena keep = ARENA_EMPTY;
    struct buffer got = BUFFER_EMPTY;
    struct intake_input input = {.source = source_open_memory("a.csv", str_of(text), &failure)};
    struct intake_request request = {.schema = sums, .threads = 1, .authority = STR_EMPTY, .is_reference = true};
    ck_assert(dataset_init(&dataset, &failure) && intake_sniff(&input, schemas, 1, SCHEMA_NONE, &keep, &failure));
    ck_assert(intake_read(&input, &request, &dataset, &log, &failure));
    write_table(&got, dataset.returns.items[0].tables[0], dataset.dictionary);
    write_log(&got, &log);
    ck_assert_msg(str_equal(buffer_view(&got), str_of(expected)), "%.*s is not %s", STR_ARGS(buffer_view(&got)),
                  expected);
    buffer_free(&got);
    dataset_free(&dataset);
    finding_log_free(&log);
    intake_input_close(&input);
    arena_free(&keep);
    schema_free(sums);
}

START_TEST(columns_under_headings)
{
    check_sums("\"Sums (2017/18), revised\",,,,,\n,,Last year,,This year,\ncode,level,Sum,Rest,Sum,Rest\nA,LA,1,2,3,4\n"
               "B,SD,5,6,7,8\n,LA,5,6,7,8\nC,X,9,,,\n,,,,,\nNote: nothing\n",
               "2018|'A|1|3|~|\n2018|'C|9|~|~|\n");
    /* Without a year above, and with one heading only. */
    check_sums(",,Last year,,\ncode,level,Sum,Rest,Rest\nA,LA,1,2,3\n",
               "~|'A|1|~|~|\n"
               "READ-401 @14 line 2 record 0 : The column year is missing.\n"
               "READ-401 @14 line 2 record 0 : The column now is missing.\n");
}
END_TEST

START_TEST(columns_of_an_edition)
{
    check_sums("code,N2018,N2019,Count\nA,1,2,3\nB,4,5,6\n", "2019|'A|1|2|~|\n2019|'B|4|5|~|\n");
    /* A file that has the column says itself. */
    check_sums("code,year,N2018,N2019\nA,2001,1,2\n", "2001|'A|1|2|~|\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workbook");
    TCase *tests = tcase_create("workbook");
    tcase_add_test(tests, the_sheet_that_is_known);
    tcase_add_test(tests, several_sheets_are_known);
    tcase_add_test(tests, places_of_readings);
    tcase_add_test(tests, workbooks_that_nobody_knows);
    tcase_add_test(tests, columns_under_headings);
    tcase_add_test(tests, columns_of_an_edition);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
