/* words: from findings of a few bytes to findings in words, a window at a time. For engine/ only. */
#ifndef PROBITY_ENGINE_WORDS_H
#define PROBITY_ENGINE_WORDS_H

#include "engine/check.h"

/* Takes one worded finding, whose texts are good for this call only. */
typedef bool words_taker(void *context, const struct report_finding *finding, struct failure *failure);

/* Words the findings, on several threads, and hands them on one by one in their order. Of the format it matters only
 * what it needs to know of places. */
bool words_write(struct probity_check *check, const struct report_format *format,
                 const struct check_finding *const *findings, size_t count, words_taker *take, void *context,
                 struct failure *failure);

#endif
