/* Every council's Section 251 outturn of 2016-17 and 2017-18: the returns are told apart, no identity is broken, and the
 * plausibility rules find exactly what an independent program found. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "harness.h"

enum { COUNCILS = 152 };

static struct caught caught;
static struct probity_library *library;

/* -1: the rule cannot run in that year, because the schema does not have the year before. */
static const struct {
    const char *code;
    const char *what;
    int found_2016;
    int found_2017;
} expected[] = {
    {"S251-104", "the provision columns add up to the total", 0, 0},
    {"S251-105", "net current expenditure is the total less income", 0, 0},
    {"S251-106", "net revenue expenditure is net current less grants", 0, 0},
    {"S251-110", "3.0.5 is the sum of its lines", 0, 0},
    {"S251-111", "3.1.11 is the sum of its lines", 0, 0},
    {"S251-112", "3.3.4 is the sum of its lines", 0, 0},
    {"S251-113", "3.4.6 is the sum of its lines", 0, 0},
    {"S251-114", "3.5.3 is the sum of its lines", 0, 0},
    {"S251-115", "5.0.2 is the sum of its lines", 0, 0},
    {"S251-116", "5.0.3 is the sum of its lines", 0, 0},
    {"S251-201", "leaf: a provision column or total below zero", 1, 5},
    {"S251-202", "leaf: income over total", 22, 25},
    {"S251-204", "leaf: net revenue below zero", 48, 51},
    {"S251-203", "leaf: income over zero and equal to the grant inside AEF", 2, 1},
    {"S251-301", "leaf: total of £1,000 or more, equal to last year's", -1, 10},
    {"S251-205", "every non-zero leaf total a multiple of £1,000", 1, 1},
    {"S251-206", "two or more leaf lines have the same total", 2, 3},
    {"S251-302", "5.0.2 moved by over 20 %% and £250,000", -1, 5},
    {"S251-303", "3.1.11 moved by over 20 %% and £250,000", -1, 16},
    {"S251-304", "3.1.1 moved by over 40 %% and £250,000", -1, 19},
};

static uint64_t count(const char *code, const char *period)
{
    uint64_t found = 0;
    for (size_t i = 0; i < caught.findings.count; i++) {
        const struct caught_finding *finding = &caught.findings.items[i];
        found += str_equal(finding->code, str_of(code)) && str_equal(finding->period, str_of(period));
    }
    return found;
}

static bool check_national_file(void)
{
    static char path[4200];
    const char *shared = harness_shared("the national file");
    if (!shared) {
        return false;
    }
    (void)snprintf(path, sizeof path, "%s/data/s251/table_a1_outturn_2013-14_to_2017-18.csv", shared);
    library = harness_library();
    ck_assert(harness_check_file(library, path, &caught));
    return true;
}

static void finish(void)
{
    harness_free(&caught);
    probity_library_close(library);
}

START_TEST(counts)
{
    if (!check_national_file()) {
        return;
    }
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        int found_2016 = (int)count(expected[i].code, "2016-17"), found_2017 = (int)count(expected[i].code, "2017-18");
        int wanted_2016 = expected[i].found_2016 < 0 ? 0 : expected[i].found_2016;
        bool right = found_2016 == wanted_2016 && found_2017 == expected[i].found_2017;
        printf("%s %s: %d and %d, expected %d and %d: %s\n", right ? "  " : "WRONG", expected[i].code, found_2016,
               found_2017, wanted_2016, expected[i].found_2017, expected[i].what);
        wrong += !right;
    }
    ck_assert_uint_eq(wrong, 0);
    finish();
}
END_TEST

START_TEST(returns)
{
    if (!check_national_file()) {
        return;
    }
    ck_assert_uint_eq(caught.return_count, 2 * COUNCILS);
    for (size_t i = 0; i < caught.findings.count; i++) {
        const struct caught_finding *finding = &caught.findings.items[i];
        ck_assert_msg(finding->severity < FINDING_ERROR, "%.*s %.*s %.*s: %.*s", STR_ARGS(finding->code),
                      STR_ARGS(finding->authority), STR_ARGS(finding->period), STR_ARGS(finding->message));
    }
    /* One finding for each of the three years that the schema does not have. */
    ck_assert_uint_eq(harness_count(&caught, "READ-502"), 3);
    ck_assert_int_eq(caught.verdict, VERDICT_NOT_CHECKED);
    finish();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("national");
    TCase *all = tcase_create("s251");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, counts);
    tcase_add_test(all, returns);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
