/* verify_node: one node by itself. */
#include "plan/verify.h"

#include <string.h>

static const char *const type_letters = "BNDMTR";

static enum plan_type type_of_column(enum table_type type)
{
    switch (type) {
    case TABLE_INTEGER:
    case TABLE_MONEY:
    case TABLE_DECIMAL: return PLAN_TYPE_NUMBER;
    case TABLE_DATE: return PLAN_TYPE_DATE;
    case TABLE_MONTH: return PLAN_TYPE_MONTH;
    case TABLE_BOOLEAN: return PLAN_TYPE_BOOLEAN;
    default: return PLAN_TYPE_TEXT;
    }
}

static const struct plan_node *argument(const struct plan *plan, const struct plan_node *node, size_t i)
{
    return &plan->nodes.items[node->arguments[i]];
}

static const char *fault_of_argument(const struct plan *plan, const struct plan_node *node, size_t i, char letter)
{
    const struct plan_node *given = argument(plan, node, i);
    if (letter == '=') {
        const struct plan_node *first = argument(plan, node, i - 1);
        bool same = given->type == first->type && (given->type != PLAN_TYPE_NUMBER || given->scale == first->scale);
        return !same                          ? "its arguments are of different types"
               : given->type == PLAN_TYPE_ROW ? "rows cannot be compared"
                                              : NULL;
    }
    return letter == '*' || type_letters[given->type] == letter ? NULL : "an argument is of the wrong type";
}

static const char *fault_of_arguments(const struct plan *plan, uint32_t index, const struct plan_node *node)
{
    const char *letters = plan_operation_text(node->operation)->arguments;
    size_t count = strcspn(letters, ".");
    if (count > 4 || (letters[count] == '\0' && node->list_count > 0)) {
        return "it has too many arguments";
    }
    for (uint32_t i = 0; i < node->list_count; i++) {
        if (node->list[i] >= index) {
            return "its list holds a node that comes after it";
        }
    }
    for (size_t i = 0; i < 4; i++) {
        if ((i < count) != (node->arguments[i] != PLAN_NONE)) {
            return "it has the wrong number of arguments";
        }
        if (i < count && node->arguments[i] >= index) {
            return "an argument comes after it";
        }
        const char *fault = i < count ? fault_of_argument(plan, node, i, letters[i]) : NULL;
        if (fault) {
            return fault;
        }
    }
    return NULL;
}

static bool same_type(const struct plan_node *a, const struct plan_node *b)
{
    return a->type == b->type && (a->type != PLAN_TYPE_NUMBER || a->scale == b->scale);
}

static const char *fault_of_scales(const struct plan *plan, const struct plan_node *node)
{
    const char *different = "its scale is not that of its arguments";
    switch (node->operation) {
    case PLAN_ADD:
    case PLAN_SUBTRACT:
    case PLAN_REMAINDER:
        return node->scale == argument(plan, node, 0)->scale && node->scale == argument(plan, node, 1)->scale
                   ? NULL
                   : different;
    case PLAN_NEGATE:
    case PLAN_ABSOLUTE: return node->scale == argument(plan, node, 0)->scale ? NULL : different;
    case PLAN_EQUAL_WITHIN:
    case PLAN_LESS_WITHIN:
    case PLAN_LESS_EQUAL_WITHIN:
        for (size_t i = 1; i < 4 && node->arguments[i] != PLAN_NONE; i++) {
            if (argument(plan, node, i)->scale != argument(plan, node, 0)->scale) {
                return "its arguments have different scales";
            }
        }
        return NULL;
    case PLAN_IF: return same_type(node, argument(plan, node, 1)) ? NULL : "its type is not that of its branches";
    case PLAN_LEAST:
    case PLAN_GREATEST:
    case PLAN_DEFAULT: return same_type(node, argument(plan, node, 0)) ? NULL : "its type is not its arguments'";
    case PLAN_SQUARE_ROOT: return node->scale == PLAN_RATIO_SCALE ? NULL : "a root has the scale of a ratio";
    case PLAN_ROUNDING: return node->scale == 2 ? NULL : "a rounding is in pence";
    default: return NULL;
    }
}

static const char *fault_of_row(const struct plan *plan, const struct plan_node *node)
{
    if (node->table >= plan->tables.count) {
        return "its table is not in the plan";
    }
    if (node->operation == PLAN_ROW) {
        return node->number >= 0 && node->number < PLAN_SCOPES_MOST ? NULL : "there is no such scope";
    }
    if (node->operation == PLAN_QUERY) {
        const struct plan_query *query = &plan->queries.items[node->number];
        return query->table == node->table ? NULL : "its table is not its query's";
    }
    uint32_t of = argument(plan, node, 0)->table;
    if (node->operation == PLAN_PARENT) {
        return plan->tables.items[of].parent == node->table ? NULL : "its table is not the parent";
    }
    return of == node->table ? NULL : "its table is not its argument's";
}

static const char *fault_of_column(const struct plan *plan, const struct plan_node *node)
{
    const struct table_layout *layout = plan->tables.items[argument(plan, node, 0)->table].layout;
    if (node->number < 0 || node->number >= layout->column_count) {
        return "the table has no such column";
    }
    const struct table_layout_column *column = &layout->columns[node->number];
    if (type_of_column(column->type) != node->type) {
        return "its type is not the column's";
    }
    return node->type != PLAN_TYPE_NUMBER || column->scale == node->scale ? NULL : "its scale is not the column's";
}

static const char *fault_of_query(const struct plan *plan, const struct plan_node *node)
{
    if (node->number < 0 || (uint64_t)node->number >= plan->queries.count) {
        return "there is no such query";
    }
    const struct plan_query *query = &plan->queries.items[node->number];
    switch (query->kind) {
    case PLAN_EXISTS: return node->type == PLAN_TYPE_BOOLEAN ? NULL : "exists gives a boolean";
    case PLAN_COUNT:
    case PLAN_COUNT_DISTINCT:
        return node->type == PLAN_TYPE_NUMBER && node->scale == 0 ? NULL : "a count is a whole number";
    case PLAN_FIRST:
    case PLAN_LAST: return node->type == PLAN_TYPE_ROW ? NULL : "first and last give a row";
    default: break;
    }
    return query->value < plan->nodes.count && same_type(node, &plan->nodes.items[query->value])
               ? NULL
               : "its type is not its value's";
}

static const char *fault_of_derived(const struct plan *plan, const struct plan_node *node)
{
    if (node->number < 0 || (uint64_t)node->number >= plan->derived.count) {
        return "there is no such derived value";
    }
    const struct plan_derived *derived = &plan->derived.items[node->number];
    if (derived->table != argument(plan, node, 0)->table) {
        return "its row is of another table";
    }
    const struct plan_node *value = &plan->nodes.items[derived->node];
    return same_type(node, value) && value->type != PLAN_TYPE_ROW ? NULL : "its type is not the derived value's";
}

static const char *fault_of_set(const struct plan *plan, const struct plan_node *node)
{
    if (node->number < 0 || (uint64_t)node->number >= plan->sets.count) {
        return "there is no such set";
    }
    return plan->sets.items[node->number].type == argument(plan, node, 0)->type ? NULL : "the set is of another type";
}

static const char *fault_of_parameter(const struct plan_node *node)
{
    static const enum plan_type types[PLAN_PARAMETERS] = {PLAN_TYPE_DATE, PLAN_TYPE_DATE, PLAN_TYPE_TEXT,
                                                          PLAN_TYPE_TEXT, PLAN_TYPE_TEXT};
    bool known = node->number >= 0 && node->number < PLAN_PARAMETERS && types[node->number] == node->type;
    return known ? NULL : "there is no such parameter of its type";
}

static const char *fault_of_unique(const struct plan *plan, const struct plan_node *node)
{
    const struct plan_node *row = argument(plan, node, 0);
    bool good = node->list_count > 0 && row->operation == PLAN_ROW && row->number == 0;
    return good ? NULL : "unique is of the record in scope 0";
}

static const char *fault_of_index(int64_t number, size_t count)
{
    return number >= 0 && (uint64_t)number < count ? NULL : "there is no such text or pattern";
}

static const char *fault_of_payload(const struct plan *plan, const struct plan_node *node)
{
    switch (node->operation) {
    case PLAN_COLUMN: return fault_of_column(plan, node);
    case PLAN_QUERY: return fault_of_query(plan, node);
    case PLAN_DERIVED: return fault_of_derived(plan, node);
    case PLAN_IN_SET: return fault_of_set(plan, node);
    case PLAN_PARAMETER: return fault_of_parameter(node);
    case PLAN_UNIQUE: return fault_of_unique(plan, node);
    case PLAN_TEXT: return fault_of_index(node->number, plan->texts.count);
    case PLAN_MATCHES: return fault_of_index(node->number, plan->patterns.count);
    case PLAN_RAW: return argument(plan, node, 0)->operation == PLAN_COLUMN ? NULL : "raw is of a column";
    case PLAN_BOOLEAN: return (node->number | 1) == 1 ? NULL : "a boolean is 0 or 1";
    case PLAN_DATE:
        return node->type == PLAN_TYPE_DATE || node->type == PLAN_TYPE_MONTH ? NULL : "it is no date and no month";
    default: return NULL;
    }
}

const char *plan_node_fault(const struct plan *plan, uint32_t index)
{
    const struct plan_node *node = &plan->nodes.items[index];
    if ((unsigned)node->operation >= PLAN_OPERATIONS || (unsigned)node->type > PLAN_TYPE_ROW) {
        return "its operation or type does not exist";
    }
    const char *fault = fault_of_arguments(plan, index, node);
    if (fault) {
        return fault;
    }
    char result = plan_operation_text(node->operation)->result;
    if (result != '*' && type_letters[node->type] != result) {
        return "its type is not its operation's";
    }
    fault = fault_of_payload(plan, node);
    fault = fault ? fault : fault_of_scales(plan, node);
    if (!fault && node->type == PLAN_TYPE_ROW) {
        fault = fault_of_row(plan, node);
    }
    return fault;
}
