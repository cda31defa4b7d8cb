/* timing: who pays for what rules share.
 *
 * Measured are items as they are made, nodes as they are worked out, each without the nodes that it works out itself, and
 * what a rule takes besides. An item or node that several rules need is paid for by each of them in equal parts.
 */
#ifndef PROBITY_EXEC_TIMING_H
#define PROBITY_EXEC_TIMING_H

#include "exec/worker.h"

uint64_t clock_nanoseconds(void);

/* Nanoseconds; all NULL: not measured. */
struct timing {
    uint64_t *rules; /* by plan rule, without what nodes took */
    uint64_t *nodes; /* by node */
};

/* From now on the worker's nodes are measured, and its rules may be. To be closed whether it is done or refused. */
bool timing_open(struct timing *timing, struct worker *worker, struct failure *failure);
void timing_close(struct timing *timing, struct worker *worker);
/* Adds them up, where they were measured. */
void timing_add(const struct timing *timing, const struct plan *plan, const struct timing *sums);

/* Before and after a worker works a rule out. */
static inline uint64_t timing_start(const struct timing *timing, struct worker *worker)
{
    worker->within = 0;
    return timing->rules ? clock_nanoseconds() : 0;
}

static inline void timing_stop(const struct timing *timing, const struct worker *worker, uint32_t rule, uint64_t start)
{
    if (timing->rules) {
        timing->rules[rule] += clock_nanoseconds() - start - worker->within;
    }
}

/* Adds each rule's part of the nodes' times, of the rules for which `active` is set. */
bool timing_share_nodes(const struct exec_program *program, const bool *active, const uint64_t *nodes, uint64_t *rules,
                        struct failure *failure);
/* The same of the items' times. */
bool timing_share_items(const struct exec_program *program, const bool *active, const uint64_t *items, uint64_t *rules,
                        struct failure *failure);

#endif
