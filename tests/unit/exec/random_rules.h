/* The third part of random_plan.h: views, rules, and all of it together. */
#ifndef PROBITY_TESTS_UNIT_EXEC_RANDOM_RULES_H
#define PROBITY_TESTS_UNIT_EXEC_RANDOM_RULES_H

#include "random_plan.h"

static struct wanted wanted_of_column(uint32_t column)
{
    const struct wanted all[RANDOM_COLUMNS] = {
        [KEY] = a_text,  [CODE] = a_text,  [TEXT] = a_text,    [COUNT] = a_whole, [AMOUNT] = a_money,
        [FROM] = a_date, [UNTIL] = a_date, [MONTHS] = a_month, [FLAG] = a_boolean};
    return all[column];
}

static enum plan_view_take random_take(struct random_plan *random, uint32_t column, bool chain)
{
    static const enum plan_view_take all[] = {PLAN_TAKE_ROW, PLAN_TAKE_FIRST, PLAN_TAKE_LAST, PLAN_TAKE_MINIMUM,
                                              PLAN_TAKE_MAXIMUM};
    if (!chain) {
        return PLAN_TAKE_ROW;
    }
    if ((column == COUNT || column == AMOUNT) && chance(random, 30)) {
        return PLAN_TAKE_SUM;
    }
    return column == COUNT && chance(random, 40) ? PLAN_TAKE_COUNT : all[below(random, 5)];
}

static struct plan_view_part random_part(struct random_plan *random, uint32_t table, bool chain)
{
    struct plan_view_part part = {.table = table, .given = chance(random, 50), .condition = PLAN_NONE};
    struct plan_view_column *columns = ARENA_ARRAY(&random->plan->arena, RANDOM_COLUMNS, struct plan_view_column);
    random->depth = 1;
    random->scopes[0] = table;
    if (chance(random, 60)) {
        part.condition = grow(random, a_boolean, 2);
    }
    uint32_t row = make_row(random, PLAN_ROW, table, 0, PLAN_NONE);
    for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
        struct wanted wanted = wanted_of_column(c);
        columns[c].take = random_take(random, c, chain);
        columns[c].node = chance(random, 80) ? make(random, PLAN_COLUMN, wanted, c, row, PLAN_NONE, PLAN_NONE)
                                             : grow(random, wanted, 2);
        if (columns[c].take == PLAN_TAKE_COUNT && chance(random, 50)) {
            columns[c].node = PLAN_NONE;
        }
    }
    part.columns = columns;
    return part;
}

static inline void random_view(struct random_plan *random)
{
    static const uint32_t keep[] = {KEY, CODE};
    static const uint32_t keep_order[] = {FROM, TEXT};
    bool chain = chance(random, 40);
    uint32_t known = (uint32_t)random->plan->tables.count;
    struct plan_view view = {.kind = chain ? PLAN_VIEW_CHAIN : PLAN_VIEW_SELECT,
                             .column_count = RANDOM_COLUMNS,
                             .part_count = chain ? 1 : 1 + below(random, 2),
                             .starts = PLAN_NONE};
    struct plan_view_part *parts = ARENA_ARRAY(&random->plan->arena, view.part_count, struct plan_view_part);
    for (uint32_t p = 0; p < view.part_count; p++) {
        parts[p] = random_part(random, below(random, known), chain);
    }
    view.parts = parts;
    if (chain) {
        random->depth = 1;
        random->scopes[0] = parts[0].table;
        view.starts = grow(random, a_boolean, 2);
    } else if (chance(random, 40)) {
        view.keep = keep;
        view.keep_count = 1 + below(random, 2);
        view.keep_order = keep_order;
        view.keep_order_count = below(random, 3);
    }
    struct plan_table table = {.name = {"V", 1},
                               .role = PLAN_TABLE_VIEW,
                               .index = (uint32_t)random->plan->views.count,
                               .layout = &random_layout,
                               .by = random_by,
                               .by_count = below(random, 2),
                               .order = random_order,
                               .order_count = below(random, 3),
                               .parent = PLAN_NONE};
    array_push(&random->plan->views, view);
    array_push(&random->plan->tables, table);
}

static inline void random_rule(struct random_plan *random, unsigned depth)
{
    static const struct str code = {"1", 1};
    bool whole = !random->streaming && chance(random, 10);
    struct plan_rule rule = {.code = code, .full_code = code, .severity = FINDING_ERROR, .when = PLAN_NONE};
    rule.table = whole ? PLAN_NONE : below(random, (unsigned)random->plan->tables.count);
    random->depth = whole ? 0 : 1;
    random->scopes[0] = rule.table;
    if (chance(random, 60)) {
        rule.when = grow(random, a_boolean, depth);
    }
    rule.require = grow(random, a_boolean, depth);
    rule.streams = random->streaming;
    array_push(&random->plan->rules, rule);
}

/* Of 2019 to 2021 only, so that many dates are beyond it. The dates of England's holidays do not matter here. */
static inline struct calendar *random_calendar(void)
{
    int64_t holidays[3 * CALENDAR_HOLIDAYS_LEAST];
    for (unsigned i = 0; i < 3 * CALENDAR_HOLIDAYS_LEAST; i++) {
        holidays[i] = date_from_parts(2019 + (int)(i % 3), 1 + (int)(i / 3), 6 + (int)i % 7);
    }
    return calendar_new(holidays, 3 * CALENDAR_HOLIDAYS_LEAST, NULL);
}

static inline void random_start(struct random_plan *random, uint64_t seed)
{
    *random = (struct random_plan){.seed = seed * UINT64_C(0x9e3779b97f4a7c15) + 1};
    random_next(random);
    random->plan = plan_new(2023, NULL);
    random->dictionary = table_dictionary_new(NULL);
    random->calendar = random_calendar();
    random->given = (struct exec_tables){.tables = random->tables,
                                         .dictionary = random->dictionary,
                                         .period_start = 18353,
                                         .period_end = 18717,
                                         .period = STR("2020-21"),
                                         .authority = chance(random, 50) ? STR("a") : STR_EMPTY,
                                         .format = STR("csv"),
                                         .calendar = random->calendar};
}

static inline void random_tables(struct random_plan *random, uint32_t rows)
{
    for (uint32_t t = 0; t < RANDOM_TABLES; t++) {
        uint32_t most = random->large && t > 0 ? 20 : rows;
        random->tables[t] = t == 2 && chance(random, 15) ? NULL : random_table(random, below(random, most + 1));
        struct plan_table table = {.name = {"T", 1},
                                   .role = PLAN_TABLE_RETURN,
                                   .index = t,
                                   .layout = &random_layout,
                                   .by = random_by,
                                   .by_count = t != 1,
                                   .order = random_order,
                                   .order_count = below(random, 3),
                                   .parent = t == 0 ? 1 : PLAN_NONE};
        array_push(&random->plan->tables, table);
    }
    struct table *children = random->tables[0];
    uint32_t parents = random->tables[1]->row_count;
    for (uint32_t row = 0; row < children->row_count && parents > 0; row++) {
        children->parents[row] = chance(random, 80) ? below(random, parents) : TABLE_NO_PARENT;
    }
}

static inline void random_free(struct random_plan *random)
{
    for (uint32_t t = 0; t < RANDOM_TABLES; t++) {
        table_free(random->tables[t]);
    }
    plan_free(random->plan);
    table_dictionary_free(random->dictionary);
    calendar_free(random->calendar);
}

#endif
