#include "engine/rules.h"

bool rules_choose(struct probity_library *library, const char *collection, struct rules_chosen *chosen,
                  struct failure *failure)
{
    *chosen = (struct rules_chosen){.first = 0, .end = library->collection_count};
    if (collection) {
        chosen->first = library_find(library, collection, failure);
        chosen->end = chosen->first + 1;
    }
    return chosen->first != SCHEMA_NONE;
}

bool rules_needs(struct probity_library *library, const struct rule_set *rules, const struct rule *rule, bool options,
                 struct arena *scratch, struct buffer *out, struct failure *failure)
{
    const struct str *names = NULL;
    uint32_t count = 0;
    buffer_clear(out);
    if (!rule_references(rules, rule, scratch, &names, &count, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool comes = false;
        if (!library_comes_with(library, names[i], &comes, failure)) {
            return false;
        }
        if (!comes) {
            buffer_text(out, out->length ? ", " : "");
            buffer_format(out, options ? "--reference %.*s=FILE" : "%.*s", STR_ARGS(names[i]));
        }
    }
    return buffer_ok(out) || failure_memory(failure);
}
