/* Code lists of a schema file. */
#include "base/map.h"
#include "schema/load.h"

/* "N1: Abuse or neglect", or "N1: {title: Abuse or neglect, from: 2018-19}", or, in a list, "N1". */
static bool load_code(struct loading *loading, const struct yaml_node *key, const struct yaml_node *value,
                      struct schema_code *code)
{
    static const struct load_key keys[] = {LOAD_OPTIONAL("title"), LOAD_OPTIONAL("from"), LOAD_OPTIONAL("until")};
    code->title = STR_EMPTY;
    code->range = (struct schema_range){INT_MIN, INT_MAX};
    if (!load_scalar(loading, key, &code->code)) {
        return false;
    }
    if (!value || yaml_is_null(value)) {
        return true;
    }
    if (value->kind == YAML_SCALAR) {
        return load_scalar(loading, value, &code->title);
    }
    return load_keys(loading, value, "a code", keys, LOAD_COUNT(keys)) &&
           load_text(loading, value, STR("title"), &code->title) &&
           load_range(loading, value, loading->schema->periods, &code->range);
}

static struct str small_letters(struct arena *scratch, struct str text)
{
    char *copy = arena_alloc(scratch, text.length + 1);
    for (size_t i = 0; copy && i < text.length; i++) {
        char byte = text.data[i];
        copy[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    return (struct str){copy, text.length};
}

/* The YAML reader has refused equal keys already; here "a" and "A" are equal too where case is ignored. */
static bool check_distinct(struct loading *loading, const struct yaml_node *values, const struct schema_code_list *list)
{
    struct map seen = MAP_EMPTY;
    struct arena scratch = ARENA_EMPTY;
    bool fine = true;
    for (uint32_t i = 0; fine && i < list->code_count; i++) {
        struct str code = list->codes[i].code;
        struct str text = list->ignore_case ? small_letters(&scratch, code) : code;
        const struct yaml_node *node = values->kind == YAML_MAPPING ? values->pairs[i].key : values->items[i];
        if (!text.data) {
            fine = failure_memory(loading->failure);
        } else if (map_get(&seen, text)) {
            fine = yaml_fail(loading->tree, node, 0, loading->failure, "the code \"%.*s\" is given twice",
                             STR_ARGS(code));
        } else {
            fine = map_set(&seen, text, i) || failure_memory(loading->failure);
        }
    }
    map_free(&seen);
    arena_free(&scratch);
    return fine;
}

static bool load_code_list(struct loading *loading, const struct yaml_pair *pair, struct schema_code_list *list)
{
    static const struct load_key keys[] = {LOAD_OPTIONAL("ignore_case"), LOAD_REQUIRED("values")};
    if (!load_name(loading, pair->key, &list->name) ||
        !load_keys(loading, pair->value, "a code list", keys, LOAD_COUNT(keys)) ||
        !load_flag(loading, pair->value, STR("ignore_case"), &list->ignore_case)) {
        return false;
    }
    const struct yaml_node *values = yaml_find(pair->value, STR("values"));
    if (values->kind == YAML_SCALAR || values->count == 0) {
        return yaml_fail(loading->tree, values, 0, loading->failure,
                         "\"values\" is a list of codes, or a mapping from each code to its title");
    }
    struct schema_code *codes = ARENA_ARRAY(loading->keep, values->count, struct schema_code);
    if (!codes) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < values->count; i++) {
        bool fine = values->kind == YAML_MAPPING
                        ? load_code(loading, values->pairs[i].key, values->pairs[i].value, &codes[i])
                        : load_code(loading, values->items[i], NULL, &codes[i]);
        if (!fine) {
            return false;
        }
    }
    list->codes = codes;
    list->code_count = values->count;
    return check_distinct(loading, values, list);
}

bool load_code_lists(struct loading *loading, const struct yaml_node *node)
{
    if (!node) {
        return true;
    }
    if (!load_kind(loading, node, YAML_MAPPING, "\"codes\"")) {
        return false;
    }
    if (node->count > SCHEMA_CODE_LISTS_MOST) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "there are more than %u code lists",
                         SCHEMA_CODE_LISTS_MOST);
    }
    struct schema_code_list *lists = ARENA_ARRAY(loading->keep, node->count, struct schema_code_list);
    if (!lists) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!load_code_list(loading, &node->pairs[i], &lists[i])) {
            return false;
        }
    }
    loading->schema->code_lists = lists;
    loading->schema->code_list_count = node->count;
    return true;
}
