/* Indicators on real data: doc/indicators.md lists every one of them, and what it says of the published returns of 2016-17 and
 * 2017-18 is right. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "compare/matrix.h"
#include "compare/robust.h"
#include "harness.h"
#include "report/internal.h"

enum { CODES_MOST = 400, VALUES_MOST = 400 };

static char listed[CODES_MOST][16];
static bool seen[CODES_MOST];
static size_t listed_count;

static FILE *open_in_tree(const char *name)
{
    static char path[4300];
    const char *data = getenv("PROBITY_DATA");
    (void)snprintf(path, sizeof path, "%s/%s", data ? data : ".", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    return file;
}

/* The rows of the lists at the end of the document. */
static void read_document(void)
{
    static char line[8192];
    FILE *file = open_in_tree("doc/indicators.md");
    bool lists = false;
    listed_count = 0;
    while (fgets(line, sizeof line, file)) {
        lists = lists || strncmp(line, "## All indicators", 17) == 0;
        if (lists && line[0] == '|' && strchr(line, '-') && line[1] == ' ' && line[2] >= 'A' && line[2] <= 'Z') {
            ck_assert_uint_lt(listed_count, CODES_MOST);
            (void)snprintf(listed[listed_count++], sizeof listed[0], "%.*s", (int)strcspn(line + 2, " "), line + 2);
        }
    }
    (void)fclose(file);
}

static void look_up(const char *prefix, const char *code)
{
    char full[64];
    (void)snprintf(full, sizeof full, "%s-%.*s", prefix, (int)strcspn(code, "\""), code);
    for (size_t i = 0; i < listed_count; i++) {
        if (strcmp(listed[i], full) == 0) {
            seen[i] = true;
            return;
        }
    }
    ck_abort_msg("%s is not in doc/indicators.md", full);
}

START_TEST(every_indicator_is_listed)
{
    static const char *const files[][2] = {{"cin", "CIN"}, {"s251-outturn", "S251"}, {"ssda903", "SSDA903"}};
    char name[64], line[4096];
    read_document();
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        (void)snprintf(name, sizeof name, "indicators/%s.yaml", files[f][0]);
        FILE *file = open_in_tree(name);
        while (fgets(line, sizeof line, file)) {
            if (strncmp(line, "- indicator: \"", 14) == 0) {
                look_up(files[f][1], line + 14);
            }
        }
        (void)fclose(file);
    }
    for (size_t i = 0; i < listed_count; i++) {
        ck_assert_msg(seen[i], "%s is in doc/indicators.md and in no file of indicators", listed[i]);
    }
    ck_assert_uint_ge(listed_count, 40);
}
END_TEST

/* ---- the published returns ----------------------------------------------------------------------------------------- */

/* What the document says: councils, 1st percentile, median, 99th, how many are below the limits and above. */
static const struct {
    const char *code;
    int period;
    size_t count;
    double first, median, last;
    unsigned below, above;
} said[] = {
    {"S251-501", 2016, 146, 825, 2822, 5448, 3, 0}, {"S251-501", 2017, 145, 785, 2807, 5696, 5, 1},
    {"S251-502", 2016, 151, 314, 579, 1034, 4, 2},  {"S251-502", 2017, 150, 305, 587, 1183, 3, 3},
    {"S251-504", 2016, 151, 45, 111, 235, 2, 3},    {"S251-504", 2017, 151, 48, 115, 203, 2, 1},
};

static unsigned looked_at;

static size_t values_of(const struct compare_matrix *matrix, const char *code, int period, double *values)
{
    size_t count = 0;
    for (uint32_t r = 0; r < matrix->return_count; r++) {
        for (uint32_t i = 0; i < matrix->indicator_count; i++) {
            const struct compare_cell *cell = compare_cell_at(matrix, r, i);
            if (cell->known && matrix->returns[r].period == period &&
                str_equal(matrix->indicators[i].code, str_of(code))) {
                ck_assert_uint_lt(count, VALUES_MOST);
                values[count++] = cell->value;
            }
        }
    }
    robust_sort(values, count);
    return count;
}

static bool look_at_matrix(struct report *report)
{
    const struct compare_matrix *matrix = report->run->matrix;
    double values[VALUES_MOST];
    ck_assert_ptr_nonnull(matrix);
    for (size_t s = 0; s < sizeof said / sizeof *said; s++) {
        size_t count = values_of(matrix, said[s].code, said[s].period, values);
        ck_assert_uint_eq(count, said[s].count);
        ck_assert_double_eq(round(robust_quantile(values, count, 0.01)), said[s].first);
        ck_assert_double_eq(round(robust_median(values, count)), said[s].median);
        ck_assert_double_eq(round(robust_quantile(values, count, 0.99)), said[s].last);
        looked_at++;
    }
    /* What the Committee of Public Accounts was told. */
    size_t count = values_of(matrix, "S251-512", 2017, values);
    ck_assert_uint_gt(count, 0);
    ck_assert_double_eq(round(values[0]), 566);
    ck_assert_double_eq(round(values[count - 1]), 5166);
    return true;
}

static unsigned findings[2][3]; /* by year and by unit cost */

static bool count_finding(struct report *report, const struct report_finding *finding)
{
    static const char *const codes[] = {"S251-501", "S251-502", "S251-504"};
    (void)report;
    for (size_t c = 0; c < sizeof codes / sizeof *codes; c++) {
        findings[str_equal(finding->period, STR("2017-18"))][c] += str_equal(finding->code, str_of(codes[c]));
    }
    return true;
}

static bool end(struct report *report)
{
    (void)report;
    return true;
}

START_TEST(unit_costs_are_as_documented)
{
    static const struct report_format looker = {.name = "looked at",
                                                .order = REPORT_BY_PLACE,
                                                .most = UINT64_MAX,
                                                .begin = look_at_matrix,
                                                .finding = count_finding,
                                                .end = end};
    static const char *const given[][2] = {
        {"cla", "cla_2017_SFR50_CLA2017.csv"},
        {"cla", "cla_2018_CLA2018.csv"},
        {"children_in_need", "b1_children_in_need_2013_to_2025.csv"},
        {"population", "ons_mid-year_population_estimates_2012_to_2024.csv"},
        {"workforce", "csww_indicators_2017_to_2025.csv"},
    };
    const char *shared = harness_shared("unit costs of the published returns");
    if (!shared) {
        return;
    }
    harness_report_national(shared, given, sizeof given / sizeof *given, &looker);
    ck_assert_uint_eq(looked_at, sizeof said / sizeof *said);
    for (size_t s = 0; s < sizeof said / sizeof *said; s++) {
        ck_assert_uint_eq(findings[said[s].period == 2017][s / 2], said[s].below + said[s].above);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("indicators");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, every_indicator_is_listed);
    tcase_add_test(all, unit_costs_are_as_documented);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
