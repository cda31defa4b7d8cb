/* internal: what the formats share. For report/ only. */
#ifndef PROBITY_REPORT_INTERNAL_H
#define PROBITY_REPORT_INTERNAL_H

#include "report/report.h"

struct report {
    const struct report_format *format;
    const struct report_run *run;
    struct report_options options;
    struct output *output;
    struct buffer text;       /* flushed to `output` when it has grown, and at the end */
    uint64_t written;         /* findings so far */
    struct str last_code;     /* of the finding before; for grouping (copied into `memory`) */
    struct str last_return;
    struct buffer memory;
    void *state;              /* a format's own; freed by its end() */
};

extern const struct report_format report_text;
extern const struct report_format report_json;
extern const struct report_format report_sarif;
extern const struct report_format report_csv;

#endif
