/* pattern: the walk along plain patterns answers as PCRE2 does; limits are kept. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../chance.h"
#include "../../run_suite.h"
#include "exec/pattern.h"
#include "exec/set.h"

#define PATTERNS 4000u
#define TEXTS 40u

static const char *const classes[] = {"[A-Z]",    "[0-9]", "\\d",     "[A-Za-z]", "[^a]",        "a",      "B",
                                      "\\.",      "\\-",   " ",       "[a-c-]",   "[-+]",        "[\\d.]", "[\\]x]",
                                      "\xc3\xa9", ".",     "[a\\-z]", "(a|b)",    "[[:digit:]]", "k"};
static const char *const counts[] = {"",  "",  "",  "{2}",   "{3}",  "{12}", "{0}",
                                     "?", "*", "+", "{1,3}", "{2,}", "{1}?", "{,2}"};

static struct str random_pattern(char *room, size_t size)
{
    size_t length = 0;
    unsigned parts = chance(5);
    room[0] = '\0';
    for (unsigned i = 0; i < parts; i++) {
        int more = snprintf(room + length, size - length, "%s%s", classes[chance(sizeof classes / sizeof classes[0])],
                            counts[chance(sizeof counts / sizeof counts[0])]);
        length += (size_t)more;
    }
    return (struct str){room, length};
}

static struct str random_text(char *room, unsigned longest)
{
    static const char *const pieces[] = {"A",  "Z", "a", "b", "c", "z", "0", "9",        "5",
                                         ".",  "-", " ", "]", "x", "k", "K", "\xc3\xa9", "\xe2\x84\xaa",
                                         "\n", "B", "7", "2"};
    size_t length = 0;
    unsigned count = chance(longest + 1);
    for (unsigned i = 0; i < count; i++) {
        for (const char *c = pieces[chance(sizeof pieces / sizeof pieces[0])]; *c; c++) {
            room[length++] = *c;
        }
    }
    return (struct str){room, length};
}

/* A text that matches, more often than not: characters of the classes themselves. */
static struct str likely_text(char *room)
{
    size_t length = 0;
    for (unsigned i = chance(20); i > 0; i--) {
        room[length++] = (char)(chance(4) ? '0' + (int)chance(10) : 'A' + (int)chance(26));
    }
    return (struct str){room, length};
}

static unsigned compare(const struct compiled_pattern *compiled, struct pattern_matcher *matcher, struct str pattern)
{
    unsigned matches = 0;
    for (unsigned i = 0; i < TEXTS; i++) {
        char room[256];
        struct str text = i % 2 ? random_text(room, 8) : likely_text(room);
        enum pattern_answer slow = pattern_match_slowly(compiled, matcher, text);
        if (pattern_match(compiled, matcher, text) != slow) {
            ck_abort_msg("\"%.*s\" and \"%.*s\": %d by PCRE2", STR_ARGS(pattern), STR_ARGS(text), (int)slow);
        }
        matches += slow == PATTERN_YES;
    }
    return matches;
}

START_TEST(walk_agrees_with_pcre)
{
    struct pattern_matcher *matcher = pattern_matcher_new(NULL);
    unsigned matches = 0;
    unsigned walks = 0;
    for (unsigned i = 0; i < PATTERNS; i++) {
        char room[256];
        struct arena arena = ARENA_EMPTY;
        struct plan_pattern pattern = {random_pattern(room, sizeof room), chance(3) == 0};
        struct compiled_pattern compiled;
        if (pattern_compile(&pattern, &compiled, &arena, NULL)) {
            walks += compiled.walk != NULL;
            matches += compare(&compiled, matcher, pattern.text);
            pattern_release(&compiled);
        }
        arena_free(&arena);
    }
    ck_assert_uint_gt(walks, PATTERNS / 5);
    ck_assert_uint_gt(matches, 2000);
    pattern_matcher_free(matcher);
}
END_TEST

/* Every byte at every place of a pattern that is walked eight bytes at a time. */
START_TEST(every_byte_at_every_place)
{
    const char *const texts[] = {"A123456789012", "AB1234567", "Z9999999999999999"};
    const char *const patterns[] = {"[A-Z][0-9]{12}", "[A-Z]{2}\\d{7}", "Z[0-9]{16}"};
    struct pattern_matcher *matcher = pattern_matcher_new(NULL);
    for (size_t p = 0; p < 3; p++) {
        struct arena arena = ARENA_EMPTY;
        struct plan_pattern pattern = {str_of(patterns[p]), false};
        struct compiled_pattern compiled;
        ck_assert(pattern_compile(&pattern, &compiled, &arena, NULL));
        ck_assert_ptr_nonnull(compiled.walk);
        ck_assert_uint_gt(compiled.walk->words, 0);
        for (size_t place = 0; place < strlen(texts[p]); place++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                char room[32];
                size_t length = strlen(texts[p]);
                memcpy(room, texts[p], length);
                room[place] = (char)byte;
                struct str text = {room, length};
                bool matches = pattern_match(&compiled, matcher, text) == PATTERN_YES;
                if (matches != (pattern_match_slowly(&compiled, matcher, text) == PATTERN_YES)) {
                    ck_abort_msg("%s: byte %u at %zu", patterns[p], byte, place);
                }
            }
        }
        pattern_release(&compiled);
        arena_free(&arena);
    }
    pattern_matcher_free(matcher);
}
END_TEST

START_TEST(limits_leave_a_text_undecided)
{
    char text[200];
    memset(text, 'a', sizeof text);
    struct arena arena = ARENA_EMPTY;
    struct plan_pattern pattern = {STR("(a+)+(b|a+)+[cd]"), false};
    struct compiled_pattern compiled;
    struct pattern_matcher *matcher = pattern_matcher_new(NULL);
    ck_assert(pattern_compile(&pattern, &compiled, &arena, NULL));
    ck_assert_int_eq(pattern_match(&compiled, matcher, (struct str){text, sizeof text}), PATTERN_UNDECIDED);
    ck_assert_int_eq(pattern_match(&compiled, matcher, STR("aaac")), PATTERN_YES);
    ck_assert_int_eq(pattern_match(&compiled, matcher, STR("aab")), PATTERN_NO);
    pattern_release(&compiled);
    pattern_matcher_free(matcher);
    arena_free(&arena);
}
END_TEST

START_TEST(mistakes_are_said)
{
    struct arena arena = ARENA_EMPTY;
    struct failure failure = {0};
    struct plan_pattern pattern = {STR("[a-"), false};
    struct compiled_pattern compiled;
    ck_assert(!pattern_compile(&pattern, &compiled, &arena, &failure));
    ck_assert_int_eq(failure.kind, FAILURE_SYNTAX);
    ck_assert_ptr_nonnull(strstr(failure.message, "[a-"));
    arena_free(&arena);
}
END_TEST

START_TEST(sets_of_texts_and_numbers)
{
    static const struct str texts[] = {STR(""), STR("AB"), STR("C"), STR("X1")};
    static const int64_t numbers[] = {INT64_MIN, -3, 0, 7, INT64_MAX};
    struct arena arena = ARENA_EMPTY;
    struct plan_set set = {.type = PLAN_TYPE_TEXT, .texts = texts, .count = 4};
    struct compiled_set compiled;
    ck_assert(set_compile(&set, &compiled, &arena, NULL));
    ck_assert(set_has_text(&compiled, STR("AB")) && set_has_text(&compiled, STR_EMPTY));
    ck_assert(!set_has_text(&compiled, STR("ab")) && !set_has_text(&compiled, STR("A")));
    set.ignore_case = true;
    ck_assert(set_compile(&set, &compiled, &arena, NULL));
    ck_assert(set_has_text(&compiled, STR("aB")) && set_has_text(&compiled, STR("x1")));
    ck_assert(!set_has_text(&compiled, STR("abc")));
    struct plan_set of_numbers = {.type = PLAN_TYPE_NUMBER, .numbers = numbers, .count = 5};
    ck_assert(set_compile(&of_numbers, &compiled, &arena, NULL));
    for (size_t i = 0; i < 5; i++) {
        ck_assert(set_has_number(&compiled, numbers[i]));
    }
    ck_assert(!set_has_number(&compiled, 1) && !set_has_number(&compiled, INT64_MAX - 1));
    struct plan_set none = {.type = PLAN_TYPE_TEXT};
    ck_assert(set_compile(&none, &compiled, &arena, NULL));
    ck_assert(!set_has_text(&compiled, STR_EMPTY));
    arena_free(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pattern");
    TCase *cases = tcase_create("pattern");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, walk_agrees_with_pcre);
    tcase_add_test(cases, every_byte_at_every_place);
    tcase_add_test(cases, limits_leave_a_text_undecided);
    tcase_add_test(cases, mistakes_are_said);
    tcase_add_test(cases, sets_of_texts_and_numbers);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
