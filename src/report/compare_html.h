/* compare_html: what the parts of the HTML report of a comparison share. For report/compare_html*.c only.
 *
 * Each part writes one section of the page. Councils are numbered in the order of their profiles, so that tables can lead
 * to them; a council is all returns of one authority and collection.
 */
#ifndef PROBITY_REPORT_COMPARE_HTML_H
#define PROBITY_REPORT_COMPARE_HTML_H

#include "base/arena.h"
#include "report/compare_internal.h"
#include "report/html_page.h"

struct compare_html_council {
    uint32_t first; /* its returns, in `rows` */
    uint32_t count; /* at least 1 */
};

struct compare_html {
    struct report_compare_writer *writer;
    const struct compare_results *results;
    struct buffer *out;
    struct arena arena;
    const uint32_t *cohorts; /* those that are shown: by collection, the latest period first */
    uint32_t cohort_count;
    const uint32_t *rows;                        /* returns that are shown: council by council, by period */
    const struct compare_html_council *councils; /* by collection and name */
    uint32_t council_count;
    const uint32_t *council_of; /* by row; COMPARE_NONE: it is not shown */
    uint64_t tables;            /* written so far, for their ids */
};

/* In how many figures a return stands out in each test, and with how many points. */
struct compare_html_tally {
    uint32_t count;
    double points;
};
void compare_html_tally(const struct compare_html *html, uint32_t row, struct compare_html_tally tally[COMPARE_TESTS]);
/* "<td class=h2>3</td>": the darker, the more points. */
void compare_html_tally_cell(struct compare_html *html, const struct compare_html_tally *tally);

/* Does the council stand out in the test in any of its returns? */
bool compare_html_stands_out(const struct compare_html *html, const struct compare_html_council *council,
                             enum compare_test test);

/* Is the cohort the latest of its collection? `index` is in `cohorts`. */
bool compare_html_is_latest(const struct compare_html *html, uint32_t index);
/* How many collections are shown. */
uint32_t compare_html_collections(const struct compare_html *html);
/* A heading of the collection, where there are several; `index` is in `cohorts`. */
void compare_html_collection_heading(struct compare_html *html, uint32_t index);
/* "Section 251 outturn statement", or the collection's name where no input says what it is called. */
struct str compare_html_collection(const struct compare_html *html, struct str collection);
/* "Newham (316)", "Newham", "316"; "a council that is not named". */
void compare_html_council_name(struct compare_html *html, uint32_t row, bool code);
/* Likewise without the code, leading to its profile. */
void compare_html_council_link(struct compare_html *html, uint32_t row);
void compare_html_period(struct compare_html *html, uint32_t cohort);
/* "Section 251 outturn statement 2017-18" */
void compare_html_cohort(struct compare_html *html, uint32_t cohort);
/* "3.1.4 Special guardianship support: share of spending"; "the return as a whole". */
void compare_html_subject(struct compare_html *html, uint32_t subject);
/* Likewise, leading to the figure. */
void compare_html_subject_link(struct compare_html *html, uint32_t subject);
void compare_html_value(struct compare_html *html, uint32_t subject, double value);
/* A reason in words, ended with a full stop. */
void compare_html_mark(struct compare_html *html, const struct compare_mark *mark);
/* Column headers and cells of rank, score and figures, and of a test: of the tables of councils and of profiles alike. */
void compare_html_standing_columns(struct compare_html *html);
void compare_html_test_column(struct compare_html *html, enum compare_test test);
void compare_html_standing_cells(struct compare_html *html, const struct compare_profile *profile);
/* By what the filter finds a council: name, code, region. */
void compare_html_find_words(struct compare_html *html, uint32_t row);

/* ---- sections ---- */

bool compare_html_write_most(struct compare_html *html);    /* who stands out most */
bool compare_html_write_heat(struct compare_html *html);    /* councils by test */
bool compare_html_write_figures(struct compare_html *html); /* how comparable figures are; strips of all councils */
bool compare_html_write_councils(struct compare_html *html);
void compare_html_write_method(struct compare_html *html);

#endif
