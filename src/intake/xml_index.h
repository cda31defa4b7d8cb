/* xml_index: where the records of an XML file begin: of each table every so manieth, from which the locator goes on.
 */
#ifndef PROBITY_INTAKE_XML_INDEX_H
#define PROBITY_INTAKE_XML_INDEX_H

#include "base/array.h"
#include "format/xml.h"
#include "intake/internal.h"

#define XML_INDEX_STRIDE 64u

struct xml_index_entry {
    uint64_t record; /* from 1 in its table */
    struct xml_place place;
};

struct xml_index_table {
    ARRAY_OF(struct xml_index_entry) entries; /* by record */
    bool gap; /* elements that look like records were passed over: the next record must have an entry of its own */
};

struct intake_xml_index {
    int period; /* whose elements the file was read with */
    uint32_t table_count;
    struct xml_index_table *tables;
};

struct intake_xml_index *xml_index_new(uint32_t table_count, int period, struct failure *failure);
bool xml_index_add(struct xml_index_table *table, uint64_t record, struct xml_place place, struct failure *failure);
/* The last entry at or before the record; NULL when there is none. */
const struct xml_index_entry *xml_index_find(const struct xml_index_table *table, uint64_t record);

#endif
