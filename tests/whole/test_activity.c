/* The published activity files as reference tables: how many councils are in each for each year, and their sums beside
 * England's own figures. Councils' figures are suppressed where they are small, so a sum is below England's by some. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "harness.h"

/* Of a year of a table: councils, and the sum of a column. */
#define YEAR(table, column, year) \
    "{count(" table " where year = " year ")} {sum(" column " over " table " where year = " year ")}"
#define CLA(column, year) YEAR("cla", column, year)
#define OWN(table, column) "{" table "[authority, year(period.end)]." column "}"
/* Of whichever list was given. */
#define NEIGHBOUR(column) "{neighbours[authority, 2021]." column " or else neighbours[authority, 2025]." column "}"

/* Rules that say what they see; they never hold. */
static const struct {
    const char *code, *message;
} seen[] = {
    {"9001", CLA("looked_after", "2014") ", " CLA("looked_after", "2015") ", " CLA("looked_after", "2016")},
    {"9002", CLA("looked_after", "2017") ", " CLA("looked_after", "2018")},
    {"9003", CLA("fostered", "2018") ", " CLA("residential", "2018") ", " CLA("asylum", "2018")},
    {"9004", OWN("cla", "looked_after") " " OWN("cla", "fostered") " " OWN("cla", "asylum") " " OWN("cla", "private")},
    {"9005", OWN("cla", "residential_schools") " " OWN("cla", "other") " " OWN("cla", "missing")},
    {"9006", YEAR("looked_after", "looked_after", "2021") ", " YEAR("looked_after", "looked_after", "2025")},
    {"9007", YEAR("children_in_need", "on_31_march", "2013") ", " YEAR("children_in_need", "on_31_march", "2018")},
    {"9008", YEAR("children_in_need", "children", "2025")},
    {"9009", YEAR("workforce", "fte", "2017") ", " YEAR("workforce", "agency_fte", "2018")},
    {"9010", OWN("workforce", "turnover_rate")},
    {"9011", "{count(neighbours)} " NEIGHBOUR("n1") " " NEIGHBOUR("n10")},
    {"9012", YEAR("ro3", "line_30_gross", "2018") ", " YEAR("ro3", "line_30_net", "2018")},
    {"9013", YEAR("ro3", "line_13_gross", "2018") " " OWN("ro3", "line_30_gross") " " OWN("ro3", "line_13_net")},
    {"9014", "{count(homes where authority = \"330\" and sector = \"LOCAL authority\")} {count(homes)}"},
    {"9015", "{sum(places over homes where authority = \"420\")} {homes[\"810\", \"SC3\"].sector}"},
};

/* Birmingham's return, of one line. */
static const char the_return[] =
    "authority,period,line,description,own,private,other_public,voluntary,total,income,net_current,"
    "grants_inside,grants_outside,net_revenue\n330,2017-18,3.1.1,,1,0,0,0,1,0,1,0,0,1\n";

static struct probity_library *library;

static void open_the_library(void)
{
    struct buffer rules = BUFFER_EMPTY;
    buffer_text(&rules, "- collection: s251-outturn\n  prefix: S251\n");
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        buffer_format(&rules,
                      "- code: \"%s\"\n  title: Seen\n  severity: notice\n  for: return\n  require: false\n"
                      "  message: '%s'\n  fix: Mend it.\n  source: A test.\n"
                      "  examples: [{pass: {table_a1: []}}, {fail: {table_a1: []}}]\n",
                      seen[i].code, seen[i].message);
    }
    library = harness_library_of("activity", "s251-outturn", buffer_view(&rules));
    buffer_free(&rules);
}

static void close_the_library(void)
{
    probity_library_close(library);
}

static void see(const struct probity_reference *references, size_t count, struct caught *caught)
{
    const char *path = harness_write("return.csv", STR(the_return));
    struct probity_check_options options = {
        .files = &path, .file_count = 1, .references = references, .reference_count = count, .threads = 1};
    ck_assert(harness_check(library, &options, caught));
    /* Nothing is found about a reference table: aggregates, notes and titles belong to such files. */
    for (size_t i = 0; i < caught->findings.count; i++) {
        for (uint32_t p = 0; p < caught->findings.items[i].place_count; p++) {
            struct str where = caught->findings.items[i].places[p].path;
            ck_assert_msg(str_ends_with(where, STR("return.csv")), "%.*s: %.*s", STR_ARGS(where),
                          STR_ARGS(caught->findings.items[i].message));
        }
    }
}

static void check_seen(const struct caught *caught, const char *code, const char *expected)
{
    struct str message = harness_message(caught, code);
    ck_assert_msg(str_equal(message, str_of(expected)), "%s says \"%.*s\", not \"%s\"", code, STR_ARGS(message),
                  expected);
}

static const char *activity(const char *shared, const char *file)
{
    static char paths[16][4096];
    static unsigned next;
    char *path = paths[next++ % 16];
    (void)snprintf(path, sizeof paths[0], "%s/data/activity/%s", shared, file);
    return path;
}

/* England: 68,840; 69,540; 70,440; 72,670; 75,420. Of 2018, fostered 55,200, residential 8,530, asylum 4,480. */
START_TEST(children_looked_after_by_placement)
{
    const char *shared = harness_shared("children looked after");
    if (!shared) {
        return;
    }
    const struct probity_reference references[] = {
        {"cla", activity(shared, "cla_2018_CLA2018.csv")},
        {"cla", activity(shared, "cla_2014_SFR36_CLA2014.csv")},
        {"cla", activity(shared, "cla_2016_SFR41_CLA2016.csv")},
        {"cla", activity(shared, "cla_2015_SFR34_CLA2015.csv")},
        {"cla", activity(shared, "cla_2017_SFR50_CLA2017.csv")},
    };
    struct caught caught;
    see(references, 5, &caught);
    check_seen(&caught, "S251-9001", "151 68,836, 151 69,542, 151 70,443");
    check_seen(&caught, "S251-9002", "152 72,669, 151 75,419");
    check_seen(&caught, "S251-9003", "151 55,188, 151 8,439, 151 4,410");
    harness_free(&caught);
    /* Birmingham, in its own year: of the five totals in the file for 2018, that of 2018. */
    see(references, 1, &caught);
    check_seen(&caught, "S251-9002", "0 0, 151 75,419");
    check_seen(&caught, "S251-9004", "1,922 1,328 145 835");
    check_seen(&caught, "S251-9005", "(blank) 46 (blank)");
    harness_free(&caught);
}
END_TEST

/* England: 80,780 and 81,770 looked after; 378,030 and 404,710 in need on 31 March, 704,430 in 2024-25; 28,482.6 social
 * workers, of whom in 2018 5,356.3 from agencies. */
START_TEST(other_statistics)
{
    const char *shared = harness_shared("activity");
    if (!shared) {
        return;
    }
    const struct probity_reference references[] = {
        {"looked_after", activity(shared, "cla_number_and_rate_per_10k_children.csv")},
        {"children_in_need", activity(shared, "b1_children_in_need_2013_to_2025.csv")},
        {"workforce", activity(shared, "csww_indicators_2017_to_2025.csv")},
        {"neighbours", activity(shared, "sn_model_2025_wide.csv")},
    };
    struct caught caught;
    see(references, 4, &caught);
    check_seen(&caught, "S251-9006", "155 80,776, 155 81,766");
    check_seen(&caught, "S251-9007", "152 367,358, 152 404,706");
    check_seen(&caught, "S251-9008", "153 704,428");
    check_seen(&caught, "S251-9009", "151 28,483.2, 151 5,356.3");
    check_seen(&caught, "S251-9010", "13.4");
    check_seen(&caught, "S251-9011", "153 892 355");
    harness_free(&caught);
}
END_TEST

START_TEST(neighbours_of_2021)
{
    const char *shared = harness_shared("neighbours");
    if (!shared) {
        return;
    }
    const struct probity_reference reference = {"neighbours",
                                                activity(shared, "New_Statistical_Neighbour_Groupings_April_2021.csv")};
    struct caught caught;
    see(&reference, 1, &caught);
    check_seen(&caught, "S251-9011", "156 821 380");
    harness_free(&caught);
}
END_TEST

/* London boroughs, metropolitan districts, unitary authorities and shire counties: £9,550,347 thousand of gross and
 * £8,832,143 thousand of net expenditure by the workbook's own totals of each class, £4,473,926 thousand on line 13. */
START_TEST(revenue_outturn)
{
    const char *shared = harness_shared("revenue outturn");
    if (!shared) {
        return;
    }
    const struct probity_reference reference = {"ro3", activity(shared, "ro3_2017-18_by_la.xlsx")};
    struct caught caught;
    see(&reference, 1, &caught);
    check_seen(&caught, "S251-9012", "152 £9,550,347,140, 152 £8,832,143,450");
    check_seen(&caught, "S251-9013", "152 £4,473,925,910 £212,012,000 £97,750,000");
    harness_free(&caught);
}
END_TEST

START_TEST(homes_of_councils)
{
    const char *homes = harness_write(
        "homes.csv",
        STR("URN,Local authority,Sector,Provision type,Places,Extra\n"
            "SC1,Birmingham,Local Authority,Children's home,5,x\nSC2,Birmingham City Council,Private,Children's "
            "home,4,\n"
            "SC3,\"Kingston upon Hull, City of\",Voluntary,Children's home,3,\n"
            "SC4,Isles of Scilly,local authority,Children's home,2,\nSC5,E08000025,Local Authority,Children's home,1,\n"
            "SC6,Nowhere,Private,Children's home,6,\n"));
    const struct probity_reference reference = {"homes", homes};
    struct caught caught;
    see(&reference, 1, &caught);
    check_seen(&caught, "S251-9014", "2 6");
    check_seen(&caught, "S251-9015", "2 Voluntary");
    harness_free(&caught);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("activity");
    TCase *tests = tcase_create("activity");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, open_the_library, close_the_library);
    tcase_add_test(tests, children_looked_after_by_placement);
    tcase_add_test(tests, other_statistics);
    tcase_add_test(tests, neighbours_of_2021);
    tcase_add_test(tests, revenue_outturn);
    tcase_add_test(tests, homes_of_councils);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
