/* cases_line_load: a line of a file of cases. It is JSON, all of which our YAML reader takes, but for characters beyond U+FFFF
 * that are written as two escapes. */
#include <string.h>

#include "base/date.h"
#include "engine/cases.h"
#include "engine/cases_load.h"

static void *keep_array(struct cases_loading *l, size_t count, size_t size)
{
    void *array = arena_alloc_array(l->keep, count, size);
    if (!array) {
        failure_memory(l->failure);
    }
    return array;
}

#define KEEP_ARRAY(loading, count, type) ((type *)keep_array((loading), (count), sizeof(type)))

static bool is_true(const struct yaml_node *node)
{
    return node && node->kind == YAML_SCALAR && node->style == YAML_PLAIN && str_equal(node->text, STR("true"));
}

/* ---- records --------------------------------------------------------------------------------------------------------- */

static bool read_items(struct cases_loading *l, const struct yaml_node *node, struct cases_cell *cell)
{
    struct str *items = KEEP_ARRAY(l, node->count, struct str);
    if (!items) {
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!cases_is_scalar(l, node->items[i], "a value of a list") ||
            !cases_keep_text(l, node->items[i]->text, &items[i])) {
            return false;
        }
    }
    cell->items = items;
    cell->item_count = node->count;
    return true;
}

static bool read_cell(struct cases_loading *l, const struct yaml_pair *pair, struct cases_cell *cell)
{
    cell->text = STR_EMPTY;
    if (!cases_keep_text(l, pair->key->text, &cell->column)) {
        return false;
    }
    if (pair->value->kind == YAML_SEQUENCE) {
        return read_items(l, pair->value, cell);
    }
    if (!cases_is_scalar(l, pair->value, "a cell")) {
        return false;
    }
    cell->missing = yaml_is_null(pair->value);
    return cases_keep_text(l, pair->value->text, &cell->text);
}

static bool read_record(struct cases_loading *l, const struct yaml_node *node, struct cases_record *record)
{
    struct cases_cell *cells = cases_is_mapping(l, node, "a record") ? KEEP_ARRAY(l, node->count, struct cases_cell)
                                                                     : NULL;
    if (!cells) {
        return false;
    }
    if (++l->records > CASES_RECORDS_MOST) {
        return failure_set(l->failure, FAILURE_LIMIT, "a case has %u records at most", CASES_RECORDS_MOST);
    }
    *record = (struct cases_record){cells, node->count};
    bool good = true;
    for (uint32_t i = 0; good && i < node->count; i++) {
        good = read_cell(l, &node->pairs[i], &cells[i]);
    }
    return good;
}

/* "Episodes_last" holds the records of last year's return. */
static void name_table(struct str name, struct str *table, bool *last_year)
{
    struct str suffix = STR("_last");
    *last_year = str_ends_with(name, suffix);
    *table = *last_year ? str_slice(name, 0, name.length - suffix.length) : name;
}

static bool read_table(struct cases_loading *l, const struct yaml_pair *pair, struct cases_table *table)
{
    struct str name;
    struct cases_record *records = cases_is_list(l, pair->value, "a table")
                                       ? KEEP_ARRAY(l, pair->value->count, struct cases_record)
                                       : NULL;
    if (!records || !cases_keep_text(l, pair->key->text, &name)) {
        return false;
    }
    name_table(name, &table->name, &table->last_year);
    table->records = records;
    table->record_count = pair->value->count;
    bool good = true;
    for (uint32_t i = 0; good && i < pair->value->count; i++) {
        good = read_record(l, pair->value->items[i], &records[i]);
    }
    return good;
}

static bool read_tables(struct cases_loading *l, const struct yaml_node *line, struct cases_case *out)
{
    const struct yaml_node *node = yaml_find(line, STR("tables"));
    if (!node) {
        return yaml_fail(l->tree, line, 0, l->failure, "it has no \"tables\"");
    }
    struct cases_table *tables = cases_is_mapping(l, node, "tables") ? KEEP_ARRAY(l, node->count, struct cases_table)
                                                                     : NULL;
    if (!tables) {
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!read_table(l, &node->pairs[i], &tables[i])) {
            return false;
        }
    }
    out->tables = tables;
    out->table_count = node->count;
    return true;
}

/* ---- parameters ------------------------------------------------------------------------------------------------------- */

/* Reference data stands under "reference", or as a list of records among the parameters. */
static bool read_metadata(struct cases_loading *l, const struct yaml_node *line, struct cases_case *out)
{
    const struct yaml_node *metadata = yaml_find(line, STR("metadata")), *more = yaml_find(line, STR("reference"));
    if ((metadata && !cases_is_mapping(l, metadata, "metadata")) || (more && !cases_is_mapping(l, more, "reference"))) {
        return false;
    }
    uint32_t count = metadata ? metadata->count : 0, more_count = more ? more->count : 0;
    struct cases_cell *cells = KEEP_ARRAY(l, count, struct cases_cell);
    struct cases_table *tables = KEEP_ARRAY(l, (size_t)count + more_count, struct cases_table);
    if (!cells || !tables) {
        return false;
    }
    out->metadata.cells = cells;
    out->references = tables;
    for (uint32_t i = 0; i < count + more_count; i++) {
        const struct yaml_pair *pair = i < count ? &metadata->pairs[i] : &more->pairs[i - count];
        bool is_table = i >= count || pair->value->kind == YAML_SEQUENCE;
        if (is_table ? !read_table(l, pair, &tables[out->reference_count++])
                     : !read_cell(l, pair, &cells[out->metadata.cell_count++])) {
            return false;
        }
    }
    return true;
}

static bool read_periods(struct cases_loading *l, const struct yaml_node *line, struct cases_case *out)
{
    const struct yaml_node *node = yaml_find(line, STR("effective_in"));
    if (!node) {
        return yaml_fail(l->tree, line, 0, l->failure, "it has no \"effective_in\"");
    }
    if (!cases_is_list(l, node, "effective_in")) {
        return false;
    }
    if (node->count > CASES_PERIODS_MOST) {
        return yaml_fail(l->tree, node, 0, l->failure, "a case has %u periods at most", CASES_PERIODS_MOST);
    }
    int *periods = KEEP_ARRAY(l, node->count, int);
    if (!periods) {
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const struct yaml_node *item = node->items[i];
        char text[16] = "";
        if (item->kind == YAML_SCALAR && item->text.length < sizeof text) {
            memcpy(text, item->text.data, item->text.length);
        }
        char *dash = strchr(text, '_');
        if (dash) {
            *dash = '-';
        }
        if (!date_parse_financial_year(str_of(text), &periods[i])) {
            return yaml_fail(l->tree, item, 0, l->failure, "a period is written as 2022_23");
        }
    }
    out->periods = periods;
    out->period_count = node->count;
    return true;
}

/* ---- what is expected ------------------------------------------------------------------------------------------------- */

static bool parse_count(struct str text, uint32_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || i > 8) {
            return false;
        }
        *number = *number * 10 + (uint32_t)(text.data[i] - '0');
    }
    return text.length > 0;
}

/* A record is named by its place, from 0, or by its label where the case has an "index" of the table's labels. */
static bool read_place(struct cases_loading *l, const struct yaml_node *node, const struct yaml_node *labels,
                       uint32_t *record)
{
    if (!cases_is_scalar(l, node, "a record's number")) {
        return false;
    }
    for (uint32_t i = 0; labels && labels->kind == YAML_SEQUENCE && i < labels->count; i++) {
        if (labels->items[i]->kind == YAML_SCALAR && str_equal(labels->items[i]->text, node->text)) {
            *record = i;
            return true;
        }
    }
    return (!labels && parse_count(node->text, record)) ||
           yaml_fail(l->tree, node, 0, l->failure, "there is no such record");
}

const struct cases_table *cases_find_table(const struct cases_case *of, struct str name, bool last_year)
{
    for (uint32_t i = 0; i < of->table_count; i++) {
        if (of->tables[i].last_year == last_year && str_equal(of->tables[i].name, name)) {
            return &of->tables[i];
        }
    }
    return NULL;
}

const struct cases_cell *cases_find_cell(const struct cases_record *record, struct str column)
{
    for (uint32_t c = 0; c < record->cell_count; c++) {
        if (str_equal(record->cells[c].column, column)) {
            return &record->cells[c];
        }
    }
    return NULL;
}

/* Records of a table that goes by this name in the case. */
static bool read_places(struct cases_loading *l, const struct yaml_node *line, struct str table,
                        const struct yaml_node *node, const struct cases_case *of, struct cases_expected *places)
{
    struct str name;
    if (!cases_is_list(l, node, "what is expected of a table") || !cases_keep_text(l, table, &name)) {
        return false;
    }
    name_table(name, &places->table, &places->last_year);
    const struct cases_table *given = cases_find_table(of, places->table, places->last_year);
    const struct yaml_node *labels = yaml_find(yaml_find(line, STR("index")), table);
    if (node->count > (given ? given->record_count : 0)) {
        return yaml_fail(l->tree, node, 0, l->failure, "the case does not give so many records of %.*s",
                         STR_ARGS(table));
    }
    uint32_t *records = KEEP_ARRAY(l, node->count, uint32_t);
    for (uint32_t i = 0; records && i < node->count; i++) {
        if (!read_place(l, node->items[i], labels, &records[i])) {
            return false;
        }
        if (records[i] >= given->record_count) {
            return yaml_fail(l->tree, node->items[i], 0, l->failure, "the case gives no such record of %.*s",
                             STR_ARGS(table));
        }
    }
    places->records = records;
    places->record_count = node->count;
    return records != NULL;
}

static bool read_expected(struct cases_loading *l, const struct yaml_node *line, struct cases_case *out)
{
    const struct yaml_node *node = yaml_find(line, STR("expected"));
    if (!node) {
        return yaml_fail(l->tree, line, 0, l->failure, "it has no \"expected\"");
    }
    struct cases_expected *expected = cases_is_mapping(l, node, "expected")
                                          ? KEEP_ARRAY(l, node->count, struct cases_expected)
                                          : NULL;
    if (!expected) {
        return false;
    }
    out->expected = expected;
    for (uint32_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        struct cases_expected *at = &expected[out->expected_count];
        if (!read_places(l, line, pair->key->text, pair->value, out, at)) {
            return false;
        }
        out->expected_count += at->record_count > 0;
    }
    return true;
}

/* "issues": which records are one finding. An issue of kind "la" is one of the return as a whole. */
static bool read_issue(struct cases_loading *l, const struct yaml_node *line, const struct yaml_node *issue,
                       struct cases_expected *groups, struct cases_case *out)
{
    const struct yaml_node *kind = yaml_find(issue, STR("kind")), *of = yaml_find(issue, STR("groups"));
    const struct yaml_node *table = yaml_find(issue, STR("table"));
    if (kind && kind->kind == YAML_SCALAR && str_equal(kind->text, STR("la"))) {
        out->return_is_expected = true;
        return true;
    }
    for (uint32_t g = 0; of && of->kind == YAML_SEQUENCE && table && g < of->count; g++) {
        const struct yaml_node *rows = yaml_find(of->items[g], STR("rows"));
        if (!rows) {
            continue;
        }
        if (!cases_is_scalar(l, table, "a table's name") ||
            !read_places(l, line, table->text, rows, out, &groups[out->group_count++])) {
            return false;
        }
    }
    return true;
}

static bool read_issues(struct cases_loading *l, const struct yaml_node *line, struct cases_case *out)
{
    const struct yaml_node *node = yaml_find(line, STR("issues"));
    if (!node) {
        return true;
    }
    if (!cases_is_list(l, node, "issues")) {
        return false;
    }
    size_t count = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        const struct yaml_node *groups = yaml_find(node->items[i], STR("groups"));
        count += groups ? groups->count : 0;
    }
    if (count > CASES_RECORDS_MOST) {
        return yaml_fail(l->tree, node, 0, l->failure, "a case has %u groups at most", CASES_RECORDS_MOST);
    }
    struct cases_expected *groups = KEEP_ARRAY(l, count, struct cases_expected);
    bool good = groups != NULL;
    out->groups = groups;
    for (uint32_t i = 0; good && i < node->count; i++) {
        good = read_issue(l, line, node->items[i], groups, out);
    }
    return good;
}

/* ---- a line --------------------------------------------------------------------------------------------------------- */

static bool read_line(struct cases_loading *l, struct cases_case *out)
{
    if (l->tree->document_count != 1) {
        return failure_set(l->failure, FAILURE_SYNTAX, "a line holds one case");
    }
    const struct yaml_node *line = l->tree->documents[0];
    if (!cases_is_mapping(l, line, "a case")) {
        return false;
    }
    out->whole_return = is_true(yaml_find(line, STR("la_level")));
    return cases_read_text(l, line, "rule", true, &out->rule) &&
           cases_read_text(l, line, "case", false, &out->number) &&
           cases_read_text(l, line, "ruleset", false, &out->ruleset) &&
           cases_read_text(l, line, "peer", false, &out->peer) && read_periods(l, line, out) &&
           read_tables(l, line, out) && read_metadata(l, line, out) && read_expected(l, line, out) &&
           read_issues(l, line, out);
}

bool cases_load(const char *path, unsigned line, struct str text, struct cases_case *out, struct arena *keep,
                struct failure *failure)
{
    *out = (struct cases_case){.line = line};
    struct yaml_tree *tree = yaml_load_text(path, text, failure);
    struct cases_loading loading = {.tree = tree, .keep = keep, .failure = failure};
    bool good = tree && read_line(&loading, out);
    yaml_tree_free(tree);
    if (!good) {
        failure_place(failure, path, line, 0);
        failure->line = line; /* each line is a text of its own */
    }
    return good;
}
