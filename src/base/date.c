#include "base/date.h"

#define YEAR_MOST 9999
#define EPOCH_YEAR 1970
#define MONTHS_A_YEAR 12
#define APRIL 4
/* Days from 0001-01-01 to 1970-01-01. */
#define EPOCH_DAYS INT64_C(719162)

#define DAYS_IN_400_YEARS 146097
#define DAYS_IN_100_YEARS 36524
#define DAYS_IN_4_YEARS 1461
#define DAYS_IN_YEAR 365

/* Days before each month, in an ordinary and in a leap year. */
static const short days_before[2][MONTHS_A_YEAR + 1] = {
    {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
    {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366},
};

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    const short *before = days_before[is_leap(year)];
    return before[month] - before[month - 1];
}

bool date_is_valid(int year, int month, int day)
{
    return year >= 1 && year <= YEAR_MOST && month >= 1 && month <= MONTHS_A_YEAR && day >= 1 &&
           day <= month_length(year, month);
}

int64_t date_from_parts(int year, int month, int day)
{
    int past = year - 1;
    int days = past * DAYS_IN_YEAR + past / 4 - past / 100 + past / 400;
    return days + days_before[is_leap(year)][month - 1] + day - 1 - EPOCH_DAYS;
}

struct date_parts date_to_parts(int64_t date)
{
    if (date < DATE_LEAST || date > DATE_MOST) {
        date = date < DATE_LEAST ? DATE_LEAST : DATE_MOST;
    }
    int rest = (int)(date + EPOCH_DAYS);
    int year = rest / DAYS_IN_400_YEARS * 400 + 1;
    rest %= DAYS_IN_400_YEARS;
    /* The last of four centuries, and the last of four years, is a day longer than the others. */
    int centuries = rest / DAYS_IN_100_YEARS < 4 ? rest / DAYS_IN_100_YEARS : 3;
    rest -= centuries * DAYS_IN_100_YEARS;
    int fours = rest / DAYS_IN_4_YEARS;
    rest -= fours * DAYS_IN_4_YEARS;
    int years = rest / DAYS_IN_YEAR < 4 ? rest / DAYS_IN_YEAR : 3;
    rest -= years * DAYS_IN_YEAR;
    year += centuries * 100 + fours * 4 + years;

    const short *before = days_before[is_leap(year)];
    int month = rest / 31 + 1; /* this one or the next */
    if (rest >= before[month]) {
        month++;
    }
    return (struct date_parts){year, month, rest - before[month - 1] + 1};
}

/* `count` digits as a number. Anything that is no digit sets a high bit of *wrong, so that one test does for all. */
static inline unsigned digits_at(const char *data, unsigned count, unsigned *wrong)
{
    unsigned number = 0;
    for (unsigned i = 0; i < count; i++) {
        unsigned digit = (unsigned char)data[i] - (unsigned)'0';
        *wrong |= digit | (digit + 6); /* 10 to 15 reach 16 in the sum, the rest are above 15 already */
        number = number * 10 + digit;
    }
    return number;
}

#define NO_DIGIT (~15u)

static bool checked(unsigned year, unsigned month, unsigned day, int64_t *date)
{
    if (month - 1 >= MONTHS_A_YEAR || year - 1 >= YEAR_MOST || day - 1 >= 31) {
        return false;
    }
    if (day > 28 && (int)day > month_length((int)year, (int)month)) {
        return false;
    }
    *date = date_from_parts((int)year, (int)month, (int)day);
    return true;
}

static bool is_separator(char character)
{
    return character == '/' || character == '-' || character == '.';
}

/* The two forms of exactly ten characters that files are full of. */
static bool parse_ten(const char *data, int64_t *date)
{
    unsigned wrong = 0;
    if (data[2] == data[5] && is_separator(data[2])) {
        unsigned day = digits_at(data, 2, &wrong);
        unsigned month = digits_at(data + 3, 2, &wrong);
        unsigned year = digits_at(data + 6, 4, &wrong);
        return !(wrong & NO_DIGIT) && checked(year, month, day, date);
    }
    if (data[4] == '-' && data[7] == '-') {
        unsigned year = digits_at(data, 4, &wrong);
        unsigned month = digits_at(data + 5, 2, &wrong);
        unsigned day = digits_at(data + 8, 2, &wrong);
        return !(wrong & NO_DIGIT) && checked(year, month, day, date);
    }
    return false;
}

/* Takes one or two digits off the front. */
static bool take_short(struct str *text, unsigned *number)
{
    unsigned wrong = 0;
    if (text->length == 0) {
        return false;
    }
    *number = digits_at(text->data, 1, &wrong);
    if (wrong & NO_DIGIT) {
        return false;
    }
    unsigned taken = 1;
    if (text->length > 1) {
        unsigned both = digits_at(text->data, 2, &wrong);
        if (!(wrong & NO_DIGIT)) {
            *number = both;
            taken = 2;
        }
    }
    *text = str_slice(*text, taken, text->length);
    return true;
}

/* d/m/yyyy with one or two digits and the same separator twice. */
static bool parse_short_parts(struct str text, int64_t *date)
{
    unsigned day = 0;
    unsigned month = 0;
    if (!take_short(&text, &day) || text.length < 1 || !is_separator(text.data[0])) {
        return false;
    }
    char separator = text.data[0];
    text = str_slice(text, 1, text.length);
    if (!take_short(&text, &month) || text.length != 5 || text.data[0] != separator) {
        return false;
    }
    unsigned wrong = 0;
    unsigned year = digits_at(text.data + 1, 4, &wrong);
    return !(wrong & NO_DIGIT) && checked(year, month, day, date);
}

/* A midnight that some program put behind the date. */
static struct str without_midnight(struct str text)
{
    static const struct str midnights[] = {
        {"T00:00:00", 9}, {"T00:00:00Z", 10}, {"T00:00:00.000", 13}, {" 00:00:00", 9}, {" 00:00", 6},
    };
    for (size_t i = 0; i < sizeof midnights / sizeof midnights[0]; i++) {
        if (str_ends_with(text, midnights[i])) {
            return str_slice(text, 0, text.length - midnights[i].length);
        }
    }
    return text;
}

bool date_parse(struct str text, int64_t *date)
{
    if (text.length == 10 && parse_ten(text.data, date)) {
        return true;
    }
    text = without_midnight(text);
    if (text.length == 10) {
        return parse_ten(text.data, date);
    }
    return text.length < 10 && parse_short_parts(text, date);
}

static bool is_unknown(const char *data)
{
    return (data[0] == 'Z' || data[0] == 'z') && (data[1] == 'Z' || data[1] == 'z');
}

/* A day or a month of one or two digits, or ZZ: then any from 1 to `most`. Takes the separator behind it as well. */
static bool take_partial(struct str *text, char *separator, unsigned most, unsigned *least, unsigned *greatest)
{
    if (text->length > 2 && is_unknown(text->data)) {
        *text = str_slice(*text, 2, text->length);
        *least = 1;
        *greatest = most;
    } else if (take_short(text, least)) {
        *greatest = *least;
    } else {
        return false;
    }
    if (text->length == 0 || !is_separator(text->data[0]) || (*separator && text->data[0] != *separator)) {
        return false;
    }
    *separator = text->data[0];
    *text = str_slice(*text, 1, text->length);
    return true;
}

bool date_parse_partial(struct str text, int64_t *earliest, int64_t *latest)
{
    unsigned days[2] = {0};
    unsigned months[2] = {0};
    unsigned wrong = 0;
    char separator = '\0';
    bool found = false;
    if (date_parse(text, earliest)) {
        *latest = *earliest;
        return true;
    }
    if (!take_partial(&text, &separator, 31, &days[0], &days[1]) ||
        !take_partial(&text, &separator, MONTHS_A_YEAR, &months[0], &months[1]) || text.length != 4) {
        return false;
    }
    unsigned year = digits_at(text.data, 4, &wrong);
    if (wrong & NO_DIGIT) {
        return false;
    }
    /* A day that a month does not have is none of that month's. */
    for (unsigned month = months[0]; month <= months[1]; month++) {
        for (unsigned day = days[0]; day <= days[1]; day++) {
            int64_t date = 0;
            if (checked(year, month, day, &date)) {
                *earliest = found ? *earliest : date;
                *latest = date;
                found = true;
            }
        }
    }
    return found;
}

bool date_parse_month(struct str text, int64_t *month)
{
    unsigned wrong = 0;
    unsigned in_year = 0;
    unsigned year = 0;
    if (text.length == 7 && text.data[4] == '-') {
        year = digits_at(text.data, 4, &wrong);
        in_year = digits_at(text.data + 5, 2, &wrong);
    } else if ((text.length == 6 || text.length == 7) && text.data[text.length - 5] == '/') {
        in_year = digits_at(text.data, (unsigned)text.length - 5, &wrong);
        year = digits_at(text.data + text.length - 4, 4, &wrong);
    } else {
        return false;
    }
    if ((wrong & NO_DIGIT) || in_year - 1 >= MONTHS_A_YEAR || year - 1 >= YEAR_MOST) {
        return false;
    }
    *month = ((int64_t)year - EPOCH_YEAR) * MONTHS_A_YEAR + in_year - 1;
    return true;
}

bool date_add_months(int64_t date, int64_t months, int64_t *result)
{
    const int64_t most = (int64_t)YEAR_MOST * MONTHS_A_YEAR;
    if (date < DATE_LEAST || date > DATE_MOST || months > most || months < -most) {
        return false;
    }
    struct date_parts parts = date_to_parts(date);
    int64_t count = (int64_t)(parts.year - 1) * MONTHS_A_YEAR + parts.month - 1 + months;
    if (count < 0 || count >= most) {
        return false;
    }
    int year = (int)(count / MONTHS_A_YEAR) + 1;
    int month = (int)(count % MONTHS_A_YEAR) + 1;
    int length = month_length(year, month);
    *result = date_from_parts(year, month, parts.day < length ? parts.day : length);
    return true;
}

int64_t date_age(int64_t born, int64_t on)
{
    struct date_parts birth = date_to_parts(born);
    struct date_parts then = date_to_parts(on);
    int length = month_length(then.year, birth.month);
    int birthday = birth.day < length ? birth.day : length;
    bool before = then.month < birth.month || (then.month == birth.month && then.day < birthday);
    return (int64_t)then.year - birth.year - (before ? 1 : 0);
}

int date_weekday(int64_t date)
{
    return (int)(((date % 7) + 7 + 3) % 7); /* 1970-01-01 was a Thursday */
}

static void write_padded(struct buffer *out, int number, unsigned width)
{
    char text[4];
    for (unsigned i = width; i > 0; i--) {
        text[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    buffer_str(out, (struct str){text, width});
}

void date_write(struct buffer *out, int64_t date)
{
    struct date_parts parts = date_to_parts(date);
    write_padded(out, parts.day, 2);
    buffer_char(out, '/');
    write_padded(out, parts.month, 2);
    buffer_char(out, '/');
    write_padded(out, parts.year, 4);
}

void date_write_iso(struct buffer *out, int64_t date)
{
    struct date_parts parts = date_to_parts(date);
    write_padded(out, parts.year, 4);
    buffer_char(out, '-');
    write_padded(out, parts.month, 2);
    buffer_char(out, '-');
    write_padded(out, parts.day, 2);
}

void date_write_month(struct buffer *out, int64_t month)
{
    const int64_t least = (1 - (int64_t)EPOCH_YEAR) * MONTHS_A_YEAR;
    const int64_t most = (YEAR_MOST - (int64_t)EPOCH_YEAR + 1) * MONTHS_A_YEAR - 1;
    if (month < least || month > most) {
        month = month < least ? least : most;
    }
    int count = (int)(month - least);
    write_padded(out, count / MONTHS_A_YEAR + 1, 4);
    buffer_char(out, '-');
    write_padded(out, count % MONTHS_A_YEAR + 1, 2);
}

bool date_parse_financial_year(struct str text, int *starts_in)
{
    unsigned wrong = 0;
    if (text.length < 6 || text.length > 9 || text.length == 8) {
        return false;
    }
    unsigned start = digits_at(text.data, 4, &wrong);
    unsigned digits = text.length == 9 ? 4 : 2;
    unsigned end = digits_at(text.data + text.length - digits, digits, &wrong);
    if (wrong & NO_DIGIT) {
        return false;
    }
    if (text.length != 6 && text.data[4] != '-' && text.data[4] != '/') {
        return false;
    }
    unsigned next = start + 1;
    if (start < 1 || next > YEAR_MOST || end != (digits == 4 ? next : next % 100)) {
        return false;
    }
    *starts_in = (int)start;
    return true;
}

void date_write_financial_year(struct buffer *out, int starts_in)
{
    write_padded(out, starts_in, 4);
    buffer_char(out, '-');
    write_padded(out, (starts_in + 1) % 100, 2);
}

int64_t date_financial_year_first(int starts_in)
{
    return date_from_parts(starts_in, APRIL, 1);
}

int64_t date_financial_year_last(int starts_in)
{
    return date_financial_year_first(starts_in + 1) - 1;
}

int date_financial_year_of(int64_t date)
{
    struct date_parts parts = date_to_parts(date);
    return parts.month < APRIL ? parts.year - 1 : parts.year;
}
