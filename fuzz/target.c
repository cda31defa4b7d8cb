#include "target.h"

#include <stdio.h>
#include <stdlib.h>

#include "intake/intake.h"

static const char *const collections[] = {"cin", "s251-outturn", "ssda903"};
#define RECORDS_LOCATED 8u
#define COLLECTIONS (sizeof collections / sizeof collections[0])

static struct schema *load(const char *collection)
{
    const char *folder = getenv("PROBITY_DATA");
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/schemas/%s.yaml", folder ? folder : ".", collection);
    struct failure failure = {0};
    struct schema *schema = length > 0 && (size_t)length < sizeof path ? schema_load(path, &failure) : NULL;
    if (!schema) {
        (void)fprintf(stderr, "%s: %s (is PROBITY_DATA the top of the source tree?)\n", path, failure.message);
        exit(2);
    }
    return schema;
}

static const struct schema *const *all_schemas(void)
{
    static struct schema *schemas[COLLECTIONS];
    for (size_t i = 0; i < COLLECTIONS; i++) {
        schemas[i] = schemas[i] ? schemas[i] : load(collections[i]);
    }
    return (const struct schema *const *)schemas;
}

const struct schema *fuzz_schema(const char *collection)
{
    const struct schema *const *schemas = all_schemas();
    for (size_t i = 0; i < COLLECTIONS; i++) {
        if (str_equal(schemas[i]->name, str_of(collection))) {
            return schemas[i];
        }
    }
    exit(2);
}

/* Places are asked for in the order of the log, as reports do. */
static void locate_all(struct intake_input *input, const struct schema *schema, const struct finding_log *log)
{
    struct failure failure = {0};
    struct intake_locator *locator = intake_locator_open(input, schema, &failure);
    for (size_t i = 0; locator && i < log->entries.count; i++) {
        const struct finding_reading *entry = &log->entries.items[i];
        struct intake_place place = {0};
        struct buffer words = BUFFER_EMPTY;
        if (entry->offset != UINT64_MAX) {
            (void)intake_locate_offset(locator, entry->offset, entry->line, &place, &failure);
        }
        finding_reading_word(entry, &words);
        buffer_free(&words);
    }
    if (locator) {
        intake_locator_close(locator);
    }
}

/* Every cell of the first records of each table. */
static void locate_cells(struct intake_input *input, const struct schema *schema, const struct dataset *dataset)
{
    struct failure failure = {0};
    struct intake_locator *locator = intake_locator_open(input, schema, &failure);
    for (size_t r = 0; locator && r < dataset->returns.count; r++) {
        for (uint32_t t = 0; t < dataset->returns.items[r].table_count; t++) {
            const struct table *table = dataset->returns.items[r].tables[t];
            for (uint32_t row = 0; table && row < table->row_count && row < RECORDS_LOCATED; row++) {
                for (uint32_t c = 0; c <= table->layout->column_count; c++) {
                    struct intake_place place = {0};
                    uint32_t column = c == table->layout->column_count ? SCHEMA_NONE : c;
                    (void)intake_locate(locator, t, table_record_of(table, row), UINT64_MAX, 0, column, &place,
                                        &failure);
                }
            }
        }
    }
    intake_locator_close(locator);
}

static void read_input(struct intake_input *input, const struct schema *const *schemas)
{
    struct dataset dataset = {0};
    struct finding_log log = {0};
    struct failure failure = {0};
    uint32_t collection = input->sniffed.collection;
    struct intake_request request = {
        .schema = collection == SCHEMA_NONE ? NULL : schemas[collection],
        .collection = collection,
        .threads = 1,
        .period = input->sniffed.period,
        .authority = input->sniffed.authority,
    };
    if (dataset_init(&dataset, &failure)) {
        if (intake_read(input, &request, &dataset, &log, &failure) && request.schema) {
            locate_all(input, request.schema, &log);
            locate_cells(input, request.schema, &dataset);
        }
        dataset_free(&dataset);
    }
    finding_log_free(&log);
}

void fuzz_read_return(const char *name, const uint8_t *data, size_t size)
{
    const struct schema *const *schemas = all_schemas();
    struct failure failure = {0};
    struct arena keep = ARENA_EMPTY;
    struct intake_input input = {.source = source_open_memory(name, fuzz_text(data, size), &failure)};
    if (input.source && intake_sniff(&input, schemas, COLLECTIONS, SCHEMA_NONE, &keep, &failure)) {
        read_input(&input, schemas);
    }
    intake_input_close(&input);
    arena_free(&keep);
}
