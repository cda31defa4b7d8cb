/* csv_fixture: a small schema, and what reading a text by it comes to, written out so that two readings can be
 * compared. Included by one test program each.
 */
#ifndef PROBITY_TESTS_CSV_FIXTURE_H
#define PROBITY_TESTS_CSV_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "intake/csv_reader.h"

static const char
    *const schema_text = "collection: test\n"
                         "title: Test returns\n"
                         "from: 2020-21\n"
                         "until: 2024-25\n"
                         "codes:\n"
                         "  kinds: {ignore_case: true, values: [A1, B2, Cc]}\n"
                         "tables:\n"
                         "  - name: things\n"
                         "    title: Things\n"
                         "    key: id\n"
                         "    columns:\n"
                         "      id: {title: Number, type: integer}\n"
                         "      kind: {title: Kind, type: code, codes: kinds}\n"
                         "      amount: {title: Total expenditure, type: money, headers: [TotalExpenditure, Total]}\n"
                         "      day: {title: Day, type: date}\n"
                         "      month: {title: Month, type: year-month, optional: true}\n"
                         "      share: {title: Share, type: decimal, decimals: 3, optional: true}\n"
                         "      done: {title: Done, type: boolean, optional: true}\n"
                         "      note: {title: Note, type: text}\n"
                         "forms:\n"
                         "  - name: plain\n"
                         "    title: Plain\n"
                         "    table: things\n"
                         "    identify: [id, kind, amount|Total]\n"
                         "    closed: [x]\n"
                         "  - name: loose\n"
                         "    title: Loose\n"
                         "    table: things\n"
                         "    identify: [id, kind, amount|Total, loosely]\n"
                         "    ignore: loosely\n"
                         "    loose: true\n"
                         "  - name: many\n"
                         "    title: Many\n"
                         "    table: things\n"
                         "    identify: [id, kind, amount, year, la]\n"
                         "    period: {header: year, year: end}\n"
                         "    authority: [la, ons]\n"
                         "    only: {header: level, values: [Local authority]}\n"
                         "    amounts:\n"
                         "      - {until: 2021-22, in: millions, decimals: 2}\n"
                         "      - {from: 2022-23, in: pounds, decimals: 0}\n"
                         "    closed: [x]\n";

static struct schema *the_schema;

static inline const struct schema *schema(void)
{
    if (!the_schema) {
        struct failure failure = {0};
        the_schema = schema_load_text("test.yaml", str_of(schema_text), &failure);
        ck_assert_msg(the_schema != NULL, "%s:%u: %s", failure.path, failure.line, failure.message);
    }
    return the_schema;
}

/* One reading and what came of it. */
struct reading {
    struct intake_input input;
    struct dataset dataset;
    struct finding_log log;
    struct arena arena;
    struct buffer shown; /* the batches as the consumer saw them, in the order of commits */
    struct failure failure;
    bool read;
};

/* What a worker has been shown and not yet committed. */
struct shown {
    struct buffer *out;
    struct buffer held[8];
    uint32_t rows[8];
    uint64_t next_record;
};

static inline void write_number(struct buffer *out, enum table_type type, int64_t value)
{
    if (type == TABLE_DATE) {
        date_write_iso(out, value);
    } else {
        buffer_integer(out, value);
    }
}

static inline void write_batch_cell(struct buffer *out, const struct table_batch *batch, uint32_t column, uint32_t row)
{
    enum table_type type = batch->layout->columns[column].type;
    uint8_t state = batch->columns[column].states[row];
    if (state == TABLE_MISSING) {
        ck_assert_int_eq(batch->columns[column].values[row], 0);
        buffer_text(out, "~");
    } else if (state == TABLE_MALFORMED || type == TABLE_TEXT || type == TABLE_CODE) {
        buffer_text(out, state == TABLE_MALFORMED ? "!" : "'");
        buffer_str(out, table_batch_text(batch, column, row));
    } else {
        write_number(out, type, batch->columns[column].values[row]);
    }
    buffer_text(out, "|");
}

static inline bool take_batch(void *context, unsigned worker, uint32_t table, const struct table_batch *batch,
                              struct failure *failure)
{
    (void)failure;
    struct shown *shown = context;
    ck_assert_uint_eq(table, 0);
    ck_assert_uint_gt(batch->count, 0);
    for (uint32_t row = 0; row < batch->count; row++) {
        for (uint32_t c = 0; c < batch->layout->column_count; c++) {
            write_batch_cell(&shown->held[worker], batch, c, row);
        }
        buffer_text(&shown->held[worker], "\n");
    }
    shown->rows[worker] += batch->count;
    return true;
}

static inline bool take_commit(void *context, unsigned worker, uint32_t table, uint64_t first_record,
                               struct failure *failure)
{
    (void)failure;
    (void)table;
    struct shown *shown = context;
    ck_assert_uint_eq(first_record, shown->next_record);
    ck_assert_uint_gt(shown->rows[worker], 0);
    shown->next_record += shown->rows[worker];
    shown->rows[worker] = 0;
    buffer_str(shown->out, buffer_view(&shown->held[worker]));
    buffer_clear(&shown->held[worker]);
    return true;
}

static inline void take_discard(void *context, unsigned worker, uint32_t table)
{
    (void)table;
    struct shown *shown = context;
    shown->rows[worker] = 0;
    buffer_clear(&shown->held[worker]);
}

static const struct csv_tuning ordinary = {CSV_CHUNK, CSV_TAIL, CSV_TAIL_MOST, TABLE_BATCH_ROWS, CSV_SCALAR};

/* Set by tests of filters; NULL: all records are kept. */
static const struct intake_filter *reading_filter;

static inline void read_text(struct reading *reading, struct str text, struct csv_tuning tuning, unsigned threads,
                             int period)
{
    const struct schema *schemas[] = {schema()};
    *reading = (struct reading){.read = false};
    struct failure *failure = &reading->failure;
    reading->input.source = source_open_memory("test.csv", text, failure);
    ck_assert_ptr_nonnull(reading->input.source);
    ck_assert(dataset_init(&reading->dataset, failure));
    ck_assert_msg(intake_sniff(&reading->input, schemas, 1, SCHEMA_NONE, &reading->arena, failure), "%s",
                  failure->message);
    struct shown shown = {.out = &reading->shown, .next_record = 1};
    struct intake_request request = {.schema = schema(),
                                     .threads = threads,
                                     .period = period,
                                     .authority = STR_EMPTY,
                                     .filters = reading_filter ? &reading_filter : NULL,
                                     .consumer = {&shown, take_batch, take_commit, take_discard, NULL}};
    if (reading->input.sniffed.collection == SCHEMA_NONE) {
        reading->read = intake_read(&reading->input, &request, &reading->dataset, &reading->log, failure);
    } else {
        reading->input.index = calloc(1, sizeof *reading->input.index);
        ck_assert_ptr_nonnull(reading->input.index);
        reading->read = csv_read_tuned(&reading->input, &request, tuning, &reading->dataset, &reading->log, failure);
    }
    for (size_t i = 0; i < 8; i++) {
        buffer_free(&shown.held[i]);
    }
    ck_assert_msg(reading->read, "%s", failure->message);
}

static inline void free_reading(struct reading *reading)
{
    intake_input_close(&reading->input);
    dataset_free(&reading->dataset);
    finding_log_free(&reading->log);
    arena_free(&reading->arena);
    buffer_free(&reading->shown);
}

static inline void write_cell(struct buffer *out, const struct table *table, const struct table_dictionary *dictionary,
                              uint32_t column, uint32_t row)
{
    enum table_type type = table->layout->columns[column].type;
    enum table_state state = table_state_at(table, column, row);
    int64_t value = table->columns[column].values[row];
    if (state == TABLE_MISSING) {
        buffer_text(out, "~");
    } else if (state == TABLE_MALFORMED || type == TABLE_TEXT || type == TABLE_CODE) {
        buffer_text(out, state == TABLE_MALFORMED ? "!" : "'");
        buffer_str(out, table_dictionary_text(dictionary, value));
    } else {
        write_number(out, type, value);
    }
    buffer_text(out, "|");
}

static inline void write_table(struct buffer *out, const struct table *table, const struct table_dictionary *dictionary)
{
    for (uint32_t row = 0; row < table->row_count; row++) {
        for (uint32_t c = 0; c < table->layout->column_count; c++) {
            write_cell(out, table, dictionary, c, row);
        }
        buffer_text(out, "\n");
    }
}

static inline void write_log(struct buffer *out, const struct finding_log *log)
{
    for (size_t i = 0; i < log->entries.count; i++) {
        const struct finding_reading *entry = &log->entries.items[i];
        buffer_format(out, "%s @%lld line %u record %llu %.*s: ", finding_kind_text(entry->kind)->code,
                      (long long)entry->offset, entry->line, (unsigned long long)entry->record, STR_ARGS(entry->field));
        finding_reading_word(entry, out);
        buffer_text(out, "\n");
    }
}

/* All that came of it. */
static inline void write_reading(struct buffer *out, const struct reading *reading)
{
    for (size_t r = 0; r < reading->dataset.returns.count; r++) {
        const struct dataset_return *given = &reading->dataset.returns.items[r];
        buffer_format(out, "return %d %.*s\n", given->period, STR_ARGS(given->authority));
        if (given->tables[0]) {
            for (uint32_t row = 0; row < given->tables[0]->row_count; row++) {
                buffer_format(out, "%llu ", (unsigned long long)table_record_of(given->tables[0], row));
            }
            buffer_format(out, "rounding %lld\n", (long long)given->tables[0]->rounding);
            write_table(out, given->tables[0], reading->dataset.dictionary);
        }
    }
    buffer_text(out, "shown\n");
    buffer_str(out, buffer_view(&reading->shown));
    buffer_text(out, "log\n");
    write_log(out, &reading->log);
}

static uint64_t seed = UINT64_C(88172645463325252);

static inline uint32_t chance(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return below > 0 ? (uint32_t)((seed >> 24) % below) : 0;
}

static inline int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    schema_free(the_schema);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
