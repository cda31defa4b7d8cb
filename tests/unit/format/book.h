/* book: small workbooks, made part by part, for tests. */
#ifndef PROBITY_TESTS_BOOK_H
#define PROBITY_TESTS_BOOK_H

#include <check.h>
#include <stdlib.h>
#include <zip.h>

#include "base/buffer.h"

struct book_part {
    const char *name;
    struct str bytes;
};

/* An archive with these parts; its bytes are the caller's to free. */
static inline struct buffer book_pack(const struct book_part *parts, size_t count)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *into = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(into, ZIP_TRUNCATE, &error);
    ck_assert_ptr_nonnull(zip);
    zip_source_keep(into);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *part = zip_source_buffer(zip, parts[i].bytes.data, parts[i].bytes.length, 0);
        ck_assert_int_ge(zip_file_add(zip, parts[i].name, part, 0), 0);
    }
    ck_assert_int_eq(zip_close(zip), 0);
    zip_stat_t status;
    ck_assert_int_eq(zip_source_stat(into, &status), 0);
    struct buffer bytes = BUFFER_EMPTY;
    char *room = buffer_reserve(&bytes, status.size);
    ck_assert_int_eq(zip_source_open(into), 0);
    ck_assert_int_eq(zip_source_read(into, room, status.size), (zip_int64_t)status.size);
    bytes.length = status.size;
    zip_source_close(into);
    zip_source_free(into);
    zip_error_fini(&error);
    return bytes;
}

#define BOOK_RELATION(id, kind, target) \
    "<Relationship Id='" id "' Type='http://x/relationships/" kind "' Target='" target "'/>"
#define BOOK_ROOT "<Relationships xmlns='r'>" BOOK_RELATION("a", "officeDocument", "xl/workbook.xml") "</Relationships>"
#define BOOK_RELATIONS                                                          \
    "<Relationships>" BOOK_RELATION("r1", "worksheet", "worksheets/sheet1.xml") \
        BOOK_RELATION("r2", "worksheet", "/xl/worksheets/sheet2.xml")           \
            BOOK_RELATION("s", "sharedStrings", "sharedStrings.xml")            \
                BOOK_RELATION("t", "styles", "styles.xml") "</Relationships>"
#define BOOK_SHEETS "<sheets><sheet name='A &amp; B' r:id='r1'/><sheet name='Other' r:id='r2'/></sheets>"
#define BOOK_WORKBOOK "<workbook xmlns='w' xmlns:r='q'>" BOOK_SHEETS "</workbook>"
#define BOOK_STRINGS                                                                                  \
    "<sst><si><t>plain</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>spoken</t></rPh></si>" \
    "<si><t xml:space='preserve'>a, \"b\"\nc_x000D_</t></si></sst>"
#define BOOK_STYLES                                                                                                    \
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/>"                                            \
    "<numFmt numFmtId='165' formatCode='000'/><numFmt numFmtId='166' formatCode='#,##0.00;[Red]-#,##0.00'/>"           \
    "<numFmt numFmtId='167' formatCode='dd/mm/yyyy hh:mm'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>" \
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'><alignment/></xf><xf numFmtId='164'/><xf numFmtId='165'/>"           \
    "<xf numFmtId='166'/><xf numFmtId='167'/></cellXfs></styleSheet>"
#define BOOK_SHEET(rows) "<worksheet xmlns='w'><dimension ref='A1'/><sheetData>" rows "</sheetData></worksheet>"

/* A workbook with two sheets. */
static inline struct buffer book_of(const char *workbook, struct str first, struct str second)
{
    const struct book_part parts[] = {
        {"_rels/.rels", STR(BOOK_ROOT)},
        {"xl/workbook.xml", str_of(workbook)},
        {"xl/_rels/workbook.xml.rels", STR(BOOK_RELATIONS)},
        {"xl/sharedStrings.xml", STR(BOOK_STRINGS)},
        {"xl/styles.xml", STR(BOOK_STYLES)},
        {"xl/worksheets/sheet1.xml", first},
        {"xl/worksheets/sheet2.xml", second},
    };
    return book_pack(parts, sizeof parts / sizeof *parts);
}

#endif
