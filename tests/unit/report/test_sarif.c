#include <check.h>
#include <sys/wait.h>

#include "../../run_suite.h"
#include "sample.h"

/* What SARIF 2.1.0 requires of the parts that are written, by hand: there is no schema of it here. */
static const char examine[] =
    "import json, sys\n"
    "log = json.load(open(sys.argv[1], encoding='utf-8'))\n"
    "assert log['version'] == '2.1.0' and len(log['runs']) == 1\n"
    "run = log['runs'][0]\n"
    "assert run['columnKind'] == 'unicodeCodePoints'\n"
    "driver = run['tool']['driver']\n"
    "assert driver['name'] == 'Probity' and driver['version'] == '0.1.0'\n"
    "rules = driver['rules']\n"
    "assert [r['id'] for r in rules] == ['READ-207', 'S251-104', 'S251-210']\n"
    "assert all(r['help']['text'] and r['shortDescription']['text'] for r in rules)\n"
    "levels = {'READ-207': 'note', 'S251-104': 'error', 'S251-210': 'warning'}\n"
    "assert all(r['defaultConfiguration']['level'] == levels[r['id']] for r in rules)\n"
    "assert all(len(a['hashes']['sha-256']) == 64 for a in run['artifacts'])\n"
    "assert len(run['results']) == 4\n"
    "for result in run['results']:\n"
    "    assert rules[result['ruleIndex']]['id'] == result['ruleId']\n"
    "    assert result['level'] == levels[result['ruleId']] and result['message']['text']\n"
    "    assert len(result['partialFingerprints']['probity/v1']) == 16\n"
    "    for place in result.get('locations', []) + result.get('relatedLocations', []):\n"
    "        where = place['physicalLocation']\n"
    "        uri = where['artifactLocation']['uri']\n"
    "        assert run['artifacts'][where['artifactLocation']['index']]['location']['uri'] == uri\n"
    "        assert where['region']['startLine'] > 0 and where['region']['startColumn'] > 0\n"
    "sums = run['results'][1]\n"
    "assert len(sums['locations']) == 1 and len(sums['relatedLocations']) == 1\n"
    "assert sums['locations'][0]['physicalLocation']['region'] == "
    "{'startLine': 17, 'startColumn': 7, 'endColumn': 9}\n"
    "assert sums['properties']['key'] == {'line': '3.1.1', 'year': '2023-24'}\n"
    "assert sums['properties']['authority'] == '301' and sums['properties']['period'] == '2023-24'\n"
    "assert 'locations' not in run['results'][0]\n";

START_TEST(it_has_the_structure_of_sarif)
{
    static struct sample sample;
    char path[256];
    pid_t child;
    int status = 0;

    sample_fill(&sample);
    sample_path(path, sizeof path);
    ck_assert(sample_report_file("sarif", &sample, sample.findings, 4, path));
    child = fork();
    if (child == 0) {
        execlp("python3", "python3", "-c", examine, path, (char *)NULL);
        _exit(127);
    }
    ck_assert(child > 0 && waitpid(child, &status, 0) == child);
    remove(path);
    ck_assert(WIFEXITED(status));
    if (WEXITSTATUS(status) == 127) {
        printf("SKIP: structure of SARIF: there is no python3\n");
    } else {
        ck_assert_int_eq(WEXITSTATUS(status), 0);
    }
}
END_TEST

static void fingerprint_of(const struct sample *sample, const struct report_finding *finding, char print[17])
{
    static const char name[] = "\"probity/v1\": \"";
    char *text = sample_report_text("sarif", sample, finding, 1);
    const char *found;

    ck_assert_ptr_nonnull(text);
    found = strstr(text, name);
    ck_assert_ptr_nonnull(found);
    memcpy(print, found + sizeof name - 1, 16);
    print[16] = '\0';
    free(text);
}

START_TEST(fingerprints_stay_when_lines_move)
{
    static struct sample sample;
    char before[17], after[17], other[17];

    sample_fill(&sample);
    fingerprint_of(&sample, &sample.findings[1], before);
    /* Kept by others from version to version: this one must never change. */
    ck_assert_str_eq(before, "0314e97261fdf694");
    sample.sums[0].line = 99;
    sample.sums[0].record = 70;
    sample.sums[0].path = STR("elsewhere.csv");
    sample.findings[1].message = STR("Other figures.");
    fingerprint_of(&sample, &sample.findings[1], after);
    ck_assert_str_eq(before, after);
    sample.keys[0].value = STR("3.1.2");
    fingerprint_of(&sample, &sample.findings[1], other);
    ck_assert_str_ne(before, other);
}
END_TEST

START_TEST(paths_become_addresses)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.inputs[0].path = STR("/data/my returns/50%#é.csv");
    text = sample_report_text("sarif", &sample, sample.findings, 0);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(strstr(text, "\"uri\": \"file:///data/my%20returns/50%25%23%C3%A9.csv\""));
    free(text);
}
END_TEST

START_TEST(a_cell_cannot_make_a_link)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    sample.findings[0].message = STR("The value is [click](http://evil.example).");
    text = sample_report_text("sarif", &sample, sample.findings, 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(strstr(text, "[click] (http"));
    ck_assert_ptr_null(strstr(text, "]("));
    free(text);
}
END_TEST

START_TEST(help_says_what_explain_says)
{
    static struct sample sample;
    char *text;

    sample_fill(&sample);
    text = sample_report_text("sarif", &sample, sample.findings, 0);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(strstr(text, "\"help\": {\"text\": \"How to put it right: Check which provision column is "
                                       "wrong, or correct the total.\\n\\nWhy it matters: The Department adds the "
                                       "columns up again.\\n\\nSource: Section 251 outturn, table A1\"}"));
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sarif");
    TCase *tests = tcase_create("report");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, it_has_the_structure_of_sarif);
    tcase_add_test(tests, fingerprints_stay_when_lines_move);
    tcase_add_test(tests, paths_become_addresses);
    tcase_add_test(tests, a_cell_cannot_make_a_link);
    tcase_add_test(tests, help_says_what_explain_says);
    return run_suite(suite);
}
