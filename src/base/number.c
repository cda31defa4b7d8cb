#include "base/number.h"

#include <string.h>

/* What an amount may take when it is typed with all its trimmings; more is no amount. */
#define AMOUNT_LENGTH_MOST 64u
/* Powers of ten that fit in 64 bits. */
#define EXPONENT_MOST 18u

__extension__ typedef unsigned __int128 wide;

static const int64_t powers_of_ten[EXPONENT_MOST + 1] = {
    INT64_C(1),
    INT64_C(10),
    INT64_C(100),
    INT64_C(1000),
    INT64_C(10000),
    INT64_C(100000),
    INT64_C(1000000),
    INT64_C(10000000),
    INT64_C(100000000),
    INT64_C(1000000000),
    INT64_C(10000000000),
    INT64_C(100000000000),
    INT64_C(1000000000000),
    INT64_C(10000000000000),
    INT64_C(100000000000000),
    INT64_C(1000000000000000),
    INT64_C(10000000000000000),
    INT64_C(100000000000000000),
    INT64_C(1000000000000000000),
};

int64_t number_power_of_ten(unsigned exponent)
{
    return exponent <= EXPONENT_MOST ? powers_of_ten[exponent] : 0;
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static uint64_t magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

/* Gives the magnitude its sign if the result fits. */
static bool with_sign(wide size, bool negative, int64_t *result)
{
    if (size > (wide)INT64_MAX + (negative ? 1 : 0)) {
        return false;
    }
    *result = negative ? (int64_t)(0 - (uint64_t)size) : (int64_t)size;
    return true;
}

/* Eight bytes that end with the last of the 1 to 8 at `data`, with '0' before the first; the first is lowest. */
static inline uint64_t load_digits(const char *data, size_t length)
{
    uint64_t word = UINT64_C(0x3030303030303030);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    unsigned half = 4 * (unsigned)length; /* shifting by half twice shifts by 64 as well */
    word = word >> half >> half;
    if (length >= 4) {
        uint32_t head = 0;
        uint32_t tail = 0;
        memcpy(&head, data, 4);
        memcpy(&tail, data + length - 4, 4);
        /* Where the two overlap they are equal. */
        word |= (uint64_t)head << (64 - 2 * half) | (uint64_t)tail << 32;
    } else {
        size_t middle = length / 2;
        word |= (uint64_t)(unsigned char)data[0] << (64 - 2 * half);
        word |= (uint64_t)(unsigned char)data[middle] << (64 - 2 * half + 8 * middle);
        word |= (uint64_t)(unsigned char)data[length - 1] << 56;
    }
#else
    unsigned char *bytes = (unsigned char *)&word;
    for (size_t i = 0; i < length; i++) {
        bytes[length - 1 - i] = (unsigned char)data[i];
    }
#endif
    return word;
}

/* The number that 1 to 8 digits make, all at once: neighbours are joined to pairs, pairs to fours, fours to eight. */
static bool read_digits(const char *data, size_t length, uint64_t *number)
{
    uint64_t word = load_digits(data, length);
    uint64_t above = (word + UINT64_C(0x0606060606060606)) & UINT64_C(0xf0f0f0f0f0f0f0f0);
    if (((word & UINT64_C(0xf0f0f0f0f0f0f0f0)) | above >> 4) != UINT64_C(0x3333333333333333)) {
        return false;
    }
    word &= UINT64_C(0x0f0f0f0f0f0f0f0f);
    word = (word * 10 + (word >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000ffff0000ffff);
    *number = (word * 10000 + (word >> 32)) & UINT64_C(0x00000000ffffffff);
    return true;
}

/* Digits on both sides of a point, added up as far as the scale goes. */
struct digits {
    uint64_t size;
    unsigned decimals; /* of `size`, up to the scale */
    bool are_any;
    bool too_large;
    bool too_precise;
};

static bool read_any_digits(struct str text, unsigned scale, struct digits *digits)
{
    bool in_fraction = false;
    for (size_t at = 0; at < text.length; at++) {
        char character = text.data[at];
        if (character == '.' && !in_fraction) {
            in_fraction = true;
            continue;
        }
        if (!is_digit(character)) {
            return false;
        }
        digits->are_any = true;
        if (in_fraction && digits->decimals == scale) {
            digits->too_precise |= character != '0';
            continue;
        }
        digits->decimals += in_fraction ? 1u : 0u;
        digits->too_large |= __builtin_mul_overflow(digits->size, UINT64_C(10), &digits->size);
        digits->too_large |= __builtin_add_overflow(digits->size, (uint64_t)(character - '0'), &digits->size);
    }
    return digits->are_any;
}

/* Any notation at all, digit by digit. */
static enum number_error parse_slowly(struct str text, unsigned scale, int64_t *result)
{
    bool negative = str_starts_with(text, STR("-"));
    if (negative || str_starts_with(text, STR("+"))) {
        text = str_slice(text, 1, text.length);
    }
    struct digits digits = {0};
    if (!read_any_digits(text, scale, &digits)) {
        return NUMBER_NOT_A_NUMBER;
    }
    wide scaled = (wide)digits.size * (wide)powers_of_ten[scale - digits.decimals];
    int64_t value = 0;
    if (digits.too_large || !with_sign(scaled, negative, &value)) {
        return NUMBER_TOO_LARGE;
    }
    if (digits.too_precise) {
        return NUMBER_TOO_PRECISE;
    }
    *result = value;
    return NUMBER_OK;
}

/* Two digits behind a point, as pence are written: the only fraction worth a path of its own. */
static bool read_pence(const char *data, uint64_t *pence)
{
    unsigned tens = (unsigned char)data[0] - (unsigned)'0';
    unsigned ones = (unsigned char)data[1] - (unsigned)'0';
    *pence = tens * 10 + ones;
    return tens <= 9 && ones <= 9;
}

enum number_error number_parse(struct str text, unsigned scale, int64_t *result)
{
    if (scale > EXPONENT_MOST) {
        return NUMBER_TOO_PRECISE;
    }
    if (text.length == 0) {
        return NUMBER_NOT_A_NUMBER;
    }
    const char *data = text.data;
    size_t length = text.length;
    bool negative = length > 1 && data[0] == '-';
    data += negative ? 1 : 0;
    length -= negative ? 1 : 0;
    uint64_t pence = 0;
    bool has_pence = scale == NUMBER_SCALE_MONEY && length > 3 && data[length - 3] == '.';
    size_t whole_length = has_pence ? length - 3 : length;
    uint64_t whole = 0;
    /* Up to eight digits and pence, at a scale where they cannot overflow: nearly every cell of nearly every file. */
    if (whole_length - 1 < 8 && scale <= NUMBER_SCALE_MOST && read_digits(data, whole_length, &whole) &&
        (!has_pence || read_pence(data + whole_length + 1, &pence))) {
        int64_t size = (int64_t)whole * powers_of_ten[scale] + (int64_t)pence;
        *result = negative ? -size : size;
        return NUMBER_OK;
    }
    return parse_slowly(text, scale, result);
}

/* Takes `part` off the front of the text. */
static inline bool take(struct str *text, struct str part)
{
    if (text->length < part.length || memcmp(text->data, part.data, part.length) != 0) {
        return false;
    }
    text->data += part.length;
    text->length -= part.length;
    return true;
}

/* A minus as keyboards, word processors and typesetters make it: hyphen, en dash, minus sign. */
static bool take_minus(struct str *text)
{
    return take(text, STR("-")) || take(text, STR("\xe2\x80\x93")) || take(text, STR("\xe2\x88\x92"));
}

static bool is_dash(struct str text)
{
    return (take_minus(&text) || take(&text, STR("\xe2\x80\x94"))) && text.length == 0;
}

/* Takes digits, with or without separators, off the front and copies them without: 1,234,567 but not 1,23 nor 0,123,
 * which somebody may have meant as a decimal comma. */
static bool take_whole(struct str *text, char *plain, size_t *length)
{
    size_t group = 0;
    size_t at = 0;
    bool separated = false;
    for (; at < text->length && (is_digit(text->data[at]) || text->data[at] == ','); at++) {
        if (text->data[at] != ',') {
            plain[(*length)++] = text->data[at];
            group++;
            continue;
        }
        if (separated ? group != 3 : group == 0 || group > 3 || text->data[0] == '0') {
            return false;
        }
        separated = true;
        group = 0;
    }
    *text = str_slice(*text, at, text->length);
    return !separated || group == 3;
}

/* What stands around the digits: signs, brackets and the pound sign. False when they do not fit together. */
static bool strip_amount(struct str *text, bool *negative)
{
    size_t before = text->length;
    *negative = take_minus(text);
    if (!*negative) {
        take(text, STR("+"));
    }
    bool is_signed = text->length != before;
    *text = str_trim(*text);
    bool pound = take(text, STR("\xc2\xa3"));
    *text = str_trim(*text);
    if (!is_signed && take(text, STR("("))) {
        if (!str_ends_with(*text, STR(")"))) {
            return false;
        }
        *text = str_trim(str_slice(*text, 0, text->length - 1));
        if (!pound && take(text, STR("\xc2\xa3"))) {
            *text = str_trim(*text);
        }
        *negative = true;
    } else if (!is_signed && pound && !is_dash(*text) && take_minus(text)) {
        *negative = true;
    } else if (!is_signed && text->length > 1 && str_ends_with(*text, STR("-"))) {
        *text = str_trim(str_slice(*text, 0, text->length - 1));
        *negative = true;
    }
    return true;
}

enum number_error number_parse_amount(struct str text, unsigned scale, int64_t *result)
{
    enum number_error error = number_parse(text, scale, result);
    if (error != NUMBER_NOT_A_NUMBER) {
        return error;
    }
    size_t untrimmed = text.length;
    text = str_trim(text);
    if (text.length < untrimmed) {
        error = number_parse(text, scale, result);
    }
    if (error != NUMBER_NOT_A_NUMBER || text.length > AMOUNT_LENGTH_MOST) {
        return error;
    }
    struct str nil = text;
    take(&nil, STR("\xc2\xa3")); /* a spreadsheet's accounting format writes nil as "£ -" */
    if (is_dash(str_trim(nil))) {
        *result = 0;
        return NUMBER_OK;
    }
    bool negative = false;
    char plain[AMOUNT_LENGTH_MOST + 1];
    size_t length = 0;
    if (!strip_amount(&text, &negative)) {
        return NUMBER_NOT_A_NUMBER;
    }
    plain[length++] = negative ? '-' : '+';
    if (!take_whole(&text, plain, &length)) {
        return NUMBER_NOT_A_NUMBER;
    }
    if (text.length > 0 && text.data[0] != '.') {
        return NUMBER_NOT_A_NUMBER;
    }
    memcpy(plain + length, text.data, text.length);
    return number_parse((struct str){plain, length + text.length}, scale, result);
}

/* Divides and rounds half away from zero. */
static wide divide_rounding(wide size, wide by)
{
    wide quotient = size / by;
    wide rest = size % by;
    return quotient + (rest >= by - rest ? 1 : 0);
}

/* A magnitude below 2^127 from one scale to another, both up to EXPONENT_MOST, with its sign. */
static bool rescale_wide(wide size, bool negative, unsigned from, unsigned to, int64_t *result)
{
    if (to < from) {
        size = divide_rounding(size, (wide)powers_of_ten[from - to]);
    } else {
        /* What does not fit already does not fit when it is multiplied. */
        if (size > (wide)INT64_MAX + 1) {
            return false;
        }
        size *= (wide)powers_of_ten[to - from];
    }
    return with_sign(size, negative, result);
}

bool number_rescale(int64_t number, unsigned from, unsigned to, int64_t *result)
{
    if (from > EXPONENT_MOST || to > EXPONENT_MOST) {
        return false;
    }
    return rescale_wide(magnitude(number), number < 0, from, to, result);
}

bool number_multiply(int64_t a, unsigned scale_a, int64_t b, unsigned scale_b, unsigned scale, int64_t *result)
{
    if (scale_a > NUMBER_SCALE_MOST || scale_b > NUMBER_SCALE_MOST || scale > EXPONENT_MOST) {
        return false;
    }
    wide product = (wide)magnitude(a) * magnitude(b);
    return rescale_wide(product, (a < 0) != (b < 0), scale_a + scale_b, scale, result);
}

bool number_divide(int64_t a, unsigned scale_a, int64_t b, unsigned scale_b, unsigned scale, int64_t *result)
{
    if (b == 0 || scale_a > NUMBER_SCALE_MOST || scale_b > NUMBER_SCALE_MOST || scale > NUMBER_SCALE_MOST) {
        return false;
    }
    wide dividend = magnitude(a);
    wide divisor = magnitude(b);
    if (scale + scale_b >= scale_a) {
        dividend *= (wide)powers_of_ten[scale + scale_b - scale_a];
    } else {
        divisor *= (wide)powers_of_ten[scale_a - scale - scale_b];
    }
    return with_sign(divide_rounding(dividend, divisor), (a < 0) != (b < 0), result);
}

/* The greatest number whose square is not above it. Newton's method comes down to it from a power of two above. */
static uint64_t small_root(uint64_t square)
{
    if (square == 0) {
        return 0;
    }
    unsigned bits = 64 - (unsigned)__builtin_clzll(square);
    uint64_t root = UINT64_C(1) << (bits + 1) / 2;
    for (uint64_t next = (root + square / root) / 2; next < root; next = (root + square / root) / 2) {
        root = next;
    }
    return root;
}

/* The same of a larger one: the root of its upper half is right in half of the digits, a step of Newton's method makes that
 * all but the last, and that one is put right. Numbers are below 10^37, so that nothing overflows. */
static wide whole_root(wide square)
{
    unsigned shift = 0;
    while (square >> shift > UINT64_MAX) {
        shift += 2;
    }
    wide root = (wide)small_root((uint64_t)(square >> shift)) << (shift / 2);
    if (shift == 0 || root == 0) {
        return root;
    }
    root = (root + square / root) / 2;
    while (root * root > square) {
        root--;
    }
    while ((root + 1) * (root + 1) <= square) {
        root++;
    }
    return root;
}

bool number_square_root(int64_t number, unsigned scale_of, unsigned scale, int64_t *result)
{
    if (number < 0 || scale > NUMBER_SCALE_MOST || scale_of > 2 * scale) {
        return false;
    }
    wide square = (wide)magnitude(number) * (wide)powers_of_ten[2 * scale - scale_of];
    wide root = whole_root(square);
    /* It lies above the middle of root and root + 1 if it is more than root * root + root + 1/4. */
    return with_sign(root + (square - root * root > root ? 1 : 0), false, result);
}

static void write_digits(struct buffer *out, uint64_t number, bool separators)
{
    char text[27]; /* 20 digits and 6 separators */
    size_t start = sizeof text;
    unsigned written = 0;
    do {
        if (separators && written > 0 && written % 3 == 0) {
            text[--start] = ',';
        }
        text[--start] = (char)('0' + (char)(number % 10));
        number /= 10;
        written++;
    } while (number > 0);
    buffer_str(out, (struct str){text + start, sizeof text - start});
}

static void write_unsigned(struct buffer *out, uint64_t size, unsigned scale, bool separators, bool trim)
{
    uint64_t power = (uint64_t)powers_of_ten[scale > EXPONENT_MOST ? EXPONENT_MOST : scale];
    write_digits(out, size / power, separators);
    uint64_t fraction = size % power;
    if (power == 1 || (trim && fraction == 0)) {
        return;
    }
    buffer_char(out, '.');
    for (power /= 10; power > 0; power /= 10) {
        buffer_char(out, (char)('0' + (char)(fraction / power % 10)));
    }
}

void number_write(struct buffer *out, int64_t number, unsigned scale, bool separators, bool trim)
{
    if (number < 0) {
        buffer_char(out, '-');
    }
    write_unsigned(out, magnitude(number), scale, separators, trim);
}

void number_write_money(struct buffer *out, int64_t pence)
{
    if (pence < 0) {
        buffer_char(out, '-');
    }
    buffer_str(out, STR("\xc2\xa3"));
    write_unsigned(out, magnitude(pence), NUMBER_SCALE_MONEY, true, true);
}
