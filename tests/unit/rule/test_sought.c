/* By which texts the rows of a reference table are looked up: one rule after another, and what the plan says of it. */
#include "plan/sought.h"
#include "rule_fixture.h"

static const char places_schema[] = "collection: places\n"
                                    "title: Places\n"
                                    "tables:\n"
                                    "  - name: places\n"
                                    "    title: Places\n"
                                    "    key: post\n"
                                    "    columns:\n"
                                    "      post: {type: text, ignore_case: true, ignore_blanks: true}\n"
                                    "      area: {type: code}\n"
                                    "      east: {type: integer}\n";

static const char homes_schema[] = "collection: homes\n"
                                   "title: Homes\n"
                                   "tables:\n"
                                   "  - name: homes\n"
                                   "    title: Homes\n"
                                   "    key: id\n"
                                   "    columns:\n"
                                   "      id: {type: code}\n"
                                   "      post: {type: text}\n";

static const struct {
    const char *table;
    const char *lines;
    const char *expected;
} cases[] = {
    {"Episodes", "  require: places[POST].east > 5\n", "post, squeeze, upper: Episodes.POST"},
    {"Episodes", "  require: places[\"ab1 2\"].east > places[POST or else LATER].east\n",
     "post, squeeze, upper: Episodes.LATER Episodes.POST \"AB12\""},
    {"Episodes", "  require: (if LIVE then places[POST].east else places[previous.POST].east) > 1\n",
     "post, squeeze, upper: Episodes.POST Episodes.POST"},
    {"Episodes", "  require: places[last_year.Episodes[CHILD, DECOM].POST].area = \"x\"\n",
     "post, squeeze, upper: last_year.Episodes.POST"},
    {"Episodes", "  require: places[homes[CHILD].post] is present\n", "post, squeeze, upper: homes.post"},
    {"Episodes", "  require: exists places where post = POST and east > DAYS\n", "post, squeeze, upper: Episodes.POST"},
    {"Episodes", "  require: count(places where area = POST) = 1\n", "area: Episodes.POST"},
    {"Episodes", "  require: count(places where area = upper(POST)) = 1\n", "area, upper: Episodes.POST"},
    {"Header", "  require: places[max(POST over Episodes where same CHILD)] is present\n",
     "post, squeeze, upper: Episodes.POST"},
    {"Header",
     "  require: places[least(first_post(CHILD), \"b\")] is present\n"
     "- define: first_post(child)\n"
     "  as: (first Episodes where CHILD = child by DECOM).POST\n",
     "post, squeeze, upper: Episodes.POST \"b\""},
    {"ends",
     "  require: places[of] is present\n"
     "- view: ends\n"
     "  union:\n"
     "    - {of: Episodes, columns: {of: POST}}\n"
     "    - {of: Episodes, columns: {of: LATER or else \"c\"}}\n",
     "post, squeeze, upper: Episodes.LATER Episodes.POST \"c\""},
    {"Episodes",
     "  require: places[listed[LS].post] is present\n"
     "- data: listed\n"
     "  columns: {ls: code, post: text}\n"
     "  key: ls\n"
     "  rows: [[C1, p1], [C2, null], [V3, p2]]\n",
     "post, squeeze, upper: \"p1\" \"p2\""},
    {"Header", "  require: exists Episodes where places[if SEX = 1 then upper(POST) else LATER].east > SEX\n",
     "post, squeeze, upper: Episodes.LATER Episodes.POST"},
    /* Only a message asks. */
    {"Episodes", "  require: DAYS > 5\n  at: [\"places[POST].area\"]\n", "post, squeeze, upper: Episodes.POST"},
    {"Episodes", "  require: homes[CHILD] is present\n", "none"},
    /* Whatever could be, or whatever all of it is asked for. */
    {"Episodes", "  require: places[slice(POST, 1, 3)] is present\n", "all"},
    {"Episodes", "  require: places[authority] is present\n", "all"},
    {"Episodes", "  require: places[raw(DAYS)] is present\n", "all"},
    {"Episodes", "  require: count(places) > 5 and places[POST] is present\n", "all"},
    {"Episodes", "  require: exists places where east > DAYS\n", "all"},
    {"Episodes", "  require: exists places where post = POST or east = 5\n", "all"},
    {"Episodes", "  require: places[POST] is present and exists places where area = REC\n", "all"},
    {"Episodes", "  require: places[places[POST].area] is present\n", "all"},
    {"places", "  require: east > 5\n", "all"},
    {"near",
     "  require: east > 5\n"
     "- view: near\n"
     "  of: places\n"
     "  where: post = \"a\"\n",
     "all"},
};

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of the alphabet: the order in which they are found is nobody's business. */
static void describe(const struct plan *plan, uint32_t table, const struct plan_sought *sought, char *out, size_t size)
{
    static char words[16][64];
    const char *sorted[16];
    size_t count = 0;
    if (sought->all || sought->column == TABLE_NO_COLUMN) {
        (void)snprintf(out, size, "%s", sought->all ? "all" : "none");
        return;
    }
    for (uint32_t i = 0; i < sought->source_count; i++) {
        const struct plan_table *source = &plan->tables.items[sought->sources[i].table];
        (void)snprintf(words[count], sizeof *words, "%.*s.%.*s", STR_ARGS(source->name),
                       STR_ARGS(source->layout->columns[sought->sources[i].column].name));
        sorted[count] = words[count];
        count++;
    }
    qsort(sorted, count, sizeof *sorted, compare_texts);
    struct str column = plan->tables.items[table].layout->columns[sought->column].name;
    int length = snprintf(out, size, "%.*s%s%s:", STR_ARGS(column), sought->squeeze ? ", squeeze" : "",
                          sought->upper ? ", upper" : "");
    for (size_t i = 0; i < count; i++) {
        length += snprintf(out + length, size - (size_t)length, " %s", sorted[i]);
    }
    for (uint32_t i = 0; i < sought->text_count; i++) {
        length += snprintf(out + length, size - (size_t)length, " \"%.*s\"",
                           STR_ARGS(plan->texts.items[sought->texts[i]]));
    }
}

static struct schema *load(const char *name, const char *text)
{
    struct failure failure = {0};
    struct schema *schema = schema_load_text(name, str_of(text), &failure);
    ck_assert_msg(schema, "%u:%u %s", failure.line, failure.column, failure.message);
    return schema;
}

static uint32_t table_named(const struct plan *plan, struct str name)
{
    for (uint32_t t = 0; t < plan->tables.count; t++) {
        if (str_equal(plan->tables.items[t].name, name)) {
            return t;
        }
    }
    return PLAN_NONE;
}

START_TEST(what_is_looked_up)
{
    char text[4096];
    char found[1024] = "none";
    struct failure failure = {0};
    struct schema *schema = fixture_load_schema();
    struct schema *places = load("places.yaml", places_schema);
    struct schema *homes = load("homes.yaml", homes_schema);
    const struct schema *const references[] = {homes, places};
    fixture_rule(text, sizeof text, cases[_i].table, "@");
    const char *at = strchr(text, '@');
    /* What comes behind the rule's lines is to stand behind the rule. */
    const char *extra = strstr(cases[_i].lines, "\n- ");
    char whole[8192];
    (void)snprintf(whole, sizeof whole, "%.*s%.*s%s%s", (int)(at - text), text,
                   extra ? (int)(extra + 1 - cases[_i].lines) : (int)strlen(cases[_i].lines), cases[_i].lines, at + 1,
                   extra ? extra + 1 : "");
    struct rule_set *set = rule_set_load_text(schema, references, 2, "rules.yaml", str_of(whole), &failure);
    struct plan *plan = set ? rule_compile(set, 2019, &failure) : NULL;
    ck_assert_msg(plan, "%u:%u %s\n%s\n%s", failure.line, failure.column, failure.message, failure.excerpt, whole);
    uint32_t table = table_named(plan, STR("places"));
    struct plan_sought sought;
    struct arena keep = ARENA_EMPTY;
    if (table != PLAN_NONE) {
        ck_assert(plan_sought_rows(plan, table, &sought, &keep, &failure));
        describe(plan, table, &sought, found, sizeof found);
    }
    ck_assert_msg(strcmp(found, cases[_i].expected) == 0, "%s\nis sought by\n%s\nnot\n%s", cases[_i].lines, found,
                  cases[_i].expected);
    arena_free(&keep);
    plan_free(plan);
    rule_set_free(set);
    schema_free(schema);
    schema_free(places);
    schema_free(homes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sought");
    TCase *tests = tcase_create("sought");
    tcase_add_loop_test(tests, what_is_looked_up, 0, (int)(sizeof cases / sizeof *cases));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
