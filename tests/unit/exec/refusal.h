/* refusal: refuses a test program's allocations one after another. Include it in one file of a program; glibc only, and
 * not under a sanitizer, which has its own malloc(): there, REFUSAL_WORKS is not defined.
 */
#ifndef PROBITY_TESTS_UNIT_EXEC_REFUSAL_H
#define PROBITY_TESTS_UNIT_EXEC_REFUSAL_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define REFUSAL_OWN_MALLOC
#endif
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !defined(REFUSAL_OWN_MALLOC)
#define REFUSAL_WORKS

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static long refusal_at = -1; /* how many are allowed before the one that is refused; -1: none is refused */
static bool refusal_happened;
static long refusal_alive; /* allocations that have not been freed */

static bool refuses(void)
{
    if (refusal_at < 0 || refusal_at-- > 0) {
        return false;
    }
    refusal_happened = true;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    void *memory = refuses() ? NULL : __libc_malloc(size);
    refusal_alive += memory ? 1 : 0;
    return memory;
}

void *calloc(size_t nmemb, size_t size)
{
    void *memory = refuses() ? NULL : __libc_calloc(nmemb, size);
    refusal_alive += memory ? 1 : 0;
    return memory;
}

void *realloc(void *ptr, size_t size)
{
    bool is_new = ptr == NULL;
    void *memory = refuses() ? NULL : __libc_realloc(ptr, size);
    refusal_alive += memory && is_new ? 1 : 0;
    return memory;
}

void free(void *ptr)
{
    refusal_alive -= ptr ? 1 : 0;
    __libc_free(ptr);
}

#endif

#endif
