/* examples: runs the passing and failing examples that every rule carries. An example becomes a small return of the rule's
 * collection: every table that the rules know is there, and empty but for the records that the example gives. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "engine/library.h"
#include "engine/nesting.h"
#include "intake/cell.h"

struct bench {
    struct probity_library *library;
    uint32_t collection;
    struct table_dictionary *dictionary;
    struct buffer *out;
    struct probity_tally *tally;
};

/* The plan tables of one example. */
struct setting {
    const struct plan *plan;
    struct table **tables;
    size_t count;
};

static void free_setting(struct setting *setting)
{
    for (size_t t = 0; setting->tables && t < setting->count; t++) {
        table_free(setting->tables[t]);
    }
    free(setting->tables);
}

static bool names_table(const struct rule_example *example, struct str table)
{
    for (uint32_t r = 0; r < example->record_count; r++) {
        if (str_equal(example->records[r].table, table)) {
            return true;
        }
    }
    return false;
}

static bool is_built_in(const struct bench *bench, const struct plan_table *table, const struct rule_example *example)
{
    return table->role == PLAN_TABLE_REFERENCE && library_makes_table(bench->library, table->name) &&
           !names_table(example, table->name);
}

static bool is_given(const struct plan_table *table, const struct rule_example *example)
{
    switch (table->role) {
    case PLAN_TABLE_RETURN:
    case PLAN_TABLE_REFERENCE:
    case PLAN_TABLE_WITH: return true;
    case PLAN_TABLE_LAST_YEAR: return !example->no_last_year;
    case PLAN_TABLE_LINES:
    case PLAN_TABLE_DATA:
    case PLAN_TABLE_VIEW: break;
    }
    return false;
}

static bool make_table(struct bench *bench, const struct library_plan *made, const struct rule_example *example,
                       size_t index, struct setting *setting, struct failure *failure)
{
    const struct schema *schema = bench->library->collections[bench->collection].schema;
    const struct plan_table *table = &made->plan->tables.items[index];
    struct table **slot = &setting->tables[index];
    if (is_built_in(bench, table, example)) {
        *slot = library_make_table(bench->library, table->name, made->period, table->layout, bench->dictionary,
                                   failure);
        return *slot != NULL;
    }
    if (is_given(table, example)) {
        *slot = table_new(table->layout, NULL, failure);
        if (*slot) {
            (*slot)->rounding = example->rounding;
        }
        return *slot != NULL;
    }
    if (table->role == PLAN_TABLE_LINES) {
        *slot = schema_lines_table(schema, table->index, made->period, table->layout, bench->dictionary, failure);
        return *slot != NULL;
    }
    return true;
}

static bool make_tables(struct bench *bench, const struct library_plan *made, const struct rule_example *example,
                        struct setting *setting, struct failure *failure)
{
    setting->plan = made->plan;
    setting->count = made->plan->tables.count;
    setting->tables = calloc(setting->count ? setting->count : 1, sizeof *setting->tables);
    if (!setting->tables) {
        return failure_memory(failure);
    }
    for (size_t t = 0; t < setting->count; t++) {
        if (!make_table(bench, made, example, t, setting, failure)) {
            return false;
        }
    }
    return true;
}

static bool set_cell(struct bench *bench, struct table *table, uint32_t column, int64_t row,
                     const struct rule_example_cell *cell, struct failure *failure)
{
    const struct table_layout_column *described = &table->layout->columns[column];
    int64_t value = 0;
    if (cell->missing) {
        return true;
    }
    bool is_text = described->type == TABLE_TEXT || described->type == TABLE_CODE;
    bool fine = !is_text && intake_cell_value(described->type, described->scale, str_trim(cell->text), &value);
    if (!fine) {
        value = table_dictionary_intern(bench->dictionary, cell->text, failure);
        if (value < 0) {
            return false;
        }
    }
    table_set(table, column, row, value, fine || is_text ? TABLE_VALUE : TABLE_MALFORMED);
    return true;
}

/* Last year's record goes to last year's table; a table that no rule reads takes none. */
static bool add_record(struct bench *bench, struct setting *setting, const struct rule_example_record *record,
                       struct failure *failure)
{
    for (size_t t = 0; t < setting->count; t++) {
        const struct plan_table *described = &setting->plan->tables.items[t];
        struct table *table = setting->tables[t];
        if (!table || described->role == PLAN_TABLE_LINES || !str_equal(described->name, record->table)) {
            continue;
        }
        int64_t row = table_add_row(table, failure);
        if (row == TABLE_NO_ROW) {
            return false;
        }
        for (uint32_t c = 0; c < record->cell_count; c++) {
            uint32_t column = table_layout_find(table->layout, record->cells[c].column);
            if (column != TABLE_NO_COLUMN && !set_cell(bench, table, column, row, &record->cells[c], failure)) {
                return false;
            }
        }
    }
    return true;
}

/* All rules but the one at hand count as done. */
static bool run_rule(struct bench *bench, const struct library_plan *made, uint32_t rule,
                     const struct rule_example *example, const struct setting *setting, uint64_t *hits, bool *skipped,
                     struct failure *failure)
{
    size_t count = made->plan->rules.count;
    bool *done = malloc(count ? count : 1);
    uint32_t *lacking = malloc((count ? count : 1) * sizeof *lacking);
    struct exec_hits found = {0};
    struct buffer period = BUFFER_EMPTY;
    date_write_financial_year(&period, made->period);
    struct exec_tables tables = {
        .tables = setting->tables,
        .dictionary = bench->dictionary,
        .period_start = date_from_parts(made->period, 4, 1),
        .period_end = date_from_parts(made->period + 1, 3, 31),
        .period = buffer_view(&period),
        .authority = example->authority,
        .format = example->format.length ? example->format : STR("csv"),
    };
    bool fine = (done && lacking && buffer_ok(&period)) || failure_memory(failure);
    fine = fine && library_calendar(bench->library, &tables.calendar, failure);
    struct exec_run *run = fine ? exec_run_new(made->program, &tables, 1, failure) : NULL;
    fine = run != NULL;
    for (size_t r = 0; fine && r < count; r++) {
        done[r] = made->plan->rules.items[r].rule != rule;
    }
    fine = fine && exec_run_rules(run, done, &found, lacking, NULL, failure);
    for (size_t r = 0; fine && r < count; r++) {
        *skipped = *skipped || (!done[r] && lacking[r] != PLAN_NONE);
    }
    *hits = found.count;
    exec_run_free(run);
    buffer_free(&period);
    free(found.items);
    free(done);
    free(lacking);
    return fine;
}

static void tell(struct bench *bench, const struct rule *rule, const struct rule_example *example, const char *what)
{
    buffer_format(bench->out, "%s:%u: %.*s: the %s example %s\n", rule->path, example->line, STR_ARGS(rule->full_code),
                  example->pass ? "passing" : "failing", what);
    bench->tally->failed++;
}

static void judge(struct bench *bench, const struct rule *rule, const struct rule_example *example, uint64_t hits,
                  bool skipped)
{
    if (skipped) {
        tell(bench, rule, example, "did not run the rule: a table that it needs is not there");
    } else if (example->pass && hits) {
        tell(bench, rule, example, "was found to break the rule");
    } else if (!example->pass && !hits) {
        tell(bench, rule, example, "was not found to break the rule");
    } else {
        bench->tally->passed++;
    }
}

/* The latest period in which the rule is in force, or the one that the example names. */
static int example_period(const struct schema *schema, const struct rule *rule, const struct rule_example *example)
{
    int period = 0;
    if (example->period.length && date_parse_financial_year(example->period, &period)) {
        return period;
    }
    return rule->range.until < schema->periods.until ? rule->range.until : schema->periods.until;
}

static bool run_example(struct bench *bench, uint32_t rule, const struct rule_example *example, struct failure *failure)
{
    const struct library_collection *of = &bench->library->collections[bench->collection];
    const struct rule *described = &of->rules->rules.items[rule];
    struct setting setting = {0};
    uint64_t hits = 0;
    bool skipped = false;
    struct library_plan *made = library_plan(bench->library, bench->collection,
                                             example_period(of->schema, described, example), failure);
    bool fine = made && make_tables(bench, made, example, &setting, failure);
    for (uint32_t r = 0; fine && r < example->record_count; r++) {
        fine = add_record(bench, &setting, &example->records[r], failure);
    }
    fine = fine && nesting_find(of->schema, setting.plan, setting.tables, failure);
    fine = fine && run_rule(bench, made, rule, example, &setting, &hits, &skipped, failure);
    free_setting(&setting);
    if (fine) {
        judge(bench, described, example, hits, skipped);
    }
    return fine;
}

static bool run_collection(struct bench *bench, const char *code, struct failure *failure)
{
    const struct rule_set *rules = library_rules(bench->library, bench->collection, failure);
    if (!rules) {
        return false;
    }
    bench->dictionary = table_dictionary_new(failure);
    bool fine = bench->dictionary != NULL;
    for (uint32_t r = 0; fine && r < rules->rules.count; r++) {
        const struct rule *rule = &rules->rules.items[r];
        bool wanted = !code || str_equal_ignoring_case(rule->full_code, str_of(code)) ||
                      str_equal_ignoring_case(rule->code, str_of(code));
        for (uint32_t e = 0; fine && wanted && e < rule->example_count; e++) {
            fine = run_example(bench, r, &rule->examples[e], failure);
        }
    }
    table_dictionary_free(bench->dictionary);
    return fine;
}

bool probity_rules_test(struct probity_library *library, const char *collection, const char *code, struct buffer *out,
                        struct probity_tally *tally, struct failure *failure)
{
    *tally = (struct probity_tally){0};
    uint32_t first = 0, end = library->collection_count;
    if (collection) {
        first = library_find(library, collection, failure);
        end = first + 1;
        if (first == SCHEMA_NONE) {
            return false;
        }
    }
    for (uint32_t c = first; c < end; c++) {
        struct bench bench = {.library = library, .collection = c, .out = out, .tally = tally};
        if (!run_collection(&bench, code, failure)) {
            return false;
        }
    }
    if (code && !tally->passed && !tally->failed) {
        return failure_set(failure, FAILURE_USAGE, "no rule has the code \"%s\"", code);
    }
    return buffer_ok(out) || failure_memory(failure);
}
