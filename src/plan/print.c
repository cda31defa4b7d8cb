/* print: a plan for people. Nodes are written in the order of their indexes, one a line, so that a plan can be compared
 * with an earlier one line by line.
 */
#include "base/date.h"
#include "base/number.h"
#include "plan/walk.h"

#define PRINT_DEPTH_MOST 12u /* plan_print_node() writes deeper nodes as their index */

static const char *const type_names[] = {"boolean", "number", "date", "month", "text", "row"};
static const char *const role_names[] = {"return", "last year", "with", "lines", "data", "reference", "view"};
static const char *const query_names[] = {"exists", "count", "sum", "min", "max", "first", "last", "count distinct"};
static const char *const take_names[] = {"row", "first", "last", "min", "max", "sum", "count"};
static const char *const parameter_names[] = {"period.start", "period.end", "period.name", "authority", "format"};

static struct str column_name(const struct plan *plan, uint32_t table, int64_t column)
{
    return plan->tables.items[table].layout->columns[column].name;
}

static void write_quoted(struct buffer *out, struct str text)
{
    buffer_char(out, '"');
    buffer_str(out, text);
    buffer_char(out, '"');
}

static void write_set(const struct plan_set *set, struct buffer *out)
{
    buffer_char(out, '[');
    for (uint32_t i = 0; i < set->count; i++) {
        buffer_text(out, i ? ", " : "");
        if (set->texts) {
            write_quoted(out, set->texts[i]);
        } else if (set->type == PLAN_TYPE_DATE) {
            date_write_iso(out, set->numbers[i]);
        } else {
            buffer_integer(out, set->numbers[i]);
        }
    }
    buffer_char(out, ']');
}

/* What the node's number stands for. */
static void write_payload(const struct plan *plan, const struct plan_node *node, struct buffer *out)
{
    switch (node->operation) {
    case PLAN_NUMBER: number_write(out, node->number, node->scale, false, false); break;
    case PLAN_DATE:
        if (node->type == PLAN_TYPE_MONTH) {
            date_write_month(out, node->number);
        } else {
            date_write_iso(out, node->number);
        }
        break;
    case PLAN_TEXT: write_quoted(out, plan->texts.items[node->number]); break;
    case PLAN_BOOLEAN: buffer_text(out, node->number ? "true" : "false"); break;
    case PLAN_PARAMETER: buffer_text(out, parameter_names[node->number]); break;
    case PLAN_ROW: buffer_format(out, "%d", (int)node->number); break;
    case PLAN_STEP: buffer_format(out, "%+d", (int)node->number); break;
    case PLAN_COLUMN:
        buffer_str(out, column_name(plan, plan->nodes.items[node->arguments[0]].table, node->number));
        break;
    case PLAN_DERIVED: buffer_format(out, "d%d", (int)node->number); break;
    case PLAN_QUERY: buffer_format(out, "q%d", (int)node->number); break;
    case PLAN_IN_SET: write_set(&plan->sets.items[node->number], out); break;
    case PLAN_MATCHES: write_quoted(out, plan->patterns.items[node->number].text); break;
    default: break;
    }
}

static bool has_payload(enum plan_operation operation)
{
    switch (operation) {
    case PLAN_NUMBER:
    case PLAN_DATE:
    case PLAN_TEXT:
    case PLAN_BOOLEAN:
    case PLAN_PARAMETER:
    case PLAN_ROW:
    case PLAN_STEP:
    case PLAN_COLUMN:
    case PLAN_DERIVED:
    case PLAN_QUERY:
    case PLAN_IN_SET:
    case PLAN_MATCHES: return true;
    default: return false;
    }
}

static void write_type(const struct plan_node *node, struct buffer *out)
{
    if (node->type == PLAN_TYPE_NUMBER) {
        buffer_format(out, "%s(%u)", node->unit == PLAN_UNIT_MONEY ? "money" : "number", node->scale);
    } else {
        buffer_text(out, type_names[node->type]);
    }
}

static void write_node(const struct plan *plan, uint32_t index, struct buffer *out)
{
    const struct plan_node *node = &plan->nodes.items[index];
    buffer_format(out, "  n%u = %s", index, plan_operation_text(node->operation)->name);
    for (size_t i = 0; i < 4 && node->arguments[i] != PLAN_NONE; i++) {
        buffer_format(out, " n%u", node->arguments[i]);
    }
    for (uint32_t i = 0; i < node->list_count; i++) {
        buffer_format(out, "%sn%u", i ? ", " : " (", node->list[i]);
    }
    buffer_text(out, node->list_count ? ")" : "");
    if (has_payload(node->operation)) {
        buffer_char(out, ' ');
        write_payload(plan, node, out);
    }
    buffer_text(out, node->ignore_case ? " ignoring case : " : " : ");
    write_type(node, out);
    if (node->type == PLAN_TYPE_ROW) {
        buffer_text(out, " of ");
        buffer_str(out, plan->tables.items[node->table].name);
    }
    buffer_char(out, '\n');
}

static void write_columns(const struct plan *plan, const char *word, uint32_t table, const uint32_t *columns,
                          uint32_t count, struct buffer *out)
{
    for (uint32_t i = 0; i < count; i++) {
        buffer_text(out, i ? ", " : word);
        buffer_str(out, column_name(plan, table, columns[i]));
    }
}

static void write_tables(const struct plan *plan, struct buffer *out)
{
    buffer_text(out, "tables\n");
    for (uint32_t i = 0; i < plan->tables.count; i++) {
        const struct plan_table *table = &plan->tables.items[i];
        buffer_format(out, "  t%u = %.*s: %s", i, STR_ARGS(table->name), role_names[table->role]);
        write_columns(plan, " by ", i, table->by, table->by_count, out);
        write_columns(plan, " order ", i, table->order, table->order_count, out);
        if (table->parent != PLAN_NONE) {
            buffer_text(out, " in ");
            buffer_str(out, plan->tables.items[table->parent].name);
        }
        buffer_char(out, '\n');
    }
}

static void write_query(const struct plan *plan, uint32_t index, struct buffer *out)
{
    const struct plan_query *query = &plan->queries.items[index];
    buffer_format(out, "  q%u = %s", index, query_names[query->kind]);
    if (query->value != PLAN_NONE) {
        buffer_format(out, " n%u%s over", query->value, query->value_is_inner ? " (inner)" : "");
    }
    buffer_format(out, " %.*s as %u", STR_ARGS(plan->tables.items[query->table].name), query->scope);
    for (uint32_t i = 0; i < query->key_count; i++) {
        buffer_format(out, "%sn%u = n%u", i ? ", " : " key ", query->inner_keys[i], query->outer_keys[i]);
    }
    if (query->filter != PLAN_NONE) {
        buffer_format(out, " filter n%u", query->filter);
    }
    for (uint32_t i = 0; i < query->range_count; i++) {
        const struct plan_range *range = &query->ranges[i];
        const char *sign = plan_operation_text(range->comparison)->name;
        buffer_format(out, "%sn%u %s n%u", i ? ", " : " range ", range->flipped ? range->outer : range->inner, sign,
                      range->flipped ? range->inner : range->outer);
    }
    if (query->residual != PLAN_NONE) {
        buffer_format(out, " residual n%u", query->residual);
    }
    if (query->leaves_out) {
        buffer_format(out, " but n%u", query->left_out);
    }
    for (uint32_t i = 0; i < query->order_count; i++) {
        buffer_format(out, "%sn%u%s", i ? ", " : " order ", query->order[i], query->descending[i] ? " desc" : "");
    }
    buffer_char(out, '\n');
}

static void write_view(const struct plan *plan, uint32_t index, struct buffer *out)
{
    const struct plan_view *view = &plan->views.items[index];
    for (uint32_t p = 0; p < view->part_count; p++) {
        const struct plan_view_part *part = &view->parts[p];
        buffer_format(out, "  v%u = %s %.*s", index, view->kind == PLAN_VIEW_CHAIN ? "chain" : "select",
                      STR_ARGS(plan->tables.items[part->table].name));
        buffer_text(out, part->given ? " if given" : "");
        if (part->condition != PLAN_NONE) {
            buffer_format(out, " where n%u", part->condition);
        }
        if (view->starts != PLAN_NONE) {
            buffer_format(out, " starts n%u", view->starts);
        }
        for (uint32_t c = 0; c < view->column_count; c++) {
            buffer_format(out, "%s%s", c ? ", " : " columns ", take_names[part->columns[c].take]);
            if (part->columns[c].node != PLAN_NONE) {
                buffer_format(out, " n%u", part->columns[c].node);
            }
        }
        for (uint32_t i = 0; i < view->keep_count; i++) {
            buffer_format(out, "%s%u", i ? ", " : " keep by ", view->keep[i]);
        }
        for (uint32_t i = 0; i < view->keep_order_count; i++) {
            buffer_format(out, "%s%u", i ? ", " : " first ", view->keep_order[i]);
        }
        buffer_char(out, '\n');
    }
}

static void write_rule(const struct plan *plan, const struct plan_rule *rule, struct buffer *out)
{
    buffer_format(out, "  %.*s: %s for %.*s", STR_ARGS(rule->full_code), finding_severity_name(rule->severity),
                  STR_ARGS(rule->table == PLAN_NONE ? STR("return") : plan->tables.items[rule->table].name));
    if (rule->when != PLAN_NONE) {
        buffer_format(out, " when n%u", rule->when);
    }
    buffer_format(out, " require n%u message", rule->require);
    for (uint32_t i = 0; i < rule->message_count; i++) {
        buffer_char(out, ' ');
        if (rule->message[i].node == PLAN_NONE) {
            write_quoted(out, rule->message[i].literal);
        } else {
            buffer_format(out, "n%u", rule->message[i].node);
        }
    }
    for (uint32_t i = 0; i < rule->place_count; i++) {
        const struct plan_place *place = &rule->places[i];
        buffer_format(out, "%sn%u", i ? ", " : " at ", place->row);
        if (place->column != TABLE_NO_COLUMN) {
            buffer_char(out, '.');
            buffer_str(out, column_name(plan, plan->nodes.items[place->row].table, place->column));
        }
    }
    for (uint32_t i = 0; i < rule->need_count; i++) {
        buffer_text(out, i ? ", " : " needs ");
        buffer_str(out, plan->tables.items[rule->needs[i]].name);
    }
    buffer_text(out, rule->streams ? " streams\n" : "\n");
}

void plan_print(const struct plan *plan, struct buffer *out)
{
    buffer_text(out, "plan for ");
    date_write_financial_year(out, plan->period);
    buffer_char(out, '\n');
    write_tables(plan, out);
    buffer_text(out, "nodes\n");
    for (uint32_t i = 0; i < plan->nodes.count; i++) {
        write_node(plan, i, out);
    }
    buffer_text(out, plan->derived.count ? "derived\n" : "");
    for (uint32_t i = 0; i < plan->derived.count; i++) {
        buffer_format(out, "  d%u = n%u of %.*s\n", i, plan->derived.items[i].node,
                      STR_ARGS(plan->tables.items[plan->derived.items[i].table].name));
    }
    buffer_text(out, plan->queries.count ? "queries\n" : "");
    for (uint32_t i = 0; i < plan->queries.count; i++) {
        write_query(plan, i, out);
    }
    buffer_text(out, plan->views.count ? "views\n" : "");
    for (uint32_t i = 0; i < plan->views.count; i++) {
        write_view(plan, i, out);
    }
    buffer_text(out, "rules\n");
    for (uint32_t i = 0; i < plan->rules.count; i++) {
        write_rule(plan, &plan->rules.items[i], out);
    }
}

static void print_nested(const struct plan *plan, uint32_t index, unsigned depth, struct buffer *out)
{
    const struct plan_node *node = &plan->nodes.items[index];
    if (depth == 0) {
        buffer_format(out, "n%u", index);
        return;
    }
    if (node->operation == PLAN_COLUMN) {
        print_nested(plan, node->arguments[0], depth - 1, out);
        buffer_char(out, '.');
        write_payload(plan, node, out);
        return;
    }
    if (node->arguments[0] == PLAN_NONE && node->operation != PLAN_ROW && has_payload(node->operation)) {
        write_payload(plan, node, out);
        return;
    }
    buffer_format(out, "(%s", plan_operation_text(node->operation)->name);
    for (size_t i = 0; i < 4 && node->arguments[i] != PLAN_NONE; i++) {
        buffer_char(out, ' ');
        print_nested(plan, node->arguments[i], depth - 1, out);
    }
    for (uint32_t i = 0; i < node->list_count; i++) {
        buffer_char(out, ' ');
        print_nested(plan, node->list[i], depth - 1, out);
    }
    if (has_payload(node->operation)) {
        buffer_char(out, ' ');
        write_payload(plan, node, out);
    }
    buffer_char(out, ')');
}

void plan_print_node(const struct plan *plan, uint32_t node, struct buffer *out)
{
    print_nested(plan, node, PRINT_DEPTH_MOST, out);
}
