/* hash: mixing, and SHA-256 by the examples of FIPS 180-2. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/hash.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

static void digest(const char *text, size_t length, size_t step, char hex[HASH_SHA256_HEX])
{
    struct failure failure = {0};
    struct hash_sha256 *state = hash_sha256_new(&failure);
    ck_assert_ptr_nonnull(state);
    for (size_t at = 0; at < length; at += step) {
        ck_assert(hash_sha256_add(state, text + at, length - at < step ? length - at : step, &failure));
    }
    ck_assert(hash_sha256_finish(state, hex, &failure));
    ck_assert(!failure_is_set(&failure));
}

START_TEST(sha256_examples)
{
    static const struct {
        const char *text, *hex;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t step = 1; step < 60; step += 13) {
            char hex[HASH_SHA256_HEX];
            digest(cases[i].text, strlen(cases[i].text), step, hex);
            ck_assert_str_eq(hex, cases[i].hex);
        }
    }
    hash_sha256_abandon(hash_sha256_new(NULL));
    hash_sha256_abandon(NULL);
}
END_TEST

/* The numbers are fixed for good: the same on every run, every machine and every compiler. */
START_TEST(hash_never_changes)
{
    static const struct {
        const char *text;
        uint64_t hash;
    } cases[] = {
        {"", UINT64_C(0x024829aa7b3182f9)},
        {"a", UINT64_C(0x5a4b8f20d0ee0271)},
        {"E08000025", UINT64_C(0x102ed00ba1a80d41)},
        {"placed with foster carer", UINT64_C(0xa5cbf454b00dfffa)},
        {"more than thirty-two bytes, so that the long way is taken", UINT64_C(0x75b89559ab395560)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t hash = hash_bytes(cases[i].text, strlen(cases[i].text));
        ck_assert_msg(hash == cases[i].hash, "%s: 0x%016llx", cases[i].text, (unsigned long long)hash);
    }
}
END_TEST

/* Reads as unaligned as they come, and nothing outside the bytes it is given. */
START_TEST(hash_reads_only_its_bytes)
{
    for (size_t length = 0; length < 100; length++) {
        char *exact = malloc(length + 1); /* a sanitizer sees what lies beyond */
        ck_assert_ptr_nonnull(exact);
        memset(exact, 'q', length + 1);
        uint64_t one = hash_bytes(exact + 1, length);
        exact[0] = 'x';
        ck_assert(one == hash_bytes(exact + 1, length));
        free(exact);
    }
}
END_TEST

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* Keys as returns have them: short, alike, counting up. Low and high bits must both be spread. */
START_TEST(alike_keys_are_spread)
{
    enum { COUNT = 100000, BUCKETS = 1024 };
    static uint64_t hashes[COUNT];
    static unsigned low[BUCKETS], high[BUCKETS];
    for (unsigned i = 0; i < COUNT; i++) {
        char key[32];
        int length = snprintf(key, sizeof key, "E%08u", i);
        hashes[i] = hash_bytes(key, (size_t)length);
        low[hashes[i] % BUCKETS]++;
        high[hashes[i] / (UINT64_MAX / BUCKETS + 1)]++;
    }
    for (unsigned i = 0; i < BUCKETS; i++) {
        /* 98 are expected, with a deviation of 10 */
        ENSURE(low[i] > 45);
        ENSURE(low[i] < 160);
        ENSURE(high[i] > 45);
        ENSURE(high[i] < 160);
    }
    qsort(hashes, COUNT, sizeof hashes[0], compare);
    for (unsigned i = 1; i < COUNT; i++) {
        ENSURE(hashes[i] != hashes[i - 1]);
    }
}
END_TEST

/* A changed bit in the input changes each bit of the hash about as often as not. */
START_TEST(every_bit_matters)
{
    for (size_t length = 1; length <= 72; length += 7) {
        unsigned changed = 0, trials = 0, least = 64;
        unsigned char bytes[72];
        for (unsigned i = 0; i < 72; i++) {
            bytes[i] = (unsigned char)(i * 37);
        }
        uint64_t before = hash_bytes(bytes, length);
        for (size_t bit = 0; bit < length * 8; bit++) {
            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            unsigned different = (unsigned)__builtin_popcountll(before ^ hash_bytes(bytes, length));
            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            changed += different;
            least = different < least ? different : least;
            trials++;
        }
        ck_assert_uint_gt(changed, trials * 29);
        ck_assert_uint_lt(changed, trials * 35);
        ck_assert_uint_gt(least, 10);
    }
}
END_TEST

START_TEST(mixing_keeps_numbers_apart)
{
    ck_assert(hash_mix(0) == 0);
    for (uint64_t i = 1; i < 10000; i++) {
        ck_assert(hash_mix(i) != hash_mix(i - 1));
    }
    ck_assert(hash_combine(1, 2) != hash_combine(2, 1));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hash");
    TCase *cases = tcase_create("hash");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, sha256_examples);
    tcase_add_test(cases, hash_never_changes);
    tcase_add_test(cases, hash_reads_only_its_bytes);
    tcase_add_test(cases, alike_keys_are_spread);
    tcase_add_test(cases, every_bit_matters);
    tcase_add_test(cases, mixing_keeps_numbers_apart);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
