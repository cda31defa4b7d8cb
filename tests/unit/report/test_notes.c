/* Notes in reports: queries that are explained, and files of notes to fill in. */
#include <check.h>

#include "../../run_suite.h"
#include "sample.h"

static const struct report_note given = {
    .reason = STR("A new contract, \"block\" booked"), .who = STR("A. Officer"), .when = STR("3 June 2024")};

/* The one query is explained, and the verdict rests on what is left. */
static void fill_explained(struct sample *sample)
{
    sample_fill(sample);
    sample->findings[3].note = &given;
    sample->codes[2].explained = 1;
    sample->run.explained = 1;
    sample->run.counts[FINDING_QUERY] = 0;
    sample->returns[0].explained = 1;
    sample->returns[0].counts[FINDING_QUERY] = 0;
}

static void assert_says(const char *format, size_t first, size_t count, const char *part, unsigned times)
{
    static struct sample sample;
    char *text;

    fill_explained(&sample);
    text = sample_report_text(format, &sample, sample.findings + first, count);
    ck_assert_ptr_nonnull(text);
    ck_assert_msg(sample_times(text, part) == times, "%s, not %u times: %s", text, times, part);
    free(text);
}

START_TEST(explained_queries_stand_apart_in_text)
{
    assert_says("text", 0, 4, "\n2 errors, 1 explained query.\n", 1);
    assert_says("text", 0, 4, "\nExplained query: nothing to do while the figures stand\n\nS251-210 ", 1);
    assert_says("text", 0, 4, "    Explained by A. Officer, 3 June 2024: A new contract, \"block\" booked\n\n", 1);
    assert_says("text", 0, 4, "Explained by", 1);
    assert_says("text", 3, 1, "How to put it right:", 0);
}
END_TEST

START_TEST(nothing_but_explained_queries_is_accepted)
{
    static struct sample sample;
    char *text;

    fill_explained(&sample);
    memset(sample.run.counts, 0, sizeof sample.run.counts);
    memset(sample.returns[0].counts, 0, sizeof sample.returns[0].counts);
    sample.run.verdict = VERDICT_ACCEPTED;
    sample.returns[0].skipped_count = 0;
    text = sample_report_text("text", &sample, &sample.findings[3], 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(sample_times(text, "\nNo errors and no open queries. 1 explained query.\n"), 1);
    ck_assert_uint_eq(sample_times(text, "\nAccepted: nothing that was checked stands in the way of submitting this "
                                         "return, with 1 query\nexplained.\n"),
                      1);
    free(text);
}
END_TEST

/* Open and explained findings of one code are two groups, each with its own count. */
START_TEST(open_and_explained_queries_of_one_code)
{
    static struct sample sample;
    struct report_found found[] = {{.code = STR("S251-210"), .found = 30, .left_out = 29},
                                   {.code = STR("S251-210"), .found = 5, .left_out = 4, .explained = true}};
    struct report_finding findings[2];
    char *text;

    fill_explained(&sample);
    sample.codes[2].found = 35;
    sample.codes[2].left_out = 33;
    sample.returns[0].found = found;
    sample.returns[0].found_count = 2;
    findings[0] = findings[1] = sample.findings[3];
    findings[0].note = NULL;
    text = sample_report_text("text", &sample, findings, 2);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(sample_times(text, "A large change since last year — 30 findings"), 1);
    ck_assert_uint_eq(sample_times(text, "A large change since last year — 5 findings"), 1);
    ck_assert_uint_eq(sample_times(text, "\n\n    …and 29 more like this"), 1);
    ck_assert_uint_eq(sample_times(text, "\n\n    …and 4 more like this"), 1);
    ck_assert_uint_eq(sample_times(text, "\n\n\n"), 0);
    ck_assert_uint_eq(sample_times(text, "Findings left out"), 0);
    free(text);
}
END_TEST

START_TEST(the_note_in_formats_for_programs)
{
    assert_says("json", 0, 4,
                "\"note\": {\"reason\": \"A new contract, \\\"block\\\" booked\", \"who\": \"A. Officer\", "
                "\"when\": \"3 June 2024\"}}",
                1);
    assert_says("json", 0, 4, "\"note\": null}", 3);
    assert_says("json", 0, 4, "\"counts\": {\"error\": 2, \"query\": 0, \"notice\": 0, \"explained\": 1}", 1);
    assert_says("csv", 3, 1, ",\"A new contract, \"\"block\"\" booked\",A. Officer,3 June 2024\n", 1);
    assert_says("sarif", 0, 4, "\"suppressions\": []", 3);
    assert_says("sarif", 0, 4,
                "\"suppressions\": [{\"kind\": \"external\", \"status\": \"accepted\", \"justification\": ", 1);
}
END_TEST

START_TEST(a_draft_has_an_entry_for_each_open_query)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    text = sample_report_text("notes", &sample, sample.findings, 4);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(strstr(text, "\n- code: \"S251-210\"\n"
                                       "  authority: \"301\"\n"
                                       "  period: \"2023-24\"\n"
                                       "  key: {\"line\": \"3.1.1\"}\n"
                                       "  says: \"Private provision of line 3.1.1 was blank and is £40.\"\n"
                                       "  reason: \"\"\n"
                                       "  who: \"\"\n"
                                       "  when: \"\"\n"));
    ck_assert_uint_eq(sample_times(text, "- code:"), 1);
    free(text);
    assert_says("notes", 0, 4, "- code:", 0);
    assert_says("notes", 0, 4, "\n[]\n", 1);
}
END_TEST

/* A record that nothing names is known by its file; keys that the return says already are left out. */
START_TEST(what_a_draft_says_of_the_place)
{
    static struct sample sample;
    struct report_finding query;
    char *text;

    sample_fill(&sample);
    query = sample.findings[3];
    query.places = sample.sums;
    text = sample_report_text("notes", &sample, &query, 1);
    ck_assert_uint_eq(sample_times(text, "\n  key: {\"line\": \"3.1.1\"}\n"), 1);
    free(text);
    sample.sums[0].key_count = 0;
    text = sample_report_text("notes", &sample, &query, 1);
    ck_assert_uint_eq(sample_times(text, "\n  file: \"301.csv\"\n"), 1);
    free(text);
    query.place_count = 0;
    text = sample_report_text("notes", &sample, &query, 1);
    ck_assert_uint_eq(sample_times(text, "file:"), 0);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("notes");
    TCase *tests = tcase_create("reports");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, explained_queries_stand_apart_in_text);
    tcase_add_test(tests, nothing_but_explained_queries_is_accepted);
    tcase_add_test(tests, open_and_explained_queries_of_one_code);
    tcase_add_test(tests, the_note_in_formats_for_programs);
    tcase_add_test(tests, a_draft_has_an_entry_for_each_open_query);
    tcase_add_test(tests, what_a_draft_says_of_the_place);
    return run_suite(suite);
}
