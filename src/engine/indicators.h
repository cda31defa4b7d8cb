/* indicators: the figures that are worked out of returns, as a matrix to be compared. For engine/ only. */
#ifndef PROBITY_ENGINE_INDICATORS_H
#define PROBITY_ENGINE_INDICATORS_H

#include "compare/matrix.h"
#include "engine/check.h"

/* Works out the indicators of those of the dataset's returns that are wanted and whose period their schema has. Everything
 * in the matrix lives in `keep`, the library and the check. May read built-in reference data. */
bool check_indicators(struct probity_check *check, bool (*wanted)(const struct dataset_return *, const void *),
                      const void *context, struct compare_matrix *matrix, struct arena *keep, struct failure *failure);

#define ENGINE_NEIGHBOURS "neighbours" /* the reference table of that name */

/* neighbours.c: fills in the statistical neighbours of the return's authority, if --reference neighbours=FILE names them. */
void check_neighbours(const struct probity_check *check, const struct dataset_return *data, struct compare_return *of);

#endif
