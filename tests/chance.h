/* chance: the same random numbers in every run of a test program. */
#ifndef PROBITY_TESTS_CHANCE_H
#define PROBITY_TESTS_CHANCE_H

#include <stdint.h>

static uint64_t chance_state = UINT64_C(88172645463325252);

/* From 0 to below - 1; 0 when `below` is. */
static inline uint32_t chance(uint32_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return below ? (uint32_t)((chance_state >> 24) % below) : 0;
}

#endif
