/* number: reading what people type, exactly, and arithmetic that says when it does not fit. */
#include <check.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/number.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))
#define ENSURE_MSG(condition, ...) ((condition) ? (void)0 : ck_abort_msg(__VA_ARGS__))

#define UNTOUCHED INT64_C(-987654321)
#define LONGEST 64u

struct reading {
    const char *text;
    unsigned scale;
    enum number_error error;
    int64_t number;
};

typedef enum number_error reader(struct str text, unsigned scale, int64_t *result);

/* Reads from a block of exactly the text's length, so that a sanitizer sees a read beyond it. */
static enum number_error read_exactly(reader *read, const char *text, unsigned scale, int64_t *result)
{
    struct str whole = str_of(text);
    char *exact = malloc(whole.length + 1);
    ck_assert_ptr_nonnull(exact);
    char *start = exact + 1; /* so that it ends where the block does, even when it is empty */
    memcpy(start, whole.data, whole.length);
    enum number_error error = read((struct str){start, whole.length}, scale, result);
    free(exact);
    return error;
}

static void assert_readings(reader *read, const struct reading *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t number = UNTOUCHED;
        enum number_error error = read_exactly(read, cases[i].text, cases[i].scale, &number);
        ck_assert_msg(error == cases[i].error, "\"%s\": error %d", cases[i].text, (int)error);
        int64_t expected = cases[i].error == NUMBER_OK ? cases[i].number : UNTOUCHED;
        ck_assert_msg(number == expected, "\"%s\" gives %lld", cases[i].text, (long long)number);
    }
}

#define ASSERT_READINGS(read, cases) assert_readings((read), (cases), sizeof(cases) / sizeof(cases)[0])

START_TEST(plain_numbers)
{
    static const struct reading cases[] = {
        {"0", 2, NUMBER_OK, 0},
        {"1", 2, NUMBER_OK, 100},
        {"12", 0, NUMBER_OK, 12},
        {"123", 0, NUMBER_OK, 123},
        {"1234", 0, NUMBER_OK, 1234},
        {"12345", 0, NUMBER_OK, 12345},
        {"123456", 0, NUMBER_OK, 123456},
        {"1234567", 0, NUMBER_OK, 1234567},
        {"12345678", 0, NUMBER_OK, 12345678},
        {"123456789", 0, NUMBER_OK, 123456789},
        {"12345678901234567", 0, NUMBER_OK, 12345678901234567},
        {"99999999", 9, NUMBER_OK, 99999999000000000},
        {"-1", 2, NUMBER_OK, -100},
        {"+1", 2, NUMBER_OK, 100},
        {"-0", 2, NUMBER_OK, 0},
        {"-0.00", 2, NUMBER_OK, 0},
        {"007", 0, NUMBER_OK, 7},
        {"0000000000000000000000000000001", 0, NUMBER_OK, 1},
        {"1.5", 2, NUMBER_OK, 150},
        {"1.05", 2, NUMBER_OK, 105},
        {"12345678.91", 2, NUMBER_OK, 1234567891},
        {"-12345678.91", 2, NUMBER_OK, -1234567891},
        {"123456789.12", 2, NUMBER_OK, 12345678912},
        {"1.25", 3, NUMBER_OK, 1250},
        {"1.500", 2, NUMBER_OK, 150},
        {"1.50000000000000000000000000", 2, NUMBER_OK, 150},
        {"1.00", 0, NUMBER_OK, 1},
        {".5", 2, NUMBER_OK, 50},
        {"-.5", 2, NUMBER_OK, -50},
        {"5.", 2, NUMBER_OK, 500},
        {"1.005", 2, NUMBER_TOO_PRECISE, 0},
        {"1.5", 0, NUMBER_TOO_PRECISE, 0},
        {"0.000000001", 9, NUMBER_OK, 1},
        {"0.0000000001", 9, NUMBER_TOO_PRECISE, 0},
        {"1.000000000000000001", 18, NUMBER_OK, 1000000000000000001},
        {"1", 19, NUMBER_TOO_PRECISE, 0},
    };
    ASSERT_READINGS(number_parse, cases);
}
END_TEST

START_TEST(limits_of_64_bits)
{
    static const struct reading cases[] = {
        {"9223372036854775807", 0, NUMBER_OK, INT64_MAX},
        {"9223372036854775808", 0, NUMBER_TOO_LARGE, 0},
        {"-9223372036854775808", 0, NUMBER_OK, INT64_MIN},
        {"-9223372036854775809", 0, NUMBER_TOO_LARGE, 0},
        {"92233720368547758.07", 2, NUMBER_OK, INT64_MAX},
        {"92233720368547758.08", 2, NUMBER_TOO_LARGE, 0},
        {"-92233720368547758.08", 2, NUMBER_OK, INT64_MIN},
        {"92233720368547759", 2, NUMBER_TOO_LARGE, 0},
        {"9223372036.854775807", 9, NUMBER_OK, INT64_MAX},
        {"9223372036.854775808", 9, NUMBER_TOO_LARGE, 0},
        {"18446744073709551615", 0, NUMBER_TOO_LARGE, 0},
        {"18446744073709551616", 0, NUMBER_TOO_LARGE, 0},
        {"18446744073709551617", 0, NUMBER_TOO_LARGE, 0},
        {"36893488147419103232", 0, NUMBER_TOO_LARGE, 0},
        {"100000000000000000000000000000000000000000000", 0, NUMBER_TOO_LARGE, 0},
        {"340282366920938463463374607431768211457", 2, NUMBER_TOO_LARGE, 0},
        {"99999999999999999999.999", 2, NUMBER_TOO_LARGE, 0},
    };
    ASSERT_READINGS(number_parse, cases);
}
END_TEST

START_TEST(not_numbers)
{
    static const char *const texts[] = {
        "",          "-",         "+",        ".",    "-.",           "+.",    "1O",   "O1",    "#REF!",
        "1e3",       "0x10",      "NaN",      "inf",  "1..2",         "1.2.3", "--1",  "+-1",   "1 000",
        "1\xc2\xa0", "12345678:", "1234567/", "12/4", "1234:",        "1.O5",  "1.5O", "1.:0",  "1./0",
        "1.0/",      "1,2",       "1'000",    "½",    "\xef\xbc\x91", "x",     "\x80", "0\xff", "00000000x",
        "/0",        "~~~~~~~~",  "((((((((", "12-",  "1-2",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (unsigned scale = 0; scale <= NUMBER_SCALE_MOST; scale++) {
            int64_t number = UNTOUCHED;
            enum number_error error = read_exactly(number_parse, texts[i], scale, &number);
            ck_assert_msg(error == NUMBER_NOT_A_NUMBER, "\"%s\": error %d", texts[i], (int)error);
            ck_assert(number == UNTOUCHED);
        }
    }
    int64_t number = UNTOUCHED;
    ck_assert_int_eq(number_parse((struct str){NULL, 0}, 2, &number), NUMBER_NOT_A_NUMBER);
    ck_assert_int_eq(number_parse((struct str){"1\0002", 3}, 2, &number), NUMBER_NOT_A_NUMBER);
    ck_assert_int_eq(number_parse_amount((struct str){NULL, 0}, 2, &number), NUMBER_NOT_A_NUMBER);
}
END_TEST

/* Each byte in each place of a short number: only digits may pass the eight-at-once path. */
START_TEST(every_byte_in_every_place)
{
    for (size_t length = 1; length <= 12; length++) {
        for (size_t at = 0; at < length; at++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                char text[12];
                memset(text, '1', sizeof text);
                text[at] = (char)byte;
                bool is_digit = byte >= '0' && byte <= '9';
                bool is_sign = length > 1 && at == 0 && (byte == '-' || byte == '+');
                bool is_point = length > 1 && byte == '.' && length - at - 1 <= 9;
                int64_t number = 0;
                enum number_error error = number_parse((struct str){text, length}, 9, &number);
                if (is_digit || is_sign || is_point) {
                    ENSURE_MSG(error != NUMBER_NOT_A_NUMBER, "byte %u at %zu of %zu", byte, at, length);
                } else if (byte != '.') {
                    ENSURE_MSG(error == NUMBER_NOT_A_NUMBER, "byte %u at %zu of %zu", byte, at, length);
                }
            }
        }
    }
}
END_TEST

START_TEST(amounts)
{
    static const struct reading cases[] = {
        {"1234", 2, NUMBER_OK, 123400},
        {"1,234", 2, NUMBER_OK, 123400},
        {"1,234,567.89", 2, NUMBER_OK, 123456789},
        {"12,345", 0, NUMBER_OK, 12345},
        {"123,456", 0, NUMBER_OK, 123456},
        {"-1,234", 2, NUMBER_OK, -123400},
        {"+1,234", 2, NUMBER_OK, 123400},
        {"£1,234", 2, NUMBER_OK, 123400},
        {"£ 1,234.50 ", 2, NUMBER_OK, 123450},
        {"-£1,234", 2, NUMBER_OK, -123400},
        {"-£ 1,234", 2, NUMBER_OK, -123400},
        {"£-1,234", 2, NUMBER_OK, -123400},
        {"(1,234.50)", 2, NUMBER_OK, -123450},
        {"( 1,234.50 )", 2, NUMBER_OK, -123450},
        {"(£1,234.50)", 2, NUMBER_OK, -123450},
        {"£(1,234.50)", 2, NUMBER_OK, -123450},
        {"1,234-", 2, NUMBER_OK, -123400},
        {"1234 -", 2, NUMBER_OK, -123400},
        {"£12-", 2, NUMBER_OK, -1200},
        {"–1,234", 2, NUMBER_OK, -123400},
        {"−1234", 2, NUMBER_OK, -123400},
        {"-", 2, NUMBER_OK, 0},
        {"–", 2, NUMBER_OK, 0},
        {"—", 2, NUMBER_OK, 0},
        {" - ", 2, NUMBER_OK, 0},
        {" £-   ", 2, NUMBER_OK, 0},
        {" £ -", 2, NUMBER_OK, 0},
        {"  12\t", 2, NUMBER_OK, 1200},
        {"\xc2\xa0"
         "12,000\xc2\xa0",
         0, NUMBER_OK, 12000},
        {"£0.5", 2, NUMBER_OK, 50},
        {"£.50", 2, NUMBER_OK, 50},
        {"(0)", 2, NUMBER_OK, 0},
        {"1,234.", 0, NUMBER_OK, 1234},
        {"1,234.567", 2, NUMBER_TOO_PRECISE, 0},
        {"1,234.500", 2, NUMBER_OK, 123450},
        {"£1.005", 2, NUMBER_TOO_PRECISE, 0},
        {" 99999999999999999999 ", 2, NUMBER_TOO_LARGE, 0},
        {"99,999,999,999,999,999,999", 2, NUMBER_TOO_LARGE, 0},
        {"9,223,372,036,854,775,807", 0, NUMBER_OK, INT64_MAX},
        {"(9,223,372,036,854,775,808)", 0, NUMBER_OK, INT64_MIN},
        {"9,223,372,036,854,775,808", 0, NUMBER_TOO_LARGE, 0},
    };
    ASSERT_READINGS(number_parse_amount, cases);
}
END_TEST

START_TEST(not_amounts)
{
    static const char *const texts[] = {
        "",          " ",     "£",        "1,23",    "1,2345",    "1,234567", "1234,567", ",123",     "1,,234",
        "1,234,",    "0,123", "001,234",  "1.234,5", "1,234.5,0", "1.2.3",    "#REF!",    "1O",       "(1,234",
        "1,234)",    "(-5)",  "-(5)",     "-5-",     "(5-)",      "--5",      "()",       "(£)",      "£(£5)",
        "££5",       "5£",    "£5p",      "5k",      "1 234",     "—5",       "- -",      "--",       "£--",
        "(–)",       "+",     "+-",       "n/a",     "nil",       "x",        "..",       "c",        "€5",
        "1,234 567", "\xc2",  "\xe2\x80", "5%",      "1,234e3",   "1,000,00", "10,00",    "100,0000", "£1,23",
        "TRUE",      "12/03", "-£",       "£-",
    };
    /* The last is nil, and here to see that the test can tell. */
    size_t count = sizeof texts / sizeof texts[0];
    for (size_t i = 0; i < count; i++) {
        int64_t number = UNTOUCHED;
        enum number_error error = read_exactly(number_parse_amount, texts[i], 2, &number);
        enum number_error expected = i + 1 < count ? NUMBER_NOT_A_NUMBER : NUMBER_OK;
        ck_assert_msg(error == expected, "\"%s\": error %d", texts[i], (int)error);
    }
}
END_TEST

START_TEST(long_texts)
{
    char text[5000];
    memset(text, '0', sizeof text);
    text[sizeof text - 2] = '7';
    text[sizeof text - 1] = '\0';
    int64_t number = 0;
    ck_assert_int_eq(number_parse_amount(str_of(text), 2, &number), NUMBER_OK);
    ck_assert(number == 700);
    text[0] = '(';
    text[sizeof text - 2] = ')';
    ck_assert_int_eq(number_parse_amount(str_of(text), 2, &number), NUMBER_NOT_A_NUMBER);
    memset(text, ' ', sizeof text - 1);
    memcpy(text + 2000, "£1,000", strlen("£1,000"));
    ck_assert_int_eq(number_parse_amount(str_of(text), 2, &number), NUMBER_OK);
    ck_assert(number == 100000);
    /* As long as an amount may be, and one more. */
    memset(text, '0', LONGEST + 1);
    memcpy(text, "£1", 3);
    text[LONGEST] = '\0';
    ck_assert_int_eq(number_parse_amount(str_of(text), 2, &number), NUMBER_TOO_LARGE);
    text[LONGEST] = '0';
    text[LONGEST + 1] = '\0';
    ck_assert_int_eq(number_parse_amount(str_of(text), 2, &number), NUMBER_NOT_A_NUMBER);
}
END_TEST

static void compile(regex_t *pattern, const char *text)
{
    ck_assert_int_eq(regcomp(pattern, text, REG_EXTENDED), 0);
}

#define DIGITS "([0-9]+\\.?[0-9]*|\\.[0-9]+)"
#define AMOUNT "(([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]+)(\\.[0-9]*)?|\\.[0-9]+)"

/* What a well-formed text means, by its characters alone, at scale 2. False when it has too many decimals. */
static bool meaning(const char *text, int64_t *pence)
{
    int64_t number = 0;
    int decimals = -1;
    bool negative = strpbrk(text, "-(") != NULL;
    for (; *text; text++) {
        if (*text == '.') {
            decimals = 0;
        } else if (*text >= '0' && *text <= '9') {
            if (decimals == 2) {
                if (*text != '0') {
                    return false;
                }
                continue;
            }
            number = number * 10 + (*text - '0');
            decimals += decimals >= 0 ? 1 : 0;
        }
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 2; i++) {
        number *= 10;
    }
    *pence = negative ? -number : number;
    return true;
}

/* Every text of up to `longest` pieces is read just as the pattern and its meaning say. */
static void assert_all_texts(reader *read, const char *const *pieces, unsigned kinds, unsigned longest,
                             const char *grammar)
{
    regex_t pattern;
    compile(&pattern, grammar);
    unsigned texts = 1;
    unsigned accepted = 0;
    for (unsigned length = 0; length <= longest; length++, texts *= kinds) {
        for (unsigned index = 0; index < texts; index++) {
            char text[32] = "";
            size_t size = 0;
            for (unsigned i = 0, rest = index; i < length; i++, rest /= kinds) {
                size += (size_t)snprintf(text + size, sizeof text - size, "%s", pieces[rest % kinds]);
            }
            int64_t number = UNTOUCHED;
            int64_t expected = UNTOUCHED;
            enum number_error error = read(str_of(text), 2, &number);
            enum number_error expected_error = NUMBER_NOT_A_NUMBER;
            if (regexec(&pattern, text, 0, NULL, 0) == 0) {
                expected_error = meaning(text, &expected) ? NUMBER_OK : NUMBER_TOO_PRECISE;
                accepted++;
            }
            ENSURE_MSG(error == expected_error && number == expected, "\"%s\": error %d", text, (int)error);
        }
    }
    ENSURE(accepted > 100);
    regfree(&pattern);
}

START_TEST(all_short_plain_texts)
{
    static const char *const pieces[] = {"0", "5", "-", "+", ".", "O"};
    assert_all_texts(number_parse, pieces, 6, 6, "^[-+]?" DIGITS "$");
}
END_TEST

START_TEST(all_short_amounts)
{
    static const char *const pieces[] = {"0", "5", ",", ".", "-", "(", ")", "£", " "};
    assert_all_texts(number_parse_amount, pieces, 9, 5,
                     "^ *((£)? *-|[-+]? *(£)? *" AMOUNT "|£ *-" AMOUNT "|(£)? *" AMOUNT " *-|(£)? *\\( *" AMOUNT
                     " *\\)|\\( *£ *" AMOUNT " *\\)) *$");
}
END_TEST

START_TEST(separators_in_all_places)
{
    static const char *const pieces[] = {"0", "1", ","};
    assert_all_texts(number_parse_amount, pieces, 3, 10, "^" AMOUNT "$");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("number");
    TCase *cases = tcase_create("number");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, plain_numbers);
    tcase_add_test(cases, limits_of_64_bits);
    tcase_add_test(cases, not_numbers);
    tcase_add_test(cases, every_byte_in_every_place);
    tcase_add_test(cases, amounts);
    tcase_add_test(cases, not_amounts);
    tcase_add_test(cases, long_texts);
    tcase_add_test(cases, all_short_plain_texts);
    tcase_add_test(cases, all_short_amounts);
    tcase_add_test(cases, separators_in_all_places);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
