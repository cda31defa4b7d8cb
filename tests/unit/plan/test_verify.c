/* The verifier: a plan that breaks one promise is refused, and the node is named. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan_fixture.h"

static struct plan *plan;
static struct failure failure;
static uint32_t row, child, when, amount, truth, exists;

/* A sound plan: a rule with a condition and a query. */
static void set_up(void)
{
    memset(&failure, 0, sizeof failure);
    plan = fixture_plan();
    row = fixture_row(plan, 0, 0);
    child = fixture_column(plan, row, 0);
    when = fixture_column(plan, row, 1);
    amount = fixture_column(plan, row, 2);
    truth = fixture_binary(plan, PLAN_LESS, PLAN_TYPE_BOOLEAN, fixture_number(plan, 0, 2), amount);
    struct plan_query query = fixture_query(PLAN_EXISTS, 1, 1);
    query.key_count = 1;
    query.inner_keys[0] = fixture_column(plan, fixture_row(plan, 1, 0), 0);
    query.outer_keys[0] = child;
    exists = fixture_query_node(plan, query, PLAN_TYPE_BOOLEAN);
    struct plan_rule rule = fixture_rule_of(0, fixture_binary(plan, PLAN_AND, PLAN_TYPE_BOOLEAN, truth, exists));
    ck_assert(array_push(&plan->rules, rule));
    ck_assert_msg(plan_verify(plan, &failure), "%s", failure.message);
}

static void tear_down(void)
{
    plan_free(plan);
}

static void assert_refused(const char *message)
{
    ck_assert_msg(!plan_verify(plan, &failure), "accepted, but: %s", message);
    ck_assert_msg(strstr(failure.message, message), "\"%s\" does not say \"%s\"", failure.message, message);
    memset(&failure, 0, sizeof failure);
}

START_TEST(types)
{
    struct plan_node node = fixture_blank(PLAN_NOT, PLAN_TYPE_BOOLEAN);
    node.arguments[0] = when;
    uint32_t bad = fixture_add(plan, node);
    assert_refused("(not) is wrong: an argument is of the wrong type");
    plan->nodes.items[bad].arguments[0] = truth;
    plan->nodes.items[bad].type = PLAN_TYPE_DATE;
    assert_refused("its type is not its operation's");
    plan->nodes.items[bad].type = PLAN_TYPE_BOOLEAN;
    plan->nodes.items[bad].arguments[1] = truth;
    assert_refused("the wrong number of arguments");
    plan->nodes.items[bad].arguments[1] = PLAN_NONE;
    plan->nodes.items[bad].arguments[0] = bad;
    assert_refused("an argument comes after it");
    plan->nodes.items[bad].arguments[0] = truth;
    ck_assert(plan_verify(plan, &failure));
    plan->nodes.items[bad].scopes = 0;
    assert_refused("its scopes are not those");
}
END_TEST

START_TEST(comparisons)
{
    uint32_t bad = fixture_binary(plan, PLAN_EQUAL, PLAN_TYPE_BOOLEAN, when, amount);
    assert_refused("its arguments are of different types");
    plan->nodes.items[bad].arguments[0] = row;
    plan->nodes.items[bad].arguments[1] = row;
    assert_refused("rows cannot be compared");
}
END_TEST

START_TEST(scales)
{
    uint32_t sum = fixture_binary(plan, PLAN_ADD, PLAN_TYPE_NUMBER, amount, amount);
    assert_refused("its scale is not that of its arguments");
    plan->nodes.items[sum].scale = 2;
    ck_assert(plan_verify(plan, &failure));
    plan->nodes.items[amount].scale = 3;
    assert_refused("its scale is not the column's");
}
END_TEST

START_TEST(payloads)
{
    plan->nodes.items[child].number = 7;
    assert_refused("the table has no such column");
    plan->nodes.items[child].number = 0;
    plan->nodes.items[row].table = 9;
    ck_assert(!plan_verify(plan, &failure));
    memset(&failure, 0, sizeof failure);
    plan->nodes.items[row].table = 0;
    struct plan_node text = fixture_blank(PLAN_TEXT, PLAN_TYPE_TEXT);
    text.number = 3;
    (void)fixture_add(plan, text);
    assert_refused("there is no such text");
}
END_TEST

START_TEST(frames)
{
    /* One scope as rows of two tables. */
    uint32_t other = fixture_column(plan, fixture_row(plan, 1, 0), 2);
    (void)fixture_binary(plan, PLAN_LESS, PLAN_TYPE_BOOLEAN, amount, other);
    assert_refused("rows of two tables");
}
END_TEST

START_TEST(rules_read_their_own_record)
{
    uint32_t other = fixture_column(plan, fixture_row(plan, 1, 1), 2);
    uint32_t bad = fixture_binary(plan, PLAN_LESS, PLAN_TYPE_BOOLEAN, amount, other);
    plan->rules.items[0].require = bad;
    assert_refused("the plan's rule T-1 is wrong");
    plan->rules.items[0].require = amount;
    assert_refused("the plan's rule T-1 is wrong");
    plan->rules.items[0].require = exists;
    ck_assert(plan_verify(plan, &failure));
    plan->rules.items[0].streams = true;
    assert_refused("the plan's rule T-1 is wrong");
    plan->rules.items[0].streams = false;
    const struct plan_place place = {amount, TABLE_NO_COLUMN};
    plan->rules.items[0].places = &place;
    plan->rules.items[0].place_count = 1;
    assert_refused("the plan's rule T-1 is wrong");
    const struct plan_place beyond = {row, 3};
    plan->rules.items[0].places = &beyond;
    assert_refused("the plan's rule T-1 is wrong");
    plan->rules.items[0].place_count = 0;
    plan->rules.items[0].table = 1;
    assert_refused("the plan's rule T-1 is wrong");
}
END_TEST

START_TEST(queries)
{
    struct plan_query *query = &plan->queries.items[0];
    query->inner_keys[0] = child;
    assert_refused("(query) is wrong");
    query->inner_keys[0] = fixture_column(plan, fixture_row(plan, 1, 0), 0);
    query->kind = PLAN_SUM;
    assert_refused("(query) is wrong");
    query->kind = PLAN_EXISTS;
    query->filter = fixture_column(plan, fixture_row(plan, 1, 0), 0);
    assert_refused("its query is wrong");
    query->filter = PLAN_NONE;
    query->leaves_out = true;
    query->left_out = query->inner_keys[0];
    assert_refused("its query is wrong");
    query->leaves_out = false;
    query->table = 7;
    assert_refused("its query is wrong");
}
END_TEST

START_TEST(views)
{
    uint32_t other = fixture_column(plan, fixture_row(plan, 1, 0), 2);
    const struct plan_view_column columns[] = {{other, PLAN_TAKE_ROW}, {other, PLAN_TAKE_ROW}, {other, PLAN_TAKE_ROW}};
    struct plan_view_part part = {.table = 1, .condition = PLAN_NONE, .columns = columns};
    struct plan_view view = {
        .kind = PLAN_VIEW_SELECT, .parts = &part, .part_count = 1, .column_count = 3, .starts = PLAN_NONE};
    struct plan_table table = {
        .name = STR("made"), .role = PLAN_TABLE_VIEW, .layout = &fixture_inner, .parent = PLAN_NONE};
    ck_assert(array_push(&plan->views, view));
    assert_refused("the plan's view v0 is wrong");
    ck_assert(array_push(&plan->tables, table));
    ck_assert(plan_verify(plan, &failure));
    part.table = 2;
    assert_refused("the plan's view v0 is wrong");
    part.table = 0;
    assert_refused("the plan's view v0 is wrong");
    part.table = 1;
    plan->views.items[0].kind = PLAN_VIEW_CHAIN;
    assert_refused("the plan's view v0 is wrong");
    plan->views.items[0].kind = PLAN_VIEW_SELECT;
    const uint32_t keep[] = {3};
    plan->views.items[0].keep = keep;
    plan->views.items[0].keep_count = 1;
    assert_refused("the plan's view v0 is wrong");
    plan->views.items[0].keep_count = 0;
    plan->views.items[0].column_count = 2;
    assert_refused("the plan's table made is wrong");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verify");
    TCase *tests = tcase_create("verify");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, types);
    tcase_add_test(tests, comparisons);
    tcase_add_test(tests, scales);
    tcase_add_test(tests, payloads);
    tcase_add_test(tests, frames);
    tcase_add_test(tests, rules_read_their_own_record);
    tcase_add_test(tests, queries);
    tcase_add_test(tests, views);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
