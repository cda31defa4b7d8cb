/* From the records of a scan to a batch: column by column, a strip of rows at a time, so that a strip's fields stay in
 * the processor's nearest cache while all columns take theirs.
 */
#include "intake/csv_reader.h"

struct csv_fields csv_row_fields(const struct csv_worker *worker, uint32_t row)
{
    return (struct csv_fields){worker->data, worker->scan.bounds + worker->row_bounds[row], worker->row_fields[row]};
}

/* Moves the bounds inside a pair of quotation marks, if there are no others between them. */
static void shed_quotes(const char *data, uint32_t bounds[2])
{
    uint32_t start = bounds[0] + 1;
    uint32_t end = bounds[1];
    bool is_quoted = end - start >= 2 && data[start] == '"' && data[end - 1] == '"';
    if (is_quoted && !memchr(data + start + 1, '"', end - start - 2)) {
        bounds[0]++;
        bounds[1]--;
    }
}

/* Bounds of one field of the strip's rows apart from the others, where those of the scan do not do: in rows that lack
 * fields, in the last field, which may end in the CR of its CRLF, and in columns whose fields are all in quotation
 * marks. */
static void set_apart(struct csv_worker *worker, uint32_t first, uint32_t field, bool is_quoted)
{
    struct csv_strip *strip = &worker->strip;
    for (uint32_t i = 0; i < strip->count; i++) {
        struct csv_fields fields = csv_row_fields(worker, first + i);
        uint32_t bound = field < fields.count ? field : 0;
        uint32_t start = fields.bounds[bound] + 1;
        uint32_t end = field < fields.count ? fields.bounds[bound + 1] : start;
        end -= end != start && worker->data[end - 1] == '\r';
        worker->apart_bounds[2 * i] = start - 1;
        worker->apart_bounds[2 * i + 1] = end;
        worker->apart_rows[i] = 2 * i;
        if (is_quoted) {
            shed_quotes(worker->data, &worker->apart_bounds[2 * i]);
        }
    }
    strip->bounds = worker->apart_bounds;
    strip->rows = worker->apart_rows;
}

static void take_field(struct csv_worker *worker, uint32_t first, uint32_t column)
{
    struct csv_strip *strip = &worker->strip;
    uint32_t field = worker->reader->file->columns[column].field;
    if (worker->is_ragged || worker->quoted[column] || field + 1 == worker->reader->file->field_count) {
        set_apart(worker, first, field, worker->quoted[column]);
    } else {
        strip->bounds = worker->scan.bounds + field;
        strip->rows = worker->row_bounds + first;
    }
}

static struct str strip_text(const struct csv_strip *strip, uint32_t i)
{
    return (struct str){strip->data + csv_strip_start(strip, i), csv_strip_length(strip, i)};
}

static void all_odd(struct csv_strip *strip)
{
    strip->odd_count = strip->count;
    for (uint32_t i = 0; i < strip->count; i++) {
        strip->odd[i] = (uint8_t)i;
    }
}

/* Texts that stand for a closed cell; the other types meet them as odd fields anyhow. */
static void close_texts(struct csv_strip *strip, const struct csv_file *file)
{
    for (uint32_t i = 0; i < strip->count; i++) {
        if (csv_is_closed(file->form, strip_text(strip, i))) {
            strip->values[i] = 0;
            strip->states[i] = TABLE_MISSING;
        }
    }
}

static void read_fast(struct csv_worker *worker, const struct csv_column *column, const struct csv_codes *codes)
{
    struct csv_strip *strip = &worker->strip;
    const struct csv_file *file = worker->reader->file;
    const struct csv_cells *cells = worker->reader->cells;
    if (column->type == TABLE_TEXT) {
        cells->text(strip);
        if (file->form->closed_count > 0) {
            close_texts(strip, file);
        }
    } else if (column->type == TABLE_CODE) {
        cells->code(strip, codes);
    } else if (column->type == TABLE_INTEGER) {
        cells->integer(strip);
    } else if (column->type == TABLE_MONEY && file->form->scale_count == 0) {
        cells->money(strip);
    } else if (column->type == TABLE_DATE) {
        cells->date(strip);
    } else {
        all_odd(strip);
    }
}

static bool read_odd(struct csv_worker *worker, uint32_t number, uint32_t first, struct failure *failure)
{
    struct csv_strip *strip = &worker->strip;
    struct csv_codes *codes = &worker->codes[number];
    bool is_code = worker->reader->file->columns[number].type == TABLE_CODE;
    for (uint32_t k = 0; k < strip->odd_count; k++) {
        uint32_t i = strip->odd[k];
        struct str field = strip_text(strip, i);
        const struct csv_code_slot *known = is_code ? csv_codes_find(codes, field.data, (uint32_t)field.length) : NULL;
        if (known) {
            strip->values[i] = known->id;
            strip->states[i] = known->state;
            continue;
        }
        uint64_t strays = worker->log.counts[READ_STRAY_QUOTE];
        if (!csv_slow_cell(worker, number, first + i, field, &strip->values[i], &strip->states[i], failure)) {
            return false;
        }
        /* What comes with a finding must come with it every time. */
        bool plain = strip->states[i] != TABLE_MALFORMED && worker->log.counts[READ_STRAY_QUOTE] == strays;
        if (is_code && plain &&
            !csv_codes_remember(codes, field.data, (uint32_t)field.length, strip->values[i], strip->states[i],
                                failure)) {
            return false;
        }
    }
    return true;
}

/* Some programs put all they write into quotation marks. */
static bool is_mostly_quoted(const struct csv_strip *strip)
{
    return strip->odd_count * 2 > strip->count && strip->data[csv_strip_start(strip, strip->odd[0])] == '"';
}

/* A strip of one column. */
static bool read_column(struct csv_worker *worker, uint32_t column, uint32_t first, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    struct csv_strip *strip = &worker->strip;
    strip->values = worker->values + column * reader->stride + first;
    strip->states = worker->states + column * reader->stride + first;
    take_field(worker, first, column);
    read_fast(worker, &reader->file->columns[column], &worker->codes[column]);
    worker->quoted[column] |= is_mostly_quoted(strip);
    return strip->odd_count == 0 || read_odd(worker, column, first, failure);
}

#define NO_COLUMN UINT32_MAX

/* The column `only`, or all but `without`. */
static bool read_strips(struct csv_worker *worker, uint32_t only, uint32_t without, struct failure *failure)
{
    uint32_t columns = worker->reader->file->column_count;
    uint32_t from = only == NO_COLUMN ? 0 : only;
    uint32_t to = only == NO_COLUMN ? columns : only + 1;
    for (uint32_t first = 0; first < worker->row_count; first += CSV_STRIP) {
        uint32_t left = worker->row_count - first;
        worker->strip.data = worker->data;
        worker->strip.count = left < CSV_STRIP ? left : CSV_STRIP;
        for (uint32_t c = from; c < to; c++) {
            if (c != without && !read_column(worker, c, first, failure)) {
                return false;
            }
        }
    }
    return true;
}

/* With a filter the key is read first, and of the other columns only what goes with a key that is looked for. */
static bool read_rows(struct csv_worker *worker, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    uint32_t key = NO_COLUMN;
    if (reader->target.filter) {
        for (uint32_t c = 0; c < reader->file->column_count; c++) {
            key = reader->file->columns[c].column == reader->target.filter->column ? c : key;
        }
        if (key != NO_COLUMN && !read_strips(worker, key, NO_COLUMN, failure)) {
            return false;
        }
        csv_filter_rows(worker, key);
    }
    return read_strips(worker, NO_COLUMN, key, failure);
}

static bool show(struct csv_worker *worker, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    const struct intake_consumer *consumer = &reader->request->consumer;
    if (!consumer->batch || reader->file->many || reader->target.filter) {
        return true;
    }
    struct table_batch batch = {.layout = &reader->file->table->layout,
                                .columns = worker->vectors,
                                .count = worker->row_count,
                                .bytes = worker->data,
                                .dictionary = worker->dictionary};
    worker->result.shown = true;
    return consumer->batch(consumer->context, worker->number, reader->file->table_index, &batch, failure);
}

static bool mark(struct csv_worker *worker, struct failure *failure)
{
    struct csv_mark mark = {
        .record = worker->result.rows, .offset = worker->base + worker->at, .line = worker->result.breaks};
    return array_push(&worker->result.marks, mark) || failure_memory(failure);
}

static bool make_batch(struct csv_worker *worker, struct failure *failure)
{
    if (worker->reader->file->many && !csv_slow_keys(worker, failure)) {
        return false;
    }
    return read_rows(worker, failure) && show(worker, failure) && csv_keep_batch(worker, failure);
}

bool csv_batch(struct csv_worker *worker, uint64_t fields, struct failure *failure)
{
    struct csv_scan *scan = &worker->scan;
    uint32_t bytes = scan->next - worker->at;
    if (scan->has_quotes && !csv_worker_side(worker, (uint64_t)bytes * worker->reader->file->copies, failure)) {
        return false;
    }
    if (!csv_rows(worker, fields, failure)) {
        return false;
    }
    uint32_t rows = worker->row_count;
    if (worker->row_count > 0 && (!mark(worker, failure) || !make_batch(worker, failure))) {
        return false;
    }
    worker->result.rows += rows;
    worker->result.breaks += scan->breaks_inside ? csv_count_breaks(worker->data + worker->at, bytes)
                                                 : scan->record_count;
    worker->at = scan->next;
    return true;
}
