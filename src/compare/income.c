/* income: what pays for a line: little or none where its peers have some, or gone since last year. */
#include "compare/basis.h"

#define INCOME_START 0.02  /* of the line's total: added before the logarithm is taken */
#define INCOME_SIGMA 0.5   /* on that scale, at least: what is told is half of what its peers have, or less */
#define INCOME_BELOW 1.5   /* robust standard deviations */
#define INCOME_LEFT 0.2    /* of the larger income, at most: it has gone, or come */
#define TOTAL_LEFT 0.2     /* of the larger total, at least: the service has not ended with its grant, nor begun */
#define INCOME_CHANGE 2.4  /* of the logarithm: from an eighth of the total and more to nothing */
#define INCOME_MATCHES 0.5 /* of the strength, besides, where the total fell by as much */

double compare_income(const struct compare_statement *statement, uint32_t row, uint32_t line)
{
    double sum = NAN;
    for (uint32_t i = 0; i < statement->income_count; i++) {
        double amount = compare_amount(statement, row, line, statement->income[i]);
        sum = isnan(amount) ? sum : (isnan(sum) ? 0 : sum) + amount;
    }
    return sum;
}

/* Income and grants as a share of the total, on a logarithmic scale; NAN: not known. */
static double income_scaled(const struct compare_statement *statement, uint32_t row, uint32_t line)
{
    double total = compare_total(statement, row, line);
    double share = total > 0 ? compare_income(statement, row, line) / total : NAN;
    return isnan(share) ? NAN : log(fmax(share, 0) + INCOME_START);
}

/* ---- beside its peers ----------------------------------------------------------------------------------------------- */

/* One line's income in the whole cohort. */
struct incomes {
    double *scaled;      /* by row of the cohort; NAN: not known */
    double *differences; /* from the peers' medians, likewise */
    double sigma;        /* of these; NAN: too few are known */
};

/* Its peers' median, or, where too few have a figure, England's. */
static double usual_income(const struct compare_basis *basis, const struct incomes *incomes, uint32_t at,
                           double england)
{
    uint32_t known;
    double peers = compare_peer_median(&basis->tests->results->groups, basis->cohort->first + at, incomes->scaled, 1,
                                       &known, basis->tests->scratch.work);
    return isnan(peers) ? england : peers;
}

static uint32_t sort_known(const struct compare_basis *basis, const double *values)
{
    double *sorted = basis->tests->scratch.sorted;
    uint32_t count = 0;
    for (uint32_t at = 0; at < basis->cohort->count; at++) {
        if (!isnan(values[at])) {
            sorted[count++] = values[at];
        }
    }
    robust_sort(sorted, count);
    return count;
}

static void measure(struct compare_basis *basis, struct incomes *incomes, uint32_t line)
{
    struct compare_scratch *scratch = &basis->tests->scratch;
    uint32_t count = basis->cohort->count;
    for (uint32_t at = 0; at < count; at++) {
        bool tested = compare_is_tested(basis, at, line);
        incomes->scaled[at] = tested ? income_scaled(basis->statement, basis->cohort->first + at, line) : NAN;
    }
    uint32_t known = sort_known(basis, incomes->scaled);
    double england = known >= COMPARE_COUNCILS_LEAST ? robust_median(scratch->sorted, known) : NAN;
    for (uint32_t at = 0; at < count; at++) {
        incomes->differences[at] = incomes->scaled[at] - usual_income(basis, incomes, at, england);
    }
    known = sort_known(basis, incomes->differences);
    struct robust_scale scale = robust_scale(scratch->sorted, known, INCOME_SIGMA, scratch->work);
    incomes->sigma = known >= COMPARE_COUNCILS_LEAST ? scale.sigma : NAN;
}

static bool test_below(struct compare_basis *basis, const struct incomes *incomes, uint32_t at, uint32_t line)
{
    struct buffer *text = &basis->tests->text;
    uint32_t row = basis->cohort->first + at;
    double distance = -incomes->differences[at] / incomes->sigma;
    double total = compare_total(basis->statement, row, line);
    double income = compare_income(basis->statement, row, line);
    double expected = (exp(incomes->scaled[at] - incomes->differences[at]) - INCOME_START) * total;
    struct compare_mark mark = {.test = COMPARE_NO_INCOME,
                                .row = row,
                                .subject = basis->subjects[line],
                                .other = COMPARE_NONE,
                                .strength = distance / INCOME_BELOW,
                                .value = income,
                                .expected = expected};
    if (!(expected - income >= COMPARE_MOVE) || !compare_is_mark(basis->tests, &mark)) {
        return true;
    }
    compare_write_pounds(text, total);
    buffer_text(text, " is spent and ");
    compare_write_pounds(text, income);
    buffer_text(text, " of income and grants reported; at its peers' share of income it would be ");
    compare_write_pounds(text, expected);
    return compare_mark_add(basis->tests, mark);
}

/* ---- since last year ------------------------------------------------------------------------------------------------ */

struct income_move {
    double now, before;             /* income and grants */
    double total_now, total_before; /* the line's total */
};

/* From 0 to 1: how well the total's move matches the income's. */
static double match_of(const struct income_move *move)
{
    double income = move->now - move->before;
    double total = move->total_now - move->total_before;
    return fmax(0, 1 - fabs(total - income) / fabs(income));
}

/* 0: it did not go, or the service ended with it. */
static double strength_of(const struct income_move *move)
{
    bool went = fmin(fabs(move->now), fabs(move->before)) <= INCOME_LEFT * fmax(fabs(move->now), fabs(move->before));
    bool goes_on = fmin(move->total_now, move->total_before) >= TOTAL_LEFT * fmax(move->total_now, move->total_before);
    if (!went || !goes_on || !(fabs(move->now - move->before) >= COMPARE_MOVE)) {
        return 0;
    }
    double now = log(fmax(move->now / move->total_now, 0) + INCOME_START);
    double before = log(fmax(move->before / move->total_before, 0) + INCOME_START);
    return fabs(now - before) / INCOME_CHANGE * (1 + INCOME_MATCHES * match_of(move));
}

static bool test_gone(struct compare_basis *basis, uint32_t at, uint32_t line)
{
    struct buffer *text = &basis->tests->text;
    const struct compare_statement *statement = basis->statement;
    uint32_t row = basis->cohort->first + at;
    uint32_t last_row = basis->tests->results->groups.last_year[row];
    if (last_row == COMPARE_NONE || !compare_is_tested(basis, at, line)) {
        return true;
    }
    struct income_move move = {compare_income(statement, row, line), compare_income(statement, last_row, line),
                               compare_total(statement, row, line), compare_total(statement, last_row, line)};
    struct compare_mark mark = {.test = COMPARE_NETTED,
                                .row = row,
                                .subject = basis->subjects[line],
                                .other = COMPARE_NONE,
                                .strength = strength_of(&move),
                                .value = move.now,
                                .expected = move.before};
    if (!compare_is_mark(basis->tests, &mark)) {
        return true;
    }
    buffer_format(text, "income and grants %s from ", move.now < move.before ? "fell" : "rose");
    compare_write_pounds(text, move.before);
    buffer_text(text, " to ");
    compare_write_pounds(text, move.now);
    buffer_text(text, " since last year, while the line's total went from ");
    compare_write_pounds(text, move.total_before);
    buffer_text(text, " to ");
    compare_write_pounds(text, move.total_now);
    return compare_mark_add(basis->tests, mark);
}

bool compare_test_income(struct compare_basis *basis, uint32_t line)
{
    struct arena scratch = ARENA_EMPTY;
    uint32_t count = basis->cohort->count;
    struct incomes incomes = {.scaled = ARENA_ARRAY(&scratch, count, double),
                              .differences = ARENA_ARRAY(&scratch, count, double)};
    bool fine = incomes.scaled && incomes.differences;
    if (!fine) {
        failure_memory(basis->tests->failure);
    }
    if (fine) {
        measure(basis, &incomes, line);
    }
    for (uint32_t at = 0; fine && at < count; at++) {
        fine = test_below(basis, &incomes, at, line) && test_gone(basis, at, line);
    }
    arena_free(&scratch);
    return fine;
}
