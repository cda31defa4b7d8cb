/* xlsx: any bytes as a workbook, and as the sheet, the shared texts or the styles of one that is otherwise sound. Checksums
 * in archives would keep nearly all changed bytes from ever being looked at. Each sheet must come to text of which every row
 * is one line.
 */
#include <stdlib.h>
#include <zip.h>

#include "format/xlsx.h"
#include "target.h"

#define RELATION(id, kind, target) "<R Id='" id "' Type='x/" kind "' Target='" target "'/>"

static const struct {
    const char *name, *text;
} parts[] = {
    {"_rels/.rels", "<R>" RELATION("a", "officeDocument", "xl/w.xml") "</R>"},
    {"xl/w.xml", "<w xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></w>"},
    {"xl/_rels/w.xml.rels", "<R>" RELATION("a", "worksheet", "s.xml") RELATION("b", "sharedStrings", "t.xml")
                                RELATION("c", "styles", "f.xml") "</R>"},
    {"xl/s.xml", "<w><sheetData><row><c t='s'><v>0</v></c><c s='1'><v>43190.5</v></c><c s='2'><v>12.345</v></c>"
                 "</row></sheetData></w>"},
    {"xl/t.xml", "<sst><si><t>text</t></si></sst>"},
    {"xl/f.xml", "<s><cellXfs><xf/><xf numFmtId='22'/><xf numFmtId='4'/></cellXfs></s>"},
};
#define PARTS (sizeof parts / sizeof *parts)

static void check_lines(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\r') {
            abort();
        }
    }
    if (text.length > 0 && text.data[text.length - 1] != '\n') {
        abort();
    }
}

static void read_book(struct str bytes)
{
    struct failure failure = {0};
    struct buffer out = BUFFER_EMPTY;
    struct xlsx_book *book = xlsx_open(bytes, &failure);
    uint32_t count = book ? xlsx_sheets(book) : 0;
    for (uint32_t i = 0; i < count; i++) {
        buffer_clear(&out);
        if (xlsx_sheet_csv(book, i, &out, &failure) && !xlsx_problem(book)[0]) {
            check_lines(buffer_view(&out));
        }
    }
    xlsx_close(book);
    buffer_free(&out);
}

/* The sound workbook with one part replaced. */
static void read_part(size_t replaced, const uint8_t *data, size_t size)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *into = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(into, ZIP_TRUNCATE, &error);
    zip_source_keep(into);
    for (size_t i = 0; i < PARTS; i++) {
        const void *bytes = i == replaced ? (const void *)data : parts[i].text;
        zip_source_t *part = zip_source_buffer(zip, bytes, i == replaced ? size : strlen(parts[i].text), 0);
        zip_int64_t index = zip_file_add(zip, parts[i].name, part, 0);
        if (index < 0 || zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0) {
            abort();
        }
    }
    zip_stat_t status;
    if (zip_close(zip) != 0 || zip_source_stat(into, &status) != 0 || zip_source_open(into) != 0) {
        abort();
    }
    char *bytes = malloc(status.size);
    if (bytes && zip_source_read(into, bytes, status.size) == (zip_int64_t)status.size) {
        read_book((struct str){bytes, status.size});
    }
    free(bytes);
    zip_source_close(into);
    zip_source_free(into);
    zip_error_fini(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size >= 4 && memcmp(data, "PK\x03\x04", 4) == 0) {
        fuzz_read_return("fuzz.xlsx", data, size);
        read_book(fuzz_text(data, size));
    } else if (size > 0) {
        read_part(data[0] % PARTS, data + 1, size - 1);
    }
    return 0;
}
