/* Which collection and table a CSV file is, and where its header row is. */
#include <stdlib.h>

#include "base/utf8.h"
#include "format/csv.h"
#include "intake/csv_file.h"
#include "intake/internal.h"

static const char delimiters[] = {',', ';', '\t', '|'};

struct search {
    const struct schema *const *schemas;
    uint32_t schema_count;
    uint32_t wanted; /* collection, or SCHEMA_NONE: any */
    struct intake_sniffed *sniffed;
    uint32_t best; /* headers of the form found so far; 0: none */
    bool too_many; /* a row had too many columns */
    /* The nearest of those that do not fit. */
    uint32_t near_found; /* headers that are there */
    const struct schema *near_schema;
    const struct schema_form *near_form;
    struct str near_lacks; /* one that is not */
};

/* A row of the file that may be the header. */
struct row {
    const struct str *fields;
    uint32_t count;
    char delimiter;
    uint64_t offset;
    uint64_t behind; /* where the next row begins */
    uint32_t line;
};

static bool row_has_one_of(const struct row *row, struct str alternatives)
{
    while (alternatives.length > 0) {
        const char *bar = memchr(alternatives.data, '|', alternatives.length);
        size_t length = bar ? (size_t)(bar - alternatives.data) : alternatives.length;
        struct str wanted = str_slice(alternatives, 0, length);
        for (uint32_t f = 0; f < row->count; f++) {
            if (csv_header_equal(row->fields[f], wanted)) {
                return true;
            }
        }
        alternatives = str_slice(alternatives, length + 1, alternatives.length);
    }
    return false;
}

static bool names_itself(const struct row *row, const struct schema_form *form)
{
    bool many = form->period_header.length > 0 && row_has_one_of(row, form->period_header);
    for (uint32_t i = 0; i < form->authority_header_count; i++) {
        many = many || row_has_one_of(row, form->authority_headers[i]);
    }
    return many;
}

static void try_form(struct search *search, const struct row *row, uint32_t collection, uint32_t number)
{
    const struct schema *schema = search->schemas[collection];
    const struct schema_form *form = &schema->forms[number];
    uint32_t found = 0;
    struct str lacks = STR_EMPTY;
    for (uint32_t i = 0; i < form->identify_count; i++) {
        bool has = row_has_one_of(row, form->identify[i]);
        found += has;
        lacks = has || lacks.length > 0 ? lacks : form->identify[i];
    }
    if (found == form->identify_count && found > search->best) {
        struct intake_sniffed *sniffed = search->sniffed;
        search->best = found;
        sniffed->collection = collection;
        sniffed->form = number;
        sniffed->table = form->table;
        sniffed->delimiter = row->delimiter;
        sniffed->header_offset = row->offset;
        sniffed->header_line = row->line;
        sniffed->data_offset = row->behind;
        sniffed->many = names_itself(row, form);
    } else if (found > search->near_found) {
        search->near_found = found;
        search->near_schema = schema;
        search->near_form = form;
        search->near_lacks = lacks;
    }
}

static void try_row(struct search *search, const struct row *row)
{
    for (uint32_t c = 0; c < search->schema_count; c++) {
        if (search->wanted != SCHEMA_NONE && search->wanted != c) {
            continue;
        }
        for (uint32_t f = 0; f < search->schemas[c]->form_count; f++) {
            try_form(search, row, c, f);
        }
    }
}

/* The first rows of the file, as this delimiter divides them. */
static bool try_delimiter(struct search *search, struct str head, char delimiter, struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    uint32_t best_before = search->best;
    size_t at = 0;
    uint32_t line = 1;
    bool going_well = true;
    for (uint32_t r = 0; r < INTAKE_HEADER_ROWS_MOST && at < head.length && search->best == best_before; r++) {
        size_t length = 0;
        uint64_t count = 0;
        struct str rest = str_slice(head, at, head.length);
        const struct str *fields = csv_split(rest, delimiter, INTAKE_CSV_COLUMNS_MOST, &count, &length, &scratch,
                                             failure);
        if (!fields) {
            going_well = false;
            break;
        }
        if (count > INTAKE_CSV_COLUMNS_MOST) {
            search->too_many = true;
        } else {
            struct row row = {fields, (uint32_t)count, delimiter, at, at + length, line};
            try_row(search, &row);
        }
        line += (uint32_t)csv_count_breaks(rest.data, length);
        at += length;
        arena_rewind(&scratch, (struct arena_mark){0});
    }
    arena_free(&scratch);
    return going_well;
}

static bool say_near_miss(const struct search *search, struct arena *keep, struct failure *failure)
{
    struct intake_sniffed *sniffed = search->sniffed;
    /* One header in common is chance. */
    if (search->near_found < 2) {
        return true;
    }
    struct str lacks = search->near_lacks;
    const char *bar = memchr(lacks.data, '|', lacks.length);
    lacks = bar ? str_slice(lacks, 0, (size_t)(bar - lacks.data)) : lacks;
    sniffed->near_miss = arena_printf(keep, "; it comes nearest to %.*s (%.*s), but lacks the column %.*s",
                                      STR_ARGS(search->near_schema->title), STR_ARGS(search->near_form->title),
                                      STR_ARGS(lacks));
    if (!sniffed->near_miss.data) {
        sniffed->near_miss = STR_EMPTY;
        return failure_memory(failure);
    }
    return true;
}

/* Where the first bytes that are not ASCII begin, and whether they are a character of UTF-8. */
static bool is_windows_1252(struct str head)
{
    size_t at = utf8_ascii_prefix(head.data, head.length);
    /* A character may be cut by the end of the head. */
    return at + 4 <= head.length && utf8_valid_prefix(head.data + at, 4) == 0;
}

static bool load_head(struct source *source, char *room, struct str *head, struct failure *failure)
{
    int64_t length = source_read(source, 0, room, CSV_HEAD_MOST, failure);
    *head = (struct str){room, length < 0 ? 0 : (size_t)length};
    return length >= 0;
}

static bool search_head(struct search *search, struct str head, struct arena *keep, struct failure *failure)
{
    struct intake_sniffed *sniffed = search->sniffed;
    for (size_t d = 0; d < sizeof delimiters; d++) {
        if (!try_delimiter(search, head, delimiters[d], failure)) {
            return false;
        }
    }
    if (search->best > 0) {
        return true;
    }
    if (str_trim(head).length == 0) {
        sniffed->refused = READ_EMPTY;
    } else if (search->too_many) {
        sniffed->refused = READ_TOO_MANY_COLUMNS;
    }
    return say_near_miss(search, keep, failure);
}

bool intake_csv_sniff(struct intake_input *input, const struct schema *const *schemas, uint32_t schema_count,
                      uint32_t wanted_collection, struct arena *keep, struct failure *failure)
{
    struct search search = {
        .schemas = schemas, .schema_count = schema_count, .wanted = wanted_collection, .sniffed = &input->sniffed};
    char *room = malloc(CSV_HEAD_MOST);
    if (!room) {
        return failure_memory(failure);
    }
    struct str head;
    bool done = load_head(input->source, room, &head, failure);
    if (done && source_encoding(input->source) == SOURCE_UTF8 && is_windows_1252(head)) {
        done = source_recode(input->source, SOURCE_WINDOWS_1252, failure) &&
               load_head(input->source, room, &head, failure);
    }
    done = done && search_head(&search, head, keep, failure);
    free(room);
    return done;
}
