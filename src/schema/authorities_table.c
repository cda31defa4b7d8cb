/* The list of councils as a table that rules can look things up in. */
#include "base/date.h"
#include "schema/authorities_list.h"

struct filling {
    struct table *table;
    struct table_dictionary *dictionary;
    struct failure *failure;
};

static bool set_text(const struct filling *filling, int64_t row, struct str column, struct str text)
{
    uint32_t at = table_layout_find(filling->table->layout, column);
    if (at == TABLE_NO_COLUMN || text.length == 0) {
        return true;
    }
    int64_t id = table_dictionary_intern(filling->dictionary, text, filling->failure);
    if (id >= 0) {
        table_set(filling->table, at, row, id, TABLE_VALUE);
    }
    return id >= 0;
}

static void set_date(const struct filling *filling, int64_t row, struct str column, int64_t day)
{
    uint32_t at = table_layout_find(filling->table->layout, column);
    if (at != TABLE_NO_COLUMN) {
        table_set(filling->table, at, row, day, TABLE_VALUE);
    }
}

static bool add_row(const struct filling *filling, const struct authority *authority, struct str area)
{
    int64_t row = table_add_row(filling->table, filling->failure);
    if (row == TABLE_NO_ROW || !set_text(filling, row, STR("area"), area) ||
        !set_text(filling, row, STR("code"), authority->code) ||
        !set_text(filling, row, STR("ons"), authority->ons_count ? authority->ons[0] : STR_EMPTY) ||
        !set_text(filling, row, STR("name"), authority->name) ||
        !set_text(filling, row, STR("region"), authority->region)) {
        return false;
    }
    if (authority->periods.from != INT_MIN) {
        set_date(filling, row, STR("first_day"), date_financial_year_first(authority->periods.from));
    }
    if (authority->periods.until != INT_MAX) {
        set_date(filling, row, STR("last_day"), date_financial_year_last(authority->periods.until));
    }
    return true;
}

static bool add_rows(const struct filling *filling, const struct authority *authority, int period)
{
    bool fine = add_row(filling, authority, authority->code);
    bool there = schema_in_force(authority->periods, period);
    for (uint32_t i = 0; fine && there && i < authority->ons_count; i++) {
        fine = add_row(filling, authority, authority->ons[i]);
    }
    for (uint32_t i = 0; fine && there && i < authority->district_count; i++) {
        fine = add_row(filling, authority, authority->districts[i]);
    }
    return fine;
}

struct table *schema_authorities_table(const struct schema_authorities *authorities, int period,
                                       const struct table_layout *layout, struct table_dictionary *dictionary,
                                       struct failure *failure)
{
    struct filling filling = {table_new(layout, NULL, failure), dictionary, failure};
    bool fine = filling.table != NULL;
    for (uint32_t i = 0; fine && i < authorities->count; i++) {
        fine = add_rows(&filling, &authorities->items[i], period);
    }
    if (!fine) {
        table_free(filling.table);
        return NULL;
    }
    return filling.table;
}
