#include "exec/prepare.h"

#include <stdlib.h>

#include "exec/timing.h"

static prepare_item *const makers[] = {
    [ITEM_TABLE] = prepare_table,     [ITEM_ORDER] = prepare_order,     [ITEM_COLUMN] = prepare_column,
    [ITEM_ORDINAL] = prepare_ordinal, [ITEM_INDEX] = prepare_index,     [ITEM_GROUPS] = prepare_groups,
    [ITEM_SORTED] = prepare_sorted,   [ITEM_RANKING] = prepare_ranking, [ITEM_QUERY] = prepare_query,
    [ITEM_UNIQUE] = prepare_unique,
};

void *keep_array(struct preparation *preparation, size_t count, size_t size)
{
    void *array = arena_alloc_array(preparation->keep, count, size);
    if (!array) {
        failure_memory(preparation->failure);
    }
    return array;
}

/* Items in layers: those of one rest on those of layers before it only, and may be made at once. */
struct layers {
    struct crew *crew;
    uint32_t *items; /* layer by layer; in each, those that are made alone come last */
    uint32_t *ends;  /* by layer */
    uint32_t *alone; /* by layer: where those begin that are made alone */
    uint32_t count;
    uint32_t first; /* of the layer at hand */
    uint64_t *nanoseconds;
    struct arena scratch[PARALLEL_THREADS_MOST];
};

/* What may add texts to the dictionary is made while nobody else reads it. */
static bool is_alone(const struct exec_run *run, uint32_t item)
{
    const struct item *made = &run->program->items.items[item];
    const struct plan *plan = run->program->plan;
    return (made->kind == ITEM_COLUMN && plan->nodes.items[made->words[1]].type == PLAN_TYPE_TEXT) ||
           (made->kind == ITEM_TABLE && plan->tables.items[made->words[0]].role == PLAN_TABLE_DATA);
}

/* By item: the layer in which it is made; each stands after what it rests on. */
static void number_layers(struct layers *layers, const bool *wanted, uint32_t *layer)
{
    const struct exec_run *run = layers->crew->run;
    for (size_t i = 0; i < run->program->items.count; i++) {
        const struct item *item = &run->program->items.items[i];
        for (uint32_t u = 0; u < item->use_count; u++) {
            uint32_t below = item->uses[u] == NO_ITEM ? 0 : layer[item->uses[u]];
            layer[i] = below > layer[i] ? below : layer[i];
        }
        bool missing = wanted[i] && !run->made[i];
        layer[i] += missing;
        layers->count = layer[i] > layers->count ? layer[i] : layers->count;
    }
}

static bool find_layers(struct layers *layers, const bool *wanted, struct arena *scratch)
{
    const struct exec_run *run = layers->crew->run;
    size_t count = run->program->items.count;
    uint32_t *layer = ARENA_ARRAY(scratch, count, uint32_t);
    layers->items = ARENA_ARRAY(scratch, count, uint32_t);
    layers->ends = ARENA_ARRAY(scratch, count + 1, uint32_t);
    layers->alone = ARENA_ARRAY(scratch, count + 1, uint32_t);
    if (!layer || !layers->items || !layers->ends || !layers->alone) {
        return false;
    }
    number_layers(layers, wanted, layer);
    uint32_t filled = 0;
    for (uint32_t l = 0; l < layers->count; l++) {
        for (unsigned alone = 0; alone < 2; alone++) {
            layers->alone[l] = filled;
            for (uint32_t i = 0; i < count; i++) {
                if (wanted[i] && !run->made[i] && layer[i] == l + 1 && is_alone(run, i) == (alone == 1)) {
                    layers->items[filled++] = i;
                }
            }
        }
        layers->ends[l] = filled;
    }
    return true;
}

static bool make_item(struct layers *layers, unsigned worker, unsigned threads, uint32_t item, struct failure *failure)
{
    struct exec_run *run = layers->crew->run;
    struct preparation preparation = {.run = run,
                                      .workers = &layers->crew->workers[worker],
                                      .threads = threads,
                                      .keep = run->program->words_need[item] ? &run->kept[worker] : &run->brief[worker],
                                      .scratch = &layers->scratch[worker],
                                      .failure = failure};
    const struct item *given = &run->program->items.items[item];
    uint64_t start = layers->nanoseconds ? clock_nanoseconds() : 0;
    run->made[item] = makers[given->kind](&preparation, given);
    arena_rewind(&layers->scratch[worker], (struct arena_mark){0});
    if (layers->nanoseconds) {
        layers->nanoseconds[item] += clock_nanoseconds() - start;
    }
    return run->made[item];
}

static bool make_one(void *context, unsigned worker, size_t task, struct failure *failure)
{
    struct layers *layers = context;
    return make_item(layers, worker, 1, layers->items[layers->first + task], failure);
}

/* One that is by itself may use all threads. */
static bool make_layer(struct layers *layers, uint32_t layer, struct failure *failure)
{
    uint32_t threads = layers->crew->count;
    uint32_t at_once = layers->alone[layer] - layers->first;
    bool good = true;
    if (at_once > 1) {
        good = parallel_for(threads, at_once, make_one, layers, failure);
        layers->first += at_once;
    }
    for (; good && layers->first < layers->ends[layer]; layers->first++) {
        good = make_item(layers, 0, threads, layers->items[layers->first], failure);
    }
    return good;
}

void prepare_forget(struct exec_run *run)
{
    const struct exec_program *program = run->program;
    for (size_t i = 0; i < program->items.count; i++) {
        if (program->words_need[i] || !run->made[i]) {
            continue;
        }
        if (program->items.items[i].kind == ITEM_TABLE) {
            table_free(((struct made_table *)run->made[i])->table);
            run->tables[program->items.items[i].words[0]] = NULL;
        }
        run->made[i] = NULL;
    }
    for (unsigned i = 0; i < PARALLEL_THREADS_MOST; i++) {
        arena_free(&run->brief[i]);
    }
}

/* Cells that were worked out and are malformed have no text: it is there before several threads ask for it. */
static bool know_blank(const struct exec_run *run, struct failure *failure)
{
    return table_dictionary_intern(run->given.dictionary, STR_EMPTY, failure) >= 0;
}

bool prepare_wanted(struct crew *crew, const bool *wanted, uint64_t *nanoseconds, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct layers *layers = calloc(1, sizeof *layers);
    if (!layers) {
        return failure_memory(failure);
    }
    layers->crew = crew;
    layers->nanoseconds = nanoseconds;
    prepare_borrow(crew->run, wanted);
    bool good = find_layers(layers, wanted, &scratch) || failure_memory(failure);
    good = good && know_blank(crew->run, failure);
    for (uint32_t l = 0; good && l < layers->count; l++) {
        good = make_layer(layers, l, failure);
    }
    for (unsigned i = 0; i < crew->count; i++) {
        arena_free(&layers->scratch[i]);
    }
    free(layers);
    arena_free(&scratch);
    return good;
}
