/* indicators: the figures that are worked out of returns, as a matrix to be compared. For engine/ only. */
#ifndef PROBITY_ENGINE_INDICATORS_H
#define PROBITY_ENGINE_INDICATORS_H

#include "compare/peers.h"
#include "engine/check.h"

/* Works out the indicators of those of the dataset's returns that are wanted and whose period their schema has. Everything
 * in the matrix lives in `keep`, the library and the check. May read built-in reference data. */
bool check_indicators(struct probity_check *check, bool (*wanted)(const struct dataset_return *, const void *),
                      const void *context, struct compare_matrix *matrix, struct arena *keep, struct failure *failure);

/* Is it a return of a collection (no reference table), in a period that the collection's schema has? */
bool check_is_comparable(const struct probity_check *check, const struct dataset_return *data);

#define ENGINE_NEIGHBOURS "neighbours" /* the reference table of that name */

#define ENGINE_PEERS "peers" /* likewise */

/* neighbours.c: fills in the statistical neighbours of the return's authority, if --reference neighbours=FILE names them. */
void check_neighbours(const struct probity_check *check, const struct dataset_return *data, struct compare_return *of);

/* The peers that --peers FILE names, from the reference table; they live in `keep` and the check. */
bool check_peers(const struct probity_check *check, const struct compare_peer **peers, uint32_t *count,
                 struct arena *keep, struct failure *failure);

/* amounts.c: what stands on the lines of the statements of the matrix's returns. Lives in `keep` and the library. */
bool check_amounts(struct probity_check *check, const struct compare_matrix *matrix,
                   const struct compare_statement **statements, uint32_t *count, struct arena *keep,
                   struct failure *failure);

#endif
