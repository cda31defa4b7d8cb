/* trial: rules run over a small return that is made by hand, cell by cell: of a rule's example, or of a published case.
 *
 * Owns the tables, the dictionary of their texts and the run. Texts given to trial_set() are read as a CSV file's cells
 * are. For engine/ only.
 */
#ifndef PROBITY_ENGINE_TRIAL_H
#define PROBITY_ENGINE_TRIAL_H

#include "engine/library.h"

struct trial {
    struct probity_library *library;
    const struct library_plan *made;
    const struct schema *schema;
    struct table_dictionary *dictionary;
    struct table **tables;        /* by plan table; NULL: not given */
    struct exec_tables given;     /* the period's own dates and name, and CSV, until the caller says otherwise */
    struct exec_run *run;         /* once trial_run() has run */
    struct exec_wording *wording; /* likewise */
    struct exec_hits hits;
    uint32_t *lacking; /* by plan rule: the plan table without which it did not run, or PLAN_NONE */
    bool *done;        /* by plan rule: not asked for */
    struct buffer period;
};

/* A trial of the collection's rules of a period that its schema has. Only the schema's lines are given. To be closed
 * whether or not opening it succeeds. */
bool trial_open(struct trial *trial, struct probity_library *library, uint32_t collection, int period,
                struct failure *failure);
/* The same of its indicators. */
bool trial_open_indicators(struct trial *trial, struct probity_library *library, uint32_t collection, int period,
                           struct failure *failure);
void trial_close(struct trial *trial);

/* Gives a plan table of the return, of last year's or of reference data, without a record. */
bool trial_give(struct trial *trial, uint32_t plan_table, struct failure *failure);

/* Reference data that comes with Probity and is made by the library: whether a plan table is of that kind, and giving it. */
bool trial_has_made(const struct trial *trial, uint32_t plan_table);
bool trial_make(struct trial *trial, uint32_t plan_table, struct failure *failure);

/* A cell of a table that is given. A text that cannot be read as the column's type makes it malformed; the empty text is
 * a value of a text or code column, and malformed in all others. */
bool trial_set(struct trial *trial, uint32_t plan_table, uint32_t column, int64_t row, struct str text,
               struct failure *failure);

/* Finds the records' parents and numbers, where the collection has nested tables, and runs the plan rules that are marked in
 * `wanted`. */
bool trial_run(struct trial *trial, const bool *wanted, struct failure *failure);

/* One of the hits in words, once trial_run() has run. */
bool trial_word(struct trial *trial, struct exec_hit hit, struct exec_worded *worded, struct arena *keep,
                struct failure *failure);

#endif
