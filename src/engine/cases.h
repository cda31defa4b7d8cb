/* cases: published cases of rules. A case is a small return, made by hand, of which somebody else says which records break
 * one rule; it is run with our version of the rule, in every period in which the case holds.
 *
 * cases_load.c reads a line of the file, cases_fill.c makes the return, cases_judge.c compares what the rule found with
 * what the case expects and says how they differ, cases.c leads through a file. For engine/ only.
 */
#ifndef PROBITY_ENGINE_CASES_H
#define PROBITY_ENGINE_CASES_H

#include "base/array.h"
#include "engine/trial.h"

#define CASES_BYTES_MOST (64u << 20) /* a file of cases; a line has YAML_BYTES_MOST at most */
#define CASES_RECORDS_MOST 4096u     /* of a case */
#define CASES_PERIODS_MOST 32u       /* of a case */
#define CASES_NOT_IN_CASE UINT32_MAX /* a record that no case gives */

/* One value of a record. An empty text is a value like any other: a cell with something in it that is nothing. */
struct cases_cell {
    struct str column;
    struct str text;
    bool missing;
    const struct str *items; /* a list of values instead; NULL: one value */
    uint32_t item_count;
};

struct cases_record {
    const struct cases_cell *cells;
    uint32_t cell_count;
};

struct cases_table {
    struct str name; /* without "_last" */
    bool last_year;
    const struct cases_record *records;
    uint32_t record_count;
};

/* The records of one table, counted from 0, that are to be found. */
struct cases_expected {
    struct str table;
    bool last_year;
    const uint32_t *records;
    uint32_t record_count;
};

/* Records of one table that one finding is to point at. */
struct cases_group {
    struct str table;
    const uint32_t *records;
    uint32_t record_count;
};

struct cases_case {
    unsigned line;           /* in the file */
    struct str rule;         /* "1001" */
    struct str number;       /* of the rule's cases in this rule set: "0" */
    struct str ruleset;      /* "2022_23" */
    struct str peer;         /* whose case it is; names the collection. May be empty */
    bool whole_return;       /* the rule speaks of the return as a whole … */
    bool return_is_expected; /* … and the case expects a finding */
    const int *periods;      /* in which it holds */
    uint32_t period_count;
    const struct cases_table *tables;
    uint32_t table_count;
    const struct cases_table *references;
    uint32_t reference_count;
    struct cases_record metadata;
    const struct cases_expected *expected; /* tables without records to be found are left out */
    uint32_t expected_count;
    const struct cases_group *groups;
    uint32_t group_count;
};

/* ---- reading ------------------------------------------------------------------------------------------------------- */

/* One line of a file of cases. Everything in the case lives in `keep`. False and a failure with path and line. */
bool cases_load(const char *path, unsigned line, struct str text, struct cases_case *out, struct arena *keep,
                struct failure *failure);

/* A case that differs from our rule, and why the case is wrong and not the rule. */
struct cases_known {
    struct str rule;
    struct str number;
    struct str ruleset;
    struct str reason;
    unsigned line;
    bool met;     /* there is such a case … */
    bool differs; /* … and it differs */
};

struct cases_known_list {
    const char *path;
    ARRAY_OF(struct cases_known) items;
    struct arena arena;
};

bool cases_load_known(const char *path, struct cases_known_list *list, struct failure *failure);
void cases_known_free(struct cases_known_list *list);

/* ---- running ------------------------------------------------------------------------------------------------------- */

/* What of the cases had no place in our return: a column that the schema does not have. */
struct cases_left {
    struct str name; /* "Episodes.xx" */
    uint32_t count;  /* of values */
};

struct cases_left_out {
    ARRAY_OF(struct cases_left) items;
    struct arena arena;
};

/* A case in one period, with the return that it describes. */
struct cases_run {
    const struct cases_case *of;
    int period;
    struct trial trial;
    struct cases_left_out *left_out;
    struct arena arena;
};

/* Fills the trial, which is open. */
bool cases_fill(struct cases_run *run, struct failure *failure);

enum cases_verdict {
    CASES_PASSED,
    CASES_FAILED,
    CASES_NO_RULE /* no rule of that code is in force in the period */
};

/* Runs the rule with this full code over the filled trial. A finding's places are the cells that it points at. The case
 * passes if
 *
 *   - the first place of every finding that lies in a table of which records are expected is such a record,
 *   - every record that is expected is a place of some finding, and
 *   - there is no finding where none is expected.
 *
 * Further places in other records, other tables and last year's return are fine. Where the case is about the return as a
 * whole, there is a finding if and only if one is expected. A rule that did not run found nothing. What is wrong is
 * written into `why`. */
bool cases_judge(struct cases_run *run, struct str full_code, enum cases_verdict *verdict, struct buffer *why,
                 struct failure *failure);

#endif
