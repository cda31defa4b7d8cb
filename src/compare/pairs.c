/* pairs: two lines of one council, of which one is low by what the other is high: against last year, or against its peers. */
#include "compare/basis.h"

#define PAIR_LEAST 100000.0 /* pounds, of each move */
#define PAIR_SHARE 0.005    /* of all spending */
#define PAIR_OF_LINE 0.25   /* of the larger of a line's two amounts: a line of millions moves by as much in any year */

/* How far each line is from where it was, or should be. */
struct moves {
    struct compare_basis *basis;
    enum compare_test test;
    double least;   /* robust standard deviations */
    double *shares; /* by row of the cohort, line: of spending; NAN: not known, or nothing to compare with */
    double *sigmas; /* likewise: in robust standard deviations of the line's moves */
};

static size_t cell(const struct moves *moves, uint32_t at, uint32_t line)
{
    return (size_t)at * moves->basis->statement->line_count + line;
}

/* What the line's share was last year, or is among the peers. */
static double base_of(const struct moves *moves, uint32_t at, uint32_t line)
{
    const struct compare_basis *basis = moves->basis;
    const struct compare_results *results = basis->tests->results;
    if (moves->test == COMPARE_OFFSET) {
        return compare_expected(basis, at, line);
    }
    uint32_t last_row = results->groups.last_year[basis->cohort->first + at];
    return last_row == COMPARE_NONE ? NAN : compare_value_at(results, last_row, basis->subjects[line]);
}

static double share_now(const struct moves *moves, uint32_t at, uint32_t line)
{
    const struct compare_basis *basis = moves->basis;
    return compare_value_at(basis->tests->results, basis->cohort->first + at, basis->subjects[line]);
}

static void measure_line(struct moves *moves, uint32_t line)
{
    struct compare_scratch *scratch = &moves->basis->tests->scratch;
    uint32_t count = 0;
    for (uint32_t at = 0; at < moves->basis->cohort->count; at++) {
        double move = compare_is_tested(moves->basis, at, line) ? share_now(moves, at, line) - base_of(moves, at, line)
                                                                : NAN;
        moves->shares[cell(moves, at, line)] = move;
        if (!isnan(move)) {
            scratch->sorted[count++] = move;
        }
    }
    robust_sort(scratch->sorted, count);
    struct robust_scale scale = robust_scale(scratch->sorted, count, scratch->work);
    bool known = count >= COMPARE_COUNCILS_LEAST && scale.by != ROBUST_BY_NOTHING;
    for (uint32_t at = 0; at < moves->basis->cohort->count; at++) {
        double move = moves->shares[cell(moves, at, line)];
        moves->sigmas[cell(moves, at, line)] = known ? (move - scale.centre) / scale.sigma : NAN;
    }
}

static bool has_moved(const struct moves *moves, uint32_t at, uint32_t line)
{
    double move = moves->shares[cell(moves, at, line)];
    double spending = moves->basis->spending[at];
    if (isnan(move) || !(fabs(moves->sigmas[cell(moves, at, line)]) >= moves->least)) {
        return false;
    }
    double now = share_now(moves, at, line);
    double larger = fmax(fabs(now), fabs(now - move));
    return fabs(move) * spending >= PAIR_LEAST && fabs(move) >= PAIR_SHARE && fabs(move) >= PAIR_OF_LINE * larger;
}

/* By how much two moves differ, as a share of the larger; above 1 where they go the same way. */
static double mismatch(const struct moves *moves, uint32_t at, uint32_t a, uint32_t b)
{
    double move_a = moves->shares[cell(moves, at, a)];
    double move_b = moves->shares[cell(moves, at, b)];
    return fabs(move_a + move_b) / fmax(fabs(move_a), fabs(move_b));
}

/* The line whose move matches best; COMPARE_NONE: none does. */
static uint32_t best_match(const struct moves *moves, uint32_t at, uint32_t line)
{
    uint32_t best = COMPARE_NONE;
    double least = COMPARE_MATCH;
    for (uint32_t other = 0; other < moves->basis->statement->line_count; other++) {
        bool opposite = other != line && moves->basis->subjects[other] != COMPARE_NONE && has_moved(moves, at, other);
        double miss = opposite ? mismatch(moves, at, line, other) : 1;
        if (miss < least) {
            least = miss;
            best = other;
        }
    }
    return best;
}

static void write_line(struct buffer *out, const struct moves *moves, uint32_t at, uint32_t line)
{
    const struct compare_basis *basis = moves->basis;
    double move = moves->shares[cell(moves, at, line)];
    double now = share_now(moves, at, line);
    buffer_format(out, "%.*s is ", STR_ARGS(basis->statement->lines[line].code));
    compare_write_share(out, now);
    buffer_text(out, " of spending (");
    compare_write_pounds(out, now * basis->spending[at]);
    buffer_text(out, moves->test == COMPARE_SWAP ? "), last year " : "), of its peers ");
    compare_write_share(out, now - move);
}

static bool tell(const struct moves *moves, uint32_t at, uint32_t low, uint32_t high)
{
    struct compare_basis *basis = moves->basis;
    struct buffer *text = &basis->tests->text;
    double low_sigmas = fabs(moves->sigmas[cell(moves, at, low)]);
    double high_sigmas = fabs(moves->sigmas[cell(moves, at, high)]);
    double now = share_now(moves, at, low);
    write_line(text, moves, at, low);
    buffer_text(text, "; ");
    write_line(text, moves, at, high);
    buffer_format(text, " (distances -%.1f and %.1f)", low_sigmas, high_sigmas);
    struct compare_mark mark = {.test = moves->test,
                                .row = basis->cohort->first + at,
                                .subject = basis->subjects[low],
                                .other = basis->subjects[high],
                                .strength = fabs(moves->shares[cell(moves, at, low)]) / PAIR_SHARE,
                                .value = now,
                                .expected = now - moves->shares[cell(moves, at, low)]};
    return compare_mark_add(basis->tests, mark);
}

static bool test_return(const struct moves *moves, uint32_t at)
{
    bool fine = true;
    for (uint32_t line = 0; fine && line < moves->basis->statement->line_count; line++) {
        bool falls = moves->basis->subjects[line] != COMPARE_NONE && moves->shares[cell(moves, at, line)] < 0 &&
                     has_moved(moves, at, line);
        uint32_t other = falls ? best_match(moves, at, line) : COMPARE_NONE;
        if (other != COMPARE_NONE && best_match(moves, at, other) == line) {
            fine = tell(moves, at, line, other);
        }
    }
    return fine;
}

static bool test_moves(struct moves *moves)
{
    for (uint32_t line = 0; line < moves->basis->statement->line_count; line++) {
        if (moves->basis->subjects[line] != COMPARE_NONE) {
            measure_line(moves, line);
        }
    }
    bool fine = true;
    for (uint32_t at = 0; fine && at < moves->basis->cohort->count; at++) {
        fine = test_return(moves, at);
    }
    return fine;
}

bool compare_test_pairs(struct compare_basis *basis)
{
    struct arena scratch = ARENA_EMPTY;
    size_t cells = (size_t)basis->cohort->count * basis->statement->line_count;
    struct moves moves = {.basis = basis,
                          .test = COMPARE_SWAP,
                          .least = COMPARE_MOVE_LEAST,
                          .shares = ARENA_ARRAY(&scratch, cells, double),
                          .sigmas = ARENA_ARRAY(&scratch, cells, double)};
    bool fine = moves.shares && moves.sigmas;
    if (!fine) {
        failure_memory(basis->tests->failure);
    }
    fine = fine && test_moves(&moves);
    moves.test = COMPARE_OFFSET;
    moves.least = COMPARE_GAP_LEAST;
    fine = fine && test_moves(&moves);
    arena_free(&scratch);
    return fine;
}
