#include "report/explain.h"

#include "base/utf8.h"
#include "report/fold.h"
#include "report/words.h"

#define MESSAGE_HEADING "What the report says:"
#define WHAT_HEADING "What is checked:"
#define FIGURE_HEADING "How it is worked out:"
#define CAUSES_HEADING "What usually makes it odd:"
#define CAVEAT_HEADING "What to know of it:"
#define NAMES_HEADING "Where:"
#define NOTE_HEADING "Note:"
#define PERIODS_HEADING "In force:"
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

/* "require: own + private = total": the lines that follow stand below the text. */
static void write_what(const struct page *page, const struct report_explanation *explanation)
{
    size_t widest = 0;

    for (uint32_t i = 0; i < explanation->what_count; i++) {
        size_t width = utf8_count(explanation->what[i].name);
        widest = width > widest ? width : widest;
    }
    for (uint32_t i = 0; i < explanation->what_count; i++) {
        const struct report_term *term = &explanation->what[i];
        struct report_fold fold = report_fold_begin(page->out, page->width, 2, widest + 4);

        report_fold_str(&fold, term->name);
        report_fold_text(&fold, ":");
        report_fold_whole(&fold, str_slice(STR("          "), 0, widest + 1 - utf8_count(term->name)));
        report_fold_str(&fold, str_trim(term->text));
        report_fold_end(&fold);
    }
}

static size_t blanks_before(struct str line)
{
    size_t count = 0;

    while (count < line.length && line.data[count] == ' ') {
        count++;
    }
    return count;
}

/* What is shared by name is laid out by those who wrote it: its lines are kept, and cut where they are too long. */
static void write_names(const struct page *page, const struct report_explanation *explanation)
{
    for (uint32_t i = 0; i < explanation->name_count; i++) {
        const struct report_term *term = &explanation->names[i];
        struct str text = str_trim(term->text);
        size_t start = 0;

        write_paragraph(page, 2, term->name);
        if (term->meaning.length > 0) {
            write_paragraph(page, 4, term->meaning);
        }
        for (size_t end = 0; end <= text.length; end++) {
            if (end == text.length || text.data[end] == '\n') {
                struct str line = str_slice(text, start, end - start);
                size_t inner = blanks_before(line);
                struct report_fold fold = report_fold_begin(page->out, page->width, 6 + inner, 8 + inner);

                report_fold_str(&fold, line);
                report_fold_end(&fold);
                start = end + 1;
            }
        }
    }
}

/* "- Episodes: CHILD 1, …", its further records below. */
static void write_example(const struct page *page, struct str text)
{
    struct report_fold fold = report_fold_begin(page->out, page->width, 2, 4);

    report_fold_whole(&fold, STR("- "));
    report_fold_str(&fold, str_trim(text));
    report_fold_end(&fold);
}

static void write_examples(const struct page *page, const struct report_explanation *explanation, bool passes,
                           const char *heading)
{
    bool started = false;

    for (uint32_t i = 0; i < explanation->example_count; i++) {
        if (explanation->examples[i].passes != passes || explanation->examples[i].gives.length > 0) {
            continue;
        }
        if (!started) {
            write_heading(page, heading);
            started = true;
        }
        write_example(page, explanation->examples[i].text);
    }
}

/* "3000 of", and the records below. */
static void write_values(const struct page *page, const struct report_explanation *explanation)
{
    bool started = false;

    for (uint32_t i = 0; i < explanation->example_count; i++) {
        const struct report_example *example = &explanation->examples[i];
        struct report_fold fold = report_fold_begin(page->out, page->width, 2, 4);

        if (example->gives.length == 0) {
            continue;
        }
        if (!started) {
            write_heading(page, "Gives:");
            started = true;
        }
        report_fold_whole(&fold, STR("- "));
        report_fold_str(&fold, example->gives);
        report_fold_text(&fold, " of ");
        report_fold_str(&fold, str_trim(example->text));
        report_fold_end(&fold);
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
    write_paragraph(page, 0,
                    explanation->measure ? explanation->measure->meaning
                                         : str_of(severity_meaning(explanation->severity)));
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
    write_part(&page, PERIODS_HEADING, explanation->periods);
    if (explanation->what_count > 0) {
        write_heading(&page, explanation->measure ? FIGURE_HEADING : WHAT_HEADING);
        write_what(&page, explanation);
    }
    if (explanation->name_count > 0) {
        write_heading(&page, NAMES_HEADING);
        write_names(&page, explanation);
    }
    write_part(&page, MESSAGE_HEADING, explanation->message);
    write_part(&page, REPORT_WORDS_WHY, explanation->why);
    write_part(&page, REPORT_WORDS_FIX, explanation->fix);
    if (explanation->measure) {
        write_part(&page, CAUSES_HEADING, explanation->measure->causes);
        write_part(&page, CAVEAT_HEADING, explanation->measure->caveat);
    }
    write_part(&page, SOURCE_HEADING, explanation->source);
    write_part(&page, NOTE_HEADING, explanation->note);
    write_values(&page, explanation);
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
