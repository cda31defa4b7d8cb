/* verdict: the verdict on a run in words for people.
 */
#ifndef PROBITY_REPORT_VERDICT_H
#define PROBITY_REPORT_VERDICT_H

#include "report/report.h"

const char *report_verdict_title(enum finding_verdict verdict);              /* "Rejected" */
enum finding_severity report_verdict_severity(enum finding_verdict verdict); /* whose colour it has */

/* "put right before you submit" */
const char *report_verdict_asks(enum finding_severity severity);

/* "3 errors must be put right before you submit; 1 query must be put right or explained." May be empty. */
void report_verdict_words(struct buffer *out, const struct report_run *run);

#endif
