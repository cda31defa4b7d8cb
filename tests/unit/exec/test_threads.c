/* threads: however many there are, the hits and their words are the same; and a worker that served one return serves the
 * next one as if it were new. */
#include <check.h>

#include "../../run_suite.h"
#include "outcome.h"

#define PLANS 12u
#define ROWS 20000u

static void run_with(struct exec_program *program, const struct random_plan *random, unsigned threads,
                     struct outcome *outcome)
{
    struct failure failure = {0};
    struct exec_run *run = exec_run_new(program, &random->given, threads, &failure);
    ck_assert_msg(run, "%s", failure.message);
    take_outcome(program, run, outcome);
}

static size_t try_plan(uint64_t seed)
{
    struct random_plan random;
    struct failure failure = {0};
    random_start(&random, seed);
    random.large = true;
    random_tables(&random, ROWS);
    for (unsigned r = 0; r < 6; r++) {
        random.queries_left = 2;
        random_rule(&random, 3);
        add_words(&random, r);
    }
    ck_assert_msg(plan_verify(random.plan, &failure), "%s", failure.message);
    struct exec_program *program = exec_program_new(random.plan, &failure);
    ck_assert_msg(program, "%s", failure.message);
    struct outcome one;
    run_with(program, &random, 1, &one);
    for (unsigned threads = 2; threads < 5; threads++) {
        struct outcome several;
        run_with(program, &random, threads, &several);
        ensure_same(&one, &several);
        free_outcome(&several);
    }
    size_t count = one.hits.count;
    free_outcome(&one);
    exec_program_free(program);
    random_free(&random);
    return count;
}

START_TEST(same_with_any_number_of_threads)
{
    size_t hits = 0;
    for (uint64_t seed = 1; seed <= PLANS; seed++) {
        hits += try_plan(seed);
    }
    ck_assert_uint_gt(hits, 10000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("threads");
    TCase *cases = tcase_create("plans");
    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, same_with_any_number_of_threads);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
