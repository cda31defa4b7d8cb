/* tally: the answer to a query for one lane, row by row.
 */
#ifndef PROBITY_EXEC_TALLY_H
#define PROBITY_EXEC_TALLY_H

#include "exec/prepared.h"
#include "exec/worker.h"

struct tally {
    wide_integer sum;
    const struct worker *worker;
    const struct plan_query *query;
    uint64_t rows;            /* that were added */
    int64_t best;             /* least or greatest value, or rank */
    ARRAY_OF(int64_t) values; /* of COUNT_DISTINCT */
    uint32_t lane;
    bool is_open;
    bool by_text; /* values are ids of texts that are to be compared by their bytes */
    bool has_best;
    bool malformed; /* one of the values was */
};

struct tally_answer {
    int64_t value;
    enum table_state state;
};

void tally_start(struct tally *tally, uint32_t lane);
/* `value` is the row's rank for FIRST and LAST. False and a failure when memory is refused. */
bool tally_add(struct tally *tally, int64_t value, enum table_state state);
/* For MINIMUM and MAXIMUM the best value, for FIRST and LAST the best rank. */
struct tally_answer tally_answer(struct tally *tally);
void tally_free(struct tally *tally);

/* How many different numbers there are; sorts them. */
uint32_t tally_distinct(int64_t *values, size_t count);

/* What is to be said of no rows at all. */
struct tally_answer tally_of_none(enum plan_query_kind kind);

#endif
