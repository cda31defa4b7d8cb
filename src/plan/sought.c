#include "plan/sought.h"

#include "plan/walk.h"

struct search {
    const struct plan *plan;
    uint32_t table;
    struct plan_sought *sought;
    ARRAY_OF(uint32_t) waiting; /* nodes whose values are looked for */
    ARRAY_OF(struct plan_source) sources;
    ARRAY_OF(uint32_t) texts;
    bool *marked;  /* by node: some rule or view reads it */
    bool *visited; /* by node */
    bool failed;   /* memory */
};

static const struct plan_node *node_at(const struct search *search, uint32_t node)
{
    return &search->plan->nodes.items[node];
}

/* The column under what makes texts comparable; TABLE_NO_COLUMN when it is something else. */
static uint32_t column_under(struct search *search, uint32_t node)
{
    const struct plan_node *at = node_at(search, node);
    while (at->operation == PLAN_SQUEEZE || at->operation == PLAN_UPPER) {
        search->sought->squeeze |= at->operation == PLAN_SQUEEZE;
        search->sought->upper |= at->operation == PLAN_UPPER || at->ignore_case;
        at = node_at(search, at->arguments[0]);
    }
    bool is_column = at->operation == PLAN_COLUMN && at->type == PLAN_TYPE_TEXT &&
                     node_at(search, at->arguments[0])->operation == PLAN_ROW;
    return is_column ? (uint32_t)at->number : TABLE_NO_COLUMN;
}

/* The key of the query that is about this column, or PLAN_NONE. */
static uint32_t key_about(struct search *search, const struct plan_query *query, uint32_t column)
{
    for (uint32_t k = 0; k < query->key_count; k++) {
        if (column_under(search, query->inner_keys[k]) == column) {
            return k;
        }
    }
    return PLAN_NONE;
}

static void wait_for(struct search *search, uint32_t node)
{
    if (node != PLAN_NONE && !search->visited[node]) {
        search->visited[node] = true;
        search->failed = !array_push(&search->waiting, node) || search->failed;
    }
}

/* ---- what a key can be ------------------------------------------------------------------------------------------- */

static void texts_of_data(struct search *search, const struct plan_data *data, uint32_t column)
{
    for (uint32_t row = 0; row < data->row_count; row++) {
        size_t at = (size_t)row * data->layout->column_count + column;
        if (data->states[at] == TABLE_VALUE) {
            search->failed = !array_push(&search->texts, (uint32_t)data->values[at]) || search->failed;
        }
    }
}

static void source_of(struct search *search, uint32_t table, uint32_t column)
{
    const struct plan_table *of = &search->plan->tables.items[table];
    if (table == search->table) {
        search->sought->all = true; /* one row leads to the next */
    } else if (of->role == PLAN_TABLE_VIEW) {
        const struct plan_view *view = &search->plan->views.items[of->index];
        for (uint32_t p = 0; p < view->part_count; p++) {
            wait_for(search, view->parts[p].columns[column].node);
        }
    } else if (of->role == PLAN_TABLE_DATA) {
        texts_of_data(search, &search->plan->data.items[of->index], column);
    } else {
        struct plan_source source = {table, column};
        search->failed = !array_push(&search->sources, source) || search->failed;
    }
}

static void values_of(struct search *search, uint32_t index)
{
    const struct plan_node *node = node_at(search, index);
    switch (node->operation) {
    case PLAN_TEXT: search->failed = !array_push(&search->texts, (uint32_t)node->number) || search->failed; break;
    case PLAN_NOTHING: break;
    case PLAN_COLUMN: source_of(search, node_at(search, node->arguments[0])->table, (uint32_t)node->number); break;
    case PLAN_DERIVED: wait_for(search, search->plan->derived.items[node->number].node); break;
    case PLAN_SQUEEZE:
    case PLAN_UPPER:
        search->sought->squeeze |= node->operation == PLAN_SQUEEZE;
        search->sought->upper |= node->operation == PLAN_UPPER || node->ignore_case;
        wait_for(search, node->arguments[0]);
        break;
    case PLAN_IF:
        wait_for(search, node->arguments[1]);
        wait_for(search, node->arguments[2]);
        break;
    case PLAN_DEFAULT:
    case PLAN_LEAST:
    case PLAN_GREATEST:
        wait_for(search, node->arguments[0]);
        wait_for(search, node->arguments[1]);
        break;
    case PLAN_QUERY: wait_for(search, search->plan->queries.items[node->number].value); break;
    default: search->sought->all = true; break;
    }
}

/* ---- how the table is used --------------------------------------------------------------------------------------- */

static bool is_view_of(const struct plan_view *view, uint32_t table)
{
    for (uint32_t p = 0; p < view->part_count; p++) {
        if (view->parts[p].table == table) {
            return true;
        }
    }
    return false;
}

/* Its records are looked at as they come, or beside each other. */
static bool is_enumerated(const struct search *search)
{
    const struct plan *plan = search->plan;
    for (size_t r = 0; r < plan->rules.count; r++) {
        if (plan->rules.items[r].table == search->table) {
            return true;
        }
    }
    for (size_t v = 0; v < plan->views.count; v++) {
        if (is_view_of(&plan->views.items[v], search->table)) {
            return true;
        }
    }
    for (uint32_t n = 0; n < plan->nodes.count; n++) {
        const struct plan_node *node = node_at(search, n);
        bool beside = node->operation == PLAN_STEP || node->operation == PLAN_PARENT;
        bool unique = node->operation == PLAN_UNIQUE && node_at(search, node->arguments[0])->table == search->table;
        if (search->marked[n] && ((beside && node->table == search->table) || unique)) {
            return true;
        }
    }
    return false;
}

static const struct plan_query *query_of(const struct search *search, uint32_t index)
{
    const struct plan_node *node = node_at(search, index);
    if (!search->marked[index] || node->operation != PLAN_QUERY) {
        return NULL;
    }
    const struct plan_query *query = &search->plan->queries.items[node->number];
    return query->table == search->table ? query : NULL;
}

/* Whether every query of the table has a key about the column. */
static bool is_found_by(struct search *search, uint32_t column)
{
    for (uint32_t n = 0; n < search->plan->nodes.count; n++) {
        const struct plan_query *query = query_of(search, n);
        if (query && key_about(search, query, column) == PLAN_NONE) {
            return false;
        }
    }
    return true;
}

static bool has_query(const struct search *search)
{
    for (uint32_t n = 0; n < search->plan->nodes.count; n++) {
        if (query_of(search, n)) {
            return true;
        }
    }
    return false;
}

static void choose_column(struct search *search)
{
    struct plan_sought *sought = search->sought;
    uint32_t count = search->plan->tables.items[search->table].layout->column_count;
    for (uint32_t c = 0; c < count; c++) {
        sought->squeeze = sought->upper = false;
        if (is_found_by(search, c)) {
            sought->column = c;
            return;
        }
    }
    sought->all = true;
}

static void look_at_keys(struct search *search)
{
    for (uint32_t n = 0; n < search->plan->nodes.count; n++) {
        const struct plan_query *query = query_of(search, n);
        if (query) {
            wait_for(search, query->outer_keys[key_about(search, query, search->sought->column)]);
        }
    }
    while (!search->sought->all && search->waiting.count > 0) {
        values_of(search, search->waiting.items[--search->waiting.count]);
    }
}

static bool mark_all(struct search *search, struct arena *scratch)
{
    const struct plan *plan = search->plan;
    search->marked = ARENA_ARRAY(scratch, plan->nodes.count, bool);
    search->visited = ARENA_ARRAY(scratch, plan->nodes.count, bool);
    if (!search->marked || !search->visited) {
        return false;
    }
    for (size_t r = 0; r < plan->rules.count; r++) {
        plan_mark_rule(&plan->rules.items[r], search->marked);
    }
    for (size_t v = 0; v < plan->views.count; v++) {
        plan_mark_view(&plan->views.items[v], search->marked);
    }
    plan_mark_read(plan, search->marked);
    return true;
}

static bool keep_found(struct search *search, struct arena *keep)
{
    struct plan_source *sources = ARENA_ARRAY(keep, search->sources.count, struct plan_source);
    uint32_t *texts = ARENA_ARRAY(keep, search->texts.count, uint32_t);
    if (search->failed || !sources || !texts) {
        return false;
    }
    for (size_t i = 0; i < search->sources.count; i++) {
        sources[i] = search->sources.items[i];
    }
    for (size_t i = 0; i < search->texts.count; i++) {
        texts[i] = search->texts.items[i];
    }
    search->sought->sources = sources;
    search->sought->source_count = (uint32_t)search->sources.count;
    search->sought->texts = texts;
    search->sought->text_count = (uint32_t)search->texts.count;
    return true;
}

bool plan_sought_rows(const struct plan *plan, uint32_t table, struct plan_sought *sought, struct arena *keep,
                      struct failure *failure)
{
    struct arena scratch = ARENA_EMPTY;
    struct search search = {.plan = plan, .table = table, .sought = sought};
    *sought = (struct plan_sought){.column = TABLE_NO_COLUMN};
    bool good = mark_all(&search, &scratch);
    if (good) {
        sought->all = is_enumerated(&search);
        if (!sought->all && has_query(&search)) {
            choose_column(&search);
        }
        if (!sought->all && sought->column != TABLE_NO_COLUMN) {
            look_at_keys(&search);
        }
        good = keep_found(&search, keep);
    }
    array_free(&search.waiting);
    array_free(&search.sources);
    array_free(&search.texts);
    arena_free(&scratch);
    return good || failure_memory(failure);
}
