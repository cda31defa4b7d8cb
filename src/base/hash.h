/* hash: mixing for tables in memory, and SHA-256 (libcrypto's) for what a verdict rests on.
 */
#ifndef PROBITY_BASE_HASH_H
#define PROBITY_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"

/* A bijection: distinct numbers stay distinct. */
static inline uint64_t hash_mix(uint64_t number)
{
    number ^= number >> 32;
    number *= UINT64_C(0xd6e8feb86659fd93);
    number ^= number >> 32;
    number *= UINT64_C(0xd6e8feb86659fd93);
    number ^= number >> 32;
    return number;
}

static inline uint64_t hash_combine(uint64_t seed, uint64_t number)
{
    return hash_mix(seed * UINT64_C(0x9e3779b97f4a7c15) + number);
}

uint64_t hash_bytes(const void *data, size_t length);

#define HASH_SHA256_HEX 65 /* 64 digits and a NUL */

struct hash_sha256; /* opaque */
struct hash_sha256 *hash_sha256_new(struct failure *failure);
bool hash_sha256_add(struct hash_sha256 *state, const void *data, size_t length, struct failure *failure);
/* Frees the state in any case. */
bool hash_sha256_finish(struct hash_sha256 *state, char hex[HASH_SHA256_HEX], struct failure *failure);
void hash_sha256_abandon(struct hash_sha256 *state);

#endif
