/* parse: whole texts: expressions, tables, signatures of definitions, columns of chains, messages. */
#include "base/utf8.h"
#include "rule/parser.h"

struct str rule_tree_text(const struct rule_tree *tree)
{
    struct str text = str_trim(str_slice(tree->source->text, tree->start, tree->end - tree->start));
    size_t most = utf8_offset(text, 60);
    return str_slice(text, 0, most);
}

/* Nothing may stand behind it. */
static const struct rule_tree *finish(struct rule_parser *parser, const struct rule_tree *tree)
{
    if (tree && !failure_is_set(parser->failure) && parser->token.kind != RULE_TOKEN_END) {
        bool thousands = rule_parser_is_sign(&parser->token, ",") && parser->next.kind == RULE_TOKEN_NUMBER;
        (void)rule_parser_expected(parser, "an operator, or the end,");
        failure_hint(parser->failure, "%s", thousands ? "numbers have no thousands separators: 250000 or 250_000" : "");
    }
    return failure_is_set(parser->failure) ? NULL : tree;
}

static bool is_blank(const struct rule_source *source, struct failure *failure)
{
    if (str_trim(source->text).length > 0) {
        return false;
    }
    (void)rule_fail(source, 0, failure, "there is no expression here");
    return true;
}

const struct rule_tree *rule_parse(const struct rule_source *source, struct arena *keep, struct failure *failure)
{
    struct rule_parser parser;
    if (is_blank(source, failure) || !rule_parser_start(&parser, source, 0, keep, failure)) {
        return NULL;
    }
    return finish(&parser, rule_parser_expression(&parser));
}

const struct rule_tree *rule_parse_table(const struct rule_source *source, struct arena *keep, struct failure *failure)
{
    struct rule_parser parser;
    if (is_blank(source, failure) || !rule_parser_start(&parser, source, 0, keep, failure)) {
        return NULL;
    }
    return finish(&parser, rule_parser_table(&parser));
}

const struct rule_tree *rule_parse_signature(const struct rule_source *source, struct arena *keep,
                                             struct failure *failure)
{
    struct rule_parser parser;
    if (is_blank(source, failure) || !rule_parser_start(&parser, source, 0, keep, failure)) {
        return NULL;
    }
    if (rule_is_keyword(&parser.token)) {
        (void)rule_fail(source, parser.token.start, failure, "%.*s is a word of the rule language; choose another name",
                        STR_ARGS(parser.token.text));
        return NULL;
    }
    const struct rule_tree *tree = finish(&parser, rule_parser_operand(&parser));
    bool good = tree && (tree->kind == RULE_TREE_NAME || tree->kind == RULE_TREE_CALL);
    for (uint32_t i = 0; good && i < tree->count; i++) {
        good = tree->items[i]->kind == RULE_TREE_NAME;
    }
    if (tree && !good) {
        (void)rule_fail(source, 0, failure, "a definition is written as a name, or as a name with parameters");
        failure_hint(failure, "is_leaf(code)");
    }
    return good ? tree : NULL;
}

bool rule_parse_take(const struct rule_source *source, struct arena *keep, struct str *take,
                     const struct rule_tree **value, struct failure *failure)
{
    static const char *const words[] = {"first", "last", "min", "max", "sum", "count"};
    struct rule_parser parser;
    *take = STR_EMPTY;
    *value = NULL;
    if (is_blank(source, failure) || !rule_parser_start(&parser, source, 0, keep, failure)) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        /* With a bracket behind it, it is a query: sum(x over T). */
        if (rule_parser_is_word(&parser.token, words[i]) && !rule_parser_is_sign(&parser.next, "(")) {
            *take = parser.token.text;
        }
    }
    if (take->length > 0 && !rule_parser_advance(&parser)) {
        return false;
    }
    if (str_equal(*take, STR("count")) && parser.token.kind == RULE_TOKEN_END) {
        return true;
    }
    *value = finish(&parser, rule_parser_expression(&parser));
    return *value != NULL;
}

struct pieces {
    ARRAY_OF(struct rule_piece) list;
    struct buffer literal;
};

static bool end_literal(struct pieces *pieces, struct arena *keep, struct failure *failure)
{
    if (pieces->literal.failed) {
        return failure_memory(failure);
    }
    if (pieces->literal.length == 0) {
        return true;
    }
    struct rule_piece piece = {.literal = arena_str(keep, buffer_view(&pieces->literal))};
    buffer_clear(&pieces->literal);
    return (piece.literal.data && array_push(&pieces->list, piece)) || failure_memory(failure);
}

static bool parse_style(struct rule_parser *parser, enum rule_style *style)
{
    static const char *const words[] = {"percent", "whole", "iso", "plain"};
    if (!rule_parser_take_sign(parser, ":")) {
        return !failure_is_set(parser->failure);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (rule_parser_is_word(&parser->token, words[i])) {
            *style = (enum rule_style)(RULE_STYLE_PERCENT + i);
            return rule_parser_advance(parser);
        }
    }
    (void)rule_parser_expected(parser, "percent, whole, iso or plain");
    return false;
}

/* The value that begins behind the "{" at `offset`; `*end` is behind its "}". */
static bool parse_value(const struct rule_source *source, size_t offset, size_t *end, struct pieces *pieces,
                        struct arena *keep, struct failure *failure)
{
    struct rule_parser parser;
    struct rule_piece piece = {.style = RULE_STYLE_VALUE};
    if (!memchr(source->text.data + offset, '}', source->text.length - offset)) {
        return rule_fail(source, offset, failure, "the brace that opens here is never closed") ||
               (failure_hint(failure, "a brace that is meant as such is doubled: {{"), false);
    }
    if (!rule_parser_start(&parser, source, offset + 1, keep, failure)) {
        return false;
    }
    piece.value = rule_parser_expression(&parser);
    if (!piece.value || failure_is_set(failure) || !parse_style(&parser, &piece.style)) {
        return false;
    }
    if (!rule_parser_is_sign(&parser.token, "}")) {
        (void)rule_parser_expected(&parser, "an operator, or the closing brace,");
        return false;
    }
    *end = parser.token.end;
    return array_push(&pieces->list, piece) || failure_memory(failure);
}

static bool parse_pieces(const struct rule_source *source, struct pieces *pieces, struct arena *keep,
                         struct failure *failure)
{
    struct str text = source->text;
    bool good = true;
    for (size_t i = 0; good && i < text.length;) {
        bool doubled = i + 1 < text.length && text.data[i + 1] == text.data[i];
        if (text.data[i] == '{' && !doubled) {
            good = end_literal(pieces, keep, failure) && parse_value(source, i, &i, pieces, keep, failure);
            continue;
        }
        buffer_char(&pieces->literal, text.data[i]);
        i += (text.data[i] == '{' || text.data[i] == '}') && doubled ? 2 : 1;
    }
    return good && end_literal(pieces, keep, failure);
}

bool rule_parse_message(const struct rule_source *source, struct arena *keep, struct rule_message *message,
                        struct failure *failure)
{
    struct pieces pieces = {.literal = BUFFER_EMPTY};
    bool good = parse_pieces(source, &pieces, keep, failure);
    struct rule_piece *copy = good ? ARENA_ARRAY(keep, pieces.list.count, struct rule_piece) : NULL;
    if (good && !copy) {
        good = failure_memory(failure);
    }
    for (size_t i = 0; copy && i < pieces.list.count; i++) {
        copy[i] = pieces.list.items[i];
    }
    *message = (struct rule_message){copy, copy ? (uint32_t)pieces.list.count : 0};
    array_free(&pieces.list);
    buffer_free(&pieces.literal);
    return good;
}
