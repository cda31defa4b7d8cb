/* slack: what rounding of the source does to figures.
 *
 * A money cell of a rounded source stands for any amount within half its last digit. That is carried through arithmetic
 * as a bound on the error, itself a number in the plan; where no bound can be given, the tables concerned are remembered,
 * and a comparison is unknown while any of them is rounded. For a table that is never rounded in the period nothing is
 * carried and nothing costs. The bounds may be wider than need be, never narrower: no verdict rests on a rounding.
 */
#include "base/number.h"
#include "rule/compiler.h"

bool rule_is_exact(const struct rule_slack *slack)
{
    return slack->error == PLAN_NONE && slack->now == 0 && slack->last == 0;
}

struct rule_slack rule_slack_join(struct rule_slack a, struct rule_slack b)
{
    return (struct rule_slack){PLAN_NONE, a.error_now | b.error_now, a.error_last | b.error_last, a.now | b.now,
                               a.last | b.last};
}

struct rule_slack rule_slack_hidden(struct rule_slack slack)
{
    return (struct rule_slack){PLAN_NONE, 0, 0, slack.now | slack.error_now, slack.last | slack.error_last};
}

static bool form_rounds(const struct schema *schema, uint32_t table, int period)
{
    for (uint32_t f = 0; f < schema->form_count; f++) {
        const struct schema_form *form = &schema->forms[f];
        for (uint32_t s = 0; form->table == table && s < form->scale_count; s++) {
            if (schema_in_force(form->scales[s].range, period) && form->scales[s].rounding > 0) {
                return true;
            }
        }
    }
    return false;
}

bool rule_table_is_rounded(const struct rule_compiler *c, uint32_t table)
{
    const struct plan_table *of = &c->plan->tables.items[table];
    if (of->role == PLAN_TABLE_RETURN) {
        return form_rounds(c->schema, of->index, c->period);
    }
    return of->role == PLAN_TABLE_LAST_YEAR && form_rounds(c->schema, of->index, c->period - 1);
}

struct rule_slack rule_slack_of_table(const struct rule_compiler *c, uint32_t table)
{
    const struct plan_table *of = &c->plan->tables.items[table];
    struct rule_slack slack = RULE_EXACT;
    if (of->role == PLAN_TABLE_VIEW) {
        slack = c->tables.items[table].source;
    } else if (rule_table_is_rounded(c, table)) {
        slack.now = of->role == PLAN_TABLE_RETURN ? UINT64_C(1) << of->index : 0;
        slack.last = of->role == PLAN_TABLE_LAST_YEAR ? UINT64_C(1) << of->index : 0;
    }
    return slack;
}

bool rule_slack_of_cell(struct rule_compiler *c, const struct rule_row *row, struct rule_slack *slack)
{
    *slack = rule_slack_join(RULE_EXACT, row->doubt);
    if (!rule_table_is_rounded(c, row->table)) {
        return true;
    }
    struct plan_node node = rule_blank_node(PLAN_ROUNDING, PLAN_TYPE_NUMBER);
    node.unit = PLAN_UNIT_MONEY;
    node.scale = NUMBER_SCALE_MONEY;
    node.arguments[0] = row->node;
    struct rule_slack source = rule_slack_of_table(c, row->table);
    slack->error = rule_add_node(c, node);
    slack->error_now = source.now;
    slack->error_last = source.last;
    return slack->error != PLAN_NONE;
}

uint32_t rule_slack_rescale(struct rule_compiler *c, uint32_t error, uint8_t scale)
{
    if (error == PLAN_NONE) {
        return PLAN_NONE;
    }
    bool finer = rule_node_at(c, error)->scale <= scale;
    uint32_t rescaled = rule_make_rescale(c, error, scale);
    if (finer || rescaled == PLAN_NONE) {
        return rescaled;
    }
    /* What was rounded off may have been up to a unit of the coarser scale; but nothing stays nothing. */
    uint32_t none = rule_make_number(c, 0, PLAN_UNIT_PLAIN, rule_node_at(c, error)->scale);
    uint32_t is_none = rule_make_compare(c, PLAN_EQUAL, error, none);
    uint32_t wider = rule_make_number2(c, PLAN_ADD, rescaled, rule_make_number(c, 1, PLAN_UNIT_PLAIN, scale), scale);
    return rule_make_if(c, is_none, rule_make_number(c, 0, PLAN_UNIT_PLAIN, scale), wider);
}

static uint32_t combine(struct rule_compiler *c, enum plan_operation operation, uint32_t a, uint32_t b)
{
    if (a == PLAN_NONE || b == PLAN_NONE) {
        return a == PLAN_NONE ? b : a;
    }
    uint8_t scale = rule_node_at(c, a)->scale;
    if (operation == PLAN_ADD) {
        return rule_make_number2(c, operation, a, b, scale);
    }
    struct plan_node node = rule_blank_node(operation, PLAN_TYPE_NUMBER);
    node.arguments[0] = a;
    node.arguments[1] = b;
    node.scale = scale;
    node.unit = rule_node_at(c, a)->unit;
    return a == b ? a : rule_add_node(c, node);
}

uint32_t rule_slack_add(struct rule_compiler *c, uint32_t a, uint32_t b)
{
    return combine(c, PLAN_ADD, a, b);
}

uint32_t rule_slack_greatest(struct rule_compiler *c, uint32_t a, uint32_t b)
{
    return combine(c, PLAN_GREATEST, a, b);
}

static uint32_t absolute(struct rule_compiler *c, uint32_t a)
{
    return rule_make_unary(c, PLAN_ABSOLUTE, PLAN_TYPE_NUMBER, a);
}

/* |a|·e(b) + |b|·e(a) + e(a)·e(b) */
uint32_t rule_slack_product(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b,
                            uint8_t scale)
{
    uint32_t ea = a->slack.error;
    uint32_t eb = b->slack.error;
    uint8_t exact = (uint8_t)(rule_node_at(c, a->node)->scale + rule_node_at(c, b->node)->scale);
    exact = exact > NUMBER_SCALE_MOST ? NUMBER_SCALE_MOST : exact;
    uint32_t error = PLAN_NONE;
    if (ea != PLAN_NONE) {
        error = rule_make_number2(c, PLAN_MULTIPLY, ea, absolute(c, b->node), exact);
    }
    if (eb != PLAN_NONE) {
        error = rule_slack_add(c, error, rule_make_number2(c, PLAN_MULTIPLY, eb, absolute(c, a->node), exact));
    }
    if (ea != PLAN_NONE && eb != PLAN_NONE) {
        error = rule_slack_add(c, error, rule_make_number2(c, PLAN_MULTIPLY, ea, eb, exact));
    }
    return rule_slack_rescale(c, error, scale);
}

/* With q = |a/b|: (e(a) + q·e(b)) / (|b| - e(b)), while e(b) < |b|; else nothing is known of the quotient. What rounding
 * of q, of the product and of the quotients could take away is put on top, a unit of the last digit each. */
uint32_t rule_slack_quotient(struct rule_compiler *c, const struct rule_value *a, const struct rule_value *b,
                             uint32_t quotient)
{
    uint8_t scale = rule_node_at(c, b->node)->scale;
    uint32_t ea = rule_slack_rescale(c, a->slack.error, scale);
    uint32_t eb = b->slack.error;
    uint32_t none = rule_make_number(c, 0, PLAN_UNIT_PLAIN, scale);
    uint32_t size = absolute(c, b->node);
    uint32_t moved = ea;
    uint32_t divisor = size;
    uint32_t unit = rule_make_number(c, 1, PLAN_UNIT_PLAIN, PLAN_RATIO_SCALE);
    if (eb != PLAN_NONE) {
        uint32_t q = rule_make_number2(c, PLAN_ADD, absolute(c, quotient), unit, PLAN_RATIO_SCALE);
        uint32_t part = rule_make_number2(c, PLAN_MULTIPLY, eb, q, scale);
        part = rule_make_number2(c, PLAN_ADD, part, rule_make_number(c, 1, PLAN_UNIT_PLAIN, scale), scale);
        moved = rule_slack_add(c, moved, part);
        divisor = rule_make_number2(c, PLAN_SUBTRACT, size, eb, scale);
    }
    uint32_t two = rule_make_number(c, 2, PLAN_UNIT_PLAIN, PLAN_RATIO_SCALE);
    uint32_t bound = rule_make_number2(c, PLAN_DIVIDE, moved, divisor, PLAN_RATIO_SCALE);
    bound = rule_make_number2(c, PLAN_ADD, bound, two, PLAN_RATIO_SCALE);
    if (bound == PLAN_NONE) {
        return PLAN_NONE;
    }
    if (eb != PLAN_NONE) {
        uint32_t known = rule_make_compare(c, PLAN_LESS, eb, size);
        bound = rule_make_if(c, known, bound, rule_make_nothing(c, bound));
    }
    uint32_t errors = rule_slack_add(c, ea, eb);
    uint32_t is_exact = errors == PLAN_NONE ? PLAN_NONE : rule_make_compare(c, PLAN_EQUAL, errors, none);
    return rule_make_if(c, is_exact, rule_make_number(c, 0, PLAN_UNIT_PLAIN, PLAN_RATIO_SCALE), bound);
}

/* What a row adds to a sum's error: nothing where it adds nothing to the sum. */
uint32_t rule_slack_of_query(struct rule_compiler *c, uint32_t value, uint32_t error)
{
    uint32_t missing = rule_make_unary(c, PLAN_IS_MISSING, PLAN_TYPE_BOOLEAN, value);
    uint32_t none = rule_make_number(c, 0, rule_node_at(c, error)->unit, rule_node_at(c, error)->scale);
    return rule_make_if(c, missing, none, error);
}

/* The rounding of a whole table: the greatest of its rows, nothing if it has none. */
static uint32_t rounding_of_table(struct rule_compiler *c, uint32_t table)
{
    struct plan_node rounding = rule_blank_node(PLAN_ROUNDING, PLAN_TYPE_NUMBER);
    rounding.unit = PLAN_UNIT_MONEY;
    rounding.scale = NUMBER_SCALE_MONEY;
    rounding.arguments[0] = rule_make_row(c, table, 0);
    uint32_t value = rounding.arguments[0] == PLAN_NONE ? PLAN_NONE : rule_add_node(c, rounding);
    if (value == PLAN_NONE) {
        return PLAN_NONE;
    }
    struct plan_query query = {.kind = PLAN_MAXIMUM,
                               .table = table,
                               .scope = 1,
                               .filter = PLAN_NONE,
                               .residual = PLAN_NONE,
                               .value = value,
                               .value_is_inner = true};
    struct plan_node node = rule_blank_node(PLAN_QUERY, PLAN_TYPE_NUMBER);
    node.unit = rounding.unit;
    node.scale = rounding.scale;
    uint32_t index = plan_query_add(c->plan, query, c->failure);
    node.number = index;
    uint32_t most = index == PLAN_NONE ? PLAN_NONE : rule_add_node(c, node);
    if (most == PLAN_NONE) {
        return PLAN_NONE;
    }
    struct plan_node result = rule_blank_node(PLAN_DEFAULT, PLAN_TYPE_NUMBER);
    result.unit = rounding.unit;
    result.scale = rounding.scale;
    result.arguments[0] = most;
    result.arguments[1] = rule_make_number(c, 0, PLAN_UNIT_MONEY, NUMBER_SCALE_MONEY);
    return result.arguments[1] == PLAN_NONE ? PLAN_NONE : rule_add_node(c, result);
}

bool rule_slack_rounding(struct rule_compiler *c, const struct rule_slack *slack, uint32_t *rounding)
{
    *rounding = PLAN_NONE;
    for (uint32_t t = 0; t < c->schema->table_count; t++) {
        for (int last = 0; last < 2; last++) {
            if (((last ? slack->last : slack->now) >> t & 1) == 0) {
                continue;
            }
            uint32_t table = PLAN_NONE;
            if (!(last ? rule_table_last(c, t, &table) : rule_table_now(c, t, &table))) {
                return false;
            }
            uint32_t one = rounding_of_table(c, table);
            *rounding = one == PLAN_NONE ? PLAN_NONE : rule_slack_greatest(c, *rounding, one);
            if (*rounding == PLAN_NONE) {
                return false;
            }
        }
    }
    return true;
}

uint32_t rule_slack_guard(struct rule_compiler *c, uint32_t condition, const struct rule_slack *slack)
{
    uint32_t rounding = PLAN_NONE;
    if (condition == PLAN_NONE || !rule_slack_rounding(c, slack, &rounding)) {
        return PLAN_NONE;
    }
    if (rounding == PLAN_NONE) {
        return condition;
    }
    uint32_t none = rule_make_number(c, 0, PLAN_UNIT_MONEY, NUMBER_SCALE_MONEY);
    uint32_t is_exact = none == PLAN_NONE ? PLAN_NONE : rule_make_compare(c, PLAN_EQUAL, rounding, none);
    return is_exact == PLAN_NONE ? PLAN_NONE : rule_make_if(c, is_exact, condition, rule_make_nothing(c, condition));
}
