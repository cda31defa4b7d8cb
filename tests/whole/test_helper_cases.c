/* The shared calculations of the open validators, pair by pair of input and result, worked out by our rule language: the
 * definition of continuous care that the rules use, partly unknown dates, working days, years, the census year. Each is an
 * expression in the message of a rule that nothing meets, run over a case that holds the input. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../run_suite.h"
#include "base/folder.h"
#include "base/source.h"
#include "engine/cases.h"
#include "format/yaml.h"
#include "harness.h"

static const char rules_text[] =
    "- collection: ssda903\n"
    "  prefix: SSDA903\n"
    "- {code: \"latest\", title: t, severity: notice, for: Header, require: CHILD = \"none\", fix: f, source: s,\n"
    "   message: \"{latest_date(UPN) : iso}\", examples: [{pass: {CHILD: none}}, {fail: {CHILD: a}}]}\n"
    "- {code: \"working\", title: t, severity: notice, for: Header, require: CHILD = \"none\", fix: f, source: s,\n"
    "   message: \"{DOB - round(to_number(UPN)) working days : iso}\", examples: [{pass: {CHILD: none}}, {fail: "
    "{CHILD: "
    "a}}]}\n"
    "- {code: \"years\", title: t, severity: notice, for: Header, require: CHILD = \"none\", fix: f, source: s,\n"
    "   message: \"{DOB + round(to_number(UPN)) years : iso}\", examples: [{pass: {CHILD: none}}, {fail: {CHILD: "
    "a}}]}\n"
    "- {code: \"miles\", title: t, severity: notice, for: Episodes, require: CHILD = \"none\", fix: f, source: s,\n"
    "   message: \"{miles_between(HOME_POST, PL_POST)}\", examples: [{pass: {CHILD: none}}, {fail: {CHILD: a}}]}\n"
    "- {code: \"care\", title: t, severity: notice, for: Episodes, require: CHILD = \"none\", fix: f, source: s,\n"
    "   message: \"{if continuously_looked_after(CHILD) then \\\"yes\\\" else \\\"no\\\"}\",\n"
    "   examples: [{pass: {CHILD: none}}, {fail: {CHILD: a}}]}\n";

static const char census_rules_text[] =
    "- collection: cin\n"
    "  prefix: CIN\n"
    "- {code: \"census\", title: t, severity: notice, for: Header, require: LEA = \"none\", fix: f, source: s,\n"
    "   message: \"{period.start : iso} {period.end : iso}\", examples: [{pass: {LEA: none}}, {fail: {LEA: a}}]}\n";

/* Pairs whose result is the validators' mistake, not ours (doc/rule-language.md). */
static const struct {
    const char *helper, *input, *ours;
} mistaken[] = {
    /* the fifth of some month of 2020 is the fifth of December at the latest, not a day of the year after */
    {"903 partial_date_latest", "05/ZZ/2020", "2020-12-05"},
    /* a year that is not known is not 2000 */
    {"903 partial_date_latest", "ZZ/ZZ/ZZZZ", "(blank)"},
    {"903 partial_date_latest", "01/01/ZZZZ", "(blank)"},
};

static struct probity_library *library;
static struct cases_collection ssda903, census;
static struct arena arena;

/* ---- the library: the real schemas, and the real definitions beside our rules ------------------------------------------- */

static void copy(const char *from, const char *to)
{
    size_t length;
    char *bytes = harness_read(from, &length);
    (void)harness_write(to, (struct str){bytes, length});
    free(bytes);
}

/* Its rules are read now, as each test is a process of its own, and the first to end takes the folder away. */
static struct cases_collection open_collection(const char *name)
{
    struct failure failure = {0};
    uint32_t index = library_find(library, name, &failure);
    ck_assert_uint_ne(index, SCHEMA_NONE);
    ck_assert_msg(library_rules(library, index, &failure) != NULL, "%s", failure.message);
    return (struct cases_collection){.library = library, .index = index, .schema = library->collections[index].schema};
}

static void open_library(void)
{
    (void)mkdir(harness_folder("helpers"), 0700);
    (void)mkdir(harness_folder("helpers/ssda903"), 0700);
    (void)mkdir(harness_folder("helpers/cin"), 0700);
    copy(harness_tree("rules/ssda903/definitions.yaml"), "helpers/ssda903/definitions.yaml");
    (void)harness_write("helpers/ssda903/helpers.yaml", STR(rules_text));
    (void)harness_write("helpers/cin/helpers.yaml", STR(census_rules_text));
    library = harness_library_with(harness_folder("helpers"), NULL);
    ssda903 = open_collection("ssda903");
    census = open_collection("cin");
}

static void close_library(void)
{
    probity_library_close(library);
    arena_free(&arena);
}

/* ---- from a helper's line to a case --------------------------------------------------------------------------------------- */

static struct str text_of(const struct yaml_node *line, const char *key)
{
    const struct yaml_node *node = yaml_find(line, str_of(key));
    ck_assert_msg(node != NULL, "line %u has no %s", line->line, key);
    return node->text;
}

static void begin(struct buffer *out, const char *code, const char *tables)
{
    buffer_format(out,
                  "{\"rule\": \"%s\", \"effective_in\": [\"2024_25\"], \"expected\": {}, \"tables\": {\"%s\": ", code,
                  tables);
}

/* One child whose UPN and date of birth are the input. */
static void write_values(struct buffer *out, const char *code, struct str upn, struct str date)
{
    begin(out, code, "Header");
    buffer_format(out, "[{\"CHILD\": \"1\", \"UPN\": \"%.*s\"", STR_ARGS(upn));
    if (date.length) {
        buffer_format(out, ", \"DOB\": \"%.*s\"", STR_ARGS(date));
    }
    buffer_text(out, "}]}}");
}

static void write_care(struct buffer *out, const struct yaml_node *line)
{
    const struct yaml_node *episodes = yaml_find(line, STR("episodes"));
    begin(out, "care", "Episodes");
    for (uint32_t e = 0; e < episodes->count; e++) {
        buffer_text(out, e ? ", " : "[");
        for (uint32_t c = 0; c < episodes->items[e]->count; c++) {
            const struct yaml_pair *pair = &episodes->items[e]->pairs[c];
            bool missing = yaml_is_null(pair->value);
            buffer_format(out, missing ? "%s\"%.*s\": null%.*s" : "%s\"%.*s\": \"%.*s\"", c ? ", " : "{",
                          STR_ARGS(pair->key->text), STR_ARGS(missing ? STR_EMPTY : pair->value->text));
        }
        buffer_char(out, '}');
    }
    buffer_format(out, "]}, \"metadata\": {\"collection_start\": \"%.*s\", \"collection_end\": \"%.*s\"}}",
                  STR_ARGS(text_of(line, "collection_start")), STR_ARGS(text_of(line, "collection_end")));
}

/* False: this line is no pair of input and result. */
static bool write_case(struct buffer *out, const struct yaml_node *line)
{
    struct str helper = text_of(line, "helper");
    if (str_equal(helper, STR("903 continuously_looked_after"))) {
        write_care(out, line);
    } else if (str_equal(helper, STR("903 partial_date_latest"))) {
        write_values(out, "latest", text_of(line, "input"), STR_EMPTY);
    } else if (str_equal(helper, STR("cin date minus england_working_days(n)"))) {
        write_values(out, "working", text_of(line, "n"), text_of(line, "date"));
    } else if (str_equal(helper, STR("date plus years"))) {
        write_values(out, "years", text_of(line, "years"), text_of(line, "date"));
    } else if (str_equal(helper, STR("cin census_period"))) {
        begin(out, "census", "Header");
        buffer_format(out, "[{\"LEA\": \"1\", \"ReferenceDate\": \"%.*s\"}]}}",
                      STR_ARGS(text_of(line, "reference_date")));
    } else {
        ck_assert_msg(yaml_find(line, STR("formula")) != NULL, "what is %.*s?", STR_ARGS(helper));
        return false;
    }
    return true;
}

/* ---- the result ----------------------------------------------------------------------------------------------------------- */

static void expect(const struct yaml_node *line, const struct yaml_node *expected, struct str found)
{
    struct str wanted = yaml_is_null(expected) ? STR("(blank)") : expected->text;
    const struct yaml_node *input = yaml_find(line, STR("input"));
    for (size_t i = 0; input && i < sizeof mistaken / sizeof mistaken[0]; i++) {
        if (str_equal(text_of(line, "helper"), str_of(mistaken[i].helper)) &&
            str_equal(input->text, str_of(mistaken[i].input))) {
            ck_assert_msg(!str_equal(wanted, str_of(mistaken[i].ours)), "%s is no longer mistaken", mistaken[i].input);
            wanted = str_of(mistaken[i].ours);
        }
    }
    ck_assert_msg(str_equal(found, wanted), "%.*s: %.*s, not %.*s", STR_ARGS(text_of(line, "helper")), STR_ARGS(found),
                  STR_ARGS(wanted));
}

static void expect_all(const struct yaml_node *line, const struct cases_outcome *outcome)
{
    const struct yaml_node *expected = yaml_find(line, STR("expected"));
    if (expected->kind == YAML_SCALAR) {
        ck_assert_uint_eq(outcome->finding_count, 1);
        expect(line, expected, outcome->findings[0].message);
        return;
    }
    if (str_equal(text_of(line, "helper"), STR("cin census_period"))) {
        struct str both = arena_printf(&arena, "%.*s %.*s", STR_ARGS(expected->items[0]->text),
                                       STR_ARGS(expected->items[1]->text));
        ck_assert_uint_eq(outcome->finding_count, 1);
        ck_assert_msg(str_equal(outcome->findings[0].message, both), "%s", both.data);
        return;
    }
    ck_assert_uint_eq(outcome->finding_count, expected->count);
    for (uint32_t i = 0; i < expected->count; i++) {
        const struct cases_place *place = &outcome->findings[i].places[0];
        struct str wanted = str_equal(expected->items[place->record]->text, STR("true")) ? STR("yes") : STR("no");
        ck_assert_msg(str_equal(outcome->findings[i].message, wanted), "episode %u: %.*s", place->record,
                      STR_ARGS(outcome->findings[i].message));
    }
}

static bool run_line(const char *path, struct str text, unsigned number)
{
    struct failure failure = {0};
    struct yaml_tree *tree = yaml_load_text(path, text, &failure);
    ck_assert_msg(tree != NULL, "%s:%u: %s", path, number, failure.message);
    const struct yaml_node *line = tree->documents[0];
    struct buffer written = BUFFER_EMPTY;
    bool is_pair = write_case(&written, line);
    if (is_pair) {
        struct cases_case of;
        struct cases_outcome outcome;
        ck_assert_msg(cases_load(path, number, buffer_view(&written), &of, &arena, &failure), "%u: %s", number,
                      failure.message);
        bool is_census = str_equal(of.rule, STR("census"));
        struct str code = arena_printf(&arena, "%s-%.*s", is_census ? "CIN" : "SSDA903", STR_ARGS(of.rule));
        ck_assert_msg(cases_run(is_census ? &census : &ssda903, 2024, &of, code, &outcome, &arena, &failure), "%u: %s",
                      number, failure.message);
        ck_assert_int_ne(outcome.verdict, CASES_NO_RULE);
        expect_all(line, &outcome);
    }
    buffer_free(&written);
    yaml_tree_free(tree);
    return is_pair;
}

START_TEST(test_helpers)
{
    const char *shared = harness_shared("pairs of input and result of shared calculations");
    if (!shared) {
        return;
    }
    char path[4200];
    static char line[1 << 16];
    (void)snprintf(path, sizeof path, "%s/corpora/helpers.jsonl", shared);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    unsigned number = 0, pairs = 0;
    while (fgets(line, sizeof line, file)) {
        pairs += run_line(path, str_of(line), ++number);
    }
    (void)fclose(file);
    ck_assert_uint_eq(number, 45);
    ck_assert_uint_eq(pairs, 44);
}
END_TEST

/* ---- the formula ---------------------------------------------------------------------------------------------------------- */

/* "round(sqrt(dE^2+dN^2)/1000/1.6093, 1)" in miles, of two places so many metres apart. */
static void check_miles(int east, int north, const char *miles)
{
    struct buffer text = BUFFER_EMPTY;
    begin(&text, "miles", "Episodes");
    buffer_format(&text,
                  "[{\"CHILD\": \"1\", \"HOME_POST\": \"AB1 0JD\", \"PL_POST\": \"ab101aa\"}]}, \"reference\": "
                  "{\"postcodes\": [{\"pcd\": \"AB1 0JD\", \"oseast1m\": 384704, \"osnrth1m\": 801193}, "
                  "{\"pcd\": \"AB10 1AA\", \"oseast1m\": %d, \"osnrth1m\": %d}]}}",
                  384704 + east, 801193 + north);
    struct failure failure = {0};
    struct cases_case of;
    struct cases_outcome outcome;
    ck_assert_msg(cases_load("miles", 1, buffer_view(&text), &of, &arena, &failure), "%s", failure.message);
    ck_assert_msg(cases_run(&ssda903, 2024, &of, STR("SSDA903-miles"), &outcome, &arena, &failure), "%s",
                  failure.message);
    ck_assert_uint_eq(outcome.finding_count, 1);
    ck_assert_msg(str_equal(outcome.findings[0].message, str_of(miles)), "%d, %d: %.*s, not %s", east, north,
                  STR_ARGS(outcome.findings[0].message), miles);
    buffer_free(&text);
}

START_TEST(test_miles)
{
    check_miles(0, 0, "0");
    check_miles(3000, 4000, "3.1");         /* 5 km are 3.1069 miles */
    check_miles(-24000, 32000, "24.9");     /* 40 km: 24.8555 */
    check_miles(80, 0, "0");                /* 0.0497 */
    check_miles(81, 0, "0.1");              /* 0.0503 */
    check_miles(-300000, -400000, "310.7"); /* 500 km: 310.694 */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("helper cases");
    TCase *tests = tcase_create("pairs");
    tcase_add_unchecked_fixture(tests, open_library, close_library);
    tcase_add_test(tests, test_helpers);
    tcase_add_test(tests, test_miles);
    tcase_set_timeout(tests, 60);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
