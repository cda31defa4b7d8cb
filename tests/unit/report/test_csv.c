#include <check.h>

#include "../../run_suite.h"
#include "sample.h"

static const char header[] = "code,severity,collection,period,authority,path,line,column,table,record,key,field,value,"
                             "message,fix,other_places,note,note_who,note_when\n";

static void assert_report(const struct sample *sample, size_t first, size_t count, const char *rows)
{
    char *text = sample_report_text("csv", sample, sample->findings + first, count);

    ck_assert_ptr_nonnull(text);
    ck_assert(strncmp(text, header, sizeof header - 1) == 0);
    ck_assert_str_eq(text + sizeof header - 1, rows);
    free(text);
}

/* The row of a finding with this value and nothing else that is remarkable. */
static void assert_value(struct str value, const char *expected)
{
    static struct sample sample;
    char row[512];

    sample_fill(&sample);
    sample.findings[1] = (struct report_finding){
        .code = STR("X-1"), .severity = FINDING_QUERY, .places = sample.sums, .place_count = 1};
    sample.sums[0] = (struct report_place){.path = STR("a.csv"), .line = 2, .value = value, .has_value = true};
    snprintf(row, sizeof row, "X-1,query,,,,a.csv,2,,,,,,%s,,,,,,\n", expected);
    assert_report(&sample, 1, 1, row);
}

START_TEST(one_row_for_each_finding)
{
    static struct sample sample;

    sample_fill(&sample);
    assert_report(&sample, 0, 0, "");
    assert_report(&sample, 0, 2,
                  "READ-207,notice,,,,,,,,,,,,2 file lines above the header were not read.,"
                  "\"Nothing, if they are a title or notes.\",,,,\n"
                  "S251-104,error,s251-outturn,2023-24,301,returns/301.csv,17,7,table_a1,12,"
                  "line=3.1.1; year=2023-24,own,60,"
                  "\"Line 3.1.1: the provision columns add up to £100, but total expenditure is £110.\","
                  "\"Check which provision column is wrong, or correct the total.\",returns/301.csv:17:17 total,,,\n");
}
END_TEST

START_TEST(fields_are_quoted_when_they_must_be)
{
    assert_value(STR("plain"), "plain");
    assert_value(STR("a,b"), "\"a,b\"");
    assert_value(STR("a \"b\""), "\"a \"\"b\"\"\"");
    assert_value(STR("\""), "\"\"\"\"");
    assert_value(STR("12345678,"), "\"12345678,\"");
    assert_value(STR("12345678\"12345678\"123"), "\"12345678\"\"12345678\"\"123\"");
}
END_TEST

START_TEST(a_row_is_one_line_of_printable_text)
{
    assert_value(STR("a\r\nb\tc"), "a  b c");
    assert_value(STR("a\x1b[31m,"), "\"a\xEF\xBF\xBD[31m,\"");
    assert_value(STR("1234567890123456\x7f"), "1234567890123456\xEF\xBF\xBD");
    assert_value(STR("caf\xe9"), "caf\xEF\xBF\xBD");
    assert_value(STR("café £5"), "café £5");
}
END_TEST

START_TEST(formulas_are_made_text)
{
    assert_value(STR("=1+1"), "'=1+1");
    assert_value(STR("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    assert_value(STR("@SUM(A1)"), "'@SUM(A1)");
    assert_value(STR("+cmd|' /C calc'!A0"), "'+cmd|' /C calc'!A0");
    assert_value(STR("-2+3"), "'-2+3");
    assert_value(STR("  =1"), "'  =1");
    assert_value(STR("\t=1"), "' =1");
    assert_value(STR("\n-x"), "' -x");
}
END_TEST

START_TEST(numbers_are_left_alone)
{
    assert_value(STR("-12.50"), "-12.50");
    assert_value(STR("+3"), "+3");
    assert_value(STR("-1,234"), "\"-1,234\"");
    assert_value(STR("-"), "-");
    assert_value(STR("a=b"), "a=b");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tests = tcase_create("rows");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, one_row_for_each_finding);
    tcase_add_test(tests, fields_are_quoted_when_they_must_be);
    tcase_add_test(tests, a_row_is_one_line_of_printable_text);
    tcase_add_test(tests, formulas_are_made_text);
    tcase_add_test(tests, numbers_are_left_alone);
    return run_suite(suite);
}
