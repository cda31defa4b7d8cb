/* compile: the rules in force in a period, as one plan. */
#include <stdlib.h>

#include "base/number.h"
#include "rule/compiler.h"

static uint32_t *none(struct rule_compiler *c, size_t count)
{
    uint32_t *indexes = ARENA_ARRAY(&c->scratch, count, uint32_t);
    for (size_t i = 0; indexes && i < count; i++) {
        indexes[i] = PLAN_NONE;
    }
    return indexes;
}

bool rule_compiler_start(struct rule_compiler *c, const struct rule_set *set, int period, struct failure *failure)
{
    *c = (struct rule_compiler){.set = set, .schema = set->schema, .period = period, .failure = failure};
    c->plan = plan_new(period, failure);
    if (!c->plan) {
        return false;
    }
    c->now = none(c, set->schema->table_count);
    c->last = none(c, set->schema->table_count);
    c->lines = none(c, set->schema->table_count);
    c->named = none(c, set->names->items.count);
    c->with = ARENA_ARRAY(&c->scratch, set->other_count, uint32_t *);
    return (c->now && c->last && c->lines && c->named && c->with) || failure_memory(failure);
}

void rule_compiler_end(struct rule_compiler *c)
{
    array_free(&c->tables);
    array_free(&c->needs);
    array_free(&c->stamps);
    arena_free(&c->scratch);
}

/* Where the rule's record stands. */
struct standing {
    struct rule_scope scope;
    struct rule_environment environment;
    uint32_t table;
};

static bool stand(struct rule_compiler *c, const struct rule_body *body, struct standing *standing)
{
    *standing = (struct standing){.table = PLAN_NONE};
    c->open = 1;
    if (!body->table) {
        return true;
    }
    if (!rule_find_table(c, body->table, &standing->table)) {
        return false;
    }
    standing->scope = (struct rule_scope){.table = standing->table, .doubt = c->tables.items[standing->table].doubt};
    standing->environment = (struct rule_environment){.scope = &standing->scope, .own = &standing->scope};
    return true;
}

/* A doubt about which records a view has is one about every finding on them. */
static bool lower_conditions(struct rule_compiler *c, const struct rule_body *body, const struct standing *standing,
                             struct plan_rule *rule)
{
    struct rule_value when;
    struct rule_value require;
    rule->when = PLAN_NONE;
    if (body->when && !rule_lower_condition(c, &standing->environment, body->when, &when)) {
        return false;
    }
    if (!rule_lower_condition(c, &standing->environment, body->require, &require)) {
        return false;
    }
    rule->when = body->when ? when.node : PLAN_NONE;
    rule->require = rule_slack_guard(c, require.node, &standing->scope.doubt);
    return rule->require != PLAN_NONE;
}

static bool lower_message(struct rule_compiler *c, const struct rule_message *message,
                          const struct rule_environment *environment, struct plan_rule *rule)
{
    static const enum plan_style styles[] = {PLAN_STYLE_VALUE, PLAN_STYLE_PERCENT, PLAN_STYLE_WHOLE, PLAN_STYLE_ISO,
                                             PLAN_STYLE_PLAIN};
    struct plan_piece *pieces = ARENA_ARRAY(&c->plan->arena, message->count, struct plan_piece);
    if (!pieces) {
        return failure_memory(c->failure);
    }
    for (uint32_t i = 0; i < message->count; i++) {
        const struct rule_piece *piece = &message->pieces[i];
        struct rule_value value = {.node = PLAN_NONE};
        if (piece->value && !rule_lower(c, environment, piece->value, &value)) {
            return false;
        }
        if (piece->value && rule_node_at(c, value.node)->type == PLAN_TYPE_ROW) {
            return rule_fail_tree(c, piece->value,
                                  "a record cannot be written into a message; name one of its columns");
        }
        bool of_number = piece->style == RULE_STYLE_PERCENT || piece->style == RULE_STYLE_WHOLE ||
                         piece->style == RULE_STYLE_PLAIN;
        if (piece->value && of_number && !rule_value_is(c, &value, PLAN_TYPE_NUMBER, "a number")) {
            return false;
        }
        if (piece->value && piece->style == RULE_STYLE_ISO && !rule_value_is(c, &value, PLAN_TYPE_DATE, "a date")) {
            return false;
        }
        pieces[i] = (struct plan_piece){piece->literal, value.node, styles[piece->style]};
    }
    rule->message = pieces;
    rule->message_count = message->count;
    return true;
}

/* A cell, or a record. */
static bool lower_place(struct rule_compiler *c, const struct rule_tree *at, const struct rule_environment *environment,
                        struct plan_place *place)
{
    struct rule_row row;
    struct rule_value value;
    bool is_row = false;
    if (!rule_lower_row(c, environment, at, &row, &is_row)) {
        return false;
    }
    if (is_row) {
        *place = (struct plan_place){row.node, TABLE_NO_COLUMN};
        return true;
    }
    if (!rule_lower(c, environment, at, &value)) {
        return false;
    }
    const struct plan_node *node = rule_node_at(c, value.node);
    if (node->operation != PLAN_COLUMN) {
        return rule_fail_tree(c, at, "%.*s is neither a cell nor a record: a finding cannot point at it",
                              STR_ARGS(rule_tree_text(at)));
    }
    *place = (struct plan_place){node->arguments[0], (uint32_t)node->number};
    return true;
}

static bool lower_places(struct rule_compiler *c, const struct rule_body *body, const struct standing *standing,
                         struct plan_rule *rule)
{
    bool whole = body->at_count == 0 && standing->table != PLAN_NONE;
    uint32_t count = whole ? 1 : body->at_count;
    struct plan_place *places = ARENA_ARRAY(&c->plan->arena, count, struct plan_place);
    if (!places) {
        return failure_memory(c->failure);
    }
    if (whole) {
        places[0] = (struct plan_place){rule_make_row(c, standing->table, 0), TABLE_NO_COLUMN};
    }
    for (uint32_t i = 0; i < body->at_count; i++) {
        if (!lower_place(c, body->at[i], &standing->environment, &places[i])) {
            return false;
        }
    }
    rule->places = places;
    rule->place_count = count;
    return !failure_is_set(c->failure);
}

static bool copy_needs(struct rule_compiler *c, struct plan_rule *rule)
{
    uint32_t *needs = ARENA_ARRAY(&c->plan->arena, c->needs.count, uint32_t);
    if (!needs) {
        return failure_memory(c->failure);
    }
    for (size_t i = 0; i < c->needs.count; i++) {
        needs[i] = c->needs.items[i];
    }
    rule->needs = needs;
    rule->need_count = (uint32_t)c->needs.count;
    return true;
}

static bool compile_variant(struct rule_compiler *c, const struct rule *of, uint32_t index)
{
    const struct rule_body *body = of->body;
    struct standing standing;
    struct plan_rule rule = {.rule = index, .code = of->code, .full_code = of->full_code, .severity = of->severity};
    c->needs.count = 0;
    c->needing = true;
    bool good = stand(c, body, &standing);
    rule.table = standing.table;
    good = good && lower_conditions(c, body, &standing, &rule) && copy_needs(c, &rule);
    /* A table that only the message or a place names is not needed: what it would say is blank. */
    c->needing = false;
    good = good && lower_message(c, &body->message, &standing.environment, &rule) &&
           lower_places(c, body, &standing, &rule);
    return good && (array_push(&c->plan->rules, rule) || failure_memory(c->failure));
}

static bool check_each(struct rule_compiler *c, const struct rule_body *body, const struct rule_word *column)
{
    uint32_t table = PLAN_NONE;
    c->needing = false;
    if (!body->table) {
        return true;
    }
    if (!rule_find_table(c, body->table, &table)) {
        return false;
    }
    const struct table_layout *layout = c->plan->tables.items[table].layout;
    if (table_layout_find(layout, column->text) != TABLE_NO_COLUMN) {
        return true;
    }
    (void)rule_fail(column->source, 0, c->failure, "%.*s has no column %.*s", STR_ARGS(rule_table_name(c, table)),
                    STR_ARGS(column->text));
    rule_suggest_column(c, column->text, layout);
    return false;
}

/* `index` is what the plan calls it by. */
static bool compile_one(struct rule_compiler *c, const struct rule *rule, uint32_t index)
{
    const struct rule_body *body = rule->body;
    c->rule = rule;
    c->steps = 0;
    c->recursion = 0;
    c->each_name = STR_EMPTY;
    bool good = true;
    if (body->each_name.length == 0) {
        good = compile_variant(c, rule, index);
    }
    for (uint32_t i = 0; good && i < body->each.count; i++) {
        c->each_name = STR_EMPTY;
        good = check_each(c, body, &body->each.items[i]);
        c->each_name = body->each_name;
        c->each_column = body->each.items[i].text;
        good = good && compile_variant(c, rule, index);
    }
    c->rule = NULL;
    return good;
}

bool rule_compile_one(struct rule_compiler *c, uint32_t index)
{
    return compile_one(c, &c->set->rules.items[index], index);
}

bool rule_compile_indicator(struct rule_compiler *c, uint32_t index)
{
    return compile_one(c, &c->set->indicators.items[index].rule, index);
}

bool rule_compiler_finish(struct rule_compiler *c)
{
    bool *streamable = ARENA_ARRAY(&c->scratch, c->plan->nodes.count, bool);
    if (!streamable) {
        return failure_memory(c->failure);
    }
    plan_find_streamable(c->plan, streamable);
    for (size_t i = 0; i < c->plan->rules.count; i++) {
        struct plan_rule *rule = &c->plan->rules.items[i];
        rule->streams = plan_rule_can_stream(c->plan, rule, streamable);
    }
    return plan_compact(c->plan, c->failure) && plan_verify(c->plan, c->failure);
}

/* Views that no rule uses are not in the plan, but they are checked like the others. */
static bool check_unused(struct rule_compiler *used)
{
    bool good = true;
    struct rule_compiler c;
    const struct rule_names *names = used->set->names;
    if (!rule_compiler_start(&c, used->set, used->period, used->failure)) {
        good = false;
    }
    for (uint32_t i = 0; good && i < names->items.count; i++) {
        if (names->items.items[i].kind == RULE_NAME_VIEW && used->named[i] == PLAN_NONE && c.named[i] == PLAN_NONE) {
            good = rule_table_view(&c, &names->items.items[i], &c.named[i]);
        }
    }
    rule_compiler_end(&c);
    plan_free(c.plan);
    return good;
}

struct plan *rule_compile(const struct rule_set *set, int period, struct failure *failure)
{
    struct rule_compiler c;
    bool good = rule_compiler_start(&c, set, period, failure);
    for (uint32_t i = 0; good && i < set->rules.count; i++) {
        if (schema_in_force(set->rules.items[i].range, period)) {
            good = rule_compile_one(&c, i);
        }
    }
    good = good && check_unused(&c) && rule_compiler_finish(&c);
    rule_compiler_end(&c);
    if (!good) {
        plan_free(c.plan);
        return NULL;
    }
    return c.plan;
}

struct plan *rule_compile_indicators(const struct rule_set *set, int period, struct failure *failure)
{
    struct rule_compiler c;
    bool good = rule_compiler_start(&c, set, period, failure);
    for (uint32_t i = 0; good && i < set->indicators.count; i++) {
        if (schema_in_force(set->indicators.items[i].rule.range, period)) {
            good = rule_compile_indicator(&c, i);
        }
    }
    good = good && rule_compiler_finish(&c);
    rule_compiler_end(&c);
    if (!good) {
        plan_free(c.plan);
        return NULL;
    }
    return c.plan;
}
