/* items: what rules need, made before what needs it. */
#include "exec/items.h"

#include "plan/walk.h"

#define BUILDING UINT64_MAX

static bool list_add(struct item_builder *builder, item_list *list, uint32_t item)
{
    return array_push(list, item) || failure_memory(builder->failure);
}

/* ---- nodes ------------------------------------------------------------------------------------------------------- */

static void wait_for(void *context, uint32_t node, enum plan_query_part part)
{
    struct item_builder *builder = context;
    if (node != PLAN_NONE && part != PLAN_PART_INNER && builder->seen[node] != builder->mark) {
        builder->seen[node] = builder->mark;
        if (!array_push(&builder->waiting, node)) {
            failure_memory(builder->failure);
        }
    }
}

static bool needs_item(enum plan_operation operation)
{
    return operation == PLAN_STEP || operation == PLAN_PARENT || operation == PLAN_DERIVED || operation == PLAN_QUERY ||
           operation == PLAN_UNIQUE;
}

/* Nodes that need an item among those that `node` reads in frames, its queries' frames included. */
static bool find_needy(struct item_builder *builder, uint32_t node, item_list *needy)
{
    const struct plan *plan = builder->program->plan;
    builder->mark++;
    builder->waiting.count = 0;
    wait_for(builder, node, PLAN_PART_OUTER);
    while (builder->waiting.count > 0 && !failure_is_set(builder->failure)) {
        uint32_t at = builder->waiting.items[--builder->waiting.count];
        const struct plan_node *given = &plan->nodes.items[at];
        for (unsigned i = 0; i < 4; i++) {
            wait_for(builder, given->arguments[i], PLAN_PART_OUTER);
        }
        if (given->operation == PLAN_QUERY) {
            plan_query_each(&plan->queries.items[given->number], wait_for, builder);
        }
        if (needs_item(given->operation) && !list_add(builder, needy, at)) {
            return false;
        }
    }
    return !failure_is_set(builder->failure);
}

static bool item_of_needy(struct item_builder *builder, uint32_t node, uint32_t *item)
{
    const struct plan *plan = builder->program->plan;
    const struct plan_node *given = &plan->nodes.items[node];
    uint32_t number = (uint32_t)given->number;
    switch (given->operation) {
    case PLAN_STEP: return item_make(builder, ITEM_ORDER, &given->table, 1, item);
    case PLAN_PARENT: return item_of_table(builder, given->table, item);
    case PLAN_DERIVED:
        return item_of_column(builder, plan->derived.items[number].table, plan->derived.items[number].node, item);
    case PLAN_QUERY: return item_make(builder, ITEM_QUERY, &number, 1, item);
    default: return item_make(builder, ITEM_UNIQUE, &node, 1, item);
    }
}

bool items_of_node(struct item_builder *builder, uint32_t node, item_list *uses)
{
    item_list needy = {0};
    bool good = node == PLAN_NONE || find_needy(builder, node, &needy);
    for (size_t i = 0; good && i < needy.count; i++) {
        uint32_t item = NO_ITEM;
        good = item_of_needy(builder, needy.items[i], &item) && list_add(builder, uses, item);
        builder->program->nodes[needy.items[i]].item = item;
    }
    array_free(&needy);
    return good;
}

/* ---- what items use ---------------------------------------------------------------------------------------------- */

bool item_of_table(struct item_builder *builder, uint32_t table, uint32_t *item)
{
    *item = NO_ITEM;
    if (table == PLAN_NONE) {
        return true;
    }
    enum plan_table_role role = builder->program->plan->tables.items[table].role;
    return (role != PLAN_TABLE_VIEW && role != PLAN_TABLE_DATA) || item_make(builder, ITEM_TABLE, &table, 1, item);
}

bool item_of_column(struct item_builder *builder, uint32_t table, uint32_t node, uint32_t *item)
{
    *item = NO_ITEM;
    return node == PLAN_NONE || item_make(builder, ITEM_COLUMN, (const uint32_t[]){table, node}, 2, item);
}

bool item_of_numbers(struct item_builder *builder, uint32_t table, uint32_t node, bool ordered, uint32_t *item)
{
    enum plan_type type = builder->program->plan->nodes.items[node].type;
    if (type == PLAN_TYPE_BOOLEAN || (ordered && type == PLAN_TYPE_TEXT)) {
        return item_make(builder, ITEM_ORDINAL, (const uint32_t[]){table, node}, 2, item);
    }
    return item_of_column(builder, table, node, item);
}

static bool use_table(struct item_builder *builder, uint32_t table, item_list *uses)
{
    uint32_t item = NO_ITEM;
    return item_of_table(builder, table, &item) && list_add(builder, uses, item);
}

static bool use_column(struct item_builder *builder, uint32_t table, uint32_t node, item_list *uses)
{
    uint32_t item = NO_ITEM;
    return item_of_column(builder, table, node, &item) && list_add(builder, uses, item);
}

static bool use_numbers(struct item_builder *builder, uint32_t table, uint32_t node, bool ordered, item_list *uses)
{
    uint32_t item = NO_ITEM;
    return item_of_numbers(builder, table, node, ordered, &item) && list_add(builder, uses, item);
}

static bool use_made(struct item_builder *builder, enum item_kind kind, const uint32_t *words, uint32_t count,
                     item_list *uses)
{
    uint32_t item = NO_ITEM;
    return item_make(builder, kind, words, count, &item) && list_add(builder, uses, item);
}

static bool uses_of_view(struct item_builder *builder, const struct plan_view *view, item_list *uses)
{
    bool good = true;
    for (uint32_t p = 0; good && p < view->part_count; p++) {
        const struct plan_view_part *part = &view->parts[p];
        good = use_column(builder, part->table, part->condition, uses);
        for (uint32_t c = 0; good && c < view->column_count; c++) {
            good = use_column(builder, part->table, part->columns[c].node, uses);
        }
    }
    if (good && view->kind == PLAN_VIEW_CHAIN) {
        const struct plan_view_part *part = &view->parts[0];
        good = use_column(builder, part->table, view->starts, uses) &&
               use_made(builder, ITEM_ORDER, &part->table, 1, uses);
    }
    for (uint32_t p = 0; good && p < view->part_count; p++) {
        good = use_table(builder, view->parts[p].table, uses);
    }
    return good;
}

static bool uses_of_table(struct item_builder *builder, uint32_t table, item_list *uses)
{
    const struct plan *plan = builder->program->plan;
    const struct plan_table *given = &plan->tables.items[table];
    return given->role != PLAN_TABLE_VIEW || uses_of_view(builder, &plan->views.items[given->index], uses);
}

static bool uses_of_unique(struct item_builder *builder, uint32_t node, item_list *uses)
{
    const struct plan *plan = builder->program->plan;
    const struct plan_node *given = &plan->nodes.items[node];
    uint32_t table = plan->nodes.items[given->arguments[0]].table;
    bool good = true;
    for (uint32_t i = 0; good && i < given->list_count; i++) {
        good = use_numbers(builder, table, given->list[i], false, uses);
    }
    return good && use_table(builder, table, uses);
}

static bool uses_of_index(struct item_builder *builder, const uint32_t *words, uint32_t count, item_list *uses)
{
    bool good = true;
    for (uint32_t i = 1; good && i < count; i++) {
        good = use_numbers(builder, words[0], words[i], false, uses);
    }
    return good && use_table(builder, words[0], uses);
}

static bool uses_of_ranking(struct item_builder *builder, const uint32_t *words, uint32_t count, item_list *uses)
{
    bool good = use_made(builder, ITEM_ORDER, words, 1, uses);
    for (uint32_t i = 1; good && i < count; i += 2) {
        good = use_numbers(builder, words[0], words[i], true, uses);
    }
    return good;
}

/* Words of an index are the table and the keys; of groups also a filter; of sorted ones also a node. */
static bool uses_of_groups(struct item_builder *builder, const uint32_t *words, uint32_t count, item_list *uses)
{
    uint32_t index[1 + PLAN_KEYS_MOST] = {words[0]};
    for (uint32_t i = 2; i < count; i++) {
        index[i - 1] = words[i];
    }
    return use_made(builder, ITEM_INDEX, index, count - 1, uses) && use_column(builder, words[0], words[1], uses);
}

static bool uses_of_sorted(struct item_builder *builder, const uint32_t *words, uint32_t count, item_list *uses)
{
    uint32_t groups[2 + PLAN_KEYS_MOST] = {words[0]};
    for (uint32_t i = 2; i < count; i++) {
        groups[i - 1] = words[i];
    }
    return use_made(builder, ITEM_GROUPS, groups, count - 1, uses) &&
           use_numbers(builder, words[0], words[1], true, uses);
}

static bool uses_of_item(struct item_builder *builder, enum item_kind kind, const uint32_t *words, uint32_t count,
                         item_list *uses)
{
    switch (kind) {
    case ITEM_TABLE: return uses_of_table(builder, words[0], uses);
    case ITEM_ORDER: return use_table(builder, words[0], uses);
    case ITEM_COLUMN: return use_table(builder, words[0], uses) && items_of_node(builder, words[1], uses);
    case ITEM_ORDINAL: return use_column(builder, words[0], words[1], uses);
    case ITEM_INDEX: return uses_of_index(builder, words, count, uses);
    case ITEM_GROUPS: return uses_of_groups(builder, words, count, uses);
    case ITEM_SORTED: return uses_of_sorted(builder, words, count, uses);
    case ITEM_RANKING: return uses_of_ranking(builder, words, count, uses);
    case ITEM_QUERY: return items_of_query(builder, words[0], uses);
    case ITEM_UNIQUE: return uses_of_unique(builder, words[0], uses);
    }
    return false;
}

/* ---- items ------------------------------------------------------------------------------------------------------- */

static bool item_add(struct item_builder *builder, enum item_kind kind, const uint32_t *words, uint32_t count,
                     const item_list *uses, uint32_t *made)
{
    struct exec_program *program = builder->program;
    struct item item = {.kind = kind, .word_count = count, .use_count = (uint32_t)uses->count};
    item.words = ARENA_ARRAY(&program->arena, count, uint32_t);
    item.uses = ARENA_ARRAY(&program->arena, uses->count, uint32_t);
    if (!item.words || !item.uses) {
        return failure_memory(builder->failure);
    }
    memcpy(item.words, words, count * sizeof *words);
    for (size_t i = 0; i < uses->count; i++) {
        item.uses[i] = uses->items[i];
    }
    if (!array_push(&program->items, item)) {
        return failure_memory(builder->failure);
    }
    *made = (uint32_t)program->items.count - 1;
    if (kind == ITEM_TABLE) {
        program->table_items[words[0]] = *made;
    }
    return true;
}

bool item_make(struct item_builder *builder, enum item_kind kind, const uint32_t *words, uint32_t count, uint32_t *item)
{
    struct exec_program *program = builder->program;
    struct arena_mark mark = arena_mark(&program->arena);
    uint32_t *key_words = ARENA_ARRAY(&program->arena, count + 1, uint32_t);
    if (!key_words) {
        return failure_memory(builder->failure);
    }
    key_words[0] = kind;
    memcpy(key_words + 1, words, count * sizeof *words);
    struct str key = {(const char *)key_words, (count + 1) * sizeof *key_words};
    const uint64_t *known = map_get(&program->item_index, key);
    if (known && *known != BUILDING) {
        *item = (uint32_t)*known;
        arena_rewind(&program->arena, mark);
        return true;
    }
    if (known || builder->depth >= ITEM_DEPTH_MOST) {
        return failure_set(builder->failure, FAILURE_LIMIT,
                           known ? "a view or definition rests on itself"
                                 : "views and definitions rest on one another too deeply");
    }
    if (!map_set(&program->item_index, key, BUILDING)) {
        return failure_memory(builder->failure);
    }
    item_list uses = {0};
    builder->depth++;
    bool good = uses_of_item(builder, kind, key_words + 1, count, &uses) &&
                item_add(builder, kind, key_words + 1, count, &uses, item);
    builder->depth--;
    array_free(&uses);
    return good && (map_set(&program->item_index, key, *item) || failure_memory(builder->failure));
}

/* ---- rules ------------------------------------------------------------------------------------------------------- */

/* All that the roots rest on, in the order of their numbers. */
static bool close_over(struct item_builder *builder, const item_list *roots, uint32_t **items, uint32_t *count)
{
    struct exec_program *program = builder->program;
    struct arena scratch = ARENA_EMPTY;
    bool *wanted = ARENA_ARRAY(&scratch, program->items.count, bool);
    bool good = wanted != NULL;
    for (size_t i = 0; good && i < roots->count; i++) {
        if (roots->items[i] != NO_ITEM) {
            wanted[roots->items[i]] = true;
        }
    }
    *count = 0;
    for (size_t i = program->items.count; good && i > 0; i--) {
        const struct item *item = &program->items.items[i - 1];
        *count += wanted[i - 1];
        for (uint32_t u = 0; wanted[i - 1] && u < item->use_count; u++) {
            if (item->uses[u] != NO_ITEM) {
                wanted[item->uses[u]] = true;
            }
        }
    }
    *items = good ? ARENA_ARRAY(&program->arena, *count, uint32_t) : NULL;
    good = *items != NULL;
    uint32_t filled = 0;
    for (uint32_t i = 0; good && i < program->items.count; i++) {
        if (wanted[i]) {
            (*items)[filled++] = i;
        }
    }
    arena_free(&scratch);
    return good || failure_memory(builder->failure);
}

static bool items_of_rule(struct item_builder *builder, uint32_t index)
{
    const struct plan_rule *rule = &builder->program->plan->rules.items[index];
    struct rule_program *made = &builder->program->rules[index];
    item_list roots = {0};
    bool good = use_table(builder, rule->table, &roots) && items_of_node(builder, rule->when, &roots) &&
                items_of_node(builder, rule->require, &roots) &&
                close_over(builder, &roots, &made->items, &made->item_count);
    roots.count = 0;
    good = good && use_table(builder, rule->table, &roots);
    for (uint32_t i = 0; good && i < rule->message_count; i++) {
        good = items_of_node(builder, rule->message[i].node, &roots);
    }
    for (uint32_t i = 0; good && i < rule->place_count; i++) {
        good = items_of_node(builder, rule->places[i].row, &roots);
    }
    good = good && close_over(builder, &roots, &made->word_items, &made->word_item_count);
    array_free(&roots);
    return good;
}

static bool note_words(struct exec_program *program, struct failure *failure)
{
    program->words_need = ARENA_ARRAY(&program->arena, program->items.count, bool);
    if (!program->words_need) {
        return failure_memory(failure);
    }
    for (uint32_t r = 0; r < program->plan->rules.count; r++) {
        for (uint32_t i = 0; i < program->rules[r].word_item_count; i++) {
            program->words_need[program->rules[r].word_items[i]] = true;
        }
    }
    return true;
}

bool items_make(struct exec_program *program, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct item_builder builder = {.program = program, .failure = failure};
    builder.seen = ARENA_ARRAY(&scratch, program->plan->nodes.count, uint32_t);
    bool good = builder.seen || failure_memory(failure);
    for (uint32_t r = 0; good && r < program->plan->rules.count; r++) {
        good = items_of_rule(&builder, r);
    }
    good = good && note_words(program, failure);
    array_free(&builder.waiting);
    arena_free(&scratch);
    return good;
}
