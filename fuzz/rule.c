/* rule: any bytes as a rule file of the Section 251 outturn: parsed, type-checked, compiled and linted.
 */
#include "rule/rule.h"
#include "plan/plan.h"
#include "target.h"

static void ignore(void *context, const struct failure *mistake)
{
    (void)context;
    (void)mistake;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure failure = {0};
    struct rule_set *set = rule_set_load_text(fuzz_schema("s251-outturn"), NULL, 0, "fuzz.yaml", fuzz_text(data, size),
                                              &failure);
    if (set) {
        struct plan *plan = rule_compile(set, 2023, &failure);
        if (plan) {
            plan_free(plan);
        }
        (void)rule_lint(set, ignore, NULL, &failure);
        rule_set_free(set);
    }
    return 0;
}
