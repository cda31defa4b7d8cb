/* failure: the first one wins, and whatever its texts are, they fit. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/failure.h"
#include "base/utf8.h"

START_TEST(first_failure_wins)
{
    struct failure failure = {0};
    ck_assert(!failure_is_set(&failure));
    ck_assert(!failure_set(&failure, FAILURE_SYNTAX, "line %d is wrong", 7));
    ck_assert(!failure_set(&failure, FAILURE_FILE, "later"));
    ck_assert(!failure_memory(&failure));
    ck_assert(failure_is_set(&failure));
    ck_assert_int_eq(failure.kind, FAILURE_SYNTAX);
    ck_assert_str_eq(failure.message, "line 7 is wrong");
}
END_TEST

START_TEST(no_failure_is_allowed)
{
    ck_assert(!failure_set(NULL, FAILURE_FILE, "x"));
    ck_assert(!failure_memory(NULL));
    ck_assert(!failure_is_set(NULL));
    failure_place(NULL, "x", 1, 1);
    failure_excerpt(NULL, "x", 1, 1);
    failure_hint(NULL, "x");
}
END_TEST

START_TEST(details_need_a_failure)
{
    struct failure failure = {0};
    failure_place(&failure, "x", 1, 1);
    failure_excerpt(&failure, "x", 1, 1);
    failure_hint(&failure, "x");
    ck_assert_str_eq(failure.path, "");
    ck_assert_uint_eq(failure.line, 0);
    ck_assert_str_eq(failure.excerpt, "");
    ck_assert_str_eq(failure.hint, "");
}
END_TEST

START_TEST(first_place_wins)
{
    struct failure failure = {0};
    failure_set(&failure, FAILURE_SYNTAX, "x");
    failure_place(&failure, "a.yaml", 3, 4);
    failure_place(&failure, "b.yaml", 5, 6);
    ck_assert_str_eq(failure.path, "a.yaml");
    ck_assert_uint_eq(failure.line, 3);
    ck_assert_uint_eq(failure.column, 4);
}
END_TEST

START_TEST(path_and_line_may_come_apart)
{
    struct failure failure = {0};
    failure_set(&failure, FAILURE_SYNTAX, "x");
    failure_place(&failure, NULL, 3, 4);
    failure_place(&failure, "a.yaml", 0, 0);
    ck_assert_str_eq(failure.path, "a.yaml");
    ck_assert_uint_eq(failure.line, 3);

    struct failure other = {0};
    failure_set(&other, FAILURE_FILE, "x");
    failure_place(&other, "a.yaml", 0, 0);
    failure_place(&other, "b.yaml", 9, 9); /* a line of another file is no line of this one */
    ck_assert_uint_eq(other.line, 0);
    failure_place(&other, "a.yaml", 2, 1);
    ck_assert_uint_eq(other.line, 2);
}
END_TEST

START_TEST(long_path_loses_its_middle)
{
    const struct str start = STR("/first/");
    char path[1000];
    for (size_t length = 200; length < 900; length += 7) {
        memset(path, 'm', length);
        memcpy(path, start.data, start.length);
        memcpy(path + length - 9, "last.csv", 9);
        struct failure failure = {0};
        failure_set(&failure, FAILURE_FILE, "x");
        failure_place(&failure, path, 0, 0);
        size_t kept = strlen(failure.path);
        ck_assert_uint_lt(kept, sizeof failure.path);
        ck_assert(strncmp(failure.path, "/first/", 7) == 0);
        ck_assert_str_eq(failure.path + kept - 8, "last.csv");
        ck_assert(strlen(path) < sizeof failure.path || strstr(failure.path, "…"));
    }
}
END_TEST

START_TEST(cut_texts_stay_utf8)
{
    char path[2001];
    for (size_t shift = 0; shift < 4; shift++) {
        for (size_t i = 0; i < 2000; i++) {
            path[i] = i < shift ? 'a' : "é€"[(i - shift) % 5];
        }
        path[2000] = '\0';
        struct failure failure = {0};
        failure_set(&failure, FAILURE_FILE, "%s", path);
        failure_hint(&failure, "%s", path);
        failure_place(&failure, path, 0, 0);
        failure_excerpt(&failure, path, 2000, (unsigned)(300 + shift));
        const char *texts[] = {failure.message, failure.hint, failure.path, failure.excerpt};
        for (size_t i = 0; i < 4; i++) {
            /* The path's own end was cut in the middle of a character only if the test's was. */
            size_t length = strlen(texts[i]);
            ck_assert_uint_gt(length, 100);
            ck_assert_uint_ge(utf8_valid_prefix(texts[i], length) + (i == 2 ? 2 : 0), length);
        }
    }
}
END_TEST

START_TEST(short_line_is_shown_whole)
{
    struct failure failure = {0};
    failure_set(&failure, FAILURE_SYNTAX, "x");
    failure_excerpt(&failure, "  wh\ten: £x", 12, 10);
    ck_assert_str_eq(failure.excerpt, "  wh en: £x");
    ck_assert_uint_eq(failure.caret, 9);
    failure_excerpt(&failure, "other", 5, 1);
    ck_assert_uint_eq(failure.caret, 9);
}
END_TEST

/* The character above the caret must be the one at the column, wherever in a long line that is. */
START_TEST(caret_points_at_the_column)
{
    enum { CHARACTERS = 500 };
    char line[CHARACTERS * 2 + 1];
    for (unsigned column = 1; column <= CHARACTERS; column++) {
        size_t length = 0;
        for (unsigned i = 1; i <= CHARACTERS; i++) {
            struct str character = i == column ? STR("#") : i % 3 == 0 ? STR("é") : STR("a");
            memcpy(line + length, character.data, character.length);
            length += character.length;
        }
        struct failure failure = {0};
        failure_set(&failure, FAILURE_SYNTAX, "x");
        failure_excerpt(&failure, line, length, column);
        struct str excerpt = str_of(failure.excerpt);
        ck_assert_uint_lt(excerpt.length, sizeof failure.excerpt);
        ck_assert_uint_eq(utf8_valid_prefix(excerpt.data, excerpt.length), excerpt.length);
        ck_assert_int_eq(excerpt.data[utf8_offset(excerpt, failure.caret)], '#');
    }
}
END_TEST

START_TEST(column_behind_the_line)
{
    struct failure failure = {0};
    failure_set(&failure, FAILURE_SYNTAX, "x");
    failure_excerpt(&failure, "abc", 3, 4);
    ck_assert_uint_eq(failure.caret, 3);
    struct failure far = {0};
    failure_set(&far, FAILURE_SYNTAX, "x");
    failure_excerpt(&far, "abc", 3, 4000);
    ck_assert_uint_eq(far.caret, 3);
    struct failure empty = {0};
    failure_set(&empty, FAILURE_SYNTAX, "x");
    failure_excerpt(&empty, "", 0, 1);
    ck_assert_uint_eq(empty.caret, 0);
    ck_assert_str_eq(empty.excerpt, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("failure");
    TCase *cases = tcase_create("failure");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, first_failure_wins);
    tcase_add_test(cases, no_failure_is_allowed);
    tcase_add_test(cases, details_need_a_failure);
    tcase_add_test(cases, first_place_wins);
    tcase_add_test(cases, path_and_line_may_come_apart);
    tcase_add_test(cases, long_path_loses_its_middle);
    tcase_add_test(cases, cut_texts_stay_utf8);
    tcase_add_test(cases, short_line_is_shown_whole);
    tcase_add_test(cases, caret_points_at_the_column);
    tcase_add_test(cases, column_behind_the_line);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
