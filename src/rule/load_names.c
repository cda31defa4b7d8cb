/* load_names: definitions, views and data tables from their records. */
#include "rule/load.h"

#include <string.h>

static bool read_definition(struct rule_loader *loader, const struct yaml_node *record, struct rule_name *name)
{
    static const char *const keys[] = {"define", "as", "note"};
    static const struct rule_keys known = {keys, sizeof keys / sizeof *keys, "a definition"};
    struct str text;
    struct rule_definition *definition = ARENA_NEW(loader->keep, struct rule_definition);
    if (!definition) {
        return failure_memory(loader->failure);
    }
    if (!rule_check_keys(loader, record, &known) ||
        !rule_read_text(loader, record, "define", "a name, or a name with parameters: is_leaf(code)", &text) ||
        !rule_read_text(loader, record, "as", "the expression that the name stands for", &text)) {
        return false;
    }
    name->source = rule_source_of(loader, yaml_find(record, STR("define")));
    const struct rule_tree *signature = name->source ? rule_parse_signature(name->source, loader->keep, loader->failure)
                                                     : NULL;
    if (!signature || !rule_read_expression(loader, record, "as", &definition->body)) {
        return false;
    }
    if (signature->count > RULE_PARAMETERS_MOST) {
        return rule_fail(name->source, 0, loader->failure, "a definition has at most %u parameters",
                         RULE_PARAMETERS_MOST);
    }
    struct str *parameters = ARENA_ARRAY(loader->keep, signature->count, struct str);
    if (!parameters) {
        return failure_memory(loader->failure);
    }
    for (uint32_t i = 0; i < signature->count; i++) {
        parameters[i] = signature->items[i]->text;
        for (uint32_t k = 0; k < i; k++) {
            if (str_equal(parameters[k], parameters[i])) {
                return rule_fail(name->source, signature->items[i]->start, loader->failure,
                                 "the parameter %.*s comes twice", STR_ARGS(parameters[i]));
            }
        }
    }
    name->name = signature->text;
    definition->parameters = parameters;
    definition->parameter_count = signature->count;
    name->definition = definition;
    return true;
}

bool rule_read_name(struct rule_loader *loader, const struct yaml_node *record, const char *kind)
{
    struct rule_name name = {.kind = RULE_NAME_DEFINITION};
    bool good = false;
    if (strcmp(kind, "define") == 0) {
        good = read_definition(loader, record, &name);
    } else if (strcmp(kind, "view") == 0) {
        name.kind = RULE_NAME_VIEW;
        good = rule_read_view(loader, record, &name);
    } else {
        name.kind = RULE_NAME_DATA;
        good = rule_read_data(loader, record, &name);
    }
    if (good && loader->set->names->items.count >= RULE_NAMES_MOST) {
        return failure_set(loader->failure, FAILURE_LIMIT, "there are more than %u definitions, views and data tables",
                           RULE_NAMES_MOST);
    }
    return good && (array_push(&loader->set->names->items, name) || failure_memory(loader->failure));
}

struct str rule_names_text(const struct rule_names *names, const char *path)
{
    for (size_t f = 0; f < names->files.count; f++) {
        if (strcmp(names->files.items[f]->path, path) == 0) {
            return names->files.items[f]->text;
        }
    }
    return STR_EMPTY;
}
