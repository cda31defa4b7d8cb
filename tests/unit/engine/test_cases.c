/* Published cases: what a line may hold, the return that is made of it, and when a case passes. */
#include <check.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "engine/cases.h"
#include "small_cases.h"

static struct probity_library library;
static struct library_collection collection;
static struct cases_collection its_cases;
static struct arena arena;
static struct failure failure;

static void open_library(void)
{
    failure = (struct failure){0};
    collection.schema = schema_load_text("test.yaml", str_of(cases_schema), &failure);
    ck_assert_msg(collection.schema != NULL, "%u: %s", failure.line, failure.message);
    collection.rules = rule_set_load_text(collection.schema, NULL, 0, "rules.yaml", str_of(cases_rules), &failure);
    ck_assert_msg(collection.rules != NULL, "%u: %s", failure.line, failure.message);
    library = (struct probity_library){.collections = &collection, .collection_count = 1};
    its_cases = (struct cases_collection){.library = &library, .schema = collection.schema};
    ck_assert_msg(cases_load_names_text("names.yaml", str_of(cases_names), &its_cases, &failure), "%s",
                  failure.message);
}

static void close_library(void)
{
    for (struct library_plan *plan = collection.plans; plan;) {
        struct library_plan *next = plan->next;
        exec_program_free(plan->program);
        plan_free(plan->plan);
        free(plan);
        plan = next;
    }
    cases_collection_free(&its_cases);
    rule_set_free(collection.rules);
    schema_free(collection.schema);
    collection = (struct library_collection){0};
    arena_free(&library.arena);
    arena_free(&arena);
    arena = ARENA_EMPTY;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static bool load(const char *text, struct cases_case *of)
{
    failure = (struct failure){0};
    return cases_load("cases.jsonl", 7, str_of(text), of, &arena, &failure);
}

#define LINE(members) \
    "{\"rule\": \"1\", \"case\": 3, \"ruleset\": \"2016_17\", \"effective_in\": [\"2016_17\"], " members "}"
#define EMPTY "\"tables\": {}, \"expected\": {}"

START_TEST(test_a_line)
{
    struct cases_case of;
    ck_assert_msg(
        load(
            "{\"rule\":\"12\\u00e9\\\"\\\\\\/\",\"peer\":\"cin\",\"case\":0,\"effective_in\":[\"2016_17\",\"2017-18\"],"
            "\"tables\":{\"A\":[{\"x\":null,\"y\":\"null\",\"z\":2.50,\"w\":\"\",\"v\":[\"a\",1]}],"
            "\"A_last\":[{},{}]},\"metadata\":{\"p\":\"q\",\"list\":[{\"URN\":1}]},"
            "\"reference\":{\"posts\":[{\"pcd\":\"AB1\"}]},\"index\":{\"A_last\":[\"u\",\"v\"]},"
            "\"expected\":{\"A\":[0],\"A_last\":[\"v\"],\"B\":[]},\"la_level\":true,"
            "\"issues\":[{\"table\":\"A\",\"groups\":[{\"rows\":[0]}]},{\"kind\":\"la\"}]}",
            &of),
        "%s", failure.message);
    ck_assert_str_eq(of.rule.data, "12é\"\\/");
    ck_assert_str_eq(of.number.data, "0");
    ck_assert_uint_eq(of.period_count, 2);
    ck_assert_int_eq(of.periods[1], 2017);
    ck_assert_uint_eq(of.table_count, 2);
    const struct cases_cell *cells = of.tables[0].records[0].cells;
    ck_assert(cells[0].missing && !cells[1].missing && !cells[3].missing);
    ck_assert_str_eq(cells[1].text.data, "null");
    ck_assert_str_eq(cells[2].text.data, "2.50");
    ck_assert_uint_eq(cells[3].text.length, 0);
    ck_assert_uint_eq(cells[4].item_count, 2);
    ck_assert(of.tables[1].last_year && str_equal(of.tables[1].name, STR("A")));
    ck_assert_uint_eq(of.metadata.cell_count, 1);
    ck_assert_uint_eq(of.reference_count, 2);
    ck_assert_uint_eq(of.expected_count, 2);
    ck_assert(of.expected[1].last_year && of.expected[1].records[0] == 1);
    ck_assert(of.whole_return && of.return_is_expected);
    ck_assert_uint_eq(of.group_count, 1);
}
END_TEST

START_TEST(test_lines_with_mistakes)
{
    static const struct {
        const char *text, *message;
    } mistakes[] = {
        {"[]", "a case is a mapping, but here stands a list"},
        {"{} {}", NULL},
        {"{", NULL},
        {"{\"rule\": \"\\ud83d\\ude00\"}", NULL},
        {"{\"effective_in\": [], " EMPTY "}", "it has no \"rule\""},
        {"{\"rule\": null, \"effective_in\": [], " EMPTY "}", "it has no \"rule\""},
        {"{\"rule\": [1], \"effective_in\": [], " EMPTY "}", "rule is one value, but here stands a list"},
        {"{\"rule\": \"1\", " EMPTY "}", "it has no \"effective_in\""},
        {"{\"rule\": \"1\", \"effective_in\": [\"2016_18\"], " EMPTY "}", "a period is written as 2022_23"},
        {"{\"rule\": \"1\", \"effective_in\": [[]], " EMPTY "}", "a period is written as 2022_23"},
        {LINE("\"expected\": {}"), "it has no \"tables\""},
        {LINE("\"tables\": {}"), "it has no \"expected\""},
        {LINE("\"tables\": {\"A\": {}}, \"expected\": {}"), "a table is a list, but here stands a mapping"},
        {LINE("\"tables\": {\"A\": [1]}, \"expected\": {}"), "a record is a mapping, but here stands a text"},
        {LINE("\"tables\": {\"A\": [{\"x\": {}}]}, \"expected\": {}"),
         "a cell is one value, but here stands a mapping"},
        {LINE("\"tables\": {\"A\": [{\"x\": [[]]}]}, \"expected\": {}"),
         "a value of a list is one value, but here stands a list"},
        {LINE("\"tables\": {\"A\": [{}]}, \"expected\": {\"A\": [1]}"), "the case gives no such record of A"},
        {LINE("\"tables\": {\"A\": [{}]}, \"expected\": {\"A\": [0, 0]}"),
         "the case does not give so many records of A"},
        {LINE("\"tables\": {\"A\": [{}]}, \"expected\": {\"A\": [-1]}"), "there is no such record"},
        {LINE("\"tables\": {\"A\": [{}]}, \"expected\": {\"A\": [99999999999]}"), "there is no such record"},
        {LINE("\"tables\": {\"A\": [{}]}, \"expected\": {\"A\": 0}"),
         "what is expected of a table is a list, but here stands a text"},
        {LINE("\"tables\": {\"A\": [{}]}, \"index\": {\"A\": [\"u\"]}, \"expected\": {\"A\": [0]}"),
         "there is no such record"},
        {LINE("\"tables\": {}, \"metadata\": [], \"expected\": {}"), "metadata is a mapping, but here stands a list"},
        {LINE("\"tables\": {}, \"metadata\": {\"a\": {}}, \"expected\": {}"),
         "a cell is one value, but here stands a mapping"},
        {LINE("\"tables\": {}, \"reference\": {\"a\": 1}, \"expected\": {}"),
         "a table is a list, but here stands a text"},
        {LINE("\"tables\": {}, \"expected\": {}, \"issues\": {}"), "issues is a list, but here stands a mapping"},
        {LINE("\"tables\": {}, \"expected\": {}, \"issues\": [{\"table\": \"A\", \"groups\": [{\"rows\": [0]}]}]"),
         "the case does not give so many records of A"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct cases_case of;
        ck_assert_msg(!load(mistakes[i].text, &of), "%s", mistakes[i].text);
        ck_assert_uint_eq(failure.line, 7);
        ck_assert_str_eq(failure.path, "cases.jsonl");
        if (mistakes[i].message) {
            ck_assert_str_eq(failure.message, mistakes[i].message);
        }
    }
}
END_TEST

START_TEST(test_a_case_has_so_many_records_at_most)
{
    for (uint32_t more = 0; more < 2; more++) {
        struct buffer text = BUFFER_EMPTY;
        buffer_text(&text, "{\"rule\": 1, \"effective_in\": [], \"expected\": {}, \"tables\": {\"A\": [");
        for (uint32_t r = 0; r < CASES_RECORDS_MOST + more; r++) {
            buffer_text(&text, r ? ",{}" : "{}");
        }
        buffer_text(&text, "]}}");
        struct cases_case of;
        failure = (struct failure){0};
        bool fine = cases_load("cases.jsonl", 7, buffer_view(&text), &of, &arena, &failure);
        ck_assert_int_eq(fine, more == 0);
        ck_assert_int_eq(failure.kind, more ? FAILURE_LIMIT : FAILURE_NONE);
        buffer_free(&text);
    }
}
END_TEST

/* ---- running ------------------------------------------------------------------------------------------------------------ */

static struct cases_outcome run_in(const char *code, int period, const char *text)
{
    struct cases_case of;
    struct cases_outcome outcome;
    ck_assert_msg(load(text, &of), "%s: %s", text, failure.message);
    ck_assert_msg(cases_run(&its_cases, period, &of, str_of(code), &outcome, &arena, &failure), "%s", failure.message);
    return outcome;
}

static enum cases_verdict verdict(const char *code, const char *text)
{
    return run_in(code, 2016, text).verdict;
}

#define NESTED(expected)                                                                                              \
    LINE("\"tables\": {\"Assessments\": [{\"LAchildID\": \"a\", \"CINdetailsID\": \"c1\", \"day\": \"01/04/2016\"}, " \
         "{\"LAchildID\": \"b\", \"CINdetailsID\": \"c1\", \"day\": \"2016-04-01\"}, "                                \
         "{\"LAchildID\": \"z\", \"CINdetailsID\": \"c9\", \"day\": \"2016-04-01\"}], "                               \
         "\"CINdetails\": [{\"LAchildID\": \"b\", \"CINdetailsID\": \"c1\", \"First day\": \"02/04/2016\"}, "         \
         "{\"LAchildID\": \"a\", \"CINdetailsID\": \"c1\", \"begins\": \"01/04/2016\"}]}, \"expected\": {" expected   \
         "}")

/* A finding is decided by its first place in a table of which records are expected; the others may be anywhere. */
START_TEST(test_what_fits)
{
    ck_assert_int_eq(verdict("T-1", NESTED("\"Assessments\": [1], \"CINdetails\": [0]")), CASES_PASSED);
    ck_assert_int_eq(verdict("T-1", NESTED("\"Assessments\": [1]")), CASES_PASSED);
    ck_assert_int_eq(verdict("T-1", NESTED("\"CINdetails\": [0]")), CASES_PASSED);
    ck_assert_int_eq(verdict("t-1", NESTED("\"CINdetails\": [0]")), CASES_PASSED);
    ck_assert_int_eq(verdict("T-1", NESTED("\"CINdetails\": [1]")), CASES_FAILED);
    ck_assert_int_eq(verdict("T-1", NESTED("\"Assessments\": [0]")), CASES_FAILED);
    ck_assert_int_eq(verdict("T-1", NESTED("\"Assessments\": [0, 1]")), CASES_FAILED);
    ck_assert_int_eq(verdict("T-1", NESTED("\"Assessments\": [1], \"CINdetails\": [1]")), CASES_FAILED);
    ck_assert_int_eq(verdict("T-1", NESTED("")), CASES_FAILED);
    ck_assert_int_eq(verdict("T-1", NESTED("\"Assessments\": []")), CASES_FAILED);
    ck_assert_int_eq(verdict("T-10", NESTED("\"Assessments\": [1]")), CASES_NO_RULE);
    ck_assert_int_eq(verdict("T-7", NESTED("")), CASES_NO_RULE); /* from 2017-18 */
}
END_TEST

/* The parent that the third assessment implies is no record of the case; but what is found there may be. */
START_TEST(test_implied_parents_do_not_count)
{
    struct cases_outcome outcome = run_in("T-2", 2016, NESTED("\"CINdetails\": [0, 1]"));
    ck_assert_uint_eq(outcome.finding_count, 2);
    ck_assert_int_eq(verdict("T-2", NESTED("\"CINdetails\": [0]")), CASES_FAILED);
    ck_assert_int_eq(
        verdict("T-8", LINE("\"tables\": {\"Assessments\": [{\"CINdetailsID\": \"c\", \"day\": \"01/04/2016\"}, "
                            "{\"CINdetailsID\": \"d\"}, {\"CINdetailsID\": \"c\", \"day\": "
                            "\"02/04/2016\"}]}, \"expected\": {\"Assessments\": [0, 2]}")),
        CASES_PASSED);
}
END_TEST

START_TEST(test_groups)
{
    struct cases_case of;
    struct cases_outcome outcome;
    static const struct {
        const char *code, *text;
        uint32_t split;
    } cases[] = {
        {"T-2",
         LINE(
             "\"tables\": {\"CINdetails\": [{}, {}]}, \"expected\": {\"CINdetails\": [0, 1]}, \"issues\": [{\"table\": "
             "\"CINdetails\", \"groups\": [{\"rows\": [0]}, {\"rows\": [1]}]}]"),
         0},
        {"T-2",
         LINE(
             "\"tables\": {\"CINdetails\": [{}, {}]}, \"expected\": {\"CINdetails\": [0, 1]}, \"issues\": [{\"table\": "
             "\"CINdetails\", \"groups\": [{\"rows\": [0, 1]}]}]"),
         1},
        {"T-11",
         LINE("\"tables\": {\"CINdetails\": [{}], \"CINdetails_last\": [{}, {\"begins\": \"01/04/2015\"}]}, "
              "\"expected\": {\"CINdetails_last\": [1]}, \"issues\": [{\"table\": \"CINdetails_last\", "
              "\"groups\": [{\"rows\": [1]}]}]"),
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert(load(cases[i].text, &of));
        outcome = run_in(cases[i].code, 2016, cases[i].text);
        ck_assert_int_eq(outcome.verdict, CASES_PASSED);
        ck_assert_uint_eq(outcome.split, cases[i].split);
    }
}
END_TEST

/* A list of values is records of the nested table, of the record that holds the list though no record has a number. */
START_TEST(test_lists_are_nested_records)
{
#define LISTS(code, more, expected)                                                                 \
    verdict(code, LINE("\"tables\": {\"Assessments\": [{\"AssessmentFactors\": [\"X\", \"Y\"]}, "   \
                       "{\"AssessmentFactors\": null}, {\"AssessmentFactors\": \"X\"}, "            \
                       "{\"AssessmentFactors\": [\"Y\", \"Y\"]}, {\"AssessmentFactors\": []}]" more \
                       "}, \"expected\": {\"Assessments\": [" expected "]}"))
    ck_assert_int_eq(LISTS("T-3", "", "0, 2"), CASES_PASSED);
    ck_assert_int_eq(LISTS("T-4", "", "3"), CASES_PASSED);
    /* a case that gives the table as well says the same twice; a value that is missing is no record */
    ck_assert_int_eq(
        LISTS("T-4", ", \"AssessmentFactorsList\": [{\"AssessmentID\": 1, \"AssessmentFactor\": null}]", ""),
        CASES_PASSED);
    ck_assert_int_eq(
        LISTS("T-3", ", \"AssessmentFactorsList\": [{\"AssessmentID\": 2, \"AssessmentFactor\": \"X\"}]", "1"),
        CASES_PASSED);
}
END_TEST

START_TEST(test_the_return_as_a_whole)
{
#define RETURN(date, more) LINE("\"tables\": {\"CINdetails\": [{\"begins\": \"" date "\"}]}, \"expected\": {}" more)
#define EXPECTED ", \"la_level\": true, \"issues\": [{\"kind\": \"la\"}]"
    ck_assert_int_eq(verdict("T-5", RETURN("01/04/2016", "")), CASES_PASSED);
    ck_assert_int_eq(verdict("T-5", RETURN("01/04/2016", EXPECTED)), CASES_FAILED);
    ck_assert_int_eq(verdict("T-5", RETURN("31/03/2016", EXPECTED)), CASES_PASSED);
    ck_assert_int_eq(verdict("T-5", RETURN("31/03/2016", "")), CASES_FAILED);
}
END_TEST

START_TEST(test_parameters)
{
    static const struct {
        const char *metadata, *message;
    } cases[] = {
        {"", "01/04/2016 31/03/2017 2016-17 (blank) csv"},
        {"\"collection_start\": \"01/04/1980\"", "01/04/1980 31/03/1981 2016-17 (blank) csv"},
        {"\"collection_end\": \"31/3/2000\"", "01/04/1999 31/03/2000 2016-17 (blank) csv"},
        {"\"collection_start\": \"01/04/1980\", \"collection_end\": \"1980-12-31\", \"localAuthority\": \"auth\", "
         "\"file_format\": \"xml\"",
         "01/04/1980 31/12/1980 2016-17 auth xml"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str text = arena_printf(&arena, LINE("\"tables\": {}, \"expected\": {}, \"metadata\": {%s}"),
                                       cases[i].metadata);
        struct cases_outcome outcome = run_in("T-5", 2016, text.data);
        ck_assert_uint_eq(outcome.finding_count, 1);
        ck_assert_str_eq(outcome.findings[0].message.data, cases[i].message);
        ck_assert_int_eq(outcome.has_dates, i > 0);
    }
    struct cases_case of;
    struct cases_outcome outcome;
    ck_assert(load(LINE("\"tables\": {}, \"expected\": {}, \"metadata\": {\"collection_end\": \"soon\"}"), &of));
    ck_assert(!cases_run(&its_cases, 2016, &of, STR("T-5"), &outcome, &arena, &failure));
}
END_TEST

START_TEST(test_reference_date)
{
    static const struct {
        const char *tables, *message;
    } dated[] = {
        {"\"Message\": [{\"counted\": \"2001-03-31\"}]", "01/04/2000 31/03/2001 2016-17 (blank) csv"},
        {"\"Message\": [{\"author\": \"x\", \"Counted on\": \"31/03/2001\"}, {\"counted\": \"31/03/2002\"}]",
         "01/04/2000 31/03/2001 2016-17 (blank) csv"},
        {"\"Message\": [{\"counted\": null}]", "01/04/2016 31/03/2017 2016-17 (blank) csv"},
        {"\"Message\": [{\"counted\": \"soon\"}]", "01/04/2016 31/03/2017 2016-17 (blank) csv"},
        {"\"Message\": [], \"Message_last\": [{\"counted\": \"31/03/2001\"}]",
         "01/04/2016 31/03/2017 2016-17 (blank) csv"},
        {"\"Header\": [{\"ReferenceDate\": \"31/03/2001\"}]", "01/04/2016 31/03/2017 2016-17 (blank) csv"},
    };
    for (size_t i = 0; i < sizeof dated / sizeof dated[0]; i++) {
        struct str text = arena_printf(&arena, LINE("\"tables\": {%s}, \"expected\": {}"), dated[i].tables);
        ck_assert_str_eq(run_in("T-5", 2016, text.data).findings[0].message.data, dated[i].message);
    }
}
END_TEST

/* There is a return of last year if the case gives any of it; a rule that did not run found nothing. */
START_TEST(test_last_year)
{
    static const char none[] = LINE("\"tables\": {\"CINdetails\": [{\"LAchildID\": \"a\"}]}, \"expected\": {}");
    struct cases_outcome outcome = run_in("T-6", 2016, none);
    ck_assert_int_eq(outcome.verdict, CASES_PASSED);
    ck_assert_str_eq(outcome.lacks.data, "last_year.CINdetails");
    outcome = run_in(
        "T-6", 2016,
        LINE("\"tables\": {\"CINdetails\": [{\"LAchildID\": \"a\"}]}, \"expected\": {\"CINdetails\": [0]}"));
    ck_assert_int_eq(outcome.verdict, CASES_FAILED);
    ck_assert_int_eq(verdict("T-6", LINE("\"tables\": {\"CINdetails\": [{\"LAchildID\": \"a\"}], \"Assessments_last\": "
                                         "[]}, \"expected\": {\"CINdetails\": [0]}")),
                     CASES_PASSED);
    ck_assert_int_eq(verdict("T-6", LINE("\"tables\": {\"CINdetails\": [{\"LAchildID\": \"a\"}], \"CINdetails_last\": "
                                         "[{\"LAchildID\": \"a\"}]}, \"expected\": {}")),
                     CASES_PASSED);
}
END_TEST

/* Rules that the schema implies go by the published code. An empty text is present and not valid; codes ignore case where
 * the schema does. */
START_TEST(test_cells)
{
    ck_assert_int_eq(
        verdict("T-9", LINE("\"tables\": {\"CINdetails\": [{\"begins\": \"\"}, {\"begins\": null}, {\"begins\": "
                            "\"30/02/2016\"}, {\"kind\": \"\"}, {\"kind\": \"a\"}, {\"kind\": \"C\"}, {\"kind\": "
                            "null}]}, \"expected\": {\"CINdetails\": [0, 2, 3, 5]}")),
        CASES_PASSED);
    struct cases_outcome outcome = run_in(
        "T-7", 2017, LINE("\"tables\": {\"CINdetails\": [{\"begins\": \"01/04/2016\"}]}, \"expected\": {}"));
    ck_assert_int_eq(outcome.verdict, CASES_FAILED);
}
END_TEST

START_TEST(test_what_is_left_out)
{
    struct cases_case of;
    struct cases_left_out left_out = {0};
    ck_assert(
        load(LINE("\"tables\": {\"CINdetails\": [{\"x\": 1, \"FIRST DAY\": 1}, {\"x\": 2}], \"Other\": [{}], "
                  "\"Assessments\": [{\"AssessmentFactors\": 1}]}, \"metadata\": {\"collectionYear\": 1, \"y\": 2}, "
                  "\"reference\": {\"z\": []}, \"expected\": {}"),
             &of));
    ck_assert(cases_note_left_out(&its_cases, &of, &left_out, &failure));
    ck_assert_uint_eq(left_out.items.count, 4);
    ck_assert_str_eq(left_out.items.items[0].name.data, "CINdetails.x");
    ck_assert_uint_eq(left_out.items.items[0].count, 2);
    ck_assert_str_eq(left_out.items.items[1].name.data, "Other");
    ck_assert_str_eq(left_out.items.items[2].name.data, "z");
    ck_assert_str_eq(left_out.items.items[3].name.data, "metadata.y");
    cases_left_out_free(&left_out);
}
END_TEST

/* ---- names -------------------------------------------------------------------------------------------------------------- */

static struct schema *add_reference(struct schema **references)
{
    references[0] = schema_load_text("homes.yaml",
                                     STR("collection: homes\ntitle: Homes\ntables:\n  - name: homes\n    title: Homes\n"
                                         "    columns:\n      URN: {type: text}\n      closed: {type: date}\n"),
                                     &failure);
    ck_assert_msg(references[0] != NULL, "%u: %s", failure.line, failure.message);
    library.references = references;
    library.reference_count = 1;
    return references[0];
}

START_TEST(test_names)
{
    struct schema *references[1];
    struct schema *homes = add_reference(references);
    ck_assert_msg(
        cases_load_names_text("names.yaml",
                              STR("peer: p\nreferences: {their_homes: homes}\n"
                                  "columns: {CINdetails: {START: begins, kind: begins}, homes: {END: closed}}\n"),
                              &its_cases, &failure),
        "%s", failure.message);
    const struct schema_table *episodes = schema_find_table(collection.schema, STR("CINdetails"));
    const struct schema_table *assessments = schema_find_table(collection.schema, STR("Assessments"));
    ck_assert_str_eq(its_cases.peer.data, "p");
    ck_assert_ptr_eq(cases_find_reference(&its_cases, STR("homes")), &homes->tables[0]);
    ck_assert_ptr_eq(cases_find_reference(&its_cases, STR("their_homes")), &homes->tables[0]);
    ck_assert_ptr_null(cases_find_reference(&its_cases, STR("START")));
    ck_assert_uint_eq(cases_find_column(&its_cases, episodes, STR("START")),
                      schema_find_column(episodes, STR("begins")));
    ck_assert_uint_eq(cases_find_column(&its_cases, episodes, STR("kind")), schema_find_column(episodes, STR("kind")));
    ck_assert_uint_eq(cases_find_column(&its_cases, assessments, STR("START")), SCHEMA_NONE);
    ck_assert_uint_eq(cases_find_column(&its_cases, &homes->tables[0], STR("END")), 1);
    ck_assert_ptr_null(cases_find_nested(&its_cases, episodes, STR("START")));
    ck_assert_uint_eq(cases_find_column(&its_cases, assessments, STR("AssessmentFactors")), SCHEMA_NONE);
    const struct cases_name *nested = cases_find_nested(&its_cases, assessments, STR("AssessmentFactors"));
    ck_assert_ptr_nonnull(nested);
    ck_assert_str_eq(nested->table->name.data, "AssessmentFactorsList");
    schema_free(homes);
}
END_TEST

START_TEST(test_names_with_mistakes)
{
    static const struct {
        const char *text, *message;
    } mistakes[] = {
        {"[]", "a file of names is a mapping, but here stands a list"},
        {"tables: {}", "a file of names has no \"tables\""},
        {"peer: []", "peer is one value, but here stands a list"},
        {"references: [a]", "references is a mapping, but here stands a list"},
        {"references: {a: [b]}", "a table's name is one value, but here stands a list"},
        {"references: {a: CINdetails}", "there is no reference table \"CINdetails\""},
        {"columns: {Other: {}}", "there is no table \"Other\""},
        {"columns: {CINdetails: []}", "columns of a table is a mapping, but here stands a list"},
        {"columns: {CINdetails: {a: []}}", "a column's name is one value, but here stands a list"},
        {"columns: {CINdetails: {a: b}}", "CINdetails has no column \"b\""},
        {"columns: {CINdetails: {a: Other.b}}", "there is no table \"Other\""},
        {"columns: {CINdetails: {a: Assessments.b}}", "Assessments has no column \"b\""},
        {"columns: {CINdetails: {a: AssessmentFactorsList.AssessmentFactor}}",
         "AssessmentFactorsList is not nested in CINdetails"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        failure = (struct failure){0};
        ck_assert_msg(!cases_load_names_text("names.yaml", str_of(mistakes[i].text), &its_cases, &failure), "%s",
                      mistakes[i].text);
        ck_assert_str_eq(failure.message, mistakes[i].message);
        ck_assert_str_eq(failure.path, "names.yaml");
        ck_assert_uint_eq(failure.line, 1);
    }
    failure = (struct failure){0};
    ck_assert(cases_load_names_text("names.yaml", STR("# nothing\n"), &its_cases, &failure));
}
END_TEST

/* ---- telling ------------------------------------------------------------------------------------------------------------ */

/* The longest cell, control characters and a table of many records: what is told stays within its room. */
START_TEST(test_telling)
{
    struct buffer text = BUFFER_EMPTY;
    buffer_text(&text, "{\"rule\": 1, \"effective_in\": [], \"expected\": {\"CINdetails\": [0]}, \"tables\": "
                       "{\"Assessments\": [");
    for (uint32_t r = 0; r < 30; r++) {
        buffer_format(&text, "%s{\"day\": \"\\u0001ééééééééééééééééééééééééééééééééé\", \"c%u\": null}", r ? "," : "",
                      r * 2);
    }
    buffer_text(&text, "], \"CINdetails\": [{\"begins\": [\"1\", \"2\"]}]}}");
    struct cases_case of;
    ck_assert_msg(load(text.data ? arena_str(&arena, buffer_view(&text)).data : "", &of), "%s", failure.message);
    struct cases_outcome outcome;
    ck_assert(cases_run(&its_cases, 2016, &of, STR("T-1"), &outcome, &arena, &failure));
    buffer_clear(&text);
    cases_tell(&its_cases, &of, &outcome, &text);
    buffer_char(&text, 0);
    ck_assert_ptr_nonnull(strstr(text.data, "missed    CINdetails 0\n"));
    ck_assert_ptr_nonnull(strstr(text.data, "\xef\xbf\xbdééééééééééééééééééééééééééé  ·"));
    ck_assert_ptr_null(strstr(text.data, "éééééééééééééééééééééééééééé"));
    ck_assert_ptr_nonnull(strstr(text.data, "… and 6 more\n"));
    ck_assert_ptr_nonnull(strstr(text.data, "-     0  1,2\n"));
    buffer_free(&text);
}
END_TEST

static bool is_told(const struct buffer *told, const char *what)
{
    return str_contains(buffer_view(told), str_of(what));
}

/* Of a record that differs, what else is said of the same child, whatever the case calls the column. */
START_TEST(test_whose_records_are_told)
{
    struct cases_case of;
    struct cases_outcome outcome;
    struct buffer told = BUFFER_EMPTY;
    failure = (struct failure){0};
    ck_assert(
        cases_load_names_text("names.yaml", STR("columns: {Assessments: {who: LAchildID}}"), &its_cases, &failure));
    ck_assert(load(LINE("\"tables\": {\"CINdetails\": [{\"LAchildID\": \"a\"}, {\"LAchildID\": \"b\"}, {\"kind\": "
                        "\"nobody\"}], \"Assessments\": [{\"who\": \"b\", \"day\": \"b's\"}, {\"who\": \"a\", "
                        "\"day\": \"a's\"}], \"Message\": [{\"author\": \"z\"}], \"Other\": [{\"LAchildID\": "
                        "\"other\"}]}, \"expected\": {\"CINdetails\": [0, 2]}"),
                   &of));
    ck_assert(cases_run(&its_cases, 2016, &of, STR("T-2"), &outcome, &arena, &failure));
    ck_assert_int_eq(outcome.verdict, CASES_FAILED);
    cases_tell(&its_cases, &of, &outcome, &told);
    ck_assert(is_told(&told, "+     1  b"));
    ck_assert(!is_told(&told, "0  a"));
    ck_assert(is_told(&told, "nobody"));
    ck_assert(is_told(&told, "b's"));
    ck_assert(!is_told(&told, "a's"));
    ck_assert(is_told(&told, "author"));
    ck_assert(is_told(&told, "other"));
    buffer_free(&told);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cases");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, open_library, close_library);
    tcase_add_test(tests, test_a_line);
    tcase_add_test(tests, test_lines_with_mistakes);
    tcase_add_test(tests, test_a_case_has_so_many_records_at_most);
    tcase_add_test(tests, test_what_fits);
    tcase_add_test(tests, test_implied_parents_do_not_count);
    tcase_add_test(tests, test_groups);
    tcase_add_test(tests, test_lists_are_nested_records);
    tcase_add_test(tests, test_the_return_as_a_whole);
    tcase_add_test(tests, test_parameters);
    tcase_add_test(tests, test_reference_date);
    tcase_add_test(tests, test_last_year);
    tcase_add_test(tests, test_cells);
    tcase_add_test(tests, test_what_is_left_out);
    tcase_add_test(tests, test_names);
    tcase_add_test(tests, test_names_with_mistakes);
    tcase_add_test(tests, test_telling);
    tcase_add_test(tests, test_whose_records_are_told);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
