/* number: exact decimal arithmetic on 64-bit integers.
 *
 * A number is an int64_t together with a scale that its type states: 1234 at scale 2 is 12.34. Money is at scale 2
 * (pence). Nothing here uses binary floating point. Every function that could overflow says so and leaves its
 * result alone.
 */
#ifndef PROBITY_BASE_NUMBER_H
#define PROBITY_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/str.h"

#define NUMBER_SCALE_MONEY 2
#define NUMBER_SCALE_MOST 9
/* No amount in a return is larger: ten million million pounds. Reading refuses more, so that sums of a table cannot
 * overflow. In units of the scale of money. */
#define NUMBER_MONEY_MOST INT64_C(1000000000000000)

enum number_error {
    NUMBER_OK = 0,
    NUMBER_NOT_A_NUMBER,
    NUMBER_TOO_LARGE,
    NUMBER_TOO_PRECISE /* more decimals than the scale holds, and they are not all zero */
};

/* Plain decimal notation: optional sign, digits, optional point and digits; digits on one side of the point are enough.
 * No white space, no exponent. NUMBER_MONEY_MOST is the caller's to hold it against: the scale need not be money's. */
enum number_error number_parse(struct str text, unsigned scale, int64_t *result);

/* An amount as people type it: £, thousands separators in their right places, (1,234) or a trailing minus for a
 * negative, a lone "-" (or en or em dash) for nil, white space at the ends. Anything number_parse() takes is taken. */
enum number_error number_parse_amount(struct str text, unsigned scale, int64_t *result);

static inline bool number_add(int64_t a, int64_t b, int64_t *result)
{
    return !__builtin_add_overflow(a, b, result);
}

static inline bool number_subtract(int64_t a, int64_t b, int64_t *result)
{
    return !__builtin_sub_overflow(a, b, result);
}

/* 10 to the power; exponent 0 to 18. */
int64_t number_power_of_ten(unsigned exponent);

/* From one scale to another; a smaller scale rounds half away from zero. */
bool number_rescale(int64_t number, unsigned from, unsigned to, int64_t *result);
/* a·b with the scale of the product being `scale`; rounds half away from zero. */
bool number_multiply(int64_t a, unsigned scale_a, int64_t b, unsigned scale_b, unsigned scale, int64_t *result);
/* a/b, likewise; false also when b is 0. */
bool number_divide(int64_t a, unsigned scale_a, int64_t b, unsigned scale_b, unsigned scale, int64_t *result);
/* The square root; `scale` is at least half of `scale_of`. False when the number is negative. Rounds to the nearest. */
bool number_square_root(int64_t number, unsigned scale_of, unsigned scale, int64_t *result);

/* 1234567 at scale 2 as "12,345.67"; with `trim`, a fraction of zeros is left out. */
void number_write(struct buffer *out, int64_t number, unsigned scale, bool separators, bool trim);
/* "£12,345.67", "-£12,345"; whole pounds without ".00". `pence` is at NUMBER_SCALE_MONEY. */
void number_write_money(struct buffer *out, int64_t pence);

#endif
