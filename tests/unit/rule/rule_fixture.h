/* A small schema for tests of rules, and what they all need. */
#ifndef RULE_FIXTURE_H
#define RULE_FIXTURE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rule/rule.h"

static const char fixture_schema[] =
    "collection: small\n"
    "title: Small\n"
    "from: 2016-17\n"
    "until: 2019-20\n"
    "codes:\n"
    "  ls: {values: {C1: Interim care order, C2: Full care order, V3: Short breaks, V4: More short breaks}}\n"
    "  rec: {ignore_case: true, values: {X1: Goes on, E3: Moved, E4A: Returned home}}\n"
    "tables:\n"
    "  - name: Header\n"
    "    title: Children\n"
    "    key: CHILD\n"
    "    xml: Message/Child\n"
    "    columns:\n"
    "      CHILD: {type: code, required: true, xml: ID}\n"
    "      DOB: {title: Date of birth, type: date, xml: DOB}\n"
    "      SEX: {type: integer, xml: SEX}\n"
    "  - name: Episodes\n"
    "    title: Episodes\n"
    "    parent: Header\n"
    "    xml: Message/Child/Episode\n"
    "    by: CHILD\n"
    "    order: [DECOM, DEC]\n"
    "    key: [CHILD, DECOM]\n"
    "    columns:\n"
    "      CHILD: {type: code, xml: ID}\n"
    "      DECOM: {type: date, xml: DECOM}\n"
    "      DEC: {type: date, xml: DEC}\n"
    "      LS: {title: Legal status, type: code, codes: ls, xml: LS}\n"
    "      REC: {type: code, codes: rec, xml: REC}\n"
    "      POST: {type: text, pattern: \"[A-Z]{1,2}[0-9].*\", xml: POST}\n"
    "      COST: {type: money, xml: COST}\n"
    "      DAYS: {type: integer, least: 0, most: 366, xml: DAYS}\n"
    "      SHARE: {type: decimal, decimals: 3, xml: SHARE}\n"
    "      SEEN: {type: year-month, xml: SEEN}\n"
    "      LIVE: {type: boolean, xml: LIVE}\n"
    "      LATER: {type: text, from: 2018-19, xml: LATER}\n"
    "      count: {type: integer, xml: Count}\n"
    "  - name: money\n"
    "    title: Spending\n"
    "    key: line\n"
    "    columns:\n"
    "      line: {type: code, required: true}\n"
    "      own: {title: Own provision, type: money}\n"
    "      private: {title: Private provision, type: money}\n"
    "      total: {title: Total, type: money}\n"
    "    statement:\n"
    "      line: line\n"
    "      cells: {every: [own, private, total]}\n"
    "      sections:\n"
    "        - group: Care\n"
    "          kind: leaf\n"
    "          part_of: 3.1.11\n"
    "          open: every\n"
    "          lines:\n"
    "            - {line: 3.1.1, title: Residential care}\n"
    "            - {line: 3.1.2, title: Fostering, until: 2017-18}\n"
    "            - {line: 3.1.2a, title: Fostering without fees, from: 2018-19}\n"
    "            - {line: 3.1.11, title: Total care, kind: total, part_of: none}\n"
    "  - name: rounded\n"
    "    title: Rounded\n"
    "    key: line\n"
    "    columns:\n"
    "      line: {type: code}\n"
    "      a: {type: money}\n"
    "      b: {type: money}\n"
    "      n: {type: integer}\n"
    "  - name: Old\n"
    "    title: Old\n"
    "    until: 2017-18\n"
    "    optional: true\n"
    "    columns: {X: {type: code}}\n"
    "forms:\n"
    "  - {name: header, title: H, table: Header, identify: [CHILD, DOB]}\n"
    "  - {name: episodes, title: E, table: Episodes, identify: [CHILD, DECOM]}\n"
    "  - {name: money, title: M, table: money, identify: [line, own]}\n"
    "  - name: rounded\n"
    "    title: R\n"
    "    table: rounded\n"
    "    identify: [line, a]\n"
    "    amounts: [{until: 2017-18, in: millions, decimals: 2}]\n"
    "  - {name: old, title: O, table: Old, identify: [X]}\n"
    "xml: {root: Message}\n";

static struct schema *fixture_load_schema(void)
{
    struct failure failure = {0};
    struct schema *schema = schema_load_text("small.yaml", str_of(fixture_schema), &failure);
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
