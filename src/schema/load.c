/* schema_load(): a schema file from the top. */
#include <stdlib.h>

#include "base/hash.h"
#include "schema/load.h"

static const struct load_key schema_keys[] = {
    LOAD_REQUIRED("collection"), LOAD_REQUIRED("title"), LOAD_OPTIONAL("description"), LOAD_OPTIONAL("from"),
    LOAD_OPTIONAL("until"),      LOAD_OPTIONAL("notes"), LOAD_OPTIONAL("codes"),       LOAD_REQUIRED("tables"),
    LOAD_OPTIONAL("main_table"), LOAD_OPTIONAL("forms"), LOAD_OPTIONAL("xml"),
};

static bool load_collection(struct loading *loading, const struct yaml_node *node)
{
    struct str name;
    if (!load_scalar(loading, node, &name)) {
        return false;
    }
    bool fine = name.length > 0 && name.length <= 64;
    for (size_t i = 0; fine && i < name.length; i++) {
        char byte = name.data[i];
        fine = (byte >= 'a' && byte <= 'z') || (i > 0 && ((byte >= '0' && byte <= '9') || byte == '-' || byte == '_'));
    }
    if (!fine) {
        return yaml_fail(loading->tree, node, 0, loading->failure,
                         "the name of a collection holds small letters, digits, - and _ only, such as s251-outturn");
    }
    loading->schema->name = name;
    return true;
}

static bool load_notes(struct loading *loading, const struct yaml_node *node)
{
    static const struct load_key keys[] = {LOAD_REQUIRED("text"), LOAD_OPTIONAL("from"), LOAD_OPTIONAL("until")};
    if (!node) {
        return true;
    }
    if (!load_kind(loading, node, YAML_SEQUENCE, "\"notes\"")) {
        return false;
    }
    struct schema_note *notes = ARENA_ARRAY(loading->keep, node->count, struct schema_note);
    if (!notes) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const struct yaml_node *item = node->items[i];
        if (!load_keys(loading, item, "a note", keys, LOAD_COUNT(keys)) ||
            !load_text(loading, item, STR("text"), &notes[i].text) ||
            !load_range(loading, item, loading->schema->periods, &notes[i].range)) {
            return false;
        }
    }
    loading->schema->notes = notes;
    loading->schema->note_count = node->count;
    return true;
}

static bool load_main_table(struct loading *loading, const struct yaml_node *node)
{
    struct schema *schema = loading->schema;
    return !node || load_table_named(loading, node, schema->table_count, &schema->main_table);
}

static bool load_head(struct loading *loading, const struct yaml_node *root)
{
    static const struct schema_range any = {INT_MIN, INT_MAX};
    struct schema *schema = loading->schema;
    schema->title = schema->description = schema->root = STR_EMPTY;
    schema->xml_collection_path = schema->xml_collection = schema->xml_period_path = STR_EMPTY;
    schema->xml_authority_path = schema->xml_reference_date_path = STR_EMPTY;
    return load_keys(loading, root, "a schema", schema_keys, LOAD_COUNT(schema_keys)) &&
           load_collection(loading, yaml_find(root, STR("collection"))) &&
           load_text(loading, root, STR("title"), &schema->title) &&
           load_text(loading, root, STR("description"), &schema->description) &&
           load_range(loading, root, any, &schema->periods) && load_notes(loading, yaml_find(root, STR("notes")));
}

static bool load_root(struct loading *loading)
{
    const struct yaml_tree *tree = loading->tree;
    if (tree->document_count == 0) {
        failure_set(loading->failure, FAILURE_SYNTAX, "this schema file is empty");
        failure_place(loading->failure, tree->path, 1, 1);
        return false;
    }
    if (tree->document_count > 1) {
        return yaml_fail(tree, tree->documents[1], 0, loading->failure,
                         "a schema file holds one schema, and a second begins here (after ---)");
    }
    const struct yaml_node *root = tree->documents[0];
    return load_head(loading, root) && load_code_lists(loading, yaml_find(root, STR("codes"))) &&
           load_tables(loading, yaml_find(root, STR("tables"))) &&
           load_main_table(loading, yaml_find(root, STR("main_table"))) &&
           load_forms(loading, yaml_find(root, STR("forms"))) && load_xml(loading, yaml_find(root, STR("xml")));
}

static bool hash_text(struct str text, char hex[HASH_SHA256_HEX], struct failure *failure)
{
    struct hash_sha256 *state = hash_sha256_new(failure);
    if (!state) {
        return false;
    }
    if (!hash_sha256_add(state, text.data, text.length, failure)) {
        hash_sha256_abandon(state);
        return false;
    }
    return hash_sha256_finish(state, hex, failure);
}

static struct schema *load_tree(const struct yaml_tree *tree, struct failure *failure)
{
    struct schema *schema = calloc(1, sizeof *schema);
    if (!schema) {
        (void)failure_memory(failure);
        return NULL;
    }
    struct loading loading = {tree, schema, &schema->arena, failure};
    if (!load_copy(&loading, str_of(tree->path), &schema->path) || !hash_text(tree->text, schema->sha256, failure) ||
        !load_root(&loading)) {
        schema_free(schema);
        return NULL;
    }
    return schema;
}

static struct schema *load_and_free(struct yaml_tree *tree, struct failure *failure)
{
    if (!tree) {
        return NULL;
    }
    struct schema *schema = load_tree(tree, failure);
    yaml_tree_free(tree);
    return schema;
}

struct schema *schema_load(const char *path, struct failure *failure)
{
    return load_and_free(yaml_load(path, failure), failure);
}

struct schema *schema_load_text(const char *path, struct str text, struct failure *failure)
{
    return load_and_free(yaml_load_text(path, text, failure), failure);
}
