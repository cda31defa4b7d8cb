/* parser: from an expression's text to its tree. Precedence and grammar as in doc/rule-language.md.
 *
 * Recursive, with RULE_NESTING_MOST as its ceiling. Looks up no names and checks no types.
 */
#ifndef PROBITY_RULE_PARSER_H
#define PROBITY_RULE_PARSER_H

#include "base/array.h"
#include "rule/lexer.h"
#include "rule/tree.h"

/* The whole text is one expression. NULL and a failure under a caret when it is not. */
const struct rule_tree *rule_parse(const struct rule_source *source, struct arena *keep, struct failure *failure);

/* "Missing if given": a table, as `for` and `of` name it. */
const struct rule_tree *rule_parse_table(const struct rule_source *source, struct arena *keep, struct failure *failure);

/* "is_leaf(code, other)": a RULE_TREE_CALL whose items are names, or a RULE_TREE_NAME. */
const struct rule_tree *rule_parse_signature(const struct rule_source *source, struct arena *keep,
                                             struct failure *failure);

/* "first DECOM", "sum amount", "count": what a column of a chain takes of its records. `*take` is the word, empty when
 * there is none (then the text is an expression like any other); the result is NULL with `count`. False when wrong. */
bool rule_parse_take(const struct rule_source *source, struct arena *keep, struct str *take,
                     const struct rule_tree **value, struct failure *failure);

/* A message's text: literals and {expressions}. */
bool rule_parse_message(const struct rule_source *source, struct arena *keep, struct rule_message *message,
                        struct failure *failure);

/* For parser.c, primary.c and message.c alone. */
struct rule_parser {
    struct rule_lexer lexer;
    struct rule_token token; /* the one at hand */
    struct rule_token next;  /* the one behind it */
    bool in_message;         /* "}" ends it */
    unsigned nesting;
    struct arena *keep;
    struct failure *failure;
};

bool rule_parser_start(struct rule_parser *parser, const struct rule_source *source, size_t offset, struct arena *keep,
                       struct failure *failure);
bool rule_parser_advance(struct rule_parser *parser);
bool rule_parser_skip_two(struct rule_parser *parser); /* advances past two tokens */
bool rule_parser_enter(struct rule_parser *parser);    /* one deeper; false and a failure at the ceiling */
bool rule_parser_is_sign(const struct rule_token *token, const char *sign);
bool rule_parser_is_word(const struct rule_token *token, const char *word); /* and not in back quotes */
bool rule_parser_take_sign(struct rule_parser *parser, const char *sign);   /* true: was there, and is passed */
bool rule_parser_take_word(struct rule_parser *parser, const char *word);
bool rule_parser_expect_sign(struct rule_parser *parser, const char *sign, const char *where);
/* "X was expected here" at the token at hand. Returns NULL. */
struct rule_tree *rule_parser_expected(struct rule_parser *parser, const char *what);
struct rule_tree *rule_parser_node(struct rule_parser *parser, enum rule_tree_kind kind, uint32_t start);
/* Sets items, end and depth. NULL when it is too deep or memory is refused. */
struct rule_tree *rule_parser_items(struct rule_parser *parser, struct rule_tree *tree,
                                    const struct rule_tree *const *items, uint32_t count, uint32_t end);

const struct rule_tree *rule_parser_expression(struct rule_parser *parser); /* anything */
const struct rule_tree *rule_parser_sum(struct rule_parser *parser);        /* + and what binds tighter */
const struct rule_tree *rule_parser_operand(struct rule_parser *parser);    /* primary with its postfixes */
const struct rule_tree *rule_parser_query(struct rule_parser *parser, bool *is_query);
const struct rule_tree *rule_parser_table(struct rule_parser *parser);
bool rule_is_keyword(const struct rule_token *token);

#endif
