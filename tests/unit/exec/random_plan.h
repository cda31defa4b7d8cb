/* Random tables, and random plans over them that plan_verify() takes. */
#ifndef PROBITY_TESTS_UNIT_EXEC_RANDOM_PLAN_H
#define PROBITY_TESTS_UNIT_EXEC_RANDOM_PLAN_H

#include <stdlib.h>

#include "base/date.h"
#include "exec/exec.h"

#define RANDOM_TABLES 3u /* given ones; views and data come behind */
#define RANDOM_COLUMNS 9u
#define RANDOM_RULES_MOST 12u

enum random_column { KEY, CODE, TEXT, COUNT, AMOUNT, FROM, UNTIL, MONTHS, FLAG };

static const struct table_layout_column random_columns[RANDOM_COLUMNS] = {
    [KEY] = {.name = {"KEY", 3}, .type = TABLE_CODE},
    [CODE] = {.name = {"CODE", 4}, .type = TABLE_CODE},
    [TEXT] = {.name = {"TEXT", 4}, .type = TABLE_TEXT},
    [COUNT] = {.name = {"COUNT", 5}, .type = TABLE_INTEGER},
    [AMOUNT] = {.name = {"AMOUNT", 6}, .type = TABLE_MONEY, .scale = 2},
    [FROM] = {.name = {"FROM", 4}, .type = TABLE_DATE},
    [UNTIL] = {.name = {"UNTIL", 5}, .type = TABLE_DATE},
    [MONTHS] = {.name = {"MONTHS", 6}, .type = TABLE_MONTH},
    [FLAG] = {.name = {"FLAG", 4}, .type = TABLE_BOOLEAN},
};

static const struct table_layout random_layout = {{"T", 1}, random_columns, RANDOM_COLUMNS};
static const uint32_t random_by[] = {KEY};
static const uint32_t random_order[] = {FROM, CODE};

struct random_plan {
    uint64_t seed;
    struct plan *plan;
    struct table *tables[16]; /* by plan table */
    struct table_dictionary *dictionary;
    struct exec_tables given;
    struct calendar *calendar;
    uint32_t scopes[PLAN_SCOPES_MOST]; /* tables of the scopes that are open */
    uint32_t depth;
    bool streaming; /* nothing but cells and parameters */
    unsigned queries_left;
    bool large; /* the first table is: nothing may look at all pairs of its rows */
};

static uint64_t random_next(struct random_plan *random)
{
    random->seed ^= random->seed << 13;
    random->seed ^= random->seed >> 7;
    random->seed ^= random->seed << 17;
    return random->seed >> 11;
}

static unsigned below(struct random_plan *random, unsigned most)
{
    return (unsigned)(random_next(random) % most);
}

static bool chance(struct random_plan *random, unsigned percent)
{
    return below(random, 100) < percent;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static const char *const random_texts[] = {"a",
                                           "b",
                                           "A",
                                           "ab",
                                           "aB",
                                           "",
                                           "X1",
                                           "x1",
                                           "X22",
                                           "12",
                                           "-3.5",
                                           "2020-02-29",
                                           "31/12/2019",
                                           "caf\xc3\xa9",
                                           "\xe2\x82\xac 5",
                                           "zz",
                                           "zz/02/2020",
                                           "05/ZZ/2020",
                                           " a B ",
                                           "x\xc2\xa0"
                                           "1",
                                           "a,X1/zz",
                                           "a;b\t12,,"};
#define RANDOM_TEXTS (sizeof random_texts / sizeof random_texts[0])

static int64_t random_number(struct random_plan *random)
{
    static const int64_t extremes[] = {INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_C(1000000000000000), -1};
    return chance(random, 4) ? extremes[below(random, 5)] : (int64_t)below(random, 14) - 4;
}

static int64_t random_date(struct random_plan *random)
{
    return chance(random, 3) ? (chance(random, 50) ? DATE_MOST : DATE_LEAST) : 18200 + (int64_t)below(random, 60) * 7;
}

static int64_t random_value(struct random_plan *random, enum table_type type)
{
    switch (type) {
    case TABLE_TEXT:
    case TABLE_CODE:
        return table_dictionary_intern(random->dictionary, str_of(random_texts[below(random, RANDOM_TEXTS)]), NULL);
    case TABLE_DATE: return random_date(random);
    case TABLE_MONTH: return 590 + (int64_t)below(random, 20);
    case TABLE_BOOLEAN: return below(random, 2);
    case TABLE_MONEY: return chance(random, 5) ? random_number(random) : ((int64_t)below(random, 12) - 3) * 50;
    default: return random_number(random);
    }
}

static inline struct table *random_table(struct random_plan *random, uint32_t rows)
{
    struct table *table = table_new(&random_layout, NULL, NULL);
    table_track(table, TABLE_TRACK_PARENTS, NULL);
    for (uint32_t row = 0; row < rows; row++) {
        table_add_row(table, NULL);
        for (uint32_t c = 0; c < RANDOM_COLUMNS; c++) {
            enum table_state state = chance(random, 10)  ? TABLE_MISSING
                                     : chance(random, 4) ? TABLE_MALFORMED
                                                         : TABLE_VALUE;
            enum table_type type = state == TABLE_MALFORMED ? TABLE_TEXT : random_columns[c].type;
            table_set(table, c, row, state == TABLE_MISSING ? 0 : random_value(random, type), state);
        }
    }
    table->rounding = chance(random, 30) ? 50 : 0;
    return table;
}

/* ---- nodes ------------------------------------------------------------------------------------------------------- */

struct wanted {
    enum plan_type type;
    uint8_t scale;
};

static uint32_t make(struct random_plan *random, enum plan_operation operation, struct wanted wanted, int64_t number,
                     uint32_t a, uint32_t b, uint32_t c)
{
    struct plan_node node = {.operation = operation,
                             .type = wanted.type,
                             .scale = wanted.scale,
                             .table = PLAN_NONE,
                             .arguments = {a, b, c, PLAN_NONE},
                             .number = number};
    return plan_node_add(random->plan, node, NULL);
}

static uint32_t make_row(struct random_plan *random, enum plan_operation operation, uint32_t table, int64_t number,
                         uint32_t row)
{
    struct plan_node node = {.operation = operation,
                             .type = PLAN_TYPE_ROW,
                             .table = table,
                             .arguments = {row, PLAN_NONE, PLAN_NONE, PLAN_NONE},
                             .number = number};
    return plan_node_add(random->plan, node, NULL);
}

static uint32_t grow(struct random_plan *random, struct wanted wanted, unsigned depth);
static uint32_t grow_query(struct random_plan *random, struct wanted wanted, unsigned depth);

static const struct wanted a_boolean = {PLAN_TYPE_BOOLEAN, 0};
static const struct wanted a_whole = {PLAN_TYPE_NUMBER, 0};
static const struct wanted a_money = {PLAN_TYPE_NUMBER, 2};
static const struct wanted a_root = {PLAN_TYPE_NUMBER, PLAN_RATIO_SCALE};
static const struct wanted a_date = {PLAN_TYPE_DATE, 0};
static const struct wanted a_month = {PLAN_TYPE_MONTH, 0};
static const struct wanted a_text = {PLAN_TYPE_TEXT, 0};
static const struct wanted a_row = {PLAN_TYPE_ROW, 0};

/* Not a row, nor a boolean. */
static struct wanted any_value(struct random_plan *random)
{
    const struct wanted all[] = {a_whole, a_money, a_date, a_text, a_text, a_month};
    return all[below(random, 6)];
}

static uint32_t table_of(const struct random_plan *random, uint32_t row)
{
    return random->plan->nodes.items[row].table;
}

/* A row, of a scope that is open; or PLAN_NONE when none is. */
static uint32_t grow_row(struct random_plan *random, unsigned depth)
{
    if (random->depth == 0) {
        return depth > 0 && random->queries_left > 0 ? grow_query(random, a_row, depth - 1) : PLAN_NONE;
    }
    uint32_t scope = chance(random, 70) ? random->depth - 1 : below(random, random->depth);
    uint32_t row = make_row(random, PLAN_ROW, random->scopes[scope], scope, PLAN_NONE);
    if (random->streaming || depth == 0 || chance(random, 50)) {
        return row;
    }
    switch (below(random, 4)) {
    case 0: return random->queries_left > 0 ? grow_query(random, a_row, depth - 1) : row;
    case 1:
        return random->plan->tables.items[table_of(random, row)].parent == PLAN_NONE
                   ? row
                   : make_row(random, PLAN_PARENT, random->plan->tables.items[table_of(random, row)].parent, 0, row);
    default: return make_row(random, PLAN_STEP, table_of(random, row), (int64_t)below(random, 5) - 2, row);
    }
}

static uint32_t column_of(struct wanted wanted, struct random_plan *random)
{
    switch (wanted.type) {
    case PLAN_TYPE_BOOLEAN: return FLAG;
    case PLAN_TYPE_NUMBER: return wanted.scale == 2 ? AMOUNT : COUNT;
    case PLAN_TYPE_DATE: return chance(random, 50) ? FROM : UNTIL;
    case PLAN_TYPE_MONTH: return MONTHS;
    default: return below(random, 3);
    }
}

static uint32_t grow_constant(struct random_plan *random, struct wanted wanted)
{
    if (chance(random, 6)) {
        return make(random, PLAN_NOTHING, wanted, 0, PLAN_NONE, PLAN_NONE, PLAN_NONE);
    }
    switch (wanted.type) {
    case PLAN_TYPE_BOOLEAN:
        return make(random, PLAN_BOOLEAN, wanted, below(random, 2), PLAN_NONE, PLAN_NONE, PLAN_NONE);
    case PLAN_TYPE_NUMBER:
        return make(random, PLAN_NUMBER, wanted, random_number(random) * (chance(random, 90) && wanted.scale ? 1 : 1),
                    PLAN_NONE, PLAN_NONE, PLAN_NONE);
    case PLAN_TYPE_DATE:
        return chance(random, 30)
                   ? make(random, PLAN_PARAMETER, wanted, below(random, 2), PLAN_NONE, PLAN_NONE, PLAN_NONE)
                   : make(random, PLAN_DATE, wanted, random_date(random), PLAN_NONE, PLAN_NONE, PLAN_NONE);
    case PLAN_TYPE_MONTH: return make(random, PLAN_DATE, wanted, 595, PLAN_NONE, PLAN_NONE, PLAN_NONE);
    default:
        if (chance(random, 20)) {
            return make(random, PLAN_PARAMETER, wanted, 2 + below(random, 3), PLAN_NONE, PLAN_NONE, PLAN_NONE);
        }
        return make(random, PLAN_TEXT, wanted,
                    plan_text_add(random->plan, str_of(random_texts[below(random, RANDOM_TEXTS)]), NULL), PLAN_NONE,
                    PLAN_NONE, PLAN_NONE);
    }
}

static uint32_t grow_leaf(struct random_plan *random, struct wanted wanted, unsigned depth)
{
    uint32_t row = chance(random, 80) ? grow_row(random, depth) : PLAN_NONE;
    return row == PLAN_NONE ? grow_constant(random, wanted)
                            : make(random, PLAN_COLUMN, wanted, column_of(wanted, random), row, PLAN_NONE, PLAN_NONE);
}

/* A whole number, of dates and texts; choice is 0 to 3. */
static uint32_t grow_whole(struct random_plan *random, unsigned choice, unsigned depth)
{
    static const enum plan_operation of_date[] = {PLAN_YEAR, PLAN_MONTH, PLAN_DAY, PLAN_WEEKDAY};
    static const enum plan_operation between[] = {PLAN_AGE, PLAN_DAYS_BETWEEN, PLAN_WORKING_DAYS};
    switch (choice) {
    case 0:
        return make(random, of_date[below(random, 4)], a_whole, 0, grow(random, a_date, depth), PLAN_NONE, PLAN_NONE);
    case 1:
        return make(random, PLAN_POSITION, a_whole, 0, grow(random, a_text, depth), grow(random, a_text, depth),
                    PLAN_NONE);
    case 2: return make(random, PLAN_LENGTH, a_whole, 0, grow(random, a_text, depth), PLAN_NONE, PLAN_NONE);
    default:
        return make(random, between[below(random, 3)], a_whole, 0, grow(random, a_date, depth),
                    grow(random, a_date, depth), PLAN_NONE);
    }
}

static uint32_t grow_number(struct random_plan *random, struct wanted wanted, unsigned depth)
{
    static const enum plan_operation two[] = {PLAN_ADD, PLAN_SUBTRACT, PLAN_REMAINDER, PLAN_MULTIPLY, PLAN_DIVIDE};
    enum plan_operation operation = two[below(random, 5)];
    bool free_scale = operation == PLAN_MULTIPLY || operation == PLAN_DIVIDE;
    unsigned choice = below(random, wanted.scale == 0 ? 10 : 6);
    if (choice < 2) {
        return make(random, operation, wanted, 0,
                    grow(random, free_scale && chance(random, 50) ? a_whole : wanted, depth),
                    grow(random, free_scale ? a_money : wanted, depth), PLAN_NONE);
    }
    if (choice == 2) {
        return make(random, chance(random, 50) ? PLAN_NEGATE : PLAN_ABSOLUTE, wanted, 0, grow(random, wanted, depth),
                    PLAN_NONE, PLAN_NONE);
    }
    if (choice == 3) {
        return make(random, PLAN_RESCALE, wanted, 0, grow(random, wanted.scale ? a_whole : a_money, depth), PLAN_NONE,
                    PLAN_NONE);
    }
    if (choice == 4) {
        return make(random, PLAN_PARSE_NUMBER, wanted, 0, grow(random, a_text, depth), PLAN_NONE, PLAN_NONE);
    }
    if (choice == 5) {
        uint32_t root = make(random, PLAN_SQUARE_ROOT, a_root, 0,
                             grow(random, chance(random, 50) ? a_whole : a_money, depth), PLAN_NONE, PLAN_NONE);
        return make(random, PLAN_RESCALE, wanted, 0, root, PLAN_NONE, PLAN_NONE);
    }
    return grow_whole(random, choice - 6, depth);
}

static uint32_t grow_date(struct random_plan *random, unsigned depth)
{
    switch (below(random, 6)) {
    case 4:
        return make(random, PLAN_ADD_WORKING_DAYS, a_date, 0, grow(random, a_date, depth), grow(random, a_whole, depth),
                    PLAN_NONE);
    case 5:
        return make(random, chance(random, 50) ? PLAN_EARLIEST_DATE : PLAN_LATEST_DATE, a_date, 0,
                    grow(random, a_text, depth), PLAN_NONE, PLAN_NONE);
    case 0:
        return make(random, PLAN_ADD_DAYS, a_date, 0, grow(random, a_date, depth), grow(random, a_whole, depth),
                    PLAN_NONE);
    case 1:
        return make(random, PLAN_ADD_MONTHS, a_date, 0, grow(random, a_date, depth), grow(random, a_whole, depth),
                    PLAN_NONE);
    case 2: return make(random, PLAN_PARSE_DATE, a_date, 0, grow(random, a_text, depth), PLAN_NONE, PLAN_NONE);
    default:
        return make(random, PLAN_MAKE_DATE, a_date, 0,
                    make(random, PLAN_YEAR, a_whole, 0, grow(random, a_date, depth), PLAN_NONE, PLAN_NONE),
                    grow(random, a_whole, depth), grow(random, a_whole, depth));
    }
}

static uint32_t grow_text(struct random_plan *random, unsigned depth)
{
    switch (below(random, 4)) {
    case 0:
        return make(random, PLAN_SLICE, a_text, 0, grow(random, a_text, depth), grow(random, a_whole, depth),
                    grow(random, a_whole, depth));
    case 1: return make(random, PLAN_UPPER, a_text, 0, grow(random, a_text, depth), PLAN_NONE, PLAN_NONE);
    case 2: {
        struct plan_node node = {.operation = PLAN_SQUEEZE,
                                 .type = PLAN_TYPE_TEXT,
                                 .table = PLAN_NONE,
                                 .ignore_case = chance(random, 50),
                                 .arguments = {grow(random, a_text, depth), PLAN_NONE, PLAN_NONE, PLAN_NONE}};
        return plan_node_add(random->plan, node, NULL);
    }
    default: {
        uint32_t row = grow_row(random, depth);
        if (row == PLAN_NONE) {
            return grow_constant(random, a_text);
        }
        struct wanted wanted = chance(random, 20) ? a_boolean : any_value(random);
        uint32_t column = make(random, PLAN_COLUMN, wanted, column_of(wanted, random), row, PLAN_NONE, PLAN_NONE);
        return make(random, PLAN_RAW, a_text, 0, column, PLAN_NONE, PLAN_NONE);
    }
    }
}

#include "random_boolean.h"

#endif
