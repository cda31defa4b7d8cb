#include "table/dataset.h"

bool dataset_init(struct dataset *dataset, struct failure *failure)
{
    *dataset = (struct dataset){0};
    dataset->dictionary = table_dictionary_new(failure);
    return dataset->dictionary != NULL;
}

void dataset_free(struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->returns.count; i++) {
        struct dataset_return *given = &dataset->returns.items[i];
        for (uint32_t t = 0; t < given->table_count; t++) {
            table_free(given->tables[t]);
        }
    }
    array_free(&dataset->returns);
    map_free(&dataset->by_key);
    table_dictionary_free(dataset->dictionary);
    arena_free(&dataset->arena);
    *dataset = (struct dataset){0};
}

static int64_t add_return(struct dataset *dataset, struct dataset_return given, struct str key)
{
    given.authority = arena_str(&dataset->arena, given.authority);
    given.tables = ARENA_ARRAY(&dataset->arena, given.table_count, struct table *);
    if (!given.authority.data || !given.tables || !array_push(&dataset->returns, given)) {
        return -1;
    }
    int64_t index = (int64_t)dataset->returns.count - 1;
    if (!map_set(&dataset->by_key, key, (uint64_t)index)) {
        dataset->returns.count--;
        return -1;
    }
    return index;
}

int64_t dataset_return(struct dataset *dataset, uint32_t collection, uint32_t table_count, enum dataset_role role,
                       int period, struct str authority, struct failure *failure)
{
    struct arena_mark mark = arena_mark(&dataset->arena);
    struct str key = arena_printf(&dataset->arena, "%u/%u/%d/%.*s", (unsigned)collection, (unsigned)role, period,
                                  STR_ARGS(authority));
    if (!key.data) {
        failure_memory(failure);
        return -1;
    }
    const uint64_t *known = map_get(&dataset->by_key, key);
    if (known) {
        arena_rewind(&dataset->arena, mark);
        return (int64_t)*known;
    }
    struct dataset_return given = {.collection = collection,
                                   .role = role,
                                   .format = DATASET_CSV,
                                   .period = period,
                                   .authority = authority,
                                   .table_count = table_count};
    int64_t index = add_return(dataset, given, key);
    if (index < 0) {
        failure_memory(failure);
    }
    return index;
}
