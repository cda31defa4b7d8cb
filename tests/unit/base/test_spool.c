/* spool: the same bytes come out, whether they are kept in memory or in a file. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/spool.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

static char pattern(uint64_t offset)
{
    return (char)(offset * 31 + offset / 251);
}

static void fill(struct spool *spool, size_t size, size_t step)
{
    struct failure failure = {0};
    char *bytes = malloc(step);
    ck_assert_ptr_nonnull(bytes);
    while (spool->size < size) {
        size_t count = size - spool->size < step ? (size_t)(size - spool->size) : step;
        for (size_t i = 0; i < count; i++) {
            bytes[i] = pattern(spool->size + i);
        }
        ck_assert(spool_add(spool, (struct str){bytes, count}, &failure));
    }
    free(bytes);
}

static void assert_contents(const struct spool *spool, size_t size)
{
    struct failure failure = {0};
    char bytes[1000];
    ENSURE(spool->size == size);
    for (uint64_t offset = 0; offset < size; offset += 777) {
        int64_t got = spool_read(spool, offset, bytes, sizeof bytes, &failure);
        int64_t expected = size - offset < sizeof bytes ? (int64_t)(size - offset) : (int64_t)sizeof bytes;
        ENSURE(got == expected);
        for (int64_t i = 0; i < got; i++) {
            ENSURE(bytes[i] == pattern(offset + (uint64_t)i));
        }
    }
    ENSURE(spool_read(spool, size, bytes, 1, &failure) == 0);
    ENSURE(spool_read(spool, UINT64_MAX, bytes, 1, &failure) == 0);
    ENSURE(spool_read(spool, 0, bytes, 0, &failure) == 0);
    ENSURE(!failure_is_set(&failure));
}

START_TEST(few_bytes_stay_in_memory)
{
    struct spool spool = SPOOL_EMPTY;
    assert_contents(&spool, 0);
    fill(&spool, SPOOL_MEMORY_USUAL, 1000);
    ck_assert_int_eq(spool.descriptor, -1);
    assert_contents(&spool, SPOOL_MEMORY_USUAL);
    spool_free(&spool);
    spool_free(&spool);
}
END_TEST

START_TEST(many_bytes_go_to_a_file)
{
    struct spool spool = SPOOL_EMPTY;
    fill(&spool, SPOOL_MEMORY_USUAL * 3 + 5, 70001);
    ck_assert_int_ge(spool.descriptor, 0);
    ck_assert_uint_eq(spool.memory.capacity, 0);
    assert_contents(&spool, SPOOL_MEMORY_USUAL * 3 + 5);
    spool_free(&spool);
}
END_TEST

START_TEST(without_a_place_for_files_memory_has_to_do)
{
    ck_assert_int_eq(setenv("TMPDIR", "/nowhere/at/all", 1), 0);
    struct spool spool = SPOOL_EMPTY;
    fill(&spool, SPOOL_MEMORY_USUAL * 2, 70001);
    ck_assert_int_eq(spool.descriptor, -1);
    assert_contents(&spool, SPOOL_MEMORY_USUAL * 2);
    spool_free(&spool);
    ck_assert_int_eq(unsetenv("TMPDIR"), 0);
}
END_TEST

START_TEST(too_much_is_refused)
{
    struct failure failure = {0};
    struct spool spool = SPOOL_EMPTY;
    spool.size = SPOOL_SIZE_MOST - 1;
    ck_assert(spool_add(&spool, STR("a"), &failure));
    ck_assert(!spool_add(&spool, STR("b"), &failure));
    ck_assert_int_eq(failure.kind, FAILURE_LIMIT);
    spool_free(&spool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spool");
    TCase *cases = tcase_create("spool");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, few_bytes_stay_in_memory);
    tcase_add_test(cases, many_bytes_go_to_a_file);
    tcase_add_test(cases, without_a_place_for_files_memory_has_to_do);
    tcase_add_test(cases, too_much_is_refused);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
