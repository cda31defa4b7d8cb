/* Which sheet of a workbook holds what a schema knows. That sheet is then read as the CSV that it comes to. */
#include <stdlib.h>

#include "format/xlsx.h"
#include "intake/internal.h"

struct search {
    struct intake_input *input;
    const struct schema *const *schemas;
    uint32_t schema_count;
    uint32_t wanted;
    struct arena *keep;
    struct xlsx_book *book;
    struct buffer text; /* of the sheet at hand */
};

static bool load_bytes(struct source *source, char **bytes, struct failure *failure)
{
    uint64_t size = source_file_size(source);
    *bytes = malloc(size ? (size_t)size : 1);
    if (!*bytes) {
        return failure_memory(failure);
    }
    return source_read_raw(source, 0, *bytes, (size_t)size, failure) >= 0;
}

/* The sheet as a file of its own. */
static bool sniff_sheet(struct search *search, uint32_t sheet, struct intake_sniffed *sniffed, struct failure *failure)
{
    struct intake_input alone = {.role = search->input->role, .sniffed = search->input->sniffed};
    buffer_clear(&search->text);
    if (!xlsx_sheet_csv(search->book, sheet, &search->text, failure)) {
        return false;
    }
    *sniffed = alone.sniffed;
    if (xlsx_problem(search->book)[0]) {
        return true;
    }
    alone.source = source_open_memory(source_path(search->input->source), buffer_view(&search->text), failure);
    bool fine = alone.source && source_replace(alone.source, buffer_view(&search->text), failure) &&
                intake_csv_sniff(&alone, search->schemas, search->schema_count, search->wanted, search->keep, failure);
    *sniffed = alone.sniffed;
    source_close(alone.source);
    return fine;
}

static bool take_sheet(struct search *search, uint32_t sheet, const struct intake_sniffed *sniffed,
                       struct failure *failure)
{
    struct intake_input *input = search->input;
    input->sniffed = *sniffed;
    input->sniffed.sheet = arena_str(search->keep, xlsx_sheet_name(search->book, sheet));
    return (input->sniffed.sheet.data || failure_memory(failure)) &&
           source_replace(input->source, buffer_view(&search->text), failure);
}

/* The first sheet that is known is read; of the others, the number of the first one is noted. What a sheet that is not
 * known came nearest to is kept where none is. */
static bool search_sheets(struct search *search, struct failure *failure)
{
    struct intake_sniffed *found = &search->input->sniffed;
    uint32_t count = xlsx_sheets(search->book);
    for (uint32_t i = search->input->from_sheet; i < count && found->next_sheet == SCHEMA_NONE; i++) {
        struct intake_sniffed sniffed;
        if (!sniff_sheet(search, i, &sniffed, failure)) {
            return false;
        }
        bool is_known = sniffed.collection != SCHEMA_NONE;
        if (xlsx_problem(search->book)[0]) {
            return true;
        }
        if (is_known && found->collection != SCHEMA_NONE) {
            found->next_sheet = i;
        } else if (is_known && !take_sheet(search, i, &sniffed, failure)) {
            return false;
        } else if (found->near_miss.length == 0) {
            found->near_miss = sniffed.near_miss;
        }
    }
    return true;
}

/* A workbook of which part cannot be read is not read at all: half of it would pass for the whole. */
static bool say_problem(struct search *search, struct failure *failure)
{
    struct intake_sniffed *sniffed = &search->input->sniffed;
    struct str problem = str_of(xlsx_problem(search->book));
    if (problem.length > 0) {
        sniffed->collection = SCHEMA_NONE;
        sniffed->near_miss = arena_str(search->keep, problem);
    } else if (sniffed->collection == SCHEMA_NONE && sniffed->near_miss.length == 0) {
        sniffed->near_miss = arena_str(search->keep, STR("none of the sheets of this workbook is"));
    }
    return sniffed->near_miss.data || failure_memory(failure);
}

bool intake_workbook_sniff(struct intake_input *input, const struct schema *const *schemas, uint32_t schema_count,
                           uint32_t wanted_collection, struct arena *keep, struct failure *failure)
{
    struct search search = {
        .input = input, .schemas = schemas, .schema_count = schema_count, .wanted = wanted_collection, .keep = keep};
    input->sniffed.is_workbook = true;
    if (source_file_size(input->source) > XLSX_FILE_MOST) {
        input->sniffed.near_miss = STR("it is a workbook of more than 128 MB");
        return true;
    }
    char *bytes = NULL;
    bool fine = load_bytes(input->source, &bytes, failure);
    if (fine) {
        search.book = xlsx_open((struct str){bytes, (size_t)source_file_size(input->source)}, failure);
        fine = search.book && search_sheets(&search, failure) && say_problem(&search, failure);
    }
    xlsx_close(search.book);
    buffer_free(&search.text);
    free(bytes);
    return fine;
}
