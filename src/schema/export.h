/* export: a schema in the forms that other programs read. Text goes to `out`; false and a failure when memory runs out
 * or when the schema has no such form (no XML, say). */
#ifndef PROBITY_SCHEMA_EXPORT_H
#define PROBITY_SCHEMA_EXPORT_H

#include "base/buffer.h"
#include "schema/schema.h"

/* W3C XML Schema 1.0 of the XML form in one period. */
bool schema_export_xsd(const struct schema *schema, int period, struct buffer *out, struct failure *failure);
/* Frictionless Table Schema (JSON) of one table in one period. */
bool schema_export_table_schema(const struct schema *schema, uint32_t table, int period, struct buffer *out,
                                struct failure *failure);
/* An empty return to fill in. `table` SCHEMA_NONE: the first. `authority` may be empty. */
bool schema_template_csv(const struct schema *schema, uint32_t table, int period, struct str authority,
                         struct buffer *out, struct failure *failure);
bool schema_template_xml(const struct schema *schema, int period, struct str authority, struct buffer *out,
                         struct failure *failure);
/* For people: tables, columns, types, codes, lines. `period` 0: all. */
bool schema_show(const struct schema *schema, int period, struct buffer *out, struct failure *failure);

#endif
