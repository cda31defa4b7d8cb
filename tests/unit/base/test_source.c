/* source: whatever the file is and however it is written, its reader sees UTF-8. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../run_suite.h"
#include "base/buffer.h"
#include "base/parallel.h"
#include "base/source.h"

static char folder[] = "/tmp/probity-test-source-XXXXXX";
static char path[64];

static void set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/probity-test-source-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
}

static void tear_down(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void write_file(struct str bytes)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.length, file), bytes.length);
    ck_assert_int_eq(fclose(file), 0);
}

typedef int64_t reading(struct source *source, uint64_t offset, char *data, size_t length, struct failure *failure);

static void assert_bytes(struct source *source, reading *read_some, struct str expected, size_t step)
{
    struct failure failure = {0};
    struct buffer all = BUFFER_EMPTY;
    for (;;) {
        char *room = buffer_reserve(&all, step);
        ck_assert_ptr_nonnull(room);
        int64_t got = read_some(source, all.length, room, step, &failure);
        ck_assert_msg(got >= 0, "%s", failure.message);
        if (got == 0) {
            break;
        }
        all.length += (size_t)got;
        ck_assert((size_t)got == step || all.length == expected.length);
    }
    ck_assert_uint_eq(all.length, expected.length);
    ck_assert(str_equal(buffer_view(&all), expected));
    buffer_free(&all);
}

/* From memory and from a file. */
static void assert_text(struct str bytes, struct str text, enum source_encoding encoding)
{
    write_file(bytes);
    for (int from_file = 0; from_file < 2; from_file++) {
        struct failure failure = {0};
        struct source *source = from_file ? source_open(path, &failure) : source_open_memory("x", bytes, &failure);
        ck_assert_msg(source != NULL, "%s", failure.message);
        ck_assert_str_eq(source_path(source), from_file ? path : "x");
        ck_assert_int_eq(source_encoding(source), encoding);
        ck_assert_uint_eq(source_size(source), text.length);
        ck_assert_uint_eq(source_file_size(source), bytes.length);
        assert_bytes(source, source_read, text, text.length > 1000 ? 4099 : 3);
        assert_bytes(source, source_read_raw, bytes, bytes.length > 1000 ? 4099 : 3);
        ck_assert(!failure_is_set(&failure));
        source_close(source);
    }
}

START_TEST(encodings)
{
    assert_text(STR(""), STR(""), SOURCE_UTF8);
    assert_text(STR("a"), STR("a"), SOURCE_UTF8);
    assert_text(STR("code,£\n"), STR("code,£\n"), SOURCE_UTF8);
    assert_text(STR("\xef\xbb\xbf"
                    "code,£\n"),
                STR("code,£\n"), SOURCE_UTF8_BOM);
    assert_text(STR("\xef\xbb\xbf"), STR(""), SOURCE_UTF8_BOM);
    assert_text(STR("\xef\xbb"), STR("\xef\xbb"), SOURCE_UTF8);
    assert_text(STR("\xff\xfe"
                    "a\0\xa3\0\xac\x20"),
                STR("a£€"), SOURCE_UTF16_LE);
    assert_text(STR("\xfe\xff"
                    "\0a\0\xa3\x20\xac"),
                STR("a£€"), SOURCE_UTF16_BE);
    assert_text(STR("\xff\xfe"), STR(""), SOURCE_UTF16_LE);
    assert_text(STR("\xff\xfe"
                    "a"),
                STR(""), SOURCE_UTF16_LE);
    assert_text(STR("\xff\xfe"
                    "\x00\xd8"),
                STR("\xef\xbf\xbd"), SOURCE_UTF16_LE);
    assert_text(STR("\xa3"
                    "5"),
                STR("\xa3"
                    "5"),
                SOURCE_UTF8); /* nobody has said otherwise yet */
}
END_TEST

/* Pairs of surrogates across every boundary of a chunk, and texts that must go to a file. */
START_TEST(large_utf16)
{
    for (size_t shift = 0; shift < 2; shift++) {
        for (int big = 0; big < 2; big++) {
            struct buffer utf16 = BUFFER_EMPTY;
            struct buffer utf8 = BUFFER_EMPTY;
            buffer_str(&utf16, big ? STR("\xfe\xff") : STR("\xff\xfe"));
            if (shift) {
                buffer_str(&utf16, big ? STR("\0a") : STR("a\0"));
                buffer_char(&utf8, 'a');
            }
            for (int i = 0; i < 300000; i++) {
                buffer_str(&utf16, big ? STR("\xd8\x3d\xde\x00") : STR("\x3d\xd8\x00\xde"));
                buffer_str(&utf8, STR("\xf0\x9f\x98\x80"));
            }
            assert_text(buffer_view(&utf16), buffer_view(&utf8), big ? SOURCE_UTF16_BE : SOURCE_UTF16_LE);
            buffer_free(&utf16);
            buffer_free(&utf8);
        }
    }
}
END_TEST

START_TEST(recoding)
{
    struct failure failure = {0};
    struct buffer bytes = BUFFER_EMPTY;
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < 200000; i++) {
        buffer_str(&bytes, STR("\xa3"
                               "5,caf\xe9\n"));
        buffer_str(&text, STR("£5,café\n"));
    }
    struct source *source = source_open_memory("x", buffer_view(&bytes), &failure);
    ck_assert_ptr_nonnull(source);
    ck_assert(source_recode(source, SOURCE_WINDOWS_1252, &failure));
    ck_assert_int_eq(source_encoding(source), SOURCE_WINDOWS_1252);
    ck_assert_uint_eq(source_size(source), text.length);
    ck_assert_uint_eq(source_file_size(source), bytes.length);
    assert_bytes(source, source_read, buffer_view(&text), 10007);
    assert_bytes(source, source_read_raw, buffer_view(&bytes), 10007);
    ck_assert(source_recode(source, SOURCE_WINDOWS_1252, &failure));
    ck_assert_uint_eq(source_size(source), text.length);
    ck_assert(source_recode(source, SOURCE_UTF8, &failure));
    ck_assert_int_eq(source_encoding(source), SOURCE_UTF8);
    assert_bytes(source, source_read, buffer_view(&bytes), 10007);
    source_close(source);
    buffer_free(&bytes);
    buffer_free(&text);
}
END_TEST

START_TEST(utf16_without_bom_when_told)
{
    struct failure failure = {0};
    struct source *source = source_open_memory("x", STR("a\0b\0"), &failure);
    ck_assert_ptr_nonnull(source);
    ck_assert_int_eq(source_encoding(source), SOURCE_UTF8);
    ck_assert(source_recode(source, SOURCE_UTF16_LE, &failure));
    assert_bytes(source, source_read, STR("ab"), 10);
    source_close(source);
}
END_TEST

static void assert_not_opened(const char *which, const char *message)
{
    struct failure failure = {0};
    ck_assert_ptr_null(source_open(which, &failure));
    ck_assert_int_eq(failure.kind, FAILURE_FILE);
    ck_assert_str_eq(failure.message, message);
    ck_assert_str_eq(failure.path, which);
}

START_TEST(what_cannot_be_opened)
{
    assert_not_opened(folder, "this is a folder, not a file");
    assert_not_opened("/nowhere/at/all", "the file cannot be opened: there is no such file or folder");
    ck_assert_ptr_null(source_open("/nowhere", NULL));
    source_close(NULL);
}
END_TEST

START_TEST(file_that_shrinks)
{
    struct failure failure = {0};
    write_file(STR("0123456789"));
    struct source *source = source_open(path, &failure);
    ck_assert_ptr_nonnull(source);
    char bytes[10];
    ck_assert_int_eq(source_read(source, 0, bytes, 10, &failure), 10);
    ck_assert_int_eq(truncate(path, 4), 0);
    ck_assert_int_eq(source_read(source, 0, bytes, 4, &failure), 4);
    ck_assert_int_eq(source_read(source, 0, bytes, 10, &failure), -1);
    ck_assert_str_eq(failure.message, "the file became shorter while it was being read");
    ck_assert_str_eq(failure.path, path);
    source_close(source);
}
END_TEST

START_TEST(file_that_grows)
{
    struct failure failure = {0};
    write_file(STR("0123"));
    struct source *source = source_open(path, &failure);
    ck_assert_ptr_nonnull(source);
    write_file(STR("01234567"));
    char bytes[10];
    ck_assert_int_eq(source_read(source, 0, bytes, 10, &failure), 4);
    ck_assert_int_eq(source_read(source, UINT64_MAX, bytes, 10, &failure), 0);
    source_close(source);
}
END_TEST

/* Behind what the buffer holds already; a file may have just as many bytes as are allowed. */
START_TEST(all_at_once)
{
    struct failure failure = {0};
    struct buffer all = BUFFER_EMPTY;
    write_file(STR("\xef\xbb\xbf"
                   "0123"));
    struct source *source = source_open(path, &failure);
    ck_assert_ptr_nonnull(source);
    buffer_text(&all, "> ");
    ck_assert(source_read_all(source, 4, &all, &failure));
    ck_assert(str_equal(buffer_view(&all), STR("> 0123")));
    ck_assert(!source_read_all(source, 3, &all, &failure));
    ck_assert_int_eq(failure.kind, FAILURE_LIMIT);
    ck_assert_str_eq(failure.path, path);
    ck_assert_uint_eq(all.length, 6);
    source_close(source);
    write_file(STR(""));
    source = source_open(path, &failure);
    ck_assert_ptr_nonnull(source);
    ck_assert(source_read_all(source, 0, &all, &failure));
    ck_assert_uint_eq(all.length, 6);
    source_close(source);
    buffer_free(&all);
}
END_TEST

/* Standard input as a pipe, as a file from its start and as a file that somebody has begun to read. */
static void assert_standard_input(int descriptor, struct str expected)
{
    ck_assert_int_ge(dup2(descriptor, STDIN_FILENO), 0);
    close(descriptor);
    struct failure failure = {0};
    struct source *source = source_open("-", &failure);
    ck_assert_msg(source != NULL, "%s", failure.message);
    ck_assert_str_eq(source_path(source), "standard input");
    ck_assert_uint_eq(source_size(source), expected.length);
    assert_bytes(source, source_read, expected, 2);
    source_close(source);
    ck_assert_int_ge(fcntl(STDIN_FILENO, F_GETFD), 0); /* not ours to close */
}

START_TEST(standard_input)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "piped", 5), 5);
    close(ends[1]);
    assert_standard_input(ends[0], STR("piped"));

    write_file(STR("0123456789"));
    assert_standard_input(open(path, O_RDONLY), STR("0123456789"));

    int begun = open(path, O_RDONLY);
    ck_assert_int_eq(lseek(begun, 4, SEEK_SET), 4);
    assert_standard_input(begun, STR("456789"));

    int pipe_in_utf16[2];
    ck_assert_int_eq(pipe(pipe_in_utf16), 0);
    ck_assert_int_eq(write(pipe_in_utf16[1], "\xff\xfe\xa3\0", 4), 4);
    close(pipe_in_utf16[1]);
    assert_standard_input(pipe_in_utf16[0], STR("£"));
}
END_TEST

START_TEST(closed_standard_input)
{
    close(STDIN_FILENO);
    struct failure failure = {0};
    ck_assert_ptr_null(source_open("-", &failure));
    ck_assert_str_eq(failure.message, "the file cannot be opened: it is closed");
    ck_assert_str_eq(failure.path, "standard input");
}
END_TEST

START_TEST(devices)
{
    struct failure failure = {0};
    struct source *source = source_open("/dev/null", &failure);
    ck_assert_ptr_nonnull(source);
    ck_assert_uint_eq(source_size(source), 0);
    source_close(source);
}
END_TEST

struct reader {
    struct source *source;
    struct str expected;
};

START_TEST(text_in_place_of_bytes)
{
    struct failure failure = {0};
    char bytes[16];
    struct source *source = source_open_memory("x", STR("\xef\xbb\xbfPK"), &failure);
    ck_assert(source_replace(source, STR("first"), &failure) && source_replace(source, STR("a,b\n"), &failure));
    ck_assert_uint_eq(source_size(source), 4);
    ck_assert_int_eq(source_read(source, 1, bytes, sizeof bytes, &failure), 3);
    ck_assert(memcmp(bytes, ",b\n", 3) == 0);
    ck_assert_int_eq(source_encoding(source), SOURCE_MADE);
    ck_assert_uint_eq(source_file_size(source), 5);
    ck_assert_int_eq(source_read_raw(source, 3, bytes, sizeof bytes, &failure), 2);
    ck_assert(memcmp(bytes, "PK", 2) == 0);
    ck_assert(!source_is_standard_input(source));
    source_close(source);
}
END_TEST

static bool read_part(void *context, unsigned worker, size_t task, struct failure *failure)
{
    (void)worker;
    const struct reader *reader = context;
    char bytes[1000];
    uint64_t offset = task * 997 % (reader->expected.length - sizeof bytes);
    int64_t got = source_read(reader->source, offset, bytes, sizeof bytes, failure);
    if (got != (int64_t)sizeof bytes || memcmp(bytes, reader->expected.data + offset, sizeof bytes) != 0) {
        return failure_set(failure, FAILURE_FILE, "wrong bytes at %zu", (size_t)offset);
    }
    return true;
}

START_TEST(several_threads_read)
{
    struct buffer text = BUFFER_EMPTY;
    struct buffer utf16 = BUFFER_EMPTY;
    buffer_str(&utf16, STR("\xff\xfe"));
    for (int i = 0; i < 2000000; i++) {
        buffer_char(&text, (char)('a' + i % 23));
        buffer_char(&utf16, (char)('a' + i % 23));
        buffer_char(&utf16, '\0');
    }
    struct failure failure = {0};
    struct source *source = source_open_memory("x", buffer_view(&utf16), &failure);
    ck_assert_ptr_nonnull(source);
    struct reader reader = {source, buffer_view(&text)};
    ck_assert_msg(parallel_for(4, 5000, read_part, &reader, &failure), "%s", failure.message);
    source_close(source);
    buffer_free(&text);
    buffer_free(&utf16);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source");
    TCase *cases = tcase_create("source");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, encodings);
    tcase_add_test(cases, large_utf16);
    tcase_add_test(cases, recoding);
    tcase_add_test(cases, utf16_without_bom_when_told);
    tcase_add_test(cases, what_cannot_be_opened);
    tcase_add_test(cases, file_that_shrinks);
    tcase_add_test(cases, file_that_grows);
    tcase_add_test(cases, all_at_once);
    tcase_add_test(cases, standard_input);
    tcase_add_test(cases, closed_standard_input);
    tcase_add_test(cases, devices);
    tcase_add_test(cases, text_in_place_of_bytes);
    tcase_add_test(cases, several_threads_read);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
