#include <check.h>

#include "../../run_suite.h"
#include "sample.h"

static char *text_of(const struct sample *sample, size_t count)
{
    char *text = sample_report_text("text", sample, sample->findings, count);

    ck_assert_ptr_nonnull(text);
    return text;
}

static void assert_has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "not there:\n%s\nin:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "should not be there:\n%s\nin:\n%s", part, text);
}

static size_t longest_line(const char *text)
{
    size_t longest = 0;
    size_t characters = 0;

    for (; *text; text++) {
        if (*text == '\n') {
            longest = characters > longest ? characters : longest;
            characters = 0;
        } else if (((unsigned char)*text & 0xC0) != 0x80) {
            characters++;
        }
    }
    return longest;
}

static const char whole_report[] =
    "About the files\n"
    "===============\n"
    "\n"
    "Notices: worth knowing\n"
    "\n"
    "READ-207 Lines above the header — 1 finding\n"
    "\n"
    "    2 file lines above the header were not read.\n"
    "\n"
    "  How to put it right: Nothing, if they are a title or notes.\n"
    "\n"
    "Section 251 outturn 2023-24 — Barking and Dagenham (301)\n"
    "========================================================\n"
    "1,412 records read, 61 rules run, 3 not run.\n"
    "2 errors, 1 query.\n"
    "\n"
    "Errors: put right before you submit\n"
    "\n"
    "S251-104 The provision columns do not add up to total expenditure — 2 findings\n"
    "  Why it matters: The Department adds the columns up again.\n"
    "\n"
    "    Line 3.1.1: the provision columns add up to £100, but total expenditure is £110.\n"
    "    returns/301.csv:17:7 — Table A1, line 3.1.1, Own provision: 60; Total expenditure: 110\n"
    "      | 3.1.1,60,40,0,0,110\n"
    "      |       ^^        ^^^\n"
    "\n"
    "    Line 3.1.2: likewise.\n"
    "    returns/301.csv:17:7 — Table A1, line 3.1.1, Own provision: 60\n"
    "      | 3.1.1,60,40,0,0,110\n"
    "      |       ^^\n"
    "\n"
    "  How to put it right: Check which provision column is wrong, or correct the total.\n"
    "\n"
    "Query: put right or explain before you submit\n"
    "\n"
    "S251-210 A large change since last year — 1 finding\n"
    "  Why it matters: The Department adds the columns up again.\n"
    "\n"
    "    Private provision of line 3.1.1 was blank and is £40.\n"
    "    returns/301.csv:17:10 — Table A1, line 3.1.1, Private provision: 40\n"
    "      | 3.1.1,60,40,0,0,110\n"
    "      |          ^^\n"
    "    last_year.csv:4:3 — Table A1, line 3.1.1, Private provision: blank\n"
    "      | 3.1.1,,1\n"
    "      |       ^\n"
    "\n"
    "  How to put it right: Check which provision column is wrong, or correct the total.\n"
    "\n"
    "Rules that were not run\n"
    "  2 rules were not run: no return for 2022-23 (--previous FILE)\n"
    "    S251-301, S251-302\n"
    "  1 rule was not run: no population (--reference)\n"
    "    S251-401\n"
    "\n"
    "Rejected: 2 errors must be put right before you submit; 1 query must be put right or explained.\n";

START_TEST(the_whole_report)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    text = text_of(&sample, 4);
    ck_assert_str_eq(text, whole_report);
    free(text);
}
END_TEST

START_TEST(nothing_found)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.run.verdict = VERDICT_ACCEPTED;
    memset(sample.run.counts, 0, sizeof sample.run.counts);
    memset(sample.returns[0].counts, 0, sizeof sample.returns[0].counts);
    sample.returns[0].verdict = VERDICT_ACCEPTED;
    sample.returns[0].skipped_count = 0;
    sample.returns[0].records = 1;
    sample.run.code_count = 0;
    text = text_of(&sample, 0);
    ck_assert_str_eq(text, "Section 251 outturn 2023-24 — Barking and Dagenham (301)\n"
                           "========================================================\n"
                           "1 record read, 61 rules run.\n"
                           "No errors and no queries.\n"
                           "\n"
                           "Accepted: nothing that was checked stands in the way of submitting this return.\n");
    free(text);
}
END_TEST

START_TEST(verdicts_in_plain_words)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.run.counts[FINDING_ERROR] = 1;
    sample.run.counts[FINDING_QUERY] = 0;
    text = text_of(&sample, 0);
    assert_has(text, "\nRejected: 1 error must be put right before you submit.\n");
    free(text);
    sample.run.verdict = VERDICT_ACCEPTED_WITH_QUERIES;
    sample.run.counts[FINDING_ERROR] = 0;
    sample.run.counts[FINDING_QUERY] = 1200;
    text = text_of(&sample, 0);
    assert_has(text, "\nAccepted with queries: 1,200 queries must be put right or explained.\n");
    free(text);
    sample.run.verdict = VERDICT_NOT_CHECKED;
    sample.run.counts[FINDING_QUERY] = 0;
    text = text_of(&sample, 0);
    assert_has(text, "\nNot checked: part of what was given could not be checked; see About the files.");
    free(text);
    sample.run.return_count = 0;
    text = text_of(&sample, 0);
    assert_has(text, "\nNot checked: there was no return that could be checked.");
    free(text);
    sample.run.return_count = 1;
    sample.run.verdict = VERDICT_ACCEPTED;
    text = text_of(&sample, 0);
    assert_has(text, "but not every rule\ncould be run.\n");
    free(text);
}
END_TEST

START_TEST(what_is_left_out_is_counted)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.codes[1].found = 1016;
    sample.codes[1].left_out = 1014;
    text = text_of(&sample, 4);
    assert_has(text, " — 1,016 findings\n");
    assert_has(text, "\n    …and 1,014 more like this (use --max-findings 0 to see all)\n");
    assert_lacks(text, "Findings left out");
    free(text);
    /* All of them: no group says so, and the end does. */
    sample.codes[1].left_out = 1016;
    text = text_of(&sample, 1);
    assert_has(text, "\nFindings left out (use --max-findings 0 to see all)\n"
                     "  S251-104 The provision columns do not add up to total expenditure: 1,016 of 1,016\n");
    free(text);
}
END_TEST

START_TEST(a_remedy_with_figures_stands_behind_its_finding)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.findings[2].fix = STR("Another remedy.");
    text = text_of(&sample, 3);
    ck_assert_uint_eq(sample_times(text, "How to put it right: Check which"), 1);
    ck_assert_uint_eq(sample_times(text, "How to put it right: Another"), 1);
    free(text);
}
END_TEST

/* ---- several returns ---- */

#define COUNCILS 60

static struct report_return councils[COUNCILS];
static char codes[COUNCILS][12];

static void fill_councils(struct sample *sample)
{
    sample_fill(sample);
    for (int i = 0; i < COUNCILS; i++) {
        snprintf(codes[i], sizeof codes[i], "%d", 301 + i);
        councils[i] = sample->returns[0];
        councils[i].authority = str_of(codes[i]);
        councils[i].authority_name = STR("Council");
        councils[i].skipped_count = i % 2 ? 3 : 2;
        memset(councils[i].counts, 0, sizeof councils[i].counts);
        councils[i].counts[FINDING_ERROR] = i < 25 ? (uint64_t)(i + 1) : 0;
        councils[i].counts[FINDING_QUERY] = i == 30;
        councils[i].verdict = i < 25 ? VERDICT_REJECTED : i == 30 ? VERDICT_ACCEPTED_WITH_QUERIES : VERDICT_ACCEPTED;
    }
    sample->run.returns = councils;
    sample->run.return_count = COUNCILS;
}

START_TEST(returns_in_a_table_worst_first)
{
    static struct sample sample;
    char *text;
    const char *worst;
    const char *second;

    fill_councils(&sample);
    text = text_of(&sample, 4);
    assert_has(text, "\nSummary\n  60 returns: 25 rejected, 1 accepted with queries, 34 accepted.\n");
    assert_has(text, "  Return                    Errors  Queries  Notices  Verdict\n");
    worst = strstr(text, "\n  2023-24 — Council (325)       25        0        0  rejected\n");
    second = strstr(text, "\n  2023-24 — Council (324)       24        0        0  rejected\n");
    ck_assert(worst && second && worst < second);
    assert_lacks(text, "Council (305)  ");
    assert_has(text, "  …and 6 more that were not accepted outright\n");
    ck_assert_uint_eq(sample_times(text, "  rejected\n"), 20);
    free(text);
}
END_TEST

START_TEST(skipped_rules_over_all_returns)
{
    static struct sample sample;
    char *text;

    fill_councils(&sample);
    text = text_of(&sample, 0);
    assert_has(text, "  2 rules were not run for all 60 returns: no return for 2022-23 (--previous FILE)\n"
                     "    S251-301, S251-302\n"
                     "  1 rule was not run for 30 of 60 returns: no population (--reference)\n"
                     "    S251-401\n");
    free(text);
}
END_TEST

START_TEST(groups_count_only_what_is_known)
{
    static struct sample sample;
    static const struct report_found found[] = {{STR("S251-104"), 7, 5, false}};
    char *text;

    fill_councils(&sample);
    sample.codes[1].found = 600;
    sample.codes[1].left_out = 598;
    text = text_of(&sample, 4);
    assert_has(text, "\nS251-104 The provision columns do not add up to total expenditure\n");
    assert_has(text, "expenditure: 598 of 600\n");
    free(text);
    councils[0].found = found;
    councils[0].found_count = 1;
    text = text_of(&sample, 4);
    assert_has(text, "expenditure — 7 findings\n");
    assert_has(text, "…and 5 more like this");
    assert_has(text, "expenditure: 593 of 600\n");
    free(text);
}
END_TEST

START_TEST(why_is_said_once_in_a_run)
{
    static struct sample sample;
    char *text;

    fill_councils(&sample);
    sample.findings[2].authority = STR("302");
    sample.findings[3] = sample.findings[2];
    sample.findings[3].authority = STR("303");
    text = text_of(&sample, 4);
    ck_assert_uint_eq(sample_times(text, "Why it matters:"), 1);
    ck_assert_uint_eq(sample_times(text, "How to put it right: Check"), 3);
    assert_has(text, "\nSection 251 outturn 2023-24 — Council (303)\n");
    free(text);
}
END_TEST

START_TEST(quiet_is_the_summary_only)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.options.quiet = true;
    text = text_of(&sample, 4);
    ck_assert(strncmp(text, "Section 251 outturn", 19) == 0);
    assert_lacks(text, "S251-104");
    assert_has(text, "\nRejected: ");
    free(text);
}
END_TEST

/* ---- the line of the file ---- */

static char *text_of_excerpt(struct str excerpt, uint32_t caret, uint32_t width, unsigned terminal)
{
    struct sample sample;

    sample_fill(&sample);
    sample.options.width = terminal;
    sample.findings[0] = sample.findings[2];
    sample.sums[0].excerpt = excerpt;
    sample.sums[0].excerpt_caret = caret;
    sample.sums[0].excerpt_width = width;
    return text_of(&sample, 1);
}

START_TEST(a_long_line_is_cut_round_the_cell)
{
    char line[1001];
    char *text;

    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    memcpy(line + 500, "CELL", 4);
    text = text_of_excerpt(str_of(line), 500, 4, 60);
    assert_has(text, "      | …xxxxxxxxxxxxxxxxCELLxxx");
    assert_has(text, "      |                  ^^^^\n");
    ck_assert_uint_le(longest_line(text), 60);
    free(text);
    text = text_of_excerpt(str_of(line), 0, 1000, 60);
    ck_assert_uint_le(longest_line(text), 60);
    free(text);
    text = text_of_excerpt(str_of(line), 999, 1, 60);
    assert_has(text, "x\n      |                                                   ^\n");
    ck_assert_uint_le(longest_line(text), 60);
    free(text);
}
END_TEST

START_TEST(marks_stay_below_their_cell)
{
    char *text = text_of_excerpt(STR("é\t\x1b[1m,£40,x"), 7, 3, 0);

    assert_has(text, "      | é \xEF\xBF\xBD[1m,£40,x\n"
                     "      |        ^^^\n");
    free(text);
    text = text_of_excerpt(STR("a,b,"), 4, 0, 0);
    assert_has(text, "      | a,b,\n"
                     "      |     ^\n");
    free(text);
    /* Places beyond the line do no harm. */
    text = text_of_excerpt(STR("a,b"), 4000000000u, 4000000000u, 0);
    assert_has(text, "      | a,b\n");
    free(text);
}
END_TEST

START_TEST(a_cell_cannot_act_on_the_terminal)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.findings[1].message = STR("The value is \x1b]0;title\x07.");
    sample.sums[0].path = STR("a\x1b.csv");
    sample.sums[0].value = STR("\x1b[2J\x9b");
    sample.keys[0].value = STR("\x1b");
    text = text_of(&sample, 2);
    ck_assert_ptr_null(strchr(text, '\x1b'));
    ck_assert_ptr_null(strchr(text, '\x07'));
    free(text);
}
END_TEST

START_TEST(a_key_is_not_said_again)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.sums[0].field = STR("line");
    sample.sums[0].field_title = STR("Number of the line");
    sample.sums[0].value = STR("3.1.1");
    text = text_of(&sample, 4);
    assert_has(text, ", line 3.1.1, Total expenditure: 110\n");
    assert_lacks(text, "Number of the line");
    free(text);
    sample.keys[0].value = STR_EMPTY; /* a blank one is not said as a key, but as a cell */
    sample.sums[0].value = STR_EMPTY;
    text = text_of(&sample, 4);
    assert_has(text, "Number of the line: blank; Total");
    free(text);
}
END_TEST

START_TEST(paragraphs_are_folded_and_paths_are_not)
{
    static struct sample sample;
    static char path[] = "a/very/long/path/that/nobody/would/want/to/see/broken/my returns/301.csv";
    char *text;

    sample_fill(&sample);
    sample.options.width = 50;
    sample.sums[0].path = str_of(path);
    text = text_of(&sample, 4);
    assert_has(text, "broken/my returns/301.csv:17:7");
    assert_has(text, "    Line 3.1.1: the provision columns add up to\n    £100, but total expenditure is £110.\n");
    free(text);
}
END_TEST

START_TEST(colours_only_when_asked)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    text = text_of(&sample, 4);
    ck_assert_ptr_null(strchr(text, '\x1b'));
    free(text);
    sample.options.colour = true;
    text = text_of(&sample, 4);
    assert_has(text, "\033[1;31mErrors\033[0m: put right");
    assert_has(text, "\033[1;31mRejected:\033[0m 2 errors");
    assert_has(text, "      | \033[1;33m         ^^\033[0m\n");
    free(text);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, the_whole_report);
    tcase_add_test(tests, nothing_found);
    tcase_add_test(tests, verdicts_in_plain_words);
    tcase_add_test(tests, what_is_left_out_is_counted);
    tcase_add_test(tests, a_remedy_with_figures_stands_behind_its_finding);
    tcase_add_test(tests, returns_in_a_table_worst_first);
    tcase_add_test(tests, skipped_rules_over_all_returns);
    tcase_add_test(tests, groups_count_only_what_is_known);
    tcase_add_test(tests, why_is_said_once_in_a_run);
    tcase_add_test(tests, quiet_is_the_summary_only);
    tcase_add_test(tests, a_long_line_is_cut_round_the_cell);
    tcase_add_test(tests, marks_stay_below_their_cell);
    tcase_add_test(tests, a_cell_cannot_act_on_the_terminal);
    tcase_add_test(tests, a_key_is_not_said_again);
    tcase_add_test(tests, paragraphs_are_folded_and_paths_are_not);
    tcase_add_test(tests, colours_only_when_asked);
}

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("report");
    suite_add_tcase(suite, tests);
    add_tests(tests);
    return run_suite(suite);
}
