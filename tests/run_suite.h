/* run_suite: runs a suite of Check; what main() of a test program returns. */
#ifndef PROBITY_TESTS_RUN_SUITE_H
#define PROBITY_TESTS_RUN_SUITE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static inline int run_suite(Suite *suite)
{
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* what is told before a failure is not lost */
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
