/* analyse: what each node reads in its own frame, and how long a rule's nodes are needed. */
#include "exec/program.h"
#include "exec/vector.h"
#include "plan/walk.h"

struct reach {
    struct exec_program *program;
    uint32_t *seen; /* by node: the mark of the walk that saw it last */
    uint32_t mark;
    ARRAY_OF(uint32_t) waiting;
    ARRAY_OF(uint32_t) found;
    bool refused;
};

static void reach_add(struct reach *reach, uint32_t node)
{
    if (node != PLAN_NONE && reach->seen[node] != reach->mark) {
        reach->seen[node] = reach->mark;
        reach->refused = reach->refused || !array_push(&reach->waiting, node);
    }
}

static bool keep_indexes(struct exec_program *program, const uint32_t *indexes, size_t count, uint32_t **kept)
{
    *kept = ARENA_ARRAY(&program->arena, count, uint32_t);
    for (size_t i = 0; *kept && i < count; i++) {
        (*kept)[i] = indexes[i];
    }
    return *kept != NULL;
}

static void find_outer(void *context, uint32_t node, enum plan_query_part part)
{
    struct reach *reach = context;
    if (part == PLAN_PART_OUTER && !reach->refused) {
        reach->refused = !array_push(&reach->found, node);
    }
}

/* A query's arguments: its outer nodes, and those nodes of its residual that do not read the scope that it opens. These
 * are worked out for the lanes, not for each pair of lane and row. */
static bool query_arguments(struct reach *reach, uint32_t node)
{
    struct exec_program *program = reach->program;
    const struct plan *plan = program->plan;
    const struct plan_query *query = &plan->queries.items[plan->nodes.items[node].number];
    reach->mark++;
    reach->found.count = 0;
    if (query->residual != PLAN_NONE) {
        reach_add(reach, query->residual);
    }
    if (query->value != PLAN_NONE && !query->value_is_inner) {
        reach_add(reach, query->value);
    }
    while (reach->waiting.count > 0 && !reach->refused) {
        uint32_t inside = reach->waiting.items[--reach->waiting.count];
        if (!(plan->nodes.items[inside].scopes & 1u << query->scope)) {
            reach->refused = !array_push(&reach->found, inside);
            continue;
        }
        for (uint32_t i = 0; i < program->nodes[inside].argument_count; i++) {
            reach_add(reach, program->nodes[inside].arguments[i]);
        }
    }
    plan_query_each(query, find_outer, reach);
    uint32_t *kept;
    if (reach->refused || !keep_indexes(program, reach->found.items, reach->found.count, &kept)) {
        return false;
    }
    program->nodes[node].arguments = kept;
    program->nodes[node].argument_count = (uint32_t)reach->found.count;
    return true;
}

static bool analyse_nodes(struct reach *reach)
{
    struct exec_program *program = reach->program;
    for (uint32_t n = 0; n < program->plan->nodes.count; n++) {
        const struct plan_node *node = &program->plan->nodes.items[n];
        struct node_info *info = &program->nodes[n];
        info->item = NO_ITEM;
        info->lazy = node->operation == PLAN_QUERY;
        if (node->operation == PLAN_QUERY) {
            if (!query_arguments(reach, n)) {
                return false;
            }
            continue;
        }
        info->arguments = node->arguments;
        while (info->argument_count < 4 && node->arguments[info->argument_count] != PLAN_NONE) {
            /* What needs no row of this frame is worked out once, for all lanes. */
            const struct plan_node *argument = &program->plan->nodes.items[node->arguments[info->argument_count]];
            info->lazy = info->lazy || (argument->scopes && program->nodes[node->arguments[info->argument_count]].lazy);
            info->argument_count++;
        }
    }
    return true;
}

static bool analyse_rule(struct exec_program *program, uint32_t rule, struct failure *failure)
{
    const struct plan_rule *given = &program->plan->rules.items[rule];
    struct step goals[2];
    uint32_t count = 0;
    if (given->when != PLAN_NONE) {
        goals[count++] = (struct step){given->when, TRUTH_TRUE};
    }
    goals[count++] = (struct step){given->require, TRUTH_FALSE};
    return steps_make(program, 0, goals, count, &program->rules[rule].steps, failure);
}

/* Nodes that the rule's steps read, in its own frame: marked by reach->mark, in found. */
static bool reach_rule(struct reach *reach, uint32_t rule)
{
    struct exec_program *program = reach->program;
    const struct steps *steps = &program->rules[rule].steps;
    reach->found.count = 0;
    for (uint32_t i = 0; i < steps->count; i++) {
        reach_add(reach, steps->items[i].node);
    }
    while (reach->waiting.count > 0 && !reach->refused) {
        uint32_t node = reach->waiting.items[--reach->waiting.count];
        reach->refused = !array_push(&reach->found, node);
        for (uint32_t i = 0; i < program->nodes[node].argument_count; i++) {
            reach_add(reach, program->nodes[node].arguments[i]);
        }
    }
    return !reach->refused;
}

/* Goes over the rules of each table from the last to the first: a node that is met for the first time is let go there.
 * Marks are per table, so that a node met under one table is new under the next. */
static bool analyse_releases(struct reach *reach)
{
    struct exec_program *program = reach->program;
    const struct plan *plan = program->plan;
    size_t tables = plan->tables.count + 1;
    for (size_t t = 0; t < tables; t++) {
        uint32_t table = t < plan->tables.count ? (uint32_t)t : PLAN_NONE;
        reach->mark++;
        for (size_t r = plan->rules.count; r > 0; r--) {
            if (plan->rules.items[r - 1].table != table) {
                continue;
            }
            struct rule_program *rule = &program->rules[r - 1];
            if (!reach_rule(reach, (uint32_t)r - 1) ||
                !keep_indexes(program, reach->found.items, reach->found.count, &rule->release)) {
                return false;
            }
            rule->release_count = (uint32_t)reach->found.count;
        }
    }
    return true;
}

bool program_analyse(struct exec_program *program, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct reach reach = {.program = program};
    reach.seen = ARENA_ARRAY(&scratch, program->plan->nodes.count, uint32_t);
    bool good = reach.seen && analyse_nodes(&reach);
    bool reported = false;
    for (uint32_t r = 0; good && r < program->plan->rules.count; r++) {
        good = analyse_rule(program, r, failure);
        reported = !good;
    }
    good = good && analyse_releases(&reach);
    array_free(&reach.waiting);
    array_free(&reach.found);
    arena_free(&scratch);
    return good || reported || failure_memory(failure);
}
