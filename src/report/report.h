/* report: findings for people and programs. One file per format; each is a row of the table in report.c.
 *
 * A report is written in one pass: begin, every finding in its order, end. It sees worded findings, never tables or
 * rules; it asks no questions and reads no files. Texts are good for the duration of a call only.
 */
#ifndef PROBITY_REPORT_REPORT_H
#define PROBITY_REPORT_REPORT_H

#include "base/buffer.h"
#include "base/output.h"
#include "compare/standing.h"
#include "finding/severity.h"

/* One cell or record that a finding points at. */
struct report_key {
    struct str column;
    struct str value;
};

struct report_place {
    struct str path;
    uint32_t line;          /* file line; 0: unknown */
    uint32_t column;        /* in characters; 0: unknown; of a workbook, the column of the sheet */
    struct str cell;        /* of a workbook: "Sheet1!D17"; else empty */
    struct str table;       /* name; empty: a place in the bytes */
    struct str table_title; /* for people */
    uint64_t record;        /* from 1; 0: none */
    const struct report_key *keys;
    uint32_t key_count;
    struct str field;       /* column name; empty: the record as a whole */
    struct str field_title; /* for people */
    struct str value;       /* the cell as it stands in the file */
    bool has_value;
    struct str excerpt;     /* a window of the file line; empty: none */
    uint32_t excerpt_caret; /* in characters */
    uint32_t excerpt_width; /* in characters */
};

/* A person's explanation of a query. */
struct report_note {
    struct str reason;
    struct str who;  /* empty: not said */
    struct str when; /* as written; likewise */
};

struct report_finding {
    struct str code; /* "S251-104" */
    enum finding_severity severity;
    struct str title;
    struct str message;
    struct str fix;
    struct str why;
    struct str collection; /* empty: about a file that belongs to no return */
    struct str period;     /* "2017-18" */
    struct str authority;
    struct str authority_name;
    const struct report_note *note; /* NULL: it is not explained */
    const struct report_place *places;
    uint32_t place_count;
};

struct report_input {
    struct str path;
    const char *role; /* return, previous, with, reference, notes */
    uint64_t bytes;
    struct str sha256;
};

struct report_rules {
    struct str collection;
    struct str schema_sha256;
    struct str rules_sha256;
};

struct report_skipped {
    struct str code;
    struct str reason;
};

/* How often a code was found in one return. */
struct report_found {
    struct str code;
    uint64_t found;    /* in all */
    uint64_t left_out; /* of these, not written because of --max-findings */
    bool explained;    /* counted are the queries of this code that are, else all its others */
};

struct report_return {
    /* Its indicators beside others', where they were worked out: see compare/standing.h. `row` is the return's in the run's
     * matrix. */
    const struct compare_standing *standings;
    uint32_t standing_count;
    uint32_t row;
    struct str collection;
    struct str collection_title;
    struct str period;    /* empty: unknown */
    struct str authority; /* empty: unknown */
    struct str authority_name;
    enum finding_verdict verdict;
    uint32_t rules_run;
    uint64_t counts[FINDING_SEVERITIES]; /* without explained queries */
    uint64_t explained;                  /* queries */
    uint64_t records;                    /* read */
    const struct report_skipped *skipped;
    const struct report_found *found; /* for every code that was found in it; NULL: not known code by code */
    uint32_t skipped_count;
    uint32_t found_count;
};

/* A code that was found, for summaries and for formats that list their rules first. */
struct report_code {
    struct str code;
    enum finding_severity severity;
    struct str title;
    struct str message; /* with {…} in it */
    struct str fix;
    struct str why;
    struct str source;
    uint64_t found; /* in all */
    uint64_t explained;
    uint64_t left_out; /* of these, not written because of --max-findings */
};

struct report_run {
    const char *version;
    enum finding_verdict verdict;
    uint64_t counts[FINDING_SEVERITIES]; /* without explained queries */
    uint64_t explained;                  /* queries */
    const struct report_input *inputs;
    uint32_t input_count;
    const struct report_rules *rules;
    uint32_t rules_count;
    const struct report_return *returns;
    uint32_t return_count;
    const struct report_code *codes; /* every code that was found, in order */
    uint32_t code_count;
    const struct compare_matrix *matrix; /* the figures of all returns that were given; NULL: not worked out */
};

#define REPORT_WIDTH 100u
#define REPORT_WIDTH_LEAST 40u

/* Which indicators a report for people shows beside others'. */
enum report_figures {
    REPORT_FIGURES_USUAL, /* all where one return is reported, none where several are */
    REPORT_FIGURES_ALL,
    REPORT_FIGURES_MARKED, /* those that stand out */
    REPORT_FIGURES_NONE
};

struct report_options {
    enum report_figures figures;
    bool colour;
    unsigned width; /* of the terminal, in characters; 0: no terminal, REPORT_WIDTH is taken */
    bool quiet;     /* text: the summary only */
};

enum report_order {
    REPORT_BY_PLACE, /* findings without a place, then by file and place, then by code */
    REPORT_BY_CODE   /* by return, then severity (worst first), code, place */
};

struct report; /* a report being written */

struct report_format {
    const char *name;      /* "json" */
    const char *describes; /* one line, for --help */
    enum report_order order;
    bool needs_places; /* line, column and value */
    bool needs_excerpts;
    bool needs_sha256;
    uint64_t most; /* findings of one code when --max-findings is not given; UINT64_MAX: all */
    bool (*begin)(struct report *report);
    bool (*finding)(struct report *report, const struct report_finding *finding);
    bool (*end)(struct report *report);
};

/* The formats, and how many. */
const struct report_format *const *report_formats(size_t *count);
const struct report_format *report_format_find(struct str name); /* NULL: none */

/* A file of notes to fill in, with one for each open query. No format of a check. */
extern const struct report_format report_notes;

/* The last part of a path. */
struct str report_file_name(struct str path);
/* Is a key's value said by the authority or the period already? Notes leave it out. */
bool report_key_is_said(const struct report_key *key, struct str authority, struct str period);

/* The report writes to `output` through a buffer. NULL and a failure when memory is refused. `run` outlives it. */
struct report *report_begin(const struct report_format *format, const struct report_run *run,
                            const struct report_options *options, struct output *output, struct failure *failure);
bool report_finding(struct report *report, const struct report_finding *finding, struct failure *failure);
/* Ends and frees it in any case. The output stays open: it is the caller's to commit. */
bool report_end(struct report *report, struct failure *failure);
void report_abandon(struct report *report); /* NULL is fine */

#endif
