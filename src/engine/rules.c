/* rules: what there is to say of the rules themselves: lists, explanations, mistakes. */
#include <stdlib.h>

#include "base/number.h"
#include "engine/library.h"
#include "finding/catalogue.h"
#include "report/explain.h"

/* The collections that are meant: one, or all. */
struct chosen {
    uint32_t first;
    uint32_t end;
};

static bool choose(struct probity_library *library, const char *collection, struct chosen *chosen,
                   struct failure *failure)
{
    *chosen = (struct chosen){.first = 0, .end = library->collection_count};
    if (collection) {
        chosen->first = library_find(library, collection, failure);
        chosen->end = chosen->first + 1;
    }
    return chosen->first != SCHEMA_NONE;
}

/* ---- list ----------------------------------------------------------------------------------------------------------- */

/* An expression on one line, whatever lines the rule file has it on. */
static void list_expression(const char *name, struct str expression, struct buffer *out)
{
    struct str text = str_trim(expression);
    bool blank = false;
    buffer_format(out, "  %-8s", name);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\n' || text.data[i] == ' ') {
            blank = true;
            continue;
        }
        if (blank) {
            buffer_char(out, ' ');
        }
        blank = false;
        buffer_char(out, text.data[i]);
    }
    buffer_char(out, '\n');
}

/* "postcodes, providers": the reference tables that the rule needs and that do not come with Probity; or the options that
 * give them. */
static bool needs_of(struct probity_library *library, const struct rule_set *rules, const struct rule *rule,
                     bool options, struct arena *scratch, struct buffer *out, struct failure *failure)
{
    const struct str *names = NULL;
    uint32_t count = 0;
    buffer_clear(out);
    if (!rule_references(rules, rule, scratch, &names, &count, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool comes = false;
        if (!library_comes_with(library, names[i], &comes, failure)) {
            return false;
        }
        if (!comes) {
            buffer_text(out, out->length ? ", " : "");
            buffer_format(out, options ? "--reference %.*s=FILE" : "%.*s", STR_ARGS(names[i]));
        }
    }
    return buffer_ok(out) || failure_memory(failure);
}

static void list_rule(const struct rule *rule, struct str needs, struct arena *scratch, struct buffer *out)
{
    struct str periods = schema_range_text(rule->range, scratch);
    buffer_format(out, "%-16.*s %-7s %.*s\n", STR_ARGS(rule->full_code), finding_severity_name(rule->severity),
                  STR_ARGS(rule->title));
    buffer_format(out, "  for %.*s", STR_ARGS(rule->table));
    if (periods.length) {
        buffer_format(out, ", %.*s", STR_ARGS(periods));
    }
    buffer_char(out, '\n');
    if (rule->when_text.length) {
        list_expression("when", rule->when_text, out);
    }
    list_expression("require", rule->require_text, out);
    if (needs.length) {
        list_expression("needs", needs, out);
    }
    buffer_char(out, '\n');
}

static bool list_collection(struct probity_library *library, uint32_t collection, int period, struct arena *scratch,
                            struct buffer *out, struct failure *failure)
{
    const struct rule_set *rules = library_rules(library, collection, failure);
    const struct schema *schema = library->collections[collection].schema;
    struct buffer needs = BUFFER_EMPTY;
    size_t shown = 0;
    bool fine = rules != NULL;
    if (fine) {
        buffer_format(out, "%.*s — %.*s\n\n", STR_ARGS(schema->name), STR_ARGS(schema->title));
    }
    for (size_t r = 0; fine && r < rules->rules.count; r++) {
        const struct rule *rule = &rules->rules.items[r];
        if (rule->from_schema || (period && !schema_in_force(rule->range, period))) {
            continue;
        }
        fine = needs_of(library, rules, rule, false, scratch, &needs, failure);
        if (fine) {
            list_rule(rule, buffer_view(&needs), scratch, out);
            shown++;
        }
    }
    buffer_free(&needs);
    if (fine) {
        buffer_format(out, "%zu rules\n\n", shown);
    }
    return fine;
}

bool probity_rules_list(struct probity_library *library, const char *collection, int period, struct buffer *out,
                        struct failure *failure)
{
    struct chosen chosen;
    if (!choose(library, collection, &chosen, failure)) {
        return false;
    }
    struct arena scratch = ARENA_EMPTY;
    bool fine = true;
    for (uint32_t c = chosen.first; fine && c < chosen.end; c++) {
        fine = list_collection(library, c, period, &scratch, out, failure);
    }
    arena_free(&scratch);
    return fine && (buffer_ok(out) || failure_memory(failure));
}

/* ---- explain ------------------------------------------------------------------------------------------------------ */

static bool write_what(const struct rule *rule, struct str needs, struct buffer *what)
{
    buffer_format(what, "for:     %.*s\n", STR_ARGS(rule->table));
    if (rule->when_text.length) {
        buffer_format(what, "when:    %.*s\n", STR_ARGS(str_trim(rule->when_text)));
    }
    buffer_format(what, "require: %.*s", STR_ARGS(str_trim(rule->require_text)));
    if (needs.length) {
        buffer_format(what, "\nneeds:   %.*s", STR_ARGS(needs));
    }
    return buffer_ok(what);
}

/* The record or records of an example, as "line 3.1.1, own 60, total 110". */
static void write_example(const struct rule_example *example, struct buffer *out)
{
    if (example->rounding) {
        buffer_text(out, "(in a source rounded to within ");
        number_write_money(out, example->rounding);
        buffer_text(out, ")\n");
    }
    for (uint32_t r = 0; r < example->record_count; r++) {
        const struct rule_example_record *record = &example->records[r];
        buffer_text(out, r ? "\n" : "");
        buffer_format(out, "%.*s:", STR_ARGS(record->table));
        for (uint32_t c = 0; c < record->cell_count; c++) {
            const struct rule_example_cell *cell = &record->cells[c];
            buffer_format(out, "%s %.*s %.*s", c ? "," : "", STR_ARGS(cell->column),
                          STR_ARGS(cell->missing ? STR("(blank)") : cell->text));
        }
    }
}

static bool explain_examples(const struct rule *rule, struct report_explanation *explanation, struct arena *scratch)
{
    struct report_example *examples = ARENA_ARRAY(scratch, rule->example_count, struct report_example);
    struct buffer text = BUFFER_EMPTY;
    bool fine = examples != NULL;
    for (uint32_t e = 0; fine && e < rule->example_count; e++) {
        buffer_clear(&text);
        write_example(&rule->examples[e], &text);
        examples[e] = (struct report_example){.passes = rule->examples[e].pass,
                                              .text = arena_str(scratch, buffer_view(&text))};
        fine = buffer_ok(&text) && examples[e].text.data;
    }
    buffer_free(&text);
    explanation->examples = examples;
    explanation->example_count = rule->example_count;
    return fine;
}

static bool explain_rule(struct probity_library *library, const struct rule_set *rules, const struct rule *rule,
                         const struct report_options *options, struct buffer *out, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct buffer what = BUFFER_EMPTY;
    struct buffer needs = BUFFER_EMPTY;
    bool fine = needs_of(library, rules, rule, true, &scratch, &needs, failure) &&
                (write_what(rule, buffer_view(&needs), &what) || failure_memory(failure));
    struct report_explanation explanation = {
        .code = rule->full_code,
        .title = rule->title,
        .severity = rule->severity,
        .periods = schema_range_text(rule->range, &scratch),
        .what = buffer_view(&what),
        .message = rule->message,
        .why = rule->why,
        .fix = rule->fix,
        .source = rule->source,
    };
    fine = fine && (explain_examples(rule, &explanation, &scratch) || failure_memory(failure));
    if (fine) {
        report_explain_write(out, &explanation, options);
    }
    buffer_free(&what);
    buffer_free(&needs);
    arena_free(&scratch);
    return fine && (buffer_ok(out) || failure_memory(failure));
}

static bool explain_reading(const struct finding_kind_text *kind, const struct report_options *options,
                            struct buffer *out)
{
    struct report_explanation explanation = {
        .code = str_of(kind->code),
        .title = str_of(kind->title),
        .severity = kind->severity,
        .message = str_of(kind->message),
        .why = str_of(kind->why),
        .fix = str_of(kind->fix),
    };
    report_explain_write(out, &explanation, options);
    return buffer_ok(out);
}

static bool has_code(const struct rule *rule, struct str code)
{
    return str_equal_ignoring_case(rule->full_code, code) || str_equal_ignoring_case(rule->code, code);
}

/* The nodes that the rule becomes in its latest period. */
static bool show_plan(struct probity_library *library, uint32_t collection, const struct rule *rule, struct buffer *out,
                      struct failure *failure)
{
    int latest = library->collections[collection].schema->periods.until;
    int period = rule->range.until < latest ? rule->range.until : latest;
    const struct library_plan *made = library_plan(library, collection, period, failure);
    if (!made) {
        return false;
    }
    for (size_t r = 0; r < made->plan->rules.count; r++) {
        const struct plan_rule *planned = &made->plan->rules.items[r];
        if (!str_equal(planned->full_code, rule->full_code)) {
            continue;
        }
        buffer_format(out, "\n%.*s%s\n", STR_ARGS(planned->full_code), planned->streams ? " (runs while reading)" : "");
        if (planned->when != PLAN_NONE) {
            buffer_text(out, "  when    ");
            plan_print_node(made->plan, planned->when, out);
            buffer_char(out, '\n');
        }
        buffer_text(out, "  require ");
        plan_print_node(made->plan, planned->require, out);
        buffer_char(out, '\n');
    }
    return true;
}

static void suggest(struct probity_library *library, struct str code, struct buffer *out)
{
    const struct str *nearest = NULL;
    unsigned best = 3;
    for (uint32_t c = 0; c < library->collection_count; c++) {
        const struct rule_set *rules = library->collections[c].rules;
        for (size_t r = 0; rules && r < rules->rules.count; r++) {
            unsigned distance = str_distance(code, rules->rules.items[r].full_code, best);
            if (distance < best) {
                best = distance;
                nearest = &rules->rules.items[r].full_code;
            }
        }
    }
    if (nearest) {
        buffer_format(out, "did you mean %.*s?", STR_ARGS(*nearest));
    }
}

/* A rule of the schema may stand in several versions, of which the first speaks for all. */
static bool is_again(const struct rule *last, const struct rule *rule)
{
    return last && rule->from_schema && str_equal(last->full_code, rule->full_code);
}

/* Every rule of the collection that has the code; *found becomes true when there is one. */
static bool explain_code(struct probity_library *library, uint32_t collection, struct str code, bool plan,
                         const struct report_options *options, struct buffer *out, bool *found, struct failure *failure)
{
    const struct rule_set *rules = library_rules(library, collection, failure);
    if (!rules) {
        return false;
    }
    const struct rule *last = NULL;
    for (size_t r = 0; r < rules->rules.count; r++) {
        const struct rule *rule = &rules->rules.items[r];
        if (!has_code(rule, code) || is_again(last, rule)) {
            continue;
        }
        buffer_text(out, *found ? "\n" : "");
        *found = true;
        last = rule;
        if (!explain_rule(library, rules, rule, options, out, failure)) {
            return false;
        }
        if (plan && !show_plan(library, collection, rule, out, failure)) {
            return false;
        }
    }
    return true;
}

bool probity_explain(struct probity_library *library, const char *code, bool plan, const struct report_options *options,
                     struct buffer *out, bool *found, struct failure *failure)
{
    const struct finding_kind_text *kind = finding_kind_find(str_of(code));
    *found = kind != NULL;
    if (kind) {
        return explain_reading(kind, options, out) || failure_memory(failure);
    }
    for (uint32_t c = 0; c < library->collection_count; c++) {
        if (!explain_code(library, c, str_of(code), plan, options, out, found, failure)) {
            return false;
        }
    }
    if (!*found) {
        suggest(library, str_of(code), out);
    }
    return buffer_ok(out) || failure_memory(failure);
}

/* ---- lint ----------------------------------------------------------------------------------------------------------- */

struct mistakes {
    struct buffer *out;
    uint64_t count;
};

static void write_mistake(void *context, const struct failure *mistake)
{
    struct mistakes *mistakes = context;
    struct buffer *out = mistakes->out;
    mistakes->count++;
    buffer_format(out, "%s:%u:%u: %s\n", mistake->path, mistake->line, mistake->column, mistake->message);
    if (mistake->excerpt[0]) {
        buffer_format(out, "    %s\n    %*s^\n", mistake->excerpt, (int)mistake->caret, "");
    }
    if (mistake->hint[0]) {
        buffer_format(out, "  %s\n", mistake->hint);
    }
}

bool probity_rules_lint(struct probity_library *library, const char *collection, struct buffer *out,
                        struct probity_tally *tally, struct failure *failure)
{
    struct chosen chosen;
    *tally = (struct probity_tally){0};
    if (!choose(library, collection, &chosen, failure)) {
        return false;
    }
    for (uint32_t c = chosen.first; c < chosen.end; c++) {
        const struct rule_set *rules = library_rules(library, c, failure);
        struct mistakes mistakes = {.out = out};
        if (!rules) {
            /* A mistake that can be seen without a period ends the reading of the rules: it is the one to tell of. */
            if (failure->kind != FAILURE_SYNTAX) {
                return false;
            }
            write_mistake(&mistakes, failure);
            *failure = (struct failure){.kind = FAILURE_NONE};
            tally->failed++;
            continue;
        }
        if (!rule_lint(rules, write_mistake, &mistakes, failure)) {
            return false;
        }
        tally->failed += mistakes.count;
        tally->passed += rules->rules.count > mistakes.count ? rules->rules.count - mistakes.count : 0;
    }
    return buffer_ok(out) || failure_memory(failure);
}
