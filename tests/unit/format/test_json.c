#include <check.h>

#include "../../run_suite.h"
#include "format/json.h"

static void assert_written(struct buffer *out, const char *expected)
{
    ck_assert(buffer_ok(out));
    buffer_char(out, '\0');
    ck_assert_str_eq(out->data, expected);
    buffer_free(out);
}

static void assert_string(struct str text, const char *expected)
{
    struct buffer out = BUFFER_EMPTY;

    format_json_write_string(&out, text);
    assert_written(&out, expected);
}

START_TEST(strings_are_escaped)
{
    assert_string(STR_EMPTY, "\"\"");
    assert_string(STR("plain text"), "\"plain text\"");
    assert_string(STR("a \"b\" \\ / c"), "\"a \\\"b\\\" \\\\ / c\"");
    assert_string(STR("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    assert_string(STR("\0\x01\x1f\x7f"), "\"\\u0000\\u0001\\u001f\\u007f\"");
}
END_TEST

START_TEST(characters_pass_and_other_bytes_do_not)
{
    assert_string(STR("£5 — é 😀"), "\"£5 — é 😀\"");
    assert_string(STR("a\xff"
                      "b"),
                  "\"a\xEF\xBF\xBD"
                  "b\"");
    assert_string(STR("£\xc2"), "\"£\xEF\xBF\xBD\"");
    assert_string(STR("\x80£\x80"), "\"\xEF\xBF\xBD£\xEF\xBF\xBD\"");
    /* A surrogate is no character. */
    assert_string(STR("\xed\xa0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}
END_TEST

START_TEST(one_line_keeps_its_members_together)
{
    struct buffer out = BUFFER_EMPTY;
    struct format_json json = format_json_writer(&out);

    format_json_object(&json, FORMAT_JSON_ONE_LINE);
    format_json_name(&json, "empty");
    format_json_array(&json, FORMAT_JSON_ONE_LINE);
    format_json_end(&json);
    format_json_name(&json, "numbers");
    format_json_array(&json, FORMAT_JSON_ONE_LINE);
    format_json_integer(&json, -3);
    format_json_count(&json, UINT64_MAX);
    format_json_count_or_null(&json, 0);
    format_json_end(&json);
    format_json_name_str(&json, STR("a \"b\""));
    format_json_boolean(&json, true);
    format_json_name(&json, "nothing");
    format_json_string_or_null(&json, STR_EMPTY);
    format_json_end(&json);
    assert_written(&out, "{\"empty\": [], \"numbers\": [-3, 9223372036854775807, null], "
                         "\"a \\\"b\\\"\": true, \"nothing\": null}");
}
END_TEST

START_TEST(lines_have_one_member_each)
{
    struct buffer out = BUFFER_EMPTY;
    struct format_json json = format_json_writer(&out);

    format_json_object(&json, FORMAT_JSON_LINES);
    format_json_name(&json, "list");
    format_json_array(&json, FORMAT_JSON_LINES);
    for (int i = 0; i < 2; i++) {
        format_json_object(&json, FORMAT_JSON_ONE_LINE);
        format_json_name(&json, "number");
        format_json_integer(&json, i);
        format_json_end(&json);
    }
    format_json_end(&json);
    format_json_name(&json, "none");
    format_json_object(&json, FORMAT_JSON_LINES);
    format_json_end(&json);
    format_json_end(&json);
    assert_written(&out, "{\n"
                         "  \"list\": [\n"
                         "    {\"number\": 0},\n"
                         "    {\"number\": 1}\n"
                         "  ],\n"
                         "  \"none\": {}\n"
                         "}");
}
END_TEST

START_TEST(the_buffer_may_be_emptied_between_calls)
{
    struct buffer out = BUFFER_EMPTY;
    struct format_json json = format_json_writer(&out);

    format_json_array(&json, FORMAT_JSON_ONE_LINE);
    format_json_integer(&json, 1);
    buffer_clear(&out);
    format_json_integer(&json, 2);
    format_json_end(&json);
    assert_written(&out, ", 2]");
}
END_TEST

START_TEST(depth_has_a_ceiling)
{
    struct buffer out = BUFFER_EMPTY;
    struct format_json json = format_json_writer(&out);

    for (unsigned i = 0; i < FORMAT_JSON_DEPTH_MOST; i++) {
        format_json_array(&json, FORMAT_JSON_ONE_LINE);
    }
    ck_assert(buffer_ok(&out));
    format_json_array(&json, FORMAT_JSON_ONE_LINE);
    ck_assert(!buffer_ok(&out));
    ck_assert_uint_eq(json.depth, FORMAT_JSON_DEPTH_MOST);
    buffer_free(&out);
}
END_TEST

START_TEST(an_end_too_many_does_nothing)
{
    struct buffer out = BUFFER_EMPTY;
    struct format_json json = format_json_writer(&out);

    format_json_end(&json);
    format_json_text(&json, "x");
    assert_written(&out, "\"x\"");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *tests = tcase_create("writer");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, strings_are_escaped);
    tcase_add_test(tests, characters_pass_and_other_bytes_do_not);
    tcase_add_test(tests, one_line_keeps_its_members_together);
    tcase_add_test(tests, lines_have_one_member_each);
    tcase_add_test(tests, the_buffer_may_be_emptied_between_calls);
    tcase_add_test(tests, depth_has_a_ceiling);
    tcase_add_test(tests, an_end_too_many_does_nothing);
    return run_suite(suite);
}
