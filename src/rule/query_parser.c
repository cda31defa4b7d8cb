/* query_parser: exists, no, count, sum, min, max, first, last over the records of a table. */
#include "rule/parser.h"

static bool parse_where(struct rule_parser *parser, struct rule_query *query)
{
    if (!rule_parser_take_word(parser, "where")) {
        return !failure_is_set(parser->failure);
    }
    query->where = rule_parser_expression(parser);
    return query->where != NULL;
}

/* other Episodes if given as e where … A table may be called "other" as well. */
static bool parse_range(struct rule_parser *parser, struct rule_query *query)
{
    query->other = rule_parser_is_word(&parser->token, "other") && parser->next.kind == RULE_TOKEN_WORD &&
                   !rule_is_keyword(&parser->next);
    if (query->other && !rule_parser_advance(parser)) {
        return false;
    }
    query->table = rule_parser_table(parser);
    if (!query->table) {
        return false;
    }
    if (rule_parser_take_word(parser, "as")) {
        if (parser->token.kind != RULE_TOKEN_WORD || rule_is_keyword(&parser->token)) {
            (void)rule_parser_expected(parser, "a name");
            return false;
        }
        query->alias = parser->token.text;
        if (!rule_parser_advance(parser)) {
            return false;
        }
    }
    return parse_where(parser, query);
}

struct order_item {
    const struct rule_tree *tree;
    bool descending;
};

struct order_list {
    ARRAY_OF(struct order_item) items;
};

/* DECOM desc, DEC */
static bool read_order(struct rule_parser *parser, struct order_list *list)
{
    for (;;) {
        struct order_item item = {.tree = rule_parser_sum(parser)};
        if (!item.tree) {
            return false;
        }
        item.descending = rule_parser_take_word(parser, "desc");
        if (!array_push(&list->items, item)) {
            (void)failure_memory(parser->failure);
            return false;
        }
        if (!rule_parser_take_sign(parser, ",")) {
            return !failure_is_set(parser->failure);
        }
    }
}

static bool copy_order(struct rule_parser *parser, const struct order_list *list, struct rule_query *query)
{
    const struct rule_tree **order = ARENA_ARRAY(parser->keep, list->items.count, const struct rule_tree *);
    bool *descending = ARENA_ARRAY(parser->keep, list->items.count, bool);
    if (!order || !descending) {
        return failure_memory(parser->failure);
    }
    for (size_t i = 0; i < list->items.count; i++) {
        order[i] = list->items.items[i].tree;
        descending[i] = list->items.items[i].descending;
    }
    query->order = order;
    query->descending = descending;
    query->order_count = (uint32_t)list->items.count;
    return true;
}

static bool parse_order(struct rule_parser *parser, struct rule_query *query)
{
    struct order_list list = {.items = {0}};
    if (!rule_parser_take_word(parser, "by")) {
        return !failure_is_set(parser->failure);
    }
    bool good = read_order(parser, &list) && copy_order(parser, &list, query);
    array_free(&list.items);
    return good;
}

/* total over table_a1 where …, or total under "3.1.11" */
static bool parse_value_range(struct rule_parser *parser, struct rule_query *query)
{
    if (rule_parser_take_word(parser, "distinct")) {
        query->kind = RULE_QUERY_COUNT_DISTINCT;
    }
    query->value = failure_is_set(parser->failure) ? NULL : rule_parser_sum(parser);
    if (!query->value) {
        return false;
    }
    if (query->kind == RULE_QUERY_SUM && rule_parser_take_word(parser, "under")) {
        query->under = rule_parser_sum(parser);
        return query->under != NULL;
    }
    if (!rule_parser_take_word(parser, "over")) {
        (void)rule_parser_expected(parser, "\"over\" and a table");
        return false;
    }
    return parse_range(parser, query);
}

static bool parse_bracketed(struct rule_parser *parser, struct rule_query *query, struct str word)
{
    if (!rule_parser_expect_sign(parser, "(", "behind it")) {
        failure_hint(parser->failure, "a column of that name is written in back quotes: `%.*s`", STR_ARGS(word));
        return false;
    }
    bool counts = query->kind == RULE_QUERY_COUNT && !rule_parser_is_word(&parser->token, "distinct");
    return counts ? parse_range(parser, query) : parse_value_range(parser, query);
}

static unsigned depth_of(const struct rule_query *query)
{
    const struct rule_tree *parts[] = {query->table, query->where, query->value, query->under};
    unsigned depth = 0;
    for (size_t i = 0; i < 4; i++) {
        depth = parts[i] && parts[i]->depth > depth ? parts[i]->depth : depth;
    }
    for (uint32_t i = 0; i < query->order_count; i++) {
        depth = query->order[i]->depth > depth ? query->order[i]->depth : depth;
    }
    return depth;
}

static const struct rule_tree *parse_query(struct rule_parser *parser, enum rule_query_kind kind)
{
    struct rule_tree *tree = rule_parser_node(parser, RULE_TREE_QUERY, parser->token.start);
    struct rule_query *query = ARENA_NEW(parser->keep, struct rule_query);
    if (!tree || !query) {
        (void)failure_memory(parser->failure);
        return NULL;
    }
    struct str word = parser->token.text;
    query->kind = kind;
    tree->query = query;
    bool ordered = kind == RULE_QUERY_FIRST || kind == RULE_QUERY_LAST;
    bool bracketed = kind >= RULE_QUERY_COUNT && !ordered;
    if (!rule_parser_advance(parser) || !rule_parser_enter(parser)) {
        return NULL;
    }
    bool good = bracketed ? parse_bracketed(parser, query, word) : parse_range(parser, query);
    good = good && (!ordered || parse_order(parser, query));
    uint32_t end = parser->token.start;
    if (good && bracketed) {
        end = parser->token.end;
        good = rule_parser_expect_sign(parser, ")", "at the end of the query");
    }
    parser->nesting--;
    tree->depth = good ? depth_of(query) + 1 : 1;
    return good ? rule_parser_items(parser, tree, NULL, 0, end) : NULL;
}

const struct rule_tree *rule_parser_query(struct rule_parser *parser, bool *is_query)
{
    static const struct {
        const char *word;
        enum rule_query_kind kind;
    } words[] = {{"exists", RULE_QUERY_EXISTS}, {"no", RULE_QUERY_NO},       {"count", RULE_QUERY_COUNT},
                 {"sum", RULE_QUERY_SUM},       {"min", RULE_QUERY_MINIMUM}, {"max", RULE_QUERY_MAXIMUM},
                 {"first", RULE_QUERY_FIRST},   {"last", RULE_QUERY_LAST}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (rule_parser_is_word(&parser->token, words[i].word)) {
            *is_query = true;
            return parse_query(parser, words[i].kind);
        }
    }
    *is_query = false;
    return NULL;
}
