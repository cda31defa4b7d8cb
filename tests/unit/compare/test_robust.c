/* Order statistics, by hand and by what is known of them. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "compare/robust.h"

#define NEAR 1e-12

START_TEST(scale_is_by_the_mad)
{
    double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    double scratch[10];
    struct robust_scale scale = robust_scale(values, 10, 0, scratch);
    /* Distances from 5.5: 0.5 0.5 1.5 1.5 2.5 2.5 3.5 3.5 4.5 4.5; their median is 2.5. */
    ck_assert_double_eq_tol(scale.centre, 5.5, NEAR);
    ck_assert_double_eq_tol(scale.sigma, 1.4826 * 2.5, NEAR);
    ck_assert_int_eq(scale.by, ROBUST_BY_MAD);
}
END_TEST

START_TEST(scale_by_the_tail)
{
    double mostly[] = {0, 0, 0, 0, 5};
    double scratch[5];
    struct robust_scale scale = robust_scale(mostly, 5, 0, scratch);
    ck_assert_int_eq(scale.by, ROBUST_BY_TAIL);
    ck_assert_double_eq_tol(scale.centre, 0, NEAR);
    ck_assert_double_eq_tol(scale.sigma, 4 / ROBUST_TAIL_SIGMAS, NEAR); /* at 0.95: 0.8 of the way from 0 to 5 */
}
END_TEST

START_TEST(scale_by_the_least)
{
    double same[] = {7, 7, 7};
    double scratch[3];
    struct robust_scale scale = robust_scale(same, 3, 0.02, scratch);
    ck_assert_int_eq(scale.by, ROBUST_BY_LEAST);
    ck_assert_double_eq_tol(scale.sigma, 0.02, NEAR);
    ck_assert_int_eq(robust_scale(same, 3, 0, scratch).by, ROBUST_BY_NOTHING);
    ck_assert_int_eq(robust_scale(same, 0, 0.02, scratch).by, ROBUST_BY_NOTHING);
    ck_assert_int_eq(robust_scale(same, 1, 0, scratch).by, ROBUST_BY_NOTHING);
}
END_TEST

START_TEST(ranks_correlate)
{
    const double x[] = {1, 2, 3, 4, 5};
    const double y[] = {5, 6, 7, 8, 7}; /* ranks 1, 2, 3.5, 5, 3.5 */
    const double down[] = {9, 7, 5, 3, 1};
    const double same[] = {2, 2, 2, 2, 2};
    double scratch[15];
    /* Of the ranks' differences from 3: 4 + 1 + 0 + 2 + 1 = 8, over the root of 10 and 9.5. */
    ck_assert_double_eq_tol(robust_rank_correlation(x, y, 5, scratch), 8 / sqrt(95), NEAR);
    ck_assert_double_eq_tol(robust_rank_correlation(x, down, 5, scratch), -1, NEAR);
    ck_assert(isnan(robust_rank_correlation(x, same, 5, scratch)));
    ck_assert(isnan(robust_rank_correlation(x, y, 2, scratch)));
}
END_TEST

START_TEST(quantiles_lie_between_neighbours)
{
    double values[] = {40, 10, 30, 20};
    const double one[] = {7};
    robust_sort(values, 4);
    ck_assert_double_eq_tol(robust_quantile(values, 4, 0), 10, NEAR);
    ck_assert_double_eq_tol(robust_quantile(values, 4, 0.05), 11.5, NEAR); /* at 0.15 of the way */
    ck_assert_double_eq_tol(robust_quantile(values, 4, 0.25), 17.5, NEAR);
    ck_assert_double_eq_tol(robust_median(values, 4), 25, NEAR);
    ck_assert_double_eq_tol(robust_median(values, 3), 20, NEAR);
    ck_assert_double_eq_tol(robust_quantile(values, 4, 1), 40, NEAR);
    ck_assert_double_eq_tol(robust_quantile(one, 1, 0.95), 7, NEAR);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("robust");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, scale_is_by_the_mad);
    tcase_add_test(tests, scale_by_the_tail);
    tcase_add_test(tests, scale_by_the_least);
    tcase_add_test(tests, ranks_correlate);
    tcase_add_test(tests, quantiles_lie_between_neighbours);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
