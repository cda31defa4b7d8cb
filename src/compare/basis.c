#include "compare/basis.h"

double compare_spending(const struct compare_statement *statement, uint32_t row)
{
    double sum = 0;
    for (uint32_t line = 0; line < statement->line_count; line++) {
        double total = statement->lines[line].spends ? compare_total(statement, row, line) : NAN;
        sum += isnan(total) ? 0 : total;
    }
    return sum;
}

/* ---- what nearly all report ----------------------------------------------------------------------------------------- */

/* Whether each return of the cohort reports something (1) or nothing (0) on a line; NAN: it is not known. */
struct reporting {
    double *flags;
    double england; /* share of councils that do; NAN: too few are known */
};

static void count_reporting(struct reporting *reporting, uint32_t count)
{
    double sum = 0;
    uint32_t known = 0;
    for (uint32_t at = 0; at < count; at++) {
        if (!isnan(reporting->flags[at])) {
            sum += reporting->flags[at];
            known++;
        }
    }
    reporting->england = known >= COMPARE_COUNCILS_LEAST ? sum / known : NAN;
}

/* The share of its peers that do; England's where too few are known. */
static double peers_reporting(const struct compare_basis *basis, const struct reporting *reporting, uint32_t at,
                              uint32_t *known)
{
    const struct compare_groups *groups = &basis->tests->results->groups;
    uint32_t row = basis->cohort->first + at;
    double sum = 0;
    *known = 0;
    for (uint32_t p = 0; p < groups->peer_counts[row]; p++) {
        double flag = reporting->flags[groups->peers[row][p] - basis->cohort->first];
        if (!isnan(flag)) {
            sum += flag;
            (*known)++;
        }
    }
    if (*known < COMPARE_PEERS_LEAST) {
        *known = 0;
        return reporting->england;
    }
    return sum / *known;
}

static void write_reporting(struct buffer *out, const struct reporting *reporting, double peers, uint32_t known)
{
    buffer_format(out, "%.0f%% of councils do", reporting->england * 100);
    if (known) {
        buffer_format(out, ", and %.0f of its %u peers", round(peers * known), known);
    }
}

static struct compare_mark mark_line(const struct compare_basis *basis, enum compare_test test, uint32_t at,
                                     uint32_t line)
{
    return (struct compare_mark){.test = test,
                                 .row = basis->cohort->first + at,
                                 .subject = basis->subjects[line],
                                 .other = COMPARE_NONE,
                                 .expected = NAN};
}

/* What nearly nobody else does is odd, the more so the more is at stake: at least 1.5. */
static double weigh(const struct compare_basis *basis, uint32_t at, double amount)
{
    double least = 0.002 * basis->spending[at];
    return COMPARE_STRENGTH_PLAIN * sqrt(fmax(1, amount / fmax(least, COMPARE_AMOUNT_LEAST)));
}

static bool test_zero(struct compare_basis *basis, const struct reporting *reporting, uint32_t at, uint32_t line)
{
    struct buffer *text = &basis->tests->text;
    double expected = compare_expected(basis, at, line) * basis->spending[at];
    uint32_t known;
    double peers = peers_reporting(basis, reporting, at, &known);
    if (reporting->flags[at] != 0 || !(reporting->england >= COMPARE_NEARLY_ALL) || peers < COMPARE_NEARLY_ALL ||
        !(expected >= COMPARE_AMOUNT_LEAST)) {
        return true;
    }
    buffer_text(text, "nothing is reported; ");
    write_reporting(text, reporting, peers, known);
    buffer_text(text, ", and their share of spending would be ");
    compare_write_pounds(text, expected);
    struct compare_mark mark = mark_line(basis, COMPARE_ZERO, at, line);
    mark.expected = expected;
    mark.strength = weigh(basis, at, expected);
    return compare_mark_add(basis->tests, mark);
}

static bool test_alone(struct compare_basis *basis, const struct reporting *reporting, uint32_t at, uint32_t line)
{
    struct buffer *text = &basis->tests->text;
    double total = compare_total(basis->statement, basis->cohort->first + at, line);
    uint32_t known;
    double peers = peers_reporting(basis, reporting, at, &known);
    if (!(total >= COMPARE_AMOUNT_LEAST) || !(reporting->england <= 1 - COMPARE_NEARLY_ALL) ||
        peers > 1 - COMPARE_NEARLY_ALL) {
        return true;
    }
    compare_write_pounds(text, total);
    buffer_text(text, " is reported; only ");
    write_reporting(text, reporting, peers, known);
    struct compare_mark mark = mark_line(basis, COMPARE_ALONE, at, line);
    mark.value = total;
    mark.expected = 0;
    mark.strength = weigh(basis, at, total);
    return compare_mark_add(basis->tests, mark);
}

static bool test_reporting(struct compare_basis *basis, uint32_t line)
{
    struct reporting reporting = {.flags = basis->tests->scratch.values};
    for (uint32_t at = 0; at < basis->cohort->count; at++) {
        double total = compare_total(basis->statement, basis->cohort->first + at, line);
        bool known = compare_is_tested(basis, at, line) && !isnan(total);
        reporting.flags[at] = known ? total != 0 : NAN;
    }
    count_reporting(&reporting, basis->cohort->count);
    for (uint32_t at = 0; at < basis->cohort->count; at++) {
        if (!test_zero(basis, &reporting, at, line) || !test_alone(basis, &reporting, at, line)) {
            return false;
        }
    }
    return true;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------- */

static const uint32_t *subjects_of(const struct compare_results *results, uint32_t statement, struct arena *keep)
{
    uint32_t count = results->statements[statement].line_count;
    uint32_t *subjects = ARENA_ARRAY(keep, count, uint32_t);
    for (uint32_t line = 0; subjects && line < count; line++) {
        subjects[line] = COMPARE_NONE;
    }
    for (uint32_t s = 0; subjects && s < results->subject_count; s++) {
        const struct compare_subject *of = &results->subjects[s];
        if (of->indicator == COMPARE_NONE && of->statement == statement) {
            subjects[of->line] = s;
        }
    }
    return subjects;
}

static void prepare(struct compare_basis *basis, double *spending, double *expected)
{
    const struct compare_results *results = basis->tests->results;
    uint32_t lines = basis->statement->line_count;
    for (uint32_t at = 0; at < basis->cohort->count; at++) {
        spending[at] = compare_spending(basis->statement, basis->cohort->first + at);
        for (uint32_t line = 0; line < lines; line++) {
            uint32_t subject = basis->subjects[line];
            double *share = &expected[(size_t)at * lines + line];
            uint32_t known;
            if (subject == COMPARE_NONE) {
                *share = NAN;
                continue;
            }
            *share = compare_peer_median(
                &results->groups, basis->cohort->first + at,
                &results->values[(size_t)basis->cohort->first * results->subject_count + subject],
                results->subject_count, &known, basis->tests->scratch.work);
            if (isnan(*share)) {
                *share = compare_spread_at(results, basis->cohort_index, subject)->median;
            }
        }
    }
    basis->spending = spending;
    basis->expected = expected;
}

static bool run_tests(struct compare_basis *basis)
{
    bool fine = true;
    for (uint32_t line = 0; fine && line < basis->statement->line_count; line++) {
        if (basis->subjects[line] != COMPARE_NONE) {
            fine = test_reporting(basis, line) && compare_test_income(basis, line) && compare_test_splits(basis, line);
        }
    }
    return fine && compare_test_units(basis) && compare_test_changes(basis) && compare_test_pairs(basis);
}

bool compare_test_basis(struct compare_tests *tests, uint32_t cohort, uint32_t statement)
{
    struct arena scratch = ARENA_EMPTY;
    const struct compare_results *results = tests->results;
    struct compare_basis basis = {.tests = tests,
                                  .statement = &results->statements[statement],
                                  .cohort = &results->groups.cohorts[cohort],
                                  .cohort_index = cohort};
    double *spending = ARENA_ARRAY(&scratch, basis.cohort->count, double);
    double *expected = ARENA_ARRAY(&scratch, (size_t)basis.cohort->count * basis.statement->line_count, double);
    double *changes = ARENA_ARRAY(&scratch, (size_t)basis.cohort->count * basis.statement->line_count, double);
    basis.subjects = subjects_of(results, statement, &scratch);
    bool fine = (spending && expected && changes && basis.subjects) || failure_memory(tests->failure);
    if (fine) {
        prepare(&basis, spending, expected);
        compare_measure_changes(&basis, changes);
        fine = run_tests(&basis);
    }
    arena_free(&scratch);
    return fine;
}
