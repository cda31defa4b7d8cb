/* Definitions, views and data tables as people read them: their texts, the comments above them, and which rule uses which. */
#include "rule/named.h"
#include "rule_fixture.h"

static const char file[] =
    "# Of the small file:\n#   its rules.\n" FIXTURE_HEAD "\n# Not of age. The limit\n# is below.\n"
    "- define: young(born)\n  as: >\n    born > period.start\n    - limit years\n"
    "- define: limit\n  as: 18\n# Not right above.\n\n"
    "- view: open_episodes\n  of: Episodes\n  # the last one\n  columns:\n    CHILD: CHILD\n"
    "  where: DEC is missing\n\n- view: others\n  of: open_episodes\n"
    "# Limits.\n- data: limits\n  columns: {CHILD: code, most: integer}\n  key: [CHILD]\n  rows:\n"
    "    - [\"1\", 2]\n"
    "- code: \"1\"\n  title: T\n  severity: error\n  for: others\n  require: young(DEC)\n"
    "  message: \"{limits[CHILD].most}\"\n  fix: F\n  source: S\n"
    "  examples: [{pass: {Episodes: []}}, {fail: {Episodes: []}}]\n";

static struct schema *schema;
static struct rule_set *set;
static struct arena keep;
static struct failure failure;

static void set_up(void)
{
    memset(&failure, 0, sizeof failure);
    schema = fixture_load_schema();
    set = rule_set_load_text(schema, NULL, 0, "rules/small/small.yaml", str_of(file), &failure);
    ck_assert_msg(set, "%s:%u %s", failure.path, failure.line, failure.message);
}

static void tear_down(void)
{
    rule_set_free(set);
    schema_free(schema);
    arena_free(&keep);
}

static void assert_text(struct str text, const char *wanted)
{
    ck_assert_msg(str_equal(text, str_of(wanted)), "'%.*s' and not '%s'", STR_ARGS(text), wanted);
}

static void assert_named(uint32_t index, const char *kind, const char *name, const char *meaning, const char *text)
{
    struct rule_named named;
    ck_assert(rule_named_read(set, index, &keep, &named, &failure));
    ck_assert_str_eq(named.kind, kind);
    assert_text(named.name, name);
    assert_text(named.meaning, meaning);
    assert_text(str_trim(named.text), text);
}

START_TEST(what_is_shared_is_read_as_it_is_written)
{
    ck_assert_uint_eq(rule_named_count(set), 5);
    assert_named(0, "definition", "limit", "", "18");
    assert_named(1, "data table", "limits", "Limits.", "columns: {CHILD: code, most: integer}\nkey: [CHILD]");
    assert_named(2, "view", "open_episodes", "",
                 "of: Episodes\n# the last one\ncolumns:\n  CHILD: CHILD\nwhere: DEC is missing");
    assert_named(3, "view", "others", "", "of: open_episodes");
    assert_named(4, "definition", "young(born)", "Not of age. The limit is below.",
                 "born > period.start - limit years");
}
END_TEST

START_TEST(a_file_begins_with_what_it_is_about)
{
    struct str opening;
    ck_assert(rule_named_opening(set, "rules/small/small.yaml", &keep, &opening, &failure));
    assert_text(opening, "Of the small file: its rules.");
    ck_assert(rule_named_opening(set, "rules/small/other.yaml", &keep, &opening, &failure));
    assert_text(opening, "");
}
END_TEST

START_TEST(a_rule_uses_names_through_others)
{
    bool used[5] = {false};
    ck_assert(rule_named_uses(set, rule_set_find(set, STR("1")), used, &failure));
    ck_assert(used[0] && used[2] && used[3] && used[4]);
    ck_assert_msg(!used[1], "what only the message names does not count");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("named");
    TCase *tests = tcase_create("names");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_shared_is_read_as_it_is_written);
    tcase_add_test(tests, a_file_begins_with_what_it_is_about);
    tcase_add_test(tests, a_rule_uses_names_through_others);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
