/* marks: where councils stand out, gathered by the tests. For compare/ only. */
#ifndef PROBITY_COMPARE_MARKS_H
#define PROBITY_COMPARE_MARKS_H

#include "base/array.h"
#include "compare/results.h"

/* What all tests work with. */
struct compare_tests {
    const struct compare_results *results;
    struct compare_scratch scratch;
    struct buffer text; /* of the mark that is being made */
    ARRAY_OF(struct compare_mark) marks;
    double *strengths; /* as in the results */
    struct arena *keep;
    struct failure *failure;
};

/* Notes how strong it is, and says whether that is enough for a mark: 1 or more. */
bool compare_is_mark(struct compare_tests *tests, const struct compare_mark *mark);

/* Adds a mark with what stands in tests->text, and empties that. Points follow from the strength, which is at least 1. */
bool compare_mark_add(struct compare_tests *tests, struct compare_mark mark);

/* "£410,000": an amount, in whole pounds. */
void compare_write_pounds(struct buffer *out, double pounds);
/* "12.3%" */
void compare_write_share(struct buffer *out, double share);

/* figures.c: indicators and shares far from the others', costs and activity. One cohort. */
bool compare_test_figures(struct compare_tests *tests, uint32_t cohort);

#endif
