/* parallel: whatever the number of threads, the same as in sequence. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "../../run_suite.h"
#include "base/parallel.h"

/* Check writes down every assertion that holds, which for millions of them takes too long. */
#define ENSURE(condition) ((condition) ? (void)0 : ck_abort_msg("%s", #condition))

#define TASKS 500u

static const unsigned thread_counts[] = {0, 1, 2, 3, 8, 64, 1000};
#define THREAD_COUNTS (sizeof thread_counts / sizeof thread_counts[0])

/* Takes uneven time, so that tasks overtake one another. */
static uint64_t spend_time(size_t task)
{
    volatile uint64_t number = task;
    for (size_t i = 0; i < task * 7919 % 3000; i++) {
        number = number * 31 + i;
    }
    return number;
}

struct job {
    size_t fails_at; /* the work of this task and, if it is even, of those behind it fails */
    size_t commit_fails_at;
    size_t ends_at; /* the commit of this task says that it was the last */
    bool done;
    uint64_t results[PARALLEL_THREADS_MOST];
    size_t tasks[PARALLEL_THREADS_MOST];
    unsigned char worked[2 * TASKS + PARALLEL_THREADS_MOST];
    size_t committed;
    bool out_of_order;
};

static struct job *job_new(void)
{
    struct job *job = calloc(1, sizeof *job);
    ck_assert_ptr_nonnull(job);
    job->fails_at = job->commit_fails_at = job->ends_at = SIZE_MAX;
    return job;
}

static bool work(void *context, unsigned worker, size_t task, struct failure *failure)
{
    struct job *job = context;
    if (worker >= PARALLEL_THREADS_MOST) {
        return failure_set(failure, FAILURE_LIMIT, "worker %u", worker);
    }
    job->results[worker] = spend_time(task);
    job->tasks[worker] = task;
    if (task < sizeof job->worked) {
        job->worked[task]++;
    }
    if (task == job->fails_at || (job->fails_at % 2 == 0 && task > job->fails_at)) {
        return failure_set(failure, FAILURE_SYNTAX, "task %zu failed", task);
    }
    return true;
}

static bool commit(void *context, unsigned worker, size_t task, struct failure *failure)
{
    struct job *job = context;
    if (job->tasks[worker] != task || job->results[worker] != spend_time(task) || job->committed != task) {
        job->out_of_order = true;
    }
    if (task == job->commit_fails_at) {
        return failure_set(failure, FAILURE_FILE, "commit %zu failed", task);
    }
    job->committed++;
    job->done = task == job->ends_at;
    return true;
}

START_TEST(all_tasks_run_once)
{
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        for (size_t count = 0; count <= TASKS; count = count * 5 + 1) {
            struct job *job = job_new();
            struct failure failure = {0};
            ENSURE(parallel_for(thread_counts[i], count, work, job, &failure));
            for (size_t task = 0; task < sizeof job->worked; task++) {
                ENSURE(job->worked[task] == (task < count ? 1 : 0));
            }
            ENSURE(!failure_is_set(&failure));
            free(job);
        }
    }
}
END_TEST

START_TEST(lowest_failure_wins)
{
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        for (size_t fails_at = 0; fails_at < TASKS; fails_at += 61) {
            struct job *job = job_new();
            job->fails_at = fails_at;
            struct failure failure = {0};
            ck_assert(!parallel_for(thread_counts[i], TASKS, work, job, &failure));
            char expected[32];
            snprintf(expected, sizeof expected, "task %zu failed", fails_at);
            ck_assert_str_eq(failure.message, expected);
            ck_assert_int_eq(failure.kind, FAILURE_SYNTAX);
            free(job);
        }
    }
    struct job *job = job_new();
    job->fails_at = 3;
    ck_assert(!parallel_for(4, 10, work, job, NULL));
    free(job);
}
END_TEST

START_TEST(earlier_failure_stays)
{
    struct job *job = job_new();
    job->fails_at = 3;
    struct failure failure = {0};
    failure_set(&failure, FAILURE_USAGE, "before");
    ck_assert(!parallel_for(4, 10, work, job, &failure));
    ck_assert_str_eq(failure.message, "before");
    free(job);
}
END_TEST

START_TEST(commits_come_in_order)
{
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        struct job *job = job_new();
        struct failure failure = {0};
        ck_assert(parallel_ordered(thread_counts[i], TASKS, work, commit, job, NULL, &failure));
        ck_assert_uint_eq(job->committed, TASKS);
        ck_assert(!job->out_of_order);
        free(job);
    }
}
END_TEST

START_TEST(commit_ends_it)
{
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        for (size_t ends_at = 0; ends_at < TASKS; ends_at += 97) {
            struct job *job = job_new();
            job->ends_at = ends_at;
            struct failure failure = {0};
            ck_assert(parallel_ordered(thread_counts[i], SIZE_MAX, work, commit, job, &job->done, &failure));
            ck_assert_uint_eq(job->committed, ends_at + 1);
            ck_assert(!job->out_of_order);
            free(job);
        }
    }
}
END_TEST

/* Tasks behind the last one may fail as they like: in sequence they would never have run. */
START_TEST(failures_behind_the_end_do_not_count)
{
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        for (size_t ends_at = 1; ends_at < 60; ends_at += 2) {
            struct job *job = job_new();
            job->ends_at = ends_at;
            job->fails_at = ends_at + 1;
            struct failure failure = {0};
            ck_assert(parallel_ordered(thread_counts[i], SIZE_MAX, work, commit, job, &job->done, &failure));
            ck_assert_uint_eq(job->committed, ends_at + 1);
            ck_assert(!failure_is_set(&failure));
            free(job);
        }
    }
}
END_TEST

START_TEST(failures_in_order)
{
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        for (size_t at = 0; at < TASKS; at += 71) {
            struct job *job = job_new();
            job->fails_at = at;
            struct failure failure = {0};
            char expected[32];
            ck_assert(!parallel_ordered(thread_counts[i], TASKS, work, commit, job, NULL, &failure));
            snprintf(expected, sizeof expected, "task %zu failed", at);
            ck_assert_str_eq(failure.message, expected);
            ck_assert_uint_eq(job->committed, at); /* just those before it */
            free(job);

            job = job_new();
            job->commit_fails_at = at;
            job->fails_at = at + 2;
            struct failure other = {0};
            ck_assert(!parallel_ordered(thread_counts[i], SIZE_MAX, work, commit, job, &job->done, &other));
            snprintf(expected, sizeof expected, "commit %zu failed", at);
            ck_assert_str_eq(other.message, expected);
            ck_assert_uint_eq(job->committed, at);
            ck_assert(!job->out_of_order);
            free(job);
        }
    }
}
END_TEST

/* No thread can be had where there is no memory for its stack. Sanitizers need memory of their own. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
START_TEST(carries_on_without_threads)
{
    struct job *job = job_new();
    struct job *ordered = job_new();
    struct failure failure = {0};
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_AS, &before), 0);
    struct rlimit limit = {1, before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    bool done = parallel_for(8, TASKS, work, job, &failure);
    done = done && parallel_ordered(8, TASKS, work, commit, ordered, NULL, &failure);
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &before), 0);
    ck_assert(done);
    ck_assert_uint_eq(job->worked[TASKS - 1], 1);
    ck_assert_uint_eq(ordered->committed, TASKS);
    for (size_t i = 1; i < PARALLEL_THREADS_MOST; i++) {
        ck_assert_uint_eq(job->results[i], 0); /* worker 0 did it all */
    }
    free(job);
    free(ordered);
}
END_TEST
#define HAS_LIMITED_MEMORY 1
#else
#define HAS_LIMITED_MEMORY 0
#endif

START_TEST(processors)
{
    ck_assert_uint_ge(parallel_processors(), 1);
    ck_assert_uint_le(parallel_processors(), PARALLEL_THREADS_MOST);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parallel");
    TCase *cases = tcase_create("parallel");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, all_tasks_run_once);
    tcase_add_test(cases, lowest_failure_wins);
    tcase_add_test(cases, earlier_failure_stays);
    tcase_add_test(cases, commits_come_in_order);
    tcase_add_test(cases, commit_ends_it);
    tcase_add_test(cases, failures_behind_the_end_do_not_count);
    tcase_add_test(cases, failures_in_order);
#if HAS_LIMITED_MEMORY
    tcase_add_test(cases, carries_on_without_threads);
#endif
    tcase_add_test(cases, processors);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
