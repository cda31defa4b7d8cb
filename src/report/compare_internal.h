/* compare_internal: what the formats of comparisons share. For report/compare*.c only. */
#ifndef PROBITY_REPORT_COMPARE_INTERNAL_H
#define PROBITY_REPORT_COMPARE_INTERNAL_H

#include "report/compare.h"

struct report_compare_writer {
    const struct report_comparison *of;
    const struct report_compare_options *options;
    struct buffer text;
    struct buffer scratch;
    struct output *output;
    struct failure *failure;
};

/* Hands the text on to the output when it has grown; to be called between records. */
bool report_compare_flush(struct report_compare_writer *writer);
/* The scratch buffer, emptied; that it failed is not forgotten. */
struct buffer *report_compare_scratch(struct report_compare_writer *writer);
/* Is the cohort's period to be reported? */
bool report_compare_shows(const struct report_compare_writer *writer, uint32_t cohort);
/* "2017-18" */
void report_compare_period(struct buffer *out, int period);
/* "line 3.1.1 of table_a1", or the indicator's code. */
void report_compare_subject(struct buffer *out, const struct compare_results *results, uint32_t subject);
/* "line" or "indicator" */
const char *report_compare_kind(const struct compare_subject *subject);
/* Why a figure is not known; empty where it is. */
struct str report_compare_reason(const struct compare_results *results, uint32_t row, uint32_t subject);
/* Why there is no distance from England's (or the peers') median; empty where there is one. */
const char *report_compare_no_distance(const struct compare_results *results, uint32_t row, uint32_t subject,
                                       bool peers);
/* The subjects of the cohort whose comparability is known, the least comparable first; to be freed. NULL when memory is
 * refused. */
uint32_t *report_compare_least_comparable(const struct compare_results *results, uint32_t cohort, uint32_t *count);
/* "mad", "tail", "least", or empty. */
const char *report_compare_by(enum robust_by by);

/* How everything is worked out: said in every report that has room for it. */
#define REPORT_COMPARE_WORDS_DISTANCE                                                                                 \
    "(x - median of England) / sigma, on the logarithm where figures are compared by ratios, of a line's share that " \
    "of "                                                                                                             \
    "the share and 0.05%. Sigma is the largest of 1.4826 times the median distance from the median (MAD), of the "    \
    "distance within which 95% of councils are over 1.96, and of the least that matters: 2 points of a percentage, "  \
    "5% "                                                                                                             \
    "of a ratio."
#define REPORT_COMPARE_WORDS_PEERS \
    "(x - median of its peers) / sigma of all councils' differences from their own peers' medians, on the same scale."
#define REPORT_COMPARE_WORDS_QUANTILES "Hyndman and Fan's definition 7, that of R and numpy."
#define REPORT_COMPARE_WORDS_SCORE                                                                                   \
    "A test gives 1 point at its threshold and one more for each doubling, at most 4. The score adds the points of " \
    "the strongest test of each line in which the council stands out; an indicator counts with the line that its "   \
    "numerator is on. Councils that spend less than a fiftieth of the median council are not ranked."
#define REPORT_COMPARE_WORDS_COMPARABILITY                                                                         \
    "The mean of what is known of: 1 - (sigma among peers / sigma of England) squared; 1 - the share of councils " \
    "with "                                                                                                        \
    "nothing; 1 - ten times the share of outliers; the rank correlation with last year. Each is held between 0 and 1."

extern const struct report_compare_format report_compare_text;
extern const struct report_compare_format report_compare_json;
extern const struct report_compare_format report_compare_csv;
extern const struct report_compare_format report_compare_html;

#endif
