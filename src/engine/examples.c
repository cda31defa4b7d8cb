/* examples: runs the passing and failing examples that every rule carries. An example becomes a small return of the rule's
 * collection: every table that the rules know is there, and empty but for the records that the example gives. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "engine/rules.h"
#include "engine/trial.h"

struct bench {
    struct probity_library *library;
    uint32_t collection;
    struct buffer *out;
    struct probity_tally *tally;
};

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

static bool names_table(const struct rule_example *example, struct str table)
{
    for (uint32_t r = 0; r < example->record_count; r++) {
        if (str_equal(example->records[r].table, table)) {
            return true;
        }
    }
    return false;
}

static bool give_tables(struct trial *trial, const struct rule_example *example, struct failure *failure)
{
    const struct plan *plan = trial->made->plan;
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *table = &plan->tables.items[t];
        if (trial_has_made(trial, t) && !names_table(example, table->name)) {
            if (!trial_make(trial, t, failure)) {
                return false;
            }
        } else if (is_given(table, example)) {
            if (!trial_give(trial, t, failure)) {
                return false;
            }
            trial->tables[t]->rounding = example->rounding;
        }
    }
    return true;
}

/* Last year's record goes to last year's table; a table that no rule reads takes none. */
static bool add_record(struct trial *trial, const struct rule_example_record *record, struct failure *failure)
{
    const struct plan *plan = trial->made->plan;
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        const struct plan_table *described = &plan->tables.items[t];
        struct table *table = trial->tables[t];
        if (!table || described->role == PLAN_TABLE_LINES || !str_equal(described->name, record->table)) {
            continue;
        }
        int64_t row = table_add_row(table, failure);
        if (row == TABLE_NO_ROW) {
            return false;
        }
        for (uint32_t c = 0; c < record->cell_count; c++) {
            const struct rule_example_cell *cell = &record->cells[c];
            uint32_t column = table_layout_find(table->layout, cell->column);
            if (column != TABLE_NO_COLUMN && !cell->missing && !trial_set(trial, t, column, row, cell->text, failure)) {
                return false;
            }
        }
    }
    return true;
}

/* All plan rules that were made from the rule at hand. */
static bool run_rule(struct trial *trial, uint32_t rule, bool *skipped, struct failure *failure)
{
    const struct plan *plan = trial->made->plan;
    bool *wanted = calloc(plan->rules.count + 1, sizeof *wanted);
    if (!wanted) {
        return failure_memory(failure);
    }
    for (size_t r = 0; r < plan->rules.count; r++) {
        wanted[r] = plan->rules.items[r].rule == rule;
    }
    bool fine = trial_run(trial, wanted, failure);
    for (size_t r = 0; fine && r < plan->rules.count; r++) {
        *skipped = *skipped || trial->lacking[r] != PLAN_NONE;
    }
    free(wanted);
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

/* The indicator's value, as its message has it first. */
static bool read_value(struct trial *trial, struct buffer *value, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct exec_worded worded;
    bool fine = true;
    if (trial->hits.count) {
        fine = trial_word(trial, trial->hits.items[0], &worded, &scratch, failure);
        const char *end = fine ? memchr(worded.message.data, RULE_FIELD_END, worded.message.length) : NULL;
        buffer_str(value, end ? str_slice(worded.message, 0, (size_t)(end - worded.message.data)) : STR_EMPTY);
    }
    arena_free(&scratch);
    return fine && (buffer_ok(value) || failure_memory(failure));
}

static void judge_value(struct bench *bench, const struct rule *rule, const struct rule_example *example,
                        struct str value, bool skipped)
{
    struct str found = value.length ? value : STR("nothing");
    if (!skipped && str_equal(found, example->gives)) {
        bench->tally->passed++;
        return;
    }
    buffer_format(bench->out, "%s:%u: %.*s: the example gives %.*s, not %.*s%s\n", rule->path, example->line,
                  STR_ARGS(rule->full_code), STR_ARGS(found), STR_ARGS(example->gives),
                  skipped ? ": a table that it needs is not there" : "");
    bench->tally->failed++;
}

/* A rule's example, or an indicator's. */
static bool run_example(struct bench *bench, const struct rule *rule, uint32_t number,
                        const struct rule_example *example, struct failure *failure)
{
    const struct library_collection *of = &bench->library->collections[bench->collection];
    bool indicator = example->gives.length > 0;
    int period = example_period(of->schema, rule, example);
    struct trial trial;
    struct buffer value = BUFFER_EMPTY;
    bool skipped = false;
    bool fine = indicator ? trial_open_indicators(&trial, bench->library, bench->collection, period, failure)
                          : trial_open(&trial, bench->library, bench->collection, period, failure);
    fine = fine && give_tables(&trial, example, failure);
    for (uint32_t r = 0; fine && r < example->record_count; r++) {
        fine = add_record(&trial, &example->records[r], failure);
    }
    if (fine) {
        trial.given.authority = example->authority;
        trial.given.format = example->format.length ? example->format : trial.given.format;
        fine = run_rule(&trial, number, &skipped, failure) && (!indicator || read_value(&trial, &value, failure));
    }
    if (fine && indicator) {
        judge_value(bench, rule, example, buffer_view(&value), skipped);
    } else if (fine) {
        judge(bench, rule, example, trial.hits.count, skipped);
    }
    buffer_free(&value);
    trial_close(&trial);
    return fine;
}

static bool run_examples(struct bench *bench, const struct rule *rule, uint32_t number, const char *code,
                         struct failure *failure)
{
    bool wanted = !code || rule_has_code(rule, str_of(code));
    bool fine = true;
    for (uint32_t e = 0; fine && wanted && e < rule->example_count; e++) {
        fine = run_example(bench, rule, number, &rule->examples[e], failure);
    }
    return fine;
}

static bool run_collection(struct bench *bench, const char *code, struct failure *failure)
{
    const struct rule_set *rules = library_rules(bench->library, bench->collection, failure);
    if (!rules) {
        return false;
    }
    bool fine = true;
    for (uint32_t r = 0; fine && r < rules->rules.count; r++) {
        fine = run_examples(bench, &rules->rules.items[r], r, code, failure);
    }
    for (uint32_t i = 0; fine && i < rules->indicators.count; i++) {
        fine = run_examples(bench, &rules->indicators.items[i].rule, i, code, failure);
    }
    return fine;
}

bool probity_rules_test(struct probity_library *library, const char *collection, const char *code, struct buffer *out,
                        struct probity_tally *tally, struct failure *failure)
{
    *tally = (struct probity_tally){0};
    struct rules_chosen chosen;
    if (!rules_choose(library, collection, &chosen, failure)) {
        return false;
    }
    for (uint32_t c = chosen.first; c < chosen.end; c++) {
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
