/* xml_reading: the state of one reading of an XML file, shared by the files that make it up.
 *
 * The schema's elements become nodes whose children's names are the parser's own pointers, so that an element is found by
 * comparing pointers, and mostly with the first: the next one in order. Nothing is allocated for an element or a record.
 */
#ifndef PROBITY_INTAKE_XML_READING_H
#define PROBITY_INTAKE_XML_READING_H

#include "base/buffer.h"
#include "intake/xml_batch.h"
#include "schema/element.h"

struct xml_node {
    uint32_t first_child;
    uint32_t child_count;
    uint64_t seen;                  /* serial of the parent in which it stood last */
    uint32_t table, column, within; /* as in struct schema_element */
    uint8_t role;                   /* enum schema_element_role */
    bool leaf;
    bool repeats;
    bool must_ask; /* some child must be there of which no cell speaks: look for it at the end */
    bool carried;
    bool shared; /* other tables' cells stand in it: see struct schema_beside */
};

/* An element that is open. */
struct xml_frame {
    struct xml_node *node;
    uint64_t serial;        /* no two elements of a file have the same */
    uint32_t next;          /* child that is expected */
    uint32_t furthest;      /* child seen that stands last in the schema's order */
    struct xml_place place; /* of the start tag, where `shared` */
};

/* What an element last held that columns of other records want. */
struct xml_carried {
    const struct schema_carried *of;
    uint32_t top_depth;
    uint64_t serial; /* of the element above both, when it was read; 0: never */
    char *text;      /* with slack */
    size_t length, capacity;
};

struct xml_reading {
    struct xml_reader *xml;
    struct xml_node *nodes;
    const char **names; /* by node: the parser's pointer */
    struct xml_frame frames[INTAKE_XML_DEPTH_MOST + 2];
    uint32_t depth; /* of the frame on top; 0: the document itself */
    uint32_t skip;  /* elements open whose content is not read */
    uint64_t serial;
    struct xml_batch *batches;
    struct xml_carried *carried;
    uint32_t carried_count;
    struct buffer room;
    const struct schema *schema;
    const struct schema_elements *elements;
    const struct intake_request *request;
    struct intake_input *input;
    struct dataset *dataset;
    struct finding_log *log;
    struct failure *failure;
    bool failed;   /* a handler stopped the reading with a failure */
    uint64_t told; /* bytes done when progress was told last */
    struct arena arena;
};

/* Reads the document, once everything is ready. */
bool xml_reading_run(struct xml_reading *reading);

/* A finding at `place`. Texts are copied. */
bool xml_say(struct xml_reading *reading, enum finding_kind kind, struct xml_place place, struct str text, int64_t a);
/* The same at the tag at hand. */
bool xml_say_here(struct xml_reading *reading, enum finding_kind kind, struct str text);

/* What the element at hand, a leaf, holds. */
bool xml_store(struct xml_reading *reading, const struct xml_node *node, struct str text);
/* Gives the table's record that begins the cells that stand outside of it. */
bool xml_store_carried(struct xml_reading *reading, uint32_t table);
/* Whether one of the columns that make a record of the table, which is beside another, has a text in the element at
 * hand. */
bool xml_has_beside(const struct xml_reading *reading, uint32_t table);

#endif
