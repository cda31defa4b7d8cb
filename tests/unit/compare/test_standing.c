/* Where figures stand: beside last year's, the neighbours' and England's, and whether they stand out. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "compare/standing.h"
#include "councils.h"

#define NEAR 1e-9

static struct councils councils;
static struct failure failure;

/* The standing of a council in the second year. */
static const struct compare_standing *standing_of(unsigned council)
{
    const struct compare_standing *standings = NULL;
    uint32_t count = 0;
    failure = (struct failure){.kind = FAILURE_NONE};
    ck_assert(
        compare_standings(&councils.matrix, councils_row(council, 1), &standings, &count, &councils.arena, &failure));
    ck_assert_uint_eq(count, 1);
    return standings;
}

static void set_up(void)
{
    councils_fill(&councils);
}

static void tear_down(void)
{
    arena_free(&councils.arena);
}

static void neighbour(unsigned of, unsigned council)
{
    struct compare_return *row = &councils.returns[councils_row(of, 1)];
    row->neighbours[row->neighbour_count++] = (struct str){councils.codes[council], 3};
}

START_TEST(england_is_all_councils_of_the_year)
{
    /* Values are 500 to 519. */
    const struct compare_standing *standing = standing_of(7);
    ck_assert_uint_eq(standing->england.count, COUNCILS);
    ck_assert_double_eq_tol(standing->england.low, 500 + 19 * 0.05, NEAR);
    ck_assert_double_eq_tol(standing->england.median, 509.5, NEAR);
    ck_assert_double_eq_tol(standing->england.high, 500 + 19 * 0.95, NEAR);
    ck_assert_uint_eq(standing->rank, 13); /* twelve have more */
    ck_assert_int_eq(standing->position, COMPARE_USUAL);
    ck_assert_uint_eq(standing->neighbours.count, 0);
}
END_TEST

START_TEST(too_few_councils_are_not_england)
{
    councils.cells[councils_row(3, 1)].known = false;
    const struct compare_standing *standing = standing_of(19);
    ck_assert_uint_eq(standing->england.count, 0);
    ck_assert_uint_eq(standing->rank, 0);
    ck_assert_int_eq(standing->position, COMPARE_USUAL);
}
END_TEST

START_TEST(neighbours_with_a_figure)
{
    neighbour(0, 5);
    neighbour(0, 9);
    ck_assert_uint_eq(standing_of(0)->neighbours.count, 0); /* two are too few */
    neighbour(0, 12);
    neighbour(0, 14);
    const struct compare_standing *standing = standing_of(0);
    ck_assert_uint_eq(standing->neighbours.count, 4);
    ck_assert_double_eq_tol(standing->neighbours.low, 505, NEAR);
    ck_assert_double_eq_tol(standing->neighbours.median, 510.5, NEAR);
    ck_assert_double_eq_tol(standing->neighbours.high, 514, NEAR);
    councils.cells[councils_row(14, 1)].known = false;
    ck_assert_uint_eq(standing_of(0)->neighbours.count, 3);
    councils.returns[councils_row(0, 1)].neighbours[0] = STR("999"); /* has no return */
    ck_assert_uint_eq(standing_of(0)->neighbours.count, 0);
}
END_TEST

START_TEST(last_year_is_the_same_councils)
{
    councils.cells[councils_row(4, 0)].value = 321;
    const struct compare_standing *standing = standing_of(4);
    ck_assert_ptr_nonnull(standing->last_year);
    ck_assert_double_eq_tol(standing->last_year->value, 321, NEAR);
    ck_assert_double_eq_tol(standing->now->value, 504, NEAR);
    councils.returns[councils_row(4, 0)].authority = STR("998");
    ck_assert_ptr_null(standing_of(4)->last_year);
}
END_TEST

START_TEST(what_stands_out)
{
    ck_assert_int_eq(standing_of(0)->position, COMPARE_LOW);
    ck_assert_int_eq(standing_of(19)->position, COMPARE_HIGH);
    struct compare_cell *cell = &councils.cells[councils_row(19, 1)];
    cell->has_limits = true;
    cell->low = 400;
    cell->high = 519;
    ck_assert_int_eq(standing_of(19)->position, COMPARE_HIGH); /* a limit is within */
    cell->high = 518.5;
    ck_assert_int_eq(standing_of(19)->position, COMPARE_OUTSIDE_LIMITS);
    cell->low = cell->high = 600;
    ck_assert_int_eq(standing_of(19)->position, COMPARE_OUTSIDE_LIMITS);
    cell->known = false;
    ck_assert_int_eq(standing_of(19)->position, COMPARE_USUAL);
    ck_assert_uint_eq(standing_of(19)->rank, 0);
}
END_TEST

START_TEST(equal_values_share_a_rank)
{
    councils.cells[councils_row(18, 1)].value = 519;
    ck_assert_uint_eq(standing_of(18)->rank, 1);
    ck_assert_uint_eq(standing_of(19)->rank, 1);
    ck_assert_uint_eq(standing_of(17)->rank, 3);
}
END_TEST

START_TEST(returns_are_found)
{
    ck_assert_uint_eq(compare_find(&councils.matrix, STR("s251"), STR("303"), 2017), councils_row(2, 1));
    ck_assert_uint_eq(compare_find(&councils.matrix, STR("s251"), STR("303"), 2018), UINT32_MAX);
    ck_assert_uint_eq(compare_find(&councils.matrix, STR("cin"), STR("303"), 2017), UINT32_MAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("standing");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, england_is_all_councils_of_the_year);
    tcase_add_test(tests, too_few_councils_are_not_england);
    tcase_add_test(tests, neighbours_with_a_figure);
    tcase_add_test(tests, last_year_is_the_same_councils);
    tcase_add_test(tests, what_stands_out);
    tcase_add_test(tests, equal_values_share_a_rank);
    tcase_add_test(tests, returns_are_found);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
