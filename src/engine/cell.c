/* cell: what a kept cell that is no text would be in a file. */
#include "base/number.h"
#include "engine/check.h"

void check_cell_write(const struct table *table, uint32_t column, int64_t row, struct buffer *out)
{
    if (table_state_at(table, column, row) != TABLE_VALUE) {
        return;
    }
    int64_t value = table->columns[column].values[row];
    const struct table_layout_column *described = &table->layout->columns[column];
    switch (described->type) {
    case TABLE_INTEGER: buffer_integer(out, value); break;
    case TABLE_MONEY:
    case TABLE_DECIMAL: number_write(out, value, described->scale, false, true); break;
    case TABLE_DATE: date_write(out, value); break;
    case TABLE_MONTH: date_write_month(out, value); break;
    case TABLE_BOOLEAN: buffer_text(out, value ? "1" : "0"); break;
    case TABLE_TEXT:
    case TABLE_CODE:
    case TABLE_TYPES: break;
    }
}
