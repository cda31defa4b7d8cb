/* template: what the parts of schema/ that write files for people share about their form. */
#ifndef PROBITY_SCHEMA_TEMPLATE_H
#define PROBITY_SCHEMA_TEMPLATE_H

#include "schema/schema.h"

/* The CSV form in which the table's file is written: the first one. NULL when it has none. */
const struct schema_form *template_form(const struct schema *schema, uint32_t table);
/* Headers of the columns that name the return; empty when the form has none. `form` may be NULL. */
struct str template_authority_header(const struct schema_form *form);
struct str template_period_header(const struct schema_form *form);

/* What a line of a statement puts into a column: its code, its title, or nothing. */
struct str template_cell(const struct schema_table *table, uint32_t column, const struct schema_line *line);
/* May the line hold an amount there? */
bool template_is_open(const struct schema_table *table, uint32_t column, const struct schema_line *line);

#endif
