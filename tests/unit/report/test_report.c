/* The formats' table, and what happens when the output cannot be written. */
#include <check.h>
#include <fcntl.h>

#include "../../run_suite.h"
#include "sample.h"

START_TEST(formats_are_found_by_name)
{
    static const char *const names[] = {"text", "json", "sarif", "csv", "html"};
    size_t count = 0;
    const struct report_format *const *formats = report_formats(&count);

    ck_assert_uint_eq(count, 5);
    for (size_t i = 0; i < count; i++) {
        ck_assert_str_eq(formats[i]->name, names[i]);
        ck_assert_ptr_eq(report_format_find(str_of(names[i])), formats[i]);
        ck_assert(formats[i]->describes[0] != '\0');
    }
    ck_assert_ptr_null(report_format_find(STR("pdf")));
    ck_assert_ptr_null(report_format_find(STR_EMPTY));
}
END_TEST

START_TEST(a_report_may_be_abandoned)
{
    static struct sample sample;
    size_t count = 0;
    const struct report_format *const *formats = report_formats(&count);

    sample_fill(&sample);
    for (size_t i = 0; i < count; i++) {
        struct failure failure = {0};
        struct output *output = output_open("-", &failure);
        struct report *report = report_begin(formats[i], &sample.run, &sample.options, output, &failure);

        ck_assert_ptr_nonnull(report);
        ck_assert(report_finding(report, &sample.findings[0], &failure));
        report_abandon(report);
        output_abandon(output);
        ck_assert(!failure_is_set(&failure));
    }
    report_abandon(NULL);
}
END_TEST

/* Standard output on a full disk: /dev/full refuses every byte. */
START_TEST(a_full_disk_is_a_failure)
{
    static struct sample sample;
    size_t count = 0;
    const struct report_format *const *formats = report_formats(&count);
    int full = open("/dev/full", O_WRONLY);
    int kept = dup(STDOUT_FILENO);

    if (full < 0) {
        return;
    }
    sample_fill(&sample);
    fflush(stdout);
    ck_assert(dup2(full, STDOUT_FILENO) == STDOUT_FILENO);
    for (size_t i = 0; i < count; i++) {
        struct failure failure = {0};
        struct output *output = output_open("-", &failure);
        bool written = sample_report(formats[i]->name, &sample, sample.findings, 4, output, &failure);

        if (written) {
            written = output_commit(output, &failure);
        } else {
            output_abandon(output);
        }
        ck_assert(!written);
        ck_assert_int_eq(failure.kind, FAILURE_FILE);
    }
    ck_assert(dup2(kept, STDOUT_FILENO) == STDOUT_FILENO);
    close(kept);
    close(full);
}
END_TEST

/* Many times what is kept before it is written: every finding arrives, once. */
START_TEST(long_reports_are_written_in_pieces)
{
    static struct sample sample;
    enum { FINDINGS = 600 };
    struct report_finding *findings = calloc(FINDINGS, sizeof *findings);
    size_t count = 0;
    const struct report_format *const *formats = report_formats(&count);

    ck_assert_ptr_nonnull(findings);
    sample_fill(&sample);
    for (size_t i = 0; i < FINDINGS; i++) {
        findings[i] = sample.findings[2];
    }
    for (size_t i = 0; i < count; i++) {
        char *text = sample_report_text(formats[i]->name, &sample, findings, FINDINGS);

        ck_assert_ptr_nonnull(text);
        ck_assert_uint_eq(sample_times(text, "Line 3.1.2: likewise."), FINDINGS);
        free(text);
    }
    free(findings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *tests = tcase_create("all formats");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, formats_are_found_by_name);
    tcase_add_test(tests, a_report_may_be_abandoned);
    tcase_add_test(tests, a_full_disk_is_a_failure);
    tcase_add_test(tests, long_reports_are_written_in_pieces);
    return run_suite(suite);
}
