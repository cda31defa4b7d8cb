/* lint: every rule on its own, in every period in which it is in force. */
#include "rule/compiler.h"

static bool lint_rule(const struct rule_set *set, uint32_t index, int period, struct failure *mistake)
{
    struct rule_compiler c;
    bool good = rule_compiler_start(&c, set, period, mistake) && rule_compile_one(&c, index) &&
                rule_compiler_finish(&c);
    rule_compiler_end(&c);
    plan_free(c.plan);
    return good;
}

bool rule_lint(const struct rule_set *set, void (*found)(void *context, const struct failure *mistake), void *context,
               struct failure *failure)
{
    struct schema_range periods = set->schema->periods;
    for (uint32_t i = 0; i < set->rules.count; i++) {
        struct schema_range range = set->rules.items[i].range;
        int from = range.from > periods.from ? range.from : periods.from;
        int until = range.until < periods.until ? range.until : periods.until;
        for (int period = from; period <= until; period++) {
            struct failure mistake = {0};
            if (lint_rule(set, i, period, &mistake)) {
                continue;
            }
            if (mistake.kind == FAILURE_MEMORY) {
                return failure_memory(failure);
            }
            found(context, &mistake);
            break;
        }
    }
    return true;
}
