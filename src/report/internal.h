/* internal: what the formats share. For report/ only.
 *
 * A format writes to `text` and never to `output`: report.c empties the one into the other between two calls. A format
 * returns false only when memory was refused; a buffer that failed need not be looked at, report.c does.
 */
#ifndef PROBITY_REPORT_INTERNAL_H
#define PROBITY_REPORT_INTERNAL_H

#include "base/map.h"
#include "report/report.h"

struct report {
    const struct report_format *format;
    const struct report_run *run;
    struct report_options options;
    struct output *output;
    struct buffer text;           /* flushed to `output` when it has grown, and at the end */
    uint64_t written;             /* findings so far, the one being written not counted */
    struct map codes;             /* code -> its index in run->codes */
    void *state;                  /* a format's own, from calloc(); report.c frees it … */
    void (*release)(void *state); /* … after this, unless it is NULL */
};

#define REPORT_NO_CODE SIZE_MAX

/* The place of a code in run->codes; REPORT_NO_CODE when it is not there. */
size_t report_code_index(const struct report *report, struct str code);

/* Makes report->state, zeroed. NULL when memory is refused. */
void *report_state_new(struct report *report, size_t size, void (*release)(void *state));

extern const struct report_format report_text;
extern const struct report_format report_json;
extern const struct report_format report_sarif;
extern const struct report_format report_csv;
extern const struct report_format report_html;

#endif
