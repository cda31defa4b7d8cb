/* utf8: against a plain decoder that works by the definition. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/utf8.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))
#define ENSURE_MSG(condition, ...) ((condition) ? (void)0 : ck_abort_msg(__VA_ARGS__))

/* How long the character at the start is, by decoding it and asking whether the result needs that many bytes. */
static size_t plain_character(const unsigned char *bytes, size_t left)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = bytes[0] < 0x80       ? 1
                    : bytes[0] >> 5 == 6  ? 2
                    : bytes[0] >> 4 == 14 ? 3
                    : bytes[0] >> 3 == 30 ? 4
                                          : 0;
    if (length == 0 || length > left) {
        return 0;
    }
    uint32_t code = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (bytes[i] >> 6 != 2) {
            return 0;
        }
        code = code << 6 | (bytes[i] & 0x3fu);
    }
    return code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : length;
}

START_TEST(all_pairs_and_edges_of_longer_characters)
{
    static const unsigned char thirds[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x9f, 0xa0, 0xbf, 0xc0, 0xe2, 0xff};
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            for (size_t i = 0; i < 121; i++) {
                unsigned char bytes[4] = {(unsigned char)first, (unsigned char)second, thirds[i % 11], thirds[i / 11]};
                size_t expected = 0;
                while (expected < 4) {
                    size_t length = plain_character(bytes + expected, 4 - expected);
                    if (length == 0) {
                        break;
                    }
                    expected += length;
                }
                ENSURE_MSG(utf8_valid_prefix((const char *)bytes, 4) == expected, "%02x %02x %02x %02x", bytes[0],
                           bytes[1], bytes[2], bytes[3]);
            }
        }
    }
}
END_TEST

START_TEST(cut_characters)
{
    static const char *const characters[] = {"£", "€", "\xf0\x9f\x98\x80"};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(characters[i]);
        for (size_t cut = 0; cut <= length; cut++) {
            char *exact = malloc(100 + cut);
            ck_assert_ptr_nonnull(exact);
            memset(exact, 'a', 100);
            memcpy(exact + 100, characters[i], cut);
            ck_assert_uint_eq(utf8_valid_prefix(exact, 100 + cut), cut == length ? 100 + cut : 100);
            free(exact);
        }
    }
    ck_assert_uint_eq(utf8_valid_prefix("", 0), 0);
    ck_assert_uint_eq(utf8_valid_prefix(NULL, 0), 0);
    ck_assert_uint_eq(utf8_valid_prefix("a\0b", 3), 3);
}
END_TEST

START_TEST(a_bad_byte_anywhere)
{
    char text[200];
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'x', sizeof text);
        text[at] = '\x80';
        ck_assert_uint_eq(utf8_valid_prefix(text, sizeof text), at);
    }
}
END_TEST

START_TEST(counting)
{
    struct str text = STR("a£€\xf0\x9f\x98\x80z");
    ck_assert_uint_eq(utf8_count(text), 5);
    static const size_t offsets[] = {0, 1, 3, 6, 10, 11, 11};
    for (size_t i = 0; i < 7; i++) {
        ck_assert_uint_eq(utf8_offset(text, i), offsets[i]);
    }
    ck_assert_uint_eq(utf8_count(STR("\xff\xfe")), 2);
    ck_assert_uint_eq(utf8_count(STR_EMPTY), 0);
    ck_assert_uint_eq(utf8_offset(STR_EMPTY, 0), 0);
}
END_TEST

START_TEST(every_code_point)
{
    struct buffer out = BUFFER_EMPTY;
    for (uint32_t code = 0; code <= 0x110000; code += code > 0x10200 && code < 0x10f000 ? 251 : 1) {
        buffer_clear(&out);
        utf8_write(&out, code);
        bool is_character = code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
        ENSURE(plain_character((const unsigned char *)out.data, out.length) == out.length);
        ENSURE(str_equal(buffer_view(&out), STR("\xef\xbf\xbd")) == !is_character || code == 0xfffd);
        /* The same by way of UTF-16, both ways round. */
        if (!is_character) {
            continue;
        }
        unsigned units[2] = {code, 0};
        size_t count = 1;
        if (code > 0xffff) {
            units[0] = 0xd800 + ((code - 0x10000) >> 10);
            units[1] = 0xdc00 + ((code - 0x10000) & 0x3ff);
            count = 2;
        }
        for (int big = 0; big < 2; big++) {
            unsigned char bytes[4];
            for (size_t i = 0; i < count; i++) {
                bytes[2 * i + (big ? 0 : 1)] = (unsigned char)(units[i] >> 8);
                bytes[2 * i + (big ? 1 : 0)] = (unsigned char)units[i];
            }
            struct buffer other = BUFFER_EMPTY;
            ENSURE(utf8_from_utf16(&other, bytes, 2 * count, big) == 0);
            ENSURE(str_equal(buffer_view(&other), buffer_view(&out)));
            buffer_free(&other);
        }
    }
    buffer_free(&out);
}
END_TEST

START_TEST(lone_surrogates)
{
    static const unsigned char bytes[] = {0xd8, 0x00, 0,    'a',  0xdc, 0x00, 0xd8, 0x00,
                                          0xd8, 0x01, 0xdc, 0x01, 0xdb, 0xff, 0};
    struct buffer out = BUFFER_EMPTY;
    ck_assert_uint_eq(utf8_from_utf16(&out, bytes, sizeof bytes, true), 4);
    ck_assert(str_equal(buffer_view(&out), STR("\xef\xbf\xbd"
                                               "a\xef\xbf\xbd\xef\xbf\xbd\xf0\x90\x90\x81\xef\xbf\xbd")));
    buffer_clear(&out);
    ck_assert_uint_eq(utf8_from_utf16(&out, bytes, 1, true), 0);
    ck_assert_uint_eq(out.length, 0);
    buffer_free(&out);
}
END_TEST

START_TEST(windows_1252)
{
    struct buffer out = BUFFER_EMPTY;
    utf8_from_windows_1252(&out, STR("\xa3"
                                     "5 caf\xe9 \x80\x93x\x94 \x96\x97\x99 \xff"));
    ck_assert(str_equal(buffer_view(&out), STR("£5 café €“x” –—™ ÿ")));
    buffer_clear(&out);
    utf8_from_windows_1252(&out, STR("\x81\x8d\x8f\x90\x9d"));
    ck_assert(str_equal(buffer_view(&out), STR("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")));
    unsigned undefined = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        char character = (char)byte;
        buffer_clear(&out);
        utf8_from_windows_1252(&out, (struct str){&character, 1});
        ck_assert_uint_eq(utf8_count(buffer_view(&out)), 1);
        ck_assert_uint_eq(utf8_valid_prefix(out.data, out.length), out.length);
        undefined += str_equal(buffer_view(&out), STR("\xef\xbf\xbd"));
    }
    ck_assert_uint_eq(undefined, 5);
    buffer_free(&out);
}
END_TEST

START_TEST(printable)
{
    struct buffer out = BUFFER_EMPTY;
    utf8_write_printable(&out, STR("a£\x1b[31m\x07\n\t\x7f\xc2\x9b"
                                   "b\xff\xc2"));
    ck_assert(str_equal(buffer_view(&out), STR("a£�[31m�����b��")));
    buffer_clear(&out);
    /* Marks that turn the direction of writing round: one code could be made to look like another. */
    utf8_write_printable(&out, STR("\xe2\x80\xae"
                                   "x\xe2\x81\xa6\xe2\x80\xa8"));
    ck_assert(str_equal(buffer_view(&out), STR("�x��")));
    buffer_clear(&out);
    utf8_write_printable(&out, STR("café – “€5” 日本 \xf0\x9f\x98\x80"));
    ck_assert(str_equal(buffer_view(&out), STR("café – “€5” 日本 \xf0\x9f\x98\x80")));
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utf8");
    TCase *cases = tcase_create("utf8");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, all_pairs_and_edges_of_longer_characters);
    tcase_add_test(cases, cut_characters);
    tcase_add_test(cases, a_bad_byte_anywhere);
    tcase_add_test(cases, counting);
    tcase_add_test(cases, every_code_point);
    tcase_add_test(cases, lone_surrogates);
    tcase_add_test(cases, windows_1252);
    tcase_add_test(cases, printable);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
