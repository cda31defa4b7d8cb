/* compare: reports of comparisons (compare/results.h): one file per format, each a row of the table in compare.c. */
#ifndef PROBITY_REPORT_COMPARE_H
#define PROBITY_REPORT_COMPARE_H

#include "base/output.h"
#include "compare/results.h"

struct report_compare_input {
    struct str path;
    const char *role;      /* return, reference */
    struct str collection; /* or reference table; empty: unknown */
    struct str title;      /* what that is called; empty: unknown */
};

/* What could not be read, or was not compared. */
struct report_compare_unread {
    struct str code;
    struct str path;
    struct str text; /* in words */
};

/* A comparison, with what is to be told of its making. */
struct report_comparison {
    const char *version;
    const struct compare_results *results;
    const struct report_compare_input *inputs;
    uint32_t input_count;
    const struct report_compare_unread *unread;
    uint32_t unread_count;
    struct str peers; /* as given: "neighbours", "region", "all", or the file's path */
    int period;       /* the only one to report; 0: all */
};

/* Tables of a comparison, for formats that hold one. */
enum report_compare_table {
    REPORT_COMPARE_FIGURES,   /* one row for each return and subject */
    REPORT_COMPARE_MARKS,     /* for each mark */
    REPORT_COMPARE_PROFILES,  /* for each return */
    REPORT_COMPARE_SUBJECTS,  /* for each period and subject: spread, comparability */
    REPORT_COMPARE_STRENGTHS, /* for each return and figure, of every test */
    REPORT_COMPARE_AMOUNTS,   /* for each return, line and column of a statement */
    REPORT_COMPARE_TABLES
};

struct report_compare_options {
    enum report_compare_table table;
    unsigned width; /* text: of lines, in characters */
};

struct report_compare_writer; /* see compare_internal.h */

struct report_compare_format {
    const char *name;
    const char *describes;                               /* one line, for --help */
    bool (*write)(struct report_compare_writer *writer); /* false: the failure is set */
};

const struct report_compare_format *const *report_compare_formats(size_t *count);
const struct report_compare_format *report_compare_format_find(struct str name); /* NULL: none */
/* "figures", "marks" …; false: there is none of that name. */
bool report_compare_table_find(struct str name, enum report_compare_table *table);
const char *report_compare_table_name(enum report_compare_table table);

bool report_compare_write(const struct report_compare_format *format, const struct report_comparison *comparison,
                          const struct report_compare_options *options, struct output *output, struct failure *failure);

#endif
