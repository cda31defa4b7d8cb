/* unique: keys in order and not, of one part and of two, in one pass and in several. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "random_rules.h"

#define ROWS 220000u

enum shape { ASCENDING, SHUFFLED, FEW_KEYS, ONE_KEY, TWO_PARTS };

struct keyed_row {
    int64_t first;
    int64_t second;
    uint32_t row;
};

static int compare_rows(const void *left, const void *right)
{
    const struct keyed_row *a = left;
    const struct keyed_row *b = right;
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    if (a->second != b->second) {
        return a->second < b->second ? -1 : 1;
    }
    return (a->row > b->row) - (a->row < b->row);
}

static int64_t key_value(struct random_plan *random, enum shape shape, uint32_t row, bool is_second)
{
    switch (shape) {
    case ASCENDING: return (int64_t)row - (row % 1000 == 999);
    case SHUFFLED: return (int64_t)(random_next(random) % 100000000);
    case FEW_KEYS: return (int64_t)below(random, 1000) * 4096;
    case ONE_KEY: return -7;
    case TWO_PARTS: return (int64_t)below(random, is_second ? 50000 : 5);
    }
    return 0;
}

static void fill(struct random_plan *random, enum shape shape)
{
    table_free(random->tables[0]);
    struct table *table = table_new(&random_layout, NULL, NULL);
    random->tables[0] = table;
    for (uint32_t row = 0; row < ROWS; row++) {
        table_add_row(table, NULL);
        for (uint32_t c = COUNT; c <= AMOUNT; c++) {
            enum table_state state = chance(random, 1) ? TABLE_MISSING : TABLE_VALUE;
            table_set(table, c, row, key_value(random, shape, row, c == AMOUNT), state);
        }
    }
}

/* By sorting: 1 for each record whose key is an earlier one's. */
static uint8_t *find_repeated(const struct table *table, bool two_parts)
{
    struct keyed_row *rows = calloc(ROWS, sizeof *rows);
    uint8_t *repeated = calloc(ROWS, 1);
    uint32_t count = 0;
    for (uint32_t row = 0; row < ROWS; row++) {
        bool known = table->columns[COUNT].states[row] == TABLE_VALUE &&
                     (!two_parts || table->columns[AMOUNT].states[row] == TABLE_VALUE);
        int64_t second = two_parts ? table->columns[AMOUNT].values[row] : 0;
        if (known) {
            rows[count++] = (struct keyed_row){table->columns[COUNT].values[row], second, row};
        }
    }
    qsort(rows, count, sizeof *rows, compare_rows);
    for (uint32_t i = 1; i < count; i++) {
        repeated[rows[i].row] = rows[i].first == rows[i - 1].first && rows[i].second == rows[i - 1].second;
    }
    free(rows);
    return repeated;
}

static void add_rule(struct random_plan *random, bool two_parts)
{
    uint32_t row = make_row(random, PLAN_ROW, 0, 0, PLAN_NONE);
    const uint32_t list[] = {make(random, PLAN_COLUMN, a_whole, COUNT, row, PLAN_NONE, PLAN_NONE),
                             make(random, PLAN_COLUMN, a_money, AMOUNT, row, PLAN_NONE, PLAN_NONE)};
    struct plan_node node = {.operation = PLAN_UNIQUE,
                             .type = PLAN_TYPE_BOOLEAN,
                             .table = PLAN_NONE,
                             .arguments = {row, PLAN_NONE, PLAN_NONE, PLAN_NONE},
                             .list = list,
                             .list_count = two_parts ? 2 : 1};
    struct plan_rule rule = {.table = 0, .when = PLAN_NONE, .require = plan_node_add(random->plan, node, NULL)};
    array_push(&random->plan->rules, rule);
}

static void try_shape(enum shape shape, unsigned threads)
{
    struct random_plan random;
    struct exec_hits hits = {0};
    random_start(&random, 11);
    random_tables(&random, 0);
    fill(&random, shape);
    add_rule(&random, shape == TWO_PARTS);
    uint8_t *repeated = find_repeated(random.tables[0], shape == TWO_PARTS);
    struct exec_program *program = exec_program_new(random.plan, NULL);
    struct exec_run *run = exec_run_new(program, &random.given, threads, NULL);
    ck_assert(exec_run_rules(run, NULL, &hits, NULL, NULL, NULL));
    size_t at = 0;
    for (uint32_t row = 0; row < ROWS; row++) {
        bool hit = at < hits.count && hits.items[at].row == row;
        if (hit != repeated[row]) {
            ck_abort_msg("shape %d, %u threads, row %u", (int)shape, threads, row);
        }
        at += hit;
    }
    ck_assert_uint_eq(at, hits.count);
    ck_assert_uint_gt(at, 100);
    free(repeated);
    free(hits.items);
    exec_run_free(run);
    exec_program_free(program);
    random_free(&random);
}

START_TEST(repeated_keys_are_found)
{
    for (unsigned threads = 1; threads <= 3; threads++) {
        try_shape((enum shape)_i, threads);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unique");
    TCase *cases = tcase_create("unique");
    tcase_set_timeout(cases, 120);
    tcase_add_loop_test(cases, repeated_keys_are_found, 0, TWO_PARTS + 1);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
