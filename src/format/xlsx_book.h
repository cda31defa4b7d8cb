/* xlsx_book: what the files that read a workbook share. For format/xlsx*.c only. */
#ifndef PROBITY_FORMAT_XLSX_BOOK_H
#define PROBITY_FORMAT_XLSX_BOOK_H

#include "base/arena.h"
#include "base/array.h"
#include "format/archive.h"
#include "format/xlsx.h"
#include "format/xml.h"

#define XLSX_DEPTH_MOST 32u

/* How a cell shows its number. */
enum xlsx_kind {
    XLSX_GENERAL,
    XLSX_DATE,
    XLSX_DATE_AND_TIME,
    XLSX_ZEROS,   /* `digits` at least, with zeros in front */
    XLSX_DECIMALS /* so many `digits` behind the point */
};

struct xlsx_format {
    uint8_t kind; /* enum xlsx_kind */
    uint8_t digits;
};

/* A number format of the workbook's own. */
struct xlsx_own_format {
    uint32_t number;
    struct xlsx_format format;
};

struct xlsx_sheet {
    struct str name;
    struct str relation;
    struct str part; /* in the archive; empty: it has none */
};

struct xlsx_book {
    struct archive *archive;
    struct arena arena;
    char problem[200];
    bool from_1904;          /* days are counted from 1904-01-01 */
    struct str folder;       /* of the workbook's part, with "/" at its end */
    struct str strings_part; /* empty: there is none */
    struct str styles_part;
    ARRAY_OF(struct xlsx_sheet) sheets;
    ARRAY_OF(struct xlsx_own_format) own_formats;
    ARRAY_OF(struct xlsx_format) formats; /* by number of a cell's style */
    struct buffer strings;                /* the shared texts, one behind the other */
    ARRAY_OF(size_t) ends;                /* where each ends */
    bool has_strings;                     /* they have been read */
};

/* Notes what is wrong, unless something is noted already. Always false. */
bool xlsx_refuse(struct xlsx_book *book, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads a part as XML. False: memory was refused. Of a part that is not there or not sound, the book notes the problem. */
bool xlsx_read_part(struct xlsx_book *book, struct str part, const struct xml_events *events, struct failure *failure);

/* An attribute's text as it was meant. */
struct str xlsx_attribute(struct xlsx_book *book, struct str value, struct failure *failure);
/* A whole number in [0, most]; false when it is none. */
bool xlsx_whole(struct str text, uint32_t most, uint32_t *number);

/* xlsx_styles.c */
bool xlsx_read_styles(struct xlsx_book *book, struct failure *failure);
struct xlsx_format xlsx_format_of(struct str code);

/* xlsx_number.c: a number as it stands in a sheet. What is none is written as it is. */
void xlsx_write_number(struct str text, struct xlsx_format format, bool from_1904, struct buffer *out);

#endif
