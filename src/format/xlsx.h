/* xlsx: the sheets of an Excel workbook (Office Open XML), each as CSV text.
 *
 * A row of the sheet becomes one line of the text, blank ones too, and a cell one field, so that line and field tell the row
 * and the column of the sheet; a line break in a cell becomes a blank. What stands there is what the sheet holds: of formulas
 * the values that were worked out when it was saved (#N/A where none was saved), nothing is worked out here. Dates are
 * yyyy-mm-dd. Numbers have up to 15 digits, which is all that a spreadsheet holds, and no exponent; decimals beyond the second
 * and beyond those that the cell shows are rounded away. Hidden sheets are left out.
 *
 * The bytes come from outside: every part, count and text has a ceiling, and a workbook that breaks one, or that is damaged,
 * is a problem in plain words, never a failure; a failure is memory that was refused. It knows nothing of returns.
 */
#ifndef PROBITY_FORMAT_XLSX_H
#define PROBITY_FORMAT_XLSX_H

#include "base/buffer.h"
#include "base/failure.h"
#include "base/str.h"

#define XLSX_FILE_MOST (UINT64_C(128) << 20)
#define XLSX_TEXT_MOST ((size_t)128 << 20) /* of a sheet as CSV, and of the texts that sheets share */
#define XLSX_STRINGS_MOST 4000000u
#define XLSX_SHEETS_MOST 256u
#define XLSX_STYLES_MOST 65536u
#define XLSX_FORMATS_MOST 4096u /* of the workbook's own */
#define XLSX_CELL_MOST 131072u  /* bytes of a cell's text: Excel's own limit is 32,767 characters */
#define XLSX_ROWS_MOST 1048576u
#define XLSX_COLUMNS_MOST 16384u

struct xlsx_book; /* opaque */

/* NULL only when memory is refused. `bytes` must outlive it. */
struct xlsx_book *xlsx_open(struct str bytes, struct failure *failure);
void xlsx_close(struct xlsx_book *book); /* NULL is fine */

/* What is wrong with the workbook, in plain words without a full stop; "" when nothing is. It may also be about the sheet
 * that was read last. */
const char *xlsx_problem(const struct xlsx_book *book);

uint32_t xlsx_sheets(const struct xlsx_book *book);                       /* 0 when there is a problem */
struct str xlsx_sheet_name(const struct xlsx_book *book, uint32_t sheet); /* lives as long as the book */

/* The sheet's text is added to `out`. False and a failure only when memory is refused; a problem: see there. */
bool xlsx_sheet_csv(struct xlsx_book *book, uint32_t sheet, struct buffer *out, struct failure *failure);

/* "D" for 4. */
void xlsx_column_name(uint32_t column, struct buffer *out);

#endif
