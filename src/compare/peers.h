/* peers: whom a council is compared with: all councils of the same collection and period, which is England's (the cohort),
 * and those that are most like it (its peers). A council is never its own peer.
 */
#ifndef PROBITY_COMPARE_PEERS_H
#define PROBITY_COMPARE_PEERS_H

#include "base/arena.h"
#include "base/failure.h"
#include "compare/amounts.h"
#include "compare/matrix.h"

enum compare_peers {
    COMPARE_PEERS_NEIGHBOURS, /* statistical neighbours, as the return names them */
    COMPARE_PEERS_REGION,     /* councils of the same region */
    COMPARE_PEERS_ALL,        /* all others */
    COMPARE_PEERS_GIVEN       /* as a file says */
};

/* One record of a file of peers: a council with one of its peers, or with the group to which it belongs. */
struct compare_peer {
    struct str authority;
    struct str peer;  /* empty: none */
    struct str group; /* empty: none */
};

/* The returns of one collection and period: rows that stand together. */
struct compare_cohort {
    uint32_t first;
    uint32_t count;
    struct str collection;
    int period;
};

struct compare_groups {
    enum compare_peers kind;
    const struct compare_cohort *cohorts;
    uint32_t cohort_count;
    const uint32_t *cohort_of;    /* by row */
    const uint32_t *last_year;    /* by row: the same council's return of the year before, or COMPARE_NONE */
    const uint32_t *const *peers; /* by row: rows of its cohort, in their order */
    const uint32_t *peer_counts;
    uint32_t without; /* rows that have no peer at all */
};

/* Lives in `keep`. `given` is for COMPARE_PEERS_GIVEN. */
bool compare_groups_make(const struct compare_matrix *matrix, enum compare_peers kind, const struct compare_peer *given,
                         uint32_t given_count, struct compare_groups *groups, struct arena *keep,
                         struct failure *failure);

#endif
