#include "base/real.h"

#include <float.h>
#include <math.h>
#include <stdint.h>

/* Fewer bits would make the product below too rough. */
#define CAN_BE_QUICK (LDBL_MANT_DIG >= 64)
/* Smaller numbers are written with an exponent. */
#define LEAST_WITHOUT_EXPONENT 1e-4
/* A product is known to 2^-64 of itself: if it is below 10^15, to less than this. */
#define DOUBT 0x1p-12L

static const long double powers[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
                                     1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L};

/* A number as 1234 and -1 for 123.4, say: whole figures, and the power of ten of the first one. */
struct figures {
    uint64_t whole;
    int exponent;
};

/* All powers of ten here are exact, and so is the fraction that is split off. False where it is in doubt to which side the
 * last figure must be rounded, or whether printf() would write an exponent. */
static bool find_figures(double number, unsigned count, struct figures *figures)
{
    const long double exact = number;
    int exponent = -4;
    while (exponent + 1 < (int)count && exact * powers[4] >= powers[exponent + 5]) {
        exponent++;
    }
    long double scaled = exact * powers[(int)count - 1 - exponent];
    if (scaled < powers[count - 1] || scaled >= powers[count]) {
        return false;
    }
    uint64_t whole = (uint64_t)scaled;
    long double above_half = scaled - (long double)whole - 0.5L;
    if (above_half < DOUBT && above_half > -DOUBT) {
        return false;
    }
    whole += above_half > 0;
    bool carried = (long double)whole >= powers[count];
    *figures = (struct figures){carried ? whole / 10 : whole, exponent + carried};
    return figures->exponent < (int)count;
}

/* The figures that are left when noughts at the end are not written. */
static unsigned figure_digits(uint64_t whole, unsigned count, char *digits)
{
    for (unsigned i = count; i > 0; i--) {
        digits[i - 1] = (char)('0' + (char)(whole % 10));
        whole /= 10;
    }
    while (count > 1 && digits[count - 1] == '0') {
        count--;
    }
    return count;
}

static void write_figures(struct buffer *out, const struct figures *figures, unsigned figure_count)
{
    char digits[REAL_FIGURES_MOST];
    unsigned count = figure_digits(figures->whole, figure_count, digits);
    if (figures->exponent < 0) {
        buffer_text(out, "0.");
        buffer_fill(out, '0', (size_t)(-figures->exponent - 1));
        buffer_str(out, (struct str){digits, count});
        return;
    }
    unsigned before_point = (unsigned)figures->exponent + 1;
    unsigned written = count < before_point ? count : before_point;
    buffer_str(out, (struct str){digits, written});
    buffer_fill(out, '0', before_point - written);
    if (count > before_point) {
        buffer_char(out, '.');
        buffer_str(out, (struct str){digits + before_point, count - before_point});
    }
}

void real_write(struct buffer *out, double number, unsigned figures)
{
    double size = fabs(number);
    struct figures found;
    if (number == 0 && !signbit(number)) {
        buffer_char(out, '0');
    } else if (CAN_BE_QUICK && figures >= 1 && figures <= REAL_FIGURES_MOST && size >= LEAST_WITHOUT_EXPONENT &&
               size < 1e15 && find_figures(size, figures, &found)) {
        if (number < 0) {
            buffer_char(out, '-');
        }
        write_figures(out, &found, figures);
    } else {
        buffer_format(out, "%.*g", (int)figures, number);
    }
}
