#include <stdlib.h>

#include "base/parallel.h"
#include "intake/csv_reader.h"

/* A record has at most so many fields in a batch; with very wide records there are fewer in one. */
static void size_batches(struct csv_reader *reader)
{
    uint32_t fields = reader->file->field_count;
    uint32_t rows = reader->tuning.rows;
    if ((uint64_t)rows * fields > CSV_BOUNDS_MOST) {
        rows = CSV_BOUNDS_MOST / fields;
    }
    reader->batch_rows = rows;
    reader->stride = rows;
    uint64_t bounds = (uint64_t)rows * fields + fields;
    reader->bound_most = (uint32_t)(bounds < 4096 ? 4096 : bounds);
}

static bool make_absent(struct csv_reader *reader, struct failure *failure)
{
    reader->absent_values = calloc(reader->batch_rows, sizeof *reader->absent_values);
    reader->absent_states = malloc(reader->batch_rows);
    if (!reader->absent_values || !reader->absent_states) {
        return failure_memory(failure);
    }
    memset(reader->absent_states, TABLE_MISSING, reader->batch_rows);
    return true;
}

/* The columns that have the same value in every record. */
static bool make_fixed(struct csv_reader *reader, struct failure *failure)
{
    const struct csv_file *file = reader->file;
    reader->fixed_values = malloc(file->fixed_count * reader->stride * sizeof *reader->fixed_values + 1);
    reader->fixed_states = malloc(reader->stride + 1);
    if (!reader->fixed_values || !reader->fixed_states) {
        return failure_memory(failure);
    }
    memset(reader->fixed_states, TABLE_VALUE, reader->stride);
    for (uint32_t c = 0; c < file->fixed_count; c++) {
        for (size_t i = 0; i < reader->stride; i++) {
            reader->fixed_values[c * reader->stride + i] = file->fixed[c].value;
        }
    }
    return true;
}

static bool make_workers(struct csv_reader *reader, struct failure *failure)
{
    reader->workers = calloc(reader->threads, sizeof *reader->workers);
    if (!reader->workers) {
        return failure_memory(failure);
    }
    for (unsigned i = 0; i < reader->threads; i++) {
        reader->workers[i].reader = reader;
    }
    for (unsigned i = 0; i < reader->threads; i++) {
        if (!csv_worker_init(&reader->workers[i], reader, i, failure)) {
            return false;
        }
    }
    return true;
}

static bool read_chunks(struct csv_reader *reader, struct failure *failure)
{
    reader->from = reader->next;
    reader->done = false;
    bool read = reader->next >= reader->file->end || parallel_ordered(reader->threads, SIZE_MAX, csv_chunk_work,
                                                                      csv_chunk_commit, reader, &reader->done, failure);
    /* What other workers had read ahead when it turned out that they need not. */
    for (unsigned i = 0; i < reader->threads; i++) {
        csv_chunk_discard(&reader->workers[i]);
    }
    return read;
}

/* So far everything was ASCII, which is the same in Windows-1252: reading goes on where it was. */
static bool read_recoded(struct csv_reader *reader, struct csv_file *file, struct failure *failure)
{
    if (!source_recode(file->source, SOURCE_WINDOWS_1252, failure)) {
        return false;
    }
    file->end = source_size(file->source);
    file->note_count = 0;
    reader->must_recode = false;
    reader->is_utf8 = true;
    if (!csv_file_find_notes(file, failure) || !read_chunks(reader, failure)) {
        return false;
    }
    reader->index->end = file->end;
    return true;
}

static bool say_file(const struct csv_reader *reader, enum finding_kind kind, uint64_t offset, uint64_t line,
                     uint64_t count, struct failure *failure)
{
    struct finding_reading entry = {.kind = kind,
                                    .input = reader->file->input,
                                    .offset = offset,
                                    .line = (uint32_t)line,
                                    .table = reader->file->table->name,
                                    .a = (int64_t)count};
    return finding_log_add(reader->log, entry, failure);
}

static bool say_rest(const struct csv_reader *reader, struct failure *failure)
{
    const struct csv_file *file = reader->file;
    if (source_encoding(file->source) == SOURCE_WINDOWS_1252 &&
        !say_file(reader, READ_WINDOWS_1252, UINT64_MAX, 0, 0, failure)) {
        return false;
    }
    return file->note_count == 0 || reader->request->is_reference ||
           say_file(reader, READ_NOTES_BELOW, file->end, reader->line, file->note_count, failure);
}

static bool read_all(struct csv_reader *reader, struct csv_file *file, struct failure *failure)
{
    if (!csv_target_open(reader, failure) || !make_absent(reader, failure) || !make_fixed(reader, failure) ||
        !make_workers(reader, failure) || !read_chunks(reader, failure)) {
        return false;
    }
    if (reader->must_recode && !read_recoded(reader, file, failure)) {
        return false;
    }
    return csv_target_finish(reader, failure) && say_rest(reader, failure);
}

static void free_reader(struct csv_reader *reader)
{
    for (unsigned i = 0; reader->workers && i < reader->threads; i++) {
        csv_worker_free(&reader->workers[i]);
    }
    free(reader->workers);
    free(reader->absent_values);
    free(reader->absent_states);
    free(reader->fixed_values);
    free(reader->fixed_states);
    csv_target_close(reader);
}

/* Where in the file's records each column of the table is. */
static bool note_fields(struct intake_input *input, const struct csv_file *file, struct failure *failure)
{
    uint32_t count = file->table->column_count;
    uint32_t *fields = malloc(((size_t)count + 1) * sizeof *fields);
    if (!fields) {
        return failure_memory(failure);
    }
    for (uint32_t c = 0; c < count; c++) {
        fields[c] = CSV_NO_FIELD;
    }
    for (uint32_t i = 0; i < file->column_count; i++) {
        fields[file->columns[i].column] = file->columns[i].field;
    }
    free(input->fields);
    input->fields = fields;
    return true;
}

/* Bytes above 127 before the data, which sniffing has found to be UTF-8. */
static bool head_has_characters(const struct csv_file *file, bool *has, struct failure *failure)
{
    char bytes[4096];
    for (uint64_t at = 0; at < file->data_offset && !*has; at += sizeof bytes) {
        uint64_t left = file->data_offset - at;
        size_t length = left < sizeof bytes ? (size_t)left : sizeof bytes;
        int64_t got = source_read(file->source, at, bytes, length, failure);
        if (got < 0) {
            return false;
        }
        for (int64_t i = 0; i < got; i++) {
            *has |= (unsigned char)bytes[i] > 127;
        }
    }
    return true;
}

static bool read_opened(struct intake_input *input, const struct intake_request *request, struct csv_tuning tuning,
                        struct csv_file *file, struct csv_reader *reader, struct failure *failure)
{
    enum source_encoding encoding = source_encoding(file->source);
    *reader = (struct csv_reader){.file = file,
                                  .request = request,
                                  .role = input->role,
                                  .tuning = tuning,
                                  .cells = tuning.kernel == CSV_SCALAR ? csv_cells_plain() : csv_cells_best(),
                                  .threads = request->threads > 0 ? request->threads : 1,
                                  .dataset = reader->dataset,
                                  .log = reader->log,
                                  .index = input->index->csv,
                                  .next = file->data_offset,
                                  .line = file->data_line,
                                  .is_utf8 = encoding != SOURCE_UTF8};
    if (reader->threads > PARALLEL_THREADS_MOST) {
        reader->threads = PARALLEL_THREADS_MOST;
    }
    if (!head_has_characters(file, &reader->is_utf8, failure) || !csv_file_find_notes(file, failure)) {
        return false;
    }
    input->index->csv->end = file->end;
    input->index->csv->input = file->input;
    size_batches(reader);
    bool read = read_all(reader, file, failure);
    free_reader(reader);
    return read;
}

bool csv_read_tuned(struct intake_input *input, const struct intake_request *request, struct csv_tuning tuning,
                    struct dataset *dataset, struct finding_log *log, struct failure *failure)
{
    struct csv_file file;
    struct csv_reader reader = {.dataset = dataset, .log = log};
    input->index->csv = calloc(1, sizeof *input->index->csv);
    if (!input->index->csv) {
        return failure_memory(failure);
    }
    bool read = csv_file_open(&file, input, request->schema, request, log, failure) &&
                note_fields(input, &file, failure) && read_opened(input, request, tuning, &file, &reader, failure);
    csv_file_close(&file);
    return read;
}

bool intake_csv_read(struct intake_input *input, const struct intake_request *request, struct dataset *dataset,
                     struct finding_log *log, struct failure *failure)
{
    struct csv_tuning tuning = {.chunk = CSV_CHUNK,
                                .tail = CSV_TAIL,
                                .tail_most = CSV_TAIL_MOST,
                                .rows = TABLE_BATCH_ROWS,
                                .kernel = csv_kernel_best()};
    return csv_read_tuned(input, request, tuning, dataset, log, failure);
}

void intake_csv_index_free(struct intake_csv_index *index)
{
    if (index) {
        array_free(&index->marks);
        free(index);
    }
}
