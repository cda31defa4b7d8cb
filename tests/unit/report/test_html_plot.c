#include <check.h>
#include <math.h>

#include "../../run_suite.h"
#include "report/html_plot.h"

static const struct compare_indicator money = {.title = STR_EMPTY, .figure = COMPARE_MONEY, .logarithmic = true};
static const struct compare_indicator share = {.title = STR_EMPTY, .figure = COMPARE_PERCENT};

static struct buffer drawn;

static void draw_strip(const struct html_strip *strip)
{
    buffer_clear(&drawn);
    html_strip(&drawn, strip);
    buffer_char(&drawn, '\0');
    ck_assert(buffer_ok(&drawn));
    ck_assert_ptr_null(strstr(drawn.data, "nan"));
    ck_assert_ptr_null(strstr(drawn.data, "inf"));
}

static void draw_years(const struct html_years *years)
{
    buffer_clear(&drawn);
    html_years(&drawn, years);
    buffer_char(&drawn, '\0');
    ck_assert(buffer_ok(&drawn));
    ck_assert_ptr_null(strstr(drawn.data, "nan"));
    ck_assert_ptr_null(strstr(drawn.data, "inf"));
}

static void assert_has(const char *part)
{
    ck_assert_msg(strstr(drawn.data, part) != NULL, "not there:\n%s\nin:\n%s", part, drawn.data);
}

static unsigned times(const char *part)
{
    unsigned count = 0;
    for (const char *at = strstr(drawn.data, part); at; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

START_TEST(a_strip)
{
    static const double all[] = {500, 600, 700, 90000};
    static const double neighbours[] = {550, 650};
    struct compare_cell limits = {.has_limits = true, .low = 450, .high = 100000};
    struct html_strip strip = {.number = 7,
                               .indicator = &money,
                               .who = STR("B & D"),
                               .period = STR("2023-24"),
                               .own = 600,
                               .limits = &limits,
                               .all = all,
                               .all_count = 4,
                               .neighbours = neighbours,
                               .neighbour_count = 2,
                               .among_all = {4, 510, 650, 900},
                               .among_neighbours = {2, 550, 600, 650}};

    ck_assert(html_strip_worth(&strip));
    draw_strip(&strip);
    assert_has("role=\"img\"");
    assert_has("<title id=\"p7\">, 2023-24: B &amp; D among other councils</title>");
    assert_has("B &amp; D: £600. Statistical neighbours: median £600, from £550 to £650. England: median £650, 5th "
               "percentile £510, 95th percentile £900. 1 council lies beyond the scale.");
    ck_assert_uint_eq(times("<circle"), 2);
    ck_assert_uint_eq(times("class=\"limit\""), 1); /* the other is too far away */
    ck_assert_uint_eq(times("v16"), 3);
    ck_assert_uint_eq(times("class=\"own\""), 1);
}
END_TEST

START_TEST(a_strip_of_a_figure_that_has_no_logarithm)
{
    static const double all[] = {-5, 0, 5};
    struct html_strip strip = {
        .indicator = &money, .who = STR("X"), .own = 0, .all = all, .all_count = 3, .among_all = {3, -5, 0, 5}};

    draw_strip(&strip);
    ck_assert_uint_eq(times("v16"), 3);
    strip.own = 5;
    draw_strip(&strip);
    assert_has("2 councils lie beyond the scale.");
}
END_TEST

START_TEST(a_strip_where_all_are_the_same)
{
    static const double all[] = {0.5, 0.5};
    static const double none[] = {0, 0};
    struct html_strip strip = {
        .indicator = &share, .own = 0.5, .all = all, .all_count = 2, .among_all = {2, 0.5, 0.5, 0.5}};

    draw_strip(&strip);
    assert_has("50.0%");
    strip.all = none;
    strip.own = 0;
    strip.among_all = (struct compare_group){2, 0, 0, 0};
    draw_strip(&strip);
    assert_has(": 0%");
}
END_TEST

START_TEST(a_strip_of_nothing)
{
    struct html_strip strip = {.indicator = &money, .own = NAN};

    ck_assert(!html_strip_worth(&strip));
    draw_strip(&strip);
    ck_assert_str_eq(drawn.data, "");
    strip.own = 5;
    ck_assert(!html_strip_worth(&strip)); /* nobody is beside it */
}
END_TEST

START_TEST(very_large_and_small_figures)
{
    static const double all[] = {1e-9, 1e11};
    struct html_strip strip = {
        .indicator = &money, .own = 1, .all = all, .all_count = 2, .among_all = {2, 1e-9, 1, 1e11}};

    draw_strip(&strip);
    ck_assert_uint_eq(times("v16"), 2);
    ck_assert_uint_le(times("class=\"tick\""), 6);
}
END_TEST

START_TEST(years)
{
    static const struct html_year of[] = {
        {2018, 500, 510, 400, 900}, {2019, NAN, 520, 410, 910}, {2020, 600, NAN, NAN, NAN}, {2022, 700, 530, 0, 950}};
    struct html_years drawing = {.number = 3, .indicator = &money, .who = STR("X"), .years = of, .count = 4};

    ck_assert(html_years_worth(&drawing));
    draw_years(&drawing);
    assert_has("2018-19: £500, neighbours’ median £510, England £400 to £900. 2019-20: not known, neighbours’");
    assert_has("2022-23: £700");
    ck_assert_uint_eq(times("<circle"), 3);
    ck_assert_uint_eq(times("M"), 7); /* the band and the axis, two pieces of one line and three of the other */
    drawing.count = 2;
    ck_assert(!html_years_worth(&drawing));
    draw_years(&drawing);
}
END_TEST

START_TEST(years_of_nothing)
{
    static const struct html_year of[] = {{2018, NAN, NAN, NAN, NAN}};
    struct html_years drawing = {.indicator = &share, .years = of, .count = 1};

    draw_years(&drawing);
    ck_assert_str_eq(drawn.data, "");
    drawing.count = 0;
    draw_years(&drawing);
    ck_assert_str_eq(drawn.data, "");
}
END_TEST

static void free_drawn(void)
{
    buffer_free(&drawn);
}

int main(void)
{
    Suite *suite = suite_create("html_plot");
    TCase *tests = tcase_create("plots");

    tcase_add_checked_fixture(tests, NULL, free_drawn);
    tcase_add_test(tests, a_strip);
    tcase_add_test(tests, a_strip_of_a_figure_that_has_no_logarithm);
    tcase_add_test(tests, a_strip_where_all_are_the_same);
    tcase_add_test(tests, a_strip_of_nothing);
    tcase_add_test(tests, very_large_and_small_figures);
    tcase_add_test(tests, years);
    tcase_add_test(tests, years_of_nothing);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
