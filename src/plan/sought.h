/* sought: by which values a plan looks rows of a table up, so that a large table need not be kept whole.
 *
 * Where every use of a table finds its rows by one text column (`T[x]`, or a query with `column = x`), only rows can
 * ever be seen whose text is one of those that x can be. What x can be is told as columns of other tables and as
 * constants. Where a use of the table is of another kind (its records are counted or listed, a view is made of them, x is
 * worked out), all rows are needed.
 */
#ifndef PROBITY_PLAN_SOUGHT_H
#define PROBITY_PLAN_SOUGHT_H

#include "plan/plan.h"

/* The texts of a column of a plan table that is given to the plan: no view, and none that stands in a rule file. */
struct plan_source {
    uint32_t table;
    uint32_t column;
};

struct plan_sought {
    bool all;        /* all rows are needed, and the rest says nothing */
    uint32_t column; /* by which rows are found; TABLE_NO_COLUMN: no rows are needed at all */
    /* Texts are compared without blanks, in capitals: if any use of the table does so, or one of the texts is changed so.
     * Then a row may be let through that no use finds, but none is missed. */
    bool squeeze;
    bool upper;
    const struct plan_source *sources;
    uint32_t source_count;
    const uint32_t *texts; /* indexes into plan->texts */
    uint32_t text_count;
};

/* What it holds lives in `keep`. */
bool plan_sought_rows(const struct plan *plan, uint32_t table, struct plan_sought *sought, struct arena *keep,
                      struct failure *failure);

#endif
