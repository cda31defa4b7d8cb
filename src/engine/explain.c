/* explain: all that there is to say of a rule, or of what reading can find. */
#include "engine/explain.h"
#include "base/number.h"
#include "finding/catalogue.h"
#include "rule/named.h"

#define WHAT_MOST 4

static uint32_t write_what(const struct rule *rule, struct str needs, struct report_term what[WHAT_MOST])
{
    uint32_t count = 0;
    what[count++] = (struct report_term){.name = STR("for"), .text = rule->table};
    if (rule->when_text.length) {
        what[count++] = (struct report_term){.name = STR("when"), .text = rule->when_text};
    }
    what[count++] = (struct report_term){.name = STR("require"), .text = rule->require_text};
    if (needs.length) {
        what[count++] = (struct report_term){.name = STR("needs"), .text = needs};
    }
    return count;
}

bool explain_names(const struct rule_set *rules, const struct rule *rule, struct report_explanation *explanation,
                   struct arena *scratch, struct failure *failure)
{
    uint32_t count = rule_named_count(rules);
    bool *used = ARENA_ARRAY(scratch, count + 1, bool);
    struct report_term *names = ARENA_ARRAY(scratch, count + 1, struct report_term);
    if (!used || !names) {
        return failure_memory(failure);
    }
    if (!rule_named_uses(rules, rule, used, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct rule_named named;
        if (!used[i]) {
            continue;
        }
        if (!rule_named_read(rules, i, scratch, &named, failure)) {
            return false;
        }
        if (named.kind) {
            names[explanation->name_count++] = (struct report_term){named.name, named.meaning, named.text};
        }
    }
    explanation->names = names;
    return true;
}

/* "(2023-24, xml, without last year's return)": what an example says of the return as a whole. */
static void write_circumstances(const struct rule_example *example, struct buffer *out)
{
    const struct str said[] = {example->period, example->format,
                               example->no_last_year ? STR("without last year's return") : STR_EMPTY};
    size_t start = out->length;
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        if (said[i].length) {
            buffer_format(out, "%s%.*s", out->length > start ? ", " : "(", STR_ARGS(said[i]));
        }
    }
    if (example->authority.length) {
        buffer_format(out, "%sauthority %.*s", out->length > start ? ", " : "(", STR_ARGS(example->authority));
    }
    if (example->rounding) {
        buffer_format(out, "%sin a source rounded to within ", out->length > start ? ", " : "(");
        number_write_money(out, example->rounding);
    }
    buffer_text(out, out->length > start ? ")\n" : "");
}

/* The record or records of an example, as "line 3.1.1, own 60, total 110". */
static void write_example(const struct rule_example *example, struct buffer *out)
{
    write_circumstances(example, out);
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

bool explain_examples(const struct rule *rule, struct report_explanation *explanation, struct arena *scratch)
{
    struct report_example *examples = ARENA_ARRAY(scratch, rule->example_count, struct report_example);
    struct buffer text = BUFFER_EMPTY;
    bool fine = examples != NULL;
    for (uint32_t e = 0; fine && e < rule->example_count; e++) {
        buffer_clear(&text);
        write_example(&rule->examples[e], &text);
        examples[e] = (struct report_example){.gives = rule->examples[e].gives,
                                              .passes = rule->examples[e].pass,
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
    struct buffer needs = BUFFER_EMPTY;
    struct report_term what[WHAT_MOST];
    bool fine = rules_needs(library, rules, rule, true, &scratch, &needs, failure);
    struct report_explanation explanation = {
        .code = rule->full_code,
        .title = rule->title,
        .severity = rule->severity,
        .periods = schema_range_text(rule->range, &scratch),
        .what = what,
        .what_count = write_what(rule, buffer_view(&needs), what),
        .message = rule->message,
        .why = rule->why,
        .fix = rule->fix,
        .source = rule->source,
        .note = rule->note,
    };
    fine = fine && (explanation.periods.data || failure_memory(failure)) &&
           explain_names(rules, rule, &explanation, &scratch, failure) &&
           (explain_examples(rule, &explanation, &scratch) || failure_memory(failure));
    if (fine) {
        report_explain_write(out, &explanation, options);
    }
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

static void show_node(const struct plan *plan, const char *name, uint32_t node, struct buffer *out)
{
    buffer_format(out, "  %-11s ", name);
    plan_print_node(plan, node, out);
    buffer_char(out, '\n');
}

/* The nodes that a rule becomes; of an indicator, those of the figure. */
static void show_rule(const struct plan *plan, const struct plan_rule *rule, bool indicator, struct buffer *out)
{
    static const char *const names[] = {"value", "numerator", "denominator"};
    buffer_format(out, "\n%.*s%s\n", STR_ARGS(rule->full_code), rule->streams ? " (runs while reading)" : "");
    if (rule->when != PLAN_NONE) {
        show_node(plan, "when", rule->when, out);
    }
    if (!indicator) {
        show_node(plan, "require", rule->require, out);
        return;
    }
    for (uint32_t piece = 0, field = 0; piece < rule->message_count && field < sizeof names / sizeof *names; piece++) {
        if (rule->message[piece].node == PLAN_NONE) {
            field++;
        } else {
            show_node(plan, names[field], rule->message[piece].node, out);
        }
    }
}

/* In its latest period. */
static bool show_plan(struct probity_library *library, uint32_t collection, const struct rule *rule, bool indicator,
                      struct buffer *out, struct failure *failure)
{
    int latest = library->collections[collection].schema->periods.until;
    int period = rule->range.until < latest ? rule->range.until : latest;
    const struct library_plan *made = indicator ? library_indicators(library, collection, period, failure)
                                                : library_plan(library, collection, period, failure);
    for (size_t r = 0; made && r < made->plan->rules.count; r++) {
        const struct plan_rule *planned = &made->plan->rules.items[r];
        if (str_equal(planned->full_code, rule->full_code)) {
            show_rule(made->plan, planned, indicator, out);
        }
    }
    return made != NULL;
}

static void hold_against(struct str code, const struct rule *rule, unsigned *best, const struct str **nearest)
{
    unsigned distance = str_distance(code, rule->full_code, *best);
    if (distance < *best) {
        *best = distance;
        *nearest = &rule->full_code;
    }
}

static void suggest(struct probity_library *library, struct str code, struct buffer *out)
{
    const struct str *nearest = NULL;
    unsigned best = 3;
    for (uint32_t c = 0; c < library->collection_count; c++) {
        const struct rule_set *rules = library->collections[c].rules;
        for (size_t r = 0; rules && r < rules->rules.count; r++) {
            hold_against(code, &rules->rules.items[r], &best, &nearest);
        }
        for (size_t i = 0; rules && i < rules->indicators.count; i++) {
            hold_against(code, &rules->indicators.items[i].rule, &best, &nearest);
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

static const struct rule_indicator *next_indicator(const struct rule_set *rules, struct str code, size_t *at)
{
    while (*at < rules->indicators.count) {
        const struct rule_indicator *indicator = &rules->indicators.items[(*at)++];
        if (rule_has_code(&indicator->rule, code)) {
            return indicator;
        }
    }
    return NULL;
}

/* Every version of the indicator that has the code; what is said of its limits follows as a rule. */
static bool explain_indicators(struct probity_library *library, uint32_t collection, struct str code, bool plan,
                               const struct report_options *options, struct buffer *out, bool *found,
                               struct failure *failure)
{
    const struct rule_set *rules = library->collections[collection].rules;
    size_t at = 0;
    const struct rule_indicator *indicator = next_indicator(rules, code, &at);
    for (; indicator; indicator = next_indicator(rules, code, &at)) {
        buffer_text(out, *found ? "\n" : "");
        *found = true;
        if (!explain_indicator(rules, indicator, options, out, failure) ||
            (plan && !show_plan(library, collection, &indicator->rule, true, out, failure))) {
            return false;
        }
    }
    return true;
}

/* Every rule of the collection that has the code; *found becomes true when there is one. */
static bool explain_code(struct probity_library *library, uint32_t collection, struct str code, bool plan,
                         const struct report_options *options, struct buffer *out, bool *found, struct failure *failure)
{
    const struct rule_set *rules = library_rules(library, collection, failure);
    if (!rules || !explain_indicators(library, collection, code, plan, options, out, found, failure)) {
        return false;
    }
    const struct rule *last = NULL;
    for (size_t r = 0; r < rules->rules.count; r++) {
        const struct rule *rule = &rules->rules.items[r];
        if (!rule_has_code(rule, code) || is_again(last, rule)) {
            continue;
        }
        buffer_text(out, *found ? "\n" : "");
        *found = true;
        last = rule;
        if (!explain_rule(library, rules, rule, options, out, failure)) {
            return false;
        }
        if (plan && !show_plan(library, collection, rule, false, out, failure)) {
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
