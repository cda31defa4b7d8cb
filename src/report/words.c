#include "report/words.h"

#include <math.h>

#include "base/number.h"
#include "base/utf8.h"

static const char *const severity_words[FINDING_SEVERITIES][4] = {
    [FINDING_NOTICE] = {"notice", "notices", "Notice", "Notices"},
    [FINDING_QUERY] = {"query", "queries", "Query", "Queries"},
    [FINDING_ERROR] = {"error", "errors", "Error", "Errors"},
};

static const char *const verdict_words[] = {
    [VERDICT_ACCEPTED] = "accepted",
    [VERDICT_ACCEPTED_WITH_QUERIES] = "accepted with queries",
    [VERDICT_NOT_CHECKED] = "not checked",
    [VERDICT_REJECTED] = "rejected",
};

void report_words_number(struct buffer *out, uint64_t number)
{
    number_write(out, number > INT64_MAX ? INT64_MAX : (int64_t)number, 0, true, true);
}

void report_words_count(struct buffer *out, uint64_t count, const char *one, const char *many)
{
    report_words_number(out, count);
    buffer_char(out, ' ');
    buffer_text(out, count == 1 ? one : many);
}

/* What is larger is no figure of a council. */
#define FIGURE_MOST 1e12

static unsigned scale_of(enum compare_figure figure, double size)
{
    if (size == 0 || size >= (figure == COMPARE_MONEY ? 9.995 : 99.95)) {
        return 0;
    }
    return figure == COMPARE_MONEY ? 2 : 1;
}

static void write_figure(struct buffer *out, enum compare_figure figure, double value, bool signs)
{
    double size = figure == COMPARE_PERCENT ? fabs(value) * 100 : fabs(value);
    unsigned scale = scale_of(figure, size);
    if (!(size < FIGURE_MOST)) {
        buffer_text(out, "?");
        return;
    }
    int64_t rounded = (int64_t)llround(size * (double)number_power_of_ten(scale));
    buffer_text(out, value < 0 && rounded ? "-" : "");
    buffer_text(out, signs && figure == COMPARE_MONEY ? "£" : "");
    number_write(out, rounded, scale, true, false);
    buffer_text(out, signs && figure == COMPARE_PERCENT ? "%" : "");
}

void report_words_figure(struct buffer *out, enum compare_figure figure, double value)
{
    write_figure(out, figure, value, true);
}

void report_words_range(struct buffer *out, enum compare_figure figure, double low, double high)
{
    write_figure(out, figure, low, false);
    buffer_text(out, " – ");
    write_figure(out, figure, high, false);
}

void report_words_severities(struct buffer *out, uint64_t count, enum finding_severity severity)
{
    report_words_count(out, count, severity_words[severity][0], severity_words[severity][1]);
}

const char *report_words_severity_title(enum finding_severity severity, bool plural)
{
    return severity_words[severity][plural ? 3 : 2];
}

const char *report_words_verdict(enum finding_verdict verdict)
{
    return verdict_words[verdict];
}

static void write_authority(struct buffer *out, const struct report_words_return *names)
{
    utf8_write_printable(out, names->authority_name);
    if (names->authority.length > 0) {
        buffer_text(out, names->authority_name.length > 0 ? " (" : "");
        utf8_write_printable(out, names->authority);
        buffer_text(out, names->authority_name.length > 0 ? ")" : "");
    }
}

void report_words_return(struct buffer *out, const struct report_words_return *names)
{
    bool has_authority = names->authority.length > 0 || names->authority_name.length > 0;
    bool has_more = names->collection.length > 0 || names->period.length > 0;

    utf8_write_printable(out, names->collection);
    if (names->collection.length > 0 && names->period.length > 0) {
        buffer_char(out, ' ');
    }
    utf8_write_printable(out, names->period);
    if (has_authority && has_more) {
        buffer_text(out, " — ");
    }
    write_authority(out, names);
}
