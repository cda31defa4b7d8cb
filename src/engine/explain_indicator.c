/* explain_indicator: all that there is to say of a figure: what it is, how it is worked out, what makes it odd. */
#include <stdio.h>

#include "engine/explain.h"

#define TERMS_MOST 9

static void add(struct report_term *terms, uint32_t *count, const char *name, struct str text)
{
    if (text.length) {
        terms[(*count)++] = (struct report_term){.name = str_of(name), .text = text};
    }
}

static void write_limit(double limit, char *text, size_t size)
{
    (void)snprintf(text, size, "%.15g", limit);
}

static bool write_terms(const struct rule_indicator *indicator, struct report_explanation *explanation,
                        struct report_term terms[TERMS_MOST], struct arena *scratch)
{
    uint32_t count = 0;
    struct str limits = STR_EMPTY;
    if (indicator->has_limits) {
        char low[32], high[32];
        write_limit(indicator->low, low, sizeof low);
        write_limit(indicator->high, high, sizeof high);
        limits = arena_printf(scratch, "%s to %s; a figure outside them is a %s", low, high,
                              finding_severity_name(indicator->outside));
    }
    add(terms, &count, "numerator", indicator->numerator_text);
    add(terms, &count, "which is", indicator->numerator_is);
    add(terms, &count, "denominator", indicator->denominator_text);
    add(terms, &count, "which is", indicator->denominator_is);
    add(terms, &count, "value", indicator->value_text);
    add(terms, &count, "least", indicator->least_text);
    add(terms, &count, "limits", limits);
    add(terms, &count, "needs", indicator->needs);
    explanation->what = terms;
    explanation->what_count = count;
    return limits.data != NULL;
}

/* "A figure to compare, in £ a child a week. A high value means a dear service. Councils' values are compared as ratios." */
static struct str meaning_of(const struct rule_indicator *indicator, struct arena *scratch)
{
    static const char *const directions[] = {
        [RULE_DIRECTION_NEUTRAL] = "A high value is neither good nor bad in itself.",
        [RULE_DIRECTION_DEARER] = "A high value means a dear service.",
        [RULE_DIRECTION_MORE] = "A high value means more of it.",
    };
    return arena_printf(
        scratch, "An indicator, in %.*s: a figure to be compared. %s Councils' values are compared as %s.",
        STR_ARGS(indicator->unit), directions[indicator->direction], indicator->logarithmic ? "ratios" : "differences");
}

bool explain_indicator(const struct rule_set *rules, const struct rule_indicator *indicator,
                       const struct report_options *options, struct buffer *out, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct report_term terms[TERMS_MOST];
    struct report_measure measure = {
        .meaning = meaning_of(indicator, &scratch), .causes = indicator->causes, .caveat = indicator->caveat};
    struct report_explanation explanation = {
        .code = indicator->rule.full_code,
        .title = indicator->rule.title,
        .measure = &measure,
        .periods = schema_range_text(indicator->rule.range, &scratch),
        .why = indicator->rule.why,
        .source = indicator->rule.source,
        .note = indicator->rule.note,
    };
    bool fine = (write_terms(indicator, &explanation, terms, &scratch) && measure.meaning.data &&
                 explanation.periods.data) ||
                failure_memory(failure);
    fine = fine && explain_names(rules, &indicator->rule, &explanation, &scratch, failure) &&
           (explain_examples(&indicator->rule, &explanation, &scratch) || failure_memory(failure));
    if (fine) {
        report_explain_write(out, &explanation, options);
    }
    arena_free(&scratch);
    return fine && (buffer_ok(out) || failure_memory(failure));
}
