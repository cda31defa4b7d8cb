/* Statements of a schema file: tables whose records are numbered lines. */
#include "schema/load.h"

static const struct str line_kinds[] = {{"leaf", 4}, {"direct", 6}, {"total", 5}, {"memo", 4}, {"funding", 7}};

/* What a section gives its lines, unless they say otherwise. */
struct section {
    struct str group;
    struct str kind;
    struct str part_of;
    const bool *open;
};

struct statement {
    struct loading *loading;
    struct schema_table *table;
    const struct yaml_node *cells; /* named sets of open columns */
    const bool **cell_sets;
    struct schema_line *lines;
    const struct yaml_node **nodes; /* of the lines, for failures */
    uint32_t line_count, line_most;
};

static bool has_amounts(const struct schema_column *column)
{
    return column->type == TABLE_MONEY || column->type == TABLE_INTEGER || column->type == TABLE_DECIMAL;
}

static bool open_set(struct statement *statement, const struct yaml_node *node, const bool **open)
{
    struct loading *loading = statement->loading;
    struct schema_table *table = statement->table;
    const uint32_t *columns = NULL;
    uint32_t count = 0;
    bool *set = ARENA_ARRAY(loading->keep, table->column_count, bool);
    if (!set) {
        return failure_memory(loading->failure);
    }
    if (!load_columns_named(loading, table, node, &columns, &count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!has_amounts(&table->columns[columns[i]])) {
            const struct yaml_node *place = node->kind == YAML_SEQUENCE ? node->items[i] : node;
            return yaml_fail(loading->tree, place, 0, loading->failure,
                             "the column \"%.*s\" holds no amounts, so it is neither open nor closed",
                             STR_ARGS(table->columns[columns[i]].name));
        }
        set[columns[i]] = true;
    }
    *open = set;
    return true;
}

static bool load_cells(struct statement *statement)
{
    struct loading *loading = statement->loading;
    const struct yaml_node *cells = statement->cells;
    if (!load_kind(loading, cells, YAML_MAPPING, "\"cells\"")) {
        return false;
    }
    statement->cell_sets = ARENA_ARRAY(loading->keep, cells->count, const bool *);
    if (!statement->cell_sets) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < cells->count; i++) {
        if (!open_set(statement, cells->pairs[i].value, &statement->cell_sets[i])) {
            return false;
        }
    }
    return true;
}

/* `open` is the name of a set of cells, or a list of columns. */
static bool load_open(struct statement *statement, const struct yaml_node *mapping, const bool **open)
{
    const struct yaml_node *node = yaml_find(mapping, STR("open"));
    if (!node) {
        return true;
    }
    if (node->kind == YAML_SEQUENCE) {
        return open_set(statement, node, open);
    }
    struct loading *loading = statement->loading;
    if (!load_kind(loading, node, YAML_SCALAR, "the name of a set of cells")) {
        return false;
    }
    struct str names[64];
    uint32_t named = 0;
    for (uint32_t i = 0; i < statement->cells->count; i++) {
        if (str_equal(statement->cells->pairs[i].key->text, node->text)) {
            *open = statement->cell_sets[i];
            return true;
        }
        if (named < LOAD_COUNT(names)) {
            names[named++] = statement->cells->pairs[i].key->text;
        }
    }
    return load_unknown(loading, node, "set of cells", names, named);
}

static bool load_traits(struct statement *statement, const struct yaml_node *node, struct section *traits)
{
    struct loading *loading = statement->loading;
    size_t kind = SIZE_MAX;
    if (!load_text(loading, node, STR("group"), &traits->group) ||
        !load_text(loading, node, STR("part_of"), &traits->part_of) ||
        !load_choice(loading, node, STR("kind"), line_kinds, LOAD_COUNT(line_kinds), &kind) ||
        !load_open(statement, node, &traits->open)) {
        return false;
    }
    if (kind != SIZE_MAX) {
        traits->kind = line_kinds[kind];
    }
    if (str_equal(traits->part_of, STR("none"))) {
        traits->part_of = STR_EMPTY;
    }
    return true;
}

static bool load_line(struct statement *statement, const struct yaml_node *node, struct section traits)
{
    static const struct load_key keys[] = {
        LOAD_REQUIRED("line"),     LOAD_REQUIRED("title"),    LOAD_OPTIONAL("group"), LOAD_OPTIONAL("kind"),
        LOAD_OPTIONAL("part_of"),  LOAD_OPTIONAL("open"),     LOAD_OPTIONAL("from"),  LOAD_OPTIONAL("until"),
        LOAD_OPTIONAL("optional"), LOAD_OPTIONAL("inferred"),
    };
    struct loading *loading = statement->loading;
    struct schema_line line = {.range = {INT_MIN, INT_MAX}};
    if (!load_keys(loading, node, "a line", keys, LOAD_COUNT(keys)) ||
        !load_text(loading, node, STR("line"), &line.code) || !load_text(loading, node, STR("title"), &line.title) ||
        !load_range(loading, node, load_periods_of(loading, statement->table), &line.range) ||
        !load_flag(loading, node, STR("optional"), &line.optional) ||
        !load_flag(loading, node, STR("inferred"), &line.inferred) || !load_traits(statement, node, &traits)) {
        return false;
    }
    if (traits.kind.length == 0 || !traits.open) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "neither this line nor its section says which %s",
                         traits.open ? "\"kind\" it is of" : "cells are \"open\"");
    }
    line.group = traits.group;
    line.kind = traits.kind;
    line.part_of = traits.part_of;
    line.open = traits.open;
    if (statement->line_count == statement->line_most) {
        return failure_set(loading->failure, FAILURE_LIMIT, "there are more lines than were counted");
    }
    statement->lines[statement->line_count] = line;
    statement->nodes[statement->line_count++] = node;
    return true;
}

static bool load_section(struct statement *statement, const struct yaml_node *node)
{
    static const struct load_key keys[] = {
        LOAD_REQUIRED("group"), LOAD_OPTIONAL("kind"),  LOAD_OPTIONAL("part_of"),
        LOAD_OPTIONAL("open"),  LOAD_REQUIRED("lines"),
    };
    struct loading *loading = statement->loading;
    struct section traits = {STR_EMPTY, STR_EMPTY, STR_EMPTY, NULL};
    if (!load_keys(loading, node, "a section", keys, LOAD_COUNT(keys)) || !load_traits(statement, node, &traits)) {
        return false;
    }
    const struct yaml_node *lines = yaml_find(node, STR("lines"));
    for (uint32_t i = 0; i < lines->count; i++) {
        if (!load_line(statement, lines->items[i], traits)) {
            return false;
        }
    }
    return true;
}

/* Room for all lines of all sections. */
static bool count_lines(struct statement *statement, const struct yaml_node *sections)
{
    struct loading *loading = statement->loading;
    if (!load_kind(loading, sections, YAML_SEQUENCE, "\"sections\"")) {
        return false;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < sections->count; i++) {
        const struct yaml_node *lines = yaml_find(sections->items[i], STR("lines"));
        if (lines && !load_kind(loading, lines, YAML_SEQUENCE, "\"lines\"")) {
            return false;
        }
        count += lines ? lines->count : 0;
    }
    if (count == 0 || count > SCHEMA_LINES_MOST) {
        return yaml_fail(loading->tree, sections, 0, loading->failure, "a statement has from 1 to %u lines",
                         SCHEMA_LINES_MOST);
    }
    statement->lines = ARENA_ARRAY(loading->keep, count, struct schema_line);
    statement->nodes = ARENA_ARRAY(loading->keep, count, const struct yaml_node *);
    statement->line_most = count;
    return (statement->lines && statement->nodes) || failure_memory(loading->failure);
}

/* Is there a line with this code in every period of the range? Walks from period to period, each time as far as the line
 * that is in force reaches. */
static bool covered(const struct schema_table *table, struct str code, struct schema_range range)
{
    for (int from = range.from;;) {
        const struct schema_line *line = schema_find_line(table, code, from);
        if (!line) {
            return false;
        }
        if (line->range.until >= range.until) {
            return true;
        }
        from = line->range.until + 1;
    }
}

static bool check_line(struct statement *statement, uint32_t index)
{
    struct loading *loading = statement->loading;
    const struct schema_table *table = statement->table;
    const struct schema_line *line = &statement->lines[index];
    const struct yaml_node *node = statement->nodes[index];
    for (uint32_t i = 0; i < index; i++) {
        if (str_equal(statement->lines[i].code, line->code) &&
            schema_ranges_meet(statement->lines[i].range, line->range)) {
            return yaml_fail(loading->tree, yaml_find(node, STR("line")), 0, loading->failure,
                             "line %.*s is given twice in the same period; the first is on file line %u",
                             STR_ARGS(line->code), statement->nodes[i]->line);
        }
    }
    if (line->part_of.length == 0) {
        return true;
    }
    struct schema_range within = load_periods_of(loading, table);
    struct schema_range range = {line->range.from > within.from ? line->range.from : within.from,
                                 line->range.until < within.until ? line->range.until : within.until};
    if (str_equal(line->part_of, line->code) || !covered(table, line->part_of, range)) {
        return yaml_fail(loading->tree, node, 0, loading->failure, "line %.*s is part of line %.*s, which is %s",
                         STR_ARGS(line->code), STR_ARGS(line->part_of),
                         str_equal(line->part_of, line->code) ? "itself" : "not there in all the same periods");
    }
    return true;
}

static bool load_inferred(struct statement *statement, const struct yaml_node *node)
{
    static const struct load_key keys[] = {LOAD_OPTIONAL("from"), LOAD_OPTIONAL("until")};
    struct loading *loading = statement->loading;
    if (!node) {
        return true;
    }
    if (!load_kind(loading, node, YAML_SEQUENCE, "\"inferred\"")) {
        return false;
    }
    struct schema_range *ranges = ARENA_ARRAY(loading->keep, node->count, struct schema_range);
    if (!ranges) {
        return failure_memory(loading->failure);
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!load_keys(loading, node->items[i], "a run of periods", keys, LOAD_COUNT(keys)) ||
            !load_range(loading, node->items[i], load_periods_of(loading, statement->table), &ranges[i])) {
            return false;
        }
    }
    statement->table->inferred = ranges;
    statement->table->inferred_count = node->count;
    return true;
}

static bool load_line_column(struct loading *loading, struct schema_table *table, const struct yaml_node *node)
{
    if (!load_column_named(loading, table, node, &table->line_column)) {
        return false;
    }
    return table->columns[table->line_column].type == TABLE_CODE ||
           yaml_fail(loading->tree, node, 0, loading->failure, "the column with the lines' codes must be of type code");
}

/* What the columns of amounts are to each other. */
static bool load_amounts(struct loading *loading, struct schema_table *table, const struct yaml_node *node)
{
    static const struct load_key keys[] = {LOAD_REQUIRED("total"), LOAD_OPTIONAL("parts"), LOAD_OPTIONAL("income")};
    if (!node) {
        return true;
    }
    if (!load_keys(loading, node, "\"amounts\"", keys, LOAD_COUNT(keys)) ||
        !load_column_named(loading, table, yaml_find(node, STR("total")), &table->total_column)) {
        return false;
    }
    const struct yaml_node *parts = yaml_find(node, STR("parts"));
    const struct yaml_node *income = yaml_find(node, STR("income"));
    return (!parts || load_columns_named(loading, table, parts, &table->part_columns, &table->part_count)) &&
           (!income || load_columns_named(loading, table, income, &table->income_columns, &table->income_count));
}

bool load_statement(struct loading *loading, struct schema_table *table, const struct yaml_node *node)
{
    static const struct load_key keys[] = {
        LOAD_REQUIRED("line"),     LOAD_REQUIRED("cells"),    LOAD_OPTIONAL("amounts"),
        LOAD_OPTIONAL("inferred"), LOAD_REQUIRED("sections"),
    };
    if (!node) {
        return true;
    }
    struct statement statement = {.loading = loading, .table = table};
    if (!load_keys(loading, node, "a statement", keys, LOAD_COUNT(keys)) ||
        !load_line_column(loading, table, yaml_find(node, STR("line"))) ||
        !load_amounts(loading, table, yaml_find(node, STR("amounts")))) {
        return false;
    }
    statement.cells = yaml_find(node, STR("cells"));
    const struct yaml_node *sections = yaml_find(node, STR("sections"));
    if (!load_cells(&statement) || !load_inferred(&statement, yaml_find(node, STR("inferred"))) ||
        !count_lines(&statement, sections)) {
        return false;
    }
    for (uint32_t i = 0; i < sections->count; i++) {
        if (!load_section(&statement, sections->items[i])) {
            return false;
        }
    }
    table->lines = statement.lines;
    table->line_count = statement.line_count;
    for (uint32_t i = 0; i < statement.line_count; i++) {
        if (!check_line(&statement, i)) {
            return false;
        }
    }
    return true;
}
