#include "compare/peers.h"

#include <stdlib.h>

#include "base/map.h"

struct making {
    const struct compare_matrix *matrix;
    const struct compare_peer *given;
    uint32_t given_count;
    struct compare_groups *groups;
    struct map rows; /* of the cohort at hand: by authority */
    uint32_t *chosen;
    uint32_t chosen_count;
    struct arena *keep;
    struct failure *failure;
};

static bool make_cohorts(struct making *making)
{
    const struct compare_matrix *matrix = making->matrix;
    struct compare_cohort *cohorts = ARENA_ARRAY(making->keep, matrix->return_count, struct compare_cohort);
    uint32_t *of = ARENA_ARRAY(making->keep, matrix->return_count, uint32_t);
    uint32_t count = 0;
    if (!cohorts || !of) {
        return failure_memory(making->failure);
    }
    for (uint32_t row = 0; row < matrix->return_count; row++) {
        const struct compare_return *now = &matrix->returns[row];
        bool same = count && cohorts[count - 1].period == now->period &&
                    str_equal(cohorts[count - 1].collection, now->collection);
        if (!same) {
            cohorts[count++] = (struct compare_cohort){
                .first = row, .collection = now->collection, .period = now->period};
        }
        cohorts[count - 1].count++;
        of[row] = count - 1;
    }
    making->groups->cohorts = cohorts;
    making->groups->cohort_count = count;
    making->groups->cohort_of = of;
    return true;
}

static bool index_cohort(struct making *making, const struct compare_cohort *cohort)
{
    map_free(&making->rows);
    for (uint32_t row = cohort->first; row < cohort->first + cohort->count; row++) {
        struct str authority = making->matrix->returns[row].authority;
        if (authority.length && !map_set(&making->rows, authority, row)) {
            return failure_memory(making->failure);
        }
    }
    return true;
}

static uint32_t row_of(const struct making *making, struct str authority)
{
    const uint64_t *row = authority.length ? map_get(&making->rows, authority) : NULL;
    return row ? (uint32_t)*row : COMPARE_NONE;
}

/* The year before stands as a cohort before this one. */
static bool find_last_years(struct making *making)
{
    struct compare_groups *groups = making->groups;
    uint32_t *last_year = ARENA_ARRAY(making->keep, making->matrix->return_count, uint32_t);
    if (!last_year) {
        return failure_memory(making->failure);
    }
    for (uint32_t c = 0; groups->cohorts && c < groups->cohort_count; c++) {
        const struct compare_cohort *cohort = &groups->cohorts[c];
        const struct compare_cohort *before = c ? &groups->cohorts[c - 1] : NULL;
        bool follows = before && before->period + 1 == cohort->period &&
                       str_equal(before->collection, cohort->collection);
        if (follows && !index_cohort(making, before)) {
            return false;
        }
        for (uint32_t row = cohort->first; row < cohort->first + cohort->count; row++) {
            last_year[row] = follows ? row_of(making, making->matrix->returns[row].authority) : COMPARE_NONE;
        }
    }
    groups->last_year = last_year;
    return true;
}

/* ---- who is a peer ------------------------------------------------------------------------------------------------- */

static void choose(struct making *making, uint32_t row, uint32_t peer)
{
    bool known = peer == COMPARE_NONE || peer == row;
    for (uint32_t i = 0; !known && i < making->chosen_count; i++) {
        known = making->chosen[i] == peer;
    }
    if (!known) {
        making->chosen[making->chosen_count++] = peer;
    }
}

static void choose_neighbours(struct making *making, uint32_t row)
{
    const struct compare_return *of = &making->matrix->returns[row];
    for (uint32_t n = 0; n < of->neighbour_count; n++) {
        choose(making, row, row_of(making, of->neighbours[n]));
    }
}

static void choose_region(struct making *making, uint32_t row, const struct compare_cohort *cohort, bool all)
{
    struct str region = making->matrix->returns[row].region;
    for (uint32_t other = cohort->first; other < cohort->first + cohort->count; other++) {
        bool same = region.length && str_equal(making->matrix->returns[other].region, region);
        if (other != row && (all || same)) {
            making->chosen[making->chosen_count++] = other;
        }
    }
}

static void choose_given(struct making *making, uint32_t row)
{
    struct str authority = making->matrix->returns[row].authority;
    for (uint32_t i = 0; authority.length && i < making->given_count; i++) {
        const struct compare_peer *own = &making->given[i];
        if (!str_equal(own->authority, authority)) {
            continue;
        }
        choose(making, row, row_of(making, own->peer));
        for (uint32_t k = 0; own->group.length && k < making->given_count; k++) {
            if (str_equal(making->given[k].group, own->group)) {
                choose(making, row, row_of(making, making->given[k].authority));
            }
        }
    }
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool choose_peers(struct making *making, uint32_t row, const uint32_t **peers, uint32_t *count)
{
    const struct compare_cohort *cohort = &making->groups->cohorts[making->groups->cohort_of[row]];
    making->chosen_count = 0;
    switch (making->groups->kind) {
    case COMPARE_PEERS_NEIGHBOURS: choose_neighbours(making, row); break;
    case COMPARE_PEERS_REGION: choose_region(making, row, cohort, false); break;
    case COMPARE_PEERS_ALL: choose_region(making, row, cohort, true); break;
    case COMPARE_PEERS_GIVEN: choose_given(making, row); break;
    }
    uint32_t *kept = ARENA_ARRAY(making->keep, making->chosen_count, uint32_t);
    if (!kept) {
        return failure_memory(making->failure);
    }
    if (making->chosen_count) {
        qsort(making->chosen, making->chosen_count, sizeof *making->chosen, compare_numbers);
        memcpy(kept, making->chosen, making->chosen_count * sizeof *kept);
    }
    making->groups->without += making->chosen_count == 0;
    *peers = kept;
    *count = making->chosen_count;
    return true;
}

static bool find_peers(struct making *making)
{
    struct compare_groups *groups = making->groups;
    uint32_t count = making->matrix->return_count;
    const uint32_t **peers = ARENA_ARRAY(making->keep, count, const uint32_t *);
    uint32_t *peer_counts = ARENA_ARRAY(making->keep, count, uint32_t);
    making->chosen = ARENA_ARRAY(making->keep, count, uint32_t);
    if (!peers || !peer_counts || !making->chosen) {
        return failure_memory(making->failure);
    }
    for (uint32_t c = 0; c < groups->cohort_count; c++) {
        const struct compare_cohort *cohort = &groups->cohorts[c];
        if (!index_cohort(making, cohort)) {
            return false;
        }
        for (uint32_t row = cohort->first; row < cohort->first + cohort->count; row++) {
            if (!choose_peers(making, row, &peers[row], &peer_counts[row])) {
                return false;
            }
        }
    }
    groups->peers = peers;
    groups->peer_counts = peer_counts;
    return true;
}

bool compare_groups_make(const struct compare_matrix *matrix, enum compare_peers kind, const struct compare_peer *given,
                         uint32_t given_count, struct compare_groups *groups, struct arena *keep,
                         struct failure *failure)
{
    struct making making = {.matrix = matrix,
                            .given = given,
                            .given_count = given_count,
                            .groups = groups,
                            .keep = keep,
                            .failure = failure};
    *groups = (struct compare_groups){.kind = kind};
    bool fine = make_cohorts(&making) && find_last_years(&making) && find_peers(&making);
    map_free(&making.rows);
    return fine;
}
