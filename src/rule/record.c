/* record: keys and values of a record in a rule file. */
#include <stdarg.h>
#include <stdio.h>

#include "base/date.h"
#include "rule/load.h"

bool rule_fail_node(struct rule_loader *loader, const struct yaml_node *node, const char *format, ...)
{
    char message[sizeof loader->failure->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return yaml_fail(loader->tree, node, 0, loader->failure, "%s", message);
}

bool rule_check_keys(struct rule_loader *loader, const struct yaml_node *record, const struct rule_keys *keys)
{
    for (uint32_t i = 0; i < record->count; i++) {
        const struct yaml_node *key = record->pairs[i].key;
        size_t k = 0;
        while (k < keys->count && !str_equal(key->text, str_of(keys->names[k]))) {
            k++;
        }
        if (k < keys->count) {
            continue;
        }
        struct str names[32];
        for (k = 0; k < keys->count && k < 32; k++) {
            names[k] = str_of(keys->names[k]);
        }
        (void)rule_fail_node(loader, key, "%s has no key %.*s", keys->of, STR_ARGS(key->text));
        const struct str *nearest = str_nearest(key->text, names, k);
        if (nearest) {
            failure_hint(loader->failure, "did you mean %.*s?", STR_ARGS(*nearest));
        }
        return false;
    }
    return true;
}

static bool is_text(struct rule_loader *loader, const struct yaml_node *node, const char *key)
{
    return node->kind == YAML_SCALAR ||
           rule_fail_node(loader, node, "%s is a text, but here stands %s", key, yaml_kind_name(node->kind));
}

bool rule_read_text(struct rule_loader *loader, const struct yaml_node *record, const char *key, const char *required,
                    struct str *text)
{
    const struct yaml_node *node = yaml_find(record, str_of(key));
    *text = STR_EMPTY;
    if (node && !is_text(loader, node, key)) {
        return false;
    }
    if (node && !yaml_is_null(node)) {
        *text = str_trim(node->text);
    }
    if (text->length > 0 || !required) {
        return true;
    }
    (void)rule_fail_node(loader, node ? node : record, "there is no \"%s\" here", key);
    failure_hint(loader->failure, "%s: %s", key, required);
    return false;
}

const struct rule_source *rule_source_of(struct rule_loader *loader, const struct yaml_node *node)
{
    struct rule_source *source = ARENA_NEW(loader->keep, struct rule_source);
    if (!source) {
        (void)failure_memory(loader->failure);
        return NULL;
    }
    *source = (struct rule_source){loader->tree, node, node->text};
    return source;
}

bool rule_read_expression(struct rule_loader *loader, const struct yaml_node *record, const char *key,
                          const struct rule_tree **tree)
{
    const struct yaml_node *node = yaml_find(record, str_of(key));
    *tree = NULL;
    if (!node) {
        return true;
    }
    if (!is_text(loader, node, key)) {
        return false;
    }
    if (yaml_is_null(node)) {
        return rule_fail_node(loader, node, "%s is an expression, but nothing stands here", key);
    }
    const struct rule_source *source = rule_source_of(loader, node);
    *tree = source ? rule_parse(source, loader->keep, loader->failure) : NULL;
    return *tree != NULL;
}

bool rule_read_words(struct rule_loader *loader, const struct yaml_node *node, struct rule_words *words)
{
    *words = (struct rule_words){NULL, 0};
    if (!node) {
        return true;
    }
    bool list = node->kind == YAML_SEQUENCE;
    uint32_t count = list ? node->count : 1;
    struct rule_word *items = ARENA_ARRAY(loader->keep, count, struct rule_word);
    if (!items) {
        return failure_memory(loader->failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct yaml_node *item = list ? node->items[i] : node;
        if (item->kind != YAML_SCALAR || item->text.length == 0) {
            return rule_fail_node(loader, item, "a name is needed here");
        }
        items[i] = (struct rule_word){item->text, rule_source_of(loader, item)};
        if (!items[i].source) {
            return false;
        }
    }
    *words = (struct rule_words){items, count};
    return true;
}

static bool read_year(struct rule_loader *loader, const struct yaml_node *record, const char *key, int otherwise,
                      int *year)
{
    const struct yaml_node *node = yaml_find(record, str_of(key));
    *year = otherwise;
    if (!node) {
        return true;
    }
    if (node->kind == YAML_SCALAR && date_parse_financial_year(node->text, year)) {
        return true;
    }
    (void)rule_fail_node(loader, node, "%s is a period, but %.*s is none", key, STR_ARGS(node->text));
    failure_hint(loader->failure, "periods are written 2018-19");
    return false;
}

bool rule_read_range(struct rule_loader *loader, const struct yaml_node *record, struct schema_range *range)
{
    if (!read_year(loader, record, "from", INT_MIN, &range->from) ||
        !read_year(loader, record, "until", INT_MAX, &range->until)) {
        return false;
    }
    return range->from <= range->until ||
           rule_fail_node(loader, yaml_find(record, STR("until")), "the rule ends before it begins");
}

struct str rule_full_code(struct arena *keep, struct str prefix, struct str code)
{
    bool prefixed = code.length > prefix.length + 1 && str_starts_with(code, prefix) && code.data[prefix.length] == '-';
    if (prefixed || prefix.length == 0) {
        return code;
    }
    return arena_printf(keep, "%.*s-%.*s", STR_ARGS(prefix), STR_ARGS(code));
}
