#include "base/calendar.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/number.h"

#define YEAR_FIRST 1
#define YEARS 9999u

/* Years that lie next to each other and are covered make a stretch. Days are counted over all stretches as if they were
 * one, so that a day's number says how many working days of the calendar lie before it. */
struct calendar {
    int64_t first; /* 1 January of the first year that is covered … */
    int64_t end;   /* … and the day behind 31 December of the last */
    int first_year;
    uint16_t *stretches; /* by year from the first: the number of its stretch, 0 when it is not covered */
    uint32_t *before;    /* by day from the first, and for the end: working days before it */
    int32_t *days;       /* the working days, from the first */
    uint32_t count;
};

static int year_of(int64_t date)
{
    return date_to_parts(date).year;
}

static int compare_days(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return (*x > *y) - (*x < *y);
}

/* In order, without repetition. Gives how many are left. */
static size_t sort_days(int64_t *days, size_t count)
{
    size_t kept = 0;
    qsort(days, count, sizeof *days, compare_days);
    for (size_t i = 0; i < count; i++) {
        bool is_date = days[i] >= DATE_LEAST && days[i] <= DATE_MOST;
        if (is_date && (kept == 0 || days[kept - 1] != days[i])) {
            days[kept++] = days[i];
        }
    }
    return kept;
}

/* Marks the years of which there are enough holidays. The first and the last of them, or 0 when there is none. */
static void mark_years(const int64_t *holidays, size_t count, uint8_t *covered, int *first, int *last)
{
    size_t start = 0;
    for (size_t i = 0; i < count; i++) {
        int year = year_of(holidays[i]);
        start = i > 0 && year_of(holidays[i - 1]) == year ? start : i;
        if (i - start + 1 >= CALENDAR_HOLIDAYS_LEAST) {
            covered[year] = 1;
            *first = *first ? *first : year;
            *last = year;
        }
    }
}

static bool open_calendar(struct calendar *calendar, const uint8_t *covered, int first, int last)
{
    size_t years = first ? (size_t)(last - first) + 1 : 0;
    calendar->first_year = first;
    calendar->first = first ? date_from_parts(first, 1, 1) : 0;
    calendar->end = first ? date_from_parts(last, 12, 31) + 1 : 0;
    size_t days = (size_t)(calendar->end - calendar->first);
    calendar->stretches = calloc(years + 1, sizeof *calendar->stretches);
    calendar->before = calloc(days + 1, sizeof *calendar->before);
    calendar->days = calloc(days + 1, sizeof *calendar->days);
    if (!calendar->stretches || !calendar->before || !calendar->days) {
        return false;
    }
    uint16_t stretch = 0;
    for (size_t y = 0; y < years; y++) {
        bool is_covered = covered[(size_t)first + y];
        bool begins = is_covered && (y == 0 || !covered[(size_t)first + y - 1]);
        stretch = (uint16_t)(stretch + (begins ? 1 : 0));
        calendar->stretches[y] = is_covered ? stretch : 0;
    }
    return true;
}

/* Number of the stretch that a day lies in; 0: it is not covered. */
static unsigned stretch_of(const struct calendar *calendar, int64_t date)
{
    return date < calendar->first || date >= calendar->end ? 0
                                                           : calendar->stretches[year_of(date) - calendar->first_year];
}

static void number_days(struct calendar *calendar, const int64_t *holidays, size_t count)
{
    size_t next = 0;
    for (int64_t day = calendar->first; day < calendar->end; day++) {
        calendar->before[day - calendar->first] = calendar->count;
        while (next < count && holidays[next] < day) {
            next++;
        }
        bool is_holiday = next < count && holidays[next] == day;
        if (!is_holiday && date_weekday(day) < 5 && stretch_of(calendar, day)) {
            calendar->days[calendar->count++] = (int32_t)day;
        }
    }
    calendar->before[calendar->end - calendar->first] = calendar->count;
}

struct calendar *calendar_new(const int64_t *holidays, size_t count, struct failure *failure)
{
    struct calendar *calendar = calloc(1, sizeof *calendar);
    int64_t *sorted = malloc((count ? count : 1) * sizeof *sorted);
    uint8_t *covered = calloc(YEARS + YEAR_FIRST + 1, sizeof *covered);
    bool fine = calendar && sorted && covered;
    if (fine) {
        int first = 0;
        int last = 0;
        for (size_t i = 0; i < count; i++) {
            sorted[i] = holidays[i];
        }
        count = sort_days(sorted, count);
        mark_years(sorted, count, covered, &first, &last);
        fine = open_calendar(calendar, covered, first, last);
    }
    if (fine) {
        number_days(calendar, sorted, count);
    } else {
        calendar_free(calendar);
        calendar = NULL;
        failure_memory(failure);
    }
    free(sorted);
    free(covered);
    return calendar;
}

void calendar_free(struct calendar *calendar)
{
    if (calendar) {
        free(calendar->stretches);
        free(calendar->before);
        free(calendar->days);
        free(calendar);
    }
}

bool calendar_count(const struct calendar *calendar, int64_t from, int64_t to, int64_t *days)
{
    unsigned stretch = stretch_of(calendar, from);
    if (!stretch || stretch_of(calendar, to) != stretch) {
        return false;
    }
    *days = (int64_t)calendar->before[to + 1 - calendar->first] - calendar->before[from - calendar->first];
    return true;
}

bool calendar_step(const struct calendar *calendar, int64_t date, int64_t steps, int64_t *result)
{
    unsigned stretch = stretch_of(calendar, date);
    int64_t at = 0;
    if (!stretch || !number_add(calendar->before[date - calendar->first], steps, &at) || at < 0 ||
        at >= calendar->count || stretch_of(calendar, calendar->days[at]) != stretch) {
        return false;
    }
    *result = calendar->days[at];
    return true;
}
