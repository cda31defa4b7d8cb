/* Finds records and cells again. A page is the run of records behind one mark of the index; it is read and divided
 * again when a finding points into it, and stays until one points elsewhere.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "intake/csv_reader.h"

#define PAGE_BYTES (CSV_CHUNK + CSV_TAIL_MOST + CSV_TAIL)
/* Where the beginning of a line is further back, nobody counts its columns. */
#define LINE_MOST CSV_RECORD_MOST

struct page {
    char *data;
    size_t capacity;
    uint64_t base;   /* offset of data[0]; its record is a mark's or the one behind the page before */
    uint64_t record; /* number of its first row */
    uint64_t line;   /* of data[0] */
    uint32_t rows;
    struct csv_scan scan;
    uint32_t *raws;  /* by row: which record of the scan */
    uint32_t *lines; /* by record of the scan, from 0 */
    uint64_t next_line;
};

struct intake_csv_locator {
    struct intake_input *input;
    struct csv_file file;
    struct page page;
    enum csv_kernel kernel;
    char *room; /* for unquoting */
    size_t room_size;
    struct buffer value;
    struct buffer excerpt;
    bool no_excerpts;
};

struct intake_csv_locator *intake_csv_locator_open(struct intake_input *input, const struct schema *schema,
                                                   struct failure *failure)
{
    struct intake_csv_locator *locator = calloc(1, sizeof *locator);
    if (!locator) {
        (void)failure_memory(failure);
        return NULL;
    }
    locator->input = input;
    locator->kernel = csv_kernel_best();
    struct page *page = &locator->page;
    page->scan.bounds = malloc((CSV_BOUNDS_MOST + CSV_SCAN_SLACK) * sizeof *page->scan.bounds);
    page->scan.records = malloc((TABLE_BATCH_ROWS + CSV_SCAN_SLACK) * sizeof *page->scan.records);
    page->raws = malloc((TABLE_BATCH_ROWS + CSV_SCAN_SLACK) * sizeof *page->raws);
    page->lines = malloc((TABLE_BATCH_ROWS + CSV_SCAN_SLACK) * sizeof *page->lines);
    bool made = page->scan.bounds && page->scan.records && page->raws && page->lines;
    if (!made) {
        (void)failure_memory(failure);
    }
    /* A file that nobody could make out has no columns, but still has lines. */
    if (!made || (input->sniffed.collection != SCHEMA_NONE &&
                  !csv_file_open(&locator->file, input, schema, NULL, NULL, failure))) {
        intake_csv_locator_close(locator);
        return NULL;
    }
    if (input->index && input->index->csv) {
        locator->file.end = input->index->csv->end;
    }
    return locator;
}

void intake_csv_locator_close(struct intake_csv_locator *locator)
{
    if (!locator) {
        return;
    }
    csv_file_close(&locator->file);
    free(locator->page.data);
    free(locator->page.scan.bounds);
    free(locator->page.scan.records);
    free(locator->page.raws);
    free(locator->page.lines);
    free(locator->room);
    buffer_free(&locator->value);
    buffer_free(&locator->excerpt);
    free(locator);
}

void intake_csv_locator_leave_out_excerpts(struct intake_csv_locator *locator)
{
    locator->no_excerpts = true;
}

/* The last mark at or before the record. */
static const struct csv_mark *find_mark(const struct intake_csv_index *index, uint64_t record)
{
    size_t low = 0;
    size_t high = index->marks.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (index->marks.items[middle].record <= record) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high > 0 && index->marks.items[low].record <= record ? &index->marks.items[low] : NULL;
}

static bool load_page(struct intake_csv_locator *locator, uint64_t offset, size_t length, struct failure *failure)
{
    struct page *page = &locator->page;
    uint64_t end = locator->file.end;
    uint64_t left = offset < end ? end - offset : 0;
    length = left < length ? (size_t)left : length;
    if (length + CSV_MARGIN > page->capacity) {
        char *data = realloc(page->data, length + CSV_MARGIN);
        if (!data) {
            return failure_memory(failure);
        }
        page->data = data;
        page->capacity = length + CSV_MARGIN;
    }
    int64_t got = source_read(locator->input->source, offset, page->data, length, failure);
    if (got < 0) {
        return false;
    }
    memset(page->data + got, 0, CSV_MARGIN);
    page->base = offset;
    page->scan.to = (uint32_t)got;
    page->scan.final = offset + (uint64_t)got >= end;
    return true;
}

/* A record that is too long for the scan, or has too many fields. */
static bool scan_alone(struct intake_csv_locator *locator, struct failure *failure)
{
    struct page *page = &locator->page;
    struct csv_walk walk;
    if (!load_page(locator, page->base, CSV_RECORD_MOST, failure)) {
        return false;
    }
    csv_walk_start(&walk, locator->file.delimiter, page->scan.bounds, CSV_BOUNDS_MOST);
    (void)csv_walk_on(&walk, page->data, page->scan.to);
    csv_walk_finish(&walk);
    bool stored_all = walk.fields < CSV_BOUNDS_MOST - 1;
    page->scan.records[0] = 0;
    page->scan.records[1] = stored_all ? (uint32_t)walk.fields : CSV_BOUNDS_MOST - 1;
    page->scan.record_count = walk.fields > 0;
    page->scan.next = (uint32_t)walk.at;
    page->scan.breaks_inside = true;
    return true;
}

static struct csv_fields raw_fields(const struct page *page, uint32_t raw)
{
    uint32_t first = page->scan.records[raw];
    return (struct csv_fields){page->data, page->scan.bounds + first, page->scan.records[raw + 1] - first};
}

/* Which records are rows, as the reader decided it. */
static void number_rows(struct intake_csv_locator *locator)
{
    struct page *page = &locator->page;
    uint32_t line = 0;
    page->rows = 0;
    for (uint32_t r = 0; r < page->scan.record_count; r++) {
        struct csv_fields fields = raw_fields(page, r);
        uint32_t start = fields.bounds[0] + 1;
        uint32_t end = fields.bounds[fields.count];
        uint32_t next = r + 1 < page->scan.record_count ? end + 1 : page->scan.next;
        bool is_row = !locator->file.keeps_some &&
                      csv_is_plain(&locator->file, page->data + start, end - start, fields.count);
        if (is_row || csv_kind_of(&locator->file, &fields) == CSV_RECORD) {
            page->raws[page->rows++] = r;
        }
        page->lines[r] = line;
        line += page->scan.breaks_inside ? (uint32_t)csv_count_breaks(page->data + start, next - start) : 1;
    }
    page->next_line = page->line + line;
}

/* Makes the page that begins with the record at the offset, of so many bytes if they are not too many. */
static bool make_page(struct intake_csv_locator *locator, struct csv_mark from, uint64_t length,
                      struct failure *failure)
{
    struct page *page = &locator->page;
    page->record = from.record;
    page->line = from.line;
    page->rows = 0;
    if (!load_page(locator, from.offset, length < PAGE_BYTES ? (size_t)length : PAGE_BYTES, failure)) {
        return false;
    }
    struct csv_scan *scan = &page->scan;
    scan->data = page->data;
    scan->from = 0;
    scan->delimiter = locator->file.delimiter;
    scan->bound_most = CSV_BOUNDS_MOST;
    scan->record_most = TABLE_BATCH_ROWS;
    csv_scan(locator->kernel, scan);
    if (scan->record_count == 0 && scan->to > 0 && !scan_alone(locator, failure)) {
        return false;
    }
    number_rows(locator);
    return true;
}

/* The scan's number of the record, or UINT32_MAX when there is no such record. */
static bool find_record(struct intake_csv_locator *locator, uint64_t record, uint32_t *raw, struct failure *failure)
{
    struct page *page = &locator->page;
    const struct intake_csv_index *index = locator->input->index ? locator->input->index->csv : NULL;
    *raw = UINT32_MAX;
    bool at_hand = page->rows > 0 && record >= page->record && record - page->record < page->rows;
    if (!at_hand) {
        const struct csv_mark *mark = index ? find_mark(index, record) : NULL;
        if (!mark) {
            return true;
        }
        struct csv_mark from = *mark;
        /* To the next mark, and a byte more that tells whether a CR at its end stands alone. */
        bool is_last = mark + 1 == index->marks.items + index->marks.count;
        uint64_t length = is_last ? PAGE_BYTES : mark[1].offset - mark->offset + 1;
        do {
            if (!make_page(locator, from, length, failure)) {
                return false;
            }
            length = PAGE_BYTES;
            from = (struct csv_mark){page->record + page->rows, page->base + page->scan.next, page->next_line};
        } while (page->scan.next > 0 && page->scan.record_count > 0 && record >= from.record);
    }
    if (record >= page->record && record - page->record < page->rows) {
        *raw = page->raws[record - page->record];
    }
    return true;
}

static bool is_break(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Which field the text behind this beginning of a line is in. Of a workbook, a line is a row, and a field is a column. */
static uint32_t fields_before(struct str text)
{
    struct csv_walk walk;
    uint32_t bounds[2] = {0};
    csv_walk_start(&walk, ',', bounds, 2);
    (void)csv_walk_on(&walk, text.data, text.length);
    return (uint32_t)walk.fields;
}

/* The line, column and excerpt of a place in `data`, whose line begins somewhere at or behind data[from]. */
static bool show(struct intake_csv_locator *locator, struct str data, size_t from, size_t at, size_t width,
                 struct intake_place *place, struct failure *failure)
{
    size_t start = at;
    while (start > from && !is_break(data.data[start - 1])) {
        start--;
    }
    place->column = (uint32_t)utf8_count(str_slice(data, start, at - start)) + 1;
    if (locator->no_excerpts) {
        return true;
    }
    size_t end = at;
    while (end < data.length && !is_break(data.data[end])) {
        end++;
    }
    width = width < end - at ? width : end - at;
    struct str line = {data.data + start, end - start};
    if (locator->input->sniffed.is_workbook) {
        place->column = fields_before(str_slice(line, 0, at - start)) + 1;
    }
    return intake_excerpt(line, at - start, width, &locator->excerpt, place, failure);
}

static bool take_value(struct intake_csv_locator *locator, struct str field, struct intake_place *place,
                       struct failure *failure)
{
    if (field.length > locator->room_size) {
        char *room = realloc(locator->room, field.length);
        if (!room) {
            return failure_memory(failure);
        }
        locator->room = room;
        locator->room_size = field.length;
    }
    struct str stray;
    buffer_clear(&locator->value);
    buffer_str(&locator->value, csv_field_text(field, locator->room, &stray));
    place->value = buffer_view(&locator->value);
    return buffer_ok(&locator->value) || failure_memory(failure);
}

static bool place_in_record(struct intake_csv_locator *locator, uint32_t raw, uint32_t column,
                            struct intake_place *place, struct failure *failure)
{
    const struct page *page = &locator->page;
    struct csv_fields fields = raw_fields(page, raw);
    uint32_t start = fields.bounds[0] + 1;
    uint32_t end = fields.bounds[fields.count];
    struct str data = {page->data, end};
    uint32_t field = CSV_NO_FIELD;
    if (column != SCHEMA_NONE && column < locator->file.table->column_count && locator->input->fields) {
        field = locator->input->fields[column];
    }
    place->line = (uint32_t)(page->line + page->lines[raw]);
    if (field == CSV_NO_FIELD || field >= fields.count) {
        return show(locator, data, start, start, end - start, place, failure);
    }
    struct str text = csv_field(&fields, field);
    uint32_t at = fields.bounds[field] + 1;
    if (page->scan.breaks_inside) {
        place->line += (uint32_t)csv_count_breaks(page->data + start, at - start);
    }
    return take_value(locator, text, place, failure) && show(locator, data, start, at, text.length, place, failure);
}

bool intake_csv_locate(struct intake_csv_locator *locator, uint32_t table, uint64_t record, uint64_t offset,
                       uint32_t line, uint32_t column, struct intake_place *place, struct failure *failure)
{
    uint32_t raw = UINT32_MAX;
    *place = (struct intake_place){.line = line, .value = STR_EMPTY, .excerpt = STR_EMPTY};
    if (table != locator->input->sniffed.table || !locator->file.table) {
        return true;
    }
    if (!find_record(locator, record, &raw, failure)) {
        return false;
    }
    if (raw == UINT32_MAX) {
        return offset == UINT64_MAX || intake_csv_locate_offset(locator, offset, line, place, failure);
    }
    return place_in_record(locator, raw, column, place, failure);
}

/* Characters between the beginning of the line and the offset, looked for step by step; UINT64_MAX when it is too
 * far. */
static bool count_before(struct intake_csv_locator *locator, uint64_t offset, uint64_t *count, struct failure *failure)
{
    char data[4096];
    uint64_t at = offset;
    *count = 0;
    while (at > 0 && offset - at < LINE_MOST) {
        size_t length = at < sizeof data ? (size_t)at : sizeof data;
        if (source_read(locator->input->source, at - length, data, length, failure) < 0) {
            return false;
        }
        size_t from = length;
        while (from > 0 && !is_break(data[from - 1])) {
            from--;
        }
        *count += utf8_count((struct str){data + from, length - from});
        at -= length;
        if (from > 0) {
            return true;
        }
    }
    *count = at > 0 ? UINT64_MAX : *count;
    return true;
}

/* To the separator, or for a quoted field to its closing mark. */
static size_t width_at(const struct intake_csv_locator *locator, struct str text)
{
    struct csv_walk walk;
    uint32_t bounds[2] = {0};
    char delimiter = locator->file.delimiter ? locator->file.delimiter : ',';
    csv_walk_start(&walk, delimiter, bounds, 2);
    for (size_t i = 0; i < text.length && walk.fields == 0; i++) {
        (void)csv_walk_on(&walk, text.data + i, 1);
    }
    csv_walk_finish(&walk);
    return bounds[1];
}

bool intake_csv_locate_offset(struct intake_csv_locator *locator, uint64_t offset, uint32_t line,
                              struct intake_place *place, struct failure *failure)
{
    char data[8192];
    uint64_t before = 0;
    *place = (struct intake_place){.line = line, .value = STR_EMPTY, .excerpt = STR_EMPTY};
    if (offset > source_size(locator->input->source)) {
        return true;
    }
    uint64_t from = offset < sizeof data / 2 ? 0 : offset - sizeof data / 2;
    int64_t length = source_read(locator->input->source, from, data, sizeof data, failure);
    if (length < 0 || !count_before(locator, offset, &before, failure)) {
        return false;
    }
    struct str text = {data, (size_t)length};
    size_t at = (size_t)(offset - from);
    size_t width = width_at(locator, str_slice(text, at, text.length));
    if (!show(locator, text, 0, at, width, place, failure)) {
        return false;
    }
    if (!locator->input->sniffed.is_workbook) {
        place->column = before < UINT32_MAX ? (uint32_t)before + 1 : 0;
    }
    return true;
}
