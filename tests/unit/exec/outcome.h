/* What a run of a random plan comes to, in hits and in words, to be held against what another comes to. */
#ifndef PROBITY_TESTS_UNIT_EXEC_OUTCOME_H
#define PROBITY_TESTS_UNIT_EXEC_OUTCOME_H

#include <check.h>

#include "random_rules.h"

struct outcome {
    struct exec_hits hits;
    struct arena arena;
    struct exec_worded *words; /* by hit */
    uint64_t *times;
};

static inline void word_hits(struct exec_program *program, struct exec_run *run, struct outcome *outcome)
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

/* The run is freed. */
static inline void take_outcome(struct exec_program *program, struct exec_run *run, struct outcome *outcome)
{
    struct failure failure = {0};
    uint32_t skipped[RANDOM_RULES_MOST];
    *outcome = (struct outcome){0};
    outcome->times = ARENA_ARRAY(&outcome->arena, RANDOM_RULES_MOST, uint64_t);
    ck_assert_msg(exec_run_rules(run, NULL, &outcome->hits, skipped, outcome->times, &failure), "%s", failure.message);
    word_hits(program, run, outcome);
    exec_run_free(run);
}

static inline void ensure_same(const struct outcome *a, const struct outcome *b)
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

static inline void free_outcome(struct outcome *outcome)
{
    free(outcome->hits.items);
    arena_free(&outcome->arena);
}

/* Gives each rule a message with values of every type, and a place. */
static inline void add_words(struct random_plan *random, unsigned rule_index)
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

#endif
