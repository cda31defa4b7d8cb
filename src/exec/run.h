/* run: a program and one return: what has been prepared for it.
 */
#ifndef PROBITY_EXEC_RUN_H
#define PROBITY_EXEC_RUN_H

#include "base/parallel.h"
#include "exec/prepared.h"
#include "exec/timing.h"
#include "exec/worker.h"

/* Tables of fewer rows are not worth a second thread. */
#define BATCHES_FOR_THREADS 8u

struct exec_run {
    struct exec_program *program;
    struct exec_tables given;
    struct table **tables; /* by plan table; those that are made are added when they are */
    uint32_t *lacks;       /* by plan table: the table that is not there and without which it cannot be; PLAN_NONE */
    void **made;           /* by item; NULL: not made yet */
    const struct exec_run *common; /* what it has in common with other runs; NULL: nothing. See exec_run_use() */
    struct arena arena;
    struct arena kept[PARALLEL_THREADS_MOST];  /* what each thread made … */
    struct arena brief[PARALLEL_THREADS_MOST]; /* … and what no words need: until the rules have run */
    uint64_t number;                           /* of the program's runs */
    unsigned threads;
    bool remembers;     /* see worker.h */
    uint64_t undecided; /* texts on which a pattern reached a limit */
};

/* Lets go of what was made and no words need. */
void prepare_forget(struct exec_run *run);

/* The workers of a run while it works. */
struct crew {
    struct exec_run *run;
    struct worker *workers[PARALLEL_THREADS_MOST];
    unsigned count;
};

bool crew_open(struct crew *crew, struct exec_run *run, unsigned count, struct failure *failure);
/* Adds up what its workers remember of the run, and makes them idle. */
void crew_close(struct crew *crew);

static inline const void *run_item(const struct worker *worker, uint32_t item)
{
    return worker->run->made[item];
}

static inline uint32_t table_rows(const struct table *table)
{
    return table ? table->row_count : 0;
}

static inline uint32_t table_batches(const struct table *table)
{
    return (uint32_t)(((uint64_t)table_rows(table) + TABLE_BATCH_ROWS - 1) / TABLE_BATCH_ROWS);
}

/* prepare.c: makes the items that are wanted, by item, and have not been made yet, several at once where they do not rest
 * on one another. Adds what each took to `nanoseconds`, unless that is NULL. */
bool prepare_wanted(struct crew *crew, const bool *wanted, uint64_t *nanoseconds, struct failure *failure);

/* batches.c: runs the rules of one plan table (PLAN_NONE: those about the whole return) for which active[rule] is set.
 * Hits are added batch by batch; what nodes took, and each rule besides, to `timing`, unless that is NULL. */
bool batches_run(struct crew *crew, uint32_t table, const bool *active, struct exec_hits *hits,
                 const struct timing *timing, struct failure *failure);

#endif
