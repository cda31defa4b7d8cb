#include "report/explain.h"

#include "base/utf8.h"
#include "report/fold.h"
#include "report/words.h"

#define MESSAGE_HEADING "What the report says:"
#define WHAT_HEADING "What is checked:"
#define PERIODS_HEADING "Periods:"
#define SOURCE_HEADING "Source:"

struct page {
    struct buffer *out;
    size_t width;
    const char *bold;
    const char *plain;
};

static const char *severity_meaning(enum finding_severity severity)
{
    switch (severity) {
    case FINDING_ERROR: return "An error: it must be put right before the return is submitted.";
    case FINDING_QUERY: return "A query: it must be put right or explained.";
    default: return "A notice: worth knowing; nothing has to be done.";
    }
}

static void write_heading(const struct page *page, const char *heading)
{
    buffer_format(page->out, "\n%s%s%s\n", page->bold, heading, page->plain);
}

static void write_paragraph(const struct page *page, size_t indent, struct str text)
{
    struct report_fold fold = report_fold_begin(page->out, page->width, indent, indent);

    report_fold_str(&fold, text);
    report_fold_end(&fold);
}

static void write_part(const struct page *page, const char *heading, struct str text)
{
    text = str_trim(text);
    if (text.length > 0) {
        write_heading(page, heading);
        write_paragraph(page, 2, text);
    }
}

/* Rules and examples are laid out by those who wrote them: their lines are neither folded nor joined. */
static void write_lines(const struct page *page, size_t indent, struct str text)
{
    size_t start = 0;

    text = str_trim(text);
    for (size_t i = 0; i <= text.length; i++) {
        if (i == text.length || text.data[i] == '\n') {
            buffer_fill(page->out, ' ', indent);
            utf8_write_printable(page->out, str_slice(text, start, i - start));
            buffer_char(page->out, '\n');
            start = i + 1;
        }
    }
}

static void write_examples(const struct page *page, const struct report_explanation *explanation, bool passes,
                           const char *heading)
{
    bool started = false;

    for (uint32_t i = 0; i < explanation->example_count; i++) {
        if (explanation->examples[i].passes != passes) {
            continue;
        }
        if (!started) {
            write_heading(page, heading);
            started = true;
        }
        write_lines(page, 2, explanation->examples[i].text);
    }
}

static void write_title(const struct page *page, const struct report_explanation *explanation)
{
    struct report_fold fold = report_fold_begin(page->out, page->width, 0, 2);

    report_fold_colour(&fold, page->bold);
    report_fold_str(&fold, explanation->code);
    report_fold_text(&fold, explanation->title.length > 0 ? " — " : "");
    report_fold_str(&fold, explanation->title);
    report_fold_colour(&fold, page->plain);
    report_fold_end(&fold);
    write_paragraph(page, 0, str_of(severity_meaning(explanation->severity)));
}

void report_explain_write(struct buffer *out, const struct report_explanation *explanation,
                          const struct report_options *options)
{
    unsigned width = options->width == 0 || options->width > REPORT_WIDTH ? REPORT_WIDTH : options->width;
    struct page page = {
        .out = out,
        .width = width < REPORT_WIDTH_LEAST ? REPORT_WIDTH_LEAST : width,
        .bold = options->colour ? "\033[1m" : "",
        .plain = options->colour ? "\033[0m" : "",
    };

    write_title(&page, explanation);
    if (explanation->what.length > 0) {
        write_heading(&page, WHAT_HEADING);
        write_lines(&page, 2, explanation->what);
    }
    write_part(&page, MESSAGE_HEADING, explanation->message);
    write_part(&page, REPORT_WORDS_WHY, explanation->why);
    write_part(&page, REPORT_WORDS_FIX, explanation->fix);
    write_part(&page, PERIODS_HEADING, explanation->periods);
    write_part(&page, SOURCE_HEADING, explanation->source);
    write_examples(&page, explanation, true, "Passes:");
    write_examples(&page, explanation, false, "Fails:");
}

static void write_help_part(struct buffer *out, const char *heading, struct str text)
{
    text = str_trim(text);
    if (text.length == 0) {
        return;
    }
    if (out->length > 0) {
        buffer_text(out, "\n\n");
    }
    buffer_text(out, heading);
    buffer_char(out, ' ');
    buffer_str(out, text);
}

void report_explain_help(struct buffer *out, struct str fix, struct str why, struct str source)
{
    write_help_part(out, REPORT_WORDS_FIX, fix);
    write_help_part(out, REPORT_WORDS_WHY, why);
    write_help_part(out, SOURCE_HEADING, source);
}
