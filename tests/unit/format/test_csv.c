/* The scan of CSV, by every kernel, against a reader that is nothing but the grammar. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../chance.h"
#include "../../run_suite.h"
#include "format/csv.h"

#define BYTES_MOST 700u
#define BOUNDS (BYTES_MOST + 8u)

/* What a reader found: bounds and records as in struct csv_scan, and where it stopped. */
struct found {
    uint32_t bounds[BOUNDS + CSV_SCAN_SLACK];
    uint32_t records[BOUNDS + CSV_SCAN_SLACK];
    uint32_t record_count;
    uint32_t next;
    bool open;
};

static void naive(const char *data, uint32_t length, char delimiter, bool final, struct found *found)
{
    *found = (struct found){.bounds = {UINT32_MAX}};
    uint32_t bounds = 1;
    bool quoted = false;
    bool field_start = true;
    for (uint32_t i = 0; i < length; i++) {
        char byte = data[i];
        if (quoted) {
            bool pair = byte == '"' && i + 1 < length && data[i + 1] == '"';
            quoted = byte != '"' || pair;
            i += pair;
            continue;
        }
        if (byte == '"' && field_start) {
            quoted = true;
            field_start = false;
            continue;
        }
        bool last = i + 1 == length;
        bool ends = byte == '\n' || (byte == '\r' && (last ? final : data[i + 1] != '\n'));
        field_start = ends || byte == delimiter;
        if (field_start) {
            found->bounds[bounds++] = i;
        }
        if (ends) {
            found->records[++found->record_count] = bounds - 1;
            found->next = i + 1;
        }
    }
    if (final && found->next < length) {
        found->open = quoted;
        if (!quoted) {
            found->bounds[bounds] = length;
            found->records[++found->record_count] = bounds;
            found->next = length;
        }
    }
}

/* Scans in the middle of a buffer, whose surroundings must not matter. */
static void scan(enum csv_kernel kernel, const char *data, uint32_t length, bool final, uint32_t record_most,
                 struct found *found)
{
    char *room = malloc((size_t)length + 1);
    ck_assert_ptr_nonnull(room);
    memcpy(room, data, length);
    struct csv_scan task = {.data = room,
                            .to = length,
                            .final = final,
                            .delimiter = ',',
                            .bounds = found->bounds,
                            .bound_most = BOUNDS,
                            .records = found->records,
                            .record_most = record_most};
    csv_scan(kernel, &task);
    found->record_count = task.record_count;
    found->next = task.next;
    found->open = task.open;
    ck_assert(!task.stuck);
    bool high = false;
    bool nul = false;
    for (uint32_t i = 0; i < length; i++) {
        high |= (unsigned char)data[i] > 127;
        nul |= data[i] == 0;
    }
    if (record_most > length) {
        ck_assert_int_eq(task.not_ascii, high);
        ck_assert_int_eq(task.has_nul, nul);
    }
    free(room);
}

static void compare(const struct found *want, const struct found *got, uint32_t records)
{
    ck_assert_uint_eq(got->record_count, records);
    for (uint32_t r = 0; r <= records; r++) {
        ck_assert_uint_eq(got->records[r], want->records[r]);
    }
    for (uint32_t b = 0; b <= want->records[records]; b++) {
        ck_assert_uint_eq(got->bounds[b], want->bounds[b]);
    }
}

static void compare_kernels(const char *data, uint32_t length)
{
    static struct found want, got;
    for (int final = 0; final < 2; final++) {
        naive(data, length, ',', final, &want);
        for (int kernel = 0; kernel < CSV_KERNELS; kernel++) {
            if (!csv_kernel_works((enum csv_kernel)kernel)) {
                continue;
            }
            scan((enum csv_kernel)kernel, data, length, final, BOUNDS, &got);
            compare(&want, &got, want.record_count);
            ck_assert_uint_eq(got.next, want.next);
            ck_assert_int_eq(got.open, want.open);
            uint32_t some = want.record_count / 2;
            if (some > 0) {
                scan((enum csv_kernel)kernel, data, length, final, some, &got);
                compare(&want, &got, some);
                ck_assert_uint_eq(got.next, want.bounds[want.records[some]] + 1);
            }
        }
    }
}

/* The walk takes one record after the other, in pieces. */
static void compare_walk(const char *data, uint32_t length)
{
    static struct found want;
    static uint32_t bounds[BOUNDS];
    naive(data, length, ',', true, &want);
    uint32_t at = 0;
    for (uint32_t r = 0; r < want.record_count; r++) {
        struct csv_walk walk;
        csv_walk_start(&walk, ',', bounds, BOUNDS);
        uint32_t from = at;
        while (!walk.ended && at < length) {
            uint32_t piece = 1 + chance(9);
            piece = piece < length - at ? piece : length - at;
            at += (uint32_t)csv_walk_on(&walk, data + at, piece);
        }
        csv_walk_finish(&walk);
        ck_assert_uint_eq(walk.fields, want.records[r + 1] - want.records[r]);
        for (uint32_t f = 0; f <= walk.fields; f++) {
            /* The walk counts from the record's beginning, and behind CRLF ends in the LF likewise. */
            ck_assert_uint_eq(bounds[f] + from, want.bounds[want.records[r] + f]);
        }
    }
    ck_assert(at == want.next || want.open);
}

START_TEST(random_texts)
{
    static const char *const alphabets[] = {"a,\n",
                                            "a,\n\"",
                                            "ab,\"\"\r\n",
                                            ",\"",
                                            "\"\n\r",
                                            "abcdefgh,\n\"\xc3\xa9",
                                            "aaaaaaaaaaaaaaaaaaaaaaaaaa,,,,\n\"\""};
    chance_state = UINT64_C(88172645463325252);
    char data[BYTES_MOST];
    for (int round = 0; round < 4000; round++) {
        const char *alphabet = alphabets[chance(sizeof alphabets / sizeof *alphabets)];
        uint32_t length = chance(round % 8 == 0 ? BYTES_MOST : 200);
        for (uint32_t i = 0; i < length; i++) {
            data[i] = alphabet[chance((uint32_t)strlen(alphabet) + (round % 50 == 0))];
        }
        compare_kernels(data, length);
        compare_walk(data, length);
    }
}
END_TEST

START_TEST(every_place_in_a_block)
{
    /* A quotation mark, a pair of them, a lone CR and a CRLF at every place round the edge of a block. */
    static const char *const pieces[] = {"\"",   "\"\"", ",\"",   "\",",          "\r",
                                         "\r\n", "\n",   "\"x\"", ",\"a,b\nc\",", "x\"y"};
    char data[BYTES_MOST];
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        for (uint32_t at = 50; at < 140; at++) {
            for (uint32_t second = at + 10; second < 150; second += 7) {
                memset(data, 'x', 160);
                data[20] = ',';
                memcpy(data + at, pieces[p], strlen(pieces[p]));
                memcpy(data + second, pieces[(p + at) % 10], strlen(pieces[(p + at) % 10]));
                compare_kernels(data, 160);
            }
        }
    }
}
END_TEST

START_TEST(bounds_used_up)
{
    enum { LENGTH = 500 };
    char data[LENGTH];
    memset(data, ',', sizeof data);
    data[LENGTH - 1] = '\n';
    uint32_t bounds[100 + CSV_SCAN_SLACK];
    uint32_t records[10 + CSV_SCAN_SLACK];
    struct csv_scan task = {.data = data,
                            .to = LENGTH,
                            .delimiter = ',',
                            .bounds = bounds,
                            .bound_most = 100,
                            .records = records,
                            .record_most = 10};
    csv_scan(csv_kernel_best(), &task);
    ck_assert(task.stuck);
    ck_assert_uint_eq(task.record_count, 0);
    ck_assert_uint_eq(task.next, 0);
}
END_TEST

static void check_unquote(const char *field, const char *want, const char *want_stray)
{
    char out[64];
    struct str stray;
    struct str text = csv_unquote(str_of(field), out, &stray);
    ck_assert_msg(str_equal(text, str_of(want)), "%s gave %.*s", field, STR_ARGS(text));
    ck_assert_msg(str_equal(stray, str_of(want_stray)), "%s: stray %.*s", field, STR_ARGS(stray));
}

START_TEST(unquoting)
{
    check_unquote("\"\"", "", "");
    check_unquote("\"a\"", "a", "");
    check_unquote("\"a\"\r", "a", "");
    check_unquote("\"a,b\"", "a,b", "");
    check_unquote("\"said \"\"stay\"\" at\"", "said \"stay\" at", "");
    check_unquote("\"\"\"\"", "\"", "");
    check_unquote("\"\"\"\"\"\"", "\"\"", "");
    check_unquote("\"a\"b", "ab", "b");
    check_unquote("\"a\"b\"c\"", "ab\"c\"", "b\"c\"");
    check_unquote("\"a\" ", "a ", " ");
    check_unquote("\"\"x", "x", "x");
    check_unquote("\"abc", "abc", "");
    check_unquote("\"", "", "");
    check_unquote("\"a\"\"", "a\"", "");
}
END_TEST

START_TEST(breaks)
{
    ck_assert_uint_eq(csv_count_breaks("a\nb\r\nc\rd", 9), 3);
    ck_assert_uint_eq(csv_count_breaks("\r\r\n\n", 4), 3);
    ck_assert_uint_eq(csv_count_breaks("", 0), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tests = tcase_create("csv");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, random_texts);
    tcase_add_test(tests, every_place_in_a_block);
    tcase_add_test(tests, bounds_used_up);
    tcase_add_test(tests, unquoting);
    tcase_add_test(tests, breaks);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
