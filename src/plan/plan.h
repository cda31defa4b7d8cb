/* plan: the typed form that the rules of one collection and one period become. All rules of a collection share one
 * plan, so that what two rules have in common (an expression, a filter, an order, an index) is one node.
 *
 * A plan is made by rule/ and run by exec/; it knows neither. It is a directed graph of nodes without cycles: a node's
 * arguments have smaller indexes than the node. Equal nodes are made once (plan_node_add). plan_verify() checks every
 * invariant that is stated here, and exec/ trusts them. plan_print() writes it for people.
 *
 * Scopes. A node is evaluated in a frame: a stack of scopes, each with a table and, for each lane, a row of it. Scope 0
 * is the rule's record. A query opens the next scope, over the records that it looks at. A node says by `scopes` which
 * ones it reads (bit k for scope k). A row is a row number, or missing.
 */
#ifndef PROBITY_PLAN_PLAN_H
#define PROBITY_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/failure.h"
#include "finding/severity.h"
#include "table/type.h"

#define PLAN_NONE UINT32_MAX
#define PLAN_SCOPES_MOST 6u
#define PLAN_NODES_MOST 200000u
#define PLAN_KEYS_MOST 8u
#define PLAN_RATIO_SCALE 6u /* of a quotient */

enum plan_operation {
#define PLAN_OPERATION(name, text, result, arguments, payload) PLAN_##name,
#include "plan/operations.def"
#undef PLAN_OPERATION
    PLAN_OPERATIONS
};

struct plan_operation_text {
    const char *name;
    char result;
    const char *arguments;
};
const struct plan_operation_text *plan_operation_text(enum plan_operation operation);

enum plan_type { PLAN_TYPE_BOOLEAN, PLAN_TYPE_NUMBER, PLAN_TYPE_DATE, PLAN_TYPE_MONTH, PLAN_TYPE_TEXT, PLAN_TYPE_ROW };
enum plan_unit { PLAN_UNIT_PLAIN, PLAN_UNIT_MONEY }; /* of numbers: how they are written, and what may be compared */

enum plan_parameter {
    PLAN_PERIOD_START, /* date */
    PLAN_PERIOD_END,   /* date */
    PLAN_PERIOD,       /* text, "2017-18" */
    PLAN_AUTHORITY,    /* text; missing when unknown */
    PLAN_FORMAT,       /* text, "csv" or "xml" */
    PLAN_PARAMETERS
};

struct plan_node {
    enum plan_operation operation;
    enum plan_type type;
    enum plan_unit unit;   /* of numbers */
    uint8_t scale;         /* of numbers */
    uint8_t scopes;        /* bit k: reads scope k */
    bool ignore_case;      /* text comparisons and sets */
    uint32_t table;        /* of a ROW or other row-valued node: index into plan->tables; else PLAN_NONE */
    uint32_t arguments[4]; /* node indexes, PLAN_NONE where there is none */
    const uint32_t *list;  /* UNIQUE: the key's nodes */
    uint32_t list_count;
    int64_t number; /* the operation's payload */
};

enum plan_table_role {
    PLAN_TABLE_RETURN,    /* of the return that is checked */
    PLAN_TABLE_LAST_YEAR, /* of the same authority's return for the period before */
    PLAN_TABLE_WITH,      /* of another collection's return */
    PLAN_TABLE_LINES,     /* the lines of a statement, from the schema */
    PLAN_TABLE_DATA,      /* a table that stands in a rule file */
    PLAN_TABLE_REFERENCE, /* given by --reference */
    PLAN_TABLE_VIEW       /* made from others: plan->views */
};

/* Is it a table of the collection's schema: of this return, or of last year's? */
static inline bool plan_is_of_schema(enum plan_table_role role)
{
    return role == PLAN_TABLE_RETURN || role == PLAN_TABLE_LAST_YEAR;
}

struct plan_table {
    struct str name; /* as rules write it: "last_year.Episodes", "table_a1.lines" */
    enum plan_table_role role;
    uint32_t index;        /* RETURN, LAST_YEAR, LINES: the schema's table; DATA, VIEW: in the plan; else PLAN_NONE */
    struct str collection; /* WITH: which */
    const struct table_layout *layout;
    const uint32_t *by; /* natural order, as in the schema; of views: as declared */
    uint32_t by_count;
    const uint32_t *order;
    uint32_t order_count;
    uint32_t parent; /* plan table, or PLAN_NONE */
};

/* A node over one table, worked out once per row before the nodes that read it: scope 0 is a row of `table`. */
struct plan_derived {
    uint32_t table;
    uint32_t node;
};

enum plan_query_kind {
    PLAN_EXISTS, /* boolean, never unknown */
    PLAN_COUNT,  /* number, never unknown */
    PLAN_SUM,    /* of value; missing values left out; no values: 0 */
    PLAN_MINIMUM,
    PLAN_MAXIMUM, /* of value; missing values left out; no values: missing */
    PLAN_FIRST,
    PLAN_LAST,          /* row: first or last by `order`; missing when there is none */
    PLAN_COUNT_DISTINCT /* of value; missing values left out */
};

/* Looks at the rows r of `table` for which
 *      inner_keys[i](r) = outer_keys[i](frame)   for all i   (a missing key matches nothing)
 *  and filter(r)                                              is true
 *  and low <= bound(r) <= high …                              see ranges
 *  and residual(frame + r)                                    is true
 *  and r is not left_out(frame)                               if it leaves one out
 * Inner nodes (inner_keys, filter, ranges' inner, and value when value_is_inner) are over scope 0 = a row of `table`, so
 * that queries share them and the indexes made from them; outer nodes are in the frame of the node that holds the query;
 * residual, and value when not value_is_inner, are in that frame with one scope more, `scope`. */
struct plan_range {
    uint32_t inner;                 /* node over the table */
    enum plan_operation comparison; /* inner LESS outer, inner LESS_EQUAL outer, or with `flipped` outer … inner */
    bool flipped;
    uint32_t outer; /* node in the frame */
};

struct plan_query {
    enum plan_query_kind kind;
    uint32_t table;
    uint8_t scope; /* number of the scope it opens */
    uint32_t key_count;
    uint32_t inner_keys[PLAN_KEYS_MOST];
    uint32_t outer_keys[PLAN_KEYS_MOST];
    uint32_t filter; /* or PLAN_NONE */
    const struct plan_range *ranges;
    uint32_t range_count;
    uint32_t residual; /* or PLAN_NONE */
    bool leaves_out;
    uint32_t left_out; /* a row of `table`: a node in the frame */
    uint32_t value;    /* SUM, MINIMUM, MAXIMUM, COUNT_DISTINCT; else PLAN_NONE */
    bool value_is_inner;
    const uint32_t *order; /* FIRST, LAST: inner nodes; behind them the table's own natural order, then the values of
                               * all columns decide; never the place in the file */
    const bool *descending;
    uint32_t order_count;
};

/* A set of constants, sorted and without repetition. Numbers are at the scale of the node that asks. With ignore_case
 * the texts are in upper case. */
struct plan_set {
    enum plan_type type;
    const int64_t *numbers;
    const struct str *texts;
    uint32_t count;
    bool ignore_case;
    struct str name; /* the code list it stands for; may be empty */
};

struct plan_pattern {
    struct str text; /* PCRE2, with UTF; anchored at both ends by exec/ */
    bool ignore_case;
};

enum plan_view_kind {
    PLAN_VIEW_SELECT, /* rows of the parts that meet their conditions */
    PLAN_VIEW_CHAIN   /* groups of consecutive rows of one part: a new group where `starts` is true or the
                               * natural order's group changes */
};

enum plan_view_take {
    PLAN_TAKE_ROW,
    PLAN_TAKE_FIRST,
    PLAN_TAKE_LAST,
    PLAN_TAKE_MINIMUM,
    PLAN_TAKE_MAXIMUM,
    PLAN_TAKE_SUM,
    PLAN_TAKE_COUNT
};

struct plan_view_column {
    uint32_t node;            /* over scope 0 = a row of the part's table */
    enum plan_view_take take; /* CHAIN; SELECT has PLAN_TAKE_ROW */
};

struct plan_view_part {
    uint32_t table;
    bool given;                             /* the table may be absent, and then counts as empty */
    uint32_t condition;                     /* or PLAN_NONE */
    const struct plan_view_column *columns; /* one for each column of the view */
};

struct plan_view {
    enum plan_view_kind kind;
    const struct plan_view_part *parts; /* CHAIN: one */
    uint32_t part_count;
    uint32_t column_count;
    uint32_t starts;      /* CHAIN: node over a row of the part's table */
    const uint32_t *keep; /* SELECT: columns of the view; of rows that agree in them the first is kept, … */
    uint32_t keep_count;
    const uint32_t *keep_order; /* … in the order of these columns, missing last */
    uint32_t keep_order_count;
};

/* A table that stands in a rule file: exec/ or engine/ makes the table from it. */
struct plan_data {
    const struct table_layout *layout;
    const int64_t *values; /* row by row; texts: index into plan->texts */
    const uint8_t *states;
    uint32_t row_count;
};

enum plan_style { PLAN_STYLE_VALUE, PLAN_STYLE_PERCENT, PLAN_STYLE_WHOLE, PLAN_STYLE_ISO };

/* A message is literal text and values by turns. */
struct plan_piece {
    struct str literal; /* used when node is PLAN_NONE */
    uint32_t node;
    enum plan_style style;
};

/* A cell, or a whole record, that a finding points at. */
struct plan_place {
    uint32_t row;    /* row-valued node in scope 0 */
    uint32_t column; /* of that row's table; TABLE_NO_COLUMN: the record */
};

struct plan_rule {
    uint32_t rule;   /* index into the rule set that the plan was made from (several with `each`) */
    struct str code; /* "104"; with the collection's prefix: full_code */
    struct str full_code;
    enum finding_severity severity;
    uint32_t table;   /* plan table of scope 0; PLAN_NONE: the return as a whole, one lane */
    uint32_t when;    /* boolean node, or PLAN_NONE */
    uint32_t require; /* boolean node; a finding where it is false */
    const struct plan_piece *message;
    uint32_t message_count;
    const struct plan_place *places;
    uint32_t place_count;
    const uint32_t *needs; /* plan tables without which it is skipped */
    uint32_t need_count;
    bool streams; /* reads nothing but cells of its own record and parameters: may run while reading */
};

struct plan {
    int period;
    struct arena arena; /* owns everything below but the arrays */
    ARRAY_OF(struct plan_node) nodes;
    ARRAY_OF(struct plan_table) tables;
    ARRAY_OF(struct plan_derived) derived;
    ARRAY_OF(struct plan_query) queries;
    ARRAY_OF(struct plan_set) sets;
    ARRAY_OF(struct plan_pattern) patterns;
    ARRAY_OF(struct str) texts;
    ARRAY_OF(struct plan_view) views; /* a view reads tables and views of smaller index only */
    ARRAY_OF(struct plan_data) data;
    ARRAY_OF(struct plan_rule) rules;
    struct plan_index *index; /* of equal nodes; opaque */
};

struct plan *plan_new(int period, struct failure *failure);
void plan_free(struct plan *plan);

/* The node's index: of an equal one if there is one. Works out `scopes`. PLAN_NONE and a failure when refused. */
uint32_t plan_node_add(struct plan *plan, struct plan_node node, struct failure *failure);
uint32_t plan_text_add(struct plan *plan, struct str text, struct failure *failure);    /* copied */
uint32_t plan_set_add(struct plan *plan, struct plan_set set, struct failure *failure); /* sorted and copied */
uint32_t plan_pattern_add(struct plan *plan, struct plan_pattern pattern, struct failure *failure);
uint32_t plan_query_add(struct plan *plan, struct plan_query query, struct failure *failure);
uint32_t plan_derived_add(struct plan *plan, struct plan_derived derived, struct failure *failure);

/* Leaves out the nodes, queries, sets … that no rule and no view reads, and numbers the others anew. Tables, views and
 * data stay. To be called once, when the last rule has been added. */
bool plan_compact(struct plan *plan, struct failure *failure);

/* False and a failure that names the node when an invariant does not hold. */
bool plan_verify(const struct plan *plan, struct failure *failure);

void plan_print(const struct plan *plan, struct buffer *out);
void plan_print_node(const struct plan *plan, uint32_t node, struct buffer *out);

/* Marks the columns of a plan table that any rule, view, query, message or place reads: an array of bool, one for each
 * column of its layout. With `streamed`, rules that stream from this table are left out. */
bool plan_columns_read(const struct plan *plan, uint32_t table, bool streamed, bool *columns, struct failure *failure);

/* The same for what the messages and places of the rules read that stream from this table. */
bool plan_columns_worded(const struct plan *plan, uint32_t table, bool *columns, struct failure *failure);

#endif
