#include "report/fold.h"

#include "base/utf8.h"

struct report_fold report_fold_begin(struct buffer *out, size_t width, size_t first, size_t indent)
{
    return (struct report_fold){.out = out, .width = width, .indent = indent, .column = first, .fresh = true};
}

static void next_line(struct report_fold *fold)
{
    buffer_char(fold->out, '\n');
    fold->column = fold->indent;
    fold->space = false;
    fold->fresh = true;
}

/* The indentation waits for the first word, so that an empty line ends in no spaces. */
static void start_line(struct report_fold *fold)
{
    if (fold->fresh) {
        buffer_fill(fold->out, ' ', fold->column);
        fold->fresh = false;
        fold->space = false;
    }
}

void report_fold_whole(struct report_fold *fold, struct str text)
{
    size_t width = utf8_count(text);

    if (width == 0) {
        return;
    }
    if (fold->space && !fold->fresh) {
        if (fold->column + 1 + width > fold->width) {
            next_line(fold);
        } else {
            buffer_char(fold->out, ' ');
            fold->column++;
        }
    }
    start_line(fold);
    utf8_write_printable(fold->out, text);
    fold->column += width;
    fold->space = false;
}

static bool is_break(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

void report_fold_str(struct report_fold *fold, struct str text)
{
    size_t at = 0;

    while (at < text.length) {
        size_t start = at;

        while (at < text.length && !is_break(text.data[at])) {
            at++;
        }
        report_fold_whole(fold, str_slice(text, start, at - start));
        if (at < text.length) {
            fold->space = true;
            if (text.data[at] == '\n' && at + 1 < text.length) {
                next_line(fold);
            }
            at++;
        }
    }
}

void report_fold_text(struct report_fold *fold, const char *text)
{
    report_fold_str(fold, str_of(text));
}

void report_fold_colour(struct report_fold *fold, const char *escape)
{
    start_line(fold);
    buffer_text(fold->out, escape);
}

void report_fold_end(struct report_fold *fold)
{
    next_line(fold);
}
