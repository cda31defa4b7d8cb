/* str: comparing, cutting and guessing. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/str.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

START_TEST(equality_and_order)
{
    ck_assert(str_equal(STR("abc"), (struct str){"abcd", 3}));
    ck_assert(!str_equal(STR("abc"), STR("abd")));
    ck_assert(str_equal(STR_EMPTY, (struct str){NULL, 0}));
    ck_assert(str_equal_ignoring_case(STR("LA Name"), STR("la nAME")));
    ck_assert(!str_equal_ignoring_case(STR("LA Name"), STR("la names")));
    ck_assert(!str_equal_ignoring_case(STR("[abc"), STR("{abc"))); /* they differ by the bit of case */
    ck_assert(!str_equal_ignoring_case(STR("\xc3\x89"), STR("\xc3\xa9")));
    ck_assert_int_lt(str_compare(STR("a"), STR("b")), 0);
    ck_assert_int_lt(str_compare(STR("a"), STR("aa")), 0);
    ck_assert_int_gt(str_compare(STR("a\xc3\xa9"), STR("az")), 0);
    ck_assert_int_eq(str_compare((struct str){NULL, 0}, STR_EMPTY), 0);
    ck_assert_int_gt(str_compare(STR("a"), (struct str){NULL, 0}), 0);
}
END_TEST

START_TEST(parts)
{
    ck_assert(str_starts_with(STR("abc"), STR("ab")));
    ck_assert(str_starts_with(STR("abc"), STR("")));
    ck_assert(!str_starts_with(STR("ab"), STR("abc")));
    ck_assert(str_ends_with(STR("abc"), STR("bc")));
    ck_assert(str_ends_with(STR("abc"), STR("")));
    ck_assert(!str_ends_with(STR("bc"), STR("abc")));
    ck_assert(str_contains(STR("aaab"), STR("ab")));
    ck_assert(str_contains(STR("aaab"), STR("aaab")));
    ck_assert(str_contains(STR(""), STR("")));
    ck_assert(!str_contains(STR("aaab"), STR("ba")));
    ck_assert(!str_contains((struct str){"ab", 1}, STR("ab")));
    ck_assert(!str_contains((struct str){NULL, 0}, STR("a")));
    ck_assert_uint_eq(str_find(STR("aaab"), STR("ab")), 2);
    ck_assert_uint_eq(str_find(STR("aaab"), STR("")), 0);
    ck_assert_uint_eq(str_find(STR("aaab"), STR("aabb")), STR_NOT_FOUND);
}
END_TEST

START_TEST(slices_stay_inside)
{
    struct str text = STR("abcdef");
    ck_assert(str_equal(str_slice(text, 2, 2), STR("cd")));
    ck_assert(str_equal(str_slice(text, 4, SIZE_MAX), STR("ef")));
    ck_assert(str_equal(str_slice(text, 6, 1), STR("")));
    ck_assert(str_equal(str_slice(text, SIZE_MAX, SIZE_MAX), STR("")));
    ck_assert_ptr_nonnull(str_slice((struct str){NULL, 0}, 1, 1).data);
}
END_TEST

START_TEST(trimming)
{
    ck_assert(str_equal(str_trim(STR(" \t\r\n\xc2\xa0 a b\xc2\xa0\n ")), STR("a b")));
    ck_assert_uint_eq(str_trim(STR(" \xc2\xa0 ")).length, 0);
    ck_assert_uint_eq(str_trim(STR("")).length, 0);
    ck_assert(str_equal(str_trim(STR("\xc2\xa3")), STR("\xc2\xa3"))); /* £ begins like the no-break space */
    ck_assert(str_equal(str_trim((struct str){"\xc2\xa0", 1}), (struct str){"\xc2", 1}));
}
END_TEST

static void assert_squeezed(struct str text, const char *expected)
{
    char bytes[64];
    struct str squeezed = {bytes, str_squeeze(text, bytes)};
    ck_assert_msg(str_equal(squeezed, str_of(expected)), "%.*s", STR_ARGS(squeezed));
}

START_TEST(squeezing)
{
    assert_squeezed(STR(""), "");
    assert_squeezed(STR(" \t\r\n"), "");
    assert_squeezed(STR(" AB1 2\tCD "), "AB12CD");
    assert_squeezed(STR("\xc2\xa0"
                        "a\xc2\xa0\xc2\xa0"
                        "b\xc2\xa0"),
                    "ab");
    /* Other characters that begin with the same byte, and a byte cut off. */
    assert_squeezed(STR("\xc2\xa3 5\xc2"), "\xc2\xa3"
                                           "5\xc2");
    char own[] = " x y z ";
    ck_assert_uint_eq(str_squeeze(str_of(own), own), 3);
    ck_assert(memcmp(own, "xyz", 3) == 0);
    str_upper(STR("azAZ09"), own);
    ck_assert(memcmp(own, "AZAZ09", 6) == 0);
    ck_assert(str_equal(str_as_key(STR(" x y"), true, true, own), STR("XY")));
    ck_assert(str_equal(str_as_key(STR(" x y"), true, false, own), STR("xy")));
    ck_assert(str_equal(str_as_key(STR(" x y"), false, true, own), STR(" X Y")));
    ck_assert(str_equal(str_as_key(STR(" x y"), false, false, own), STR(" x y")));
    ck_assert_uint_eq(str_blank(STR("")), 0);
    ck_assert_uint_eq(str_blank(STR(" a")), 1);
    ck_assert_uint_eq(str_blank(STR("\xc2\xa0")), 2);
    ck_assert_uint_eq(str_blank(STR("\xc2")), 0);
}
END_TEST

START_TEST(distances)
{
    static const struct {
        const char *a, *b;
        unsigned distance;
    } cases[] = {
        {"", "", 0},
        {"abc", "abc", 0},
        {"abc", "ABC", 0},
        {"abc", "", 3},
        {"abc", "abd", 1},
        {"abc", "ab", 1},
        {"abc", "abcd", 1},
        {"abc", "acb", 1},
        {"ca", "abc", 3}, /* 2 if a swapped pair could be edited again */
        {"kitten", "sitting", 3},
        {"total", "toatl", 1},
        {"income", "incmoe", 1},
        {"ab", "ba", 1},
        {"abcd", "badc", 2},
        {"x", "yz", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str a = str_of(cases[i].a);
        struct str b = str_of(cases[i].b);
        ck_assert_msg(str_distance(a, b, 10) == cases[i].distance, "%s %s", cases[i].a, cases[i].b);
        ck_assert_uint_eq(str_distance(b, a, 10), cases[i].distance);
        for (unsigned limit = 0; limit < 5; limit++) {
            unsigned expected = cases[i].distance <= limit ? cases[i].distance : limit + 1;
            ck_assert_uint_eq(str_distance(a, b, limit), expected);
        }
    }
}
END_TEST

/* The plain recurrence, as it stands in textbooks, for texts of up to 7 letters. */
static unsigned plain_distance(const char *a, const char *b)
{
    unsigned table[8][8];
    size_t m = strlen(a), n = strlen(b);
    for (size_t i = 0; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = (unsigned)(i + j);
                continue;
            }
            unsigned best = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = table[i - 1][j] + 1 < best ? table[i - 1][j] + 1 : best;
            best = table[i][j - 1] + 1 < best ? table[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                best = table[i - 2][j - 2] + 1 < best ? table[i - 2][j - 2] + 1 : best;
            }
            table[i][j] = best;
        }
    }
    return table[m][n];
}

static void letters(unsigned number, char text[8])
{
    size_t length = number % 8;
    number /= 8;
    for (size_t i = 0; i < length; i++, number /= 3) {
        text[i] = (char)('a' + (char)(number % 3));
    }
    text[length] = '\0';
}

START_TEST(distances_agree_with_the_plain_table)
{
    for (unsigned i = 0; i < 8000; i += 13) {
        for (unsigned j = 0; j < 8000; j += 29) {
            char a[8], b[8];
            letters(i, a);
            letters(j, b);
            unsigned expected = plain_distance(a, b);
            for (unsigned limit = 1; limit < 4; limit++) {
                unsigned distance = str_distance(str_of(a), str_of(b), limit);
                ENSURE(distance == (expected > limit ? limit + 1 : expected));
            }
        }
    }
}
END_TEST

START_TEST(long_texts_are_far_apart)
{
    char text[65];
    memset(text, 'a', sizeof text);
    struct str longest = {text, 64};
    struct str too_long = {text, 65};
    ck_assert_uint_eq(str_distance(longest, longest, 3), 0);
    ck_assert_uint_eq(str_distance(too_long, too_long, 3), 4);
    ck_assert_uint_eq(str_distance(longest, too_long, 3), 4);
    ck_assert_uint_eq(str_distance(too_long, longest, 3), 4);
    ck_assert_uint_eq(str_distance(STR("a"), STR("b"), UINT32_MAX), 1);
}
END_TEST

START_TEST(suggestions)
{
    const struct str names[] = {STR("own"), STR("private"), STR("total"), STR("income"), STR("onw")};
    ck_assert_ptr_eq(str_nearest(STR("totl"), names, 5), &names[2]);
    ck_assert_ptr_eq(str_nearest(STR("INCOME"), names, 5), &names[3]);
    ck_assert_ptr_eq(str_nearest(STR("own"), names, 5), &names[0]);
    ck_assert_ptr_eq(str_nearest(STR("onw"), names, 5), &names[4]);
    ck_assert_ptr_eq(str_nearest(STR("owm"), names, 5), &names[0]);
    ck_assert_ptr_eq(str_nearest(STR("ow"), names, 5), &names[0]);
    ck_assert_ptr_eq(str_nearest(STR("privet"), names, 5), &names[1]);
    ck_assert_ptr_null(str_nearest(STR("prvt"), names, 5)); /* two edits of four letters are too many */
    ck_assert_ptr_null(str_nearest(STR("net_current"), names, 5));
    ck_assert_ptr_null(str_nearest(STR("own"), names, 0));
    ck_assert_ptr_eq(str_nearest(STR("TOTALS_2"), names, 5), &names[2]); /* begins with it */
    ck_assert_ptr_eq(str_nearest(STR("priv"), names, 5), &names[1]);
    ck_assert_ptr_null(str_nearest(STR("pri"), names, 5)); /* too short to begin anything */
    const struct str letters[] = {STR("M"), STR("F")};
    ck_assert_ptr_null(str_nearest(STR("3"), letters, 2)); /* every letter is one edit away */
    ck_assert_ptr_eq(str_nearest(STR("f"), letters, 2), &letters[1]);
    const struct str equals[] = {STR("bat"), STR("cat")};
    ck_assert_ptr_eq(str_nearest(STR("rat"), equals, 2), &equals[0]);
}
END_TEST

START_TEST(hash_depends_on_every_byte)
{
    char text[80];
    for (size_t length = 1; length < sizeof text; length++) {
        memset(text, 0, sizeof text);
        uint64_t zeros = str_hash((struct str){text, length});
        ck_assert(zeros != str_hash((struct str){text, length - 1}));
        for (size_t i = 0; i < length; i++) {
            text[i] = 1;
            ck_assert(zeros != str_hash((struct str){text, length}));
            text[i] = 0;
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("str");
    TCase *cases = tcase_create("str");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, equality_and_order);
    tcase_add_test(cases, parts);
    tcase_add_test(cases, slices_stay_inside);
    tcase_add_test(cases, trimming);
    tcase_add_test(cases, squeezing);
    tcase_add_test(cases, distances);
    tcase_add_test(cases, distances_agree_with_the_plain_table);
    tcase_add_test(cases, long_texts_are_far_apart);
    tcase_add_test(cases, suggestions);
    tcase_add_test(cases, hash_depends_on_every_byte);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
