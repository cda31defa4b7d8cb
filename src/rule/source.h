/* source: the text of an expression and where it stands in a rule file, so that a mistake can be shown under a caret.
 *
 * Owned by the rule set. Texts that the program makes itself (rules that the schema implies) have no file.
 */
#ifndef PROBITY_RULE_SOURCE_H
#define PROBITY_RULE_SOURCE_H

#include "base/failure.h"
#include "base/str.h"

struct yaml_tree;
struct yaml_node;

struct rule_source {
    const struct yaml_tree *tree; /* NULL: not from a file */
    const struct yaml_node *node; /* a scalar */
    struct str text;              /* the scalar's */
};

/* The whole text of the file that it stands in, and the byte at which; empty: not from a file. */
struct str rule_source_file(const struct rule_source *source, size_t *at);

/* Sets a FAILURE_SYNTAX at byte `offset` of the source's text. Returns false. */
bool rule_fail(const struct rule_source *source, size_t offset, struct failure *failure, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
