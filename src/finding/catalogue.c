#include "finding/catalogue.h"

#include <stddef.h>

/* One row of the catalogue makes both the enum and this table, so that their orders agree. */
static const struct finding_kind_text texts[FINDING_KINDS] = {
#define FINDING(name, code, severity, title, message, fix, why) [name] = {code, severity, title, message, fix, why},
#include "finding/catalogue.def"
#undef FINDING
};

const struct finding_kind_text *finding_kind_text(enum finding_kind kind)
{
    return &texts[kind];
}

const struct finding_kind_text *finding_kind_find(struct str code)
{
    for (size_t i = 0; i < FINDING_KINDS; i++) {
        if (str_equal_ignoring_case(code, str_of(texts[i].code))) {
            return &texts[i];
        }
    }
    return NULL;
}
