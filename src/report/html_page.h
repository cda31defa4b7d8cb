/* html_page: the frame and the parts of every HTML report.
 *
 * A report is one file that needs nothing else: its style and its one small script (report/html/) are in it, and its
 * Content-Security-Policy lets a browser load and run nothing but these two. It reads in full without the script. It is
 * well-formed XML too, so that any XML tool can take it apart: every element is closed and every attribute has a value.
 *
 * Texts that come from outside go through html_text() and nothing else. Literal markup goes in with buffer_text(). There
 * are no style attributes and no event handlers (the policy would refuse them): looks are classes of style.css.
 */
#ifndef PROBITY_REPORT_HTML_PAGE_H
#define PROBITY_REPORT_HTML_PAGE_H

#include "base/buffer.h"
#include "finding/severity.h"

/* In report/html/, made into C by the build: lines, the last one NULL. */
extern const char *const report_html_style[];
extern const char *const report_html_compare_style[]; /* of comparisons, besides */
extern const char *const report_html_script[];

/* Text made fit for an element or a quoted attribute. Line breaks and tabs become spaces. */
void html_text(struct buffer *out, struct str text);
void html_words(struct buffer *out, const char *text);   /* likewise, up to its NUL */
void html_sentence(struct buffer *out, struct str text); /* its first letter, if ASCII, as a capital */

/* `title` is the document's, in a browser's tab; `more_style` comes after the style of all reports (NULL: none). Opens
 * <main>; the report writes its own h1. Needs memory and libcrypto: the buffer is marked as failed when either is refused. */
void html_page_begin(struct buffer *out, struct str title, const char *const *more_style);
void html_page_end(struct buffer *out, const char *version);

/* ---- parts, after those of the GOV.UK Design System ---- */

enum html_colour { HTML_GREY, HTML_RED, HTML_YELLOW, HTML_BLUE, HTML_GREEN };

/* "<strong class=tag>…": a status in a word or two. */
void html_tag(struct buffer *out, enum html_colour colour, const char *words);
const char *html_colour_name(enum html_colour colour); /* its class: "red" */
enum html_colour html_verdict_colour(enum finding_verdict verdict);
enum html_colour html_severity_colour(enum finding_severity severity);

/* Rows of a name and a value. Between html_row() and html_row_end() stands the value. */
void html_rows_begin(struct buffer *out);
void html_row(struct buffer *out, const char *name);
void html_row_end(struct buffer *out);
void html_rows_end(struct buffer *out);

/* A part that is closed until it is wanted; in print it is open. The summary's markup stands between the two. */
void html_details_begin(struct buffer *out);
void html_details_body(struct buffer *out);
void html_details_end(struct buffer *out);

/* A table that scrolls by itself where it is too wide; its caption stands between html_table_begin() and
 * html_table_head(), header cells between that and html_table_body(). `number` makes its id unique in the document;
 * `kind` is a class ("" for none). */
void html_table_begin(struct buffer *out, uint64_t number, const char *kind);
void html_table_head(struct buffer *out);
void html_table_column(struct buffer *out, const char *name, bool numeric);
void html_table_body(struct buffer *out);
void html_table_end(struct buffer *out);

/* "<td class=number>1,204</td>" */
void html_table_count(struct buffer *out, uint64_t count);

#endif
