/* named: the definitions, views and data tables of a rule set as they are written, for people who read the rules.
 *
 * They are counted from 0 in the order of their names. Reference tables are among them, but have no text of their own.
 */
#ifndef PROBITY_RULE_NAMED_H
#define PROBITY_RULE_NAMED_H

#include "rule/rule.h"

struct rule_named {
    const char *kind;   /* "definition", "view" or "data table"; NULL for a reference table */
    struct str name;    /* with its parameters: "continuously_looked_after(child)" */
    struct str meaning; /* the comment that stands above it in the rule file, on one line; may be empty */
    struct str text;    /* a definition's expression; else the lines below the name, without a data table's rows */
};

uint32_t rule_named_count(const struct rule_set *set);

/* Texts that do not stand in the set as they are live in `keep`. */
bool rule_named_read(const struct rule_set *set, uint32_t index, struct arena *keep, struct rule_named *named,
                     struct failure *failure);

/* The comment with which the rule file begins, on one line; empty where there is none, or no such file. */
bool rule_named_opening(const struct rule_set *set, const char *path, struct arena *keep, struct str *opening,
                        struct failure *failure);

/* Sets `used` of all that the rule's `for`, `when` and `require` name, themselves or through others; leaves the rest. */
bool rule_named_uses(const struct rule_set *set, const struct rule *rule, bool *used, struct failure *failure);

#endif
