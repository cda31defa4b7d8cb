#include "intake/csv_cells.h"

#include "intake/csv_cells_loops.h"

#define ZEROS UINT64_C(0x3030303030303030)

/* The field's last eight bytes with '0' before the first of up to eight; the last byte is highest. */
static inline uint64_t load_end(const char *end, uint32_t length)
{
    uint64_t junk = length >= 8 ? 0 : (UINT64_C(1) << (8 * (8 - length) & 63)) - 1;
    return (csv_load(end - 8) & ~junk) | (ZEROS & junk);
}

static inline bool are_digits(uint64_t word)
{
    uint64_t above = (word + UINT64_C(0x0606060606060606)) & UINT64_C(0xf0f0f0f0f0f0f0f0);
    return ((word & UINT64_C(0xf0f0f0f0f0f0f0f0)) | above >> 4) == UINT64_C(0x3333333333333333);
}

/* Two digits each in four lanes of 16 bits, the first lowest. */
static inline uint64_t pairs_of(uint64_t word)
{
    word &= UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (word * 10 + (word >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
}

static inline uint64_t number_of(uint64_t word)
{
    word = pairs_of(word);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000ffff0000ffff);
    return (word * 10000 + (word >> 32)) & UINT64_C(0x00000000ffffffff);
}

static inline const char *end_of(const struct cells *cells, uint32_t i)
{
    return cells->data + cells->bounds[cells->rows[i] + 1];
}

void csv_cells_integer_from(struct csv_strip *strip, uint32_t first)
{
    struct cells cells = cells_of(strip);
    for (uint32_t i = first; i < cells.count; i++) {
        uint32_t length = cells_length(&cells, i);
        uint64_t word = load_end(end_of(&cells, i), length);
        cells_put(&cells, i, length, (int64_t)number_of(word), length > 8 || !are_digits(word));
    }
    strip->odd_count = cells.odd_count;
}

void csv_cells_long_integer(struct csv_strip *strip)
{
    struct cells cells = cells_of(strip);
    cells.odd_count = 0;
    for (uint32_t i = 0; i < cells.count; i++) {
        uint32_t length = cells_length(&cells, i);
        const char *end = end_of(&cells, i);
        uint64_t low = load_end(end, length);
        uint64_t high = load_end(end - 8, length > 8 ? length - 8 : 0);
        high = length > 8 ? high : ZEROS;
        int64_t value = (int64_t)(number_of(high) * 100000000 + number_of(low));
        cells_put(&cells, i, length, value, length > 16 || !are_digits(low) || !are_digits(high));
    }
    strip->odd_count = cells.odd_count;
}

uint32_t csv_cells_longest(const struct csv_strip *strip)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < strip->count; i++) {
        uint32_t length = csv_strip_length(strip, i);
        longest = length > longest ? length : longest;
    }
    return longest;
}

static void integers(struct csv_strip *strip)
{
    strip->odd_count = 0;
    if (csv_cells_longest(strip) > 8) {
        csv_cells_long_integer(strip);
    } else {
        csv_cells_integer_from(strip, 0);
    }
}

void csv_cells_money_from(struct csv_strip *strip, uint32_t first)
{
    struct cells cells = cells_of(strip);
    for (uint32_t i = first; i < cells.count; i++) {
        uint32_t length = cells_length(&cells, i);
        uint64_t word = load_end(end_of(&cells, i), length);
        /* With a point before the last two digits, those before it move up into its place. */
        bool pence = (word >> 40 & 0xff) == '.';
        uint64_t closed = (word & UINT64_C(0x000000ffffffffff)) << 8 | (word & UINT64_C(0xffff000000000000)) | '0';
        word = pence ? closed : word;
        int64_t value = (int64_t)(number_of(word) * (pence ? 1 : 100));
        cells_put(&cells, i, length, value, length > 8 || !are_digits(word));
    }
    strip->odd_count = cells.odd_count;
}

static void money(struct csv_strip *strip)
{
    strip->odd_count = 0;
    csv_cells_money_from(strip, 0);
}

/* Days before each month of an ordinary year, and the days that it has; by month, up to whatever two digits make. */
static const uint16_t days_before[100] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
static const uint8_t days_in[100] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/* yyyymmdd to days since 1970; is_valid is cleared when there is no such day. */
static inline int64_t day_of(uint64_t word, bool *is_valid)
{
    uint64_t pairs = pairs_of(word);
    uint32_t year = (uint32_t)(pairs & 0xff) * 100 + (uint32_t)(pairs >> 16 & 0xff);
    uint32_t month = (uint32_t)(pairs >> 32 & 0xff) % 128;
    uint32_t day = (uint32_t)(pairs >> 48 & 0xff);
    month = month < 100 ? month : 0;
    bool leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0));
    *is_valid &= (year != 0) & (day - 1 < days_in[month] + (uint32_t)(leap & (month == 2)));
    uint32_t past = year - 1;
    int64_t days = (int64_t)past * 365 + past / 4 - past / 100 + past / 400;
    return days + days_before[month] + (leap & (month > 2)) + day - 719163;
}

static void dates_year_first(struct csv_strip *strip, uint32_t from)
{
    struct cells cells = cells_of(strip);
    for (uint32_t i = from; i < cells.count; i++) {
        const char *at = cells.data + cells_start(&cells, i);
        uint32_t length = cells_length(&cells, i);
        uint64_t first = csv_load(at);
        uint64_t last = csv_load(at + 8) & 0xffff;
        uint64_t word = (first & 0xffffffff) | (first >> 40 & 0xffff) << 32 | last << 48;
        bool is_valid = (length == 10) & are_digits(word) &
                        ((first & UINT64_C(0xff0000ff00000000)) == UINT64_C(0x2d00002d00000000));
        int64_t value = day_of(word, &is_valid);
        cells_put(&cells, i, length, value, !is_valid);
    }
    strip->odd_count = cells.odd_count;
}

static void dates_day_first(struct csv_strip *strip, uint32_t from, char separator)
{
    struct cells cells = cells_of(strip);
    const uint64_t separators = (uint64_t)(unsigned char)separator << 16 | (uint64_t)(unsigned char)separator << 40;
    for (uint32_t i = from; i < cells.count; i++) {
        const char *at = cells.data + cells_start(&cells, i);
        uint32_t length = cells_length(&cells, i);
        uint64_t first = csv_load(at);
        uint64_t last = csv_load(at + 8) & 0xffff;
        uint64_t word = first >> 48 | last << 16 | (first >> 24 & 0xffff) << 32 | (first & 0xffff) << 48;
        bool is_valid = (length == 10) & are_digits(word) & ((first & UINT64_C(0x0000ff0000ff0000)) == separators);
        int64_t value = day_of(word, &is_valid);
        cells_put(&cells, i, length, value, !is_valid);
    }
    strip->odd_count = cells.odd_count;
}

char csv_cells_date_separator(const struct csv_strip *strip)
{
    uint32_t i = 0;
    while (i + 1 < strip->count && csv_strip_length(strip, i) != 10) {
        i++;
    }
    char third = strip->count > 0 ? strip->data[csv_strip_start(strip, i) + 2] : '0';
    return third == '/' || third == '-' || third == '.' ? third : 0;
}

void csv_cells_date_from(struct csv_strip *strip, uint32_t first, char separator)
{
    if (separator) {
        dates_day_first(strip, first, separator);
    } else {
        dates_year_first(strip, first);
    }
}

static void dates(struct csv_strip *strip)
{
    strip->odd_count = 0;
    csv_cells_date_from(strip, 0, csv_cells_date_separator(strip));
}

static void texts(struct csv_strip *strip)
{
    cells_text(strip);
}

static void codes(struct csv_strip *strip, const struct csv_codes *known)
{
    cells_code(strip, known);
}

static const struct csv_cells plain = {texts, codes, integers, money, dates};

const struct csv_cells *csv_cells_plain(void)
{
    return &plain;
}
