/* Is a document valid by the exported XSD if, and only if, checking it finds nothing that a schema can say? libxml2 is the
 * judge of the one; the documents are a council's published return, one filled with small numbers, and a small census of
 * children in need, broken in one place at a time. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../run_suite.h"
#include "harness.h"
#include "xml_mutants.h"

#define MUTANTS 500u
#define PERIOD 2017
#define YEAR_END "2018"
#define AUTHORITY "383"

static struct probity_library *library;

/* What is judged: documents of one collection and period, by the rules of a library, of which some say what an XSD can. */
struct trial {
    struct probity_library *library;
    const char *collection;
    int period;
    bool (*is_of_schema)(const struct caught_finding *finding);
};

static void open_library(void)
{
    library = harness_library();
}

static void close_library(void)
{
    probity_library_close(library);
}

/* What says of the Section 251 outturn what an XSD can say: which lines there are, that none comes twice, and that amounts
 * are amounts in pounds and pence. All else (what must add up, what must be there) is beyond it. */
static bool is_of_schema(const struct caught_finding *finding)
{
    static const char *const codes[] = {"S251-001", "S251-003", "S251-006", "S251-007",  /* table A1 */
                                        "S251-601", "S251-603", "S251-606", "S251-607"}; /* table A */
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (str_equal(finding->code, str_of(codes[i]))) {
            return true;
        }
    }
    return finding->severity == FINDING_ERROR &&
           (str_starts_with(finding->code, STR("READ-")) || str_starts_with(finding->code, STR("CELL-")) ||
            str_starts_with(finding->code, STR("KEY-")));
}

static bool we_accept(const struct trial *trial, struct str document, char *why, size_t why_size)
{
    struct caught caught;
    const char *path = harness_write("mutant.xml", document);
    struct probity_check_options options = {
        .files = &path, .file_count = 1, .threads = 1, .collection = trial->collection, .period = trial->period};
    ck_assert(harness_check(trial->library, &options, &caught));
    why[0] = 0;
    for (size_t i = 0; i < caught.findings.count && !why[0]; i++) {
        const struct caught_finding *finding = &caught.findings.items[i];
        if (trial->is_of_schema(finding)) {
            (void)snprintf(why, why_size, "%.*s: %.*s", STR_ARGS(finding->code), STR_ARGS(finding->message));
            ck_assert_int_ne(caught.verdict, VERDICT_ACCEPTED);
        }
    }
    harness_free(&caught);
    return !why[0];
}

static void judge_mutants(const struct trial *trial, struct xml_oracle *oracle, const struct xml_mutants *mutants,
                          uint32_t first)
{
    struct buffer document = BUFFER_EMPTY;
    struct buffer what = BUFFER_EMPTY;
    char ours[400];
    char theirs[400];
    uint32_t disagreements = 0;
    uint32_t accepted = 0;
    for (uint32_t i = first; i < first + MUTANTS; i++) {
        xml_mutants_write(mutants, i, &document, &what);
        bool they = xml_oracle_accepts(oracle, buffer_view(&document), theirs, sizeof theirs);
        bool we = we_accept(trial, buffer_view(&document), ours, sizeof ours);
        accepted += they;
        if (they != we && disagreements++ < 20) {
            (void)fprintf(stderr, "mutant %u, %.*s: libxml2 %s, we %s\n", i, STR_ARGS(buffer_view(&what)),
                          they ? "accepts" : theirs, we ? "accept" : ours);
        }
    }
    ck_assert_msg(disagreements == 0, "%u of %u mutants judged differently", disagreements, MUTANTS);
    ck_assert_uint_gt(accepted, MUTANTS / 20);
    ck_assert_uint_lt(accepted, MUTANTS / 2);
    buffer_free(&document);
    buffer_free(&what);
}

static void judge(const struct trial *trial, struct str document, uint32_t first)
{
    struct failure failure = {0};
    struct buffer xsd = BUFFER_EMPTY;
    ck_assert_msg(probity_schema_export(trial->library, trial->collection, "xsd", NULL, trial->period, &xsd, &failure),
                  "%s", failure.message);
    struct xml_oracle *oracle = xml_oracle_new(buffer_view(&xsd));
    ck_assert_ptr_nonnull(oracle);
    struct xml_mutants *mutants = calloc(1, sizeof *mutants);
    ck_assert(mutants && xml_mutants_init(mutants, document));
    char why[400];
    ck_assert_msg(xml_oracle_accepts(oracle, document, why, sizeof why), "%s", why);
    ck_assert_msg(we_accept(trial, document, why, sizeof why), "%s", why);
    judge_mutants(trial, oracle, mutants, first);
    free(mutants);
    xml_oracle_free(oracle);
    buffer_free(&xsd);
}

static void judge_outturn(struct str document, uint32_t first)
{
    struct trial trial = {library, "s251-outturn", PERIOD, is_of_schema};
    judge(&trial, document, first);
}

/* The empty return with small numbers in its open cells. */
START_TEST(filled_template)
{
    struct failure failure = {0};
    struct buffer empty = BUFFER_EMPTY;
    struct buffer document = BUFFER_EMPTY;
    ck_assert_msg(probity_template(library, "s251-outturn", "xml", NULL, PERIOD, AUTHORITY, &empty, &failure), "%s",
                  failure.message);
    struct str text = buffer_view(&empty);
    for (size_t i = 0; i < text.length; i++) {
        buffer_char(&document, text.data[i]);
        if (text.data[i] == '>' && str_starts_with(str_slice(text, i + 1, 2), STR("</"))) {
            buffer_format(&document, "%zu", i % 100);
        }
    }
    judge_outturn(buffer_view(&document), 0);
    buffer_free(&document);
    buffer_free(&empty);
}
END_TEST

/* ---- a published return -------------------------------------------------------------------------------------------- */

#define FIELDS 17u /* year_end, la, la_name, report_group, order, line, desc, and ten amounts */

/* Splits a record of the published file; quotation marks stand round fields with commas. */
static uint32_t split(char *line, char **fields)
{
    uint32_t count = 0;
    char *p = line;
    while (count < FIELDS) {
        bool quoted = *p == '"';
        fields[count++] = p += quoted;
        while (*p && *p != '\n' && *p != '\r' && (quoted ? *p != '"' : *p != ',')) {
            p++;
        }
        bool last = *p == 0 || *p == '\n' || *p == '\r';
        *p++ = 0;
        if (last) {
            break;
        }
        p += quoted;
    }
    return count;
}

static void write_element(struct buffer *out, const char *name, const char *text)
{
    if (*text) {
        buffer_format(out, "<%s>", name);
        for (; *text; text++) {
            if (*text == '&') {
                buffer_text(out, "&amp;");
            } else {
                buffer_char(out, *text);
            }
        }
        buffer_format(out, "</%s>", name);
    }
}

static void write_line(struct buffer *out, char **fields)
{
    static const char *const amounts[] = {
        "OwnProvision", "PrivateProvision",      "OtherPublicProvision", "VoluntaryProvision", "TotalExpenditure",
        "Income",       "NetCurrentExpenditure", "GrantsInsideAEF",      "GrantsOutsideAEF",   "NetRevenueExpenditure"};
    buffer_text(out, "<Line>");
    write_element(out, "Code", fields[5]);
    write_element(out, "Description", fields[6]);
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        write_element(out, amounts[i], fields[7 + i]);
    }
    buffer_text(out, "</Line>\n");
}

START_TEST(published_return)
{
    const char *shared = harness_shared("published_return");
    if (!shared) {
        return;
    }
    char path[1000];
    (void)snprintf(path, sizeof path, "%s/data/s251/table_a1_outturn_2013-14_to_2017-18.csv", shared);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    struct buffer document = BUFFER_EMPTY;
    buffer_text(&document, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<S251Outturn><Header><Collection>s251-outturn"
                           "</Collection><Year>2017-18</Year><Authority>" AUTHORITY "</Authority></Header><TableA1>\n");
    char line[4000];
    uint32_t lines = 0;
    while (fgets(line, sizeof line, file)) {
        char *fields[FIELDS];
        if (split(line, fields) == FIELDS && strcmp(fields[0], YEAR_END) == 0 && strcmp(fields[1], AUTHORITY) == 0) {
            write_line(&document, fields);
            lines++;
        }
    }
    (void)fclose(file);
    buffer_text(&document, "</TableA1></S251Outturn>\n");
    ck_assert_uint_gt(lines, 30);
    judge_outturn(buffer_view(&document), 1000000);
    buffer_free(&document);
}
END_TEST

/* ---- a census of children in need --------------------------------------------------------------------------------- */

static const char census[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31"
    "</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>383</LEA><SoftwareCode>By hand"
    "</SoftwareCode><Release>1</Release><SerialNo>001</SerialNo><DateTime>2026-05-01T10:00:00</DateTime></Source></"
    "Header>\n"
    "<Children>\n"
    "<Child><ChildIdentifiers><LAchildID>A1</LAchildID><UPN>A950000178301</UPN><FormerUPN>H243278544154</FormerUPN>"
    "<UPNunknown>un2</UPNunknown><PersonBirthDate>2015-05-01</PersonBirthDate><ExpectedPersonBirthDate>2015-05-02"
    "</ExpectedPersonBirthDate><Sex>F</Sex><PersonDeathDate>2026-01-01</PersonDeathDate></ChildIdentifiers>"
    "<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>HAND</Disability><Disability>LD</"
    "Disability>"
    "</Disabilities></ChildCharacteristics>"
    "<CINdetails><CINreferralDate>2025-05-01</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N1"
    "</PrimaryNeedCode><CINclosureDate>2026-01-31</CINclosureDate><ReasonForClosure>RC1</ReasonForClosure>"
    "<DateOfInitialCPC>2025-06-02</DateOfInitialCPC><Assessments><AssessmentActualStartDate>2025-05-02"
    "</AssessmentActualStartDate><AssessmentInternalReviewDate>2025-05-12</AssessmentInternalReviewDate>"
    "<AssessmentAuthorisationDate>2025-06-01</"
    "AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment><AssessmentFactors>"
    "1A</AssessmentFactors><AssessmentFactors>24A</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>"
    "<Assessments><AssessmentActualStartDate>2025-07-02</AssessmentActualStartDate></Assessments>"
    "<CINPlanDates><CINPlanStartDate>2025-06-01</CINPlanStartDate><CINPlanEndDate>2025-06-03</CINPlanEndDate></"
    "CINPlanDates>"
    "<Section47><S47ActualStartDate>2025-05-20</S47ActualStartDate><InitialCPCtarget>2025-06-10</InitialCPCtarget>"
    "<DateOfInitialCPC>2025-06-03</DateOfInitialCPC><ICPCnotRequired>false</ICPCnotRequired></Section47>"
    "<ReferralNFA>0</ReferralNFA><ChildProtectionPlans><CPPstartDate>2025-06-03</CPPstartDate><CPPendDate>2026-01-30"
    "</CPPendDate><InitialCategoryOfAbuse>PHY</InitialCategoryOfAbuse><LatestCategoryOfAbuse>NEG</"
    "LatestCategoryOfAbuse>"
    "<NumberOfPreviousCPP>0</NumberOfPreviousCPP><Reviews><CPPreviewDate>2025-09-01</CPPreviewDate></Reviews><Reviews>"
    "<CPPreviewDate>2025-12-01</CPPreviewDate></Reviews></"
    "ChildProtectionPlans><PreProceedingsandFGDM><PPStartDate>2025-08-01"
    "</PPStartDate><FGDMMeetingOffer>1</FGDMMeetingOffer><ReviewMeetingsCount>3</ReviewMeetingsCount><PPOutcome>A</"
    "PPOutcome>"
    "</PreProceedingsandFGDM></CINdetails></Child>\n"
    "<Child><ChildIdentifiers><LAchildID>A2</LAchildID><Sex>U</Sex></"
    "ChildIdentifiers><ChildCharacteristics><Ethnicity>REFU"
    "</Ethnicity></ChildCharacteristics><CINdetails><CINreferralDate></CINreferralDate><ReferralNFA>true</ReferralNFA>"
    "</CINdetails></Child>\n"
    "<Child><ChildIdentifiers><LAchildID>A3</LAchildID><Sex>M</Sex></ChildIdentifiers></Child>\n"
    "</Children></Message>\n";

static bool is_error(const struct caught_finding *finding)
{
    return finding->severity == FINDING_ERROR;
}

/* By the schema's own rules only: the written ones take the place of some of them, and look at less. */
START_TEST(children_in_need)
{
    ck_assert_int_eq(mkdir(harness_folder("no-rules"), 0700), 0);
    struct trial trial = {harness_library_with(harness_folder("no-rules")), "cin", 2025, is_error};
    for (uint32_t part = 0; part < 4; part++) {
        judge(&trial, str_of(census), part * MUTANTS);
    }
    probity_library_close(trial.library);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("XSD");
    TCase *tests = tcase_create("agreement");
    tcase_add_checked_fixture(tests, open_library, close_library);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, filled_template);
    tcase_add_test(tests, published_return);
    tcase_add_test(tests, children_in_need);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
