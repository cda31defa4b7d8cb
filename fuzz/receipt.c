/* receipt: any bytes as a receipt; what was read is written and read back as the same.
 */
#include <stdlib.h>

#include "engine/receipt.h"
#include "target.h"

static bool load(struct str text, struct receipt *receipt, struct arena *arena)
{
    struct failure failure = {0};
    struct source *source = source_open_memory("fuzz.json", text, &failure);
    *receipt = (struct receipt){0};
    bool good = source && receipt_load(source, "fuzz.json", receipt, arena, &failure);
    source_close(source);
    if (!good && failure.kind == FAILURE_NONE) {
        abort();
    }
    return good;
}

/* JSON takes some characters that YAML does not: then it is refused, and not read as another. */
static void read_back(const struct receipt *was, struct arena *arena)
{
    struct buffer text = BUFFER_EMPTY, differences = BUFFER_EMPTY;
    struct receipt is;
    receipt_write(was, &text);
    if (load(buffer_view(&text), &is, arena)) {
        receipt_compare(was, &is, &differences);
        if (differences.length) {
            abort();
        }
    }
    receipt_free(&is);
    buffer_free(&differences);
    buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_EMPTY;
    struct receipt receipt;
    if (load(fuzz_text(data, size), &receipt, &arena)) {
        read_back(&receipt, &arena);
    }
    receipt_free(&receipt);
    arena_free(&arena);
    return 0;
}
