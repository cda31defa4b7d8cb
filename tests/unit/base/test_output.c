/* output: whole or not at all, and never silently cut. */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../run_suite.h"
#include "base/buffer.h"
#include "base/output.h"

static char folder[] = "/tmp/probity-test-output-XXXXXX";
static char path[64];
static char link_path[64];

static void set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/probity-test-output-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/report", folder);
    snprintf(link_path, sizeof link_path, "%s/link", folder);
}

static void tear_down(void)
{
    unlink(link_path);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0); /* nothing temporary is left */
}

static unsigned files_in_folder(void)
{
    DIR *entries = opendir(folder);
    ck_assert_ptr_nonnull(entries);
    unsigned count = 0;
    for (const struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(entries);
    return count;
}

static void assert_file(const char *name, struct str expected)
{
    FILE *file = fopen(name, "rb");
    ck_assert_ptr_nonnull(file);
    char *bytes = malloc(expected.length + 1);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(fread(bytes, 1, expected.length + 1, file), expected.length);
    ck_assert_mem_eq(bytes, expected.data, expected.length);
    free(bytes);
    fclose(file);
}

static void write_all(const char *name, struct str text)
{
    struct failure failure = {0};
    struct output *output = output_open(name, &failure);
    ck_assert_msg(output != NULL, "%s", failure.message);
    ck_assert(output_write(output, text, &failure));
    ck_assert_msg(output_commit(output, &failure), "%s", failure.message);
    ck_assert(!failure_is_set(&failure));
}

START_TEST(file_appears_at_commit)
{
    struct failure failure = {0};
    struct output *output = output_open(path, &failure);
    ck_assert_ptr_nonnull(output);
    ck_assert(!output_is_terminal(output));
    ck_assert(output_write(output, STR("one "), &failure));
    ck_assert(output_write(output, STR(""), &failure));
    ck_assert(output_write(output, STR("two"), &failure));
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert(output_commit(output, &failure));
    assert_file(path, STR("one two"));
    ck_assert_uint_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(old_file_stays_until_commit)
{
    write_all(path, STR("old"));
    struct failure failure = {0};
    struct output *output = output_open(path, &failure);
    ck_assert_ptr_nonnull(output);
    ck_assert(output_write(output, STR("new"), &failure));
    assert_file(path, STR("old"));
    output_abandon(output);
    assert_file(path, STR("old"));
    ck_assert_uint_eq(files_in_folder(), 1);
    write_all(path, STR("new"));
    assert_file(path, STR("new"));
    output_abandon(NULL);
}
END_TEST

START_TEST(large_texts)
{
    struct buffer text = BUFFER_EMPTY;
    struct failure failure = {0};
    struct output *output = output_open(path, &failure);
    ck_assert_ptr_nonnull(output);
    for (size_t size = 1; size < 200000; size = size * 3 + 1) {
        for (int i = 0; i < 5; i++) {
            size_t start = text.length;
            buffer_fill(&text, (char)('a' + text.length % 26), size);
            ck_assert(output_write(output, str_slice(buffer_view(&text), start, size), &failure));
        }
    }
    ck_assert(output_commit(output, &failure));
    assert_file(path, buffer_view(&text));
    buffer_free(&text);
}
END_TEST

START_TEST(permissions)
{
    struct stat status;
    mode_t before = umask(027);
    write_all(path, STR("x"));
    umask(before);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0640);
    ck_assert_int_eq(chmod(path, 0600), 0);
    write_all(path, STR("y"));
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
}
END_TEST

START_TEST(link_stays_a_link)
{
    struct stat status;
    write_all(path, STR("x"));
    ck_assert_int_eq(symlink("report", link_path), 0);
    write_all(link_path, STR("through the link"));
    ck_assert_int_eq(lstat(link_path, &status), 0);
    ck_assert(S_ISLNK(status.st_mode));
    assert_file(path, STR("through the link"));
}
END_TEST

START_TEST(plain_name_in_the_current_folder)
{
    ck_assert_int_eq(chdir(folder), 0);
    write_all("report", STR("here"));
    assert_file(path, STR("here"));
    ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(left_behind_temporary_files_do_no_harm)
{
    char name[128];
    snprintf(name, sizeof name, "%s/.probity-%ld-0", folder, (long)getpid());
    int descriptor = open(name, O_CREAT | O_WRONLY, 0600);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
    write_all(path, STR("x"));
    assert_file(name, STR(""));
    unlink(name);
}
END_TEST

START_TEST(what_cannot_be_written_to)
{
    struct failure failure = {0};
    ck_assert_ptr_null(output_open(folder, &failure));
    ck_assert_str_eq(failure.message, "the file cannot be written: it is a folder");
    ck_assert_str_eq(failure.path, folder);
    struct failure other = {0};
    ck_assert_ptr_null(output_open("/nowhere/at/all", &other));
    ck_assert_str_eq(other.message, "the file cannot be written: there is no such file or folder");
    ck_assert_ptr_null(output_open("", NULL));
    ck_assert_ptr_null(output_open("/nowhere/", NULL));
}
END_TEST

static void assert_full(const struct failure *failure, const char *where)
{
    ck_assert_int_eq(failure->kind, FAILURE_FILE);
    ck_assert_str_eq(failure->path, where);
    ck_assert_ptr_nonnull(strstr(failure->message, "the disk is full"));
}

START_TEST(full_disk)
{
    struct failure failure = {0};
    struct output *output = output_open("/dev/full", &failure);
    ck_assert_ptr_nonnull(output);
    ck_assert(output_write(output, STR("short: noticed at the end"), &failure));
    ck_assert(!output_commit(output, &failure));
    assert_full(&failure, "/dev/full");

    struct buffer text = BUFFER_EMPTY;
    buffer_fill(&text, 'x', 200000);
    struct failure early = {0};
    output = output_open("/dev/full", &early);
    ck_assert_ptr_nonnull(output);
    ck_assert(!output_write(output, buffer_view(&text), &early));
    assert_full(&early, "/dev/full");
    struct failure again = {0};
    ck_assert(!output_write(output, STR("x"), &again));
    assert_full(&again, "/dev/full");
    ck_assert(!output_commit(output, &early));
    buffer_free(&text);
}
END_TEST

/* A ceiling on the size of files is the nearest thing to a full disk that a test can make for a file that is renamed. */
START_TEST(full_disk_leaves_the_old_file)
{
    signal(SIGXFSZ, SIG_IGN);
    write_all(path, STR("old"));
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit limit = {100000, before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct buffer text = BUFFER_EMPTY;
    buffer_fill(&text, 'x', 60000);
    struct failure failure = {0};
    struct output *output = output_open(path, &failure);
    ck_assert_ptr_nonnull(output);
    for (int i = 0; i < 3; i++) {
        output_write(output, buffer_view(&text), &failure);
    }
    bool committed = output_commit(output, &failure);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert(!committed);
    ck_assert_str_eq(failure.message, "the file could not be written in full: it would become larger than is allowed");
    ck_assert_str_eq(failure.path, path);
    assert_file(path, STR("old"));
    ck_assert_uint_eq(files_in_folder(), 1);
    buffer_free(&text);
}
END_TEST

static void redirect_standard_output(int descriptor)
{
    fflush(stdout);
    ck_assert_int_ge(dup2(descriptor, STDOUT_FILENO), 0);
    close(descriptor);
}

START_TEST(standard_output)
{
    redirect_standard_output(open(path, O_CREAT | O_WRONLY, 0600));
    write_all("-", STR("one "));
    write_all(NULL, STR("two"));
    assert_file(path, STR("one two"));
    ck_assert_int_ge(fcntl(STDOUT_FILENO, F_GETFD), 0);
    struct failure failure = {0};
    struct output *output = output_open("-", &failure);
    ck_assert(output_write(output, STR("never"), &failure));
    output_abandon(output);
    assert_file(path, STR("one two"));
}
END_TEST

START_TEST(full_standard_output)
{
    redirect_standard_output(open("/dev/full", O_WRONLY));
    struct failure failure = {0};
    struct output *output = output_open("-", &failure);
    ck_assert(output_write(output, STR("x"), &failure));
    ck_assert(!output_commit(output, &failure));
    ck_assert_str_eq(failure.message, "standard output could not be written in full: the disk is full");
}
END_TEST

static bool take(void *context, struct str text, struct failure *failure)
{
    struct buffer *taken = context;
    buffer_str(taken, text);
    return taken->length < 10 || failure_set(failure, FAILURE_LIMIT, "enough");
}

START_TEST(a_function_takes_it)
{
    struct failure failure = {0};
    struct buffer taken = BUFFER_EMPTY;
    struct output *output = output_open_taker(take, &taken, &failure);
    ck_assert(!output_is_terminal(output));
    ck_assert(output_write(output, STR("one "), &failure) && output_write(output, STR("two"), &failure));
    ck_assert(output_commit(output, &failure));
    ck_assert(str_equal(buffer_view(&taken), STR("one two")));
    output = output_open_taker(take, &taken, &failure);
    ck_assert(!output_write(output, STR("three"), &failure));
    ck_assert_str_eq(failure.message, "enough");
    output_abandon(output);
    buffer_free(&taken);
}
END_TEST

START_TEST(closed_pipe)
{
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    redirect_standard_output(ends[1]);
    struct failure failure = {0};
    struct output *output = output_open("-", &failure);
    ck_assert(output_write(output, STR("x"), &failure));
    ck_assert(!output_commit(output, &failure));
    ck_assert_str_eq(failure.message,
                     "standard output could not be written in full: the program that was reading it has stopped");
}
END_TEST

START_TEST(closed_standard_output)
{
    fflush(stdout);
    close(STDOUT_FILENO);
    struct failure failure = {0};
    struct output *output = output_open("-", &failure);
    ck_assert(output_write(output, STR("x"), &failure));
    ck_assert(!output_commit(output, &failure));
    ck_assert_int_eq(failure.kind, FAILURE_FILE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("output");
    TCase *cases = tcase_create("output");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, file_appears_at_commit);
    tcase_add_test(cases, old_file_stays_until_commit);
    tcase_add_test(cases, large_texts);
    tcase_add_test(cases, permissions);
    tcase_add_test(cases, link_stays_a_link);
    tcase_add_test(cases, plain_name_in_the_current_folder);
    tcase_add_test(cases, left_behind_temporary_files_do_no_harm);
    tcase_add_test(cases, what_cannot_be_written_to);
    tcase_add_test(cases, full_disk);
    tcase_add_test(cases, full_disk_leaves_the_old_file);
    tcase_add_test(cases, standard_output);
    tcase_add_test(cases, full_standard_output);
    tcase_add_test(cases, a_function_takes_it);
    tcase_add_test(cases, closed_pipe);
    tcase_add_test(cases, closed_standard_output);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
