/* list: a collection's rules as a specification: family by family, and behind them what they share by name. */
#include <stdlib.h>

#include "engine/rules.h"
#include "report/fold.h"
#include "report/report.h"
#include "rule/named.h"

/* ---- order -------------------------------------------------------------------------------------------------------- */

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* The number that begins at *at, which moves behind it. */
static unsigned long number_at(struct str text, size_t *at)
{
    unsigned long number = 0;
    while (*at < text.length && is_digit(text.data[*at])) {
        number = number * 10 + (unsigned long)(text.data[*at] - '0');
        ++*at;
    }
    return number;
}

/* 101 before 1000, 503A before 503B. */
static int compare_codes(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    while (i < a.length && k < b.length) {
        if (is_digit(a.data[i]) && is_digit(b.data[k])) {
            unsigned long left = number_at(a, &i);
            unsigned long right = number_at(b, &k);
            if (left != right) {
                return left < right ? -1 : 1;
            }
        } else if (a.data[i] != b.data[k]) {
            return (unsigned char)a.data[i] < (unsigned char)b.data[k] ? -1 : 1;
        } else {
            i++;
            k++;
        }
    }
    return (i < a.length) - (k < b.length);
}

static int compare_rules(const void *left, const void *right)
{
    const struct rule *a = *(const struct rule *const *)left;
    const struct rule *b = *(const struct rule *const *)right;
    int order = str_compare(str_of(a->path ? a->path : ""), str_of(b->path ? b->path : ""));
    order = order ? order : compare_codes(a->full_code, b->full_code);
    return order ? order : (a->range.from > b->range.from) - (a->range.from < b->range.from);
}

/* ---- texts -------------------------------------------------------------------------------------------------------- */

/* "  require count(Episodes …": the lines that follow stand below the text. */
static void list_text(const char *name, struct str text, struct buffer *out)
{
    size_t column = 2 + strlen(name) + 1;
    size_t start = 0;
    text = str_trim(text);
    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.data[i] != '\n') {
            continue;
        }
        struct report_fold fold = report_fold_begin(out, REPORT_WIDTH, start ? column : 2, column);
        if (!start) {
            report_fold_whole(&fold, str_of(name));
            report_fold_whole(&fold, STR(" "));
        }
        report_fold_str(&fold, str_slice(text, start, i - start));
        report_fold_end(&fold);
        start = i + 1;
    }
}

/* As they are: what is below what is seen by where they begin. */
static void list_lines(struct str text, struct buffer *out)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.length; i++) {
        if (i == text.length || text.data[i] == '\n') {
            buffer_text(out, "  ");
            buffer_str(out, str_slice(text, start, i - start));
            buffer_char(out, '\n');
            start = i + 1;
        }
    }
}

static bool list_rule(const struct rule *rule, struct str needs, struct arena *scratch, struct buffer *out)
{
    struct str periods = schema_range_text(rule->range, scratch);
    struct str head = arena_printf(scratch, "%-16.*s %-7s ", STR_ARGS(rule->full_code),
                                   finding_severity_name(rule->severity));
    if (!head.data || !periods.data) {
        return false;
    }
    struct report_fold fold = report_fold_begin(out, REPORT_WIDTH, 0, head.length);
    report_fold_whole(&fold, head);
    report_fold_str(&fold, rule->title);
    report_fold_end(&fold);
    buffer_format(out, "  for %.*s", STR_ARGS(rule->table));
    if (periods.length) {
        buffer_format(out, ", %.*s", STR_ARGS(periods));
    }
    buffer_char(out, '\n');
    if (rule->when_text.length) {
        list_text("when   ", rule->when_text, out);
    }
    list_text("require", rule->require_text, out);
    if (needs.length) {
        list_text("needs  ", needs, out);
    }
    buffer_char(out, '\n');
    return true;
}

/* "legal-status" of "rules/ssda903/legal-status.yaml". */
static struct str family_of(const char *path)
{
    struct str name = str_of(path);
    for (size_t i = name.length; i > 0; i--) {
        if (name.data[i - 1] == '/') {
            name = str_slice(name, i, name.length - i);
            break;
        }
    }
    return str_ends_with(name, STR(".yaml")) ? str_slice(name, 0, name.length - 5) : name;
}

static bool list_family(const struct rule_set *rules, const char *path, struct str family, struct arena *scratch,
                        struct buffer *out, struct failure *failure)
{
    struct str opening;
    if (!rule_named_opening(rules, path, scratch, &opening, failure)) {
        return false;
    }
    struct report_fold fold = report_fold_begin(out, REPORT_WIDTH, 0, 0);
    report_fold_text(&fold, "== ");
    report_fold_str(&fold, family);
    report_fold_text(&fold, " ==");
    report_fold_end(&fold);
    if (opening.length) {
        fold = report_fold_begin(out, REPORT_WIDTH, 0, 0);
        report_fold_str(&fold, opening);
        report_fold_end(&fold);
    }
    buffer_char(out, '\n');
    return true;
}

/* ---- a collection ------------------------------------------------------------------------------------------------- */

struct listing {
    struct probity_library *library;
    const struct rule_set *rules;
    bool *used; /* by the number of the name: a rule that is listed uses it */
    struct arena *scratch;
    struct buffer *out;
    struct failure *failure;
};

/* What is said of an indicator outside its limits is listed with the indicator. */
static bool is_of_indicator(const struct rule_set *rules, const struct rule *rule)
{
    for (size_t i = 0; i < rules->indicators.count; i++) {
        if (str_equal(rules->indicators.items[i].rule.full_code, rule->full_code)) {
            return true;
        }
    }
    return false;
}

/* Rules that only say what a column's type or list says already are not listed. */
static bool is_listed(const struct rule_set *rules, const struct rule *rule, int period)
{
    return !rule->from_schema && (!period || schema_in_force(rule->range, period)) && !is_of_indicator(rules, rule);
}

static bool list_rules(const struct listing *listing, const struct rule **sorted, size_t count)
{
    struct buffer needs = BUFFER_EMPTY;
    bool fine = true;
    for (size_t r = 0; fine && r < count; r++) {
        if (r == 0 || strcmp(sorted[r - 1]->path, sorted[r]->path) != 0) {
            fine = list_family(listing->rules, sorted[r]->path, family_of(sorted[r]->path), listing->scratch,
                               listing->out, listing->failure);
        }
        fine = fine &&
               rules_needs(listing->library, listing->rules, sorted[r], false, listing->scratch, &needs,
                           listing->failure) &&
               rule_named_uses(listing->rules, sorted[r], listing->used, listing->failure);
        fine = fine && (list_rule(sorted[r], buffer_view(&needs), listing->scratch, listing->out) ||
                        failure_memory(listing->failure));
    }
    buffer_free(&needs);
    return fine;
}

static void list_indicator(const struct rule_indicator *indicator, struct str periods, struct buffer *out)
{
    const struct rule *rule = &indicator->rule;
    size_t start = out->length;
    buffer_format(out, "%-16.*s figure  ", STR_ARGS(rule->full_code));
    size_t indent = out->length - start;
    struct report_fold fold = report_fold_begin(out, REPORT_WIDTH, 0, indent);
    fold.fresh = false;
    fold.column = indent;
    report_fold_str(&fold, rule->title);
    report_fold_end(&fold);
    buffer_format(out, "  %.*s, %.*s\n", STR_ARGS(indicator->unit), STR_ARGS(periods));
    list_text(indicator->denominator_text.length ? "numerator  " : "figure     ", indicator->numerator_text, out);
    if (indicator->denominator_text.length) {
        list_text("denominator", indicator->denominator_text, out);
    }
    if (indicator->value_text.length) {
        list_text("value      ", indicator->value_text, out);
    }
    if (indicator->least_text.length) {
        list_text("least      ", indicator->least_text, out);
    }
    if (indicator->has_limits) {
        buffer_format(out, "  limits      %.15g to %.15g; outside them: %s\n", indicator->low, indicator->high,
                      finding_severity_name(indicator->outside));
    }
    if (indicator->needs.length) {
        list_text("needs      ", indicator->needs, out);
    }
    buffer_char(out, '\n');
}

/* In the order of their codes, which is that of the set. */
static bool list_indicators(const struct listing *listing, int period, size_t *count)
{
    const struct rule_set *rules = listing->rules;
    for (size_t i = 0; i < rules->indicators.count; i++) {
        const struct rule_indicator *indicator = &rules->indicators.items[i];
        const struct rule *rule = &indicator->rule;
        struct str periods = schema_range_text(rule->range, listing->scratch);
        if (!periods.data) {
            return failure_memory(listing->failure);
        }
        if (period && !schema_in_force(rule->range, period)) {
            continue;
        }
        bool fine = (*count)++ ||
                    list_family(rules, rule->path, STR("indicators"), listing->scratch, listing->out, listing->failure);
        if (!fine || !rule_named_uses(rules, rule, listing->used, listing->failure)) {
            return false;
        }
        list_indicator(indicator, periods, listing->out);
    }
    return true;
}

static void list_name(const struct rule_named *named, struct buffer *out)
{
    bool definition = strcmp(named->kind, "definition") == 0;
    buffer_str(out, named->name);
    if (!definition) {
        buffer_format(out, " (%s)", named->kind);
    }
    buffer_char(out, '\n');
    if (named->meaning.length) {
        struct report_fold fold = report_fold_begin(out, REPORT_WIDTH, 2, 2);
        report_fold_str(&fold, named->meaning);
        report_fold_end(&fold);
    }
    if (definition) {
        list_text("=", named->text, out);
    } else {
        list_lines(named->text, out);
    }
    buffer_char(out, '\n');
}

/* What the listed rules use by name. */
static bool list_names(const struct listing *listing)
{
    bool started = false;
    for (uint32_t i = 0; i < rule_named_count(listing->rules); i++) {
        struct rule_named named;
        if (!listing->used[i]) {
            continue;
        }
        if (!rule_named_read(listing->rules, i, listing->scratch, &named, listing->failure)) {
            return false;
        }
        if (named.kind) {
            buffer_text(listing->out, started ? "" : "== names ==\nWhat the rules above use by name.\n\n");
            started = true;
            list_name(&named, listing->out);
        }
    }
    return true;
}

static bool list_collection(struct probity_library *library, uint32_t collection, int period, struct arena *scratch,
                            struct buffer *out, struct failure *failure)
{
    const struct rule_set *rules = library_rules(library, collection, failure);
    const struct schema *schema = library->collections[collection].schema;
    if (!rules) {
        return false;
    }
    struct listing listing = {library, rules, ARENA_ARRAY(scratch, rule_named_count(rules) + 1, bool),
                              scratch, out,   failure};
    const struct rule **sorted = ARENA_ARRAY(scratch, rules->rules.count + 1, const struct rule *);
    size_t count = 0, indicators = 0;
    if (!listing.used || !sorted) {
        return failure_memory(failure);
    }
    for (size_t r = 0; r < rules->rules.count; r++) {
        if (is_listed(rules, &rules->rules.items[r], period)) {
            sorted[count++] = &rules->rules.items[r];
        }
    }
    qsort(sorted, count, sizeof *sorted, compare_rules);
    buffer_format(out, "%.*s — %.*s\n\n", STR_ARGS(schema->name), STR_ARGS(schema->title));
    if (!list_rules(&listing, sorted, count) || !list_indicators(&listing, period, &indicators) ||
        !list_names(&listing)) {
        return false;
    }
    buffer_format(out, indicators ? "%zu rules and %zu indicators\n\n" : "%zu rules\n\n", count, indicators);
    return true;
}

bool probity_rules_list(struct probity_library *library, const char *collection, int period, struct buffer *out,
                        struct failure *failure)
{
    struct rules_chosen chosen;
    if (!rules_choose(library, collection, &chosen, failure)) {
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
