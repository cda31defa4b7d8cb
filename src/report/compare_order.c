/* compare_order: the order in which figures are told by how comparable they are. */
#include <stdlib.h>

#include "report/compare_internal.h"

struct judged {
    uint32_t subject;
    double index;
};

static int compare_judged(const void *left, const void *right)
{
    const struct judged *a = left;
    const struct judged *b = right;
    int order = (a->index > b->index) - (a->index < b->index);
    return order ? order : (a->subject > b->subject) - (a->subject < b->subject);
}

uint32_t *report_compare_least_comparable(const struct compare_results *results, uint32_t cohort, uint32_t *count)
{
    size_t most = results->subject_count + (size_t)1;
    struct judged *judged = malloc(most * sizeof *judged);
    uint32_t *subjects = malloc(most * sizeof *subjects);
    *count = 0;
    if (!judged || !subjects) {
        free(judged);
        free(subjects);
        return NULL;
    }
    for (uint32_t s = 0; s < results->subject_count; s++) {
        double index = compare_concerns(results, cohort, s) ? compare_comparability_at(results, cohort, s)->index : NAN;
        if (!isnan(index)) {
            judged[(*count)++] = (struct judged){s, index};
        }
    }
    qsort(judged, *count, sizeof *judged, compare_judged);
    for (uint32_t i = 0; i < *count; i++) {
        subjects[i] = judged[i].subject;
    }
    free(judged);
    return subjects;
}
