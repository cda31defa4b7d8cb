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
    struct str text; /* as the rule file has it; may be several lines */
};

/* Whatever is empty is left out. */
struct report_explanation {
    struct str code;
    struct str title;
    enum finding_severity severity;
    struct str periods; /* "2016-17 to 2024-25" */
    struct str what;    /* the rule as it is written: its when and require; lines are kept */
    struct str message; /* with {…} in it */
    struct str why;
    struct str fix;
    struct str source;
    const struct report_example *examples;
    uint32_t example_count;
};

/* For people, in the width and with the colours of the options. */
void report_explain_write(struct buffer *out, const struct report_explanation *explanation,
                          const struct report_options *options);

/* Remedy, reason and source in plain paragraphs, not folded and without colours. */
void report_explain_help(struct buffer *out, struct str fix, struct str why, struct str source);

#endif
