/* calendar: working days, from a list of bank holidays. A working day is a Monday to Friday that is no bank holiday.
 *
 * A calendar knows the years that its list covers, and nothing of others: whatever would depend on a day of another year
 * is refused, so that no count is ever wrong for want of a holiday. England has had eight bank holidays in every year
 * since 1978, so that a year with fewer than CALENDAR_HOLIDAYS_LEAST in the list is not covered by it.
 *
 * Answers cost the same for any two dates: working days are counted once, when the calendar is made.
 */
#ifndef PROBITY_BASE_CALENDAR_H
#define PROBITY_BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"

#define CALENDAR_HOLIDAYS_LEAST 8u /* different days in a year */

struct calendar; /* opaque */

/* Holidays in any order; days that are repeated, or no dates, do no harm. NULL and a failure when memory is refused. */
struct calendar *calendar_new(const int64_t *holidays, size_t count, struct failure *failure);
void calendar_free(struct calendar *calendar); /* NULL is fine */

/* Working days from `from` to `to`, both included. Where `to` is before `from`: minus the number of working days that lie
 * between the two, so that it is 0 on the day before `from`. False when a date is not covered, or a year between them. */
bool calendar_count(const struct calendar *calendar, int64_t from, int64_t to, int64_t *days);

/* The working day that is so many working days on from `date` (or back, negative). A date that is no working day counts
 * as the next one that is. False when that cannot be said. */
bool calendar_step(const struct calendar *calendar, int64_t date, int64_t steps, int64_t *result);

#endif
