#include "report/compare_html_scale.h"

#include <math.h>

static double onto(const struct compare_html_scale *scale, double value)
{
    return compare_scaled(value, &scale->by);
}

static double from(const struct compare_html_scale *scale, double place)
{
    return scale->by.logarithmic ? exp(place) - scale->by.start : place;
}

struct compare_html_scale compare_html_scale(const struct compare_scale *by)
{
    return (struct compare_html_scale){.by = *by, .low = 0, .high = 0};
}

static void hold(struct compare_html_scale *scale, double place)
{
    if (isnan(place)) {
        return;
    }
    scale->low = scale->there ? fmin(scale->low, place) : place;
    scale->high = scale->there ? fmax(scale->high, place) : place;
    scale->there = true;
}

void compare_html_scale_add(struct compare_html_scale *scale, double value)
{
    hold(scale, onto(scale, value));
}

/* The least figure above nought is not known here: where some are left out, the 5th percentile stands for it. */
void compare_html_scale_spread(struct compare_html_scale *scale, const struct compare_spread *spread)
{
    double least = onto(scale, spread->least);
    double low = isnan(least) ? onto(scale, spread->p5) : least;
    double high = onto(scale, spread->greatest);
    if (spread->england.by != ROBUST_BY_NOTHING) {
        double reach = COMPARE_HTML_SIGMAS * spread->england.sigma;
        low = isnan(low) ? spread->england.centre - reach : fmax(low, spread->england.centre - reach);
        high = fmin(high, spread->england.centre + reach);
    }
    hold(scale, low);
    hold(scale, high);
}

unsigned compare_html_scale_at(const struct compare_html_scale *scale, double value, unsigned most)
{
    double place = onto(scale, value);
    double width = scale->high - scale->low;
    if (isnan(place)) {
        return 0;
    }
    if (!(width > 0)) {
        return most / 2;
    }
    double share = fmin(fmax((place - scale->low) / width, 0), 1);
    return (unsigned)lround(share * most);
}

double compare_html_scale_low(const struct compare_html_scale *scale)
{
    return scale->there ? from(scale, scale->low) : NAN;
}

double compare_html_scale_high(const struct compare_html_scale *scale)
{
    return scale->there ? from(scale, scale->high) : NAN;
}
