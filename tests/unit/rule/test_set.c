/* Rule sets: files in any order, codes, examples, the rules that the schema implies, lint, refused allocations. */
#define _DEFAULT_SOURCE /* mkdtemp() */
#include <sys/stat.h>
#include <unistd.h>

#include "../../run_suite.h"
#include "rule_fixture.h"

static struct schema *schema;
static struct failure failure;

static void set_up(void)
{
    schema = fixture_load_schema();
    memset(&failure, 0, sizeof failure);
}

static void tear_down(void)
{
    schema_free(schema);
}

#define RULE(code, table, require)                                                                    \
    "- code: \"" code "\"\n  title: T\n  severity: error\n  for: " table "\n  require: " require "\n" \
    "  message: \"{CHILD}\"\n  fix: F\n  source: S\n  examples: [{pass: []}, {fail: []}]\n"

static const char first_file[] = FIXTURE_HEAD "- define: old\n  as: DOB < period.start - limit years\n" RULE(
    "30", "Header", "old or exists open_episodes where same CHILD") RULE("4", "Header", "SEX = 1 and not old");

static const char second_file[] = FIXTURE_HEAD "- view: open_episodes\n  of: Episodes\n  where: DEC is missing\n"
                                               "- define: limit\n  as: 18\n" RULE("SM-100", "Episodes", "DAYS < limit");

static char folder[] = "/tmp/probity-rules-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert(file);
    ck_assert(fputs(text, file) >= 0);
    ck_assert(fclose(file) == 0);
}

static void remove_file(const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)unlink(path);
}

/* The plan of the folder's rules, as text. */
static void print_folder(struct buffer *out, char *sha256)
{
    struct rule_set *set = rule_set_load(&(struct rule_sources){.schema = schema, .rules = folder, .threads = 2},
                                         &failure);
    ck_assert_msg(set, "%s:%u %s", failure.path, failure.line, failure.message);
    struct plan *plan = rule_compile(set, 2018, &failure);
    ck_assert_msg(plan, "%s:%u %s", failure.path, failure.line, failure.message);
    plan_print(plan, out);
    memcpy(sha256, set->sha256, sizeof set->sha256);
    plan_free(plan);
    rule_set_free(set);
}

START_TEST(the_order_of_files_does_not_matter)
{
    struct buffer one = BUFFER_EMPTY;
    struct buffer other = BUFFER_EMPTY;
    char sha256[2][65];
    strcpy(folder, "/tmp/probity-rules-XXXXXX");
    ck_assert(mkdtemp(folder));
    write_file("a.yaml", first_file);
    write_file("b.yaml", second_file);
    write_file("notes.txt", "no rules");
    print_folder(&one, sha256[0]);
    write_file("a.yaml", second_file);
    write_file("b.yaml", first_file);
    print_folder(&other, sha256[1]);
    ck_assert(str_equal(buffer_view(&one), buffer_view(&other)));
    ck_assert_str_eq(sha256[0], sha256[1]);
    ck_assert_uint_eq(strlen(sha256[0]), 64);
    buffer_free(&one);
    buffer_free(&other);
    remove_file("a.yaml");
    remove_file("b.yaml");
    remove_file("notes.txt");
    ck_assert(rmdir(folder) == 0);
    ck_assert(!rule_set_load(&(struct rule_sources){.schema = schema, .rules = folder, .threads = 2}, &failure));
    ck_assert_int_eq(failure.kind, FAILURE_FILE);
}
END_TEST

static void count_mistakes(void *context, const struct failure *mistake)
{
    ck_assert_int_eq(mistake->kind, FAILURE_SYNTAX);
    ++*(unsigned *)context;
}

/* Rules that can be read, and how many mistakes are told. */
static void expect_told(const char *text, bool rule_left, unsigned mistakes)
{
    unsigned count = 0;
    write_file("r.yaml", text);
    struct rule_set *set = rule_set_load_telling(
        &(struct rule_sources){.schema = schema, .rules = folder, .threads = 1}, count_mistakes, &count, &failure);
    ck_assert_msg(set, "%s", failure.message);
    ck_assert_uint_eq(count, mistakes);
    ck_assert_int_eq(rule_set_find(set, STR("SM-2")) != NULL, rule_left);
    rule_set_free(set);
    ck_assert(!rule_set_load(&(struct rule_sources){.schema = schema, .rules = folder, .threads = 1},
                             &failure)); /* the first one ends it */
    ck_assert_int_eq(failure.kind, FAILURE_SYNTAX);
    memset(&failure, 0, sizeof failure);
    remove_file("r.yaml");
}

START_TEST(all_mistakes_are_told)
{
    strcpy(folder, "/tmp/probity-rules-XXXXXX");
    ck_assert(mkdtemp(folder));
    expect_told(FIXTURE_HEAD RULE("1", "Header", "SEX =") RULE("2", "Header", "SEX = 1") RULE("3", "Headr", "SEX = 1"),
                true, 2);
    expect_told(FIXTURE_HEAD RULE("2", "Header", "SEX = 1") RULE("2", "Header", "SEX = 2"), true, 1);
    /* No rule is read where what they share has mistakes. */
    expect_told(FIXTURE_HEAD "- define: a\n  as: SEX =\n- define: b\n  as: b\n" RULE("1", "Header", "SEX =")
                    RULE("2", "Header", "SEX = 1"),
                false, 2);
    ck_assert(rmdir(folder) == 0);
}
END_TEST

START_TEST(codes_are_found)
{
    static const char text[] = FIXTURE_HEAD RULE("SM-7", "Header", "SEX = 1") RULE("12A", "Header", "SEX = 1");
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "r.yaml", str_of(text), &failure);
    ck_assert_msg(set, "%s", failure.message);
    ck_assert(str_equal(rule_set_find(set, STR("SM-7"))->code, STR("7")));
    ck_assert(str_equal(rule_set_find(set, STR("7"))->full_code, STR("SM-7")));
    ck_assert(str_equal(rule_set_find(set, STR("sm-12a"))->full_code, STR("SM-12A")));
    ck_assert(str_equal(rule_set_find(set, STR("cell-102"))->title, STR("A required cell is blank")));
    ck_assert(rule_set_find(set, STR("CELL-102"))->from_schema);
    ck_assert(!rule_set_find(set, STR("8")));
    ck_assert(!rule_set_find(set, STR("")));
    for (size_t i = 1; i < set->rules.count; i++) {
        ck_assert_int_le(str_compare(set->rules.items[i - 1].full_code, set->rules.items[i].full_code), 0);
    }
    rule_set_free(set);
    rule_set_free(NULL);
}
END_TEST

START_TEST(versions_of_a_rule)
{
    static const char text[] = FIXTURE_HEAD RULE("7", "Header", "SEX = 1") "  from: 2018-19\n" RULE(
        "7", "Header", "SEX = 2") "  until: 2017-18\n";
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "r.yaml", str_of(text), &failure);
    ck_assert_msg(set, "%s", failure.message);
    const struct rule *rule = rule_set_find(set, STR("7"));
    ck_assert_int_eq(rule->range.until, 2017);
    ck_assert(str_equal(rule->require_text, STR("SEX = 2")));
    ck_assert_int_eq(rule[1].range.from, 2018);
    for (int period = 2016; period < 2020; period++) {
        struct plan *plan = rule_compile(set, period, &failure);
        ck_assert(plan);
        unsigned found = 0;
        for (size_t i = 0; i < plan->rules.count; i++) {
            found += str_equal(plan->rules.items[i].full_code, STR("SM-7"));
        }
        ck_assert_uint_eq(found, 1);
        plan_free(plan);
    }
    rule_set_free(set);
}
END_TEST

static void assert_cell(const struct rule_example_record *record, uint32_t cell, const char *column, const char *text)
{
    ck_assert_uint_lt(cell, record->cell_count);
    ck_assert(str_equal(record->cells[cell].column, str_of(column)));
    ck_assert(str_equal(record->cells[cell].text, str_of(text)));
}

START_TEST(examples_are_kept_as_written)
{
    static const char text[] = FIXTURE_HEAD
        "- code: 1\n  title: T\n  severity: notice\n  for: money if given\n  require: own > 5\n  message: M\n  fix: F\n"
        "  source: S\n  why: W\n  note: N\n  examples:\n"
        "    - pass: {line: 3.1.1, own: \"1O\", total: null, private: ~}\n"
        "    - fail: [{line: 3.1.1}, {line: \"3.1.2a\"}]\n"
        "      rounding: 5000\n      authority: \"330\"\n"
        "    - fail:\n        Header: [{CHILD: \"1\", DOB: 01/02/2010}]\n        money: []\n"
        "        last_year: {money: [{line: 3.1.1, own: \"\"}]}\n      period: 2017-18\n      format: xml\n"
        "    - pass: {last_year: none, money: [{}]}\n";
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "r.yaml", str_of(text), &failure);
    ck_assert_msg(set, "%u:%u %s", failure.line, failure.column, failure.message);
    const struct rule *rule = rule_set_find(set, STR("SM-1"));
    ck_assert_uint_eq(rule->example_count, 4);
    ck_assert_int_eq(rule->severity, FINDING_NOTICE);
    ck_assert_uint_eq(rule->line, 3);
    ck_assert_str_eq(rule->path, "r.yaml");
    const struct rule_example *first = &rule->examples[0];
    ck_assert(first->pass);
    ck_assert_uint_eq(first->line, 14);
    ck_assert_uint_eq(first->record_count, 1);
    ck_assert(str_equal(first->records[0].table, STR("money")));
    assert_cell(&first->records[0], 0, "line", "3.1.1");
    assert_cell(&first->records[0], 1, "own", "1O");
    ck_assert(first->records[0].cells[2].missing);
    ck_assert(first->records[0].cells[3].missing);
    ck_assert(!first->records[0].cells[1].missing);
    ck_assert_uint_eq(rule->examples[1].record_count, 2);
    ck_assert_int_eq(rule->examples[1].rounding, 500000);
    ck_assert(str_equal(rule->examples[1].authority, STR("330")));
    const struct rule_example *third = &rule->examples[2];
    ck_assert_uint_eq(third->record_count, 2);
    ck_assert(str_equal(third->records[0].table, STR("Header")));
    ck_assert(str_equal(third->records[1].table, STR("last_year.money")));
    ck_assert(!third->records[1].cells[1].missing);
    ck_assert(str_equal(third->period, STR("2017-18")));
    ck_assert(str_equal(third->format, STR("xml")));
    ck_assert(rule->examples[3].no_last_year);
    ck_assert_uint_eq(rule->examples[3].record_count, 1);
    rule_set_free(set);
}
END_TEST

/* The n-th rule of that code in the plan, with its condition and message. */
static void assert_implied(const struct plan *plan, const char *code, unsigned nth, const char *table,
                           const char *require, const char *message)
{
    struct buffer out = BUFFER_EMPTY;
    const struct plan_rule *rule = NULL;
    for (size_t i = 0; i < plan->rules.count && !rule; i++) {
        if (str_equal(plan->rules.items[i].full_code, str_of(code)) && nth-- == 0) {
            rule = &plan->rules.items[i];
        }
    }
    ck_assert_msg(rule, "no %s", code);
    ck_assert(str_equal(plan->tables.items[rule->table].name, str_of(table)));
    plan_print_node(plan, rule->require, &out);
    ck_assert_msg(str_equal(buffer_view(&out), str_of(require)), "%.*s", STR_ARGS(buffer_view(&out)));
    buffer_clear(&out);
    for (uint32_t i = 0; i < rule->message_count; i++) {
        if (rule->message[i].node == PLAN_NONE) {
            buffer_str(&out, rule->message[i].literal);
        } else {
            plan_print_node(plan, rule->message[i].node, &out);
        }
    }
    ck_assert_msg(str_equal(buffer_view(&out), str_of(message)), "%.*s", STR_ARGS(buffer_view(&out)));
    buffer_free(&out);
}

START_TEST(what_the_schema_implies)
{
    struct rule_set *set = rule_set_load(&(struct rule_sources){.schema = schema, .rules = NULL, .threads = 2},
                                         &failure);
    ck_assert_msg(set, "%s", failure.message);
    struct plan *plan = rule_compile(set, 2016, &failure);
    ck_assert_msg(plan, "%s", failure.message);
    assert_implied(plan, "CELL-101", 0, "Header", "(not (is-malformed (row 0).DOB))",
                   "\"Date of birth\" is \"(raw (row 0).DOB)\", which is not a date.");
    assert_implied(plan, "CELL-102", 0, "Header", "(not (is-missing (row 0).CHILD))",
                   "\"CHILD\" is blank, but every record must have it.");
    assert_implied(plan, "CELL-103", 0, "Episodes", "(in-set (row 0).LS [\"C1\", \"C2\", \"V3\", \"V4\"])",
                   "\"Legal status\" is \"(row 0).LS\", which is not one of \"C1, C2, V3, V4\".");
    assert_implied(plan, "CELL-104", 0, "Episodes", "(matches (row 0).POST \"[A-Z]{1,2}[0-9].*\")",
                   "\"POST\" is \"(row 0).POST\", which does not have the form that it must have.");
    assert_implied(plan, "CELL-105", 0, "Episodes", "(and (<= 0 (row 0).DAYS) (<= (row 0).DAYS 366))",
                   "\"DAYS\" is (row 0).DAYS, but must be between 0 and 366.");
    assert_implied(plan, "KEY-101", 1, "Episodes", "(unique (row 0) (row 0).CHILD (row 0).DECOM)",
                   "An earlier record has the same \"CHILD\" ((row 0).CHILD) and \"DECOM\" ((row 0).DECOM).");
    plan_free(plan);
    rule_set_free(set);
}
END_TEST

START_TEST(a_rule_takes_the_place_of_an_implied_one)
{
    static const char with_codes[] =
        "collection: small\ntitle: S\nfrom: 2016-17\ntables:\n  - name: T\n    title: T\n    key: A\n"
        "    repeated_code: \"3\"\n    columns:\n      A: {type: code}\n      B: {type: money, malformed_code: SM-5}\n"
        "      C: {type: date, malformed_code: \"6\"}\nforms: [{name: t, table: T, identify: [A]}]\n";
    static const char text[] = FIXTURE_HEAD
        "- code: \"5\"\n  title: T\n  severity: error\n  for: T\n  require: B is not malformed\n"
        "  message: M\n  fix: F\n  source: S\n  examples: [{pass: []}, {fail: []}]\n";
    struct schema *own = schema_load_text("s.yaml", str_of(with_codes), &failure);
    ck_assert_msg(own, "%u %s", failure.line, failure.message);
    struct rule_set *set = rule_set_load_text(own, NULL, 0, "r.yaml", str_of(text), &failure);
    ck_assert_msg(set, "%s", failure.message);
    ck_assert_uint_eq(set->rules.count, 3);
    ck_assert(!rule_set_find(set, STR("SM-5"))->from_schema);
    ck_assert(rule_set_find(set, STR("SM-6"))->from_schema);
    ck_assert(str_equal(rule_set_find(set, STR("SM-6"))->code, STR("6")));
    ck_assert(rule_set_find(set, STR("SM-3"))->from_schema);
    ck_assert(!rule_set_find(set, STR("CELL-101")));
    ck_assert(!rule_set_find(set, STR("KEY-101")));
    rule_set_free(set);
    schema_free(own);
}
END_TEST

START_TEST(reference_tables)
{
    static const char reference[] = "collection: people\ntitle: P\ntables:\n  - name: people\n    title: P\n"
                                    "    key: [authority, year]\n    columns:\n      authority: {type: code}\n"
                                    "      year: {type: integer}\n      children: {type: integer}\n"
                                    "from: 2016-17\nforms: [{name: p, table: people, identify: [authority, year]}]\n";
    static const char text[] = FIXTURE_HEAD
        "- code: 1\n  title: T\n  severity: error\n  for: money\n"
        "  require: total / people[authority, year(period.start)].children < 100\n"
        "  message: M\n  fix: F\n  source: S\n  examples:\n"
        "    - pass: {money: [{total: 5}], people: [{authority: \"330\", year: 2016, children: 5}]}\n    - fail: []\n";
    struct schema *people = schema_load_text("p.yaml", str_of(reference), &failure);
    ck_assert_msg(people, "%u %s", failure.line, failure.message);
    const struct schema *const references[] = {people};
    struct rule_set *set = rule_set_load_text(schema, references, 1, "r.yaml", str_of(text), &failure);
    ck_assert_msg(set, "%s", failure.message);
    struct plan *plan = rule_compile(set, 2016, &failure);
    ck_assert_msg(plan, "%u:%u %s", failure.line, failure.column, failure.message);
    const struct plan_rule *rule = &plan->rules.items[plan->rules.count - 1];
    ck_assert_uint_eq(rule->need_count, 2);
    ck_assert_int_eq(plan->tables.items[rule->needs[1]].role, PLAN_TABLE_REFERENCE);
    ck_assert(str_equal(plan->tables.items[rule->needs[1]].name, STR("people")));
    plan_free(plan);
    rule_set_free(set);
    schema_free(people);
}
END_TEST

/* In `require`, twice through others, and not at all. */
START_TEST(bank_holidays_are_needed_where_working_days_are_counted)
{
    static const char reference[] = "collection: bank_holidays\ntitle: B\ntables:\n  - name: bank_holidays\n"
                                    "    title: B\n    key: [date]\n    columns:\n      date: {type: date}\n"
                                    "from: 2016-17\nforms: [{name: b, table: bank_holidays, identify: [date]}]\n";
    static const struct {
        const char *require;
        uint32_t count;
    } rules[] = {
        {"working_days(DECOM, DEC) < 5", 1}, {"DEC <= DECOM + 5 working days", 1},   {"soon(DECOM)", 1},
        {"DEC <= DECOM + 5 days", 0},        {"bank_holidays[DECOM] is missing", 1}, {"within_days(DECOM, DEC)", 0},
    };
    struct schema *holidays = schema_load_text("b.yaml", str_of(reference), &failure);
    ck_assert_msg(holidays, "%u %s", failure.line, failure.message);
    const struct schema *const references[] = {holidays};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        char text[1024];
        (void)snprintf(text, sizeof text,
                       FIXTURE_HEAD "- define: soon(a)\n  as: a + 3 working days > period.start\n"
                                    "- define: within_days(a, b)\n  as: b - a < 5\n"
                                    "- code: 1\n  title: T\n  severity: error\n  for: Episodes\n  require: %s\n"
                                    "  message: M\n  fix: F\n  source: S\n  examples: [{pass: []}, {fail: []}]\n",
                       rules[i].require);
        struct arena keep = ARENA_EMPTY;
        struct rule_set *set = rule_set_load_text(schema, references, 1, "r.yaml", str_of(text), &failure);
        ck_assert_msg(set, "%u %s", failure.line, failure.message);
        const struct str *names;
        uint32_t count;
        ck_assert(rule_references(set, rule_set_find(set, STR("1")), &keep, &names, &count, &failure));
        ck_assert_msg(count == rules[i].count, "%s: %u", rules[i].require, count);
        ck_assert(count == 0 || str_equal(names[0], STR("bank_holidays")));
        rule_set_free(set);
        arena_free(&keep);
    }
    schema_free(holidays);
}
END_TEST

struct linting {
    unsigned count;
    unsigned lines[8];
};

static void found(void *context, const struct failure *mistake)
{
    struct linting *linting = context;
    if (linting->count < 8) {
        linting->lines[linting->count] = mistake->line;
    }
    linting->count++;
}

START_TEST(lint_finds_all_mistakes)
{
    static const char text[] = FIXTURE_HEAD RULE("1", "Header", "SEXX = 1") RULE("2", "Header", "SEX = 1")
        RULE("3", "Episodes", "LATER is present") RULE("4", "Header", "SEX = DOB");
    struct linting linting = {0};
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "r.yaml", str_of(text), &failure);
    ck_assert_msg(set, "%s", failure.message);
    ck_assert(!rule_compile(set, 2019, &failure));
    memset(&failure, 0, sizeof failure);
    ck_assert(rule_lint(set, found, &linting, &failure));
    ck_assert_uint_eq(linting.count, 3);
    ck_assert_uint_eq(linting.lines[0], 7);
    ck_assert_uint_eq(linting.lines[1], 25);
    ck_assert_uint_eq(linting.lines[2], 34);
    rule_set_free(set);
}
END_TEST

/* Doubles at every level: refused for its size, not run for ever. */
START_TEST(definitions_that_grow_are_refused)
{
    struct buffer text = BUFFER_EMPTY;
    buffer_text(&text, FIXTURE_HEAD "- define: d0(x)\n  as: x + SEX\n");
    for (unsigned i = 1; i <= 30; i++) {
        buffer_format(&text, "- define: d%u(x)\n  as: d%u(x) + d%u(x + %u)\n", i, i - 1, i - 1, i);
    }
    buffer_text(&text, RULE("1", "Header", "d30(1) > 5"));
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "r.yaml", buffer_view(&text), &failure);
    ck_assert_msg(set, "%s", failure.message);
    ck_assert(!rule_compile(set, 2019, &failure));
    ck_assert_int_eq(failure.kind, FAILURE_LIMIT);
    rule_set_free(set);
    buffer_free(&text);
}
END_TEST

static void assert_refused(const char *before, const char *repeated, unsigned times, const char *after)
{
    struct buffer text = BUFFER_EMPTY;
    memset(&failure, 0, sizeof failure);
    buffer_text(&text, FIXTURE_HEAD "- code: 1\n  title: T\n  severity: error\n  for: Header\n  require: \"");
    buffer_text(&text, before);
    for (unsigned i = 0; i < times; i++) {
        buffer_text(&text, repeated);
    }
    buffer_text(&text, after);
    buffer_text(&text, "\"\n  message: M\n" FIXTURE_TAIL);
    struct rule_set *set = rule_set_load_text(schema, NULL, 0, "r.yaml", buffer_view(&text), &failure);
    struct plan *plan = set ? rule_compile(set, 2019, &failure) : NULL;
    ck_assert_msg(!plan && failure_is_set(&failure), "%u times %s is accepted", times, repeated);
    rule_set_free(set);
    buffer_free(&text);
}

START_TEST(depth_has_a_ceiling)
{
    assert_refused("", "(", 100000, "");
    assert_refused("", "not ", 100000, "SEX = 1");
    assert_refused("", "- ", 100000, "SEX = 1");
    assert_refused("SEX = 1", " + 1", 100000, "");
    assert_refused("SEX = 1", " and SEX = 1", 100000, "");
    assert_refused("", "if SEX = 1 then ", 100000, "");
    assert_refused("", "exists Header where ", 7, "SEX = 1");
    assert_refused("", "exists Header where ", 100000, "SEX = 1");
    assert_refused("previous", ".parent", 100000, ".SEX = 1");
    assert_refused("abs(", "abs(", 100000, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sets");
    TCase *tests = tcase_create("sets");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_order_of_files_does_not_matter);
    tcase_add_test(tests, all_mistakes_are_told);
    tcase_add_test(tests, codes_are_found);
    tcase_add_test(tests, versions_of_a_rule);
    tcase_add_test(tests, examples_are_kept_as_written);
    tcase_add_test(tests, what_the_schema_implies);
    tcase_add_test(tests, a_rule_takes_the_place_of_an_implied_one);
    tcase_add_test(tests, reference_tables);
    tcase_add_test(tests, bank_holidays_are_needed_where_working_days_are_counted);
    tcase_add_test(tests, lint_finds_all_mistakes);
    tcase_add_test(tests, definitions_that_grow_are_refused);
    tcase_add_test(tests, depth_has_a_ceiling);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
