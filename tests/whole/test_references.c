/* Reference tables, over the public API: that of a large one only those records are kept that somebody asks for changes
 * nothing of what is found; a rule that looks at the table as a whole sees all of it; what was not given is skipped. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness.h"

static uint64_t seed = UINT64_C(88172645463325252);

static uint32_t chance(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 24) % below);
}

#define HEAD "- collection: ssda903\n  prefix: SSDA903\n"
#define TAIL "  fix: Mend it.\n  source: A test.\n  examples: [{pass: {Episodes: []}}, {fail: {Episodes: []}}]\n"

/* A rule that says what it sees, of every episode: it never holds. */
#define SEEN(code, at, message)                                                                                    \
    "- code: \"" code "\"\n  title: Seen\n  severity: notice\n  for: Episodes\n  require: false\n  at: [" at "]\n" \
    "  message: '" message "'\n" TAIL

static const char rules[] = HEAD
    "- define: place(post)\n  as: postcodes[post]\n"
    "- view: moves\n  union:\n    - {of: Episodes, columns: {to: PL_POST}}\n"
    "    - {of: last_year.Episodes if given, columns: {to: HOME_POST}}\n  keep: {by: [to], first: [to]}\n" SEEN(
        "9001", "\"postcodes[PL_POST].easting\"",
        "{HOME_POST} {place(HOME_POST).easting} {postcodes[PL_POST].northing}")
        SEEN("9002", "URN", "{providers[URN].name} {postcodes[providers[URN].postcode].easting}")
            SEEN("9003", "CHILD", "{authorities[postcodes[PL_POST or else HOME_POST].authority].name}")
                SEEN("9004", "CHILD", "{count(postcodes where postcode = PL_POST and easting > 300)}") SEEN(
                    "9005", "CHILD",
                    "{postcodes[last_year.Episodes[CHILD, DECOM].PL_POST].easting} {postcodes[\"B1 1AA\"].easting}")
                    SEEN("9006", "CHILD", "{count(moves where postcodes[to].easting > 300)}")
                        SEEN("9007", "CHILD",
                             "{list_has(providers[URN].place_codes, PLACE)} {PL_POST = providers[URN].postcode}");

/* With this one everything must be kept. */
static const char whole[] = "- code: \"9100\"\n  title: All\n  severity: notice\n  for: return\n"
                            "  require: count(postcodes) < 0 or count(providers) < 0\n"
                            "  message: '{count(postcodes)} {count(providers)}'\n" TAIL;

static void write_postcode(struct buffer *out, uint32_t number, bool sloppy)
{
    char letter = (char)('A' + number % 8);
    const char *blank = sloppy && chance(2) ? (chance(2) ? "  " : "") : " ";
    buffer_format(out, "%c%u%s%u%s", sloppy && chance(3) == 0 ? letter + 32 : letter, number / 8 % 3 + 1, blank,
                  number / 24 % 3 + 1, sloppy && chance(3) == 0 ? "aA" : "AA");
}

#define POSTCODES 72u
#define EPISODES_HEADER \
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"

static void random_episodes(struct buffer *out)
{
    static const char *const places[] = {"K1", "U4", "P1"};
    buffer_clear(out);
    buffer_text(out, EPISODES_HEADER);
    uint32_t rows = 1 + chance(12);
    for (uint32_t i = 0; i < rows; i++) {
        buffer_format(out, "%u,%02u/06/2023,S,C1,N1,%s,PR1,,,,", 100 + i, 1 + i, places[chance(3)]);
        if (chance(4)) {
            write_postcode(out, chance(POSTCODES + POSTCODES / 3), true);
        }
        buffer_text(out, ",");
        if (chance(4)) {
            write_postcode(out, chance(POSTCODES + POSTCODES / 3), true);
        }
        buffer_format(out, ",%s%u\n", chance(5) ? "" : "SC", chance(9));
    }
}

static void random_postcodes(struct buffer *out)
{
    static const char *const districts[] = {"E07000008", "E09000001", "W06000015", "E07999999"};
    buffer_clear(out);
    buffer_text(out, "pcd,pcd2,oseast1m,osnrth1m,oslaua,ctry\n");
    for (uint32_t i = 0; i < POSTCODES; i++) {
        for (uint32_t copies = chance(9) == 0 ? 2 : chance(6) != 0; copies > 0; copies--) {
            write_postcode(out, i, chance(2));
            buffer_format(out, ",,%u,%u,%s,\n", 100 + chance(500), chance(900), districts[chance(4)]);
        }
    }
}

static void random_providers(struct buffer *out)
{
    buffer_clear(out);
    buffer_text(out, "URN,Provider Name,Placement Code,Setting Postcode,Deregistration date\n");
    for (uint32_t i = 0; i < 9; i++) {
        buffer_format(out, "%s%u,Home %u,\"%s\",", chance(4) ? "" : "sc", i, i, chance(2) ? "K1, U4" : "p1");
        write_postcode(out, chance(POSTCODES + POSTCODES / 3), true);
        buffer_text(out, ",\n");
    }
}

/* The tree's schemas and reference data, with rules of our own in a folder of their own. */
static struct probity_library *open_library(const char *name, const char *text, const char *more)
{
    const char *data = getenv("PROBITY_DATA");
    struct buffer rule_file = BUFFER_EMPTY;
    char schemas[4096], reference[4096], folder[4400], file[4500];
    struct failure failure = {.kind = FAILURE_NONE};
    buffer_text(&rule_file, text);
    buffer_text(&rule_file, more);
    (void)snprintf(schemas, sizeof schemas, "%s/schemas", data ? data : ".");
    (void)snprintf(reference, sizeof reference, "%s/reference", data ? data : ".");
    (void)snprintf(folder, sizeof folder, "%s", harness_folder(name));
    (void)snprintf(file, sizeof file, "%s/ssda903", folder);
    ck_assert(mkdir(folder, 0700) == 0 && mkdir(file, 0700) == 0);
    (void)snprintf(file, sizeof file, "%s/ssda903/own.yaml", name);
    (void)harness_write(file, buffer_view(&rule_file));
    buffer_free(&rule_file);
    struct probity_library_options options = {.schemas = schemas, .rules = folder, .reference = reference};
    struct probity_library *library = probity_library_open(&options, &failure);
    ck_assert_msg(library, "%s", failure.message);
    return library;
}

/* What is found, but for the rule that looks at all. */
static void write_found(const struct caught *caught, struct buffer *out)
{
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        if (str_equal(finding->code, STR("SSDA903-9100"))) {
            continue;
        }
        buffer_format(out, "%.*s %.*s", STR_ARGS(finding->code), STR_ARGS(finding->message));
        for (uint32_t p = 0; p < finding->place_count; p++) {
            const struct caught_place *place = &finding->places[p];
            buffer_format(out, " [%.*s:%u:%u %.*s %llu %.*s]", STR_ARGS(place->path), place->line, place->column,
                          STR_ARGS(place->table), (unsigned long long)place->record, STR_ARGS(place->field));
        }
        buffer_text(out, "\n");
    }
}

static struct probity_library *keeping;
static struct probity_library *whole_library;

static void open_both(void)
{
    keeping = open_library("keeping", rules, "");
    whole_library = open_library("whole", rules, whole);
}

static void close_both(void)
{
    probity_library_close(keeping);
    probity_library_close(whole_library);
}

/* The files of one round. */
struct files {
    const char *now;
    const char *before;
    struct probity_reference references[2];
};

static struct files random_files(void)
{
    struct files files;
    struct buffer text = BUFFER_EMPTY;
    random_episodes(&text);
    files.now = harness_write("now.csv", buffer_view(&text));
    random_episodes(&text);
    files.before = harness_write("before.csv", buffer_view(&text));
    random_postcodes(&text);
    const char *postcodes = harness_write("postcodes.csv", buffer_view(&text));
    random_providers(&text);
    const char *providers = harness_write("providers.csv", buffer_view(&text));
    bool first = chance(2);
    files.references[first ? 0 : 1] = (struct probity_reference){"postcodes", postcodes};
    files.references[first ? 1 : 0] = (struct probity_reference){"providers", providers};
    buffer_free(&text);
    return files;
}

static void find(struct probity_library *library, const struct files *files, struct buffer *out)
{
    struct caught caught;
    struct probity_check_options options = {.files = &files->now,
                                            .file_count = 1,
                                            .previous = &files->before,
                                            .previous_count = 1,
                                            .references = files->references,
                                            .reference_count = 2,
                                            .period = 2023,
                                            .authority = "873",
                                            .threads = 1 + chance(2)};
    ck_assert(harness_check(library, &options, &caught));
    write_found(&caught, out);
    harness_free(&caught);
}

START_TEST(nothing_is_missed)
{
    struct buffer some = BUFFER_EMPTY;
    struct buffer all = BUFFER_EMPTY;
    size_t seen = 0;
    open_both();
    for (int round = 0; round < 120; round++) {
        struct files files = random_files();
        buffer_clear(&some);
        buffer_clear(&all);
        find(keeping, &files, &some);
        find(whole_library, &files, &all);
        ck_assert_msg(str_equal(buffer_view(&some), buffer_view(&all)), "%.*s\nis not\n%.*s",
                      STR_ARGS(buffer_view(&some)), STR_ARGS(buffer_view(&all)));
        seen += str_contains(buffer_view(&some), STR("Cambridgeshire"));
        seen += str_contains(buffer_view(&some), STR("postcodes.csv:"));
        seen += str_contains(buffer_view(&some), STR("yes"));
    }
    /* It was about something. */
    ck_assert_uint_gt(seen, 120);
    close_both();
    buffer_free(&some);
    buffer_free(&all);
}
END_TEST

#define EPISODE(home, place) EPISODES_HEADER "1,01/06/2023,S,C1,N1,K1,PR1,,,," home "," place ",\n"

static void find_in(struct probity_library *library, const char *episodes, const struct probity_reference *references,
                    size_t count, struct caught *caught)
{
    const char *path = harness_write("one.csv", str_of(episodes));
    struct probity_check_options options = {.files = &path,
                                            .file_count = 1,
                                            .references = references,
                                            .reference_count = count,
                                            .period = 2023,
                                            .threads = 1};
    ck_assert(harness_check(library, &options, caught));
}

/* The message of the one finding of a code. */
static struct str message_of(const struct caught *caught, const char *code)
{
    for (size_t i = 0; i < caught->findings.count; i++) {
        if (str_equal(caught->findings.items[i].code, str_of(code))) {
            return caught->findings.items[i].message;
        }
    }
    return STR("(none)");
}

static void check_message(const struct caught *caught, const char *code, const char *expected)
{
    struct str message = message_of(caught, code);
    ck_assert_msg(str_equal(message, str_of(expected)), "%s says \"%.*s\", not \"%s\"", code, STR_ARGS(message),
                  expected);
}

START_TEST(whole_tables_are_seen_whole)
{
    struct caught caught;
    const char *postcodes = harness_write("few.csv", STR("pcd7,east1m,north1m,lad25cd\nAB12CD,1,2,E07000008\n"
                                                         "AB12CE,3,4,E07000026\nAB12CF,5,6,\n"));
    const char *providers = harness_write("homes.csv", STR("URN,place_codes,closed,postcode\nSC1,K1,,ab12ce\n"));
    const struct probity_reference references[] = {{"postcodes", postcodes}, {"providers", providers}};
    open_both();
    find_in(whole_library, EPISODE("ab1 2cd", "AB1  2CE"), references, 2, &caught);
    check_message(&caught, "SSDA903-9100", "3 1");
    check_message(&caught, "SSDA903-9001", "ab1 2cd 1 4");
    /* Allerdale was in Cumbria until 2022-23. */
    check_message(&caught, "SSDA903-9003", "Cumberland");
    harness_free(&caught);
    close_both();
}
END_TEST

START_TEST(what_is_not_given_is_not_there)
{
    struct caught caught;
    const char *postcodes = harness_write("none.csv", STR("pcd,oseast1m,osnrth1m,laua\n"));
    const struct probity_reference reference = {"postcodes", postcodes};
    open_both();
    find_in(keeping, EPISODE("AB1 2CD", ""), NULL, 0, &caught);
    check_message(&caught, "SSDA903-9001", "AB1 2CD (blank) (blank)");
    harness_free(&caught);
    find_in(keeping, EPISODE("AB1 2CD", ""), &reference, 1, &caught);
    check_message(&caught, "SSDA903-9001", "AB1 2CD (blank) (blank)");
    check_message(&caught, "SSDA903-9004", "0");
    harness_free(&caught);
    close_both();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("references");
    TCase *tests = tcase_create("references");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, nothing_is_missed);
    tcase_add_test(tests, whole_tables_are_seen_whole);
    tcase_add_test(tests, what_is_not_given_is_not_there);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
