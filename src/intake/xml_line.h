/* xml_line: the file line and column of an offset, and a window of that line, in files whose one line may be as long as
 * the file.
 *
 * A line that begins near by is found by looking back. For longer ones the file is gone through once, as far as need be,
 * and every so many bytes the line and column are kept: after that any place costs a short way only.
 */
#ifndef PROBITY_INTAKE_XML_LINE_H
#define PROBITY_INTAKE_XML_LINE_H

#include "base/array.h"
#include "format/xml.h"
#include "intake/internal.h"

#define XML_LINE_WINDOW 2048u /* bytes of the line that are looked at, on each side of the place */
#define XML_LINE_STRIDE 4096u /* bytes from one mark to the next */
#define XML_LINE_BACK 65536u  /* bytes that are looked back over while no marks reach the place */

struct xml_line_mark {
    uint32_t line;
    uint32_t column; /* characters since the line began */
};

struct xml_line {
    struct source *source;
    ARRAY_OF(struct xml_line_mark) marks; /* number i: at offset i * XML_LINE_STRIDE */
    char *block;                          /* XML_LINE_BACK bytes */
    uint64_t last_offset;                 /* the place asked for last, … */
    struct xml_line_mark last;            /* … line 0: none. From there it is mostly not far */
};

void xml_line_init(struct xml_line *lines, struct source *source);
void xml_line_free(struct xml_line *lines);

/* Fills in the place but for its value. `at.line` may be 0: then it is counted. `width` in bytes. `excerpt` may be NULL:
 * then there is none. */
bool xml_line_show(struct xml_line *lines, struct xml_place at, size_t width, struct buffer *excerpt,
                   struct intake_place *place, struct failure *failure);

#endif
