/* cases_load: what reading a line of cases and reading the files beside a collection's rules have in common. Each of these
 * functions sets the failure, with its place in the file, if and only if it returns false or NULL. For engine/cases*_load.c
 * only. */
#ifndef PROBITY_ENGINE_CASES_LOAD_H
#define PROBITY_ENGINE_CASES_LOAD_H

#include "base/arena.h"
#include "format/yaml.h"

struct cases_loading {
    const struct yaml_tree *tree;
    struct arena *keep;
    struct failure *failure;
    uint32_t records; /* of the case so far, where a case is read */
};

/* `what` is "a record", for messages. */
bool cases_is_mapping(struct cases_loading *l, const struct yaml_node *node, const char *what);
bool cases_is_list(struct cases_loading *l, const struct yaml_node *node, const char *what);
bool cases_is_scalar(struct cases_loading *l, const struct yaml_node *node, const char *what);

/* A copy; also of an empty text. */
bool cases_keep_text(struct cases_loading *l, struct str text, struct str *kept);
/* The text of a key; empty where there is none. */
bool cases_read_text(struct cases_loading *l, const struct yaml_node *mapping, const char *key, bool required,
                     struct str *text);

#endif
