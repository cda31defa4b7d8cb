/* doc/s251-rules.md says how often each rule finds something in the published returns of 2016-17 and 2017-18. It says so
 * of every rule, and it is right. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "harness.h"

enum { CODES_MOST = 400, PERIODS = 2, REFERENCES = 3 };

static const char *const periods[PERIODS] = {"2016-17", "2017-18"};

struct documented {
    char code[16];
    long counts[PERIODS]; /* -1: the rule is not run */
    bool counted;         /* the row gives counts */
};

static struct documented rows[CODES_MOST];
static size_t row_count;

/* A row of a list of rules: | S251-104 | title | severity | check | 0 | 0 |; table A's rows give no counts. */
static void read_row(const char *line)
{
    char code[64], text[64];
    if (strncmp(line, "| S251-", 7) != 0 || !harness_cell(line, 0, code, sizeof code)) {
        return;
    }
    ck_assert_uint_lt(row_count, CODES_MOST);
    ck_assert_uint_lt(strlen(code), sizeof rows[0].code);
    struct documented *row = &rows[row_count++];
    (void)snprintf(row->code, sizeof row->code, "%s", code);
    row->counted = harness_cell(line, 5, text, sizeof text);
    for (int p = 0; p < PERIODS && row->counted; p++) {
        ck_assert(harness_cell(line, 4 + p, text, sizeof text));
        row->counts[p] = strcmp(text, "–") == 0 ? -1 : strtol(text, NULL, 10);
    }
}

static void read_document(void)
{
    static char line[4096];
    const char *path = harness_tree("doc/s251-rules.md");
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    row_count = 0;
    while (fgets(line, sizeof line, file)) {
        read_row(line);
    }
    (void)fclose(file);
    ck_assert_uint_gt(row_count, 0);
}

static const struct documented *documented(struct str code)
{
    for (size_t i = 0; i < row_count; i++) {
        if (str_equal(code, str_of(rows[i].code))) {
            return &rows[i];
        }
    }
    return NULL;
}

START_TEST(every_rule_is_listed)
{
    static char name[200], line[4096];
    static const char *const files[] = {"1-structure",     "2-identities", "3-plausibility", "4-year-on-year",
                                        "5-comparability", "6-table-a",    "7-with-others"};
    read_document();
    size_t listed = 0;
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        (void)snprintf(name, sizeof name, "rules/s251-outturn/%s.yaml", files[f]);
        const char *path = harness_tree(name);
        FILE *file = fopen(path, "rb");
        ck_assert_msg(file != NULL, "%s is not there", path);
        while (fgets(line, sizeof line, file)) {
            if (strncmp(line, "- code: ", 8) == 0) {
                struct str code = str_trim(str_of(line + 8));
                ck_assert_msg(documented(code) != NULL, "%.*s is not in doc/s251-rules.md", STR_ARGS(code));
                listed++;
            }
        }
        (void)fclose(file);
    }
    ck_assert_uint_eq(listed, row_count);
}
END_TEST

static long count(const struct caught *caught, const char *code, const char *period)
{
    long found = 0;
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        found += str_equal(finding->code, str_of(code)) && str_equal(finding->period, str_of(period));
    }
    return found;
}

START_TEST(counts_are_right)
{
    static char path[4200];
    const char *shared = harness_shared("the counts of every rule");
    if (!shared) {
        return;
    }
    read_document();
    static char paths[REFERENCES][4200];
    static const char *const given[REFERENCES][2] = {
        {"ro3", "ro3_2017-18_by_la.xlsx"}, {"cla", "cla_2017_SFR50_CLA2017.csv"}, {"cla", "cla_2018_CLA2018.csv"}};
    struct probity_reference references[REFERENCES];
    for (int i = 0; i < REFERENCES; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "%s/data/activity/%s", shared, given[i][1]);
        references[i] = (struct probity_reference){given[i][0], paths[i]};
    }
    (void)snprintf(path, sizeof path, "%s/data/s251/table_a1_outturn_2013-14_to_2017-18.csv", shared);
    const char *file = path;
    struct probity_check_options options = {
        .files = &file, .file_count = 1, .threads = 1, .references = references, .reference_count = REFERENCES};
    struct probity_library *library = harness_library();
    struct caught caught;
    ck_assert(harness_check(library, &options, &caught));
    unsigned wrong = 0;
    for (size_t i = 0; i < row_count; i++) {
        for (int p = 0; p < PERIODS; p++) {
            long found = count(&caught, rows[i].code, periods[p]);
            long wanted = rows[i].counted && rows[i].counts[p] > 0 ? rows[i].counts[p] : 0;
            if (found != wanted) {
                printf("WRONG: %s in %s: %ld found, %ld in the document\n", rows[i].code, periods[p], found, wanted);
                wrong++;
            }
        }
    }
    ck_assert_uint_eq(wrong, 0);
    harness_free(&caught);
    probity_library_close(library);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("counts");
    TCase *all = tcase_create("s251");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, every_rule_is_listed);
    tcase_add_test(all, counts_are_right);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
