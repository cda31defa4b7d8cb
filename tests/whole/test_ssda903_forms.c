/* The same SSDA903 return as a set of CSV files and as one XML file gives the same findings but for their places, and but
 * for what the two forms cannot both say. */
#include <check.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding_words.h"
#include "harness.h"
#include "made_ssda903.h"

enum { TABLES_IN_XML = 10, PATH_MOST = 4400 };

static struct probity_library *library;

/* Where the records of each table are in XML, up to the last that XML has; the children's own element holds those of three
 * more tables among its cells. */
static const struct {
    const char *element;
    bool in_header;
    const char *made_if[7]; /* of a table beside the header: a record where one of these has a text */
} in_xml[TABLES_IN_XML] = {
    [MADE_HEADER] = {"HEADER", true, {NULL}},
    [MADE_EPISODES] = {"EPISODE", false, {NULL}},
    [MADE_REVIEWS] = {"AREVIEW", true, {NULL}},
    [MADE_UASC] = {"HEADER", true, {"UASC", "DUC"}},
    [MADE_OC2] = {"OC2", true, {NULL}},
    [MADE_OC3] = {"HEADER", true, {"IN_TOUCH", "ACTIV", "ACCOM"}},
    [MADE_AD1] = {"HEADER", true, {"DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"}},
    [MADE_PLACED] = {"AD_PLACED", true, {NULL}},
    [MADE_PERMANENCE] = {"PERMANENCE", true, {NULL}},
    [MADE_MISSING] = {"AMISSING", true, {NULL}},
};

static bool is_own_element(unsigned table)
{
    return strcmp(in_xml[table].element, "HEADER") != 0;
}

static const char *element_of(const char *column)
{
    return strcmp(column, "CHILD") == 0 ? "CHILDID" : strcmp(column, "PLACE") == 0 ? "PL" : column;
}

/* What XML holds once for a child, in the header, and CSV in each record. */
static bool is_of_child(const char *column)
{
    return strcmp(column, "CHILD") == 0 || strcmp(column, "DOB") == 0 || strcmp(column, "SEX") == 0;
}

/* ---- XML to records ---------------------------------------------------------------------------------------------- */

static xmlNode *find_element(xmlNode *first, const char *name)
{
    for (; first && strcmp((const char *)first->name, name) != 0; first = first->next) {
    }
    return first;
}

static const char *text_of(struct arena *arena, xmlNode *record, const char *element)
{
    xmlNode *cell = find_element(record->children, element);
    xmlChar *text = cell ? xmlNodeGetContent(cell) : NULL;
    struct str kept = arena_str(arena, str_of(text ? (const char *)text : ""));
    xmlFree(text);
    return kept.data;
}

static bool is_made(struct arena *arena, unsigned table, xmlNode *header)
{
    bool made = !in_xml[table].made_if[0];
    for (unsigned i = 0; i < 7 && in_xml[table].made_if[i] && !made; i++) {
        made = text_of(arena, header, in_xml[table].made_if[i])[0] != 0;
    }
    return made;
}

static void read_record(struct made_ssda903 *to, unsigned t, xmlNode *header, xmlNode *record)
{
    struct made_table *table = &to->this_year.tables[t];
    ck_assert_uint_lt(table->row_count, MADE_ROWS);
    struct made_row *row = &table->rows[table->row_count++];
    for (unsigned c = 0; c < table->column_count; c++) {
        const char *column = table->columns[c];
        bool above = is_of_child(column);
        row->cells[c] = text_of(&to->arena, above ? header : record, element_of(column));
    }
}

static void read_child(struct made_ssda903 *to, xmlNode *child)
{
    xmlNode *header = find_element(child->children, "HEADER");
    ck_assert_ptr_nonnull(header);
    for (unsigned t = 0; t < TABLES_IN_XML; t++) {
        if (!is_own_element(t)) {
            if (is_made(&to->arena, t, header)) {
                read_record(to, t, header, header);
            }
            continue;
        }
        xmlNode *record = in_xml[t].in_header ? header->children : child->children;
        while ((record = find_element(record, in_xml[t].element))) {
            read_record(to, t, header, record);
            record = record->next;
        }
    }
}

static struct made_ssda903 *read_xml(const char *path)
{
    struct made_ssda903 *to = made_ssda903_new(0, 0);
    xmlDoc *document = xmlReadFile(path, NULL, XML_PARSE_NONET);
    ck_assert_ptr_nonnull(to);
    ck_assert_msg(document != NULL, "%s cannot be read", path);
    for (xmlNode *child = xmlDocGetRootElement(document)->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            read_child(to, child);
        }
    }
    xmlFreeDoc(document);
    return to;
}

/* ---- records to XML ---------------------------------------------------------------------------------------------- */

static void write_cells(const struct made_table *table, const struct made_row *row, bool header, struct buffer *out)
{
    for (unsigned c = 0; c < table->column_count; c++) {
        const char *element = element_of(table->columns[c]);
        if ((header || !is_of_child(table->columns[c])) && row->cells[c][0]) {
            buffer_format(out, "<%s>%s</%s>", element, row->cells[c], element);
        }
    }
}

/* The child's records of one table; of a table beside the header the first only, as its cells stand there. */
static void write_records(const struct made_return *from, unsigned t, const char *child, struct buffer *out)
{
    const struct made_table *table = &from->tables[t];
    for (unsigned r = 0; r < table->row_count; r++) {
        if (strcmp(table->rows[r].cells[0], child) != 0) {
            continue;
        }
        if (!is_own_element(t)) {
            buffer_text(out, t == MADE_UASC ? "<UASC>1</UASC>" : "");
            write_cells(table, &table->rows[r], false, out);
            return;
        }
        buffer_format(out, "<%s>", in_xml[t].element);
        write_cells(table, &table->rows[r], false, out);
        buffer_format(out, "</%s>\n", in_xml[t].element);
    }
}

static void write_xml(const struct made_return *from, struct buffer *out)
{
    const struct made_table *headers = &from->tables[MADE_HEADER];
    buffer_text(out, "<EXPSSDA903>\n");
    for (unsigned h = 0; h < headers->row_count; h++) {
        const char *child = headers->rows[h].cells[0];
        buffer_text(out, "<CHILD><HEADER>");
        write_cells(headers, &headers->rows[h], true, out);
        for (unsigned t = MADE_HEADER + 1; t < TABLES_IN_XML; t++) {
            if (in_xml[t].in_header) {
                write_records(from, t, child, out);
            }
        }
        buffer_text(out, "</HEADER>\n");
        write_records(from, MADE_EPISODES, child, out);
        buffer_text(out, "</CHILD>\n");
    }
    buffer_text(out, "</EXPSSDA903>\n");
    ck_assert(buffer_ok(out));
}

/* ---- findings compared ------------------------------------------------------------------------------------------- */

/* A return in one form, and last year's in the same; last year's may be absent. */
struct form {
    char paths[2][TABLES_IN_XML][PATH_MOST];
    unsigned counts[2];
};

static void add_xml(struct form *form, unsigned year, const char *path)
{
    (void)snprintf(form->paths[year][0], PATH_MOST, "%s", path);
    form->counts[year] = 1;
}

static void add_csv(struct form *form, unsigned year, const struct made_return *from)
{
    for (unsigned t = 0; t < TABLES_IN_XML; t++) {
        struct buffer text = BUFFER_EMPTY;
        char name[64];
        made_table_write(&from->tables[t], &text);
        (void)snprintf(name, sizeof name, "%u-%s.csv", year, from->tables[t].name);
        (void)snprintf(form->paths[year][t], PATH_MOST, "%s", harness_write(name, buffer_view(&text)));
        buffer_free(&text);
    }
    form->counts[year] = TABLES_IN_XML;
}

static void check_form(const struct form *form, int period, struct caught *caught)
{
    const char *paths[2][TABLES_IN_XML];
    for (unsigned t = 0; t < TABLES_IN_XML; t++) {
        paths[0][t] = form->paths[0][t];
        paths[1][t] = form->paths[1][t];
    }
    struct probity_check_options options = {
        .files = paths[0],
        .file_count = form->counts[0],
        .previous = paths[1],
        .previous_count = form->counts[1],
        .collection = "ssda903",
        .period = period,
        .authority = "330",
        .threads = 1,
    };
    ck_assert(harness_check(library, &options, caught));
}

/* Published differently for the two forms: in XML there is a cell that says whether a child is an unaccompanied asylum
 * seeker (105), and 205A to 205D compare that cell and the table of these children with last year's. */
static bool differs_by_form(struct str code)
{
    static const char *const codes[] = {"SSDA903-105", "SSDA903-205A", "SSDA903-205B", "SSDA903-205C", "SSDA903-205D"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (str_equal(code, str_of(codes[i]))) {
            return true;
        }
    }
    return false;
}

/* A cell that cannot be read, or has no code of its list, is told where it stands: of what XML holds once for a child, and
 * CSV in each record, that is the header only. */
static bool is_told_in_header(const struct caught_finding *finding)
{
    const struct caught_place *place = finding->places;
    struct buffer field = BUFFER_EMPTY;
    bool of_cell = finding->place_count == 1 && str_starts_with(finding->code, STR("CELL-"));
    if (of_cell) {
        buffer_str(&field, place->field);
        buffer_char(&field, 0);
        of_cell = is_of_child(field.data) && !str_equal(place->table, STR("Header"));
        buffer_free(&field);
    }
    return of_cell;
}

static void words_of(struct finding_words *words, const struct caught *caught)
{
    finding_words_init(words, caught->findings.count);
    for (size_t i = 0; i < caught->findings.count; i++) {
        const struct caught_finding *finding = &caught->findings.items[i];
        if (differs_by_form(finding->code) || is_told_in_header(finding)) {
            continue;
        }
        struct buffer text = BUFFER_EMPTY;
        finding_words_part(&text, finding->code);
        finding_words_part(&text, finding->message);
        for (uint32_t p = 0; p < finding->place_count; p++) {
            const struct caught_place *place = &finding->places[p];
            bool only_xml = str_equal(place->field, STR("UASC")); /* CSV has no such cell */
            buffer_format(&text, " %.*s/%u/%.*s/%.*s=%.*s", STR_ARGS(place->table), (unsigned)place->record,
                          STR_ARGS(place->key), STR_ARGS(place->field), STR_ARGS(only_xml ? STR_EMPTY : place->value));
        }
        finding_words_add(words, &text);
    }
    finding_words_sort(words);
}

static void words_of_skipped(struct finding_words *words, const struct caught *caught)
{
    finding_words_init(words, caught->skipped.count);
    for (size_t i = 0; i < caught->skipped.count; i++) {
        struct buffer text = BUFFER_EMPTY;
        finding_words_part(&text, caught->skipped.items[i].code);
        finding_words_part(&text, caught->skipped.items[i].reason);
        finding_words_add(words, &text);
    }
    finding_words_sort(words);
}

static void expect_same_skipped(const struct caught *csv, const struct caught *xml)
{
    struct finding_words a, b;
    words_of_skipped(&a, csv);
    words_of_skipped(&b, xml);
    ck_assert_uint_eq(finding_words_differ(&a, &b, "rules skipped in XML"), 0);
    finding_words_free(&a);
    finding_words_free(&b);
}

static void expect_same(const struct form *csv, const struct form *xml, int period, size_t at_least)
{
    struct caught from_csv, from_xml;
    struct finding_words a, b;
    check_form(csv, period, &from_csv);
    check_form(xml, period, &from_xml);
    words_of(&a, &from_csv);
    words_of(&b, &from_xml);
    printf("%zu findings of both forms\n", a.count);
    ck_assert_uint_eq(finding_words_differ(&a, &b, "XML"), 0);
    ck_assert_uint_ge(a.count, at_least);
    ck_assert_int_eq(from_csv.verdict, from_xml.verdict);
    expect_same_skipped(&from_csv, &from_xml);
    finding_words_free(&a);
    finding_words_free(&b);
    harness_free(&from_csv);
    harness_free(&from_xml);
}

static struct form csv_form, xml_form;

static void convert(unsigned year, const char *path)
{
    struct made_ssda903 *records = read_xml(path);
    add_xml(&xml_form, year, path);
    add_csv(&csv_form, year, &records->this_year);
    made_ssda903_free(records);
}

START_TEST(shared_return)
{
    const char *shared = harness_shared("SSDA903 as CSV and as XML");
    if (!shared) {
        return;
    }
    char path[PATH_MOST];
    (void)snprintf(path, sizeof path, "%s/data/ssda903/fake_903.xml", shared);
    convert(0, path);
    expect_same(&csv_form, &xml_form, 2022, 1000);
}
END_TEST

/* The files that others check with, as they are: two of them hold one table. */
START_TEST(shared_files)
{
    const char *shared = harness_shared("the SSDA903 set of files");
    if (!shared) {
        return;
    }
    static const char *const names[] = {"header",
                                        "episodes",
                                        "reviews",
                                        "uasc",
                                        "oc2",
                                        "oc3",
                                        "ad1",
                                        "placed_for_adoption",
                                        "placed_for_adoption_errors",
                                        "previous_permanence",
                                        "missing",
                                        "sw_episodes",
                                        "DoLo"};
    enum { FILES = sizeof names / sizeof *names };
    char paths[FILES][PATH_MOST];
    const char *files[FILES];
    for (size_t f = 0; f < FILES; f++) {
        (void)snprintf(paths[f], PATH_MOST, "%s/data/ssda903/%s.csv", shared, names[f]);
        files[f] = paths[f];
    }
    for (int period = 2022; period <= MADE_YEAR; period += MADE_YEAR - 2022) {
        struct caught caught;
        struct probity_check_options options = {
            .files = files, .file_count = FILES, .collection = "ssda903", .period = period, .threads = 2};
        ck_assert(harness_check_quickly(library, &options, &caught));
        ck_assert_int_eq(caught.verdict, VERDICT_REJECTED);
        ck_assert_uint_ge(harness_count_codes(&caught), 80);
        harness_free(&caught);
    }
}
END_TEST

START_TEST(made_return)
{
    struct made_ssda903 *made = made_ssda903_new(60, 40);
    ck_assert_ptr_nonnull(made);
    struct buffer text = BUFFER_EMPTY;
    write_xml(&made->this_year, &text);
    convert(0, harness_write("this.xml", buffer_view(&text)));
    buffer_clear(&text);
    write_xml(&made->last_year, &text);
    convert(1, harness_write("last.xml", buffer_view(&text)));
    buffer_free(&text);
    made_ssda903_free(made);
    expect_same(&csv_form, &xml_form, MADE_YEAR, 1000);
}
END_TEST

static void set_up(void)
{
    library = harness_library();
}

static void tear_down(void)
{
    probity_library_close(library);
}

int main(void)
{
    Suite *suite = suite_create("forms of SSDA903");
    TCase *all = tcase_create("csv and xml");
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, shared_return);
    tcase_add_test(all, shared_files);
    tcase_add_test(all, made_return);
    suite_add_tcase(suite, all);
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* what is told before a failure is not lost */
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
