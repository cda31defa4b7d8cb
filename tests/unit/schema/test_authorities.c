#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/authorities.h"

static const char councils[] =
    "- {code: \"201\", name: City, region: London, ons: E09000001}\n"
    "- {code: \"825\", name: Bucks, region: South East, ons: [E06000060, E10000002], reorganised: 2020-21}\n"
    "- {code: \"909\", name: Cumbria, region: North West, ons: E10000006, until: 2022-23,\n"
    "   districts: {E07000026: Allerdale, E07000027: Barrow, E06000063: Cumberland}}\n"
    "- {code: \"942\", name: Cumberland, region: North West, ons: E06000063, from: 2023-24, replaces: \"909\",\n"
    "   districts: {E07000026: Allerdale}}\n";

static struct failure failure;

static void reset(void)
{
    memset(&failure, 0, sizeof failure);
}

static void assert_str(struct str text, const char *expected)
{
    ck_assert_msg(str_equal(text, str_of(expected)), "\"%.*s\" is not \"%s\"", STR_ARGS(text), expected);
}

START_TEST(found_by_either_code)
{
    struct schema_authorities *list = schema_authorities_load_text("a.yaml", str_of(councils), &failure);
    ck_assert_msg(list, "%s", failure.message);
    assert_str(schema_authorities_code(list, STR("201")), "201");
    assert_str(schema_authorities_code(list, STR("e10000002")), "825");
    assert_str(schema_authorities_code(list, STR("E06000060")), "825");
    assert_str(schema_authorities_code(list, STR("20")), "");
    assert_str(schema_authorities_code(list, STR("")), "");
    assert_str(schema_authorities_code(list, STR("a text that is far too long to be a code")), "");
    assert_str(schema_authorities_name(list, STR("909")), "Cumbria");
    assert_str(schema_authorities_name(list, STR("910")), "");
    assert_str(schema_authorities_region(list, STR("E06000063")), "North West");
    schema_authorities_free(list);
    schema_authorities_free(NULL);
}
END_TEST

START_TEST(periods_and_last_years)
{
    struct schema_authorities *list = schema_authorities_load_text("a.yaml", str_of(councils), &failure);
    ck_assert(schema_in_force(schema_authorities_periods(list, STR("909")), 2022));
    ck_assert(!schema_in_force(schema_authorities_periods(list, STR("909")), 2023));
    ck_assert(!schema_in_force(schema_authorities_periods(list, STR("942")), 2022));
    ck_assert(!schema_in_force(schema_authorities_periods(list, STR("999")), 2022));
    ck_assert(schema_authorities_has_last_year(list, STR("201"), 2023));
    ck_assert(!schema_authorities_has_last_year(list, STR("942"), 2023));
    ck_assert(schema_authorities_has_last_year(list, STR("942"), 2024));
    ck_assert(schema_authorities_has_last_year(list, STR("825"), 2019));
    ck_assert(!schema_authorities_has_last_year(list, STR("825"), 2020));
    ck_assert(schema_authorities_has_last_year(list, STR("825"), 2021));
    ck_assert(schema_authorities_has_last_year(list, STR("999"), 2021));
    schema_authorities_free(list);
}
END_TEST

static const struct {
    const char *replace, *with;
    unsigned line;
    const char *words;
} mistakes[] = {
    {"code: \"201\"", "cod: \"201\"", 1, "a council has no \"cod\""},
    {"code: \"201\"", "code: \"20\"", 1, "three digits"},
    {"code: \"201\"", "code: \"2O1\"", 1, "three digits"},
    {"code: \"909\"", "code: \"201\"", 3, "the code 201 is City's already"},
    {"E10000002", "E09000001", 2, "the code E09000001 is City's already"},
    {"E10000002", "e10000002", 2, "an ONS code is a capital letter and eight digits"},
    {"E10000006", "E1000000", 3, "an ONS code is a capital letter and eight digits"},
    {"replaces: \"909\"", "replaces: \"908\"", 5, "there is no council with the code 908"},
    {"replaces: \"909\"", "replaces: \"825\"", 5, "825 has not ended when this council begins"},
    {"until: 2022-23", "until: 2023", 3, "a financial year"},
    {"E07000027: B", "E0700002: B", 4, "such as E07000008"},
    {"E07000027: B", "E10000002: B", 4, "E10000002 is in Bucks's area at the same time"},
    {"{E07000026: Allerdale}", "E07000026", 6, "must be a mapping"},
    {"until: 2022-23,", "until: 2023-24,", 5, "909 has not ended"},
    {", replaces: \"909\",\n   d", ",\n   districts: {E09000001: City}, x", 6, "a council has no"},
    {"reorganised: 2020-21}", "districts: {E07000027: B}}", 4, "E07000027 is in Bucks's area at the same time"},
    {", region: London", "", 1, "a council needs \"region\""},
    {"reorganised: 2020-21", "reorganised: yes", 2, "a financial year"},
};

START_TEST(a_mistake)
{
    char text[sizeof councils + 64];
    const char *found = strstr(councils, mistakes[_i].replace);
    ck_assert_ptr_nonnull(found);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(found - councils), councils, mistakes[_i].with,
             found + strlen(mistakes[_i].replace));
    ck_assert_ptr_null(schema_authorities_load_text("a.yaml", str_of(text), &failure));
    ck_assert_msg(strstr(failure.message, mistakes[_i].words), "%s", failure.message);
    ck_assert_uint_eq(failure.line, mistakes[_i].line);
}
END_TEST

static const struct table_layout_column table_columns[] = {
    {{"area", 4}, TABLE_CODE, 0, false},      {{"name", 4}, TABLE_TEXT, 0, false},
    {{"code", 4}, TABLE_CODE, 0, false},      {{"ons", 3}, TABLE_CODE, 0, false},
    {{"first_day", 9}, TABLE_DATE, 0, false}, {{"last_day", 8}, TABLE_DATE, 0, false},
};
static const struct table_layout table_layout = {{"authorities", 11}, table_columns, 6};

/* The cell of the row of this area; the empty text where there is none. Dates as numbers of days. */
static struct str cell(const struct table *table, const struct table_dictionary *dictionary, const char *area,
                       uint32_t column)
{
    static char digits[32];
    struct str found = STR_EMPTY;
    for (uint32_t row = 0; row < table->row_count; row++) {
        if (!str_equal(table_dictionary_text(dictionary, table->columns[0].values[row]), str_of(area))) {
            continue;
        }
        ck_assert_msg(found.length == 0, "%s stands there twice", area);
        bool there = table_state_at(table, column, row) == TABLE_VALUE;
        int64_t value = table->columns[column].values[row];
        snprintf(digits, sizeof digits, "%lld", (long long)value);
        found = !there ? STR("-") : column < 4 ? table_dictionary_text(dictionary, value) : str_of(digits);
    }
    return found;
}

START_TEST(as_a_table)
{
    struct schema_authorities *list = schema_authorities_load_text("a.yaml", str_of(councils), &failure);
    struct table_dictionary *dictionary = table_dictionary_new(&failure);
    struct table *before = schema_authorities_table(list, 2022, &table_layout, dictionary, &failure);
    struct table *after = schema_authorities_table(list, 2023, &table_layout, dictionary, &failure);
    ck_assert(list && dictionary && before && after);
    assert_str(cell(before, dictionary, "201", 1), "City");
    assert_str(cell(before, dictionary, "E09000001", 2), "201");
    assert_str(cell(before, dictionary, "E10000002", 3), "E06000060");
    assert_str(cell(before, dictionary, "201", 4), "-");
    /* An area of the county, before and after; and a council that lies in what the county was. */
    assert_str(cell(before, dictionary, "E07000026", 2), "909");
    assert_str(cell(after, dictionary, "E07000026", 2), "942");
    assert_str(cell(before, dictionary, "E07000027", 2), "909");
    assert_str(cell(after, dictionary, "E07000027", 2), "");
    assert_str(cell(before, dictionary, "E06000063", 2), "909");
    assert_str(cell(after, dictionary, "E06000063", 2), "942");
    assert_str(cell(after, dictionary, "E10000006", 2), "");
    /* Three-digit codes stand there in any period, with their days. */
    assert_str(cell(after, dictionary, "909", 1), "Cumbria");
    assert_str(cell(after, dictionary, "909", 5), "19447");
    assert_str(cell(before, dictionary, "942", 4), "19448");
    assert_str(cell(before, dictionary, "942", 5), "-");
    table_free(before);
    table_free(after);
    table_dictionary_free(dictionary);
    schema_authorities_free(list);
}
END_TEST

START_TEST(no_list)
{
    ck_assert_ptr_null(schema_authorities_load_text("a.yaml", STR(""), &failure));
    reset();
    ck_assert_ptr_null(schema_authorities_load_text("a.yaml", STR("a: b"), &failure));
    ck_assert_ptr_nonnull(strstr(failure.message, "must be a list"));
    reset();
    ck_assert_ptr_null(schema_authorities_load("/nowhere/a.yaml", &failure));
    ck_assert_int_eq(failure.kind, FAILURE_FILE);
}
END_TEST

/* The list that Probity comes with has as many councils as made returns in each year. */
START_TEST(the_councils_of_england)
{
    const char *data = getenv("PROBITY_DATA");
    if (!data) {
        printf("SKIP: the councils of England: PROBITY_DATA is not set\n");
        return;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/reference/authorities.yaml", data);
    struct schema_authorities *list = schema_authorities_load(path, &failure);
    ck_assert_msg(list, "%s:%u: %s", failure.path, failure.line, failure.message);
    static const unsigned expected[] = {[2016 - 2016] = 152, 152, 152, 151, 151, 152, 152, 153, 153};
    for (int period = 2016; period <= 2024; period++) {
        unsigned count = 0;
        for (int code = 0; code <= 999; code++) {
            char digits[16];
            snprintf(digits, sizeof digits, "%03d", code);
            count += schema_in_force(schema_authorities_periods(list, str_of(digits)), period);
        }
        ck_assert_uint_eq(count, expected[period - 2016]);
    }
    assert_str(schema_authorities_name(list, STR("E08000035")), "Leeds");
    schema_authorities_free(list);
}
END_TEST

/* Of the counties of 2024, 21 have 164 districts, and eight districts more that had other codes earlier. */
START_TEST(the_districts_of_england)
{
    const char *data = getenv("PROBITY_DATA");
    if (!data) {
        printf("SKIP: the districts of England: PROBITY_DATA is not set\n");
        return;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/reference/authorities.yaml", data);
    struct schema_authorities *list = schema_authorities_load(path, &failure);
    struct table_dictionary *dictionary = table_dictionary_new(&failure);
    struct table *table = schema_authorities_table(list, 2024, &table_layout, dictionary, &failure);
    ck_assert(list && dictionary && table);
    unsigned districts = 0;
    for (uint32_t row = 0; row < table->row_count; row++) {
        struct str area = table_dictionary_text(dictionary, table->columns[0].values[row]);
        struct str ons = table_dictionary_text(dictionary, table->columns[3].values[row]);
        districts += str_starts_with(area, STR("E07")) && str_starts_with(ons, STR("E10"));
    }
    ck_assert_uint_eq(districts, 164 + 8);
    assert_str(cell(table, dictionary, "E07000008", 1), "Cambridgeshire");
    assert_str(cell(table, dictionary, "E07000242", 1), "Hertfordshire");
    assert_str(cell(table, dictionary, "E07000030", 1), "Westmorland and Furness");
    table_free(table);
    table_dictionary_free(dictionary);
    schema_authorities_free(list);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("authorities");
    TCase *tests = tcase_create("authorities");
    tcase_add_checked_fixture(tests, reset, NULL);
    tcase_add_test(tests, found_by_either_code);
    tcase_add_test(tests, periods_and_last_years);
    tcase_add_loop_test(tests, a_mistake, 0, (int)(sizeof mistakes / sizeof *mistakes));
    tcase_add_test(tests, as_a_table);
    tcase_add_test(tests, no_list);
    tcase_add_test(tests, the_councils_of_england);
    tcase_add_test(tests, the_districts_of_england);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
