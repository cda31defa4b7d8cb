/* verify: what the files that verify a plan share. Belongs to src/plan/ alone.
 */
#ifndef PROBITY_PLAN_VERIFY_H
#define PROBITY_PLAN_VERIFY_H

#include "plan/parts.h"

/* For each node, the table that it takes each scope to be a row of; PLAN_NONE: it does not read that scope. */
struct plan_frame {
    uint32_t tables[PLAN_SCOPES_MOST];
};

struct plan_check {
    const struct plan *plan;
    struct plan_frame *frames;
    bool *streamable;
    struct failure *failure;
};

/* One node by itself: arguments, types, scales, payload. NULL when it is well, else what is wrong. */
const char *plan_node_fault(const struct plan *plan, uint32_t index);

/* Whether `node` may be evaluated where scopes 0 to `scopes` - 1 are open, scope 0 being a row of `table`. */
bool plan_fits(const struct plan_check *check, uint32_t node, uint32_t table, unsigned scopes);

bool plan_verify_query(const struct plan_check *check, const struct plan_query *query, uint32_t before);
bool plan_verify_view(const struct plan_check *check, uint32_t index);
bool plan_verify_rule(const struct plan_check *check, const struct plan_rule *rule);

#endif
