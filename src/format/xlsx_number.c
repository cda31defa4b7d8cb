/* Numbers of a sheet: binary fractions with 17 digits, dates as days, all as text. */
#include "base/date.h"
#include "base/number.h"
#include "format/xlsx_book.h"

#define DIGITS_MOST 400u /* that are looked at */
#define DIGITS_EXACT 15  /* that a spreadsheet holds */
#define DECIMALS_MOST NUMBER_SCALE_MOST
#define PENCE 2
#define LAST_DAY 2958465 /* 9999-12-31 */
#define SECONDS 86400

/* A number is 0.DIGITS times 10 to the power of `point`; the first digit is not 0, unless there is none. */
struct decimal {
    bool negative;
    char digits[DIGITS_MOST];
    int count;
    int point;
};

static bool read_exponent(struct str text, int *exponent)
{
    bool negative = text.length > 0 && text.data[0] == '-';
    if (text.length > 0 && (text.data[0] == '-' || text.data[0] == '+')) {
        text = str_slice(text, 1, text.length);
    }
    uint32_t value = 0;
    bool fine = xlsx_whole(text, 400, &value);
    *exponent = negative ? -(int)value : (int)value;
    return fine;
}

static bool read_digits(struct str text, struct decimal *number)
{
    bool behind = false;
    bool any = false;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        if (byte == '.' && !behind) {
            behind = true;
            continue;
        }
        if (byte < '0' || byte > '9' || number->count == (int)DIGITS_MOST) {
            return false;
        }
        any = true;
        if (byte == '0' && number->count == 0) {
            number->point -= behind;
            continue;
        }
        number->digits[number->count++] = byte;
        number->point += !behind;
    }
    return any;
}

static bool read_decimal(struct str text, struct decimal *number)
{
    *number = (struct decimal){.negative = text.length > 0 && text.data[0] == '-'};
    if (number->negative) {
        text = str_slice(text, 1, text.length);
    }
    size_t length = 0;
    while (length < text.length && text.data[length] != 'E' && text.data[length] != 'e') {
        length++;
    }
    int exponent = 0;
    if (!read_digits(str_slice(text, 0, length), number) ||
        (length < text.length && !read_exponent(str_slice(text, length + 1, text.length), &exponent))) {
        return false;
    }
    number->point = number->count ? number->point + exponent : 0;
    return true;
}

static void drop_zeros(struct decimal *number)
{
    while (number->count > 0 && number->digits[number->count - 1] == '0') {
        number->count--;
    }
    if (number->count == 0) {
        number->negative = false;
        number->point = 0;
    }
}

/* Keeps so many digits, rounded: a half goes away from zero. */
static void cut(struct decimal *number, int keep)
{
    if (keep >= number->count) {
        drop_zeros(number);
        return;
    }
    bool up = keep >= 0 && number->digits[keep] >= '5';
    number->count = keep < 0 ? 0 : keep;
    while (up && number->count > 0 && number->digits[number->count - 1] == '9') {
        number->count--;
    }
    if (up && number->count > 0) {
        number->digits[number->count - 1]++;
    } else if (up) {
        number->digits[0] = '1';
        number->count = 1;
        number->point++;
    }
    drop_zeros(number);
}

static void round_decimal(struct decimal *number, struct xlsx_format format)
{
    cut(number, DIGITS_EXACT);
    int decimals = DECIMALS_MOST;
    if (format.kind == XLSX_DECIMALS) {
        decimals = format.digits > PENCE ? format.digits : PENCE;
        decimals = decimals < DECIMALS_MOST ? decimals : DECIMALS_MOST;
    }
    cut(number, number->point + decimals);
}

static void write_decimal(const struct decimal *number, int least, struct buffer *out)
{
    if (number->negative) {
        buffer_char(out, '-');
    }
    int whole = number->point > 0 ? number->point : 0;
    for (int i = whole > 0 ? whole : 1; i < least; i++) {
        buffer_char(out, '0');
    }
    for (int i = 0; i < whole; i++) {
        buffer_char(out, i < number->count ? number->digits[i] : '0');
    }
    if (whole == 0) {
        buffer_char(out, '0');
    }
    if (number->count <= number->point) {
        return;
    }
    buffer_char(out, '.');
    for (int i = number->point; i < 0; i++) {
        buffer_char(out, '0');
    }
    for (int i = whole; i < number->count; i++) {
        buffer_char(out, number->digits[i]);
    }
}

/* The whole days of a date, and the seconds behind them; false when no date is meant. */
static bool to_day(const struct decimal *number, bool from_1904, int64_t *date, int64_t *seconds)
{
    int64_t day = 0;
    if (number->negative || number->point > 7) {
        return false;
    }
    for (int i = 0; i < number->point; i++) {
        day = day * 10 + (i < number->count ? number->digits[i] - '0' : 0);
    }
    double part = 0;
    for (int i = number->count; i > 0 && i > number->point; i--) {
        part = (part + (number->digits[i - 1] - '0')) / 10;
    }
    for (int i = number->point; i < 0; i++) {
        part /= 10;
    }
    *seconds = (int64_t)(part * SECONDS + 0.5);
    day += *seconds / SECONDS;
    *seconds %= SECONDS;
    if (from_1904) {
        *date = date_from_parts(1904, 1, 1) + day;
        return day <= LAST_DAY - 1462;
    }
    /* In a workbook 1900 was a leap year: day 60 is its 29 February, which never was. */
    *date = date_from_parts(1899, 12, 30) + day + (day < 60);
    return day >= 1 && day != 60 && day <= LAST_DAY;
}

static bool write_day(const struct decimal *number, struct xlsx_format format, bool from_1904, struct buffer *out)
{
    int64_t date = 0;
    int64_t seconds = 0;
    if (!to_day(number, from_1904, &date, &seconds)) {
        return false;
    }
    date_write_iso(out, date);
    if (format.kind == XLSX_DATE_AND_TIME && seconds > 0) {
        buffer_format(out, " %02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
    }
    return true;
}

void xlsx_write_number(struct str text, struct xlsx_format format, bool from_1904, struct buffer *out)
{
    struct decimal number;
    if (!read_decimal(text, &number) || number.point > 40) {
        buffer_str(out, text);
        return;
    }
    bool is_date = format.kind == XLSX_DATE || format.kind == XLSX_DATE_AND_TIME;
    cut(&number, DIGITS_EXACT);
    if (is_date && write_day(&number, format, from_1904, out)) {
        return;
    }
    round_decimal(&number, format);
    bool is_whole = number.count <= number.point;
    write_decimal(&number, format.kind == XLSX_ZEROS && is_whole ? format.digits : 1, out);
}
