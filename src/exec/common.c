/* common: what is made of tables that all returns of a period have alike, the reference tables and the lines of
 * statements: made once, and used by the runs of all these returns. */
#include <stdlib.h>

#include "exec/prepare.h"
#include "plan/walk.h"

static bool is_common_table(const struct plan *plan, uint32_t table)
{
    enum plan_table_role role = plan->tables.items[table].role;
    return role == PLAN_TABLE_REFERENCE || role == PLAN_TABLE_LINES;
}

/* ---- which items ------------------------------------------------------------------------------------------------- */

/* Nodes that are the same whatever the return: they read cells of their own row and what the period says. */
static void find_fixed(const struct plan *plan, bool *fixed)
{
    plan_find_streamable(plan, fixed);
    for (size_t i = 0; i < plan->nodes.count; i++) {
        const struct plan_node *node = &plan->nodes.items[i];
        if (node->operation == PLAN_PARAMETER && (node->number == PLAN_AUTHORITY || node->number == PLAN_FORMAT)) {
            fixed[i] = false;
        }
        for (size_t a = 0; a < 4 && node->arguments[a] != PLAN_NONE; a++) {
            fixed[i] = fixed[i] && fixed[node->arguments[a]];
        }
    }
}

/* The table whose rows it is about. */
static uint32_t table_of(const struct plan *plan, const struct item *item)
{
    switch (item->kind) {
    case ITEM_QUERY: return plan->queries.items[item->words[0]].table;
    case ITEM_UNIQUE: return plan->nodes.items[plan->nodes.items[item->words[0]].arguments[0]].table;
    default: return item->words[0];
    }
}

static bool is_common(const struct exec_program *program, const struct item *item, const bool *fixed)
{
    bool common = is_common_table(program->plan, table_of(program->plan, item)) &&
                  (item->kind != ITEM_COLUMN || fixed[item->words[1]]);
    for (uint32_t u = 0; common && u < item->use_count; u++) {
        common = item->uses[u] == NO_ITEM || program->common[item->uses[u]];
    }
    return common;
}

bool program_find_common(struct exec_program *program, struct failure *failure)
{
    bool *fixed = calloc(program->plan->nodes.count + 1, sizeof *fixed);
    program->common = ARENA_ARRAY(&program->arena, program->items.count, bool);
    bool good = fixed && program->common;
    if (!good) {
        failure_memory(failure);
    }
    if (good) {
        find_fixed(program->plan, fixed);
    }
    for (size_t i = 0; good && i < program->items.count; i++) {
        program->common[i] = is_common(program, &program->items.items[i], fixed);
    }
    free(fixed);
    return good;
}

/* ---- making and using them --------------------------------------------------------------------------------------- */

/* Marks what any rule needs for which no common table is lacking: other tables, some returns have. */
static void mark_wanted(const struct exec_run *run, bool *wanted)
{
    const struct exec_program *program = run->program;
    for (uint32_t r = 0; r < program->plan->rules.count; r++) {
        const struct plan_rule *rule = &program->plan->rules.items[r];
        const struct rule_program *made = &program->rules[r];
        bool lacks = false;
        for (uint32_t i = 0; i < rule->need_count; i++) {
            lacks = lacks || (is_common_table(program->plan, rule->needs[i]) && !run->tables[rule->needs[i]]);
        }
        for (uint32_t i = 0; !lacks && i < made->item_count; i++) {
            wanted[made->items[i]] = program->common[made->items[i]];
        }
        for (uint32_t i = 0; !lacks && i < made->word_item_count; i++) {
            wanted[made->word_items[i]] = program->common[made->word_items[i]];
        }
    }
}

static bool make_common(struct exec_run *run, struct failure *failure)
{
    struct crew crew = {.run = run};
    bool *wanted = calloc(run->program->items.count + 1, sizeof *wanted);
    if (!wanted) {
        return failure_memory(failure);
    }
    bool good = crew_open(&crew, run, run->threads, failure);
    if (good) {
        mark_wanted(run, wanted);
        good = prepare_wanted(&crew, wanted, NULL, failure);
        crew_close(&crew);
    }
    free(wanted);
    return good;
}

struct exec_run *exec_run_common(struct exec_program *program, const struct exec_tables *tables, unsigned threads,
                                 struct failure *failure)
{
    struct exec_run *run = exec_run_new(program, tables, threads, failure);
    if (run && !make_common(run, failure)) {
        exec_run_free(run);
        return NULL;
    }
    return run;
}

void exec_run_use(struct exec_run *run, const struct exec_run *common)
{
    const struct plan *plan = run->program->plan;
    bool same = common->program == run->program && common->given.dictionary == run->given.dictionary &&
                common->given.period_start == run->given.period_start;
    for (uint32_t t = 0; same && t < plan->tables.count; t++) {
        same = !is_common_table(plan, t) || run->tables[t] == common->tables[t];
    }
    run->common = same ? common : NULL;
}

void prepare_borrow(struct exec_run *run, const bool *wanted)
{
    for (size_t i = 0; run->common && i < run->program->items.count; i++) {
        if (wanted[i] && !run->made[i]) {
            run->made[i] = run->common->made[i];
        }
    }
}
