/* fold: paragraphs cut into lines of a width, at spaces only.
 *
 * Text is made printable on its way: control characters and bytes that are no characters become U+FFFD, a newline ends
 * the line. Widths are in characters. A word wider than the line stays whole: paths and codes can be copied from it.
 */
#ifndef PROBITY_REPORT_FOLD_H
#define PROBITY_REPORT_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/str.h"

struct report_fold {
    struct buffer *out;
    size_t width;
    size_t indent; /* of the lines that follow */
    size_t column; /* characters on the line so far */
    bool space;    /* one is due before the next word */
    bool fresh;    /* nothing is on the line; `column` spaces are due before the first word */
};

/* Starts a line with `first` spaces; the lines that follow have `indent`. */
struct report_fold report_fold_begin(struct buffer *out, size_t width, size_t first, size_t indent);

/* Adds text. Without a space between them, the end of one text and the start of the next are one word. */
void report_fold_str(struct report_fold *fold, struct str text);
void report_fold_text(struct report_fold *fold, const char *text);

/* Adds text that is not to be broken, spaces or not. */
void report_fold_whole(struct report_fold *fold, struct str text);

/* Adds what takes no room: the switches of colours. */
void report_fold_colour(struct report_fold *fold, const char *escape);

/* Ends the line. */
void report_fold_end(struct report_fold *fold);

#endif
