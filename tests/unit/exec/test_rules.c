/* rules: which run, which are skipped and why, and what else a run says. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "random_rules.h"

struct fixture {
    struct random_plan random;
    struct exec_program *program;
    struct exec_run *run;
    struct exec_hits hits;
    uint32_t skipped[RANDOM_RULES_MOST];
};

static void start(struct fixture *fixture)
{
    *fixture = (struct fixture){0};
    random_start(&fixture->random, 3);
    random_tables(&fixture->random, 0);
    for (uint32_t t = 0; t < RANDOM_TABLES; t++) {
        table_free(fixture->random.tables[t]);
        fixture->random.tables[t] = t == 2 ? NULL : random_table(&fixture->random, t == 0 ? 10 : 4);
    }
}

static uint32_t truth(struct fixture *fixture, bool is_true)
{
    return make(&fixture->random, PLAN_BOOLEAN, a_boolean, is_true, PLAN_NONE, PLAN_NONE, PLAN_NONE);
}

static void add_rule(struct fixture *fixture, uint32_t table, uint32_t require, const uint32_t *needs, uint32_t count)
{
    struct plan_rule rule = {
        .table = table, .when = PLAN_NONE, .require = require, .needs = needs, .need_count = count};
    array_push(&fixture->random.plan->rules, rule);
}

static void run(struct fixture *fixture, const bool *done, uint64_t *times)
{
    struct failure failure = {0};
    ck_assert_msg(plan_verify(fixture->random.plan, &failure), "%s", failure.message);
    fixture->program = exec_program_new(fixture->random.plan, &failure);
    ck_assert_msg(fixture->program, "%s", failure.message);
    fixture->run = exec_run_new(fixture->program, &fixture->random.given, 1, &failure);
    ck_assert_msg(exec_run_rules(fixture->run, done, &fixture->hits, fixture->skipped, times, &failure), "%s",
                  failure.message);
}

static void end(struct fixture *fixture)
{
    free(fixture->hits.items);
    exec_run_free(fixture->run);
    exec_program_free(fixture->program);
    random_free(&fixture->random);
}

/* A view of the second and third tables, and a view of that view. */
static void add_views(struct fixture *fixture)
{
    struct plan *plan = fixture->random.plan;
    for (uint32_t v = 0; v < 2; v++) {
        struct plan_view_part *parts = ARENA_ARRAY(&plan->arena, 2, struct plan_view_part);
        for (uint32_t p = 0; p < 2; p++) {
            uint32_t table = v == 0 ? 1 + p : RANDOM_TABLES;
            struct plan_view_column *columns = ARENA_ARRAY(&plan->arena, RANDOM_COLUMNS, struct plan_view_column);
            uint32_t row = make_row(&fixture->random, PLAN_ROW, table, 0, PLAN_NONE);
            for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
                columns[c].node = make(&fixture->random, PLAN_COLUMN, wanted_of_column(c), c, row, PLAN_NONE,
                                       PLAN_NONE);
            }
            parts[p] = (struct plan_view_part){.table = table, .condition = PLAN_NONE, .columns = columns};
        }
        struct plan_view view = {
            .parts = parts, .part_count = v == 0 ? 2 : 1, .starts = PLAN_NONE, .column_count = RANDOM_COLUMNS};
        struct plan_table table = {.role = PLAN_TABLE_VIEW, .index = v, .layout = &random_layout, .parent = PLAN_NONE};
        array_push(&plan->views, view);
        array_push(&plan->tables, table);
    }
}

static uint32_t exists_in(struct fixture *fixture, uint32_t table)
{
    struct plan_query query = {
        .kind = PLAN_EXISTS, .table = table, .filter = PLAN_NONE, .residual = PLAN_NONE, .value = PLAN_NONE};
    uint32_t index = plan_query_add(fixture->random.plan, query, NULL);
    return make(&fixture->random, PLAN_QUERY, a_boolean, index, PLAN_NONE, PLAN_NONE, PLAN_NONE);
}

START_TEST(rules_without_their_tables_are_skipped)
{
    static const uint32_t third[] = {1, 2};
    static const uint32_t view_of_view[] = {RANDOM_TABLES + 1};
    struct fixture fixture;
    start(&fixture);
    add_views(&fixture);
    uint32_t no = truth(&fixture, false);
    add_rule(&fixture, 2, no, NULL, 0);
    add_rule(&fixture, 1, no, third, 2);
    add_rule(&fixture, 1, no, view_of_view, 1);
    add_rule(&fixture, RANDOM_TABLES, no, NULL, 0);
    add_rule(&fixture, 1, exists_in(&fixture, 2), NULL, 0);
    add_rule(&fixture, 1, exists_in(&fixture, RANDOM_TABLES + 1), NULL, 0);
    add_rule(&fixture, PLAN_NONE, exists_in(&fixture, 0), NULL, 0);
    add_rule(&fixture, PLAN_NONE, exists_in(&fixture, 2), NULL, 0);
    run(&fixture, NULL, NULL);
    for (uint32_t r = 0; r < 8; r++) {
        ck_assert_uint_eq(fixture.skipped[r], r < 4 ? 2 : PLAN_NONE);
    }
    ck_assert_uint_eq(fixture.hits.count, 9);
    for (uint32_t i = 0; i < 8; i++) {
        ck_assert_uint_eq(fixture.hits.items[i].rule, 4 + i / 4);
        ck_assert_uint_eq(fixture.hits.items[i].row, i % 4);
    }
    ck_assert_uint_eq(fixture.hits.items[8].rule, 7);
    ck_assert_uint_eq(fixture.hits.items[8].row, 0);
    end(&fixture);
}
END_TEST

START_TEST(rules_that_are_done_are_left_out)
{
    static const bool done[] = {false, true, false};
    struct fixture fixture;
    uint64_t nanoseconds[3] = {0};
    start(&fixture);
    add_rule(&fixture, 0, truth(&fixture, false), NULL, 0);
    add_rule(&fixture, 0, truth(&fixture, false), NULL, 0);
    add_rule(&fixture, 0, truth(&fixture, true), NULL, 0);
    run(&fixture, done, nanoseconds);
    ck_assert_uint_eq(fixture.hits.count, 10);
    ck_assert_uint_eq(fixture.hits.items[9].row, 9);
    ck_assert_uint_eq(fixture.skipped[1], PLAN_NONE);
    ck_assert_uint_gt(nanoseconds[0], 0);
    ck_assert_uint_eq(nanoseconds[1], 0);
    /* Hits are added to what is there. */
    ck_assert(exec_run_rules(fixture.run, NULL, &fixture.hits, fixture.skipped, NULL, NULL));
    ck_assert_uint_eq(fixture.hits.count, 30);
    ck_assert_uint_eq(fixture.hits.items[10].rule, 0);
    ck_assert_uint_eq(fixture.hits.items[29].rule, 1);
    end(&fixture);
}
END_TEST

START_TEST(undecided_texts_are_counted)
{
    char text[301] = {0};
    struct fixture fixture;
    start(&fixture);
    memset(text, 'a', sizeof text - 1);
    int64_t id = table_dictionary_intern(fixture.random.dictionary, str_of(text), NULL);
    for (int64_t row = 0; row < 10; row++) {
        table_set(fixture.random.tables[0], TEXT, row, id, row < 3 ? TABLE_VALUE : TABLE_MISSING);
    }
    uint32_t pattern = plan_pattern_add(fixture.random.plan, (struct plan_pattern){STR("(a+)+(b|a+)+[cd]"), false},
                                        NULL);
    uint32_t row = make_row(&fixture.random, PLAN_ROW, 0, 0, PLAN_NONE);
    uint32_t cell = make(&fixture.random, PLAN_COLUMN, a_text, TEXT, row, PLAN_NONE, PLAN_NONE);
    uint32_t matches = make(&fixture.random, PLAN_MATCHES, a_boolean, pattern, cell, PLAN_NONE, PLAN_NONE);
    add_rule(&fixture, 0, matches, NULL, 0);
    add_rule(&fixture, 0, make(&fixture.random, PLAN_NOT, a_boolean, 0, matches, PLAN_NONE, PLAN_NONE), NULL, 0);
    run(&fixture, NULL, NULL);
    ck_assert_uint_eq(fixture.hits.count, 0);
    /* The text is one, and is tried once. */
    ck_assert_uint_eq(exec_run_undecided(fixture.run), 1);
    end(&fixture);
}
END_TEST

START_TEST(data_of_a_rule_file_is_a_table)
{
    struct fixture fixture;
    start(&fixture);
    struct plan *plan = fixture.random.plan;
    int64_t values[2 * RANDOM_COLUMNS] = {0};
    uint8_t states[2 * RANDOM_COLUMNS];
    memset(states, TABLE_MISSING, sizeof states);
    values[CODE] = plan_text_add(plan, STR("never seen before"), NULL);
    values[COUNT] = 5;
    states[CODE] = states[COUNT] = TABLE_VALUE;
    struct plan_data data = {&random_layout, values, states, 2};
    struct plan_table table = {.role = PLAN_TABLE_DATA, .layout = &random_layout, .parent = PLAN_NONE};
    array_push(&plan->data, data);
    array_push(&plan->tables, table);
    uint32_t row = make_row(&fixture.random, PLAN_ROW, RANDOM_TABLES, 0, PLAN_NONE);
    uint32_t code = make(&fixture.random, PLAN_COLUMN, a_text, CODE, row, PLAN_NONE, PLAN_NONE);
    uint32_t text = make(&fixture.random, PLAN_TEXT, a_text, values[CODE], PLAN_NONE, PLAN_NONE, PLAN_NONE);
    add_rule(&fixture, RANDOM_TABLES, make(&fixture.random, PLAN_NOT_EQUAL, a_boolean, 0, code, text, PLAN_NONE), NULL,
             0);
    run(&fixture, NULL, NULL);
    ck_assert_uint_eq(fixture.hits.count, 1);
    ck_assert_uint_eq(fixture.hits.items[0].row, 0);
    end(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rules");
    TCase *cases = tcase_create("rules");
    tcase_add_test(cases, rules_without_their_tables_are_skipped);
    tcase_add_test(cases, rules_that_are_done_are_left_out);
    tcase_add_test(cases, undecided_texts_are_counted);
    tcase_add_test(cases, data_of_a_rule_file_is_a_table);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
