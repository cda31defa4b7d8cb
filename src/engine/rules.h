/* rules: which rules are meant, and what they need. Belongs to src/engine/ alone. */
#ifndef PROBITY_ENGINE_RULES_H
#define PROBITY_ENGINE_RULES_H

#include "engine/library.h"

/* The collections that are meant: one, or all. */
struct rules_chosen {
    uint32_t first;
    uint32_t end;
};

/* A `collection` of NULL means all. */
bool rules_choose(struct probity_library *library, const char *collection, struct rules_chosen *chosen,
                  struct failure *failure);

/* "postcodes, providers": the reference tables that the rule needs and that do not come with Probity; with `options`, the
 * options that give them. Clears `out` first. */
bool rules_needs(struct probity_library *library, const struct rule_set *rules, const struct rule *rule, bool options,
                 struct arena *scratch, struct buffer *out, struct failure *failure);

#endif
