/* neighbours: the statistical neighbours of a council, from the reference table of that name. */
#include <stdio.h>

#include "engine/indicators.h"

static struct str text_at(const struct probity_check *check, const struct table *table, uint32_t column, uint32_t row)
{
    if (column == TABLE_NO_COLUMN || table_state_at(table, column, row) != TABLE_VALUE) {
        return STR_EMPTY;
    }
    return table_dictionary_text(check->dataset.dictionary, table->columns[column].values[row]);
}

void check_neighbours(const struct probity_check *check, const struct dataset_return *data, struct compare_return *of)
{
    const struct table *table = check_reference_table(check, STR(ENGINE_NEIGHBOURS));
    uint32_t authority = table ? table_layout_find(table->layout, STR("authority")) : TABLE_NO_COLUMN;
    of->neighbour_count = 0;
    for (uint32_t row = 0; authority != TABLE_NO_COLUMN && row < table->row_count; row++) {
        if (!data->authority.length || !str_equal(text_at(check, table, authority, row), data->authority)) {
            continue;
        }
        for (unsigned n = 1; n <= COMPARE_NEIGHBOURS; n++) {
            char name[16];
            (void)snprintf(name, sizeof name, "n%u", n);
            struct str code = text_at(check, table, table_layout_find(table->layout, str_of(name)), row);
            if (code.length) {
                of->neighbours[of->neighbour_count++] = code;
            }
        }
        return;
    }
}
