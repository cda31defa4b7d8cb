/* The census of children in need, from XML to findings: records see the records that they are nested in, and what stands
 * behind them in the file; the period; last year's census; and the made-up returns that others check with. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../run_suite.h"
#include "harness.h"
#include "intake/xml_batch.h"

static struct probity_library *library;

static void open_library(void)
{
    library = harness_library();
}

static void close_library(void)
{
    probity_library_close(library);
}

#define HEADER(year, date)                                                                                      \
    "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>" year "</Year><ReferenceDate>" date \
    "</ReferenceDate></CollectionDetails><Source><LEA>330</LEA></Source></Header><Children>"
#define TAIL "</Children></Message>"

/* ---- rules that relate records in every way ----------------------------------------------------------------------- */

/* Each finds what its title says; all of them in one document, in which one child has no identifier. */
static const char rules_text[] =
    "- collection: cin\n"
    "  prefix: T\n"
    "- {code: \"1\", title: parent, severity: error, for: Assessments, when: parent.ReferralNFA = true,\n"
    "   require: AssessmentActualStartDate is missing, message: \"{LAchildID} {CINdetails.ReferralNFA}\", fix: f, "
    "source: s,\n"
    "   at: [AssessmentActualStartDate, CINdetails.ReferralNFA],\n"
    "   examples: [{pass: {AssessmentID: 1}},\n"
    "     {fail: {CINdetails: [{ReferralNFA: true}], Assessments: [{AssessmentActualStartDate: 01/05/2023}]}}]}\n"
    "- {code: \"2\", title: grandparent, severity: error, for: Reviews, require: CPPreviewDate >= "
    "CINdetails.CINreferralDate,\n"
    "   message: m, fix: f, source: s, at: [CPPreviewDate],\n"
    "   examples: [{pass: {CPPID: 1}},\n"
    "     {fail: {CINdetails: [{CINreferralDate: 01/05/2023}], Reviews: [{CPPreviewDate: 01/04/2023}]}}]}\n"
    "- {code: \"3\", title: child of a factor, severity: error, for: AssessmentFactorsList,\n"
    "   require: not (AssessmentFactor = \"1A\" and ChildIdentifiers.Sex = \"U\"), message: "
    "\"{ChildIdentifiers.ChildID}\",\n"
    "   fix: f, source: s, from: 2024-25, at: [AssessmentFactor],\n"
    "   examples: [{pass: {AssessmentFactor: 1A}},\n"
    "     {fail: {ChildIdentifiers: [{Sex: U}], AssessmentFactorsList: [{AssessmentFactor: 1A}]}}]}\n"
    "- {code: \"4\", title: several open ones in an episode, severity: error, for: Assessments,\n"
    "   require: count(Assessments where same CINdetailsID and AssessmentAuthorisationDate is missing) <= 1,\n"
    "   message: m, fix: f, source: s,\n"
    "   examples: [{pass: {AssessmentID: 1}}, {fail: [{AssessmentActualStartDate: 01/05/2023}, {}]}]}\n"
    "- {code: \"5\", title: several plans of a child, severity: error, for: ChildProtectionPlans,\n"
    "   require: count(ChildProtectionPlans where same ChildID) = 1, message: m, fix: f, source: s, at: "
    "[CPPstartDate],\n"
    "   examples: [{pass: {CPPID: 1}}, {fail: [{CPPID: 1}, {CPPID: 2}]}]}\n"
    "- {code: \"6\", title: an episode by its number, severity: error, for: Section47,\n"
    "   require: \"DateOfInitialCPC != CINdetails[CINdetailsID].DateOfInitialCPC\", message: m, fix: f, source: s,\n"
    "   examples: [{pass: {S47ActualStartDate: 01/05/2023}},\n"
    "     {fail: {CINdetails: [{DateOfInitialCPC: 01/05/2023}], Section47: [{DateOfInitialCPC: 01/05/2023}]}}]}\n"
    "- {code: \"7\", title: before in order, severity: error, for: CINdetails,\n"
    "   require: previous is missing or CINreferralDate > previous.CINclosureDate, message: m, fix: f, source: s,\n"
    "   examples: [{pass: {CINdetailsID: 1}},\n"
    "     {fail: [{CINreferralDate: 01/05/2023, CINclosureDate: 01/07/2023}, {CINreferralDate: 01/06/2023}]}]}\n"
    "- {code: \"8\", title: last year, severity: error, for: CINdetails, when: CINreferralDate < period.start,\n"
    "   require: exists last_year.CINdetails where same LAchildID and same CINreferralDate, message: m, fix: f, "
    "source: s,\n"
    "   examples: [{pass: {CINdetails: [], last_year: {CINdetails: []}}},\n"
    "     {fail: {CINdetails: [{CINreferralDate: 01/05/2020}], last_year: {CINdetails: []}}}]}\n";

static struct probity_library *library_with_rules(const char *text)
{
    (void)mkdir(harness_folder("rules"), 0700);
    (void)mkdir(harness_folder("rules/cin"), 0700);
    (void)harness_write("rules/cin/all.yaml", str_of(text));
    return harness_library_with(harness_folder("rules"), NULL);
}

static void expect_places(const struct caught *caught, const char *code, const char *expected)
{
    struct buffer text = BUFFER_EMPTY;
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        if (str_equal(finding->code, str_of(code))) {
            buffer_format(&text, "%s%.*s %u", text.length ? ", " : "", STR_ARGS(finding->places[0].table),
                          (unsigned)finding->places[0].record);
        }
    }
    ck_assert_msg(str_equal(buffer_view(&text), str_of(expected)), "%s: %.*s, expected %s", code,
                  STR_ARGS(buffer_view(&text)), expected);
    buffer_free(&text);
}

#define CHILD(id, sex)                                                           \
    "<Child><ChildIdentifiers>" id "<Sex>" sex                                   \
    "</Sex></ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity>" \
    "</ChildCharacteristics>"
#define ASSESSMENT(date, rest) \
    "<Assessments><AssessmentActualStartDate>" date "</AssessmentActualStartDate>" rest "</Assessments>"
#define FACTOR \
    "<FactorsIdentifiedAtAssessment><AssessmentFactors>1A</AssessmentFactors></FactorsIdentifiedAtAssessment>"
#define PLAN(date, review)                                                                                            \
    "<ChildProtectionPlans><CPPstartDate>" date "</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>" \
    "<LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><Reviews><CPPreviewDate>" review "</CPPreviewDate></Reviews>"  \
    "</ChildProtectionPlans>"

static const char related[] = HEADER("2026", "2026-03-31")
    /* Child 1, without identifier: two episodes, the later one first. */
    CHILD("", "U") "<CINdetails><CINreferralDate>2025-06-01</CINreferralDate><ReferralNFA>0</ReferralNFA>" PLAN(
        "2025-07-01", "2025-05-31") "</CINdetails>"
                                    "<CINdetails><CINreferralDate>2025-05-01</"
                                    "CINreferralDate><CINclosureDate>2025-06-02</CINclosureDate>" ASSESSMENT(
                                        "2025-05-02", FACTOR) "<ReferralNFA>true</ReferralNFA></CINdetails></Child>\n"
    /* Child 2, without identifier: the same, none of it wrong. */
    CHILD("", "F") "<CINdetails><CINreferralDate>2025-05-01</CINreferralDate><CINclosureDate>2025-05-20</"
                   "CINclosureDate>" ASSESSMENT(
                       "2025-05-02",
                       FACTOR) "<ReferralNFA>false</ReferralNFA></CINdetails><CINdetails><CINreferralDate>2025-06-01"
                               "</CINreferralDate><ReferralNFA>1</ReferralNFA>" PLAN(
                                   "2025-07-01", "2025-06-01") "</CINdetails></Child>\n"
    /* Child 3: two open assessments, two conferences, two plans. */
    CHILD("<LAchildID>c</LAchildID>",
          "M") "<CINdetails><CINreferralDate>2024-05-01</CINreferralDate><DateOfInitialCPC>"
               "2025-05-05</DateOfInitialCPC>" ASSESSMENT("2025-05-02", "") ASSESSMENT(
                   "2025-05-03", "") "<Section47><DateOfInitialCPC>"
                                     "2025-05-05</DateOfInitialCPC></Section47><ReferralNFA>0</ReferralNFA>" PLAN(
                                         "2025-06-01", "2025-07-01")
                                         PLAN("2025-08-01", "2025-09-01") "</CINdetails></Child>\n" TAIL;

START_TEST(related_records)
{
    struct caught caught;
    struct probity_library *ours = library_with_rules(rules_text);
    struct buffer out = BUFFER_EMPTY;
    struct probity_tally tally;
    struct failure failure = {0};
    ck_assert_msg(probity_rules_test(ours, "cin", NULL, &out, &tally, &failure), "%s:%u %s", failure.path, failure.line,
                  failure.message);
    ck_assert_msg(tally.failed == 0 && tally.passed == 16, "%.*s", STR_ARGS(buffer_view(&out)));
    ck_assert(harness_check_file(ours, harness_write("related.xml", str_of(related)), &caught));
    expect_places(&caught, "T-1", "Assessments 1");
    expect_places(&caught, "T-2", "Reviews 1");
    expect_places(&caught, "T-3", "AssessmentFactorsList 1");
    expect_places(&caught, "T-4", "Assessments 3, Assessments 4");
    expect_places(&caught, "T-5", "ChildProtectionPlans 3, ChildProtectionPlans 4");
    expect_places(&caught, "T-6", "Section47 1");
    expect_places(&caught, "T-7", "CINdetails 1");
    expect_places(&caught, "T-8", ""); /* no last year */
    for (size_t i = 0; i < caught.findings.count; i++) {
        const struct caught_finding *finding = &caught.findings.items[i];
        if (str_equal(finding->code, STR("T-1"))) {
            ck_assert_msg(str_equal(finding->message, STR("(blank) yes")), "%.*s", STR_ARGS(finding->message));
            ck_assert_uint_eq(finding->place_count, 2);
            ck_assert(str_equal(finding->places[1].field, STR("ReferralNFA")));
        }
        if (str_equal(finding->code, STR("T-5"))) {
            ck_assert(str_starts_with(finding->places[0].key, STR("c 0")));
        }
    }
    harness_free(&caught);
    buffer_free(&out);
    probity_library_close(ours);
}
END_TEST

START_TEST(last_year)
{
    static const char before[] = HEADER("2025", "2025-03-31")
        CHILD("<LAchildID>c</LAchildID>", "M") "<CINdetails><CINreferralDate>2024-05-01</"
                                               "CINreferralDate><ReferralNFA>0</ReferralNFA></CINdetails></Child>" TAIL;
    static const char other[] = HEADER("2025", "2025-03-31")
        CHILD("<LAchildID>d</LAchildID>", "M") "<CINdetails><CINreferralDate>2024-05-01</"
                                               "CINreferralDate><ReferralNFA>0</ReferralNFA></CINdetails></Child>" TAIL;
    struct probity_library *ours = library_with_rules(rules_text);
    const char *now = harness_write("now.xml", str_of(related));
    for (unsigned fits = 0; fits < 2; fits++) {
        struct caught caught;
        const char *then = harness_write("then.xml", str_of(fits ? before : other));
        struct probity_check_options options = {
            .files = &now, .file_count = 1, .previous = &then, .previous_count = 1, .threads = 1};
        ck_assert(harness_check(ours, &options, &caught));
        expect_places(&caught, "T-8", fits ? "" : "CINdetails 5");
        harness_free(&caught);
    }
    probity_library_close(ours);
}
END_TEST

/* ---- periods ------------------------------------------------------------------------------------------------------ */

START_TEST(the_year_decides)
{
    struct caught caught;
    static const char text[] = HEADER("2024", "2025-03-31") TAIL;
    ck_assert(harness_check_file(library, harness_write("year.xml", str_of(text)), &caught));
    ck_assert(harness_found(&caught, "CIN-100", FINDING_ERROR, 1, "ReferenceDate"));
    ck_assert_uint_eq(harness_count(&caught, "READ-506"), 0); /* one finding about one date */
    ck_assert(str_equal(caught.findings.items[0].period, STR("2023-24")));
    harness_free(&caught);
}
END_TEST

START_TEST(the_given_period_decides)
{
    struct caught caught;
    static const char text[] = HEADER("2022", "2022-03-31") TAIL;
    const char *path = harness_write("old.xml", str_of(text));
    ck_assert(harness_check_file(library, path, &caught));
    ck_assert_int_eq(caught.verdict, VERDICT_NOT_CHECKED);
    ck_assert(harness_found(&caught, "READ-502", FINDING_QUERY, 0, NULL));
    harness_free(&caught);
    struct probity_check_options options = {.files = &path, .file_count = 1, .threads = 1, .period = 2022};
    ck_assert(harness_check(library, &options, &caught));
    ck_assert_int_eq(caught.verdict, VERDICT_REJECTED);
    ck_assert_uint_eq(harness_count(&caught, "READ-502"), 0);
    ck_assert(harness_found(&caught, "READ-506", FINDING_ERROR, 1, "Year"));
    harness_free(&caught);
}
END_TEST

/* ---- many texts --------------------------------------------------------------------------------------------------- */

static void add_child(struct buffer *out, const char *ethnicity)
{
    buffer_format(out, "<Child><ChildCharacteristics><Ethnicity>%s</Ethnicity></ChildCharacteristics></Child>\n",
                  ethnicity);
}

/* Wrong codes, each another one; then one that is right, many times; then the first again. */
static void write_codes(struct buffer *out, uint32_t wrong, uint32_t right)
{
    char code[16];
    buffer_text(out, HEADER("2025", "2025-03-31"));
    for (uint32_t i = 0; i < wrong; i++) {
        (void)snprintf(code, sizeof code, "X%u", (unsigned)i);
        add_child(out, code);
    }
    for (uint32_t i = 0; i < right; i++) {
        add_child(out, "WBRI");
    }
    add_child(out, "X0");
    buffer_text(out, TAIL);
}

/* So many that the reader begins its dictionary anew: what was found out about a text is not taken for another one. */
START_TEST(more_codes_than_the_reader_remembers)
{
    static const uint32_t wrong = XML_BATCH_DICTIONARY_MOST + TABLE_BATCH_ROWS;
    struct caught caught;
    struct buffer text = BUFFER_EMPTY;
    write_codes(&text, wrong, 3000);
    ck_assert(buffer_ok(&text));
    const char *path = harness_write("codes.xml", buffer_view(&text));
    struct probity_check_options options = {.files = &path, .file_count = 1, .threads = 1};
    ck_assert(harness_check_quickly(library, &options, &caught));
    ck_assert_uint_eq(harness_count(&caught, "CIN-4220"), wrong + 1);
    uint64_t seen = 0;
    for (size_t i = 0; i < caught.findings.count; i++) {
        const struct caught_finding *finding = &caught.findings.items[i];
        if (str_equal(finding->code, STR("CIN-4220"))) {
            char told[64];
            (void)snprintf(told, sizeof told, "The ethnic origin of child (blank) is X%u.",
                           seen < wrong ? (unsigned)seen : 0);
            ck_assert_msg(str_starts_with(finding->message, str_of(told)), "%.*s", STR_ARGS(finding->message));
            seen++;
        }
    }
    harness_free(&caught);
    buffer_free(&text);
}
END_TEST

/* ---- the made-up returns of another validator ---------------------------------------------------------------------- */

START_TEST(made_up_returns)
{
    static const struct {
        const char *file;
        int period;
        enum finding_verdict verdict;
        const char *codes[6]; /* found */
        const char *not_found;
    } files[] = {
        {"CIN_Census_2021.xml", 0, VERDICT_REJECTED, {"READ-306", "CIN-1510", "CIN-8565"}, "READ-304"},
        {"CIN_Census_2024.xml", 0, VERDICT_REJECTED, {"READ-306", "READ-304", "CIN-100"}, "READ-307"},
        {"CIN_Census_2024.xml", 2024, VERDICT_REJECTED, {"READ-306", "READ-506", "CIN-4180"}, "READ-304"},
        {"CIN_Census_2026.xml", 0, VERDICT_REJECTED, {"READ-306", "READ-304", "CIN-100"}, "READ-307"},
        {"CIN_Census_2026.xml", 2025, VERDICT_REJECTED, {"READ-306", "READ-506", "CIN-4180"}, "READ-304"},
        {"fake_CIN_data.xml", 0, VERDICT_NOT_CHECKED, {"READ-502"}, "CIN-100"},
        {"fake_CIN_data.xml", 2022, VERDICT_REJECTED, {"READ-506", "CIN-100", "CIN-1510"}, "READ-502"},
    };
    const char *shared = harness_shared("made_up_returns");
    for (size_t i = 0; shared && i < sizeof files / sizeof *files; i++) {
        char path[1000];
        struct caught caught;
        const char *file = path;
        (void)snprintf(path, sizeof path, "%s/data/cin/%s", shared, files[i].file);
        struct probity_check_options options = {
            .files = &file, .file_count = 1, .threads = 1, .period = files[i].period};
        ck_assert_msg(harness_check(library, &options, &caught), "%s", path);
        ck_assert_msg(caught.verdict == files[i].verdict, "%s: verdict %d", path, (int)caught.verdict);
        for (size_t c = 0; files[i].codes[c]; c++) {
            ck_assert_msg(harness_count(&caught, files[i].codes[c]), "%s: no %s", path, files[i].codes[c]);
        }
        ck_assert_msg(!harness_count(&caught, files[i].not_found), "%s: %s", path, files[i].not_found);
        harness_free(&caught);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("census");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, open_library, close_library);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, related_records);
    tcase_add_test(tests, last_year);
    tcase_add_test(tests, the_year_decides);
    tcase_add_test(tests, the_given_period_decides);
    tcase_add_test(tests, more_codes_than_the_reader_remembers);
    tcase_add_test(tests, made_up_returns);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
