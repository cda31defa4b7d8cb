/* explain: one code in full. The texts are the rule's or the catalogue's own; this lays them out, for
 * `probity explain` and for the help in SARIF, so that both say the same.
 */
#ifndef PROBITY_REPORT_EXPLAIN_H
#define PROBITY_REPORT_EXPLAIN_H

#include "base/buffer.h"
#include "finding/severity.h"
#include "report/report.h"

struct report_example {
    bool passes;
    struct str text;  /* a record a line */
    struct str gives; /* of an indicator: its value, or that there is none; else empty */
};

/* A name and what is said under it: "when" and the expression, a definition and what it stands for. Lines are kept. */
struct report_term {
    struct str name;
    struct str meaning; /* in plain words; may be empty */
    struct str text;
};

/* What an indicator has that a rule has not. */
struct report_measure {
    struct str meaning; /* what it is and what a high value means, in sentences */
    struct str causes;
    struct str caveat;
};

/* Whatever is empty is left out. */
struct report_explanation {
    struct str code;
    struct str title;
    enum finding_severity severity;
    const struct report_measure *measure; /* of an indicator, which has no severity; NULL: it is a rule */
    struct str periods;                   /* "2016-17 to 2024-25" */
    const struct report_term *what;       /* the rule as it is written: its for, when and require */
    uint32_t what_count;
    const struct report_term *names; /* what it uses by name */
    uint32_t name_count;
    struct str message; /* with {…} in it */
    struct str why;
    struct str fix;
    struct str source;
    struct str note;
    const struct report_example *examples;
    uint32_t example_count;
};

/* For people, in the width and with the colours of the options. */
void report_explain_write(struct buffer *out, const struct report_explanation *explanation,
                          const struct report_options *options);

/* Remedy, reason and source in plain paragraphs, not folded and without colours. */
void report_explain_help(struct buffer *out, struct str fix, struct str why, struct str source);

#endif
