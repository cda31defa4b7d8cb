#include "exec/prepare.h"

static prepare_item *const makers[] = {
    [ITEM_TABLE] = prepare_table,     [ITEM_ORDER] = prepare_order,     [ITEM_COLUMN] = prepare_column,
    [ITEM_ORDINAL] = prepare_ordinal, [ITEM_INDEX] = prepare_index,     [ITEM_GROUPS] = prepare_groups,
    [ITEM_SORTED] = prepare_sorted,   [ITEM_RANKING] = prepare_ranking, [ITEM_QUERY] = prepare_query,
    [ITEM_UNIQUE] = prepare_unique,
};

bool prepare_items(struct preparation *preparation, const uint32_t *items, uint32_t count)
{
    struct exec_run *run = preparation->run;
    for (uint32_t i = 0; i < count; i++) {
        const struct item *item = &run->program->items.items[items[i]];
        if (run->made[items[i]]) {
            continue;
        }
        struct arena_mark mark = arena_mark(preparation->scratch);
        run->made[items[i]] = makers[item->kind](preparation, item);
        arena_rewind(preparation->scratch, mark);
        if (!run->made[items[i]]) {
            return false;
        }
    }
    return true;
}

void *keep_array(struct preparation *preparation, size_t count, size_t size)
{
    void *array = arena_alloc_array(&preparation->run->arena, count, size);
    if (!array) {
        failure_memory(preparation->failure);
    }
    return array;
}
