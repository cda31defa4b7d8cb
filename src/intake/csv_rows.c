/* Which records of a scan are rows of the batch. Nearly all have exactly the header's fields and need no closer
 * look. */
#include "base/utf8.h"
#include "intake/csv_reader.h"

/* Lines of all records of the scan at once, so that many findings in one batch do not count the same breaks again. */
static void make_raw_lines(struct csv_worker *worker)
{
    const struct csv_scan *scan = &worker->scan;
    uint32_t line = 0;
    for (uint32_t r = 0; r < scan->record_count; r++) {
        worker->raw_lines[r] = line;
        uint32_t from = scan->bounds[scan->records[r]] + 1;
        uint32_t to = r + 1 < scan->record_count ? scan->bounds[scan->records[r + 1]] + 1 : scan->next;
        line += scan->breaks_inside ? (uint32_t)csv_count_breaks(worker->data + from, to - from) : 1;
    }
    worker->has_raw_lines = true;
}

/* Longer records get the line that they begin on for all their fields. */
#define COUNT_LINES_MOST 65536u

bool csv_say(struct csv_worker *worker, struct finding_reading entry, uint32_t raw, uint32_t row, const char *at,
             struct failure *failure)
{
    const struct csv_scan *scan = &worker->scan;
    if (!worker->has_raw_lines) {
        make_raw_lines(worker);
    }
    const char *start = worker->data + (uint32_t)(scan->bounds[scan->records[raw]] + 1);
    uint64_t line = worker->result.breaks + worker->raw_lines[raw];
    if (scan->breaks_inside && at - start < (ptrdiff_t)COUNT_LINES_MOST) {
        line += csv_count_breaks(start, (size_t)(at - start));
    }
    const struct csv_file *file = worker->reader->file;
    entry.input = file->input;
    entry.offset = worker->base + (uint64_t)(at - worker->data);
    entry.line = (uint32_t)line;
    entry.record = row == UINT32_MAX
                       ? 0
                       : (uint64_t)worker->result.rows + (worker->is_filtered ? worker->chosen[row] : row) + 1;
    entry.table = file->table->name;
    return finding_log_add(&worker->log, entry, failure);
}

/* The first bytes that are no ASCII tell what the file is; later ones that do not fit are findings. */
static bool check_characters(struct csv_worker *worker, uint32_t raw, uint32_t row, struct str text,
                             struct failure *failure)
{
    size_t at = 0;
    while (at < text.length && (unsigned char)text.data[at] < 0x80) {
        at++;
    }
    if (at == text.length) {
        return true;
    }
    struct csv_result *result = &worker->result;
    size_t valid = utf8_valid_prefix(text.data + at, text.length - at);
    if (!result->is_utf8 && !result->is_not_utf8) {
        result->is_utf8 = valid > 0;
        result->is_not_utf8 = valid == 0;
    }
    if (at + valid == text.length) {
        return true;
    }
    struct finding_reading entry = {.kind = READ_NOT_CHARACTERS};
    return csv_say(worker, entry, raw, row, text.data + at + valid, failure);
}

static bool check_bytes(struct csv_worker *worker, uint32_t raw, uint32_t row, const struct csv_fields *fields,
                        struct failure *failure)
{
    uint32_t start = fields->bounds[0] + 1;
    struct str text = {worker->data + start, fields->bounds[fields->count] - start};
    const char *nul = worker->scan.has_nul ? memchr(text.data, 0, text.length) : NULL;
    if (nul) {
        struct finding_reading entry = {.kind = READ_NUL};
        if (!csv_say(worker, entry, raw, row, nul, failure)) {
            return false;
        }
    }
    return !worker->scan.not_ascii || check_characters(worker, raw, row, text, failure);
}

/* Blank fields behind the last column do not matter. */
static bool is_ragged(const struct csv_fields *fields, uint64_t count, uint32_t wanted)
{
    if (count < wanted || count > fields->count) {
        return true;
    }
    for (uint32_t f = wanted; f < fields->count; f++) {
        if (str_trim(csv_field(fields, f)).length > 0) {
            return true;
        }
    }
    return false;
}

static bool take_record(struct csv_worker *worker, uint32_t raw, const struct csv_fields *fields, uint64_t count,
                        struct failure *failure)
{
    const struct csv_file *file = worker->reader->file;
    uint32_t row = worker->row_count;
    const char *start = worker->data + (uint32_t)(fields->bounds[0] + 1);
    if (count != file->field_count && is_ragged(fields, count, file->field_count)) {
        struct finding_reading entry = {.kind = READ_RAGGED, .a = (int64_t)count, .b = file->field_count};
        if (!csv_say(worker, entry, raw, row, start, failure)) {
            return false;
        }
    }
    worker->is_ragged |= fields->count < file->field_count;
    worker->row_bounds[row] = worker->scan.records[raw];
    worker->row_fields[row] = fields->count;
    worker->row_raws[row] = raw;
    worker->row_count++;
    return check_bytes(worker, raw, row, fields, failure);
}

static bool take_slowly(struct csv_worker *worker, uint32_t raw, uint64_t count, struct failure *failure)
{
    const struct csv_scan *scan = &worker->scan;
    uint32_t first = scan->records[raw];
    struct csv_fields fields = {worker->data, scan->bounds + first, scan->records[raw + 1] - first};
    const char *start = worker->data + (uint32_t)(fields.bounds[0] + 1);
    struct finding_reading entry = {.kind = READ_SECOND_HEADER};
    switch (csv_kind_of(worker->reader->file, &fields)) {
    case CSV_BLANK: return true;
    case CSV_AGGREGATE: worker->result.aggregates++; return true;
    case CSV_SECOND_HEADER: return csv_say(worker, entry, raw, UINT32_MAX, start, failure);
    case CSV_TOO_LONG:
        entry.kind = READ_LONG_FIELD;
        entry.a = TABLE_TEXT_MOST;
        return csv_say(worker, entry, raw, UINT32_MAX, start, failure);
    case CSV_RECORD: break;
    }
    return take_record(worker, raw, &fields, count > 0 ? count : fields.count, failure);
}

bool csv_rows(struct csv_worker *worker, uint64_t fields, struct failure *failure)
{
    const struct csv_scan *scan = &worker->scan;
    const struct csv_file *file = worker->reader->file;
    const bool all_slowly = scan->has_nul || scan->not_ascii || file->keeps_some || fields > 0;
    worker->row_count = 0;
    worker->is_ragged = false;
    worker->is_filtered = false;
    worker->has_raw_lines = false;
    for (uint32_t r = 0; r < scan->record_count; r++) {
        uint32_t first = scan->records[r];
        uint32_t count = scan->records[r + 1] - first;
        uint32_t start = scan->bounds[first] + 1;
        uint32_t length = scan->bounds[first + count] - start;
        worker->row_bounds[worker->row_count] = first;
        worker->row_fields[worker->row_count] = count;
        worker->row_raws[worker->row_count] = r;
        if (!all_slowly && csv_is_plain(file, worker->data + start, length, count)) {
            worker->row_count++;
        } else if (!take_slowly(worker, r, r == 0 ? fields : 0, failure)) {
            return false;
        }
    }
    return true;
}
