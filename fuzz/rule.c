/* rule: any bytes as a rule file of a small collection: parsed, type-checked, compiled in two periods, printed and linted.
 *
 * The schema is a small one, with a statement, nested tables, a natural order and a rounded form, so that an input is
 * tried in little time and still reaches all of the compiler.
 */
#include <stdio.h>
#include <stdlib.h>

#include "plan/plan.h"
#include "rule/rule.h"
#include "target.h"

static const char small_schema[] =
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
