/* returns: what formats for people ask of the returns of a run.
 */
#ifndef PROBITY_REPORT_RETURNS_H
#define PROBITY_REPORT_RETURNS_H

#include "report/report.h"
#include "report/words.h"

/* The name of a return, or of where a finding belongs. */
struct report_words_return report_return_names(const struct report_return *of);

/* The return that a finding is of; NULL: none, or one that the run does not name. Findings come in the order of returns, so
 * that the search goes on where the last one ended: `*next`, 0 at first. */
const struct report_return *report_return_of(const struct report_run *run, const struct report_finding *finding,
                                             size_t *next);

/* Findings of one return have one key, and those about the files theirs. */
void report_section_key(struct buffer *out, const struct report_finding *finding);

bool report_one_collection(const struct report_run *run);

/* The returns of a run, the worst first; to be freed. NULL when memory is refused. */
const struct report_return **report_worst_first(const struct report_run *run);

/* "152 returns: 3 rejected, 149 accepted." */
void report_verdict_counts(struct buffer *out, const struct report_run *run);

#endif
