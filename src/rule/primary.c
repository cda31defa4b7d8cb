/* primary: what operators work on: names, literals, brackets, calls and lookups.
 */
#include "rule/parser.h"

bool rule_is_keyword(const struct rule_token *token)
{
    static const char *const words[] = {
        "and",  "or",      "not",    "if", "then",  "else",  "in",   "is",       "between", "within",  "matches",
        "same", "differs", "exists", "no", "count", "sum",   "min",  "max",      "first",   "last",    "where",
        "by",   "over",    "under",  "as", "true",  "false", "this", "previous", "next",    "distinct"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (rule_parser_is_word(token, words[i])) {
            return true;
        }
    }
    return false;
}

static const struct rule_tree *parse_literal(struct rule_parser *parser)
{
    enum rule_tree_kind kind = parser->token.kind == RULE_TOKEN_NUMBER  ? RULE_TREE_NUMBER
                               : parser->token.kind == RULE_TOKEN_DATE  ? RULE_TREE_DATE
                               : parser->token.kind == RULE_TOKEN_MONTH ? RULE_TREE_MONTH
                                                                        : RULE_TREE_TEXT;
    struct rule_tree *tree = rule_parser_node(parser, kind, parser->token.start);
    if (!tree) {
        return NULL;
    }
    tree->text = parser->token.text;
    tree->number = parser->token.number;
    tree->scale = parser->token.scale;
    tree->end = parser->token.end;
    return rule_parser_advance(parser) ? tree : NULL;
}

struct items {
    ARRAY_OF(const struct rule_tree *) list;
};

/* "on:" in age(DOB, on: d), and "in:" in position(a, in: b), say what the argument is; nothing hangs on it. */
static bool skip_label(struct rule_parser *parser)
{
    if (parser->token.kind != RULE_TOKEN_WORD || !rule_parser_is_sign(&parser->next, ":")) {
        return true;
    }
    if (!rule_parser_is_word(&parser->token, "on") && !rule_parser_is_word(&parser->token, "in")) {
        (void)rule_parser_expected(parser, "a value, or \"on:\" or \"in:\" and a value,");
        return false;
    }
    return rule_parser_skip_two(parser);
}

static bool read_items(struct rule_parser *parser, struct items *items)
{
    for (;;) {
        const struct rule_tree *item = skip_label(parser) ? rule_parser_expression(parser) : NULL;
        if (!item) {
            return false;
        }
        if (!array_push(&items->list, item)) {
            return failure_memory(parser->failure);
        }
        if (!rule_parser_is_sign(&parser->token, ",")) {
            return true;
        }
        if (!rule_parser_advance(parser)) {
            return false;
        }
    }
}

/* Expressions with commas between them, up to the closing sign. */
static const struct rule_tree *parse_items(struct rule_parser *parser, struct rule_tree *tree,
                                           const struct rule_tree *first, const char *close)
{
    struct items items = {.list = {0}};
    bool good = !first || array_push(&items.list, first) || failure_memory(parser->failure);
    if (good && !rule_parser_is_sign(&parser->token, close)) {
        good = read_items(parser, &items);
    }
    uint32_t end = parser->token.end;
    good = good && rule_parser_expect_sign(parser, close, "or a comma");
    const struct rule_tree *result = good ? rule_parser_items(parser, tree, items.list.items,
                                                              (uint32_t)items.list.count, end)
                                          : NULL;
    array_free(&items.list);
    return result;
}

/* (a), (a, b) */
static const struct rule_tree *parse_brackets(struct rule_parser *parser)
{
    uint32_t start = parser->token.start;
    const struct rule_tree *first = rule_parser_advance(parser) ? rule_parser_expression(parser) : NULL;
    if (!first) {
        return NULL;
    }
    if (!rule_parser_is_sign(&parser->token, ",")) {
        return rule_parser_expect_sign(parser, ")", "or an operator") ? first : NULL;
    }
    struct rule_tree *tuple = rule_parser_advance(parser) ? rule_parser_node(parser, RULE_TREE_TUPLE, start) : NULL;
    return tuple ? parse_items(parser, tuple, first, ")") : NULL;
}

/* previous, next[2] */
static const struct rule_tree *parse_step(struct rule_parser *parser, const struct rule_tree *of)
{
    int64_t direction = rule_parser_is_word(&parser->token, "previous") ? -1 : 1;
    struct rule_tree *tree = rule_parser_node(parser, RULE_TREE_STEP, of ? of->start : parser->token.start);
    uint32_t end = parser->token.end;
    if (!tree || !rule_parser_advance(parser)) {
        return NULL;
    }
    tree->number = direction;
    if (rule_parser_take_sign(parser, "[")) {
        if (parser->token.kind != RULE_TOKEN_NUMBER || parser->token.scale != 0 || parser->token.number < 1 ||
            parser->token.number > 1000) {
            return rule_parser_expected(parser, "a whole number from 1 to 1000");
        }
        tree->number = direction * parser->token.number;
        if (!rule_parser_advance(parser)) {
            return NULL;
        }
        end = parser->token.end;
        if (!rule_parser_expect_sign(parser, "]", "behind the number")) {
            return NULL;
        }
    }
    return rule_parser_items(parser, tree, &of, of ? 1 : 0, end);
}

static struct rule_tree *parse_name(struct rule_parser *parser, enum rule_tree_kind kind, uint32_t start)
{
    if (parser->token.kind != RULE_TOKEN_WORD) {
        return rule_parser_expected(parser, "a name");
    }
    if (kind == RULE_TREE_NAME && rule_is_keyword(&parser->token) && !rule_parser_is_word(&parser->token, "this")) {
        (void)rule_parser_expected(parser, "a value");
        failure_hint(parser->failure, "a column of that name is written in back quotes: `%.*s`",
                     STR_ARGS(parser->token.text));
        return NULL;
    }
    struct rule_tree *tree = rule_parser_node(parser, kind, start);
    if (tree) {
        tree->text = parser->token.text;
        tree->quoted = parser->token.quoted;
        tree->end = parser->token.end;
    }
    return tree && rule_parser_advance(parser) ? tree : NULL;
}

/* same CHILD */
static const struct rule_tree *parse_same_key(struct rule_parser *parser)
{
    uint32_t start = parser->token.start;
    return rule_parser_advance(parser) ? parse_name(parser, RULE_TREE_SAME_KEY, start) : NULL;
}

/* name of amount */
static const struct rule_tree *parse_name_of(struct rule_parser *parser)
{
    struct rule_tree *tree = rule_parser_node(parser, RULE_TREE_NAME_OF, parser->token.start);
    const struct rule_tree *of = tree && rule_parser_skip_two(parser)
                                     ? parse_name(parser, RULE_TREE_NAME, parser->token.start)
                                     : NULL;
    return of ? rule_parser_items(parser, tree, &of, 1, of->end) : NULL;
}

static const struct rule_tree *parse_truth(struct rule_parser *parser)
{
    struct rule_tree *tree = rule_parser_node(parser, RULE_TREE_BOOLEAN, parser->token.start);
    if (tree) {
        tree->number = rule_parser_is_word(&parser->token, "true");
        tree->end = parser->token.end;
    }
    return tree && rule_parser_advance(parser) ? tree : NULL;
}

static const struct rule_tree *parse_primary(struct rule_parser *parser)
{
    const struct rule_token *token = &parser->token;
    bool is_query = false;
    switch (token->kind) {
    case RULE_TOKEN_NUMBER:
    case RULE_TOKEN_DATE:
    case RULE_TOKEN_MONTH:
    case RULE_TOKEN_TEXT: return parse_literal(parser);
    case RULE_TOKEN_SIGN:
        return rule_parser_is_sign(token, "(") ? parse_brackets(parser) : rule_parser_expected(parser, "a value");
    case RULE_TOKEN_END: return rule_parser_expected(parser, "a value");
    case RULE_TOKEN_WORD: break;
    }
    if (rule_parser_is_word(token, "true") || rule_parser_is_word(token, "false")) {
        return parse_truth(parser);
    }
    if (rule_parser_is_word(token, "previous") || rule_parser_is_word(token, "next")) {
        return parse_step(parser, NULL);
    }
    if (rule_parser_is_word(token, "same")) {
        return parse_same_key(parser);
    }
    if (rule_parser_is_word(token, "name") && rule_parser_is_word(&parser->next, "of")) {
        return parse_name_of(parser);
    }
    const struct rule_tree *query = rule_parser_query(parser, &is_query);
    return is_query ? query : parse_name(parser, RULE_TREE_NAME, token->start);
}

static const struct rule_tree *parse_member(struct rule_parser *parser, const struct rule_tree *of)
{
    if (!rule_parser_advance(parser)) {
        return NULL;
    }
    if (rule_parser_is_word(&parser->token, "previous") || rule_parser_is_word(&parser->token, "next")) {
        return parse_step(parser, of);
    }
    uint32_t at = parser->token.start;
    struct rule_tree *tree = parse_name(parser, RULE_TREE_MEMBER, of->start);
    if (!tree) {
        return NULL;
    }
    tree->at = at;
    return rule_parser_items(parser, tree, &of, 1, tree->end);
}

static const struct rule_tree *parse_call(struct rule_parser *parser, const struct rule_tree *of)
{
    if (of->kind != RULE_TREE_NAME) {
        return rule_parser_expected(parser, "an operator");
    }
    struct rule_tree *tree = rule_parser_node(parser, RULE_TREE_CALL, of->start);
    if (!tree || !rule_parser_advance(parser)) {
        return NULL;
    }
    tree->text = of->text;
    return parse_items(parser, tree, NULL, ")");
}

static const struct rule_tree *parse_lookup(struct rule_parser *parser, const struct rule_tree *of)
{
    struct rule_tree *tree = rule_parser_node(parser, RULE_TREE_LOOKUP, of->start);
    return tree && rule_parser_advance(parser) ? parse_items(parser, tree, of, "]") : NULL;
}

/* "Missing if given": the table may be absent. */
static const struct rule_tree *parse_given(struct rule_parser *parser, const struct rule_tree *of)
{
    struct rule_tree *copy = rule_parser_node(parser, of->kind, of->start);
    if (!copy) {
        return NULL;
    }
    *copy = *of;
    copy->given = true;
    copy->end = parser->next.end;
    return rule_parser_skip_two(parser) ? copy : NULL;
}

static bool is_given(const struct rule_parser *parser)
{
    return rule_parser_is_word(&parser->token, "if") && rule_parser_is_word(&parser->next, "given");
}

const struct rule_tree *rule_parser_operand(struct rule_parser *parser)
{
    const struct rule_tree *tree = rule_parser_enter(parser) ? parse_primary(parser) : NULL;
    while (tree) {
        if (rule_parser_is_sign(&parser->token, ".")) {
            tree = parse_member(parser, tree);
        } else if (rule_parser_is_sign(&parser->token, "[")) {
            tree = parse_lookup(parser, tree);
        } else if (rule_parser_is_sign(&parser->token, "(")) {
            tree = parse_call(parser, tree);
        } else if (is_given(parser)) {
            tree = parse_given(parser, tree);
        } else {
            break;
        }
    }
    parser->nesting -= parser->nesting > 0;
    return tree;
}

const struct rule_tree *rule_parser_table(struct rule_parser *parser)
{
    const struct rule_tree *tree = parse_name(parser, RULE_TREE_NAME, parser->token.start);
    while (tree && rule_parser_is_sign(&parser->token, ".")) {
        tree = parse_member(parser, tree);
    }
    return tree && is_given(parser) ? parse_given(parser, tree) : tree;
}
