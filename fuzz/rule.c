/* rule: any bytes as a rule file of a small collection: parsed, type-checked, compiled in two periods, printed and linted.
 *
 * The schema is a small one, with a statement, nested tables, a natural order and a rounded form, so that an input is
 * tried in little time and still reaches all of the compiler.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../tests/unit/rule/small_schema.h"
#include "plan/plan.h"
#include "rule/rule.h"
#include "target.h"

static const struct schema *schema_of_rules(void)
{
    static struct schema *schema;
    struct failure failure = {0};
    if (!schema) {
        schema = schema_load_text("small.yaml", str_of(small_schema), &failure);
    }
    if (!schema) {
        (void)fprintf(stderr, "small.yaml:%u: %s\n", failure.line, failure.message);
        exit(2);
    }
    return schema;
}

/* A rule set that loads either compiles to a plan that keeps its promises, or there is a failure that says why not. */
static void compile(const struct rule_set *set, int period)
{
    struct failure failure = {0};
    struct plan *plan = rule_compile(set, period, &failure);
    if (!plan && !failure_is_set(&failure)) {
        abort();
    }
    if (plan) {
        struct buffer out = BUFFER_EMPTY;
        plan_print(plan, &out);
        buffer_free(&out);
        for (uint32_t t = 0; t < plan->tables.count; t++) {
            bool columns[SCHEMA_COLUMNS_MOST + 16] = {false};
            if (plan->tables.items[t].layout->column_count <= SCHEMA_COLUMNS_MOST) {
                (void)plan_columns_read(plan, t, true, columns, &failure);
            }
        }
        if (failure_is_set(&failure)) {
            abort();
        }
    } else if (strncmp(failure.message, "the plan's ", 11) == 0 && failure.line == 0) {
        abort(); /* the verifier refused what the compiler made */
    }
    plan_free(plan);
}

static void ignore(void *context, const struct failure *mistake)
{
    (void)context;
    (void)mistake;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct failure failure = {0};
    struct rule_set *set = rule_set_load_text(schema_of_rules(), NULL, 0, "fuzz.yaml", fuzz_text(data, size), &failure);
    if (!set && !failure_is_set(&failure)) {
        abort();
    }
    if (set) {
        compile(set, 2016);
        compile(set, 2018);
        (void)rule_lint(set, ignore, NULL, &failure);
    }
    rule_set_free(set);
    return 0;
}
