#include "table/dictionary.h"

#include <stdlib.h>

#include "base/array.h"

/* A text is kept as a record: its length, then its bytes. Lengths below LONG_TEXT take one byte, others five. There may
 * be millions of texts, so that a text costs its bytes, one byte, a pointer and two slots. */
#define LONG_TEXT 255u
#define BLOCK_LEAST ((size_t)1 << 12)
#define BLOCK_MOST ((size_t)1 << 18)
#define SLOTS_LEAST 64u

/* `place` is the id + 1, 0 in a free slot; `tag` the low half of the hash, which also says where the slot is. */
struct slot {
    uint32_t tag;
    uint32_t place;
};

struct table_dictionary {
    ARRAY_OF(const unsigned char *) records; /* by id */
    struct slot *slots;
    size_t slot_count;    /* a power of two */
    struct arena arena;   /* the records */
    unsigned char *block; /* what is left of the block that is being filled */
    size_t block_left;
    size_t block_size;
};

struct table_dictionary *table_dictionary_new(struct failure *failure)
{
    struct table_dictionary *dictionary = calloc(1, sizeof *dictionary);
    if (!dictionary) {
        failure_memory(failure);
        return NULL;
    }
    dictionary->slots = calloc(SLOTS_LEAST, sizeof *dictionary->slots);
    if (!dictionary->slots) {
        free(dictionary);
        failure_memory(failure);
        return NULL;
    }
    dictionary->slot_count = SLOTS_LEAST;
    return dictionary;
}

void table_dictionary_free(struct table_dictionary *dictionary)
{
    if (!dictionary) {
        return;
    }
    array_free(&dictionary->records);
    free(dictionary->slots);
    arena_free(&dictionary->arena);
    free(dictionary);
}

static struct str record_text(const unsigned char *record)
{
    if (record[0] < LONG_TEXT) {
        return (struct str){(const char *)record + 1, record[0]};
    }
    uint32_t length;
    memcpy(&length, record + 1, sizeof length);
    return (struct str){(const char *)record + 1 + sizeof length, length};
}

/* Where the text's slot is, or the free one where it would be. */
static size_t slot_find(const struct table_dictionary *dictionary, struct str text, uint32_t tag)
{
    size_t mask = dictionary->slot_count - 1;
    size_t at = tag & mask;
    while (dictionary->slots[at].place != 0) {
        struct slot slot = dictionary->slots[at];
        if (slot.tag == tag && str_equal(record_text(dictionary->records.items[slot.place - 1]), text)) {
            return at;
        }
        at = (at + 1) & mask;
    }
    return at;
}

static bool slots_double(struct table_dictionary *dictionary)
{
    size_t count = dictionary->slot_count * 2;
    struct slot *slots = calloc(count, sizeof *slots);
    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < dictionary->slot_count; i++) {
        struct slot slot = dictionary->slots[i];
        if (slot.place == 0) {
            continue;
        }
        size_t at = slot.tag & (count - 1);
        while (slots[at].place != 0) {
            at = (at + 1) & (count - 1);
        }
        slots[at] = slot;
    }
    free(dictionary->slots);
    dictionary->slots = slots;
    dictionary->slot_count = count;
    return true;
}

static unsigned char *record_room(struct table_dictionary *dictionary, size_t size)
{
    if (size > dictionary->block_left) {
        size_t block = dictionary->block_size < BLOCK_LEAST ? BLOCK_LEAST : dictionary->block_size * 2;
        block = block > BLOCK_MOST ? BLOCK_MOST : block;
        dictionary->block_size = block;
        block = block < size ? size : block;
        unsigned char *data = arena_alloc(&dictionary->arena, block);
        if (!data) {
            return NULL;
        }
        dictionary->block = data;
        dictionary->block_left = block;
    }
    unsigned char *room = dictionary->block;
    dictionary->block += size;
    dictionary->block_left -= size;
    return room;
}

static const unsigned char *record_make(struct table_dictionary *dictionary, struct str text)
{
    uint32_t length = (uint32_t)text.length;
    size_t head = length < LONG_TEXT ? 1 : 1 + sizeof length;
    unsigned char *record = record_room(dictionary, head + length);
    if (!record) {
        return NULL;
    }
    record[0] = (unsigned char)(length < LONG_TEXT ? length : LONG_TEXT);
    if (length >= LONG_TEXT) {
        memcpy(record + 1, &length, sizeof length);
    }
    if (length > 0) {
        memcpy(record + head, text.data, length);
    }
    return record;
}

int64_t table_dictionary_intern(struct table_dictionary *dictionary, struct str text, struct failure *failure)
{
    uint32_t tag = (uint32_t)str_hash(text);
    size_t at = slot_find(dictionary, text, tag);
    if (dictionary->slots[at].place != 0) {
        return (int64_t)dictionary->slots[at].place - 1;
    }
    if (dictionary->records.count >= TABLE_DICTIONARY_MOST || text.length > UINT32_MAX) {
        failure_set(failure, FAILURE_LIMIT, "there are more different texts than Probity can hold");
        return -1;
    }
    if ((dictionary->records.count + 1) * 3 > dictionary->slot_count * 2) {
        if (!slots_double(dictionary)) {
            failure_memory(failure);
            return -1;
        }
        at = slot_find(dictionary, text, tag);
    }
    const unsigned char *record = record_make(dictionary, text);
    if (!record || !array_push(&dictionary->records, record)) {
        failure_memory(failure);
        return -1;
    }
    dictionary->slots[at] = (struct slot){tag, (uint32_t)dictionary->records.count};
    return (int64_t)dictionary->records.count - 1;
}

int64_t table_dictionary_find(const struct table_dictionary *dictionary, struct str text)
{
    size_t at = slot_find(dictionary, text, (uint32_t)str_hash(text));
    return (int64_t)dictionary->slots[at].place - 1;
}

struct str table_dictionary_text(const struct table_dictionary *dictionary, int64_t id)
{
    return record_text(dictionary->records.items[id]);
}

uint32_t table_dictionary_count(const struct table_dictionary *dictionary)
{
    return (uint32_t)dictionary->records.count;
}

struct rank_item {
    uint64_t prefix; /* the first eight bytes as a number, so that most comparisons touch no text */
    const unsigned char *record;
    uint32_t id;
};

static int rank_compare(const void *left, const void *right)
{
    const struct rank_item *a = left;
    const struct rank_item *b = right;
    if (a->prefix != b->prefix) {
        return a->prefix < b->prefix ? -1 : 1;
    }
    return str_compare(record_text(a->record), record_text(b->record));
}

uint32_t *table_dictionary_ranks(const struct table_dictionary *dictionary, struct arena *scratch)
{
    size_t count = dictionary->records.count;
    uint32_t *ranks = ARENA_ARRAY(scratch, count, uint32_t);
    struct rank_item *items = malloc((count ? count : 1) * sizeof *items);
    if (!ranks || !items) {
        free(items);
        return NULL;
    }
    for (size_t id = 0; id < count; id++) {
        struct str text = record_text(dictionary->records.items[id]);
        uint64_t prefix = 0;
        for (size_t i = 0; i < 8; i++) {
            prefix = prefix << 8 | (i < text.length ? (unsigned char)text.data[i] : 0u);
        }
        items[id] = (struct rank_item){prefix, dictionary->records.items[id], (uint32_t)id};
    }
    qsort(items, count, sizeof *items, rank_compare);
    for (size_t place = 0; place < count; place++) {
        ranks[items[place].id] = (uint32_t)place;
    }
    free(items);
    return ranks;
}
