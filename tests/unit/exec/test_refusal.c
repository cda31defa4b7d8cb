/* Each allocation that running a plan makes is refused in turn: that is a failure that says so, or makes no difference;
 * nothing leaks. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "random_rules.h"
#include "refusal.h"

#ifdef REFUSAL_WORKS

#define PLANS 40u

/* A program, a run, its hits and their words. */
static bool run_once(const struct random_plan *random, struct failure *failure)
{
    struct exec_hits hits = {0};
    struct arena arena = ARENA_EMPTY;
    uint32_t skipped[RANDOM_RULES_MOST];
    struct exec_program *program = exec_program_new(random->plan, failure);
    struct exec_run *run = program ? exec_run_new(program, &random->given, 1, failure) : NULL;
    bool good = run && exec_run_rules(run, NULL, &hits, skipped, NULL, failure);
    bool rules[RANDOM_RULES_MOST];
    memset(rules, true, sizeof rules);
    good = good && exec_run_prepare_words(run, rules, failure);
    struct exec_wording *wording = good ? exec_wording_new(program, failure) : NULL;
    good = good && wording;
    for (size_t i = 0; good && i < hits.count && i < 20; i++) {
        struct exec_worded words;
        good = exec_word(wording, run, hits.items[i].rule, &hits.items[i].row, 1, &words, &arena, failure);
    }
    free(hits.items);
    arena_free(&arena);
    exec_wording_free(wording);
    exec_run_free(run);
    exec_program_free(program);
    return good;
}

static void make_plan(struct random_plan *random, uint64_t seed)
{
    random_start(random, seed);
    random_tables(random, 40);
    for (unsigned v = 0; v < 2; v++) {
        random->queries_left = 2;
        random_view(random);
    }
    for (unsigned r = 0; r < 5; r++) {
        random->queries_left = 3;
        random_rule(random, 4);
    }
}

/* Refuses allocation number `at`; what is left behind in *left. */
static bool refuse_one(uint64_t seed, long at, long *left)
{
    struct random_plan random;
    struct failure failure = {0};
    long before = refusal_alive;
    make_plan(&random, seed);
    refusal_happened = false;
    refusal_at = at;
    bool good = run_once(&random, &failure);
    refusal_at = -1;
    bool happened = refusal_happened;
    random_free(&random);
    *left = refusal_alive - before;
    ck_assert_msg(good == (failure.kind == FAILURE_NONE), "seed %lu: allocation %ld", (unsigned long)seed, at);
    ck_assert_msg(good || failure.kind == FAILURE_MEMORY, "seed %lu: %s", (unsigned long)seed, failure.message);
    ck_assert(good || happened);
    return happened;
}

static unsigned refuse_each(uint64_t seed)
{
    for (long at = 0;; at++) {
        long left;
        bool happened = refuse_one(seed, at, &left);
        if (left != 0) {
            /* The compiler of patterns keeps a little for the next time. */
            (void)refuse_one(seed, at, &left);
        }
        ck_assert_msg(left == 0, "seed %lu: allocation %ld leaks %ld", (unsigned long)seed, at, left);
        if (!happened) {
            return (unsigned)at;
        }
    }
}

START_TEST(each_allocation_refused)
{
    unsigned refused = 0;
    for (uint64_t seed = 1; seed <= PLANS; seed++) {
        refused += refuse_each(seed);
    }
    ck_assert_uint_gt(refused, 500);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("refusal");
    TCase *cases = tcase_create("run");
    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, each_allocation_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#else

int main(void)
{
    puts("SKIP: allocations cannot be refused in this build");
    return EXIT_SUCCESS;
}

#endif
