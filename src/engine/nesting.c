#include "engine/nesting.h"

/* A table and its parent, and how rows of the one find theirs in the other. */
struct pair {
    const struct schema_table *child_schema, *parent_schema;
    struct table *child, *parent;
    uint32_t parent_index; /* in the schema */
};

static bool identifies(const struct schema_column *column)
{
    return column->number_of != SCHEMA_NONE || schema_is_outside(column->element);
}

/* Whether the two agree in the child's column c. A parent without a number counts as what reading would number it. */
static bool agrees(const struct pair *pair, uint32_t c, int64_t row, uint32_t parent_column, int64_t parent_row)
{
    enum table_state state = table_state_at(pair->child, c, row);
    if (state == TABLE_MISSING) {
        return true;
    }
    int64_t value = pair->child->columns[c].values[row];
    enum table_state parent_state = table_state_at(pair->parent, parent_column, parent_row);
    if (parent_state == TABLE_MISSING) {
        uint32_t number_of = pair->parent_schema->columns[parent_column].number_of;
        bool own = number_of == pair->parent_index;
        return number_of != SCHEMA_NONE && (!own || (state == TABLE_VALUE && value == parent_row + 1));
    }
    return state == parent_state && value == pair->parent->columns[parent_column].values[parent_row];
}

static bool fits(const struct pair *pair, int64_t row, int64_t parent_row)
{
    for (uint32_t c = 0; c < pair->child_schema->column_count; c++) {
        const struct schema_column *column = &pair->child_schema->columns[c];
        uint32_t other = identifies(column) ? schema_find_column(pair->parent_schema, column->name) : SCHEMA_NONE;
        if (other != SCHEMA_NONE && !agrees(pair, c, row, other, parent_row)) {
            return false;
        }
    }
    return true;
}

/* A blank parent, but for what identifies it. */
static int64_t make_parent(const struct pair *pair, int64_t row, struct failure *failure)
{
    int64_t made = table_add_row(pair->parent, failure);
    for (uint32_t c = 0; made != TABLE_NO_ROW && c < pair->child_schema->column_count; c++) {
        const struct schema_column *column = &pair->child_schema->columns[c];
        uint32_t other = identifies(column) ? schema_find_column(pair->parent_schema, column->name) : SCHEMA_NONE;
        if (other != SCHEMA_NONE && table_state_at(pair->child, c, row) != TABLE_MISSING) {
            table_set(pair->parent, other, made, pair->child->columns[c].values[row],
                      table_state_at(pair->child, c, row));
        }
    }
    return made;
}

static bool find_parents(const struct pair *pair, struct failure *failure)
{
    if (!table_track(pair->child, TABLE_TRACK_PARENTS, failure)) {
        return false;
    }
    for (uint32_t row = 0; row < pair->child->row_count; row++) {
        int64_t found = 0;
        while (found < pair->parent->row_count && !fits(pair, row, found)) {
            found++;
        }
        if (found == pair->parent->row_count && (found = make_parent(pair, row, failure)) == TABLE_NO_ROW) {
            return false;
        }
        pair->child->parents[row] = (uint32_t)found;
    }
    return true;
}

/* The row of table `of` that this row is, or that it is nested in; parents are found. */
static int64_t row_of(const struct plan *plan, struct table **tables, uint32_t table, int64_t row, uint32_t of)
{
    while (table != PLAN_NONE && plan->tables.items[table].index != of) {
        uint32_t parent = plan->tables.items[table].parent;
        row = parent == PLAN_NONE || !tables[table]->parents ? TABLE_NO_ROW : (int64_t)tables[table]->parents[row];
        table = row == TABLE_NO_ROW ? PLAN_NONE : parent;
    }
    return table == PLAN_NONE ? TABLE_NO_ROW : row;
}

static void number(const struct schema *schema, const struct plan *plan, struct table **tables, uint32_t table)
{
    const struct schema_table *of = &schema->tables[plan->tables.items[table].index];
    for (uint32_t c = 0; c < of->column_count; c++) {
        for (uint32_t row = 0; of->columns[c].number_of != SCHEMA_NONE && row < tables[table]->row_count; row++) {
            int64_t found = row_of(plan, tables, table, row, of->columns[c].number_of);
            table_set(tables[table], c, row, found + 1, found == TABLE_NO_ROW ? TABLE_MISSING : TABLE_VALUE);
        }
    }
}

bool nesting_find(const struct schema *schema, const struct plan *plan, struct table **tables, struct failure *failure)
{
    /* A parent stands before its children in the plan. The children go first, because they may make parents, which need
     * parents of their own. */
    for (size_t t = plan->tables.count; t > 0; t--) {
        const struct plan_table *table = &plan->tables.items[t - 1];
        if (!plan_is_of_schema(table->role) || table->parent == PLAN_NONE || !tables[t - 1] || !tables[table->parent]) {
            continue;
        }
        uint32_t parent_index = plan->tables.items[table->parent].index;
        struct pair pair = {&schema->tables[table->index], &schema->tables[parent_index], tables[t - 1],
                            tables[table->parent], parent_index};
        if (!find_parents(&pair, failure)) {
            return false;
        }
    }
    for (size_t t = 0; t < plan->tables.count; t++) {
        if (plan_is_of_schema(plan->tables.items[t].role) && tables[t]) {
            number(schema, plan, tables, (uint32_t)t);
        }
    }
    return true;
}
