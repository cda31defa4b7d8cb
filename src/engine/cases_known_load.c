/* cases_known_load: the list of known differences. */
#include "engine/cases.h"
#include "engine/cases_load.h"

static bool read_known(struct cases_loading *l, const struct yaml_node *node, struct cases_known *known)
{
    if (!cases_is_mapping(l, node, "a known difference")) {
        return false;
    }
    known->line = node->line;
    return cases_read_text(l, node, "rule", true, &known->rule) &&
           cases_read_text(l, node, "case", true, &known->number) &&
           cases_read_text(l, node, "ruleset", true, &known->ruleset) &&
           cases_read_text(l, node, "reason", true, &known->reason);
}

static bool read_known_list(struct cases_loading *l, struct cases_known_list *list)
{
    if (l->tree->document_count == 0) {
        return true;
    }
    const struct yaml_node *node = l->tree->documents[0];
    if (!cases_is_list(l, node, "a file of known differences")) {
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        struct cases_known known = {0};
        if (!read_known(l, node->items[i], &known)) {
            return false;
        }
        if (!array_push(&list->items, known)) {
            return failure_memory(l->failure);
        }
    }
    return true;
}

bool cases_load_known(const char *path, struct cases_known_list *list, struct failure *failure)
{
    *list = (struct cases_known_list){.path = path, .loaded = true};
    struct yaml_tree *tree = yaml_load(path, failure);
    struct cases_loading loading = {.tree = tree, .keep = &list->arena, .failure = failure};
    bool good = tree && read_known_list(&loading, list);
    yaml_tree_free(tree);
    return good;
}

void cases_known_free(struct cases_known_list *list)
{
    array_free(&list->items);
    arena_free(&list->arena);
}
