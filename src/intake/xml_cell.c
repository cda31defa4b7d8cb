#include "intake/xml_cell.h"

#include "base/date.h"
#include "base/number.h"
#include "format/xml.h"

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

bool intake_xml_has_blank(struct str text)
{
    for (size_t i = 0; i < text.length; i += 8) {
        uint64_t word;
        memcpy(&word, text.data + i, sizeof word);
        /* The high bit of each byte below 0x21; of the first such byte at least, which is all that counts. */
        uint64_t low = (word - 0x21 * ONES) & ~word & HIGHS;
        size_t left = text.length - i;
        if (left < 8) {
            low &= (UINT64_C(1) << (8 * left)) - 1;
        }
        if (low) {
            return true;
        }
    }
    return false;
}

struct str intake_xml_trim(struct str text)
{
    while (text.length && is_blank(text.data[0])) {
        text.data++;
        text.length--;
    }
    while (text.length && is_blank(text.data[text.length - 1])) {
        text.length--;
    }
    return text;
}

struct str intake_xml_collapse(struct str text, struct buffer *room)
{
    text = intake_xml_trim(text);
    buffer_clear(room);
    size_t from = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!is_blank(text.data[i])) {
            continue;
        }
        size_t run = 1;
        while (is_blank(text.data[i + run])) {
            run++; /* stops at the last character, which is none */
        }
        if (run > 1 || text.data[i] != ' ') {
            buffer_str(room, (struct str){text.data + from, i - from});
            buffer_char(room, ' ');
            from = i + run;
        }
        i += run - 1;
    }
    if (from == 0) {
        return text;
    }
    buffer_str(room, (struct str){text.data + from, text.length - from});
    char *slack = buffer_reserve(room, XML_TEXT_SLACK);
    if (!slack) {
        return (struct str){NULL, 0};
    }
    memset(slack, 0, XML_TEXT_SLACK);
    return buffer_view(room);
}

static bool is_digit(char character)
{
    return (unsigned char)(character - '0') < 10;
}

/* xs:decimal: a sign, digits with or without a point, at least one digit. Decimals beyond the scale may only be zeros. */
static bool read_number(struct str text, unsigned scale, bool point_allowed, int64_t *value)
{
    size_t at = text.data[0] == '-' || text.data[0] == '+';
    int64_t number = 0;
    unsigned decimals = 0;
    size_t digits = 0;
    bool point = false;
    for (; at < text.length; at++) {
        char character = text.data[at];
        if (is_digit(character)) {
            digits++;
            if (point && decimals == scale) {
                if (character != '0') {
                    return false;
                }
                continue;
            }
            decimals += point;
            number = number * 10 + (character - '0');
            if (number > NUMBER_MONEY_MOST) {
                return false;
            }
        } else if (character == '.' && point_allowed && !point) {
            point = true;
        } else {
            return false;
        }
    }
    for (; decimals < scale; decimals++) {
        number *= 10;
        if (number > NUMBER_MONEY_MOST) {
            return false;
        }
    }
    *value = text.data[0] == '-' ? -number : number;
    return digits > 0;
}

/* The digits from `at`; -1 when one of them is none. */
static int read_digits(struct str text, size_t at, size_t count)
{
    int number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (!is_digit(text.data[i])) {
            return -1;
        }
        number = number * 10 + (text.data[i] - '0');
    }
    return number;
}

bool intake_xml_date(struct str text, bool day_first, int64_t *date)
{
    if (text.length != 10) {
        return false;
    }
    char mark = day_first ? '/' : '-';
    size_t year_at = day_first ? 6 : 0;
    size_t month_at = day_first ? 3 : 5;
    size_t day_at = day_first ? 0 : 8;
    int year = read_digits(text, year_at, 4);
    int month = read_digits(text, month_at, 2);
    int day = read_digits(text, day_at, 2);
    if (year < 0 || month < 0 || day < 0 || text.data[day_first ? 2 : 4] != mark ||
        text.data[day_first ? 5 : 7] != mark || !date_is_valid(year, month, day)) {
        return false;
    }
    *date = date_from_parts(year, month, day);
    return true;
}

static bool read_month(struct str text, int64_t *value)
{
    if (text.length != 7 || text.data[4] != '-') {
        return false;
    }
    int year = read_digits(text, 0, 4);
    int month = read_digits(text, 5, 2);
    if (year < 1 || month < 1 || month > 12) {
        return false;
    }
    *value = (int64_t)(year - 1970) * 12 + month - 1;
    return true;
}

static bool read_boolean(struct str text, int64_t *value)
{
    bool yes = str_equal(text, STR("true")) || str_equal(text, STR("1"));
    *value = yes;
    return yes || str_equal(text, STR("false")) || str_equal(text, STR("0"));
}

bool intake_xml_value(const struct schema_column *column, bool day_first, struct str text, int64_t *value)
{
    switch (column->type) {
    case TABLE_INTEGER: return read_number(text, 0, false, value);
    case TABLE_MONEY: return read_number(text, NUMBER_SCALE_MONEY, true, value);
    case TABLE_DECIMAL: return read_number(text, column->scale, true, value);
    case TABLE_DATE: return intake_xml_date(text, day_first, value);
    case TABLE_MONTH: return read_month(text, value);
    case TABLE_BOOLEAN: return read_boolean(text, value);
    default: return false;
    }
}
