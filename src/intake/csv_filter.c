/* Which rows of a batch are kept: those whose key is looked for. */
#include <stdlib.h>

#include "intake/csv_reader.h"

/* A longer cell is let through unseen: one row more does no harm. */
#define KEY_MOST 64u
/* Bits for each text. Two are set: of cells that are none of the texts, one in 250 or fewer is taken for one. */
#define BITS_EACH 32u
#define BITS_LEAST 1024u

/* A Bloom filter: it knows for certain what is not among the texts, and stays so small that it can be asked of every record
 * of a large file. */
struct intake_keys {
    uint64_t *bits;
    uint64_t mask;
    uint32_t count;
};

static uint64_t first_bit(const struct intake_keys *keys, uint64_t hash)
{
    return hash & keys->mask;
}

static uint64_t second_bit(const struct intake_keys *keys, uint64_t hash)
{
    return hash >> 32 & keys->mask;
}

static void set_bit(struct intake_keys *keys, uint64_t bit)
{
    keys->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool has_bit(const struct intake_keys *keys, uint64_t bit)
{
    return keys->bits[bit / 64] >> bit % 64 & 1;
}

struct intake_keys *intake_keys_new(const struct table_dictionary *texts, struct failure *failure)
{
    uint32_t count = table_dictionary_count(texts);
    uint64_t bits = BITS_LEAST;
    while (bits / BITS_EACH < count) {
        bits *= 2;
    }
    struct intake_keys *keys = calloc(1, sizeof *keys);
    if (keys) {
        *keys = (struct intake_keys){calloc(bits / 64, sizeof *keys->bits), bits - 1, count};
    }
    if (!keys || !keys->bits) {
        intake_keys_free(keys);
        (void)failure_memory(failure);
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = str_hash(table_dictionary_text(texts, i));
        set_bit(keys, first_bit(keys, hash));
        set_bit(keys, second_bit(keys, hash));
    }
    return keys;
}

void intake_keys_free(struct intake_keys *keys)
{
    if (keys) {
        free(keys->bits);
        free(keys);
    }
}

static bool is_sought(const struct intake_filter *filter, struct str text)
{
    char key[KEY_MOST];
    if (text.length > sizeof key) {
        return true;
    }
    text = str_as_key(text, filter->squeeze, filter->upper, key);
    uint64_t hash = str_hash(text);
    return has_bit(filter->keys, first_bit(filter->keys, hash)) &&
           has_bit(filter->keys, second_bit(filter->keys, hash));
}

static uint32_t choose(struct csv_worker *worker, uint32_t key)
{
    const struct csv_reader *reader = worker->reader;
    const struct intake_filter *filter = reader->target.filter;
    const int64_t *values = worker->values + key * reader->stride;
    const uint8_t *states = worker->states + key * reader->stride;
    bool is_id = reader->file->columns[key].type == TABLE_CODE;
    uint32_t count = 0;
    for (uint32_t i = 0; i < worker->row_count; i++) {
        /* A key that is missing or malformed finds nothing. */
        if (states[i] != TABLE_VALUE) {
            continue;
        }
        struct str text = is_id ? table_dictionary_text(worker->dictionary, values[i])
                                : table_span_text(worker->data, values[i]);
        worker->chosen[count] = i;
        count += is_sought(filter, text);
    }
    return count;
}

void csv_filter_rows(struct csv_worker *worker, uint32_t key)
{
    const struct csv_reader *reader = worker->reader;
    bool none = reader->target.filter->keys->count == 0 || key >= reader->file->column_count;
    uint32_t count = none ? 0 : choose(worker, key);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = worker->chosen[i];
        worker->row_bounds[i] = worker->row_bounds[row];
        worker->row_fields[i] = worker->row_fields[row];
        worker->row_raws[i] = worker->row_raws[row];
        worker->values[key * reader->stride + i] = worker->values[key * reader->stride + row];
        worker->states[key * reader->stride + i] = worker->states[key * reader->stride + row];
    }
    worker->row_count = count;
    worker->is_filtered = true;
}
