#include "exec/program.h"

#include <stdlib.h>

#include "exec/worker.h"

static bool compile_constants(struct exec_program *program, struct failure *failure)
{
    const struct plan *plan = program->plan;
    for (size_t i = 0; i < plan->sets.count; i++) {
        if (!set_compile(&plan->sets.items[i], &program->sets[i], &program->arena, failure)) {
            return false;
        }
    }
    for (size_t i = 0; i < plan->patterns.count; i++) {
        if (!pattern_compile(&plan->patterns.items[i], &program->patterns[i], &program->arena, failure)) {
            return false;
        }
        program->pattern_count++;
    }
    return true;
}

/* Which rules speak of which table, and which table is which view. */
static bool order_rules(struct exec_program *program, struct failure *failure)
{
    const struct plan *plan = program->plan;
    uint32_t tables = (uint32_t)plan->tables.count;
    program->rule_order = ARENA_ARRAY(&program->arena, plan->rules.count, uint32_t);
    program->rule_starts = ARENA_ARRAY(&program->arena, (size_t)tables + 2, uint32_t);
    program->view_tables = ARENA_ARRAY(&program->arena, plan->views.count, uint32_t);
    program->table_items = ARENA_ARRAY(&program->arena, tables, uint32_t);
    if (!program->rule_order || !program->rule_starts || !program->view_tables || !program->table_items) {
        return failure_memory(failure);
    }
    uint32_t at = 0;
    for (uint32_t t = 0; t <= tables; t++) {
        program->rule_starts[t] = at;
        for (uint32_t r = 0; r < plan->rules.count; r++) {
            if (plan->rules.items[r].table == (t < tables ? t : PLAN_NONE)) {
                program->rule_order[at++] = r;
            }
        }
    }
    program->rule_starts[tables + 1] = at;
    for (uint32_t t = 0; t < tables; t++) {
        program->table_items[t] = NO_ITEM;
        if (plan->tables.items[t].role == PLAN_TABLE_VIEW) {
            program->view_tables[plan->tables.items[t].index] = t;
        }
    }
    return true;
}

static bool program_make(struct exec_program *program, struct failure *failure)
{
    const struct plan *plan = program->plan;
    struct arena *arena = &program->arena;
    program->nodes = ARENA_ARRAY(arena, plan->nodes.count, struct node_info);
    program->queries = ARENA_ARRAY(arena, plan->queries.count, struct query_program);
    program->rules = ARENA_ARRAY(arena, plan->rules.count, struct rule_program);
    program->patterns = ARENA_ARRAY(arena, plan->patterns.count, struct compiled_pattern);
    program->sets = ARENA_ARRAY(arena, plan->sets.count, struct compiled_set);
    if (!program->nodes || !program->queries || !program->rules || !program->patterns || !program->sets) {
        return failure_memory(failure);
    }
    return order_rules(program, failure) && compile_constants(program, failure) && program_analyse(program, failure) &&
           items_make(program, failure) && program_find_common(program, failure);
}

struct exec_program *exec_program_new(const struct plan *plan, struct failure *failure)
{
    struct exec_program *program = calloc(1, sizeof *program);
    if (!program) {
        failure_memory(failure);
        return NULL;
    }
    program->plan = plan;
    if (!program_make(program, failure)) {
        exec_program_free(program);
        return NULL;
    }
    return program;
}

void exec_program_free(struct exec_program *program)
{
    if (!program) {
        return;
    }
    while (program->idle) {
        struct worker *next = program->idle->next;
        worker_free(program->idle);
        program->idle = next;
    }
    for (uint32_t i = 0; i < program->pattern_count; i++) {
        pattern_release(&program->patterns[i]);
    }
    array_free(&program->items);
    map_free(&program->item_index);
    arena_free(&program->arena);
    free(program);
}
