/* notes_load: a file of notes, which is a YAML list. */
#include <stdlib.h>

#include "engine/notes.h"
#include "format/yaml.h"

struct loading {
    const struct yaml_tree *tree;
    struct notes *notes;
    struct failure *failure;
};

/* A member's text, without white space round it; empty when it is not there or null. A member of another kind is a mistake. */
static bool read_text(struct loading *l, const struct yaml_node *node, const char *name, struct str *text)
{
    const struct yaml_node *value = yaml_find(node, str_of(name));
    *text = STR_EMPTY;
    if (!value || yaml_is_null(value)) {
        return true;
    }
    if (value->kind != YAML_SCALAR) {
        return yaml_fail(l->tree, value, 0, l->failure, "\"%s\" is a text, but here stands %s", name,
                         yaml_kind_name(value->kind));
    }
    *text = arena_str(&l->notes->arena, str_trim(value->text));
    return text->data || failure_memory(l->failure);
}

static bool require(struct loading *l, const struct yaml_node *node, const char *name, struct str text)
{
    return text.length > 0 || yaml_fail(l->tree, node, 0, l->failure, "the note has no \"%s\"", name);
}

static int compare_keys(const void *a, const void *b)
{
    const struct report_key *left = a, *right = b;
    return str_compare(left->column, right->column);
}

static bool read_keys(struct loading *l, const struct yaml_node *node, struct note *note)
{
    const struct yaml_node *mapping = yaml_find(node, STR("key"));
    if (!mapping || yaml_is_null(mapping)) {
        return true;
    }
    if (mapping->kind != YAML_MAPPING) {
        return yaml_fail(l->tree, mapping, 0, l->failure,
                         "\"key\" is a mapping from columns to values, but here stands %s",
                         yaml_kind_name(mapping->kind));
    }
    struct report_key *keys = ARENA_ARRAY(&l->notes->arena, mapping->count, struct report_key);
    if (!keys) {
        return failure_memory(l->failure);
    }
    for (uint32_t i = 0; i < mapping->count; i++) {
        const struct yaml_node *value = mapping->pairs[i].value;
        if (value->kind != YAML_SCALAR) {
            return yaml_fail(l->tree, value, 0, l->failure, "a key's value is a text, but here stands %s",
                             yaml_kind_name(value->kind));
        }
        keys[i].column = arena_str(&l->notes->arena, mapping->pairs[i].key->text);
        keys[i].value = arena_str(&l->notes->arena, value->text);
        if (!keys[i].column.data || !keys[i].value.data) {
            return failure_memory(l->failure);
        }
    }
    if (mapping->count) {
        qsort(keys, mapping->count, sizeof *keys, compare_keys);
    }
    note->keys = keys;
    note->key_count = mapping->count;
    return true;
}

/* A misspelt member would be a note that says nothing. */
static bool check_members(struct loading *l, const struct yaml_node *node)
{
    static const struct str known[] = {
        {"code", 4}, {"authority", 9}, {"period", 6}, {"file", 4}, {"key", 3},
        {"says", 4}, {"reason", 6},    {"who", 3},    {"when", 4},
    };
    enum { KNOWN = sizeof known / sizeof known[0] };
    for (uint32_t i = 0; i < node->count; i++) {
        struct str name = node->pairs[i].key->text;
        size_t k = 0;
        while (k < KNOWN && !str_equal(known[k], name)) {
            k++;
        }
        if (k < KNOWN) {
            continue;
        }
        (void)yaml_fail(l->tree, node->pairs[i].key, 0, l->failure, "a note has no \"%.*s\"", STR_ARGS(name));
        const struct str *nearest = str_nearest(name, known, KNOWN);
        if (nearest) {
            failure_hint(l->failure, "did you mean \"%.*s\"?", STR_ARGS(*nearest));
        }
        return false;
    }
    return true;
}

static bool read_note(struct loading *l, const struct yaml_node *node, struct note *note)
{
    if (node->kind != YAML_MAPPING) {
        return yaml_fail(l->tree, node, 0, l->failure, "a note is a mapping, but here stands %s",
                         yaml_kind_name(node->kind));
    }
    *note = (struct note){.line = node->line, .column = node->column};
    return check_members(l, node) && read_text(l, node, "code", &note->code) && require(l, node, "code", note->code) &&
           read_text(l, node, "authority", &note->authority) && read_text(l, node, "period", &note->period) &&
           read_text(l, node, "file", &note->file) && read_keys(l, node, note) &&
           read_text(l, node, "says", &note->says) && require(l, node, "says", note->says) &&
           read_text(l, node, "reason", &note->given.reason) && read_text(l, node, "who", &note->given.who) &&
           read_text(l, node, "when", &note->given.when);
}

static bool read_notes(struct loading *l)
{
    if (l->tree->document_count == 0) {
        return true;
    }
    const struct yaml_node *list = l->tree->documents[0];
    if (l->tree->document_count > 1) {
        return yaml_fail(l->tree, l->tree->documents[1], 0, l->failure, "a file of notes is one list");
    }
    if (yaml_is_null(list)) {
        return true;
    }
    if (list->kind != YAML_SEQUENCE) {
        return yaml_fail(l->tree, list, 0, l->failure, "a file of notes is a list, but here stands %s",
                         yaml_kind_name(list->kind));
    }
    for (uint32_t i = 0; i < list->count; i++) {
        struct note note;
        if (!read_note(l, list->items[i], &note)) {
            return false;
        }
        if (!array_push(&l->notes->items, note)) {
            return failure_memory(l->failure);
        }
    }
    return true;
}

bool notes_load(struct source *source, const char *path, struct notes *notes, struct failure *failure)
{
    struct yaml_tree *tree = yaml_load_source(source, path, failure);
    struct loading loading = {.tree = tree, .notes = notes, .failure = failure};
    bool good = tree && read_notes(&loading);
    yaml_tree_free(tree);
    return good;
}

void notes_free(struct notes *notes)
{
    array_free(&notes->items);
    arena_free(&notes->arena);
}

bool note_counts(const struct note *note)
{
    return str_trim(note->given.reason).length > 0;
}
