#include <check.h>

#include "../../run_suite.h"
#include "sound_html.h"

#define COUNCILS 24u
#define YEARS 3u
#define INDICATORS 2u

struct figures {
    struct compare_indicator indicators[INDICATORS];
    struct compare_return returns[YEARS * COUNCILS];
    struct compare_cell cells[YEARS * COUNCILS * INDICATORS];
    struct compare_matrix matrix;
    char codes[COUNCILS][4];
    struct arena keep;
};

static void fill_figures(struct figures *f)
{
    memset(f, 0, sizeof *f);
    f->matrix = (struct compare_matrix){f->indicators, INDICATORS, f->returns, YEARS * COUNCILS, f->cells};
    f->indicators[0] = (struct compare_indicator){.collection = STR("s251-outturn"),
                                                  .code = STR("S251-501"),
                                                  .title = STR("Cost of <care>"),
                                                  .group = STR("Unit costs"),
                                                  .unit = STR("£ a child a week"),
                                                  .caveat = STR("Mind."),
                                                  .causes = STR("Homes."),
                                                  .figure = COMPARE_MONEY,
                                                  .logarithmic = true};
    f->indicators[1] = (struct compare_indicator){.collection = STR("s251-outturn"),
                                                  .code = STR("S251-601"),
                                                  .title = STR("Share"),
                                                  .group = STR("Shares"),
                                                  .unit = STR("% of spending"),
                                                  .figure = COMPARE_PERCENT};
    for (uint32_t i = 0; i < YEARS * COUNCILS; i++) {
        struct compare_return *of = &f->returns[i];
        struct compare_cell *cells = &f->cells[i * INDICATORS];
        uint32_t council = i % COUNCILS;

        snprintf(f->codes[council], sizeof f->codes[council], "%u", 301 + council);
        of->collection = STR("s251-outturn");
        of->authority = str_of(f->codes[council]);
        of->period = 2021 + (int)(i / COUNCILS);
        of->neighbours[of->neighbour_count++] = STR("305");
        of->neighbours[of->neighbour_count++] = STR("306");
        of->neighbours[of->neighbour_count++] = STR("307");
        cells[0] = (struct compare_cell){.known = true,
                                         .value = 500.0 + 10 * council + (double)(i / COUNCILS),
                                         .numerator = 52000,
                                         .numerator_is = STR("spending"),
                                         .has_limits = true,
                                         .low = 520,
                                         .high = 2000};
        cells[1] = (struct compare_cell){.reason = STR("no <population>")};
    }
}

static void give_figures(struct sample *sample, struct figures *f, uint32_t row)
{
    struct report_return *of = &sample->returns[0];
    struct failure failure = {0};

    sample->run.matrix = &f->matrix;
    of->row = row;
    ck_assert(compare_standings(&f->matrix, row, &of->standings, &of->standing_count, &f->keep, &failure));
}

START_TEST(figures_beside_others)
{
    static struct sample sample;
    static struct figures f;
    char *html;

    fill(&sample);
    fill_figures(&f);
    give_figures(&sample, &f, 2 * COUNCILS);
    html = html_of(&sample, 4);
    assert_sound(html);
    assert_has(html, ">Cost of &lt;care&gt;</a></th><td class=\"number\">£502</td><td class=\"number\">£501</td>"
                     "<td class=\"number\">£552</td>");
    assert_has(html, "<strong class=\"tag yellow\">Outside limits</strong>");
    assert_has(html,
               "Barking and Dagenham: £502. Statistical neighbours: median £552, from £542 to £562. England: median");
    assert_has(html, "2021-22: £500, neighbours’ median £550, England £512 to £719. 2022-23: £501");
    assert_has(html, "this one has rank 24 of 24");
    assert_has(html, "£52,000 (spending)");
    assert_has(html, "1 figure is not known</summary>");
    assert_has(html, "<li>No &lt;population&gt;:\n<ul>\n<li>Share</li>");
    assert_lacks(html, "nan");
    arena_free(&f.keep);
    free(html);
}
END_TEST

START_TEST(figures_can_be_left_out)
{
    static struct sample sample;
    static struct figures f;
    char *html;

    fill(&sample);
    fill_figures(&f);
    give_figures(&sample, &f, 2 * COUNCILS);
    sample.options.figures = REPORT_FIGURES_NONE;
    html = html_of(&sample, 4);
    assert_lacks(html, "Cost of");
    free(html);
    sample.options.figures = REPORT_FIGURES_MARKED;
    html = html_of(&sample, 4);
    assert_has(html, "Cost of");
    free(html);
    arena_free(&f.keep);
    give_figures(&sample, &f, 2 * COUNCILS + 5); /* an ordinary council */
    html = html_of(&sample, 4);
    assert_lacks(html, "Cost of");
    arena_free(&f.keep);
    free(html);
}
END_TEST

START_TEST(figures_of_all_councils)
{
    static struct sample sample;
    static struct figures f;
    static struct report_return returns[YEARS * COUNCILS];
    char *html;

    fill(&sample);
    fill_figures(&f);
    sample.returns[0].found_count = 0;
    sample.run.code_count = 1;
    for (uint32_t i = 0; i < YEARS * COUNCILS; i++) {
        give_figures(&sample, &f, i);
        returns[i] = sample.returns[0];
        returns[i].authority = f.returns[i].authority;
        returns[i].authority_name = STR_EMPTY;
        returns[i].period = i < COUNCILS ? STR("2021-22") : i < 2 * COUNCILS ? STR("2022-23") : STR("2023-24");
    }
    sample.run.returns = returns;
    sample.run.return_count = YEARS * COUNCILS;
    html = html_of(&sample, 1);
    assert_sound(html);
    assert_has(html, "<h2 id=\"figures\">Figures of all councils: Section 251 outturn</h2>");
    assert_has(html, "Cost of &lt;care&gt;, 2023-24: all councils</title>");
    assert_has(html, "<th scope=\"row\">2022-23</th><td class=\"number\">24</td>");
    assert_has(html, "2 councils outside the limits in 2023-24</summary>");
    assert_has(html, "<li>301: £502</li>");
    assert_lacks(html, "nan");
    arena_free(&f.keep);
    free(html);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("html_figures");
    TCase *tests = tcase_create("figures");

    tcase_add_test(tests, figures_beside_others);
    tcase_add_test(tests, figures_can_be_left_out);
    tcase_add_test(tests, figures_of_all_councils);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
