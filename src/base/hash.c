/* libcrypto's plain SHA-256, which OpenSSL 3 calls deprecated in favour of EVP. EVP allocates while it starts up and
 * fetches a provider, and crashes when that memory is refused; the plain functions work in the context that we give. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "base/hash.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

/* Odd numbers with as many ones as zeros, drawn at random once. */
#define SEED_START UINT64_C(0x9c5fb6d2136ae8d5)
#define SEED_LEFT UINT64_C(0x7b1e95c3a64d2ac7)
#define SEED_RIGHT UINT64_C(0xd3a60f4ec98b716d)
#define SEED_END UINT64_C(0x4d9a3c65f2b01e97)

__extension__ typedef unsigned __int128 wide;

/* Both halves of the product, with the factors kept in: a factor of 0 must not wipe out the other one. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64) ^ a ^ b;
}

static uint64_t load8(const unsigned char *bytes)
{
    uint64_t number = 0;
    memcpy(&number, bytes, sizeof number);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    number = __builtin_bswap64(number);
#endif
    return number;
}

static uint64_t load4(const unsigned char *bytes)
{
    uint32_t number = 0;
    memcpy(&number, bytes, sizeof number);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    number = __builtin_bswap32(number);
#endif
    return number;
}

uint64_t hash_bytes(const void *data, size_t length)
{
    const unsigned char *bytes = data;
    uint64_t state = SEED_START;
    uint64_t left = 0;
    uint64_t right = 0;
    size_t rest = length;
    if (rest > 16) {
        uint64_t second = SEED_END;
        for (; rest > 32; rest -= 32, bytes += 32) {
            state = fold(load8(bytes) ^ SEED_LEFT, load8(bytes + 8) ^ state);
            second = fold(load8(bytes + 16) ^ SEED_RIGHT, load8(bytes + 24) ^ second);
        }
        state ^= second;
        if (rest > 16) {
            state = fold(load8(bytes) ^ SEED_LEFT, load8(bytes + 8) ^ state);
            bytes += 16;
            rest -= 16;
        }
        /* The last 16 bytes, some of which were seen before: the length keeps the cases apart. */
        left = load8(bytes + rest - 16);
        right = load8(bytes + rest - 8);
    } else if (rest >= 8) {
        left = load8(bytes);
        right = load8(bytes + rest - 8);
    } else if (rest >= 4) {
        left = load4(bytes);
        right = load4(bytes + rest - 4);
    } else if (rest > 0) {
        left = (uint64_t)bytes[0] << 16 | (uint64_t)bytes[rest >> 1] << 8 | bytes[rest - 1];
    }
    return fold(SEED_END ^ length, fold(left ^ SEED_RIGHT, right ^ state));
}

struct hash_sha256 {
    SHA256_CTX context;
};

static bool digest_failed(struct failure *failure)
{
    return failure_set(failure, FAILURE_MEMORY, "the SHA-256 of a file could not be worked out");
}

struct hash_sha256 *hash_sha256_new(struct failure *failure)
{
    struct hash_sha256 *state = calloc(1, sizeof *state);
    if (!state) {
        failure_memory(failure);
        return NULL;
    }
    if (SHA256_Init(&state->context) != 1) {
        hash_sha256_abandon(state);
        digest_failed(failure);
        return NULL;
    }
    return state;
}

bool hash_sha256_add(struct hash_sha256 *state, const void *data, size_t length, struct failure *failure)
{
    if (length > 0 && SHA256_Update(&state->context, data, length) != 1) {
        return digest_failed(failure);
    }
    return true;
}

bool hash_sha256_finish(struct hash_sha256 *state, char hex[HASH_SHA256_HEX], struct failure *failure)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    bool finished = SHA256_Final(digest, &state->context) == 1;
    hash_sha256_abandon(state);
    if (!finished) {
        return digest_failed(failure);
    }
    for (unsigned i = 0; i < sizeof digest; i++) {
        hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    hex[HASH_SHA256_HEX - 1] = '\0';
    return true;
}

void hash_sha256_abandon(struct hash_sha256 *state)
{
    free(state);
}
