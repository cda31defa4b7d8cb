/* uses: which names expressions use, and which reference tables a rule needs. */
#include <stdlib.h>

#include "rule/body.h"
#include "rule/named.h"

struct uses {
    const struct rule_names *names;
    bool *used;      /* by name */
    bool needs_only; /* tables that are named "if given" do not count */
};

/* working_days(…), unless a definition has taken the name, and "5 working days": they do not name the table that they
 * look into. */
static bool counts_working_days(const struct uses *uses, const struct rule_tree *tree)
{
    if (tree->kind == RULE_TREE_TIME) {
        return tree->number == RULE_TIME_WORKING_DAYS;
    }
    return tree->kind == RULE_TREE_CALL && str_equal(tree->text, STR("working_days")) &&
           rule_names_find(uses->names, tree->text) == SCHEMA_NONE;
}

static void add_bank_holidays(const struct uses *uses)
{
    uint32_t used = rule_names_find(uses->names, RULE_BANK_HOLIDAYS);
    if (used != SCHEMA_NONE && uses->names->items.items[used].kind == RULE_NAME_REFERENCE) {
        uses->used[used] = true;
    }
}

/* Trees are shallow (RULE_DEPTH_MOST). */
static void add_tree(const struct uses *uses, const struct rule_tree *tree)
{
    if (!tree) {
        return;
    }
    if (tree->kind == RULE_TREE_NAME || tree->kind == RULE_TREE_CALL) {
        uint32_t used = rule_names_find(uses->names, tree->text);
        if (used != SCHEMA_NONE && !(uses->needs_only && tree->given)) {
            uses->used[used] = true;
        }
    }
    if (counts_working_days(uses, tree)) {
        add_bank_holidays(uses);
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        add_tree(uses, tree->items[i]);
    }
    if (tree->query) {
        add_tree(uses, tree->query->table);
        add_tree(uses, tree->query->where);
        add_tree(uses, tree->query->value);
        add_tree(uses, tree->query->under);
        for (uint32_t i = 0; i < tree->query->order_count; i++) {
            add_tree(uses, tree->query->order[i]);
        }
    }
}

static void add_view(const struct uses *uses, const struct rule_view *view)
{
    add_tree(uses, view->starts);
    for (uint32_t p = 0; p < view->part_count; p++) {
        add_tree(uses, view->parts[p].of);
        add_tree(uses, view->parts[p].where);
        for (uint32_t i = 0; i < view->parts[p].column_count; i++) {
            add_tree(uses, view->parts[p].columns[i].value);
        }
    }
}

static void add_definition(const struct uses *uses, const struct rule_definition *definition)
{
    add_tree(uses, definition->body);
    /* A parameter hides a definition of its name. */
    for (uint32_t i = 0; i < definition->parameter_count; i++) {
        uint32_t hidden = rule_names_find(uses->names, definition->parameters[i]);
        if (hidden != SCHEMA_NONE) {
            uses->used[hidden] = false;
        }
    }
}

static void add_name(const struct uses *uses, const struct rule_name *name)
{
    if (name->kind == RULE_NAME_DEFINITION) {
        add_definition(uses, name->definition);
    } else if (name->kind == RULE_NAME_VIEW) {
        add_view(uses, name->view);
    }
}

void rule_uses_of_name(const struct rule_names *names, uint32_t index, bool *used)
{
    struct uses uses = {.names = names, .used = used};
    memset(used, 0, names->items.count * sizeof *used);
    add_name(&uses, &names->items.items[index]);
}

/* Names in `all` of which the uses have been added; those that are in `used` and not yet in it come to both. */
static bool add_next(const struct uses *uses, bool *all, bool *more)
{
    size_t count = uses->names->items.count;
    *more = false;
    for (size_t i = 0; i < count; i++) {
        if (uses->used[i] && !all[i]) {
            all[i] = true;
            *more = true;
            /* A definition's parameters may hide names that others use: each is looked at apart. */
            struct uses own = *uses;
            own.used = calloc(count, sizeof *own.used);
            if (!own.used) {
                return false;
            }
            add_name(&own, &uses->names->items.items[i]);
            for (size_t k = 0; k < count; k++) {
                uses->used[k] = uses->used[k] || own.used[k];
            }
            free(own.used);
        }
    }
    return true;
}

/* What the rule's `for`, `when` and `require` name, themselves or through others. */
static bool add_rule(const struct uses *uses, const struct rule *rule)
{
    bool *all = calloc(uses->names->items.count + 1, sizeof *all);
    bool more = true;
    if (!all) {
        return false;
    }
    add_tree(uses, rule->body->table);
    add_tree(uses, rule->body->when);
    add_tree(uses, rule->body->require);
    while (more && add_next(uses, all, &more)) {
    }
    free(all);
    return !more;
}

bool rule_named_uses(const struct rule_set *set, const struct rule *rule, bool *used, struct failure *failure)
{
    struct uses uses = {set->names, used, false};
    return add_rule(&uses, rule) || failure_memory(failure);
}

bool rule_references(const struct rule_set *set, const struct rule *rule, struct arena *keep,
                     const struct str **references, uint32_t *count, struct failure *failure)
{
    const struct rule_names *names = set->names;
    struct uses uses = {names, ARENA_ARRAY(keep, names->items.count, bool), true};
    struct str *found = ARENA_ARRAY(keep, names->items.count, struct str);
    *count = 0;
    *references = found;
    if (!uses.used || !found || !add_rule(&uses, rule)) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < names->items.count; i++) {
        if (uses.used[i] && names->items.items[i].kind == RULE_NAME_REFERENCE) {
            found[(*count)++] = names->items.items[i].name;
        }
    }
    return true;
}
