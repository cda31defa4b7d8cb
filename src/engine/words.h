/* words: from findings of a few bytes to findings in words, a window at a time. For engine/ only. */
#ifndef PROBITY_ENGINE_WORDS_H
#define PROBITY_ENGINE_WORDS_H

#include "engine/check.h"

/* Words the findings, on several threads, and hands them to the report in their order. */
bool words_write(struct probity_check *check, const struct report_format *format,
                 const struct check_finding *const *findings, size_t count, struct report *report,
                 struct failure *failure);

#endif
