/* verify: that a plan keeps the promises of plan.h. */
#include "plan/verify.h"

static bool refuse(const struct plan_check *check, uint32_t index, const char *fault)
{
    enum plan_operation operation = check->plan->nodes.items[index].operation;
    const char *name = (unsigned)operation < PLAN_OPERATIONS ? plan_operation_text(operation)->name : "?";
    return failure_set(check->failure, FAILURE_SYNTAX, "the plan's node n%u (%s) is wrong: %s", index, name, fault);
}

bool plan_fits(const struct plan_check *check, uint32_t node, uint32_t table, unsigned scopes)
{
    if (node >= check->plan->nodes.count) {
        return false;
    }
    const struct plan_frame *frame = &check->frames[node];
    bool fits = frame->tables[0] == PLAN_NONE || frame->tables[0] == table;
    for (unsigned k = scopes; k < PLAN_SCOPES_MOST; k++) {
        fits = fits && frame->tables[k] == PLAN_NONE;
    }
    return fits;
}

static bool merge_scope(struct plan_frame *frame, unsigned scope, uint32_t table)
{
    if (table != PLAN_NONE && frame->tables[scope] != PLAN_NONE && frame->tables[scope] != table) {
        return false;
    }
    frame->tables[scope] = table == PLAN_NONE ? frame->tables[scope] : table;
    return true;
}

static bool merge(const struct plan_check *check, struct plan_frame *frame, uint32_t node)
{
    bool good = true;
    for (unsigned k = 0; node != PLAN_NONE && k < PLAN_SCOPES_MOST; k++) {
        good = good && merge_scope(frame, k, check->frames[node].tables[k]);
    }
    return good;
}

struct merging {
    const struct plan_check *check;
    const struct plan_query *query;
    struct plan_frame *frame;
    bool good;
};

static void merge_part(void *context, uint32_t node, enum plan_query_part part)
{
    struct merging *merging = context;
    if (part == PLAN_PART_INNER) {
        merging->good = merging->good && plan_fits(merging->check, node, merging->query->table, 1);
        return;
    }
    struct plan_frame frame = merging->check->frames[node];
    if (part == PLAN_PART_RESIDUAL) {
        uint32_t *own = &frame.tables[merging->query->scope];
        merging->good = merging->good && (*own == PLAN_NONE || *own == merging->query->table);
        *own = PLAN_NONE;
    }
    for (unsigned k = 0; k < PLAN_SCOPES_MOST; k++) {
        merging->good = merging->good && merge_scope(merging->frame, k, frame.tables[k]);
    }
}

/* Works out the node's frame. */
static const char *frame_fault(const struct plan_check *check, uint32_t index)
{
    const struct plan_node *node = &check->plan->nodes.items[index];
    struct plan_frame *frame = &check->frames[index];
    for (unsigned k = 0; k < PLAN_SCOPES_MOST; k++) {
        frame->tables[k] = PLAN_NONE;
    }
    bool good = true;
    if (node->operation == PLAN_ROW) {
        frame->tables[node->number] = node->table;
    }
    for (size_t i = 0; i < 4; i++) {
        good = good && merge(check, frame, node->arguments[i]);
    }
    for (uint32_t i = 0; i < node->list_count; i++) {
        good = good && merge(check, frame, node->list[i]);
    }
    if (node->operation == PLAN_UNIQUE) {
        good = good && plan_fits(check, index, frame->tables[0], 1);
    } else if (node->operation == PLAN_QUERY) {
        struct merging merging = {check, &check->plan->queries.items[node->number], frame, good};
        plan_query_each(merging.query, merge_part, &merging);
        good = merging.good;
    } else if (node->operation == PLAN_DERIVED) {
        const struct plan_derived *derived = &check->plan->derived.items[node->number];
        good = good && derived->node < index && plan_fits(check, derived->node, derived->table, 1);
    }
    return good ? NULL : "it takes one scope to be rows of two tables, or reads a scope that is not open";
}

static bool verify_node(const struct plan_check *check, uint32_t index)
{
    const struct plan_node *node = &check->plan->nodes.items[index];
    const char *fault = plan_node_fault(check->plan, index);
    if (!fault && node->operation == PLAN_QUERY &&
        !plan_verify_query(check, &check->plan->queries.items[node->number], index)) {
        fault = "its query is wrong";
    }
    fault = fault ? fault : frame_fault(check, index);
    if (!fault && plan_node_scopes(check->plan, node) != node->scopes) {
        fault = "its scopes are not those that it reads";
    }
    return fault ? refuse(check, index, fault) : true;
}

static bool verify_table(const struct plan_check *check, uint32_t index)
{
    const struct plan *plan = check->plan;
    const struct plan_table *table = &plan->tables.items[index];
    bool good = table->layout && (table->parent == PLAN_NONE || table->parent < plan->tables.count);
    if (table->role == PLAN_TABLE_VIEW) {
        good = good && table->index < plan->views.count &&
               plan->views.items[table->index].column_count == table->layout->column_count;
    } else if (table->role == PLAN_TABLE_DATA) {
        good = good && table->index < plan->data.count;
    }
    for (uint32_t i = 0; good && i < table->by_count; i++) {
        good = table->by[i] < table->layout->column_count;
    }
    for (uint32_t i = 0; good && i < table->order_count; i++) {
        good = table->order[i] < table->layout->column_count;
    }
    return good || failure_set(check->failure, FAILURE_SYNTAX, "the plan's table %.*s is wrong", STR_ARGS(table->name));
}

static bool verify_all(const struct plan_check *check)
{
    const struct plan *plan = check->plan;
    bool good = true;
    for (uint32_t i = 0; good && i < plan->tables.count; i++) {
        good = verify_table(check, i);
    }
    for (uint32_t i = 0; good && i < plan->nodes.count; i++) {
        good = verify_node(check, i);
    }
    if (good) {
        plan_find_streamable(plan, check->streamable);
    }
    for (uint32_t i = 0; good && i < plan->views.count; i++) {
        good = plan_verify_view(check, i);
    }
    for (uint32_t i = 0; good && i < plan->rules.count; i++) {
        good = plan_verify_rule(check, &plan->rules.items[i]);
    }
    return good;
}

bool plan_verify(const struct plan *plan, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct plan_check check = {plan, ARENA_ARRAY(&scratch, plan->nodes.count, struct plan_frame),
                               ARENA_ARRAY(&scratch, plan->nodes.count, bool), failure};
    bool good = check.frames && check.streamable ? verify_all(&check) : failure_memory(failure);
    arena_free(&scratch);
    return good;
}
