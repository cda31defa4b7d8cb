/* nesting: which record is nested in which, where records were not read from a file but given table by table, as examples
 * and cases give them.
 *
 * A record is nested in the first record of the parent table that agrees with it in all columns that identify a record
 * and that it gives: the schema's numbers of records (`number_of`), and cells that stand outside of the record in the file
 * (such as the child's identifier). A record that gives none is nested in the first. Where there is no such record, a
 * blank one is made behind those that are given, because nested records always have a parent. Then records get the
 * numbers that reading a file would have given them, whatever number or text stood there before.
 */
#ifndef PROBITY_ENGINE_NESTING_H
#define PROBITY_ENGINE_NESTING_H

#include "plan/plan.h"
#include "schema/schema.h"

/* `tables` are those of the plan; one that is NULL was not given. */
bool nesting_find(const struct schema *schema, const struct plan *plan, struct table **tables, struct failure *failure);

#endif
