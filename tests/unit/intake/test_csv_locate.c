/* Every cell of a file is found again where it stands. */
#include "csv_fixture.h"

#include "base/utf8.h"

#define HEADER "id,kind,Total,day,note\n"
#define COLUMNS 5u

/* What a file is made of, and where. */
struct cell {
    struct str value;
    uint32_t line;
    uint32_t column;
};

struct made {
    struct buffer file;
    struct cell cells[4000][COLUMNS];
    uint32_t records;
    struct arena arena;
};

/* Moves a place over some text. */
static void pass(struct str text, uint32_t *line, uint32_t *column)
{
    for (size_t i = 0; i < text.length; i++) {
        bool ends = text.data[i] == '\n';
        *line += ends;
        *column = ends ? 1 : *column + ((text.data[i] & 0xc0) != 0x80);
    }
}

static void make_file(struct made *made, uint32_t records)
{
    static const char *const values[] = {"1", "caf\xc3\xa9", "", "a, b", "two\nlines", "said \"so\"", "plain"};
    uint32_t line = 2;
    uint32_t column = 1;
    *made = (struct made){.records = records};
    buffer_text(&made->file, HEADER);
    for (uint32_t r = 0; r < records; r++) {
        for (uint32_t f = 0; f < COLUMNS; f++) {
            size_t from = made->file.length;
            const char *value = values[f == 0 ? 0 : chance(sizeof values / sizeof *values)];
            made->cells[r][f] = (struct cell){str_of(value), line, column};
            bool quote = strpbrk(value, ",\n\"") != NULL;
            buffer_text(&made->file, quote ? "\"" : "");
            for (const char *at = value; *at; at++) {
                buffer_text(&made->file, *at == '"' ? "\"" : "");
                buffer_char(&made->file, *at);
            }
            buffer_text(&made->file, quote ? "\"" : "");
            buffer_text(&made->file, f + 1 < COLUMNS ? "," : "\n");
            pass(str_slice(buffer_view(&made->file), from, made->file.length), &line, &column);
        }
        if (chance(10) == 0) {
            buffer_text(&made->file, chance(3) ? "\n" : HEADER);
            line++;
        }
    }
}

static void check_cell(struct intake_locator *locator, const struct made *made, uint32_t record, uint32_t field)
{
    static const uint32_t columns[COLUMNS] = {0, 1, 2, 3, 7};
    const struct cell *cell = &made->cells[record][field];
    struct failure failure = {0};
    struct intake_place place;
    ck_assert(intake_locate(locator, 0, record + 1, UINT64_MAX, 0, columns[field], &place, &failure));
    ck_assert_msg(str_equal(place.value, cell->value), "record %u field %u: %.*s not %.*s", record, field,
                  STR_ARGS(place.value), STR_ARGS(cell->value));
    ck_assert_uint_eq(place.line, cell->line);
    ck_assert_uint_eq(place.column, cell->column);
    /* The excerpt shows the cell's first line where it says. */
    size_t from = utf8_offset(place.excerpt, place.excerpt_caret);
    struct str shown = str_slice(place.excerpt, from, place.excerpt.length);
    shown = str_slice(shown, 0, utf8_offset(shown, place.excerpt_width));
    ck_assert_uint_le(utf8_count(place.excerpt), INTAKE_EXCERPT_MOST);
    if (!strpbrk(cell->value.data, "\n\",")) {
        ck_assert(str_equal(shown, cell->value));
    }
}

static struct made made;

START_TEST(cells)
{
    const struct csv_tuning tunings[] = {ordinary, {100, 10, 50, 7, CSV_SCALAR}};
    for (int round = 0; round < 2; round++) {
        struct reading reading;
        struct failure failure = {0};
        make_file(&made, 2500);
        read_text(&reading, buffer_view(&made.file), tunings[round], 2, 2024);
        ck_assert_uint_eq(reading.dataset.returns.items[0].tables[0]->row_count, 2500);
        struct intake_locator *locator = intake_locator_open(&reading.input, schema(), &failure);
        ck_assert_ptr_nonnull(locator);
        for (uint32_t r = 0; r < made.records; r++) {
            check_cell(locator, &made, r, chance(COLUMNS));
        }
        for (uint32_t i = 0; i < 300; i++) {
            check_cell(locator, &made, chance(made.records), chance(COLUMNS));
        }
        intake_locator_close(locator);
        buffer_free(&made.file);
        free_reading(&reading);
    }
}
END_TEST

START_TEST(records_and_findings)
{
    struct reading reading;
    struct failure failure = {0};
    struct intake_place place;
    read_text(&reading, STR("title\n" HEADER "1,A1,1,,a\n2,A1\n3,A1,1,,\"c\nd\"e\n4,A1,1,,x\n"), ordinary, 1, 2024);
    struct intake_locator *locator = intake_locator_open(&reading.input, schema(), &failure);
    ck_assert(intake_locate(locator, 0, 2, UINT64_MAX, 0, SCHEMA_NONE, &place, &failure));
    ck_assert_uint_eq(place.line, 4);
    ck_assert_uint_eq(place.column, 1);
    ck_assert(str_equal(place.excerpt, STR("2,A1")));
    ck_assert_uint_eq(place.excerpt_width, 4);
    /* A cell that the record lacks, and a column that the file lacks. */
    ck_assert(intake_locate(locator, 0, 2, UINT64_MAX, 0, 7, &place, &failure));
    ck_assert_uint_eq(place.line, 4);
    ck_assert_uint_eq(place.value.length, 0);
    ck_assert(intake_locate(locator, 0, 3, UINT64_MAX, 0, 4, &place, &failure));
    ck_assert_uint_eq(place.line, 5);
    /* A record that there is not. */
    ck_assert(intake_locate(locator, 0, 5, UINT64_MAX, 0, 0, &place, &failure));
    ck_assert(intake_locate(locator, 0, 0, UINT64_MAX, 0, 0, &place, &failure));
    ck_assert(intake_locate(locator, 7, 1, UINT64_MAX, 0, 0, &place, &failure));
    for (size_t i = 0; i < reading.log.entries.count; i++) {
        const struct finding_reading *entry = &reading.log.entries.items[i];
        ck_assert(intake_locate_offset(locator, entry->offset, entry->line, &place, &failure));
        ck_assert_uint_eq(place.line, entry->line);
        if (entry->kind == READ_RAGGED) {
            ck_assert(str_equal(place.excerpt, STR("2,A1")));
            ck_assert_uint_eq(place.column, 1);
        } else if (entry->kind == READ_STRAY_QUOTE) {
            ck_assert(str_equal(place.excerpt, STR("3,A1,1,,\"c")));
            ck_assert_uint_eq(place.column, 9);
        }
    }
    intake_locator_close(locator);
    free_reading(&reading);
}
END_TEST

/* Records that were left out are not counted. */
START_TEST(among_aggregates)
{
    struct reading reading;
    struct failure failure = {0};
    struct intake_place place;
    read_text(&reading,
              STR("level,year,la,id,kind,amount,day,note\n"
                  "National,2022,,1,A1,99,,\n"
                  "Local authority,2022,201,1,A1,1.5,,\n\n"
                  "Regional,2022,,1,A1,98,,\n"
                  "Local authority,2022,202,1,A1,\"2.5\",,\n"),
              ordinary, 1, 0);
    struct intake_locator *locator = intake_locator_open(&reading.input, schema(), &failure);
    const struct table *table = reading.dataset.returns.items[1].tables[0];
    ck_assert_uint_eq(table_record_of(table, 0), 2);
    ck_assert(intake_locate(locator, 0, table_record_of(table, 0), UINT64_MAX, 0, 2, &place, &failure));
    ck_assert_uint_eq(place.line, 6);
    ck_assert_uint_eq(place.column, 31);
    ck_assert(str_equal(place.value, STR("2.5")));
    ck_assert_uint_eq(place.excerpt_width, 5);
    intake_locator_close(locator);
    free_reading(&reading);
}
END_TEST

START_TEST(a_file_of_one_line)
{
    struct reading reading;
    struct failure failure = {0};
    struct buffer file = BUFFER_EMPTY;
    buffer_text(&file, HEADER "1,A1,");
    buffer_fill(&file, '0', 500000);
    buffer_text(&file, "7,,\xc3\xa9\n2,A1,3,,\"");
    buffer_fill(&file, 'x', 6000000);
    read_text(&reading, buffer_view(&file), ordinary, 1, 2024);
    ck_assert_uint_eq(reading.log.entries.count, 1);
    struct intake_locator *locator = intake_locator_open(&reading.input, schema(), &failure);
    struct intake_place place;
    ck_assert(intake_locate(locator, 0, 1, UINT64_MAX, 0, 7, &place, &failure));
    ck_assert_uint_eq(place.column, 5 + 500000 + 1 + 2 + 1);
    ck_assert(str_equal(place.value, STR("\xc3\xa9")));
    ck_assert_uint_le(utf8_count(place.excerpt), INTAKE_EXCERPT_MOST);
    const struct finding_reading *entry = &reading.log.entries.items[0];
    ck_assert_int_eq(entry->kind, READ_OPEN_QUOTE);
    ck_assert(intake_locate_offset(locator, entry->offset, entry->line, &place, &failure));
    ck_assert_uint_eq(place.line, 3);
    ck_assert_uint_eq(place.column, 9);
    ck_assert(intake_locate_offset(locator, entry->offset + 5000000, 3, &place, &failure));
    ck_assert_uint_eq(place.column, 0);
    intake_locator_close(locator);
    buffer_free(&file);
    free_reading(&reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv locate");
    TCase *tests = tcase_create("locate");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, cells);
    tcase_add_test(tests, records_and_findings);
    tcase_add_test(tests, among_aggregates);
    tcase_add_test(tests, a_file_of_one_line);
    suite_add_tcase(suite, tests);
    return run_csv_suite(suite);
}
