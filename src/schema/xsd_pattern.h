/* xsd_pattern: a column's pattern in the regular expressions of XML Schema, which match whole texts and lack much of what
 * PCRE2 has. */
#ifndef PROBITY_SCHEMA_XSD_PATTERN_H
#define PROBITY_SCHEMA_XSD_PATTERN_H

#include "base/buffer.h"

/* False when the pattern uses something that XML Schema cannot say; `out` is then as it was. */
bool xsd_pattern_write(struct buffer *out, struct str pattern);

/* A pattern for the code in any case. */
void xsd_pattern_any_case(struct buffer *out, struct str code);

/* A pattern for the dates of the calendar as dd/mm/yyyy, which no built-in type has. */
void xsd_pattern_day_first(struct buffer *out);

#endif
