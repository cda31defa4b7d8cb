/* yaml: a YAML file as a tree of nodes.
 *
 * The tree owns its nodes and a copy of the file's text, from which failures take their excerpts. Nodes never change.
 * What rule and schema files do not need is refused with a failure: anchors and aliases (so nothing can be expanded),
 * tags, keys that are not scalars, and the same key twice in a mapping. Every node knows where it begins, and a place
 * within a scalar's text can be traced back to the file whatever the scalar's style, so that the checker of a rule can
 * point at a word inside a folded expression.
 *
 * A scalar's meaning (number, date, truth) is the business of whoever asks for it: here it is a text and a style. This
 * knows nothing of schemas or rules.
 */
#ifndef PROBITY_FORMAT_YAML_H
#define PROBITY_FORMAT_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/failure.h"
#include "base/source.h"
#include "base/str.h"

#define YAML_BYTES_MOST (8u << 20)
#define YAML_DEPTH_MOST 32u
#define YAML_NODES_MOST 500000u

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

enum yaml_style { YAML_PLAIN, YAML_SINGLE_QUOTED, YAML_DOUBLE_QUOTED, YAML_LITERAL, YAML_FOLDED };

struct yaml_node;

struct yaml_pair {
    const struct yaml_node *key; /* a scalar */
    const struct yaml_node *value;
};

struct yaml_node {
    enum yaml_kind kind;
    enum yaml_style style; /* of a scalar */
    unsigned line, column; /* where it begins in the file, from 1; the column in characters */
    size_t start, end;     /* bytes [start, end) of the tree's text; a sequence or mapping has no end */
    struct str text;       /* of a scalar: unquoted and unfolded; empty for "key:" with nothing behind it */
    const struct yaml_node *const *items; /* of a sequence: `count` nodes */
    const struct yaml_pair *pairs;        /* of a mapping: `count` pairs, in the order of the file */
    uint32_t count;
};

struct yaml_tree {
    const char *path;
    struct str text;                          /* of the whole file, without BOM */
    const struct yaml_node *const *documents; /* "---" separates them; empty ones are left out */
    uint32_t document_count;
    struct arena arena;
};

/* Reads a whole file. NULL and a failure with path, line, column and excerpt. */
struct yaml_tree *yaml_load(const char *path, struct failure *failure);
/* The same from a source that stays open. */
struct yaml_tree *yaml_load_source(struct source *source, const char *path, struct failure *failure);
/* The same from memory; the text is copied, `path` too. */
struct yaml_tree *yaml_load_text(const char *path, struct str text, struct failure *failure);
void yaml_tree_free(struct yaml_tree *tree); /* NULL is fine */

/* The value of a key of a mapping; NULL when it is not there or the node (which may be NULL) is no mapping. */
const struct yaml_node *yaml_find(const struct yaml_node *mapping, struct str key);

/* "key:" with nothing behind it, "~" or "null", unquoted. */
bool yaml_is_null(const struct yaml_node *node);

/* "a text", "a list" or "a mapping", for messages. */
const char *yaml_kind_name(enum yaml_kind kind);

/* The byte in the tree's text that byte `offset` of the scalar's text comes from. For other nodes, where they begin. */
size_t yaml_source_offset(const struct yaml_tree *tree, const struct yaml_node *node, size_t offset);

/* Adds to a failure that has been set: the path, and the line, column and excerpt of byte `offset` of the scalar's text
 * (0 for the node itself). Nothing happens where the failure has a place already. Returns false. */
bool yaml_failure(const struct yaml_tree *tree, const struct yaml_node *node, size_t offset, struct failure *failure);

/* Sets a FAILURE_SYNTAX and its place in one go. Returns false. */
bool yaml_fail(const struct yaml_tree *tree, const struct yaml_node *node, size_t offset, struct failure *failure,
               const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
