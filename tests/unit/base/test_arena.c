/* arena: what it hands out is zero, aligned and apart, and it is taken back in one step. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/arena.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

START_TEST(memory_is_zero_aligned_and_apart)
{
    enum { COUNT = 2000 };
    struct arena arena = ARENA_EMPTY;
    unsigned char *blocks[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i * 7 % 900;
        blocks[i] = arena_alloc(&arena, size);
        ENSURE(blocks[i] != NULL);
        ENSURE((uintptr_t)blocks[i] % 16 == 0);
        ENSURE(is_zero(blocks[i], size));
        memset(blocks[i], (int)(i % 251 + 1), size);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < i * 7 % 900; j++) {
            ENSURE(blocks[i][j] == i % 251 + 1);
        }
    }
    arena_free(&arena);
    ENSURE(arena_size(&arena) == 0);
}
END_TEST

START_TEST(rewound_memory_is_zero_again)
{
    struct arena arena = ARENA_EMPTY;
    unsigned char *kept = arena_alloc(&arena, 100);
    memset(kept, 7, 100);
    struct arena_mark mark = arena_mark(&arena);
    for (int round = 0; round < 5; round++) {
        for (size_t size = 1; size < 30000; size = size * 3 + 1) {
            unsigned char *bytes = arena_alloc(&arena, size);
            ck_assert(is_zero(bytes, size));
            memset(bytes, 0xff, size);
        }
        arena_rewind(&arena, mark);
    }
    ck_assert_uint_eq(kept[0], 7);
    ck_assert_uint_eq(kept[99], 7);
    arena_free(&arena);
}
END_TEST

START_TEST(rewinding_everything_stays_small)
{
    struct arena arena = ARENA_EMPTY;
    struct arena_mark start = arena_mark(&arena);
    size_t size_after_first = 0;
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 1000; i++) {
            unsigned char *bytes = arena_alloc(&arena, 1000);
            ENSURE(is_zero(bytes, 1000));
            memset(bytes, 1, 1000);
        }
        arena_rewind(&arena, start);
        if (round == 0) {
            size_after_first = arena_size(&arena);
        }
    }
    ENSURE(arena_size(&arena) <= size_after_first + (1u << 20) + 4096);
    unsigned char *large = arena_alloc(&arena, (size_t)5 << 20);
    large[0] = 1;
    arena_rewind(&arena, start); /* what was uncommonly large is given back */
    ENSURE(arena_size(&arena) < (size_t)5 << 20);
    arena_free(&arena);
}
END_TEST

START_TEST(marks_nest)
{
    struct arena arena = ARENA_EMPTY;
    struct arena_mark outer = arena_mark(&arena);
    char *first = arena_alloc(&arena, 16);
    struct arena_mark inner = arena_mark(&arena);
    arena_alloc(&arena, 100000);
    arena_rewind(&arena, inner);
    char *second = arena_alloc(&arena, 16);
    ck_assert_ptr_eq(second, first + 16);
    arena_rewind(&arena, outer);
    arena_rewind(&arena, outer);
    arena_free(&arena);
    arena_free(&arena);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
    struct arena arena = ARENA_EMPTY;
    ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX));
    ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX - 15));
    ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX - 31));
    ck_assert_ptr_null(arena_alloc_array(&arena, SIZE_MAX / 4, 8));
    ck_assert_ptr_null(arena_str(&arena, (struct str){"", SIZE_MAX}).data);
    ck_assert_ptr_nonnull(arena_alloc(&arena, 0));
    ck_assert_ptr_nonnull(ARENA_ARRAY(&arena, 0, int));
    ck_assert_ptr_nonnull(ARENA_NEW(&arena, struct arena_mark));
    arena_free(&arena);
}
END_TEST

START_TEST(texts)
{
    struct arena arena = ARENA_EMPTY;
    struct str copy = arena_str(&arena, (struct str){"abcdef", 3});
    ck_assert_uint_eq(copy.length, 3);
    ck_assert_str_eq(copy.data, "abc");
    struct str empty = arena_str(&arena, (struct str){NULL, 0});
    ck_assert_str_eq(empty.data, "");
    struct str printed = arena_printf(&arena, "%d of %s", 12, "twenty");
    ck_assert_str_eq(printed.data, "12 of twenty");
    ck_assert_uint_eq(printed.length, 12);
    struct str long_one = arena_printf(&arena, "%*d", 9000, 1);
    ck_assert_uint_eq(long_one.length, 9000);
    ck_assert_int_eq(long_one.data[8999], '1');
    arena_free(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arena");
    TCase *cases = tcase_create("arena");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, memory_is_zero_aligned_and_apart);
    tcase_add_test(cases, rewound_memory_is_zero_again);
    tcase_add_test(cases, rewinding_everything_stays_small);
    tcase_add_test(cases, marks_nest);
    tcase_add_test(cases, impossible_sizes_are_refused);
    tcase_add_test(cases, texts);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
