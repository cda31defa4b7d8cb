/* A run to report, for the tests of the formats: one return with two errors and a query, a file with a notice, and what
 * writes it. Each test may change its copy. */
#ifndef PROBITY_TESTS_UNIT_REPORT_SAMPLE_H
#define PROBITY_TESTS_UNIT_REPORT_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "report/report.h"

#define SAMPLE_SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SAMPLE_LINE "3.1.1,60,40,0,0,110"

struct sample {
    struct report_run run;
    struct report_options options;
    struct report_input inputs[2];
    struct report_rules rules[1];
    struct report_return returns[1];
    struct report_skipped skipped[3];
    struct report_code codes[3];
    struct report_key keys[2];
    struct report_place sums[2];
    struct report_place others[2];
    struct report_finding findings[4];
};

static inline struct report_place sample_place(uint32_t column, const char *field, const char *title, const char *value,
                                               uint32_t caret)
{
    return (struct report_place){
        .path = STR("returns/301.csv"),
        .line = 17,
        .column = column,
        .table = STR("table_a1"),
        .table_title = STR("Table A1"),
        .record = 12,
        .field = str_of(field),
        .field_title = str_of(title),
        .value = str_of(value),
        .has_value = true,
        .excerpt = STR(SAMPLE_LINE),
        .excerpt_caret = caret,
        .excerpt_width = (uint32_t)strlen(value),
    };
}

static inline struct report_finding sample_finding(const char *code, enum finding_severity severity, const char *title,
                                                   const char *message, const struct report_place *places,
                                                   uint32_t count)
{
    return (struct report_finding){
        .code = str_of(code),
        .severity = severity,
        .title = str_of(title),
        .message = str_of(message),
        .fix = STR("Check which provision column is wrong, or correct the total."),
        .why = STR("The Department adds the columns up again."),
        .collection = STR("s251-outturn"),
        .period = STR("2023-24"),
        .authority = STR("301"),
        .authority_name = STR("Barking and Dagenham"),
        .places = places,
        .place_count = count,
    };
}

static inline void sample_fill_places(struct sample *sample)
{
    sample->keys[0] = (struct report_key){STR("line"), STR("3.1.1")};
    sample->keys[1] = (struct report_key){STR("year"), STR("2023-24")};
    sample->sums[0] = sample_place(7, "own", "Own provision", "60", 6);
    sample->sums[1] = sample_place(17, "total", "Total expenditure", "110", 16);
    sample->others[0] = sample_place(10, "private", "Private provision", "40", 9);
    sample->others[1] = sample_place(3, "private", "Private provision", "", 6);
    sample->others[1].path = STR("last_year.csv");
    sample->others[1].line = 4;
    sample->others[1].excerpt = STR("3.1.1,,1");
    for (size_t i = 0; i < 2; i++) {
        sample->sums[i].keys = sample->keys;
        sample->sums[i].key_count = 2;
        sample->others[i].keys = sample->keys;
        sample->others[i].key_count = 1;
    }
}

static inline void sample_fill_findings(struct sample *sample)
{
    static const char sum[] = "The provision columns do not add up to total expenditure";

    sample->findings[0] = sample_finding("READ-207", FINDING_NOTICE, "Lines above the header",
                                         "2 file lines above the header were not read.", NULL, 0);
    sample->findings[0].collection = STR_EMPTY;
    sample->findings[0].period = STR_EMPTY;
    sample->findings[0].authority = STR_EMPTY;
    sample->findings[0].authority_name = STR_EMPTY;
    sample->findings[0].fix = STR("Nothing, if they are a title or notes.");
    sample->findings[0].why = STR_EMPTY;
    sample->findings[1] = sample_finding(
        "S251-104", FINDING_ERROR, sum,
        "Line 3.1.1: the provision columns add up to £100, but total expenditure is £110.", sample->sums, 2);
    sample->findings[2] = sample_finding("S251-104", FINDING_ERROR, sum, "Line 3.1.2: likewise.", sample->sums, 1);
    sample->findings[3] = sample_finding("S251-210", FINDING_QUERY, "A large change since last year",
                                         "Private provision of line 3.1.1 was blank and is £40.", sample->others, 2);
    sample->codes[0] = (struct report_code){
        .code = STR("READ-207"), .severity = FINDING_NOTICE, .title = sample->findings[0].title, .found = 1};
    sample->codes[1] = (struct report_code){.code = STR("S251-104"),
                                            .severity = FINDING_ERROR,
                                            .title = str_of(sum),
                                            .message = STR("Line {line}: …"),
                                            .fix = sample->findings[1].fix,
                                            .why = sample->findings[1].why,
                                            .source = STR("Section 251 outturn, table A1"),
                                            .found = 2};
    sample->codes[2] = (struct report_code){
        .code = STR("S251-210"), .severity = FINDING_QUERY, .title = sample->findings[3].title, .found = 1};
}

static inline void sample_fill(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    sample_fill_places(sample);
    sample_fill_findings(sample);
    sample->skipped[0] = (struct report_skipped){STR("S251-302"), STR("no return for 2022-23 (--previous FILE)")};
    sample->skipped[1] = (struct report_skipped){STR("S251-301"), STR("no return for 2022-23 (--previous FILE)")};
    sample->skipped[2] = (struct report_skipped){STR("S251-401"), STR("no population (--reference)")};
    sample->returns[0] = (struct report_return){
        .collection = STR("s251-outturn"),
        .collection_title = STR("Section 251 outturn"),
        .period = STR("2023-24"),
        .authority = STR("301"),
        .authority_name = STR("Barking and Dagenham"),
        .verdict = VERDICT_REJECTED,
        .counts = {[FINDING_ERROR] = 2, [FINDING_QUERY] = 1},
        .rules_run = 61,
        .skipped = sample->skipped,
        .skipped_count = 3,
        .records = 1412,
    };
    sample->inputs[0] = (struct report_input){STR("returns/301.csv"), "return", 1234, STR(SAMPLE_SHA256)};
    sample->inputs[1] = (struct report_input){STR("last_year.csv"), "previous", 99, STR(SAMPLE_SHA256)};
    sample->rules[0] = (struct report_rules){STR("s251-outturn"), STR(SAMPLE_SHA256), STR(SAMPLE_SHA256)};
    sample->run = (struct report_run){
        .version = "0.1.0",
        .verdict = VERDICT_REJECTED,
        .counts = {[FINDING_ERROR] = 2, [FINDING_QUERY] = 1, [FINDING_NOTICE] = 1},
        .inputs = sample->inputs,
        .input_count = 2,
        .rules = sample->rules,
        .rules_count = 1,
        .returns = sample->returns,
        .return_count = 1,
        .codes = sample->codes,
        .code_count = 3,
    };
}

/* A name in the folder for temporary files, of this process. */
static inline void sample_path(char *path, size_t size)
{
    const char *folder = getenv("TMPDIR");

    snprintf(path, size, "%s/probity-report-%ld", folder ? folder : "/tmp", (long)getpid());
}

static inline bool sample_report(const char *format, const struct sample *sample, const struct report_finding *findings,
                                 size_t count, struct output *output, struct failure *failure)
{
    const struct report_format *named = strcmp(format, "notes") == 0 ? &report_notes
                                                                     : report_format_find(str_of(format));
    struct report *report = report_begin(named, &sample->run, &sample->options, output, failure);

    if (!report) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!report_finding(report, &findings[i], failure)) {
            report_abandon(report);
            return false;
        }
    }
    return report_end(report, failure);
}

/* Writes a report to the file. */
static inline bool sample_report_file(const char *format, const struct sample *sample,
                                      const struct report_finding *findings, size_t count, const char *path)
{
    struct failure failure = {0};
    struct output *output = output_open(path, &failure);

    if (!output) {
        return false;
    }
    if (!sample_report(format, sample, findings, count, output, &failure)) {
        output_abandon(output);
        return false;
    }
    return output_commit(output, &failure);
}

/* The report as a text, to be freed; NULL when anything failed. */
static inline char *sample_report_text(const char *format, const struct sample *sample,
                                       const struct report_finding *findings, size_t count)
{
    char path[256];
    struct buffer text = BUFFER_EMPTY;
    FILE *file;
    int character;

    sample_path(path, sizeof path);
    file = sample_report_file(format, sample, findings, count, path) ? fopen(path, "r") : NULL;
    if (!file) {
        return NULL;
    }
    while ((character = fgetc(file)) != EOF) {
        buffer_char(&text, (char)character);
    }
    buffer_char(&text, '\0');
    fclose(file);
    remove(path);
    if (!buffer_ok(&text)) {
        buffer_free(&text);
    }
    return text.data;
}

/* How often the part stands in the text. */
static inline unsigned sample_times(const char *text, const char *part)
{
    unsigned times = 0;

    for (text = strstr(text, part); text; text = strstr(text + 1, part)) {
        times++;
    }
    return times;
}

#endif
