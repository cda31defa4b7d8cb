/* Every council's Section 251 outturn of 2016-17 and 2017-18 side by side: through the public API, in all formats. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "harness.h"

enum { COUNCILS = 152 };

static char national[4200], population[4200], neighbours[4200];

static bool find_files(void)
{
    const char *shared = harness_shared("every council compared");
    if (shared) {
        (void)snprintf(national, sizeof national, "%s/data/s251/table_a1_outturn_2013-14_to_2017-18.csv", shared);
        (void)snprintf(population, sizeof population,
                       "%s/data/activity/ons_mid-year_population_estimates_2012_to_2024.csv", shared);
        (void)snprintf(neighbours, sizeof neighbours,
                       "%s/data/activity/New_Statistical_Neighbour_Groupings_April_2021.csv", shared);
    }
    return shared != NULL;
}

/* The report as text, which the caller frees. */
static char *report(const char *format, enum report_compare_table table, unsigned threads, int period)
{
    const char *files[] = {national};
    const struct probity_reference references[] = {{"population", population}, {"neighbours", neighbours}};
    struct probity_compare_options options = {.files = files,
                                              .file_count = 1,
                                              .references = references,
                                              .reference_count = 2,
                                              .period = period,
                                              .threads = threads};
    struct report_compare_options written = {.table = table, .width = 100};
    struct failure failure = {.kind = FAILURE_NONE};
    struct probity_library *library = harness_library();
    struct probity_comparison *comparison = probity_compare(library, &options, &failure);
    ck_assert_msg(comparison, "%s", failure.message);
    ck_assert_uint_eq(probity_comparison_returns(comparison), 2 * COUNCILS);
    const char *path = harness_folder("comparison");
    struct output *output = output_open(path, &failure);
    ck_assert_msg(output &&
                      probity_comparison_report(comparison, report_compare_format_find(str_of(format)), &written,
                                                output, &failure) &&
                      output_commit(output, &failure),
                  "%s", failure.message);
    probity_comparison_free(comparison);
    probity_library_close(library);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    static const size_t most = (size_t)64 << 20;
    char *text = calloc(most, 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_lt(fread(text, 1, most - 1, file), most - 1);
    (void)fclose(file);
    return text;
}

static unsigned count_lines(const char *text)
{
    unsigned lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++) {
        lines++;
    }
    return lines;
}

START_TEST(the_same_on_any_number_of_threads)
{
    static const char *const formats[] = {"text", "json", "csv", "html"};
    for (size_t f = 0; find_files() && f < sizeof formats / sizeof *formats; f++) {
        char *one = report(formats[f], REPORT_COMPARE_FIGURES, 1, 0);
        char *four = report(formats[f], REPORT_COMPARE_FIGURES, 4, 0);
        ck_assert_msg(strcmp(one, four) == 0, "%s differs", formats[f]);
        free(one);
        free(four);
    }
}
END_TEST

START_TEST(every_council_has_a_profile)
{
    if (!find_files()) {
        return;
    }
    char *profiles = report("csv", REPORT_COMPARE_PROFILES, 1, 0);
    ck_assert_uint_eq(count_lines(profiles), 1 + 2 * COUNCILS);
    free(profiles);
    profiles = report("csv", REPORT_COMPARE_PROFILES, 1, 2017);
    ck_assert_uint_eq(count_lines(profiles), 1 + COUNCILS);
    ck_assert_ptr_null(strstr(profiles, "2016-17"));
    /* The Isles of Scilly are too small to be ranked. */
    ck_assert_ptr_nonnull(strstr(profiles, "s251-outturn,2017-18,420,Isles of Scilly,South West,10,0,"));
    free(profiles);
}
END_TEST

/* Does a line of the table begin so and hold that? */
static bool has_mark(const char *table, const char *begins, const char *holds)
{
    for (const char *line = strstr(table, begins); line; line = strstr(line + 1, begins)) {
        const char *end = strchr(line, '\n'), *found = strstr(line, holds);
        if (found && (!end || found < end)) {
            return true;
        }
    }
    return false;
}

/* Looked up in the file by hand. */
START_TEST(what_stands_in_the_file)
{
    static const char *const marks[][2] = {
        /* 3.4.4 Targeted family support is 0 in both years. */
        {"2017-18,877,Warrington,", ",zero-where-peers-report,line,3.4.4,"},
        /* 3.1.4 was £1,599,952 and is £199,535; 3.1.7 was £18,277 and is £1,490,722. */
        {"2017-18,871,Slough,", ",lines-swapped,line,3.1.4,Special guardianship support,3.1.7,"},
        /* 3.1.1 was £7,750,759 and is £770,379. */
        {"2017-18,876,Halton,", ",changed-since-last-year,line,3.1.1,Residential care,"},
        /* £583,314 of income and grants on 3.5.2 are gone, and £535,784 of its total. */
        {"2017-18,866,Swindon,", ",income-netted,line,3.5.2,"},
        /* 38 % of what looked after children cost is income, elsewhere some 4 %. */
        {"2017-18,201,City of London,", ",outlier,indicator,S251-576,"},
    };
    if (!find_files()) {
        return;
    }
    char *text = report("csv", REPORT_COMPARE_MARKS, 1, 0);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        ck_assert_msg(has_mark(text, marks[i][0], marks[i][1]), "%s%s", marks[i][0], marks[i][1]);
    }
    free(text);
}
END_TEST

START_TEST(what_was_left_out_is_said)
{
    if (!find_files()) {
        return;
    }
    char *text = report("text", REPORT_COMPARE_FIGURES, 1, 0);
    static const char *const said[] = {"2013-14", "2014-15", "2015-16", "READ-502"};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        ck_assert_msg(strstr(text, said[i]), "%s", said[i]);
    }
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compare");
    TCase *all = tcase_create("s251");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, the_same_on_any_number_of_threads);
    tcase_add_test(all, every_council_has_a_profile);
    tcase_add_test(all, what_stands_in_the_file);
    tcase_add_test(all, what_was_left_out_is_said);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
