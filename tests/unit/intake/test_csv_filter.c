/* Records that are kept only if their key is looked for: none of these is missed, what is kept is as it would be without
 * a filter, under its own number, and it does not matter how many threads read nor where chunks end.
 */
#include <stdio.h>

#include "csv_fixture.h"

static const struct csv_tuning tiny = {96, 32, 64, 7, CSV_SCALAR};

/* Texts that come as keys, and how they are looked for: without blanks, in capitals. */
static const char *const keys[] = {"ab1 2cd", "AB12CD", "\"AB1  2CD \"", "A B12CE", "zz9\xc2\xa0zz", "\"Q,1\"",
                                   "",        "x",      "#N/A",          "b2",      "#REF!"};
static const char *const sought[] = {"AB12CD", "ZZ9ZZ", "Q,1", "B2", "A1", "NOBODY"};
#define KEYS (sizeof keys / sizeof *keys)

static struct str random_file(struct buffer *out, uint32_t rows)
{
    buffer_clear(out);
    buffer_text(out, "id,kind,Total,day,note\n");
    for (uint32_t i = 0; i < rows; i++) {
        if (chance(20) == 0) {
            buffer_text(out, chance(2) ? "\n" : "short,row\n");
            continue;
        }
        buffer_format(out, "%u,%s,%s,,%s\n", chance(1000), keys[chance(KEYS)], chance(3) ? "12" : "\"3\"4",
                      keys[chance(KEYS)]);
    }
    return buffer_view(out);
}

static struct table_dictionary *make_texts(struct failure *failure)
{
    struct table_dictionary *texts = table_dictionary_new(failure);
    for (size_t i = 0; texts && i < sizeof sought / sizeof *sought; i++) {
        ck_assert_int_ge(table_dictionary_intern(texts, str_of(sought[i]), failure), 0);
    }
    return texts;
}

static void write_row(struct buffer *out, const struct reading *reading, uint32_t row)
{
    const struct table *table = reading->dataset.returns.items[0].tables[0];
    for (uint32_t c = 0; c < table->layout->column_count; c++) {
        write_cell(out, table, reading->dataset.dictionary, c, row);
    }
}

/* Whether the row's key, as it was read, is one of the texts. */
static bool is_looked_for(const struct reading *reading, const struct table_dictionary *texts, uint32_t column,
                          uint32_t row)
{
    const struct table *table = reading->dataset.returns.items[0].tables[0];
    if (table_state_at(table, column, row) != TABLE_VALUE) {
        return false;
    }
    char bytes[64];
    struct str text = table_dictionary_text(reading->dataset.dictionary, table->columns[column].values[row]);
    text = (struct str){bytes, str_squeeze(text, bytes)};
    str_upper(text, bytes);
    return table_dictionary_find(texts, text) >= 0;
}

/* Every row that is looked for is among those kept; every row that is kept is the row of its number. */
static void compare(const struct reading *all, const struct reading *some, const struct table_dictionary *texts,
                    uint32_t column)
{
    const struct table *whole = all->dataset.returns.items[0].tables[0];
    const struct table *part = some->dataset.returns.items[0].tables[0];
    struct buffer left = BUFFER_EMPTY;
    struct buffer right = BUFFER_EMPTY;
    uint32_t at = 0;
    for (uint32_t row = 0; row < whole->row_count; row++) {
        bool kept = at < part->row_count && table_record_of(part, at) == table_record_of(whole, row);
        ck_assert_msg(kept || !is_looked_for(all, texts, column, row), "record %u is missing", row + 1);
        if (kept) {
            buffer_clear(&left);
            buffer_clear(&right);
            write_row(&left, all, row);
            write_row(&right, some, at++);
            ck_assert_msg(str_equal(buffer_view(&left), buffer_view(&right)), "%.*s is not %.*s",
                          STR_ARGS(buffer_view(&right)), STR_ARGS(buffer_view(&left)));
        }
    }
    ck_assert_uint_eq(at, part->row_count);
    buffer_free(&left);
    buffer_free(&right);
}

static void try_file(struct str text, uint32_t column, struct csv_tuning tuning, unsigned threads)
{
    struct failure failure = {0};
    struct reading all;
    struct reading some;
    struct table_dictionary *texts = make_texts(&failure);
    struct intake_filter filter = {
        .column = column, .squeeze = true, .upper = true, .keys = intake_keys_new(texts, &failure)};
    reading_filter = NULL;
    read_text(&all, text, tuning, 1, 2024);
    reading_filter = &filter;
    read_text(&some, text, tuning, threads, 2024);
    reading_filter = NULL;
    compare(&all, &some, texts, column);
    free_reading(&all);
    free_reading(&some);
    intake_keys_free(filter.keys);
    table_dictionary_free(texts);
}

START_TEST(nothing_is_missed)
{
    enum { KIND = 1, NOTE = 7 };
    struct buffer text = BUFFER_EMPTY;
    for (int round = 0; round < 60; round++) {
        struct str file = random_file(&text, 1 + chance(300));
        try_file(file, chance(2) ? KIND : NOTE, chance(2) ? tiny : ordinary, 1 + chance(3));
    }
    buffer_free(&text);
}
END_TEST

static uint32_t rows_kept(const char *file, const struct intake_filter *filter)
{
    struct reading reading;
    reading_filter = filter;
    read_text(&reading, str_of(file), ordinary, 1, 2024);
    reading_filter = NULL;
    uint32_t rows = reading.dataset.returns.items[0].tables[0]->row_count;
    free_reading(&reading);
    return rows;
}

START_TEST(edges)
{
    struct failure failure = {0};
    struct table_dictionary *none = table_dictionary_new(&failure);
    struct table_dictionary *texts = make_texts(&failure);
    struct intake_filter nothing = {.column = 7, .keys = intake_keys_new(none, &failure)};
    struct intake_filter plain = {.column = 7, .keys = intake_keys_new(texts, &failure)};
    /* Without any text no record is kept; without the column none can be; case and blanks count unless told otherwise. */
    ck_assert_uint_eq(rows_kept("id,kind,Total,note\n1,A1,2,AB12CD\n2,A1,2,\n", &nothing), 0);
    ck_assert_uint_eq(rows_kept("id,kind,Total\n1,A1,2\n", &plain), 0);
    ck_assert_uint_eq(rows_kept("id,kind,Total,note\n1,A1,2,AB12CD\n2,A1,2,ab12cd\n3,A1,2,AB1 2CD\n", &plain), 1);
    intake_keys_free(nothing.keys);
    intake_keys_free(plain.keys);
    intake_keys_free(NULL);
    table_dictionary_free(none);
    table_dictionary_free(texts);
}
END_TEST

/* A finding in a record that is kept names the record by its number in the file. */
START_TEST(findings_keep_their_numbers)
{
    struct failure failure = {0};
    struct table_dictionary *texts = make_texts(&failure);
    struct intake_filter filter = {.column = 7, .keys = intake_keys_new(texts, &failure)};
    struct reading reading;
    reading_filter = &filter;
    read_text(&reading, STR("id,kind,Total,day,note\n1,A1,2,,n\n2,A1,\"2\"2,,n\n3,A1,\"5\"6,,AB12CD\n"), ordinary, 1,
              2024);
    reading_filter = NULL;
    ck_assert_uint_eq(reading.log.entries.count, 1);
    ck_assert_uint_eq(reading.log.entries.items[0].record, 3);
    ck_assert_uint_eq(reading.log.entries.items[0].line, 4);
    free_reading(&reading);
    intake_keys_free(filter.keys);
    table_dictionary_free(texts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv_filter");
    TCase *tests = tcase_create("filter");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, nothing_is_missed);
    tcase_add_test(tests, edges);
    tcase_add_test(tests, findings_keep_their_numbers);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
