/* real: what is written is what printf() writes, for numbers of every size and for those on the edge between two. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../chance.h"
#include "../../run_suite.h"
#include "base/real.h"

#define RANDOM_NUMBERS 300000u

/* Check writes down every assertion that holds, which for millions of them takes too long. */
static void ensure_as_printf(double number, unsigned figures)
{
    char expected[64];
    struct buffer out = BUFFER_EMPTY;
    (void)snprintf(expected, sizeof expected, "%.*g", (int)figures, number);
    real_write(&out, number, figures);
    if (!str_equal(buffer_view(&out), str_of(expected))) {
        ck_abort_msg("%a with %u figures: %.*s instead of %s", number, figures, STR_ARGS(buffer_view(&out)), expected);
    }
    buffer_free(&out);
}

static void ensure_figures(double number)
{
    static const unsigned figures[] = {1, 2, 3, 10, 14, 15, 17};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        ensure_as_printf(number, figures[i]);
        ensure_as_printf(-number, figures[i]);
    }
}

START_TEST(numbers_of_every_size)
{
    static const double numbers[] = {0,    1,     0.1,    0.5,     1.5,     2.5,      0.25,           0.125,   100,
                                     1e15, 1e14,  1e16,   1e-4,    1e-5,    0.001,    999999.5,       9.5,     99.5,
                                     1e22, 1e300, 1e-300, DBL_MAX, DBL_MIN, INFINITY, 4.9406565e-324, 1 / 3.0, 2 / 3.0};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        ensure_figures(numbers[i]);
    }
    ensure_as_printf(NAN, 10);
}
END_TEST

/* Powers of ten, halves of the last figure, and their neighbours. */
START_TEST(numbers_on_the_edge)
{
    for (int exponent = -6; exponent <= 17; exponent++) {
        static const double leading[] = {1, 9.5, 9.9999999995, 1.25, 4.5, 9.99999999999999, 1.00000000005, 5};
        for (size_t i = 0; i < sizeof leading / sizeof *leading; i++) {
            double number = leading[i] * pow(10, exponent);
            double below = number;
            double above = number;
            ensure_figures(number);
            for (unsigned step = 0; step < 20; step++) {
                below = nextafter(below, 0);
                above = nextafter(above, INFINITY);
                ensure_figures(below);
                ensure_figures(above);
            }
        }
    }
}
END_TEST

START_TEST(random_numbers)
{
    for (unsigned i = 0; i < RANDOM_NUMBERS; i++) {
        uint64_t bits = (uint64_t)chance(1u << 31) << 33 ^ (uint64_t)chance(1u << 31) << 16 ^ chance(1u << 16);
        double any;
        memcpy(&any, &bits, sizeof any);
        double usual = (double)chance(2000000000) / (1 + chance(1000)) * pow(10, (int)chance(12) - 6);
        double decimal = (double)chance(2000000000) / pow(10, chance(10));
        double half = (double)chance(200000) / 128;
        ensure_as_printf(isnan(any) ? 0 : any, 1 + chance(17));
        ensure_as_printf(usual, 1 + chance(15));
        ensure_as_printf(decimal, 1 + chance(15));
        ensure_as_printf(half, 1 + chance(15));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("real");
    TCase *cases = tcase_create("real");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, numbers_of_every_size);
    tcase_add_test(cases, numbers_on_the_edge);
    tcase_add_test(cases, random_numbers);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
