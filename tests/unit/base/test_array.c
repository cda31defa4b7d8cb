/* array: a growing run of elements. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "base/array.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

struct pair {
    int first;
    double second;
};

START_TEST(pushing)
{
    ARRAY_OF(struct pair) pairs = {0};
    for (int i = 0; i < 5000; i++) {
        ENSURE(array_push(&pairs, (struct pair){i, i / 2.0}));
    }
    ENSURE(pairs.count == 5000);
    ENSURE(pairs.capacity >= 5000);
    for (int i = 0; i < 5000; i++) {
        ENSURE(pairs.items[i].first == i);
    }
    array_free(&pairs);
    ENSURE(pairs.items == NULL);
    ENSURE(pairs.count == 0);
    ENSURE(array_push(&pairs, (struct pair){1, 1}));
    array_free(&pairs);
}
END_TEST

START_TEST(reserving)
{
    ARRAY_OF(char) text = {0};
    ck_assert(array_reserve(&text, 0));
    ck_assert(array_reserve(&text, 1000));
    char *place = text.items;
    ck_assert_uint_ge(text.capacity, 1000);
    ck_assert(array_reserve(&text, 10));
    ck_assert_ptr_eq(text.items, place);
    array_free(&text);
}
END_TEST

START_TEST(impossible_sizes_change_nothing)
{
    ARRAY_OF(struct pair) pairs = {0};
    ck_assert(array_push(&pairs, (struct pair){3, 4}));
    struct pair *place = pairs.items;
    size_t capacity = pairs.capacity;
    ck_assert(!array_reserve(&pairs, SIZE_MAX));
    ck_assert(!array_reserve(&pairs, SIZE_MAX / sizeof(struct pair)));
    ck_assert(!array_reserve(&pairs, SIZE_MAX / 2 / sizeof(struct pair) + 1));
    ck_assert_ptr_eq(pairs.items, place);
    ck_assert_uint_eq(pairs.capacity, capacity);
    ck_assert_int_eq(pairs.items[0].first, 3);
    array_free(&pairs);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("array");
    TCase *cases = tcase_create("array");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, pushing);
    tcase_add_test(cases, reserving);
    tcase_add_test(cases, impossible_sizes_change_nothing);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
