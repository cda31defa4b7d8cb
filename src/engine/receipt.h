/* receipt: what a check was made of and what it came to, so that it can be repeated and proved. For engine/ only.
 *
 * It holds no time, no folder of the machine that it was written on, and nothing out of a return but its period and its
 * authority. Texts of a receipt belong to the arena that it was made in, to the check and to the library.
 */
#ifndef PROBITY_ENGINE_RECEIPT_H
#define PROBITY_ENGINE_RECEIPT_H

#include "engine/check.h"

#define RECEIPT_VERSION "1"

/* A file, without its folders. */
struct receipt_input {
    struct str name;
    struct str role;      /* return, previous, with, reference, notes */
    struct str reference; /* the table that it is; empty: none */
    bool built_in;        /* it comes with Probity */
    uint64_t bytes;
    struct str sha256;
};

/* What was checked against: of a collection, or of a reference table, which has no rules. */
struct receipt_basis {
    struct str name;
    struct str rules_sha256; /* empty: none */
    struct str schema_sha256;
};

struct receipt_counts {
    uint64_t of[FINDING_SEVERITIES];
    uint64_t explained;
};

struct receipt_return {
    struct str collection;
    struct str period;    /* empty: unknown */
    struct str authority; /* likewise */
    struct str verdict;
    struct receipt_counts counts;
    uint64_t rules_run;
    uint64_t rules_skipped;
};

struct receipt_code {
    struct str code;
    uint64_t found;
};

struct receipt {
    struct str version; /* of Probity */
    struct str verdict;
    struct receipt_counts counts;
    struct str collection; /* options; empty: not given */
    struct str period;
    struct str authority;
    ARRAY_OF(struct receipt_input) inputs; /* in the order of the check */
    ARRAY_OF(struct receipt_basis) rules;
    ARRAY_OF(struct receipt_basis) tables; /* reference tables that the rules name */
    ARRAY_OF(struct receipt_return) returns;
    ARRAY_OF(struct receipt_code) codes;
    struct str authorities_sha256; /* of the list of authorities; empty: there is none */
    struct str findings_sha256;    /* of the report as CSV, with files by their names */
};

/* receipt.c. `names` are those of the inputs, in their order, as the findings are to name them; NULL: their own. The
 * check must have been made with `sha256`. */
bool receipt_make(struct probity_check *check, const struct str *names, size_t name_count, struct receipt *receipt,
                  struct arena *keep, struct failure *failure);
void receipt_write(const struct receipt *receipt, struct buffer *out);
void receipt_free(struct receipt *receipt); /* its arrays; the texts are the arena's */

/* receipt_load.c */
bool receipt_load(struct source *source, const char *path, struct receipt *receipt, struct arena *keep,
                  struct failure *failure);

/* receipt_compare.c: how the second differs from the first, in words, one difference a line; nothing if it does not. */
void receipt_compare(const struct receipt *was, const struct receipt *is, struct buffer *out);
/* "2 errors, 1 open query, 0 explained queries, 4 notices" */
void receipt_write_counts(const struct receipt_counts *counts, struct buffer *out);

#endif
