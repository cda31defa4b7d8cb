/* number: arithmetic that says when it does not fit, held against 128 bits, and writing. */
#include <check.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "base/number.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

#define UNTOUCHED INT64_C(-987654321)

__extension__ typedef __int128 wide;

static const int64_t edges[] = {
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    9,
    10,
    49,
    50,
    51,
    99,
    100,
    101,
    149,
    150,
    151,
    999,
    1000,
    123456789,
    2147483647,
    2147483648,
    4294967296,
    999999999999,
    1000000000000000,
    INT64_MAX / 100,
    INT64_MAX / 100 + 1,
    INT64_MAX / 10,
    INT64_MAX / 10 + 1,
    INT64_MAX / 2,
    INT64_MAX / 2 + 1,
    3037000499,
    3037000500,
    INT64_MAX - 1,
    INT64_MAX,
    INT64_MIN,
};
#define EDGES (sizeof edges / sizeof edges[0])

static wide power(unsigned exponent)
{
    wide result = 1;
    while (exponent-- > 0) {
        result *= 10;
    }
    return result;
}

/* n/d, half away from zero: for positive numbers the floor of (2n + d)/2d. */
static wide rounded(wide n, wide d)
{
    bool negative = (n < 0) != (d < 0);
    n = n < 0 ? -n : n;
    d = d < 0 ? -d : d;
    wide quotient = n / d;
    if (n - quotient * d >= d - (n - quotient * d)) {
        quotient++;
    }
    return negative ? -quotient : quotient;
}

static bool fits(wide number)
{
    return number >= INT64_MIN && number <= INT64_MAX;
}

static void assert_result(bool done, int64_t result, wide expected)
{
    ENSURE(done == fits(expected));
    ENSURE(result == (done ? (int64_t)expected : UNTOUCHED));
}

static int64_t signed_edge(size_t index)
{
    int64_t edge = edges[index % EDGES];
    return index >= EDGES && edge != INT64_MIN ? -edge : edge;
}

START_TEST(rescaling)
{
    for (size_t i = 0; i < 2 * EDGES; i++) {
        for (unsigned from = 0; from <= 18; from++) {
            for (unsigned to = 0; to <= 18; to++) {
                int64_t number = signed_edge(i);
                int64_t result = UNTOUCHED;
                bool done = number_rescale(number, from, to, &result);
                wide expected = to >= from ? number * power(to - from) : rounded(number, power(from - to));
                assert_result(done, result, expected);
            }
        }
    }
    int64_t result = UNTOUCHED;
    ENSURE(!number_rescale(1, 19, 0, &result));
    ENSURE(!number_rescale(1, 0, 19, &result));
    ENSURE(number_rescale(-15, 1, 0, &result) && result == -2);
    ENSURE(number_rescale(-14, 1, 0, &result) && result == -1);
    ENSURE(number_rescale(25, 1, 0, &result) && result == 3);
}
END_TEST

START_TEST(multiplying)
{
    static const unsigned scales[] = {0, 1, 2, 6, 9};
    for (size_t i = 0; i < 2 * EDGES * 2 * EDGES; i++) {
        int64_t a = signed_edge(i % (2 * EDGES));
        int64_t b = signed_edge(i / (2 * EDGES));
        for (size_t s = 0; s < 125; s++) {
            unsigned scale_a = scales[s % 5], scale_b = scales[s / 5 % 5], scale = scales[s / 25];
            wide product = (wide)a * b;
            wide expected = product;
            if (scale < scale_a + scale_b) {
                expected = rounded(product, power(scale_a + scale_b - scale));
            } else if (fits(product)) {
                expected = product * power(scale - scale_a - scale_b);
            }
            int64_t result = UNTOUCHED;
            bool done = number_multiply(a, scale_a, b, scale_b, scale, &result);
            assert_result(done, result, expected);
        }
    }
    int64_t result = UNTOUCHED;
    ENSURE(number_multiply(150, 2, 3333, 4, 2, &result) && result == 50); /* 1.50 × 0.3333 */
    ENSURE(!number_multiply(1, 10, 1, 0, 0, &result));
}
END_TEST

START_TEST(dividing)
{
    static const unsigned scales[] = {0, 1, 2, 6, 9};
    for (size_t i = 0; i < 2 * EDGES * 2 * EDGES; i++) {
        int64_t a = signed_edge(i % (2 * EDGES));
        int64_t b = signed_edge(i / (2 * EDGES));
        for (size_t s = 0; s < 125; s++) {
            unsigned scale_a = scales[s % 5], scale_b = scales[s / 5 % 5], scale = scales[s / 25];
            int64_t result = UNTOUCHED;
            bool done = number_divide(a, scale_a, b, scale_b, scale, &result);
            if (b == 0) {
                ENSURE(!done && result == UNTOUCHED);
                continue;
            }
            int exponent = (int)(scale + scale_b) - (int)scale_a;
            wide n = exponent > 0 ? a * power((unsigned)exponent) : a;
            wide d = exponent < 0 ? b * power((unsigned)-exponent) : b;
            assert_result(done, result, rounded(n, d));
        }
    }
    int64_t result = UNTOUCHED;
    ENSURE(number_divide(100, 2, 3, 0, 2, &result) && result == 33); /* £1 among 3 */
    ENSURE(number_divide(200, 2, 3, 0, 2, &result) && result == 67);
    ENSURE(number_divide(-1, 2, 2, 0, 2, &result) && result == -1);
    ENSURE(!number_divide(1, 0, 1, 0, 10, &result));
}
END_TEST

/* The nearest number to the root, told by squares alone: (2r - 1)² <= 4n < (2r + 1)². */
static bool is_nearest(wide root, wide square)
{
    return (2 * root - 1) * (2 * root - 1) <= 4 * square && 4 * square < (2 * root + 1) * (2 * root + 1);
}

START_TEST(square_roots)
{
    static const unsigned scales[] = {0, 1, 2, 6, 9};
    int64_t result = UNTOUCHED;
    for (size_t i = 0; i < 2 * EDGES; i++) {
        int64_t a = signed_edge(i);
        for (size_t s = 0; s < 5; s++) {
            result = UNTOUCHED;
            bool done = number_square_root(a, scales[s], 6, &result);
            ENSURE(done == (a >= 0));
            ENSURE(done ? result == 0 ? a == 0 : is_nearest(result, (wide)a * power(12 - scales[s]))
                        : result == UNTOUCHED);
        }
    }
    for (int64_t a = 1; a < 100000; a++) {
        ENSURE(number_square_root(a, 0, 6, &result) && is_nearest(result, (wide)a * power(12)));
        ENSURE(number_square_root(a * a, 0, 6, &result) && result == a * 1000000);
    }
    ENSURE(number_square_root(2, 0, 6, &result) && result == 1414214);
    ENSURE(number_square_root(12, 2, 2, &result) && result == 35); /* of 0.12: 0.346 */
    ENSURE(number_square_root(2025, 4, 2, &result) && result == 45);
    ENSURE(number_square_root(INT64_MAX, 0, 9, &result) && result == INT64_C(3037000499976049692));
    result = UNTOUCHED;
    ENSURE(!number_square_root(2, 5, 2, &result) && !number_square_root(2, 0, 10, &result) && result == UNTOUCHED);
}
END_TEST

START_TEST(adding)
{
    int64_t result = UNTOUCHED;
    ck_assert(number_add(1, 2, &result) && result == 3);
    ck_assert(number_subtract(1, 2, &result) && result == -1);
    ck_assert(number_add(INT64_MAX, INT64_MIN, &result) && result == -1);
    ck_assert(!number_add(INT64_MAX, 1, &result));
    ck_assert(!number_subtract(INT64_MIN, 1, &result));
    ck_assert(!number_subtract(0, INT64_MIN, &result));
}
END_TEST

START_TEST(powers)
{
    for (unsigned i = 0; i <= 18; i++) {
        ck_assert(number_power_of_ten(i) == (int64_t)power(i));
    }
    ck_assert(number_power_of_ten(19) == 0);
}
END_TEST

START_TEST(writing)
{
    static const struct {
        int64_t number;
        unsigned scale;
        bool separators, trim;
        const char *text;
    } cases[] = {
        {0, 0, true, false, "0"},
        {0, 2, true, false, "0.00"},
        {0, 2, true, true, "0"},
        {5, 2, false, false, "0.05"},
        {-5, 2, false, false, "-0.05"},
        {1234567, 2, true, false, "12,345.67"},
        {1234567, 2, false, false, "12345.67"},
        {1234500, 2, true, true, "12,345"},
        {1234510, 2, true, true, "12,345.10"},
        {100, 0, true, false, "100"},
        {1000, 0, true, false, "1,000"},
        {999999, 0, true, false, "999,999"},
        {1000000, 0, true, false, "1,000,000"},
        {1, 9, true, false, "0.000000001"},
        {INT64_MAX, 0, true, false, "9,223,372,036,854,775,807"},
        {INT64_MIN, 0, true, false, "-9,223,372,036,854,775,808"},
        {INT64_MIN, 2, true, true, "-92,233,720,368,547,758.08"},
        {INT64_MIN, 18, false, false, "-9.223372036854775808"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer out = BUFFER_EMPTY;
        number_write(&out, cases[i].number, cases[i].scale, cases[i].separators, cases[i].trim);
        buffer_char(&out, '\0');
        ck_assert_str_eq(out.data, cases[i].text);
        buffer_free(&out);
    }
}
END_TEST

START_TEST(writing_money)
{
    static const struct {
        int64_t pence;
        const char *text;
    } cases[] = {
        {0, "£0"},
        {1, "£0.01"},
        {100, "£1"},
        {-100, "-£1"},
        {1234567, "£12,345.67"},
        {-1234500, "-£12,345"},
        {1234560, "£12,345.60"},
        {NUMBER_MONEY_MOST, "£10,000,000,000,000"},
        {INT64_MIN, "-£92,233,720,368,547,758.08"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer out = BUFFER_EMPTY;
        number_write_money(&out, cases[i].pence);
        int64_t pence = UNTOUCHED;
        ck_assert_int_eq(number_parse_amount(buffer_view(&out), NUMBER_SCALE_MONEY, &pence), NUMBER_OK);
        ck_assert(pence == cases[i].pence);
        buffer_char(&out, '\0');
        ck_assert_str_eq(out.data, cases[i].text);
        buffer_free(&out);
    }
}
END_TEST

START_TEST(what_is_written_can_be_read)
{
    for (size_t i = 0; i < 2 * EDGES; i++) {
        for (unsigned scale = 0; scale <= NUMBER_SCALE_MOST; scale++) {
            for (unsigned style = 0; style < 4; style++) {
                struct buffer out = BUFFER_EMPTY;
                number_write(&out, signed_edge(i), scale, style & 1, style & 2);
                int64_t number = UNTOUCHED;
                ENSURE(number_parse_amount(buffer_view(&out), scale, &number) == NUMBER_OK);
                ENSURE(number == signed_edge(i));
                buffer_free(&out);
            }
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arithmetic");
    TCase *cases = tcase_create("arithmetic");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, rescaling);
    tcase_add_test(cases, multiplying);
    tcase_add_test(cases, dividing);
    tcase_add_test(cases, square_roots);
    tcase_add_test(cases, adding);
    tcase_add_test(cases, powers);
    tcase_add_test(cases, writing);
    tcase_add_test(cases, writing_money);
    tcase_add_test(cases, what_is_written_can_be_read);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
