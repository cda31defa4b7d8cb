/* binding: gives each table of a plan the table that it runs over: of the return, of last year's, of another collection's
 * return of the same council and period, of the schema's lines, of reference data. */
#include <stdlib.h>

#include "engine/check.h"

/* What was given, or else what the library makes, if anything. */
static bool bind_reference(struct probity_check *check, const struct library_plan *plan, uint32_t plan_table,
                           struct check_binding *binding, struct failure *failure)
{
    const struct plan_table *table = &plan->plan->tables.items[plan_table];
    struct table **bound = &binding->bound[plan_table];
    *bound = check_reference_table(check, table->name);
    if (*bound || !library_makes_table(check->library, table->name)) {
        return true;
    }
    if (!binding->made[plan_table]) {
        binding->made[plan_table] = library_make_table(check->library, table->name, plan->period, table->layout,
                                                       check->dataset.dictionary, failure);
    }
    *bound = binding->made[plan_table];
    return *bound != NULL;
}

static bool bind_lines(struct probity_check *check, const struct dataset_return *data, const struct plan_table *table,
                       uint32_t plan_table, struct check_binding *binding, struct failure *failure)
{
    const struct schema *schema = check->library->collections[data->collection].schema;
    struct table **lines = &binding->made[plan_table];
    if (!*lines) {
        *lines = schema_lines_table(schema, table->index, data->period, table->layout, check->dataset.dictionary,
                                    failure);
    }
    binding->bound[plan_table] = *lines;
    return *lines != NULL;
}

/* The same council's return of another collection: files of some collections do not name the council. */
static const struct dataset_return *find_with(const struct probity_check *check, const struct dataset_return *data,
                                              struct str collection)
{
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *other = &check->dataset.returns.items[i];
        bool same = str_equal(other->authority, data->authority) || !other->authority.length;
        if (other->collection < check->library->collection_count && other->period == data->period && same &&
            str_equal(check->library->collections[other->collection].schema->name, collection)) {
            return other;
        }
    }
    return NULL;
}

bool check_binding_init(struct check_binding *binding, const struct library_plan *plan, struct arena *keep,
                        struct failure *failure)
{
    size_t count = plan->plan->tables.count;
    binding->count = count;
    binding->bound = ARENA_ARRAY(keep, count, struct table *);
    binding->made = ARENA_ARRAY(keep, count, struct table *);
    return (binding->bound && binding->made) || failure_memory(failure);
}

bool check_binding_fill(struct probity_check *check, const struct library_plan *plan, const struct dataset_return *data,
                        struct check_binding *binding, struct failure *failure)
{
    const struct dataset_return *last_year = check_last_year(check, data);
    bool fine = true;
    for (uint32_t t = 0; fine && t < plan->plan->tables.count; t++) {
        const struct plan_table *table = &plan->plan->tables.items[t];
        const struct dataset_return *with;
        switch (table->role) {
        case PLAN_TABLE_RETURN: binding->bound[t] = data->tables[table->index]; break;
        case PLAN_TABLE_LAST_YEAR: binding->bound[t] = last_year ? last_year->tables[table->index] : NULL; break;
        case PLAN_TABLE_LINES: fine = bind_lines(check, data, table, t, binding, failure); break;
        case PLAN_TABLE_REFERENCE: fine = bind_reference(check, plan, t, binding, failure); break;
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

void check_binding_free(struct check_binding *binding)
{
    for (size_t t = 0; binding->made && t < binding->count; t++) {
        table_free(binding->made[t]);
    }
    *binding = (struct check_binding){0};
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
