/* returns: the returns to be checked: binds their tables to the plan of their period, and runs it. */
#include <stdlib.h>
#include <string.h>

#include "engine/check.h"

static bool prepare_return(struct probity_check *check, struct check_return *of, struct failure *failure)
{
    const struct dataset_return *data = &check->dataset.returns.items[of->index];
    const struct schema *schema = check->library->collections[data->collection].schema;
    if (!schema_in_force(schema->periods, data->period)) {
        return true;
    }
    of->plan = library_plan(check->library, data->collection, data->period, failure);
    if (!of->plan || !check_need_references(check, of->plan->plan, failure)) {
        return false;
    }
    size_t rules = of->plan->plan->rules.count;
    of->streamed_rows = ARENA_ARRAY(&check->arena, schema->table_count, struct table *);
    of->done = ARENA_ARRAY(&check->arena, rules, bool);
    of->skipped = ARENA_ARRAY(&check->arena, rules, uint32_t);
    of->times = check->timing ? ARENA_ARRAY(&check->arena, rules, uint64_t) : NULL;
    if (!of->streamed_rows || !of->done || !of->skipped || (check->timing && !of->times)) {
        return failure_memory(failure);
    }
    memset(of->skipped, 0xff, rules * sizeof *of->skipped);
    of->streamed.bound = ARENA_ARRAY(&check->arena, of->plan->plan->tables.count, struct table *);
    if (!of->streamed.bound) {
        return failure_memory(failure);
    }
    if (!check_binding_init(check, &of->binding, of->plan, &check->arena, failure)) {
        return false;
    }
    of->kept.bound = of->binding.bound;
    return check_exec_tables(check, data, of->kept.bound, &of->kept.tables, failure) &&
           check_exec_tables(check, data, of->streamed.bound, &of->streamed.tables, failure);
}

int64_t check_return_of(struct probity_check *check, uint32_t dataset_return, struct failure *failure)
{
    for (size_t i = 0; i < check->returns.count; i++) {
        if (check->returns.items[i].index == dataset_return) {
            return (int64_t)i;
        }
    }
    if (!array_push(&check->returns, (struct check_return){.index = dataset_return})) {
        failure_memory(failure);
        return -1;
    }
    struct check_return *made = &check->returns.items[check->returns.count - 1];
    return prepare_return(check, made, failure) ? (int64_t)check->returns.count - 1 : -1;
}

bool check_is_new(const struct probity_check *check, const struct dataset_return *data)
{
    const struct schema_authorities *authorities = check->library->authorities;
    return authorities && data->authority.length &&
           !schema_authorities_has_last_year(authorities, data->authority, data->period);
}

const struct dataset_return *check_last_year(const struct probity_check *check, const struct dataset_return *data)
{
    const struct schema *schema = check->library->collections[data->collection].schema;
    if (!schema_in_force(schema->periods, data->period - 1) || check_is_new(check, data)) {
        return NULL;
    }
    const struct dataset_return *found = NULL;
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *other = &check->dataset.returns.items[i];
        bool same = str_equal(other->authority, data->authority) ||
                    (other->role == DATASET_PREVIOUS &&
                     (!data->authority.length ||
                      (!other->authority.length && check_is_only_council(check, data->authority))));
        if (other->collection == data->collection && other->period == data->period - 1 && same) {
            found = !found || other->role == DATASET_PREVIOUS ? other : found;
        }
    }
    return found;
}

bool check_bind(struct probity_check *check, struct check_return *of, struct failure *failure)
{
    const struct dataset_return *data = &check->dataset.returns.items[of->index];
    const struct plan *plan = of->plan->plan;
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *table = &plan->tables.items[t];
        if (table->role == PLAN_TABLE_RETURN) {
            of->streamed.bound[t] = of->streamed_rows[table->index];
        }
    }
    return check_binding_fill(check, of->plan, data, &of->binding, failure);
}

/* A rule whose own table was read, and which streams, has run. A stream is opened for every table that an XML file may
 * have; of what it turned out not to have, nothing is bound. */
static void mark_streamed(struct check_return *of)
{
    const struct plan *plan = of->plan->plan;
    for (size_t r = 0; r < plan->rules.count; r++) {
        const struct plan_rule *rule = &plan->rules.items[r];
        if (rule->streams && rule->table != PLAN_NONE) {
            bool streamed = of->streamed_rows[plan->tables.items[rule->table].index] != NULL;
            of->done[r] = streamed && of->kept.bound[rule->table];
        }
    }
}

bool check_run_rules(struct probity_check *check, struct check_return *of, struct failure *failure)
{
    mark_streamed(of);
    of->kept.run = check_binding_run(check, &of->binding, &of->kept.tables, check->threads, failure);
    bool fine = of->kept.run && exec_run_rules(of->kept.run, of->done, &of->kept.hits, of->skipped, of->times, failure);
    if (fine && of->streamed.hits.count) {
        of->streamed.run = exec_run_new(of->plan->program, &of->streamed.tables, 1, failure);
        fine = of->streamed.run != NULL;
    }
    return fine && (!check->timing || check_timing_add(check, of, failure));
}

bool check_tell_undecided(struct probity_check *check, const struct check_return *of, struct failure *failure)
{
    uint64_t undecided = of->undecided + exec_run_undecided(of->kept.run);
    uint32_t input = check_first_input(&check->dataset.returns.items[of->index]);
    if (undecided == 0) {
        return true;
    }
    struct finding_reading entry = {.kind = READ_UNDECIDED,
                                    .input = input == CHECK_NONE ? 0 : input,
                                    .offset = UINT64_MAX,
                                    .a = (int64_t)undecided};
    return finding_log_add(&check->log, entry, failure);
}

void check_return_free(struct check_return *of, uint32_t table_count)
{
    exec_run_free(of->kept.run);
    exec_run_free(of->streamed.run);
    free(of->kept.hits.items);
    free(of->streamed.hits.items);
    for (uint32_t t = 0; of->streamed_rows && t < table_count; t++) {
        table_free(of->streamed_rows[t]);
    }
}
