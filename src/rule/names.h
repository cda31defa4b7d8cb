/* names: what rule files define for all rules of a collection: definitions, views, data tables, reference tables.
 *
 * Made while loading, never changed afterwards; lives in the rule set's arena. Expressions are parsed, but their names
 * not yet looked up: that needs a period.
 */
#ifndef PROBITY_RULE_NAMES_H
#define PROBITY_RULE_NAMES_H

#include "base/map.h"
#include "rule/rule.h"
#include "rule/tree.h"

#define RULE_NAMES_MOST 4096u
#define RULE_PARAMETERS_MOST 16u

enum rule_name_kind { RULE_NAME_DEFINITION, RULE_NAME_VIEW, RULE_NAME_DATA, RULE_NAME_REFERENCE };

struct rule_definition {
    const struct str *parameters;
    uint32_t parameter_count;
    const struct rule_tree *body;
};

/* A name in a rule file, and where it stands. */
struct rule_word {
    struct str text;
    const struct rule_source *source;
};

struct rule_words {
    const struct rule_word *items;
    uint32_t count;
};

struct rule_view_column {
    struct rule_word name;
    struct str take;               /* of a chain: "first" …; else empty */
    const struct rule_tree *value; /* NULL with "count" */
};

struct rule_view_part {
    const struct rule_tree *of;
    const struct rule_tree *where; /* or NULL */
    const struct rule_view_column *columns;
    uint32_t column_count; /* 0: the table's own */
};

struct rule_view {
    const struct rule_view_part *parts;
    uint32_t part_count;
    const struct rule_tree *starts; /* or NULL: not a chain */
    struct rule_words keep_by, keep_first;
    struct rule_words by, order;
    bool ordered; /* `order` is given */
    struct rule_words key;
};

/* Of a data table, with its rows, or of a reference table, without. */
struct rule_data {
    struct table_layout layout;
    const uint32_t *key;
    uint32_t key_count;
    const int64_t *values; /* row by row; texts: index into `texts` */
    const uint8_t *states;
    const struct str *texts;
    uint32_t row_count;
    const struct schema_column *columns; /* of a reference table, by column; else NULL */
};

struct rule_name {
    enum rule_name_kind kind;
    struct str name;
    const struct rule_source *source; /* of the name */
    const struct rule_definition *definition;
    const struct rule_view *view;
    const struct rule_data *data;
};

struct rule_names {
    ARRAY_OF(struct rule_name) items; /* in the order of names */
    struct map by_name;
    ARRAY_OF(struct yaml_tree *) files;
};

/* tables.c: is the word, as rules write it, the collection's name? */
bool rule_is_collection(struct str written, struct str collection);

/* SCHEMA_NONE when there is none. */
uint32_t rule_names_find(const struct rule_names *names, struct str name);

/* load_names.c: the text of a rule file; empty if none of that path was read. */
struct str rule_names_text(const struct rule_names *names, const char *path);

/* uses.c: which names the definition or view uses itself: an array of bool, one for each name. */
void rule_uses_of_name(const struct rule_names *names, uint32_t index, bool *used);

/* Sorts the names, and refuses two of one name, names of the schema's tables and columns, and circles. */
bool rule_names_finish(struct rule_set *set, struct failure *failure);

#endif
