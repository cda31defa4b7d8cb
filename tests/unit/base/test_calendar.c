/* calendar: against counting day by day, with gaps between the years that are covered, and at both ends. */
#include <check.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/date.h"

#define ENSURE(condition) ENSURE_MSG(condition, "%s", #condition)
#define ENSURE_MSG(condition, ...)     \
    do {                               \
        if (!(condition)) {            \
            ck_abort_msg(__VA_ARGS__); \
        }                              \
    } while (0)

#define UNTOUCHED INT64_C(-77777777)

static int64_t day_of(const char *text)
{
    int64_t date = 0;
    ck_assert_msg(date_parse(str_of(text), &date), "%s", text);
    return date;
}

/* Not in order, with repetitions, weekends and nonsense; of 2024 to 2026, and of 2028; of 2027 one too few. */
static const char *const holidays[] = {
    "2024-12-26", "2024-12-25", "2024-08-26", "2024-05-27", "2024-05-06", "2024-04-01", "2024-03-29",
    "2024-01-01", "2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25",
    "2025-12-25", "2025-12-26", "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25",
    "2026-08-31", "2026-12-25", "2026-12-28", "2026-12-28", "2026-12-26", "2027-01-01", "2027-03-26",
    "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-27", "2028-01-03",
    "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29", "2028-08-28", "2028-12-25", "2028-12-26",
};
#define HOLIDAYS (sizeof holidays / sizeof holidays[0])

static struct calendar *calendar;
static int64_t days[HOLIDAYS + 2] = {INT64_MAX, INT64_MIN};

static void set_up(void)
{
    for (size_t i = 0; i < HOLIDAYS; i++) {
        days[i + 2] = day_of(holidays[i]);
    }
    calendar = calendar_new(days, HOLIDAYS + 2, NULL);
    ck_assert_ptr_nonnull(calendar);
}

static void tear_down(void)
{
    calendar_free(calendar);
}

static bool is_working_day(int64_t date)
{
    bool is_holiday = false;
    for (size_t i = 0; i < HOLIDAYS; i++) {
        is_holiday = is_holiday || days[i + 2] == date;
    }
    return !is_holiday && date_weekday(date) < 5;
}

static int stretch_of(int64_t date)
{
    int year = date_to_parts(date).year;
    return year >= 2024 && year <= 2026 ? 1 : year == 2028 ? 2 : 0;
}

START_TEST(counts_are_those_of_counting)
{
    static const char *const starts[] = {"2023-12-30", "2024-01-01", "2024-03-28", "2024-03-29", "2025-12-31",
                                         "2026-12-26", "2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01",
                                         "2028-12-30", "2029-01-01", "0001-01-01", "9999-12-31"};
    for (size_t s = 0; s < sizeof starts / sizeof starts[0]; s++) {
        int64_t from = day_of(starts[s]);
        int64_t expected = is_working_day(from) ? 1 : 0;
        for (int64_t to = from; to < from + 900 && to <= DATE_MOST; to++) {
            int64_t count = UNTOUCHED;
            expected += to > from && is_working_day(to) ? 1 : 0;
            bool known = stretch_of(from) && stretch_of(from) == stretch_of(to);
            ENSURE_MSG(calendar_count(calendar, from, to, &count) == known, "from %s, %d", starts[s], (int)(to - from));
            ENSURE_MSG(count == (known ? expected : UNTOUCHED), "from %s, %d days: %d", starts[s], (int)(to - from),
                       (int)count);
        }
        expected = 0;
        for (int64_t to = from - 1; to > from - 900 && to >= DATE_LEAST; to--) {
            int64_t count = UNTOUCHED;
            expected -= to + 1 < from && is_working_day(to + 1) ? 1 : 0;
            bool known = stretch_of(from) && stretch_of(from) == stretch_of(to);
            ENSURE(calendar_count(calendar, from, to, &count) == known);
            ENSURE_MSG(count == (known ? expected : UNTOUCHED), "from %s, %d days: %d", starts[s], (int)(to - from),
                       (int)count);
        }
    }
}
END_TEST

/* Taken one at a time. */
static bool step_slowly(int64_t date, int64_t steps, int64_t *result)
{
    int stretch = stretch_of(date);
    while (!is_working_day(date)) {
        date++;
    }
    for (int64_t i = 0; i < (steps < 0 ? -steps : steps); i++) {
        do {
            date += steps < 0 ? -1 : 1;
        } while (!is_working_day(date));
    }
    *result = date;
    return stretch && stretch_of(date) == stretch;
}

START_TEST(steps_are_those_of_stepping)
{
    for (int64_t date = day_of("2023-12-20"); date < day_of("2029-01-05"); date += stretch_of(date) ? 3 : 29) {
        for (int64_t steps = -60; steps <= 60; steps += steps > -5 && steps < 5 ? 1 : 11) {
            int64_t expected = 0;
            int64_t result = UNTOUCHED;
            bool known = step_slowly(date, steps, &expected);
            ENSURE(calendar_step(calendar, date, steps, &result) == known);
            ENSURE_MSG(result == (known ? expected : UNTOUCHED), "%d steps from %d", (int)steps, (int)date);
        }
    }
    int64_t result = UNTOUCHED;
    ENSURE(!calendar_step(calendar, day_of("2024-03-29"), INT64_MAX, &result));
    ENSURE(!calendar_step(calendar, day_of("2024-03-29"), INT64_MIN, &result));
    ENSURE(!calendar_step(calendar, INT64_MAX, 0, &result));
    ENSURE(!calendar_step(calendar, INT64_MIN, 0, &result) && result == UNTOUCHED);
}
END_TEST

/* "So many working days on" and "how many working days" are two sides of one thing. */
START_TEST(counts_and_steps_agree)
{
    for (int64_t from = day_of("2025-03-01"); from < day_of("2025-06-01"); from++) {
        for (int64_t to = from - 40; to < from + 40; to++) {
            int64_t count = 0;
            ENSURE(calendar_count(calendar, from, to, &count));
            for (int64_t n = -5; n <= 5; n++) {
                int64_t reached = 0;
                ENSURE(calendar_step(calendar, from, n - 1, &reached));
                ENSURE((count >= n) == (to >= reached));
            }
        }
    }
}
END_TEST

START_TEST(nothing_is_known_without_holidays)
{
    int64_t result = UNTOUCHED;
    struct calendar *empty = calendar_new(NULL, 0, NULL);
    ck_assert_ptr_nonnull(empty);
    ck_assert(!calendar_count(empty, 0, 0, &result));
    ck_assert(!calendar_step(empty, 0, 0, &result));
    ck_assert(result == UNTOUCHED);
    calendar_free(empty);
    calendar_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("calendar");
    TCase *tests = tcase_create("calendar");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, counts_are_those_of_counting);
    tcase_add_test(tests, steps_are_those_of_stepping);
    tcase_add_test(tests, counts_and_steps_agree);
    tcase_add_test(tests, nothing_is_known_without_holidays);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
