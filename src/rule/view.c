/* view: tables made from others. */
#include "base/number.h"
#include "rule/compiler.h"

/* A view while it is being made. */
struct making {
    struct rule_compiler *c;
    const struct rule_view *view;
    const struct rule_name *name;
    uint32_t column_count;
    struct str *names;
    struct plan_view_part *parts;
    struct rule_value *values; /* part by part, column by column */
    enum table_type *types;
    uint8_t *scales;
    struct rule_column *columns;
    struct rule_table known;
};

static bool part_scope(struct making *m, uint32_t part, struct rule_scope *scope, struct rule_environment *environment)
{
    uint32_t table = m->parts[part].table;
    *scope = (struct rule_scope){.table = table, .number = 0, .doubt = m->c->tables.items[table].doubt};
    *environment = (struct rule_environment){.scope = scope, .own = scope};
    return true;
}

static bool find_tables(struct making *m)
{
    for (uint32_t p = 0; p < m->view->part_count; p++) {
        const struct rule_tree *of = m->view->parts[p].of;
        m->parts[p].given = of->given;
        if (!rule_find_table(m->c, of, &m->parts[p].table)) {
            return false;
        }
        m->known.source = rule_slack_join(m->known.source, rule_slack_of_table(m->c, m->parts[p].table));
        m->known.doubt = rule_slack_join(m->known.doubt, m->c->tables.items[m->parts[p].table].doubt);
    }
    return true;
}

static bool find_columns(struct making *m)
{
    const struct rule_view_part *first = &m->view->parts[0];
    const struct table_layout *layout = m->c->plan->tables.items[m->parts[0].table].layout;
    m->column_count = first->column_count > 0 ? first->column_count : layout->column_count;
    size_t cells = (size_t)m->column_count * m->view->part_count;
    m->names = ARENA_ARRAY(&m->c->plan->arena, m->column_count, struct str);
    m->values = ARENA_ARRAY(&m->c->scratch, cells, struct rule_value);
    m->types = ARENA_ARRAY(&m->c->scratch, m->column_count, enum table_type);
    m->scales = ARENA_ARRAY(&m->c->scratch, m->column_count, uint8_t);
    m->columns = ARENA_ARRAY(&m->c->plan->arena, m->column_count, struct rule_column);
    if (!m->names || !m->values || !m->types || !m->scales || !m->columns) {
        return failure_memory(m->c->failure);
    }
    for (uint32_t i = 0; i < m->column_count; i++) {
        m->names[i] = first->column_count > 0 ? first->columns[i].name.text : layout->columns[i].name;
    }
    return true;
}

/* The part's expression for a column of the view; NULL: the column of that name. False when the part has neither. */
static bool written_column(struct making *m, uint32_t part, uint32_t column, const struct rule_view_column **written)
{
    const struct rule_view_part *of = &m->view->parts[part];
    *written = NULL;
    for (uint32_t i = 0; i < of->column_count; i++) {
        if (str_equal(of->columns[i].name.text, m->names[column])) {
            *written = &of->columns[i];
            return true;
        }
    }
    return of->column_count == 0 ||
           rule_fail_tree(m->c, of->of, "this part of the view has no column %.*s, but the first one has",
                          STR_ARGS(m->names[column]));
}

static enum plan_view_take take_of(struct str word)
{
    static const struct {
        const char *word;
        enum plan_view_take take;
    } takes[] = {{"first", PLAN_TAKE_FIRST}, {"last", PLAN_TAKE_LAST}, {"min", PLAN_TAKE_MINIMUM},
                 {"max", PLAN_TAKE_MAXIMUM}, {"sum", PLAN_TAKE_SUM},   {"count", PLAN_TAKE_COUNT}};
    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
        if (str_equal(word, str_of(takes[i].word))) {
            return takes[i].take;
        }
    }
    return PLAN_TAKE_ROW;
}

static bool check_take(struct making *m, const struct rule_view_column *written, const struct rule_value *value)
{
    bool chain = m->view->starts != NULL;
    if (chain && (!written || written->take.length == 0)) {
        (void)(written ? rule_fail_tree(m->c, written->value, "a column of a chain says what it takes of its records")
                       : rule_fail_tree(m->c, m->view->parts[0].of, "a chain needs columns"));
        failure_hint(m->c->failure, "%s",
                     written ? "first DECOM, last DEC, min …, max …, sum … or count" : "columns: {CHILD: first CHILD}");
        return false;
    }
    if (!chain && written && written->take.length > 0) {
        return rule_fail(written->name.source, 0, m->c->failure,
                         "only a chain (a view with \"starts\") takes the %.*s of its records",
                         STR_ARGS(written->take));
    }
    if (value && written && str_equal(written->take, STR("sum"))) {
        return rule_value_is(m->c, value, PLAN_TYPE_NUMBER, "a number");
    }
    return !value || rule_node_at(m->c, value->node)->type != PLAN_TYPE_ROW ||
           rule_fail_tree(m->c, value->tree, "a column of a view cannot be a record");
}

static bool own_column(struct making *m, uint32_t part, const struct rule_row *row, struct str name,
                       struct rule_value *value)
{
    const struct rule_tree *of = m->view->parts[part].of;
    uint32_t column = table_layout_find(m->c->plan->tables.items[row->table].layout, name);
    if (column == TABLE_NO_COLUMN) {
        return rule_fail_tree(m->c, of, "%.*s has no column %.*s, but the first part of the view has",
                              STR_ARGS(rule_tree_text(of)), STR_ARGS(name));
    }
    return rule_lower_cell(m->c, row, column, of, value);
}

static bool lower_column(struct making *m, uint32_t part, uint32_t column, struct rule_value *value)
{
    const struct rule_view_column *written = NULL;
    struct rule_scope scope;
    struct rule_environment environment;
    struct rule_row row;
    if (!written_column(m, part, column, &written) || !part_scope(m, part, &scope, &environment) ||
        !rule_scope_row(m->c, &scope, &row)) {
        return false;
    }
    if (written && !written->value) {
        *value = rule_value_of(PLAN_NONE, m->view->parts[part].of);
        return check_take(m, written, NULL);
    }
    bool good = written ? rule_lower(m->c, &environment, written->value, value)
                        : own_column(m, part, &row, m->names[column], value);
    return good && check_take(m, written, value);
}

static enum table_type type_of(const struct rule_compiler *c, const struct rule_value *value, uint8_t *scale)
{
    *scale = 0;
    if (value->node == PLAN_NONE) {
        return TABLE_INTEGER; /* a count */
    }
    const struct plan_node *node = rule_node_at(c, value->node);
    switch (node->type) {
    case PLAN_TYPE_DATE: return TABLE_DATE;
    case PLAN_TYPE_MONTH: return TABLE_MONTH;
    case PLAN_TYPE_BOOLEAN: return TABLE_BOOLEAN;
    case PLAN_TYPE_NUMBER:
        *scale = node->unit == PLAN_UNIT_MONEY ? NUMBER_SCALE_MONEY : node->scale;
        return node->unit == PLAN_UNIT_MONEY ? TABLE_MONEY : node->scale > 0 ? TABLE_DECIMAL : TABLE_INTEGER;
    default: break;
    }
    if (node->operation != PLAN_COLUMN) {
        return TABLE_TEXT;
    }
    return c->plan->tables.items[rule_node_at(c, node->arguments[0])->table].layout->columns[node->number].type;
}

static bool is_text(enum table_type type)
{
    return type == TABLE_TEXT || type == TABLE_CODE;
}

static bool is_plain_number(enum table_type type)
{
    return type == TABLE_INTEGER || type == TABLE_DECIMAL;
}

/* The type that both parts' columns fit. */
static bool unite_types(struct making *m, uint32_t part, uint32_t column, enum table_type type, uint8_t scale)
{
    enum table_type *known = &m->types[column];
    m->scales[column] = scale > m->scales[column] ? scale : m->scales[column];
    if (*known == type) {
        return true;
    }
    if (is_text(*known) && is_text(type)) {
        *known = TABLE_TEXT;
        return true;
    }
    if (is_plain_number(*known) && is_plain_number(type)) {
        *known = TABLE_DECIMAL;
        return true;
    }
    return rule_fail_tree(m->c, m->values[(size_t)part * m->column_count + column].tree,
                          "column %.*s of the view is %s in one part and %s in another", STR_ARGS(m->names[column]),
                          table_type_name(*known), table_type_name(type));
}

static void describe(struct making *m, uint32_t column, const struct rule_value *value, bool first)
{
    struct rule_column *known = &m->columns[column];
    bool cell = value->node != PLAN_NONE && rule_node_at(m->c, value->node)->operation == PLAN_COLUMN;
    known->schema = first || known->schema == value->column ? value->column : NULL;
    known->lines_of = first || known->lines_of == value->lines_of ? value->lines_of : NULL;
    known->rounded = known->rounded || (cell && value->slack.error != PLAN_NONE);
    known->doubtful = known->doubtful || (!cell && !rule_is_exact(&value->slack)) || value->slack.now != 0 ||
                      value->slack.last != 0;
}

static bool lower_columns(struct making *m)
{
    for (uint32_t p = 0; p < m->view->part_count; p++) {
        for (uint32_t i = 0; i < m->column_count; i++) {
            struct rule_value *value = &m->values[(size_t)p * m->column_count + i];
            uint8_t scale = 0;
            if (!lower_column(m, p, i, value)) {
                return false;
            }
            enum table_type type = type_of(m->c, value, &scale);
            if (p == 0) {
                m->types[i] = type;
                m->scales[i] = scale;
            } else if (!unite_types(m, p, i, type, scale)) {
                return false;
            }
            describe(m, i, value, p == 0);
        }
    }
    return true;
}

static bool place_columns(struct making *m, uint32_t part)
{
    struct rule_compiler *c = m->c;
    struct plan_view_column *columns = ARENA_ARRAY(&c->plan->arena, m->column_count, struct plan_view_column);
    if (!columns) {
        return failure_memory(c->failure);
    }
    for (uint32_t i = 0; i < m->column_count; i++) {
        const struct rule_view_column *written = NULL;
        uint32_t node = m->values[(size_t)part * m->column_count + i].node;
        if (!written_column(m, part, i, &written)) {
            return false;
        }
        columns[i].take = written ? take_of(written->take) : PLAN_TAKE_ROW;
        columns[i].node = node;
        if (node != PLAN_NONE && rule_node_at(c, node)->type == PLAN_TYPE_NUMBER) {
            columns[i].node = rule_make_rescale(c, node, m->scales[i]);
        }
        m->columns[i].doubtful = m->columns[i].doubtful || (m->columns[i].rounded && columns[i].take == PLAN_TAKE_SUM);
        if (failure_is_set(c->failure)) {
            return false;
        }
    }
    m->parts[part].columns = columns;
    return true;
}

static bool lower_condition(struct making *m, uint32_t part)
{
    struct rule_scope scope;
    struct rule_environment environment;
    struct rule_value where;
    m->parts[part].condition = PLAN_NONE;
    if (!m->view->parts[part].where) {
        return true;
    }
    if (!part_scope(m, part, &scope, &environment) ||
        !rule_lower_condition(m->c, &environment, m->view->parts[part].where, &where)) {
        return false;
    }
    m->parts[part].condition = where.node;
    m->known.doubt = rule_slack_join(m->known.doubt, rule_slack_hidden(where.slack));
    return true;
}

static bool lower_starts(struct making *m, uint32_t *starts)
{
    struct rule_scope scope;
    struct rule_environment environment;
    struct rule_value value;
    *starts = PLAN_NONE;
    if (!m->view->starts) {
        return true;
    }
    const struct plan_table *of = &m->c->plan->tables.items[m->parts[0].table];
    if (of->by_count == 0 && of->order_count == 0) {
        return rule_fail_tree(m->c, m->view->parts[0].of, "%.*s has no natural order: its records cannot be chained",
                              STR_ARGS(of->name));
    }
    if (!part_scope(m, 0, &scope, &environment) || !rule_lower_condition(m->c, &environment, m->view->starts, &value)) {
        return false;
    }
    *starts = value.node;
    m->known.doubt = rule_slack_join(m->known.doubt, rule_slack_hidden(value.slack));
    return true;
}

static bool column_words(struct making *m, const struct rule_words *words, const uint32_t **indexes, uint32_t *count)
{
    uint32_t *found = ARENA_ARRAY(&m->c->plan->arena, words->count, uint32_t);
    if (!found) {
        return failure_memory(m->c->failure);
    }
    for (uint32_t i = 0; i < words->count; i++) {
        uint32_t at = 0;
        while (at < m->column_count && !str_equal(m->names[at], words->items[i].text)) {
            at++;
        }
        if (at == m->column_count) {
            (void)rule_fail(words->items[i].source, 0, m->c->failure, "the view %.*s has no column %.*s",
                            STR_ARGS(m->name->name), STR_ARGS(words->items[i].text));
            rule_suggest(m->c, words->items[i].text, m->names, m->column_count);
            return false;
        }
        found[i] = at;
    }
    *indexes = found;
    *count = words->count;
    return true;
}

static struct table_layout *make_layout(struct making *m)
{
    struct table_layout *layout = ARENA_NEW(&m->c->plan->arena, struct table_layout);
    struct table_layout_column *columns = ARENA_ARRAY(&m->c->plan->arena, m->column_count, struct table_layout_column);
    if (!layout || !columns) {
        (void)failure_memory(m->c->failure);
        return NULL;
    }
    for (uint32_t i = 0; i < m->column_count; i++) {
        columns[i] = (struct table_layout_column){m->names[i], m->types[i], m->scales[i], false};
    }
    *layout = (struct table_layout){m->name->name, columns, m->column_count};
    return layout;
}

/* Without columns of its own a filtered view keeps its table's order and key. */
static void inherit(struct making *m, struct plan_table *table)
{
    bool plain = m->view->part_count == 1 && m->view->parts[0].column_count == 0 && !m->view->starts;
    const struct plan_table *of = &m->c->plan->tables.items[m->parts[0].table];
    if (plain && !m->view->ordered) {
        table->by = of->by;
        table->by_count = of->by_count;
        table->order = of->order;
        table->order_count = of->order_count;
    }
    if (plain && m->known.key_count == 0) {
        m->known.key = m->c->tables.items[m->parts[0].table].key;
        m->known.key_count = m->c->tables.items[m->parts[0].table].key_count;
    }
}

static bool find_words(struct making *m, struct plan_view *view, struct plan_table *table)
{
    const struct rule_words *key = m->view->key.count > 0 ? &m->view->key : &m->view->keep_by;
    return column_words(m, &m->view->keep_by, &view->keep, &view->keep_count) &&
           column_words(m, &m->view->keep_first, &view->keep_order, &view->keep_order_count) &&
           column_words(m, &m->view->by, &table->by, &table->by_count) &&
           column_words(m, &m->view->order, &table->order, &table->order_count) &&
           column_words(m, key, &m->known.key, &m->known.key_count);
}

static bool copy_needs(struct making *m)
{
    uint32_t *needs = ARENA_ARRAY(&m->c->plan->arena, m->c->needs.count, uint32_t);
    if (!needs) {
        return failure_memory(m->c->failure);
    }
    for (size_t i = 0; i < m->c->needs.count; i++) {
        needs[i] = m->c->needs.items[i];
    }
    m->known.needs = needs;
    m->known.need_count = (uint32_t)m->c->needs.count;
    return true;
}

static bool add_view(struct making *m, uint32_t starts, uint32_t *index)
{
    struct rule_compiler *c = m->c;
    struct plan_view view = {.kind = m->view->starts ? PLAN_VIEW_CHAIN : PLAN_VIEW_SELECT,
                             .parts = m->parts,
                             .part_count = m->view->part_count,
                             .column_count = m->column_count,
                             .starts = starts};
    struct plan_table table = {.name = m->name->name, .role = PLAN_TABLE_VIEW, .parent = PLAN_NONE};
    table.layout = make_layout(m);
    if (!table.layout || !find_words(m, &view, &table) || !copy_needs(m)) {
        return false;
    }
    inherit(m, &table);
    table.index = (uint32_t)c->plan->views.count;
    m->known.columns = m->columns;
    /* A doubt about which records there are is one about all of its figures. */
    for (uint32_t i = 0; view.keep_count > 0 && i < m->column_count; i++) {
        if (m->columns[i].rounded || m->columns[i].doubtful) {
            m->known.doubt = rule_slack_join(m->known.doubt, m->known.source);
        }
    }
    return (array_push(&c->plan->views, view) || failure_memory(c->failure)) &&
           rule_table_add(c, table, m->known, index);
}

static bool make_view(struct making *m, uint32_t *table)
{
    uint32_t starts = PLAN_NONE;
    m->parts = ARENA_ARRAY(&m->c->plan->arena, m->view->part_count, struct plan_view_part);
    if (!m->parts) {
        return failure_memory(m->c->failure);
    }
    bool good = find_tables(m) && find_columns(m) && lower_columns(m);
    for (uint32_t p = 0; good && p < m->view->part_count; p++) {
        good = lower_condition(m, p) && place_columns(m, p);
    }
    return good && lower_starts(m, &starts) && add_view(m, starts, table);
}

bool rule_table_view(struct rule_compiler *c, const struct rule_name *name, uint32_t *table)
{
    struct making making = {.c = c, .view = name->view, .name = name};
    struct rule_compiler outside = *c;
    making.known = (struct rule_table){.source = RULE_EXACT, .doubt = RULE_EXACT};
    c->needs.items = NULL;
    c->needs.count = 0;
    c->needs.capacity = 0;
    c->needing = true;
    c->open = 1;
    c->each_name = STR_EMPTY;
    bool good = make_view(&making, table);
    array_free(&c->needs);
    c->needs.items = outside.needs.items;
    c->needs.count = outside.needs.count;
    c->needs.capacity = outside.needs.capacity;
    c->needing = outside.needing;
    c->open = outside.open;
    c->each_name = outside.each_name;
    return good;
}
