#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "schema/schema.h"

static const char text[] = "collection: beds\n"
                           "title: Beds return\n"
                           "from: 2018-19\n"
                           "tables:\n"
                           "  - name: homes\n"
                           "    title: Homes\n"
                           "    columns: {id: {type: code}}\n"
                           "  - name: costs\n"
                           "    title: Costs\n"
                           "    columns:\n"
                           "      line: {type: code}\n"
                           "      note: {type: text}\n"
                           "      own: {type: money}\n"
                           "      places: {type: integer}\n"
                           "    statement:\n"
                           "      line: line\n"
                           "      cells: {}\n"
                           "      sections:\n"
                           "        - group: Care\n"
                           "          kind: leaf\n"
                           "          open: [own]\n"
                           "          lines:\n"
                           "            - {line: 1.2, title: Other, until: 2019-20, optional: true}\n"
                           "            - {line: 1.1, title: Staff, part_of: 1.9}\n"
                           "            - {line: 1.2, title: Rest, from: 2020-21, open: [own, places]}\n"
                           "            - {line: 1.9, title: All, kind: total, inferred: true}\n";

static struct failure failure;
static struct schema *schema;

static void set_up(void)
{
    memset(&failure, 0, sizeof failure);
    schema = schema_load_text("beds.yaml", str_of(text), &failure);
    ck_assert_msg(schema, "line %u: %s", failure.line, failure.message);
}

static void tear_down(void)
{
    schema_free(schema);
}

START_TEST(finding_things)
{
    ck_assert_uint_eq(schema_table_index(schema, STR("costs")), 1);
    ck_assert_uint_eq(schema_table_index(schema, STR("cost")), SCHEMA_NONE);
    ck_assert_ptr_eq(schema_find_table(schema, STR("homes")), &schema->tables[0]);
    ck_assert_ptr_null(schema_find_table(schema, STR("")));
    ck_assert_uint_eq(schema_find_column(&schema->tables[1], STR("places")), 3);
    ck_assert_uint_eq(schema_find_column(&schema->tables[1], STR("Places")), SCHEMA_NONE);
    ck_assert_ptr_eq(schema_find_line(&schema->tables[1], STR("1.2"), 2019), &schema->tables[1].lines[0]);
    ck_assert_ptr_eq(schema_find_line(&schema->tables[1], STR("1.2"), 2020), &schema->tables[1].lines[2]);
    ck_assert_ptr_null(schema_find_line(&schema->tables[1], STR("9"), 2020));
    ck_assert(schema_line_inferred(&schema->tables[1], &schema->tables[1].lines[3], 2020));
    ck_assert(!schema_line_inferred(&schema->tables[1], &schema->tables[1].lines[0], 2019));
}
END_TEST

START_TEST(ranges_in_words)
{
    static const struct {
        struct schema_range range;
        const char *words;
    } cases[] = {
        {{2016, 2024}, "2016-17 to 2024-25"}, {{2016, 2016}, "2016-17"},           {{2016, INT_MAX}, "2016-17 onwards"},
        {{INT_MIN, 2018}, "until 2018-19"},   {{INT_MIN, INT_MAX}, "all periods"}, {{1999, 2000}, "1999-00 to 2000-01"},
    };
    struct arena arena = ARENA_EMPTY;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str words = schema_range_text(cases[i].range, &arena);
        ck_assert_msg(str_equal(words, str_of(cases[i].words)), "%.*s", STR_ARGS(words));
    }
    arena_free(&arena);
}
END_TEST

static struct str cell(const struct table *lines, const char *column, int64_t row, struct table_dictionary *dictionary)
{
    uint32_t index = table_layout_find(lines->layout, str_of(column));
    ck_assert_uint_ne(index, TABLE_NO_COLUMN);
    return table_state_at(lines, index, row) == TABLE_MISSING
               ? STR("missing")
               : table_dictionary_text(dictionary, lines->columns[index].values[row]);
}

static int64_t number(const struct table *lines, const char *column, int64_t row)
{
    uint32_t index = table_layout_find(lines->layout, str_of(column));
    ck_assert_uint_ne(index, TABLE_NO_COLUMN);
    ck_assert_int_eq(table_state_at(lines, index, row), TABLE_VALUE);
    return lines->columns[index].values[row];
}

START_TEST(lines_as_a_table)
{
    struct arena keep = ARENA_EMPTY;
    struct table_dictionary *dictionary = table_dictionary_new(&failure);
    const struct table_layout *layout = schema_lines_layout(schema, 1, &keep, &failure);
    ck_assert_ptr_nonnull(layout);
    ck_assert(str_equal(layout->name, STR("costs.lines")));
    ck_assert_uint_eq(layout->column_count, 9);
    ck_assert_uint_eq(table_layout_find(layout, STR("note_open")), TABLE_NO_COLUMN);
    struct table *lines = schema_lines_table(schema, 1, 2021, layout, dictionary, &failure);
    ck_assert_ptr_nonnull(lines);
    ck_assert_uint_eq(lines->row_count, 3);
    ck_assert_uint_eq(lines->origin.input, TABLE_NO_INPUT);
    ck_assert(str_equal(cell(lines, "line", 0, dictionary), STR("1.1")));
    ck_assert(str_equal(cell(lines, "part_of", 0, dictionary), STR("1.9")));
    ck_assert(str_equal(cell(lines, "title", 1, dictionary), STR("Rest")));
    ck_assert(str_equal(cell(lines, "part_of", 1, dictionary), STR("missing")));
    ck_assert(str_equal(cell(lines, "group", 2, dictionary), STR("Care")));
    ck_assert(str_equal(cell(lines, "kind", 2, dictionary), STR("total")));
    ck_assert_int_eq(number(lines, "own_open", 1), 1);
    ck_assert_int_eq(number(lines, "places_open", 0), 0);
    ck_assert_int_eq(number(lines, "places_open", 1), 1);
    ck_assert_int_eq(number(lines, "order", 2), 3);
    ck_assert_int_eq(number(lines, "optional", 0), 0);
    table_free(lines);
    lines = schema_lines_table(schema, 1, 2018, layout, dictionary, &failure);
    ck_assert_uint_eq(lines->row_count, 3);
    ck_assert(str_equal(cell(lines, "title", 0, dictionary), STR("Other")));
    ck_assert_int_eq(number(lines, "optional", 0), 1);
    table_free(lines);
    table_dictionary_free(dictionary);
    arena_free(&keep);
}
END_TEST

START_TEST(no_statement_no_lines)
{
    struct arena keep = ARENA_EMPTY;
    struct table_dictionary *dictionary = table_dictionary_new(&failure);
    const struct table_layout *layout = schema_lines_layout(schema, 0, &keep, &failure);
    ck_assert_uint_eq(layout->column_count, 7);
    struct table *lines = schema_lines_table(schema, 0, 2021, layout, dictionary, &failure);
    ck_assert_uint_eq(lines->row_count, 0);
    table_free(lines);
    table_dictionary_free(dictionary);
    arena_free(&keep);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("schema");
    TCase *tests = tcase_create("schema");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, finding_things);
    tcase_add_test(tests, ranges_in_words);
    tcase_add_test(tests, lines_as_a_table);
    tcase_add_test(tests, no_statement_no_lines);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
