/* period: the period of returns whose files name none: the latest financial year that holds at least a tenth of the dates
 * in the main table. The report says that it was inferred. */
#include <stdlib.h>

#include "engine/check.h"

#define PERIOD_SHARE 10 /* a tenth */
#define PERIOD_FIRST 1990
#define PERIOD_YEARS 200

static int infer(const struct table *table)
{
    uint64_t years[PERIOD_YEARS] = {0}, dates = 0;
    for (uint32_t c = 0; table && c < table->layout->column_count; c++) {
        if (table->layout->columns[c].type != TABLE_DATE || !table->columns[c].values) {
            continue;
        }
        for (uint32_t row = 0; row < table->row_count; row++) {
            int year = table->columns[c].states[row] == TABLE_VALUE
                           ? date_financial_year_of(table->columns[c].values[row])
                           : 0;
            if (year >= PERIOD_FIRST && year < PERIOD_FIRST + PERIOD_YEARS) {
                years[year - PERIOD_FIRST]++;
                dates++;
            }
        }
    }
    for (int y = PERIOD_YEARS - 1; y >= 0 && dates; y--) {
        if (years[y] * PERIOD_SHARE >= dates) {
            return PERIOD_FIRST + y;
        }
    }
    return 0;
}

uint32_t check_first_input(const struct dataset_return *data)
{
    for (uint32_t t = 0; t < data->table_count; t++) {
        if (data->tables[t] && data->tables[t]->row_count) {
            return table_input_of(data->tables[t], 0);
        }
    }
    return CHECK_NONE;
}

static bool tell(struct probity_check *check, const struct dataset_return *data, enum finding_kind kind,
                 struct str text, struct failure *failure)
{
    uint32_t input = check_first_input(data);
    if (input == CHECK_NONE) {
        return true;
    }
    uint64_t records = 0;
    for (uint32_t t = 0; t < data->table_count; t++) {
        records += data->tables[t] ? data->tables[t]->row_count : 0;
    }
    struct finding_reading entry = {
        .kind = kind, .input = input, .offset = UINT64_MAX, .text = text, .a = (int64_t)records};
    return finding_log_add(&check->log, entry, failure);
}

/* What is to be told of its period. */
static bool tell_period(struct probity_check *check, const struct dataset_return *data, enum finding_kind kind,
                        struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    date_write_financial_year(&text, data->period);
    bool fine = buffer_ok(&text) ? tell(check, data, kind, buffer_view(&text), failure) : failure_memory(failure);
    buffer_free(&text);
    return fine;
}

static bool infer_period(struct probity_check *check, struct dataset_return *data, struct failure *failure)
{
    const struct schema *schema = check->library->collections[data->collection].schema;
    const struct table *main_table = schema->main_table == SCHEMA_NONE ? NULL : data->tables[schema->main_table];
    data->period = infer(main_table);
    if (!data->period) {
        return tell(check, data, READ_NO_PERIOD, STR_EMPTY, failure);
    }
    bool in_force = schema_in_force(schema->periods, data->period);
    return tell_period(check, data, in_force ? READ_PERIOD_INFERRED : READ_UNKNOWN_PERIOD, failure);
}

bool check_infer_periods(struct probity_check *check, const struct probity_check_options *options,
                         struct failure *failure)
{
    for (size_t i = 0; i < check->dataset.returns.count; i++) {
        struct dataset_return *data = &check->dataset.returns.items[i];
        bool unknown = data->period && check_is_checked(check, data) &&
                       !schema_in_force(check->library->collections[data->collection].schema->periods, data->period);
        if (unknown && !tell_period(check, data, READ_UNKNOWN_PERIOD, failure)) {
            return false;
        }
        if (data->period || data->collection >= check->library->collection_count) {
            continue;
        }
        if (options->period) { /* no record names one, and nor does the file */
            data->period = options->period - (data->role == DATASET_PREVIOUS);
        } else if (!infer_period(check, data, failure)) {
            return false;
        }
    }
    return true;
}
