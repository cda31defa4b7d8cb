#include "report/reasons.h"

#include <stdlib.h>

void report_reasons_free(struct report_reasons *reasons)
{
    for (size_t i = 0; i < reasons->all.count; i++) {
        map_free(&reasons->all.items[i].known);
        array_free(&reasons->all.items[i].codes);
    }
    array_free(&reasons->all);
    map_free(&reasons->index);
}

static struct report_reason *reason_of(struct report_reasons *reasons, struct str text)
{
    const uint64_t *found = map_get(&reasons->index, text);

    if (found) {
        return &reasons->all.items[*found];
    }
    if (!array_push(&reasons->all, (struct report_reason){.text = text, .last_return = UINT32_MAX}) ||
        !map_set(&reasons->index, text, reasons->all.count - 1)) {
        return NULL;
    }
    return &reasons->all.items[reasons->all.count - 1];
}

static bool reasons_add(struct report_reasons *reasons, const struct report_skipped *skipped, uint32_t of)
{
    struct report_reason *reason = reason_of(reasons, skipped->reason);

    if (!reason) {
        return false;
    }
    if (reason->last_return != of) {
        reason->last_return = of;
        reason->returns++;
    }
    if (map_get(&reason->known, skipped->code)) {
        return true;
    }
    return map_set(&reason->known, skipped->code, 1) && array_push(&reason->codes, skipped->code);
}

static int compare_texts(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;

    return str_compare(*left, *right);
}

/* The reason that stopped most rules first. */
static int compare_reasons(const void *a, const void *b)
{
    const struct report_reason *left = a;
    const struct report_reason *right = b;

    if (left->codes.count != right->codes.count) {
        return left->codes.count > right->codes.count ? -1 : 1;
    }
    return str_compare(left->text, right->text);
}

static void sort(struct report_reasons *reasons)
{
    for (size_t i = 0; i < reasons->all.count; i++) {
        qsort(reasons->all.items[i].codes.items, reasons->all.items[i].codes.count, sizeof(struct str), compare_texts);
    }
    if (reasons->all.count > 0) {
        qsort(reasons->all.items, reasons->all.count, sizeof *reasons->all.items, compare_reasons);
    }
}

bool report_reasons_gather(struct report_reasons *reasons, const struct report_run *run)
{
    for (uint32_t i = 0; i < run->return_count; i++) {
        for (uint32_t j = 0; j < run->returns[i].skipped_count; j++) {
            if (!reasons_add(reasons, &run->returns[i].skipped[j], i)) {
                return false;
            }
        }
    }
    sort(reasons);
    return true;
}
