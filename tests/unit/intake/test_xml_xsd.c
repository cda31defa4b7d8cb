/* Does reading refuse what the exported XSD refuses, and nothing else? libxml2 is the judge. The schema here has every
 * type of column, nested tables and wrappers; the cells are checked in the plainest way, straight from the batches. */
#include <check.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "intake/intake.h"
#include "schema/export.h"
#include "xml_mutants.h"

#define MUTANTS 4000u
#define PERIOD 2017

static const char schema_text[] =
    "collection: test\n"
    "title: A test\n"
    "from: 2016-17\n"
    "until: 2018-19\n"
    "codes:\n"
    "  kind: {values: {A: First, B2: Second, Z: {title: Gone, until: 2016-17}}}\n"
    "  any_case: {ignore_case: true, values: {Ab: First, C: Second}}\n"
    "tables:\n"
    "  - name: child\n"
    "    title: A child\n"
    "    xml: Return/Children/Child\n"
    "    key: id\n"
    "    columns:\n"
    "      id: {title: Id, type: text, required: true, xml: Names/Id}\n"
    "      upn: {title: UPN, type: text, pattern: \"[A-Z]\\\\d{12}\", xml: Names/Upn}\n"
    "      born: {title: Born, type: date, required: true, xml: Born}\n"
    "      kind: {title: Kind, type: code, codes: kind, xml: Kind}\n"
    "      any: {title: Any, type: code, codes: any_case, required: true, xml: Any}\n"
    "      count: {title: Count, type: integer, least: 1, most: 100, xml: Numbers/Count}\n"
    "      cost: {title: Cost, type: money, required: true, xml: Numbers/Cost}\n"
    "      rate: {title: Rate, type: decimal, decimals: 3, xml: Numbers/Rate}\n"
    "      month: {title: Month, type: year-month, xml: Month}\n"
    "      flag: {title: Flag, type: boolean, xml: Flag}\n"
    "      gone: {title: Gone, type: text, until: 2016-17, xml: Gone}\n"
    "      number: {title: Number, type: integer, number_of: child}\n"
    "      closed: {title: Closed, type: boolean, required: true, after: visit, xml: Closed}\n"
    "      left: {title: Left, type: date, after: visit, xml: Left}\n"
    "  - name: visit\n"
    "    title: A visit\n"
    "    parent: child\n"
    "    xml: Return/Children/Child/Visits/Visit\n"
    "    columns:\n"
    "      on: {title: \"On\", type: date, xml: Date}\n"
    "      note: {title: Note, type: text, xml: Note}\n"
    "  - name: factor\n"
    "    title: A factor\n"
    "    parent: visit\n"
    "    xml: Return/Children/Child/Visits/Visit/Factor\n"
    "    columns:\n"
    "      factor: {title: Factor, type: code, required: true, xml: .}\n"
    "  - name: end\n"
    "    title: The end\n"
    "    parent: child\n"
    "    once: true\n"
    "    xml: Return/Children/Child/End\n"
    "    columns:\n"
    "      child: {title: Number of the child, type: integer, number_of: child}\n"
    "      why: {title: Why, type: code, codes: kind, xml: Why}\n"
    "xml:\n"
    "  root: Return\n"
    "  collection: {path: Return/Header/Collection, text: test}\n"
    "  period: {path: Return/Header/Year, year: financial}\n"
    "  reference_date: Return/Header/Date\n"
    "  authority: Return/Header/Council\n";

static const char document_text[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Return>\n<Header><Collection>test</Collection><Year>2017-18</Year><Date>2018-03-31</Date><Council>383</Council>"
    "</Header>\n<Children>\n"
    "<Child><Names><Id>1</Id><Upn>A123456789012</Upn></Names><Born>2010-01-31</Born><Kind>A</Kind><Any>aB</Any>"
    "<Numbers><Count>7</Count><Cost>12.50</Cost><Rate>0.125</Rate></Numbers><Month>2017-05</Month><Flag>true</Flag>"
    "<Visits><Visit><Date>2017-06-01</Date><Note>two words</Note><Factor>1A</Factor><Factor>2B</Factor></Visit>"
    "<Visit><Date>2017-07-01</Date></Visit></Visits><Closed>1</Closed><Left>2018-01-01</Left><End><Why>A</Why></End></"
    "Child>\n"
    "<Child><Names><Id>2</Id></Names><Born>2011-02-28</Born><Any>c</Any><Numbers><Cost>-3</Cost></Numbers><Closed>0</"
    "Closed>"
    "</Child>\n"
    "<Child><Names><Id>3</Id><Upn></Upn></Names><Born>2012-02-29</Born><Kind></Kind><Any>AB</Any><Numbers><Count>"
    "</Count><Cost>0</Cost><Rate></Rate></Numbers><Month></Month><Flag></Flag><Visits></Visits><Closed>false</Closed></"
    "Child>\n"
    "</Children>\n</Return>\n";

/* What the rules that a schema implies would find. */
struct judge {
    const struct schema *schema;
    struct str ids[64]; /* of children */
    uint32_t id_count;
    struct arena arena;
    char complaint[200];
};

static bool in_list(const struct schema_code_list *list, struct str code)
{
    for (uint32_t i = 0; i < list->code_count; i++) {
        bool same = list->ignore_case ? str_equal_ignoring_case(list->codes[i].code, code)
                                      : str_equal(list->codes[i].code, code);
        if (same && schema_in_force(list->codes[i].range, PERIOD)) {
            return true;
        }
    }
    return false;
}

static bool is_upn(struct str text)
{
    regex_t pattern;
    char copy[64];
    (void)snprintf(copy, sizeof copy, "%.*s", STR_ARGS(text));
    ck_assert_int_eq(regcomp(&pattern, "^[A-Z][0-9]{12}$", REG_EXTENDED | REG_NOSUB), 0);
    bool matches = regexec(&pattern, copy, 0, NULL, 0) == 0;
    regfree(&pattern);
    return matches;
}

static void complain(struct judge *judge, const struct schema_column *column, const char *what)
{
    if (!judge->complaint[0]) {
        (void)snprintf(judge->complaint, sizeof judge->complaint, "%.*s is %s", STR_ARGS(column->name), what);
    }
}

static void judge_key(struct judge *judge, const struct schema_column *column, struct str text)
{
    for (uint32_t i = 0; i < judge->id_count; i++) {
        if (str_equal(judge->ids[i], text)) {
            complain(judge, column, "repeated");
        }
    }
    ck_assert_uint_lt(judge->id_count, 64);
    judge->ids[judge->id_count++] = arena_str(&judge->arena, text);
}

static void judge_cell(struct judge *judge, const struct schema_column *column, const struct table_batch *batch,
                       uint32_t c, uint32_t row)
{
    const struct table_vector *vector = &batch->columns[c];
    if (vector->states[row] == TABLE_MISSING) {
        if (column->required) {
            complain(judge, column, "missing");
        }
        return;
    }
    if (vector->states[row] == TABLE_MALFORMED) {
        complain(judge, column, "malformed");
        return;
    }
    bool is_text = column->type == TABLE_TEXT || column->type == TABLE_CODE;
    struct str text = is_text ? table_batch_text(batch, c, row) : STR_EMPTY;
    if (column->codes != SCHEMA_NONE && !in_list(&judge->schema->code_lists[column->codes], text)) {
        complain(judge, column, "not in its list");
    }
    if (column->pattern.length && !is_upn(text)) {
        complain(judge, column, "not like its pattern");
    }
    if ((column->has_least && vector->values[row] < column->least) ||
        (column->has_most && vector->values[row] > column->most)) {
        complain(judge, column, "out of range");
    }
    if (str_equal(column->name, STR("id"))) {
        judge_key(judge, column, text);
    }
}

static bool judge_batch(void *context, unsigned worker, uint32_t table, const struct table_batch *batch,
                        struct failure *failure)
{
    struct judge *judge = context;
    const struct schema_table *of = &judge->schema->tables[table];
    (void)worker;
    (void)failure;
    for (uint32_t row = 0; row < batch->count; row++) {
        for (uint32_t c = 0; c < of->column_count; c++) {
            if (schema_in_force(of->columns[c].range, PERIOD)) {
                judge_cell(judge, &of->columns[c], batch, c, row);
            }
        }
    }
    return true;
}

/* Do we accept it? */
static bool we_accept(const struct schema *schema, struct str document, char *why, size_t why_size)
{
    struct failure failure = {0};
    struct judge judge = {.schema = schema};
    struct finding_log log = {0};
    struct dataset dataset;
    struct arena keep = ARENA_EMPTY;
    struct intake_input input = {.source = source_open_memory("mutant.xml", document, &failure)};
    ck_assert_ptr_nonnull(input.source);
    ck_assert(dataset_init(&dataset, &failure));
    struct intake_request request = {.schema = schema, .threads = 1, .period = PERIOD, .authority = STR_EMPTY};
    request.consumer = (struct intake_consumer){.context = &judge, .batch = judge_batch};
    ck_assert_msg(intake_sniff(&input, &schema, 1, 0, &keep, &failure) &&
                      intake_read(&input, &request, &dataset, &log, &failure),
                  "%s", failure.message);
    why[0] = 0;
    if (log.entries.count) {
        struct buffer text = BUFFER_EMPTY;
        finding_reading_word(&log.entries.items[0], &text);
        (void)snprintf(why, why_size, "%s: %.*s", finding_kind_text(log.entries.items[0].kind)->code,
                       STR_ARGS(buffer_view(&text)));
        buffer_free(&text);
    } else {
        (void)snprintf(why, why_size, "%s", judge.complaint);
    }
    intake_input_close(&input);
    finding_log_free(&log);
    dataset_free(&dataset);
    arena_free(&judge.arena);
    arena_free(&keep);
    return !why[0];
}

/* What the two tests have in common. */
struct court {
    struct schema *schema;
    struct xml_oracle *oracle;
    struct xml_mutants *mutants;
    struct buffer document, what;
    uint32_t judged, accepted, disagreements;
};

static void open_court(struct court *court)
{
    struct failure failure = {0};
    struct buffer xsd = BUFFER_EMPTY;
    *court = (struct court){.schema = schema_load_text("test.yaml", str_of(schema_text), &failure)};
    ck_assert_msg(court->schema != NULL, "%u:%u %s", failure.line, failure.column, failure.message);
    ck_assert_msg(schema_export_xsd(court->schema, PERIOD, &xsd, &failure), "%s", failure.message);
    court->oracle = xml_oracle_new(buffer_view(&xsd));
    ck_assert_ptr_nonnull(court->oracle);
    buffer_free(&xsd);
    court->mutants = calloc(1, sizeof *court->mutants);
    ck_assert(court->mutants && xml_mutants_init(court->mutants, str_of(document_text)));
}

static void judge_document(struct court *court, struct str document, uint32_t number)
{
    char ours[300];
    char theirs[300];
    bool they = xml_oracle_accepts(court->oracle, document, theirs, sizeof theirs);
    bool we = we_accept(court->schema, document, ours, sizeof ours);
    court->judged++;
    court->accepted += they;
    if (they != we && court->disagreements++ < 20) {
        (void)fprintf(stderr, "mutant %u, %.*s: libxml2 %s, we %s\n", number, STR_ARGS(buffer_view(&court->what)),
                      they ? "accepts" : theirs, we ? "accept" : ours);
    }
}

static void close_court(struct court *court)
{
    ck_assert_msg(court->disagreements == 0, "%u of %u mutants judged differently", court->disagreements,
                  court->judged);
    /* Of both kinds there are many, or the test would say little. */
    ck_assert_uint_gt(court->accepted, court->judged / 20);
    ck_assert_uint_lt(court->accepted, court->judged / 2);
    buffer_free(&court->document);
    buffer_free(&court->what);
    free(court->mutants);
    xml_oracle_free(court->oracle);
    schema_free(court->schema);
}

START_TEST(test_agrees_with_the_xsd)
{
    struct court court;
    open_court(&court);
    char why[300];
    ck_assert_msg(xml_oracle_accepts(court.oracle, court.mutants->document, why, sizeof why), "%s", why);
    ck_assert_msg(we_accept(court.schema, court.mutants->document, why, sizeof why), "%s", why);
    for (uint32_t i = 0; i < MUTANTS; i++) {
        xml_mutants_write(court.mutants, i, &court.document, &court.what);
        judge_document(&court, buffer_view(&court.document), i);
    }
    close_court(&court);
}
END_TEST

START_TEST(test_agrees_on_every_text_in_every_leaf)
{
    struct court court;
    open_court(&court);
    for (uint32_t i = 0; i < xml_mutants_text_count(court.mutants); i++) {
        xml_mutants_write_text(court.mutants, i, &court.document, &court.what);
        judge_document(&court, buffer_view(&court.document), i);
    }
    close_court(&court);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xml and xsd");
    TCase *tests = tcase_create("agreement");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, test_agrees_with_the_xsd);
    tcase_add_test(tests, test_agrees_on_every_text_in_every_leaf);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
