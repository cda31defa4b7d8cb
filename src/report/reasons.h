/* reasons: the rules that were not run, by the reason why, over all returns of a run.
 */
#ifndef PROBITY_REPORT_REASONS_H
#define PROBITY_REPORT_REASONS_H

#include "base/array.h"
#include "base/map.h"
#include "report/report.h"

/* Skipped rules of one reason. */
struct report_reason {
    struct str text;
    ARRAY_OF(struct str) codes; /* in order */
    uint32_t returns;           /* in which one or more was not run for it */
    uint32_t last_return;
    struct map known; /* codes */
};

struct report_reasons {
    ARRAY_OF(struct report_reason) all; /* the one that stopped most rules first */
    struct map index;                   /* while they are gathered: reason -> its place in `all` */
};

/* False when memory is refused. `reasons` is to be freed in any case. */
bool report_reasons_gather(struct report_reasons *reasons, const struct report_run *run);
void report_reasons_free(struct report_reasons *reasons);

#endif
