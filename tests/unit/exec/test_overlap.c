/* overlap: queries that look for spells that overlap, in groups so large that they leap over rows. */
#include <check.h>
#include <stdlib.h>

#include "random_rules.h"

#define ROWS 300u
#define CASES 60

/* The bounds, as they are put to the query: FROM < or <= the record's UNTIL, UNTIL > or >= the record's FROM. */
struct overlap {
    struct random_plan random;
    bool strict[2];
    bool other;       /* without the record itself */
    bool flagged;     /* those with FLAG alone, as a residual */
    bool until_first; /* which of the two is written first, and so sorted by */
    enum plan_query_kind kind;
};

static bool is_there(const struct table *table, uint32_t column, int64_t row)
{
    return table_state_at(table, column, row) == TABLE_VALUE;
}

static int64_t cell(const struct table *table, uint32_t column, int64_t row)
{
    return table->columns[column].values[row];
}

/* Short spells one behind the other, a few long ones, and some without a beginning or an end. */
static void fill(struct overlap *overlap)
{
    struct random_plan *random = &overlap->random;
    struct table *table = random->tables[0];
    for (int64_t row = 0; row < (int64_t)ROWS; row++) {
        int64_t from = 18000 + (int64_t)below(random, 3000);
        int64_t until = from + (int64_t)below(random, chance(random, 5) ? 2000 : 6);
        table_set(table, FROM, row, from, chance(random, 3) ? TABLE_MISSING : TABLE_VALUE);
        table_set(table, UNTIL, row, until, chance(random, 3) ? TABLE_MISSING : TABLE_VALUE);
        table_set(table, FLAG, row, chance(random, 30), chance(random, 5) ? TABLE_MISSING : TABLE_VALUE);
        table_set(table, COUNT, row, 0, TABLE_VALUE);
    }
}

static bool within(int64_t a, int64_t b, bool strict)
{
    return strict ? a < b : a <= b;
}

static bool meets(const struct overlap *overlap, int64_t own, int64_t row)
{
    const struct table *table = overlap->random.tables[0];
    if (!is_there(table, FROM, own) || !is_there(table, UNTIL, own) || !is_there(table, FROM, row) ||
        !is_there(table, UNTIL, row) || (overlap->other && own == row) ||
        (overlap->flagged && !(is_there(table, FLAG, row) && cell(table, FLAG, row)))) {
        return false;
    }
    return within(cell(table, FROM, row), cell(table, UNTIL, own), overlap->strict[0]) &&
           within(cell(table, FROM, own), cell(table, UNTIL, row), overlap->strict[1]);
}

static uint32_t column_at(struct overlap *overlap, uint32_t column, uint32_t scope)
{
    uint32_t row = make_row(&overlap->random, PLAN_ROW, 0, scope, PLAN_NONE);
    struct wanted wanted = column == FLAG ? a_boolean : column == COUNT ? a_whole : a_date;
    return make(&overlap->random, PLAN_COLUMN, wanted, column, row, PLAN_NONE, PLAN_NONE);
}

/* A rule that is broken where the query's answer is not what COUNT holds. */
static void add_rule(struct overlap *overlap)
{
    struct random_plan *random = &overlap->random;
    struct plan_range from = {.inner = column_at(overlap, FROM, 0),
                              .comparison = overlap->strict[0] ? PLAN_LESS : PLAN_LESS_EQUAL,
                              .outer = column_at(overlap, UNTIL, 0)};
    struct plan_range until = {.inner = column_at(overlap, UNTIL, 0),
                               .comparison = overlap->strict[1] ? PLAN_LESS : PLAN_LESS_EQUAL,
                               .flipped = true,
                               .outer = column_at(overlap, FROM, 0)};
    struct plan_range ranges[2] = {overlap->until_first ? until : from, overlap->until_first ? from : until};
    struct plan_query query = {.kind = overlap->kind,
                               .table = 0,
                               .scope = 1,
                               .ranges = ranges,
                               .range_count = 2,
                               .filter = PLAN_NONE,
                               .residual = overlap->flagged ? column_at(overlap, FLAG, 1) : PLAN_NONE,
                               .leaves_out = overlap->other,
                               .left_out = make_row(random, PLAN_ROW, 0, 0, PLAN_NONE),
                               .value = PLAN_NONE};
    if (overlap->kind == PLAN_MAXIMUM) {
        query.value = column_at(overlap, UNTIL, 0);
        query.value_is_inner = true;
    }
    struct wanted wanted = overlap->kind == PLAN_MAXIMUM ? a_date : overlap->kind == PLAN_EXISTS ? a_boolean : a_whole;
    uint32_t answer = make(random, PLAN_QUERY, wanted, plan_query_add(random->plan, query, NULL), PLAN_NONE, PLAN_NONE,
                           PLAN_NONE);
    if (overlap->kind == PLAN_EXISTS) {
        uint32_t one = make(random, PLAN_NUMBER, a_whole, 1, PLAN_NONE, PLAN_NONE, PLAN_NONE);
        uint32_t none = make(random, PLAN_NUMBER, a_whole, 0, PLAN_NONE, PLAN_NONE, PLAN_NONE);
        answer = make(random, PLAN_IF, a_whole, 0, answer, one, none);
    } else if (overlap->kind == PLAN_MAXIMUM) {
        uint32_t start = make(random, PLAN_DATE, a_date, 0, PLAN_NONE, PLAN_NONE, PLAN_NONE);
        answer = make(random, PLAN_DEFAULT, a_date, 0, answer, start, PLAN_NONE);
        answer = make(random, PLAN_DAYS_BETWEEN, a_whole, 0, start, answer, PLAN_NONE);
    }
    struct plan_rule rule = {.table = 0, .when = PLAN_NONE};
    rule.require = make(random, PLAN_EQUAL, a_boolean, 0, answer, column_at(overlap, COUNT, 0), PLAN_NONE);
    array_push(&random->plan->rules, rule);
}

/* What the query must say, found by trying all records. */
static void set_expected(struct overlap *overlap)
{
    struct table *table = overlap->random.tables[0];
    for (int64_t own = 0; own < (int64_t)ROWS; own++) {
        int64_t expected = 0;
        for (int64_t row = 0; row < (int64_t)ROWS; row++) {
            if (meets(overlap, own, row)) {
                int64_t until = cell(table, UNTIL, row);
                expected = overlap->kind == PLAN_COUNT     ? expected + 1
                           : overlap->kind == PLAN_MAXIMUM ? (until > expected ? until : expected)
                                                           : 1;
            }
        }
        table_set(table, COUNT, own, expected, TABLE_VALUE);
    }
}

START_TEST(overlaps_are_found)
{
    static const enum plan_query_kind kinds[] = {PLAN_COUNT, PLAN_EXISTS, PLAN_MAXIMUM};
    struct overlap overlap = {.kind = kinds[_i % 3]};
    struct failure failure = {0};
    struct exec_hits hits = {0};
    uint32_t skipped[1];
    random_start(&overlap.random, (uint64_t)_i + 1);
    random_tables(&overlap.random, 0);
    table_free(overlap.random.tables[0]);
    overlap.random.tables[0] = random_table(&overlap.random, ROWS);
    overlap.strict[0] = chance(&overlap.random, 50);
    overlap.strict[1] = chance(&overlap.random, 50);
    overlap.other = chance(&overlap.random, 50);
    overlap.flagged = chance(&overlap.random, 50);
    overlap.until_first = chance(&overlap.random, 50);
    fill(&overlap);
    set_expected(&overlap);
    add_rule(&overlap);
    ck_assert_msg(plan_verify(overlap.random.plan, &failure), "%s", failure.message);
    struct exec_program *program = exec_program_new(overlap.random.plan, &failure);
    struct exec_run *run = program ? exec_run_new(program, &overlap.random.given, 1, &failure) : NULL;
    ck_assert_msg(run && exec_run_rules(run, NULL, &hits, skipped, NULL, &failure), "%s", failure.message);
    ck_assert_uint_eq(skipped[0], PLAN_NONE);
    ck_assert_uint_eq(hits.count, 0);
    /* The same with every answer off by one is broken everywhere. */
    for (int64_t row = 0; row < (int64_t)ROWS; row++) {
        overlap.random.tables[0]->columns[COUNT].values[row]++;
    }
    ck_assert(exec_run_rules(run, NULL, &hits, skipped, NULL, &failure));
    ck_assert_uint_eq(hits.count, ROWS);
    free(hits.items);
    exec_run_free(run);
    exec_program_free(program);
    random_free(&overlap.random);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("overlap");
    TCase *cases = tcase_create("overlap");
    tcase_add_loop_test(cases, overlaps_are_found, 0, CASES);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
