#include "intake/intake.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "intake/internal.h"

#define HEAD_BYTES 4096u

struct intake_locator {
    struct intake_csv_locator *csv;
    struct intake_xml_locator *xml;
};

/* XML begins with "<" behind white space; a header row does not. */
static enum dataset_format format_of(const char *head, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (head[i] != ' ' && head[i] != '\t' && head[i] != '\r' && head[i] != '\n') {
            return head[i] == '<' ? DATASET_XML : DATASET_CSV;
        }
    }
    return DATASET_CSV;
}

static bool is_archive(const char *head, size_t length)
{
    return length >= 4 && memcmp(head, "PK\x03\x04", 4) == 0;
}

bool intake_sniff(struct intake_input *input, const struct schema *const *schemas, uint32_t schema_count,
                  uint32_t wanted_collection, struct arena *keep, struct failure *failure)
{
    char head[HEAD_BYTES];
    int64_t length = source_read(input->source, 0, head, sizeof head, failure);
    if (length < 0) {
        return false;
    }
    input->sniffed = (struct intake_sniffed){.format = format_of(head, (size_t)length),
                                             .collection = SCHEMA_NONE,
                                             .form = SCHEMA_NONE,
                                             .table = SCHEMA_NONE,
                                             .refused = length == 0 ? READ_EMPTY : READ_UNKNOWN_FILE,
                                             .authority = STR_EMPTY,
                                             .near_miss = STR_EMPTY,
                                             .sheet = STR_EMPTY,
                                             .next_sheet = SCHEMA_NONE};
    if (is_archive(head, (size_t)length)) {
        return intake_workbook_sniff(input, schemas, schema_count, wanted_collection, keep, failure);
    }
    return input->sniffed.format == DATASET_XML
               ? intake_xml_sniff(input, schemas, schema_count, wanted_collection, keep, failure)
               : intake_csv_sniff(input, schemas, schema_count, wanted_collection, keep, failure);
}

static bool say_refused(const struct intake_input *input, const struct intake_request *request, struct finding_log *log,
                        struct failure *failure)
{
    const struct intake_sniffed *sniffed = &input->sniffed;
    struct finding_reading entry = {.kind = sniffed->refused,
                                    .input = request->input_index,
                                    .offset = UINT64_MAX,
                                    .text = sniffed->near_miss,
                                    .a = INTAKE_CSV_COLUMNS_MOST};
    return finding_log_add(log, entry, failure);
}

bool intake_read(struct intake_input *input, const struct intake_request *request, struct dataset *dataset,
                 struct finding_log *log, struct failure *failure)
{
    if (input->sniffed.collection == SCHEMA_NONE) {
        return say_refused(input, request, log, failure);
    }
    if (!input->index) {
        input->index = calloc(1, sizeof *input->index);
        if (!input->index) {
            return failure_memory(failure);
        }
    }
    return input->sniffed.format == DATASET_XML ? intake_xml_read(input, request, dataset, log, failure)
                                                : intake_csv_read(input, request, dataset, log, failure);
}

struct intake_locator *intake_locator_open(struct intake_input *input, const struct schema *schema,
                                           struct failure *failure)
{
    struct intake_locator *locator = calloc(1, sizeof *locator);
    if (!locator) {
        (void)failure_memory(failure);
        return NULL;
    }
    if (input->sniffed.format == DATASET_XML) {
        locator->xml = intake_xml_locator_open(input, schema, failure);
    } else {
        locator->csv = intake_csv_locator_open(input, schema, failure);
    }
    if (!locator->xml && !locator->csv) {
        free(locator);
        return NULL;
    }
    return locator;
}

void intake_locator_close(struct intake_locator *locator)
{
    if (locator) {
        intake_csv_locator_close(locator->csv);
        intake_xml_locator_close(locator->xml);
        free(locator);
    }
}

void intake_locator_leave_out_excerpts(struct intake_locator *locator)
{
    if (locator->xml) {
        intake_xml_locator_leave_out_excerpts(locator->xml);
    } else {
        intake_csv_locator_leave_out_excerpts(locator->csv);
    }
}

bool intake_locate(struct intake_locator *locator, uint32_t table, uint64_t record, uint64_t offset, uint32_t line,
                   uint32_t column, struct intake_place *place, struct failure *failure)
{
    return locator->xml ? intake_xml_locate(locator->xml, table, record, offset, line, column, place, failure)
                        : intake_csv_locate(locator->csv, table, record, offset, line, column, place, failure);
}

bool intake_locate_offset(struct intake_locator *locator, uint64_t offset, uint32_t line, struct intake_place *place,
                          struct failure *failure)
{
    return locator->xml ? intake_xml_locate_offset(locator->xml, offset, line, place, failure)
                        : intake_csv_locate_offset(locator->csv, offset, line, place, failure);
}

void intake_input_close(struct intake_input *input)
{
    if (input->index) {
        intake_csv_index_free(input->index->csv);
        intake_xml_index_free(input->index->xml);
        free(input->index);
    }
    free(input->fields);
    source_close(input->source);
    *input = (struct intake_input){0};
}
