/* Councils that report on another basis, planted one at a time among councils that are alike: each test finds its own, at the
 * council where it is, and nobody else. */
#include <check.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "councils.h"

enum { ODD = 5 };

static struct councils of;
static uint32_t odd;

static void start(void)
{
    councils_fill(&of);
    odd = councils_row(ODD, 1);
}

static void finish(void)
{
    arena_free(&of.arena);
}

/* The one mark of the test, which is at the odd council. */
static const struct compare_mark *only(enum compare_test test)
{
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, test), 1);
    const struct compare_mark *mark = councils_mark(&of, test, odd);
    ck_assert_ptr_nonnull(mark);
    ck_assert_double_ge(mark->points, 1);
    ck_assert_double_le(mark->points, COMPARE_POINTS_MOST);
    return mark;
}

static void assert_text(const struct compare_mark *mark, const char *part)
{
    ck_assert_msg(str_contains(mark->text, str_of(part)), "\"%.*s\" does not hold \"%s\"", STR_ARGS(mark->text), part);
}

START_TEST(alike_councils_do_not_stand_out)
{
    councils_compare(&of);
    for (uint32_t m = 0; m < of.results.mark_count; m++) {
        ck_abort_msg("%s: %.*s", compare_test_text(of.results.marks[m].test)->name, STR_ARGS(of.results.marks[m].text));
    }
    ck_assert_double_eq(of.results.profiles[odd].score, 0);
    ck_assert_uint_eq(of.results.profiles[odd].rank, 1);
    ck_assert_uint_eq(of.results.profiles[odd].subjects_known, SUBJECTS);
}
END_TEST

START_TEST(nothing_where_peers_report)
{
    councils_spend(&of, odd, LINE_D, 0, 0, 0);
    const struct compare_mark *mark = only(COMPARE_ZERO);
    ck_assert_uint_eq(mark->subject, SUBJECT_D);
    /* Its peers spend about a tenth on D, and it spends £9 million. */
    ck_assert_double_eq_tol(mark->expected, 0.1 * 9e6, 2e4);
    assert_text(mark, "95% of councils do, and 9 of its 9 peers");
}
END_TEST

START_TEST(a_line_that_half_report_tells_nothing)
{
    for (unsigned council = 0; council < COUNCILS; council += 2) {
        councils_spend(&of, councils_row(council, 1), LINE_D, 0, 0, 0);
    }
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, COMPARE_ZERO), 0);
    ck_assert_uint_eq(councils_count(&of, COMPARE_ALONE), 0);
}
END_TEST

START_TEST(small_amounts_tell_nothing)
{
    for (unsigned row = 0; row < ROWS; row++) {
        councils_spend(&of, row, LINE_D, row == odd ? 0 : 40000, 0, 0); /* the share of nobody is £50,000 */
    }
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, COMPARE_ZERO), 0);
}
END_TEST

START_TEST(spending_where_nobody_reports)
{
    councils_spend(&of, odd, LINE_E, 600000, 0, 0);
    const struct compare_mark *mark = only(COMPARE_ALONE);
    ck_assert_uint_eq(mark->subject, SUBJECT_E);
    ck_assert_double_eq(mark->value, 600000);
    assert_text(mark, "£600,000 is reported; only 5% of councils do, and 0 of its 9 peers");
}
END_TEST

START_TEST(no_income_where_peers_have_some)
{
    of.amounts[odd][LINE_B][INCOME] = 0;
    of.amounts[councils_row(ODD, 0)][LINE_B][INCOME] = 0;
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, COMPARE_NO_INCOME), 2);
    const struct compare_mark *mark = councils_mark(&of, COMPARE_NO_INCOME, odd);
    ck_assert_uint_eq(mark->subject, SUBJECT_B);
    ck_assert_double_eq_tol(mark->expected, 300000, 3000);
}
END_TEST

START_TEST(a_split_that_flips)
{
    councils_spend(&of, odd, LINE_A, 0, 4050000, 0);
    const struct compare_mark *mark = only(COMPARE_SPLIT_PEERS);
    ck_assert_uint_eq(mark->subject, SUBJECT_A);
    ck_assert_double_eq_tol(mark->value, 1, 1e-12);
    /* All of the line, twice the threshold; and it is half as many that do so as may. */
    ck_assert_double_eq_tol(mark->strength, 2 * sqrt(0.1 / (1.0 / COUNCILS)), 1e-9);
    assert_text(mark, "100.0% Private provision, of its peers 0.0%");
    assert_text(only(COMPARE_SPLIT_YEAR), "100.0% Private provision; last year 100.0% Own provision");
}
END_TEST

START_TEST(a_split_that_comes_to_be_like_its_peers)
{
    councils_spend(&of, councils_row(ODD, 0), LINE_A, 0, 4050000, 0);
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, COMPARE_SPLIT_YEAR), 0);
}
END_TEST

START_TEST(a_split_without_common_practice)
{
    for (unsigned council = 0; council < 4; council++) {
        councils_spend(&of, councils_row(council, 1), LINE_A, 0, 4050000, 0);
    }
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, COMPARE_SPLIT_PEERS), 0); /* one in five does so */
    ck_assert_uint_eq(councils_count(&of, COMPARE_SPLIT_YEAR), 4);
}
END_TEST

START_TEST(a_line_that_changes)
{
    of.amounts[odd][LINE_D][TOTAL] = 300000;
    const struct compare_mark *mark = only(COMPARE_CHANGED);
    ck_assert_uint_eq(mark->subject, SUBJECT_D);
    assert_text(mark, "£300,000, 3.");
    assert_text(mark, "last year £1,020,000, 10.");
    double away = mark->strength;
    /* The same change of a council that was the odd one last year counts for less. */
    of.amounts[councils_row(ODD, 0)][LINE_D][TOTAL] = 300000;
    of.amounts[odd][LINE_D][TOTAL] = 1020000;
    mark = only(COMPARE_CHANGED);
    ck_assert_double_lt(mark->strength, away);
}
END_TEST

START_TEST(lines_that_swap)
{
    of.amounts[odd][LINE_C][TOTAL] -= 1000000;
    of.amounts[odd][LINE_D][TOTAL] += 1000000;
    const struct compare_mark *mark = only(COMPARE_SWAP);
    ck_assert_uint_eq(mark->subject, SUBJECT_C);
    ck_assert_uint_eq(mark->other, SUBJECT_D);
    mark = only(COMPARE_OFFSET); /* it is unlike its peers as well */
    ck_assert_uint_eq(mark->subject, SUBJECT_C);
    ck_assert_uint_eq(mark->other, SUBJECT_D);
}
END_TEST

START_TEST(lines_that_only_move)
{
    of.amounts[odd][LINE_C][TOTAL] -= 1000000;
    of.amounts[odd][LINE_D][TOTAL] += 300000;
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, COMPARE_SWAP), 0);
    ck_assert_uint_eq(councils_count(&of, COMPARE_OFFSET), 0);
}
END_TEST

START_TEST(income_that_is_netted)
{
    of.amounts[odd][LINE_B][TOTAL] -= 300000;
    of.amounts[odd][LINE_B][INCOME] = 0;
    const struct compare_mark *mark = only(COMPARE_NETTED);
    ck_assert_uint_eq(mark->subject, SUBJECT_B);
    assert_text(mark, "income and grants fell from £300,000 to £0");
    of.amounts[odd][LINE_B][TOTAL] += 300000; /* the grant, a tenth of the line, ended, and the service did not */
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, COMPARE_NETTED), 0);
}
END_TEST

START_TEST(a_service_that_ends_with_its_grant)
{
    councils_spend(&of, councils_row(ODD, 0), LINE_E, 300000, 0, 300000);
    councils_spend(&of, odd, LINE_E, 0, 0, 0);
    councils_compare(&of);
    ck_assert_uint_eq(councils_count(&of, COMPARE_NETTED), 0);
}
END_TEST

START_TEST(thousands_since_last_year)
{
    of.amounts[odd][LINE_D][TOTAL] /= 1000;
    const struct compare_mark *mark = only(COMPARE_UNITS);
    ck_assert_uint_eq(mark->subject, SUBJECT_D);
    ck_assert_double_eq(mark->points, COMPARE_POINTS_MOST);
}
END_TEST

START_TEST(thousands_without_last_year)
{
    odd = councils_row(ODD, 0);
    of.amounts[odd][LINE_D][TOTAL] /= 1000;
    of.amounts[councils_row(ODD, 1)][LINE_D][TOTAL] /= 1000; /* as small as last year: not told again */
    ck_assert_uint_eq(only(COMPARE_UNITS)->subject, SUBJECT_D);
}
END_TEST

START_TEST(a_whole_return_in_thousands)
{
    for (unsigned line = 0; line < LINES; line++) {
        for (unsigned column = 0; column < COLUMNS; column++) {
            of.amounts[odd][line][column] /= 1000;
        }
    }
    councils_compare(&of);
    const struct compare_mark *mark = councils_mark(&of, COMPARE_UNITS, odd);
    ck_assert_ptr_nonnull(mark);
    bool whole = false;
    for (uint32_t m = 0; m < of.results.mark_count; m++) {
        whole = whole || (of.results.marks[m].row == odd && of.results.marks[m].subject == COMPARE_NONE);
    }
    ck_assert(whole);
    ck_assert_uint_eq(of.results.profiles[odd].rank, 0); /* it looks too small to be ranked */
}
END_TEST

START_TEST(two_whole_returns_in_thousands)
{
    for (unsigned year = 0; year < YEARS; year++) {
        for (unsigned cell = 0; cell < LINES * COLUMNS; cell++) {
            of.amounts[councils_row(ODD, year)][cell / COLUMNS][cell % COLUMNS] /= 1000;
        }
    }
    councils_compare(&of);
    const struct compare_mark *mark = councils_mark(&of, COMPARE_UNITS, odd);
    ck_assert_ptr_nonnull(mark);
    ck_assert_uint_eq(mark->subject, COMPARE_NONE);
    assert_text(mark, "the median council spends");
}
END_TEST

START_TEST(costs_and_activity)
{
    struct compare_cell *cell = &of.cells[odd];
    cell->known = false;
    cell->denominator = 0;
    cell->denominator_text = STR("0");
    assert_text(only(COMPARE_COST_ALONE), "is put down as spending, and there are no children");
    cell->known = true;
    cell->value = cell->numerator = 0;
    cell->numerator_text = STR("0");
    cell->denominator = 50000;
    cell->denominator_text = STR("50000");
    assert_text(only(COMPARE_ACTIVITY_ALONE),
                "nothing is put down as spending, though there is activity, 50000 (children)");
}
END_TEST

START_TEST(amounts_that_cannot_be_read)
{
    for (unsigned column = 0; column < COLUMNS; column++) {
        of.amounts[odd][LINE_D][column] = NAN;
    }
    councils_compare(&of);
    ck_assert(isnan(compare_value_at(&of.results, odd, SUBJECT_D)));
    ck_assert_uint_eq(councils_count(&of, COMPARE_ZERO), 0);
    ck_assert_uint_eq(of.results.profiles[odd].subjects_known, SUBJECTS - 1);
}
END_TEST

START_TEST(the_score_counts_each_subject_once)
{
    councils_spend(&of, odd, LINE_A, 0, 4050000, 0); /* unlike peers and unlike last year */
    councils_spend(&of, odd, LINE_E, 600000, 0, 0);
    councils_compare(&of);
    const struct compare_profile *profile = &of.results.profiles[odd];
    ck_assert_uint_eq(profile->rank, 1);
    ck_assert_uint_eq(of.results.profiles[odd + 1].rank, 2);
    double best[SUBJECTS] = {0};
    for (uint32_t m = profile->first_mark; m < profile->first_mark + profile->mark_count; m++) {
        const struct compare_mark *mark = &of.results.marks[m];
        ck_assert_uint_eq(mark->row, odd);
        best[mark->subject] = fmax(best[mark->subject], mark->points);
    }
    double sum = 0;
    unsigned subjects = 0;
    for (unsigned s = 0; s < SUBJECTS; s++) {
        sum += best[s];
        subjects += best[s] > 0;
    }
    ck_assert_double_eq_tol(profile->score, sum, 1e-12);
    ck_assert_uint_eq(profile->subjects_standing_out, subjects);
    ck_assert_uint_gt(profile->mark_count, subjects);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("basis");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, start, finish);
    tcase_add_test(tests, alike_councils_do_not_stand_out);
    tcase_add_test(tests, nothing_where_peers_report);
    tcase_add_test(tests, a_line_that_half_report_tells_nothing);
    tcase_add_test(tests, small_amounts_tell_nothing);
    tcase_add_test(tests, spending_where_nobody_reports);
    tcase_add_test(tests, no_income_where_peers_have_some);
    tcase_add_test(tests, a_split_that_flips);
    tcase_add_test(tests, a_split_that_comes_to_be_like_its_peers);
    tcase_add_test(tests, a_split_without_common_practice);
    tcase_add_test(tests, a_line_that_changes);
    tcase_add_test(tests, lines_that_swap);
    tcase_add_test(tests, lines_that_only_move);
    tcase_add_test(tests, income_that_is_netted);
    tcase_add_test(tests, a_service_that_ends_with_its_grant);
    tcase_add_test(tests, thousands_since_last_year);
    tcase_add_test(tests, thousands_without_last_year);
    tcase_add_test(tests, a_whole_return_in_thousands);
    tcase_add_test(tests, two_whole_returns_in_thousands);
    tcase_add_test(tests, costs_and_activity);
    tcase_add_test(tests, amounts_that_cannot_be_read);
    tcase_add_test(tests, the_score_counts_each_subject_once);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
