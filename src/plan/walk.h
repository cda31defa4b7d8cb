/* walk: goes over what a plan's nodes read. For src/plan/, and for whoever makes or rewrites plans.
 */
#ifndef PROBITY_PLAN_WALK_H
#define PROBITY_PLAN_WALK_H

#include "plan/plan.h"

/* Where a query's node is evaluated. */
enum plan_query_part {
    PLAN_PART_INNER,   /* over scope 0 = a row of the query's table */
    PLAN_PART_OUTER,   /* in the frame of the node that holds the query */
    PLAN_PART_RESIDUAL /* in that frame with the query's scope more */
};

/* Calls `visit` for each node that the query reads, in a fixed order. */
void plan_query_each(const struct plan_query *query,
                     void (*visit)(void *context, uint32_t node, enum plan_query_part part), void *context);

/* A copy of the query with each of its nodes replaced. `map` gives PLAN_NONE when it fails. */
bool plan_query_map(const struct plan_query *query, struct plan_query *mapped, struct arena *keep,
                    uint32_t (*map)(void *context, uint32_t node, enum plan_query_part part), void *context,
                    struct failure *failure);

/* Marks, in an array of bool with one for each node, all that the marked ones read, through derived values and queries
 * too. */
void plan_mark_read(const struct plan *plan, bool *marked);

/* Marks the nodes that the rule itself names: when, require, message and places. */
void plan_mark_rule(const struct plan_rule *rule, bool *marked);
/* Of these, message and places. */
void plan_mark_words(const struct plan_rule *rule, bool *marked);
/* And those of a view. */
void plan_mark_view(const struct plan_view *view, bool *marked);

/* Which nodes read nothing but cells of scope 0 and parameters: an array of bool, one for each node. */
void plan_find_streamable(const struct plan *plan, bool *streamable);
/* Whether the rule reads nothing else: what plan_rule.streams says. */
bool plan_rule_can_stream(const struct plan *plan, const struct plan_rule *rule, const bool *streamable);

#endif
