/* Takes real returns, spoils one thing at a time, and expects each to be found at the right record and field; and nothing
 * on the returns as they are. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "harness.h"

enum { FIELDS = 17, FIRST_AMOUNT = 7, AMOUNTS = 10, LINES_MOST = 60, TEXT_MOST = 400 };

static const char header[] =
    "year_end,la,la_name,report_group,order,line,desc,own,private,other_public,voluntary,total,"
    "income,net_current,grants_inside_aef,grants_outside_aef,net_revenue\n";
static const char *const amounts[AMOUNTS] = {
    "own",    "private",     "other_public",      "voluntary",          "total",
    "income", "net_current", "grants_inside_aef", "grants_outside_aef", "net_revenue"};

/* One council's return: its records, with the fields cut apart. */
struct council {
    char fields[LINES_MOST][FIELDS][TEXT_MOST];
    unsigned lines;
};

static struct probity_library *library;
static unsigned mutants, missed, false_alarms;

/* Cuts a record of the national file; quoted fields hold commas but no quotation marks. */
static void cut(const char *text, char fields[FIELDS][TEXT_MOST])
{
    for (int f = 0; f < FIELDS; f++) {
        bool quoted = *text == '"';
        text += quoted;
        size_t length = strcspn(text, quoted ? "\"" : ",\r\n");
        ck_assert_uint_lt(length, TEXT_MOST);
        memcpy(fields[f], text, length);
        fields[f][length] = 0;
        text += length + (size_t)quoted;
        text += *text == ',';
    }
}

static bool read_council(const char *shared, const char *year, const char *authority, struct council *council)
{
    char path[4200], line[4000], wanted[32];
    (void)snprintf(path, sizeof path, "%s/data/s251/table_a1_outturn_2013-14_to_2017-18.csv", shared);
    (void)snprintf(wanted, sizeof wanted, "%s,%s,", year, authority);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    council->lines = 0;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, wanted, strlen(wanted)) == 0) {
            ck_assert_uint_lt(council->lines, LINES_MOST - 1);
            cut(line, council->fields[council->lines++]);
        }
    }
    (void)fclose(file);
    return council->lines > 0;
}

static struct str write_council(const struct council *council, struct buffer *out)
{
    buffer_clear(out);
    buffer_text(out, header);
    for (unsigned l = 0; l < council->lines; l++) {
        for (int f = 0; f < FIELDS; f++) {
            buffer_format(out, "%s\"%s\"", f ? "," : "", council->fields[l][f]);
        }
        buffer_char(out, '\n');
    }
    return buffer_view(out);
}

static void check_council(const struct council *council, struct caught *caught)
{
    struct buffer text = BUFFER_EMPTY;
    ck_assert(harness_check_file(library, harness_write("mutant.csv", write_council(council, &text)), caught));
    buffer_free(&text);
}

/* The mutant must be found as an error at that record (from 1; 0: anywhere) and field. */
static void expect(const struct council *mutant, const char *what, uint64_t record, const char *field)
{
    struct caught caught;
    check_council(mutant, &caught);
    mutants++;
    if (!harness_found(&caught, NULL, FINDING_ERROR, record, field) || caught.verdict != VERDICT_REJECTED) {
        missed++;
        printf("missed: %s, record %u, field %s\n", what, (unsigned)record, field ? field : "-");
    }
    harness_free(&caught);
}

static bool is_closed(const char *line, int amount)
{
    bool no_provision = !strcmp(line, "3.6.1") || !strcmp(line, "4.0.1") || !strcmp(line, "5.0.2") ||
                        !strcmp(line, "5.0.3");
    bool only_total = !strncmp(line, "8a.", 3);
    if (only_total) {
        return amount != 4;
    }
    return no_provision && (amount < 4 || amount > 6);
}

static void put(char *cell, const char *text)
{
    (void)snprintf(cell, TEXT_MOST, "%s", text);
}

/* Each cell, one at a time: £1,000 more, not a number, blank, too many decimals, or an amount where none may stand. */
static void mutate_cells(const struct council *original, struct council *mutant)
{
    for (unsigned l = 0; l < original->lines; l++) {
        for (int a = 0; a < AMOUNTS; a++) {
            char *cell = mutant->fields[l][FIRST_AMOUNT + a];
            *mutant = *original;
            const char *line = original->fields[l][5];
            if (is_closed(line, a)) {
                put(cell, "1234");
                expect(mutant, "an amount in a closed cell", l + 1, amounts[a]);
                continue;
            }
            if (strncmp(line, "8a.", 3) != 0) { /* 8a.x stands in no sum */
                (void)snprintf(cell, TEXT_MOST, "%.2f", strtod(original->fields[l][FIRST_AMOUNT + a], NULL) + 1000);
                expect(mutant, "£1,000 more", l + 1, amounts[a]);
            }
            put(cell, "#REF!");
            expect(mutant, "not a number", l + 1, amounts[a]);
            put(cell, "");
            expect(mutant, "blank", l + 1, amounts[a]);
            put(cell, "1.234");
            expect(mutant, "too many decimals", l + 1, amounts[a]);
        }
    }
}

/* Each line, one at a time: left out, twice, unknown, code blank. */
static void mutate_lines(const struct council *original, struct council *mutant)
{
    for (unsigned l = 0; l < original->lines; l++) {
        *mutant = *original;
        memmove(mutant->fields[l], mutant->fields[l + 1], (original->lines - l - 1) * sizeof mutant->fields[0]);
        mutant->lines--;
        expect(mutant, "a line left out", 0, NULL);
        *mutant = *original;
        memcpy(mutant->fields[mutant->lines++], original->fields[l], sizeof mutant->fields[0]);
        expect(mutant, "a line twice", original->lines + 1, NULL);
        *mutant = *original;
        put(mutant->fields[l][5], "9.9.9");
        expect(mutant, "an unknown line", l + 1, "line");
        put(mutant->fields[l][5], "");
        expect(mutant, "a blank line code", l + 1, "line");
    }
}

/* Each amount column left out of the file. */
static void mutate_columns(const struct council *original)
{
    for (int a = 0; a < AMOUNTS; a++) {
        struct buffer text = BUFFER_EMPTY, spoiled = BUFFER_EMPTY;
        write_council(original, &text);
        const char *at = strstr(text.data, amounts[a]);
        buffer_str(&spoiled, (struct str){text.data, (size_t)(at - text.data)});
        buffer_text(&spoiled, "something_else");
        buffer_text(&spoiled, at + strlen(amounts[a]));
        struct caught caught;
        ck_assert(harness_check_file(library, harness_write("mutant.csv", buffer_view(&spoiled)), &caught));
        mutants++;
        if (!harness_found(&caught, "READ-401", FINDING_ERROR, 0, NULL)) {
            missed++;
            printf("missed: column %s left out\n", amounts[a]);
        }
        harness_free(&caught);
        buffer_free(&text);
        buffer_free(&spoiled);
    }
}

static void expect_clean(const struct council *original, const char *authority)
{
    struct caught caught;
    check_council(original, &caught);
    for (size_t i = 0; i < caught.findings.count; i++) {
        if (caught.findings.items[i].severity == FINDING_ERROR) {
            false_alarms++;
            printf("false alarm on %s: %.*s %.*s\n", authority, STR_ARGS(caught.findings.items[i].code),
                   STR_ARGS(caught.findings.items[i].message));
        }
    }
    harness_free(&caught);
}

START_TEST(every_mutant_is_found)
{
    const char *shared = harness_shared("mutations of real returns");
    if (!shared) {
        return;
    }
    static struct council original, mutant;
    static const char *const authorities[] = {"301", "886", "420"};
    library = harness_library();
    for (size_t i = 0; i < sizeof authorities / sizeof authorities[0]; i++) {
        ck_assert(read_council(shared, "2018", authorities[i], &original));
        expect_clean(&original, authorities[i]);
        if (i == 0) {
            mutate_cells(&original, &mutant);
        }
        mutate_lines(&original, &mutant);
        mutate_columns(&original);
    }
    printf("%u mutants, %u missed, %u false alarms\n", mutants, missed, false_alarms);
    ck_assert_uint_ge(mutants, 500);
    ck_assert_uint_eq(missed, 0);
    ck_assert_uint_eq(false_alarms, 0);
    probity_library_close(library);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mutations");
    TCase *all = tcase_create("s251");
    tcase_set_timeout(all, 600);
    tcase_add_test(all, every_mutant_is_found);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
