/* The second half of random_plan.h: conditions, queries, rules. */
#ifndef PROBITY_TESTS_UNIT_EXEC_RANDOM_BOOLEAN_H
#define PROBITY_TESTS_UNIT_EXEC_RANDOM_BOOLEAN_H

static uint32_t grow_comparison(struct random_plan *random, unsigned depth)
{
    static const enum plan_operation all[] = {PLAN_EQUAL, PLAN_NOT_EQUAL, PLAN_LESS, PLAN_LESS_EQUAL, PLAN_SAME_AS};
    struct wanted wanted = chance(random, 10) ? a_boolean : any_value(random);
    struct plan_node node = {
        .operation = all[below(random, 5)],
        .type = PLAN_TYPE_BOOLEAN,
        .table = PLAN_NONE,
        .arguments = {grow(random, wanted, depth), grow(random, wanted, depth), PLAN_NONE, PLAN_NONE}};
    bool orders = node.operation == PLAN_LESS || node.operation == PLAN_LESS_EQUAL;
    node.ignore_case = wanted.type == PLAN_TYPE_TEXT && !orders && chance(random, 30);
    return plan_node_add(random->plan, node, NULL);
}

static uint32_t grow_within(struct random_plan *random, unsigned depth)
{
    static const enum plan_operation all[] = {PLAN_EQUAL_WITHIN, PLAN_LESS_WITHIN, PLAN_LESS_EQUAL_WITHIN};
    struct plan_node node = {.operation = all[below(random, 3)], .type = PLAN_TYPE_BOOLEAN, .table = PLAN_NONE};
    for (unsigned i = 0; i < 4; i++) {
        node.arguments[i] = i == 3 && node.operation != PLAN_EQUAL_WITHIN ? PLAN_NONE : grow(random, a_money, depth);
    }
    uint32_t row = grow_row(random, 0);
    if (row != PLAN_NONE && !random->streaming && chance(random, 50)) {
        node.arguments[node.operation == PLAN_EQUAL_WITHIN ? 3 : 2] = make(random, PLAN_ROUNDING, a_money, 0, row,
                                                                           PLAN_NONE, PLAN_NONE);
    }
    return plan_node_add(random->plan, node, NULL);
}

static uint32_t grow_set(struct random_plan *random, unsigned depth)
{
    static const struct str texts[] = {{"a", 1}, {"X1", 2}, {"12", 2}, {"", 0}};
    static const int64_t numbers[] = {-1, 0, 2, 3, 595, 18207, 100};
    struct wanted wanted = any_value(random);
    bool is_text = wanted.type == PLAN_TYPE_TEXT;
    struct plan_set set = {.type = wanted.type,
                           .texts = texts,
                           .numbers = numbers,
                           .count = is_text ? 4 : 7,
                           .ignore_case = is_text && chance(random, 40),
                           .name = {"", 0}};
    return make(random, PLAN_IN_SET, a_boolean, plan_set_add(random->plan, set, NULL), grow(random, wanted, depth),
                PLAN_NONE, PLAN_NONE);
}

static uint32_t grow_pattern(struct random_plan *random, unsigned depth)
{
    static const char *const patterns[] = {"[A-Z][0-9]{1,2}", "[ab]+", "a|b", ".*", "\\d{2}", "X?\\d*", "", "[^a]b"};
    struct plan_pattern pattern = {str_of(patterns[below(random, 8)]), chance(random, 30)};
    return make(random, PLAN_MATCHES, a_boolean, plan_pattern_add(random->plan, pattern, NULL),
                grow(random, a_text, depth), PLAN_NONE, PLAN_NONE);
}

static uint32_t grow_list(struct random_plan *random, unsigned depth)
{
    struct plan_node node = {
        .operation = PLAN_LISTS,
        .type = PLAN_TYPE_BOOLEAN,
        .table = PLAN_NONE,
        .ignore_case = chance(random, 50),
        .arguments = {grow(random, a_text, depth), grow(random, a_text, depth), PLAN_NONE, PLAN_NONE}};
    return plan_node_add(random->plan, node, NULL);
}

static uint32_t grow_unique(struct random_plan *random, unsigned depth)
{
    if (random->streaming || random->large || random->depth != 1) {
        return grow_comparison(random, depth);
    }
    uint32_t list[3];
    struct plan_node node = {.operation = PLAN_UNIQUE, .type = PLAN_TYPE_BOOLEAN, .table = PLAN_NONE, .list = list};
    uint32_t own = make_row(random, PLAN_ROW, random->scopes[0], 0, PLAN_NONE);
    node.list_count = 1 + below(random, 3);
    for (uint32_t i = 0; i < node.list_count; i++) {
        struct wanted wanted = any_value(random);
        list[i] = chance(random, 60)
                      ? make(random, PLAN_COLUMN, wanted, column_of(wanted, random), own, PLAN_NONE, PLAN_NONE)
                      : grow(random, chance(random, 20) ? a_boolean : wanted, 1);
    }
    node.arguments[0] = own;
    node.arguments[1] = node.arguments[2] = node.arguments[3] = PLAN_NONE;
    return plan_node_add(random->plan, node, NULL);
}

static uint32_t grow_boolean(struct random_plan *random, unsigned depth)
{
    switch (below(random, 12)) {
    case 0:
        return make(random, PLAN_AND, a_boolean, 0, grow(random, a_boolean, depth), grow(random, a_boolean, depth),
                    PLAN_NONE);
    case 1:
        return make(random, PLAN_OR, a_boolean, 0, grow(random, a_boolean, depth), grow(random, a_boolean, depth),
                    PLAN_NONE);
    case 2:
        return make(random, chance(random, 60) ? PLAN_NOT : PLAN_KNOWN, a_boolean, 0, grow(random, a_boolean, depth),
                    PLAN_NONE, PLAN_NONE);
    case 3: {
        uint32_t row = chance(random, 40) ? grow_row(random, depth) : PLAN_NONE;
        uint32_t of = row != PLAN_NONE ? row : grow(random, chance(random, 20) ? a_boolean : any_value(random), depth);
        return make(random, chance(random, 60) ? PLAN_IS_MISSING : PLAN_IS_MALFORMED, a_boolean, 0, of, PLAN_NONE,
                    PLAN_NONE);
    }
    case 4: return grow_within(random, depth);
    case 5: return grow_set(random, depth);
    case 6: return grow_pattern(random, depth);
    case 7: return grow_unique(random, depth);
    case 8: return grow_list(random, depth);
    default: return grow_comparison(random, depth);
    }
}

static uint32_t grow_derived(struct random_plan *random, struct wanted wanted, unsigned depth)
{
    uint32_t row = grow_row(random, depth);
    if (row == PLAN_NONE) {
        return grow_constant(random, wanted);
    }
    struct random_plan inner = *random;
    inner.depth = 1;
    inner.scopes[0] = table_of(random, row);
    uint32_t node = grow(&inner, wanted, depth);
    random->seed = inner.seed;
    random->queries_left = inner.queries_left;
    uint32_t derived = plan_derived_add(random->plan, (struct plan_derived){inner.scopes[0], node}, NULL);
    return make(random, PLAN_DERIVED, wanted, derived, row, PLAN_NONE, PLAN_NONE);
}

static uint32_t grow(struct random_plan *random, struct wanted wanted, unsigned depth)
{
    if (depth == 0 || chance(random, 15)) {
        return grow_leaf(random, wanted, depth);
    }
    depth--;
    unsigned choice = below(random, 14);
    if (choice == 0) {
        return make(random, PLAN_IF, wanted, 0, grow(random, a_boolean, depth), grow(random, wanted, depth),
                    grow(random, wanted, depth));
    }
    if (choice == 1) {
        return make(random, PLAN_DEFAULT, wanted, 0, grow(random, wanted, depth), grow(random, wanted, depth),
                    PLAN_NONE);
    }
    if (choice == 2) {
        return make(random, chance(random, 50) ? PLAN_LEAST : PLAN_GREATEST, wanted, 0, grow(random, wanted, depth),
                    grow(random, wanted, depth), PLAN_NONE);
    }
    if (choice < 6 && random->queries_left > 0 && !random->streaming && random->depth < 3) {
        return grow_query(random, wanted, depth);
    }
    if (choice == 6 && !random->streaming) {
        return grow_derived(random, wanted, depth);
    }
    switch (wanted.type) {
    case PLAN_TYPE_BOOLEAN: return grow_boolean(random, depth);
    case PLAN_TYPE_NUMBER: return grow_number(random, wanted, depth);
    case PLAN_TYPE_DATE: return grow_date(random, depth);
    case PLAN_TYPE_TEXT: return grow_text(random, depth);
    default: return grow_leaf(random, wanted, depth);
    }
}

/* ---- queries ----------------------------------------------------------------------------------------------------- */

/* A node over a row of the query's table. */
static uint32_t grow_inner(struct random_plan *random, uint32_t table, struct wanted wanted, unsigned depth)
{
    struct random_plan inner = *random;
    inner.depth = 1;
    inner.scopes[0] = table;
    inner.queries_left = 0;
    uint32_t row = make_row(&inner, PLAN_ROW, table, 0, PLAN_NONE);
    uint32_t node = chance(&inner, 70)
                        ? make(&inner, PLAN_COLUMN, wanted, column_of(wanted, &inner), row, PLAN_NONE, PLAN_NONE)
                        : grow(&inner, wanted, depth);
    random->seed = inner.seed;
    return node;
}

static enum plan_query_kind kind_for(struct random_plan *random, struct wanted wanted)
{
    switch (wanted.type) {
    case PLAN_TYPE_ROW: return chance(random, 50) ? PLAN_FIRST : PLAN_LAST;
    case PLAN_TYPE_BOOLEAN: return chance(random, 80) ? PLAN_EXISTS : PLAN_MINIMUM;
    case PLAN_TYPE_NUMBER: {
        static const enum plan_query_kind whole[] = {PLAN_COUNT, PLAN_COUNT_DISTINCT, PLAN_SUM, PLAN_MINIMUM,
                                                     PLAN_MAXIMUM};
        return wanted.scale == 0 ? whole[below(random, 5)] : whole[2 + below(random, 3)];
    }
    default: return chance(random, 50) ? PLAN_MINIMUM : PLAN_MAXIMUM;
    }
}

static void grow_ranges(struct random_plan *random, struct plan_query *query, struct plan_range *ranges, unsigned depth)
{
    uint32_t columns[2] = {PLAN_NONE, PLAN_NONE};
    struct wanted types[2];
    for (unsigned i = 0; i < 2; i++) {
        types[i] = chance(random, 60) ? a_date : any_value(random);
        columns[i] = grow_inner(random, query->table, types[i], depth);
    }
    query->ranges = ranges;
    query->range_count = chance(random, 45) ? 1 + below(random, 3) : 0;
    for (uint32_t i = 0; i < query->range_count; i++) {
        unsigned which = below(random, 2);
        ranges[i].inner = columns[which];
        ranges[i].comparison = chance(random, 50) ? PLAN_LESS : PLAN_LESS_EQUAL;
        ranges[i].flipped = chance(random, 50);
        ranges[i].outer = grow(random, types[which], depth);
    }
}

static void grow_value(struct random_plan *random, struct plan_query *query, struct wanted wanted, unsigned depth)
{
    query->value = PLAN_NONE;
    if (query->kind == PLAN_EXISTS || query->kind == PLAN_COUNT || query->kind == PLAN_FIRST ||
        query->kind == PLAN_LAST) {
        return;
    }
    wanted = query->kind == PLAN_COUNT_DISTINCT ? any_value(random) : wanted;
    query->value_is_inner = chance(random, 70);
    query->value = query->value_is_inner ? grow_inner(random, query->table, wanted, depth) : PLAN_NONE;
    if (!query->value_is_inner) {
        random->scopes[random->depth++] = query->table;
        query->value = grow(random, wanted, depth);
        random->depth--;
    }
}

static void grow_left_out(struct random_plan *random, struct plan_query *query)
{
    uint32_t row = chance(random, 60) ? grow_row(random, 0) : PLAN_NONE;
    if (row != PLAN_NONE && table_of(random, row) == query->table) {
        query->leaves_out = true;
        query->left_out = chance(random, 80) || random->large ? row : make_row(random, PLAN_STEP, query->table, 1, row);
    }
}

static void grow_order(struct random_plan *random, struct plan_query *query, uint32_t *order, bool *descending,
                       unsigned depth)
{
    query->order = order;
    query->descending = descending;
    query->order_count = query->kind == PLAN_FIRST || query->kind == PLAN_LAST ? below(random, 3) : 0;
    for (uint32_t i = 0; i < query->order_count; i++) {
        order[i] = grow_inner(random, query->table, any_value(random), depth);
        descending[i] = chance(random, 40);
    }
}

static uint32_t grow_query(struct random_plan *random, struct wanted wanted, unsigned depth)
{
    struct plan_range ranges[3];
    uint32_t order[2];
    bool descending[2];
    struct plan_query query = {.filter = PLAN_NONE, .residual = PLAN_NONE};
    random->queries_left--;
    query.kind = kind_for(random, wanted);
    query.table = below(random, (unsigned)random->plan->tables.count);
    query.table = random->large && query.table == 0 ? 1 : query.table;
    query.scope = (uint8_t)random->depth;
    query.key_count = chance(random, 75) ? 1 + below(random, 2) : 0;
    for (uint32_t k = 0; k < query.key_count; k++) {
        struct wanted type = chance(random, 10) ? a_boolean : any_value(random);
        query.inner_keys[k] = grow_inner(random, query.table, type, depth);
        query.outer_keys[k] = grow(random, type, depth ? 1 : 0);
    }
    if (chance(random, 30)) {
        query.filter = grow_inner(random, query.table, a_boolean, depth);
    }
    grow_ranges(random, &query, ranges, depth ? 1 : 0);
    if (chance(random, 40)) {
        random->scopes[random->depth++] = query.table;
        query.residual = grow(random, a_boolean, depth);
        random->depth--;
    }
    grow_left_out(random, &query);
    grow_value(random, &query, wanted, depth);
    grow_order(random, &query, order, descending, depth);
    uint32_t index = plan_query_add(random->plan, query, NULL);
    if (wanted.type == PLAN_TYPE_ROW) {
        return make_row(random, PLAN_QUERY, query.table, index, PLAN_NONE);
    }
    return make(random, PLAN_QUERY, wanted, index, PLAN_NONE, PLAN_NONE, PLAN_NONE);
}

#endif
