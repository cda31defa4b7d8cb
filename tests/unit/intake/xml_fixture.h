/* xml_fixture: a small schema, and one XML document read by it or by another. Included by one test program each. */
#ifndef PROBITY_TESTS_XML_FIXTURE_H
#define PROBITY_TESTS_XML_FIXTURE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "intake/intake.h"

static const char schema_text[] = "collection: test\n"
                                  "title: A test\n"
                                  "from: 2016-17\n"
                                  "until: 2018-19\n"
                                  "codes: {kinds: {ignore_case: true, values: {A: First, Bc: Second}}}\n"
                                  "tables:\n"
                                  "  - name: child\n"
                                  "    title: Children\n"
                                  "    xml: Return/Children/Child\n"
                                  "    key: id\n"
                                  "    columns:\n"
                                  "      id: {type: text, required: true, xml: Names/Id}\n"
                                  "      kind: {type: code, codes: kinds, xml: Kind}\n"
                                  "      cost: {type: money, xml: Cost}\n"
                                  "  - name: visit\n"
                                  "    title: Visits\n"
                                  "    parent: child\n"
                                  "    xml: Return/Children/Child/Visit\n"
                                  "    columns:\n"
                                  "      on: {type: date, xml: Date}\n"
                                  "      note: {type: text, xml: Note}\n"
                                  "xml:\n"
                                  "  root: Return\n"
                                  "  collection: {path: Return/Header/Collection, text: test}\n"
                                  "  period: {path: Return/Header/Year, year: end}\n"
                                  "  authority: Return/Header/Council\n";

#define HEAD "<Return><Header><Collection>test</Collection><Year>2018</Year><Council>383</Council></Header><Children>"
#define TAIL "</Children></Return>"

/* One input, read. */
struct reading {
    struct schema *schema;
    struct intake_input input;
    struct dataset dataset;
    struct finding_log log;
    struct arena keep;
    uint64_t shown[2]; /* records shown to the consumer, by table */
    uint64_t committed[2];
    struct failure failure;
};

static bool count_batch(void *context, unsigned worker, uint32_t table, const struct table_batch *batch,
                        struct failure *failure)
{
    struct reading *reading = context;
    (void)failure;
    ck_assert_uint_eq(worker, 0);
    ck_assert_uint_eq(batch->first_record, reading->shown[table] + 1);
    ck_assert_uint_eq(reading->shown[table], reading->committed[table]);
    ck_assert_uint_le(batch->count, TABLE_BATCH_ROWS);
    for (uint32_t row = 1; row < batch->count; row++) {
        ck_assert_uint_lt(batch->offsets[row - 1], batch->offsets[row]);
    }
    reading->shown[table] += batch->count;
    return true;
}

static bool count_commit(void *context, unsigned worker, uint32_t table, uint64_t first, struct failure *failure)
{
    struct reading *reading = context;
    (void)worker;
    (void)failure;
    ck_assert_uint_eq(first, reading->committed[table] + 1);
    reading->committed[table] = reading->shown[table];
    return true;
}

static void read_again(struct reading *reading, struct str document, uint32_t input_index)
{
    intake_input_close(&reading->input);
    reading->input = (struct intake_input){.source = source_open_memory("test.xml", document, &reading->failure)};
    ck_assert_ptr_nonnull(reading->input.source);
    const struct schema *schema = reading->schema;
    ck_assert(intake_sniff(&reading->input, &schema, 1, SCHEMA_NONE, &reading->keep, &reading->failure));
    struct intake_request request = {
        .schema = schema,
        .input_index = input_index,
        .threads = 1,
        .period = reading->input.sniffed.period,
        .authority = reading->input.sniffed.authority,
        .consumer = {.context = reading, .batch = count_batch, .commit = count_commit},
    };
    memset(reading->shown, 0, sizeof reading->shown);
    memset(reading->committed, 0, sizeof reading->committed);
    ck_assert_msg(intake_read(&reading->input, &request, &reading->dataset, &reading->log, &reading->failure), "%s",
                  reading->failure.message);
}

static void read_document(struct reading *reading, const char *schema, struct str document)
{
    *reading = (struct reading){0};
    reading->schema = schema_load_text("test.yaml", str_of(schema), &reading->failure);
    ck_assert_msg(reading->schema != NULL, "%s", reading->failure.message);
    ck_assert(dataset_init(&reading->dataset, &reading->failure));
    read_again(reading, document, 0);
}

static void finish(struct reading *reading)
{
    intake_input_close(&reading->input);
    dataset_free(&reading->dataset);
    finding_log_free(&reading->log);
    arena_free(&reading->keep);
    schema_free(reading->schema);
}

static const struct table *table_of(const struct reading *reading, uint32_t number)
{
    ck_assert_uint_ge(reading->dataset.returns.count, 1);
    ck_assert_ptr_nonnull(reading->dataset.returns.items[0].tables[number]);
    return reading->dataset.returns.items[0].tables[number];
}

static struct str text_at(const struct reading *reading, const struct table *table, uint32_t column, uint32_t row)
{
    return table_dictionary_text(reading->dataset.dictionary, table->columns[column].values[row]);
}

/* All findings as "CODE table#record.field@line: text;". */
static void expect_findings(const struct reading *reading, const char *expected)
{
    struct buffer text = BUFFER_EMPTY;
    for (size_t i = 0; i < reading->log.entries.count; i++) {
        const struct finding_reading *entry = &reading->log.entries.items[i];
        buffer_format(&text, "%s", finding_kind_text(entry->kind)->code);
        if (entry->record) {
            buffer_format(&text, " %.*s#%llu", STR_ARGS(entry->table), (unsigned long long)entry->record);
        }
        if (entry->field.length) {
            buffer_format(&text, ".%.*s", STR_ARGS(entry->field));
        }
        buffer_format(&text, "@%u: %.*s;", entry->line, STR_ARGS(entry->text));
    }
    ck_assert_msg(str_equal(buffer_view(&text), str_of(expected)), "found    %.*s\nexpected %s",
                  STR_ARGS(buffer_view(&text)), expected);
    buffer_free(&text);
}

#endif
