/* words: from findings of a few bytes to findings in words, a window at a time. For engine/ only. */
#ifndef PROBITY_ENGINE_WORDS_H
#define PROBITY_ENGINE_WORDS_H

#include "engine/check.h"

struct words; /* the state of one report being written */

struct words *words_open(struct probity_check *check, const struct report_format *format, struct failure *failure);
void words_close(struct words *words);

/* Words `count` findings (in any order) and hands them to the report in that order. */
bool words_write(struct words *words, const struct check_finding *const *findings, size_t count, struct report *report,
                 struct failure *failure);

#define WORDS_WINDOW 2048u

#endif
