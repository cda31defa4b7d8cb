/* The same input gives the same bytes: from run to run, on one thread and on two, and whatever the rule files are called. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "base/folder.h"
#include "harness.h"

static char *report_on(struct probity_library *library, const char *path, const char *format, unsigned threads,
                       size_t *length)
{
    struct failure failure = {.kind = FAILURE_NONE};
    struct probity_check_options options = {.files = &path, .file_count = 1, .threads = threads, .sha256 = true};
    struct probity_check *check = probity_check(library, &options, &failure);
    ck_assert_msg(check != NULL, "%s", failure.message);
    const char *written = harness_write("report", STR_EMPTY);
    struct output *output = output_open(written, &failure);
    ck_assert_ptr_nonnull(output);
    struct probity_report_options report = {.format = report_format_find(str_of(format)), .most = UINT64_MAX};
    ck_assert(probity_check_report(check, &report, output, &failure));
    ck_assert(output_commit(output, &failure));
    probity_check_free(check);
    return harness_read(written, length);
}

static void expect_same(const char *a, size_t a_length, const char *b, size_t b_length, const char *what)
{
    ck_assert_msg(a_length == b_length && memcmp(a, b, a_length) == 0, "%s gives other bytes", what);
}

static const char *national_file(void)
{
    static char path[4200];
    const char *shared = harness_shared("determinism on the national file");
    if (shared) {
        (void)snprintf(path, sizeof path, "%s/data/s251/table_a1_outturn_2013-14_to_2017-18.csv", shared);
    }
    return shared ? path : NULL;
}

START_TEST(runs_and_threads)
{
    const char *path = national_file();
    if (!path) {
        return;
    }
    static const char *const formats[] = {"json", "csv", "sarif", "text"};
    for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
        struct probity_library *library = harness_library(), *again = harness_library();
        size_t length = 0, other = 0;
        char *first = report_on(library, path, formats[f], 1, &length);
        ck_assert_uint_gt(length, 1000);
        for (unsigned threads = 1; threads <= 4; threads++) {
            char *second = report_on(again, path, formats[f], threads, &other);
            expect_same(first, length, second, other, formats[f]);
            free(second);
        }
        free(first);
        probity_library_close(library);
        probity_library_close(again);
    }
}
END_TEST

/* A copy of the rules in which the files have names in the opposite order. */
static const char *renamed_rules(void)
{
    static char rules[4200];
    char command[9000];
    (void)snprintf(rules, sizeof rules, "%s", harness_folder("rules"));
    (void)snprintf(command, sizeof command, "mkdir -p '%s/s251-outturn'", rules);
    ck_assert_int_eq(system(command), 0);
    struct arena arena = ARENA_EMPTY;
    struct folder_list list;
    ck_assert(folder_list(harness_tree("rules/s251-outturn"), STR(".yaml"), &arena, &list, NULL));
    for (size_t i = 0; i < list.count; i++) {
        (void)snprintf(command, sizeof command, "cp '%s' '%s/s251-outturn/%03zu.yaml'", list.paths[i].data, rules,
                       list.count - i);
        ck_assert_int_eq(system(command), 0);
    }
    arena_free(&arena);
    return rules;
}

START_TEST(names_of_rule_files)
{
    const char *path = national_file();
    if (!path) {
        return;
    }
    struct probity_library *renamed = harness_library_with(renamed_rules(), harness_tree("indicators"));
    struct probity_library *library = harness_library();
    size_t length = 0, other = 0;
    char *first = report_on(library, path, "json", 2, &length);
    char *second = report_on(renamed, path, "json", 2, &other);
    expect_same(first, length, second, other, "another order of rule files");
    free(first);
    free(second);
    probity_library_close(library);
    probity_library_close(renamed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("determinism");
    TCase *all = tcase_create("json");
    tcase_set_timeout(all, 300);
    tcase_add_test(all, runs_and_threads);
    tcase_add_test(all, names_of_rule_files);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
