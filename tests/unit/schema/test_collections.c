/* The schemas that Probity comes with, and the real returns that they must describe. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "schema/schema.h"

#define FIELDS 17 /* of the long file: year_end, la, la_name, report_group, order, line, desc, and ten amounts */
#define AMOUNTS 10
#define FIRST_AMOUNT 7
#define LINES_MOST 64

static struct failure failure;

static void reset(void)
{
    memset(&failure, 0, sizeof failure);
}

static struct schema *load(const char *file)
{
    const char *data = getenv("PROBITY_DATA");
    if (!data) {
        printf("SKIP: %s: PROBITY_DATA is not set\n", file);
        return NULL;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", data, file);
    struct schema *schema = schema_load(path, &failure);
    ck_assert_msg(schema, "%s:%u:%u: %s", failure.path, failure.line, failure.column, failure.message);
    return schema;
}

START_TEST(all_of_them)
{
    static const struct {
        const char *file, *name;
        uint32_t tables;
    } files[] = {
        {"schemas/cin.yaml", "cin", 12},
        {"schemas/s251-outturn.yaml", "s251-outturn", 2},
        {"schemas/ssda903.yaml", "ssda903", 12},
        {"bench/schemas/bench-returns.yaml", "bench-returns", 1},
        {"bench/schemas/bench-cin.yaml", "bench-cin", 5},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct schema *schema = load(files[i].file);
        if (schema) {
            ck_assert(str_equal(schema->name, str_of(files[i].name)));
            ck_assert_uint_eq(schema->table_count, files[i].tables);
        }
        schema_free(schema);
    }
}
END_TEST

/* doc/schema.md begins with a small schema, and has others. */
START_TEST(those_in_the_document)
{
    const char *data = getenv("PROBITY_DATA");
    if (!data) {
        printf("SKIP: doc/schema.md: PROBITY_DATA is not set\n");
        return;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/doc/schema.md", data);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    static char text[1 << 16];
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    unsigned count = 0;
    for (const char *at = text; (at = strstr(at, "```yaml\ncollection:")); count++) {
        const char *begin = at + 8;
        at = strstr(begin, "```\n");
        struct schema *schema = schema_load_text("doc", (struct str){begin, (size_t)(at - begin)}, &failure);
        ck_assert_msg(schema, "line %u of schema %u: %s", failure.line, count + 1, failure.message);
        ck_assert_uint_eq(schema->tables[0].column_count, count == 0 ? 5 : 3);
        schema_free(schema);
    }
    ck_assert_uint_eq(count, 2);
}
END_TEST

static void assert_line(const struct schema_table *table, const char *code, int period, const char *kind,
                        const char *part_of, unsigned open)
{
    const struct schema_line *line = schema_find_line(table, str_of(code), period);
    ck_assert_msg(line, "there is no line %s in %d", code, period);
    ck_assert_msg(str_equal(line->kind, str_of(kind)), "%s is %.*s", code, STR_ARGS(line->kind));
    ck_assert_msg(str_equal(line->part_of, str_of(part_of)), "%s is part of %.*s", code, STR_ARGS(line->part_of));
    unsigned count = 0;
    for (uint32_t i = 0; i < table->column_count; i++) {
        count += line->open[i];
    }
    ck_assert_msg(count == open, "%s has %u open cells in %d", code, count, period);
}

START_TEST(lines_that_changed)
{
    struct schema *schema = load("schemas/s251-outturn.yaml");
    if (!schema) {
        return;
    }
    const struct schema_table *a1 = schema_find_table(schema, STR("table_a1"));
    const struct schema_table *a = schema_find_table(schema, STR("table_a"));
    assert_line(a1, "3.1.2", 2017, "leaf", "3.1.11", 10);
    ck_assert_ptr_null(schema_find_line(a1, STR("3.1.2a"), 2017));
    assert_line(a1, "3.1.2", 2018, "memo", "", 10);
    ck_assert(schema_find_line(a1, STR("3.1.2"), 2018)->optional);
    assert_line(a1, "3.1.2b", 2018, "leaf", "3.1.11", 10);
    assert_line(a1, "5.0.2", 2020, "total", "5.0.3", 3);
    assert_line(a1, "5.0.2", 2021, "total", "5.0.3", 2);
    assert_line(a1, "5.0.3", 2024, "total", "", 2);
    assert_line(a1, "8a.1", 2016, "memo", "", 1);
    assert_line(a1, "3.6.1", 2016, "direct", "5.0.2", 3);
    assert_line(a, "1.9.1a", 2020, "funding", "1.9.6", 1);
    ck_assert_ptr_null(schema_find_line(a, STR("1.9.1a"), 2019));
    ck_assert(schema_find_line(a, STR("1.9.3"), 2016)->optional);
    ck_assert(!schema_find_line(a, STR("1.9.3"), 2017)->optional);
    assert_line(a, "1.0.1", 2019, "leaf", "1.8.1", 5);
    assert_line(a, "2.4.3", 2019, "total", "", 3);
    ck_assert(schema_line_inferred(a1, &a1->lines[0], 2019));
    ck_assert(!schema_line_inferred(a1, &a1->lines[0], 2018));
    ck_assert(!schema_line_inferred(a1, &a1->lines[0], 2021));
    schema_free(schema);
}
END_TEST

/* One authority's records of one year. */
struct returned {
    char year[8], authority[8];
    unsigned count;
    const struct schema_line *lines[LINES_MOST];
    int64_t amounts[LINES_MOST][AMOUNTS];
};

/* Splits a record of the long file in place. */
static bool split(char *record, char *fields[FIELDS])
{
    char *at = record;
    for (int i = 0; i < FIELDS; i++) {
        bool quoted = *at == '"';
        at += quoted;
        fields[i] = at;
        at = quoted ? strstr(at, "\",") : strpbrk(at, ",\r\n");
        if (!at) {
            return false;
        }
        char *next = at + 1 + quoted;
        *at = '\0';
        at = next;
    }
    return true;
}

static void check_sum(const struct returned *returned, unsigned total, uint32_t column)
{
    int64_t sum = 0;
    bool any = false;
    for (unsigned i = 0; i < returned->count; i++) {
        if (str_equal(returned->lines[i]->part_of, returned->lines[total]->code)) {
            sum += returned->amounts[i][column];
            any = true;
        }
    }
    /* 5.0.3 is 5.0.2 and 4.0.1; each total of this table has parts. */
    ck_assert_msg(any, "line %.*s has no parts", STR_ARGS(returned->lines[total]->code));
    int64_t difference = sum - returned->amounts[total][column];
    ck_assert_msg(difference <= 100 && difference >= -100, "%s %s: the parts of %.*s do not add up to it",
                  returned->authority, returned->year, STR_ARGS(returned->lines[total]->code));
}

/* Every line that must be there is, once; and every total is the sum of its parts. */
static void check_return(const struct schema_table *table, const struct returned *returned, int period)
{
    unsigned needed = 0;
    for (uint32_t i = 0; i < table->line_count; i++) {
        needed += schema_in_force(table->lines[i].range, period) && !table->lines[i].optional;
    }
    ck_assert_msg(returned->count == needed, "%s %s has %u lines, the schema %u", returned->authority, returned->year,
                  returned->count, needed);
    for (unsigned i = 0; i < returned->count; i++) {
        for (unsigned j = 0; j < i; j++) {
            ck_assert_ptr_ne(returned->lines[i], returned->lines[j]);
        }
        if (!str_equal(returned->lines[i]->kind, STR("total"))) {
            continue;
        }
        for (uint32_t column = 0; column < AMOUNTS; column++) {
            if (returned->lines[i]->open[column + 2]) {
                check_sum(returned, i, column);
            }
        }
    }
}

static void take_record(const struct schema_table *table, struct returned *returned, char *fields[FIELDS], int period,
                        unsigned *closed)
{
    const struct schema_line *line = schema_find_line(table, str_of(fields[5]), period);
    ck_assert_msg(line, "the schema has no line %s in %d", fields[5], period);
    ck_assert_uint_lt(returned->count, LINES_MOST);
    returned->lines[returned->count] = line;
    for (uint32_t i = 0; i < AMOUNTS; i++) {
        struct str text = str_of(fields[FIRST_AMOUNT + i]);
        int64_t amount = 0;
        ck_assert_msg((text.length > 0) >= line->open[i + 2], "%s %s: an open cell of %s is blank", fields[0],
                      fields[1], fields[5]);
        if (text.length > 0) {
            ck_assert_int_eq(number_parse(text, 2, &amount), NUMBER_OK);
            *closed += !line->open[i + 2];
            ck_assert_msg(line->open[i + 2] || amount == 0, "%s %s: an amount in a closed cell of %s", fields[0],
                          fields[1], fields[5]);
        }
        returned->amounts[returned->count][i] = amount;
    }
    returned->count++;
}

static struct returned *find_return(struct returned *returns, unsigned *count, char *fields[FIELDS])
{
    for (unsigned i = 0; i < *count; i++) {
        if (strcmp(returns[i].year, fields[0]) == 0 && strcmp(returns[i].authority, fields[1]) == 0) {
            return &returns[i];
        }
    }
    ck_assert_uint_lt(*count, 400);
    struct returned *new = &returns[(*count)++];
    snprintf(new->year, sizeof new->year, "%s", fields[0]);
    snprintf(new->authority, sizeof new->authority, "%s", fields[1]);
    return new;
}

START_TEST(real_returns_have_these_lines)
{
    const char *shared = getenv("PROBITY_SHARED");
    struct schema *schema = load("schemas/s251-outturn.yaml");
    if (!shared || !schema) {
        printf("SKIP: real returns: PROBITY_SHARED is not set\n");
        schema_free(schema);
        return;
    }
    const struct schema_table *table = schema_find_table(schema, STR("table_a1"));
    ck_assert_uint_eq(schema_find_column(table, STR("own")), 2);
    ck_assert_uint_eq(table->column_count, 12);
    char path[4096];
    snprintf(path, sizeof path, "%s/data/s251/table_a1_outturn_2013-14_to_2017-18.csv", shared);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    struct returned *returns = calloc(400, sizeof *returns);
    ck_assert_ptr_nonnull(returns);
    unsigned count = 0;
    unsigned closed = 0;
    static char record[1 << 16];
    while (fgets(record, sizeof record, file)) {
        char *fields[FIELDS];
        ck_assert(split(record, fields));
        int period = (int)strtol(fields[0], NULL, 10) - 1;
        if (schema_in_force(schema->periods, period)) {
            take_record(table, find_return(returns, &count, fields), fields, period, &closed);
        }
    }
    fclose(file);
    ck_assert_uint_eq(count, 304);
    ck_assert_uint_eq(closed, 2); /* Halton's zeros in 2016-17 */
    for (unsigned i = 0; i < count; i++) {
        check_return(table, &returns[i], (int)strtol(returns[i].year, NULL, 10) - 1);
    }
    free(returns);
    schema_free(schema);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("collections");
    TCase *tests = tcase_create("collections");
    tcase_add_checked_fixture(tests, reset, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, all_of_them);
    tcase_add_test(tests, those_in_the_document);
    tcase_add_test(tests, lines_that_changed);
    tcase_add_test(tests, real_returns_have_these_lines);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
