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
/* The same from memory; `path` is used in messages only. */
struct schema_authorities *schema_authorities_load_text(const char *path, struct str text, struct failure *failure);
void schema_authorities_free(struct schema_authorities *authorities); /* NULL is fine */

/* The three-digit code of an authority by that code or by any of its ONS codes, case ignored; empty when there is none.
 * The other functions take either code too. */
struct str schema_authorities_code(const struct schema_authorities *authorities, struct str code);

/* The three-digit code by either code or by the name, as other lists than ours write it: case, order of "City of", "&" or
 * "and" do not matter. Of two with one name, that which is there still. Empty when there is none. */
struct str schema_authorities_named(const struct schema_authorities *authorities, struct str text);

/* Its name and its region; empty when there is none. */
struct str schema_authorities_name(const struct schema_authorities *authorities, struct str code);
struct str schema_authorities_region(const struct schema_authorities *authorities, struct str code);

/* The periods in which it submitted returns; from > until when there is none of that code. */
struct schema_range schema_authorities_periods(const struct schema_authorities *authorities, struct str code);

/* Was it the same council in the period before? False in the first period of a council that took over from others, also
 * where it kept the code of one of them: what was reported under that code is no last year of its own. True where the
 * authority is not known. */
bool schema_authorities_has_last_year(const struct schema_authorities *authorities, struct str code, int period);

/* The councils as a table, by each of their codes and by those of their districts, as they are in a period: the columns
 * area (the code that a row is found by), code, ons, name, region, first_day and last_day, of which the layout may have
 * any. A council's three-digit code is always there. An ONS code is there only if it is of a council of that period, or of
 * an area that lies as a whole in one. Texts are interned in `dictionary`. */
struct table *schema_authorities_table(const struct schema_authorities *authorities, int period,
                                       const struct table_layout *layout, struct table_dictionary *dictionary,
                                       struct failure *failure);

#endif
