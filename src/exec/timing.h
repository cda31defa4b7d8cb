/* timing: who pays for what rules share.
 *
 * Measured are items as they are made, nodes as they are worked out, each without the nodes that it works out itself, and
 * what a rule takes besides. An item or node that several rules need is paid for by each of them in equal parts.
 */
#ifndef PROBITY_EXEC_TIMING_H
#define PROBITY_EXEC_TIMING_H

#include "exec/program.h"

uint64_t clock_nanoseconds(void);

/* Adds each rule's part of the nodes' times, of the rules for which `active` is set. */
bool timing_share_nodes(const struct exec_program *program, const bool *active, const uint64_t *nodes, uint64_t *rules,
                        struct failure *failure);
/* The same of the items' times. */
bool timing_share_items(const struct exec_program *program, const bool *active, const uint64_t *items, uint64_t *rules,
                        struct failure *failure);

#endif
