/* index: rows by key, and the rows of each group, filtered or sorted. */
#include "base/hash.h"
#include "exec/prepare.h"
#include "exec/sort.h"

/* A span of so many values for each row is worth its memory. */
#define SPAN_MOST 4u

/* ---- groups of equal keys ---------------------------------------------------------------------------------------- */

static uint32_t hash_keys(const int64_t *keys, uint32_t count)
{
    uint64_t hash = 0;
    for (uint32_t k = 0; k < count; k++) {
        hash = hash_combine(hash, (uint64_t)keys[k]);
    }
    return (uint32_t)hash;
}

static bool has_keys(const struct index *index, uint32_t row, const int64_t *keys)
{
    for (uint32_t k = 0; k < index->key_count; k++) {
        if (index->keys[k]->values[row] != keys[k]) {
            return false;
        }
    }
    return true;
}

/* The slot of these keys, or the free one where they would be. */
static uint32_t find_slot(const struct index *index, const int64_t *keys)
{
    uint32_t at = hash_keys(keys, index->key_count) & index->mask;
    while (index->slots[at] != 0 && !has_keys(index, index->first_rows[index->slots[at] - 1], keys)) {
        at = (at + 1) & index->mask;
    }
    return at;
}

uint32_t index_find(const struct index *index, const int64_t *keys)
{
    if (index->direct) {
        uint64_t at = (uint64_t)keys[0] - (uint64_t)index->least;
        return at < index->direct ? index->slots[at] - 1 : NO_GROUP;
    }
    return index->slots[find_slot(index, keys)] - 1;
}

static bool keys_of(const struct index *index, uint32_t row, int64_t *keys)
{
    for (uint32_t k = 0; k < index->key_count; k++) {
        if (index->keys[k]->states[row] != TABLE_VALUE) {
            return false;
        }
        keys[k] = index->keys[k]->values[row];
    }
    return true;
}

/* A group for each row; `first_rows` has room for as many as there are rows. */
static void index_rows(struct index *index, uint32_t count)
{
    for (uint32_t row = 0; row < count; row++) {
        int64_t keys[PLAN_KEYS_MOST] = {0};
        index->group_of[row] = NO_GROUP;
        if (!keys_of(index, row, keys)) {
            continue;
        }
        size_t at = index->direct ? (uint64_t)keys[0] - (uint64_t)index->least : find_slot(index, keys);
        if (index->slots[at] == 0) {
            index->first_rows[index->group_count] = row;
            index->slots[at] = ++index->group_count;
        }
        index->group_of[row] = index->slots[at] - 1;
    }
}

/* Texts are numbered as they come, and dates are days: values of one key mostly lie so near together that they need no
 * hashing. */
static void look_for_span(struct index *index, uint32_t count)
{
    int64_t least = INT64_MAX;
    int64_t most = INT64_MIN;
    const struct column *key = index->keys[0];
    for (uint32_t row = 0; row < count; row++) {
        if (key->states[row] == TABLE_VALUE) {
            least = key->values[row] < least ? key->values[row] : least;
            most = key->values[row] > most ? key->values[row] : most;
        }
    }
    uint64_t span = least <= most ? (uint64_t)most - (uint64_t)least : UINT64_MAX;
    if (span < (uint64_t)count * SPAN_MOST + SPAN_MOST) {
        index->least = least;
        index->direct = span + 1;
    }
}

static uint32_t slots_for(uint32_t groups)
{
    uint32_t slots = 4;
    while (slots / 2 < groups && slots < UINT32_C(1) << 31) {
        slots *= 2;
    }
    return slots;
}

static bool keep_first_rows(struct preparation *preparation, struct index *index)
{
    const uint32_t *all = index->first_rows;
    index->first_rows = KEEP_ARRAY(preparation, index->group_count, uint32_t);
    for (uint32_t g = 0; index->first_rows && g < index->group_count; g++) {
        index->first_rows[g] = all[g];
    }
    return index->first_rows;
}

/* Most keys have several rows: what stays has room for the groups, not for the rows. */
static bool shrink(struct preparation *preparation, struct index *index)
{
    if (!keep_first_rows(preparation, index)) {
        return false;
    }
    if (index->direct) {
        return true;
    }
    uint32_t slots = slots_for(index->group_count);
    index->mask = slots - 1;
    index->slots = KEEP_ARRAY(preparation, slots, uint32_t);
    for (uint32_t g = 0; index->slots && g < index->group_count; g++) {
        int64_t keys[PLAN_KEYS_MOST];
        if (keys_of(index, index->first_rows[g], keys)) {
            index->slots[find_slot(index, keys)] = g + 1;
        }
    }
    return index->slots;
}

static bool make_slots(struct preparation *preparation, struct index *index, uint32_t count)
{
    if (index->key_count == 1) {
        look_for_span(index, count);
    }
    uint32_t slots = slots_for(count);
    index->mask = slots - 1;
    index->slots = index->direct ? KEEP_ARRAY(preparation, index->direct, uint32_t)
                                 : ARENA_ARRAY(preparation->scratch, slots, uint32_t);
    return index->slots || failure_memory(preparation->failure);
}

void *prepare_index(struct preparation *preparation, const struct item *item)
{
    uint32_t count = table_rows(preparation->run->tables[item->words[0]]);
    struct index *index = KEEP_NEW(preparation, struct index);
    if (!index) {
        return NULL;
    }
    index->key_count = item->word_count - 1;
    index->keys = KEEP_ARRAY(preparation, index->key_count, const struct column *);
    index->group_of = KEEP_ARRAY(preparation, count, uint32_t);
    index->first_rows = ARENA_ARRAY(preparation->scratch, count, uint32_t);
    if (!index->keys || !index->group_of || !index->first_rows) {
        failure_memory(preparation->failure);
        return NULL;
    }
    for (uint32_t k = 0; k < index->key_count; k++) {
        index->keys[k] = item_use(preparation, item, k);
    }
    if (!make_slots(preparation, index, count)) {
        return NULL;
    }
    index_rows(index, count);
    return shrink(preparation, index) ? index : NULL;
}

/* ---- their rows -------------------------------------------------------------------------------------------------- */

static bool passes(const struct column *filter, uint32_t row)
{
    return !filter || filter->truths[row] == TRUTH_TRUE;
}

void *prepare_groups(struct preparation *preparation, const struct item *item)
{
    const struct index *index = item_use(preparation, item, 0);
    const struct column *filter = item_use(preparation, item, 1);
    uint32_t count = table_rows(preparation->run->tables[item->words[0]]);
    struct groups *groups = KEEP_NEW(preparation, struct groups);
    if (!groups) {
        return NULL;
    }
    groups->starts = KEEP_ARRAY(preparation, (size_t)index->group_count + 2, uint32_t);
    groups->rows = KEEP_ARRAY(preparation, count, uint32_t);
    if (!groups->starts || !groups->rows) {
        return NULL;
    }
    /* Counted one place further on, so that filling them in moves each start to where it belongs. */
    for (uint32_t row = 0; row < count; row++) {
        if (index->group_of[row] != NO_GROUP && passes(filter, row)) {
            groups->starts[index->group_of[row] + 2]++;
        }
    }
    for (uint32_t g = 1; g <= index->group_count; g++) {
        groups->starts[g + 1] += groups->starts[g];
    }
    for (uint32_t row = 0; row < count; row++) {
        if (index->group_of[row] != NO_GROUP && passes(filter, row)) {
            groups->rows[groups->starts[index->group_of[row] + 1]++] = row;
        }
    }
    return groups;
}

/* Sorts one group's rows by value into the new groups; rows without a value are left out. */
static uint32_t sort_group(const struct groups *from, uint32_t group, const struct column *column,
                           struct sort_item *items, struct sort_item *spare, uint32_t *rows, int64_t *sorted)
{
    uint32_t count = 0;
    for (uint32_t i = from->starts[group]; i < from->starts[group + 1]; i++) {
        uint32_t row = from->rows[i];
        if (column->states[row] == TABLE_VALUE) {
            items[count++] = (struct sort_item){sort_prefix(column->values[row]), row};
        }
    }
    sort_items(items, spare, count, NULL, NULL);
    for (uint32_t i = 0; i < count; i++) {
        rows[i] = items[i].row;
        sorted[i] = column->values[items[i].row];
    }
    return count;
}

void *prepare_sorted(struct preparation *preparation, const struct item *item)
{
    const struct groups *from = item_use(preparation, item, 0);
    const struct column *column = item_use(preparation, item, 1);
    const struct item *from_item = &preparation->run->program->items.items[item->uses[0]];
    const struct index *index = item_use(preparation, from_item, 0);
    uint32_t count = table_rows(preparation->run->tables[item->words[0]]);
    struct groups *groups = KEEP_NEW(preparation, struct groups);
    if (!groups) {
        return NULL;
    }
    int64_t *sorted = KEEP_ARRAY(preparation, count, int64_t);
    groups->starts = KEEP_ARRAY(preparation, (size_t)index->group_count + 2, uint32_t);
    groups->rows = KEEP_ARRAY(preparation, count, uint32_t);
    struct sort_item *items = ARENA_ARRAY(preparation->scratch, count, struct sort_item);
    struct sort_item *spare = ARENA_ARRAY(preparation->scratch, count, struct sort_item);
    if (!sorted || !groups->starts || !groups->rows || !items || !spare) {
        failure_memory(preparation->failure);
        return NULL;
    }
    uint32_t at = 0;
    for (uint32_t g = 0; g < index->group_count; g++) {
        groups->starts[g] = at;
        at += sort_group(from, g, column, items, spare, groups->rows + at, sorted + at);
    }
    groups->starts[index->group_count] = at;
    groups->sorted = sorted;
    groups->column = column;
    return groups;
}
