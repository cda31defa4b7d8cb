/* html: what the parts of the HTML report of a check share. For html*.c only.
 *
 * html.c puts findings into sections and groups, html_finding.c writes one; html_summary.c writes what comes before them,
 * html_contents.c the returns of a run of many; html_figures.c and html_national.c the indicators, html_skipped.c the rules
 * that were not run.
 */
#ifndef PROBITY_REPORT_HTML_H
#define PROBITY_REPORT_HTML_H

#include "base/arena.h"
#include "report/html_page.h"
#include "report/internal.h"
#include "report/words.h"

/* Of so many returns, each has its own figures and plots; of more, there is one plot for all councils. */
#define HTML_FEW_RETURNS 12u

struct html_state {
    bool in_section;
    struct buffer section; /* collection, period and authority of the open section, with NULs between them */
    const struct report_return *section_return; /* NULL: findings of no return */
    size_t next_return;                         /* where to look for the next section's return */

    bool in_group; /* findings of one section, severity and code */
    bool in_severity;
    enum finding_severity severity;
    bool group_explained; /* of queries that notes explain */
    struct buffer code;
    struct buffer fix; /* of the findings so far; written behind them */

    bool in_figures;   /* their first heading is written */
    bool full_paths;   /* files of one name are among the inputs: their paths tell them apart */
    uint64_t numbers;  /* of tables and plots, so that their ids are unique */
    struct arena keep; /* of the figures */
    struct buffer scratch;
};

/* The number of a thing that needs an id. */
uint64_t html_next(struct report *report);
/* The scratch buffer, emptied; that it failed is not forgotten. */
struct buffer *html_scratch(struct report *report);

/* Index of a return in the run. */
uint32_t html_return_index(const struct report *report, const struct report_return *of);
/* "id" or "href" of a group: of a return (NULL: about the files), by code. */
void html_group_id(struct report *report, const struct report_return *of, struct str code, bool explained);
/* What was found that no return counts as its own. */
struct report_found html_found_in_files(const struct report *report, struct str code);
/* Is there a section for the return: are findings of it written? */
bool html_has_section(const struct report_return *of);
/* "Section 251 outturn statement 2023-24 — Barking and Dagenham (301)", escaped. */
void html_return_name(struct report *report, const struct report_return *of);

/* "Barking and Dagenham (301)", escaped. */
void html_council_name(struct report *report, const struct report_return *of);
/* "Barking and Dagenham", not escaped. */
void html_council(struct buffer *out, const struct report_return *of);

/* html_summary.c: false when memory is refused. */
bool html_write_summary(struct report *report);
void html_write_filter(struct report *report);
/* html_contents.c: false when memory is refused. */
bool html_write_contents(struct report *report);
/* html_finding.c: message, places, excerpts, note. */
void html_write_finding(struct report *report, const struct report_finding *finding);
/* html_figures.c, html_national.c, html_skipped.c: false when memory is refused. */
bool html_write_figures(struct report *report);
bool html_write_national(struct report *report);
bool html_write_skipped(struct report *report);

#endif
