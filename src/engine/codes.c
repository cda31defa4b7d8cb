/* codes: what was found, by code, with the texts that belong to it. */
#include <stdlib.h>

#include "engine/check.h"

static uint32_t add_code(struct probity_check *check, struct check_code code, struct failure *failure)
{
    const uint64_t *known = map_get(&check->code_index, code.code);
    if (known) {
        return (uint32_t)*known;
    }
    if (!array_push(&check->codes, code) || !map_set(&check->code_index, code.code, check->codes.count - 1)) {
        failure_memory(failure);
        return CHECK_NONE;
    }
    return (uint32_t)check->codes.count - 1;
}

uint32_t check_code_of_rule(struct probity_check *check, const struct rule *rule, struct failure *failure)
{
    struct check_code code = {.code = rule->full_code, .severity = rule->severity, .rule = rule};
    return add_code(check, code, failure);
}

uint32_t check_code_of_reading(struct probity_check *check, enum finding_kind kind, struct failure *failure)
{
    const struct finding_kind_text *text = finding_kind_text(kind);
    struct check_code code = {.code = str_of(text->code), .severity = text->severity, .kind = text};
    return add_code(check, code, failure);
}

struct numbered_code {
    struct check_code code;
    uint32_t was;
};

static int compare_codes(const void *a, const void *b)
{
    return str_compare(((const struct numbered_code *)a)->code.code, ((const struct numbered_code *)b)->code.code);
}

bool check_sort_codes(struct probity_check *check, struct failure *failure)
{
    size_t count = check->codes.count;
    if (count == 0) {
        return true;
    }
    struct numbered_code *sorted = malloc(count * sizeof *sorted);
    uint32_t *now = malloc(count * sizeof *now);
    if (!sorted || !now) {
        free(sorted);
        free(now);
        return failure_memory(failure);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (struct numbered_code){.code = check->codes.items[i], .was = (uint32_t)i};
    }
    qsort(sorted, count, sizeof *sorted, compare_codes);
    for (size_t i = 0; i < count; i++) {
        check->codes.items[i] = sorted[i].code;
        now[sorted[i].was] = (uint32_t)i;
        *map_get(&check->code_index, sorted[i].code.code) = i;
    }
    for (size_t i = 0; i < check->findings.count; i++) {
        check->findings.items[i].code = now[check->findings.items[i].code];
    }
    free(sorted);
    free(now);
    return true;
}
