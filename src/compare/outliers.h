/* outliers: how far each council's figure is from the others', of one kind of figure in one cohort.
 *
 * The scale of comparison is the logarithm where figures are compared as ratios; figures that are not above zero have none
 * and are left out of the statistics. Shares of spending are compared by the logarithm of the share and a start, so that
 * nothing has its place too, and small shares are not far from each other. On that scale
 *
 *   distance from England   (x - median) / sigma
 *   distance from peers     (x - median of its peers) / sigma of all councils' differences from their own peers' medians
 *
 * where sigma is as in robust.h. The peers' sigma is that of all councils, because ten neighbours' own MAD is too rough a
 * measure: it makes outliers by chance.
 */
#ifndef PROBITY_COMPARE_OUTLIERS_H
#define PROBITY_COMPARE_OUTLIERS_H

#include "compare/peers.h"
#include "compare/robust.h"

#define COMPARE_OUTLIER 3.5        /* distance from which a figure is an outlier (Iglewicz and Hoaglin, 1993) */
#define COMPARE_COUNCILS_LEAST 10u /* councils with a figure, for distances from England's median */
#define COMPARE_PEERS_LEAST 5u     /* peers with a figure, for a distance from theirs */

/* What figures are compared by. */
struct compare_scale {
    bool logarithmic;
    double start; /* added before the logarithm is taken */
    double least; /* sigma, at least */
};
#define COMPARE_START 0.0005      /* of spending: the start of shares */
#define COMPARE_LEAST_RATIO 0.05  /* of ratios: nothing less than 19 % is far */
#define COMPARE_LEAST_POINTS 0.02 /* of percentages: nothing less than 7 points is far */

/* The figure's place on the scale; NAN: it has none. */
double compare_scaled(double value, const struct compare_scale *scale);

struct compare_spread {
    uint32_t known;    /* councils with a figure … */
    uint32_t unknown;  /* … and without */
    uint32_t zeros;    /* of the known ones */
    uint32_t left_out; /* of the known ones: not above zero, where figures are compared as ratios */
    uint32_t outliers; /* of the known ones: far from England's or from their peers' median */
    double least, p5, q1, median, q3, p95, greatest; /* of all known ones, not on the scale of comparison; NAN: none */
    struct robust_scale england;                     /* on the scale of comparison */
    struct robust_scale peers;                       /* of the differences from the peers' medians */
    uint32_t peers_known;                            /* how many there are */
};

struct compare_distance {
    double england;      /* NAN: cannot be told */
    double peers;        /* NAN: likewise */
    double peer_median;  /* of its peers' figures, not on the scale of comparison; NAN: too few have one */
    uint32_t peer_count; /* peers with a figure that counts */
};

/* Room to work in, for cohorts of so many returns. */
struct compare_scratch {
    double *values;
    double *sorted;
    double *work; /* three times as much */
};

bool compare_scratch_init(struct compare_scratch *scratch, uint32_t returns, struct arena *keep,
                          struct failure *failure);

/* `values` are those of the cohort's returns, in their order, `stride` apart; NAN: unknown. Writes one distance for each,
 * `stride` apart as well. */
void compare_measure(const struct compare_groups *groups, uint32_t cohort, const double *values, size_t stride,
                     const struct compare_scale *scale, struct compare_spread *spread,
                     struct compare_distance *distances, struct compare_scratch *scratch);

/* The greater of the two distances by size, with its sign; 0: neither can be told. */
double compare_farthest(const struct compare_distance *distance);

/* The median of those that are no NAN among the values of a row's peers; NAN where fewer than COMPARE_PEERS_LEAST are.
 * `values` begins with the cohort's first row. */
double compare_peer_median(const struct compare_groups *groups, uint32_t row, const double *values, size_t stride,
                           uint32_t *known, double *work);

#endif
