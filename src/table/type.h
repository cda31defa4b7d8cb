/* type: what a cell can hold, and the three things a cell can be.
 *
 * Every cell is one int64_t and one state. What the number means depends on the type:
 *
 *   text, code   a text: see table/batch.h and table/dictionary.h
 *   integer      itself
 *   money        pence
 *   decimal      at the column's scale
 *   date         days since 1970-01-01
 *   year-month   months since 1970-01
 *   boolean      0 or 1
 *
 * A malformed cell (one that cannot be read as its type) holds its raw text instead, as a text.
 */
#ifndef PROBITY_TABLE_TYPE_H
#define PROBITY_TABLE_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum table_type {
    TABLE_TEXT, /* mostly distinct: names, postcodes, notes */
    TABLE_CODE, /* few distinct values, or a key: dictionary-coded when read */
    TABLE_INTEGER,
    TABLE_MONEY,
    TABLE_DECIMAL,
    TABLE_DATE,
    TABLE_MONTH,
    TABLE_BOOLEAN,
    TABLE_TYPES
};

enum table_state { TABLE_VALUE = 0, TABLE_MISSING = 1, TABLE_MALFORMED = 2 };

const char *table_type_name(enum table_type type); /* as in schemas: "year-month" */
bool table_type_parse(struct str name, enum table_type *type);

struct table_layout_column {
    struct str name;
    enum table_type type;
    uint8_t scale;    /* of decimal; 2 for money, 0 for the others */
    bool ignore_case; /* codes: the spelling of the code list is stored */
};

/* The shape of a table. Does not own its texts. */
struct table_layout {
    struct str name;
    const struct table_layout_column *columns;
    uint32_t column_count;
};

#define TABLE_NO_COLUMN UINT32_MAX
#define TABLE_NO_ROW (-1)

/* TABLE_NO_COLUMN when there is none. */
uint32_t table_layout_find(const struct table_layout *layout, struct str name);

#endif
