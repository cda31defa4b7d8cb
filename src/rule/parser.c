/* parser: operators, from loosest to tightest. */
#include "rule/parser.h"

#include <stdio.h>

#include "base/utf8.h"

#define SHOWN_MOST 60u

bool rule_parser_is_sign(const struct rule_token *token, const char *sign)
{
    return token->kind == RULE_TOKEN_SIGN && str_equal(token->text, str_of(sign));
}

bool rule_parser_is_word(const struct rule_token *token, const char *word)
{
    return token->kind == RULE_TOKEN_WORD && !token->quoted && str_equal(token->text, str_of(word));
}

bool rule_parser_advance(struct rule_parser *parser)
{
    parser->token = parser->next;
    /* Behind the "}" of a value in a message stands text that is no expression. */
    if (parser->in_message && rule_parser_is_sign(&parser->token, "}")) {
        return true;
    }
    return rule_lexer_next(&parser->lexer, &parser->next);
}

bool rule_parser_skip_two(struct rule_parser *parser)
{
    if (!rule_parser_advance(parser)) {
        return false;
    }
    return rule_parser_advance(parser);
}

bool rule_parser_start(struct rule_parser *parser, const struct rule_source *source, size_t offset, struct arena *keep,
                       struct failure *failure)
{
    *parser = (struct rule_parser){
        .lexer = {.source = source, .position = offset, .keep = keep, .failure = failure},
        .in_message = offset > 0,
        .keep = keep,
        .failure = failure,
    };
    return rule_lexer_next(&parser->lexer, &parser->next) && rule_parser_advance(parser);
}

bool rule_parser_take_sign(struct rule_parser *parser, const char *sign)
{
    return rule_parser_is_sign(&parser->token, sign) && rule_parser_advance(parser);
}

bool rule_parser_take_word(struct rule_parser *parser, const char *word)
{
    return rule_parser_is_word(&parser->token, word) && rule_parser_advance(parser);
}

bool rule_parser_enter(struct rule_parser *parser)
{
    if (parser->nesting >= RULE_NESTING_MOST) {
        (void)rule_fail(parser->lexer.source, parser->token.start, parser->failure,
                        "the expression is nested more than %u deep", RULE_NESTING_MOST);
        failure_hint(parser->failure, "divide it into definitions");
        return false;
    }
    parser->nesting++;
    return true;
}

static struct str shown(const struct rule_parser *parser)
{
    struct str text = parser->lexer.source->text;
    struct str token = str_slice(text, parser->token.start, parser->token.end - parser->token.start);
    return token.length > SHOWN_MOST ? str_slice(token, 0, SHOWN_MOST) : token;
}

struct rule_tree *rule_parser_expected(struct rule_parser *parser, const char *what)
{
    const struct rule_source *source = parser->lexer.source;
    if (parser->token.kind == RULE_TOKEN_END) {
        (void)rule_fail(source, source->text.length ? source->text.length - 1 : 0, parser->failure,
                        "the expression ends where %s was expected", what);
    } else {
        struct str token = shown(parser);
        const char *mark = parser->token.kind == RULE_TOKEN_TEXT ? "" : "\"";
        (void)rule_fail(source, parser->token.start, parser->failure, "%s%.*s%s stands where %s was expected", mark,
                        STR_ARGS(token), mark, what);
    }
    return NULL;
}

bool rule_parser_expect_sign(struct rule_parser *parser, const char *sign, const char *where)
{
    if (rule_parser_take_sign(parser, sign)) {
        return true;
    }
    char what[64];
    (void)snprintf(what, sizeof what, "\"%s\" %s", sign, where);
    (void)rule_parser_expected(parser, what);
    return false;
}

struct rule_tree *rule_parser_node(struct rule_parser *parser, enum rule_tree_kind kind, uint32_t start)
{
    struct rule_tree *tree = ARENA_NEW(parser->keep, struct rule_tree);
    if (!tree) {
        (void)failure_memory(parser->failure);
        return NULL;
    }
    *tree = (struct rule_tree){.kind = kind,
                               .source = parser->lexer.source,
                               .start = start,
                               .end = parser->token.start > start ? parser->token.start : start,
                               .at = start,
                               .depth = 1};
    return tree;
}

struct rule_tree *rule_parser_items(struct rule_parser *parser, struct rule_tree *tree,
                                    const struct rule_tree *const *items, uint32_t count, uint32_t end)
{
    const struct rule_tree **copy = ARENA_ARRAY(parser->keep, count, const struct rule_tree *);
    if (!copy || !tree) {
        (void)failure_memory(parser->failure);
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        copy[i] = items[i];
        if (items[i] && items[i]->depth >= tree->depth) {
            tree->depth = items[i]->depth + 1;
        }
    }
    tree->items = copy;
    tree->count = count;
    tree->end = end;
    if (tree->depth > RULE_DEPTH_MOST) {
        (void)rule_fail(parser->lexer.source, tree->at, parser->failure,
                        "the expression is too long: more than %u operations within each other", RULE_DEPTH_MOST);
        failure_hint(parser->failure, "divide it into definitions");
        return NULL;
    }
    return tree;
}

static const struct rule_tree *binary(struct rule_parser *parser, enum rule_tree_kind kind, uint32_t at,
                                      const struct rule_tree *a, const struct rule_tree *b)
{
    if (!a || !b) {
        return NULL;
    }
    struct rule_tree *tree = rule_parser_node(parser, kind, a->start);
    if (!tree) {
        return NULL;
    }
    tree->at = at;
    return rule_parser_items(parser, tree, (const struct rule_tree *const[]){a, b}, 2, b->end);
}

static const struct rule_tree *unary(struct rule_parser *parser, enum rule_tree_kind kind, uint32_t at,
                                     const struct rule_tree *a)
{
    struct rule_tree *tree = a ? rule_parser_node(parser, kind, at) : NULL;
    return tree ? rule_parser_items(parser, tree, &a, 1, a->end) : NULL;
}

static const struct rule_tree *parse_unary(struct rule_parser *parser)
{
    uint32_t at = parser->token.start;
    if (!rule_parser_is_sign(&parser->token, "-")) {
        return rule_parser_operand(parser);
    }
    if (!rule_parser_enter(parser)) {
        return NULL;
    }
    const struct rule_tree *tree = rule_parser_advance(parser)
                                       ? unary(parser, RULE_TREE_NEGATE, at, parse_unary(parser))
                                       : NULL;
    parser->nesting--;
    return tree;
}

static const struct rule_tree *parse_product(struct rule_parser *parser)
{
    const struct rule_tree *tree = parse_unary(parser);
    while (tree && (rule_parser_is_sign(&parser->token, "*") || rule_parser_is_sign(&parser->token, "/"))) {
        uint32_t at = parser->token.start;
        bool times = rule_parser_is_sign(&parser->token, "*");
        tree = rule_parser_advance(parser)
                   ? binary(parser, times ? RULE_TREE_MULTIPLY : RULE_TREE_DIVIDE, at, tree, parse_unary(parser))
                   : NULL;
    }
    return tree;
}

static int time_of(const struct rule_token *token)
{
    static const char *const words[][2] = {{"day", "days"}, {"week", "weeks"}, {"month", "months"}, {"year", "years"}};
    for (int i = 0; i < 4; i++) {
        if (rule_parser_is_word(token, words[i][0]) || rule_parser_is_word(token, words[i][1])) {
            return i;
        }
    }
    return -1;
}

/* A product, or a stretch of time: "18 years", "15 working days". */
static const struct rule_tree *parse_term(struct rule_parser *parser)
{
    const struct rule_tree *tree = parse_product(parser);
    bool working = rule_parser_is_word(&parser->token, "working") && time_of(&parser->next) == RULE_TIME_DAYS;
    int unit = working ? RULE_TIME_WORKING_DAYS : time_of(&parser->token);
    if (tree && working && !rule_parser_advance(parser)) {
        return NULL;
    }
    if (!tree || unit < 0) {
        return tree;
    }
    uint32_t end = parser->token.end;
    struct rule_tree *time = rule_parser_advance(parser) ? rule_parser_node(parser, RULE_TREE_TIME, tree->start) : NULL;
    if (!time) {
        return NULL;
    }
    time->number = unit;
    return rule_parser_items(parser, time, &tree, 1, end);
}

const struct rule_tree *rule_parser_sum(struct rule_parser *parser)
{
    const struct rule_tree *tree = parse_term(parser);
    while (tree && (rule_parser_is_sign(&parser->token, "+") || rule_parser_is_sign(&parser->token, "-"))) {
        uint32_t at = parser->token.start;
        bool plus = rule_parser_is_sign(&parser->token, "+");
        tree = rule_parser_advance(parser)
                   ? binary(parser, plus ? RULE_TREE_ADD : RULE_TREE_SUBTRACT, at, tree, parse_term(parser))
                   : NULL;
    }
    return tree;
}

static bool is_or_else(const struct rule_parser *parser)
{
    return rule_parser_is_word(&parser->token, "or") && rule_parser_is_word(&parser->next, "else");
}

static const struct rule_tree *parse_default(struct rule_parser *parser)
{
    const struct rule_tree *tree = rule_parser_sum(parser);
    while (tree && is_or_else(parser)) {
        uint32_t at = parser->token.start;
        bool good = rule_parser_skip_two(parser);
        tree = good ? binary(parser, RULE_TREE_OR_ELSE, at, tree, rule_parser_sum(parser)) : NULL;
    }
    return tree;
}

static int comparison_of(const struct rule_token *token)
{
    static const struct {
        const char *sign;
        enum rule_tree_kind kind;
    } signs[] = {{"=", RULE_TREE_EQUAL},       {"!=", RULE_TREE_NOT_EQUAL}, {"<", RULE_TREE_LESS},
                 {"<=", RULE_TREE_LESS_EQUAL}, {">", RULE_TREE_GREATER},    {">=", RULE_TREE_GREATER_EQUAL}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (rule_parser_is_sign(token, signs[i].sign)) {
            return (int)signs[i].kind;
        }
    }
    return -1;
}

static const struct rule_tree *parse_comparison_sign(struct rule_parser *parser, const struct rule_tree *left)
{
    enum rule_tree_kind kind = (enum rule_tree_kind)comparison_of(&parser->token);
    uint32_t at = parser->token.start;
    const struct rule_tree *right = rule_parser_advance(parser) ? parse_default(parser) : NULL;
    const struct rule_tree *tree = binary(parser, kind, at, left, right);
    if (!tree || !rule_parser_is_word(&parser->token, "within")) {
        return tree;
    }
    if (kind != RULE_TREE_EQUAL && kind != RULE_TREE_NOT_EQUAL) {
        (void)rule_fail(parser->lexer.source, parser->token.start, parser->failure, "within goes with = and != only");
        failure_hint(parser->failure, "write a < b + 1 instead");
        return NULL;
    }
    const struct rule_tree *within = rule_parser_advance(parser) ? parse_default(parser) : NULL;
    struct rule_tree *wide = within ? rule_parser_node(parser, kind, left->start) : NULL;
    if (!wide) {
        return NULL;
    }
    wide->at = at;
    return rule_parser_items(parser, wide, (const struct rule_tree *const[]){left, right, within}, 3, within->end);
}

static const struct rule_tree *parse_list(struct rule_parser *parser)
{
    struct rule_tree *list = rule_parser_node(parser, RULE_TREE_LIST, parser->token.start);
    ARRAY_OF(const struct rule_tree *) items = {0};
    bool good = list && rule_parser_take_sign(parser, "[");
    while (good) {
        const struct rule_tree *item = rule_parser_sum(parser);
        good = item && (array_push(&items, item) || failure_memory(parser->failure));
        if (good && !rule_parser_is_sign(&parser->token, ",")) {
            break;
        }
        good = good && rule_parser_advance(parser);
    }
    uint32_t end = parser->token.end;
    good = good && rule_parser_expect_sign(parser, "]", "or a comma");
    const struct rule_tree *tree = good ? rule_parser_items(parser, list, items.items, (uint32_t)items.count, end)
                                        : NULL;
    array_free(&items);
    return tree;
}

static const struct rule_tree *parse_in(struct rule_parser *parser, const struct rule_tree *left, uint32_t at)
{
    const struct rule_tree *list = NULL;
    if (!rule_parser_advance(parser)) {
        return NULL;
    }
    if (rule_parser_is_sign(&parser->token, "[")) {
        list = parse_list(parser);
    } else if (parser->token.kind == RULE_TOKEN_WORD && !rule_is_keyword(&parser->token)) {
        list = rule_parser_operand(parser);
    } else {
        return rule_parser_expected(parser, "a list in square brackets, or a code list such as codes.ls,");
    }
    return binary(parser, RULE_TREE_IN, at, left, list);
}

static const struct rule_tree *parse_between(struct rule_parser *parser, const struct rule_tree *left, uint32_t at)
{
    const struct rule_tree *low = rule_parser_advance(parser) ? parse_default(parser) : NULL;
    if (!low) {
        return NULL;
    }
    if (!rule_parser_take_word(parser, "and")) {
        return rule_parser_expected(parser, "\"and\" of \"between … and …\"");
    }
    const struct rule_tree *high = parse_default(parser);
    struct rule_tree *tree = high ? rule_parser_node(parser, RULE_TREE_BETWEEN, left->start) : NULL;
    if (!tree) {
        return NULL;
    }
    tree->at = at;
    return rule_parser_items(parser, tree, (const struct rule_tree *const[]){left, low, high}, 3, high->end);
}

static const struct rule_tree *parse_matches(struct rule_parser *parser, const struct rule_tree *left, uint32_t at)
{
    if (!rule_parser_advance(parser)) {
        return NULL;
    }
    if (parser->token.kind != RULE_TOKEN_TEXT) {
        return rule_parser_expected(parser, "a pattern in quotation marks");
    }
    return binary(parser, RULE_TREE_MATCHES, at, left, rule_parser_operand(parser));
}

static const struct rule_tree *parse_is(struct rule_parser *parser, const struct rule_tree *left)
{
    static const struct {
        const char *word;
        enum rule_test test;
    } tests[] = {{"missing", RULE_TEST_MISSING}, {"present", RULE_TEST_PRESENT}, {"malformed", RULE_TEST_MALFORMED},
                 {"open", RULE_TEST_OPEN},       {"closed", RULE_TEST_CLOSED},   {"first", RULE_TEST_FIRST},
                 {"last", RULE_TEST_LAST},       {"unique", RULE_TEST_UNIQUE}};
    uint32_t start = left ? left->start : parser->token.start;
    struct rule_tree *tree = rule_parser_node(parser, RULE_TREE_IS, start);
    if (!tree || !rule_parser_advance(parser)) {
        return NULL;
    }
    tree->negated = rule_parser_take_word(parser, "not");
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        if (rule_parser_is_word(&parser->token, tests[i].word)) {
            tree->number = tests[i].test;
            tree->at = parser->token.start;
            uint32_t end = parser->token.end;
            return rule_parser_advance(parser) ? rule_parser_items(parser, tree, &left, left ? 1 : 0, end) : NULL;
        }
    }
    bool value = parser->token.kind == RULE_TOKEN_TEXT || parser->token.kind == RULE_TOKEN_NUMBER;
    (void)rule_parser_expected(parser,
                               "one of missing, present, malformed, open, closed, first, last and unique (after is)");
    failure_hint(parser->failure, "%s", value ? "write = to compare with a value" : "");
    return NULL;
}

/* Words that compare, with "not" before them or without: in, between, matches. */
static const struct rule_tree *parse_worded(struct rule_parser *parser, const struct rule_tree *left, bool *found)
{
    bool negated = rule_parser_is_word(&parser->token, "not");
    const struct rule_token *word = negated ? &parser->next : &parser->token;
    static const char *const words[] = {"in", "between", "matches"};
    int which = -1;
    for (int i = 0; i < 3; i++) {
        which = rule_parser_is_word(word, words[i]) ? i : which;
    }
    *found = which >= 0;
    if (!*found) {
        return left;
    }
    uint32_t at = parser->token.start;
    if (negated && !rule_parser_advance(parser)) {
        return NULL;
    }
    const struct rule_tree *tree = which == 0   ? parse_in(parser, left, at)
                                   : which == 1 ? parse_between(parser, left, at)
                                                : parse_matches(parser, left, at);
    return tree && negated ? unary(parser, RULE_TREE_NOT, left->start, tree) : tree;
}

static const struct rule_tree *parse_same(struct rule_parser *parser, const struct rule_tree *left, bool *found)
{
    bool same = rule_parser_is_word(&parser->token, "same") && rule_parser_is_word(&parser->next, "as");
    bool differs = rule_parser_is_word(&parser->token, "differs") && rule_parser_is_word(&parser->next, "from");
    *found = same || differs;
    if (!*found) {
        return left;
    }
    uint32_t at = parser->token.start;
    bool good = rule_parser_skip_two(parser);
    return good ? binary(parser, same ? RULE_TREE_SAME_AS : RULE_TREE_DIFFERS, at, left, parse_default(parser)) : NULL;
}

/* What stands behind a value and compares it; `left` itself where nothing does. */
static const struct rule_tree *parse_compared(struct rule_parser *parser, const struct rule_tree *left)
{
    const struct rule_tree *tree = NULL;
    bool found = false;
    if (comparison_of(&parser->token) >= 0) {
        tree = parse_comparison_sign(parser, left);
        if (tree && comparison_of(&parser->token) >= 0) {
            (void)rule_fail(parser->lexer.source, parser->token.start, parser->failure, "comparisons do not chain");
            failure_hint(parser->failure, "write a < b and b < c, or b between a and c");
            return NULL;
        }
        return tree;
    }
    if (rule_parser_is_word(&parser->token, "is")) {
        return parse_is(parser, left);
    }
    tree = parse_worded(parser, left, &found);
    return found ? tree : parse_same(parser, left, &found);
}

/* The comparison of a list as the same comparison of one item. */
static const struct rule_tree *compare_item(struct rule_parser *parser, const struct rule_tree *compared,
                                            const struct rule_tree *item)
{
    bool inside = compared->kind == RULE_TREE_NOT;
    const struct rule_tree *of = inside ? compared->items[0] : compared;
    const struct rule_tree *items[3] = {item};
    struct rule_tree *copy = rule_parser_node(parser, of->kind, item->start);
    if (!copy) {
        return NULL;
    }
    for (uint32_t i = 1; i < of->count; i++) {
        items[i] = of->items[i];
    }
    copy->at = of->at;
    copy->number = of->number;
    copy->negated = of->negated;
    const struct rule_tree *made = rule_parser_items(parser, copy, items, of->count, of->end);
    return made && inside ? unary(parser, RULE_TREE_NOT, item->start, made) : made;
}

/* "all of [A, B] are present" is "A is present and B is present". */
static const struct rule_tree *parse_quantified(struct rule_parser *parser)
{
    uint32_t start = parser->token.start;
    bool all = rule_parser_is_word(&parser->token, "all");
    bool none = rule_parser_is_word(&parser->token, "none");
    if (!rule_parser_skip_two(parser)) {
        return NULL;
    }
    if (!rule_parser_is_sign(&parser->token, "[")) {
        return rule_parser_expected(parser, "a list in square brackets");
    }
    const struct rule_tree *list = parse_list(parser);
    const struct rule_tree *compared = !list                                        ? NULL
                                       : rule_parser_is_word(&parser->token, "are") ? parse_is(parser, list)
                                                                                    : parse_compared(parser, list);
    if (!compared || compared == list) {
        return compared ? rule_parser_expected(parser, "a comparison, such as = or \"are present\",") : NULL;
    }
    const struct rule_tree *tree = NULL;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct rule_tree *one = compare_item(parser, compared, list->items[i]);
        tree = i == 0 ? one : binary(parser, all ? RULE_TREE_AND : RULE_TREE_OR, compared->at, tree, one);
    }
    return none && tree ? unary(parser, RULE_TREE_NOT, start, tree) : tree;
}

static bool is_quantified(const struct rule_parser *parser)
{
    return rule_parser_is_word(&parser->next, "of") &&
           (rule_parser_is_word(&parser->token, "all") || rule_parser_is_word(&parser->token, "any") ||
            rule_parser_is_word(&parser->token, "none"));
}

static const struct rule_tree *parse_comparison(struct rule_parser *parser)
{
    if (is_quantified(parser)) {
        return parse_quantified(parser);
    }
    const struct rule_tree *left = parse_default(parser);
    return left ? parse_compared(parser, left) : NULL;
}

static const struct rule_tree *parse_not(struct rule_parser *parser)
{
    uint32_t at = parser->token.start;
    if (rule_parser_is_word(&parser->token, "is")) {
        return parse_is(parser, NULL);
    }
    if (!rule_parser_is_word(&parser->token, "not")) {
        return parse_comparison(parser);
    }
    if (!rule_parser_enter(parser)) {
        return NULL;
    }
    const struct rule_tree *tree = rule_parser_advance(parser) ? unary(parser, RULE_TREE_NOT, at, parse_not(parser))
                                                               : NULL;
    parser->nesting--;
    return tree;
}

static const struct rule_tree *parse_and(struct rule_parser *parser)
{
    const struct rule_tree *tree = parse_not(parser);
    while (tree && rule_parser_is_word(&parser->token, "and")) {
        uint32_t at = parser->token.start;
        tree = rule_parser_advance(parser) ? binary(parser, RULE_TREE_AND, at, tree, parse_not(parser)) : NULL;
    }
    return tree;
}

static const struct rule_tree *parse_or(struct rule_parser *parser)
{
    const struct rule_tree *tree = parse_and(parser);
    while (tree && rule_parser_is_word(&parser->token, "or") && !rule_parser_is_word(&parser->next, "else")) {
        uint32_t at = parser->token.start;
        tree = rule_parser_advance(parser) ? binary(parser, RULE_TREE_OR, at, tree, parse_and(parser)) : NULL;
    }
    return tree;
}

static const struct rule_tree *parse_if(struct rule_parser *parser)
{
    uint32_t start = parser->token.start;
    const struct rule_tree *items[3] = {rule_parser_advance(parser) ? rule_parser_expression(parser) : NULL};
    if (items[0] && !rule_parser_take_word(parser, "then")) {
        return rule_parser_expected(parser, "\"then\" of \"if … then … else …\"");
    }
    items[1] = items[0] ? rule_parser_expression(parser) : NULL;
    if (items[1] && !rule_parser_take_word(parser, "else")) {
        return rule_parser_expected(parser, "\"else\" of \"if … then … else …\"");
    }
    items[2] = items[1] ? rule_parser_expression(parser) : NULL;
    struct rule_tree *tree = items[2] ? rule_parser_node(parser, RULE_TREE_IF, start) : NULL;
    return tree ? rule_parser_items(parser, tree, items, 3, items[2]->end) : NULL;
}

const struct rule_tree *rule_parser_expression(struct rule_parser *parser)
{
    if (!rule_parser_enter(parser)) {
        return NULL;
    }
    const struct rule_tree *tree = rule_parser_is_word(&parser->token, "if") ? parse_if(parser) : parse_or(parser);
    parser->nesting--;
    return tree;
}
