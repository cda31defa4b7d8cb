/* What stands above the header row: titles, and headings over several columns, as published tables have them. */
#include "base/date.h"
#include "intake/csv_file.h"

static bool needs_headings(const struct schema_form *form)
{
    for (uint32_t i = 0; i < form->column_count; i++) {
        if (form->columns[i].under.length > 0 || form->columns[i].title_year != SCHEMA_NO_TITLE_YEAR) {
            return true;
        }
    }
    return false;
}

static bool add_row(struct csv_headings *headings, struct csv_file *file, struct str rest, size_t *taken,
                    struct failure *failure)
{
    uint64_t count = 0;
    const struct str *fields = csv_split(rest, file->delimiter, INTAKE_CSV_COLUMNS_MOST, &count, taken, &file->arena,
                                         failure);
    if (!fields) {
        return false;
    }
    headings->rows[headings->row_count] = fields;
    headings->counts[headings->row_count] = count < INTAKE_CSV_COLUMNS_MOST ? (uint32_t)count : INTAKE_CSV_COLUMNS_MOST;
    headings->row_count++;
    return true;
}

bool csv_headings_read(struct csv_headings *headings, struct csv_file *file, uint64_t header_offset,
                       struct failure *failure)
{
    *headings = (struct csv_headings){.row_count = 0};
    if (header_offset == 0 || header_offset > CSV_HEAD_MOST || !needs_headings(file->form)) {
        return true;
    }
    char *text = arena_alloc(&file->arena, (size_t)header_offset + 16);
    headings->rows = ARENA_ARRAY(&file->arena, INTAKE_HEADER_ROWS_MOST, const struct str *);
    headings->counts = ARENA_ARRAY(&file->arena, INTAKE_HEADER_ROWS_MOST, uint32_t);
    if (!text || !headings->rows || !headings->counts) {
        return failure_memory(failure);
    }
    int64_t got = source_read(file->source, 0, text, (size_t)header_offset, failure);
    bool fine = got >= 0;
    for (size_t at = 0; fine && at < (size_t)got && headings->row_count < INTAKE_HEADER_ROWS_MOST;) {
        size_t taken = 0;
        fine = add_row(headings, file, (struct str){text + at, (size_t)got - at}, &taken, failure);
        at += taken;
    }
    return fine;
}

bool csv_heading_is_over(const struct csv_headings *headings, uint32_t field, struct str heading)
{
    for (uint32_t r = 0; r < headings->row_count; r++) {
        uint32_t count = headings->counts[r];
        uint32_t at = field < count ? field + 1 : count;
        while (at > 0 && headings->rows[r][at - 1].length == 0) {
            at--;
        }
        if (at > 0 && csv_header_equal(headings->rows[r][at - 1], heading)) {
            return true;
        }
    }
    return false;
}

/* "2017-18" or "2017-18:", as a word of a title. */
static bool is_year(struct str word, int *starts_in)
{
    while (word.length > 0 && strchr("(\"'", word.data[0])) {
        word = str_slice(word, 1, word.length);
    }
    while (word.length > 0 && strchr(".,:;)\"'", word.data[word.length - 1])) {
        word.length--;
    }
    return word.length >= 7 && date_parse_financial_year(word, starts_in);
}

static bool find_year(struct str text, int *starts_in)
{
    while ((text = str_trim(text)).length > 0) {
        size_t length = 0;
        while (length < text.length && text.data[length] != ' ') {
            length++;
        }
        if (is_year(str_slice(text, 0, length), starts_in)) {
            return true;
        }
        text = str_slice(text, length, text.length);
    }
    return false;
}

bool csv_headings_year(const struct csv_headings *headings, int *starts_in)
{
    for (uint32_t r = 0; r < headings->row_count; r++) {
        for (uint32_t f = 0; f < headings->counts[r]; f++) {
            if (find_year(headings->rows[r][f], starts_in)) {
                return true;
            }
        }
    }
    return false;
}
