/* intake: from the files of a return, by its schema, to tables.
 *
 * A file is sniffed first (intake_sniff): CSV or XML, which collection, which table, which period, as far as its head
 * tells. It is then read (intake_read), in one pass, straight into typed columns. Each batch of records is shown to the
 * consumer, which may check what needs no other record; the columns that the caller asks to keep go on into a table of
 * the dataset. What is wrong with the bytes goes to the log; only what stops the reading is a failure.
 *
 * Knows nothing of rules.
 */
#ifndef PROBITY_INTAKE_INTAKE_H
#define PROBITY_INTAKE_INTAKE_H

#include "base/source.h"
#include "finding/reading.h"
#include "schema/schema.h"
#include "table/dataset.h"

#define INTAKE_HEADER_ROWS_MOST 50u   /* the header is looked for in so many rows */
#define INTAKE_CSV_COLUMNS_MOST 4096u /* of a header */
#define INTAKE_XML_DEPTH_MOST 64u

/* What the head of a file tells. */
struct intake_sniffed {
    enum dataset_format format;
    uint32_t collection;       /* index into the schemas, or SCHEMA_NONE when the file is none that they know */
    uint32_t form;             /* CSV: index into the schema's forms */
    uint32_t table;            /* CSV: index into the schema's tables */
    char delimiter;            /* CSV */
    uint64_t header_offset;    /* CSV: where the header row begins, … */
    uint32_t header_line;      /* … its file line, from 1, … */
    uint64_t data_offset;      /* … and where the record behind it begins */
    int period;                /* named in the head of the file (XML); else 0 */
    struct str authority;      /* likewise; else empty */
    bool many;                 /* records name their own period or authority: it may hold many returns */
    enum finding_kind refused; /* when collection is SCHEMA_NONE: why; READ_EMPTY, READ_UNKNOWN_FILE … */
    struct str near_miss;      /* for "is none that Probity knows": what it came nearest to; may be empty */
    bool is_workbook;
    struct str sheet; /* of a workbook: the name of the sheet that is read */
    uint32_t
        next_sheet; /* another sheet that the schemas know, or SCHEMA_NONE: an input of its own, with `from_sheet` */
};

/* An input file, as long as the run lasts: reports go back to it for the places of findings. */
struct intake_input {
    struct source *source;
    enum dataset_role role;
    uint32_t from_sheet; /* of a workbook: the first sheet that is looked at */
    struct intake_sniffed sniffed;
    struct intake_index *index; /* finds records again; made by intake_read() */
    /* CSV: position of each schema column in the file's records, or UINT32_MAX; by column of the table. */
    uint32_t *fields;
};

bool intake_sniff(struct intake_input *input, const struct schema *const *schemas, uint32_t schema_count,
                  uint32_t wanted_collection /* or SCHEMA_NONE */, struct arena *keep, struct failure *failure);

/* Called for each batch. batch() may run on several threads at once, one a worker; what it finds must be held back per
 * worker until commit(), which is called in the order of the file, or discard(), when the reader had guessed wrongly
 * where a record begins and reads the stretch again. `first_record` is the number, from 1 in its table, of the first
 * record that was shown to batch() for that table since the last commit() or discard() of this worker. Any may be
 * NULL. */
struct intake_consumer {
    void *context;
    bool (*batch)(void *context, unsigned worker, uint32_t table, const struct table_batch *batch,
                  struct failure *failure);
    bool (*commit)(void *context, unsigned worker, uint32_t table, uint64_t first_record, struct failure *failure);
    void (*discard)(void *context, unsigned worker, uint32_t table);
    /* Long work may be told of: bytes done of bytes in all. Called from one thread at a time. */
    void (*progress)(void *context, uint64_t done, uint64_t size);
};

/* Which records of a table are kept: those whose cell in a text or code column is one of some texts. It is for tables of
 * millions of records of which few are ever asked for; whoever sets it must know that. */
struct intake_filter {
    uint32_t column; /* of the schema's table */
    bool squeeze;    /* the texts are without blanks, and cells are compared so */
    bool upper;      /* likewise, in capitals (ASCII) */
    struct intake_keys *keys;
};

/* The texts. A record whose cell is none of them may be kept as well, now and then. */
struct intake_keys *intake_keys_new(const struct table_dictionary *texts, struct failure *failure);
void intake_keys_free(struct intake_keys *keys); /* NULL is fine */

struct intake_request {
    const struct schema *schema;
    uint32_t collection;
    uint32_t input_index; /* what findings and origins call this file */
    unsigned threads;
    int period;           /* given or found; 0: the records say, or nobody does */
    struct str authority; /* given or found; empty: likewise */
    int period_meant;     /* the only one whose lack in the schema is worth telling; 0: any is */
    bool is_compared;     /* it is not checked: records that are left out are no news */
    /* It is a reference table: its records may come in several files, and those that its form leaves out are no news. */
    bool is_reference;
    const bool *const *keep; /* by table: by column, whether to keep it; keep[t] NULL: all columns; keep NULL: all */
    /* By table; NULL: all records. A format or file in which it does no good may leave it alone and keep more. Of the
     * records that are not kept, only the key is looked at, and the consumer is shown none of the table. */
    const struct intake_filter *const *filters;
    struct intake_consumer consumer;
};

/* Reads the whole file into the dataset. Of a file that sniffing refused (collection SCHEMA_NONE) nothing is read, and
 * the log gets the finding that says so; request->schema may be NULL then. A file of many returns is told apart by
 * the period and authority of its records, which need not be contiguous. CSV of many returns is kept whole and not
 * shown to the consumer. */
bool intake_read(struct intake_input *input, const struct intake_request *request, struct dataset *dataset,
                 struct finding_log *log, struct failure *failure);

/* Where a cell is. */
struct intake_place {
    uint32_t line; /* file line, from 1; of a workbook, the row of the sheet */
    uint32_t
        column; /* in characters, from 1; of the record when the cell is not in the file; of a workbook, of the sheet */
    struct str value;   /* the cell as it stands in the file, unquoted; in the locator's memory until the next call */
    struct str excerpt; /* a window of the file line round the cell; likewise */
    uint32_t excerpt_caret; /* in characters from the start of `excerpt`; its length in characters follows */
    uint32_t excerpt_width;
};

/* Finds cells of one input again. Cheapest when asked in the order of the file. Not for several threads at once. */
struct intake_locator; /* opaque */
struct intake_locator *intake_locator_open(struct intake_input *input, const struct schema *schema,
                                           struct failure *failure);
void intake_locator_close(struct intake_locator *locator);
/* From now on places have no excerpts, which cost more than all else. */
void intake_locator_leave_out_excerpts(struct intake_locator *locator);

/* `record` from 1 in its table; `offset` and `line` from the table's origin, or UINT64_MAX and 0 when it has none.
 * `column` is the schema's column, or SCHEMA_NONE for the record as a whole. */
bool intake_locate(struct intake_locator *locator, uint32_t table, uint64_t record, uint64_t offset, uint32_t line,
                   uint32_t column, struct intake_place *place, struct failure *failure);
/* For a finding of reading: the excerpt at a byte offset. */
bool intake_locate_offset(struct intake_locator *locator, uint64_t offset, uint32_t line, struct intake_place *place,
                          struct failure *failure);

void intake_input_close(struct intake_input *input);

#endif
