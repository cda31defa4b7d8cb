/* split: how a line's total is split between its parts, such as own and private provision. */
#include "compare/basis.h"

#define SPLIT_TOTAL_LEAST 100000.0 /* pounds */
#define SPLIT_AWAY_LEAST 0.35      /* of the line, farther from its peers than last year */
#define PARTS_MOST 16u

/* The parts' shares of the line's total. False: it is too small, or its parts do not make it up. */
static bool read_split(const struct compare_basis *basis, uint32_t row, uint32_t line, double *split)
{
    const struct compare_statement *statement = basis->statement;
    double sum = 0;
    for (uint32_t p = 0; p < statement->part_count; p++) {
        double amount = compare_amount(statement, row, line, statement->parts[p]);
        split[p] = isnan(amount) || amount < 0 ? 0 : amount;
        sum += split[p];
    }
    for (uint32_t p = 0; p < statement->part_count && sum > 0; p++) {
        split[p] /= sum;
    }
    return sum >= SPLIT_TOTAL_LEAST;
}

/* The share of the total that would have to change columns. */
static double split_distance(const double *a, const double *b, uint32_t count)
{
    double sum = 0;
    for (uint32_t p = 0; p < count; p++) {
        sum += fabs(a[p] - b[p]);
    }
    return sum / 2;
}

static uint32_t largest(const double *split, uint32_t count)
{
    uint32_t found = 0;
    for (uint32_t p = 1; p < count; p++) {
        found = split[p] > split[found] ? p : found;
    }
    return found;
}

static void write_largest(struct buffer *out, const struct compare_statement *statement, const double *split)
{
    uint32_t part = largest(split, statement->part_count);
    compare_write_share(out, split[part]);
    buffer_format(out, " %.*s", STR_ARGS(statement->columns[statement->parts[part]].title));
}

/* The splits of one line in the whole cohort. */
struct splits {
    double *shares; /* by row of the cohort, part */
    bool *known;
    double *usual;     /* likewise: the peers' median of each part */
    double *distances; /* from that; NAN: not known */
};

static double *split_of(const struct compare_basis *basis, double *shares, uint32_t at)
{
    return shares + (size_t)at * basis->statement->part_count;
}

/* Part by part, the median of its peers' shares; of all councils' where it has too few. */
static bool read_usual(struct compare_basis *basis, const struct splits *splits, uint32_t at)
{
    const struct compare_groups *groups = &basis->tests->results->groups;
    uint32_t row = basis->cohort->first + at;
    double *work = basis->tests->scratch.work;
    for (uint32_t p = 0; p < basis->statement->part_count; p++) {
        uint32_t count = 0;
        for (uint32_t i = 0; i < groups->peer_counts[row]; i++) {
            uint32_t peer = groups->peers[row][i] - basis->cohort->first;
            if (splits->known[peer]) {
                work[count++] = split_of(basis, splits->shares, peer)[p];
            }
        }
        if (count < COMPARE_PEERS_LEAST) {
            count = 0;
            for (uint32_t other = 0; other < basis->cohort->count; other++) {
                if (splits->known[other]) {
                    work[count++] = split_of(basis, splits->shares, other)[p];
                }
            }
        }
        if (count < COMPARE_PEERS_LEAST) {
            return false;
        }
        robust_sort(work, count);
        split_of(basis, splits->usual, at)[p] = robust_median(work, count);
    }
    return true;
}

static struct compare_mark mark_split(const struct compare_basis *basis, enum compare_test test, uint32_t at,
                                      uint32_t line, double distance)
{
    return (struct compare_mark){.test = test,
                                 .row = basis->cohort->first + at,
                                 .subject = basis->subjects[line],
                                 .other = COMPARE_NONE,
                                 .strength = distance / COMPARE_SPLIT_LEAST,
                                 .value = distance,
                                 .expected = NAN};
}

static bool tell_unlike_peers(struct compare_basis *basis, const struct splits *splits, uint32_t at, uint32_t line,
                              double unlike)
{
    struct buffer *text = &basis->tests->text;
    const struct compare_statement *statement = basis->statement;
    struct compare_mark mark = mark_split(basis, COMPARE_SPLIT_PEERS, at, line, splits->distances[at]);
    mark.strength *= sqrt((1 - COMPARE_NEARLY_ALL) / unlike);
    bool common = unlike <= 1 - COMPARE_NEARLY_ALL;
    if (!compare_is_mark(basis->tests, &mark) || !common || !(splits->distances[at] >= COMPARE_SPLIT_LEAST)) {
        return true;
    }
    uint32_t part = largest(split_of(basis, splits->shares, at), statement->part_count);
    write_largest(text, statement, split_of(basis, splits->shares, at));
    buffer_text(text, ", of its peers ");
    compare_write_share(text, split_of(basis, splits->usual, at)[part]);
    buffer_text(text, "; ");
    compare_write_share(text, splits->distances[at]);
    buffer_text(text, " of the line is in other columns than theirs, as in ");
    compare_write_share(text, unlike);
    buffer_text(text, " of councils");
    return compare_mark_add(basis->tests, mark);
}

/* A line that many councils split unlike their peers has no common practice: nobody stands out in it. */
static bool test_peers(struct compare_basis *basis, const struct splits *splits, uint32_t line)
{
    uint32_t known = 0;
    uint32_t unlike = 0;
    for (uint32_t at = 0; at < basis->cohort->count; at++) {
        known += !isnan(splits->distances[at]);
        unlike += splits->distances[at] >= COMPARE_SPLIT_LEAST;
    }
    if (known < COMPARE_COUNCILS_LEAST) {
        return true;
    }
    bool fine = true;
    for (uint32_t at = 0; fine && at < basis->cohort->count; at++) {
        if (!isnan(splits->distances[at])) {
            fine = tell_unlike_peers(basis, splits, at, line, fmax(unlike, 1) / known);
        }
    }
    return fine;
}

/* How much farther the split is from what its peers usually do than it was: one that comes nearer to theirs may have been put
 * right. Where it is not known what they do, all that changed columns. */
static double moved_away(struct compare_basis *basis, const struct splits *splits, uint32_t at, const double *before,
                         double distance)
{
    double *usual = split_of(basis, splits->usual, at);
    return isnan(splits->distances[at])
               ? distance
               : splits->distances[at] - split_distance(before, usual, basis->statement->part_count);
}

static bool test_last_year(struct compare_basis *basis, const struct splits *splits, uint32_t at, uint32_t line)
{
    struct buffer *text = &basis->tests->text;
    uint32_t last_row = basis->tests->results->groups.last_year[basis->cohort->first + at];
    double before[PARTS_MOST];
    if (last_row == COMPARE_NONE || !splits->known[at] || !read_split(basis, last_row, line, before)) {
        return true;
    }
    double distance = split_distance(split_of(basis, splits->shares, at), before, basis->statement->part_count);
    double away = moved_away(basis, splits, at, before, distance);
    struct compare_mark mark = mark_split(basis, COMPARE_SPLIT_YEAR, at, line, distance);
    mark.strength = away / SPLIT_AWAY_LEAST;
    if (!compare_is_mark(basis->tests, &mark)) {
        return true;
    }
    write_largest(text, basis->statement, split_of(basis, splits->shares, at));
    buffer_text(text, "; last year ");
    write_largest(text, basis->statement, before);
    buffer_text(text, ", and ");
    compare_write_share(text, distance);
    buffer_text(text, " of the line changed columns");
    return compare_mark_add(basis->tests, mark);
}

static bool has_room(struct compare_basis *basis, struct splits *splits, struct arena *scratch)
{
    uint32_t count = basis->cohort->count;
    size_t shares = (size_t)count * basis->statement->part_count;
    *splits = (struct splits){.shares = ARENA_ARRAY(scratch, shares, double),
                              .known = ARENA_ARRAY(scratch, count, bool),
                              .usual = ARENA_ARRAY(scratch, shares, double),
                              .distances = ARENA_ARRAY(scratch, count, double)};
    return (splits->shares && splits->known && splits->usual && splits->distances) ||
           failure_memory(basis->tests->failure);
}

/* Every council's split, and how far it is from what its peers usually do. */
static void read_splits(struct compare_basis *basis, struct splits *splits, uint32_t line)
{
    uint32_t count = basis->cohort->count;
    for (uint32_t at = 0; at < count; at++) {
        splits->known[at] = compare_is_tested(basis, at, line) &&
                            read_split(basis, basis->cohort->first + at, line, split_of(basis, splits->shares, at));
    }
    for (uint32_t at = 0; at < count; at++) {
        splits->distances[at] = splits->known[at] && read_usual(basis, splits, at)
                                    ? split_distance(split_of(basis, splits->shares, at),
                                                     split_of(basis, splits->usual, at), basis->statement->part_count)
                                    : NAN;
    }
}

bool compare_test_splits(struct compare_basis *basis, uint32_t line)
{
    uint32_t parts = basis->statement->part_count;
    uint32_t count = basis->cohort->count;
    if (parts < 2 || parts > PARTS_MOST) {
        return true;
    }
    struct arena scratch = ARENA_EMPTY;
    struct splits splits;
    bool fine = has_room(basis, &splits, &scratch);
    if (fine) {
        read_splits(basis, &splits, line);
    }
    fine = fine && test_peers(basis, &splits, line);
    for (uint32_t at = 0; fine && at < count; at++) {
        fine = test_last_year(basis, &splits, at, line);
    }
    arena_free(&scratch);
    return fine;
}
