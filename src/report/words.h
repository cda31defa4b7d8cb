/* words: numbers, severities and returns as people say them. */
#ifndef PROBITY_REPORT_WORDS_H
#define PROBITY_REPORT_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "compare/matrix.h"
#include "finding/severity.h"

#define REPORT_WORDS_FIX "How to put it right:"
#define REPORT_WORDS_WHY "Why it matters:"

/* "1,204" */
void report_words_number(struct buffer *out, uint64_t number);

/* "1 finding", "0 findings", "1,204 findings" */
void report_words_count(struct buffer *out, uint64_t count, const char *one, const char *many);

/* A figure rounded for people: "£2,807", "£0.85", "20.1%", "12.3", "1,204". */
void report_words_figure(struct buffer *out, enum compare_figure figure, double value);
/* The same without the sign of what it is in: "2,807 – 4,771", "10.2 – 55.3". */
void report_words_range(struct buffer *out, enum compare_figure figure, double low, double high);

/* "3 errors", "1 query" */
void report_words_severities(struct buffer *out, uint64_t count, enum finding_severity severity);

/* "Error", "Errors" */
const char *report_words_severity_title(enum finding_severity severity, bool plural);

/* "accepted with queries" */
const char *report_words_verdict(enum finding_verdict verdict);

/* What a return is called. Whatever is empty is left out: "Section 251 outturn 2023-24 — Barking and Dagenham (301)",
 * "2023-24 — 301", "Barking and Dagenham (301)". */
struct report_words_return {
    struct str collection;
    struct str period;
    struct str authority;
    struct str authority_name;
};

void report_words_return(struct buffer *out, const struct report_words_return *names);

#endif
