/* differential: random plans over random tables give the same hits as a plain evaluation, record by record. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "exec/run.h"
#include "random_rules.h"
#include "reference.h"

#define PLANS 300u

static void say_rule(const struct plan *plan, uint32_t rule)
{
    struct buffer text = BUFFER_EMPTY;
    if (plan->rules.items[rule].when != PLAN_NONE) {
        plan_print_node(plan, plan->rules.items[rule].when, &text);
        buffer_text(&text, "\n--\n");
    }
    plan_print_node(plan, plan->rules.items[rule].require, &text);
    fprintf(stderr, "%.*s\n", STR_ARGS(buffer_view(&text)));
    buffer_free(&text);
}

static bool reference_hits(struct reference *reference, const struct plan_rule *rule, int64_t row)
{
    struct scopes scopes = one_row(rule->table, row);
    if (rule->when != PLAN_NONE && !is_true(work_out(reference, rule->when, &scopes))) {
        return false;
    }
    struct answer require = work_out(reference, rule->require, &scopes);
    return require.state == TABLE_VALUE && require.number == 0;
}

static bool is_skipped(const struct random_plan *random, uint32_t table)
{
    if (table == PLAN_NONE) {
        return false;
    }
    const struct plan_table *described = &random->plan->tables.items[table];
    if (described->role != PLAN_TABLE_VIEW) {
        return random->tables[table] == NULL;
    }
    const struct plan_view *view = &random->plan->views.items[described->index];
    for (uint32_t p = 0; p < view->part_count; p++) {
        if (!view->parts[p].given && is_skipped(random, view->parts[p].table)) {
            return true;
        }
    }
    return false;
}

/* How many hits there were, or -1 where they differ. */
static int64_t compare_hits(struct random_plan *random, struct reference *reference, const struct exec_hits *hits)
{
    size_t at = 0;
    for (uint32_t r = 0; r < random->plan->rules.count; r++) {
        const struct plan_rule *rule = &random->plan->rules.items[r];
        uint32_t rows = rule->table == PLAN_NONE         ? 1
                        : reference->tables[rule->table] ? reference->tables[rule->table]->row_count
                                                         : 0;
        rows = is_skipped(random, rule->table) ? 0 : rows;
        for (uint32_t row = 0; row < rows; row++) {
            bool found = at < hits->count && hits->items[at].rule == r && hits->items[at].row == row;
            if (found != reference_hits(reference, rule, row)) {
                fprintf(stderr, "rule %u of table %u, row %u: %s\n", r, rule->table, row, found ? "hit" : "no hit");
                say_rule(random->plan, r);
                return -1;
            }
            at += found;
        }
    }
    return at == hits->count ? (int64_t)at : -1;
}

static void start_reference(struct reference *reference, struct random_plan *random)
{
    *reference = (struct reference){.plan = random->plan, .given = &random->given};
    reference->tables = ARENA_ARRAY(&reference->arena, random->plan->tables.count, struct table *);
    reference->orders = ARENA_ARRAY(&reference->arena, random->plan->tables.count, uint32_t *);
    reference->positions = ARENA_ARRAY(&reference->arena, random->plan->tables.count, uint32_t *);
    for (uint32_t t = 0; t < random->plan->tables.count; t++) {
        reference->tables[t] = random->tables[t];
        if (random->plan->tables.items[t].role == PLAN_TABLE_VIEW && !is_skipped(random, t)) {
            make_view(reference, t);
        }
    }
}

static void end_reference(struct reference *reference)
{
    for (uint32_t t = RANDOM_TABLES; t < reference->plan->tables.count; t++) {
        table_free(reference->tables[t]);
    }
    arena_free(&reference->arena);
}

/* The first row and column in which two tables differ. */
static bool same_tables(const struct table *a, const struct table *b)
{
    for (uint32_t row = 0; row < a->row_count || row < b->row_count; row++) {
        for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
            bool same = row < a->row_count && row < b->row_count &&
                        a->columns[c].states[row] == b->columns[c].states[row] &&
                        (a->columns[c].states[row] == TABLE_MISSING ||
                         a->columns[c].values[row] == b->columns[c].values[row]);
            if (!same) {
                fprintf(stderr, "row %u column %u of %u and %u rows\n", row, c, a->row_count, b->row_count);
                return false;
            }
        }
    }
    return true;
}

static bool compare_views(const struct exec_run *run, const struct reference *reference)
{
    bool same = true;
    for (uint32_t t = RANDOM_TABLES; t < reference->plan->tables.count; t++) {
        if ((run->tables[t] && !reference->tables[t]) ||
            (run->tables[t] && !same_tables(run->tables[t], reference->tables[t]))) {
            fprintf(stderr, "view of table %u\n", t);
            same = false;
        }
    }
    return same;
}

static int64_t try_plan(uint64_t seed, uint32_t rows, unsigned views, unsigned rules, unsigned depth)
{
    struct random_plan random;
    struct failure failure = {0};
    random_start(&random, seed);
    random.large = rows > 1000;
    random_tables(&random, rows);
    for (unsigned v = 0; v < views; v++) {
        random.queries_left = 1;
        random_view(&random);
    }
    for (unsigned r = 0; r < rules; r++) {
        random.queries_left = 3;
        random_rule(&random, depth);
    }
    ck_assert_msg(plan_verify(random.plan, &failure), "seed %lu: %s", (unsigned long)seed, failure.message);
    struct exec_program *program = exec_program_new(random.plan, &failure);
    ck_assert_msg(program, "%s", failure.message);
    struct exec_run *run = exec_run_new(program, &random.given, 1, &failure);
    ck_assert_msg(run, "%s", failure.message);
    struct exec_hits hits = {0};
    uint32_t skipped[RANDOM_RULES_MOST];
    ck_assert_msg(exec_run_rules(run, NULL, &hits, skipped, NULL, &failure), "%s", failure.message);
    struct reference reference;
    start_reference(&reference, &random);
    ck_assert_msg(compare_views(run, &reference), "seed %lu differs", (unsigned long)seed);
    int64_t compared = compare_hits(&random, &reference, &hits);
    ck_assert_msg(compared >= 0, "seed %lu differs", (unsigned long)seed);
    end_reference(&reference);
    free(hits.items);
    exec_run_free(run);
    exec_program_free(program);
    random_free(&random);
    return compared;
}

static uint64_t first_seed(void)
{
    const char *given = getenv("SEED");
    return given ? strtoull(given, NULL, 10) : 1;
}

static unsigned plans(void)
{
    const char *given = getenv("PLANS");
    return given ? (unsigned)strtoul(given, NULL, 10) : PLANS;
}

START_TEST(small_tables)
{
    int64_t hits = 0;
    for (uint64_t seed = first_seed(); seed < first_seed() + plans(); seed++) {
        hits += try_plan(seed, 24, 0, 8, 4);
    }
    ck_assert_int_gt(hits, 5 * plans());
}
END_TEST

START_TEST(views_too)
{
    int64_t hits = 0;
    for (uint64_t seed = first_seed(); seed < first_seed() + plans(); seed++) {
        hits += try_plan(1000000 + seed, 16, 3, 6, 3);
    }
    ck_assert_int_gt(hits, 5 * plans());
}
END_TEST

START_TEST(more_than_one_batch)
{
    int64_t hits = 0;
    for (uint64_t seed = first_seed(); seed < first_seed() + plans() / 20 + 1; seed++) {
        hits += try_plan(2000000 + seed, 3000, 0, 6, 3);
    }
    ck_assert_int_gt(hits, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("differential");
    TCase *cases = tcase_create("plans");
    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, small_tables);
    tcase_add_test(cases, views_too);
    tcase_add_test(cases, more_than_one_batch);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
