/* summary: what a report says of the run and of each return, beside the findings. For engine/ only. */
#ifndef PROBITY_ENGINE_SUMMARY_H
#define PROBITY_ENGINE_SUMMARY_H

#include "engine/check.h"

/* Fills in `run`, whose arrays and texts go to `keep` and to the check. Of each code at most `most` findings will be
 * written; the findings are in `order` already. */
bool check_summarise(struct probity_check *check, enum report_order order, uint64_t most, struct report_run *run,
                     struct arena *keep, struct failure *failure);

#endif
