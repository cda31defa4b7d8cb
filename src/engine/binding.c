/* binding: gives each table of a plan the table that it runs over: of the return, of last year's, of another collection's
 * return of the same council and period, of the schema's lines, of reference data. */
#include <stdlib.h>

#include "engine/check.h"

/* What was given, or else what the library makes, if anything. */
static bool bind_reference(struct probity_check *check, struct check_common *common, uint32_t plan_table,
                           struct failure *failure)
{
    const struct plan_table *table = &common->plan->plan->tables.items[plan_table];
    struct table **bound = &common->bound[plan_table];
    *bound = check_reference_table(check, table->name);
    if (*bound || !library_makes_table(check->library, table->name)) {
        return true;
    }
    if (!common->made[plan_table]) {
        common->made[plan_table] = library_make_table(check->library, table->name, common->plan->period, table->layout,
                                                      check->dataset.dictionary, failure);
    }
    *bound = common->made[plan_table];
    return *bound != NULL;
}

static bool bind_lines(struct probity_check *check, struct check_common *common, uint32_t collection,
                       uint32_t plan_table, struct failure *failure)
{
    const struct plan_table *table = &common->plan->plan->tables.items[plan_table];
    struct table **lines = &common->made[plan_table];
    if (!*lines) {
        *lines = schema_lines_table(check->library->collections[collection].schema, table->index, common->plan->period,
                                    table->layout, check->dataset.dictionary, failure);
    }
    common->bound[plan_table] = *lines;
    return *lines != NULL;
}

/* The same council's return of another collection. */
static const struct dataset_return *find_with(const struct probity_check *check, const struct dataset_return *data,
                                              struct str collection)
{
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *other = &check->dataset.returns.items[i];
        bool same = str_equal(other->authority, data->authority) ||
                    (!other->authority.length && check_is_only_council(check, data->authority));
        if (other->collection < check->library->collection_count && other->period == data->period && same &&
            str_equal(check->library->collections[other->collection].schema->name, collection)) {
            return other;
        }
    }
    return NULL;
}

static struct check_common *common_new(struct probity_check *check, const struct library_plan *plan,
                                       struct failure *failure)
{
    size_t count = plan->plan->tables.count;
    struct check_common *common = ARENA_NEW(&check->arena, struct check_common);
    if (common) {
        common->plan = plan;
        common->bound = ARENA_ARRAY(&check->arena, count, struct table *);
        common->made = ARENA_ARRAY(&check->arena, count, struct table *);
    }
    if (!common || !common->bound || !common->made || !array_push(&check->commons, common)) {
        failure_memory(failure);
        return NULL;
    }
    return common;
}

static struct check_common *common_of(struct probity_check *check, const struct library_plan *plan,
                                      struct failure *failure)
{
    for (size_t i = 0; i < check->commons.count; i++) {
        if (check->commons.items[i]->plan == plan) {
            return check->commons.items[i];
        }
    }
    return common_new(check, plan, failure);
}

bool check_binding_init(struct probity_check *check, struct check_binding *binding, const struct library_plan *plan,
                        struct arena *keep, struct failure *failure)
{
    binding->common = common_of(check, plan, failure);
    if (!binding->common) {
        return false;
    }
    binding->common->returns++;
    binding->bound = ARENA_ARRAY(keep, plan->plan->tables.count, struct table *);
    return binding->bound || failure_memory(failure);
}

bool check_binding_fill(struct probity_check *check, const struct library_plan *plan, const struct dataset_return *data,
                        struct check_binding *binding, struct failure *failure)
{
    const struct dataset_return *last_year = check_last_year(check, data);
    struct check_common *common = binding->common;
    bool fine = true;
    for (uint32_t t = 0; fine && t < plan->plan->tables.count; t++) {
        const struct plan_table *table = &plan->plan->tables.items[t];
        const struct dataset_return *with;
        switch (table->role) {
        case PLAN_TABLE_RETURN: binding->bound[t] = data->tables[table->index]; break;
        case PLAN_TABLE_LAST_YEAR: binding->bound[t] = last_year ? last_year->tables[table->index] : NULL; break;
        case PLAN_TABLE_LINES:
            fine = bind_lines(check, common, data->collection, t, failure);
            binding->bound[t] = common->bound[t];
            break;
        case PLAN_TABLE_REFERENCE:
            fine = bind_reference(check, common, t, failure);
            binding->bound[t] = common->bound[t];
            break;
        case PLAN_TABLE_WITH:
            with = find_with(check, data, table->collection);
            binding->bound[t] = with ? with->tables[table->index] : NULL;
            break;
        case PLAN_TABLE_DATA:
        case PLAN_TABLE_VIEW: break;
        }
    }
    return fine;
}

/* For one return it is not worth while: what it alone needs is let go of when its rules have run. */
static bool common_run(const struct probity_check *check, struct check_common *common, const struct exec_tables *tables,
                       struct failure *failure)
{
    if (common->run || common->returns < 2) {
        return true;
    }
    struct exec_tables given = *tables;
    given.tables = common->bound;
    given.authority = STR_EMPTY;
    given.format = STR_EMPTY;
    common->run = exec_run_common(common->plan->program, &given, check->threads, failure);
    return common->run != NULL;
}

struct exec_run *check_binding_run(struct probity_check *check, const struct check_binding *binding,
                                   const struct exec_tables *tables, unsigned threads, struct failure *failure)
{
    struct check_common *common = binding->common;
    struct exec_run *run = common_run(check, common, tables, failure)
                               ? exec_run_new(common->plan->program, tables, threads, failure)
                               : NULL;
    if (run && common->run) {
        exec_run_use(run, common->run);
    }
    return run;
}

void check_commons_free(struct probity_check *check)
{
    for (size_t i = 0; i < check->commons.count; i++) {
        struct check_common *common = check->commons.items[i];
        exec_run_free(common->run);
        for (size_t t = 0; t < common->plan->plan->tables.count; t++) {
            table_free(common->made[t]);
        }
    }
    array_free(&check->commons);
}

static struct str financial_year(struct arena *keep, int period)
{
    struct buffer text = BUFFER_EMPTY;
    date_write_financial_year(&text, period);
    struct str kept = buffer_ok(&text) ? arena_str(keep, buffer_view(&text)) : (struct str){0};
    buffer_free(&text);
    return kept;
}

bool check_exec_tables(struct probity_check *check, const struct dataset_return *data, struct table *const *bound,
                       struct exec_tables *tables, struct failure *failure)
{
    *tables = (struct exec_tables){
        .tables = bound,
        .dictionary = check->dataset.dictionary,
        .period_start = date_financial_year_first(data->period),
        .period_end = date_financial_year_last(data->period),
        .period = financial_year(&check->arena, data->period),
        .authority = data->authority,
        .format = data->format == DATASET_XML ? STR("xml") : STR("csv"),
        .calendar = check->calendar,
    };
    return tables->period.data || failure_memory(failure);
}

struct str check_lack_reason(const struct probity_check *check, const struct library_plan *plan,
                             const struct dataset_return *data, uint32_t plan_table, struct arena *keep)
{
    const struct plan_table *table = &plan->plan->tables.items[plan_table];
    const struct schema *schema = check->library->collections[data->collection].schema;
    struct str year;
    switch (table->role) {
    case PLAN_TABLE_LAST_YEAR:
        if (!schema_in_force(schema->periods, data->period - 1)) {
            return STR("the schema does not have the year before");
        }
        if (check_is_new(check, data)) {
            return STR("the authority was reorganised and has no year before of its own");
        }
        year = financial_year(keep, data->period - 1);
        if (!year.data) {
            return year;
        }
        if (check_last_year(check, data)) {
            return arena_printf(keep, "the return for %.*s has no table %.*s", STR_ARGS(year),
                                STR_ARGS(schema->tables[table->index].name));
        }
        return arena_printf(keep, "no return for %.*s was given (--previous FILE)", STR_ARGS(year));
    case PLAN_TABLE_REFERENCE:
        return arena_printf(keep, "the reference table %.*s was not given (--reference %.*s=FILE)",
                            STR_ARGS(table->name), STR_ARGS(table->name));
    case PLAN_TABLE_WITH:
        return arena_printf(keep, "no %.*s return was given (--with FILE)", STR_ARGS(table->collection));
    case PLAN_TABLE_RETURN:
    case PLAN_TABLE_LINES:
    case PLAN_TABLE_DATA:
    case PLAN_TABLE_VIEW: break;
    }
    return arena_printf(keep, "the return has no table %.*s", STR_ARGS(table->name));
}
