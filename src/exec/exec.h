/* exec: runs a plan over the tables of one return.
 *
 * Columnar: nodes are worked out for batches of TABLE_BATCH_ROWS lanes, each node once per batch however many rules
 * share it. Orders, indexes, derived columns and views are made once per return, when first needed. Findings come out
 * as hits of a few bytes; exec_word() words them afterwards by running the message's nodes over the hits' rows.
 *
 * Sees base, finding, table and plan only.
 */
#ifndef PROBITY_EXEC_EXEC_H
#define PROBITY_EXEC_EXEC_H

#include "base/calendar.h"
#include "base/failure.h"
#include "plan/plan.h"
#include "table/table.h"

/* One place where a rule is broken. */
struct exec_hit {
    uint32_t rule; /* index into plan->rules */
    uint32_t row;  /* of the rule's table; 0 for a rule about the whole return */
};

struct exec_hits {
    struct exec_hit *items;
    size_t count;
    size_t capacity;
};

/* What a plan is run over. Owns nothing. */
struct exec_tables {
    struct table *const *tables; /* by plan table; NULL: not given. Views and DATA tables are made by exec itself */
    struct table_dictionary *dictionary; /* of all texts in the tables */
    int64_t period_start;                /* as dates; */
    int64_t period_end;
    struct str period;               /* "2017-18" */
    struct str authority;            /* empty: unknown */
    struct str format;               /* "csv" or "xml" */
    const struct calendar *calendar; /* working days; NULL: unknown */
};

struct exec_program; /* a plan made ready: patterns compiled, sets indexed. Shared by returns and threads */

struct exec_program *exec_program_new(const struct plan *plan, struct failure *failure);
void exec_program_free(struct exec_program *program);

struct exec_run; /* a program and a return: keeps the orders and indexes until it is freed */

/* Runs of one program may be made, run, worded and freed at any time, but by one thread at a time. */
struct exec_run *exec_run_new(struct exec_program *program, const struct exec_tables *tables, unsigned threads,
                              struct failure *failure);
void exec_run_free(struct exec_run *run);

/* Makes what is the same for all returns over the same reference tables and lines of statements: their orders, indexes,
 * columns. `tables` has those; others are not looked at, and may be NULL. It is no run of a return: it is only used by
 * runs, and freed after them. */
struct exec_run *exec_run_common(struct exec_program *program, const struct exec_tables *tables, unsigned threads,
                                 struct failure *failure);
/* From now on the run takes these things from there, if it has the same tables, and else makes its own. */
void exec_run_use(struct exec_run *run, const struct exec_run *common);

/* Runs all rules whose tables are there. skipped[r] is set for each plan rule r that did not run, to the plan table that
 * it lacks (else PLAN_NONE). Rules marked in `done` (by plan rule; may be NULL) have run while reading and are left out.
 * Hits are added in the order of rules, then rows. To times[r] is added how many nanoseconds the rule took, its part of
 * what it shares with others included (see timing.h); NULL: not asked for. */
bool exec_run_rules(struct exec_run *run, const bool *done, struct exec_hits *hits, uint32_t *skipped, uint64_t *times,
                    struct failure *failure);

/* How many texts a pattern could not decide on within PCRE2's limits so far; the rule was then unknown, not broken. */
uint64_t exec_run_undecided(const struct exec_run *run);

/* One hit in words. */
struct exec_worded_place {
    int64_t row;     /* TABLE_NO_ROW: there is no such record */
    uint32_t table;  /* plan table; a view's places lead to the table that its rows come from */
    uint32_t column; /* TABLE_NO_COLUMN: the record as a whole */
};

struct exec_worded {
    struct str message;
    const struct exec_worded_place *places;
    uint32_t place_count;
};

/* Makes what the messages and places of these rules need (by plan rule): before any of their hits is worded. */
bool exec_run_prepare_words(struct exec_run *run, const bool *rules, struct failure *failure);

/* Words hits of the program's runs, one thread at a time. Several may be at work at once, while none of the program's
 * runs is being made, run, prepared or freed; made and freed by one thread, as runs are. */
struct exec_wording;
struct exec_wording *exec_wording_new(struct exec_program *program, struct failure *failure);
void exec_wording_free(struct exec_wording *wording); /* NULL is fine */

/* Words `count` hits of one rule. `words` is filled in; texts and places go to `keep`. */
bool exec_word(struct exec_wording *wording, const struct exec_run *run, uint32_t rule, const uint32_t *rows,
               uint32_t count, struct exec_worded *words, struct arena *keep, struct failure *failure);

/* Leads a place in a view, once the run's rules have run, to the record that the view's row comes from. */
void exec_trace(const struct exec_run *run, struct exec_worded_place *place);

/* The same rules while reading. One stream serves one plan table; only rules that stream run. Hits of each worker are
 * held back until the commit, when the rows that were hit are added, with the columns that wording needs, to `kept`, a
 * table of the caller's (same layout; its dictionary is the dataset's), and hits to `hits` with their rows in `kept`. */
struct exec_stream;
struct exec_stream *exec_stream_new(struct exec_program *program, uint32_t plan_table, const struct exec_tables *tables,
                                    unsigned threads, struct table *kept, struct exec_hits *hits,
                                    struct failure *failure);
/* A worker's batches share a dictionary, which grows; another one may only come right after a commit or discard, and must
 * not stand where the one before stood. */
bool exec_stream_batch(struct exec_stream *stream, unsigned worker, const struct table_batch *batch,
                       struct failure *failure);
/* `first_record`: number of the first record shown since the worker's last commit or discard. kept's origin.records gets
 * each row's record; offsets, lines and inputs, where it has them, the batch's and origin.input. */
bool exec_stream_commit(struct exec_stream *stream, unsigned worker, uint64_t first_record, struct failure *failure);
void exec_stream_discard(struct exec_stream *stream, unsigned worker);
/* From now on it is measured how long each rule takes; and the times so far, added to times[r]. Both when no worker is at
 * work. */
bool exec_stream_time(struct exec_stream *stream, struct failure *failure);
bool exec_stream_times(const struct exec_stream *stream, uint64_t *times, struct failure *failure);
/* As exec_run_undecided(); to be asked when no worker is at work. */
uint64_t exec_stream_undecided(const struct exec_stream *stream);
void exec_stream_free(struct exec_stream *stream);

#endif
