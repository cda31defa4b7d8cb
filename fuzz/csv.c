/* csv: any bytes as a CSV return, through sniffing, reading, and finding the places of findings again. The bytes are
 * read twice more, as records of a return whose header is certain: at one go by the plainest loops, and in tiny chunks by
 * the fastest. Both must come to the same.
 */
#include <stdlib.h>

#include "intake/csv_reader.h"
#include "target.h"

#define HEADER "authority,period,line,total,own,description,income\n"
#define PERIOD 2023

static uint64_t add(uint64_t sum, uint64_t number)
{
    return (sum ^ number) * UINT64_C(0x100000001b3);
}

static uint64_t add_text(uint64_t sum, struct str text)
{
    sum = add(sum, text.length);
    for (size_t i = 0; i < text.length; i++) {
        sum = add(sum, (unsigned char)text.data[i]);
    }
    return sum;
}

static uint64_t add_cell(uint64_t sum, const struct dataset *dataset, const struct table *table, uint32_t column,
                         uint32_t row)
{
    enum table_type type = table->layout->columns[column].type;
    enum table_state state = table_state_at(table, column, row);
    int64_t value = table->columns[column].values[row];
    sum = add(sum, (uint64_t)state);
    if (state == TABLE_MISSING) {
        return sum;
    }
    bool is_text = state == TABLE_MALFORMED || type == TABLE_TEXT || type == TABLE_CODE;
    return is_text ? add_text(sum, table_dictionary_text(dataset->dictionary, value)) : add(sum, (uint64_t)value);
}

static uint64_t add_table(uint64_t sum, const struct dataset *dataset, const struct table *table)
{
    for (uint32_t row = 0; row < table->row_count; row++) {
        sum = add(sum, table_record_of(table, row));
        for (uint32_t c = 0; c < table->layout->column_count; c++) {
            sum = add_cell(sum, dataset, table, c, row);
        }
    }
    return sum;
}

static uint64_t sum_up(const struct dataset *dataset, const struct finding_log *log)
{
    uint64_t sum = 0;
    for (size_t r = 0; r < dataset->returns.count; r++) {
        const struct dataset_return *given = &dataset->returns.items[r];
        sum = add_text(add(sum, (uint64_t)given->period), given->authority);
        for (uint32_t t = 0; t < given->table_count; t++) {
            sum = given->tables[t] ? add_table(sum, dataset, given->tables[t]) : sum;
        }
    }
    for (size_t i = 0; i < log->entries.count; i++) {
        const struct finding_reading *entry = &log->entries.items[i];
        sum = add_text(add(add(sum, entry->kind), entry->offset), entry->text);
        sum = add(add(add(sum, entry->line), entry->record), (uint64_t)entry->a);
    }
    return sum;
}

static uint64_t read_by(struct str bytes, struct csv_tuning tuning)
{
    const struct schema *schema = fuzz_schema("s251-outturn");
    struct failure failure = {0};
    struct dataset dataset = {0};
    struct finding_log log = {0};
    struct arena keep = ARENA_EMPTY;
    struct intake_input input = {.source = source_open_memory("fuzz.csv", bytes, &failure)};
    struct intake_request request = {.schema = schema, .threads = 1, .period = PERIOD, .authority = STR_EMPTY};
    uint64_t sum = 0;
    if (!input.source || !intake_sniff(&input, &schema, 1, SCHEMA_NONE, &keep, &failure) ||
        !dataset_init(&dataset, &failure)) {
        abort();
    }
    input.index = calloc(1, sizeof *input.index);
    if (input.index && input.sniffed.collection != SCHEMA_NONE) {
        if (!csv_read_tuned(&input, &request, tuning, &dataset, &log, &failure)) {
            abort();
        }
        sum = sum_up(&dataset, &log);
    }
    dataset_free(&dataset);
    finding_log_free(&log);
    intake_input_close(&input);
    arena_free(&keep);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_read_return("fuzz.csv", data, size);
    if (size < 2) {
        return 0;
    }
    struct buffer bytes = BUFFER_EMPTY;
    buffer_text(&bytes, HEADER);
    buffer_str(&bytes, fuzz_text(data + 1, size - 1));
    struct csv_tuning whole = {CSV_CHUNK, CSV_TAIL, CSV_TAIL_MOST, TABLE_BATCH_ROWS, CSV_SCALAR};
    struct csv_tuning tiny = {1u + data[0] % 97u, 1u + data[0] % 7u, 1u + data[0] % 31u, 1u + data[0] % 9u,
                              csv_kernel_best()};
    if (buffer_ok(&bytes) && read_by(buffer_view(&bytes), whole) != read_by(buffer_view(&bytes), tiny)) {
        abort();
    }
    buffer_free(&bytes);
    return 0;
}
