/* csv: where the records and fields of a stretch of CSV are.
 *
 * RFC 4180, and what people really send: a record ends with CRLF, LF or CR; the separator is any one byte. A quotation
 * mark means something only at the beginning of a field (and "" within such a field); anywhere else it is a character
 * like any other. Knows nothing of headers, columns and returns.
 *
 * Two readers of the same grammar, tested against each other: csv_scan() for many whole records in memory, and
 * csv_walk() byte by byte for a record that does not fit.
 */
#ifndef PROBITY_FORMAT_CSV_H
#define PROBITY_FORMAT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Where a reader is within a record. */
enum csv_state {
    CSV_FIELD_START,
    CSV_PLAIN, /* in an unquoted field, or behind the closing quotation mark of a quoted one */
    CSV_QUOTED,
    CSV_QUOTE_SEEN /* right behind a quotation mark in a quoted field: its end, or the first of "" */
};

/* Ways to scan, from slow to fast, all with the same result. */
enum csv_kernel { CSV_SCALAR, CSV_SSE2, CSV_AVX2, CSV_AVX512, CSV_KERNELS };

bool csv_kernel_works(enum csv_kernel kernel); /* on this processor */
enum csv_kernel csv_kernel_best(void);

/* Room that one block of 64 bytes can need beyond what is asked for. */
#define CSV_SCAN_SLACK 72u

/* One scan: begins at the beginning of a record, ends when `record_most` records are found, when `bound_most` bounds
 * are, or at `to`.
 *
 * Field f of record r lies between two bounds, the separators themselves: with b = records[r] + f it is
 * [bounds[b] + 1, bounds[b + 1]), and the record has records[r + 1] - records[r] fields. Behind CRLF the last field
 * ends in its CR. (bounds[0] is `from` - 1, and wraps when `from` is 0.) */
struct csv_scan {
    /* In. */
    const char *data;
    uint32_t from, to;
    bool final; /* `to` is the end of the file: a record may end there without a line break */
    char delimiter;
    uint32_t *bounds; /* room for bound_most + CSV_SCAN_SLACK */
    uint32_t bound_most;
    uint32_t *records; /* room for record_most + CSV_SCAN_SLACK */
    uint32_t record_most;
    /* Out. */
    uint32_t record_count;
    uint32_t next; /* where the first record begins that was not found */
    bool stuck;    /* the bounds were used up before the first record ended */
    bool open;     /* final, and the record at `next` ends within quotation marks */
    /* Of all bytes looked at, which may be some more than those of the records found. */
    bool not_ascii; /* some byte is above 127 */
    bool has_nul;
    bool has_quotes;
    bool breaks_inside; /* there are line breaks within quotation marks */
};

void csv_scan(enum csv_kernel kernel, struct csv_scan *scan);

/* Follows one record through pieces of any size. */
struct csv_walk {
    char delimiter;
    enum csv_state state;
    bool carriage_return; /* the last byte was one, outside quotation marks */
    bool quoted_return;   /* the last byte was one, within them */
    bool ended;           /* the record's line break has been taken */
    uint64_t at;          /* bytes taken so far */
    uint64_t fields;      /* separators taken so far */
    uint64_t field_from;  /* where the present field begins, … */
    uint64_t field_line;  /* … and how many line breaks are before it */
    uint64_t longest;     /* of the fields that have ended, in bytes */
    uint64_t breaks;      /* line breaks taken so far, within quotation marks too */
    uint32_t *bounds;     /* gets a bound for each field, as above but from 0 for the record; NULL: not wanted */
    uint64_t bound_most;  /* the others are counted only */
};

void csv_walk_start(struct csv_walk *walk, char delimiter, uint32_t *bounds, uint64_t bound_most);
/* Takes bytes up to the record's end; how many it took. */
size_t csv_walk_on(struct csv_walk *walk, const char *data, size_t length);
/* The file ends here. */
void csv_walk_finish(struct csv_walk *walk);

/* The text of a field that begins with a quotation mark, without its marks: a part of `field`, or written to `out`,
 * which has room for as many bytes, when there are "" in it. `stray`: what stands behind the closing mark (it is
 * part of the text all the same); empty when nothing does. A CR at the end belongs to the line break. */
struct str csv_unquote(struct str field, char *out, struct str *stray);

/* Line breaks in a stretch, within quotation marks or not: LF, CRLF or CR. */
uint64_t csv_count_breaks(const char *data, size_t length);

#endif
