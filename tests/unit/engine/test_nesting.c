/* Parents and numbers of records that are given table by table. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "engine/nesting.h"
#include "rule/rule.h"

static const char schema_text[] = "collection: test\n"
                                  "title: A test\n"
                                  "from: 2016-17\n"
                                  "until: 2018-19\n"
                                  "tables:\n"
                                  "  - name: child\n"
                                  "    title: Children\n"
                                  "    xml: Return/Child\n"
                                  "    columns:\n"
                                  "      child_number: {type: integer, number_of: child}\n"
                                  "      id: {type: text, xml: Id}\n"
                                  "  - name: episode\n"
                                  "    title: Episodes\n"
                                  "    parent: child\n"
                                  "    xml: Return/Child/Episode\n"
                                  "    columns:\n"
                                  "      child_number: {type: integer, number_of: child}\n"
                                  "      episode_number: {type: integer, number_of: episode}\n"
                                  "      id: {type: text, xml: ../Id}\n"
                                  "  - name: step\n"
                                  "    title: Steps\n"
                                  "    parent: episode\n"
                                  "    xml: Return/Child/Episode/Step\n"
                                  "    columns:\n"
                                  "      child_number: {type: integer, number_of: child}\n"
                                  "      episode_number: {type: integer, number_of: episode}\n"
                                  "      id: {type: text, xml: ../../Id}\n"
                                  "xml: {root: Return}\n";

static const char rules_text[] = "- collection: test\n"
                                 "  prefix: T\n"
                                 "- code: \"1\"\n"
                                 "  title: A rule\n"
                                 "  severity: error\n"
                                 "  for: step\n"
                                 "  require: episode.id is present and no last_year.step\n"
                                 "  message: m\n"
                                 "  fix: f\n"
                                 "  source: s\n"
                                 "  examples: [{pass: {id: \"1\"}}, {fail: {id: \"2\"}}]\n";

struct bench {
    struct schema *schema;
    struct rule_set *rules;
    struct plan *plan;
    struct table_dictionary *dictionary;
    struct table *tables[16];
    struct failure failure;
};

static struct bench bench;

static void open_bench(void)
{
    bench = (struct bench){0};
    bench.schema = schema_load_text("test.yaml", str_of(schema_text), &bench.failure);
    ck_assert_msg(bench.schema != NULL, "%s", bench.failure.message);
    bench.rules = rule_set_load_text(bench.schema, NULL, 0, "rules.yaml", str_of(rules_text), &bench.failure);
    ck_assert_msg(bench.rules != NULL, "%u: %s", bench.failure.line, bench.failure.message);
    bench.plan = rule_compile(bench.rules, 2017, &bench.failure);
    bench.dictionary = table_dictionary_new(&bench.failure);
    ck_assert(bench.plan && bench.dictionary && bench.plan->tables.count <= 16);
    for (size_t t = 0; t < bench.plan->tables.count; t++) {
        bench.tables[t] = table_new(bench.plan->tables.items[t].layout, NULL, &bench.failure);
        ck_assert_ptr_nonnull(bench.tables[t]);
    }
}

static void close_bench(void)
{
    for (size_t t = 0; t < bench.plan->tables.count; t++) {
        table_free(bench.tables[t]);
    }
    table_dictionary_free(bench.dictionary);
    plan_free(bench.plan);
    rule_set_free(bench.rules);
    schema_free(bench.schema);
}

static struct table *table_of(const char *name)
{
    for (size_t t = 0; t < bench.plan->tables.count; t++) {
        if (str_equal(bench.plan->tables.items[t].name, str_of(name))) {
            return bench.tables[t];
        }
    }
    ck_abort_msg("no table %s", name);
    return NULL;
}

/* One more record; NULL is a missing cell. Digits in a column of numbers are a number, all else is malformed there. */
static void give(const char *name, const char *child, const char *episode, const char *id)
{
    struct table *table = table_of(name);
    int64_t row = table_add_row(table, &bench.failure);
    const struct {
        const char *column, *text;
    } cells[] = {{"child_number", child}, {"episode_number", episode}, {"id", id}};
    for (size_t i = 0; i < 3; i++) {
        uint32_t column = table_layout_find(table->layout, str_of(cells[i].column));
        if (!cells[i].text) {
            continue;
        }
        ck_assert_uint_ne(column, TABLE_NO_COLUMN);
        bool number = i < 2 && cells[i].text[0] >= '0' && cells[i].text[0] <= '9';
        int64_t value = number ? atoi(cells[i].text)
                               : table_dictionary_intern(bench.dictionary, str_of(cells[i].text), &bench.failure);
        table_set(table, column, row, value, number || i == 2 ? TABLE_VALUE : TABLE_MALFORMED);
    }
}

static void nest(void)
{
    ck_assert_msg(nesting_find(bench.schema, bench.plan, bench.tables, &bench.failure), "%s", bench.failure.message);
}

/* "parent:child_number/episode_number" of each row. */
static void expect(const char *name, const char *expected)
{
    struct buffer text = BUFFER_EMPTY;
    const struct table *table = table_of(name);
    for (uint32_t row = 0; row < table->row_count; row++) {
        buffer_format(&text, "%s", row ? " " : "");
        if (table->parents) {
            buffer_format(&text, "%u:", table->parents[row]);
        }
        for (uint32_t c = 0; c < table->layout->column_count; c++) {
            if (table->layout->columns[c].type == TABLE_INTEGER) {
                ck_assert_int_eq(table_state_at(table, c, row), TABLE_VALUE);
                buffer_format(&text, "%s%d", c ? "/" : "", (int)table->columns[c].values[row]);
            }
        }
    }
    ck_assert_msg(str_equal(buffer_view(&text), str_of(expected)), "%s: %.*s, expected %s", name,
                  STR_ARGS(buffer_view(&text)), expected);
    buffer_free(&text);
}

START_TEST(by_nothing)
{
    give("child", NULL, NULL, "a");
    give("child", NULL, NULL, "b");
    give("episode", NULL, NULL, NULL);
    give("step", NULL, NULL, NULL);
    give("step", NULL, NULL, NULL);
    nest();
    expect("child", "1 2");
    expect("episode", "0:1/1");
    expect("step", "0:1/1 0:1/1");
}
END_TEST

START_TEST(by_identifier)
{
    give("child", NULL, NULL, NULL);
    give("child", NULL, NULL, "b");
    give("child", NULL, NULL, "a");
    give("episode", NULL, NULL, "a");
    give("episode", NULL, NULL, "b");
    give("episode", NULL, NULL, "a");
    give("step", NULL, NULL, "b");
    give("step", NULL, NULL, "a");
    nest();
    expect("episode", "2:3/1 1:2/2 2:3/3");
    expect("step", "1:2/2 0:3/1");
}
END_TEST

START_TEST(by_number)
{
    give("child", NULL, NULL, NULL);
    give("child", NULL, NULL, NULL);
    give("episode", "2", NULL, NULL);
    give("episode", "1", NULL, NULL);
    give("episode", "1", "30", NULL); /* a number of its own, that others mean */
    give("step", NULL, "1", NULL);
    give("step", NULL, "2", NULL);
    give("step", NULL, "30", NULL);
    give("step", "1", NULL, NULL);
    nest();
    expect("episode", "1:2/1 0:1/2 0:1/3");
    expect("step", "0:2/1 1:1/2 2:1/3 1:1/2");
}
END_TEST

/* Names in place of numbers, which may be the same for two children. */
START_TEST(by_names)
{
    give("episode", NULL, "first", "a");
    give("episode", NULL, "second", "a");
    give("episode", NULL, "first", "b");
    give("step", NULL, "first", "b");
    give("step", NULL, "second", "a");
    give("step", NULL, "first", "a");
    nest();
    expect("child", "1 2");
    expect("episode", "0:1/1 0:1/2 1:2/3");
    expect("step", "2:2/3 1:1/2 0:1/1");
}
END_TEST

/* Parents that nobody gave are made, and theirs too. */
START_TEST(without_parents)
{
    give("child", NULL, NULL, "a");
    give("step", NULL, "first", "b");
    give("step", NULL, "first", "a");
    give("step", NULL, "first", "b");
    give("step", NULL, "other", "b");
    nest();
    expect("step", "0:2/1 1:1/2 0:2/1 2:2/3");
    expect("episode", "1:2/1 0:1/2 1:2/3");
    expect("child", "1 2");
    const struct table *child = table_of("child");
    ck_assert(str_equal(table_dictionary_text(bench.dictionary, child->columns[1].values[1]), STR("b")));
}
END_TEST

START_TEST(in_last_year)
{
    give("child", NULL, NULL, "a");
    give("last_year.child", NULL, NULL, "x");
    give("last_year.child", NULL, NULL, "a");
    give("last_year.step", NULL, NULL, "a");
    nest();
    expect("last_year.step", "0:2/1");
    expect("last_year.episode", "1:2/1");
    expect("episode", "");
}
END_TEST

START_TEST(tables_that_are_not_given)
{
    give("step", NULL, NULL, "a");
    for (size_t t = 0; t < bench.plan->tables.count; t++) {
        if (bench.plan->tables.items[t].role == PLAN_TABLE_LAST_YEAR) {
            table_free(bench.tables[t]);
            bench.tables[t] = NULL;
        }
    }
    nest();
    expect("step", "0:1/1");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nesting");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, open_bench, close_bench);
    tcase_add_test(tests, by_nothing);
    tcase_add_test(tests, by_identifier);
    tcase_add_test(tests, by_number);
    tcase_add_test(tests, by_names);
    tcase_add_test(tests, without_parents);
    tcase_add_test(tests, in_last_year);
    tcase_add_test(tests, tables_that_are_not_given);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
