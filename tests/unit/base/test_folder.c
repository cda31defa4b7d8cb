/* folder: its files, in an order that does not depend on the disk. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../run_suite.h"
#include "base/folder.h"

static char folder[] = "/tmp/probity-test-folder-XXXXXX";
static const char *const names[] = {"b.yaml", "a.yaml", "c.yml", ".hidden.yaml", "z.yaml", "yaml", "é.yaml"};

static void in_folder(char path[128], const char *name)
{
    snprintf(path, 128, "%s/%s", folder, name);
}

static void set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/probity-test-folder-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        in_folder(path, names[i]);
        FILE *file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        fclose(file);
    }
    in_folder(path, "folder.yaml");
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void tear_down(void)
{
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        in_folder(path, names[i]);
        unlink(path);
    }
    in_folder(path, "folder.yaml");
    rmdir(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

START_TEST(files_in_order)
{
    static const char *const expected[] = {"a.yaml", "b.yaml", "z.yaml", "é.yaml"};
    struct arena arena = ARENA_EMPTY;
    struct failure failure = {0};
    struct folder_list list;
    ck_assert(folder_list(folder, STR(".yaml"), &arena, &list, &failure));
    ck_assert_uint_eq(list.count, 4);
    for (size_t i = 0; i < 4; i++) {
        char path[128];
        in_folder(path, expected[i]);
        ck_assert_str_eq(list.paths[i].data, path);
        ck_assert_uint_eq(list.paths[i].length, strlen(path));
    }
    ck_assert(folder_list(folder, STR(".csv"), &arena, &list, &failure));
    ck_assert_uint_eq(list.count, 0);
    arena_free(&arena);
}
END_TEST

START_TEST(what_is_no_folder)
{
    struct arena arena = ARENA_EMPTY;
    struct folder_list list;
    char path[128];
    in_folder(path, "a.yaml");
    struct failure failure = {0};
    ck_assert(!folder_list(path, STR(""), &arena, &list, &failure));
    ck_assert_str_eq(failure.message, "the folder cannot be read: part of its path, or all of it, is no folder");
    ck_assert_str_eq(failure.path, path);
    struct failure other = {0};
    ck_assert(!folder_list("/nowhere/at/all", STR(""), &arena, &list, &other));
    ck_assert_str_eq(other.message, "the folder cannot be read: there is no such file or folder");
    arena_free(&arena);
}
END_TEST

START_TEST(existence)
{
    char path[128];
    in_folder(path, "a.yaml");
    ck_assert(folder_exists(folder));
    ck_assert(!folder_exists(path));
    ck_assert(!folder_exists("/nowhere/at/all"));
    ck_assert(!folder_exists(NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("folder");
    TCase *cases = tcase_create("folder");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, files_in_order);
    tcase_add_test(cases, what_is_no_folder);
    tcase_add_test(cases, existence);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
