/* prepare: makes items for a run. Each function returns what the item becomes (see prepared.h), in `keep`, or
 * NULL and preparation->failure.
 */
#ifndef PROBITY_EXEC_PREPARE_H
#define PROBITY_EXEC_PREPARE_H

#include "exec/run.h"

/* What making needs: the run, the workers that may be used, room that lasts, and room to be given back. */
struct preparation {
    struct exec_run *run;
    struct worker **workers;
    unsigned threads; /* so many workers; other threads may be making other things */
    struct arena *keep;
    struct arena *scratch;
    struct failure *failure;
};

typedef void *prepare_item(struct preparation *preparation, const struct item *item);

prepare_item prepare_table;   /* view.c */
prepare_item prepare_order;   /* order.c */
prepare_item prepare_ranking; /* order.c */
prepare_item prepare_column;  /* column.c */
prepare_item prepare_ordinal; /* ordinal.c */
prepare_item prepare_index;   /* index.c */
prepare_item prepare_groups;  /* index.c */
prepare_item prepare_sorted;  /* index.c */
prepare_item prepare_query;   /* query_prepare.c */
prepare_item prepare_unique;  /* unique.c */

/* Texts in order, and each row's place among them. False when memory is refused. */
bool ordinals_make(const struct table_dictionary *dictionary, const int64_t *values, const uint8_t *states,
                   uint32_t count, struct arena *keep, struct arena *scratch, struct column *column);
/* The number that a text would have among the ordinals. */
int64_t ordinals_find(const struct worker *worker, const struct ordinals *ordinals, int64_t id);

/* A table's column as a key to sort by: texts by their order. Its memory is scratch. */
struct sort_key;
bool prepare_sort_key(struct preparation *preparation, const struct table *table, uint32_t index, struct sort_key *key);

/* The group with these keys, or NO_GROUP. */
uint32_t index_find(const struct index *index, const int64_t *keys);

/* common.c: takes those of the wanted items that the run has in common with others and that have been made. */
void prepare_borrow(struct exec_run *run, const bool *wanted);

static inline const void *item_use(const struct preparation *preparation, const struct item *item, uint32_t use)
{
    uint32_t used = item->uses[use];
    return used == NO_ITEM ? NULL : preparation->run->made[used];
}

/* A zeroed array in `keep`; NULL and a failure. */
void *keep_array(struct preparation *preparation, size_t count, size_t size);
#define KEEP_ARRAY(preparation, count, type) ((type *)keep_array((preparation), (count), sizeof(type)))
#define KEEP_NEW(preparation, type) KEEP_ARRAY(preparation, 1, type)

static inline enum table_state column_state(const struct column *column, uint32_t row)
{
    return (enum table_state)(column->truths ? truth_state(column->truths[row]) : column->states[row]);
}

#endif
