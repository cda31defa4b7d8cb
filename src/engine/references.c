/* references: the reference tables of a check: those that were given, and those that come with Probity. */
#include "engine/check.h"

struct table *check_reference_table(const struct probity_check *check, struct str name)
{
    uint32_t first = check->library->collection_count;
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        const struct dataset_return *data = &check->dataset.returns.items[i];
        if (data->collection >= first && str_equal(check->library->references[data->collection - first]->name, name)) {
            return data->tables[0];
        }
    }
    return NULL;
}

/* Was it given, or read before? */
static bool is_input(const struct probity_check *check, uint32_t reference)
{
    for (uint32_t i = 0; i < check->input_count; i++) {
        if (check->inputs[i].is_reference && check->inputs[i].collection == reference) {
            return true;
        }
    }
    return false;
}

bool check_is_early(const struct check_input *input)
{
    return input->is_reference && input->schema && str_equal(input->schema->name, RULE_BANK_HOLIDAYS);
}

static bool need_reference(struct probity_check *check, struct str name, struct failure *failure)
{
    const char *shown = NULL;
    uint32_t reference = library_reference(check->library, name);
    if (reference == SCHEMA_NONE || is_input(check, reference)) {
        return true;
    }
    const char *path = library_built_in(check->library, reference, &shown, failure);
    return path ? check_read_built_in(check, reference, path, shown, failure) : !failure_is_set(failure);
}

bool check_need_references(struct probity_check *check, const struct plan *plan, struct failure *failure)
{
    for (size_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *table = &plan->tables.items[t];
        if (table->role == PLAN_TABLE_REFERENCE && !need_reference(check, table->name, failure)) {
            return false;
        }
    }
    const struct table *table = check->calendar ? NULL : check_reference_table(check, RULE_BANK_HOLIDAYS);
    check->calendar = table ? library_make_calendar(table, failure) : check->calendar;
    return !table || check->calendar;
}
