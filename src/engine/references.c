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

bool check_names_authorities(const struct schema *schema)
{
    for (uint32_t c = 0; c < schema->tables[0].column_count; c++) {
        if (schema->tables[0].columns[c].is_authority) {
            return true;
        }
    }
    return false;
}

/* A text that is no council's stays as it is. `codes` remembers, by id of the text, the id of the code, from 1. */
static bool settle_column(struct probity_check *check, struct table_column *column, uint32_t rows, int64_t *codes,
                          struct failure *failure)
{
    struct table_dictionary *dictionary = check->dataset.dictionary;
    for (uint32_t row = 0; row < rows; row++) {
        int64_t id = column->values[row];
        if (column->states[row] != TABLE_VALUE) {
            continue;
        }
        if (codes[id] == 0) {
            struct str code = schema_authorities_named(check->library->authorities,
                                                       table_dictionary_text(dictionary, id));
            int64_t found = code.length ? table_dictionary_intern(dictionary, code, failure) : id;
            if (found < 0) {
                return false;
            }
            codes[id] = found + 1;
        }
        column->values[row] = codes[id] - 1;
    }
    return true;
}

bool check_settle_authorities(struct probity_check *check, const struct schema *schema, struct failure *failure)
{
    struct table *table = check_reference_table(check, schema->name);
    if (!table || !check->library->authorities || !check_names_authorities(schema)) {
        return true;
    }
    bool fine = true;
    for (uint32_t c = 0; fine && c < table->layout->column_count; c++) {
        if (!schema->tables[0].columns[c].is_authority || !table->columns[c].values) {
            continue;
        }
        int64_t *codes = calloc((size_t)table_dictionary_count(check->dataset.dictionary) + 1, sizeof *codes);
        fine = codes ? settle_column(check, &table->columns[c], table->row_count, codes, failure)
                     : failure_memory(failure);
        free(codes);
    }
    return fine;
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
