/* xml_write: text on its way into an XML document. */
#ifndef PROBITY_FORMAT_XML_WRITE_H
#define PROBITY_FORMAT_XML_WRITE_H

#include "base/buffer.h"

/* With & < > " as references, so that it may stand in an element or an attribute; characters that XML does not allow
 * become U+FFFD. */
void xml_write_text(struct buffer *out, struct str text);

#endif
