/* date: the calendar, exhaustively, and what people type. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/date.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))
#define ENSURE_MSG(condition, ...) ((condition) ? (void)0 : ck_abort_msg(__VA_ARGS__))

#define UNTOUCHED INT64_C(-987654321)

static bool plain_leap(int year)
{
    if (year % 400 == 0) {
        return true;
    }
    return year % 100 != 0 && year % 4 == 0;
}

static int plain_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && plain_leap(year) ? 29 : lengths[month - 1];
}

/* Counts through all days of 9,999 years. */
START_TEST(every_day)
{
    int64_t date = DATE_LEAST;
    int weekday = 0; /* 0001-01-01 was a Monday */
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= plain_length(year, month); day++) {
                struct date_parts parts = date_to_parts(date);
                bool right = parts.year == year && parts.month == month && parts.day == day &&
                             date_from_parts(year, month, day) == date && date_weekday(date) == weekday;
                ENSURE_MSG(right, "%d-%d-%d", year, month, day);
                date++;
                weekday = (weekday + 1) % 7;
            }
        }
    }
    ENSURE(date == DATE_MOST + 1);
    ENSURE(date_from_parts(1970, 1, 1) == 0);
    ENSURE(date_weekday(0) == 3);
}
END_TEST

START_TEST(validity)
{
    for (int year = -1; year <= 10001; year += year == 3 ? 1893 : year == 2105 ? 7893 : 1) {
        for (int month = -1; month <= 14; month++) {
            for (int day = -1; day <= 33; day++) {
                bool expected = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
                                day <= plain_length(year, month);
                ck_assert_int_eq(date_is_valid(year, month, day), expected);
            }
        }
    }
}
END_TEST

START_TEST(beyond_the_calendar)
{
    ck_assert_int_eq(date_to_parts(INT64_MAX).year, 9999);
    ck_assert_int_eq(date_to_parts(INT64_MIN).year, 1);
    struct buffer out = BUFFER_EMPTY;
    date_write_month(&out, INT64_MAX);
    date_write_month(&out, INT64_MIN);
    ck_assert(str_equal(buffer_view(&out), STR("9999-120001-01")));
    buffer_free(&out);
}
END_TEST

static bool parse_exactly(const char *text, int64_t *date)
{
    struct str whole = str_of(text);
    char *exact = malloc(whole.length + 1);
    ck_assert_ptr_nonnull(exact);
    char *start = exact + 1; /* so that it ends where the block does, even when it is empty */
    memcpy(start, whole.data, whole.length);
    bool parsed = date_parse((struct str){start, whole.length}, date);
    free(exact);
    return parsed;
}

START_TEST(dates)
{
    static const struct {
        const char *text;
        int year, month, day;
    } cases[] = {
        {"31/03/2024", 2024, 3, 31},
        {"29/02/2024", 2024, 2, 29},
        {"29/02/2000", 2000, 2, 29},
        {"31-03-2024", 2024, 3, 31},
        {"31.03.2024", 2024, 3, 31},
        {"1/4/2023", 2023, 4, 1},
        {"01/4/2023", 2023, 4, 1},
        {"1/04/2023", 2023, 4, 1},
        {"1-4-2023", 2023, 4, 1},
        {"1.4.2023", 2023, 4, 1},
        {"2024-03-31", 2024, 3, 31},
        {"2024-03-31T00:00:00", 2024, 3, 31},
        {"2024-03-31T00:00:00Z", 2024, 3, 31},
        {"2024-03-31T00:00:00.000", 2024, 3, 31},
        {"31/03/2024 00:00:00", 2024, 3, 31},
        {"31/03/2024 00:00", 2024, 3, 31},
        {"1/4/2023 00:00", 2023, 4, 1},
        {"01/01/0001", 1, 1, 1},
        {"31/12/9999", 9999, 12, 31},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t date = UNTOUCHED;
        ck_assert_msg(parse_exactly(cases[i].text, &date), "%s", cases[i].text);
        ck_assert_msg(date == date_from_parts(cases[i].year, cases[i].month, cases[i].day), "%s", cases[i].text);
    }
}
END_TEST

static const char *const no_dates[] = {
    "",
    "1",
    "//",
    "31/03/24",
    "31/3/24",
    "2024/03/31",
    "20240331",
    "31/03-2024",
    "31-03/2024",
    "1/4-2023",
    "29/02/2023",
    "29/02/1900",
    "30/02/2024",
    "31/04/2024",
    "32/01/2024",
    "00/01/2024",
    "01/00/2024",
    "01/13/2024",
    "01/01/0000",
    "2024-3-31",
    "2024-00-10",
    "2024-13-10",
    "2024-02-30",
    "0000-01-01",
    "31/O3/2024",
    "3l/03/2024",
    "ZZ/03/2024",
    "31 03 2024",
    "31/03/2024x",
    "x31/03/2024",
    " 31/03/2024",
    "31/03/2024 ",
    "2024-03-31T12:00:00",
    "2024-03-31T",
    "1//2023",
    "/4/2023",
    "1/4/",
    "1/4/20233",
    "1/4/023",
    "111/4/2023",
    "1/444/2023",
    "T00:00:00",
    " 00:00",
    "-1/4/2023",
    "1/-4/2023",
    "1/4/-202",
    "31:03:2024",
    "31/03/202:",
    "/1/03/2024",
    "2024-03-3:",
    "45382",
    "31 March 2024",
    "2024-03-31T00:00:00T00:00:00",
    "3/31/2024",
};

START_TEST(not_dates)
{
    for (size_t i = 0; i < sizeof no_dates / sizeof no_dates[0]; i++) {
        int64_t date = UNTOUCHED;
        ck_assert_msg(!parse_exactly(no_dates[i], &date), "%s", no_dates[i]);
        ck_assert(date == UNTOUCHED);
    }
    int64_t date = UNTOUCHED;
    ck_assert(!date_parse((struct str){NULL, 0}, &date));
}
END_TEST

static int number_at(const char *text, int digits)
{
    int number = 0;
    for (int i = 0; i < digits; i++) {
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/* Any byte in any place of the two common forms. */
START_TEST(every_byte_in_every_place)
{
    static const char *const forms[] = {"11/11/2011", "2011-11-11"};
    for (size_t form = 0; form < 2; form++) {
        for (size_t at = 0; at < 10; at++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                char text[11];
                memcpy(text, forms[form], sizeof text);
                bool is_separator = text[at] == '/' || text[at] == '-';
                text[at] = (char)byte;
                int64_t date = UNTOUCHED;
                bool parsed = date_parse((struct str){text, 10}, &date);
                bool expected = is_separator ? (char)byte == forms[form][at] : byte >= '0' && byte <= '9';
                if (!expected) {
                    ENSURE_MSG(!parsed, "byte %u at %zu", byte, at);
                } else if (parsed) {
                    int day = number_at(text + (form == 0 ? 0 : 8), 2);
                    int month = number_at(text + (form == 0 ? 3 : 5), 2);
                    int year = number_at(text + (form == 0 ? 6 : 0), 4);
                    ENSURE(date == date_from_parts(year, month, day));
                }
            }
        }
    }
}
END_TEST

START_TEST(what_is_written_can_be_read)
{
    for (int64_t date = DATE_LEAST; date <= DATE_MOST; date += date > -30000 && date < 60000 ? 1 : 997) {
        for (int form = 0; form < 2; form++) {
            struct buffer out = BUFFER_EMPTY;
            (form == 0 ? date_write : date_write_iso)(&out, date);
            int64_t again = UNTOUCHED;
            ENSURE(out.length == 10);
            ENSURE(date_parse(buffer_view(&out), &again));
            ENSURE(again == date);
            buffer_free(&out);
        }
    }
}
END_TEST

START_TEST(months)
{
    int64_t month = UNTOUCHED;
    ENSURE(date_parse_month(STR("1970-01"), &month) && month == 0);
    ENSURE(date_parse_month(STR("2024-03"), &month) && month == 54 * 12 + 2);
    ENSURE(date_parse_month(STR("03/2024"), &month) && month == 54 * 12 + 2);
    ENSURE(date_parse_month(STR("3/2024"), &month) && month == 54 * 12 + 2);
    ENSURE(date_parse_month(STR("0001-01"), &month) && month == -1969 * 12);
    ENSURE(date_parse_month(STR("9999-12"), &month) && month == 8030 * 12 - 1);
    static const char *const texts[] = {"",        "2024",    "2024-13", "2024-00", "0000-01", "2024/03", "2024-3",
                                        "03-2024", "13/2024", "/2024",   "O3/2024", "2024-O3", "3/024",   "03/20244"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        month = UNTOUCHED;
        ENSURE_MSG(!date_parse_month(str_of(texts[i]), &month), "%s", texts[i]);
        ENSURE(month == UNTOUCHED);
    }
    for (int64_t each = -1969 * 12; each < 8030 * 12; each += 5) {
        struct buffer out = BUFFER_EMPTY;
        date_write_month(&out, each);
        ENSURE(date_parse_month(buffer_view(&out), &month) && month == each);
        buffer_free(&out);
    }
}
END_TEST

static int64_t day_of(const char *iso)
{
    int64_t date = UNTOUCHED;
    ck_assert(date_parse(str_of(iso), &date));
    return date;
}

START_TEST(adding_months)
{
    static const struct {
        const char *from;
        int64_t months;
        const char *to;
    } cases[] = {
        {"2024-01-31", 1, "2024-02-29"},      {"2023-01-31", 1, "2023-02-28"},   {"2024-02-29", 12, "2025-02-28"},
        {"2024-02-29", 48, "2028-02-29"},     {"2024-02-29", 216, "2042-02-28"}, {"2024-03-31", -1, "2024-02-29"},
        {"2024-03-31", 0, "2024-03-31"},      {"2024-01-15", -1, "2023-12-15"},  {"2024-12-31", 2, "2025-02-28"},
        {"2024-05-31", 1, "2024-06-30"},      {"0001-01-31", 0, "0001-01-31"},   {"9999-11-30", 1, "9999-12-30"},
        {"0001-01-01", 119987, "9999-12-01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t result = UNTOUCHED;
        ck_assert_msg(date_add_months(day_of(cases[i].from), cases[i].months, &result), "%s", cases[i].from);
        ck_assert_msg(result == day_of(cases[i].to), "%s", cases[i].from);
    }
    int64_t result = UNTOUCHED;
    ck_assert(!date_add_months(DATE_LEAST, -1, &result));
    ck_assert(!date_add_months(DATE_MOST, 1, &result));
    ck_assert(!date_add_months(0, INT64_MAX, &result));
    ck_assert(!date_add_months(0, INT64_MIN, &result));
    ck_assert(!date_add_months(INT64_MAX, 1, &result));
    ck_assert(!date_add_months(INT64_MIN, 1, &result));
    ck_assert(result == UNTOUCHED);
}
END_TEST

START_TEST(partly_unknown_dates)
{
    static const struct {
        const char *text;
        const char *earliest; /* NULL: none */
        const char *latest;
    } cases[] = {
        {"01/01/2000", "2000-01-01", "2000-01-01"},
        {"1/2/2020", "2020-02-01", "2020-02-01"},
        {"2020-02-29", "2020-02-29", "2020-02-29"},
        {"05/ZZ/2020", "2020-01-05", "2020-12-05"},
        {"31/ZZ/2021", "2021-01-31", "2021-12-31"},
        {"30/zz/2021", "2021-01-30", "2021-12-30"},
        {"ZZ/05/2021", "2021-05-01", "2021-05-31"},
        {"zZ/02/2020", "2020-02-01", "2020-02-29"},
        {"ZZ/2/2021", "2021-02-01", "2021-02-28"},
        {"ZZ/ZZ/1993", "1993-01-01", "1993-12-31"},
        {"ZZ-ZZ-1993", "1993-01-01", "1993-12-31"},
        {"ZZ/ZZ/ZZZZ", NULL, NULL},
        {"01/01/ZZZZ", NULL, NULL},
        {"ZZ/ZZ/ZZ", NULL, NULL},
        {"xx/10/2011", NULL, NULL},
        {"01/13/2000", NULL, NULL},
        {"ZZ/13/2000", NULL, NULL},
        {"32/ZZ/2000", NULL, NULL},
        {"00/ZZ/2000", NULL, NULL},
        {"29/02/2019", NULL, NULL},
        {"30/02/ZZZZ", NULL, NULL},
        {"ZZ/ZZ/0000", NULL, NULL},
        {"ZZ/ZZ-2000", NULL, NULL},
        {"ZZZ/ZZ/2000", NULL, NULL},
        {"Z/ZZ/2000", NULL, NULL},
        {"ZZ/ZZ/20000", NULL, NULL},
        {"ZZ/ZZ/", NULL, NULL},
        {"ZZ/ZZ", NULL, NULL},
        {"ZZ/", NULL, NULL},
        {"zz", NULL, NULL},
        {"z", NULL, NULL},
        {"", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t earliest = UNTOUCHED;
        int64_t latest = UNTOUCHED;
        bool found = date_parse_partial(str_of(cases[i].text), &earliest, &latest);
        ck_assert_msg(found == (cases[i].earliest != NULL), "%s", cases[i].text);
        if (found) {
            ck_assert_msg(earliest == day_of(cases[i].earliest) && latest == day_of(cases[i].latest), "%s",
                          cases[i].text);
        }
    }
}
END_TEST

/* Someone's age is the number of birthdays they have had, and birthdays are what date_add_months() says. */
START_TEST(age_counts_birthdays)
{
    static const char *const births[] = {"2004-02-29", "2004-02-28", "2004-03-01", "2005-12-31",
                                         "2006-01-01", "2000-02-29", "2003-07-15"};
    for (size_t i = 0; i < sizeof births / sizeof births[0]; i++) {
        int64_t born = day_of(births[i]);
        int64_t age = 0;
        for (int64_t on = born; on < born + 30 * 365; on++) {
            int64_t birthday = 0;
            ENSURE(date_add_months(born, (age + 1) * 12, &birthday));
            age += on >= birthday ? 1 : 0;
            ENSURE_MSG(date_age(born, on) == age, "born %s, %lld days later", births[i], (long long)(on - born));
        }
        ENSURE(date_age(born, born - 1) == -1);
        ENSURE(date_age(born, born - 3000) == -9);
    }
    ENSURE(date_age(day_of("2004-02-29"), day_of("2022-02-28")) == 18);
    ENSURE(date_age(day_of("2004-02-29"), day_of("2022-02-27")) == 17);
    ENSURE(date_age(day_of("2004-02-29"), day_of("2024-02-28")) == 19);
}
END_TEST

START_TEST(financial_years)
{
    static const struct {
        const char *text;
        int starts_in;
    } cases[] = {
        {"2023-24", 2023}, {"2023-2024", 2023}, {"202324", 2023}, {"2023/24", 2023}, {"2023/2024", 2023},
        {"1999-00", 1999}, {"1999-2000", 1999}, {"199900", 1999}, {"202021", 2020},  {"9998-99", 9998},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int starts_in = 0;
        ENSURE_MSG(date_parse_financial_year(str_of(cases[i].text), &starts_in), "%s", cases[i].text);
        ENSURE(starts_in == cases[i].starts_in);
    }
    static const char *const texts[] = {"",        "2023",       "2023-25",   "2023-23", "202325",  "20232024",
                                        "2023 24", "2023-2025",  "2023-1924", "23-24",   "2O23-24", "0000-01",
                                        "9999-00", "9999-10000", "2023-24 ",  "2023.24", "202O21",  "2023--24"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int starts_in = -1;
        ENSURE_MSG(!date_parse_financial_year(str_of(texts[i]), &starts_in), "%s", texts[i]);
        ENSURE(starts_in == -1);
    }
    for (int year = 1; year < 9999; year++) {
        struct buffer out = BUFFER_EMPTY;
        date_write_financial_year(&out, year);
        int starts_in = 0;
        ENSURE(date_parse_financial_year(buffer_view(&out), &starts_in));
        ENSURE(starts_in == year);
        buffer_free(&out);
        int64_t first = date_financial_year_first(year);
        int64_t last = date_financial_year_last(year);
        ENSURE(first == date_from_parts(year, 4, 1));
        ENSURE(last == date_from_parts(year + 1, 3, 31));
        ENSURE(date_financial_year_of(first) == year && date_financial_year_of(first - 1) == year - 1);
        ENSURE(date_financial_year_of(last) == year && date_financial_year_of(last + 1) == year + 1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("date");
    TCase *cases = tcase_create("date");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, every_day);
    tcase_add_test(cases, validity);
    tcase_add_test(cases, beyond_the_calendar);
    tcase_add_test(cases, dates);
    tcase_add_test(cases, not_dates);
    tcase_add_test(cases, partly_unknown_dates);
    tcase_add_test(cases, every_byte_in_every_place);
    tcase_add_test(cases, what_is_written_can_be_read);
    tcase_add_test(cases, months);
    tcase_add_test(cases, adding_months);
    tcase_add_test(cases, age_counts_birthdays);
    tcase_add_test(cases, financial_years);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
