/* yaml_write: texts as YAML, so that our own reader, and every other, reads back what was written. */
#ifndef PROBITY_FORMAT_YAML_WRITE_H
#define PROBITY_FORMAT_YAML_WRITE_H

#include "base/buffer.h"

/* The text in double quotes, on one line. What no YAML file may hold as it is becomes an escape; a byte that is no
 * character becomes U+FFFD. */
void yaml_write_text(struct buffer *out, struct str text);

#endif
