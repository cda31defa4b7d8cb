/* probity: the public API. Checks returns, and explains and tests the rules that it checks them by.
 *
 * Everything that a call needs comes in its arguments: no global state, no environment, no clock. Several threads may
 * each have a library and runs of their own. Functions return false or NULL when, and only when, they set the failure
 * (base/failure.h). Years are those in which a period starts: 2023 is 2023-24. Amounts are in pence.
 */
#ifndef PROBITY_ENGINE_PROBITY_H
#define PROBITY_ENGINE_PROBITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/failure.h"
#include "base/output.h"
#include "finding/severity.h"
#include "report/compare.h"
#include "report/report.h"

#define PROBITY_VERSION "0.1.0"

/* The collections that Probity knows: their schemas and their rules. Rules are read when they are first needed. */
struct probity_library;

struct probity_library_options {
    const char *schemas;    /* folder with <collection>.yaml */
    const char *rules;      /* folder with <collection>/ *.yaml */
    const char *reference;  /* folder with the built-in reference data; NULL: none */
    unsigned threads;       /* 0: as many as there are processors */
    const char *indicators; /* folder with <collection>.yaml; NULL: none */
};

struct probity_library *probity_library_open(const struct probity_library_options *options, struct failure *failure);
void probity_library_close(struct probity_library *library); /* NULL is fine */

struct probity_reference {
    const char *name; /* of the reference table; NULL: the file's header row tells */
    const char *path;
};

/* When indicators are worked out. */
enum probity_indicators {
    PROBITY_INDICATORS_NEVER,
    PROBITY_INDICATORS_ALWAYS,
    PROBITY_INDICATORS_COMPARED /* where there are other returns, or reference tables that indicators look up */
};

struct probity_check_options {
    const char *const *files; /* of the return or returns to check */
    size_t file_count;
    const char *const *previous; /* of last year's return */
    size_t previous_count;
    const char *const *with; /* other returns: of other collections, or of other councils */
    size_t with_count;
    const struct probity_reference *references;
    size_t reference_count;
    const char *notes;      /* file that explains queries; NULL: none */
    const char *collection; /* NULL: found from the files */
    int period;             /* 0: found from the files; of files of several years, the one that is meant */
    const char *authority;  /* NULL: found from the files; of files of several councils, the one that is meant */
    unsigned threads;       /* 0: as many as there are processors */
    bool timing;            /* measure each rule */
    bool sha256;            /* of the inputs: the report's format needs it */
    enum probity_indicators indicators; /* of the returns, and of those that they are compared with */
    void (*progress)(void *context, const char *path, uint64_t done, uint64_t size); /* may be NULL */
    void *progress_context;
};

/* A finished check: its findings, not yet worded. The library must outlive it. */
struct probity_check;

struct probity_check *probity_check(struct probity_library *library, const struct probity_check_options *options,
                                    struct failure *failure);
void probity_check_free(struct probity_check *check); /* NULL is fine */

enum finding_verdict probity_check_verdict(const struct probity_check *check);
/* How many returns were told apart. */
size_t probity_check_returns(const struct probity_check *check);
/* Findings of this severity or worse, without queries that a note explains. */
uint64_t probity_check_count(const struct probity_check *check, enum finding_severity at_least);

struct probity_report_options {
    const struct report_format *format;
    struct report_options report;
    uint64_t most; /* findings of one code; UINT64_MAX: all */
};

/* Words the findings and writes them. May be called several times, for several formats. */
bool probity_check_report(struct probity_check *check, const struct probity_report_options *options,
                          struct output *output, struct failure *failure);

/* Writes what was checked, by what, and what came of it, as JSON: SHA-256 and size of every file, SHA-256 of schemas, rules
 * and reference data, version, options, verdict, counts, and the SHA-256 of the findings as CSV. No time and no folder of
 * this machine is in it. The check must have been made with `sha256`. */
bool probity_check_receipt(struct probity_check *check, struct buffer *out, struct failure *failure);

struct probity_verify_options {
    const char *receipt;      /* a file that probity_check_receipt() wrote */
    const char *const *files; /* all that were given to the check, in any order; they may have other names */
    size_t file_count;
    unsigned threads; /* 0: as many as there are processors */
    void (*progress)(void *context, const char *path, uint64_t done, uint64_t size); /* may be NULL */
    void *progress_context;
};

/* Repeats the check that a receipt is of. *holds when the files, what they were checked by and what came of it are all the
 * same; what differs is told in `out`. It is a failure when files of the check are lacking or others are given. */
bool probity_verify(struct probity_library *library, const struct probity_verify_options *options, struct buffer *out,
                    bool *holds, struct failure *failure);

/* Time spent on each rule, slowest first, as a table for people; empty unless `timing` was asked for. */
bool probity_check_timing(const struct probity_check *check, struct buffer *out, struct failure *failure);

/* ---- comparing ------------------------------------------------------------------------------------------------------ */

struct probity_compare_options {
    const char *const *files; /* returns of any councils, periods and collections */
    size_t file_count;
    const struct probity_reference *references;
    size_t reference_count;
    const char *collection; /* NULL: found from the files */
    int period;             /* the only one to report; 0: all. Others still serve as years before */
    const char *peers;      /* "neighbours", "region", "all", or a file that names them; NULL: neighbours */
    unsigned threads;
    void (*progress)(void *context, const char *path, uint64_t done, uint64_t size); /* may be NULL */
    void *progress_context;
};

/* A finished comparison: indicators, lines and where councils stand out. The library must outlive it. */
struct probity_comparison;

struct probity_comparison *probity_compare(struct probity_library *library,
                                           const struct probity_compare_options *options, struct failure *failure);
void probity_comparison_free(struct probity_comparison *comparison); /* NULL is fine */
/* How many returns were compared. */
size_t probity_comparison_returns(const struct probity_comparison *comparison);
/* May be called several times, for several formats. */
bool probity_comparison_report(const struct probity_comparison *comparison, const struct report_compare_format *format,
                               const struct report_compare_options *options, struct output *output,
                               struct failure *failure);

/* About rules. `collection` and `code` may be NULL: all. */
bool probity_rules_list(struct probity_library *library, const char *collection, int period, struct buffer *out,
                        struct failure *failure);
/* False in *found when no rule or finding has the code; then `out` gets a suggestion, if there is one. */
bool probity_explain(struct probity_library *library, const char *code, bool plan, const struct report_options *options,
                     struct buffer *out, bool *found, struct failure *failure);

struct probity_tally {
    uint64_t passed;
    uint64_t failed;
};

/* Runs the examples of the rules; what fails is told in `out`. */
bool probity_rules_test(struct probity_library *library, const char *collection, const char *code, struct buffer *out,
                        struct probity_tally *tally, struct failure *failure);
/* What running published cases came to. */
struct probity_case_tally {
    uint64_t passed;
    uint64_t failed;       /* differ from our rule, and no reason is known; or the list of known differences is wrong */
    uint64_t known;        /* differ, for a reason that the list of known differences gives */
    uint64_t without_rule; /* no rule of that code is in force in the case's periods */
    uint64_t in_no_period; /* hold in no period that the schema has */
};

struct probity_case_options {
    const char *path;  /* a file of cases, one a line */
    const char *known; /* list of known differences; NULL: rules/<collection>/known-differences.yaml, if it is there */
    const char *collection; /* NULL: the cases say */
    const char *code;       /* of one rule; NULL: all */
    int period;             /* 0: all in which a case holds */
};

/* Runs published cases of rules: small returns of which somebody else says which records break the rule. Each is run in
 * every period in which it holds. What differs is told in `out`. */
bool probity_cases_test(struct probity_library *library, const struct probity_case_options *options, struct buffer *out,
                        struct probity_case_tally *tally, struct failure *failure);
/* All mistakes in the rule files of a collection; `failed` counts them, `passed` the rules without. */
bool probity_rules_lint(struct probity_library *library, const char *collection, struct buffer *out,
                        struct probity_tally *tally, struct failure *failure);

/* About schemas. */
bool probity_schema_list(struct probity_library *library, struct buffer *out, struct failure *failure);
bool probity_schema_show(struct probity_library *library, const char *collection, int period, struct buffer *out,
                         struct failure *failure);
/* `as` is "xsd" or "table-schema"; `table` NULL: the first. `period` 0: the latest. */
bool probity_schema_export(struct probity_library *library, const char *collection, const char *as, const char *table,
                           int period, struct buffer *out, struct failure *failure);
/* `as` is "csv" or "xml", or NULL: csv, if the collection is read from CSV. */
bool probity_template(struct probity_library *library, const char *collection, const char *as, const char *table,
                      int period, const char *authority, struct buffer *out, struct failure *failure);

#endif
