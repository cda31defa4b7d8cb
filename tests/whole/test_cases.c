/* The published cases of the rules: of each, what our rule finds is what the case expects, in every period in which it
 * holds, but for those of which known-differences.yaml says why the case is wrong. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"

static struct probity_library *library;

static void open_library(void)
{
    library = harness_library();
}

static void close_library(void)
{
    probity_library_close(library);
}

static void run_corpus(const char *name, uint64_t cases, uint64_t in_no_period)
{
    const char *shared = harness_shared("published cases of rules");
    if (!shared) {
        return;
    }
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/corpora/%s.jsonl", shared, name);
    struct probity_case_options options = {.path = path};
    struct probity_case_tally tally;
    struct buffer out = BUFFER_EMPTY;
    struct failure failure = {0};
    ck_assert_msg(probity_cases_test(library, &options, &out, &tally, &failure), "%s:%u: %s", failure.path,
                  failure.line, failure.message);
    bool fine = tally.failed == 0 && tally.without_rule == 0;
    if (!fine) {
        (void)fwrite(out.data, 1, out.length, stdout);
    }
    buffer_free(&out);
    ck_assert_uint_eq(tally.failed, 0);
    ck_assert_uint_eq(tally.without_rule, 0);
    ck_assert_uint_eq(tally.in_no_period, in_no_period);
    ck_assert_uint_eq(tally.passed + tally.known + tally.in_no_period, cases);
    ck_assert_uint_le(tally.known * 20, cases); /* a list of exceptions, not a way out */
}

START_TEST(test_ssda903)
{
    run_corpus("ssda903", 379, 4);
}
END_TEST

START_TEST(test_cin)
{
    run_corpus("cin", 114, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("published cases");
    TCase *tests = tcase_create("corpora");
    tcase_add_unchecked_fixture(tests, open_library, close_library);
    tcase_add_test(tests, test_ssda903);
    tcase_add_test(tests, test_cin);
    tcase_set_timeout(tests, 60);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
