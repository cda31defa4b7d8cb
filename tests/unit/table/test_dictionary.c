/* dictionary: ids, texts of all lengths, and their order. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "table/dictionary.h"

#define MANY 20000

/* Check writes down every assertion that holds, which for many of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

START_TEST(ids_are_given_in_turn)
{
    struct table_dictionary *dictionary = table_dictionary_new(NULL);
    ck_assert_uint_eq(table_dictionary_count(dictionary), 0);
    ck_assert_int_eq(table_dictionary_find(dictionary, STR("a")), -1);
    ck_assert_int_eq(table_dictionary_intern(dictionary, STR("a"), NULL), 0);
    ck_assert_int_eq(table_dictionary_intern(dictionary, STR_EMPTY, NULL), 1);
    ck_assert_int_eq(table_dictionary_intern(dictionary, (struct str){NULL, 0}, NULL), 1);
    ck_assert_int_eq(table_dictionary_intern(dictionary, STR("a\0b"), NULL), 2);
    ck_assert_int_eq(table_dictionary_intern(dictionary, STR("a"), NULL), 0);
    ck_assert_int_eq(table_dictionary_find(dictionary, STR("a\0b")), 2);
    ck_assert_int_eq(table_dictionary_find(dictionary, STR("A")), -1);
    ck_assert_uint_eq(table_dictionary_count(dictionary), 3);
    ck_assert(str_equal(table_dictionary_text(dictionary, 2), STR("a\0b")));
    ck_assert_uint_eq(table_dictionary_text(dictionary, 1).length, 0);
    table_dictionary_free(dictionary);
    table_dictionary_free(NULL);
}
END_TEST

START_TEST(texts_of_every_length)
{
    struct table_dictionary *dictionary = table_dictionary_new(NULL);
    char *long_text = malloc(1 << 20);
    memset(long_text, 'x', 1 << 20);
    const size_t lengths[] = {0, 1, 253, 254, 255, 256, 4095, 4096, 300000, (1 << 20) - 1, 3};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        int64_t id = table_dictionary_intern(dictionary, (struct str){long_text, lengths[i]}, NULL);
        ck_assert_int_eq(id, (int64_t)i);
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct str text = table_dictionary_text(dictionary, (int64_t)i);
        ck_assert_uint_eq(text.length, lengths[i]);
        ck_assert(str_equal(text, (struct str){long_text, lengths[i]}));
        ck_assert_int_eq(table_dictionary_find(dictionary, text), (int64_t)i);
    }
    free(long_text);
    table_dictionary_free(dictionary);
}
END_TEST

static struct str numbered(char *room, size_t size, unsigned number)
{
    int length = snprintf(room, size, "%u text %u", number % 97, number);
    return (struct str){room, (size_t)length};
}

START_TEST(many_texts)
{
    struct table_dictionary *dictionary = table_dictionary_new(NULL);
    char room[64];
    for (unsigned i = 0; i < MANY; i++) {
        ENSURE(table_dictionary_intern(dictionary, numbered(room, sizeof room, i), NULL) == i);
    }
    for (unsigned i = 0; i < MANY; i++) {
        struct str text = numbered(room, sizeof room, i);
        ENSURE(table_dictionary_find(dictionary, text) == i);
        ENSURE(table_dictionary_intern(dictionary, text, NULL) == i);
        ENSURE(str_equal(table_dictionary_text(dictionary, i), text));
    }
    ck_assert_uint_eq(table_dictionary_count(dictionary), MANY);
    table_dictionary_free(dictionary);
}
END_TEST

START_TEST(ranks_are_the_order_of_bytes)
{
    struct table_dictionary *dictionary = table_dictionary_new(NULL);
    struct arena arena = ARENA_EMPTY;
    char room[64];
    const struct str special[] = {STR("abcdefgh"), STR("abcdefgh\0"), STR("abcdefg"),  STR_EMPTY, STR("\0"),
                                  STR("\xff"),     STR("abcdefgha"),  STR("\xc3\xa9"), STR("Z"),  STR("z")};
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        table_dictionary_intern(dictionary, special[i], NULL);
    }
    for (unsigned i = 0; i < 3000; i++) {
        table_dictionary_intern(dictionary, numbered(room, sizeof room, i * 7919 % 3001), NULL);
    }
    uint32_t count = table_dictionary_count(dictionary);
    uint32_t *ranks = table_dictionary_ranks(dictionary, &arena);
    ck_assert_ptr_nonnull(ranks);
    int64_t *ids = ARENA_ARRAY(&arena, count, int64_t);
    for (uint32_t id = 0; id < count; id++) {
        ENSURE(ranks[id] < count);
        ids[ranks[id]] = id;
    }
    for (uint32_t place = 1; place < count; place++) {
        ENSURE(str_compare(table_dictionary_text(dictionary, ids[place - 1]),
                           table_dictionary_text(dictionary, ids[place])) < 0);
    }
    arena_free(&arena);
    table_dictionary_free(dictionary);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dictionary");
    TCase *cases = tcase_create("dictionary");
    tcase_add_test(cases, ids_are_given_in_turn);
    tcase_add_test(cases, texts_of_every_length);
    tcase_add_test(cases, many_texts);
    tcase_add_test(cases, ranks_are_the_order_of_bytes);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
