/* set: a rule set from its files; finding rules in it. */
#include <stdlib.h>

#include "base/folder.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "rule/load.h"

/* Who is told of mistakes that do not end the reading; nobody, where `found` is NULL: then the first one does. */
struct listener {
    void (*found)(void *context, const struct failure *mistake);
    void *context;
    uint64_t count; /* told so far */
};

static bool told(struct listener *listener, struct failure *failure)
{
    if (!listener->found || !failure || failure->kind != FAILURE_SYNTAX) {
        return false;
    }
    listener->found(listener->context, failure);
    listener->count++;
    *failure = (struct failure){.kind = FAILURE_NONE};
    return true;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool read_collection(struct rule_loader *loader, const struct yaml_node *record)
{
    static const char *const keys[] = {"collection", "prefix", "note"};
    static const struct rule_keys known = {keys, sizeof keys / sizeof *keys, "the first record of a rule file"};
    struct rule_set *set = loader->set;
    struct str collection;
    struct str prefix;
    if (!rule_check_keys(loader, record, &known) ||
        !rule_read_text(loader, record, "collection", "which collection the rules are for", &collection) ||
        !rule_read_text(loader, record, "prefix", "the prefix of the rules' codes", &prefix)) {
        return false;
    }
    if (!str_equal(collection, set->schema->name)) {
        return rule_fail_node(loader, yaml_find(record, STR("collection")),
                              "these rules are for %.*s, but the schema is that of %.*s", STR_ARGS(collection),
                              STR_ARGS(set->schema->name));
    }
    if (set->prefix.length > 0 && !str_equal(set->prefix, prefix)) {
        return rule_fail_node(loader, yaml_find(record, STR("prefix")),
                              "the prefix is %.*s here and %.*s in another file", STR_ARGS(prefix),
                              STR_ARGS(set->prefix));
    }
    set->prefix = prefix;
    return true;
}

/* Rules come after names: examples may give records of tables that the names define. */
static bool read_record(struct rule_loader *loader, const struct yaml_node *record, bool rules)
{
    static const char *const kinds[] = {"define", "view", "data"};
    if (record->kind != YAML_MAPPING) {
        return rule_fail_node(loader, record, "a record of a rule file is a mapping, but here stands %s",
                              yaml_kind_name(record->kind));
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (yaml_find(record, str_of(kinds[i]))) {
            return rules || rule_read_name(loader, record, kinds[i]);
        }
    }
    if (yaml_find(record, STR("collection"))) {
        return rule_fail_node(loader, record, "the collection is named once, in the first record of the file");
    }
    if (yaml_find(record, STR("indicator"))) {
        return !rules || rule_read_indicator(loader, record);
    }
    return !rules || rule_read_rule(loader, record);
}

static bool read_file(struct rule_loader *loader, bool rules, struct listener *listener)
{
    const struct yaml_tree *tree = loader->tree;
    const struct yaml_node *root = tree->document_count > 0 ? tree->documents[0] : NULL;
    if (!root) {
        (void)failure_set(loader->failure, FAILURE_SYNTAX, "the rule file is empty");
        failure_place(loader->failure, tree->path, 1, 1);
        return false;
    }
    if (tree->document_count > 1) {
        return rule_fail_node(loader, tree->documents[1], "a rule file is one list; \"---\" does not belong in it");
    }
    if (root->kind != YAML_SEQUENCE) {
        (void)rule_fail_node(loader, root, "a rule file is a list of records, but here stands %s",
                             yaml_kind_name(root->kind));
        failure_hint(loader->failure, "begin each record with \"- \"");
        return false;
    }
    if (root->count == 0 || !yaml_find(root->items[0], STR("collection"))) {
        (void)rule_fail_node(loader, root->count ? root->items[0] : root,
                             "the first record of a rule file says which collection it is for");
        failure_hint(loader->failure, "- collection: %.*s", STR_ARGS(loader->set->schema->name));
        return false;
    }
    if (!rules && !read_collection(loader, root->items[0])) {
        return false;
    }
    bool good = true;
    for (uint32_t i = 1; good && i < root->count; i++) {
        good = read_record(loader, root->items[i], rules) || told(listener, loader->failure);
    }
    return good;
}

/* ---- what the rules were ------------------------------------------------------------------------------------------ */

struct digest {
    char hex[HASH_SHA256_HEX];
};

static int compare_digests(const void *a, const void *b)
{
    return memcmp(((const struct digest *)a)->hex, ((const struct digest *)b)->hex, HASH_SHA256_HEX);
}

static bool digest_of(const void *data, size_t length, char hex[HASH_SHA256_HEX], struct failure *failure)
{
    struct hash_sha256 *state = hash_sha256_new(failure);
    if (!state) {
        return false;
    }
    if (!hash_sha256_add(state, data, length, failure)) {
        hash_sha256_abandon(state);
        return false;
    }
    return hash_sha256_finish(state, hex, failure);
}

/* The digest of the files' digests, which are sorted: what the files are called makes no difference. */
static bool make_digest(struct rule_set *set, struct failure *failure)
{
    size_t count = set->names->files.count;
    struct digest *digests = ARENA_ARRAY(&set->arena, count, struct digest);
    if (!digests) {
        return failure_memory(failure);
    }
    for (size_t i = 0; i < count; i++) {
        struct str text = set->names->files.items[i]->text;
        if (!digest_of(text.data, text.length, digests[i].hex, failure)) {
            return false;
        }
    }
    if (count) {
        qsort(digests, count, sizeof *digests, compare_digests);
    }
    return digest_of(digests, count * sizeof *digests, set->sha256, failure);
}

static int compare_rules(const void *a, const void *b)
{
    const struct rule *x = a;
    const struct rule *y = b;
    int order = str_compare(x->full_code, y->full_code);
    if (order == 0) {
        order = (x->range.from > y->range.from) - (x->range.from < y->range.from);
    }
    return order != 0 ? order : (x->body->order > y->body->order) - (x->body->order < y->body->order);
}

static int compare_indicators(const void *a, const void *b)
{
    return compare_rules(&((const struct rule_indicator *)a)->rule, &((const struct rule_indicator *)b)->rule);
}

static bool fail_twice(const struct rule *rule, const struct rule *before, const char *what, struct failure *failure)
{
    const struct rule *later = rule->body->order > before->body->order ? rule : before;
    const struct rule *earlier = later == rule ? before : rule;
    (void)rule_fail(later->body->source, 0, failure, "there are two %s %.*s in the same period", what,
                    STR_ARGS(rule->full_code));
    failure_hint(failure, "the other is in %s, line %u; versions of a rule have periods that do not meet",
                 base_name(earlier->path), earlier->line);
    return false;
}

static bool check_indicators(const struct rule_set *set, struct failure *failure)
{
    for (size_t i = 1; i < set->indicators.count; i++) {
        const struct rule *rule = &set->indicators.items[i].rule;
        const struct rule *before = &set->indicators.items[i - 1].rule;
        if (str_equal(before->full_code, rule->full_code) && before->range.until >= rule->range.from) {
            return fail_twice(rule, before, "indicators", failure);
        }
    }
    return true;
}

static bool check_codes(const struct rule_set *set, struct failure *failure)
{
    for (size_t i = 1; i < set->rules.count; i++) {
        const struct rule *rule = &set->rules.items[i];
        const struct rule *before = rule - 1;
        bool meets = str_equal(before->full_code, rule->full_code) && schema_ranges_meet(before->range, rule->range);
        if (!meets || rule->from_schema || before->from_schema) {
            continue;
        }
        return fail_twice(rule, before, "rules", failure);
    }
    return true;
}

/* The rules' schema does not have a reference table's code lists: a literal is not held against them. */
static const struct schema_column *without_lists(struct rule_set *set, const struct schema_table *table)
{
    struct schema_column *columns = ARENA_ARRAY(&set->arena, table->column_count, struct schema_column);
    for (uint32_t i = 0; columns && i < table->column_count; i++) {
        columns[i] = table->columns[i];
        columns[i].codes = SCHEMA_NONE;
    }
    return columns;
}

static bool add_references(struct rule_set *set, const struct schema *const *references, uint32_t count,
                           struct failure *failure)
{
    for (uint32_t i = 0; i < count; i++) {
        if (references[i]->table_count == 0) {
            continue;
        }
        const struct schema_table *table = &references[i]->tables[0];
        struct rule_data *data = ARENA_NEW(&set->arena, struct rule_data);
        const struct schema_column *columns = without_lists(set, table);
        if (!data || !columns) {
            return failure_memory(failure);
        }
        *data = (struct rule_data){
            .layout = table->layout, .key = table->key, .key_count = table->key_count, .columns = columns};
        struct rule_name name = {.kind = RULE_NAME_REFERENCE, .name = references[i]->name, .data = data};
        if (!array_push(&set->names->items, name)) {
            return failure_memory(failure);
        }
    }
    return true;
}

static bool read_files(struct rule_set *set, struct listener *listener, struct failure *failure)
{
    uint32_t order = 0;
    for (int pass = 0; pass < 2 && listener->count == 0; pass++) {
        for (size_t i = 0; i < set->names->files.count; i++) {
            struct rule_loader loader = {set, set->names->files.items[i], &set->arena, failure, &order};
            if (!read_file(&loader, pass == 1, listener)) {
                return false;
            }
        }
        if (pass == 0 && !rule_names_finish(set, failure) && !told(listener, failure)) {
            return false;
        }
    }
    if (!rule_add_implied(set, &order, failure)) {
        return false;
    }
    if (set->rules.count > 1) {
        qsort(set->rules.items, set->rules.count, sizeof *set->rules.items, compare_rules);
    }
    if (set->indicators.count > 1) {
        qsort(set->indicators.items, set->indicators.count, sizeof *set->indicators.items, compare_indicators);
    }
    return (check_codes(set, failure) || told(listener, failure)) &&
           (check_indicators(set, failure) || told(listener, failure)) && make_digest(set, failure);
}

static struct rule_set *new_set(const struct schema *schema, struct failure *failure)
{
    struct rule_set *set = calloc(1, sizeof *set);
    struct rule_names *names = calloc(1, sizeof *names);
    if (!set || !names) {
        free(set);
        free(names);
        (void)failure_memory(failure);
        return NULL;
    }
    set->schema = schema;
    set->prefix = STR_EMPTY;
    set->names = names;
    return set;
}

void rule_set_free(struct rule_set *set)
{
    if (!set) {
        return;
    }
    for (size_t i = 0; i < set->names->files.count; i++) {
        yaml_tree_free(set->names->files.items[i]);
    }
    array_free(&set->names->files);
    array_free(&set->names->items);
    map_free(&set->names->by_name);
    free(set->names);
    array_free(&set->rules);
    array_free(&set->indicators);
    arena_free(&set->arena);
    free(set);
}

static struct rule_set *finish(struct rule_set *set, bool good, const struct schema *const *references,
                               uint32_t reference_count, struct listener *listener, struct failure *failure)
{
    good = good && add_references(set, references, reference_count, failure) && read_files(set, listener, failure);
    if (!good) {
        rule_set_free(set);
        return NULL;
    }
    return set;
}

/* Expressions meet YAML's own signs in two ways, which its reader cannot explain. */
static void explain_yaml(struct failure *failure)
{
    if (failure && strstr(failure->message, "mapping values are not allowed")) {
        failure_hint(failure, "a text with \": \" in it is put in quotation marks, or below a >");
    } else if (failure && strstr(failure->message, "did not find expected ',' or ']'")) {
        failure_hint(failure, "in a [list], a text with brackets or commas is put in quotation marks");
    }
}

static bool add_file(struct rule_set *set, struct yaml_tree *tree, struct failure *failure)
{
    if (!tree) {
        explain_yaml(failure);
        return false;
    }
    if (!array_push(&set->names->files, tree)) {
        yaml_tree_free(tree);
        return failure_memory(failure);
    }
    return true;
}

struct loading {
    const struct folder_list *list;
    struct yaml_tree **trees;
};

static bool holds_rules(const char *path)
{
    return strcmp(base_name(path), RULE_KNOWN_DIFFERENCES) != 0 && strcmp(base_name(path), RULE_CASE_NAMES) != 0;
}

static bool load_one(void *context, unsigned worker, size_t task, struct failure *failure)
{
    (void)worker;
    const struct loading *loading = context;
    const char *path = loading->list->paths[task].data;
    if (!holds_rules(path)) {
        return true;
    }
    loading->trees[task] = yaml_load(path, failure);
    return loading->trees[task];
}

/* Of several files that are no YAML, the first one is told. */
static bool add_list(struct rule_set *set, const struct folder_list *list, unsigned threads, struct failure *failure)
{
    struct loading loading = {list, calloc(list->count + 1, sizeof(struct yaml_tree *))};
    if (!loading.trees) {
        return failure_memory(failure);
    }
    bool good = parallel_for(threads, list->count, load_one, &loading, failure);
    for (size_t i = 0; i < list->count; i++) {
        if (good && loading.trees[i]) {
            good = add_file(set, loading.trees[i], failure);
        } else {
            yaml_tree_free(loading.trees[i]);
        }
    }
    if (failure_is_set(failure)) {
        explain_yaml(failure);
    }
    free(loading.trees);
    return good;
}

/* A folder's files, or the one file. */
static bool add_files(struct rule_set *set, const char *path, unsigned threads, struct failure *failure)
{
    struct folder_list list = {0};
    if (!path) {
        return true;
    }
    if (!folder_exists(path)) {
        return add_file(set, yaml_load(path, failure), failure);
    }
    return folder_list(path, STR(".yaml"), &set->arena, &list, failure) && add_list(set, &list, threads, failure);
}

static struct rule_set *load(const struct rule_sources *sources, struct listener *listener, struct failure *failure)
{
    struct rule_set *set = new_set(sources->schema, failure);
    if (!set) {
        return NULL;
    }
    set->others = sources->others;
    set->other_count = sources->other_count;
    bool good = add_files(set, sources->rules, sources->threads, failure) &&
                add_files(set, sources->indicators, sources->threads, failure);
    return finish(set, good, sources->references, sources->reference_count, listener, failure);
}

struct rule_set *rule_set_load(const struct rule_sources *sources, struct failure *failure)
{
    struct listener nobody = {NULL, NULL, 0};
    return load(sources, &nobody, failure);
}

struct rule_set *rule_set_load_telling(const struct rule_sources *sources,
                                       void (*found)(void *context, const struct failure *mistake), void *context,
                                       struct failure *failure)
{
    struct listener listener = {found, context, 0};
    return load(sources, &listener, failure);
}

struct rule_set *rule_set_load_text(const struct schema *schema, const struct schema *const *references,
                                    uint32_t reference_count, const char *path, struct str text,
                                    struct failure *failure)
{
    struct listener nobody = {NULL, NULL, 0};
    struct rule_set *set = new_set(schema, failure);
    bool good = set && add_file(set, yaml_load_text(path, text, failure), failure);
    return set ? finish(set, good, references, reference_count, &nobody, failure) : NULL;
}

bool rule_has_code(const struct rule *rule, struct str code)
{
    return str_equal_ignoring_case(rule->full_code, code) || str_equal_ignoring_case(rule->code, code);
}

const struct rule *rule_set_find(const struct rule_set *set, struct str code)
{
    const struct rule *found = NULL;
    for (size_t i = 0; i < set->rules.count; i++) {
        const struct rule *rule = &set->rules.items[i];
        if (str_equal_ignoring_case(rule->full_code, code)) {
            return rule;
        }
        if (!found && str_equal_ignoring_case(rule->code, code)) {
            found = rule;
        }
    }
    return found;
}
