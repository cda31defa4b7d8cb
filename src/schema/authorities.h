/* authorities: the councils of England: their three-digit codes, ONS codes, names, and the periods in which they were.
 *
 * Read from reference/authorities.yaml. Codes are never used again for another council. */
#ifndef PROBITY_SCHEMA_AUTHORITIES_H
#define PROBITY_SCHEMA_AUTHORITIES_H

#include "base/failure.h"
#include "schema/schema.h"

struct schema_authorities; /* opaque */

/* NULL and a failure with its place in the file. */
struct schema_authorities *schema_authorities_load(const char *path, struct failure *failure);
void schema_authorities_free(struct schema_authorities *authorities); /* NULL is fine */

/* The three-digit code of an authority by that code or by any of its ONS codes; empty when there is none. */
struct str schema_authorities_code(const struct schema_authorities *authorities, struct str code);

/* Its name, by three-digit code; empty when there is none. */
struct str schema_authorities_name(const struct schema_authorities *authorities, struct str code);

/* The periods in which it submitted returns; from > until when there is none of that code. */
struct schema_range schema_authorities_periods(const struct schema_authorities *authorities, struct str code);

#endif
