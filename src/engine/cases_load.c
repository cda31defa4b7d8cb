#include "engine/cases_load.h"

bool cases_is_mapping(struct cases_loading *l, const struct yaml_node *node, const char *what)
{
    return node->kind == YAML_MAPPING || yaml_fail(l->tree, node, 0, l->failure, "%s is a mapping, but here stands %s",
                                                   what, yaml_kind_name(node->kind));
}

bool cases_is_list(struct cases_loading *l, const struct yaml_node *node, const char *what)
{
    return node->kind == YAML_SEQUENCE || yaml_fail(l->tree, node, 0, l->failure, "%s is a list, but here stands %s",
                                                    what, yaml_kind_name(node->kind));
}

bool cases_is_scalar(struct cases_loading *l, const struct yaml_node *node, const char *what)
{
    return node->kind == YAML_SCALAR || yaml_fail(l->tree, node, 0, l->failure, "%s is one value, but here stands %s",
                                                  what, yaml_kind_name(node->kind));
}

bool cases_keep_text(struct cases_loading *l, struct str text, struct str *kept)
{
    *kept = arena_str(l->keep, text);
    return kept->data || failure_memory(l->failure);
}

bool cases_read_text(struct cases_loading *l, const struct yaml_node *mapping, const char *key, bool required,
                     struct str *text)
{
    const struct yaml_node *node = yaml_find(mapping, str_of(key));
    *text = STR_EMPTY;
    if (!node || (node->kind == YAML_SCALAR && yaml_is_null(node))) {
        return !required || yaml_fail(l->tree, mapping, 0, l->failure, "it has no \"%s\"", key);
    }
    return cases_is_scalar(l, node, key) && cases_keep_text(l, node->text, text);
}
