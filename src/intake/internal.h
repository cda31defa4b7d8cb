/* internal: what the CSV and the XML part of this folder offer to intake.c, which chooses between them.
 *
 * Each part has its own index and its own locator; neither knows the other's.
 */
#ifndef PROBITY_INTAKE_INTERNAL_H
#define PROBITY_INTAKE_INTERNAL_H

#include "intake/intake.h"

struct intake_csv_index;
struct intake_xml_index;
struct intake_csv_locator;
struct intake_xml_locator;

/* One of the two is there. */
struct intake_index {
    struct intake_csv_index *csv;
    struct intake_xml_index *xml;
};

/* Find out what the file is; input->sniffed.format is set already, the rest is zero but for collection, form and table,
 * which are SCHEMA_NONE. */
bool intake_csv_sniff(struct intake_input *input, const struct schema *const *schemas, uint32_t schema_count,
                      uint32_t wanted_collection, struct arena *keep, struct failure *failure);
bool intake_xml_sniff(struct intake_input *input, const struct schema *const *schemas, uint32_t schema_count,
                      uint32_t wanted_collection, struct arena *keep, struct failure *failure);
/* Likewise of a workbook: from now on the source is the text of the first sheet that is known. */
bool intake_workbook_sniff(struct intake_input *input, const struct schema *const *schemas, uint32_t schema_count,
                           uint32_t wanted_collection, struct arena *keep, struct failure *failure);

/* The period that the header of an XML return names. */
bool intake_xml_period(const struct schema *schema, struct str text, int *period);

/* Read the whole file. input->index is there; each fills in its own member of it. */
bool intake_csv_read(struct intake_input *input, const struct intake_request *request, struct dataset *dataset,
                     struct finding_log *log, struct failure *failure);
bool intake_xml_read(struct intake_input *input, const struct intake_request *request, struct dataset *dataset,
                     struct finding_log *log, struct failure *failure);

void intake_csv_index_free(struct intake_csv_index *index); /* NULL is fine */
void intake_xml_index_free(struct intake_xml_index *index); /* NULL is fine */

struct intake_csv_locator *intake_csv_locator_open(struct intake_input *input, const struct schema *schema,
                                                   struct failure *failure);
struct intake_xml_locator *intake_xml_locator_open(struct intake_input *input, const struct schema *schema,
                                                   struct failure *failure);
void intake_csv_locator_close(struct intake_csv_locator *locator); /* NULL is fine */
void intake_xml_locator_close(struct intake_xml_locator *locator); /* NULL is fine */

void intake_csv_locator_leave_out_excerpts(struct intake_csv_locator *locator);
void intake_xml_locator_leave_out_excerpts(struct intake_xml_locator *locator);

/* As intake_locate() and intake_locate_offset(). */
bool intake_csv_locate(struct intake_csv_locator *locator, uint32_t table, uint64_t record, uint64_t offset,
                       uint32_t line, uint32_t column, struct intake_place *place, struct failure *failure);
bool intake_xml_locate(struct intake_xml_locator *locator, uint32_t table, uint64_t record, uint64_t offset,
                       uint32_t line, uint32_t column, struct intake_place *place, struct failure *failure);
bool intake_csv_locate_offset(struct intake_csv_locator *locator, uint64_t offset, uint32_t line,
                              struct intake_place *place, struct failure *failure);
bool intake_xml_locate_offset(struct intake_xml_locator *locator, uint64_t offset, uint32_t line,
                              struct intake_place *place, struct failure *failure);

/* The windows round a place, for both: cuts `line` (a whole file line, or as much of it as is at hand, in UTF-8) to at
 * most INTAKE_EXCERPT_MOST characters round [offset, offset + length), with control characters made visible. Fills in
 * excerpt, excerpt_caret and excerpt_width; the excerpt's bytes go to `out`, which is cleared first. */
#define INTAKE_EXCERPT_MOST 120u
bool intake_excerpt(struct str line, size_t offset, size_t length, struct buffer *out, struct intake_place *place,
                    struct failure *failure);

#endif
