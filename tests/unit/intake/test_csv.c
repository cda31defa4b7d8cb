/* CSV as people send it: each trouble, by its findings and by what was read all the same. */
#include "csv_fixture.h"

#define HEADER "id,kind,Total,day,note\n"

static void check_reading_of(struct str text, int period, struct str rows, const char *log)
{
    struct reading reading;
    struct buffer got = BUFFER_EMPTY;
    read_text(&reading, text, ordinary, 1, period);
    if (reading.dataset.returns.count > 0) {
        write_table(&got, reading.dataset.returns.items[0].tables[0], reading.dataset.dictionary);
    }
    ck_assert_msg(str_equal(buffer_view(&got), rows), "rows:\n%.*s\nnot\n%.*s", STR_ARGS(buffer_view(&got)),
                  STR_ARGS(rows));
    buffer_clear(&got);
    write_log(&got, &reading.log);
    ck_assert_msg(str_equal(buffer_view(&got), str_of(log)), "log:\n%.*s\nnot\n%s", STR_ARGS(buffer_view(&got)), log);
    buffer_free(&got);
    free_reading(&reading);
}

static void check_reading(const char *text, const char *rows, const char *log)
{
    check_reading_of(str_of(text), 2024, str_of(rows), log);
}

START_TEST(plain)
{
    check_reading(HEADER "1,A1,12.34,2024-01-31,hello\n", "1|'A1|1234|2024-01-31|~|~|~|'hello|\n", "");
    check_reading(HEADER "1,A1,12.34,2024-01-31,hello", "1|'A1|1234|2024-01-31|~|~|~|'hello|\n", "");
    check_reading("\xef\xbb\xbf" HEADER "1,A1,1,31/01/2024,\r\n", "1|'A1|100|2024-01-31|~|~|~|~|\n", "");
    check_reading("id;kind;Total;day;note\r1;A1;\"1,234.50\";1.2.2024;a,b\r", "1|'A1|123450|2024-02-01|~|~|~|'a,b|\n",
                  "");
    check_reading("id\tkind\tTotal\tday\tnote\n1\tA1\t5\t\t\n", "1|'A1|500|~|~|~|~|~|\n", "");
    check_reading("id|kind|Total|day|note\n1|A1|5||\n", "1|'A1|500|~|~|~|~|~|\n", "");
    check_reading(" ID ,\"Kind\",T o_TAL,DAY,note\n1,a1,5,,\n", "1|'A1|500|~|~|~|~|~|\n", "");
    check_reading(HEADER, "", "");
}
END_TEST

START_TEST(types)
{
    check_reading("id,kind,Total,day,note,month,share,done\n"
                  "1,B2,(1.50),,,2024-03,1.25,Y\n"
                  "2,?,-,,,03/2024,\"1,000\",no\n"
                  "3,x,#REF!,31/2/2024,#N/A,2024-13,1.2345,perhaps\n",
                  "1|'B2|-150|~|650|1250|1|~|\n"
                  "2|'?|0|~|650|1000000|0|~|\n"
                  "3|~|!#REF!|!31/2/2024|!2024-13|!1.2345|!perhaps|!#N/A|\n",
                  "");
}
END_TEST

START_TEST(columns)
{
    check_reading("id,kind,Total,day,note,loosely,noet\n1,A1,2,,,x,y\n", "1|'A1|200|~|~|~|~|~|\n", "");
    check_reading("id,kind,Total,noet,id,\n1,A1,2,,7,\n", "1|'A1|200|~|~|~|~|~|\n",
                  "READ-403 @19 line 1 record 0 : The column id comes more than once; the first was read.\n"
                  "READ-402 @14 line 1 record 0 : The column noet (did you mean note?) is not one of this table's and "
                  "was not read.\n"
                  "READ-401 @0 line 1 record 0 : The column day is missing.\n"
                  "READ-401 @0 line 1 record 0 : The column note is missing.\n");
}
END_TEST

START_TEST(ragged)
{
    check_reading(HEADER "1,A1,1,,a,,\n2,A1,1,,b,c\n3,A1\n4,A1,1,2024-01-01,d\n",
                  "1|'A1|100|~|~|~|~|'a|\n2|'A1|100|~|~|~|~|'b|\n3|'A1|~|~|~|~|~|~|\n"
                  "4|'A1|100|2024-01-01|~|~|~|'d|\n",
                  "READ-201 @35 line 3 record 2 : This record has 6 fields, but the header has 5.\n"
                  "READ-201 @47 line 4 record 3 : This record has 2 fields, but the header has 5.\n");
}
END_TEST

START_TEST(lines_that_are_no_records)
{
    check_reading(
        "My return\n\n" HEADER "1,A1,1,,a\n\n,,,,\n" HEADER "2,A1,1,,b\n"
        "\nNotes: all figures,,,,\nare provisional\n",
        "1|'A1|100|~|~|~|~|'a|\n2|'A1|100|~|~|~|~|'b|\n",
        "READ-207 @0 line 1 record 0 : 2 file lines above the header were not read.\n"
        "READ-205 @50 line 7 record 0 : The header row stands here again.\n"
        "READ-206 @84 line 10 record 0 : 2 file lines below the data are notes and were not read as records.\n");
    /* Filled like a record, if badly: no note. */
    check_reading(HEADER "1,A1,1,,a\nab c,,1,,\n", "1|'A1|100|~|~|~|~|'a|\n!ab c|~|100|~|~|~|~|~|\n", "");
    check_reading(HEADER "1,A1,1,,a\n2,,,,\n", "1|'A1|100|~|~|~|~|'a|\n2|~|~|~|~|~|~|~|\n", "");
}
END_TEST

START_TEST(quotation_marks)
{
    check_reading(HEADER "1,A1,1,,\"a \"\"b\"\"\nc\" \n2,A1,1,,\"d\"e\n3,A1,1,,5\" pipe\n4,\"A1\",\"2\",\"x\",\"\"\n",
                  "1|'A1|100|~|~|~|~|'a \"b\"\nc|\n2|'A1|100|~|~|~|~|'de|\n3|'A1|100|~|~|~|~|'5\" pipe|\n"
                  "4|'A1|200|~|~|~|~|~|\n",
                  "READ-203 @52 line 4 record 2 note: There is text behind a closing quotation mark: e.\n");
    check_reading(HEADER "1,A1,1,,a\n2,A1,1,,\"b\n3,A1,1,,c\n", "1|'A1|100|~|~|~|~|'a|\n",
                  "READ-202 @41 line 3 record 0 : A quotation mark opens here and is never closed.\n");
}
END_TEST

START_TEST(encodings)
{
    check_reading(HEADER "1,A1,\xa3"
                         "1.50,,caf\xe9\n",
                  "1|'A1|150|~|~|~|~|'caf\xc3\xa9|\n",
                  "READ-102 @-1 line 0 record 0 : The file is not UTF-8; it was read as Windows-1252.\n");
    check_reading(HEADER "1,A1,1,,caf\xc3\xa9\n2,A1,1,,caf\xe9\n",
                  "1|'A1|100|~|~|~|~|'caf\xc3\xa9|\n2|'A1|100|~|~|~|~|'caf\xe9|\n",
                  "READ-104 @48 line 3 record 2 : The record holds bytes that are not characters in the file's "
                  "encoding.\n");
    /* A header that is UTF-8 makes the file so. */
    check_reading("id,kind,Total,day,note,\xc2\xa3\n1,A1,1,,caf\xe9,\n", "1|'A1|100|~|~|~|~|'caf\xe9|\n",
                  "READ-402 @23 line 1 record 0 : The column \xc2\xa3 is not one of this table's and was not read.\n"
                  "READ-104 @37 line 2 record 1 : The record holds bytes that are not characters in the file's "
                  "encoding.\n");
    check_reading_of(STR(HEADER "1,A1,1,,a\0b\n"), 2024, STR("1|'A1|100|~|~|~|~|'a\0b|\n"),
                     "READ-103 @32 line 2 record 1 : The record holds a NUL byte, which no text file has.\n");
}
END_TEST

/* Beyond what sniffing looks at, with all that comes before it already committed. */
START_TEST(windows_1252_late)
{
    struct buffer file = BUFFER_EMPTY;
    buffer_text(&file, HEADER);
    for (int i = 0; i < 60000; i++) {
        buffer_format(&file, "%d,A1,12.34,2024-01-31,%s\n", i, i == 55000 ? "caf\xe9" : "coffee");
    }
    struct buffer want = BUFFER_EMPTY;
    for (unsigned threads = 1; threads < 4; threads++) {
        struct reading reading;
        struct csv_tuning tuning = {.chunk = 5000, .tail = 100, .tail_most = 500, .rows = 100, .kernel = CSV_SCALAR};
        read_text(&reading, buffer_view(&file), threads == 1 ? ordinary : tuning, threads, 2024);
        const struct table *table = reading.dataset.returns.items[0].tables[0];
        ck_assert_uint_eq(table->row_count, 60000);
        ck_assert(str_equal(table_dictionary_text(reading.dataset.dictionary, table->columns[7].values[55000]),
                            STR("caf\xc3\xa9")));
        ck_assert_uint_eq(reading.log.counts[READ_WINDOWS_1252], 1);
        ck_assert_uint_eq(reading.log.entries.count, 1);
        struct buffer got = BUFFER_EMPTY;
        write_reading(&got, &reading);
        ck_assert(threads == 1 || str_equal(buffer_view(&want), buffer_view(&got)));
        buffer_free(&want);
        want = got;
        free_reading(&reading);
    }
    buffer_free(&want);
    buffer_free(&file);
}
END_TEST

static void check_refused(struct str text, enum finding_kind kind)
{
    struct reading reading;
    read_text(&reading, text, ordinary, 1, 0);
    ck_assert_uint_eq(reading.input.sniffed.collection, SCHEMA_NONE);
    ck_assert_uint_eq(reading.log.entries.count, 1);
    ck_assert_int_eq(reading.log.entries.items[0].kind, kind);
    free_reading(&reading);
}

START_TEST(refused)
{
    check_refused(STR(""), READ_EMPTY);
    check_refused(STR("\xef\xbb\xbf"), READ_EMPTY);
    check_refused(STR("\r\n \n"), READ_EMPTY);
    check_refused(STR("a,b,c\n1,2,3\n"), READ_UNKNOWN_FILE);
    check_refused(STR("\"never closed,id,kind,Total\n"), READ_UNKNOWN_FILE);
    struct buffer file = BUFFER_EMPTY;
    buffer_text(&file, "id,kind,Total");
    for (int i = 0; i < 5000; i++) {
        buffer_format(&file, ",column %d", i);
    }
    check_refused(buffer_view(&file), READ_TOO_MANY_COLUMNS);
    buffer_free(&file);
    struct reading reading;
    read_text(&reading, STR("id,kind,sum\n1,2,3\n"), ordinary, 1, 0);
    ck_assert(str_equal(reading.input.sniffed.near_miss,
                        STR("; it comes nearest to Test returns (Plain), but lacks the column amount")));
    free_reading(&reading);
}
END_TEST

START_TEST(long_fields)
{
    struct buffer file = BUFFER_EMPTY;
    struct buffer want = BUFFER_EMPTY;
    buffer_text(&file, HEADER "1,A1,1,,a\n2,A1,1,,");
    buffer_fill(&file, 'b', 2000000);
    buffer_text(&file, "\n3,A1,1,,\"");
    buffer_fill(&file, '\n', 300000);
    buffer_fill(&file, 'c', 300000);
    buffer_text(&file, "\"\n4,A1,1,,d");
    buffer_fill(&file, ',', 200000);
    buffer_text(&file, "\n5,A1,1,,");
    buffer_fill(&file, 'e', 1048575);
    buffer_text(&file, "\n6,A1,1,,\"f\n");
    for (unsigned threads = 1; threads < 3; threads++) {
        struct reading reading;
        read_text(&reading, buffer_view(&file), ordinary, threads, 2024);
        const struct table *table = reading.dataset.returns.items[0].tables[0];
        ck_assert_uint_eq(table->row_count, 4);
        const int64_t numbers[] = {1, 3, 4, 5};
        for (uint32_t row = 0; row < 4; row++) {
            ck_assert_int_eq(table->columns[0].values[row], numbers[row]);
        }
        buffer_clear(&want);
        write_log(&want, &reading.log);
        ck_assert_msg(str_equal(buffer_view(&want),
                                STR("READ-204 @33 line 3 record 0 : A field is longer than 1,048,575 bytes; the record "
                                    "was not read.\n"
                                    "READ-201 @2600053 line 300005 record 3 : This record has 200,005 fields, but the "
                                    "header has 5.\n"
                                    "READ-202 @3848655 line 300007 record 0 : A quotation mark opens here and is never "
                                    "closed.\n")),
                      "%.*s", STR_ARGS(buffer_view(&want)));
        free_reading(&reading);
    }
    buffer_free(&want);
    buffer_free(&file);
}
END_TEST

START_TEST(many_returns)
{
    struct reading reading;
    read_text(&reading,
              STR("level,year,la,ons,id,kind,amount,day,note\n"
                  "National,2022,,,1,A1,99,,\n"
                  "Local authority,2022,201,,1,A1,1.234567,,\n"
                  "Local authority,2024,201,E09,2,A1,7,,\n"
                  "Local authority,2022,,E08,3,A1,2.5,,\n"
                  "Local authority,1999,201,,4,A1,1,,\n"
                  "Local authority,199x,201,,5,A1,1,,\n"
                  "Local authority,2022,201,,6,A1,0.30000000000000004,,\n"),
              ordinary, 1, 0);
    struct buffer got = BUFFER_EMPTY;
    write_reading(&got, &reading);
    ck_assert_msg(
        str_equal(buffer_view(&got),
                  STR("return 2021 201\n1 6 rounding 500000\n1|'A1|123456700|~|~|~|~|~|\n"
                      "6|'A1|30000000|~|~|~|~|~|\n"
                      "return 2023 201\n2 rounding 50\n2|'A1|700|~|~|~|~|~|\n"
                      "return 2021 E08\n3 rounding 500000\n3|'A1|250000000|~|~|~|~|~|\n"
                      "shown\nlog\n"
                      "READ-502 @-1 line 0 record 0 : 1 records are of 1998-99, a period that the schema does "
                      "not have; they were not checked.\n"
                      "READ-504 @-1 line 0 record 0 : 1 records name no period that can be read, such as "
                      "\"199x\".\n"
                      "READ-505 @-1 line 0 record 0 : 1 records are totals of regions or of England, no "
                      "council's return; they were not checked.\n")),
        "%.*s", STR_ARGS(buffer_view(&got)));
    buffer_free(&got);
    free_reading(&reading);
}
END_TEST

/* The same table of the same return from two files. */
START_TEST(a_table_twice)
{
    struct reading reading;
    struct finding_log log = {0};
    struct failure failure = {0};
    read_text(&reading, STR(HEADER "1,A1,1,,a\n2,A1,1,,b\n"), ordinary, 1, 2024);
    const struct schema *schemas[] = {schema()};
    struct intake_input second = {.source = source_open_memory("second.csv", STR(HEADER "3,A1,1,,c\n"), &failure)};
    ck_assert(intake_sniff(&second, schemas, 1, SCHEMA_NONE, &reading.arena, &failure));
    struct intake_request request = {
        .schema = schema(), .input_index = 1, .threads = 1, .period = 2024, .authority = STR_EMPTY};
    ck_assert(intake_read(&second, &request, &reading.dataset, &log, &failure));
    ck_assert_uint_eq(log.counts[READ_TABLE_REPEATED], 1);
    ck_assert_uint_eq(reading.dataset.returns.count, 1);
    const struct table *table = reading.dataset.returns.items[0].tables[0];
    ck_assert_uint_eq(table->row_count, 3);
    ck_assert_uint_eq(table_input_of(table, 1), 0);
    ck_assert_uint_eq(table_record_of(table, 1), 2);
    ck_assert_uint_eq(table_input_of(table, 2), 1);
    ck_assert_uint_eq(table_record_of(table, 2), 1);
    intake_input_close(&second);
    finding_log_free(&log);
    free_reading(&reading);
}
END_TEST

START_TEST(only_what_is_to_be_kept)
{
    struct reading reading;
    struct failure failure = {0};
    struct dataset dataset;
    read_text(&reading, STR(HEADER "1,A1,1,,a\n2,A1,1,,b\n"), ordinary, 1, 2024);
    ck_assert(dataset_init(&dataset, &failure));
    bool keep[8] = {false, true};
    const bool *const tables[] = {keep};
    struct intake_request request = {.schema = schema(), .threads = 2, .authority = STR_EMPTY, .keep = tables};
    intake_csv_index_free(reading.input.index->csv);
    reading.input.index->csv = NULL;
    ck_assert(intake_read(&reading.input, &request, &dataset, &reading.log, &failure));
    const struct table *table = dataset.returns.items[0].tables[0];
    ck_assert_uint_eq(table->row_count, 2);
    ck_assert_ptr_null(table->columns[0].values);
    ck_assert_ptr_nonnull(table->columns[1].values);
    ck_assert_int_eq(dataset.returns.items[0].period, 0);
    dataset_free(&dataset);
    free_reading(&reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tests = tcase_create("csv");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, plain);
    tcase_add_test(tests, types);
    tcase_add_test(tests, columns);
    tcase_add_test(tests, ragged);
    tcase_add_test(tests, lines_that_are_no_records);
    tcase_add_test(tests, quotation_marks);
    tcase_add_test(tests, encodings);
    tcase_add_test(tests, windows_1252_late);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, long_fields);
    tcase_add_test(tests, many_returns);
    tcase_add_test(tests, a_table_twice);
    tcase_add_test(tests, only_what_is_to_be_kept);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
