/* severity and verdict: how bad a finding is, and what that makes of a return.
 */
#ifndef PROBITY_FINDING_SEVERITY_H
#define PROBITY_FINDING_SEVERITY_H

#include <stdbool.h>

#include "base/str.h"

enum finding_severity {
    FINDING_NOTICE = 0, /* worth knowing */
    FINDING_QUERY,      /* must be put right or explained */
    FINDING_ERROR,      /* must be put right */
    FINDING_SEVERITIES
};

/* From best to worst. */
enum finding_verdict { VERDICT_ACCEPTED = 0, VERDICT_ACCEPTED_WITH_QUERIES, VERDICT_NOT_CHECKED, VERDICT_REJECTED };

const char *finding_severity_name(enum finding_severity severity); /* "error" */
bool finding_severity_parse(struct str name, enum finding_severity *severity);
const char *finding_verdict_name(enum finding_verdict verdict); /* "accepted-with-queries" */

#endif
