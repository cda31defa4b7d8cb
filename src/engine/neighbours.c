/* neighbours: the statistical neighbours of a council, and the peers that a file gives it, from the reference tables of those
 * names. */
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

bool check_peers(const struct probity_check *check, const struct compare_peer **peers, uint32_t *count,
                 struct arena *keep, struct failure *failure)
{
    const struct table *table = check_reference_table(check, STR(ENGINE_PEERS));
    uint32_t rows = table ? table->row_count : 0;
    struct compare_peer *made = ARENA_ARRAY(keep, rows, struct compare_peer);
    if (!made) {
        return failure_memory(failure);
    }
    for (uint32_t row = 0; row < rows; row++) {
        made[row] = (struct compare_peer){
            .authority = text_at(check, table, table_layout_find(table->layout, STR("authority")), row),
            .peer = text_at(check, table, table_layout_find(table->layout, STR("peer")), row),
            .group = text_at(check, table, table_layout_find(table->layout, STR("group")), row),
        };
    }
    *peers = made;
    *count = rows;
    return true;
}
