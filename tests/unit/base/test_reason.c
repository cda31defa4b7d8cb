/* reason: words for what the system refuses. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../run_suite.h"
#include "base/reason.h"

START_TEST(reasons)
{
    ck_assert_str_eq(reason_of(ENOENT), "there is no such file or folder");
    ck_assert_str_eq(reason_of(ENOSPC), "the disk is full");
    for (int error = -5; error < 200; error++) {
        const char *reason = reason_of(error);
        ck_assert_ptr_nonnull(reason);
        ck_assert_uint_gt(strlen(reason), 5);
        ck_assert_int_ne(reason[strlen(reason) - 1], '.');
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reason");
    TCase *cases = tcase_create("reason");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, reasons);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
