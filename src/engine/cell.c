/* cell: a kept cell as text, as it would stand in a file. */
#include "base/number.h"
#include "engine/check.h"

void check_cell_write(const struct table *table, const struct table_dictionary *dictionary, uint32_t column,
                      int64_t row, struct buffer *out)
{
    enum table_state state = table_state_at(table, column, row);
    if (state == TABLE_MISSING) {
        return;
    }
    int64_t value = table->columns[column].values[row];
    const struct table_layout_column *described = &table->layout->columns[column];
    if (state == TABLE_MALFORMED) {
        buffer_str(out, table_dictionary_text(dictionary, value));
        return;
    }
    switch (described->type) {
    case TABLE_TEXT:
    case TABLE_CODE: buffer_str(out, table_dictionary_text(dictionary, value)); break;
    case TABLE_INTEGER: buffer_integer(out, value); break;
    case TABLE_MONEY:
    case TABLE_DECIMAL: number_write(out, value, described->scale, false, true); break;
    case TABLE_DATE: date_write(out, value); break;
    case TABLE_MONTH: date_write_month(out, value); break;
    case TABLE_BOOLEAN: buffer_text(out, value ? "1" : "0"); break;
    case TABLE_TYPES: break;
    }
}
