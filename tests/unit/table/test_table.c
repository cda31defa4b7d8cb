/* tables and datasets: columns, rows, origins, and the returns by their keys. */
#include <check.h>

#include "../../run_suite.h"
#include "table/dataset.h"

static const struct table_layout_column columns[] = {
    {.name = {"CODE", 4}, .type = TABLE_CODE},
    {.name = {"COUNT", 5}, .type = TABLE_INTEGER},
    {.name = {"NOTE", 4}, .type = TABLE_TEXT},
};
static const struct table_layout layout = {{"T", 1}, columns, 3};

START_TEST(types_and_columns_by_name)
{
    enum table_type type;
    for (int i = 0; i < TABLE_TYPES; i++) {
        ck_assert(table_type_parse(str_of(table_type_name((enum table_type)i)), &type));
        ck_assert_int_eq((int)type, i);
    }
    ck_assert_str_eq(table_type_name(TABLE_MONTH), "year-month");
    ck_assert(!table_type_parse(STR("float"), &type));
    ck_assert(!table_type_parse(STR("Text"), &type));
    ck_assert_uint_eq(table_layout_find(&layout, STR("NOTE")), 2);
    ck_assert_uint_eq(table_layout_find(&layout, STR("note")), TABLE_NO_COLUMN);
}
END_TEST

START_TEST(rows_start_missing)
{
    const bool kept[] = {true, false, true};
    struct table *table = table_new(&layout, kept, NULL);
    for (int64_t row = 0; row < 5000; row++) {
        ck_assert_int_eq(table_add_row(table, NULL), row);
        if (row % 2) {
            table_set(table, 0, row, row * 3, TABLE_VALUE);
        }
    }
    ck_assert_ptr_null(table->columns[1].values);
    for (int64_t row = 0; row < 5000; row += 613) {
        ck_assert_int_eq(table_state_at(table, 0, row), row % 2 ? TABLE_VALUE : TABLE_MISSING);
        ck_assert_int_eq(table_state_at(table, 1, row), TABLE_MISSING);
        ck_assert_int_eq(table->columns[0].values[row], row % 2 ? row * 3 : 0);
        ck_assert_uint_eq(table_record_of(table, row), (uint64_t)row + 1);
    }
    ck_assert_uint_eq(table_input_of(table, 3), TABLE_NO_INPUT);
    table_free(table);
    table_free(NULL);
}
END_TEST

START_TEST(origins_grow_with_the_table)
{
    struct table *table = table_new(&layout, NULL, NULL);
    table->origin.input = 4;
    ck_assert_int_eq(table_add_row(table, NULL), 0);
    ck_assert(table_track(
        table, TABLE_TRACK_RECORDS | TABLE_TRACK_OFFSETS | TABLE_TRACK_LINES | TABLE_TRACK_INPUTS | TABLE_TRACK_PARENTS,
        NULL));
    for (uint32_t row = 1; row < 1000; row++) {
        table_add_row(table, NULL);
        ck_assert_uint_eq(table->parents[row], TABLE_NO_PARENT);
        ck_assert_uint_eq(table->origin.records[row], row + 1);
        table->origin.records[row] = row * 10;
        table->origin.lines[row] = row + 7;
        table->origin.offsets[row] = (uint64_t)row << 33;
        table->parents[row] = row / 2;
    }
    ck_assert(table_reserve(table, 10, NULL));
    ck_assert(table_reserve(table, 100000, NULL));
    ck_assert_uint_eq(table_record_of(table, 999), 9990);
    ck_assert_uint_eq(table_input_of(table, 999), 4);
    ck_assert_uint_eq(table->origin.lines[500], 507);
    ck_assert_uint_eq(table->origin.offsets[500], (uint64_t)500 << 33);
    ck_assert_uint_eq(table->parents[500], 250);
    struct failure failure = {0};
    ck_assert(!table_reserve(table, TABLE_ROWS_MOST + 1, &failure));
    ck_assert_int_eq(failure.kind, FAILURE_LIMIT);
    table_free(table);
}
END_TEST

START_TEST(selected_rows_keep_their_origins)
{
    const bool kept[] = {true, true, false};
    const uint32_t rows[] = {7, 3, 3, 99};
    struct table *table = table_new(&layout, kept, NULL);
    table_track(table, TABLE_TRACK_LINES | TABLE_TRACK_INPUTS, NULL);
    for (uint32_t row = 0; row < 100; row++) {
        table_add_row(table, NULL);
        table_set(table, 1, row, row * 2, row == 3 ? TABLE_MALFORMED : TABLE_VALUE);
        table->origin.lines[row] = row + 2;
        table->origin.inputs[row] = row % 5;
    }
    table->rounding = 50;
    struct table *some = table_select(table, rows, 4, NULL);
    ck_assert_uint_eq(some->row_count, 4);
    ck_assert_int_eq(some->rounding, 50);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert_int_eq(some->columns[1].values[i], rows[i] * 2);
        ck_assert_int_eq(table_state_at(some, 1, i), rows[i] == 3 ? TABLE_MALFORMED : TABLE_VALUE);
        ck_assert_uint_eq(table_record_of(some, i), rows[i] + 1);
        ck_assert_uint_eq(some->origin.lines[i], rows[i] + 2);
        ck_assert_uint_eq(table_input_of(some, i), rows[i] % 5);
    }
    ck_assert_ptr_null(some->columns[2].values);
    ck_assert_ptr_null(some->origin.offsets);
    struct table *none = table_select(table, rows, 0, NULL);
    ck_assert_uint_eq(none->row_count, 0);
    table_free(none);
    table_free(some);
    table_free(table);
}
END_TEST

START_TEST(spans)
{
    const char *bytes = "hello world";
    int64_t span = table_span(6, 5);
    ck_assert(str_equal(table_span_text(bytes, span), STR("world")));
    ck_assert_uint_eq(table_span_text(bytes, table_span(3, 0)).length, 0);
    int64_t far = table_span((uint64_t)1 << 42, TABLE_TEXT_MOST);
    ck_assert_int_gt(far, 0);
    ck_assert_uint_eq((uint64_t)far >> 20, (uint64_t)1 << 42);
    ck_assert_uint_eq((uint64_t)far & TABLE_TEXT_MOST, TABLE_TEXT_MOST);
}
END_TEST

START_TEST(returns_by_key)
{
    struct dataset dataset;
    ck_assert(dataset_init(&dataset, NULL));
    char authority[] = "201";
    int64_t first = dataset_return(&dataset, 1, 3, DATASET_RETURN, 2023, str_of(authority), NULL);
    authority[0] = '9';
    ck_assert_int_eq(first, 0);
    ck_assert_int_eq(dataset_return(&dataset, 1, 3, DATASET_RETURN, 2022, STR("201"), NULL), 1);
    ck_assert_int_eq(dataset_return(&dataset, 1, 3, DATASET_PREVIOUS, 2023, STR("201"), NULL), 2);
    ck_assert_int_eq(dataset_return(&dataset, 2, 3, DATASET_RETURN, 2023, STR("201"), NULL), 3);
    ck_assert_int_eq(dataset_return(&dataset, 1, 3, DATASET_RETURN, 2023, STR_EMPTY, NULL), 4);
    ck_assert_int_eq(dataset_return(&dataset, 1, 3, DATASET_RETURN, 2023, STR("201"), NULL), 0);
    ck_assert(str_equal(dataset.returns.items[0].authority, STR("201")));
    ck_assert_uint_eq(dataset.returns.count, 5);
    dataset.returns.items[3].tables[2] = table_new(&layout, NULL, NULL);
    for (unsigned i = 0; i < 500; i++) {
        ck_assert_int_eq(dataset_return(&dataset, 1, 1, DATASET_RETURN, (int)i, STR("999"), NULL), 5 + (int)i);
    }
    ck_assert_ptr_nonnull(dataset.returns.items[3].tables[2]);
    dataset_free(&dataset);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table");
    TCase *cases = tcase_create("table");
    tcase_add_test(cases, types_and_columns_by_name);
    tcase_add_test(cases, rows_start_missing);
    tcase_add_test(cases, origins_grow_with_the_table);
    tcase_add_test(cases, selected_rows_keep_their_origins);
    tcase_add_test(cases, spans);
    tcase_add_test(cases, returns_by_key);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
