/* Reading nested XML: numbers of records, columns that stand behind nested tables, tables that stand once, and batches in
 * which every record is complete. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "intake/intake.h"

enum { CHILD, TRAITS, EPISODE, STEP }; /* tables */

static const char schema_text[] = "collection: test\n"
                                  "title: A test\n"
                                  "from: 2016-17\n"
                                  "until: 2018-19\n"
                                  "tables:\n"
                                  "  - name: child\n"
                                  "    title: Children\n"
                                  "    xml: Return/Child\n"
                                  "    columns:\n"
                                  "      number: {type: integer, number_of: child}\n"
                                  "      id: {type: text, xml: Id}\n"
                                  "  - name: traits\n"
                                  "    title: Traits\n"
                                  "    parent: child\n"
                                  "    once: true\n"
                                  "    xml: Return/Child/Traits\n"
                                  "    columns:\n"
                                  "      child: {type: integer, number_of: child}\n"
                                  "      trait: {type: text, xml: Trait}\n"
                                  "  - name: episode\n"
                                  "    title: Episodes\n"
                                  "    parent: child\n"
                                  "    xml: Return/Child/Episode\n"
                                  "    columns:\n"
                                  "      child: {type: integer, number_of: child}\n"
                                  "      number: {type: integer, number_of: episode}\n"
                                  "      begun: {type: date, xml: Begun}\n"
                                  "      closed: {type: boolean, after: step, xml: Closed}\n"
                                  "      why: {type: text, after: step, xml: Why}\n"
                                  "  - name: step\n"
                                  "    title: Steps\n"
                                  "    parent: episode\n"
                                  "    xml: Return/Child/Episode/Step\n"
                                  "    columns:\n"
                                  "      child: {type: integer, number_of: child}\n"
                                  "      episode: {type: integer, number_of: episode}\n"
                                  "      number: {type: integer, number_of: step, from: 2017-18}\n"
                                  "      id: {type: text, xml: ../../Id}\n"
                                  "      text: {type: text, xml: .}\n"
                                  "xml:\n"
                                  "  root: Return\n"
                                  "  period: {path: Return/Year, year: end}\n";

struct reading {
    struct schema *schema;
    struct dataset dataset;
    struct finding_log log;
    struct arena keep;
    uint64_t incomplete; /* episodes shown to the consumer without what stands behind their steps */
    uint64_t shown;
    struct failure failure;
};

static bool look_at_batch(void *context, unsigned worker, uint32_t table, const struct table_batch *batch,
                          struct failure *failure)
{
    struct reading *reading = context;
    (void)worker;
    (void)failure;
    for (uint32_t row = 0; table == EPISODE && row < batch->count; row++) {
        reading->incomplete += batch->columns[3].states[row] != TABLE_VALUE;
        reading->shown++;
    }
    return true;
}

static void read_text(struct reading *reading, struct str document, uint32_t input_index)
{
    struct intake_input input = {.source = source_open_memory("test.xml", document, &reading->failure)};
    const struct schema *schema = reading->schema;
    ck_assert_ptr_nonnull(input.source);
    ck_assert(intake_sniff(&input, &schema, 1, 0, &reading->keep, &reading->failure));
    struct intake_request request = {.schema = schema,
                                     .input_index = input_index,
                                     .threads = 1,
                                     .period = input.sniffed.period,
                                     .consumer = {.context = reading, .batch = look_at_batch}};
    request.authority = STR_EMPTY;
    ck_assert_msg(intake_read(&input, &request, &reading->dataset, &reading->log, &reading->failure), "%s",
                  reading->failure.message);
    intake_input_close(&input);
}

static void start(struct reading *reading)
{
    *reading = (struct reading){0};
    reading->schema = schema_load_text("test.yaml", str_of(schema_text), &reading->failure);
    ck_assert_msg(reading->schema != NULL, "%u: %s", reading->failure.line, reading->failure.message);
    ck_assert(dataset_init(&reading->dataset, &reading->failure));
}

static void finish(struct reading *reading)
{
    dataset_free(&reading->dataset);
    finding_log_free(&reading->log);
    arena_free(&reading->keep);
    schema_free(reading->schema);
}

static const struct table *table_of(const struct reading *reading, uint32_t number)
{
    return reading->dataset.returns.items[0].tables[number];
}

/* A column's numbers, with blanks between them; - for a missing one. */
static void expect_column(const struct reading *reading, uint32_t table, uint32_t column, const char *expected)
{
    struct buffer text = BUFFER_EMPTY;
    const struct table *of = table_of(reading, table);
    for (uint32_t row = 0; row < of->row_count; row++) {
        buffer_text(&text, row ? " " : "");
        if (table_state_at(of, column, row) == TABLE_VALUE) {
            buffer_integer(&text, of->columns[column].values[row]);
        } else {
            buffer_char(&text, '-');
        }
    }
    ck_assert_msg(str_equal(buffer_view(&text), str_of(expected)), "%.*s, expected %s", STR_ARGS(buffer_view(&text)),
                  expected);
    buffer_free(&text);
}

static void expect_findings(const struct reading *reading, const char *expected)
{
    struct buffer text = BUFFER_EMPTY;
    for (size_t i = 0; i < reading->log.entries.count; i++) {
        const struct finding_reading *entry = &reading->log.entries.items[i];
        buffer_format(&text, "%s %.*s;", finding_kind_text(entry->kind)->code, STR_ARGS(entry->text));
    }
    ck_assert_msg(str_equal(buffer_view(&text), str_of(expected)), "%.*s, expected %s", STR_ARGS(buffer_view(&text)),
                  expected);
    buffer_free(&text);
}

#define HEAD "<Return><Year>2018</Year>"
#define TAIL "</Return>"

START_TEST(numbers_of_records)
{
    struct reading reading;
    start(&reading);
    read_text(&reading,
              STR(HEAD
                  "<Child><Id>a</Id><Traits><Trait>x</Trait></Traits><Episode><Step>1</Step><Step>2</Step></Episode>"
                  "<Episode/></Child><Child/><Child><Traits/><Episode><Step>3</Step></Episode></Child>" TAIL),
              0);
    expect_findings(&reading, "");
    expect_column(&reading, CHILD, 0, "1 2 3");
    expect_column(&reading, TRAITS, 0, "1 3");
    expect_column(&reading, EPISODE, 0, "1 1 3");
    expect_column(&reading, EPISODE, 1, "1 2 3");
    expect_column(&reading, STEP, 0, "1 1 3");
    expect_column(&reading, STEP, 1, "1 1 3");
    expect_column(&reading, STEP, 2, "1 2 3");
    /* The identifier of the child two levels up, and none where that child has none. */
    ck_assert_int_eq(table_state_at(table_of(&reading, STEP), 3, 1), TABLE_VALUE);
    ck_assert_int_eq(table_state_at(table_of(&reading, STEP), 3, 2), TABLE_MISSING);
    finish(&reading);
}
END_TEST

/* Two files of one return: no two of its records have one number. */
START_TEST(numbers_over_two_files)
{
    struct reading reading;
    start(&reading);
    struct str document = STR(HEAD "<Child><Episode><Step>1</Step></Episode></Child><Child/>" TAIL);
    read_text(&reading, document, 0);
    read_text(&reading, document, 1);
    expect_column(&reading, CHILD, 0, "1 2 3 4");
    expect_column(&reading, EPISODE, 0, "1 3");
    expect_column(&reading, STEP, 1, "1 2");
    const struct table *steps = table_of(&reading, STEP);
    ck_assert_uint_eq(steps->parents[1], 1);
    ck_assert_uint_eq(steps->origin.records[1], 1);
    finish(&reading);
}
END_TEST

START_TEST(number_from_a_period_on)
{
    struct reading reading;
    start(&reading);
    read_text(&reading, STR("<Return><Year>2017</Year><Child><Episode><Step>1</Step></Episode></Child>" TAIL), 0);
    expect_findings(&reading, "");
    expect_column(&reading, STEP, 1, "1");
    expect_column(&reading, STEP, 2, "-");
    finish(&reading);
}
END_TEST

START_TEST(columns_behind_a_table)
{
    struct reading reading;
    start(&reading);
    read_text(&reading,
              STR(HEAD
                  "<Child><Episode><Begun>2017-05-01</Begun><Step>1</Step><Closed>true</Closed><Why>x</Why></Episode>"
                  "<Episode><Closed>0</Closed></Episode></Child>" TAIL),
              0);
    expect_findings(&reading, "");
    expect_column(&reading, EPISODE, 3, "1 0");
    finish(&reading);
    start(&reading);
    /* Before the table: read all the same, and said. */
    read_text(&reading,
              STR(HEAD "<Child><Episode><Closed>1</Closed><Step>1</Step><Why>x</Why></Episode></Child>"
                       "<Child><Episode><Closed>1</Closed><Begun>2017-05-01</Begun></Episode></Child>" TAIL),
              0);
    expect_findings(&reading, "READ-307 Step;READ-307 Begun;");
    expect_column(&reading, EPISODE, 3, "1 1");
    expect_column(&reading, STEP, 1, "1");
    finish(&reading);
}
END_TEST

START_TEST(a_table_that_stands_once)
{
    struct reading reading;
    start(&reading);
    read_text(&reading, STR(HEAD "<Child><Traits/><Traits/></Child><Child><Traits/></Child>" TAIL), 0);
    expect_findings(&reading, "READ-305 Traits;");
    expect_column(&reading, TRAITS, 0, "1 2");
    finish(&reading);
}
END_TEST

/* More steps in an episode than a batch has rows, and more episodes than that: whatever is shown when, each episode is
 * complete, and each step knows its episode. */
START_TEST(batches_hold_complete_records)
{
    struct reading reading;
    struct buffer document = BUFFER_EMPTY;
    start(&reading);
    buffer_text(&document, HEAD);
    for (uint32_t i = 0; i < 2500; i++) {
        buffer_format(&document, "<Child><Id>%u</Id><Episode><Begun>2017-05-01</Begun>", i);
        for (uint32_t s = 0; s < (i % 1000 == 7 ? 3000 : i % 2); s++) {
            buffer_format(&document, "<Step>%u</Step>", i);
        }
        buffer_format(&document, "<Closed>%u</Closed></Episode></Child>", i % 2);
    }
    buffer_text(&document, TAIL);
    read_text(&reading, buffer_view(&document), 0);
    expect_findings(&reading, "");
    ck_assert_uint_eq(reading.shown, 2500);
    ck_assert_uint_eq(reading.incomplete, 0);
    const struct table *steps = table_of(&reading, STEP);
    const struct table *episodes = table_of(&reading, EPISODE);
    ck_assert_uint_gt(steps->row_count, 9000);
    for (uint32_t row = 0; row < steps->row_count; row++) {
        ck_assert_int_eq(steps->columns[1].values[row], (int64_t)steps->parents[row] + 1);
        ck_assert_int_eq(episodes->columns[1].values[steps->parents[row]], steps->columns[1].values[row]);
        ck_assert_int_eq(steps->columns[2].values[row], (int64_t)row + 1);
        ck_assert_int_eq(steps->columns[4].values[row], steps->columns[3].values[row]); /* both texts are the child's */
        if (row) {
            ck_assert_uint_gt(steps->origin.offsets[row], steps->origin.offsets[row - 1]);
        }
    }
    buffer_free(&document);
    finish(&reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nested xml");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, numbers_of_records);
    tcase_add_test(tests, numbers_over_two_files);
    tcase_add_test(tests, number_from_a_period_on);
    tcase_add_test(tests, columns_behind_a_table);
    tcase_add_test(tests, a_table_that_stands_once);
    tcase_add_test(tests, batches_hold_complete_records);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
