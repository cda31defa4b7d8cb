/* cases_judge: holds what a rule found in a case against what the case expects, and says how they differ. */
#include <stdlib.h>

#include "engine/cases.h"

#define RECORDS_SHOWN 40u

/* A table of the case, by its name and year, and which of its records are expected and found. */
struct side {
    const struct cases_table *table;
    bool *expected;
    bool *found; /* is a place of some finding */
    bool wanted; /* some record is expected */
};

struct judging {
    struct cases_run *run;
    struct side *sides; /* by table of the case */
    struct failure *failure;
    uint64_t findings;
    bool skipped;
    bool out_of_place; /* a finding whose first place is not expected */
};

static bool make_sides(struct judging *j)
{
    const struct cases_case *of = j->run->of;
    struct arena *keep = &j->run->arena;
    j->sides = ARENA_ARRAY(keep, of->table_count, struct side);
    for (uint32_t t = 0; j->sides && t < of->table_count; t++) {
        struct side *side = &j->sides[t];
        side->table = &of->tables[t];
        side->expected = ARENA_ARRAY(keep, of->tables[t].record_count, bool);
        side->found = ARENA_ARRAY(keep, of->tables[t].record_count, bool);
        if (!side->expected || !side->found) {
            return failure_memory(j->failure);
        }
        for (uint32_t e = 0; e < of->expected_count; e++) {
            const struct cases_expected *expected = &of->expected[e];
            if (!str_equal(expected->table, side->table->name) || expected->last_year != side->table->last_year) {
                continue;
            }
            side->wanted = true;
            for (uint32_t r = 0; r < expected->record_count; r++) {
                side->expected[expected->records[r]] = true;
            }
        }
    }
    return j->sides || failure_memory(j->failure);
}

/* The side and record of a place; NULL where it is none of a record that the case gives. */
static struct side *side_of(struct judging *j, const struct exec_worded_place *place)
{
    const struct plan_table *table = &j->run->trial.made->plan->tables.items[place->table];
    bool last_year = table->role == PLAN_TABLE_LAST_YEAR;
    if (place->row == TABLE_NO_ROW || (table->role != PLAN_TABLE_RETURN && !last_year)) {
        return NULL;
    }
    for (uint32_t t = 0; t < j->run->of->table_count; t++) {
        struct side *side = &j->sides[t];
        if (side->table->last_year == last_year && str_equal(side->table->name, table->layout->name)) {
            return place->row < (int64_t)side->table->record_count ? side : NULL;
        }
    }
    return NULL;
}

static void judge_finding(struct judging *j, const struct exec_worded *worded)
{
    bool any = worded->place_count == 0; /* in a record that the case gives, or of the return as a whole */
    bool decided = false;
    for (uint32_t p = 0; p < worded->place_count; p++) {
        const struct exec_worded_place *place = &worded->places[p];
        struct side *side = side_of(j, place);
        if (!side) {
            continue;
        }
        any = true;
        side->found[place->row] = true;
        if (side->wanted && !decided) {
            decided = true;
            j->out_of_place = j->out_of_place || !side->expected[place->row];
        }
    }
    /* A record that was made because another needs a parent is none of the case's. */
    j->findings += any;
    j->out_of_place = j->out_of_place || (any && !decided && !j->run->of->whole_return);
}

static bool run_rule(struct judging *j, const bool *wanted)
{
    struct trial *trial = &j->run->trial;
    if (!trial_run(trial, wanted, j->failure)) {
        return false;
    }
    for (size_t r = 0; r < trial->made->plan->rules.count; r++) {
        j->skipped = j->skipped || (wanted[r] && trial->lacking[r] != PLAN_NONE);
    }
    for (size_t h = 0; h < trial->hits.count; h++) {
        struct exec_worded worded;
        if (!exec_word(trial->run, trial->hits.items[h].rule, &trial->hits.items[h].row, 1, &worded, &j->run->arena,
                       j->failure)) {
            return false;
        }
        judge_finding(j, &worded);
    }
    return true;
}

/* ---- in words ---------------------------------------------------------------------------------------------------- */

static void write_records(const bool *marks, uint32_t count, struct buffer *out)
{
    bool first = true;
    for (uint32_t r = 0; r < count; r++) {
        if (marks[r]) {
            buffer_format(out, "%s%u", first ? "" : ", ", r);
            first = false;
        }
    }
    buffer_text(out, first ? "none" : "");
}

static void write_record(const struct cases_record *record, struct buffer *out)
{
    for (uint32_t c = 0; c < record->cell_count; c++) {
        const struct cases_cell *cell = &record->cells[c];
        buffer_format(out, " %.*s=%.*s", STR_ARGS(cell->column), STR_ARGS(cell->missing ? STR("-") : cell->text));
        for (uint32_t i = 0; i < cell->item_count; i++) {
            buffer_format(out, "%s%.*s", i ? "," : "", STR_ARGS(cell->items[i]));
        }
    }
    buffer_char(out, '\n');
}

static void write_side(const struct side *side, struct buffer *out)
{
    const struct cases_table *table = side->table;
    buffer_format(out, "  %s%.*s: expected ", table->last_year ? "last year's " : "", STR_ARGS(table->name));
    write_records(side->expected, table->record_count, out);
    buffer_text(out, "; found ");
    write_records(side->found, table->record_count, out);
    buffer_char(out, '\n');
    for (uint32_t r = 0; r < table->record_count && r < RECORDS_SHOWN; r++) {
        const char *mark = side->expected[r] ? (side->found[r] ? "both" : "want") : side->found[r] ? "got " : "    ";
        buffer_format(out, "    %s %3u", mark, r);
        write_record(&table->records[r], out);
    }
}

static void write_parameters(const struct cases_case *of, struct buffer *out)
{
    for (uint32_t i = 0; i < of->metadata.cell_count; i++) {
        buffer_format(out, "  %.*s: %.*s\n", STR_ARGS(of->metadata.cells[i].column),
                      STR_ARGS(of->metadata.cells[i].text));
    }
}

static void write_why(const struct judging *j, struct buffer *out)
{
    if (j->skipped) {
        buffer_text(out, "  the rule did not run: a table that it needs is not in the case\n");
    }
    if (j->run->of->whole_return) {
        buffer_format(out, "  of the return as a whole: expected %s; found %llu\n",
                      j->run->of->return_is_expected ? "a finding" : "none", (unsigned long long)j->findings);
    }
    write_parameters(j->run->of, out);
    for (uint32_t t = 0; t < j->run->of->table_count; t++) {
        write_side(&j->sides[t], out);
    }
}

static bool agrees(const struct judging *j)
{
    if (j->run->of->whole_return) {
        return (j->findings > 0) == j->run->of->return_is_expected;
    }
    bool all = !j->out_of_place;
    for (uint32_t t = 0; t < j->run->of->table_count; t++) {
        for (uint32_t r = 0; r < j->sides[t].table->record_count; r++) {
            all = all && (!j->sides[t].expected[r] || j->sides[t].found[r]);
        }
    }
    return all;
}

bool cases_judge(struct cases_run *run, struct str full_code, enum cases_verdict *verdict, struct buffer *why,
                 struct failure *failure)
{
    const struct plan *plan = run->trial.made->plan;
    struct judging judging = {.run = run, .failure = failure};
    bool *wanted = ARENA_ARRAY(&run->arena, plan->rules.count, bool);
    bool any = false;
    if (!wanted) {
        return failure_memory(failure);
    }
    for (size_t r = 0; r < plan->rules.count; r++) {
        wanted[r] = str_equal_ignoring_case(plan->rules.items[r].full_code, full_code);
        any = any || wanted[r];
    }
    *verdict = CASES_NO_RULE;
    if (!any) {
        return true;
    }
    if (!make_sides(&judging) || !run_rule(&judging, wanted)) {
        return false;
    }
    *verdict = agrees(&judging) ? CASES_PASSED : CASES_FAILED;
    if (*verdict == CASES_FAILED) {
        write_why(&judging, why);
    }
    return true;
}
