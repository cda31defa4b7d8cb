/* common: what runs have in common changes nothing: their hits and words are those of runs that make everything themselves,
 * whatever the return, its authority and its format. */
#include <check.h>

#include "../../run_suite.h"
#include "exec/program.h"
#include "outcome.h"

#define PLANS 600u
#define ROWS 40u
#define RETURNS 3u

struct shared {
    struct random_plan random;
    struct exec_program *program;
    struct exec_run *common;
    struct table *bound[RANDOM_TABLES]; /* of the common run: no return's */
    size_t hits;
    size_t items; /* that were in common */
};

static struct exec_run *run_new(const struct shared *shared)
{
    struct failure failure = {0};
    struct exec_run *run = exec_run_new(shared->program, &shared->random.given, 1, &failure);
    ck_assert_msg(run, "%s", failure.message);
    return run;
}

static void make_plan(struct shared *shared, uint64_t seed)
{
    struct random_plan *random = &shared->random;
    struct failure failure = {0};
    random_start(random, seed);
    random_tables(random, ROWS);
    random->plan->tables.items[1].role = seed % 2 ? PLAN_TABLE_REFERENCE : PLAN_TABLE_LINES;
    random->plan->tables.items[2].role = PLAN_TABLE_REFERENCE;
    if (seed % 3 == 0) {
        random_view(random);
    }
    for (unsigned r = 0; r < RANDOM_RULES_MOST / 2; r++) {
        random->queries_left = 3;
        random_rule(random, 4);
        add_words(random, r);
    }
    ck_assert_msg(plan_verify(random->plan, &failure), "%s", failure.message);
    shared->program = exec_program_new(random->plan, &failure);
    ck_assert_msg(shared->program, "%s", failure.message);
}

static void make_common(struct shared *shared, unsigned threads)
{
    struct failure failure = {0};
    struct exec_tables given = shared->random.given;
    shared->bound[1] = shared->random.tables[1];
    shared->bound[2] = shared->random.tables[2];
    given.tables = shared->bound;
    given.authority = STR_EMPTY;
    given.format = STR_EMPTY;
    shared->common = exec_run_common(shared->program, &given, threads, &failure);
    ck_assert_msg(shared->common, "%s", failure.message);
    for (size_t i = 0; i < shared->program->items.count; i++) {
        shared->items += shared->program->common[i];
    }
}

static void ensure_common_changes_nothing(struct shared *shared)
{
    struct outcome alone;
    struct outcome with;
    take_outcome(shared->program, run_new(shared), &alone);
    struct exec_run *run = run_new(shared);
    exec_run_use(run, shared->common);
    take_outcome(shared->program, run, &with);
    ensure_same(&alone, &with);
    shared->hits += alone.hits.count;
    free_outcome(&alone);
    free_outcome(&with);
}

/* Another return of the same period: other records, perhaps another authority and format. */
static void next_return(struct shared *shared)
{
    struct random_plan *random = &shared->random;
    table_free(random->tables[0]);
    random->tables[0] = random_table(random, below(random, ROWS));
    uint32_t parents = random->tables[1]->row_count;
    for (uint32_t row = 0; row < random->tables[0]->row_count; row++) {
        random->tables[0]->parents[row] = parents > 0 && chance(random, 80) ? below(random, parents) : TABLE_NO_PARENT;
    }
    random->given.authority = chance(random, 50) ? STR("a") : STR("X1");
    random->given.format = chance(random, 50) ? STR("xml") : STR("csv");
}

/* A run over another table than the common one must not use what was made of that. */
static void try_another_table(struct shared *shared)
{
    struct table *kept = shared->random.tables[1];
    if (kept->row_count == 0) {
        return;
    }
    shared->random.tables[1] = random_table(&shared->random, kept->row_count);
    ensure_common_changes_nothing(shared);
    table_free(shared->random.tables[1]);
    shared->random.tables[1] = kept;
}

START_TEST(what_is_common_changes_nothing)
{
    size_t hits = 0;
    size_t items = 0;
    for (uint64_t seed = 1; seed <= PLANS; seed++) {
        struct shared shared = {0};
        make_plan(&shared, seed);
        make_common(&shared, 1 + seed % 2);
        for (unsigned i = 0; i < RETURNS; i++) {
            ensure_common_changes_nothing(&shared);
            next_return(&shared);
        }
        try_another_table(&shared);
        hits += shared.hits;
        items += shared.items;
        exec_run_free(shared.common);
        exec_program_free(shared.program);
        random_free(&shared.random);
    }
    ck_assert_uint_gt(hits, 1000);
    ck_assert_uint_gt(items, 200);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("common");
    TCase *cases = tcase_create("plans");
    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, what_is_common_changes_nothing);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
