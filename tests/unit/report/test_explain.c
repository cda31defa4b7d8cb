#include <check.h>

#include "../../run_suite.h"
#include "report/explain.h"
#include "report/fold.h"
#include "report/words.h"

static void assert_written(struct buffer *out, const char *expected)
{
    ck_assert(buffer_ok(out));
    buffer_char(out, '\0');
    ck_assert_str_eq(out->data, expected);
    buffer_free(out);
}

static const struct report_example examples[] = {
    {.passes = false, .text = STR("table_a1: line 3.1.1, own 60, total 110")},
    {.passes = true, .text = STR("(2023-24)\ntable_a1: line 3.1.1, own 60, total 100")},
};

static const struct report_term what[] = {
    {.name = STR("for"), .text = STR("table_a1")},
    {.name = STR("require"), .text = STR("own + private + other_public + voluntary = total\n  within one_pound")},
};

static const struct report_term shared[] = {
    {.name = STR("one_pound"), .meaning = STR("What rounding can explain."), .text = STR("1")},
    {.name = STR("lines"),
     .text = STR("of: table_a1\ncolumns:\n  whole: total is present and closed differs from true")},
};

static const char in_full[] = "S251-104 — The provision columns do not add up\n"
                              "An error: it must be put right before the return is\n"
                              "submitted.\n"
                              "\n"
                              "In force:\n"
                              "  2016-17 to 2024-25\n"
                              "\n"
                              "What is checked:\n"
                              "  for:     table_a1\n"
                              "  require: own + private + other_public + voluntary = total\n"
                              "           within one_pound\n"
                              "\n"
                              "Where:\n"
                              "  one_pound\n"
                              "    What rounding can explain.\n"
                              "      1\n"
                              "  lines\n"
                              "      of: table_a1\n"
                              "      columns:\n"
                              "        whole: total is present and closed differs from true\n"
                              "\n"
                              "What the report says:\n"
                              "  Line {line}: the columns add up to {own}.\n"
                              "\n"
                              "Why it matters:\n"
                              "  The Department adds them up again and sends back returns\n"
                              "  whose totals differ.\n"
                              "\n"
                              "How to put it right:\n"
                              "  Correct the total.\n"
                              "\n"
                              "Source:\n"
                              "  Section 251 outturn, table A1\n"
                              "\n"
                              "Note:\n"
                              "  Not where a source is rounded.\n"
                              "\n"
                              "Passes:\n"
                              "  - (2023-24)\n"
                              "    table_a1: line 3.1.1, own 60, total 100\n"
                              "\n"
                              "Fails:\n"
                              "  - table_a1: line 3.1.1, own 60, total 110\n";

START_TEST(a_code_in_full)
{
    struct buffer out = BUFFER_EMPTY;
    struct report_options options = {.width = 60};
    struct report_explanation explanation = {
        .code = STR("S251-104"),
        .title = STR("The provision columns do not add up"),
        .severity = FINDING_ERROR,
        .periods = STR("2016-17 to 2024-25"),
        .what = what,
        .what_count = 2,
        .names = shared,
        .name_count = 2,
        .message = STR("Line {line}: the columns add up to {own}."),
        .why = STR("The Department adds them up again and sends back returns whose totals differ."),
        .fix = STR("Correct the total."),
        .source = STR("Section 251 outturn, table A1"),
        .note = STR("Not where a source is rounded."),
        .examples = examples,
        .example_count = 2,
    };

    report_explain_write(&out, &explanation, &options);
    assert_written(&out, in_full);
}
END_TEST

START_TEST(an_indicator)
{
    static const struct report_term terms[] = {{.name = STR("numerator"), .text = STR("spent")},
                                               {.name = STR("limits"), .text = STR("1 to 2; outside them: query")}};
    static const struct report_example values[] = {
        {.gives = STR("1.5"), .text = STR("table_a1: total 3")},
        {.gives = STR("nothing"), .text = STR("table_a1: total (blank)")},
    };
    struct report_measure measure = {
        .meaning = STR("An indicator."), .causes = STR("Haste."), .caveat = STR("Small numbers.")};
    struct report_explanation explanation = {.code = STR("X-2"),
                                             .title = STR("Cost"),
                                             .measure = &measure,
                                             .what = terms,
                                             .what_count = 2,
                                             .examples = values,
                                             .example_count = 2};
    struct report_options options = {0};
    struct buffer out = BUFFER_EMPTY;

    report_explain_write(&out, &explanation, &options);
    assert_written(&out, "X-2 — Cost\nAn indicator.\n"
                         "\nHow it is worked out:\n  numerator: spent\n  limits:    1 to 2; outside them: query\n"
                         "\nWhat usually makes it odd:\n  Haste.\n"
                         "\nWhat to know of it:\n  Small numbers.\n"
                         "\nGives:\n  - 1.5 of table_a1: total 3\n  - nothing of table_a1: total (blank)\n");
}
END_TEST

START_TEST(what_is_empty_is_left_out)
{
    struct buffer out = BUFFER_EMPTY;
    struct report_options options = {0};
    struct report_explanation explanation = {.code = STR("X-1"), .severity = FINDING_NOTICE};

    report_explain_write(&out, &explanation, &options);
    assert_written(&out, "X-1\nA notice: worth knowing; nothing has to be done.\n");
    report_explain_help(&out, STR_EMPTY, STR("Why."), STR_EMPTY);
    assert_written(&out, "Why it matters: Why.");
}
END_TEST

START_TEST(colours_only_when_asked)
{
    struct buffer out = BUFFER_EMPTY;
    struct report_options options = {.colour = true};
    struct report_explanation explanation = {.code = STR("X-1"), .severity = FINDING_QUERY, .fix = STR("Do.")};

    report_explain_write(&out, &explanation, &options);
    assert_written(&out, "\033[1mX-1\033[0m\nA query: it must be put right or explained.\n"
                         "\n\033[1mHow to put it right:\033[0m\n  Do.\n");
}
END_TEST

START_TEST(words_are_not_broken)
{
    struct buffer out = BUFFER_EMPTY;
    struct report_fold fold = report_fold_begin(&out, 12, 2, 4);

    report_fold_text(&fold, "one two");
    report_fold_text(&fold, ", three fourteen-letters a");
    report_fold_whole(&fold, STR(" b c d e f"));
    report_fold_end(&fold);
    assert_written(&out, "  one two,\n    three\n    fourteen-letters\n    a b c d e f\n");
}
END_TEST

START_TEST(newlines_end_lines_and_widths_are_characters)
{
    struct buffer out = BUFFER_EMPTY;
    struct report_fold fold = report_fold_begin(&out, 7, 0, 2);

    report_fold_text(&fold, "££ ££££\n\nx\ty");
    report_fold_end(&fold);
    assert_written(&out, "££ ££££\n\n  x y\n");
}
END_TEST

START_TEST(returns_have_names)
{
    struct buffer out = BUFFER_EMPTY;
    struct report_words_return names = {STR("SSDA903"), STR("2023-24"), STR("301"), STR("Barking")};

    report_words_return(&out, &names);
    assert_written(&out, "SSDA903 2023-24 — Barking (301)");
    names.authority_name = STR_EMPTY;
    names.collection = STR_EMPTY;
    report_words_return(&out, &names);
    assert_written(&out, "2023-24 — 301");
    names.period = STR_EMPTY;
    names.authority = STR_EMPTY;
    report_words_return(&out, &names);
    assert_written(&out, "");
}
END_TEST

START_TEST(counts_agree_with_their_nouns)
{
    struct buffer out = BUFFER_EMPTY;

    for (uint64_t count = 0; count < 3; count++) {
        report_words_severities(&out, count, FINDING_QUERY);
        buffer_char(&out, ' ');
    }
    report_words_severities(&out, 1234567, FINDING_ERROR);
    assert_written(&out, "0 queries 1 query 2 queries 1,234,567 errors");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain");
    TCase *tests = tcase_create("words");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, a_code_in_full);
    tcase_add_test(tests, an_indicator);
    tcase_add_test(tests, what_is_empty_is_left_out);
    tcase_add_test(tests, colours_only_when_asked);
    tcase_add_test(tests, words_are_not_broken);
    tcase_add_test(tests, newlines_end_lines_and_widths_are_characters);
    tcase_add_test(tests, returns_have_names);
    tcase_add_test(tests, counts_agree_with_their_nouns);
    return run_suite(suite);
}
