/* reason: why the system refused, in plain words.
 *
 * Owns the wording of errno for people; strerror() depends on the locale and speaks to programmers. Knows nothing of
 * what was being done: the caller's sentence says that ("the file cannot be opened: %s").
 */
#ifndef PROBITY_BASE_REASON_H
#define PROBITY_BASE_REASON_H

/* Part of a sentence without a full stop. Never NULL. */
const char *reason_of(int error);

#endif
