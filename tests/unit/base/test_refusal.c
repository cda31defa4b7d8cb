/* Each allocation that base makes is refused in turn: it says so, leaks nothing and leaves its files alone.
 *
 * glibc only, and not under a sanitizer, which has its own malloc().
 */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/output.h"
#include "base/source.h"
#include "base/spool.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_MALLOC
#endif
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(OWN_MALLOC)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static long until_refusal = -1; /* -1: none is refused */
static bool has_refused;
static long alive;
static bool is_consistent = true; /* a trial may not use Check, which allocates memory itself */

static bool refuses(void)
{
    if (until_refusal < 0) {
        return false;
    }
    if (until_refusal-- == 0) {
        has_refused = true;
        errno = ENOMEM;
        return true;
    }
    return false;
}

void *malloc(size_t size)
{
    void *memory = refuses() ? NULL : __libc_malloc(size);
    alive += memory ? 1 : 0;
    return memory;
}

void *calloc(size_t nmemb, size_t size)
{
    void *memory = refuses() ? NULL : __libc_calloc(nmemb, size);
    alive += memory ? 1 : 0;
    return memory;
}

void *realloc(void *ptr, size_t size)
{
    bool is_new = ptr == NULL;
    void *memory = refuses() ? NULL : __libc_realloc(ptr, size);
    alive += memory && is_new ? 1 : 0;
    return memory;
}

void free(void *ptr)
{
    alive -= ptr ? 1 : 0;
    __libc_free(ptr);
}

static char folder[] = "/tmp/probity-test-refusal-XXXXXX";
static char path[64];

/* What is tried: true when it was done, false when it said that it could not. */
typedef bool trial(struct failure *failure);

static bool try_arena(struct failure *failure)
{
    struct arena arena = ARENA_EMPTY;
    bool done = arena_alloc(&arena, 100) && arena_alloc(&arena, 10000) && arena_str(&arena, STR("x")).data &&
                arena_alloc(&arena, 100000) && arena_printf(&arena, "%*d", 200000, 1).data;
    arena_free(&arena);
    return done || failure_memory(failure);
}

static bool try_buffer(struct failure *failure)
{
    struct buffer buffer = BUFFER_EMPTY;
    for (int i = 0; i < 1000; i++) {
        buffer_integer(&buffer, i);
    }
    bool done = buffer_ok(&buffer);
    buffer_free(&buffer);
    return done || failure_memory(failure);
}

static bool try_map(struct failure *failure)
{
    static char keys[100][4];
    struct map map = MAP_EMPTY;
    ARRAY_OF(int) array = {0};
    bool done = true;
    for (int i = 0; i < 100 && done; i++) {
        snprintf(keys[i], sizeof keys[i], "%d", i);
        done = map_set(&map, str_of(keys[i]), (uint64_t)i) && array_push(&array, i);
    }
    for (size_t i = 0; i < array.count; i++) {
        const uint64_t *value = map_get(&map, str_of(keys[i]));
        is_consistent &= value && *value == i && array.items[i] == (int)i;
    }
    map_free(&map);
    array_free(&array);
    return done || failure_memory(failure);
}

static bool try_calendar(struct failure *failure)
{
    int64_t holidays[8];
    int64_t days = 0;
    for (int i = 0; i < 8; i++) {
        holidays[i] = 18262 + i; /* the first eight days of 2020 */
    }
    struct calendar *calendar = calendar_new(holidays, 8, failure);
    is_consistent &= !calendar || (calendar_count(calendar, 18262, 18262 + 8, &days) && days == 1);
    calendar_free(calendar);
    return calendar != NULL;
}

static bool try_hash(struct failure *failure)
{
    char hex[HASH_SHA256_HEX];
    struct hash_sha256 *state = hash_sha256_new(failure);
    if (!state) {
        return false;
    }
    if (!hash_sha256_add(state, "abc", 3, failure)) {
        hash_sha256_abandon(state);
        return false;
    }
    return hash_sha256_finish(state, hex, failure);
}

static bool try_source(struct failure *failure)
{
    static char bytes[300000];
    memset(bytes, 'a', sizeof bytes);
    bytes[0] = '\xff';
    bytes[1] = '\xfe';
    struct source *source = source_open_memory("x", (struct str){bytes, sizeof bytes}, failure);
    if (!source) {
        return false;
    }
    uint64_t size = source_size(source);
    bool done = source_recode(source, SOURCE_WINDOWS_1252, failure);
    is_consistent &= done || source_size(source) == size; /* as it was */
    source_close(source);
    /* One that has to be spooled; a root without /proc has only an empty one. */
    const char *stream = access("/proc/self/status", R_OK) == 0 ? "/proc/self/status" : "/dev/null";
    source = done ? source_open(stream, failure) : NULL;
    done = source != NULL;
    source_close(source);
    return done;
}

static bool try_output(struct failure *failure)
{
    struct output *output = output_open(path, failure);
    if (!output) {
        return false;
    }
    if (!output_write(output, STR("x"), failure)) {
        output_abandon(output);
        return false;
    }
    return output_commit(output, failure);
}

static unsigned files_in_folder(void)
{
    unsigned count = 0;
    DIR *entries = opendir(folder);
    ck_assert_ptr_nonnull(entries);
    while (readdir(entries)) {
        count++;
    }
    closedir(entries);
    return count - 2;
}

/* The number of times that each refusal is tried; more than the errors that OpenSSL keeps. */
#define TURNS 20

/* Refuses the first allocation, then the second, until the trial has all it needs. */
static void refuse_each(const char *name, trial *try_it)
{
    struct failure first = {0};
    ck_assert_msg(try_it(&first), "%s", first.message); /* libraries keep what they set up once */
    unsigned refused = 0;
    /* Each some times: a library may keep a few errors, but not more and more of them. */
    for (long turn = 0; turn < 10000 * TURNS; turn++) {
        long at = turn / TURNS;
        struct failure failure = {0};
        long before = alive;
        has_refused = false;
        until_refusal = at;
        bool done = try_it(&failure);
        until_refusal = -1;
        ck_assert_msg(is_consistent, "%s: left half done after refusal %ld", name, at);
        ck_assert_msg(alive == before || turn % TURNS < TURNS - 1, "%s: %ld left behind after refusal %ld", name,
                      alive - before, at);
        ck_assert_int_eq(done, !failure_is_set(&failure));
        if (!has_refused) {
            ck_assert(done);
            ck_assert_uint_gt(refused, 0);
            return;
        }
        refused++;
        ck_assert_msg(done || failure.kind == FAILURE_MEMORY, "%s: %s", name, failure.message);
    }
    ck_abort_msg("it goes on for ever");
}

START_TEST(every_refusal_is_noticed)
{
    static const struct {
        const char *name;
        trial *try_it;
    } trials[] = {
        {"arena", try_arena}, {"buffer", try_buffer}, {"map", try_map},       {"calendar", try_calendar},
        {"hash", try_hash},   {"source", try_source}, {"output", try_output},
    };
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        refuse_each(trials[i].name, trials[i].try_it);
    }
    ck_assert_uint_eq(files_in_folder(), 1);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

#else

START_TEST(every_refusal_is_noticed)
{
    printf("SKIP: malloc() belongs to somebody else here\n");
}
END_TEST

#endif

int main(void)
{
    Suite *suite = suite_create("refusal");
    TCase *cases = tcase_create("refusal");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, every_refusal_is_noticed);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
