/* xml_cell: the text of an element to the value of a cell, as strictly as an XSD would.
 *
 * People type CSV and programs write XML, so none of what is forgiven there is forgiven here: no £, no thousands
 * separators, one way to write a date. What is accepted here is what schema/export_xsd.c says, to the character.
 */
#ifndef PROBITY_INTAKE_XML_CELL_H
#define PROBITY_INTAKE_XML_CELL_H

#include "base/buffer.h"
#include "schema/schema.h"

/* Behind every text here XML_TEXT_SLACK bytes may be read, whatever they are. */

/* Is there a space or a control character in it? */
bool intake_xml_has_blank(struct str text);

/* Without the blanks of XML (space, tab, CR, LF) at its ends. */
struct str intake_xml_trim(struct str text);

/* Trimmed, and every run of blanks within as one space; points into `text` or into `room`. Its data is NULL when memory
 * is refused. */
struct str intake_xml_collapse(struct str text, struct buffer *room);

/* Of trimmed text that is not empty, and a column that is neither text nor code: false when it is malformed. */
bool intake_xml_value(const struct schema_column *column, bool day_first, struct str text, int64_t *value);

/* yyyy-mm-dd, or with `day_first` dd/mm/yyyy. */
bool intake_xml_date(struct str text, bool day_first, int64_t *date);

#endif
