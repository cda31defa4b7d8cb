/* nodes: plan nodes with constants folded, so that what a rule file writes at length costs nothing to run. */
#include "base/number.h"
#include "rule/compiler.h"

struct plan_node rule_blank_node(enum plan_operation operation, enum plan_type type)
{
    return (struct plan_node){.operation = operation,
                              .type = type,
                              .table = PLAN_NONE,
                              .arguments = {PLAN_NONE, PLAN_NONE, PLAN_NONE, PLAN_NONE}};
}

uint32_t rule_add_node(struct rule_compiler *c, struct plan_node node)
{
    return plan_node_add(c->plan, node, c->failure);
}

const struct plan_node *rule_node_at(const struct rule_compiler *c, uint32_t node)
{
    return &c->plan->nodes.items[node];
}

uint32_t rule_make_number(struct rule_compiler *c, int64_t number, enum plan_unit unit, uint8_t scale)
{
    struct plan_node node = rule_blank_node(PLAN_NUMBER, PLAN_TYPE_NUMBER);
    node.number = number;
    node.unit = unit;
    node.scale = scale;
    return rule_add_node(c, node);
}

uint32_t rule_make_date(struct rule_compiler *c, int64_t date, enum plan_type type)
{
    struct plan_node node = rule_blank_node(PLAN_DATE, type);
    node.number = date;
    return rule_add_node(c, node);
}

uint32_t rule_make_text(struct rule_compiler *c, struct str text)
{
    uint32_t index = plan_text_add(c->plan, text, c->failure);
    struct plan_node node = rule_blank_node(PLAN_TEXT, PLAN_TYPE_TEXT);
    node.number = index;
    return index == PLAN_NONE ? PLAN_NONE : rule_add_node(c, node);
}

uint32_t rule_make_boolean(struct rule_compiler *c, bool truth)
{
    struct plan_node node = rule_blank_node(PLAN_BOOLEAN, PLAN_TYPE_BOOLEAN);
    node.number = truth;
    return rule_add_node(c, node);
}

uint32_t rule_make_nothing(struct rule_compiler *c, uint32_t like)
{
    const struct plan_node *of = rule_node_at(c, like);
    struct plan_node node = rule_blank_node(PLAN_NOTHING, of->type);
    node.unit = of->unit;
    node.scale = of->scale;
    return rule_add_node(c, node);
}

uint32_t rule_make_row(struct rule_compiler *c, uint32_t table, unsigned scope)
{
    struct plan_node node = rule_blank_node(PLAN_ROW, PLAN_TYPE_ROW);
    node.table = table;
    node.number = scope;
    return rule_add_node(c, node);
}

uint32_t rule_make_column(struct rule_compiler *c, uint32_t row, uint32_t column)
{
    const struct plan_table *table = &c->plan->tables.items[rule_node_at(c, row)->table];
    const struct table_layout_column *layout = &table->layout->columns[column];
    struct plan_node node = rule_blank_node(PLAN_COLUMN, PLAN_TYPE_TEXT);
    node.arguments[0] = row;
    node.number = column;
    switch (layout->type) {
    case TABLE_MONEY: node.unit = PLAN_UNIT_MONEY; /* fall through */
    case TABLE_INTEGER:
    case TABLE_DECIMAL:
        node.type = PLAN_TYPE_NUMBER;
        node.scale = layout->scale;
        break;
    case TABLE_DATE: node.type = PLAN_TYPE_DATE; break;
    case TABLE_MONTH: node.type = PLAN_TYPE_MONTH; break;
    case TABLE_BOOLEAN: node.type = PLAN_TYPE_BOOLEAN; break;
    default: break;
    }
    return rule_add_node(c, node);
}

static uint32_t make(struct rule_compiler *c, enum plan_operation operation, enum plan_type type, uint32_t a,
                     uint32_t b)
{
    if (a == PLAN_NONE || b == PLAN_NONE) {
        return PLAN_NONE;
    }
    struct plan_node node = rule_blank_node(operation, type);
    node.arguments[0] = a;
    node.arguments[1] = b;
    return rule_add_node(c, node);
}

/* 0 or 1 of a constant; -1: it is none. */
static int truth_of(const struct rule_compiler *c, uint32_t node)
{
    const struct plan_node *at = rule_node_at(c, node);
    return at->operation == PLAN_BOOLEAN ? (int)at->number : -1;
}

uint32_t rule_make_not(struct rule_compiler *c, uint32_t a)
{
    if (a == PLAN_NONE) {
        return PLAN_NONE;
    }
    struct plan_node node = *rule_node_at(c, a);
    uint32_t first = node.arguments[0];
    switch (node.operation) {
    case PLAN_BOOLEAN: return rule_make_boolean(c, !node.number);
    case PLAN_NOT: return first;
    case PLAN_EQUAL: node.operation = PLAN_NOT_EQUAL; return rule_add_node(c, node);
    case PLAN_NOT_EQUAL: node.operation = PLAN_EQUAL; return rule_add_node(c, node);
    case PLAN_LESS:
    case PLAN_LESS_EQUAL:
        /* Both are unknown for the same values, so that "not a < b" is "b <= a". */
        node.operation = node.operation == PLAN_LESS ? PLAN_LESS_EQUAL : PLAN_LESS;
        node.arguments[0] = node.arguments[1];
        node.arguments[1] = first;
        return rule_add_node(c, node);
    default: return rule_make_unary(c, PLAN_NOT, PLAN_TYPE_BOOLEAN, a);
    }
}

uint32_t rule_make_and(struct rule_compiler *c, uint32_t a, uint32_t b)
{
    if (a == PLAN_NONE || b == PLAN_NONE) {
        return PLAN_NONE;
    }
    int x = truth_of(c, a);
    int y = truth_of(c, b);
    if (x == 0 || y == 1 || a == b) {
        return a;
    }
    return y == 0 || x == 1 ? b : make(c, PLAN_AND, PLAN_TYPE_BOOLEAN, a, b);
}

uint32_t rule_make_or(struct rule_compiler *c, uint32_t a, uint32_t b)
{
    if (a == PLAN_NONE || b == PLAN_NONE) {
        return PLAN_NONE;
    }
    int x = truth_of(c, a);
    int y = truth_of(c, b);
    if (x == 1 || y == 0 || a == b) {
        return a;
    }
    return y == 1 || x == 0 ? b : make(c, PLAN_OR, PLAN_TYPE_BOOLEAN, a, b);
}

uint32_t rule_make_if(struct rule_compiler *c, uint32_t condition, uint32_t a, uint32_t b)
{
    if (condition == PLAN_NONE || a == PLAN_NONE || b == PLAN_NONE) {
        return PLAN_NONE;
    }
    int truth = truth_of(c, condition);
    if (truth >= 0) {
        return truth ? a : b;
    }
    struct plan_node node = *rule_node_at(c, a);
    struct plan_node made = rule_blank_node(PLAN_IF, node.type);
    made.unit = node.unit == PLAN_UNIT_PLAIN ? rule_node_at(c, b)->unit : node.unit;
    made.scale = node.scale;
    made.arguments[0] = condition;
    made.arguments[1] = a;
    made.arguments[2] = b;
    return rule_add_node(c, made);
}

uint32_t rule_make_compare(struct rule_compiler *c, enum plan_operation operation, uint32_t a, uint32_t b)
{
    return make(c, operation, PLAN_TYPE_BOOLEAN, a, b);
}

bool rule_is_constant(const struct rule_compiler *c, uint32_t node)
{
    return rule_node_at(c, node)->operation == PLAN_NUMBER;
}

uint32_t rule_make_unary(struct rule_compiler *c, enum plan_operation operation, enum plan_type type, uint32_t a)
{
    if (a == PLAN_NONE) {
        return PLAN_NONE;
    }
    const struct plan_node *of = rule_node_at(c, a);
    bool numeric = of->type == PLAN_TYPE_NUMBER && type == PLAN_TYPE_NUMBER;
    if (numeric && rule_is_constant(c, a) && of->number != INT64_MIN) {
        if (operation == PLAN_NEGATE || (operation == PLAN_ABSOLUTE && of->number < 0)) {
            return rule_make_number(c, -of->number, of->unit, of->scale);
        }
        if (operation == PLAN_ABSOLUTE) {
            return a;
        }
    }
    struct plan_node node = rule_blank_node(operation, type);
    node.arguments[0] = a;
    node.unit = numeric ? of->unit : PLAN_UNIT_PLAIN;
    node.scale = numeric ? of->scale : 0;
    return rule_add_node(c, node);
}

uint32_t rule_make_rescale(struct rule_compiler *c, uint32_t a, uint8_t scale)
{
    if (a == PLAN_NONE || rule_node_at(c, a)->scale == scale) {
        return a;
    }
    const struct plan_node *of = rule_node_at(c, a);
    int64_t number = 0;
    if (rule_is_constant(c, a) && number_rescale(of->number, of->scale, scale, &number)) {
        return rule_make_number(c, number, of->unit, scale);
    }
    struct plan_node node = rule_blank_node(PLAN_RESCALE, PLAN_TYPE_NUMBER);
    node.arguments[0] = a;
    node.unit = of->unit;
    node.scale = scale;
    return rule_add_node(c, node);
}

uint32_t rule_make_square_root(struct rule_compiler *c, uint32_t a)
{
    if (a == PLAN_NONE) {
        return PLAN_NONE;
    }
    const struct plan_node *of = rule_node_at(c, a);
    int64_t root = 0;
    if (rule_is_constant(c, a) && number_square_root(of->number, of->scale, PLAN_RATIO_SCALE, &root)) {
        return rule_make_number(c, root, PLAN_UNIT_PLAIN, PLAN_RATIO_SCALE);
    }
    struct plan_node node = rule_blank_node(PLAN_SQUARE_ROOT, PLAN_TYPE_NUMBER);
    node.arguments[0] = a;
    node.scale = PLAN_RATIO_SCALE;
    return rule_add_node(c, node);
}

static bool fold(enum plan_operation operation, const struct plan_node *a, const struct plan_node *b, uint8_t scale,
                 int64_t *number)
{
    switch (operation) {
    case PLAN_ADD: return number_add(a->number, b->number, number);
    case PLAN_SUBTRACT: return number_subtract(a->number, b->number, number);
    case PLAN_MULTIPLY: return number_multiply(a->number, a->scale, b->number, b->scale, scale, number);
    case PLAN_DIVIDE: return number_divide(a->number, a->scale, b->number, b->scale, scale, number);
    case PLAN_LEAST: *number = a->number < b->number ? a->number : b->number; return true;
    case PLAN_GREATEST: *number = a->number > b->number ? a->number : b->number; return true;
    default: return false;
    }
}

static enum plan_unit unit_of(enum plan_operation operation, const struct plan_node *a, const struct plan_node *b)
{
    if (operation == PLAN_DIVIDE) {
        return b->unit == PLAN_UNIT_MONEY ? PLAN_UNIT_PLAIN : a->unit;
    }
    return a->unit == PLAN_UNIT_MONEY ? a->unit : b->unit;
}

uint32_t rule_make_number2(struct rule_compiler *c, enum plan_operation operation, uint32_t a, uint32_t b,
                           uint8_t scale)
{
    if (a == PLAN_NONE || b == PLAN_NONE) {
        return PLAN_NONE;
    }
    const struct plan_node *x = rule_node_at(c, a);
    const struct plan_node *y = rule_node_at(c, b);
    int64_t number = 0;
    enum plan_unit unit = unit_of(operation, x, y);
    if (rule_is_constant(c, a) && rule_is_constant(c, b) && fold(operation, x, y, scale, &number)) {
        return rule_make_number(c, number, unit, scale);
    }
    struct plan_node node = rule_blank_node(operation, PLAN_TYPE_NUMBER);
    node.arguments[0] = a;
    node.arguments[1] = b;
    node.unit = unit;
    node.scale = scale;
    return rule_add_node(c, node);
}
