/* csv_reader: one CSV file being read, in chunks, by several workers.
 *
 * A record belongs to the chunk in which it begins. A worker reads its chunk, guesses that the first line break in
 * it is a record's end, and makes batches of the records behind it. When its turn comes (parallel_ordered), the
 * guess is held against where the chunk before ended: if it was wrong, what was made of the chunk is thrown away and
 * it is read again from the right place. Only commits touch what the workers share.
 */
#ifndef PROBITY_INTAKE_CSV_READER_H
#define PROBITY_INTAKE_CSV_READER_H

#include "base/array.h"
#include "format/csv.h"
#include "intake/csv_cells.h"
#include "intake/csv_file.h"
#include "intake/internal.h"

#define CSV_CHUNK (UINT32_C(256) * 1024)
/* What is read beyond a chunk for its last record: at first, and at most before its commit. */
#define CSV_TAIL (UINT32_C(4) * 1024)
#define CSV_TAIL_MOST (UINT32_C(64) * 1024)
/* A longer record is skipped. */
#define CSV_RECORD_MOST (UINT32_C(4) * 1024 * 1024)
#define CSV_BOUNDS_MOST UINT32_C(65536)

/* Room before and behind what is read, for loops that look further than a field. */
#define CSV_MARGIN 64u

#define CSV_NOWHERE UINT64_MAX
#define CSV_NO_PERIOD INT32_MIN

/* Tests make chunks tiny, so that every byte comes to lie at an edge. */
struct csv_tuning {
    uint32_t chunk;
    uint32_t tail;
    uint32_t tail_most;
    uint32_t rows; /* of a batch */
    enum csv_kernel kernel;
};

/* Where some records begin, for finding the others. */
struct csv_mark {
    uint64_t record; /* from 1 */
    uint64_t offset;
    uint64_t line;
};

struct intake_csv_index {
    ARRAY_OF(struct csv_mark) marks; /* in order */
    uint64_t end;                    /* of the data */
    uint32_t input;
};

/* What has been made of one chunk and waits for its commit, besides what the consumer has. */
struct csv_result {
    uint64_t begin; /* where the first record began; CSV_NOWHERE: the chunk was not read */
    uint64_t next;  /* where the record behind the last one begins */
    bool stuck;     /* the record at `next` was too long to be read before the commit */
    bool shown;     /* the consumer has seen a batch */
    uint32_t rows;
    uint64_t breaks; /* line breaks in [begin, next) */
    uint64_t aggregates;
    bool is_utf8;                    /* the first bytes that are not ASCII are a character of UTF-8 */
    bool is_not_utf8;                /* or they are not */
    uint64_t no_period;              /* rows */
    char bad_period[40];             /* a text that names no period */
    ARRAY_OF(struct csv_mark) marks; /* relative: records from 0, lines from 0 */
};

struct csv_worker {
    struct csv_reader *reader;
    unsigned number;
    /* One block: room in front, what was read, room behind, and the texts that had to be unquoted. */
    char *block;
    char *data;        /* in it */
    uint32_t capacity; /* for what is read */
    uint32_t side_capacity;
    uint32_t side_used;
    uint64_t base; /* offset of data[0] in the source */
    uint32_t loaded;
    uint32_t at; /* how far data has been made into batches */
    struct csv_scan scan;
    /* The rows of the batch, at most reader->batch_rows: where each has its first bound, how many fields it has, and
     * which record of the scan it is. */
    uint32_t *row_bounds;
    uint32_t *row_fields;
    uint32_t *row_raws;
    uint32_t row_count;
    bool is_filtered;    /* the batch has only the rows that the filter let through, … */
    uint32_t *chosen;    /* … and these are what they were before */
    bool is_ragged;      /* some row lacks fields */
    uint32_t *raw_lines; /* line of each record of the scan, from 0; made when needed, in batches with breaks inside */
    bool has_raw_lines;
    struct csv_strip strip;
    uint32_t apart_bounds[2 * CSV_STRIP]; /* of a field that is not taken from the scan as it is */
    uint32_t apart_rows[CSV_STRIP];
    int64_t *values; /* by column of the file, reader->stride each */
    uint8_t *states;
    struct table_vector *vectors; /* by column of the table */
    int32_t *periods;             /* by row; files of many returns only */
    int64_t *authorities;         /* ids of `dictionary`, or -1 */
    struct table_dictionary *dictionary;
    bool *quoted;            /* by column of the file: most of its fields are in quotation marks */
    struct csv_codes *codes; /* by column of the file */
    struct finding_log log;
    struct csv_result result;
    /* Kept columns of the chunk, with this worker's ids, and texts as spans. */
    struct table *kept;
    int32_t *kept_periods;
    int64_t *kept_authorities;
    uint32_t kept_capacity;
    int64_t *translated; /* from ids of `dictionary` to the dataset's; -1: not yet */
    uint32_t translated_count;
};

/* Where the rows go. */
struct csv_target {
    struct table *table;                /* a return's; of many returns, our own until it is divided */
    bool *keep;                         /* by column of the table */
    const struct intake_filter *filter; /* which rows; NULL: all */
    int32_t *periods;                   /* many: by row */
    int64_t *authorities;               /* many: ids of the dataset's dictionary, or -1 */
    uint32_t capacity;                  /* of these two */
};

struct csv_reader {
    const struct csv_file *file;
    const struct intake_request *request;
    enum dataset_role role;
    struct csv_tuning tuning;
    unsigned threads;
    const struct csv_cells *cells;
    uint32_t batch_rows;
    size_t stride; /* from column to column */
    uint32_t bound_most;
    struct csv_worker *workers;
    struct csv_target target;
    struct dataset *dataset;
    struct finding_log *log;
    struct intake_csv_index *index;
    int64_t *absent_values; /* for columns that the file lacks */
    uint8_t *absent_states;
    int64_t *fixed_values; /* for those that have one value in every record: by entry of file->fixed, stride each */
    uint8_t *fixed_states;
    /* What has been committed. */
    uint64_t from; /* where task 0 begins */
    uint64_t next; /* where the next record begins */
    uint64_t line; /* and its line, from 1 */
    uint64_t records;
    uint64_t aggregates;
    uint64_t no_period;
    char bad_period[40];
    bool is_utf8;     /* certainly */
    bool must_recode; /* the file turned out to be Windows-1252, from `next` on */
    bool done;
};

/* csv_worker.c */
bool csv_worker_init(struct csv_worker *worker, struct csv_reader *reader, unsigned number, struct failure *failure);
void csv_worker_free(struct csv_worker *worker);
/* Reads [offset, offset + length) of the source into data. */
bool csv_worker_load(struct csv_worker *worker, uint64_t offset, uint32_t length, struct failure *failure);
/* Reads so many bytes more. */
bool csv_worker_load_more(struct csv_worker *worker, uint32_t length, struct failure *failure);
/* Sees to it that so many bytes can be unquoted. Moves data. */
bool csv_worker_side(struct csv_worker *worker, uint64_t length, struct failure *failure);
/* Where the next text may be unquoted. */
char *csv_worker_room(const struct csv_worker *worker);
/* Forgets what was made of the chunk, but for its marks' memory. */
void csv_worker_reset(struct csv_worker *worker);

/* csv_rows.c: which of the scan's records are rows. `fields` is the first record's number of fields where the scan does
 * not have all of them, else 0. */
bool csv_rows(struct csv_worker *worker, uint64_t fields, struct failure *failure);
/* A finding about a place in the worker's data; `row` is the batch's, or UINT32_MAX. */
bool csv_say(struct csv_worker *worker, struct finding_reading entry, uint32_t raw, uint32_t row, const char *at,
             struct failure *failure);

/* csv_slow.c: any field, with all its trimmings. */
bool csv_slow_cell(struct csv_worker *worker, uint32_t column, uint32_t row, struct str field, int64_t *value,
                   uint8_t *state, struct failure *failure);
bool csv_slow_keys(struct csv_worker *worker, struct failure *failure);

/* csv_batch.c: makes a batch of the scan's records. */
bool csv_batch(struct csv_worker *worker, uint64_t fields, struct failure *failure);
struct csv_fields csv_row_fields(const struct csv_worker *worker, uint32_t row);

/* csv_chunk.c: the two halves of a task. */
bool csv_chunk_work(void *context, unsigned worker, size_t task, struct failure *failure);
bool csv_chunk_commit(void *context, unsigned worker, size_t task, struct failure *failure);
/* Throws away what the worker has made and not committed. */
void csv_chunk_discard(struct csv_worker *worker);

/* csv_filter.c: leaves those rows in the batch whose key, which has been read, is looked for. */
void csv_filter_rows(struct csv_worker *worker, uint32_t key);

/* csv_keep.c */
bool csv_keep_batch(struct csv_worker *worker, struct failure *failure);
bool csv_keep_commit(struct csv_worker *worker, struct failure *failure);

/* csv_returns.c */
bool csv_target_open(struct csv_reader *reader, struct failure *failure);
bool csv_target_finish(struct csv_reader *reader, struct failure *failure);
void csv_target_close(struct csv_reader *reader);

/* csv_read.c: intake_csv_read() with chunks of another size. */
bool csv_read_tuned(struct intake_input *input, const struct intake_request *request, struct csv_tuning tuning,
                    struct dataset *dataset, struct finding_log *log, struct failure *failure);

#endif
