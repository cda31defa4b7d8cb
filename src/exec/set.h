/* set: is a text or a number one of the constants of a plan_set?
 */
#ifndef PROBITY_EXEC_SET_H
#define PROBITY_EXEC_SET_H

#include "plan/plan.h"

struct compiled_set {
    const struct plan_set *set;
    uint32_t *slots; /* texts: place + 1 by hash, 0 in a free slot */
    uint32_t mask;
};

bool set_compile(const struct plan_set *set, struct compiled_set *compiled, struct arena *keep,
                 struct failure *failure);
bool set_has_text(const struct compiled_set *compiled, struct str text);
bool set_has_number(const struct compiled_set *compiled, int64_t number);

#endif
