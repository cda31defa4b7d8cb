/* body: a rule's expressions, parsed. */
#ifndef PROBITY_RULE_BODY_H
#define PROBITY_RULE_BODY_H

#include "rule/names.h"

struct rule_body {
    const struct rule_tree *table; /* NULL: for the return as a whole */
    struct str each_name;          /* empty: no `each` */
    const struct rule_source *each_source;
    struct rule_words each;
    const struct rule_tree *when; /* or NULL */
    const struct rule_tree *require;
    const struct rule_tree *const *at;
    uint32_t at_count;
    struct rule_message message;
    const struct rule_source *source; /* of the rule's code */
    uint32_t order;                   /* breaks ties of code and period: rules made from the schema */
};

#endif
