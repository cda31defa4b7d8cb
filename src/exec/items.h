/* items: what items.c and item_query.c share while a program's items are found.
 */
#ifndef PROBITY_EXEC_ITEMS_H
#define PROBITY_EXEC_ITEMS_H

#include "exec/program.h"

typedef ARRAY_OF(uint32_t) item_list;

struct item_builder {
    struct exec_program *program;
    struct failure *failure;
    unsigned depth;
    uint32_t *seen; /* by node: the mark of the walk that saw it last */
    uint32_t mark;
    item_list waiting;
};

/* The item, made if need be, and all that it rests on before it. False and a failure when refused. */
bool item_make(struct item_builder *builder, enum item_kind kind, const uint32_t *words, uint32_t count,
               uint32_t *item);

/* A table that is made: NO_ITEM for one that is given. */
bool item_of_table(struct item_builder *builder, uint32_t table, uint32_t *item);
/* A node's values; NO_ITEM for PLAN_NONE. */
bool item_of_column(struct item_builder *builder, uint32_t table, uint32_t node, uint32_t *item);
/* A node's values as numbers that are equal where the values are, and, with `ordered`, in the same order. */
bool item_of_numbers(struct item_builder *builder, uint32_t table, uint32_t node, bool ordered, uint32_t *item);

/* Adds the items that nodes need that are worked out in one frame. */
bool items_of_node(struct item_builder *builder, uint32_t node, item_list *uses);

/* item_query.c: how a query is answered, and from which items. */
bool items_of_query(struct item_builder *builder, uint32_t query, item_list *uses);

#endif
