/* Each allocation of loading a schema is refused in turn: it says so, and leaves nothing behind. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refusal.h"
#include "schema/authorities.h"
#include "schema/schema.h"

#ifdef REFUSAL_WORKS

static const char sound[] =
    "collection: beds\n"
    "title: Beds return\n"
    "from: 2018-19\n"
    "notes: [{text: A note.}]\n"
    "codes:\n"
    "  home: {ignore_case: true, values: {CH: Home, SU: {until: 2020-21}}}\n"
    "tables:\n"
    "  - name: homes\n"
    "    title: Homes\n"
    "    xml: Beds/Home\n"
    "    named_by: n\n"
    "    columns:\n"
    "      n: {type: integer, number_of: homes}\n"
    "      open: {type: boolean, xml: Open, after: rooms, required: true, missing_code: \"1\"}\n"
    "  - name: rooms\n"
    "    title: Rooms\n"
    "    parent: homes\n"
    "    once: true\n"
    "    xml: Beds/Home/Room\n"
    "    columns: {n: {type: integer, number_of: homes}}\n"
    "  - name: costs\n"
    "    title: Costs\n"
    "    xml: Beds/Cost\n"
    "    key: line\n"
    "    by: kind\n"
    "    columns:\n"
    "      line: {type: code, headers: [l, m], xml: L}\n"
    "      kind: {type: code, codes: home}\n"
    "      note: {type: text, pattern: \"[A-Z](a|b)*\"}\n"
    "      own: {type: money}\n"
    "    statement:\n"
    "      line: line\n"
    "      cells: {every: own}\n"
    "      inferred: [{from: 2020-21}]\n"
    "      sections:\n"
    "        - group: Care\n"
    "          kind: leaf\n"
    "          open: every\n"
    "          lines:\n"
    "            - {line: 1, title: Staff, part_of: 2}\n"
    "            - {line: 2, title: All, open: [own]}\n"
    "forms:\n"
    "  - name: ours\n"
    "    table: costs\n"
    "    identify: [line, own]\n"
    "    amounts: [{in: pounds}]\n"
    "xml: {root: Beds}\n";

/* True when it was done, false when it said that it could not. */
typedef bool trial(struct failure *failure);

static bool try_schema(struct failure *failure)
{
    struct schema *schema = schema_load_text("beds.yaml", str_of(sound), failure);
    bool done = schema != NULL;
    schema_free(schema);
    return done;
}

static bool try_mistake(struct failure *failure)
{
    struct schema *schema = schema_load_text("beds.yaml", STR("a: [1, {b: >\n  folded\n}]\n"), failure);
    bool done = schema != NULL;
    schema_free(schema);
    /* A mistake in the file is what it should find. */
    return done || failure->kind == FAILURE_SYNTAX;
}

static bool try_lines(struct failure *failure)
{
    struct arena keep = ARENA_EMPTY;
    struct schema *schema = schema_load_text("beds.yaml", str_of(sound), failure);
    const struct table_layout *layout = schema ? schema_lines_layout(schema, 0, &keep, failure) : NULL;
    struct table_dictionary *dictionary = layout ? table_dictionary_new(failure) : NULL;
    struct table *lines = dictionary ? schema_lines_table(schema, 0, 2020, layout, dictionary, failure) : NULL;
    bool done = lines != NULL;
    table_free(lines);
    table_dictionary_free(dictionary);
    schema_free(schema);
    arena_free(&keep);
    return done;
}

static bool try_authorities(struct failure *failure)
{
    struct schema_authorities *list = schema_authorities_load_text(
        "a.yaml",
        STR("- {code: \"201\", name: City, region: London, ons: [E09000001, E09000002], until: 2020-21}\n"
            "- {code: \"202\", name: Town, region: London, ons: E09000003, from: 2021-22, replaces: \"201\"}\n"),
        failure);
    bool done = list != NULL;
    schema_authorities_free(list);
    return done;
}

/* More than the errors that OpenSSL keeps. */
#define TURNS_MOST 20

/* Refuses allocation number `at`; false when there were not so many. A library may keep what it needs to report its first
 * refusals, but not more and more: one of the turns must leave nothing behind. */
static bool refuse_one(const char *name, trial *try_it, long at)
{
    long left = 1;
    for (int turn = 0; left != 0 && turn < TURNS_MOST; turn++) {
        struct failure failure = {0};
        long before = refusal_alive;
        refusal_happened = false;
        refusal_at = at;
        bool done = try_it(&failure);
        refusal_at = -1;
        left = refusal_alive - before;
        ck_assert_msg(done || failure.kind == FAILURE_MEMORY, "%s, refusal %ld: %s", name, at, failure.message);
        ck_assert_msg(done || refusal_happened, "%s: %s", name, failure.message);
    }
    ck_assert_msg(left == 0, "%s: %ld left behind after refusal %ld", name, left, at);
    return refusal_happened;
}

static void refuse_each(const char *name, trial *try_it)
{
    struct failure failure = {0};
    ck_assert_msg(try_it(&failure), "%s: %s", name, failure.message);
    long at = 0;
    while (refuse_one(name, try_it, at)) {
        at++;
        ck_assert_int_lt(at, 100000);
    }
    ck_assert_int_gt(at, 10);
}

START_TEST(every_refusal_is_noticed)
{
    refuse_each("schema", try_schema);
    refuse_each("mistake", try_mistake);
    refuse_each("lines", try_lines);
    refuse_each("authorities", try_authorities);
}
END_TEST

#else

START_TEST(every_refusal_is_noticed)
{
    printf("SKIP: malloc() belongs to somebody else here\n");
}
END_TEST

#endif

int main(void)
{
    Suite *suite = suite_create("refusal");
    TCase *tests = tcase_create("refusal");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_refusal_is_noticed);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
