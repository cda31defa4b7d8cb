/* cases: published cases of rules. A case is a small return, made by hand, of which somebody else says which records break
 * one rule; it is run with our version of the rule, in every period in which the case holds.
 *
 * cases.c leads through a file: cases_line_load.c reads a line of it, cases_fill.c makes the return, with cases_nested.c,
 * cases_parameters.c and the names of cases_names.c; cases_judge.c compares what the rule found with what the case expects, and
 * cases_tell.c words the difference. For engine/ only.
 */
#ifndef PROBITY_ENGINE_CASES_H
#define PROBITY_ENGINE_CASES_H

#include "base/array.h"
#include "base/map.h"
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
    const struct cases_expected *groups; /* each is to be the places of one finding */
    uint32_t group_count;
};

/* ---- reading ------------------------------------------------------------------------------------------------------- */

/* One line of a file of cases. Everything in the case lives in `keep`. False and a failure with path and line. */
bool cases_load(const char *path, unsigned line, struct str text, struct cases_case *out, struct arena *keep,
                struct failure *failure);
/* As the case names them; NULL: it does not give it. */
const struct cases_table *cases_find_table(const struct cases_case *of, struct str name, bool last_year);
const struct cases_cell *cases_find_cell(const struct cases_record *record, struct str column);

/* A case that differs from our rule, and why the case is wrong and not the rule. */
struct cases_known {
    struct str rule;
    struct str number;
    struct str ruleset;
    struct str reason;
    unsigned line;
    /* Of all lines that are such a case: */
    bool met;      /* there is one, … */
    bool differs;  /* … one differs, … */
    bool run;      /* … one was run, … */
    bool left_out; /* … and one was not in all its periods */
};

struct cases_known_list {
    const char *path; /* NULL: there is none */
    bool loaded;
    ARRAY_OF(struct cases_known) items;
    struct arena arena;
};

/* `path` must outlive the list. */
bool cases_load_known(const char *path, struct cases_known_list *list, struct failure *failure);
void cases_known_free(struct cases_known_list *list);

/* ---- names ---------------------------------------------------------------------------------------------------------- */

/* A name that cases have and no return. */
struct cases_name {
    const struct schema_table *in; /* whose records have a column of that name; NULL: it is a reference table's name */
    struct str name;
    const struct schema_table *table; /* what it stands for: `in` or a table nested in it, or a reference table … */
    uint32_t column;                  /* … and its column; SCHEMA_NONE: the table itself */
};

/* A collection as its cases see it. */
struct cases_collection {
    struct probity_library *library;
    uint32_t index; /* in the library */
    const struct schema *schema;
    struct str peer; /* whose cases are of it; may be empty */
    ARRAY_OF(struct cases_name) names;
    bool has_names; /* they have been read, if there are any */
    struct arena arena;
};

/* Adds the names of a file (doc/cases.md) to the collection, of which `library`, `index` and `schema` are given. */
bool cases_load_names(const char *path, struct cases_collection *collection, struct failure *failure);
/* The same from memory; `path` is used in messages only. */
bool cases_load_names_text(const char *path, struct str text, struct cases_collection *collection,
                           struct failure *failure);
void cases_collection_free(struct cases_collection *collection);

/* The reference table that cases call so; NULL: there is none. */
const struct schema_table *cases_find_reference(const struct cases_collection *collection, struct str name);
/* The column of that name, or of that header in a CSV file, or which only cases call so; SCHEMA_NONE: there is none. */
uint32_t cases_find_column(const struct cases_collection *collection, const struct schema_table *table,
                           struct str name);
/* The column of a nested table whose records the values of this column are; NULL: they are not. `table` may be NULL. */
const struct cases_name *cases_find_nested(const struct cases_collection *collection, const struct schema_table *table,
                                           struct str name);

/* ---- running ------------------------------------------------------------------------------------------------------- */

/* What of the cases has no place in our returns: tables and columns that the schema lacks. */
struct cases_left {
    struct str name; /* "Episodes.PL_LA" */
    uint64_t count;  /* of values */
};

struct cases_left_out {
    ARRAY_OF(struct cases_left) items;
    struct map index;
    struct arena arena;
};

void cases_left_out_free(struct cases_left_out *left_out);

/* Notes what of the case has no place in the collection's returns. */
bool cases_note_left_out(const struct cases_collection *collection, const struct cases_case *of,
                         struct cases_left_out *left_out, struct failure *failure);

/* Makes the return that the case describes: tables with their records, last year's if the case gives any, reference data,
 * the period's dates. `has_dates`: the case gives these. */
bool cases_fill(const struct cases_collection *collection, const struct cases_case *of, struct trial *trial,
                bool *has_dates, struct failure *failure);
/* The record of the case that is this row of a table of the return, or CASES_NOT_IN_CASE. */
uint32_t cases_record_of(const struct table *table, int64_t row);

/* ---- judging ------------------------------------------------------------------------------------------------------- */

/* A record of the case that a finding points at. */
struct cases_place {
    struct str table;
    bool last_year;
    uint32_t record;
    struct str column; /* empty: the record as a whole */
};

struct cases_finding {
    struct str message;
    const struct cases_place *places; /* in the rule's order; the record itself where the rule names none */
    uint32_t place_count;
    const struct cases_place
        *decides; /* the first place in a table of which records are expected; NULL: there is none */
    bool fits;
};

enum cases_verdict { CASES_PASSED, CASES_FAILED, CASES_NO_RULE };

enum cases_mark { CASES_MISSED = 1, CASES_TOO_MANY = 2 }; /* of a record; a set of them */

/* What became of a case in one period. Lives in the arena that it was made with. */
struct cases_outcome {
    enum cases_verdict verdict;
    struct str lacks;            /* the table without which no part of the rule ran; empty: it ran */
    const bool *const *met;      /* by expected table, by its records: a finding points at it */
    const uint8_t *const *marks; /* by table of the case, by its records */
    const struct cases_finding *findings;
    uint32_t finding_count;
    uint32_t split; /* groups of records that are one finding to the case, and several or part of one to us */
    bool misses;    /* what is expected was not found */
    bool has_dates; /* the case gives dates of its own for the period */
    int64_t period_start, period_end;
};

/* Runs the case with the rule of this full code in a period that the schema has, and compares.
 *
 * The case passes if every finding fits, every expected record is a place of some finding, and the rule ran or nothing is
 * expected of it. A finding fits if its first place in a table of which records are expected is one of these; so a finding
 * where nothing is expected fits not. Its other places, and those in last year's return, may be anywhere: they only help the
 * reader. Of a rule about the whole return, one finding at least is expected or none. A finding about a record that
 * the case does not give, but only implies as a parent, counts if it points at one that the case gives. */
bool cases_run(const struct cases_collection *collection, int period, const struct cases_case *of, struct str full_code,
               struct cases_outcome *outcome, struct arena *keep, struct failure *failure);

/* ---- telling ------------------------------------------------------------------------------------------------------- */

/* What differs, and the records concerned. */
void cases_tell(const struct cases_collection *collection, const struct cases_case *of,
                const struct cases_outcome *outcome, struct buffer *out);

#endif
