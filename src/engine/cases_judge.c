/* cases_judge: runs a case and holds what was found against what it expects. */
#include <stdlib.h>

#include "engine/cases.h"

struct judging {
    const struct cases_collection *collection;
    const struct cases_case *of;
    struct str full_code;
    struct trial *trial;
    struct cases_outcome *outcome;
    bool **met;            /* as outcome->met */
    const uint32_t *given; /* by plan table: rows that the case gives; behind them stand parents that it only implies */
    struct arena *keep;
    struct failure *failure;
};

/* ---- running ---------------------------------------------------------------------------------------------------------- */

static bool count_given(struct judging *j)
{
    size_t count = j->trial->made->plan->tables.count;
    uint32_t *given = ARENA_ARRAY(j->keep, count, uint32_t);
    if (!given) {
        return failure_memory(j->failure);
    }
    for (size_t t = 0; t < count; t++) {
        given[t] = j->trial->tables[t] ? j->trial->tables[t]->row_count : 0;
    }
    j->given = given;
    return true;
}

/* Marks the plan rules with the case's code; several, where a rule has `each` or the schema implies it of several columns. */
static bool run_rules(struct judging *j)
{
    const struct plan *plan = j->trial->made->plan;
    bool *wanted = ARENA_ARRAY(j->keep, plan->rules.count, bool);
    if (!wanted) {
        return failure_memory(j->failure);
    }
    for (size_t r = 0; r < plan->rules.count; r++) {
        wanted[r] = str_equal_ignoring_case(plan->rules.items[r].full_code, j->full_code);
        j->outcome->verdict = wanted[r] ? CASES_FAILED : j->outcome->verdict;
    }
    if (j->outcome->verdict == CASES_NO_RULE) {
        return true;
    }
    if (!cases_fill(j->collection, j->of, j->trial, &j->outcome->has_dates, j->failure) || !count_given(j) ||
        !trial_run(j->trial, wanted, j->failure)) {
        return false;
    }
    uint32_t lacks = PLAN_NONE;
    for (size_t r = 0; r < plan->rules.count; r++) {
        if (wanted[r] && j->trial->lacking[r] == PLAN_NONE) {
            return true;
        }
        lacks = wanted[r] ? j->trial->lacking[r] : lacks;
    }
    j->outcome->lacks = arena_str(j->keep, plan->tables.items[lacks].name);
    return j->outcome->lacks.data || failure_memory(j->failure);
}

/* ---- findings --------------------------------------------------------------------------------------------------------- */

/* The record of the case behind a place; false where there is none. */
static bool find_record(const struct judging *j, const struct exec_worded_place *from, struct cases_place *place)
{
    const struct plan_table *table = &j->trial->made->plan->tables.items[from->table];
    if (!plan_is_of_schema(table->role) || from->row == TABLE_NO_ROW || from->row >= j->given[from->table]) {
        return false;
    }
    *place = (struct cases_place){
        .table = j->trial->schema->tables[table->index].name,
        .last_year = table->role == PLAN_TABLE_LAST_YEAR,
        .record = cases_record_of(j->trial->tables[from->table], from->row),
        .column = from->column == TABLE_NO_COLUMN ? STR_EMPTY : table->layout->columns[from->column].name};
    return place->record != CASES_NOT_IN_CASE;
}

/* The record that the hit is about, if the case gives it. False where it is a parent that the case only implies. */
static bool find_own(const struct judging *j, struct exec_hit hit, struct cases_place *place, bool *has_place)
{
    uint32_t table = j->trial->made->plan->rules.items[hit.rule].table;
    *has_place = false;
    if (table == PLAN_NONE) {
        return true;
    }
    struct exec_worded_place own = {.row = hit.row, .table = table, .column = TABLE_NO_COLUMN};
    exec_trace(j->trial->run, &own);
    *has_place = find_record(j, &own, place);
    return !plan_is_of_schema(j->trial->made->plan->tables.items[own.table].role) || own.row < j->given[own.table];
}

static const struct cases_expected *find_expected(const struct judging *j, const struct cases_place *place,
                                                  uint32_t *index)
{
    for (uint32_t e = 0; e < j->of->expected_count; e++) {
        const struct cases_expected *expected = &j->of->expected[e];
        if (expected->last_year == place->last_year && str_equal(expected->table, place->table)) {
            *index = e;
            return expected;
        }
    }
    return NULL;
}

/* Which of the expected records the finding meets, and whether it fits. */
static void hold_against(struct judging *j, struct cases_finding *finding)
{
    finding->fits = j->of->whole_return && j->of->return_is_expected;
    for (uint32_t p = 0; p < finding->place_count; p++) {
        const struct cases_place *place = &finding->places[p];
        uint32_t e;
        const struct cases_expected *expected = find_expected(j, place, &e);
        bool is_expected = false;
        for (uint32_t r = 0; expected && r < expected->record_count; r++) {
            if (expected->records[r] == place->record) {
                j->met[e][r] = true;
                is_expected = true;
            }
        }
        if (expected && !finding->decides) {
            finding->decides = place;
            finding->fits = is_expected;
        }
    }
}

static bool add_finding(struct judging *j, struct exec_hit hit, struct cases_finding *findings)
{
    struct cases_place own;
    bool has_own;
    bool is_given = find_own(j, hit, &own, &has_own);
    struct exec_worded worded;
    if (!trial_word(j->trial, hit, &worded, j->keep, j->failure)) {
        return false;
    }
    struct cases_place *places = ARENA_ARRAY(j->keep, (size_t)worded.place_count + 1, struct cases_place);
    if (!places) {
        return failure_memory(j->failure);
    }
    struct cases_finding *finding = &findings[j->outcome->finding_count];
    *finding = (struct cases_finding){.message = worded.message, .places = places};
    for (uint32_t p = 0; p < worded.place_count; p++) {
        finding->place_count += find_record(j, &worded.places[p], &places[finding->place_count]);
    }
    if (!finding->place_count && has_own) {
        places[finding->place_count++] = own;
    }
    if (is_given || finding->place_count) {
        j->outcome->finding_count++;
        hold_against(j, finding);
    }
    return true;
}

static bool gather(struct judging *j)
{
    size_t count = j->trial->hits.count;
    struct cases_finding *findings = ARENA_ARRAY(j->keep, count, struct cases_finding);
    j->met = ARENA_ARRAY(j->keep, j->of->expected_count, bool *);
    if (!findings || !j->met) {
        return failure_memory(j->failure);
    }
    for (uint32_t e = 0; e < j->of->expected_count; e++) {
        j->met[e] = ARENA_ARRAY(j->keep, j->of->expected[e].record_count, bool);
        if (!j->met[e]) {
            return failure_memory(j->failure);
        }
    }
    j->outcome->met = (const bool *const *)j->met;
    j->outcome->findings = findings;
    bool good = true;
    for (size_t h = 0; good && h < count; h++) {
        good = add_finding(j, j->trial->hits.items[h], findings);
    }
    return good;
}

/* ---- the verdict ------------------------------------------------------------------------------------------------------ */

static bool has_all(const struct cases_finding *finding, const struct cases_expected *group)
{
    for (uint32_t r = 0; r < group->record_count; r++) {
        bool found = false;
        for (uint32_t p = 0; !found && p < finding->place_count; p++) {
            const struct cases_place *place = &finding->places[p];
            found = place->record == group->records[r] && place->last_year == group->last_year &&
                    str_equal(place->table, group->table);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static uint32_t count_split(const struct judging *j)
{
    uint32_t split = 0;
    for (uint32_t g = 0; g < j->of->group_count; g++) {
        bool whole = false;
        for (uint32_t f = 0; !whole && f < j->outcome->finding_count; f++) {
            whole = has_all(&j->outcome->findings[f], &j->of->groups[g]);
        }
        split += !whole;
    }
    return split;
}

static bool has_stray(const struct cases_outcome *outcome)
{
    for (uint32_t f = 0; f < outcome->finding_count; f++) {
        if (!outcome->findings[f].fits) {
            return true;
        }
    }
    return false;
}

static uint8_t *find_marks(uint8_t **marks, const struct cases_case *of, struct str table, bool last_year)
{
    const struct cases_table *found = cases_find_table(of, table, last_year);
    return found ? marks[found - of->tables] : NULL;
}

/* Which records were missed, and which one too many. */
static bool mark(struct judging *j)
{
    const struct cases_case *of = j->of;
    uint8_t **marks = ARENA_ARRAY(j->keep, of->table_count, uint8_t *);
    for (uint32_t t = 0; marks && t < of->table_count; t++) {
        marks[t] = ARENA_ARRAY(j->keep, of->tables[t].record_count, uint8_t);
        marks = marks[t] ? marks : NULL;
    }
    if (!marks) {
        return failure_memory(j->failure);
    }
    for (uint32_t e = 0; e < of->expected_count; e++) {
        uint8_t *of_table = find_marks(marks, of, of->expected[e].table, of->expected[e].last_year);
        for (uint32_t r = 0; of_table && r < of->expected[e].record_count; r++) {
            of_table[of->expected[e].records[r]] |= j->met[e][r] ? 0 : CASES_MISSED;
        }
    }
    for (uint32_t f = 0; f < j->outcome->finding_count; f++) {
        const struct cases_finding *finding = &j->outcome->findings[f];
        const struct cases_place *place = finding->decides ? finding->decides : finding->places;
        uint8_t *of_table = finding->fits || !finding->place_count
                                ? NULL
                                : find_marks(marks, of, place->table, place->last_year);
        if (of_table) {
            of_table[place->record] |= CASES_TOO_MANY;
        }
    }
    j->outcome->marks = (const uint8_t *const *)marks;
    return true;
}

static bool misses(const struct judging *j)
{
    for (uint32_t e = 0; e < j->of->expected_count; e++) {
        for (uint32_t r = 0; r < j->of->expected[e].record_count; r++) {
            if (!j->met[e][r]) {
                return true;
            }
        }
    }
    return j->of->return_is_expected && !j->outcome->finding_count;
}

static bool judge(struct judging *j)
{
    struct cases_outcome *outcome = j->outcome;
    outcome->misses = misses(j);
    outcome->verdict = outcome->misses || has_stray(outcome) ? CASES_FAILED : CASES_PASSED;
    outcome->split = count_split(j);
    outcome->period_start = j->trial->given.period_start;
    outcome->period_end = j->trial->given.period_end;
    return mark(j);
}

bool cases_run(const struct cases_collection *collection, int period, const struct cases_case *of, struct str full_code,
               struct cases_outcome *outcome, struct arena *keep, struct failure *failure)
{
    *outcome = (struct cases_outcome){.verdict = CASES_NO_RULE, .lacks = STR_EMPTY};
    struct trial trial;
    struct judging j = {.collection = collection,
                        .of = of,
                        .full_code = full_code,
                        .trial = &trial,
                        .outcome = outcome,
                        .keep = keep,
                        .failure = failure};
    bool good = trial_open(&trial, collection->library, collection->index, period, failure) && run_rules(&j);
    if (good && outcome->verdict != CASES_NO_RULE) {
        good = gather(&j) && judge(&j);
    }
    trial_close(&trial);
    return good;
}
