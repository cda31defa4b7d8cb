#include "finding/severity.h"

static const char *const severity_names[FINDING_SEVERITIES] = {
    [FINDING_NOTICE] = "notice",
    [FINDING_QUERY] = "query",
    [FINDING_ERROR] = "error",
};

static const char *const verdict_names[] = {
    [VERDICT_ACCEPTED] = "accepted",
    [VERDICT_ACCEPTED_WITH_QUERIES] = "accepted-with-queries",
    [VERDICT_NOT_CHECKED] = "not-checked",
    [VERDICT_REJECTED] = "rejected",
};

const char *finding_severity_name(enum finding_severity severity)
{
    return severity_names[severity];
}

bool finding_severity_parse(struct str name, enum finding_severity *severity)
{
    for (int i = 0; i < FINDING_SEVERITIES; i++) {
        if (str_equal(name, str_of(severity_names[i]))) {
            *severity = (enum finding_severity)i;
            return true;
        }
    }
    return false;
}

const char *finding_verdict_name(enum finding_verdict verdict)
{
    return verdict_names[verdict];
}
