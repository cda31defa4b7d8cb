/* element: the XML form of a schema in one period, as a tree of elements.
 *
 * The one place that knows which element may stand where: the reader, the exported XSD and the empty return to fill in
 * are all made from it, and so cannot disagree. The tree lives in the arena it was made in and never changes. It knows
 * nothing of XML's own syntax.
 *
 * Children stand in the order in which a return must have them: the elements of the header (unless they are columns of
 * a table), then the tables in the order of the schema; within a record its columns, then the tables nested in it, each
 * with the columns that stand behind it.
 */
#ifndef PROBITY_SCHEMA_ELEMENT_H
#define PROBITY_SCHEMA_ELEMENT_H

#include "schema/schema.h"

/* Of a path, from the root. Readers allow as much. */
#define SCHEMA_ELEMENT_DEPTH_MOST 32u

enum schema_element_role {
    SCHEMA_ELEMENT_PLAIN,
    SCHEMA_ELEMENT_COLLECTION,
    SCHEMA_ELEMENT_PERIOD,
    SCHEMA_ELEMENT_REFERENCE_DATE,
    SCHEMA_ELEMENT_AUTHORITY
};

struct schema_element {
    struct str name;
    uint32_t parent;      /* SCHEMA_NONE for the root, which is element 0 */
    uint32_t first_child; /* children have consecutive numbers */
    uint32_t child_count;
    uint32_t table;  /* whose records these elements are, or SCHEMA_NONE */
    uint32_t within; /* table of the nearest record at or above it, or SCHEMA_NONE */
    uint32_t column; /* column of `within` whose cell is this element's text, or SCHEMA_NONE */
    enum schema_element_role role;
    bool carried;  /* its text goes to columns of records beside it: see struct schema_carried */
    bool required; /* its parent must hold it */
    bool repeats;  /* any number of them; all others stand once */
};

/* A column whose element lies beside its record and not in it ("../HEADER/CHILDID"): each record below `top` gets the
 * text that `source` had last in the same `top`. */
struct schema_carried {
    uint32_t source; /* the element, … */
    uint32_t top;    /* … the nearest element that is above both it and the record, … */
    uint32_t table;  /* … and the column that its text goes to */
    uint32_t column;
};

/* A table whose cells stand in another's records: at the end of each such element it gets a record if one of the columns
 * of its `made_if` had a text in it. Its cells are all carried, with that element as their top. */
struct schema_beside {
    uint32_t element;
    uint32_t table;
};

struct schema_elements {
    const struct schema_element *items;
    uint32_t count;
    const struct schema_carried *carried;
    uint32_t carried_count;
    const struct schema_beside *beside;
    uint32_t beside_count;
};

/* `period` 0: what any period has. NULL and a failure when the schema has no XML form or its paths contradict one
 * another. */
const struct schema_elements *schema_elements_new(const struct schema *schema, int period, struct arena *keep,
                                                  struct failure *failure);

/* The element whose occurrences are the table's records, or hold them; SCHEMA_NONE when it is not in the XML form. */
uint32_t schema_elements_record(const struct schema_elements *elements, uint32_t table);
/* Is the element's text a cell of that column? */
bool schema_elements_is_cell(const struct schema_elements *elements, uint32_t element, uint32_t table, uint32_t column);

/* The child with that name; SCHEMA_NONE when there is none. */
uint32_t schema_elements_child(const struct schema_elements *elements, uint32_t parent, struct str name);

/* Does a rule speak of the element where it is wrong, so that reading and the XSD need not? A rule that has a code of its
 * own for a reference date that is not valid says what the date must be. */
bool schema_element_has_rule(const struct schema *schema, const struct schema_element *element);

/* Does the element hold text only? */
static inline bool schema_element_is_leaf(const struct schema_element *element)
{
    return element->column != SCHEMA_NONE || element->role != SCHEMA_ELEMENT_PLAIN || element->carried;
}

#endif
