/* order: natural orders, and rankings by what a query asks for. */
#include "exec/prepare.h"
#include "exec/sort.h"

bool prepare_sort_key(struct preparation *preparation, const struct table *table, uint32_t index, struct sort_key *key)
{
    const struct table_column *cells = &table->columns[index];
    enum table_type type = table->layout->columns[index].type;
    *key = (struct sort_key){cells->values, cells->states, false};
    if (type != TABLE_TEXT && type != TABLE_CODE) {
        return true;
    }
    struct column ordered;
    if (!ordinals_make(preparation->run->given.dictionary, cells->values, cells->states, table->row_count,
                       preparation->scratch, preparation->scratch, &ordered)) {
        return failure_memory(preparation->failure);
    }
    key->values = ordered.values;
    return true;
}

/* The columns of `by` come first, then those of `order`; columns that have no cells are left out. */
static bool natural_keys(struct preparation *preparation, const struct plan_table *described, const struct table *table,
                         struct sort *sort, uint32_t *by_count)
{
    struct sort_key *keys = ARENA_ARRAY(preparation->scratch, described->by_count + described->order_count,
                                        struct sort_key);
    if (!keys) {
        return failure_memory(preparation->failure);
    }
    sort->keys = keys;
    for (uint32_t i = 0; i < described->by_count + described->order_count; i++) {
        uint32_t index = i < described->by_count ? described->by[i] : described->order[i - described->by_count];
        if (!table->columns[index].values) {
            continue;
        }
        if (!prepare_sort_key(preparation, table, index, &keys[sort->key_count])) {
            return false;
        }
        sort->key_count++;
        *by_count += i < described->by_count;
    }
    return true;
}

static bool has_all_keys(const struct sort *sort, uint32_t row)
{
    for (uint32_t k = 0; k < sort->key_count; k++) {
        if (sort->keys[k].states[row] != TABLE_VALUE) {
            return false;
        }
    }
    return true;
}

/* A row of which a part of the key is missing is a group by itself: a missing key matches nothing. */
static void number_groups(const struct sort *by, const struct order *order, uint32_t count)
{
    uint32_t group = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool same = i > 0 && has_all_keys(by, order->rows[i]) &&
                    sort_compare_keys(by, order->rows[i - 1], order->rows[i]) == 0;
        group += i > 0 && !same;
        order->groups[i] = group;
        order->positions[order->rows[i]] = i;
    }
}

static bool sort_naturally(struct preparation *preparation, const struct plan_table *described,
                           const struct table *table, struct order *order)
{
    struct sort sort = {.ties = table, .dictionary = preparation->run->given.dictionary};
    uint32_t by_count = 0;
    if (!natural_keys(preparation, described, table, &sort, &by_count)) {
        return false;
    }
    for (uint32_t i = 0; i < table->row_count; i++) {
        order->rows[i] = i;
    }
    if (!sort_rows(&sort, order->rows, table->row_count, preparation->scratch)) {
        return failure_memory(preparation->failure);
    }
    struct sort by = {.keys = sort.keys, .key_count = by_count};
    number_groups(&by, order, table->row_count);
    return true;
}

void *prepare_order(struct preparation *preparation, const struct item *item)
{
    struct exec_run *run = preparation->run;
    const struct table *table = run->tables[item->words[0]];
    uint32_t count = table_rows(table);
    struct order *order = KEEP_NEW(preparation, struct order);
    if (!order) {
        return NULL;
    }
    order->rows = KEEP_ARRAY(preparation, count, uint32_t);
    order->groups = KEEP_ARRAY(preparation, count, uint32_t);
    order->positions = KEEP_ARRAY(preparation, count, uint32_t);
    if (!order->rows || !order->groups || !order->positions) {
        return NULL;
    }
    const struct plan_table *described = &run->program->plan->tables.items[item->words[0]];
    return !table || sort_naturally(preparation, described, table, order) ? order : NULL;
}

/* Keys: the nodes; rows that agree in them stay in the natural order, from which they come. */
static bool rank(struct preparation *preparation, const struct item *item, const struct order *natural, uint32_t count,
                 uint32_t *rows, uint32_t *ranks)
{
    uint32_t node_count = (item->word_count - 1) / 2;
    struct sort_key *keys = ARENA_ARRAY(preparation->scratch, node_count, struct sort_key);
    if (!keys) {
        return failure_memory(preparation->failure);
    }
    for (uint32_t i = 0; i < node_count; i++) {
        const struct column *column = item_use(preparation, item, 1 + i);
        keys[i] = (struct sort_key){column->values, column->states, item->words[2 + 2 * i] != 0};
    }
    if (count > 0) {
        memcpy(rows, natural->rows, count * sizeof *rows);
    }
    struct sort sort = {.keys = keys, .key_count = node_count};
    if (!sort_rows(&sort, rows, count, preparation->scratch)) {
        return failure_memory(preparation->failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        ranks[rows[i]] = i;
    }
    return true;
}

void *prepare_ranking(struct preparation *preparation, const struct item *item)
{
    const struct order *natural = item_use(preparation, item, 0);
    uint32_t count = table_rows(preparation->run->tables[item->words[0]]);
    struct ranking *ranking = KEEP_NEW(preparation, struct ranking);
    if (!ranking) {
        return NULL;
    }
    if (item->word_count == 1) {
        *ranking = (struct ranking){natural->rows, natural->positions};
        return ranking;
    }
    uint32_t *rows = KEEP_ARRAY(preparation, count, uint32_t);
    uint32_t *ranks = KEEP_ARRAY(preparation, count, uint32_t);
    if (!rows || !ranks || !rank(preparation, item, natural, count, rows, ranks)) {
        return NULL;
    }
    *ranking = (struct ranking){rows, ranks};
    return ranking;
}
