/* catalogue: what findings of reading there are. Rules have their texts in their own files. */
#ifndef PROBITY_FINDING_CATALOGUE_H
#define PROBITY_FINDING_CATALOGUE_H

#include "base/str.h"
#include "finding/severity.h"

enum finding_kind {
#define FINDING(name, code, severity, title, message, fix, why) name,
#include "finding/catalogue.def"
#undef FINDING
    FINDING_KINDS
};

struct finding_kind_text {
    const char *code;
    enum finding_severity severity;
    const char *title;
    const char *message; /* with {text}, {a} and {b} */
    const char *fix;
    const char *why;
};

const struct finding_kind_text *finding_kind_text(enum finding_kind kind);

/* The kind with this code (case ignored), or NULL. */
const struct finding_kind_text *finding_kind_find(struct str code);

#endif
