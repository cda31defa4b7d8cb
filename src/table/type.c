#include "table/type.h"

static const char *const type_names[TABLE_TYPES] = {
    [TABLE_TEXT] = "text",       [TABLE_CODE] = "code", [TABLE_INTEGER] = "integer",  [TABLE_MONEY] = "money",
    [TABLE_DECIMAL] = "decimal", [TABLE_DATE] = "date", [TABLE_MONTH] = "year-month", [TABLE_BOOLEAN] = "boolean",
};

const char *table_type_name(enum table_type type)
{
    return (unsigned)type < TABLE_TYPES ? type_names[type] : "";
}

bool table_type_parse(struct str name, enum table_type *type)
{
    for (unsigned i = 0; i < TABLE_TYPES; i++) {
        if (str_equal(name, str_of(type_names[i]))) {
            *type = (enum table_type)i;
            return true;
        }
    }
    return false;
}

uint32_t table_layout_find(const struct table_layout *layout, struct str name)
{
    for (uint32_t i = 0; i < layout->column_count; i++) {
        if (str_equal(layout->columns[i].name, name)) {
            return i;
        }
    }
    return TABLE_NO_COLUMN;
}
