/* text: what the parts of the text format share. For text*.c only.
 *
 * text.c puts findings into sections and groups, text_finding.c writes one; text_summary.c, with text_figures*.c,
 * text_skipped.c and text_returns.c, what comes behind them all.
 */
#ifndef PROBITY_REPORT_TEXT_H
#define PROBITY_REPORT_TEXT_H

#include "report/fold.h"
#include "report/internal.h"
#include "report/words.h"

/* Switches of colours; all "" without them. */
struct text_colours {
    const char *bold;
    const char *severity[FINDING_SEVERITIES];
    const char *plain;
};

struct text_state {
    const struct text_colours *colours;
    size_t width;    /* of paragraphs */
    size_t terminal; /* of lines of a file */

    bool in_section;
    struct buffer section; /* collection, period and authority of the open section, with NULs between them */
    const struct report_return *section_return; /* NULL: findings of no return, or of one that the run does not name */
    bool in_return;                             /* there has been a section of a return */
    size_t next_return;                         /* where to look for the next section's return */

    bool in_group; /* findings of one section, severity and code */
    enum finding_severity severity;
    bool group_explained; /* of queries that notes explain */
    struct buffer code;
    struct buffer fix; /* of the findings so far; written behind them */
    uint64_t shown;    /* in this group */

    uint64_t *announced; /* by index in run->codes: findings that the report says it left out */
    bool *explained;     /* likewise: why it matters has been said */

    struct buffer scratch;
    struct buffer marks;
};

/* text_finding.c: message, places, excerpts. */
void text_write_finding(struct report *report, const struct report_finding *finding);

/* text_figures.c, text_skipped.c, text_returns.c: false when memory is refused. */
bool text_write_figures(struct report *report);
bool text_write_skipped(struct report *report);
bool text_write_returns(struct report *report);

/* text_summary.c: counts and titles, and everything behind the findings. */
void text_write_title(struct report *report, const char *title);
void text_write_counts(struct report *report, const uint64_t counts[FINDING_SEVERITIES], uint64_t explained);
bool text_write_summary(struct report *report);

/* Empties a buffer of the state; that it failed is not forgotten. */
void text_clear(struct report *report, struct buffer *buffer);

/* One paragraph with a heading word in bold before it; nothing when the text is empty. */
void text_write_paragraph(struct report *report, size_t indent, const char *heading, struct str text);

#endif
