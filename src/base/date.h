/* date: days of the proleptic Gregorian calendar, counted from 1970-01-01, from the year 1 to 9999.
 */
#ifndef PROBITY_BASE_DATE_H
#define PROBITY_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/str.h"

#define DATE_MOST INT64_C(2932896)    /* 9999-12-31 */
#define DATE_LEAST (-INT64_C(719162)) /* 0001-01-01 */

struct date_parts {
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

bool date_is_valid(int year, int month, int day);
int64_t date_from_parts(int year, int month, int day); /* of a valid date */
struct date_parts date_to_parts(int64_t date);

/* dd/mm/yyyy (also with single digits, '-' or '.') and yyyy-mm-dd, with or without "T00:00:00" behind it. */
bool date_parse(struct str text, int64_t *date);
/* The earliest and the latest date that the text can mean: dd/mm/yyyy with ZZ where the day or the month is not known, or
 * any other date. False when it is none, and where the year is not known (ZZZZ). */
bool date_parse_partial(struct str text, int64_t *earliest, int64_t *latest);
/* yyyy-mm or mm/yyyy, as months counted from 1970-01. */
bool date_parse_month(struct str text, int64_t *month);

/* The same day of the month, years or months later; 29 February gives the 28th, a 31st the month's last day. False
 * when the result is out of range. */
bool date_add_months(int64_t date, int64_t months, int64_t *result);

/* Full years from `born` to `on`; someone born on 29 February comes of age on the 28th in other years. Negative when
 * `on` is before `born`. */
int64_t date_age(int64_t born, int64_t on);

/* 0 is Monday. */
int date_weekday(int64_t date);

void date_write(struct buffer *out, int64_t date);        /* 31/03/2024 */
void date_write_iso(struct buffer *out, int64_t date);    /* 2024-03-31 */
void date_write_month(struct buffer *out, int64_t month); /* 2024-03 */

/* "2023-24" and the day it starts (1 April 2023); also "2023-2024", "202324", "2023/24". False when it is none. */
bool date_parse_financial_year(struct str text, int *starts_in);
void date_write_financial_year(struct buffer *out, int starts_in);
/* Its first day, 1 April, and its last, 31 March; and the year that a date falls in. */
int64_t date_financial_year_first(int starts_in);
int64_t date_financial_year_last(int starts_in);
int date_financial_year_of(int64_t date);

#endif
