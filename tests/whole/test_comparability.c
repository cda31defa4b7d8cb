/* doc/s251-rules.md holds the comparability checks over the published returns of 2016-17 and 2017-18 beside what is known of
 * 2018-19. Its counts and figures are right. */
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

enum { PERIODS = 2, FIRST_PERIOD = 2016, FOUND_MOST = 8000, VALUES_MOST = 400, CELL = 400 };

/* What the run found, kept for all rows. */
static struct {
    char code[16];
    char authority[8];
    int year;
} found[FOUND_MOST];
static size_t found_count;
static unsigned rows_looked_at;
static unsigned wrong;

/* ---- counts --------------------------------------------------------------------------------------------------------- */

static bool was_counted(size_t at, const char *codes)
{
    for (size_t i = 0; i < at; i++) {
        if (found[i].year == found[at].year && strstr(codes, found[i].code) &&
            strcmp(found[i].authority, found[at].authority) == 0) {
            return true;
        }
    }
    return false;
}

static long count(const char *codes, int year, bool councils)
{
    long number = 0;
    for (size_t i = 0; i < found_count; i++) {
        number += found[i].year == year && strstr(codes, found[i].code) && !(councils && was_counted(i, codes));
    }
    return number;
}

static void look_at_counts(const char *line, const char *codes, const char *unit)
{
    char cell[CELL];
    for (int p = 0; p < PERIODS; p++) {
        ck_assert(harness_cell(line, 3 + p, cell, CELL));
        long said = strcmp(cell, "–") == 0 ? 0 : strtol(cell, NULL, 10);
        long is = count(codes, FIRST_PERIOD + p, strcmp(unit, "councils") == 0);
        if (said != is) {
            printf("WRONG: %s in %d: %ld %s, and %ld in the document\n", codes, FIRST_PERIOD + p, is, unit, said);
            wrong++;
        }
    }
    rows_looked_at++;
}

/* ---- figures -------------------------------------------------------------------------------------------------------- */

static size_t values_of(const struct compare_matrix *matrix, const char *code, int period, double *values)
{
    size_t values_count = 0;
    for (uint32_t r = 0; r < matrix->return_count; r++) {
        for (uint32_t i = 0; i < matrix->indicator_count; i++) {
            const struct compare_cell *cell = compare_cell_at(matrix, r, i);
            if (cell->known && matrix->returns[r].period == period &&
                str_equal(matrix->indicators[i].code, str_of(code))) {
                ck_assert_uint_lt(values_count, VALUES_MOST);
                values[values_count++] = cell->value;
            }
        }
    }
    robust_sort(values, values_count);
    return values_count;
}

static double share_apart(const double *values, size_t values_count, double from, double to)
{
    size_t within = 0;
    for (size_t i = 0; i < values_count; i++) {
        double apart = fabs(values[i] - 1);
        within += apart > from && apart <= to;
    }
    return (double)within / (double)values_count;
}

static double moved(const double *values, size_t values_count)
{
    size_t number = 0;
    for (size_t i = 0; i < values_count; i++) {
        number += fabs(values[i]) > 0.2;
    }
    return (double)number;
}

static double work_out(const char *what, const double *values, size_t values_count)
{
    if (strcmp(what, "at most 5% apart") == 0) {
        return share_apart(values, values_count, -1, 0.05);
    }
    if (strcmp(what, "more than 20% apart") == 0) {
        return share_apart(values, values_count, 0.2, INFINITY);
    }
    if (strcmp(what, "councils that moved by more than 20%") == 0) {
        return moved(values, values_count);
    }
    if (strcmp(what, "median") == 0) {
        return robust_median(values, values_count);
    }
    if (strcmp(what, "greatest") == 0) {
        return values[values_count - 1];
    }
    ck_assert_msg(strstr(what, "percentile") != NULL, "the document says \"%s\", which this test does not know", what);
    return robust_quantile(values, values_count, strtod(what, NULL) / 100);
}

/* "1,596", "52%", "2.3%": with as many decimals as the document gives. */
static void word_like(char text[CELL], const char *like, double value)
{
    bool percent = strchr(like, '%') != NULL;
    double shown = percent ? value * 100 : value;
    int decimals = strchr(like, '.') ? 1 : 0;
    int length = snprintf(text, CELL, "%.*f", decimals, shown);
    if (!percent && shown >= 1000) { /* below a million */
        memmove(text + length - 2, text + length - 3, 4);
        text[length - 3] = ',';
    }
    (void)strcat(text, percent ? "%" : "");
}

static void look_at_figures(const struct compare_matrix *matrix, const char *line, const char *code, const char *what)
{
    char cell[CELL], is[CELL];
    double values[VALUES_MOST];
    for (int p = 0; p < PERIODS; p++) {
        ck_assert(harness_cell(line, 3 + p, cell, CELL));
        if (strcmp(cell, "–") == 0) {
            continue;
        }
        size_t values_count = values_of(matrix, code, FIRST_PERIOD + p, values);
        ck_assert_msg(values_count > 0, "%s has no figure in %d", code, FIRST_PERIOD + p);
        word_like(is, cell, work_out(what, values, values_count));
        if (strcmp(is, cell) != 0) {
            printf("WRONG: %s, %s in %d: %s, and %s in the document\n", code, what, FIRST_PERIOD + p, is, cell);
            wrong++;
        }
    }
    rows_looked_at++;
}

/* ---- the document ---------------------------------------------------------------------------------------------------- */

static void look_at_row(const struct compare_matrix *matrix, const char *line)
{
    char codes[CELL], what[CELL];
    ck_assert(harness_cell(line, 1, codes, CELL) && harness_cell(line, 2, what, CELL));
    if (strcmp(what, "councils") == 0 || strcmp(what, "lines") == 0) {
        look_at_counts(line, codes, what);
    } else {
        look_at_figures(matrix, line, codes, what);
    }
}

static void look_at_document(const struct compare_matrix *matrix)
{
    static char line[4096];
    const char *path = harness_tree("doc/s251-rules.md");
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    bool inside = false;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "## ", 3) == 0) {
            inside = strncmp(line, "## Beside the counts of 2018-19", 31) == 0;
        }
        if (inside && strncmp(line, "| C", 3) == 0) {
            look_at_row(matrix, line);
        }
    }
    (void)fclose(file);
}

/* ---- the run ---------------------------------------------------------------------------------------------------------- */

static bool begin(struct report *report)
{
    (void)report;
    found_count = 0;
    return true;
}

static bool keep(struct report *report, const struct report_finding *finding)
{
    (void)report;
    ck_assert_uint_lt(found_count, FOUND_MOST);
    (void)snprintf(found[found_count].code, sizeof found[0].code, "%.*s", STR_ARGS(finding->code));
    (void)snprintf(found[found_count].authority, sizeof found[0].authority, "%.*s", STR_ARGS(finding->authority));
    found[found_count++].year = finding->period.length ? (int)strtol(finding->period.data, NULL, 10) : 0;
    return true;
}

static bool end(struct report *report)
{
    ck_assert_ptr_nonnull(report->run->matrix);
    look_at_document(report->run->matrix);
    return true;
}

static void run_national(const char *shared)
{
    static const struct report_format looker = {
        .name = "looked at", .order = REPORT_BY_PLACE, .most = UINT64_MAX, .begin = begin, .finding = keep, .end = end};
    static const char *const given[][2] = {
        {"population", "ons_mid-year_population_estimates_2012_to_2024.csv"},
        {"cla", "cla_2016_SFR41_CLA2016.csv"},
        {"cla", "cla_2017_SFR50_CLA2017.csv"},
        {"cla", "cla_2018_CLA2018.csv"},
        {"children_in_need", "b1_children_in_need_2013_to_2025.csv"},
        {"ro3", "ro3_2017-18_by_la.xlsx"},
    };
    harness_report_national(shared, given, sizeof given / sizeof *given, &looker);
}

START_TEST(what_is_said_beside_2018_19)
{
    const char *shared = harness_shared("comparability checks over the published returns");
    if (!shared) {
        return;
    }
    run_national(shared);
    ck_assert_uint_gt(rows_looked_at, 50);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("comparability");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, what_is_said_beside_2018_19);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
