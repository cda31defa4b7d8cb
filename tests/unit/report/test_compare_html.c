/* The page of a comparison: sound HTML, with every council, figure and reason in it; and the scales of its drawings. */
#include "../../run_suite.h"
#include "../compare/councils.h"
#include "report/compare.h"
#include "report/compare_html_scale.h"
#include "report/html_page.h"
#include "sound_html.h"

static struct councils of;
static struct report_comparison comparison;
static char *page;

static void start(void)
{
    councils_fill(&of);
    comparison = (struct report_comparison){
        .version = "1", .results = &of.results, .peers = STR("councils of its region")};
}

static void finish(void)
{
    free(page);
    page = NULL;
    arena_free(&of.arena);
}

static bool take(void *context, struct str text, struct failure *failure)
{
    (void)failure;
    buffer_str(context, text);
    return true;
}

/* Compares, and writes the page. */
static void write_page(void)
{
    struct failure failure = {.kind = FAILURE_NONE};
    struct buffer text = BUFFER_EMPTY;
    struct report_compare_options options = {.width = 100};
    councils_compare(&of);
    struct output *output = output_open_taker(take, &text, &failure);
    ck_assert_ptr_nonnull(output);
    ck_assert(report_compare_write(report_compare_format_find(STR("html")), &comparison, &options, output, &failure));
    ck_assert(output_commit(output, &failure));
    buffer_char(&text, '\0');
    ck_assert(buffer_ok(&text));
    page = text.data;
}

/* Nothing on line A in the second year, where all others have a third of their spending. */
static void leave_line_out(unsigned council)
{
    councils_spend(&of, councils_row(council, 1), LINE_A, 0, 0, 0);
}

START_TEST(it_is_sound)
{
    leave_line_out(3);
    write_page();
    assert_sound(page);
    assert_has(page, "<title>Comparison of councils: s251, 2016-17 to 2017-18 – Probity</title>");
    ck_assert_uint_eq(sample_times(page, "<details class=\"item\""), COUNCILS);
    ck_assert_uint_eq(sample_times(page, "<tr class=\"item\""), ROWS);
    ck_assert_uint_eq(sample_times(page, "<svg class=\"strip\""), SUBJECTS * YEARS);
}
END_TEST

START_TEST(who_stands_out_is_told_with_the_reason)
{
    leave_line_out(3);
    write_page();
    assert_has(page, "<h4>1. <a href=\"#c3\">304</a> <span class=\"code\">score ");
    assert_has(
        page,
        "<strong>Line A Line A</strong>. Nothing where nearly all report: nothing is reported; 95% of councils do");
    assert_has(page, "<label><input type=\"radio\" name=\"kind\" id=\"show-zero-where-peers-report\" "
                     "value=\"zero-where-peers-report\"/> Nothing where nearly all report (1)</label>");
    assert_has(page, "<summary>304, North: rank 1 of 20 in 2017-18, score ");
    assert_has(page, "2017-18 <b>0.0%</b>");
}
END_TEST

START_TEST(one_period)
{
    comparison.period = 2016;
    write_page();
    assert_sound(page);
    assert_lacks(page, "2017-18");
    assert_lacks(page, "<svg class=\"course\"");
    ck_assert_uint_eq(sample_times(page, "<tr class=\"item\""), COUNCILS);
}
END_TEST

/* What comes from outside is text, wherever it stands. */
START_TEST(names_are_no_markup)
{
    static const struct report_compare_input input = {STR("a<b.csv"), "return", STR("s251"),
                                                      STR("Spending & \"more\"")};
    static const struct report_compare_unread unread = {STR("READ-401"), STR("c>d.csv"), STR("<script>")};
    comparison.inputs = &input;
    comparison.input_count = 1;
    comparison.unread = &unread;
    comparison.unread_count = 1;
    for (unsigned row = 0; row < ROWS; row++) {
        of.returns[row].name = STR("<b>\"Bath\" & 'Wells'</b>");
        of.returns[row].region = STR("<i>\">North");
    }
    of.indicator.title = STR("<u>title</u>");
    of.indicator.caveat = STR("<s>caveat</s>");
    of.indicator.unit = STR("<em>unit</em>");
    of.indicator.group = STR("<em>group</em>");
    leave_line_out(3);
    write_page();
    assert_sound(page);
    assert_has(page, "&lt;b&gt;&quot;Bath&quot; &amp; &#39;Wells&#39;&lt;/b&gt;");
    assert_has(page, "Spending &amp; &quot;more&quot; 2017-18");
    static const char *const raw[] = {"<b>\"", "<i>\"", "<u>t", "<s>", "<em>", "a<b", "c>d"};
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        assert_lacks(page, raw[i]);
    }
}
END_TEST

START_TEST(councils_without_a_code)
{
    for (unsigned row = 0; row < ROWS; row++) {
        of.returns[row].authority = STR_EMPTY;
    }
    write_page();
    assert_sound(page);
    ck_assert_uint_eq(sample_times(page, "<details class=\"item\""), ROWS);
    assert_has(page, "a council that is not named");
}
END_TEST

START_TEST(figures_that_are_not_known)
{
    for (unsigned row = 0; row < ROWS; row++) {
        of.cells[row].known = false;
        of.cells[row].reason = row < COUNCILS || row % 2 ? STR("it needs more") : STR("it needs <less>");
    }
    write_page();
    assert_sound(page);
    assert_has(page, "<h3>Not known of any council</h3>");
    assert_has(
        page, "10 councils in 2017-18: it needs &lt;less&gt;<br/>20 councils in 2016-17, 10 in 2017-18: it needs more");
}
END_TEST

START_TEST(nothing_to_compare)
{
    of.matrix.return_count = 0;
    write_page();
    assert_sound(page);
    assert_has(page, "There is no return to compare.");
}
END_TEST

START_TEST(too_few_councils)
{
    of.matrix.return_count = 3;
    write_page();
    assert_sound(page);
    assert_has(page, "They are too few to compare");
    assert_has(page, "there is no figure that 10 councils have");
}
END_TEST

/* Without scripts, the filter is rules of the style: one for each test. */
START_TEST(every_test_has_its_filter)
{
    for (unsigned t = 0; t < COMPARE_TESTS; t++) {
        const char *name = compare_test_text((enum compare_test)t)->name;
        char rule[200];
        bool there = false;
        (void)snprintf(rule, sizeof rule, "main:has(#show-%s:checked) [data-kind]:not([data-kind~=\"%s\"])", name,
                       name);
        for (const char *const *line = report_html_compare_style; *line; line++) {
            there = there || strstr(*line, rule);
        }
        ck_assert_msg(there, "compare.css lacks %s", rule);
    }
}
END_TEST

/* ---- scales -------------------------------------------------------------------------------------------------------- */

START_TEST(places_on_a_scale)
{
    struct compare_html_scale scale = compare_html_scale(&(struct compare_scale){.logarithmic = false});
    compare_html_scale_add(&scale, NAN);
    ck_assert(!scale.there);
    compare_html_scale_add(&scale, 10);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 10, 100), 50); /* all the same: in the middle */
    compare_html_scale_add(&scale, 20);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 10, 100), 0);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 15, 100), 50);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 20, 100), 100);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 1e300, 100), 100);
    ck_assert_uint_eq(compare_html_scale_at(&scale, -INFINITY, 100), 0);
}
END_TEST

START_TEST(places_on_a_logarithmic_scale)
{
    struct compare_html_scale scale = compare_html_scale(&(struct compare_scale){.logarithmic = true});
    compare_html_scale_add(&scale, 0); /* has no logarithm */
    ck_assert(!scale.there);
    compare_html_scale_add(&scale, 1);
    compare_html_scale_add(&scale, 100);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 10, 100), 50);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 0, 100), 0);
    ck_assert_uint_eq(compare_html_scale_at(&scale, -5, 100), 0);
    ck_assert_double_eq_tol(compare_html_scale_low(&scale), 1, 1e-9);
    ck_assert_double_eq_tol(compare_html_scale_high(&scale), 100, 1e-9);
}
END_TEST

/* With a start, nothing has a place too. */
START_TEST(places_on_a_scale_with_a_start)
{
    struct compare_html_scale scale = compare_html_scale(&(struct compare_scale){.logarithmic = true, .start = 1});
    compare_html_scale_add(&scale, 0);
    compare_html_scale_add(&scale, 99);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 0, 100), 0);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 9, 100), 50);
    ck_assert_double_eq_tol(compare_html_scale_low(&scale), 0, 1e-9);
    ck_assert_double_eq_tol(compare_html_scale_high(&scale), 99, 1e-9);
}
END_TEST

/* One figure a thousand times the others' does not make one dot of them. */
START_TEST(a_scale_of_a_year)
{
    struct compare_spread spread = {.known = 20,
                                    .least = 9,
                                    .p5 = 9,
                                    .median = 10,
                                    .p95 = 11,
                                    .greatest = 10000,
                                    .england = {.centre = 10, .sigma = 1, .by = ROBUST_BY_MAD}};
    struct compare_html_scale scale = compare_html_scale(&(struct compare_scale){.logarithmic = false});
    compare_html_scale_spread(&scale, &spread);
    ck_assert_double_eq(compare_html_scale_low(&scale), 9);
    ck_assert_double_eq(compare_html_scale_high(&scale), 10 + COMPARE_HTML_SIGMAS);
    ck_assert_uint_eq(compare_html_scale_at(&scale, 10000, 100), 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compare html");
    TCase *pages = tcase_create("pages");
    tcase_add_checked_fixture(pages, start, finish);
    tcase_add_test(pages, it_is_sound);
    tcase_add_test(pages, who_stands_out_is_told_with_the_reason);
    tcase_add_test(pages, one_period);
    tcase_add_test(pages, names_are_no_markup);
    tcase_add_test(pages, councils_without_a_code);
    tcase_add_test(pages, figures_that_are_not_known);
    tcase_add_test(pages, nothing_to_compare);
    tcase_add_test(pages, too_few_councils);
    tcase_add_test(pages, every_test_has_its_filter);
    suite_add_tcase(suite, pages);
    TCase *scales = tcase_create("scales");
    tcase_add_test(scales, places_on_a_scale);
    tcase_add_test(scales, places_on_a_logarithmic_scale);
    tcase_add_test(scales, places_on_a_scale_with_a_start);
    tcase_add_test(scales, a_scale_of_a_year);
    suite_add_tcase(suite, scales);
    return run_suite(suite);
}
