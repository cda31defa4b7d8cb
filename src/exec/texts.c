/* texts: texts by id, new texts, and what is remembered of texts. */
#include <stdlib.h>

#include "exec/worker.h"

struct str worker_text(const struct worker *worker, int64_t id)
{
    return id >= LOCAL_TEXT ? table_dictionary_text(worker->local, id - LOCAL_TEXT)
                            : table_dictionary_text(worker->dictionary, id);
}

int64_t worker_text_id(struct worker *worker, struct str text)
{
    int64_t id = table_dictionary_find(worker->dictionary, text);
    if (id < 0) {
        id = table_dictionary_intern(worker->local, text, worker->failure);
        id = id < 0 ? id : id + LOCAL_TEXT;
    }
    return id;
}

/* Room for all ids that there are by now. */
static bool memo_extend(struct text_memo *memo, uint32_t count)
{
    if (count > memo->capacity) {
        uint32_t capacity = count < 256 ? 256 : count;
        capacity = capacity > UINT32_MAX / 2 ? capacity : capacity + capacity / 2;
        uint8_t *answers = realloc(memo->answers, capacity);
        if (!answers) {
            return false;
        }
        memo->answers = answers;
        memo->capacity = capacity;
    }
    memset(memo->answers + memo->count, 0, count - memo->count);
    memo->count = count;
    return true;
}

void images_forget(struct worker *worker)
{
    worker->upper.count = 0;
    worker->squeezed.count = 0;
    worker->squeezed_upper.count = 0;
}

static bool images_extend(struct text_images *images, uint32_t count)
{
    if (count > images->capacity) {
        uint32_t capacity = count < 256 ? 256 : count;
        capacity = capacity > UINT32_MAX / 2 ? capacity : capacity + capacity / 2;
        struct text_image *items = realloc(images->items, capacity * sizeof *items);
        if (!items) {
            return false;
        }
        images->items = items;
        images->capacity = capacity;
    }
    memset(images->items + images->count, 0xff, (count - images->count) * sizeof *images->items);
    images->count = count;
    return true;
}

void images_cover(const struct worker *worker, struct text_images *images)
{
    uint32_t count = table_dictionary_count(worker->dictionary);
    if (worker->remembers && count > images->count) {
        (void)images_extend(images, count);
    }
}

void memo_cover(const struct worker *worker, struct text_memo *memo)
{
    uint32_t count = table_dictionary_count(worker->dictionary);
    if (worker->remembers && count > memo->count) {
        (void)memo_extend(memo, count);
    }
}
