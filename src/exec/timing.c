#include "exec/timing.h"

#include <stdlib.h>
#include <time.h>

#include "plan/walk.h"

uint64_t clock_nanoseconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

/* ---- measuring --------------------------------------------------------------------------------------------------- */

bool timing_open(struct timing *timing, struct worker *worker, struct failure *failure)
{
    const struct plan *plan = worker->program->plan;
    timing->rules = calloc(plan->rules.count + 1, sizeof *timing->rules);
    timing->nodes = calloc(plan->nodes.count + 1, sizeof *timing->nodes);
    worker->node_times = timing->nodes;
    return (timing->rules && timing->nodes) || failure_memory(failure);
}

void timing_close(struct timing *timing, struct worker *worker)
{
    worker->node_times = NULL;
    free(timing->rules);
    free(timing->nodes);
}

void timing_add(const struct timing *timing, const struct plan *plan, const struct timing *sums)
{
    for (size_t r = 0; timing->rules && r < plan->rules.count; r++) {
        sums->rules[r] += timing->rules[r];
    }
    for (size_t n = 0; timing->nodes && n < plan->nodes.count; n++) {
        sums->nodes[n] += timing->nodes[n];
    }
}

/* ---- sharing ----------------------------------------------------------------------------------------------------- */

/* What one rule reads, by node. */
static void mark_nodes(const struct plan *plan, uint32_t rule, bool *marked)
{
    memset(marked, 0, plan->nodes.count * sizeof *marked);
    if (plan->rules.items[rule].when != PLAN_NONE) {
        marked[plan->rules.items[rule].when] = true;
    }
    marked[plan->rules.items[rule].require] = true;
    plan_mark_read(plan, marked);
}

/* Once to count the rules that need each node, once to charge them. */
static void share_nodes(const struct plan *plan, const bool *active, const uint64_t *nodes, uint64_t *rules,
                        bool *marked, uint32_t *users)
{
    for (unsigned charging = 0; charging < 2; charging++) {
        for (uint32_t r = 0; r < plan->rules.count; r++) {
            if (!active[r]) {
                continue;
            }
            mark_nodes(plan, r, marked);
            for (size_t n = 0; n < plan->nodes.count; n++) {
                if (marked[n] && charging && users[n]) {
                    rules[r] += nodes[n] / users[n];
                } else if (marked[n]) {
                    users[n]++;
                }
            }
        }
    }
}

bool timing_share_nodes(const struct exec_program *program, const bool *active, const uint64_t *nodes, uint64_t *rules,
                        struct failure *failure)
{
    const struct plan *plan = program->plan;
    bool *marked = calloc(plan->nodes.count + 1, sizeof *marked);
    uint32_t *users = calloc(plan->nodes.count + 1, sizeof *users);
    bool good = marked && users;
    if (good) {
        share_nodes(plan, active, nodes, rules, marked, users);
    }
    free(marked);
    free(users);
    return good || failure_memory(failure);
}

bool timing_share_items(const struct exec_program *program, const bool *active, const uint64_t *items, uint64_t *rules,
                        struct failure *failure)
{
    uint32_t *users = calloc(program->items.count + 1, sizeof *users);
    if (!users) {
        return failure_memory(failure);
    }
    for (unsigned charging = 0; charging < 2; charging++) {
        for (uint32_t r = 0; r < program->plan->rules.count; r++) {
            const struct rule_program *rule = &program->rules[r];
            for (uint32_t i = 0; active[r] && i < rule->item_count; i++) {
                uint32_t item = rule->items[i];
                users[item] += charging ? 0 : 1;
                rules[r] += charging ? items[item] / users[item] : 0;
            }
        }
    }
    free(users);
    return true;
}
