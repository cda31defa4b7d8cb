/* item: something that is made once per return, before the nodes that read it are worked out: a view, an order, an
 * index, the values of a node for all rows of a table.
 *
 * Items are numbered so that an item rests on items of smaller number only. Equal items are made once, so that queries
 * share their indexes. What an item becomes is in prepare.h.
 */
#ifndef PROBITY_EXEC_ITEM_H
#define PROBITY_EXEC_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"

#define ITEM_DEPTH_MOST 200u /* how deep views, definitions and queries may rest on one another */
#define NO_ITEM UINT32_MAX

enum item_kind {
    ITEM_TABLE,   /* words: table (a view, or data)                  */
    ITEM_ORDER,   /* table                                           its natural order */
    ITEM_COLUMN,  /* table, node                                     the node's value for each row */
    ITEM_ORDINAL, /* table, node                                     the same of a text or boolean, as numbers that are
                   *                                                 in the order of the values */
    ITEM_INDEX,   /* table, key nodes …                              groups of rows with equal keys */
    ITEM_GROUPS,  /* table, filter, key nodes …                      the rows of each group that pass the filter */
    ITEM_SORTED,  /* table, inner node, filter, key nodes …          the same, sorted by a node's value */
    ITEM_RANKING, /* table, then node and descending by turns …      a total order of all rows */
    ITEM_QUERY,   /* query                                           sums and trees that its kind needs */
    ITEM_UNIQUE   /* node                                            is each row's key unlike all earlier ones? */
};

struct item {
    enum item_kind kind;
    uint32_t *words;
    uint32_t word_count;
    /* Items that it needs. Its maker knows the first ones by their place:
     *   ORDINAL   column
     *   INDEX     the keys' columns
     *   GROUPS    index, filter's column
     *   SORTED    groups, node's column
     *   RANKING   order of the table, nodes' columns
     *   QUERY     nothing: see query_program
     *   UNIQUE    the keys' columns
     *   TABLE     of a view: for each part: condition's column, columns' columns; CHAIN: starts' column, order behind
     * NO_ITEM stands where there is nothing to need. */
    uint32_t *uses;
    uint32_t use_count;
};

struct exec_program;

/* Makes the items that rules and their words need, and fills in what refers to items: node_info.item,
 * query_program's items, rule_program's lists. */
bool items_make(struct exec_program *program, struct failure *failure);

#endif
