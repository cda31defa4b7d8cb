/* threads: however many there are, the hits and their words are the same; and a worker that served one return serves the
 * next one as if it were new. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "random_rules.h"

#define PLANS 12u
#define ROWS 20000u

struct outcome {
    struct exec_hits hits;
    struct arena arena;
    struct exec_worded *words; /* by hit */
    struct exec_timing timing;
};

static void word_hits(struct exec_program *program, struct exec_run *run, struct outcome *outcome)
{
    bool rules[RANDOM_RULES_MOST];
    memset(rules, true, sizeof rules);
    ck_assert(exec_run_prepare_words(run, rules, NULL));
    struct exec_wording *wording = exec_wording_new(program, NULL);
    outcome->words = ARENA_ARRAY(&outcome->arena, outcome->hits.count, struct exec_worded);
    uint32_t *rows = ARENA_ARRAY(&outcome->arena, outcome->hits.count, uint32_t);
    for (size_t i = 0; i < outcome->hits.count;) {
        uint32_t rule = outcome->hits.items[i].rule;
        uint32_t count = 0;
        while (i + count < outcome->hits.count && outcome->hits.items[i + count].rule == rule) {
            rows[count] = outcome->hits.items[i + count].row;
            count++;
        }
        ck_assert(exec_word(wording, run, rule, rows, count, outcome->words + i, &outcome->arena, NULL));
        i += count;
    }
    exec_wording_free(wording);
}

static void run_with(struct exec_program *program, const struct random_plan *random, unsigned threads,
                     struct outcome *outcome)
{
    struct failure failure = {0};
    struct exec_run *run = exec_run_new(program, &random->given, threads, &failure);
    ck_assert_msg(run, "%s", failure.message);
    uint32_t skipped[RANDOM_RULES_MOST];
    *outcome = (struct outcome){0};
    outcome->timing.rules = ARENA_ARRAY(&outcome->arena, RANDOM_RULES_MOST, uint64_t);
    ck_assert_msg(exec_run_rules(run, NULL, &outcome->hits, skipped, &outcome->timing, &failure), "%s",
                  failure.message);
    word_hits(program, run, outcome);
    exec_run_free(run);
}

static void ensure_same(const struct outcome *a, const struct outcome *b)
{
    ck_assert_uint_eq(a->hits.count, b->hits.count);
    for (size_t i = 0; i < a->hits.count; i++) {
        bool same = a->hits.items[i].rule == b->hits.items[i].rule && a->hits.items[i].row == b->hits.items[i].row &&
                    str_equal(a->words[i].message, b->words[i].message) &&
                    a->words[i].place_count == b->words[i].place_count;
        for (uint32_t p = 0; same && p < a->words[i].place_count; p++) {
            same = a->words[i].places[p].table == b->words[i].places[p].table &&
                   a->words[i].places[p].row == b->words[i].places[p].row &&
                   a->words[i].places[p].column == b->words[i].places[p].column;
        }
        if (!same) {
            ck_abort_msg("hit %zu differs", i);
        }
    }
}

static void free_outcome(struct outcome *outcome)
{
    free(outcome->hits.items);
    arena_free(&outcome->arena);
}

/* Gives each rule a message with values of every type, and a place. */
static void add_words(struct random_plan *random, unsigned rule_index)
{
    struct plan_rule *rule = &random->plan->rules.items[rule_index];
    const struct wanted types[] = {a_whole, a_money, a_date, a_month, a_text, a_boolean};
    struct plan_piece *pieces = ARENA_ARRAY(&random->plan->arena, 12, struct plan_piece);
    struct plan_place *places = ARENA_ARRAY(&random->plan->arena, 1, struct plan_place);
    random->depth = rule->table == PLAN_NONE ? 0 : 1;
    random->scopes[0] = rule->table;
    for (unsigned i = 0; i < 6; i++) {
        pieces[2 * i] = (struct plan_piece){.literal = STR(" and "), .node = PLAN_NONE};
        pieces[2 * i + 1] = (struct plan_piece){.node = grow(random, types[i], 2),
                                                .style = (enum plan_style)below(random, 4)};
    }
    rule->message = pieces;
    rule->message_count = 12;
    random->queries_left = 1;
    places[0].row = grow_row(random, 2);
    places[0].column = below(random, RANDOM_COLUMNS);
    rule->places = places;
    rule->place_count = places[0].row == PLAN_NONE ? 0 : 1;
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
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
