#include <check.h>
#include <sys/wait.h>

#include "../../run_suite.h"
#include "sample.h"

/* Held against the schema where python3 has jsonschema, and otherwise only parsed. Exits 77 for "only parsed". */
static const char validate[] = "import json, sys\n"
                               "report = json.load(open(sys.argv[1], encoding='utf-8'))\n"
                               "schema = json.load(open(sys.argv[2], encoding='utf-8'))\n"
                               "try:\n"
                               "    import jsonschema\n"
                               "except ImportError:\n"
                               "    sys.exit(77)\n"
                               "jsonschema.Draft202012Validator.check_schema(schema)\n"
                               "wrong = list(jsonschema.Draft202012Validator(schema).iter_errors(report))\n"
                               "for mistake in wrong:\n"
                               "    print(mistake.message, list(mistake.path))\n"
                               "sys.exit(1 if wrong else 0)\n";

static int run_python(const char *report)
{
    const char *top = getenv("TOP_SRCDIR");
    char schema[1024];
    pid_t child;
    int status = 0;

    snprintf(schema, sizeof schema, "%s/schemas/probity-report.schema.json", top ? top : ".");
    child = fork();
    if (child == 0) {
        execlp("python3", "python3", "-c", validate, report, schema, (char *)NULL);
        _exit(127);
    }
    ck_assert(child > 0 && waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void assert_valid(const struct sample *sample, size_t count)
{
    char path[256];
    int result;

    sample_path(path, sizeof path);
    ck_assert(sample_report_file("json", sample, sample->findings, count, path));
    result = run_python(path);
    remove(path);
    if (result == 127) {
        printf("SKIP: JSON against its schema: there is no python3\n");
    } else if (result == 77) {
        printf("SKIP: JSON against its schema: python3 has no jsonschema\n");
    } else {
        ck_assert_int_eq(result, 0);
    }
}

START_TEST(it_fits_its_schema)
{
    static struct sample sample;

    sample_fill(&sample);
    assert_valid(&sample, 4);
}
END_TEST

START_TEST(it_fits_its_schema_with_nothing_in_it)
{
    static struct sample sample;

    memset(&sample, 0, sizeof sample);
    sample.run.version = "0.1.0";
    assert_valid(&sample, 0);
}
END_TEST

START_TEST(it_fits_its_schema_with_nothing_known)
{
    static struct sample sample;

    sample_fill(&sample);
    sample.returns[0] = (struct report_return){.collection = STR("cin"), .verdict = VERDICT_NOT_CHECKED};
    sample.inputs[0].sha256 = STR_EMPTY;
    sample.sums[0] = (struct report_place){.path = STR("x\xff\n\"")};
    sample.sums[0].value = STR("\x1b[0m\\");
    sample.sums[0].has_value = true;
    assert_valid(&sample, 4);
}
END_TEST

START_TEST(a_finding_is_one_line_in_a_fixed_order)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    text = sample_report_text("json", &sample, &sample.findings[3], 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(strstr(
        text, "\n  \"findings\": [\n"
              "    {\"code\": \"S251-210\", \"severity\": \"query\", \"title\": \"A large change since last year\", "
              "\"message\": \"Private provision of line 3.1.1 was blank and is £40.\", "
              "\"fix\": \"Check which provision column is wrong, or correct the total.\", "
              "\"collection\": \"s251-outturn\", \"period\": \"2023-24\", \"authority\": \"301\", "
              "\"places\": [{\"path\": \"returns/301.csv\", \"line\": 17, \"column\": 10, \"table\": \"table_a1\", "
              "\"record\": 12, \"key\": {\"line\": \"3.1.1\"}, \"field\": \"private\", \"value\": \"40\"}, "
              "{\"path\": \"last_year.csv\", \"line\": 4, \"column\": 3, \"table\": \"table_a1\", \"record\": 12, "
              "\"key\": {\"line\": \"3.1.1\"}, \"field\": \"private\", \"value\": \"\"}], \"note\": null}\n"
              "  ],\n"));
    free(text);
}
END_TEST

START_TEST(what_is_left_out_is_counted)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.codes[1].left_out = 5;
    text = sample_report_text("json", &sample, sample.findings, 4);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(strstr(text, "\n  \"left_out\": {\n"
                                       "    \"READ-207\": 0,\n"
                                       "    \"S251-104\": 5,\n"
                                       "    \"S251-210\": 0\n"
                                       "  }\n"
                                       "}\n"));
    free(text);
}
END_TEST

START_TEST(unknown_is_null)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.findings[0].places = sample.sums;
    sample.findings[0].place_count = 1;
    sample.sums[0] = (struct report_place){.path = STR("a.csv")};
    text = sample_report_text("json", &sample, sample.findings, 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(
        strstr(text, "\"collection\": null, \"period\": null, \"authority\": null, "
                     "\"places\": [{\"path\": \"a.csv\", \"line\": null, \"column\": null, \"table\": null, "
                     "\"record\": null, \"key\": {}, \"field\": null, \"value\": null}], \"note\": null}"));
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *tests = tcase_create("report");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, it_fits_its_schema);
    tcase_add_test(tests, it_fits_its_schema_with_nothing_in_it);
    tcase_add_test(tests, it_fits_its_schema_with_nothing_known);
    tcase_add_test(tests, a_finding_is_one_line_in_a_fixed_order);
    tcase_add_test(tests, what_is_left_out_is_counted);
    tcase_add_test(tests, unknown_is_null);
    return run_suite(suite);
}
