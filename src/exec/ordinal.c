/* ordinal: texts as numbers in the order of their bytes. */
#include <stdlib.h>

#include "base/hash.h"
#include "exec/prepare.h"

struct distinct_text {
    uint64_t prefix; /* its first eight bytes */
    struct str text;
    int64_t id;
    uint32_t found; /* in which place it was found */
};

struct distinct_ids {
    uint32_t *slots; /* place + 1 by hash of the id */
    uint32_t mask;
    struct distinct_text *texts;
    uint32_t count;
};

static int compare_texts(const void *left, const void *right)
{
    const struct distinct_text *a = left;
    const struct distinct_text *b = right;
    if (a->prefix != b->prefix) {
        return a->prefix < b->prefix ? -1 : 1;
    }
    return str_compare(a->text, b->text);
}

static uint64_t text_prefix(struct str text)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < 8; i++) {
        prefix = prefix << 8 | (i < text.length ? (unsigned char)text.data[i] : 0u);
    }
    return prefix;
}

/* The place of an id among the distinct ones, in the order in which they were found. */
static uint32_t place_of(struct distinct_ids *distinct, const struct table_dictionary *dictionary, int64_t id)
{
    uint32_t at = (uint32_t)hash_mix((uint64_t)id) & distinct->mask;
    while (distinct->slots[at] != 0) {
        if (distinct->texts[distinct->slots[at] - 1].id == id) {
            return distinct->slots[at] - 1;
        }
        at = (at + 1) & distinct->mask;
    }
    struct str text = table_dictionary_text(dictionary, id);
    distinct->texts[distinct->count] = (struct distinct_text){text_prefix(text), text, id, distinct->count};
    distinct->slots[at] = ++distinct->count;
    return distinct->count - 1;
}

static uint32_t power_of_two_above(uint32_t count)
{
    uint32_t power = 4;
    while (power < count && power < UINT32_C(1) << 31) {
        power *= 2;
    }
    return power;
}

static bool keep_ordinals(struct distinct_ids *distinct, uint32_t count, int64_t *values, const uint8_t *states,
                          struct arena *keep, struct arena *scratch, struct column *column)
{
    struct ordinals *ordinals = ARENA_NEW(keep, struct ordinals);
    int64_t *ids = ARENA_ARRAY(keep, distinct->count, int64_t);
    uint32_t *ordered = ARENA_ARRAY(scratch, distinct->count, uint32_t);
    if (!ordinals || !ids || !ordered) {
        return false;
    }
    if (distinct->count > 1) {
        qsort(distinct->texts, distinct->count, sizeof *distinct->texts, compare_texts);
    }
    for (uint32_t i = 0; i < distinct->count; i++) {
        ids[i] = distinct->texts[i].id;
        ordered[distinct->texts[i].found] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (states[i] == TABLE_VALUE) {
            values[i] = 2 * (int64_t)ordered[values[i]] + 1;
        }
    }
    *ordinals = (struct ordinals){ids, distinct->count};
    *column = (struct column){.values = values, .states = states, .ordinals = ordinals};
    return true;
}

bool ordinals_make(const struct table_dictionary *dictionary, const int64_t *values, const uint8_t *states,
                   uint32_t count, struct arena *keep, struct arena *scratch, struct column *column)
{
    uint32_t slots = power_of_two_above(count > UINT32_MAX / 2 ? UINT32_MAX : count * 2);
    struct distinct_ids distinct = {
        .slots = ARENA_ARRAY(scratch, slots, uint32_t),
        .mask = slots - 1,
        .texts = ARENA_ARRAY(scratch, count, struct distinct_text),
    };
    int64_t *numbers = ARENA_ARRAY(keep, count, int64_t);
    if (!distinct.slots || !distinct.texts || !numbers) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (states[i] == TABLE_VALUE) {
            numbers[i] = place_of(&distinct, dictionary, values[i]);
        }
    }
    return keep_ordinals(&distinct, count, numbers, states, keep, scratch, column);
}

int64_t ordinals_find(const struct worker *worker, const struct ordinals *ordinals, int64_t id)
{
    struct str text = worker_text(worker, id);
    uint32_t low = 0;
    uint32_t high = ordinals->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = str_compare(worker_text(worker, ordinals->ids[middle]), text);
        if (order == 0) {
            return 2 * (int64_t)middle + 1;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 2 * (int64_t)low;
}

/* Truths as numbers. */
static bool truth_numbers(struct preparation *preparation, const struct column *given, uint32_t count,
                          struct column *column)
{
    int64_t *values = KEEP_ARRAY(preparation, count, int64_t);
    uint8_t *states = KEEP_ARRAY(preparation, count, uint8_t);
    if (!values || !states) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        values[i] = given->truths[i] == TRUTH_TRUE;
        states[i] = truth_state(given->truths[i]);
    }
    *column = (struct column){.values = values, .states = states};
    return true;
}

void *prepare_ordinal(struct preparation *preparation, const struct item *item)
{
    struct exec_run *run = preparation->run;
    const struct column *given = item_use(preparation, item, 0);
    uint32_t count = table_rows(run->tables[item->words[0]]);
    struct column *column = KEEP_NEW(preparation, struct column);
    if (!column) {
        return NULL;
    }
    if (given->truths) {
        return truth_numbers(preparation, given, count, column) ? column : NULL;
    }
    if (!ordinals_make(run->given.dictionary, given->values, given->states, count, preparation->keep, preparation->scratch,
                       column)) {
        failure_memory(preparation->failure);
        return NULL;
    }
    return column;
}
