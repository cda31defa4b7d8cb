/* What must not matter, does not: a cell changes only what is found about its own child, no cell keeps a rule from running,
 * the order of records changes places only, and children who are copied under new codes double what is found.
 *
 * The return is made up, see made_ssda903.h. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_suite.h"
#include "finding_words.h"
#include "harness.h"
#include "made_ssda903.h"

enum { CHILDREN = 60, MISTAKES = 40, CHANGES = 1000, CODES_LEAST = 150, PATH_MOST = 4400 };

/* Rules that look over the return as a whole or from one child to others, so that what they find of a child may change with
 * a cell of another, and with children who are added. */
struct beyond {
    const char *code;
    const char *why;
};
static const struct beyond beyond_the_child[] = {
    {"SSDA903-444", "one unique pupil number of several children: it tells in how many records the number stands"},
};

static bool goes_beyond(struct str code)
{
    for (size_t i = 0; i < sizeof beyond_the_child / sizeof beyond_the_child[0]; i++) {
        if (str_equal(code, str_of(beyond_the_child[i].code))) {
            return true;
        }
    }
    return false;
}

/* ---- the files of a check ---------------------------------------------------------------------------------------- */

struct files {
    char paths[2][MADE_TABLES][PATH_MOST]; /* this year's, last year's */
    char postcodes[PATH_MOST];
    char providers[PATH_MOST];
};

static struct probity_library *library;
static struct made_ssda903 *made;
static struct files files;
static unsigned told; /* changes that changed how much is found */

static struct made_return *year_of(unsigned year)
{
    return year ? &made->last_year : &made->this_year;
}

static void write_table(unsigned year, unsigned table)
{
    struct buffer text = BUFFER_EMPTY;
    char name[64];
    made_table_write(&year_of(year)->tables[table], &text);
    (void)snprintf(name, sizeof name, "%u-%s.csv", year, year_of(year)->tables[table].name);
    ck_assert(buffer_ok(&text));
    (void)snprintf(files.paths[year][table], PATH_MOST, "%s", harness_write(name, buffer_view(&text)));
    buffer_free(&text);
}

static void write_all(void)
{
    for (unsigned t = 0; t < MADE_TABLES; t++) {
        write_table(0, t);
        write_table(1, t);
    }
    struct buffer text = BUFFER_EMPTY;
    made_postcodes_write(&text);
    (void)snprintf(files.postcodes, PATH_MOST, "%s", harness_write("postcodes.csv", buffer_view(&text)));
    buffer_clear(&text);
    made_providers_write(&text);
    (void)snprintf(files.providers, PATH_MOST, "%s", harness_write("providers.csv", buffer_view(&text)));
    buffer_free(&text);
}

static void check_all(struct caught *caught, bool quickly)
{
    const char *paths[2][MADE_TABLES];
    for (unsigned t = 0; t < MADE_TABLES; t++) {
        paths[0][t] = files.paths[0][t];
        paths[1][t] = files.paths[1][t];
    }
    const struct probity_reference references[] = {{"postcodes", files.postcodes}, {"providers", files.providers}};
    struct probity_check_options options = {
        .files = paths[0],
        .file_count = MADE_TABLES,
        .previous = paths[1],
        .previous_count = MADE_TABLES,
        .references = references,
        .reference_count = 2,
        .collection = "ssda903",
        .period = MADE_YEAR,
        .authority = "330",
        .threads = 1,
    };
    ck_assert(quickly ? harness_check_quickly(library, &options, caught) : harness_check(library, &options, caught));
}

/* The record of a place, by its file and number; NULL for a place that is no record. */
static const struct made_row *row_of(const struct caught_place *place, unsigned *year, unsigned *table)
{
    for (*year = 0; *year < 2; (*year)++) {
        for (*table = 0; *table < MADE_TABLES; (*table)++) {
            if (str_equal(place->path, str_of(files.paths[*year][*table]))) {
                const struct made_table *in = &year_of(*year)->tables[*table];
                return place->record && place->record <= in->row_count ? &in->rows[place->record - 1] : NULL;
            }
        }
    }
    return NULL;
}

/* ---- findings, compared ------------------------------------------------------------------------------------------ */

/* ---- one cell changed -------------------------------------------------------------------------------------------- */

/* Whether the finding has a place in a record of one of the two children. */
static bool is_about(const struct caught_finding *finding, const char *child, const char *or_child)
{
    for (uint32_t p = 0; p < finding->place_count; p++) {
        unsigned year, table;
        const struct made_row *row = row_of(&finding->places[p], &year, &table);
        if (row && (strcmp(row->cells[0], child) == 0 || strcmp(row->cells[0], or_child) == 0)) {
            return true;
        }
    }
    return false;
}

/* Everything about findings that may not change: those about other children. */
static void words_of_others(struct finding_words *words, const struct caught *caught, const char *child,
                            const char *or_child)
{
    finding_words_init(words, caught->findings.count);
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        if (goes_beyond(finding->code) || is_about(finding, child, or_child)) {
            continue;
        }
        struct buffer text = BUFFER_EMPTY;
        finding_words_part(&text, finding->code);
        finding_words_part(&text, finding->message);
        for (uint32_t p = 0; p < finding->place_count; p++) {
            const struct caught_place *place = &finding->places[p];
            finding_words_part(&text, place->path);
            finding_words_part(&text, place->field);
            finding_words_part(&text, place->key);
            buffer_integer(&text, (int64_t)place->record);
            buffer_char(&text, '|');
        }
        finding_words_add(words, &text);
    }
    finding_words_sort(words);
}

/* What a cell may be spoilt to: nothing, what can be no value, a date far away, and what stands in some other cell. */
static const char *spoilt(void)
{
    switch (made_chance(8)) {
    case 0:
    case 1:
    case 2: return "";
    case 3: return "##";
    case 4: return "38/13/2019";
    case 5: return made_chance(2) ? "01/01/1850" : "31/12/2999";
    default: break;
    }
    const struct made_table *table = NULL;
    do {
        table = &year_of(made_chance(2))->tables[made_chance(MADE_TABLES)];
    } while (!table->row_count);
    return table->rows[made_chance(table->row_count)].cells[made_chance(table->column_count)];
}

static bool same_finding(const struct caught_finding *a, const struct caught_finding *b)
{
    bool same = str_equal(a->code, b->code) && str_equal(a->message, b->message) && a->place_count == b->place_count;
    for (uint32_t p = 0; same && p < a->place_count; p++) {
        same = a->places[p].record == b->places[p].record && str_equal(a->places[p].field, b->places[p].field) &&
               str_equal(a->places[p].path, b->places[p].path) && str_equal(a->places[p].key, b->places[p].key);
    }
    return same;
}

static size_t next_of_others(const struct caught *caught, size_t at, const char *child, const char *or_child)
{
    while (at < caught->findings.count &&
           (goes_beyond(caught->findings.items[at].code) || is_about(&caught->findings.items[at], child, or_child))) {
        at++;
    }
    return at;
}

/* Findings that are the same are in the same order, so that nothing need be sorted to see it. */
static bool same_of_others(const struct caught *a, const struct caught *b, const char *child, const char *or_child)
{
    size_t i = next_of_others(a, 0, child, or_child), j = next_of_others(b, 0, child, or_child);
    while (i < a->findings.count && j < b->findings.count &&
           same_finding(&a->findings.items[i], &b->findings.items[j])) {
        i = next_of_others(a, i + 1, child, or_child);
        j = next_of_others(b, j + 1, child, or_child);
    }
    return i == a->findings.count && j == b->findings.count;
}

/* How many findings about other children there are only before, or only after. */
static unsigned tell_difference(const struct caught *before, const struct caught *after, const char *child,
                                const char *or_child, const char *what)
{
    struct finding_words a, b;
    words_of_others(&a, before, child, or_child);
    words_of_others(&b, after, child, or_child);
    unsigned different = finding_words_differ(&a, &b, what);
    finding_words_free(&a);
    finding_words_free(&b);
    return different;
}

static unsigned change_cell(const struct caught *before, unsigned number)
{
    unsigned year = made_chance(4) == 0;
    unsigned t = number % MADE_TABLES; /* every table as often, however few records it has */
    struct made_table *table = &year_of(year)->tables[t];
    if (!table->row_count) {
        return 0;
    }
    struct made_row *row = &table->rows[made_chance(table->row_count)];
    unsigned column = made_chance(table->column_count);
    const char *was = row->cells[column], *child = row->cells[0];
    struct caught after;
    row->cells[column] = spoilt();
    write_table(year, t);
    check_all(&after, true);
    char what[200];
    (void)snprintf(what, sizeof what, "%s, %s, record %u (%s), %s: \"%s\" for \"%s\"", year ? "last year" : "this year",
                   table->name, row->number, child, table->columns[column], row->cells[column], was);
    unsigned wrong = !same_of_others(before, &after, child, row->cells[0]);
    wrong = wrong ? tell_difference(before, &after, child, row->cells[0], what) : 0;
    told += after.findings.count != before->findings.count;
    if (!harness_same_skipped(before, &after)) {
        printf("%s: other rules are skipped\n", what);
        wrong++;
    }
    harness_free(&after);
    row->cells[column] = was;
    write_table(year, t);
    return wrong;
}

START_TEST(cells)
{
    struct caught before;
    unsigned wrong = 0;
    check_all(&before, true);
    size_t codes = harness_count_codes(&before);
    printf("%zu findings of %zu codes\n", before.findings.count, codes);
    ck_assert_uint_eq(before.skipped.count, 0);
    ck_assert_uint_ge(codes, CODES_LEAST);
    unsigned changes = harness_changes(CHANGES);
    for (unsigned i = 0; i < changes; i++) {
        wrong += change_cell(&before, i) > 0;
    }
    harness_free(&before);
    printf("%u changes, of which %u changed how much is found\n", changes, told);
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_ge(told, changes / 3);
}
END_TEST

/* ---- records in another order ------------------------------------------------------------------------------------ */

static void shuffle(struct made_table *table)
{
    for (unsigned r = table->row_count; r > 1; r--) {
        unsigned other = made_chance(r);
        struct made_row row = table->rows[r - 1];
        table->rows[r - 1] = table->rows[other];
        table->rows[other] = row;
    }
}

static void add_place(struct buffer *text, const struct caught_place *place, unsigned copied_after)
{
    unsigned year, table;
    const struct made_row *row = row_of(place, &year, &table);
    finding_words_part(text, place->path);
    finding_words_part(text, place->field);
    finding_words_part(text, place->key);
    buffer_integer(text, row ? row->number - copied_after : 0);
    buffer_char(text, '|');
}

/* Everything about findings but file lines; records by the numbers that they had at first. */
static void words_of_all(struct finding_words *words, const struct caught *caught)
{
    finding_words_init(words, caught->findings.count);
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        struct buffer text = BUFFER_EMPTY;
        finding_words_part(&text, finding->code);
        finding_words_part(&text, finding->message);
        for (uint32_t p = 0; p < finding->place_count; p++) {
            add_place(&text, &finding->places[p], 0);
        }
        finding_words_add(words, &text);
    }
    finding_words_sort(words);
}

static void expect_places_once(const struct caught *caught)
{
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        for (uint32_t p = 1; p < finding->place_count; p++) {
            const struct caught_place *a = &finding->places[p], *b = &finding->places[p - 1];
            ck_assert_msg(!str_equal(a->path, b->path) || a->record != b->record || !str_equal(a->field, b->field),
                          "%.*s names a cell twice: %.*s", STR_ARGS(finding->code), STR_ARGS(finding->message));
        }
    }
}

START_TEST(order)
{
    struct caught before, after;
    struct finding_words a, b;
    check_all(&before, false);
    expect_places_once(&before);
    words_of_all(&a, &before);
    for (unsigned round = 0; round < 5; round++) {
        for (unsigned t = 0; t < MADE_TABLES; t++) {
            shuffle(&made->this_year.tables[t]);
            shuffle(&made->last_year.tables[t]);
        }
        write_all();
        check_all(&after, false);
        words_of_all(&b, &after);
        ck_assert_uint_eq(finding_words_differ(&a, &b, "in another order"), 0);
        ck_assert(harness_same_skipped(&before, &after));
        finding_words_free(&b);
        harness_free(&after);
    }
    finding_words_free(&a);
    harness_free(&before);
}
END_TEST

/* ---- children copied --------------------------------------------------------------------------------------------- */

/* Every record again, with QB for QA in the child's code. */
static void copy_children(struct made_return *year)
{
    for (unsigned t = 0; t < MADE_TABLES; t++) {
        struct made_table *table = &year->tables[t];
        unsigned count = table->row_count;
        ck_assert_uint_le(2 * count, MADE_ROWS);
        for (unsigned r = 0; r < count; r++) {
            struct made_row *copy = &table->rows[count + r];
            *copy = table->rows[r];
            copy->number = count + r + 1;
            copy->cells[0] = arena_printf(&made->arena, "QB%s", table->rows[r].cells[0] + 2).data;
        }
        table->row_count = 2 * count;
    }
}

/* Findings about the children (first or second half) as if they were the first ones; those over children left out. */
static void words_of_half(struct finding_words *words, const struct caught *caught, bool second)
{
    finding_words_init(words, caught->findings.count);
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        struct buffer text = BUFFER_EMPTY;
        unsigned of_copies = 0;
        finding_words_part(&text, finding->code);
        finding_words_part(&text, finding->message);
        for (uint32_t p = 0; p < finding->place_count; p++) {
            unsigned year, table;
            const struct made_row *row = row_of(&finding->places[p], &year, &table);
            bool copy = row && strncmp(row->cells[0], "QB", 2) == 0;
            of_copies += copy;
            add_place(&text, &finding->places[p], copy ? year_of(year)->tables[table].row_count / 2 : 0);
        }
        if (goes_beyond(finding->code) || (of_copies > 0) != second) {
            buffer_free(&text);
            continue;
        }
        for (size_t at = 0; at + 1 < text.length; at++) {
            bool code = text.data[at] == 'Q' && text.data[at + 1] == 'B';
            text.data[at + 1] = code ? 'A' : text.data[at + 1];
        }
        finding_words_add(words, &text);
    }
    finding_words_sort(words);
}

START_TEST(copies)
{
    struct caught before, after;
    struct finding_words once, first, second;
    check_all(&before, false);
    words_of_half(&once, &before, false);
    ck_assert_uint_ge(once.count, 1000);
    copy_children(&made->this_year);
    copy_children(&made->last_year);
    write_all();
    check_all(&after, false);
    words_of_half(&first, &after, false);
    words_of_half(&second, &after, true);
    ck_assert_uint_eq(finding_words_differ(&once, &first, "children with copies beside them"), 0);
    ck_assert_uint_eq(finding_words_differ(&once, &second, "copies of children"), 0);
    ck_assert(harness_same_skipped(&before, &after));
    finding_words_free(&once);
    finding_words_free(&first);
    finding_words_free(&second);
    harness_free(&before);
    harness_free(&after);
}
END_TEST

static void set_up(void)
{
    library = harness_library();
    made = made_ssda903_new(CHILDREN, MISTAKES);
    ck_assert_ptr_nonnull(made);
    write_all();
}

static void tear_down(void)
{
    made_ssda903_free(made);
    probity_library_close(library);
}

int main(void)
{
    Suite *suite = suite_create("metamorphic");
    TCase *all = tcase_create("ssda903");
    tcase_set_timeout(all, 300);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, cells);
    tcase_add_test(all, order);
    tcase_add_test(all, copies);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
