/* cases_fill: what the files that make a return of a case share. For engine/cases_*.c only. */
#ifndef PROBITY_ENGINE_CASES_FILL_H
#define PROBITY_ENGINE_CASES_FILL_H

#include "engine/cases.h"

struct cases_filling {
    const struct cases_collection *collection;
    const struct cases_case *of;
    struct trial *trial;
    struct failure *failure;
};

/* The plan table that is this table of the return, or PLAN_NONE: no rule reads it. */
uint32_t cases_find_plan_table(const struct cases_filling *f, uint32_t schema_table, bool last_year);

/* Sets the cells of a row that a record of the case has. `described` is the schema's table. */
bool cases_fill_record(struct cases_filling *f, const struct schema_table *described, uint32_t plan_table, int64_t row,
                       const struct cases_record *record);

/* Records of nested tables that stand as values in the records of this table. */
bool cases_fill_nested(struct cases_filling *f, const struct cases_table *given);

/* The council and the form, and the period's dates. `has_dates`: the case gives these. */
void cases_set_parameters(struct cases_filling *f);
bool cases_set_dates(struct cases_filling *f, bool *has_dates);
/* Of the case's metadata: is it of use, or known to be of none? */
bool cases_is_parameter(struct str name);

#endif
