/* load_rule: one rule from its record. */
#include "rule/load.h"

#define CODE_MOST 40u

static const char *const keys[] = {"code",    "title", "severity", "for",    "each", "when", "require", "at",
                                   "message", "fix",   "why",      "source", "note", "from", "until",   "examples"};

static bool is_code(struct str code)
{
    for (size_t i = 0; i < code.length; i++) {
        char c = code.data[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                    c == '_' || c == '.';
        if (!good) {
            return false;
        }
    }
    return code.length > 0 && code.length <= CODE_MOST;
}

bool rule_read_code(struct rule_loader *loader, const struct yaml_node *record, const char *key, struct rule *rule,
                    struct rule_body *body)
{
    const struct yaml_node *node = yaml_find(record, str_of(key));
    struct str code;
    if (!rule_read_text(loader, record, key, "the rule's number, such as S251-104", &code)) {
        return false;
    }
    if (!is_code(code)) {
        return rule_fail_node(loader, node, "a code is made of letters, digits, - and _, but %.*s is not",
                              STR_ARGS(code));
    }
    rule->full_code = rule_full_code(loader->keep, loader->set->prefix, code);
    if (!rule->full_code.data) {
        return failure_memory(loader->failure);
    }
    size_t skipped = loader->set->prefix.length + 1;
    rule->code = rule->full_code.length > skipped ? str_slice(rule->full_code, skipped, SIZE_MAX) : rule->full_code;
    body->source = rule_source_of(loader, node);
    return body->source != NULL;
}

bool rule_read_severity(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule)
{
    struct str name;
    if (!rule_read_text(loader, record, "severity", "error, query or notice", &name)) {
        return false;
    }
    if (finding_severity_parse(name, &rule->severity)) {
        return true;
    }
    (void)rule_fail_node(loader, yaml_find(record, STR("severity")), "there is no severity %.*s", STR_ARGS(name));
    failure_hint(loader->failure, "error must be put right, query put right or explained, notice is worth knowing");
    return false;
}

/* Known now, so that examples can be read; everything else about tables is looked at when the rule is compiled. */
static bool check_table(struct rule_loader *loader, const struct rule_tree *table)
{
    const struct schema *schema = loader->set->schema;
    const struct rule_names *names = loader->set->names;
    if (table->kind != RULE_TREE_NAME || schema_table_index(schema, table->text) != SCHEMA_NONE ||
        rule_names_find(names, table->text) != SCHEMA_NONE) {
        return true;
    }
    struct str *known = ARENA_ARRAY(loader->keep, schema->table_count + names->items.count, struct str);
    if (!known) {
        return failure_memory(loader->failure);
    }
    size_t count = 0;
    for (uint32_t i = 0; i < schema->table_count; i++) {
        known[count++] = schema->tables[i].name;
    }
    for (size_t i = 0; i < names->items.count; i++) {
        known[count++] = names->items.items[i].name;
    }
    (void)rule_fail(table->source, table->at, loader->failure, "there is no table %.*s", STR_ARGS(table->text));
    const struct str *nearest = str_nearest(table->text, known, count);
    if (nearest) {
        failure_hint(loader->failure, "did you mean %.*s?", STR_ARGS(*nearest));
    }
    return false;
}

static bool read_table(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule,
                       struct rule_body *body)
{
    if (!rule_read_text(loader, record, "for", "a table, a view, or return", &rule->table)) {
        return false;
    }
    if (str_equal(rule->table, STR("return"))) {
        return true;
    }
    const struct rule_source *source = rule_source_of(loader, yaml_find(record, STR("for")));
    body->table = source ? rule_parse_table(source, loader->keep, loader->failure) : NULL;
    return body->table && check_table(loader, body->table);
}

static bool read_each(struct rule_loader *loader, const struct yaml_node *record, struct rule_body *body)
{
    const struct yaml_node *each = yaml_find(record, STR("each"));
    if (!each) {
        return true;
    }
    if (each->kind != YAML_MAPPING || each->count != 1) {
        (void)rule_fail_node(loader, each, "each names one word and the columns that it stands for");
        failure_hint(loader->failure, "each: {amount: [own, private]}");
        return false;
    }
    body->each_name = each->pairs[0].key->text;
    body->each_source = rule_source_of(loader, each->pairs[0].key);
    if (!body->each_source || !rule_read_words(loader, each->pairs[0].value, &body->each)) {
        return false;
    }
    return body->each.count > 0 || rule_fail_node(loader, each->pairs[0].value, "each has no columns");
}

static bool read_conditions(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule,
                            struct rule_body *body)
{
    if (!rule_read_text(loader, record, "require", "what must hold of the record", &rule->require_text) ||
        !rule_read_text(loader, record, "when", NULL, &rule->when_text)) {
        return false;
    }
    return rule_read_expression(loader, record, "when", &body->when) &&
           rule_read_expression(loader, record, "require", &body->require);
}

bool rule_read_places(struct rule_loader *loader, const struct yaml_node *record, struct rule_body *body)
{
    struct rule_words words;
    if (!rule_read_words(loader, yaml_find(record, STR("at")), &words)) {
        return false;
    }
    const struct rule_tree **at = ARENA_ARRAY(loader->keep, words.count, const struct rule_tree *);
    if (!at) {
        return failure_memory(loader->failure);
    }
    for (uint32_t i = 0; i < words.count; i++) {
        at[i] = rule_parse(words.items[i].source, loader->keep, loader->failure);
        if (!at[i]) {
            return false;
        }
    }
    body->at = at;
    body->at_count = words.count;
    return true;
}

bool rule_read_message(struct rule_loader *loader, const struct yaml_node *record, const char *key,
                       const char *required, struct str *text, struct rule_message *message)
{
    if (!rule_read_text(loader, record, key, required, text)) {
        return false;
    }
    const struct yaml_node *node = yaml_find(record, str_of(key));
    struct rule_source *source = ARENA_NEW(loader->keep, struct rule_source);
    if (!source) {
        return failure_memory(loader->failure);
    }
    /* A folded text ends in a line break, which is no part of the message; what stands before is needed for places. */
    struct str whole = node->text;
    while (whole.length > 0 && (whole.data[whole.length - 1] == '\n' || whole.data[whole.length - 1] == ' ')) {
        whole.length--;
    }
    *source = (struct rule_source){loader->tree, node, whole};
    return rule_parse_message(source, loader->keep, message, loader->failure);
}

/* It stands once above all findings of the rule, and is written as it is. */
static bool read_fix(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule)
{
    if (!rule_read_text(loader, record, "fix", "what to do about it", &rule->fix)) {
        return false;
    }
    const struct rule_source *source = rule_source_of(loader, yaml_find(record, STR("fix")));
    if (!source) {
        return false;
    }
    size_t at = str_find(source->text, STR("{"));
    if (at == STR_NOT_FOUND) {
        return true;
    }
    (void)rule_fail(source, at, loader->failure, "fix is said once for all findings, so that it holds no expressions");
    failure_hint(loader->failure,
                 "say it in words, without {; what differs from finding to finding is for the message");
    return false;
}

static bool read_texts(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule)
{
    return rule_read_text(loader, record, "title", "the mistake, in a few words", &rule->title) &&
           read_fix(loader, record, rule) &&
           rule_read_text(loader, record, "source", "where the rule comes from", &rule->source) &&
           rule_read_text(loader, record, "why", NULL, &rule->why) &&
           rule_read_text(loader, record, "note", NULL, &rule->note);
}

bool rule_read_rule(struct rule_loader *loader, const struct yaml_node *record)
{
    static const struct rule_keys known = {keys, sizeof keys / sizeof *keys, "a rule"};
    struct rule rule = {.path = loader->tree->path, .line = record->line};
    struct rule_body *body = ARENA_NEW(loader->keep, struct rule_body);
    if (!body) {
        return failure_memory(loader->failure);
    }
    body->order = (*loader->order)++;
    rule.body = body;
    bool good = rule_check_keys(loader, record, &known) && rule_read_code(loader, record, "code", &rule, body) &&
                read_texts(loader, record, &rule) && rule_read_severity(loader, record, &rule) &&
                read_table(loader, record, &rule, body) && read_each(loader, record, body) &&
                read_conditions(loader, record, &rule, body) && rule_read_places(loader, record, body) &&
                rule_read_message(loader, record, "message", "what is wrong with this record, with the figures",
                                  &rule.message, &body->message) &&
                rule_read_range(loader, record, &rule.range) && rule_read_examples(loader, record, &rule);
    return good && (array_push(&loader->set->rules, rule) || failure_memory(loader->failure));
}
