/* The fast loops, of each kind, against the plain way to read a cell. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../chance.h"
#include "../../run_suite.h"
#include "base/buffer.h"
#include "intake/cell.h"
#include "intake/csv_cells.h"
#include "table/batch.h"

/* Fields one behind the other, with a byte between them and room at both ends. */
struct strip {
    struct csv_strip strip;
    struct buffer text;
    uint32_t bounds[2 * CSV_STRIP];
    uint32_t rows[CSV_STRIP];
    int64_t values[CSV_STRIP];
    uint8_t states[CSV_STRIP];
    struct str fields[CSV_STRIP];
    char kept[CSV_STRIP][64];
};

static struct strip strip;

static void start_strip(void)
{
    buffer_clear(&strip.text);
    buffer_fill(&strip.text, '7', 64);
    strip.strip.count = 0;
}

static void add_text(struct str text)
{
    uint32_t i = strip.strip.count++;
    ck_assert_uint_lt(text.length, sizeof strip.kept[i]);
    memcpy(strip.kept[i], text.data, text.length);
    strip.fields[i] = (struct str){strip.kept[i], text.length};
    strip.rows[i] = 2 * i;
    strip.bounds[2 * i] = (uint32_t)strip.text.length;
    buffer_char(&strip.text, (char)('0' + chance(10)));
    buffer_str(&strip.text, text);
    strip.bounds[2 * i + 1] = (uint32_t)strip.text.length;
}

static void add_field(const char *text)
{
    add_text(str_of(text));
}

static void finish_strip(void)
{
    buffer_fill(&strip.text, '7', 64);
    memset(strip.values, 0xee, sizeof strip.values);
    memset(strip.states, 0xee, sizeof strip.states);
    strip.strip.data = strip.text.data;
    strip.strip.bounds = strip.bounds;
    strip.strip.rows = strip.rows;
    strip.strip.values = strip.values;
    strip.strip.states = strip.states;
}

static void run(const struct csv_cells *cells, enum table_type type)
{
    switch (type) {
    case TABLE_INTEGER: cells->integer(&strip.strip); break;
    case TABLE_MONEY: cells->money(&strip.strip); break;
    case TABLE_DATE: cells->date(&strip.strip); break;
    default: cells->text(&strip.strip); break;
    }
}

/* What is not odd must be right; returns how many were odd. */
static uint32_t check_strip(const struct csv_cells *cells, enum table_type type)
{
    finish_strip();
    run(cells, type);
    uint32_t odd = 0;
    for (uint32_t i = 0; i < strip.strip.count; i++) {
        int64_t want = 0;
        if (odd < strip.strip.odd_count && strip.strip.odd[odd] == i) {
            odd++;
            continue;
        }
        struct str field = strip.fields[i];
        if (field.length == 0) {
            ck_assert_int_eq(strip.states[i], TABLE_MISSING);
            ck_assert_int_eq(strip.values[i], 0);
        } else if (type == TABLE_TEXT) {
            ck_assert_int_eq(strip.states[i], TABLE_VALUE);
            ck_assert(str_equal(table_span_text(strip.text.data, strip.values[i]), field));
            ck_assert(str_equal(str_trim(field), field));
        } else {
            ck_assert_int_eq(strip.states[i], TABLE_VALUE);
            ck_assert_msg(intake_cell_value(type, 2, field, &want), "%.*s was read", STR_ARGS(field));
            ck_assert_msg(strip.values[i] == want, "%.*s gave %lld", STR_ARGS(field), (long long)strip.values[i]);
        }
    }
    ck_assert_uint_eq(odd, strip.strip.odd_count);
    return odd;
}

static const struct csv_cells *const *kinds(void)
{
    static const struct csv_cells *both[2];
    both[0] = csv_cells_plain();
    both[1] = csv_cells_best();
    return both;
}

static void write_date(char text[64], int form, int year, int month, int day)
{
    if (form == 0) {
        (void)snprintf(text, 64, "%04d-%02d-%02d", year, month, day);
    } else if (form == 1) {
        (void)snprintf(text, 64, "%02d/%02d/%04d", day, month, year);
    } else {
        (void)snprintf(text, 64, "%02d.%02d.%04d", day, month, year);
    }
}

START_TEST(every_day)
{
    for (int k = 0; k < 6; k++) {
        const struct csv_cells *cells = kinds()[k % 2];
        for (int year = 0; year<10000; year += year> 1990 && year < 2030 ? 1 : 67) {
            for (int month = 0; month < 100; month += month < 14 ? 1 : 17) {
                start_strip();
                uint32_t wrong = 0;
                for (int day = 0; day < 100; day += day < 33 ? 1 : 9) {
                    char text[64];
                    write_date(text, k / 2, year, month, day);
                    add_field(text);
                    int64_t value;
                    wrong += !intake_cell_value(TABLE_DATE, 0, str_of(text), &value);
                }
                ck_assert_uint_eq(check_strip(cells, TABLE_DATE), wrong);
            }
        }
    }
}
END_TEST

START_TEST(random_fields)
{
    static const char *const alphabets[] = {"0123456789", "0123456789.", "12-/.", "0123456789.,- a\"",
                                            "a \"#\xc2\xa0z"};
    static const enum table_type types[] = {TABLE_INTEGER, TABLE_MONEY, TABLE_DATE, TABLE_TEXT};
    for (int round = 0; round < 10000; round++) {
        const char *alphabet = alphabets[chance(5)];
        start_strip();
        for (uint32_t i = 1 + chance(round % 50 ? 9 : CSV_STRIP); i > 0; i--) {
            char text[32] = {0};
            for (uint32_t length = chance(19), at = 0; at < length; at++) {
                text[at] = alphabet[chance((uint32_t)strlen(alphabet))];
            }
            add_field(text);
        }
        for (int k = 0; k < 2; k++) {
            (void)check_strip(kinds()[k], types[round % 4]);
        }
    }
}
END_TEST

static void add_number(const char *prefix, uint32_t most, bool has_point)
{
    char text[32];
    uint32_t number = chance(most);
    (void)snprintf(text, sizeof text, "%s%u%s%02u", prefix, number / 100, has_point ? "." : "", number % 100);
    add_field(text);
}

/* What is plain is not odd: or all would be right, and slow. */
START_TEST(plain_fields_are_fast)
{
    for (int k = 0; k < 2; k++) {
        for (int round = 0; round < 200; round++) {
            start_strip();
            for (uint32_t i = 0; i < CSV_STRIP; i++) {
                add_number("", i % 2 ? 9999999 : 1000, true);
            }
            ck_assert_uint_eq(check_strip(kinds()[k], TABLE_MONEY), 0);
            start_strip();
            for (uint32_t i = 0; i < CSV_STRIP; i++) {
                add_number(round % 2 ? "" : "12345678", 900000, false);
            }
            ck_assert_uint_eq(check_strip(kinds()[k], TABLE_INTEGER), 0);
            start_strip();
            add_field("A123456789012");
            add_field("caf\xc3\xa9");
            add_field("two words");
            add_field("");
            ck_assert_uint_eq(check_strip(kinds()[k], TABLE_TEXT), 0);
        }
    }
}
END_TEST

static void add_random_code(void)
{
    static const char bytes[] = "AB1\0\3";
    char text[32];
    uint32_t length = chance(4) ? chance(4) : chance(18);
    for (uint32_t i = 0; i < length; i++) {
        text[i] = bytes[chance(chance(30) ? 3 : 5)];
    }
    add_text((struct str){text, length});
}

/* What was remembered is found, whatever else was; and what was not is odd. */
START_TEST(remembered_codes)
{
    for (int k = 0; k < 2; k++) {
        struct csv_codes codes = {0};
        struct failure failure = {0};
        struct {
            char text[32];
            size_t length;
        } known[3000];
        uint32_t count = 0;
        ck_assert(csv_codes_init(&codes, &failure));
        for (int round = 0; round < 3000; round++) {
            start_strip();
            for (int i = 0; i < 9; i++) {
                add_random_code();
            }
            finish_strip();
            kinds()[k]->code(&strip.strip, &codes);
            uint32_t odd = 0;
            for (uint32_t i = 0; i < strip.strip.count; i++) {
                struct str field = strip.fields[i];
                const char *text = strip.text.data + strip.bounds[2 * i] + 1;
                if (odd < strip.strip.odd_count && strip.strip.odd[odd] == i) {
                    odd++;
                    const struct csv_code_slot *slot = csv_codes_find(&codes, text, (uint32_t)field.length);
                    if (slot) {
                        ck_assert(str_equal((struct str){known[slot->id].text, known[slot->id].length}, field));
                    } else if (count < 3000) {
                        memcpy(known[count].text, field.data, field.length);
                        known[count].length = field.length;
                        ck_assert(csv_codes_remember(&codes, text, (uint32_t)field.length, count, 0, &failure));
                        count++;
                    }
                    continue;
                }
                ck_assert(str_equal((struct str){known[strip.values[i]].text, known[strip.values[i]].length}, field));
                ck_assert_int_eq(strip.states[i], 0);
            }
        }
        csv_codes_free(&codes);
    }
    buffer_free(&strip.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv cells");
    TCase *tests = tcase_create("cells");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_day);
    tcase_add_test(tests, random_fields);
    tcase_add_test(tests, plain_fields_are_fast);
    tcase_add_test(tests, remembered_codes);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
