/* load_example: a rule's examples: the tables that it is tried on, as texts. */
#include "base/date.h"
#include "base/number.h"
#include "rule/load.h"

/* An example while it is read. */
struct reading {
    struct rule_loader *loader;
    const struct rule *rule;
    struct rule_example *example;
    const char *prefix;      /* "last_year.", "ssda903." or "": of the tables at hand */
    const struct schema *of; /* whose tables they are; NULL: the rule set's */
    ARRAY_OF(struct rule_example_record) records;
};

/* The columns that a record of this table can have; NULL and a failure where the table is none that can be given. */
static const struct table_layout *layout_of(struct reading *r, const struct yaml_node *node, struct str table)
{
    const struct schema *schema = r->of ? r->of : r->loader->set->schema;
    const struct schema_table *found = schema_find_table(schema, table);
    if (found) {
        return &found->layout;
    }
    const struct rule_names *names = r->loader->set->names;
    for (size_t i = 0; !r->of && i < names->items.count; i++) {
        if (names->items.items[i].kind == RULE_NAME_REFERENCE && str_equal(names->items.items[i].name, table)) {
            return &names->items.items[i].data->layout;
        }
    }
    struct str known[SCHEMA_TABLES_MOST];
    for (uint32_t i = 0; i < schema->table_count && i < SCHEMA_TABLES_MOST; i++) {
        known[i] = schema->tables[i].name;
    }
    (void)rule_fail_node(r->loader, node, "an example cannot give records of %.*s", STR_ARGS(table));
    const struct str *nearest = str_nearest(table, known, schema->table_count);
    if (nearest) {
        failure_hint(r->loader->failure, "did you mean %.*s?", STR_ARGS(*nearest));
    } else {
        failure_hint(r->loader->failure, "give the records of a table of the schema: {Episodes: [{…}]}");
    }
    return NULL;
}

static bool read_cell(struct reading *r, const struct table_layout *layout, const struct yaml_pair *pair,
                      struct rule_example_cell *cell)
{
    struct rule_loader *loader = r->loader;
    if (table_layout_find(layout, pair->key->text) == TABLE_NO_COLUMN) {
        struct str names[SCHEMA_COLUMNS_MOST];
        uint32_t count = layout->column_count < SCHEMA_COLUMNS_MOST ? layout->column_count : SCHEMA_COLUMNS_MOST;
        for (uint32_t i = 0; i < count; i++) {
            names[i] = layout->columns[i].name;
        }
        const struct str *nearest = str_nearest(pair->key->text, names, count);
        (void)rule_fail_node(loader, pair->key, "%.*s has no column %.*s", STR_ARGS(layout->name),
                             STR_ARGS(pair->key->text));
        if (nearest) {
            failure_hint(loader->failure, "did you mean %.*s?", STR_ARGS(*nearest));
        }
        return false;
    }
    if (pair->value->kind != YAML_SCALAR) {
        return rule_fail_node(loader, pair->value, "a cell holds one value, but here stands %s",
                              yaml_kind_name(pair->value->kind));
    }
    *cell = (struct rule_example_cell){pair->key->text, pair->value->text, yaml_is_null(pair->value)};
    return true;
}

static bool read_record(struct reading *r, const struct yaml_node *node, const struct table_layout *layout)
{
    struct rule_loader *loader = r->loader;
    struct str table = layout->name;
    if (node->kind != YAML_MAPPING) {
        return rule_fail_node(loader, node, "a record is a mapping of columns to values, but here stands %s",
                              yaml_kind_name(node->kind));
    }
    struct rule_example_cell *cells = ARENA_ARRAY(loader->keep, node->count, struct rule_example_cell);
    struct str name = arena_printf(loader->keep, "%s%.*s", r->prefix, STR_ARGS(table));
    if (!cells || !name.data) {
        return failure_memory(loader->failure);
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!read_cell(r, layout, &node->pairs[i], &cells[i])) {
            return false;
        }
    }
    struct rule_example_record record = {name, cells, node->count};
    return array_push(&r->records, record) || failure_memory(loader->failure);
}

/* The records of a table; `named` is where the table is named. */
static bool read_table(struct reading *r, const struct yaml_node *node, const struct yaml_node *named, struct str table)
{
    const struct table_layout *layout = layout_of(r, named, table);
    if (!layout) {
        return false;
    }
    if (node->kind == YAML_MAPPING) {
        return read_record(r, node, layout);
    }
    if (node->kind != YAML_SEQUENCE) {
        return rule_fail_node(r->loader, node, "the records of %.*s are a list", STR_ARGS(table));
    }
    bool good = true;
    for (uint32_t i = 0; good && i < node->count; i++) {
        good = read_record(r, node->items[i], layout);
    }
    return good;
}

/* The tables of a mapping, of last year's return or of another collection's. */
static bool read_tables(struct reading *r, const struct yaml_node *node, const char *prefix, const struct schema *of)
{
    bool good = true;
    r->prefix = prefix;
    r->of = of;
    for (uint32_t i = 0; good && i < node->count; i++) {
        good = read_table(r, node->pairs[i].value, node->pairs[i].key, node->pairs[i].key->text);
    }
    r->prefix = "";
    r->of = NULL;
    return good;
}

static bool read_last_year(struct reading *r, const struct yaml_node *node)
{
    if (node->kind == YAML_SCALAR && str_equal(node->text, STR("none"))) {
        r->example->no_last_year = true;
        return true;
    }
    if (node->kind != YAML_MAPPING) {
        (void)rule_fail_node(r->loader, node, "last_year holds tables, or is none");
        failure_hint(r->loader->failure, "last_year: {Header: [{…}]}");
        return false;
    }
    return read_tables(r, node, "last_year.", NULL);
}

/* {ssda903: {Episodes: [{…}]}} */
static bool read_other(struct reading *r, const struct yaml_pair *pair, const struct schema *other)
{
    struct str prefix = arena_printf(r->loader->keep, "%.*s.", STR_ARGS(other->name));
    if (pair->value->kind != YAML_MAPPING) {
        return rule_fail_node(r->loader, pair->value, "%.*s holds tables", STR_ARGS(pair->key->text));
    }
    return prefix.data ? read_tables(r, pair->value, prefix.data, other) : failure_memory(r->loader->failure);
}

static const struct schema *find_other(const struct reading *r, struct str name)
{
    for (uint32_t i = 0; i < r->loader->set->other_count; i++) {
        if (rule_is_collection(name, r->loader->set->others[i]->name)) {
            return r->loader->set->others[i];
        }
    }
    return NULL;
}

/* {Episodes: [...], last_year: …} as against {CHILD: "1", …}. */
static bool names_tables(const struct yaml_node *node)
{
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->pairs[i].value->kind != YAML_SCALAR || str_equal(node->pairs[i].key->text, STR("last_year"))) {
            return true;
        }
    }
    return false;
}

static bool read_records(struct reading *r, const struct yaml_node *node)
{
    struct str table = r->rule->table;
    bool good = true;
    /* "Missing if given" */
    const struct rule_tree *tree = r->rule->body->table;
    table = tree && tree->kind == RULE_TREE_NAME ? tree->text : table;
    if (node->kind == YAML_MAPPING && names_tables(node)) {
        for (uint32_t i = 0; good && i < node->count; i++) {
            const struct yaml_pair *pair = &node->pairs[i];
            const struct schema *other = find_other(r, pair->key->text);
            good = str_equal(pair->key->text, STR("last_year")) ? read_last_year(r, pair->value)
                   : other                                      ? read_other(r, pair, other)
                           : read_table(r, pair->value, pair->key, pair->key->text);
        }
        return good;
    }
    if (node->kind == YAML_SEQUENCE && node->count == 0) {
        return true;
    }
    return read_table(r, node, node, table);
}

static bool read_rounding(struct rule_loader *loader, const struct yaml_node *node, int64_t *rounding)
{
    *rounding = 0;
    if (!node) {
        return true;
    }
    bool good = node->kind == YAML_SCALAR && number_parse(node->text, NUMBER_SCALE_MONEY, rounding) == NUMBER_OK &&
                *rounding >= 0;
    return good || rule_fail_node(loader, node, "rounding is an amount in pounds, such as 5000");
}

static bool read_settings(struct rule_loader *loader, const struct yaml_node *node, struct rule_example *example)
{
    int year = 0;
    if (!rule_read_text(loader, node, "period", NULL, &example->period) ||
        !rule_read_text(loader, node, "authority", NULL, &example->authority) ||
        !rule_read_text(loader, node, "format", NULL, &example->format) ||
        !read_rounding(loader, yaml_find(node, STR("rounding")), &example->rounding)) {
        return false;
    }
    if (example->period.length > 0 && !date_parse_financial_year(example->period, &year)) {
        return rule_fail_node(loader, yaml_find(node, STR("period")), "a period is written 2018-19");
    }
    return example->format.length == 0 || str_equal(example->format, STR("csv")) ||
           str_equal(example->format, STR("xml")) ||
           rule_fail_node(loader, yaml_find(node, STR("format")), "the format is csv or xml");
}

static bool read_example(struct rule_loader *loader, const struct rule *rule, const struct yaml_node *node,
                         struct rule_example *example)
{
    static const char *const keys[] = {"pass", "fail", "period", "authority", "format", "rounding", "gives", "of"};
    static const struct rule_keys known = {keys, sizeof keys / sizeof *keys, "an example"};
    if (node->kind != YAML_MAPPING) {
        return rule_fail_node(loader, node, "an example is pass: or fail: with records, but here stands %s",
                              yaml_kind_name(node->kind));
    }
    const struct yaml_node *pass = yaml_find(node, STR("pass"));
    const struct yaml_node *fail = yaml_find(node, STR("fail"));
    if (!rule_check_keys(loader, node, &known) || !read_settings(loader, node, example)) {
        return false;
    }
    const struct yaml_node *of = yaml_find(node, STR("of"));
    if (!rule_read_text(loader, node, "gives", of ? "what the indicator is, such as 592.31, or nothing" : NULL,
                        &example->gives)) {
        return false;
    }
    if (!pass + !fail + !of != 2 || !of != !example->gives.length) {
        return rule_fail_node(loader, node, "an example says either pass or fail, or what an indicator gives");
    }
    example->pass = pass != NULL;
    example->line = node->line;
    struct reading r = {.loader = loader, .rule = rule, .example = example, .prefix = ""};
    bool good = read_records(&r, pass ? pass : fail ? fail : of);
    struct rule_example_record *copy = ARENA_ARRAY(loader->keep, r.records.count, struct rule_example_record);
    if (good && !copy) {
        good = failure_memory(loader->failure);
    }
    for (size_t i = 0; good && i < r.records.count; i++) {
        copy[i] = r.records.items[i];
    }
    example->records = copy;
    example->record_count = (uint32_t)r.records.count;
    array_free(&r.records);
    return good;
}

static bool lacks_example(struct rule_loader *loader, const struct yaml_node *record, const char *what)
{
    const struct yaml_node *node = yaml_find(record, STR("examples"));
    (void)rule_fail_node(loader, node ? node : record, "the rule has no example that %s", what);
    failure_hint(loader->failure, "examples: a list with at least one pass: {…} and one fail: {…}");
    return false;
}

/* The examples of a rule, or those that say what an indicator gives. */
static bool read_list(struct rule_loader *loader, const struct yaml_node *node, struct rule *rule, bool values)
{
    struct rule_example *examples = ARENA_ARRAY(loader->keep, node->count, struct rule_example);
    if (!examples) {
        return failure_memory(loader->failure);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        bool is_value = node->items[i]->kind == YAML_MAPPING && yaml_find(node->items[i], STR("of"));
        if (is_value == values && !read_example(loader, rule, node->items[i], &examples[count++])) {
            return false;
        }
    }
    rule->examples = examples;
    rule->example_count = count;
    return true;
}

bool rule_read_values(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule)
{
    const struct yaml_node *node = yaml_find(record, STR("examples"));
    if (!node || node->kind != YAML_SEQUENCE || !read_list(loader, node, rule, true) || rule->example_count == 0) {
        if (!failure_is_set(loader->failure)) {
            (void)rule_fail_node(loader, node ? node : record, "the indicator has no example of what it gives");
            failure_hint(loader->failure, "examples: [{gives: 592.31, of: {table_a1: [{…}]}}]");
        }
        return false;
    }
    return true;
}

bool rule_read_examples(struct rule_loader *loader, const struct yaml_node *record, struct rule *rule)
{
    const struct yaml_node *node = yaml_find(record, STR("examples"));
    if (!node || node->kind != YAML_SEQUENCE) {
        return lacks_example(loader, record, "passes");
    }
    if (!read_list(loader, node, rule, false)) {
        return false;
    }
    bool passes = false;
    bool fails = false;
    for (uint32_t i = 0; i < rule->example_count; i++) {
        passes = passes || rule->examples[i].pass;
        fails = fails || !rule->examples[i].pass;
    }
    return passes && fails ? true : lacks_example(loader, record, passes ? "fails" : "passes");
}
