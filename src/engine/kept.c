/* kept: what is kept of a return whose records are let go when the rules that need one record only have run. */
#include "engine/check.h"

/* Does a rule look at the table's records, one by one, after they are read? Its findings name them. */
static bool looks_afterwards(const struct plan *plan, uint32_t table)
{
    for (size_t r = 0; r < plan->rules.count; r++) {
        if (plan->rules.items[r].table == table && !plan->rules.items[r].streams) {
            return true;
        }
    }
    return false;
}

/* The columns of the return's tables that the plan reads after its records have gone by, and with them what names the records. */
static bool add_columns(struct probity_check *check, const struct schema *schema, const struct plan *plan, bool **keep,
                        struct failure *failure)
{
    for (uint32_t p = 0; p < plan->tables.count; p++) {
        const struct plan_table *table = &plan->tables.items[p];
        if (table->role != PLAN_TABLE_RETURN) {
            continue;
        }
        bool *columns = ARENA_ARRAY(&check->arena, table->layout->column_count, bool);
        if (!columns) {
            return failure_memory(failure);
        }
        if (!plan_columns_read(plan, p, true, columns, failure)) {
            return false;
        }
        const struct schema_table *described = &schema->tables[table->index];
        bool any = looks_afterwards(plan, p);
        for (uint32_t c = 0; c < table->layout->column_count; c++) {
            any = any || columns[c];
            keep[table->index][c] = keep[table->index][c] || columns[c];
        }
        for (uint32_t k = 0; any && k < described->named_by_count; k++) {
            keep[table->index][described->named_by[k]] = true;
        }
    }
    return true;
}

/* Before all files are read, it is not known for sure whether there is anything to compare figures with. */
static bool may_work_out(struct probity_check *check, const struct probity_check_options *options, bool *may,
                         struct failure *failure)
{
    bool compares = false;
    *may = options->indicators == PROBITY_INDICATORS_ALWAYS;
    if (options->indicators != PROBITY_INDICATORS_COMPARED) {
        return true;
    }
    for (uint32_t i = 0; i < check->input_count && !*may; i++) {
        *may = check->inputs[i].intake.sniffed.many;
    }
    bool fine = *may || check_has_comparison(check, options, &compares, failure);
    *may = *may || compares;
    return fine;
}

const bool *const *check_columns_to_keep(struct probity_check *check, const struct intake_request *request,
                                         const struct library_plan *plan, const struct probity_check_options *options,
                                         struct failure *failure)
{
    const struct schema *schema = request->schema;
    bool **keep = ARENA_ARRAY(&check->arena, schema->table_count, bool *);
    bool good = keep;
    for (uint32_t t = 0; good && t < schema->table_count; t++) {
        keep[t] = ARENA_ARRAY(&check->arena, schema->tables[t].column_count, bool);
        good = keep[t];
    }
    if (!good) {
        failure_memory(failure);
        return NULL;
    }
    bool figures_too = false;
    good = add_columns(check, schema, plan->plan, keep, failure) && may_work_out(check, options, &figures_too, failure);
    if (good && figures_too) {
        const struct library_plan *figures = library_indicators(check->library, request->collection, request->period,
                                                                failure);
        good = figures && add_columns(check, schema, figures->plan, keep, failure);
    }
    return good ? (const bool *const *)keep : NULL;
}
