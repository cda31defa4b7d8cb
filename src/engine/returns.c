/* returns: the returns to be checked: binds their tables to the plan of their period, and runs it. */
#include <stdlib.h>
#include <string.h>

#include "engine/check.h"

/* 1 April of the year in which a period starts. */
static int64_t period_start(int period)
{
    return date_from_parts(period, 4, 1);
}

static struct str period_text(struct probity_check *check, int period)
{
    struct buffer text = BUFFER_EMPTY;
    date_write_financial_year(&text, period);
    struct str kept = buffer_ok(&text) ? arena_str(&check->arena, buffer_view(&text)) : (struct str){0};
    buffer_free(&text);
    return kept;
}

static bool prepare_tables(struct probity_check *check, struct check_return *of, struct check_run *run,
                           struct failure *failure)
{
    const struct dataset_return *data = &check->dataset.returns.items[of->index];
    size_t tables = of->plan->plan->tables.count;
    run->bound = ARENA_ARRAY(&check->arena, tables, struct table *);
    run->tables = (struct exec_tables){
        .tables = run->bound,
        .dictionary = check->dataset.dictionary,
        .period_start = period_start(data->period),
        .period_end = period_start(data->period + 1) - 1,
        .period = period_text(check, data->period),
        .authority = data->authority,
        .format = data->format == DATASET_XML ? STR("xml") : STR("csv"),
        .calendar = check->calendar,
    };
    return (run->bound && run->tables.period.data) || failure_memory(failure);
}

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
    of->lines = ARENA_ARRAY(&check->arena, schema->table_count, struct table *);
    of->made = ARENA_ARRAY(&check->arena, of->plan->plan->tables.count, struct table *);
    of->done = ARENA_ARRAY(&check->arena, rules, bool);
    of->skipped = ARENA_ARRAY(&check->arena, rules, uint32_t);
    of->times = check->timing ? ARENA_ARRAY(&check->arena, rules, uint64_t) : NULL;
    if (!of->streamed_rows || !of->lines || !of->made || !of->done || !of->skipped || (check->timing && !of->times)) {
        return failure_memory(failure);
    }
    memset(of->skipped, 0xff, rules * sizeof *of->skipped);
    return prepare_tables(check, of, &of->kept, failure) && prepare_tables(check, of, &of->streamed, failure);
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
                    (other->role == DATASET_PREVIOUS && (!other->authority.length || !data->authority.length));
        if (other->collection == data->collection && other->period == data->period - 1 && same) {
            found = !found || other->role == DATASET_PREVIOUS ? other : found;
        }
    }
    return found;
}

/* What was given, or else what comes with Probity, if anything. */
static bool bind_reference(struct probity_check *check, struct check_return *of, uint32_t plan_table,
                           struct table **bound, struct failure *failure)
{
    const struct plan_table *table = &of->plan->plan->tables.items[plan_table];
    *bound = check_reference_table(check, table->name);
    if (*bound || !library_makes_table(check->library, table->name)) {
        return true;
    }
    struct table **made = &of->made[plan_table];
    if (!*made) {
        *made = library_make_table(check->library, table->name, of->plan->period, table->layout,
                                   check->dataset.dictionary, failure);
    }
    *bound = *made;
    return *made != NULL;
}

static bool bind_lines(struct probity_check *check, struct check_return *of, const struct plan_table *table,
                       struct table **bound, struct failure *failure)
{
    const struct dataset_return *data = &check->dataset.returns.items[of->index];
    const struct schema *schema = check->library->collections[data->collection].schema;
    struct table **lines = &of->lines[table->index];
    if (!*lines) {
        *lines = schema_lines_table(schema, table->index, data->period, table->layout, check->dataset.dictionary,
                                    failure);
    }
    *bound = *lines;
    return *lines != NULL;
}

bool check_bind(struct probity_check *check, struct check_return *of, struct failure *failure)
{
    const struct dataset_return *data = &check->dataset.returns.items[of->index];
    const struct dataset_return *last_year = check_last_year(check, data);
    const struct plan *plan = of->plan->plan;
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *table = &plan->tables.items[t];
        struct table **bound = &of->kept.bound[t];
        switch (table->role) {
        case PLAN_TABLE_RETURN:
            *bound = data->tables[table->index];
            of->streamed.bound[t] = of->streamed_rows[table->index];
            break;
        case PLAN_TABLE_LAST_YEAR: *bound = last_year ? last_year->tables[table->index] : NULL; break;
        case PLAN_TABLE_LINES:
            if (!bind_lines(check, of, table, bound, failure)) {
                return false;
            }
            break;
        case PLAN_TABLE_REFERENCE:
            if (!bind_reference(check, of, t, bound, failure)) {
                return false;
            }
            break;
        case PLAN_TABLE_WITH:
        case PLAN_TABLE_DATA:
        case PLAN_TABLE_VIEW: break;
        }
    }
    return true;
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
    of->kept.run = exec_run_new(of->plan->program, &of->kept.tables, check->threads, failure);
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
    for (uint32_t t = 0; of->lines && t < table_count; t++) {
        table_free(of->lines[t]);
    }
    for (uint32_t t = 0; of->made && t < of->plan->plan->tables.count; t++) {
        table_free(of->made[t]);
    }
}
