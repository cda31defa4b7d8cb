/* pairs: two lines of one council, of which one is low by what the other is high: against last year, or against its peers. */
#include "compare/basis.h"

#define PAIR_LEAST 2.8    /* the score from which a pair is told */
#define PAIR_MISMATCH 0.5 /* of the larger move: by how much two moves differ that have nothing to do with each other */
#define PAIR_SHARE 0.003  /* of all spending: the least move */

/* How far each line is from where it was, or should be. */
struct moves {
    struct compare_basis *basis;
    enum compare_test test;
    double *shares; /* by row of the cohort, line: of spending; NAN: not known, or nothing to compare with */
};

static double share_of_move(const struct moves *moves, uint32_t at, uint32_t line)
{
    return moves->shares[(size_t)at * moves->basis->statement->line_count + line];
}

/* In robust standard deviations of the line. */
static double distance_of(const struct moves *moves, uint32_t at, uint32_t line)
{
    const struct compare_basis *basis = moves->basis;
    if (moves->test == COMPARE_SWAP) {
        return compare_change(basis, at, line);
    }
    const struct compare_results *results = basis->tests->results;
    const struct compare_distance *of = compare_distance_at(results, basis->cohort->first + at, basis->subjects[line]);
    return isnan(of->peers) ? of->england : of->peers;
}

static void measure(struct moves *moves)
{
    const struct compare_basis *basis = moves->basis;
    uint32_t lines = basis->statement->line_count;
    for (uint32_t at = 0; at < basis->cohort->count; at++) {
        for (uint32_t line = 0; line < lines; line++) {
            double *move = &moves->shares[(size_t)at * lines + line];
            *move = NAN;
            if (compare_is_tested(basis, at, line)) {
                double base = moves->test == COMPARE_SWAP ? compare_share_before(basis, at, line)
                                                          : compare_expected(basis, at, line);
                *move = compare_share_now(basis, at, line) - base;
            }
        }
    }
}

static bool has_moved(const struct moves *moves, uint32_t at, uint32_t line)
{
    double move = fabs(share_of_move(moves, at, line));
    return move >= PAIR_SHARE && move * moves->basis->spending[at] >= COMPARE_MOVE;
}

/* How far both lines are from where they should be, in robust standard deviations, less for moves that match badly; 0: they
 * do not go opposite ways. */
static double score(const struct moves *moves, uint32_t at, uint32_t a, uint32_t b)
{
    double move_a = share_of_move(moves, at, a);
    double move_b = share_of_move(moves, at, b);
    double distances = distance_of(moves, at, a) * distance_of(moves, at, b);
    double mismatch = fabs(move_a + move_b) / fmax(fabs(move_a), fabs(move_b));
    double match = 1 - mismatch / PAIR_MISMATCH;
    return match > 0 && distances < 0 ? match * sqrt(-distances) : 0;
}

/* The line with which it scores most; COMPARE_NONE: it scores with none. */
static uint32_t best_match(const struct moves *moves, uint32_t at, uint32_t line)
{
    uint32_t best = COMPARE_NONE;
    double most = 0;
    for (uint32_t other = 0; other < moves->basis->statement->line_count; other++) {
        double of = other != line && has_moved(moves, at, other) ? score(moves, at, line, other) : 0;
        if (of > most) {
            most = of;
            best = other;
        }
    }
    return best;
}

static void write_line(struct buffer *out, const struct moves *moves, uint32_t at, uint32_t line)
{
    const struct compare_basis *basis = moves->basis;
    double now = compare_share_now(basis, at, line);
    double base = now - share_of_move(moves, at, line);
    buffer_format(out, "%.*s is ", STR_ARGS(basis->statement->lines[line].code));
    compare_write_pounds(out, now * basis->spending[at]);
    buffer_text(out, ", ");
    compare_write_share(out, now);
    buffer_text(out, moves->test == COMPARE_SWAP ? " of spending, last year " : " of spending, its peers' ");
    compare_write_share(out, base);
}

static bool tell(const struct moves *moves, uint32_t at, uint32_t low, uint32_t high)
{
    struct compare_basis *basis = moves->basis;
    struct buffer *text = &basis->tests->text;
    double now = compare_share_now(basis, at, low);
    struct compare_mark mark = {.test = moves->test,
                                .row = basis->cohort->first + at,
                                .subject = basis->subjects[low],
                                .other = basis->subjects[high],
                                .strength = score(moves, at, low, high) / PAIR_LEAST,
                                .value = now,
                                .expected = now - share_of_move(moves, at, low)};
    if (!compare_is_mark(basis->tests, &mark)) {
        return true;
    }
    write_line(text, moves, at, low);
    buffer_text(text, "; ");
    write_line(text, moves, at, high);
    buffer_text(text, ": one is ");
    compare_write_pounds(text, -share_of_move(moves, at, low) * basis->spending[at]);
    buffer_text(text, " low, the other ");
    compare_write_pounds(text, share_of_move(moves, at, high) * basis->spending[at]);
    buffer_text(text, " high");
    return compare_mark_add(basis->tests, mark);
}

static bool test_return(const struct moves *moves, uint32_t at)
{
    bool fine = true;
    for (uint32_t line = 0; fine && line < moves->basis->statement->line_count; line++) {
        bool falls = has_moved(moves, at, line) && share_of_move(moves, at, line) < 0;
        uint32_t other = falls ? best_match(moves, at, line) : COMPARE_NONE;
        if (other != COMPARE_NONE && best_match(moves, at, other) == line) {
            fine = tell(moves, at, line, other);
        }
    }
    return fine;
}

bool compare_test_pairs(struct compare_basis *basis)
{
    static const enum compare_test tests[] = {COMPARE_SWAP, COMPARE_OFFSET};
    struct arena scratch = ARENA_EMPTY;
    size_t cells = (size_t)basis->cohort->count * basis->statement->line_count;
    struct moves moves = {.basis = basis, .shares = ARENA_ARRAY(&scratch, cells, double)};
    bool fine = moves.shares != NULL;
    if (!fine) {
        failure_memory(basis->tests->failure);
    }
    for (size_t t = 0; fine && t < sizeof tests / sizeof *tests; t++) {
        moves.test = tests[t];
        measure(&moves);
        for (uint32_t at = 0; fine && at < basis->cohort->count; at++) {
            fine = test_return(&moves, at);
        }
    }
    arena_free(&scratch);
    return fine;
}
