/* Peers, distances and comparability, by hand. */
#include <check.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "councils.h"

#define NEAR 1e-12

static struct councils of;

static void start(void)
{
    councils_fill(&of);
}

static void finish(void)
{
    arena_free(&of.arena);
}

static const struct compare_distance *distance(unsigned council, unsigned year)
{
    return compare_distance_at(&of.results, councils_row(council, year), SUBJECT_INDICATOR);
}

/* Values 1 to 19, and 100. */
static void give_values(void)
{
    for (unsigned council = 0; council < COUNCILS; council++) {
        of.cells[councils_row(council, 1)].value = council < 19 ? council + 1 : 100;
    }
}

START_TEST(distance_from_england)
{
    give_values();
    councils_compare(&of);
    const struct compare_spread *spread = compare_spread_at(&of.results, 1, SUBJECT_INDICATOR);
    /* The median is 10.5. Distances: two each of 0.5 to 8.5, then 9.5 and 89.5; the tenth is 4.5, the eleventh 5.5. */
    ck_assert_uint_eq(spread->known, 20);
    ck_assert_double_eq_tol(spread->median, 10.5, NEAR);
    ck_assert_double_eq_tol(spread->england.sigma, 1.4826 * 5, NEAR);
    ck_assert_double_eq_tol(distance(19, 1)->england, 89.5 / (1.4826 * 5), NEAR);
    ck_assert_double_eq_tol(distance(0, 1)->england, -9.5 / (1.4826 * 5), NEAR);
    ck_assert_double_eq_tol(spread->p5, 1.95, NEAR); /* at 0.95 of the way from the first to the second */
    ck_assert_uint_eq(spread->outliers, 1);
    ck_assert_ptr_nonnull(councils_mark(&of, COMPARE_OUTLIER_FIGURE, councils_row(19, 1)));
}
END_TEST

START_TEST(distance_from_peers)
{
    give_values();
    councils_compare(&of);
    /* The first council's peers are 2 to 10 of the North: median 6, difference -5. The others of the North: those below 6
     * have median 6 without them, those above 5. So -5 -4 -3 -2 -1 | 1 2 3 4 5, and likewise in the South around 16 and 15,
     * where the last is 100: difference 85. */
    const struct compare_distance *first = distance(0, 1);
    ck_assert_uint_eq(first->peer_count, 9);
    ck_assert_double_eq_tol(first->peer_median, 6, NEAR);
    ck_assert_double_eq_tol(distance(19, 1)->peer_median, 15, NEAR);
    /* Differences sorted: -5 -5 … -1 -1 1 1 … 4 4 5 85: the median is 0, distances from it two each of 1 to 4 on either side
     * …: 1 1 1 1 2 2 2 2 3 3 3 3 4 4 4 4 5 5 5 85; their median is 3. Nineteen in twenty are within 5 and a twentieth of the
     * 80 to 85, 9, which makes more. */
    const struct compare_spread *spread = compare_spread_at(&of.results, 1, SUBJECT_INDICATOR);
    ck_assert_uint_eq(spread->peers_known, 20);
    double sigma = 9 / ROBUST_TAIL_SIGMAS;
    ck_assert_double_eq_tol(spread->peers.sigma, sigma, NEAR);
    ck_assert_int_eq(spread->peers.by, ROBUST_BY_TAIL);
    ck_assert_double_eq_tol(first->peers, -5 / sigma, NEAR);
    ck_assert_double_eq_tol(distance(19, 1)->peers, 85 / sigma, NEAR);
    ck_assert_double_eq_tol(compare_comparability_at(&of.results, 1, SUBJECT_INDICATOR)->within, sigma / (1.4826 * 5),
                            NEAR);
}
END_TEST

START_TEST(ratios_are_compared_by_their_logarithm)
{
    of.indicator.logarithmic = true;
    for (unsigned council = 0; council < COUNCILS; council++) {
        of.cells[councils_row(council, 1)].value = council < 19 ? exp(council + 1) : 0;
    }
    councils_compare(&of);
    const struct compare_spread *spread = compare_spread_at(&of.results, 1, SUBJECT_INDICATOR);
    ck_assert_uint_eq(spread->known, 20);
    ck_assert_uint_eq(spread->zeros, 1);
    ck_assert_uint_eq(spread->left_out, 1);
    ck_assert_double_eq_tol(spread->england.centre, 10, 1e-9); /* of 1 to 19 */
    ck_assert_double_eq_tol(spread->england.sigma, 1.4826 * 5, 1e-9);
    ck_assert_double_eq_tol(distance(0, 1)->england, -9 / (1.4826 * 5), 1e-9);
    ck_assert(isnan(distance(19, 1)->england));
    ck_assert(isnan(distance(19, 1)->peers));
}
END_TEST

/* Shares that are all or nothing, and most of them nothing: one in ten does otherwise, and is no outlier. */
START_TEST(all_or_nothing_is_no_outlier)
{
    of.indicator.figure = COMPARE_PERCENT;
    for (unsigned council = 0; council < COUNCILS; council++) {
        of.cells[councils_row(council, 1)].value = council < 2 ? 1 : 0;
    }
    councils_compare(&of);
    ck_assert_uint_eq(compare_spread_at(&of.results, 1, SUBJECT_INDICATOR)->outliers, 0);
    ck_assert_double_eq_tol(distance(0, 1)->england, ROBUST_TAIL_SIGMAS, NEAR);
}
END_TEST

/* Where all others are the same, a difference that does not matter makes no outlier; one that does makes one. */
START_TEST(what_does_not_matter_is_no_outlier)
{
    of.indicator.figure = COMPARE_PERCENT;
    for (unsigned council = 0; council < COUNCILS; council++) {
        of.cells[councils_row(council, 1)].value = council ? 0.5 : 0.56;
    }
    councils_compare(&of);
    ck_assert_double_eq_tol(distance(0, 1)->england, 0.06 / COMPARE_LEAST_POINTS, 1e-9);
    ck_assert_uint_eq(compare_spread_at(&of.results, 1, SUBJECT_INDICATOR)->outliers, 0);
    of.cells[councils_row(0, 1)].value = 0.58;
    councils_compare(&of);
    ck_assert_uint_eq(compare_spread_at(&of.results, 1, SUBJECT_INDICATOR)->outliers, 1);
}
END_TEST

START_TEST(nothing_has_its_place_among_shares)
{
    councils_spend(&of, councils_row(0, 1), LINE_D, 0, 0, 0);
    councils_compare(&of);
    const struct compare_spread *spread = compare_spread_at(&of.results, 1, SUBJECT_D);
    ck_assert_uint_eq(spread->zeros, 1);
    ck_assert_uint_eq(spread->left_out, 0);
    const struct compare_distance *of_d = compare_distance_at(&of.results, councils_row(0, 1), SUBJECT_D);
    ck_assert_double_eq_tol(of_d->england, (log(COMPARE_START) - spread->england.centre) / spread->england.sigma, NEAR);
    ck_assert_ptr_nonnull(councils_mark(&of, COMPARE_OUTLIER_SHARE, councils_row(0, 1)));
}
END_TEST

START_TEST(an_indicator_is_about_the_line_of_its_numerator)
{
    of.cells[councils_row(0, 0)].numerator_is = STR("spending on line D of this return");
    councils_compare(&of);
    ck_assert(str_equal(of.results.subjects[SUBJECT_INDICATOR].about, STR("D")));
    ck_assert_uint_eq(of.results.subjects[SUBJECT_D].topic, SUBJECT_INDICATOR);
    ck_assert_uint_eq(of.results.subjects[SUBJECT_E].topic, SUBJECT_E);
    of.cells[councils_row(0, 0)].numerator_is = STR("spending on Dinner");
    councils_compare(&of);
    ck_assert_uint_eq(of.results.subjects[SUBJECT_INDICATOR].about.length, 0);
}
END_TEST

START_TEST(what_is_not_known_is_left_out)
{
    give_values();
    for (unsigned council = 0; council < 11; council++) {
        of.cells[councils_row(council, 1)].known = false;
    }
    councils_compare(&of);
    const struct compare_spread *spread = compare_spread_at(&of.results, 1, SUBJECT_INDICATOR);
    ck_assert_uint_eq(spread->known, 9);
    ck_assert_uint_eq(spread->unknown, 11);
    ck_assert(isnan(distance(19, 1)->england)); /* nine councils are too few */
    ck_assert(isnan(distance(0, 1)->england));
    ck_assert(isnan(distance(0, 1)->peer_median));
    ck_assert_uint_eq(spread->outliers, 0);
}
END_TEST

START_TEST(peers_by_neighbours)
{
    of.input.peers = COMPARE_PEERS_NEIGHBOURS;
    struct compare_return *first = &of.returns[councils_row(0, 1)];
    static const char *const codes[] = {"304", "302", "304", "301", "999"};
    for (unsigned n = 0; n < 5; n++) {
        first->neighbours[first->neighbour_count++] = str_of(codes[n]);
    }
    councils_compare(&of);
    const struct compare_groups *groups = &of.results.groups;
    uint32_t row = councils_row(0, 1);
    ck_assert_uint_eq(groups->peer_counts[row], 2); /* neither twice, nor itself, nor one that is not there */
    ck_assert_uint_eq(groups->peers[row][0], councils_row(1, 1));
    ck_assert_uint_eq(groups->peers[row][1], councils_row(3, 1));
    ck_assert_uint_eq(groups->without, ROWS - 1);
    ck_assert_uint_eq(groups->last_year[row], councils_row(0, 0));
    ck_assert_uint_eq(groups->last_year[councils_row(0, 0)], COMPARE_NONE);
}
END_TEST

START_TEST(peers_by_a_file)
{
    static const struct compare_peer given[] = {
        {STR("301"), STR("305"), STR("")}, {STR("301"), STR(""), STR("a")}, {STR("302"), STR(""), STR("a")},
        {STR("303"), STR(""), STR("b")},   {STR("309"), STR(""), STR("a")},
    };
    of.input.peers = COMPARE_PEERS_GIVEN;
    of.input.given = given;
    of.input.given_count = 5;
    councils_compare(&of);
    const struct compare_groups *groups = &of.results.groups;
    ck_assert_uint_eq(groups->peer_counts[councils_row(0, 0)], 3);
    ck_assert_uint_eq(groups->peers[councils_row(0, 0)][2], councils_row(8, 0));
    ck_assert_uint_eq(groups->peer_counts[councils_row(8, 1)], 2);
    ck_assert_uint_eq(groups->peer_counts[councils_row(2, 1)], 0);
    of.input.peers = COMPARE_PEERS_ALL;
    councils_compare(&of);
    ck_assert_uint_eq(groups->peer_counts[councils_row(2, 1)], COUNCILS - 1);
}
END_TEST

START_TEST(how_comparable)
{
    for (unsigned council = 0; council < COUNCILS; council++) {
        of.cells[councils_row(council, 1)].value = council < 5 ? 0 : 100 + council;
    }
    councils_compare(&of);
    const struct compare_comparability *comparable = compare_comparability_at(&of.results, 1, SUBJECT_INDICATOR);
    ck_assert_double_eq_tol(comparable->zeros, 0.25, NEAR);
    ck_assert_uint_eq(comparable->pairs, COUNCILS);
    /* Last year's order, but that five are equal: ranks 3 3 3 3 3 for 1 to 5. */
    ck_assert_double_eq_tol(comparable->stability, 655 / sqrt(665.0 * 655), NEAR);
    ck_assert(isnan(compare_comparability_at(&of.results, 0, SUBJECT_INDICATOR)->stability));
}
END_TEST

START_TEST(no_return_at_all)
{
    of.matrix.return_count = 0;
    of.matrix.indicator_count = 0;
    of.input.statement_count = 0;
    councils_compare(&of);
    ck_assert_uint_eq(of.results.groups.cohort_count, 0);
    ck_assert_uint_eq(of.results.mark_count, 0);
}
END_TEST

START_TEST(figures_in_words)
{
    struct buffer text = BUFFER_EMPTY;
    compare_write_figure(&text, COMPARE_MONEY, 592.311);
    buffer_char(&text, ' ');
    compare_write_figure(&text, COMPARE_MONEY, 1234567.8);
    buffer_char(&text, ' ');
    compare_write_figure(&text, COMPARE_PERCENT, 0.2014);
    buffer_char(&text, ' ');
    compare_write_figure(&text, COMPARE_NUMBER, 1234.56);
    buffer_char(&text, ' ');
    compare_write_figure(&text, COMPARE_NUMBER, NAN);
    ck_assert(str_equal(buffer_view(&text), STR("£592.31 £1,234,568 20.1% 1,234.6 not known")));
    buffer_free(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outliers");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, start, finish);
    tcase_add_test(tests, distance_from_england);
    tcase_add_test(tests, distance_from_peers);
    tcase_add_test(tests, ratios_are_compared_by_their_logarithm);
    tcase_add_test(tests, all_or_nothing_is_no_outlier);
    tcase_add_test(tests, what_does_not_matter_is_no_outlier);
    tcase_add_test(tests, nothing_has_its_place_among_shares);
    tcase_add_test(tests, an_indicator_is_about_the_line_of_its_numerator);
    tcase_add_test(tests, what_is_not_known_is_left_out);
    tcase_add_test(tests, peers_by_neighbours);
    tcase_add_test(tests, peers_by_a_file);
    tcase_add_test(tests, how_comparable);
    tcase_add_test(tests, no_return_at_all);
    tcase_add_test(tests, figures_in_words);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
