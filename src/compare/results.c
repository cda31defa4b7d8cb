/* results: the figures of all subjects, then all tests, then profiles. */
#include "compare/results.h"

#include <ctype.h>

#include "compare/basis.h"
#include "compare/profile.h"

/* ---- topics --------------------------------------------------------------------------------------------------------- */

/* Does the code stand in the text by itself: 3.1.1, and not as a part of 3.1.11? */
static bool names(struct str text, struct str code)
{
    for (size_t i = 0; code.length && i + code.length <= text.length; i++) {
        char after = i + code.length < text.length ? text.data[i + code.length] : ' ';
        char before = i ? text.data[i - 1] : ' ';
        if (memcmp(text.data + i, code.data, code.length) == 0 && before == ' ' && !isalnum((unsigned char)after)) {
            return true;
        }
    }
    return false;
}

/* What the indicator's numerator is, in words; empty where no return has a figure. */
static struct str numerator_of(const struct compare_matrix *matrix, uint32_t indicator)
{
    for (uint32_t row = 0; row < matrix->return_count; row++) {
        const struct compare_cell *cell = compare_cell_at(matrix, row, indicator);
        if (cell->known && cell->numerator_is.length) {
            return cell->numerator_is;
        }
    }
    return STR_EMPTY;
}

/* The first line that the numerator is on, as its words say. */
static struct str line_of(const struct compare_results *results, const struct compare_subject *subject)
{
    struct str words = numerator_of(results->matrix, subject->indicator);
    for (uint32_t s = 0; s < results->statement_count; s++) {
        const struct compare_statement *of = &results->statements[s];
        for (uint32_t line = 0; str_equal(of->collection, subject->collection) && line < of->line_count; line++) {
            if (names(words, of->lines[line].code)) {
                return of->lines[line].code;
            }
        }
    }
    return STR_EMPTY;
}

static void find_topics(const struct compare_results *results, struct compare_subject *subjects)
{
    for (uint32_t s = 0; s < results->subject_count; s++) {
        struct compare_subject *of = &subjects[s];
        of->about = of->indicator == COMPARE_NONE ? of->about : line_of(results, of);
        of->topic = 0;
        while (of->topic < s && !(of->about.length && str_equal(subjects[of->topic].about, of->about) &&
                                  str_equal(subjects[of->topic].collection, of->collection))) {
            of->topic++;
        }
    }
}

/* ---- subjects and their figures ------------------------------------------------------------------------------------- */

static struct compare_scale scale_of(const struct compare_indicator *of)
{
    double points = of->figure == COMPARE_PERCENT ? COMPARE_LEAST_POINTS : 0;
    return (struct compare_scale){.logarithmic = of->logarithmic,
                                  .least = of->logarithmic ? COMPARE_LEAST_RATIO : points};
}

static bool make_subjects(struct compare_results *results, struct arena *keep)
{
    const struct compare_matrix *matrix = results->matrix;
    uint32_t most = matrix->indicator_count;
    for (uint32_t s = 0; s < results->statement_count; s++) {
        most += results->statements[s].line_count;
    }
    struct compare_subject *subjects = ARENA_ARRAY(keep, most, struct compare_subject);
    uint32_t count = 0;
    for (uint32_t i = 0; subjects && i < matrix->indicator_count; i++) {
        const struct compare_indicator *of = &matrix->indicators[i];
        subjects[count++] = (struct compare_subject){.collection = of->collection,
                                                     .code = of->code,
                                                     .title = of->title,
                                                     .group = of->group,
                                                     .unit = of->unit,
                                                     .figure = of->figure,
                                                     .scale = scale_of(of),
                                                     .indicator = i,
                                                     .statement = COMPARE_NONE,
                                                     .line = COMPARE_NONE};
    }
    for (uint32_t s = 0; subjects && s < results->statement_count; s++) {
        const struct compare_statement *statement = &results->statements[s];
        for (uint32_t line = 0; line < statement->line_count; line++) {
            const struct compare_line *of = &statement->lines[line];
            if (of->spends) {
                subjects[count++] = (struct compare_subject){
                    .collection = statement->collection,
                    .code = of->code,
                    .title = of->title,
                    .group = of->group,
                    .unit = STR("share of spending"),
                    .figure = COMPARE_PERCENT,
                    .scale = {.logarithmic = true, .start = COMPARE_START, .least = COMPARE_LEAST_RATIO},
                    .about = of->code,
                    .indicator = COMPARE_NONE,
                    .statement = s,
                    .line = line};
            }
        }
    }
    results->subjects = subjects;
    results->subject_count = count;
    if (subjects) {
        find_topics(results, subjects);
    }
    return subjects != NULL;
}

static double share_of(const struct compare_statement *statement, uint32_t row, uint32_t line, double spending)
{
    bool in_force = statement->in_force[(size_t)row * statement->line_count + line];
    return in_force && spending > 0 ? compare_total(statement, row, line) / spending : NAN;
}

static double *read_values(const struct compare_results *results, struct arena *keep)
{
    const struct compare_matrix *matrix = results->matrix;
    size_t count = (size_t)matrix->return_count * results->subject_count;
    double *values = ARENA_ARRAY(keep, count, double);
    double *spending = ARENA_ARRAY(keep, results->statement_count, double);
    for (uint32_t row = 0; values && spending && row < matrix->return_count; row++) {
        for (uint32_t s = 0; s < results->statement_count; s++) {
            spending[s] = compare_spending(&results->statements[s], row);
        }
        for (uint32_t s = 0; s < results->subject_count; s++) {
            const struct compare_subject *of = &results->subjects[s];
            double *value = &values[(size_t)row * results->subject_count + s];
            if (of->indicator == COMPARE_NONE) {
                *value = share_of(&results->statements[of->statement], row, of->line, spending[of->statement]);
                continue;
            }
            const struct compare_cell *cell = compare_cell_at(matrix, row, of->indicator);
            *value = cell->known ? cell->value : NAN;
        }
    }
    return spending ? values : NULL;
}

static bool measure(struct compare_results *results, struct compare_scratch *scratch, struct arena *keep,
                    struct failure *failure)
{
    size_t subjects = results->subject_count;
    size_t cells = results->matrix->return_count * subjects;
    struct compare_distance *distances = ARENA_ARRAY(keep, cells, struct compare_distance);
    struct compare_spread *spreads = ARENA_ARRAY(keep, results->groups.cohort_count * subjects, struct compare_spread);
    results->values = read_values(results, keep);
    if (!distances || !spreads || !results->values) {
        return failure_memory(failure);
    }
    for (uint32_t c = 0; c < results->groups.cohort_count; c++) {
        size_t first = results->groups.cohorts[c].first * subjects;
        for (uint32_t s = 0; s < subjects; s++) {
            compare_measure(&results->groups, c, results->values + first + s, subjects, &results->subjects[s].scale,
                            &spreads[c * subjects + s], distances + first + s, scratch);
        }
    }
    results->distances = distances;
    results->spreads = spreads;
    return true;
}

static bool run_tests(struct compare_tests *tests, const struct compare_results *results)
{
    bool fine = true;
    for (uint32_t c = 0; fine && c < results->groups.cohort_count; c++) {
        fine = compare_test_figures(tests, c);
        for (uint32_t s = 0; fine && s < results->statement_count; s++) {
            if (str_equal(results->statements[s].collection, results->groups.cohorts[c].collection)) {
                fine = compare_test_basis(tests, c, s);
            }
        }
    }
    return fine;
}

bool compare_work_out(const struct compare_input *input, struct compare_results *results, struct arena *keep,
                      struct failure *failure)
{
    struct compare_tests tests = {.results = results, .keep = keep, .failure = failure};
    *results = (struct compare_results){
        .matrix = input->matrix, .statements = input->statements, .statement_count = input->statement_count};
    if (!make_subjects(results, keep)) {
        return failure_memory(failure);
    }
    size_t strengths = input->matrix->return_count * (results->subject_count + (size_t)1) * COMPARE_TESTS;
    tests.strengths = ARENA_ARRAY(keep, strengths, double);
    results->strengths = tests.strengths;
    bool fine = (tests.strengths || failure_memory(failure)) &&
                compare_groups_make(input->matrix, input->peers, input->given, input->given_count, &results->groups,
                                    keep, failure) &&
                compare_scratch_init(&tests.scratch, input->matrix->return_count, keep, failure) &&
                measure(results, &tests.scratch, keep, failure) && run_tests(&tests, results) &&
                compare_make_profiles(&tests, results) && compare_make_comparabilities(&tests, results);
    buffer_free(&tests.text);
    array_free(&tests.marks);
    return fine;
}
