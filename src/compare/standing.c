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

struct gathering {
    const struct compare_matrix *matrix;
    const struct compare_return *of;
    double *values;
};

static uint32_t gather_england(const struct gathering *g, uint32_t indicator)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->matrix->return_count; i++) {
        const struct compare_return *other = &g->matrix->returns[i];
        const struct compare_cell *cell = compare_cell_at(g->matrix, i, indicator);
        if (cell->known && other->period == g->of->period && str_equal(other->collection, g->of->collection)) {
            g->values[count++] = cell->value;
        }
    }
    return count;
}

static uint32_t gather_neighbours(const struct gathering *g, uint32_t indicator)
{
    uint32_t count = 0;
    for (uint32_t n = 0; n < g->of->neighbour_count; n++) {
        uint32_t row = compare_find(g->matrix, g->of->collection, g->of->neighbours[n], g->of->period);
        const struct compare_cell *cell = row == UINT32_MAX ? NULL : compare_cell_at(g->matrix, row, indicator);
        if (cell && cell->known) {
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
    uint32_t count = gather_neighbours(g, indicator);
    standing.neighbours = summarise(g->values, count, COMPARE_NEIGHBOURS_LEAST, 0);
    count = gather_england(g, indicator);
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
    uint32_t room = matrix->return_count > COMPARE_NEIGHBOURS ? matrix->return_count : COMPARE_NEIGHBOURS;
    struct gathering g = {matrix, &matrix->returns[of], ARENA_ARRAY(keep, room, double)};
    struct compare_standing *made = ARENA_ARRAY(keep, matrix->indicator_count, struct compare_standing);
    if (!g.values || !made) {
        return failure_memory(failure);
    }
    uint32_t last = compare_find(matrix, g.of->collection, g.of->authority, g.of->period - 1);
    *count = 0;
    for (uint32_t i = 0; i < matrix->indicator_count; i++) {
        if (str_equal(matrix->indicators[i].collection, g.of->collection)) {
            made[(*count)++] = stand(&g, of, last, i);
        }
    }
    *standings = made;
    return true;
}
