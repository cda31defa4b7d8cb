#include "exec/run.h"

#include <stdlib.h>

#include "exec/prepare.h"

/* ---- making ------------------------------------------------------------------------------------------------------ */

/* Which tables are not there. A view lacks what its parts lack, but for those that need not be given. */
static void find_lacks(struct exec_run *run)
{
    const struct plan *plan = run->program->plan;
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        enum plan_table_role role = plan->tables.items[t].role;
        bool is_made = role == PLAN_TABLE_VIEW || role == PLAN_TABLE_DATA;
        run->lacks[t] = is_made || run->tables[t] ? PLAN_NONE : t;
    }
    for (uint32_t v = 0; v < plan->views.count; v++) {
        const struct plan_view *view = &plan->views.items[v];
        uint32_t *lacks = &run->lacks[run->program->view_tables[v]];
        for (uint32_t p = 0; p < view->part_count && *lacks == PLAN_NONE; p++) {
            *lacks = view->parts[p].given ? PLAN_NONE : run->lacks[view->parts[p].table];
        }
    }
}

/* Threads pay for large tables only; remembering texts by id pays unless the dictionary is far larger than the return. */
static void choose_means(struct exec_run *run, unsigned threads)
{
    uint64_t rows = 0;
    uint32_t most = 0;
    for (uint32_t t = 0; t < run->program->plan->tables.count; t++) {
        rows += table_rows(run->tables[t]);
        uint32_t batches = table_batches(run->tables[t]);
        most = batches > most ? batches : most;
    }
    threads = threads > PARALLEL_THREADS_MOST ? PARALLEL_THREADS_MOST : threads;
    run->threads = most > BATCHES_FOR_THREADS && threads > 1 ? threads : 1;
    run->remembers = table_dictionary_count(run->given.dictionary) / 4 <= rows + TABLE_BATCH_ROWS;
}

static bool run_make(struct exec_run *run, const struct exec_tables *tables, unsigned threads, struct failure *failure)
{
    const struct plan *plan = run->program->plan;
    run->given = *tables;
    run->tables = ARENA_ARRAY(&run->arena, plan->tables.count, struct table *);
    run->lacks = ARENA_ARRAY(&run->arena, plan->tables.count, uint32_t);
    run->made = ARENA_ARRAY(&run->arena, run->program->items.count, void *);
    if (!run->tables || !run->lacks || !run->made) {
        return failure_memory(failure);
    }
    for (size_t t = 0; t < plan->tables.count; t++) {
        enum plan_table_role role = plan->tables.items[t].role;
        run->tables[t] = role == PLAN_TABLE_VIEW || role == PLAN_TABLE_DATA ? NULL : tables->tables[t];
    }
    find_lacks(run);
    choose_means(run, threads);
    return true;
}

struct exec_run *exec_run_new(struct exec_program *program, const struct exec_tables *tables, unsigned threads,
                              struct failure *failure)
{
    struct exec_run *run = calloc(1, sizeof *run);
    if (!run) {
        failure_memory(failure);
        return NULL;
    }
    run->program = program;
    run->number = ++program->run_serial;
    if (!run_make(run, tables, threads, failure)) {
        exec_run_free(run);
        return NULL;
    }
    return run;
}

void exec_run_free(struct exec_run *run)
{
    if (!run) {
        return;
    }
    for (size_t i = 0; run->made && i < run->program->items.count; i++) {
        if (run->made[i] && run->program->items.items[i].kind == ITEM_TABLE) {
            table_free(((struct made_table *)run->made[i])->table);
        }
    }
    for (unsigned i = 0; i < PARALLEL_THREADS_MOST; i++) {
        arena_free(&run->brief[i]);
        arena_free(&run->kept[i]);
    }
    arena_free(&run->arena);
    free(run);
}

uint64_t exec_run_undecided(const struct exec_run *run)
{
    return run->undecided;
}

/* ---- workers ----------------------------------------------------------------------------------------------------- */

bool crew_open(struct crew *crew, struct exec_run *run, unsigned count, struct failure *failure)
{
    *crew = (struct crew){.run = run};
    while (crew->count < count) {
        struct worker *worker = worker_take(run->program, failure);
        if (!worker) {
            crew_close(crew);
            return false;
        }
        worker_attach(worker, run, &run->given, run->tables, run->number, failure);
        worker->remembers = run->remembers;
        crew->workers[crew->count++] = worker;
    }
    return true;
}

void crew_close(struct crew *crew)
{
    while (crew->count > 0) {
        struct worker *worker = crew->workers[--crew->count];
        crew->run->undecided += worker->undecided;
        worker_give(crew->run->program, worker);
    }
}

/* ---- running ----------------------------------------------------------------------------------------------------- */

/* The table without which the rule cannot run; PLAN_NONE when nothing is lacking. */
static uint32_t lacking(const struct exec_run *run, const struct plan_rule *rule)
{
    uint32_t lacks = rule->table == PLAN_NONE ? PLAN_NONE : run->lacks[rule->table];
    for (uint32_t i = 0; i < rule->need_count && lacks == PLAN_NONE; i++) {
        lacks = run->lacks[rule->needs[i]];
    }
    return lacks;
}

static bool prepare_rules(struct crew *crew, const bool *done, bool *active, uint32_t *skipped, uint64_t *item_times,
                          struct failure *failure)
{
    struct exec_run *run = crew->run;
    const struct plan *plan = run->program->plan;
    bool *wanted = calloc(run->program->items.count + 1, sizeof *wanted);
    if (!wanted) {
        return failure_memory(failure);
    }
    for (uint32_t r = 0; r < plan->rules.count; r++) {
        const struct rule_program *rule = &run->program->rules[r];
        uint32_t lacks = done && done[r] ? PLAN_NONE : lacking(run, &plan->rules.items[r]);
        if (skipped) {
            skipped[r] = lacks;
        }
        active[r] = lacks == PLAN_NONE && !(done && done[r]);
        for (uint32_t i = 0; active[r] && i < rule->item_count; i++) {
            wanted[rule->items[i]] = true;
        }
    }
    bool good = prepare_wanted(crew, wanted, item_times, failure);
    free(wanted);
    return good;
}

/* Hits came batch by batch: puts them into the order of rules; within a rule they are in the order of rows. */
static bool sort_hits(const struct plan *plan, const struct exec_hits *found, struct exec_hits *hits)
{
    size_t *ends = calloc(plan->rules.count + 1, sizeof *ends);
    if (!ends || !array_reserve(hits, hits->count + found->count)) {
        free(ends);
        return false;
    }
    for (size_t i = 0; i < found->count; i++) {
        ends[found->items[i].rule + 1]++;
    }
    for (size_t r = 0; r < plan->rules.count; r++) {
        ends[r + 1] += ends[r];
    }
    for (size_t i = 0; i < found->count; i++) {
        hits->items[hits->count + ends[found->items[i].rule]++] = found->items[i];
    }
    hits->count += found->count;
    free(ends);
    return true;
}

static bool run_rules(struct crew *crew, const bool *done, bool *active, struct exec_hits *found, uint32_t *skipped,
                      const struct timing *timing, uint64_t *item_times, struct failure *failure)
{
    const struct plan *plan = crew->run->program->plan;
    if (!prepare_rules(crew, done, active, skipped, item_times, failure)) {
        return false;
    }
    for (uint32_t t = 0; t <= plan->tables.count; t++) {
        uint32_t table = t < plan->tables.count ? t : PLAN_NONE;
        if (!batches_run(crew, table, active, found, timing, failure)) {
            return false;
        }
    }
    return true;
}

static bool time_rules(struct crew *crew, const bool *done, bool *active, struct exec_hits *found, uint32_t *skipped,
                       uint64_t *times, struct failure *failure)
{
    const struct exec_program *program = crew->run->program;
    struct timing timing = {times, calloc(program->plan->nodes.count + 1, sizeof *timing.nodes)};
    uint64_t *item_times = calloc(program->items.count + 1, sizeof *item_times);
    bool good = (timing.nodes && item_times) || failure_memory(failure);
    good = good && run_rules(crew, done, active, found, skipped, &timing, item_times, failure) &&
           timing_share_nodes(program, active, timing.nodes, times, failure) &&
           timing_share_items(program, active, item_times, times, failure);
    free(timing.nodes);
    free(item_times);
    return good;
}

bool exec_run_rules(struct exec_run *run, const bool *done, struct exec_hits *hits, uint32_t *skipped, uint64_t *times,
                    struct failure *failure)
{
    const struct plan *plan = run->program->plan;
    struct crew crew;
    if (!crew_open(&crew, run, run->threads, failure)) {
        return false;
    }
    struct exec_hits found = {0};
    bool *active = calloc(plan->rules.count + 1, sizeof *active);
    bool good = active && (times ? time_rules(&crew, done, active, &found, skipped, times, failure)
                                 : run_rules(&crew, done, active, &found, skipped, NULL, NULL, failure));
    if (!active || (good && !sort_hits(plan, &found, hits))) {
        good = failure_memory(failure);
    }
    free(active);
    free(found.items);
    crew_close(&crew);
    prepare_forget(run);
    return good;
}
