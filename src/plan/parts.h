/* parts: what build.c and parts.c share. Belongs to src/plan/ alone.
 */
#ifndef PROBITY_PLAN_PARTS_H
#define PROBITY_PLAN_PARTS_H

#include "plan/walk.h"

struct scopes_of_query {
    const struct plan *plan;
    const struct plan_query *query;
    uint8_t scopes;
};

/* A copy; NULL when memory is refused. */
const uint32_t *plan_copy_indexes(struct arena *arena, const uint32_t *indexes, uint32_t count);

uint64_t plan_node_hash(const struct plan_node *node);
uint64_t plan_text_hash(const struct str *text);
uint64_t plan_set_hash(const struct plan_set *set);
uint64_t plan_pattern_hash(const struct plan_pattern *pattern);
uint64_t plan_query_hash(const struct plan_query *query);
uint64_t plan_derived_hash(const struct plan_derived *derived);

uint8_t plan_node_scopes(const struct plan *plan, const struct plan_node *node);

#endif
