#include "compare/standing.h"

#include "compare/robust.h"

uint32_t compare_find(const struct compare_matrix *matrix, struct str collection, struct str authority, int period)
{
    for (uint32_t i = 0; i < matrix->return_count; i++) {
        const struct compare_return *of = &matrix->returns[i];
        if (of->period == period && str_equal(of->collection, collection) && str_equal(of->authority, authority)) {
            return i;
        }
    }
    return UINT32_MAX;
}

/* Rows of the matrix with which a return is compared. */
struct gathering {
    const struct compare_matrix *matrix;
    uint32_t *england;
    uint32_t england_count;
    uint32_t neighbours[COMPARE_NEIGHBOURS];
    uint32_t neighbour_count;
    double *values; /* of one indicator */
};

static void find_rows(struct gathering *g, const struct compare_return *of)
{
    for (uint32_t i = 0; i < g->matrix->return_count; i++) {
        const struct compare_return *other = &g->matrix->returns[i];
        if (other->period == of->period && str_equal(other->collection, of->collection)) {
            g->england[g->england_count++] = i;
        }
    }
    for (uint32_t n = 0; n < of->neighbour_count; n++) {
        uint32_t row = compare_find(g->matrix, of->collection, of->neighbours[n], of->period);
        if (row != UINT32_MAX) {
            g->neighbours[g->neighbour_count++] = row;
        }
    }
}

static uint32_t gather(const struct gathering *g, const uint32_t *rows, uint32_t row_count, uint32_t indicator)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < row_count; i++) {
        const struct compare_cell *cell = compare_cell_at(g->matrix, rows[i], indicator);
        if (cell->known) {
            g->values[count++] = cell->value;
        }
    }
    return count;
}

static struct compare_group summarise(double *values, uint32_t count, uint32_t least, double tail)
{
    struct compare_group group = {.count = count};
    if (count < least || count == 0) {
        group.count = 0;
        return group;
    }
    robust_sort(values, count);
    group.low = robust_quantile(values, count, tail);
    group.median = robust_median(values, count);
    group.high = robust_quantile(values, count, 1 - tail);
    return group;
}

static uint32_t rank_of(const double *sorted, uint32_t count, double value)
{
    uint32_t above = 0;
    for (uint32_t i = count; i > 0 && sorted[i - 1] > value; i--) {
        above++;
    }
    return above + 1;
}

static enum compare_position place(const struct compare_standing *standing)
{
    const struct compare_cell *now = standing->now;
    if (!now->known) {
        return COMPARE_USUAL;
    }
    if (now->has_limits && (now->value < now->low || now->value > now->high)) {
        return COMPARE_OUTSIDE_LIMITS;
    }
    if (standing->england.count && now->value < standing->england.low) {
        return COMPARE_LOW;
    }
    return standing->england.count && now->value > standing->england.high ? COMPARE_HIGH : COMPARE_USUAL;
}

static struct compare_standing stand(const struct gathering *g, uint32_t row, uint32_t last_row, uint32_t indicator)
{
    struct compare_standing standing = {
        .indicator = indicator,
        .now = compare_cell_at(g->matrix, row, indicator),
        .last_year = last_row == UINT32_MAX ? NULL : compare_cell_at(g->matrix, last_row, indicator),
    };
    uint32_t count = gather(g, g->neighbours, g->neighbour_count, indicator);
    standing.neighbours = summarise(g->values, count, COMPARE_NEIGHBOURS_LEAST, 0);
    count = gather(g, g->england, g->england_count, indicator);
    standing.england = summarise(g->values, count, COMPARE_ENGLAND_LEAST, 0.05);
    if (standing.england.count && standing.now->known) {
        standing.rank = rank_of(g->values, count, standing.now->value);
    }
    standing.position = place(&standing);
    return standing;
}

bool compare_standings(const struct compare_matrix *matrix, uint32_t of, const struct compare_standing **standings,
                       uint32_t *count, struct arena *keep, struct failure *failure)
{
    const struct compare_return *ours = &matrix->returns[of];
    uint32_t room = matrix->return_count > COMPARE_NEIGHBOURS ? matrix->return_count : COMPARE_NEIGHBOURS;
    struct gathering g = {
        .matrix = matrix,
        .england = ARENA_ARRAY(keep, matrix->return_count, uint32_t),
        .values = ARENA_ARRAY(keep, room, double),
    };
    struct compare_standing *made = ARENA_ARRAY(keep, matrix->indicator_count, struct compare_standing);
    if (!g.england || !g.values || !made) {
        return failure_memory(failure);
    }
    find_rows(&g, ours);
    uint32_t last = compare_find(matrix, ours->collection, ours->authority, ours->period - 1);
    *count = 0;
    for (uint32_t i = 0; i < matrix->indicator_count; i++) {
        if (str_equal(matrix->indicators[i].collection, ours->collection)) {
            made[(*count)++] = stand(&g, of, last, i);
        }
    }
    *standings = made;
    return true;
}
