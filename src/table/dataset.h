/* dataset: the returns that one run checks: tables by authority and period, and the texts they share.
 *
 * Owns the returns, their tables and the dictionary.
 */
#ifndef PROBITY_TABLE_DATASET_H
#define PROBITY_TABLE_DATASET_H

#include "base/arena.h"
#include "base/array.h"
#include "base/map.h"
#include "table/table.h"

enum dataset_role {
    DATASET_RETURN,   /* to be checked */
    DATASET_PREVIOUS, /* given as last year's */
    DATASET_WITH      /* another collection's, to be compared with */
};

enum dataset_format { DATASET_CSV, DATASET_XML };

struct dataset_return {
    uint32_t collection; /* index into the engine's schemas */
    enum dataset_role role;
    enum dataset_format format;
    int period;            /* the year in which it starts; 0 when unknown */
    struct str authority;  /* three-digit code; empty when unknown */
    struct table **tables; /* by the schema's table index; NULL for a table that was not given */
    uint32_t table_count;
};

struct dataset {
    struct table_dictionary *dictionary;
    struct arena arena; /* texts of the returns */
    ARRAY_OF(struct dataset_return) returns;
    struct map by_key; /* from "collection/role/period/authority" to the return's index */
};

bool dataset_init(struct dataset *dataset, struct failure *failure);
void dataset_free(struct dataset *dataset);

/* The return with this key, made if need be; its index, or -1 and a failure. */
int64_t dataset_return(struct dataset *dataset, uint32_t collection, uint32_t table_count, enum dataset_role role,
                       int period, struct str authority, struct failure *failure);

#endif
