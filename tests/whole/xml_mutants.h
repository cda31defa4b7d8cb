/* xml_mutants: a document broken in one place at a time, in ways that a schema should notice and in ways that it should
 * not. The same number always gives the same mutant. */
#ifndef PROBITY_TESTS_WHOLE_XML_MUTANTS_H
#define PROBITY_TESTS_WHOLE_XML_MUTANTS_H

#include "base/buffer.h"

struct xml_mutant_element {
    size_t begin;      /* of "<" of the start tag */
    size_t name_end;   /* behind the name in it */
    size_t inside;     /* behind its ">" */
    size_t inside_end; /* of "<" of the end tag */
    size_t end;        /* behind ">" of that */
    uint32_t depth;    /* the root's is 0 */
    bool leaf;
};

#define XML_MUTANT_ELEMENTS 2048u
#define XML_MUTANT_DEPTH 16u

/* A document of plain tags: no comments, no attributes but on the root, no empty-element tags. */
struct xml_mutants {
    struct str document;
    struct xml_mutant_element elements[XML_MUTANT_ELEMENTS];
    uint32_t count;
};

bool xml_mutants_init(struct xml_mutants *mutants, struct str document);

/* Writes mutant `number` and says in `what` what was done. */
void xml_mutants_write(const struct xml_mutants *mutants, uint32_t number, struct buffer *out, struct buffer *what);

/* Every text that leaves are given, in every leaf: so many mutants, and one of them. */
uint32_t xml_mutants_text_count(const struct xml_mutants *mutants);
void xml_mutants_write_text(const struct xml_mutants *mutants, uint32_t number, struct buffer *out,
                            struct buffer *what);

/* Is the document valid by the XSD, as libxml2 sees it? `why` gets its first complaint. */
struct xml_oracle;
struct xml_oracle *xml_oracle_new(struct str xsd);
bool xml_oracle_accepts(struct xml_oracle *oracle, struct str document, char *why, size_t why_size);
void xml_oracle_free(struct xml_oracle *oracle);

#endif
