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

/* Which of two lists is nearer to the year: the latest that was there by then, else the earliest. */
static bool is_nearer(int64_t year, int64_t than, int64_t wanted)
{
    return year <= wanted ? than > wanted || year > than : than > wanted && year < than;
}

/* The row of the council in the list for the year in which the period ends. A list without a year is older than any. */
static uint32_t find_row(const struct probity_check *check, const struct dataset_return *data,
                         const struct table *table, int64_t *year)
{
    uint32_t authority = table_layout_find(table->layout, STR("authority"));
    uint32_t years = table_layout_find(table->layout, STR("year"));
    uint32_t found = UINT32_MAX;
    for (uint32_t row = 0; row < table->row_count; row++) {
        if (!str_equal(text_at(check, table, authority, row), data->authority)) {
            continue;
        }
        bool dated = years != TABLE_NO_COLUMN && table_state_at(table, years, row) == TABLE_VALUE;
        int64_t of = dated ? table->columns[years].values[row] : 0;
        if (found == UINT32_MAX || is_nearer(of, *year, data->period + 1)) {
            found = row;
            *year = of;
        }
    }
    return found;
}

void check_neighbours(const struct probity_check *check, const struct dataset_return *data, struct compare_return *of)
{
    const struct table *table = check_reference_table(check, STR(ENGINE_NEIGHBOURS));
    int64_t year = 0;
    uint32_t row = table && data->authority.length ? find_row(check, data, table, &year) : UINT32_MAX;
    of->neighbour_count = 0;
    for (unsigned n = 1; row != UINT32_MAX && n <= COMPARE_NEIGHBOURS; n++) {
        char name[16];
        (void)snprintf(name, sizeof name, "n%u", n);
        struct str code = text_at(check, table, table_layout_find(table->layout, str_of(name)), row);
        if (code.length) {
            of->neighbours[of->neighbour_count++] = code;
        }
    }
    of->neighbours_of = (int)year;
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
