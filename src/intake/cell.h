/* cell: the text of one cell, as people type it, to the value of its type. The plain way; csv_cells.h has the fast one. */
#ifndef PROBITY_INTAKE_CELL_H
#define PROBITY_INTAKE_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "table/type.h"

/* Of trimmed text that is not empty, for a type that is neither text nor code: false when it cannot be read as it. */
bool intake_cell_value(enum table_type type, unsigned scale, struct str text, int64_t *value);

#endif
