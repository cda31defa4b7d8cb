/* From the records of a scan to a batch: column by column, a strip of rows at a time, so that a strip's fields stay in
 * the processor's nearest cache while all columns take theirs.
 */
#include "intake/csv_reader.h"

struct csv_fields csv_row_fields(const struct csv_worker *worker, uint32_t row)
{
    return (struct csv_fields){worker->data, worker->scan.bounds + worker->row_bounds[row], worker->row_fields[row]};
}

static void gather_plain(struct csv_strip *strip, const uint32_t *bounds, const uint32_t *row_bounds)
{
    for (uint32_t i = 0; i < strip->count; i++) {
        uint32_t bound = row_bounds[i];
        uint32_t start = bounds[bound] + 1;
        strip->start[i] = start;
        strip->length[i] = bounds[bound + 1] - start;
    }
}

/* The last field of a record may end in the CR of its CRLF. */
static void drop_returns(struct csv_strip *strip)
{
    for (uint32_t i = 0; i < strip->count; i++) {
        uint32_t length = strip->length[i];
        strip->length[i] -= length != 0 && strip->data[strip->start[i] + length - 1] == '\r';
    }
}

static void gather_ragged(struct csv_strip *strip, const struct csv_worker *worker, uint32_t first, uint32_t field)
{
    for (uint32_t i = 0; i < strip->count; i++) {
        struct csv_fields fields = csv_row_fields(worker, first + i);
        struct str text = csv_field(&fields, field);
        strip->start[i] = text.length == 0 ? 0 : (uint32_t)(text.data - worker->data);
        strip->length[i] = (uint32_t)text.length;
    }
}

static void gather(struct csv_worker *worker, uint32_t first, uint32_t field)
{
    struct csv_strip *strip = &worker->strip;
    if (worker->is_ragged) {
        gather_ragged(strip, worker, first, field);
        return;
    }
    gather_plain(strip, worker->scan.bounds + field, worker->row_bounds + first);
    if (field + 1 == worker->reader->file->field_count) {
        drop_returns(strip);
    }
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
        struct str text = {strip->data + strip->start[i], strip->length[i]};
        if (csv_is_closed(file->form, text)) {
            strip->values[i] = 0;
            strip->states[i] = TABLE_MISSING;
        }
    }
}

static void read_fast(struct csv_worker *worker, const struct csv_column *column, const struct csv_codes *codes)
{
    struct csv_strip *strip = &worker->strip;
    const struct csv_file *file = worker->reader->file;
    if (column->type == TABLE_TEXT) {
        csv_cells_text(strip);
        if (file->form->closed_count > 0) {
            close_texts(strip, file);
        }
    } else if (column->type == TABLE_CODE) {
        csv_cells_code(strip, codes);
    } else if (column->type == TABLE_INTEGER) {
        csv_cells_integer(strip);
    } else if (column->type == TABLE_MONEY && file->form->scale_count == 0) {
        csv_cells_money(strip);
    } else if (column->type == TABLE_DATE) {
        csv_cells_date(strip);
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
        struct str field = {strip->data + strip->start[i], strip->length[i]};
        const struct csv_code_slot *known =
            is_code ? csv_codes_find(codes, field.data, strip->length[i]) : NULL;
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
            !csv_codes_remember(codes, field.data, strip->length[i], strip->values[i], strip->states[i], failure)) {
            return false;
        }
    }
    return true;
}

static bool read_strip(struct csv_worker *worker, uint32_t first, uint32_t count, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    struct csv_strip *strip = &worker->strip;
    strip->data = worker->data;
    strip->count = count;
    for (uint32_t c = 0; c < reader->file->column_count; c++) {
        strip->values = worker->values + (size_t)c * reader->batch_rows + first;
        strip->states = worker->states + (size_t)c * reader->batch_rows + first;
        gather(worker, first, reader->file->columns[c].field);
        read_fast(worker, &reader->file->columns[c], &worker->codes[c]);
        if (strip->odd_count > 0 && !read_odd(worker, c, first, failure)) {
            return false;
        }
    }
    return true;
}

static bool show(struct csv_worker *worker, struct failure *failure)
{
    const struct csv_reader *reader = worker->reader;
    const struct intake_consumer *consumer = &reader->request->consumer;
    if (!consumer->batch || reader->file->many) {
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
    struct csv_mark mark = {.record = worker->result.rows,
                            .offset = worker->base + worker->at,
                            .line = worker->result.breaks};
    return array_push(&worker->result.marks, mark) || failure_memory(failure);
}

static bool make_batch(struct csv_worker *worker, struct failure *failure)
{
    if (worker->reader->file->many && !csv_slow_keys(worker, failure)) {
        return false;
    }
    for (uint32_t first = 0; first < worker->row_count; first += CSV_STRIP) {
        uint32_t left = worker->row_count - first;
        if (!read_strip(worker, first, left < CSV_STRIP ? left : CSV_STRIP, failure)) {
            return false;
        }
    }
    return show(worker, failure) && csv_keep_batch(worker, failure);
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
    if (worker->row_count > 0 && (!mark(worker, failure) || !make_batch(worker, failure))) {
        return false;
    }
    worker->result.rows += worker->row_count;
    worker->result.breaks += scan->breaks_inside ? csv_count_breaks(worker->data + worker->at, bytes)
                                                 : scan->record_count;
    worker->at = scan->next;
    return true;
}
