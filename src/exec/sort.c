#include "exec/sort.h"

#define SMALL_RUN 8u

static bool in_order(const struct sort_item *a, const struct sort_item *b, sort_compare *compare, const void *context)
{
    if (a->prefix != b->prefix) {
        return a->prefix < b->prefix;
    }
    return !compare || compare(context, a->row, b->row) <= 0;
}

static void insert_run(struct sort_item *items, uint32_t count, sort_compare *compare, const void *context)
{
    for (uint32_t i = 1; i < count; i++) {
        struct sort_item item = items[i];
        uint32_t at = i;
        while (at > 0 && !in_order(&items[at - 1], &item, compare, context)) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = item;
    }
}

static void merge_runs(const struct sort_item *from, struct sort_item *to, uint32_t middle, uint32_t count,
                       sort_compare *compare, const void *context)
{
    uint32_t left = 0;
    uint32_t right = middle;
    for (uint32_t i = 0; i < count; i++) {
        bool take_left = right == count || (left < middle && in_order(&from[left], &from[right], compare, context));
        to[i] = take_left ? from[left++] : from[right++];
    }
}

static bool is_sorted(const struct sort_item *items, uint32_t count, sort_compare *compare, const void *context)
{
    for (uint32_t i = 1; i < count; i++) {
        if (!in_order(&items[i - 1], &items[i], compare, context)) {
            return false;
        }
    }
    return true;
}

void sort_items(struct sort_item *items, struct sort_item *spare, uint32_t count, sort_compare *compare,
                const void *context)
{
    if (is_sorted(items, count, compare, context)) {
        return;
    }
    for (uint32_t i = 0; i < count; i += SMALL_RUN) {
        insert_run(items + i, count - i < SMALL_RUN ? count - i : SMALL_RUN, compare, context);
    }
    struct sort_item *from = items;
    struct sort_item *to = spare;
    for (uint64_t run = SMALL_RUN; run < count; run *= 2) {
        for (uint64_t i = 0; i < count; i += 2 * run) {
            uint64_t left = count - i;
            uint32_t length = (uint32_t)(left < 2 * run ? left : 2 * run);
            merge_runs(from + i, to + i, (uint32_t)(run < length ? run : length), length, compare, context);
        }
        struct sort_item *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != items) {
        memcpy(items, from, count * sizeof *items);
    }
}

int sort_compare_keys(const struct sort *sort, uint32_t left, uint32_t right)
{
    for (uint32_t k = 0; k < sort->key_count; k++) {
        const struct sort_key *key = &sort->keys[k];
        if (key->states[left] != key->states[right]) {
            return key->states[left] < key->states[right] ? -1 : 1;
        }
        if (key->states[left] == TABLE_VALUE && key->values[left] != key->values[right]) {
            return (key->values[left] < key->values[right]) != key->descending ? -1 : 1;
        }
    }
    return 0;
}

static int compare_cells(const struct sort *sort, uint32_t column, uint32_t left, uint32_t right)
{
    const struct table_column *cells = &sort->ties->columns[column];
    enum table_type type = sort->ties->layout->columns[column].type;
    uint8_t state = cells->states[left];
    if (state != cells->states[right]) {
        return state < cells->states[right] ? -1 : 1;
    }
    if (state == TABLE_MISSING || cells->values[left] == cells->values[right]) {
        return 0;
    }
    if (state == TABLE_MALFORMED || type == TABLE_TEXT || type == TABLE_CODE) {
        return str_compare(table_dictionary_text(sort->dictionary, cells->values[left]),
                           table_dictionary_text(sort->dictionary, cells->values[right]));
    }
    return cells->values[left] < cells->values[right] ? -1 : 1;
}

static int compare_rows(const void *context, uint32_t left, uint32_t right)
{
    const struct sort *sort = context;
    int order = sort_compare_keys(sort, left, right);
    for (uint32_t c = 0; order == 0 && sort->ties && c < sort->ties->layout->column_count; c++) {
        if (sort->ties->columns[c].values) {
            order = compare_cells(sort, c, left, right);
        }
    }
    return order;
}

static uint64_t first_prefix(const struct sort *sort, uint32_t row)
{
    if (sort->key_count == 0) {
        return 0;
    }
    const struct sort_key *key = &sort->keys[0];
    if (key->states[row] != TABLE_VALUE) {
        return UINT64_MAX;
    }
    uint64_t prefix = sort_prefix(key->values[row]);
    return key->descending ? ~prefix : prefix;
}

bool sort_rows(const struct sort *sort, uint32_t *rows, uint32_t count, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct sort_item *items = ARENA_ARRAY(scratch, count, struct sort_item);
    struct sort_item *spare = ARENA_ARRAY(scratch, count, struct sort_item);
    if (items && spare) {
        for (uint32_t i = 0; i < count; i++) {
            items[i] = (struct sort_item){first_prefix(sort, rows[i]), rows[i]};
        }
        sort_items(items, spare, count, compare_rows, sort);
        for (uint32_t i = 0; i < count; i++) {
            rows[i] = items[i].row;
        }
    }
    bool good = items && spare;
    arena_rewind(scratch, mark);
    return good;
}
