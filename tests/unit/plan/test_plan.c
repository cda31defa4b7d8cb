/* Plans by hand: equal nodes once, scopes, sets, columns that are read, compaction, printing. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan_fixture.h"

static struct plan *plan;
static struct failure failure;

static void set_up(void)
{
    memset(&failure, 0, sizeof failure);
    plan = fixture_plan();
}

static void tear_down(void)
{
    plan_free(plan);
}

START_TEST(equal_nodes_are_one)
{
    uint32_t row = fixture_row(plan, 0, 0);
    uint32_t a = fixture_column(plan, row, 1);
    ck_assert_uint_eq(fixture_row(plan, 0, 0), row);
    ck_assert_uint_eq(fixture_column(plan, row, 1), a);
    ck_assert_uint_ne(fixture_column(plan, row, 2), a);
    ck_assert_uint_ne(fixture_row(plan, 1, 0), row);
    ck_assert_uint_ne(fixture_number(plan, 5, 0), fixture_number(plan, 5, 2));
    uint32_t text = plan_text_add(plan, STR("x"), &failure);
    ck_assert_uint_eq(plan_text_add(plan, STR("x"), &failure), text);
    ck_assert_uint_ne(plan_text_add(plan, STR("y"), &failure), text);
    struct plan_pattern pattern = {STR("a+"), false};
    uint32_t first = plan_pattern_add(plan, pattern, &failure);
    pattern.ignore_case = true;
    ck_assert_uint_ne(plan_pattern_add(plan, pattern, &failure), first);
    ck_assert_uint_eq(plan_pattern_add(plan, pattern, &failure), first + 1);
    for (int64_t i = 0; i < 1000; i++) {
        (void)fixture_number(plan, i, 0);
    }
    size_t count = plan->nodes.count;
    for (int64_t i = 0; i < 1000; i++) {
        (void)fixture_number(plan, i, 0);
    }
    ck_assert_uint_eq(plan->nodes.count, count);
}
END_TEST

START_TEST(scopes_are_worked_out)
{
    uint32_t own = fixture_column(plan, fixture_row(plan, 0, 0), 2);
    uint32_t inner = fixture_column(plan, fixture_row(plan, 1, 1), 2);
    uint32_t both = fixture_binary(plan, PLAN_LESS, PLAN_TYPE_BOOLEAN, own, inner);
    ck_assert_uint_eq(plan->nodes.items[own].scopes, 1);
    ck_assert_uint_eq(plan->nodes.items[inner].scopes, 2);
    ck_assert_uint_eq(plan->nodes.items[both].scopes, 3);
    struct plan_query query = fixture_query(PLAN_EXISTS, 1, 1);
    query.residual = both;
    uint32_t exists = fixture_query_node(plan, query, PLAN_TYPE_BOOLEAN);
    ck_assert_uint_eq(plan->nodes.items[exists].scopes, 1);
    query.residual = fixture_binary(plan, PLAN_LESS, PLAN_TYPE_BOOLEAN, inner, inner);
    ck_assert_uint_eq(plan->nodes.items[fixture_query_node(plan, query, PLAN_TYPE_BOOLEAN)].scopes, 0);
    query.residual = PLAN_NONE;
    query.key_count = 1;
    query.inner_keys[0] = fixture_column(plan, fixture_row(plan, 1, 0), 0);
    query.outer_keys[0] = fixture_column(plan, fixture_row(plan, 0, 0), 0);
    ck_assert_uint_eq(plan->nodes.items[fixture_query_node(plan, query, PLAN_TYPE_BOOLEAN)].scopes, 1);
    ck_assert(plan_verify(plan, &failure));
}
END_TEST

START_TEST(sets_are_sorted)
{
    const struct str texts[] = {STR("b"), STR("a"), STR("B"), STR("a"), STR("")};
    const int64_t numbers[] = {5, -1, 5, 3};
    struct plan_set set = {.type = PLAN_TYPE_TEXT, .texts = texts, .count = 5, .name = STR_EMPTY};
    uint32_t plain = plan_set_add(plan, set, &failure);
    ck_assert_uint_eq(plan->sets.items[plain].count, 4);
    ck_assert(str_equal(plan->sets.items[plain].texts[0], STR("")));
    ck_assert(str_equal(plan->sets.items[plain].texts[1], STR("B")));
    set.ignore_case = true;
    uint32_t ignoring = plan_set_add(plan, set, &failure);
    ck_assert_uint_eq(plan->sets.items[ignoring].count, 3);
    ck_assert(str_equal(plan->sets.items[ignoring].texts[2], STR("B")));
    struct plan_set of_numbers = {.type = PLAN_TYPE_NUMBER, .numbers = numbers, .count = 4, .name = STR_EMPTY};
    uint32_t sorted = plan_set_add(plan, of_numbers, &failure);
    ck_assert_uint_eq(plan->sets.items[sorted].count, 3);
    ck_assert_int_eq(plan->sets.items[sorted].numbers[0], -1);
    ck_assert_uint_eq(plan_set_add(plan, of_numbers, &failure), sorted);
    struct plan_set empty = {.type = PLAN_TYPE_TEXT, .name = STR_EMPTY};
    ck_assert_uint_ne(plan_set_add(plan, empty, &failure), PLAN_NONE);
}
END_TEST

START_TEST(what_is_not_there_is_refused)
{
    struct plan_node node = fixture_blank(PLAN_NOT, PLAN_TYPE_BOOLEAN);
    node.arguments[0] = 77;
    ck_assert_uint_eq(plan_node_add(plan, node, &failure), PLAN_NONE);
    ck_assert(failure_is_set(&failure));
    memset(&failure, 0, sizeof failure);
    ck_assert_uint_eq(plan_derived_add(plan, (struct plan_derived){0, 99}, &failure), PLAN_NONE);
    ck_assert(failure_is_set(&failure));
    memset(&failure, 0, sizeof failure);
    struct plan_query query = fixture_query(PLAN_EXISTS, 1, 1);
    query.filter = 99;
    ck_assert_uint_eq(plan_query_add(plan, query, &failure), PLAN_NONE);
    ck_assert(failure_is_set(&failure));
    memset(&failure, 0, sizeof failure);
    query = fixture_query(PLAN_EXISTS, 1, PLAN_SCOPES_MOST);
    ck_assert_uint_eq(plan_query_add(plan, query, &failure), PLAN_NONE);
    ck_assert(failure_is_set(&failure));
}
END_TEST

static bool columns[8];

static void read_columns(uint32_t table, bool streamed)
{
    memset(columns, 0, sizeof columns);
    ck_assert(plan_columns_read(plan, table, streamed, columns, &failure));
}

static bool streams(const struct plan_rule *rule)
{
    bool streamable[64];
    ck_assert_uint_le(plan->nodes.count, 64);
    plan_find_streamable(plan, streamable);
    return plan_rule_can_stream(plan, rule, streamable);
}

START_TEST(columns_that_are_read)
{
    uint32_t row = fixture_row(plan, 0, 0);
    uint32_t positive = fixture_binary(plan, PLAN_LESS, PLAN_TYPE_BOOLEAN, fixture_number(plan, 0, 2),
                                       fixture_column(plan, row, 2));
    struct plan_rule rule = fixture_rule_of(0, positive);
    const uint32_t needs[] = {0};
    const struct plan_place places[] = {{row, 1}};
    rule.needs = needs;
    rule.need_count = 1;
    rule.places = places;
    rule.place_count = 1;
    rule.streams = streams(&rule);
    ck_assert(rule.streams);
    ck_assert(array_push(&plan->rules, rule));
    read_columns(0, false);
    ck_assert(!columns[0] && columns[1] && columns[2]);
    read_columns(0, true);
    ck_assert(!columns[0] && !columns[1] && !columns[2]);
    read_columns(1, true);
    ck_assert(!columns[0] && !columns[1] && !columns[2]);
    /* What looks at neighbours needs all columns, for the order must not depend on the file. */
    struct plan_node step = fixture_blank(PLAN_STEP, PLAN_TYPE_ROW);
    step.arguments[0] = row;
    step.table = 0;
    step.number = -1;
    struct plan_node missing = fixture_blank(PLAN_IS_MISSING, PLAN_TYPE_BOOLEAN);
    missing.arguments[0] = plan_node_add(plan, step, &failure);
    rule = fixture_rule_of(0, plan_node_add(plan, missing, &failure));
    ck_assert(!streams(&rule));
    ck_assert(array_push(&plan->rules, rule));
    read_columns(0, true);
    ck_assert(columns[0] && columns[1] && columns[2]);
    ck_assert(plan_verify(plan, &failure));
}
END_TEST

START_TEST(columns_that_are_worded)
{
    uint32_t row = fixture_row(plan, 0, 0);
    uint32_t positive = fixture_binary(plan, PLAN_LESS, PLAN_TYPE_BOOLEAN, fixture_number(plan, 0, 2),
                                       fixture_column(plan, row, 2));
    struct plan_rule rule = fixture_rule_of(0, positive);
    const struct plan_piece message[] = {{.literal = STR("It is "), .node = PLAN_NONE},
                                         {.node = fixture_column(plan, row, 0)}};
    rule.message = message;
    rule.message_count = 2;
    rule.streams = true;
    ck_assert(array_push(&plan->rules, rule));
    memset(columns, 0, sizeof columns);
    ck_assert(plan_columns_worded(plan, 0, columns, &failure));
    ck_assert(columns[0] && !columns[1] && !columns[2]);
    const struct plan_place places[] = {{row, 1}};
    plan->rules.items[0].places = places;
    plan->rules.items[0].place_count = 1;
    ck_assert(plan_columns_worded(plan, 0, columns, &failure));
    ck_assert(columns[0] && columns[1] && !columns[2]);
    /* Rules that do not stream are worded from tables that are kept. */
    plan->rules.items[0].streams = false;
    memset(columns, 0, sizeof columns);
    ck_assert(plan_columns_worded(plan, 0, columns, &failure));
    ck_assert(!columns[0] && !columns[1] && !columns[2]);
}
END_TEST

START_TEST(what_nothing_reads_is_left_out)
{
    uint32_t row = fixture_row(plan, 0, 0);
    (void)fixture_number(plan, 77, 0);
    (void)plan_text_add(plan, STR("unused"), &failure);
    struct plan_query unused = fixture_query(PLAN_COUNT, 1, 1);
    (void)fixture_query_node(plan, unused, PLAN_TYPE_NUMBER);
    struct plan_query query = fixture_query(PLAN_EXISTS, 1, 1);
    query.key_count = 1;
    query.inner_keys[0] = fixture_column(plan, fixture_row(plan, 1, 0), 0);
    query.outer_keys[0] = fixture_column(plan, row, 0);
    uint32_t exists = fixture_query_node(plan, query, PLAN_TYPE_BOOLEAN);
    struct plan_rule rule = fixture_rule_of(0, exists);
    struct plan_node word = fixture_blank(PLAN_TEXT, PLAN_TYPE_TEXT);
    word.number = plan_text_add(plan, STR("used"), &failure);
    const struct plan_piece message[] = {{STR("Is "), PLAN_NONE, PLAN_STYLE_VALUE},
                                         {STR_EMPTY, plan_node_add(plan, word, &failure), PLAN_STYLE_VALUE}};
    rule.message = message;
    rule.message_count = 2;
    ck_assert(array_push(&plan->rules, rule));
    ck_assert(plan_compact(plan, &failure));
    ck_assert_uint_eq(plan->nodes.count, 6);
    ck_assert_uint_eq(plan->texts.count, 1);
    ck_assert_uint_eq(plan->queries.count, 1);
    ck_assert(plan_verify(plan, &failure));
    struct buffer out = BUFFER_EMPTY;
    plan_print(plan, &out);
    static const char expected[] = "plan for 2017-18\n"
                                   "tables\n"
                                   "  t0 = Outer: return by CHILD order WHEN\n"
                                   "  t1 = Inner: last year\n"
                                   "nodes\n"
                                   "  n0 = row 0 : row of Outer\n"
                                   "  n1 = row 0 : row of Inner\n"
                                   "  n2 = column n1 CHILD : text\n"
                                   "  n3 = column n0 CHILD : text\n"
                                   "  n4 = query q0 : boolean\n"
                                   "  n5 = text \"used\" : text\n"
                                   "queries\n"
                                   "  q0 = exists Inner as 1 key n2 = n3\n"
                                   "rules\n"
                                   "  T-1: error for Outer require n4 message \"Is \" n5\n";
    buffer_char(&out, '\0');
    ck_assert_str_eq(out.data, expected);
    buffer_free(&out);
    /* Equal nodes are still found. */
    size_t count = plan->nodes.count;
    (void)fixture_column(plan, fixture_row(plan, 0, 0), 0);
    ck_assert_uint_eq(plan->nodes.count, count);
}
END_TEST

START_TEST(every_operation_has_a_name)
{
    for (int i = 0; i < PLAN_OPERATIONS; i++) {
        ck_assert(plan_operation_text((enum plan_operation)i)->name[0] != '\0');
    }
    ck_assert_str_eq(plan_operation_text(PLAN_LESS_EQUAL)->name, "<=");
    ck_assert_int_eq(plan_operation_text(PLAN_LESS_EQUAL)->result, 'B');
    plan_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *tests = tcase_create("plan");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, equal_nodes_are_one);
    tcase_add_test(tests, scopes_are_worked_out);
    tcase_add_test(tests, sets_are_sorted);
    tcase_add_test(tests, what_is_not_there_is_refused);
    tcase_add_test(tests, columns_that_are_read);
    tcase_add_test(tests, columns_that_are_worded);
    tcase_add_test(tests, what_nothing_reads_is_left_out);
    tcase_add_test(tests, every_operation_has_a_name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
