/* A plan with two tables, and nodes made in one line. */
#ifndef PLAN_FIXTURE_H
#define PLAN_FIXTURE_H

#include <check.h>

#include "plan/walk.h"

static const struct table_layout_column fixture_columns[] = {
    {{"CHILD", 5}, TABLE_CODE, 0, false},
    {{"WHEN", 4}, TABLE_DATE, 0, false},
    {{"AMOUNT", 6}, TABLE_MONEY, 2, false},
};
static const struct table_layout fixture_outer = {{"Outer", 5}, fixture_columns, 3};
static const struct table_layout fixture_inner = {{"Inner", 5}, fixture_columns, 3};
static const uint32_t fixture_by[] = {0};
static const uint32_t fixture_order[] = {1};

static inline struct plan *fixture_plan(void)
{
    struct failure failure = {0};
    struct plan *plan = plan_new(2017, &failure);
    ck_assert(plan);
    struct plan_table outer = {.name = STR("Outer"),
                               .role = PLAN_TABLE_RETURN,
                               .layout = &fixture_outer,
                               .by = fixture_by,
                               .by_count = 1,
                               .order = fixture_order,
                               .order_count = 1,
                               .parent = PLAN_NONE};
    struct plan_table inner = {
        .name = STR("Inner"), .role = PLAN_TABLE_LAST_YEAR, .layout = &fixture_inner, .parent = PLAN_NONE};
    ck_assert(array_push(&plan->tables, outer) && array_push(&plan->tables, inner));
    return plan;
}

static inline struct plan_node fixture_blank(enum plan_operation operation, enum plan_type type)
{
    return (struct plan_node){.operation = operation,
                              .type = type,
                              .table = PLAN_NONE,
                              .arguments = {PLAN_NONE, PLAN_NONE, PLAN_NONE, PLAN_NONE}};
}

static inline uint32_t fixture_add(struct plan *plan, struct plan_node node)
{
    struct failure failure = {0};
    uint32_t index = plan_node_add(plan, node, &failure);
    ck_assert_msg(index != PLAN_NONE, "%s", failure.message);
    return index;
}

static inline uint32_t fixture_row(struct plan *plan, uint32_t table, int64_t scope)
{
    struct plan_node node = fixture_blank(PLAN_ROW, PLAN_TYPE_ROW);
    node.table = table;
    node.number = scope;
    return fixture_add(plan, node);
}

static inline uint32_t fixture_column(struct plan *plan, uint32_t row, int64_t column)
{
    static const enum plan_type types[] = {PLAN_TYPE_TEXT, PLAN_TYPE_DATE, PLAN_TYPE_NUMBER};
    struct plan_node node = fixture_blank(PLAN_COLUMN, types[column]);
    node.arguments[0] = row;
    node.number = column;
    node.scale = column == 2 ? 2 : 0;
    node.unit = column == 2 ? PLAN_UNIT_MONEY : PLAN_UNIT_PLAIN;
    return fixture_add(plan, node);
}

static inline uint32_t fixture_number(struct plan *plan, int64_t number, uint8_t scale)
{
    struct plan_node node = fixture_blank(PLAN_NUMBER, PLAN_TYPE_NUMBER);
    node.number = number;
    node.scale = scale;
    return fixture_add(plan, node);
}

static inline uint32_t fixture_binary(struct plan *plan, enum plan_operation operation, enum plan_type type, uint32_t a,
                                      uint32_t b)
{
    struct plan_node node = fixture_blank(operation, type);
    node.arguments[0] = a;
    node.arguments[1] = b;
    return fixture_add(plan, node);
}

static inline struct plan_query fixture_query(enum plan_query_kind kind, uint32_t table, uint8_t scope)
{
    return (struct plan_query){
        .kind = kind, .table = table, .scope = scope, .filter = PLAN_NONE, .residual = PLAN_NONE, .value = PLAN_NONE};
}

static inline uint32_t fixture_query_node(struct plan *plan, struct plan_query query, enum plan_type type)
{
    struct failure failure = {0};
    struct plan_node node = fixture_blank(PLAN_QUERY, type);
    uint32_t index = plan_query_add(plan, query, &failure);
    ck_assert_msg(index != PLAN_NONE, "%s", failure.message);
    node.number = index;
    node.table = type == PLAN_TYPE_ROW ? query.table : PLAN_NONE;
    return fixture_add(plan, node);
}

static inline struct plan_rule fixture_rule_of(uint32_t table, uint32_t require)
{
    return (struct plan_rule){.code = STR("1"),
                              .full_code = STR("T-1"),
                              .severity = FINDING_ERROR,
                              .table = table,
                              .when = PLAN_NONE,
                              .require = require};
}

#endif
