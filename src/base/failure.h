/* failure: why Probity itself could not do its job.
 *
 * A failure is never a finding: findings say what is wrong with a return, a failure says what stopped the
 * program (a file that cannot be read, a rule file with a mistake in it, no memory left).
 *
 * The caller owns the struct and hands it down; the first failure wins and later ones are ignored. A function
 * that takes a `struct failure *` returns false or NULL when, and only when, it has set it. The message lives in
 * the struct itself, so that reporting "out of memory" needs no memory.
 */
#ifndef PROBITY_BASE_FAILURE_H
#define PROBITY_BASE_FAILURE_H

#include <stdbool.h>
#include <stddef.h>

enum failure_kind {
    FAILURE_NONE = 0,
    FAILURE_MEMORY, /* an allocation was refused */
    FAILURE_FILE,   /* a file cannot be opened, read or written */
    FAILURE_SYNTAX, /* a rule, schema or notes file is not well formed, or does not type-check */
    FAILURE_LIMIT,  /* a named ceiling was reached */
    FAILURE_USAGE   /* the command line asks for something impossible */
};

struct failure {
    enum failure_kind kind;
    char path[256];    /* the file concerned, shortened in the middle if need be; "" when there is none */
    unsigned line;     /* file line, from 1; 0 when there is none */
    unsigned column;   /* in characters, from 1; 0 when there is none */
    char excerpt[160]; /* the offending file line, cut to a window round the column; "" when there is none */
    unsigned caret;    /* offset in characters in `excerpt` at which to draw the caret */
    char message[512]; /* one sentence in plain words, without a full stop */
    char hint[200];    /* what to try instead ("did you mean …?"); "" when there is none */
};

/* Sets the failure unless one is already set. printf-style. Always returns false, so that a caller can write
 * `return failure_set(failure, …);`. A NULL `failure` is allowed and ignored. */
bool failure_set(struct failure *failure, enum failure_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The one way to report a refused allocation. Returns false. */
bool failure_memory(struct failure *failure);

/* Adds where it happened, unless a place is already set. `path` may be NULL. */
void failure_place(struct failure *failure, const char *path, unsigned line, unsigned column);

/* Adds the text of the offending file line and works out `excerpt` and `caret` from it. `text` is `length` bytes of
 * UTF-8 without its line break; `column` is in characters, from 1. */
void failure_excerpt(struct failure *failure, const char *text, size_t length, unsigned column);

/* Adds a hint, unless one is already set. printf-style. */
void failure_hint(struct failure *failure, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline bool failure_is_set(const struct failure *failure)
{
    return failure && failure->kind != FAILURE_NONE;
}

#endif
