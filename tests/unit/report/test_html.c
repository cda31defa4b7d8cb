#include <check.h>

#include "../../run_suite.h"
#include "report/html_page.h"
#include "sound_html.h"

/* ---- one return ---- */

START_TEST(one_return)
{
    static struct sample sample;
    char *html;

    fill(&sample);
    html = html_of(&sample, 4);
    assert_sound(html);
    assert_has(html, "lang=\"en-GB\"");
    assert_has(html, "<title>Rejected: Section 251 outturn 2023-24 — Barking and Dagenham (301) – Probity</title>");
    assert_has(html, "<h1>Barking and Dagenham (301)</h1>");
    assert_has(html,
               "<strong>Rejected</strong> 2 errors must be put right before you submit; 1 query must be put right");
    assert_has(html, "There is a problem");
    assert_has(html, "<a href=\"#r0c1\">The provision columns do not add up to total expenditure</a> – 2 findings");
    assert_has(html, "<section class=\"group\" data-kind=\"error\" id=\"r0c1\">");
    assert_has(html, "<h2>About the files</h2>");
    assert_has(html, "data-kind=\"notice\" id=\"f0c0\"");
    assert_has(html, "<caption>Table A1, line 3.1.1</caption>");
    assert_has(html, "<th scope=\"row\">Own provision</th><td><span class=\"value\">60</span></td>"
                     "<td class=\"file\">301.csv</td><td>line 17, column 7</td>");
    assert_has(html, "<code>3.1.1,<mark>60</mark>,40,0,0,<mark>110</mark></code>");
    assert_has(html, "<td>blank</td><td class=\"file\">last_year.csv</td>");
    assert_has(html, "<code>3.1.1,<mark>▯</mark>,1</code>");
    assert_has(html, "How to put it right:</strong> Check which provision column is wrong, or correct the total.");
    assert_has(html, "2 rules were not run: no return for 2022-23 (--previous FILE)</summary>");
    assert_has(html, "<p>S251-301, S251-302</p>");
    assert_has(html, " Errors (2)</label>");
    free(html);
}
END_TEST

START_TEST(same_bytes_each_time)
{
    static struct sample sample;
    char *first, *second;

    fill(&sample);
    first = html_of(&sample, 4);
    second = html_of(&sample, 4);
    ck_assert_str_eq(first, second);
    free(first);
    free(second);
}
END_TEST

START_TEST(nothing_found)
{
    static struct sample sample;
    char *html;

    fill(&sample);
    sample.run.verdict = VERDICT_ACCEPTED;
    memset(sample.run.counts, 0, sizeof sample.run.counts);
    memset(sample.returns[0].counts, 0, sizeof sample.returns[0].counts);
    sample.returns[0].verdict = VERDICT_ACCEPTED;
    sample.returns[0].skipped_count = 0;
    sample.returns[0].found_count = 0;
    sample.run.code_count = 0;
    html = html_of(&sample, 0);
    assert_sound(html);
    assert_has(html,
               "<div class=\"verdict green\"><p><strong>Accepted</strong> Nothing that was checked stands in the way");
    assert_lacks(html, "There is a problem");
    assert_lacks(html, "id=\"filter\">");
    assert_lacks(html, "id=\"not-run\">");
    free(html);
}
END_TEST

START_TEST(no_return_at_all)
{
    static struct sample sample;
    char *html;

    fill(&sample);
    sample.run.return_count = 0;
    sample.run.verdict = VERDICT_NOT_CHECKED;
    sample.run.code_count = 1;
    html = html_of(&sample, 1);
    assert_sound(html);
    assert_has(html, "<h1>Check of 0 returns</h1>");
    free(html);
}
END_TEST

/* ---- texts from outside ---- */

#define EVIL "<script>alert('x')</script>&\"]]>\x01\xe2\x80\xae"
#define TAMED "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;]]&gt;��"

START_TEST(hostile_texts_stay_texts)
{
    static struct sample sample;
    char *html;

    fill(&sample);
    sample.findings[1].message = sample.findings[1].fix = sample.findings[1].title = STR(EVIL);
    sample.findings[1].why = STR(EVIL);
    sample.returns[0].authority_name = STR(EVIL);
    sample.returns[0].collection_title = STR(EVIL);
    sample.inputs[0].path = STR("folder/" EVIL);
    sample.codes[1].title = STR(EVIL);
    sample.skipped[0].reason = STR(EVIL);
    sample.sums[0].value = sample.sums[0].path = sample.sums[0].table_title = sample.sums[0].field_title = STR(EVIL);
    sample.sums[0].excerpt = STR("a," EVIL ",b");
    sample.sums[0].excerpt_caret = 2;
    sample.sums[0].excerpt_width = 30;
    sample.keys[0].value = sample.keys[0].column = STR(EVIL);
    html = html_of(&sample, 4);
    assert_sound(html);
    assert_has(html, "<h1>" TAMED " (301)</h1>");
    assert_has(html, "<span class=\"value\">" TAMED "</span>");
    assert_has(html, "<p>" TAMED "</p>");
    free(html);
}
END_TEST

START_TEST(escaping)
{
    struct buffer out = BUFFER_EMPTY;

    html_text(&out, STR("a\tb\nc\r<>&\"' \xff é"));
    buffer_char(&out, '\0');
    ck_assert_str_eq(out.data, "a b c &lt;&gt;&amp;&quot;&#39; � é");
    buffer_clear(&out);
    html_sentence(&out, STR("any <word>"));
    html_sentence(&out, STR("é"));
    html_sentence(&out, STR_EMPTY);
    buffer_char(&out, '\0');
    ck_assert_str_eq(out.data, "Any &lt;word&gt;é");
    buffer_free(&out);
}
END_TEST

START_TEST(long_lines_and_many_places)
{
    static struct sample sample;
    static struct report_place places[30];
    static char line[600];
    char *html;

    fill(&sample);
    memset(line, 'x', sizeof line - 1);
    for (size_t i = 0; i < 30; i++) {
        places[i] = sample.sums[0];
        places[i].record = i + 1;
        places[i].line = (uint32_t)i;
        places[i].excerpt = str_of(line);
        places[i].excerpt_caret = 300;
    }
    sample.findings[1].places = places;
    sample.findings[1].place_count = 30;
    html = html_of(&sample, 4);
    assert_sound(html);
    assert_has(html, "<p>and 6 more places</p>");
    assert_has(html, "<code>…xxx");
    assert_has(html, "xxx…</code>");
    free(html);
}
END_TEST

START_TEST(files_of_one_name_are_told_by_their_paths)
{
    static struct sample sample;
    char *html;

    fill(&sample);
    sample.inputs[1].path = STR("last/301.csv");
    html = html_of(&sample, 4);
    assert_has(html, "<td class=\"file\">returns/301.csv</td>");
    assert_has(html, "<p>last/301.csv <span");
    free(html);
}
END_TEST

START_TEST(cells_of_a_workbook)
{
    static struct sample sample;
    char *html;

    fill(&sample);
    sample.sums[0].cell = STR("Sheet1!D17");
    html = html_of(&sample, 4);
    assert_has(html, "<td class=\"file\">301.csv</td><td>Sheet1!D17</td>");
    free(html);
}
END_TEST

/* ---- notes, and what is left out ---- */

START_TEST(explained_queries)
{
    static struct sample sample;
    static const struct report_note note = {STR("two homes <b>opened</b>"), STR("A. Officer"), STR("3 June 2024")};
    char *html;

    fill(&sample);
    sample.findings[3].note = &note;
    sample.run.counts[FINDING_QUERY] = sample.returns[0].counts[FINDING_QUERY] = 0;
    sample.run.explained = sample.returns[0].explained = 1;
    sample.codes[2].explained = 1;
    found[1].explained = true;
    html = html_of(&sample, 4);
    assert_sound(html);
    assert_has(html, "<h3>Explained query: nothing to do while the figures stand</h3>");
    assert_has(html, "data-kind=\"explained\" id=\"r0x2\"");
    assert_has(html, "<strong>Explained by A. Officer, 3 June 2024:</strong> two homes &lt;b&gt;opened&lt;/b&gt;");
    assert_has(html, "Explained (1)</label>");
    assert_lacks(html, "href=\"#r0c2\"");
    free(html);
}
END_TEST

START_TEST(what_is_left_out_is_told)
{
    static struct sample sample;
    char *html;

    fill(&sample);
    found[0].found = 40;
    found[0].left_out = 38;
    found[1].left_out = 1;
    sample.codes[1].found = 40;
    sample.codes[1].left_out = 38;
    html = html_of(&sample, 3);
    assert_sound(html);
    assert_has(html, "38 more like this are left out. To have all in the report, add <code>--max-findings 0</code>");
    assert_has(html, "<li>A large change since last year – 1 finding, left out</li>");
    free(html);
}
END_TEST

START_TEST(a_remedy_behind_the_findings_that_it_is_of)
{
    static struct sample sample;
    char *html;
    const char *first, *second;

    fill(&sample);
    sample.findings[1].fix = STR("Mend the first.");
    sample.findings[2].fix = STR("Mend the second.");
    html = html_of(&sample, 4);
    assert_sound(html);
    first = strstr(html, "Mend the first.");
    second = strstr(html, "Line 3.1.2: likewise.");
    ck_assert(first && second && first < second);
    assert_has(html, "Mend the second.");
    free(html);
}
END_TEST

/* ---- several returns ---- */

START_TEST(several_returns)
{
    static struct sample sample;
    static struct report_return returns[3];
    char *html;

    fill(&sample);
    for (size_t i = 0; i < 3; i++) {
        returns[i] = sample.returns[0];
    }
    returns[0].authority = STR("201");
    returns[0].authority_name = STR("City of London");
    returns[0].verdict = VERDICT_ACCEPTED;
    memset(returns[0].counts, 0, sizeof returns[0].counts);
    returns[0].found_count = 0;
    returns[2].authority = STR("302");
    returns[2].authority_name = STR("Barnet");
    returns[2].collection = returns[2].collection_title = STR("Another");
    returns[2].counts[FINDING_ERROR] = 3;
    returns[2].found_count = 0;
    sample.run.returns = returns;
    sample.run.return_count = 3;
    sample.codes[1].left_out = 1;
    html = html_of(&sample, 4);
    assert_sound(html);
    assert_has(html, "<h1>Check of 3 returns</h1>");
    assert_has(html, "3 returns: 2 rejected, 1 accepted.");
    assert_has(html, "<th scope=\"row\"><a href=\"#r1\">Barking and Dagenham (301)</a></th><td>Section 251 outturn</td>"
                     "<td>2023-24</td><td><strong class=\"tag red\">Rejected</strong></td>");
    assert_has(html, "<li><a href=\"#returns\">Another 2023-24 — Barnet (302)</a> – 3 errors</li>");
    assert_has(html, "<th scope=\"row\">City of London (201)</th>");
    assert_has(html, "<h2>Section 251 outturn 2023-24 — Barking and Dagenham (301)</h2>");
    assert_has(html, "1 finding is counted here but left out below");
    ck_assert(strstr(html, ">Barnet (302)") < strstr(html, ">City of London (201)")); /* the worst first */
    free(html);
}
END_TEST

static Suite *html_suite(void)
{
    Suite *suite = suite_create("html");
    TCase *tests = tcase_create("html");

    tcase_add_test(tests, one_return);
    tcase_add_test(tests, same_bytes_each_time);
    tcase_add_test(tests, nothing_found);
    tcase_add_test(tests, no_return_at_all);
    tcase_add_test(tests, hostile_texts_stay_texts);
    tcase_add_test(tests, escaping);
    tcase_add_test(tests, long_lines_and_many_places);
    tcase_add_test(tests, files_of_one_name_are_told_by_their_paths);
    tcase_add_test(tests, cells_of_a_workbook);
    tcase_add_test(tests, explained_queries);
    tcase_add_test(tests, what_is_left_out_is_told);
    tcase_add_test(tests, a_remedy_behind_the_findings_that_it_is_of);
    tcase_add_test(tests, several_returns);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(html_suite());
}
