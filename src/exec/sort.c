#include "exec/sort.h"

#define SMALL_RUN 8u
/* Fewer are merged, which needs no counting. */
#define COUNT_FOR_DIGITS 1024u
#define DIGIT_BITS 11u
#define DIGIT_VALUES (1u << DIGIT_BITS)

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

static void sort_by_merging(struct sort_item *items, struct sort_item *spare, uint32_t count, sort_compare *compare,
                            const void *context)
{
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

/* One digit of the prefix: counts, then moves. */
static void sort_digit(const struct sort_item *from, struct sort_item *to, uint32_t count, unsigned shift)
{
    uint32_t places[DIGIT_VALUES] = {0};
    for (uint32_t i = 0; i < count; i++) {
        places[from[i].prefix >> shift & (DIGIT_VALUES - 1)]++;
    }
    uint32_t place = 0;
    for (uint32_t d = 0; d < DIGIT_VALUES; d++) {
        uint32_t here = places[d];
        places[d] = place;
        place += here;
    }
    for (uint32_t i = 0; i < count; i++) {
        to[places[from[i].prefix >> shift & (DIGIT_VALUES - 1)]++] = from[i];
    }
}

/* Digit by digit, from the lowest; digits in which all agree are passed over. */
static void sort_by_digits(struct sort_item *items, struct sort_item *spare, uint32_t count)
{
    uint64_t differs = 0;
    for (uint32_t i = 1; i < count; i++) {
        differs |= items[i].prefix ^ items[0].prefix;
    }
    struct sort_item *from = items;
    struct sort_item *to = spare;
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        if ((differs >> shift & (DIGIT_VALUES - 1)) == 0) {
            continue;
        }
        sort_digit(from, to, count, shift);
        struct sort_item *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != items) {
        memcpy(items, from, count * sizeof *items);
    }
}

void sort_items(struct sort_item *items, struct sort_item *spare, uint32_t count, sort_compare *compare,
                const void *context)
{
    if (is_sorted(items, count, compare, context)) {
        return;
    }
    if (count < COUNT_FOR_DIGITS) {
        sort_by_merging(items, spare, count, compare, context);
        return;
    }
    sort_by_digits(items, spare, count);
    for (uint32_t i = 0; compare && i < count;) {
        uint32_t end = i + 1;
        while (end < count && items[end].prefix == items[i].prefix) {
            end++;
        }
        if (end - i > 1) {
            sort_by_merging(items + i, spare, end - i, compare, context);
        }
        i = end;
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

/* A key as a number of few bits: from 0 for the first value; missing and malformed behind the last. */
struct packed_key {
    uint64_t least; /* of the values, as sort_prefix() gives them */
    uint64_t span;  /* from the least to the greatest */
    unsigned bits;
};

static struct packed_key pack_key(const struct sort_key *key, const uint32_t *rows, uint32_t count)
{
    uint64_t least = UINT64_MAX;
    uint64_t most = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (key->states[rows[i]] == TABLE_VALUE) {
            uint64_t value = sort_prefix(key->values[rows[i]]);
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
    }
    struct packed_key packed = {.least = least, .span = least <= most ? most - least : 0};
    for (uint64_t rest = packed.span < UINT64_MAX - 2 ? packed.span + 2 : UINT64_MAX; rest > 0; rest >>= 1) {
        packed.bits++;
    }
    return packed;
}

static uint64_t packed_value(const struct packed_key *packed, const struct sort_key *key, uint32_t row)
{
    if (key->states[row] != TABLE_VALUE) {
        return packed->span + (key->states[row] == TABLE_MISSING ? 1 : 2);
    }
    uint64_t value = sort_prefix(key->values[row]) - packed->least;
    return key->descending ? packed->span - value : value;
}

static uint64_t first_prefix(const struct sort_key *key, uint32_t row)
{
    if (key->states[row] != TABLE_VALUE) {
        return UINT64_MAX;
    }
    uint64_t prefix = sort_prefix(key->values[row]);
    return key->descending ? ~prefix : prefix;
}

/* As many keys as fit go into the prefix, the first one at least; how many do so in full. */
static uint32_t make_prefixes(const struct sort *sort, const uint32_t *rows, uint32_t count, struct sort_item *items)
{
    for (uint32_t i = 0; i < count; i++) {
        items[i] = (struct sort_item){0, rows[i]};
    }
    unsigned left = 64;
    uint32_t k = 0;
    for (; k < sort->key_count; k++) {
        const struct sort_key *key = &sort->keys[k];
        struct packed_key packed = pack_key(key, rows, count);
        if (packed.bits >= left) {
            break;
        }
        left -= packed.bits;
        for (uint32_t i = 0; i < count; i++) {
            items[i].prefix = items[i].prefix << packed.bits | packed_value(&packed, key, rows[i]);
        }
    }
    for (uint32_t i = 0; k == 0 && sort->key_count > 0 && i < count; i++) {
        items[i].prefix = first_prefix(&sort->keys[0], rows[i]);
    }
    return k;
}

bool sort_rows(const struct sort *sort, uint32_t *rows, uint32_t count, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct sort_item *items = ARENA_ARRAY(scratch, count, struct sort_item);
    struct sort_item *spare = ARENA_ARRAY(scratch, count, struct sort_item);
    if (items && spare) {
        bool decided = make_prefixes(sort, rows, count, items) == sort->key_count && !sort->ties;
        sort_items(items, spare, count, decided ? NULL : compare_rows, sort);
        for (uint32_t i = 0; i < count; i++) {
            rows[i] = items[i].row;
        }
    }
    bool good = items && spare;
    arena_rewind(scratch, mark);
    return good;
}
