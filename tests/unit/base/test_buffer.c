/* buffer: text that grows, and remembers that memory was refused. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/buffer.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

static void assert_text(const struct buffer *buffer, const char *expected)
{
    struct str text = buffer_view(buffer);
    ck_assert_uint_eq(text.length, strlen(expected));
    ck_assert_mem_eq(text.data, expected, text.length);
}

START_TEST(writing)
{
    struct buffer buffer = BUFFER_EMPTY;
    assert_text(&buffer, "");
    buffer_str(&buffer, STR("ab"));
    buffer_str(&buffer, (struct str){NULL, 0});
    buffer_text(&buffer, "cd");
    buffer_char(&buffer, '-');
    buffer_fill(&buffer, 'x', 3);
    buffer_fill(&buffer, 'y', 0);
    buffer_format(&buffer, "%s=%d", "n", 5);
    assert_text(&buffer, "abcd-xxxn=5");
    ck_assert(buffer_ok(&buffer));
    buffer_clear(&buffer);
    assert_text(&buffer, "");
    buffer_free(&buffer);
    buffer_free(&buffer);
}
END_TEST

START_TEST(integers)
{
    static const struct {
        int64_t number;
        const char *text;
    } cases[] = {
        {0, "0"},
        {7, "7"},
        {-7, "-7"},
        {10, "10"},
        {1234567890123, "1234567890123"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer buffer = BUFFER_EMPTY;
        buffer_integer(&buffer, cases[i].number);
        assert_text(&buffer, cases[i].text);
        buffer_free(&buffer);
    }
}
END_TEST

START_TEST(growing)
{
    struct buffer buffer = BUFFER_EMPTY;
    for (int i = 0; i < 100000; i++) {
        buffer_char(&buffer, (char)('a' + i % 26));
    }
    ENSURE(buffer.length == 100000);
    for (int i = 0; i < 100000; i++) {
        ENSURE(buffer.data[i] == 'a' + i % 26);
    }
    char *room = buffer_reserve(&buffer, 500000);
    ENSURE(room != NULL);
    memset(room, 'z', 500000);
    buffer.length += 500000;
    ENSURE(buffer.data[99999] == 'a' + 99999 % 26);
    ENSURE(buffer.data[599999] == 'z');
    buffer_free(&buffer);
}
END_TEST

START_TEST(refusal_is_remembered)
{
    struct buffer buffer = BUFFER_EMPTY;
    buffer_text(&buffer, "kept");
    ck_assert_ptr_null(buffer_reserve(&buffer, SIZE_MAX));
    ck_assert(!buffer_ok(&buffer));
    buffer_text(&buffer, "lost");
    buffer_char(&buffer, 'x');
    buffer_integer(&buffer, 1);
    buffer_format(&buffer, "%d", 1);
    buffer_fill(&buffer, 'x', 1);
    ck_assert_ptr_null(buffer_reserve(&buffer, 1));
    ck_assert(!buffer_ok(&buffer));
    assert_text(&buffer, "kept");
    buffer_clear(&buffer);
    buffer_text(&buffer, "new");
    ck_assert(buffer_ok(&buffer));
    assert_text(&buffer, "new");
    buffer_free(&buffer);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buffer");
    TCase *cases = tcase_create("buffer");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, writing);
    tcase_add_test(cases, integers);
    tcase_add_test(cases, growing);
    tcase_add_test(cases, refusal_is_remembered);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
