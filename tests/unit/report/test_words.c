/* Figures as people write them. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "report/words.h"

static void assert_figure(enum compare_figure figure, double value, const char *expected)
{
    struct buffer out = BUFFER_EMPTY;
    report_words_figure(&out, figure, value);
    buffer_char(&out, 0);
    ck_assert(buffer_ok(&out));
    ck_assert_str_eq(out.data, expected);
    buffer_free(&out);
}

START_TEST(money)
{
    assert_figure(COMPARE_MONEY, 2807.49, "£2,807");
    assert_figure(COMPARE_MONEY, 12.5, "£13");
    assert_figure(COMPARE_MONEY, 9.994, "£9.99");
    assert_figure(COMPARE_MONEY, 9.995, "£10");
    assert_figure(COMPARE_MONEY, 0.5, "£0.50");
    assert_figure(COMPARE_MONEY, 0, "£0");
    assert_figure(COMPARE_MONEY, -0.001, "£0.00");
    assert_figure(COMPARE_MONEY, -17.2, "-£17");
    assert_figure(COMPARE_MONEY, 48103511, "£48,103,511");
}
END_TEST

START_TEST(shares_and_numbers)
{
    assert_figure(COMPARE_PERCENT, 0.2009, "20.1%");
    assert_figure(COMPARE_PERCENT, 0.9994, "99.9%");
    assert_figure(COMPARE_PERCENT, 0.9996, "100%");
    assert_figure(COMPARE_PERCENT, 7.866, "787%");
    assert_figure(COMPARE_PERCENT, -0.712, "-71.2%");
    assert_figure(COMPARE_NUMBER, 66.04, "66.0");
    assert_figure(COMPARE_NUMBER, 1083.4, "1,083");
    assert_figure(COMPARE_NUMBER, 0, "0");
}
END_TEST

START_TEST(what_is_no_figure)
{
    assert_figure(COMPARE_MONEY, INFINITY, "?");
    assert_figure(COMPARE_NUMBER, NAN, "?");
    assert_figure(COMPARE_NUMBER, 1e300, "?");
}
END_TEST

START_TEST(ranges_have_no_signs)
{
    struct buffer out = BUFFER_EMPTY;
    report_words_range(&out, COMPARE_MONEY, -42.4, 4771);
    buffer_text(&out, "; ");
    report_words_range(&out, COMPARE_PERCENT, 0, 0.553);
    buffer_char(&out, 0);
    ck_assert_str_eq(out.data, "-42 – 4,771; 0 – 55.3");
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("words");
    TCase *tests = tcase_create("figures");
    tcase_add_test(tests, money);
    tcase_add_test(tests, shares_and_numbers);
    tcase_add_test(tests, what_is_no_figure);
    tcase_add_test(tests, ranges_have_no_signs);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
