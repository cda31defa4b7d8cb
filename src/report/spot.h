/* spot: how formats for people put the places of a finding together, so that nothing is said twice.
 */
#ifndef PROBITY_REPORT_SPOT_H
#define PROBITY_REPORT_SPOT_H

#include "report/report.h"

/* Places that follow each other in one record are one spot: named once, and marked in one line of the file. */
bool report_same_spot(const struct report_place *a, const struct report_place *b);

/* The heading of the section has said this key; of a blank one there is nothing to say. */
bool report_is_said(const struct report_key *key, const struct report_finding *finding);

/* The cell is one of the keys that are written, so that its value need not be written again. */
bool report_is_key(const struct report_place *place, const struct report_finding *finding);

#endif
