/* A small schema for tests of rules, and what they all need. */
#ifndef RULE_FIXTURE_H
#define RULE_FIXTURE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rule/rule.h"
#include "small_schema.h"

static struct schema *fixture_load_schema(void)
{
    struct failure failure = {0};
    struct schema *schema = schema_load_text("small.yaml", str_of(small_schema), &failure);
    ck_assert_msg(schema, "%u:%u %s (%s)", failure.line, failure.column, failure.message, failure.excerpt);
    return schema;
}

#define FIXTURE_HEAD "- collection: small\n  prefix: SM\n"

/* The lines of a rule behind its conditions, for a table whose records need no columns. */
#define FIXTURE_TAIL "  fix: Mend it.\n  source: A test.\n  examples: [{pass: []}, {fail: []}]\n"

/* One rule, ready to be loaded: `table`, and the lines in the middle ("  require: …\n"). In `text`. */
static inline const char *fixture_rule(char *text, size_t size, const char *table, const char *middle)
{
    (void)snprintf(text, size,
                   FIXTURE_HEAD
                   "- code: \"1\"\n  title: T\n  severity: error\n  for: %s\n%s  message: M\n" FIXTURE_TAIL,
                   table, middle);
    return text;
}

/* The plan of rules in a period; fails the test where there is a mistake. The set must be freed after the plan. */
static inline struct plan *fixture_compile(const struct schema *schema, const char *text, int period,
                                           struct rule_set **set)
{
    struct failure failure = {0};
    struct plan *plan = NULL;
    *set = rule_set_load_text(schema, NULL, 0, "rules.yaml", str_of(text), &failure);
    if (*set) {
        plan = rule_compile(*set, period, &failure);
    }
    ck_assert_msg(plan, "%u:%u %s\n%s\n%s\n%s", failure.line, failure.column, failure.message, failure.excerpt,
                  failure.hint, text);
    return plan;
}

#endif
