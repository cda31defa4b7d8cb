/* unique: is each row's key unlike all earlier ones?
 *
 * Where one key comes in order already, neighbours tell. Otherwise rows are parted by the hash of their keys into
 * buckets that fit a processor's cache, some buckets a pass, so that room is bounded however many rows there are; the
 * passes can run side by side. Within a bucket rows stand in the table's order, so that it is the later one of two that
 * is not unique. Keys are compared, not only their hashes; a single key's hash is as good as the key, being a bijection
 * of it.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "base/parallel.h"
#include "exec/prepare.h"

#define BUCKET_BITS 10u
#define BUCKETS (1u << BUCKET_BITS)
#define BYTES_MOST ((size_t)20 << 20) /* room for the rows of all passes that run at one time */
#define ROWS_FOR_THREADS 100000u

struct uniqueness {
    const struct column *keys[PLAN_KEYS_MOST * 8];
    uint32_t key_count;
    uint32_t row_count;
    uint8_t *truths;
    uint32_t counts[BUCKETS];
    uint32_t first_buckets[BUCKETS + 1]; /* of each pass */
    uint32_t pass_count;
};

/* Rows of one pass, bucket by bucket. */
struct bucket_rows {
    uint64_t *hashes;
    uint32_t *rows;
    uint32_t *slots; /* place + 1 in the bucket, by hash */
};

static uint64_t hash_row(const struct uniqueness *unique, uint32_t row)
{
    uint64_t hash = hash_mix((uint64_t)unique->keys[0]->values[row]);
    for (uint32_t k = 1; k < unique->key_count; k++) {
        hash = hash_combine(hash, (uint64_t)unique->keys[k]->values[row]);
    }
    return hash;
}

static bool same_keys(const struct uniqueness *unique, uint32_t a, uint32_t b)
{
    for (uint32_t k = 0; k < unique->key_count; k++) {
        if (unique->keys[k]->values[a] != unique->keys[k]->values[b]) {
            return false;
        }
    }
    return true;
}

static bool is_known(const struct uniqueness *unique, uint32_t row)
{
    uint8_t any = 0;
    for (uint32_t k = 0; k < unique->key_count; k++) {
        any |= unique->keys[k]->states[row];
    }
    return any == TABLE_VALUE;
}

/* Rows whose keys are all there are taken for unique at first; the others are unknown. */
static void mark_known(struct uniqueness *unique)
{
    memset(unique->truths, TRUTH_TRUE, unique->row_count);
    for (uint32_t k = 0; k < unique->key_count; k++) {
        const uint8_t *states = unique->keys[k]->states;
        for (uint32_t row = 0; row < unique->row_count; row++) {
            uint8_t truth = (uint8_t)(states[row] + 1);
            unique->truths[row] = truth > unique->truths[row] ? truth : unique->truths[row];
        }
    }
}

/* Whether a single key never falls; then equal keys are neighbours, and are marked. */
static bool mark_if_in_order(struct uniqueness *unique)
{
    const int64_t *values = unique->keys[0]->values;
    int64_t last = INT64_MIN;
    for (uint32_t row = 0; row < unique->row_count; row++) {
        if (unique->truths[row] != TRUTH_TRUE) {
            continue;
        }
        if (values[row] < last) {
            return false;
        }
        last = values[row];
    }
    bool any = false;
    for (uint32_t row = 0; row < unique->row_count; row++) {
        if (unique->truths[row] == TRUTH_TRUE) {
            unique->truths[row] = any && values[row] == last ? TRUTH_FALSE : TRUTH_TRUE;
            last = values[row];
            any = true;
        }
    }
    return true;
}

static void share_out(struct uniqueness *unique, unsigned threads)
{
    for (uint32_t row = 0; row < unique->row_count; row++) {
        if (unique->truths[row] == TRUTH_TRUE) {
            unique->counts[hash_row(unique, row) >> (64 - BUCKET_BITS)]++;
        }
    }
    size_t most = BYTES_MOST / threads / (sizeof(uint64_t) + sizeof(uint32_t));
    /* No pass so large that there are fewer than threads. */
    size_t share = unique->row_count / threads + 1;
    most = share < most ? share : most;
    size_t rows = 0;
    for (uint32_t b = 0; b < BUCKETS; b++) {
        if (b == 0 || rows + unique->counts[b] > most) {
            unique->first_buckets[unique->pass_count++] = b;
            rows = 0;
        }
        rows += unique->counts[b];
    }
    unique->first_buckets[unique->pass_count] = BUCKETS;
}

static bool open_rows(struct bucket_rows *room, size_t rows, size_t slots)
{
    room->hashes = malloc((rows + 1) * sizeof *room->hashes);
    room->rows = malloc((rows + 1) * sizeof *room->rows);
    room->slots = malloc(slots * sizeof *room->slots);
    return room->hashes && room->rows && room->slots;
}

static void close_rows(struct bucket_rows *room)
{
    free(room->hashes);
    free(room->rows);
    free(room->slots);
}

/* Puts the pass's rows into their buckets, in the order of rows. Rows of other passes, and rows that are unknown, go to a
 * place behind the last bucket that is written over again and again: that is quicker than a branch that no processor can
 * guess. */
static inline void put_in_bucket(struct bucket_rows *room, uint32_t *ends, uint32_t first, uint32_t outside, bool known,
                                 uint64_t hash, uint32_t row)
{
    uint32_t bucket = (uint32_t)(hash >> (64 - BUCKET_BITS)) - first;
    bucket = known && bucket < outside ? bucket : outside;
    uint32_t place = ends[bucket];
    room->hashes[place] = hash;
    room->rows[place] = row;
    ends[bucket] += bucket != outside;
}

static void scatter(const struct uniqueness *unique, uint32_t first, uint32_t last, uint32_t total,
                    struct bucket_rows *room)
{
    uint32_t ends[BUCKETS + 1];
    uint32_t at = 0;
    for (uint32_t b = first; b < last; b++) {
        ends[b - first] = at;
        at += unique->counts[b];
    }
    uint32_t outside = last - first;
    ends[outside] = total;
    if (unique->key_count == 1) {
        const int64_t *values = unique->keys[0]->values;
        const uint8_t *states = unique->keys[0]->states;
        for (uint32_t row = 0; row < unique->row_count; row++) {
            put_in_bucket(room, ends, first, outside, states[row] == TABLE_VALUE, hash_mix((uint64_t)values[row]), row);
        }
        return;
    }
    for (uint32_t row = 0; row < unique->row_count; row++) {
        put_in_bucket(room, ends, first, outside, is_known(unique, row), hash_row(unique, row), row);
    }
}

static void mark_bucket(struct uniqueness *unique, const struct bucket_rows *room, uint32_t from, uint32_t count)
{
    uint32_t mask = 3;
    while (mask < count * 2) {
        mask = mask * 2 + 1;
    }
    memset(room->slots, 0, ((size_t)mask + 1) * sizeof *room->slots);
    const uint64_t *hashes = room->hashes + from;
    const uint32_t *rows = room->rows + from;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (uint32_t)hashes[i] & mask;
        bool found = false;
        for (; room->slots[at] != 0 && !found; at = (at + 1) & mask) {
            uint32_t other = room->slots[at] - 1;
            found = hashes[other] == hashes[i] && (unique->key_count == 1 || same_keys(unique, rows[other], rows[i]));
        }
        if (found) {
            unique->truths[rows[i]] = TRUTH_FALSE;
        } else {
            room->slots[at] = i + 1;
        }
    }
}

static bool unique_pass(void *context, unsigned worker, size_t task, struct failure *failure)
{
    (void)worker;
    struct uniqueness *unique = context;
    uint32_t first = unique->first_buckets[task];
    uint32_t last = unique->first_buckets[task + 1];
    uint32_t total = 0;
    uint32_t largest = 0;
    for (uint32_t b = first; b < last; b++) {
        total += unique->counts[b];
        largest = unique->counts[b] > largest ? unique->counts[b] : largest;
    }
    struct bucket_rows room = {0};
    bool good = open_rows(&room, total, (size_t)largest * 4 + 4) || failure_memory(failure);
    if (good) {
        scatter(unique, first, last, total, &room);
        uint32_t at = 0;
        for (uint32_t b = first; b < last; b++) {
            mark_bucket(unique, &room, at, unique->counts[b]);
            at += unique->counts[b];
        }
    }
    close_rows(&room);
    return good;
}

static bool mark_unique(struct preparation *preparation, struct uniqueness *unique)
{
    mark_known(unique);
    if (unique->key_count == 1 && mark_if_in_order(unique)) {
        return true;
    }
    unsigned threads = unique->row_count > ROWS_FOR_THREADS ? preparation->threads : 1;
    share_out(unique, threads);
    return parallel_for(threads, unique->pass_count, unique_pass, unique, preparation->failure);
}

void *prepare_unique(struct preparation *preparation, const struct item *item)
{
    const struct plan *plan = preparation->run->program->plan;
    const struct plan_node *node = &plan->nodes.items[item->words[0]];
    const struct table *table = preparation->run->tables[plan->nodes.items[node->arguments[0]].table];
    struct column *column = KEEP_NEW(preparation, struct column);
    struct uniqueness *unique = ARENA_NEW(preparation->scratch, struct uniqueness);
    if (!column || !unique) {
        failure_memory(preparation->failure);
        return NULL;
    }
    if (node->list_count > sizeof unique->keys / sizeof unique->keys[0]) {
        failure_set(preparation->failure, FAILURE_LIMIT, "a unique key has more than %zu parts",
                    sizeof unique->keys / sizeof unique->keys[0]);
        return NULL;
    }
    unique->key_count = node->list_count;
    unique->row_count = table_rows(table);
    for (uint32_t k = 0; k < node->list_count; k++) {
        unique->keys[k] = item_use(preparation, item, k);
    }
    column->truths = unique->truths = KEEP_ARRAY(preparation, unique->row_count, uint8_t);
    return unique->truths && mark_unique(preparation, unique) ? column : NULL;
}
