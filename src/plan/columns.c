/* columns: which columns of a table the plan reads, and so which must be kept.
 */
#include <stdlib.h>

#include "plan/walk.h"

struct reading {
    const struct plan *plan;
    uint32_t table;
    bool *columns;
};

/* An order is by the natural order's columns and then by all others, so that no row's place depends on the file. */
static void mark_all(const struct reading *reading, uint32_t table)
{
    if (table == reading->table) {
        for (uint32_t c = 0; c < reading->plan->tables.items[table].layout->column_count; c++) {
            reading->columns[c] = true;
        }
    }
}

static void mark_column(const struct reading *reading, uint32_t row, int64_t column)
{
    if (reading->plan->nodes.items[row].table == reading->table) {
        reading->columns[column] = true;
    }
}

static void mark_node(const struct reading *reading, const struct plan_node *node)
{
    if (node->operation == PLAN_COLUMN) {
        mark_column(reading, node->arguments[0], node->number);
    } else if (node->operation == PLAN_STEP) {
        mark_all(reading, node->table);
    } else if (node->operation == PLAN_QUERY) {
        const struct plan_query *query = &reading->plan->queries.items[node->number];
        if (query->kind == PLAN_FIRST || query->kind == PLAN_LAST) {
            mark_all(reading, query->table);
        }
    }
}

static void mark_places(const struct reading *reading, const struct plan_rule *rule)
{
    for (uint32_t i = 0; i < rule->place_count; i++) {
        if (rule->places[i].column != TABLE_NO_COLUMN) {
            mark_column(reading, rule->places[i].row, rule->places[i].column);
        }
    }
}

static void mark_nodes(const struct reading *reading, bool *marked)
{
    plan_mark_read(reading->plan, marked);
    for (size_t i = 0; i < reading->plan->nodes.count; i++) {
        if (marked[i]) {
            mark_node(reading, &reading->plan->nodes.items[i]);
        }
    }
}

bool plan_columns_read(const struct plan *plan, uint32_t table, bool streamed, bool *columns, struct failure *failure)
{
    struct reading reading = {plan, table, columns};
    struct arena scratch = ARENA_EMPTY;
    bool *marked = ARENA_ARRAY(&scratch, plan->nodes.count, bool);
    if (!marked) {
        arena_free(&scratch);
        return failure_memory(failure);
    }
    for (size_t i = 0; i < plan->rules.count; i++) {
        const struct plan_rule *rule = &plan->rules.items[i];
        if (!(streamed && rule->streams && rule->table == table)) {
            plan_mark_rule(rule, marked);
            mark_places(&reading, rule);
        }
    }
    for (size_t i = 0; i < plan->views.count; i++) {
        const struct plan_view *view = &plan->views.items[i];
        plan_mark_view(view, marked);
        if (view->kind == PLAN_VIEW_CHAIN) {
            mark_all(&reading, view->parts[0].table);
        }
    }
    mark_nodes(&reading, marked);
    arena_free(&scratch);
    return true;
}

bool plan_columns_worded(const struct plan *plan, uint32_t table, bool *columns, struct failure *failure)
{
    struct reading reading = {plan, table, columns};
    bool *marked = calloc(plan->nodes.count + 1, sizeof *marked);
    if (!marked) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < plan->rules.count; i++) {
        const struct plan_rule *rule = &plan->rules.items[i];
        if (rule->streams && rule->table == table) {
            plan_mark_words(rule, marked);
            mark_places(&reading, rule);
        }
    }
    mark_nodes(&reading, marked);
    free(marked);
    return true;
}
