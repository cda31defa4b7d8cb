#include "engine/trial.h"

#include <stdlib.h>

#include "base/date.h"
#include "engine/nesting.h"
#include "intake/cell.h"

static bool give_lines(struct trial *trial, struct failure *failure)
{
    const struct plan *plan = trial->made->plan;
    for (size_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *table = &plan->tables.items[t];
        if (table->role != PLAN_TABLE_LINES) {
            continue;
        }
        trial->tables[t] = schema_lines_table(trial->schema, table->index, trial->made->period, table->layout,
                                              trial->dictionary, failure);
        if (!trial->tables[t]) {
            return false;
        }
    }
    return true;
}

/* `made` is NULL when making it failed. */
static bool open_with(struct trial *trial, struct library_plan *made, struct failure *failure)
{
    trial->made = made;
    trial->dictionary = trial->made ? table_dictionary_new(failure) : NULL;
    if (!trial->dictionary) {
        return false;
    }
    size_t tables = trial->made->plan->tables.count, rules = trial->made->plan->rules.count;
    trial->tables = calloc(tables + 1, sizeof *trial->tables);
    trial->lacking = malloc((rules + 1) * sizeof *trial->lacking);
    trial->done = malloc(rules + 1);
    date_write_financial_year(&trial->period, made->period);
    if (!trial->tables || !trial->lacking || !trial->done || !buffer_ok(&trial->period)) {
        return failure_memory(failure);
    }
    trial->given = (struct exec_tables){
        .tables = trial->tables,
        .dictionary = trial->dictionary,
        .period_start = date_financial_year_first(made->period),
        .period_end = date_financial_year_last(made->period),
        .period = buffer_view(&trial->period),
        .authority = STR_EMPTY,
        .format = STR("csv"),
    };
    return library_calendar(trial->library, &trial->given.calendar, failure) && give_lines(trial, failure);
}

bool trial_open(struct trial *trial, struct probity_library *library, uint32_t collection, int period,
                struct failure *failure)
{
    *trial = (struct trial){.library = library, .schema = library->collections[collection].schema};
    return open_with(trial, library_plan(library, collection, period, failure), failure);
}

bool trial_open_indicators(struct trial *trial, struct probity_library *library, uint32_t collection, int period,
                           struct failure *failure)
{
    *trial = (struct trial){.library = library, .schema = library->collections[collection].schema};
    return open_with(trial, library_indicators(library, collection, period, failure), failure);
}

void trial_close(struct trial *trial)
{
    exec_wording_free(trial->wording);
    exec_run_free(trial->run);
    for (size_t t = 0; trial->tables && t < trial->made->plan->tables.count; t++) {
        table_free(trial->tables[t]);
    }
    table_dictionary_free(trial->dictionary);
    buffer_free(&trial->period);
    free(trial->hits.items);
    free(trial->lacking);
    free(trial->tables);
    free(trial->done);
    *trial = (struct trial){0};
}

bool trial_give(struct trial *trial, uint32_t plan_table, struct failure *failure)
{
    struct table **table = &trial->tables[plan_table];
    *table = *table ? *table : table_new(trial->made->plan->tables.items[plan_table].layout, NULL, failure);
    return *table != NULL;
}

bool trial_has_made(const struct trial *trial, uint32_t plan_table)
{
    const struct plan_table *table = &trial->made->plan->tables.items[plan_table];
    return table->role == PLAN_TABLE_REFERENCE && library_makes_table(trial->library, table->name);
}

bool trial_make(struct trial *trial, uint32_t plan_table, struct failure *failure)
{
    const struct plan_table *table = &trial->made->plan->tables.items[plan_table];
    struct table **slot = &trial->tables[plan_table];
    if (!*slot) {
        *slot = library_make_table(trial->library, table->name, trial->made->period, table->layout, trial->dictionary,
                                   failure);
    }
    return *slot != NULL;
}

/* The spelling of the code list, where case is ignored. */
static struct str spelling(const struct trial *trial, uint32_t plan_table, uint32_t column, struct str text)
{
    const struct plan_table *table = &trial->made->plan->tables.items[plan_table];
    return plan_is_of_schema(table->role)
               ? schema_spelling(trial->schema, &trial->schema->tables[table->index].columns[column], text)
               : text;
}

bool trial_set(struct trial *trial, uint32_t plan_table, uint32_t column, int64_t row, struct str text,
               struct failure *failure)
{
    struct table *table = trial->tables[plan_table];
    const struct table_layout_column *described = &table->layout->columns[column];
    bool is_text = described->type == TABLE_TEXT || described->type == TABLE_CODE;
    int64_t value = 0;
    bool fine = !is_text && intake_cell_value(described->type, described->scale, str_trim(text), &value);
    if (!fine) {
        struct str spelt = is_text ? spelling(trial, plan_table, column, text) : text;
        value = table_dictionary_intern(trial->dictionary, spelt, failure);
        if (value < 0) {
            return false;
        }
    }
    table_set(table, column, row, value, fine || is_text ? TABLE_VALUE : TABLE_MALFORMED);
    return true;
}

bool trial_run(struct trial *trial, const bool *wanted, struct failure *failure)
{
    if (!nesting_find(trial->schema, trial->made->plan, trial->tables, failure)) {
        return false;
    }
    for (size_t r = 0; r < trial->made->plan->rules.count; r++) {
        trial->done[r] = !wanted[r];
        trial->lacking[r] = PLAN_NONE;
    }
    trial->run = exec_run_new(trial->made->program, &trial->given, 1, failure);
    if (!trial->run || !exec_run_rules(trial->run, trial->done, &trial->hits, trial->lacking, NULL, failure)) {
        return false;
    }
    trial->wording = exec_run_prepare_words(trial->run, wanted, failure)
                         ? exec_wording_new(trial->made->program, failure)
                         : NULL;
    return trial->wording != NULL;
}

bool trial_word(struct trial *trial, struct exec_hit hit, struct exec_worded *worded, struct arena *keep,
                struct failure *failure)
{
    return exec_word(trial->wording, trial->run, hit.rule, &hit.row, 1, worded, keep, failure);
}
