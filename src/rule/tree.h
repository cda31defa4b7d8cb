/* tree: an expression as parsed, before names are looked up.
 *
 * Trees live in the rule set's arena and never change. Every node knows its source and the bytes of it that it spans, so
 * that a mistake found later can still be shown under a caret.
 */
#ifndef PROBITY_RULE_TREE_H
#define PROBITY_RULE_TREE_H

#include "rule/source.h"

#define RULE_NESTING_MOST 100u /* of brackets, queries and conditions in an expression */
#define RULE_DEPTH_MOST 300u   /* of a tree: "a + b + c" is two deep */

enum rule_tree_kind {
    RULE_TREE_NUMBER,   /* number at scale */
    RULE_TREE_DATE,     /* number: days */
    RULE_TREE_MONTH,    /* number: months */
    RULE_TREE_TEXT,     /* text */
    RULE_TREE_BOOLEAN,  /* number */
    RULE_TREE_NAME,     /* text; `quoted`: in back quotes */
    RULE_TREE_MEMBER,   /* items[0].text */
    RULE_TREE_LOOKUP,   /* items[0][items[1], …] */
    RULE_TREE_STEP,     /* previous, next: number of records on; items[0]: whose, if there is one */
    RULE_TREE_CALL,     /* text(items …) */
    RULE_TREE_LIST,     /* [items …] */
    RULE_TREE_TUPLE,    /* (items …), two or more */
    RULE_TREE_NAME_OF,  /* name of items[0] */
    RULE_TREE_SAME_KEY, /* same text */
    RULE_TREE_TIME,     /* items[0] years: number is an enum rule_time */
    RULE_TREE_NEGATE,
    RULE_TREE_NOT,
    RULE_TREE_ADD,
    RULE_TREE_SUBTRACT,
    RULE_TREE_MULTIPLY,
    RULE_TREE_DIVIDE,
    RULE_TREE_OR_ELSE,
    RULE_TREE_EQUAL,     /* items[2]: within */
    RULE_TREE_NOT_EQUAL, /* likewise */
    RULE_TREE_LESS,
    RULE_TREE_LESS_EQUAL,
    RULE_TREE_GREATER,
    RULE_TREE_GREATER_EQUAL,
    RULE_TREE_BETWEEN, /* items: value, low, high */
    RULE_TREE_IN,      /* items: value, list or name of a code list */
    RULE_TREE_MATCHES, /* items: value, pattern (a RULE_TREE_TEXT) */
    RULE_TREE_IS,      /* number is an enum rule_test; items[0]: of what, if anything */
    RULE_TREE_SAME_AS,
    RULE_TREE_DIFFERS,
    RULE_TREE_AND,
    RULE_TREE_OR,
    RULE_TREE_IF, /* items: condition, then, else */
    RULE_TREE_QUERY
};

enum rule_time { RULE_TIME_DAYS, RULE_TIME_WEEKS, RULE_TIME_MONTHS, RULE_TIME_YEARS, RULE_TIME_WORKING_DAYS };

enum rule_test {
    RULE_TEST_MISSING,
    RULE_TEST_PRESENT,
    RULE_TEST_MALFORMED,
    RULE_TEST_OPEN,
    RULE_TEST_CLOSED,
    RULE_TEST_FIRST,
    RULE_TEST_LAST,
    RULE_TEST_UNIQUE
};

enum rule_query_kind {
    RULE_QUERY_EXISTS,
    RULE_QUERY_NO,
    RULE_QUERY_COUNT,
    RULE_QUERY_COUNT_DISTINCT,
    RULE_QUERY_SUM,
    RULE_QUERY_MINIMUM,
    RULE_QUERY_MAXIMUM,
    RULE_QUERY_FIRST,
    RULE_QUERY_LAST
};

struct rule_tree;

struct rule_query {
    enum rule_query_kind kind;
    const struct rule_tree *table; /* NULL with `under` */
    struct str alias;              /* "as e"; empty: none */
    bool other;                    /* all records but the one at hand */
    const struct rule_tree *where; /* or NULL */
    const struct rule_tree *value; /* of sum, min, max and count distinct */
    const struct rule_tree *under; /* sum(value under line) */
    const struct rule_tree *const *order;
    const bool *descending;
    uint32_t order_count;
};

struct rule_tree {
    enum rule_tree_kind kind;
    bool negated; /* "is not", "not in", "not between", "not matches" */
    bool given;   /* "if given" stands behind it */
    bool quoted;
    uint8_t scale;
    unsigned depth;      /* of the tree below it, itself included */
    uint32_t start, end; /* bytes of the source's text */
    uint32_t at;         /* where to put the caret: the operator of a comparison, else the start */
    const struct rule_source *source;
    struct str text;
    int64_t number;
    const struct rule_tree *const *items;
    uint32_t count;
    const struct rule_query *query;
};

/* The node as written: "own + private"; a long one is cut. */
struct str rule_tree_text(const struct rule_tree *tree);

/* A literal piece of a message, or a value in it. */
enum rule_style { RULE_STYLE_VALUE, RULE_STYLE_PERCENT, RULE_STYLE_WHOLE, RULE_STYLE_ISO, RULE_STYLE_PLAIN };

struct rule_piece {
    struct str literal;
    const struct rule_tree *value; /* NULL: the literal */
    enum rule_style style;
};

struct rule_message {
    const struct rule_piece *pieces;
    uint32_t count;
};

#endif
