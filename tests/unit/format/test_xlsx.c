/* Workbooks: what stands in their sheets, and workbooks that mean harm. */
#include "../../run_suite.h"
#include "book.h"

#include "format/xlsx.h"
#include "format/xlsx_book.h"

static struct failure failure;

static void check_text(struct buffer *got, const char *expected)
{
    ck_assert_msg(str_equal(buffer_view(got), str_of(expected)), "\"%.*s\" is not \"%s\"", STR_ARGS(buffer_view(got)),
                  expected);
    buffer_free(got);
}

/* The first sheet of a workbook that has these rows there. */
static void check_rows_in(const char *workbook, const char *rows, const char *csv, const char *problem)
{
    struct buffer sheet = BUFFER_EMPTY;
    struct buffer out = BUFFER_EMPTY;
    buffer_format(&sheet, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
    struct buffer bytes = book_of(workbook, buffer_view(&sheet), STR(BOOK_SHEET("")));
    struct xlsx_book *book = xlsx_open(buffer_view(&bytes), &failure);
    ck_assert_ptr_nonnull(book);
    ck_assert_str_eq(xlsx_problem(book), "");
    ck_assert(xlsx_sheet_csv(book, 0, &out, &failure));
    ck_assert_msg(strstr(xlsx_problem(book), problem) && (*problem || !*xlsx_problem(book)), "%s", xlsx_problem(book));
    xlsx_close(book);
    buffer_free(&bytes);
    buffer_free(&sheet);
    if (*problem) {
        buffer_free(&out);
    } else {
        check_text(&out, csv);
    }
}

static void check_rows(const char *rows, const char *csv)
{
    check_rows_in(BOOK_WORKBOOK, rows, csv, "");
}

START_TEST(sheets_are_named_in_their_order)
{
    struct buffer bytes = book_of(BOOK_WORKBOOK, STR(BOOK_SHEET("")),
                                  STR(BOOK_SHEET("<row r='2'><c r='B2'><v>7</v></c></row>")));
    struct xlsx_book *book = xlsx_open(buffer_view(&bytes), &failure);
    struct buffer out = BUFFER_EMPTY;
    ck_assert_uint_eq(xlsx_sheets(book), 2);
    ck_assert(str_equal(xlsx_sheet_name(book, 0), STR("A & B")));
    ck_assert(str_equal(xlsx_sheet_name(book, 1), STR("Other")));
    ck_assert(xlsx_sheet_csv(book, 0, &out, &failure));
    ck_assert_uint_eq(out.length, 0);
    ck_assert(xlsx_sheet_csv(book, 1, &out, &failure));
    check_text(&out, "\n,7\n");
    xlsx_close(book);
    xlsx_close(NULL);
    buffer_free(&bytes);
}
END_TEST

START_TEST(hidden_sheets_are_left_out)
{
    struct buffer bytes = book_of(
        "<workbook xmlns:r='q'><sheets><sheet name='A' state='hidden' r:id='r1'/>"
        "<sheet name='B' state='veryHidden' r:id='r1'/><sheet name='C' state='visible' r:id='r2'/>"
        "</sheets></workbook>",
        STR(BOOK_SHEET("")), STR(BOOK_SHEET("")));
    struct xlsx_book *book = xlsx_open(buffer_view(&bytes), &failure);
    ck_assert_uint_eq(xlsx_sheets(book), 1);
    ck_assert(str_equal(xlsx_sheet_name(book, 0), STR("C")));
    xlsx_close(book);
    buffer_free(&bytes);
}
END_TEST

START_TEST(cells_of_every_type)
{
    check_rows("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='s'><v>2</v></c></row>",
               "plain,two runs,\"a, \"\"b\"\" c \"\n");
    check_rows("<row><c t='inlineStr'><is><t>in </t><t>line</t></is></c><c t='str'><f>X</f><v>made</v></c>"
               "<c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'><v>#REF!</v></c><c "
               "t='d'><v>2024-03-31T00:00:00</v></c></row>",
               "in line,made,true,false,#REF!,2024-03-31\n");
    check_rows("<row><c><f>1+1</f><v>2</v></c><c><f>A1</f></c><c><v></v></c><c s='1'/></row>", "2,#N/A\n");
    check_rows(
        "<row><c s='1'><v>43190</v></c><c s='2'><v>43190.75</v></c><c s='5'><v>43190.75</v></c><c s='3'><v>7</v></c>"
        "<c s='4'><v>1234.5678</v></c><c s='99'><v>1.5</v></c></row>",
        "2018-03-31,2018-03-31,2018-03-31 18:00:00,007,1234.57,1.5\n");
}
END_TEST

START_TEST(days_counted_from_1904)
{
    check_rows_in("<workbook xmlns:r='q'><workbookPr date1904='1'/>" BOOK_SHEETS "</workbook>",
                  "<row><c s='1'><v>41728</v></c><c s='1'><v>0</v></c></row>", "2018-03-31,1904-01-01\n", "");
}
END_TEST

/* A row is a line, whatever is above it, and a short one is as wide as those before. */
START_TEST(rows_are_lines)
{
    check_rows("<row r='2'><c r='C2'><v>1</v></c></row><row r='3'/><row r='5'><c r='A5'><v>2</v></c></row>"
               "<row><c><v>3</v></c><c><v>4</v></c><c><v>5</v></c><c><v>6</v></c></row><row r='7'><c "
               "r='B7'><v>8</v></c></row>",
               "\n,,1\n\n\n2,,\n3,4,5,6\n,8,,\n");
}
END_TEST

START_TEST(sheets_out_of_order)
{
    check_rows_in(BOOK_WORKBOOK, "<row r='2'/><row r='1'/>", "", "not in order");
    check_rows_in(BOOK_WORKBOOK, "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>", "",
                  "not where it says");
    check_rows_in(BOOK_WORKBOOK, "<row r='1'><c r='A2'><v>1</v></c></row>", "", "not where it says");
    check_rows_in(BOOK_WORKBOOK, "<row r='1'><c r='ZZZZ1'><v>1</v></c></row>", "", "not where it says");
    check_rows_in(BOOK_WORKBOOK, "<row r='1048577'/>", "", "not in order");
    check_rows_in(BOOK_WORKBOOK, "<row r='1'><c r='A1'><v>1</v></c></row><row r='1'><c r='B1'><v>1</v></c></row>", "",
                  "not in order");
    check_rows_in(BOOK_WORKBOOK, "<c><v>1</v></c>", "", "not in order");
    check_rows_in(BOOK_WORKBOOK, "<row><c t='s'><v>3</v></c></row>", "", "a text that is not there");
    check_rows_in(BOOK_WORKBOOK, "<row><c t='s'><v>-1</v></c></row>", "", "a text that is not there");
    check_rows_in(BOOK_WORKBOOK, "<row><c>", "", "is not sound");
}
END_TEST

static void check_number(const char *text, struct xlsx_format format, const char *expected)
{
    struct buffer out = BUFFER_EMPTY;
    xlsx_write_number(str_of(text), format, false, &out);
    check_text(&out, expected);
}

START_TEST(numbers)
{
    static const struct {
        const char *text, *expected;
    } general[] = {
        {"0", "0"},
        {"-0", "0"},
        {"007", "7"},
        {"1748.0029999999999", "1748.003"},
        {"9.1999999999999998E-2", "0.092"},
        {"0.30000000000000004", "0.3"},
        {"4.9960036108132044E-16", "0"},
        {"-1.5E3", "-1500"},
        {"1e+15", "1000000000000000"},
        {"123456789012345678", "123456789012346000"},
        {"999999999999999.9", "1000000000000000"},
        {"0.99999999999", "1"},
        {"-0.00000000049", "0"},
        {"0.000000001", "0.000000001"},
        {"1.1234567894", "1.123456789"},
        {"99.999999999999999", "100"},
        {".5", "0.5"},
        {"5.", "5"},
        {"1E999", "1E999"},
        {"1E50", "1E50"},
        {"abc", "abc"},
        {"1.2.3", "1.2.3"},
        {"-", "-"},
        {".", "."},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof general / sizeof *general; i++) {
        check_number(general[i].text, (struct xlsx_format){XLSX_GENERAL, 0}, general[i].expected);
    }
    /* Pence stay where whole pounds are shown. */
    check_number("12.345", (struct xlsx_format){XLSX_DECIMALS, 0}, "12.35");
    check_number("12.345", (struct xlsx_format){XLSX_DECIMALS, 3}, "12.345");
    check_number("-0.004", (struct xlsx_format){XLSX_DECIMALS, 2}, "0");
    check_number("7", (struct xlsx_format){XLSX_ZEROS, 3}, "007");
    check_number("0", (struct xlsx_format){XLSX_ZEROS, 3}, "000");
    check_number("1234", (struct xlsx_format){XLSX_ZEROS, 3}, "1234");
    check_number("7.5", (struct xlsx_format){XLSX_ZEROS, 3}, "7.5");
}
END_TEST

START_TEST(dates)
{
    static const struct xlsx_format date = {XLSX_DATE, 0};
    static const struct xlsx_format both = {XLSX_DATE_AND_TIME, 0};
    check_number("1", date, "1900-01-01");
    check_number("59", date, "1900-02-28");
    check_number("60", date, "60");
    check_number("61", date, "1900-03-01");
    check_number("43190", date, "2018-03-31");
    check_number("43190.99999999", date, "2018-04-01");
    check_number("2958465", date, "9999-12-31");
    check_number("2958466", date, "2958466");
    check_number("-1", date, "-1");
    check_number("0", date, "0");
    check_number("43190", both, "2018-03-31");
    check_number("43190.5", both, "2018-03-31 12:00:00");
    check_number("1E5", date, "2173-10-14");
}
END_TEST

START_TEST(formats)
{
    static const struct {
        const char *code;
        enum xlsx_kind kind;
        unsigned digits;
    } codes[] = {
        {"General", XLSX_GENERAL, 0},
        {"dd/mm/yyyy", XLSX_DATE, 0},
        {"[$-809]d mmmm yyyy;@", XLSX_DATE, 0},
        {"mmm\\-yy", XLSX_DATE, 0},
        {"mmm", XLSX_DATE, 0},
        {"yyyy-mm-dd hh:mm", XLSX_DATE_AND_TIME, 0},
        {"hh:mm", XLSX_GENERAL, 0},
        {"[h]:mm:ss", XLSX_GENERAL, 0},
        {"[mm]:ss", XLSX_GENERAL, 0},
        {"0", XLSX_DECIMALS, 0},
        {"0.00", XLSX_DECIMALS, 2},
        {"#,##0.0", XLSX_DECIMALS, 1},
        {"000", XLSX_ZEROS, 3},
        {"0%", XLSX_GENERAL, 0},
        {"0.00E+00", XLSX_GENERAL, 0},
        {"# ?/?", XLSX_GENERAL, 0},
        {"@", XLSX_GENERAL, 0},
        {"0_)", XLSX_DECIMALS, 0},
        {"\"dated \"0", XLSX_DECIMALS, 0},
        {"[Red]0.00;0", XLSX_DECIMALS, 2},
        {"_-\\d* #,##0.00", XLSX_DECIMALS, 2},
        {"\"", XLSX_GENERAL, 0},
        {"[", XLSX_GENERAL, 0},
        {"\\", XLSX_GENERAL, 0},
        {"", XLSX_GENERAL, 0},
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct xlsx_format format = xlsx_format_of(str_of(codes[i].code));
        ck_assert_msg(format.kind == codes[i].kind && format.digits == codes[i].digits, "%s is %u %u", codes[i].code,
                      format.kind, format.digits);
    }
}
END_TEST

static void check_columns(uint32_t column, const char *expected)
{
    struct buffer out = BUFFER_EMPTY;
    xlsx_column_name(column, &out);
    check_text(&out, expected);
}

START_TEST(names_of_columns)
{
    check_columns(1, "A");
    check_columns(26, "Z");
    check_columns(27, "AA");
    check_columns(702, "ZZ");
    check_columns(703, "AAA");
    check_columns(XLSX_COLUMNS_MOST, "XFD");
}
END_TEST

static void check_refused(struct str bytes, const char *problem)
{
    struct xlsx_book *book = xlsx_open(bytes, &failure);
    ck_assert_ptr_nonnull(book);
    ck_assert_msg(strstr(xlsx_problem(book), problem) != NULL, "%s", xlsx_problem(book));
    ck_assert_uint_eq(xlsx_sheets(book), 0);
    xlsx_close(book);
}

static void check_parts(const struct book_part *parts, size_t count, const char *problem)
{
    struct buffer bytes = book_pack(parts, count);
    check_refused(buffer_view(&bytes), problem);
    buffer_free(&bytes);
}

START_TEST(what_is_no_workbook)
{
    const struct book_part other[] = {{"mimetype", STR("application/vnd.oasis.opendocument.spreadsheet")}};
    const struct book_part lacking[] = {{"_rels/.rels", STR(BOOK_ROOT)}};
    const struct book_part binary[] = {
        {"_rels/.rels", STR("<R>" BOOK_RELATION("a", "officeDocument", "xl/workbook.bin") "</R>")}};
    const struct book_part doctype[] = {{"_rels/.rels", STR(BOOK_ROOT)},
                                        {"xl/workbook.xml", STR("<!DOCTYPE w [<!ENTITY a 'b'>]><workbook/>")}};
    check_refused(STR(""), "no workbook");
    check_refused(STR("PK\x03\x04 and no more"), "damaged");
    check_parts(other, 1, "no workbook");
    check_parts(binary, 1, "no workbook");
    check_parts(lacking, 1, "lacks its part xl/workbook.xml");
    check_parts(doctype, 2, "not sound");
}
END_TEST

/* Cut anywhere, and with each byte changed in turn, it is read or refused. */
START_TEST(damaged_workbooks)
{
    struct buffer bytes = book_of(BOOK_WORKBOOK, STR(BOOK_SHEET("<row><c t='s'><v>1</v></c></row>")),
                                  STR(BOOK_SHEET("")));
    struct buffer out = BUFFER_EMPTY;
    for (size_t i = 0; i < 2 * bytes.length; i++) {
        bool cut = i < bytes.length;
        size_t at = i % bytes.length;
        bytes.data[at] = (char)(bytes.data[at] ^ (cut ? 0 : 0x55));
        struct xlsx_book *book = xlsx_open((struct str){bytes.data, cut ? at : bytes.length}, &failure);
        ck_assert_ptr_nonnull(book);
        for (uint32_t s = 0; s < xlsx_sheets(book); s++) {
            buffer_clear(&out);
            ck_assert(xlsx_sheet_csv(book, s, &out, &failure));
        }
        xlsx_close(book);
        bytes.data[at] = (char)(bytes.data[at] ^ (cut ? 0 : 0x55));
    }
    buffer_free(&out);
    buffer_free(&bytes);
}
END_TEST

static void check_sheet_refused(struct str sheet, const char *problem)
{
    struct buffer out = BUFFER_EMPTY;
    struct buffer bytes = book_of(BOOK_WORKBOOK, sheet, STR(BOOK_SHEET("")));
    ck_assert_uint_lt(bytes.length, 4u << 20);
    struct xlsx_book *book = xlsx_open(buffer_view(&bytes), &failure);
    ck_assert(xlsx_sheet_csv(book, 0, &out, &failure));
    ck_assert_msg(strstr(xlsx_problem(book), problem) != NULL, "%s", xlsx_problem(book));
    ck_assert_uint_eq(xlsx_sheets(book), 0);
    ck_assert_uint_lt(out.length, 2 * XLSX_TEXT_MOST);
    xlsx_close(book);
    buffer_free(&out);
    buffer_free(&bytes);
}

/* A few kilobytes that unpack to more than any return; and a few rows that would be wide. */
START_TEST(bombs)
{
    struct buffer sheet = BUFFER_EMPTY;
    buffer_text(&sheet, "<worksheet>");
    buffer_fill(&sheet, ' ', (size_t)ARCHIVE_PART_MOST);
    check_sheet_refused(buffer_view(&sheet), "unpacks to more than 128 MB");
    buffer_clear(&sheet);
    buffer_text(&sheet, "<worksheet><sheetData>");
    for (unsigned row = 1; row <= 20000; row++) {
        buffer_format(&sheet, "<row r='%u'><c r='XFD%u'><v>1</v></c></row>", row, row);
    }
    buffer_text(&sheet, "</sheetData></worksheet>");
    check_sheet_refused(buffer_view(&sheet), "comes to more than 128 MB");
    buffer_free(&sheet);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xlsx");
    TCase *tests = tcase_create("xlsx");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, sheets_are_named_in_their_order);
    tcase_add_test(tests, hidden_sheets_are_left_out);
    tcase_add_test(tests, cells_of_every_type);
    tcase_add_test(tests, days_counted_from_1904);
    tcase_add_test(tests, rows_are_lines);
    tcase_add_test(tests, sheets_out_of_order);
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, dates);
    tcase_add_test(tests, formats);
    tcase_add_test(tests, names_of_columns);
    tcase_add_test(tests, what_is_no_workbook);
    tcase_add_test(tests, damaged_workbooks);
    tcase_add_test(tests, bombs);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
