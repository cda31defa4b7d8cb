/* csv_file: what the reader has to know of one CSV file, worked out from its header row before its records are read,
 * and never changed while they are.
 */
#ifndef PROBITY_INTAKE_CSV_FILE_H
#define PROBITY_INTAKE_CSV_FILE_H

#include "intake/intake.h"

#define CSV_NO_FIELD UINT32_MAX
/* The header row is looked for in so many bytes at most. */
#define CSV_HEAD_MOST (UINT32_C(1) << 20)

/* A column of the table that the file has. */
struct csv_column {
    uint32_t column; /* of the table */
    uint32_t field;  /* of the file's records */
    enum table_type type;
    unsigned scale;                           /* of numbers */
    bool first_word;                          /* the code is the first word of the text */
    const struct schema_code_list *spellings; /* NULL: the code is taken as it stands */
};

/* A column of the table that has the same value in every record. */
struct csv_fixed {
    uint32_t column;
    int64_t value;
};

struct csv_file {
    struct source *source;
    const struct schema *schema;
    const struct schema_form *form;
    const struct schema_table *table;
    uint32_t table_index;
    uint32_t input;
    char delimiter;
    uint32_t field_count;     /* of the header, without blank ones at its end */
    const struct str *header; /* field_count texts, trimmed */
    uint64_t header_start;    /* the first bytes of the header row, which a second one shares, … */
    uint64_t header_mask;     /* … as many as the first field has, up to eight */
    struct csv_column *columns;
    uint32_t column_count;
    struct csv_fixed *fixed; /* columns that the file has no field for */
    uint32_t fixed_count;
    uint32_t copies; /* how many columns one field serves at most */
    bool many;
    int period;            /* of records that name none; 0: unknown */
    uint32_t period_field; /* CSV_NO_FIELD: there is none */
    uint32_t *only_fields; /* by condition of the form; CSV_NO_FIELD: the file has no such column */
    bool keeps_some;       /* some condition can be looked at */
    uint32_t *authority_fields;
    uint32_t authority_count;
    uint64_t data_offset;
    uint32_t data_line;
    uint64_t end; /* of the data: the end of the file, or where notes begin */
    uint64_t note_count;
    struct arena arena; /* owns the arrays */
};

/* Are these two headers the same? Case, white space and "_" do not matter. */
bool csv_header_equal(struct str a, struct str b);

/* The fields of the record at the start of `bytes`, unquoted and trimmed, in `keep`; *next gets where the next record
 * begins. At most `most` fields are given, *count says how many there are. NULL and a failure. */
struct str *csv_split(struct str bytes, char delimiter, uint32_t most, uint64_t *count, size_t *next,
                      struct arena *keep, struct failure *failure);

/* csv_heading.c: the rows above the header row. */
struct csv_headings {
    const struct str **rows; /* the fields of each */
    uint32_t *counts;
    uint32_t row_count;
};
bool csv_headings_read(struct csv_headings *headings, struct csv_file *file, uint64_t header_offset,
                       struct failure *failure);
/* Does this heading stand above the field, or above one to its left with nothing in between? */
bool csv_heading_is_over(const struct csv_headings *headings, uint32_t field, struct str heading);
/* The first financial year that stands there, by the year in which it starts; false when there is none. */
bool csv_headings_year(const struct csv_headings *headings, int *starts_in);

/* Reads the header row where sniffing found it and finds each column. What is wrong with the header goes to the log,
 * unless that is NULL. */
bool csv_file_open(struct csv_file *file, struct intake_input *input, const struct schema *schema,
                   const struct intake_request *request, struct finding_log *log, struct failure *failure);
void csv_file_close(struct csv_file *file);

/* Looks at the end of the file for notes below the data, and sets `end` and `note_count`. */
bool csv_file_find_notes(struct csv_file *file, struct failure *failure);

/* Is this text one of those that stand for a closed or absent cell? */
bool csv_is_closed(const struct schema_form *form, struct str text);

/* How a record is to be taken. */
enum csv_kind { CSV_RECORD, CSV_BLANK, CSV_SECOND_HEADER, CSV_AGGREGATE, CSV_TOO_LONG };

/* The fields of a record: bounds as in struct csv_scan. */
struct csv_fields {
    const char *data;
    const uint32_t *bounds; /* count + 1 */
    uint32_t count;         /* those that are in `bounds`; there may be more */
};

enum csv_kind csv_kind_of(const struct csv_file *file, const struct csv_fields *fields);

/* Nearly every record: it has the header's fields, begins with something visible, which may stand behind a quotation
 * mark, so that it is not blank, and does not begin like the header. It is a CSV_RECORD unless the form keeps only some.
 * At least eight bytes from `start` on can be read. */
static inline bool csv_is_plain(const struct csv_file *file, const char *start, uint32_t length, uint32_t fields)
{
    uint64_t head;
    memcpy(&head, start, sizeof head);
    const unsigned char first = (unsigned char)start[*start == '"'];
    return (fields == file->field_count) & (first - 0x21u < 0x5eu) & (first != '"') &
           (first != (unsigned char)file->delimiter) & (length <= TABLE_TEXT_MOST) &
           ((head & file->header_mask) != file->header_start);
}

/* A field as it stands, without its line break; empty when the record lacks it. */
struct str csv_field(const struct csv_fields *fields, uint32_t field);

/* A field's text: unquoted (into `room`, as long as the field), trimmed. */
struct str csv_field_text(struct str field, char *room, struct str *stray);

/* The period that a text names, as a form writes it. */
bool csv_period(struct str text, enum schema_year_style style, int *period);

/* How the file writes amounts in a period; NULL: in pounds, exactly. */
const struct schema_scale *csv_scale(const struct schema_form *form, int period);

#endif
