/* results: everything that `probity compare` found out, for reports to write: made by compare_work_out() of a matrix of
 * indicators and the amounts of statements, and never changed.
 *
 * What is compared is a subject: an indicator, or a line of a statement (its share of all spending). Everything lives in the
 * arena that was given, or belongs to the matrix and the statements.
 */
#ifndef PROBITY_COMPARE_RESULTS_H
#define PROBITY_COMPARE_RESULTS_H

#include "base/buffer.h"
#include "compare/outliers.h"

struct compare_subject {
    struct str collection;
    struct str code; /* of the indicator, or of the line */
    struct str title;
    struct str group;
    struct str unit;
    enum compare_figure figure;
    struct compare_scale scale;
    struct str about;   /* the line that it is of; an indicator whose numerator is on no line: empty */
    uint32_t topic;     /* the first subject that is of the same line: what is odd in one is odd in all of them */
    uint32_t indicator; /* in the matrix; COMPARE_NONE: it is a line … */
    uint32_t statement; /* … of this statement */
    uint32_t line;
};

/* Tests in which a council can stand out. */
enum compare_test {
    COMPARE_OUTLIER_FIGURE, /* an indicator far from England's or its peers' */
    COMPARE_OUTLIER_SHARE,  /* likewise a line's share of spending */
    COMPARE_ZERO,           /* nothing on a line where nearly all report */
    COMPARE_ALONE,          /* spending on a line where nearly nobody reports */
    COMPARE_NO_INCOME,      /* no income or grant on a line where nearly all report some */
    COMPARE_SPLIT_PEERS,    /* the split of a line between its parts is not the peers' */
    COMPARE_SPLIT_YEAR,     /* … or not last year's */
    COMPARE_CHANGED,        /* a line's share is not last year's */
    COMPARE_SWAP,           /* one line fell since last year by what another rose */
    COMPARE_OFFSET,         /* one line is below its peers' share by what another is above */
    COMPARE_NETTED,         /* a line's income went since last year; the more so if its total fell by as much */
    COMPARE_UNITS,          /* a thousand times less or more than last year's or the peers' */
    COMPARE_COST_ALONE,     /* costs without activity */
    COMPARE_ACTIVITY_ALONE, /* activity without costs */
    COMPARE_TESTS
};

/* A council stands out in a test. */
struct compare_mark {
    enum compare_test test;
    uint32_t row;
    uint32_t subject; /* COMPARE_NONE: the return as a whole */
    uint32_t other;   /* a second line; COMPARE_NONE: none */
    double strength;  /* in thresholds of the test: 1 is just at it */
    double points;    /* 1 at the threshold, one more for each doubling, at most COMPARE_POINTS_MOST */
    double value;     /* the figure or amount */
    double expected;  /* what its peers', England's or last year's figures make likely; NAN: nothing in particular */
    struct str text;  /* in plain words, with the figures */
};

#define COMPARE_POINTS_MOST 4.0

struct compare_profile {
    double score;            /* points of the strongest mark of each topic, added */
    uint32_t rank;           /* from 1, the highest score of the cohort; 0: too small to be ranked */
    uint32_t subjects_known; /* subjects with a figure */
    uint32_t subjects_standing_out;
    uint32_t first_mark; /* in the results' marks */
    uint32_t mark_count;
};

/* How comparable councils' figures of one subject are in one cohort. Each share is from 0 to 1; NAN: cannot be told. */
struct compare_comparability {
    double within;    /* sigma among peers as a share of England's: 1, peers are no more alike than any two councils */
    double zeros;     /* share of councils that report nothing */
    double outliers;  /* share of councils that are outliers */
    double stability; /* rank correlation with last year, from -1 to 1 */
    double
        index; /* the mean of what is known of: 1 - within squared, 1 - zeros, 1 - 10 * outliers, stability; 0 to 1 */
    uint32_t pairs; /* councils with a figure in both years */
};

struct compare_results {
    const struct compare_matrix *matrix;
    const struct compare_statement *statements;
    uint32_t statement_count;
    struct compare_groups groups;
    const struct compare_subject *subjects; /* indicators, then lines */
    uint32_t subject_count;
    const double *values;                                /* by row, subject; NAN: unknown */
    const struct compare_distance *distances;            /* likewise */
    const struct compare_spread *spreads;                /* by cohort, subject */
    const struct compare_comparability *comparabilities; /* likewise */
    const struct compare_mark *marks;                    /* by row; strongest first */
    uint32_t mark_count;
    const struct compare_profile *profiles; /* by row */
    const double *strengths; /* by row, subject (and the return as a whole), test: of the strongest, be it a mark or too
                                weak for one; 0: the test found nothing, or was not done */
};

/* What is worked out, and what it is called. */
struct compare_test_text {
    const char *name;  /* "zero-where-peers-report" */
    const char *title; /* for people */
    const char *rule;  /* when a council stands out, in one sentence */
    const char *ask;   /* what to ask the council */
};
const struct compare_test_text *compare_test_text(enum compare_test test);

static inline double compare_value_at(const struct compare_results *results, uint32_t row, uint32_t subject)
{
    return results->values[(size_t)row * results->subject_count + subject];
}

/* `subject` may be COMPARE_NONE: the return as a whole. */
static inline size_t compare_strength_place(const struct compare_results *results, uint32_t row, uint32_t subject,
                                            enum compare_test test)
{
    size_t of = subject == COMPARE_NONE ? results->subject_count : subject;
    return ((size_t)row * (results->subject_count + (size_t)1) + of) * COMPARE_TESTS + test;
}

static inline const struct compare_distance *compare_distance_at(const struct compare_results *results, uint32_t row,
                                                                 uint32_t subject)
{
    return &results->distances[(size_t)row * results->subject_count + subject];
}

static inline const struct compare_spread *compare_spread_at(const struct compare_results *results, uint32_t cohort,
                                                             uint32_t subject)
{
    return &results->spreads[(size_t)cohort * results->subject_count + subject];
}

static inline const struct compare_comparability *compare_comparability_at(const struct compare_results *results,
                                                                           uint32_t cohort, uint32_t subject)
{
    return &results->comparabilities[(size_t)cohort * results->subject_count + subject];
}

/* Is the subject one of the cohort's collection? */
static inline bool compare_concerns(const struct compare_results *results, uint32_t cohort, uint32_t subject)
{
    return str_equal(results->groups.cohorts[cohort].collection, results->subjects[subject].collection);
}

struct compare_input {
    const struct compare_matrix *matrix;
    const struct compare_statement *statements;
    uint32_t statement_count;
    enum compare_peers peers;
    const struct compare_peer *given; /* for COMPARE_PEERS_GIVEN */
    uint32_t given_count;
};

/* The matrix and the statements outlive the results. */
bool compare_work_out(const struct compare_input *input, struct compare_results *results, struct arena *keep,
                      struct failure *failure);

/* "£592.31", "£1,234,567", "20.1%", "12.4": a figure as people read it. NAN is "not known". */
void compare_write_figure(struct buffer *out, enum compare_figure figure, double value);

#endif
