/* Each allocation of loading and compiling rules is refused in turn: it says so, and leaves nothing behind. */
#include "../../run_suite.h"
#include "../schema/refusal.h"
#include "rule_fixture.h"

#ifdef REFUSAL_WORKS

#define RULE(code, table, lines)                                                    \
    "- code: \"" code "\"\n  title: T\n  severity: error\n  for: " table "\n" lines \
    "  at: [this]\n  message: \"A {{ {"                                             \
    "1 + 1}\"\n  fix: F\n  source: S\n  examples: [{pass: []}, {fail: []}]\n"

static const char everything[] = FIXTURE_HEAD
    "- define: heavy(who)\n  as: sum(COST over Episodes where CHILD = who) > limits[\"3.1.1\"].most\n"
    "- view: spells\n  of: Episodes\n  starts: is first or DECOM > previous.DEC\n"
    "  columns: {CHILD: first CHILD, n: count, cost: sum COST}\n  order: {by: [CHILD]}\n"
    "- view: people\n  union: [{of: Header, columns: {C: CHILD}}, {of: Episodes if given, columns: {C: CHILD}}]\n"
    "  keep: {by: [C], first: [C]}\n"
    "- data: limits\n  columns: {line: code, most: money}\n  key: [line]\n  rows: [[\"3.1.1\", 5]]\n" RULE(
        "1", "Header", "  require: heavy(CHILD) or DOB + 4 years < \"01/02/2010\" or SEX in [1, 2]\n")
        RULE(
            "2", "Episodes",
            "  require: >\n    count(Episodes where same CHILD and DECOM < this.DEC and (age(DECOM, DEC) > 3 or DAYS > "
            "this.DAYS)\n    and POST matches \"a.*\" and LS in [\"C1\"]) < 2\n")
            RULE("3", "money",
                 "  each: {amount: [own]}\n  when: amount is open\n"
                 "  require: amount = sum(amount under line) within 1 and line.title = \"it\"\n")
                RULE("4", "rounded",
                     "  require: a / b < 20% and sum(a over rounded) > b and (first rounded by a).n = 1\n")
                    RULE("5", "people",
                         "  require: exists spells where CHILD = C and cost > 5 and (CHILD, n) is unique\n")
                        RULE("6", "return",
                             "  require: no last_year.Header if given where LATER = authority\n"
                             "  from: 2018-19\n");

static struct schema *schema;
static const char *trial_text;

static bool try_rules(struct failure *failure)
{
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "r.yaml", str_of(trial_text), failure);
    struct plan *plan = set ? rule_compile(set, 2017, failure) : NULL;
    bool columns[SCHEMA_COLUMNS_MOST] = {false};
    bool done = plan && plan_columns_read(plan, 0, false, columns, failure);
    plan_free(plan);
    rule_set_free(set);
    return done;
}

static void ignore(void *context, const struct failure *mistake)
{
    (void)context;
    (void)mistake;
}

static bool try_lint(struct failure *failure)
{
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "r.yaml", str_of(trial_text), failure);
    bool done = set && rule_lint(set, ignore, NULL, failure);
    rule_set_free(set);
    return done;
}

/* What should be found is the mistake; refused memory may be found first. */
static bool try_mistake(struct failure *failure)
{
    return try_rules(failure) || failure->kind == FAILURE_SYNTAX;
}

#define TURNS_MOST 20

/* Refuses allocation number `at`; false when there were not so many. OpenSSL keeps what it reports its first refusals
 * with, but not more and more: one of the turns must leave nothing behind. */
static bool refuse_one(bool (*trial)(struct failure *failure), long at)
{
    long left = 1;
    for (int turn = 0; left != 0 && turn < TURNS_MOST; turn++) {
        struct failure failure = {0};
        long before = refusal_alive;
        refusal_happened = false;
        refusal_at = at;
        bool done = trial(&failure);
        refusal_at = -1;
        left = refusal_alive - before;
        ck_assert_msg(done || failure.kind == FAILURE_MEMORY, "refusal %ld: %s", at, failure.message);
        ck_assert_msg(done || refusal_happened, "%s", failure.message);
    }
    ck_assert_msg(left == 0, "%ld left behind after refusal %ld", left, at);
    return refusal_happened;
}

static void refuse_each(bool (*trial)(struct failure *failure), const char *text)
{
    struct failure failure = {0};
    long at = 0;
    trial_text = text;
    ck_assert_msg(trial(&failure), "%u:%u %s\n%s", failure.line, failure.column, failure.message, failure.excerpt);
    while (refuse_one(trial, at)) {
        at++;
        ck_assert_int_lt(at, 1000000);
    }
    ck_assert_int_gt(at, 10);
}

START_TEST(every_refusal_is_noticed)
{
    schema = fixture_load_schema();
    refuse_each(try_rules, everything);
    refuse_each(try_lint,
                FIXTURE_HEAD RULE("1", "Header", "  from: 2018-19\n  until: 2018-19\n  require: SEX = DOB\n"));
    refuse_each(try_mistake, FIXTURE_HEAD RULE("1", "Header", "  require: SEXX = 1\n"));
    refuse_each(try_mistake, FIXTURE_HEAD "- define: a\n  as: b\n- define: b\n  as: a\n");
    refuse_each(try_mistake, FIXTURE_HEAD RULE("1", "Headr", "  require: SEXX = 1\n"));
    refuse_each(try_mistake, FIXTURE_HEAD RULE("1", "Episodes", "  require: LS = \"C9\"\n"));
    schema_free(schema);
}
END_TEST

#else

START_TEST(every_refusal_is_noticed)
{
    (void)printf("SKIP: malloc() belongs to somebody else here\n");
}
END_TEST

#endif

int main(void)
{
    Suite *suite = suite_create("refusal");
    TCase *tests = tcase_create("refusal");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_refusal_is_noticed);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
