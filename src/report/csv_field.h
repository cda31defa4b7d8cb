/* csv_field: one field of a CSV row.
 *
 * A row is one line of the file, whatever the cells of the return hold: line breaks and tabs become spaces, other
 * control characters and bytes that are no characters U+FFFD. Quoting is RFC 4180's.
 *
 * Values come from outside, and a spreadsheet takes a cell that starts with = + - or @ for a formula, even in quotation
 * marks; such a formula can send the rest of the sheet to a stranger. A ' is put before it, which spreadsheets take to
 * mean "this is text". Plain numbers (-12.50, +3) and a lone sign (nil) stay as they are.
 */
#ifndef PROBITY_REPORT_CSV_FIELD_H
#define PROBITY_REPORT_CSV_FIELD_H

#include "base/buffer.h"

/* Writes the field, quoted where it must be. `scratch` is emptied when it is needed; that it failed is kept in `out`. */
void report_csv_text(struct buffer *out, struct str text, struct buffer *scratch);

#endif
