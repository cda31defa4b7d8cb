/* map: from texts to numbers. */
#include <check.h>
#include <stdio.h>

#include "../../run_suite.h"
#include "base/map.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

START_TEST(setting_and_getting)
{
    struct map map = MAP_EMPTY;
    ck_assert_ptr_null(map_get(&map, STR("a")));
    ck_assert(map_set(&map, STR("a"), 1));
    ck_assert(map_set(&map, STR("b"), 2));
    ck_assert(map_set(&map, STR("a"), 3));
    ck_assert_uint_eq(map.count, 2);
    ck_assert_uint_eq(*map_get(&map, STR("a")), 3);
    ck_assert_uint_eq(*map_get(&map, STR("b")), 2);
    ck_assert_ptr_null(map_get(&map, STR("A")));
    *map_get(&map, STR("b")) = 9;
    ck_assert_uint_eq(*map_get(&map, STR("b")), 9);
    map_free(&map);
    map_free(&map);
}
END_TEST

START_TEST(empty_key_is_a_key)
{
    struct map map = MAP_EMPTY;
    ck_assert(map_set(&map, STR("x"), 1));
    ck_assert_ptr_null(map_get(&map, STR_EMPTY));
    ck_assert(map_set(&map, (struct str){NULL, 0}, 5));
    ck_assert_uint_eq(*map_get(&map, STR_EMPTY), 5);
    ck_assert_uint_eq(*map_get(&map, (struct str){NULL, 0}), 5);
    ck_assert(map_set(&map, STR_EMPTY, 6));
    ck_assert_uint_eq(map.count, 2);
    map_free(&map);
}
END_TEST

START_TEST(many_keys)
{
    enum { COUNT = 20000 };
    static char keys[COUNT][16];
    struct map map = MAP_EMPTY;
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(keys[i], sizeof keys[i], "%u", i * 7);
        ENSURE(map_set(&map, str_of(keys[i]), i));
    }
    ENSURE(map.count == COUNT);
    ENSURE((map.capacity & (map.capacity - 1)) == 0);
    for (unsigned i = 0; i < COUNT; i++) {
        const uint64_t *value = map_get(&map, str_of(keys[i]));
        ENSURE(value != NULL);
        ENSURE(*value == i);
        char absent[24];
        snprintf(absent, sizeof absent, "%u.", i);
        ENSURE(map_get(&map, str_of(absent)) == NULL);
    }
    map_free(&map);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("map");
    TCase *cases = tcase_create("map");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, setting_and_getting);
    tcase_add_test(cases, empty_key_is_a_key);
    tcase_add_test(cases, many_keys);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
