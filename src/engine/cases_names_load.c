/* cases_names_load: a file of names that cases have and the schema has not. Each must stand for something that there is, so
 * that a name which is mistyped is not left out in silence. */
#include "engine/cases.h"
#include "engine/cases_load.h"

struct naming {
    struct cases_loading l;
    struct cases_collection *collection;
};

static bool add_name(struct naming *n, const struct yaml_pair *pair, struct cases_name name)
{
    return cases_keep_text(&n->l, pair->key->text, &name.name) &&
           (array_push(&n->collection->names, name) || failure_memory(n->l.failure));
}

/* Of the return or of reference data. NULL and a failure. */
static const struct schema_table *find_table(struct naming *n, const struct yaml_node *node, struct str name)
{
    const struct schema_table *table = schema_find_table(n->collection->schema, name);
    uint32_t reference = table ? SCHEMA_NONE : library_reference(n->collection->library, name);
    table = reference == SCHEMA_NONE ? table : &n->collection->library->references[reference]->tables[0];
    if (!table) {
        (void)yaml_fail(n->l.tree, node, 0, n->l.failure, "there is no table \"%.*s\"", STR_ARGS(name));
    }
    return table;
}

/* "DEC" of the table itself, or "AssessmentFactorsList.AssessmentFactor" of one that is nested in it. */
static bool read_column(struct naming *n, const struct schema_table *in, const struct yaml_pair *pair)
{
    const struct yaml_node *node = pair->value;
    if (!cases_is_scalar(&n->l, node, "a column's name")) {
        return false;
    }
    size_t dot = str_find(node->text, STR("."));
    bool is_nested = dot != STR_NOT_FOUND;
    struct str column = is_nested ? str_slice(node->text, dot + 1, node->text.length - dot - 1) : node->text;
    const struct schema_table *table = is_nested ? find_table(n, node, str_slice(node->text, 0, dot)) : in;
    if (!table) {
        return false;
    }
    if (is_nested && (table->parent == SCHEMA_NONE || &n->collection->schema->tables[table->parent] != in)) {
        return yaml_fail(n->l.tree, node, 0, n->l.failure, "%.*s is not nested in %.*s", STR_ARGS(table->name),
                         STR_ARGS(in->name));
    }
    struct cases_name name = {.in = in, .table = table, .column = schema_find_column(table, column)};
    if (name.column == SCHEMA_NONE) {
        return yaml_fail(n->l.tree, node, 0, n->l.failure, "%.*s has no column \"%.*s\"", STR_ARGS(table->name),
                         STR_ARGS(column));
    }
    return add_name(n, pair, name);
}

static bool read_columns(struct naming *n, const struct yaml_node *node)
{
    bool good = cases_is_mapping(&n->l, node, "columns");
    for (uint32_t t = 0; good && t < node->count; t++) {
        const struct yaml_node *columns = node->pairs[t].value;
        const struct schema_table *in = find_table(n, node->pairs[t].key, node->pairs[t].key->text);
        good = in && cases_is_mapping(&n->l, columns, "columns of a table");
        for (uint32_t c = 0; good && c < columns->count; c++) {
            good = read_column(n, in, &columns->pairs[c]);
        }
    }
    return good;
}

static bool read_references(struct naming *n, const struct yaml_node *node)
{
    bool good = cases_is_mapping(&n->l, node, "references");
    for (uint32_t i = 0; good && i < node->count; i++) {
        const struct yaml_node *value = node->pairs[i].value;
        if (!cases_is_scalar(&n->l, value, "a table's name")) {
            return false;
        }
        uint32_t reference = library_reference(n->collection->library, value->text);
        if (reference == SCHEMA_NONE) {
            return yaml_fail(n->l.tree, value, 0, n->l.failure, "there is no reference table \"%.*s\"",
                             STR_ARGS(value->text));
        }
        const struct schema_table *table = &n->collection->library->references[reference]->tables[0];
        good = add_name(n, &node->pairs[i], (struct cases_name){.table = table, .column = SCHEMA_NONE});
    }
    return good;
}

static bool read_names(struct naming *n)
{
    const struct yaml_node *node = n->l.tree->document_count ? n->l.tree->documents[0] : NULL;
    bool good = !node || cases_is_mapping(&n->l, node, "a file of names");
    for (uint32_t i = 0; good && node && i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        if (str_equal(pair->key->text, STR("peer"))) {
            good = cases_read_text(&n->l, node, "peer", true, &n->collection->peer);
        } else if (str_equal(pair->key->text, STR("references"))) {
            good = read_references(n, pair->value);
        } else if (str_equal(pair->key->text, STR("columns"))) {
            good = read_columns(n, pair->value);
        } else {
            good = yaml_fail(n->l.tree, pair->key, 0, n->l.failure, "a file of names has no \"%.*s\"",
                             STR_ARGS(pair->key->text));
        }
    }
    return good;
}

static bool load_tree(struct yaml_tree *tree, struct cases_collection *collection, struct failure *failure)
{
    struct naming naming = {.l = {.tree = tree, .keep = &collection->arena, .failure = failure},
                            .collection = collection};
    bool good = tree && read_names(&naming);
    yaml_tree_free(tree);
    return good;
}

bool cases_load_names(const char *path, struct cases_collection *collection, struct failure *failure)
{
    return load_tree(yaml_load(path, failure), collection, failure);
}

bool cases_load_names_text(const char *path, struct str text, struct cases_collection *collection,
                           struct failure *failure)
{
    return load_tree(yaml_load_text(path, text, failure), collection, failure);
}
