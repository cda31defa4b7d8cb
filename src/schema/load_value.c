/* Reading single values of a schema file, with failures in plain words. */
#include "base/date.h"
#include "base/number.h"
#include "schema/load.h"

bool load_kind(struct loading *loading, const struct yaml_node *node, enum yaml_kind kind, const char *what)
{
    if (node->kind == kind) {
        return true;
    }
    return yaml_fail(loading->tree, node, 0, loading->failure, "%s must be %s, and this is %s", what,
                     yaml_kind_name(kind), yaml_is_null(node) ? "empty" : yaml_kind_name(node->kind));
}

bool load_unknown(struct loading *loading, const struct yaml_node *node, const char *what, const struct str *known,
                  size_t count)
{
    yaml_fail(loading->tree, node, 0, loading->failure, "there is no %s \"%.*s\"", what, STR_ARGS(node->text));
    const struct str *nearest = str_nearest(node->text, known, count);
    if (nearest) {
        failure_hint(loading->failure, "did you mean \"%.*s\"?", STR_ARGS(*nearest));
    }
    return false;
}

static bool fail_key(struct loading *loading, const struct yaml_node *key, const char *what,
                     const struct load_key *keys, size_t count)
{
    struct str names[LOAD_KEYS_MOST];
    for (size_t i = 0; i < count && i < LOAD_KEYS_MOST; i++) {
        names[i] = keys[i].name;
    }
    yaml_fail(loading->tree, key, 0, loading->failure, "%s has no \"%.*s\"", what, STR_ARGS(key->text));
    const struct str *nearest = str_nearest(key->text, names, count < LOAD_KEYS_MOST ? count : LOAD_KEYS_MOST);
    if (nearest) {
        failure_hint(loading->failure, "did you mean \"%.*s\"?", STR_ARGS(*nearest));
    }
    return false;
}

static bool is_known(struct str name, const struct load_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(name, keys[i].name)) {
            return true;
        }
    }
    return false;
}

bool load_keys(struct loading *loading, const struct yaml_node *node, const char *what, const struct load_key *keys,
               size_t count)
{
    if (!load_kind(loading, node, YAML_MAPPING, what)) {
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!is_known(node->pairs[i].key->text, keys, count)) {
            return fail_key(loading, node->pairs[i].key, what, keys, count);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (keys[i].required && !yaml_find(node, keys[i].name)) {
            return yaml_fail(loading->tree, node, 0, loading->failure, "%s needs \"%.*s\", which is not given", what,
                             STR_ARGS(keys[i].name));
        }
    }
    return true;
}

bool load_copy(struct loading *loading, struct str text, struct str *copy)
{
    *copy = arena_str(loading->keep, text);
    return copy->data ? true : failure_memory(loading->failure);
}

bool load_scalar(struct loading *loading, const struct yaml_node *node, struct str *text)
{
    if (!load_kind(loading, node, YAML_SCALAR, "this")) {
        return false;
    }
    if (yaml_is_null(node)) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "there must be a text here");
    }
    if (memchr(node->text.data, '\0', node->text.length)) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "a text must not hold a NUL character");
    }
    return load_copy(loading, str_trim(node->text), text);
}

bool load_text(struct loading *loading, const struct yaml_node *mapping, struct str key, struct str *text)
{
    const struct yaml_node *node = yaml_find(mapping, key);
    return !node || load_scalar(loading, node, text);
}

bool load_flag(struct loading *loading, const struct yaml_node *mapping, struct str key, bool *flag)
{
    const struct yaml_node *node = yaml_find(mapping, key);
    if (!node) {
        return true;
    }
    bool is_true = node->kind == YAML_SCALAR && str_equal(node->text, STR("true"));
    bool is_false = node->kind == YAML_SCALAR && str_equal(node->text, STR("false"));
    if (!is_true && !is_false) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "\"%.*s\" is either true or false", STR_ARGS(key));
    }
    *flag = is_true;
    return true;
}

bool load_count(struct loading *loading, const struct yaml_node *mapping, struct str key, unsigned most,
                unsigned *number)
{
    const struct yaml_node *node = yaml_find(mapping, key);
    if (!node) {
        return true;
    }
    int64_t value = -1;
    if (node->kind != YAML_SCALAR || number_parse(node->text, 0, &value) != NUMBER_OK || value < 0 || value > most) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "\"%.*s\" is a whole number from 0 to %u",
                         STR_ARGS(key), most);
    }
    *number = (unsigned)value;
    return true;
}

bool load_period(struct loading *loading, const struct yaml_node *mapping, struct str key, int *period)
{
    const struct yaml_node *node = yaml_find(mapping, key);
    if (!node) {
        return true;
    }
    if (node->kind != YAML_SCALAR || !date_parse_financial_year(node->text, period)) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "\"%.*s\" is a financial year such as 2018-19",
                         STR_ARGS(key));
    }
    return true;
}

bool load_range(struct loading *loading, const struct yaml_node *mapping, struct schema_range within,
                struct schema_range *range)
{
    *range = (struct schema_range){INT_MIN, INT_MAX};
    if (!load_period(loading, mapping, STR("from"), &range->from) ||
        !load_period(loading, mapping, STR("until"), &range->until)) {
        return false;
    }
    const struct yaml_node *from = yaml_find(mapping, STR("from"));
    const struct yaml_node *until = yaml_find(mapping, STR("until"));
    if (range->from > range->until) {
        return yaml_fail(loading->tree, until, 0, loading->failure, "this ends before it begins: \"from\" is later");
    }
    if (from && range->from > within.until) {
        return yaml_fail(loading->tree, from, 0, loading->failure,
                         "this begins after the last period of what it belongs to");
    }
    if (until && range->until < within.from) {
        return yaml_fail(loading->tree, until, 0, loading->failure,
                         "this ends before the first period of what it belongs to");
    }
    return true;
}

struct schema_range load_periods_of(const struct loading *loading, const struct schema_table *table)
{
    struct schema_range range = loading->schema->periods;
    range.from = table->range.from > range.from ? table->range.from : range.from;
    range.until = table->range.until < range.until ? table->range.until : range.until;
    return range;
}

bool load_texts(struct loading *loading, const struct yaml_node *mapping, struct str key, const struct str **texts,
                uint32_t *count)
{
    const struct yaml_node *node = yaml_find(mapping, key);
    if (!node) {
        return true;
    }
    uint32_t wanted = node->kind == YAML_SEQUENCE ? node->count : 1;
    if (wanted > LOAD_TEXTS_MOST) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "a list like this has %u entries at most",
                         LOAD_TEXTS_MOST);
    }
    struct str *copies = ARENA_ARRAY(loading->keep, wanted, struct str);
    if (!copies) {
        return failure_memory(loading->failure);
    }
    if (node->kind != YAML_SEQUENCE && !load_scalar(loading, node, &copies[0])) {
        return false;
    }
    for (uint32_t i = 0; node->kind == YAML_SEQUENCE && i < node->count; i++) {
        if (!load_scalar(loading, node->items[i], &copies[i])) {
            return false;
        }
    }
    *texts = copies;
    *count = wanted;
    return true;
}

bool load_choice(struct loading *loading, const struct yaml_node *mapping, struct str key, const struct str *choices,
                 size_t count, size_t *chosen)
{
    const struct yaml_node *node = yaml_find(mapping, key);
    if (!node) {
        return true;
    }
    if (!load_kind(loading, node, YAML_SCALAR, "this")) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (str_equal(node->text, choices[i])) {
            *chosen = i;
            return true;
        }
    }
    char what[64];
    size_t length = key.length < sizeof what - 1 ? key.length : sizeof what - 1;
    memcpy(what, key.data, length);
    what[length] = '\0';
    return load_unknown(loading, node, what, choices, count);
}

bool load_year_style(struct loading *loading, const struct yaml_node *mapping, enum schema_year_style *style)
{
    static const struct str styles[] = {
        [SCHEMA_YEAR_FINANCIAL] = {"financial", 9},
        [SCHEMA_YEAR_END] = {"end", 3},
        [SCHEMA_YEAR_START] = {"start", 5},
    };
    size_t chosen = SCHEMA_YEAR_FINANCIAL;
    if (!load_choice(loading, mapping, STR("year"), styles, LOAD_COUNT(styles), &chosen)) {
        return false;
    }
    *style = (enum schema_year_style)chosen;
    return true;
}
