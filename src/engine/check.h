/* check: what a check holds between reading and reporting. For engine/ only.
 *
 * Findings are a few bytes each: what was found, in which return, at which row. They are put in order and worded when a
 * report is written.
 */
#ifndef PROBITY_ENGINE_CHECK_H
#define PROBITY_ENGINE_CHECK_H

#include "base/array.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/map.h"
#include "compare/matrix.h"
#include "engine/library.h"
#include "engine/notes.h"
#include "finding/reading.h"
#include "intake/intake.h"
#include "table/dataset.h"

#define CHECK_NONE UINT32_MAX
#define CHECK_INPUTS_MOST 10000u
#define CHECK_SHEETS_MOST 256u /* of workbooks, beyond the first of each */

/* A file, and what the report says of it. */
struct check_input {
    struct intake_input intake;
    const char *path;            /* as reports name it */
    uint32_t file;               /* the input that is the first of the same file's sheets; mostly itself */
    const char *role;            /* as in reports */
    const struct schema *schema; /* NULL: none that Probity knows */
    uint32_t collection;         /* index in the library; of a reference, in its references */
    bool is_reference;
    bool is_named; /* a reference of which the user said which table it is */
    bool is_notes;
    bool is_built_in;
    bool was_read;
    char sha256[HASH_SHA256_HEX];
    bool incomplete; /* an error of reading that belongs to no one record */
};

/* The tables that a plan runs over, and the run. A return has two: over the tables that were kept, and over the rows
 * that were kept because a rule that ran while reading hit them. */
struct check_run {
    struct exec_tables tables;
    struct table **bound; /* by plan table */
    struct exec_run *run;
    struct exec_hits hits;
};

/* What the returns of one plan have in common: reference tables, the lines of statements, and what a run makes of them. */
struct check_common {
    const struct library_plan *plan;
    struct table **bound; /* by plan table; NULL: there is none, or it is a return's */
    struct table **made;  /* by plan table: those of them that were made for the plan: owned */
    uint32_t returns;     /* how many have it */
    struct exec_run *run; /* NULL: not made yet, or of one return only */
};

/* The tables that a plan is given for one return. */
struct check_binding {
    struct check_common *common;
    struct table **bound; /* by plan table; NULL: there is none */
};

struct check_return {
    uint32_t index;            /* in the dataset */
    struct library_plan *plan; /* NULL: there is no schema for its period */
    struct check_run kept;
    struct check_run streamed;           /* run is NULL when nothing ran while reading */
    struct table **streamed_rows;        /* by schema table: owned; NULL where nothing was hit */
    struct check_binding binding;        /* of `kept` */
    bool *done;                          /* by plan rule: ran while reading */
    const bool *const *keep;             /* by schema table: which columns outlive their batch; NULL: not asked yet */
    uint64_t *times;                     /* by plan rule: nanoseconds; NULL: not measured */
    uint32_t *skipped;                   /* by plan rule: the plan table that it lacks, or PLAN_NONE */
    uint64_t counts[FINDING_SEVERITIES]; /* without explained queries */
    uint64_t explained;
    uint64_t records;
    uint32_t rules_run;
    uint64_t undecided; /* texts that a pattern could not decide */
    struct report_skipped *skipped_codes;
    uint32_t skipped_count;
    struct report_found *found; /* of the report being written */
    uint32_t found_count;
    enum finding_verdict verdict;
};

/* One finding. */
struct check_finding {
    uint64_t position; /* in its input: offset or record, for the order only */
    uint32_t input;    /* CHECK_NONE: no place */
    uint32_t of;       /* return that it is of, or CHECK_NONE */
    uint32_t code;     /* index into codes */
    uint32_t what;     /* plan rule; of a reading: entry of the log */
    uint32_t row;
    uint32_t note;   /* which explains it, + 1; 0: none */
    uint16_t column; /* of its first place, for the order only */
    uint8_t severity;
    bool streamed;
    bool reading;
};

/* Everything that was found under one code. */
struct check_code {
    struct str code;
    enum finding_severity severity;
    const struct finding_kind_text *kind; /* of reading; else NULL … */
    const struct rule *rule;              /* … and this one is set */
    uint64_t found;
    uint64_t explained; /* of these */
};

struct check_timing {
    struct str code;
    uint64_t nanoseconds;
};

struct check_streams;

struct probity_check {
    struct probity_library *library;
    struct arena arena;
    struct dataset dataset;
    struct finding_log log;
    struct check_input *inputs;
    uint32_t input_count;
    uint32_t input_most;
    ARRAY_OF(struct check_return) returns; /* those to be checked */
    ARRAY_OF(struct check_finding) findings;
    ARRAY_OF(struct check_code) codes;   /* in the order of codes */
    struct map code_index;               /* by code */
    uint64_t counts[FINDING_SEVERITIES]; /* without explained queries */
    uint64_t explained;
    struct notes notes;
    struct {
        struct str collection, period, authority; /* empty: not given */
    } given;                                      /* options, as receipts name them */
    enum finding_verdict verdict;
    ARRAY_OF(struct check_common *) commons;
    struct calendar *calendar;    /* NULL until a plan needs it, or when no bank holidays are known */
    bool works_out;               /* indicators */
    bool has_others;              /* in the files to be checked: returns that --authority and --period do not mean */
    bool compares;                /* returns with each other: no rule is run, and everything that was read is kept */
    struct compare_matrix matrix; /* of the returns checked, and of those given to compare with; may be empty */
    unsigned threads;
    bool timing;
    bool sha256;
    ARRAY_OF(struct check_timing) timings;
    uint64_t started; /* nanoseconds of processor time used before */
};

/* check.c: opens and reads the files; their returns have their periods and authorities. NULL and a failure. */
struct probity_check *check_read(struct probity_library *library, const struct probity_check_options *options,
                                 bool compares, struct failure *failure);

/* kept.c: which columns of each table must outlive their batch: by schema table, by column. NULL and a failure. */
const bool *const *check_columns_to_keep(struct probity_check *check, const struct intake_request *request,
                                         const struct library_plan *plan, const struct probity_check_options *options,
                                         struct failure *failure);

/* inputs.c: opens the files, finds out what they are, reads them. */
bool check_open_inputs(struct probity_check *check, const struct probity_check_options *options,
                       struct failure *failure);
/* The returns, and what must be known before them. */
bool check_read_inputs(struct probity_check *check, const struct probity_check_options *options,
                       struct failure *failure);
/* One reference table: by column what to keep, and which records; NULL: all. */
bool check_read_reference(struct probity_check *check, uint32_t index, const struct probity_check_options *options,
                          const bool *const *keep, const struct intake_filter *const *filters, struct failure *failure);
/* SHA-256 of the file's own bytes. */
bool check_hash_source(struct source *source, char sha256[HASH_SHA256_HEX], struct failure *failure);
void check_close_inputs(struct probity_check *check);
/* Adds a file of the reference folder to the inputs, under the name `shown`, and reads it. */
bool check_read_built_in(struct probity_check *check, uint32_t reference, const char *path, const char *shown,
                         struct failure *failure);

/* sought.c: reads the reference tables that are still to be read, when the returns and their plans are there. */
bool check_read_references(struct probity_check *check, const struct probity_check_options *options,
                           struct failure *failure);

/* references.c: reference tables. NULL: it was not given. */
struct table *check_reference_table(const struct probity_check *check, struct str name);
/* Rules that run while a return is read may ask for this one: it must be read before. */
bool check_is_early(const struct check_input *input);
/* Does the table name councils by codes or names of others? */
bool check_names_authorities(const struct schema *schema);
/* Puts the councils' three-digit codes in their place. */
bool check_settle_authorities(struct probity_check *check, const struct schema *schema, struct failure *failure);
/* Reads the built-in ones that the plan needs and that were not given, and makes the calendar of working days. */
bool check_need_references(struct probity_check *check, const struct plan *plan, struct failure *failure);

/* Last year's return and reference data are not, and need not be of a period that the schema has. */
static inline bool check_is_checked(const struct probity_check *check, const struct dataset_return *data)
{
    return data->role == DATASET_RETURN && data->collection < check->library->collection_count;
}

/* chosen.c: sets aside the returns that --authority and --period do not mean. A failure when they mean none of those that
 * were given. */
bool check_choose_returns(struct probity_check *check, const struct probity_check_options *options,
                          struct failure *failure);
/* Does a file that says that it is of this authority say so of another than --authority means? */
bool check_names_another(const struct probity_check *check, struct str authority,
                         const struct probity_check_options *options);

/* Is it the council of every return that is to be checked? Files that do not name their council are of that one, and of none
 * where there are several. */
bool check_is_only_council(const struct probity_check *check, struct str authority);

/* period.c: the period of returns whose files name none. */
bool check_infer_periods(struct probity_check *check, const struct probity_check_options *options,
                         struct failure *failure);

/* The first input that a return's tables came from; CHECK_NONE when it has no record. */
uint32_t check_first_input(const struct dataset_return *data);

/* streams.c: what happens while a file is read: progress is told, and rules that need one record only are run. */
struct check_streams *check_streams_open(struct probity_check *check, uint32_t input,
                                         const struct probity_check_options *options, struct intake_consumer *consumer,
                                         struct failure *failure);
/* From now on the rules of this return run; the plan must be there. */
bool check_streams_follow(struct check_streams *streams, uint32_t of, struct failure *failure);
/* Once the file has been read. */
bool check_streams_finish(struct check_streams *streams, struct failure *failure);
void check_streams_close(struct check_streams *streams);

/* figures.c: were other returns given, or reference tables that indicators look up? */
bool check_has_comparison(struct probity_check *check, const struct probity_check_options *options, bool *has,
                          struct failure *failure);

/* binding.c. What a binding is made of lives in `keep` and the check. */
bool check_binding_init(struct probity_check *check, struct check_binding *binding, const struct library_plan *plan,
                        struct arena *keep, struct failure *failure);
/* The tables are those of the return `data`; may be called again when more have been read. */
bool check_binding_fill(struct probity_check *check, const struct library_plan *plan, const struct dataset_return *data,
                        struct check_binding *binding, struct failure *failure);
/* A run over the tables of the binding, which is filled. Of the plan's returns all should have been bound. NULL and a failure. */
struct exec_run *check_binding_run(struct probity_check *check, const struct check_binding *binding,
                                   const struct exec_tables *tables, unsigned threads, struct failure *failure);
void check_commons_free(struct probity_check *check);
/* Why a plan table has none, in words. Data is NULL when memory is refused. */
struct str check_lack_reason(const struct probity_check *check, const struct library_plan *plan,
                             const struct dataset_return *data, uint32_t plan_table, struct arena *keep);
/* What else exec/ wants to know of the return. */
bool check_exec_tables(struct probity_check *check, const struct dataset_return *data, struct table *const *bound,
                       struct exec_tables *tables, struct failure *failure);

/* returns.c: the returns to be checked. */
int64_t check_return_of(struct probity_check *check, uint32_t dataset_return, struct failure *failure);
bool check_bind(struct probity_check *check, struct check_return *of, struct failure *failure);
/* Did a reorganisation make this authority, so that it has no last year of its own? */
bool check_is_new(const struct probity_check *check, const struct dataset_return *data);
/* Last year's return: of the same authority (or of the only one, where files name none), for the period before, if the
 * schema has that period. NULL: there is none. */
const struct dataset_return *check_last_year(const struct probity_check *check, const struct dataset_return *data);
bool check_run_rules(struct probity_check *check, struct check_return *of, struct failure *failure);
/* Makes a finding where a pattern met its limits. */
bool check_tell_undecided(struct probity_check *check, const struct check_return *of, struct failure *failure);
void check_return_free(struct check_return *of, uint32_t table_count);

/* timing.c: how long each rule took. */
bool check_timing_add(struct probity_check *check, const struct check_return *of, struct failure *failure);
/* Nanoseconds of processor time that this process has used, on all its threads. */
uint64_t check_processor_time(void);

/* findings.c: gathers, counts and orders them. */
bool check_gather(struct probity_check *check, struct failure *failure);
bool check_order(struct probity_check *check, enum report_order order, struct failure *failure);

/* notes.c: reads the notes, finds the queries that they explain, and makes findings of what is wrong with them. */
bool check_load_notes(struct probity_check *check, struct failure *failure);
bool check_apply_notes(struct probity_check *check, struct failure *failure);
/* NULL: it is not explained. */
const struct report_note *check_note_of(const struct probity_check *check, const struct check_finding *finding);

/* codes.c: what was found, by code. */
uint32_t check_code_of_rule(struct probity_check *check, const struct rule *rule, struct failure *failure);
uint32_t check_code_of_reading(struct probity_check *check, enum finding_kind kind, struct failure *failure);
/* Puts the codes into the order of their texts. */
bool check_sort_codes(struct probity_check *check, struct failure *failure);

/* cell.c: what a kept cell that is no text would be in a file; nothing of others. */
void check_cell_write(const struct table *table, uint32_t column, int64_t row, struct buffer *out);

#endif
