#include "report/report.h"

#include <stdlib.h>

#include "report/internal.h"

/* Enough that a write to the output costs little beside its bytes. */
#define FLUSH_AT ((size_t)64 * 1024)

static const struct report_format *const formats[] = {
    &report_text, &report_json, &report_sarif, &report_csv, &report_html,
};

#define FORMATS (sizeof formats / sizeof *formats)

const struct report_format *const *report_formats(size_t *count)
{
    *count = FORMATS;
    return formats;
}

const struct report_format *report_format_find(struct str name)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (str_equal(name, str_of(formats[i]->name))) {
            return formats[i];
        }
    }
    return NULL;
}

size_t report_code_index(const struct report *report, struct str code)
{
    const uint64_t *index = map_get(&report->codes, code);

    return index ? (size_t)*index : REPORT_NO_CODE;
}

void *report_state_new(struct report *report, size_t size, void (*release)(void *state))
{
    report->state = calloc(1, size);
    report->release = report->state ? release : NULL;
    return report->state;
}

static bool flush(struct report *report, size_t at, struct failure *failure)
{
    if (!buffer_ok(&report->text)) {
        return failure_memory(failure);
    }
    if (report->text.length > at) {
        if (!output_write(report->output, buffer_view(&report->text), failure)) {
            return false;
        }
        buffer_clear(&report->text);
    }
    return true;
}

static bool index_codes(struct report *report)
{
    const struct report_run *run = report->run;

    for (uint32_t i = 0; i < run->code_count; i++) {
        if (!map_set(&report->codes, run->codes[i].code, i)) {
            return false;
        }
    }
    return true;
}

struct report *report_begin(const struct report_format *format, const struct report_run *run,
                            const struct report_options *options, struct output *output, struct failure *failure)
{
    struct report *report = calloc(1, sizeof *report);

    if (!report) {
        failure_memory(failure);
        return NULL;
    }
    report->format = format;
    report->run = run;
    report->options = *options;
    report->output = output;
    if (!index_codes(report) || !format->begin(report)) {
        failure_memory(failure);
        report_abandon(report);
        return NULL;
    }
    if (!flush(report, FLUSH_AT, failure)) {
        report_abandon(report);
        return NULL;
    }
    return report;
}

bool report_finding(struct report *report, const struct report_finding *finding, struct failure *failure)
{
    if (!report->format->finding(report, finding)) {
        return failure_memory(failure);
    }
    report->written++;
    return flush(report, FLUSH_AT, failure);
}

bool report_end(struct report *report, struct failure *failure)
{
    bool done = report->format->end(report) ? flush(report, 0, failure) : failure_memory(failure);

    report_abandon(report);
    return done;
}

void report_abandon(struct report *report)
{
    if (!report) {
        return;
    }
    if (report->release) {
        report->release(report->state);
    }
    free(report->state);
    map_free(&report->codes);
    buffer_free(&report->text);
    free(report);
}
