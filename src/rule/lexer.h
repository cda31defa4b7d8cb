/* lexer: the words, numbers, texts and signs of an expression, one at a time.
 *
 * Knows no grammar: a keyword is a word like any other.
 */
#ifndef PROBITY_RULE_LEXER_H
#define PROBITY_RULE_LEXER_H

#include "base/arena.h"
#include "rule/source.h"

enum rule_token_kind {
    RULE_TOKEN_END,
    RULE_TOKEN_WORD,   /* text */
    RULE_TOKEN_NUMBER, /* number at scale */
    RULE_TOKEN_DATE,   /* number: days */
    RULE_TOKEN_MONTH,  /* number: months */
    RULE_TOKEN_TEXT,   /* text, without its quotes */
    RULE_TOKEN_SIGN    /* text: "(", "<=" … */
};

struct rule_token {
    enum rule_token_kind kind;
    bool quoted;         /* a word in back quotes: never a keyword */
    uint32_t start, end; /* bytes of the source's text */
    struct str text;
    int64_t number;
    uint8_t scale;
};

struct rule_lexer {
    const struct rule_source *source;
    size_t position;
    struct arena *keep; /* for texts that hold doubled quotation marks */
    struct failure *failure;
};

/* The next token; false and a failure with its place at what is none. At the end: RULE_TOKEN_END, again and again. */
bool rule_lexer_next(struct rule_lexer *lexer, struct rule_token *token);

#endif
