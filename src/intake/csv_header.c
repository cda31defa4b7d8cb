/* The header row: which field is which column of the table, and what is wrong with it. */
#include <stdlib.h>

#include "format/csv.h"
#include "intake/csv_file.h"

#define NAMES_MOST 1024u

/* The header row while its findings are made. */
struct header {
    struct csv_file *file;
    struct finding_log *log; /* NULL: nobody wants to know */
    bool is_reference;
    const uint32_t *bounds;
    uint64_t offset;
    uint32_t line;
    struct csv_headings headings;
    bool *known; /* by field */
    bool *found; /* by column of the table */
};

static bool say(const struct header *header, enum finding_kind kind, uint32_t field, struct str text,
                struct failure *failure)
{
    if (!header->log) {
        return true;
    }
    uint64_t in_row = field == CSV_NO_FIELD ? 0 : (uint64_t)(uint32_t)(header->bounds[field] + 1);
    struct finding_reading entry = {.kind = kind,
                                    .input = header->file->input,
                                    .offset = header->offset + in_row,
                                    .line = header->line,
                                    .table = header->file->table->name,
                                    .text = text};
    return finding_log_add(header->log, entry, failure);
}

/* The first field with this header that no column has yet; all of them are known from now on. */
static uint32_t find_field(struct header *header, struct str name)
{
    uint32_t first = CSV_NO_FIELD;
    for (uint32_t f = 0; name.length > 0 && f < header->file->field_count; f++) {
        if (csv_header_equal(header->file->header[f], name)) {
            header->known[f] = true;
            first = first == CSV_NO_FIELD ? f : first;
        }
    }
    return first;
}

static bool is_field_of(const struct header *header, uint32_t column, uint32_t field)
{
    const struct csv_file *file = header->file;
    const struct schema_form_column *own = schema_form_column(file->form, column);
    uint32_t count = 0;
    const struct str *headers = schema_headers(file->table, file->form, column, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (csv_header_equal(headers[i], file->header[field])) {
            return !own || own->under.length == 0 || csv_heading_is_over(&header->headings, field, own->under);
        }
    }
    return false;
}

static void add_column(struct csv_file *file, uint32_t column, uint32_t field, bool first_word)
{
    const struct schema_column *shape = &file->table->columns[column];
    const struct schema_code_list *list = shape->codes != SCHEMA_NONE ? &file->schema->code_lists[shape->codes] : NULL;
    bool respell = list && (shape->ignore_case || list->ignore_case);
    file->columns[file->column_count++] = (struct csv_column){.column = column,
                                                              .field = field,
                                                              .type = shape->type,
                                                              .scale = shape->scale,
                                                              .first_word = first_word,
                                                              .spellings = respell ? list : NULL};
}

static bool map_column(struct header *header, uint32_t column, struct failure *failure)
{
    struct csv_file *file = header->file;
    uint32_t first = CSV_NO_FIELD;
    for (uint32_t f = 0; f < file->field_count; f++) {
        if (file->header[f].length == 0 || !is_field_of(header, column, f)) {
            continue;
        }
        header->known[f] = true;
        if (first == CSV_NO_FIELD) {
            first = f;
        } else if (!say(header, READ_COLUMN_REPEATED, f, file->header[f], failure)) {
            return false;
        }
    }
    bool first_word = file->form->line_header.length > 0 && file->table->line_column == column;
    if (first_word) {
        first = find_field(header, file->form->line_header);
    }
    if (first != CSV_NO_FIELD) {
        header->found[column] = true;
        add_column(file, column, first, first_word);
    }
    return true;
}

/* Without a period, a column is missed only if every period has it. */
static bool is_in_force(const struct csv_file *file, struct schema_range range)
{
    if (file->period != 0) {
        return schema_in_force(range, file->period);
    }
    return range.from <= file->schema->periods.from && range.until >= file->schema->periods.until;
}

static bool say_lacking(const struct header *header, struct failure *failure)
{
    const struct csv_file *file = header->file;
    for (uint32_t c = 0; c < file->table->column_count; c++) {
        const struct schema_column *column = &file->table->columns[c];
        if (!header->found[c] && !column->optional && is_in_force(file, column->range) &&
            !say(header, READ_COLUMN_LACKING, CSV_NO_FIELD, column->name, failure)) {
            return false;
        }
    }
    return true;
}

/* "Totl (did you mean Total?)", from the headers that columns which are not there would have. */
static struct str with_suggestion(struct header *header, struct str text, struct arena *arena)
{
    const struct csv_file *file = header->file;
    struct str names[NAMES_MOST];
    size_t count = 0;
    for (uint32_t c = 0; c < file->table->column_count; c++) {
        uint32_t header_count = 0;
        const struct str *headers = schema_headers(file->table, file->form, c, &header_count);
        for (uint32_t h = 0; !header->found[c] && h < header_count && count < NAMES_MOST; h++) {
            names[count++] = headers[h];
        }
    }
    const struct str *nearest = str_nearest(text, names, count);
    return nearest ? arena_printf(arena, "%.*s (did you mean %.*s?)", STR_ARGS(text), STR_ARGS(*nearest)) : text;
}

static bool say_unknown(struct header *header, struct failure *failure)
{
    struct csv_file *file = header->file;
    for (uint32_t f = 0; !file->form->loose && f < file->field_count; f++) {
        if (header->known[f] || file->header[f].length == 0) {
            continue;
        }
        struct str text = with_suggestion(header, file->header[f], &file->arena);
        if (!text.data) {
            return failure_memory(failure);
        }
        if (!say(header, READ_COLUMN_UNKNOWN, f, text, failure)) {
            return false;
        }
    }
    return true;
}

/* The headers that a form names beside the table's own columns. */
static bool map_form(struct header *header, struct failure *failure)
{
    struct csv_file *file = header->file;
    const struct schema_form *form = file->form;
    file->period_field = find_field(header, form->period_header);
    file->only_fields = ARENA_ARRAY(&file->arena, form->only_count, uint32_t);
    file->authority_fields = ARENA_ARRAY(&file->arena, form->authority_header_count, uint32_t);
    if (!file->only_fields || !file->authority_fields) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < form->only_count; i++) {
        file->only_fields[i] = find_field(header, form->only[i].header);
        file->keeps_some = file->keeps_some || file->only_fields[i] != CSV_NO_FIELD;
    }
    for (uint32_t i = 0; i < form->authority_header_count; i++) {
        uint32_t field = find_field(header, form->authority_headers[i]);
        if (field != CSV_NO_FIELD) {
            file->authority_fields[file->authority_count++] = field;
        }
    }
    for (uint32_t i = 0; i < form->ignore_count; i++) {
        (void)find_field(header, form->ignore[i]);
    }
    for (uint32_t i = 0; i < form->identify_count; i++) {
        struct str rest = form->identify[i];
        while (rest.length > 0) {
            const char *bar = memchr(rest.data, '|', rest.length);
            size_t length = bar ? (size_t)(bar - rest.data) : rest.length;
            (void)find_field(header, str_slice(rest, 0, length));
            rest = str_slice(rest, length + 1, rest.length);
        }
    }
    return true;
}

/* The columns that the file lacks, and whose value the form or a title tells. */
static bool fix_columns(struct header *header, struct failure *failure)
{
    struct csv_file *file = header->file;
    file->fixed = ARENA_ARRAY(&file->arena, file->form->column_count, struct csv_fixed);
    if (!file->fixed) {
        return failure_memory(failure);
    }
    for (uint32_t i = 0; i < file->form->column_count; i++) {
        const struct schema_form_column *own = &file->form->columns[i];
        int64_t value = own->fixed;
        int starts_in = 0;
        bool is_known = own->is_fixed;
        if (own->title_year != SCHEMA_NO_TITLE_YEAR && csv_headings_year(&header->headings, &starts_in)) {
            is_known = true;
            value = own->title_year == SCHEMA_TITLE_YEAR_START ? starts_in : starts_in + 1;
        }
        if (is_known && !header->found[own->column]) {
            header->found[own->column] = true;
            file->fixed[file->fixed_count++] = (struct csv_fixed){own->column, value};
        }
    }
    return true;
}

static bool map_columns(struct header *header, struct failure *failure)
{
    struct csv_file *file = header->file;
    for (uint32_t c = 0; c < file->table->column_count; c++) {
        if (!map_column(header, c, failure)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < file->column_count; i++) {
        uint32_t copies = 0;
        for (uint32_t j = 0; j < file->column_count; j++) {
            copies += file->columns[j].field == file->columns[i].field;
        }
        file->copies = copies > file->copies ? copies : file->copies;
    }
    return map_form(header, failure) && fix_columns(header, failure) && say_unknown(header, failure) &&
           say_lacking(header, failure);
}

/* Lines above the header that are not blank. */
static bool say_lines_above(const struct header *header, struct failure *failure)
{
    struct csv_file *file = header->file;
    if (!header->log || header->is_reference || header->offset == 0 || header->offset > CSV_HEAD_MOST) {
        return true;
    }
    char *text = malloc(header->offset);
    if (!text) {
        return failure_memory(failure);
    }
    int64_t length = source_read(file->source, 0, text, header->offset, failure);
    bool are_blank = length >= 0 && str_trim((struct str){text, (size_t)length}).length == 0;
    free(text);
    if (length < 0 || are_blank) {
        return length >= 0;
    }
    struct finding_reading entry = {.kind = READ_LINES_ABOVE,
                                    .input = file->input,
                                    .line = 1,
                                    .table = file->table->name,
                                    .a = (int64_t)header->line - 1};
    return finding_log_add(header->log, entry, failure);
}

static void remember_start(struct csv_file *file, struct str row)
{
    char start[8] = {0};
    size_t length = row.length < sizeof start ? row.length : sizeof start;
    memcpy(start, row.data, length);
    memcpy(&file->header_start, start, sizeof start);
    memset(start, 0, sizeof start);
    memset(start, 0xff, length);
    memcpy(&file->header_mask, start, sizeof start);
}

static bool take_header(struct header *header, struct str row, struct failure *failure)
{
    struct csv_file *file = header->file;
    struct arena *arena = &file->arena;
    uint64_t count = 0;
    size_t next = 0;
    file->header = csv_split(row, file->delimiter, INTAKE_CSV_COLUMNS_MOST, &count, &next, arena, failure);
    uint32_t *bounds = ARENA_ARRAY(arena, INTAKE_CSV_COLUMNS_MOST + 1, uint32_t);
    header->known = ARENA_ARRAY(arena, count, bool);
    header->found = ARENA_ARRAY(arena, file->table->column_count, bool);
    file->columns = ARENA_ARRAY(arena, file->table->column_count, struct csv_column);
    if (!file->header || !bounds || !header->known || !header->found || !file->columns) {
        return failure_memory(failure);
    }
    file->field_count = count < INTAKE_CSV_COLUMNS_MOST ? (uint32_t)count : INTAKE_CSV_COLUMNS_MOST;
    while (file->field_count > 1 && file->header[file->field_count - 1].length == 0) {
        file->field_count--;
    }
    struct csv_walk walk;
    csv_walk_start(&walk, file->delimiter, bounds, INTAKE_CSV_COLUMNS_MOST + 1);
    (void)csv_walk_on(&walk, row.data, row.length);
    csv_walk_finish(&walk);
    header->bounds = bounds;
    file->data_line = header->line + (uint32_t)walk.breaks;
    remember_start(file, row);
    return csv_headings_read(&header->headings, file, header->offset, failure) && say_lines_above(header, failure) &&
           map_columns(header, failure);
}

bool csv_file_open(struct csv_file *file, struct intake_input *input, const struct schema *schema,
                   const struct intake_request *request, struct finding_log *log, struct failure *failure)
{
    const struct intake_sniffed *sniffed = &input->sniffed;
    *file = (struct csv_file){.source = input->source,
                              .schema = schema,
                              .form = &schema->forms[sniffed->form],
                              .table = &schema->tables[sniffed->table],
                              .table_index = sniffed->table,
                              .input = request ? request->input_index : 0,
                              .period = request ? request->period : 0,
                              .delimiter = sniffed->delimiter,
                              .many = sniffed->many,
                              .copies = 1,
                              .data_offset = sniffed->data_offset,
                              .end = source_size(input->source)};
    struct header header = {.file = file,
                            .log = log,
                            .is_reference = request && request->is_reference,
                            .offset = sniffed->header_offset,
                            .line = sniffed->header_line};
    size_t length = (size_t)(sniffed->data_offset - sniffed->header_offset);
    /* Copied to the arena, since the header's texts are parts of it; 16 more bytes for readers that look further. */
    char *row = arena_alloc(&file->arena, length + 16);
    if (!row) {
        return failure_memory(failure);
    }
    int64_t got = source_read(file->source, sniffed->header_offset, row, length, failure);
    return got >= 0 && take_header(&header, (struct str){row, (size_t)got}, failure);
}

void csv_file_close(struct csv_file *file)
{
    arena_free(&file->arena);
}
