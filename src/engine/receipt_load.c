/* receipt_load: a receipt is JSON, which our YAML reader takes. Members that are not known are left alone. */
#include <string.h>

#include "engine/receipt.h"
#include "format/yaml.h"

struct loading {
    const struct yaml_tree *tree;
    struct receipt *receipt;
    struct arena *keep;
    struct failure *failure;
};

static bool is_mapping(struct loading *l, const struct yaml_node *node, const char *what)
{
    return node->kind == YAML_MAPPING || yaml_fail(l->tree, node, 0, l->failure, "%s is an object, but here stands %s",
                                                   what, yaml_kind_name(node->kind));
}

/* The member's value; where it is lacking or of another kind, NULL and a failure. */
static const struct yaml_node *member(struct loading *l, const struct yaml_node *node, const char *name,
                                      enum yaml_kind kind)
{
    const struct yaml_node *value = yaml_find(node, str_of(name));
    if (!value) {
        (void)yaml_fail(l->tree, node, 0, l->failure, "the receipt has no \"%s\" here", name);
        return NULL;
    }
    if (value->kind != kind) {
        (void)yaml_fail(l->tree, value, 0, l->failure, "\"%s\" is %s, but here stands %s", name, yaml_kind_name(kind),
                        yaml_kind_name(value->kind));
        return NULL;
    }
    return value;
}

/* null is the empty text. */
static bool read_text(struct loading *l, const struct yaml_node *node, const char *name, struct str *text)
{
    const struct yaml_node *value = member(l, node, name, YAML_SCALAR);
    if (!value) {
        return false;
    }
    *text = yaml_is_null(value) ? STR_EMPTY : arena_str(l->keep, value->text);
    return text->data || failure_memory(l->failure);
}

static bool read_sha256(struct loading *l, const struct yaml_node *node, const char *name, bool required,
                        struct str *text)
{
    if (!read_text(l, node, name, text)) {
        return false;
    }
    bool good = text->length == HASH_SHA256_HEX - 1 || (!required && text->length == 0);
    for (size_t i = 0; good && i < text->length; i++) {
        good = (text->data[i] >= '0' && text->data[i] <= '9') || (text->data[i] >= 'a' && text->data[i] <= 'f');
    }
    return good || yaml_fail(l->tree, yaml_find(node, str_of(name)), 0, l->failure,
                             "\"%s\" is a SHA-256, of 64 hexadecimal digits", name);
}

static bool parse_number(struct loading *l, const struct yaml_node *node, uint64_t *count)
{
    bool good = node->kind == YAML_SCALAR && node->text.length > 0 && node->text.length < 19;
    *count = 0;
    for (size_t i = 0; good && i < node->text.length; i++) {
        good = node->text.data[i] >= '0' && node->text.data[i] <= '9';
        *count = *count * 10 + (uint64_t)(node->text.data[i] - '0');
    }
    return good || yaml_fail(l->tree, node, 0, l->failure, "this is a whole number");
}

static bool read_number(struct loading *l, const struct yaml_node *node, const char *name, uint64_t *count)
{
    const struct yaml_node *value = member(l, node, name, YAML_SCALAR);
    return value && parse_number(l, value, count);
}

static bool read_counts(struct loading *l, const struct yaml_node *node, struct receipt_counts *counts)
{
    const struct yaml_node *value = member(l, node, "counts", YAML_MAPPING);
    for (int s = 0; value && s < FINDING_SEVERITIES; s++) {
        if (!read_number(l, value, finding_severity_name((enum finding_severity)s), &counts->of[s])) {
            return false;
        }
    }
    return value && read_number(l, value, "explained", &counts->explained);
}

static bool read_input(struct loading *l, const struct yaml_node *node)
{
    struct receipt_input input = {0};
    struct str built_in;
    bool good = is_mapping(l, node, "an input") && read_text(l, node, "name", &input.name) &&
                read_text(l, node, "role", &input.role) && read_text(l, node, "reference", &input.reference) &&
                read_text(l, node, "built_in", &built_in) && read_number(l, node, "bytes", &input.bytes) &&
                read_sha256(l, node, "sha256", true, &input.sha256);
    if (good) {
        input.built_in = str_equal(built_in, STR("true"));
        good = array_push(&l->receipt->inputs, input) || failure_memory(l->failure);
    }
    return good;
}

static bool read_basis(struct loading *l, const struct yaml_node *node, struct receipt_basis *basis)
{
    return is_mapping(l, node, "this") && read_text(l, node, "name", &basis->name) &&
           read_sha256(l, node, "rules_sha256", false, &basis->rules_sha256) &&
           read_sha256(l, node, "schema_sha256", true, &basis->schema_sha256);
}

static bool read_rules(struct loading *l, const struct yaml_node *node)
{
    struct receipt_basis basis = {.name = STR_EMPTY};
    return read_basis(l, node, &basis) && (array_push(&l->receipt->rules, basis) || failure_memory(l->failure));
}

static bool read_table(struct loading *l, const struct yaml_node *node)
{
    struct receipt_basis basis = {.name = STR_EMPTY};
    return read_basis(l, node, &basis) && (array_push(&l->receipt->tables, basis) || failure_memory(l->failure));
}

static bool read_return(struct loading *l, const struct yaml_node *node)
{
    struct receipt_return of = {.rules_run = 0};
    return is_mapping(l, node, "a return") && read_text(l, node, "collection", &of.collection) &&
           read_text(l, node, "period", &of.period) && read_text(l, node, "authority", &of.authority) &&
           read_text(l, node, "verdict", &of.verdict) && read_counts(l, node, &of.counts) &&
           read_number(l, node, "rules_run", &of.rules_run) &&
           read_number(l, node, "rules_skipped", &of.rules_skipped) &&
           (array_push(&l->receipt->returns, of) || failure_memory(l->failure));
}

static bool read_list(struct loading *l, const struct yaml_node *node, const char *name,
                      bool (*read)(struct loading *l, const struct yaml_node *item))
{
    const struct yaml_node *list = member(l, node, name, YAML_SEQUENCE);
    bool good = list;
    for (uint32_t i = 0; good && i < list->count; i++) {
        good = read(l, list->items[i]);
    }
    return good;
}

static bool read_codes(struct loading *l, const struct yaml_node *node)
{
    const struct yaml_node *codes = member(l, node, "codes", YAML_MAPPING);
    bool good = codes;
    for (uint32_t i = 0; good && i < codes->count; i++) {
        struct receipt_code code = {.code = arena_str(l->keep, codes->pairs[i].key->text)};
        good = (code.code.data || failure_memory(l->failure)) && parse_number(l, codes->pairs[i].value, &code.found) &&
               (array_push(&l->receipt->codes, code) || failure_memory(l->failure));
    }
    return good;
}

static bool check_version(struct loading *l, const struct yaml_node *node)
{
    struct str version;
    if (!is_mapping(l, node, "a receipt") || !read_text(l, node, "receipt", &version)) {
        return false;
    }
    return str_equal(version, STR(RECEIPT_VERSION)) ||
           yaml_fail(l->tree, yaml_find(node, STR("receipt")), 0, l->failure,
                     "receipts of version %s are read, and this is of another", RECEIPT_VERSION);
}

static bool read_options(struct loading *l, const struct yaml_node *node)
{
    const struct yaml_node *options = member(l, node, "options", YAML_MAPPING);
    return options && read_text(l, options, "collection", &l->receipt->collection) &&
           read_text(l, options, "period", &l->receipt->period) &&
           read_text(l, options, "authority", &l->receipt->authority);
}

static bool read_receipt(struct loading *l)
{
    struct receipt *receipt = l->receipt;
    if (l->tree->document_count != 1) {
        return failure_set(l->failure, FAILURE_SYNTAX, "this is no receipt of probity check");
    }
    const struct yaml_node *node = l->tree->documents[0];
    return check_version(l, node) && read_options(l, node) && read_text(l, node, "probity", &receipt->version) &&
           read_text(l, node, "verdict", &receipt->verdict) && read_counts(l, node, &receipt->counts) &&
           read_list(l, node, "inputs", read_input) && read_list(l, node, "rules", read_rules) &&
           read_list(l, node, "reference_tables", read_table) &&
           read_sha256(l, node, "authorities_sha256", false, &receipt->authorities_sha256) &&
           read_list(l, node, "returns", read_return) && read_codes(l, node) &&
           read_sha256(l, node, "findings_csv_sha256", true, &receipt->findings_sha256);
}

bool receipt_load(struct source *source, const char *path, struct receipt *receipt, struct arena *keep,
                  struct failure *failure)
{
    *receipt = (struct receipt){0};
    struct yaml_tree *tree = yaml_load_source(source, path, failure);
    struct loading loading = {.tree = tree, .receipt = receipt, .keep = keep, .failure = failure};
    bool good = tree && read_receipt(&loading);
    yaml_tree_free(tree);
    if (!good) {
        failure_place(failure, path, 0, 0);
    }
    return good;
}
