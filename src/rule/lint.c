/* lint: every rule on its own, in every period in which it is in force. */
#include "rule/compiler.h"

typedef bool compile_function(struct rule_compiler *c, uint32_t index);

static bool lint_rule(const struct rule_set *set, compile_function *compile, uint32_t index, int period,
                      struct failure *mistake)
{
    struct rule_compiler c;
    bool good = rule_compiler_start(&c, set, period, mistake) && compile(&c, index) && rule_compiler_finish(&c);
    rule_compiler_end(&c);
    plan_free(c.plan);
    return good;
}

/* The first mistake of a rule is told. */
static bool lint_periods(const struct rule_set *set, const struct rule *rule, compile_function *compile, uint32_t index,
                         void (*found)(void *context, const struct failure *mistake), void *context,
                         struct failure *failure)
{
    struct schema_range periods = set->schema->periods;
    int from = rule->range.from > periods.from ? rule->range.from : periods.from;
    int until = rule->range.until < periods.until ? rule->range.until : periods.until;
    for (int period = from; period <= until; period++) {
        struct failure mistake = {0};
        if (lint_rule(set, compile, index, period, &mistake)) {
            continue;
        }
        if (mistake.kind == FAILURE_MEMORY) {
            return failure_memory(failure);
        }
        found(context, &mistake);
        break;
    }
    return true;
}

bool rule_lint(const struct rule_set *set, void (*found)(void *context, const struct failure *mistake), void *context,
               struct failure *failure)
{
    bool good = true;
    for (uint32_t i = 0; good && i < set->rules.count; i++) {
        good = lint_periods(set, &set->rules.items[i], rule_compile_one, i, found, context, failure);
    }
    for (uint32_t i = 0; good && i < set->indicators.count; i++) {
        good = lint_periods(set, &set->indicators.items[i].rule, rule_compile_indicator, i, found, context, failure);
    }
    return good;
}
