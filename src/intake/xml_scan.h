/* xml_scan: tags of an XML document that was read before, from any place on that is between two of them.
 *
 * Only for finding places again: it trusts that libxml2 took the document, knows no entities and checks nothing. Reads
 * through a window of fixed size, so that neither a long file line nor a long text costs memory.
 */
#ifndef PROBITY_INTAKE_XML_SCAN_H
#define PROBITY_INTAKE_XML_SCAN_H

#include "format/xml.h"

#define XML_SCAN_WINDOW 65536u
#define XML_SCAN_NAME_MOST 256u

enum xml_scan_kind {
    XML_SCAN_OPEN,
    XML_SCAN_CLOSE,
    XML_SCAN_EMPTY, /* <a/>: opens and closes */
    XML_SCAN_END    /* of the document */
};

struct xml_scan {
    struct source *source;
    uint64_t begin;      /* offset of the window */
    size_t length, used; /* of the window */
    uint32_t line;       /* at `used` */
    bool failed;
    struct failure *failure;
    char window[XML_SCAN_WINDOW];
};

struct xml_scan_tag {
    enum xml_scan_kind kind;
    struct xml_place place;        /* of its "<" */
    struct xml_place behind;       /* of what follows its ">" */
    char name[XML_SCAN_NAME_MOST]; /* without prefix, cut; with length */
    size_t name_length;
};

/* The scan's memory is zero before the first start. Going back within the window costs nothing. */
void xml_scan_start(struct xml_scan *scan, struct source *source, struct xml_place place, struct failure *failure);
/* The next tag; comments, processing instructions and CDATA sections are passed over. False only when the source fails. */
bool xml_scan_next(struct xml_scan *scan, struct xml_scan_tag *tag);

#endif
