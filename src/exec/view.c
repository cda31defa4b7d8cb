/* view: tables that are made of others, and tables that stand in rule files. */
#include "base/number.h"
#include "exec/prepare.h"
#include "exec/sort.h"

struct view_work {
    struct preparation *preparation;
    const struct item *item;
    const struct plan_view *view;
    const struct table_layout *layout;
    struct made_table *made;
    uint32_t part;
    const struct column *condition; /* of the part; NULL: none */
    const struct column **columns;  /* of the part, by the view's column; NULL: a count of rows */
};

struct cell {
    int64_t value;
    enum table_state state;
};

/* ---- cells ------------------------------------------------------------------------------------------------------- */

/* A malformed cell holds its raw text; what was worked out and is malformed has none. */
static bool no_raw_text(const struct view_work *work, struct cell *cell)
{
    cell->value = table_dictionary_intern(work->preparation->run->given.dictionary, STR_EMPTY,
                                          work->preparation->failure);
    return cell->value >= 0;
}

/* The node is a cell of the part's own record. */
static bool is_own_cell(const struct plan *plan, const struct plan_node *node)
{
    return node->operation == PLAN_COLUMN && plan->nodes.items[node->arguments[0]].operation == PLAN_ROW;
}

static struct cell own_cell(const struct view_work *work, const struct plan_node *node, uint32_t row)
{
    const struct table *table = work->preparation->run->tables[work->view->parts[work->part].table];
    const struct table_column *column = &table->columns[node->number];
    return column->values ? (struct cell){column->values[row], (enum table_state)column->states[row]}
                          : (struct cell){0, TABLE_MISSING};
}

static bool read_cell(const struct view_work *work, uint32_t index, uint32_t row, struct cell *cell)
{
    const struct column *column = work->columns[index];
    const struct plan *plan = work->preparation->run->program->plan;
    const struct plan_node *node = &plan->nodes.items[work->view->parts[work->part].columns[index].node];
    bool is_own = is_own_cell(plan, node);
    if (is_own) {
        *cell = own_cell(work, node, row);
    } else if (column->truths) {
        *cell = (struct cell){column->truths[row] == TRUTH_TRUE, (enum table_state)truth_state(column->truths[row])};
    } else {
        *cell = (struct cell){column->values[row], (enum table_state)column->states[row]};
    }
    uint8_t scale = work->layout->columns[index].scale;
    if (cell->state == TABLE_VALUE && node->type == PLAN_TYPE_NUMBER && node->scale != scale &&
        !number_rescale(cell->value, node->scale, scale, &cell->value)) {
        cell->state = TABLE_MALFORMED;
        return no_raw_text(work, cell);
    }
    return cell->state != TABLE_MALFORMED || is_own || no_raw_text(work, cell);
}

/* The cells of the part's rows, to the view's rows from `at` on. */
static bool read_cells(const struct view_work *work, uint32_t index, const uint32_t *rows, uint32_t count, uint32_t at)
{
    const struct plan *plan = work->preparation->run->program->plan;
    const struct plan_view_part *part = &work->view->parts[work->part];
    const struct plan_node *node = &plan->nodes.items[part->columns[index].node];
    const struct table *from = work->preparation->run->tables[part->table];
    struct table_column *to = &work->made->table->columns[index];
    bool as_it_is = node->type != PLAN_TYPE_NUMBER || node->scale == work->layout->columns[index].scale;
    if (as_it_is && is_own_cell(plan, node) && from->columns[node->number].values) {
        const struct table_column *own = &from->columns[node->number];
        for (uint32_t i = 0; i < count; i++) {
            to->values[at + i] = own->values[rows[i]];
            to->states[at + i] = own->states[rows[i]];
        }
        return true;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct cell cell;
        if (!read_cell(work, index, rows[i], &cell)) {
            return false;
        }
        to->values[at + i] = cell.value;
        to->states[at + i] = (uint8_t)cell.state;
    }
    return true;
}

static bool open_part(struct view_work *work, uint32_t part)
{
    work->part = part;
    uint32_t use = part * (1 + work->view->column_count);
    work->condition = item_use(work->preparation, work->item, use);
    for (uint32_t c = 0; c < work->view->column_count; c++) {
        work->columns[c] = item_use(work->preparation, work->item, use + 1 + c);
    }
    const struct table *from = work->preparation->run->tables[work->view->parts[part].table];
    if (from && from->rounding > work->made->table->rounding) {
        work->made->table->rounding = from->rounding;
    }
    return table_rows(from) > 0;
}

static bool passes(const struct view_work *work, uint32_t row)
{
    return !work->condition || work->condition->truths[row] == TRUTH_TRUE;
}

static bool add_row(struct view_work *work, uint32_t row)
{
    struct made_table *made = work->made;
    int64_t added = table_add_row(made->table, work->preparation->failure);
    if (added == TABLE_NO_ROW) {
        return false;
    }
    made->parts[added] = work->part;
    made->firsts[added] = row;
    made->lasts[added] = row;
    return true;
}

/* ---- select ------------------------------------------------------------------------------------------------------ */

static bool select_part(struct view_work *work, uint32_t part)
{
    if (!open_part(work, part)) {
        return true;
    }
    uint32_t count = table_rows(work->preparation->run->tables[work->view->parts[part].table]);
    const struct made_table *made = work->made;
    uint32_t at = made->table->row_count;
    for (uint32_t row = 0; row < count; row++) {
        if (passes(work, row) && !add_row(work, row)) {
            return false;
        }
    }
    for (uint32_t c = 0; c < work->view->column_count; c++) {
        if (work->columns[c] && !read_cells(work, c, made->firsts + at, made->table->row_count - at, at)) {
            return false;
        }
    }
    return true;
}

static bool keeping_keys(const struct view_work *work, struct sort *sort)
{
    const struct plan_view *view = work->view;
    struct sort_key *keys = ARENA_ARRAY(work->preparation->scratch, view->keep_count + view->keep_order_count,
                                        struct sort_key);
    if (!keys) {
        return failure_memory(work->preparation->failure);
    }
    for (uint32_t i = 0; i < view->keep_count + view->keep_order_count; i++) {
        uint32_t column = i < view->keep_count ? view->keep[i] : view->keep_order[i - view->keep_count];
        if (!prepare_sort_key(work->preparation, work->made->table, column, &keys[i])) {
            return false;
        }
    }
    sort->keys = keys;
    sort->key_count = view->keep_count + view->keep_order_count;
    return true;
}

static bool has_all_keys(const struct sort *sort, uint32_t row)
{
    bool all = true;
    for (uint32_t k = 0; k < sort->key_count; k++) {
        all = all && sort->keys[k].states[row] == TABLE_VALUE;
    }
    return all;
}

/* Of rows that agree in the columns to keep by, the first in the order given is chosen. */
static bool choose_kept(const struct view_work *work, bool *chosen)
{
    uint32_t count = work->made->table->row_count;
    struct sort sort = {.ties = work->made->table, .dictionary = work->preparation->run->given.dictionary};
    uint32_t *rows = ARENA_ARRAY(work->preparation->scratch, count, uint32_t);
    if (!rows || !keeping_keys(work, &sort)) {
        return failure_memory(work->preparation->failure);
    }
    for (uint32_t i = 0; i < count; i++) {
        rows[i] = i;
    }
    if (!sort_rows(&sort, rows, count, work->preparation->scratch)) {
        return failure_memory(work->preparation->failure);
    }
    struct sort agree = {.keys = sort.keys, .key_count = work->view->keep_count};
    for (uint32_t i = 0; i < count; i++) {
        chosen[rows[i]] = i == 0 || !has_all_keys(&agree, rows[i]) ||
                          sort_compare_keys(&agree, rows[i - 1], rows[i]) != 0;
    }
    return true;
}

static bool keep_some(struct view_work *work)
{
    struct made_table *made = work->made;
    bool *chosen = ARENA_ARRAY(work->preparation->scratch, made->table->row_count, bool);
    uint32_t *rows = ARENA_ARRAY(work->preparation->scratch, made->table->row_count, uint32_t);
    if (!chosen || !rows || !choose_kept(work, chosen)) {
        return failure_memory(work->preparation->failure);
    }
    uint32_t count = 0;
    for (uint32_t row = 0; row < made->table->row_count; row++) {
        if (chosen[row]) {
            made->parts[count] = made->parts[row];
            made->firsts[count] = made->firsts[row];
            made->lasts[count] = made->lasts[row];
            rows[count++] = row;
        }
    }
    struct table *kept = table_select(made->table, rows, count, work->preparation->failure);
    if (!kept) {
        return false;
    }
    table_free(made->table);
    made->table = kept;
    return true;
}

/* ---- chain ------------------------------------------------------------------------------------------------------- */

static bool is_before(const struct view_work *work, uint32_t column, int64_t a, int64_t b)
{
    enum table_type type = work->layout->columns[column].type;
    if (type == TABLE_TEXT || type == TABLE_CODE) {
        const struct table_dictionary *dictionary = work->preparation->run->given.dictionary;
        return str_compare(table_dictionary_text(dictionary, a), table_dictionary_text(dictionary, b)) < 0;
    }
    return a < b;
}

/* Adds a record's value to what the chain has so far. Missing values are left out; a malformed one makes all malformed. */
static bool take_more(const struct view_work *work, uint32_t column, struct cell more, struct cell *so_far)
{
    enum plan_view_take take = work->view->parts[0].columns[column].take;
    if (more.state == TABLE_MALFORMED || so_far->state == TABLE_MALFORMED) {
        *so_far = so_far->state == TABLE_MALFORMED ? *so_far : more;
    } else if (more.state != TABLE_VALUE) {
        return true;
    } else if (take == PLAN_TAKE_SUM) {
        if (!number_add(so_far->value, more.value, &so_far->value)) {
            so_far->state = TABLE_MALFORMED;
            return no_raw_text(work, so_far);
        }
    } else if (so_far->state == TABLE_MISSING ||
               (take == PLAN_TAKE_MINIMUM ? is_before(work, column, more.value, so_far->value)
                                          : is_before(work, column, so_far->value, more.value))) {
        *so_far = more;
    }
    return true;
}

static bool take_count(const struct view_work *work, uint32_t column, uint32_t row, struct cell *so_far)
{
    bool counts = !work->columns[column] || column_state(work->columns[column], row) != TABLE_MISSING;
    int64_t one;
    if (!counts || so_far->state != TABLE_VALUE) {
        return true;
    }
    if (!number_rescale(1, 0, work->layout->columns[column].scale, &one) ||
        !number_add(so_far->value, one, &so_far->value)) {
        so_far->state = TABLE_MALFORMED;
        return no_raw_text(work, so_far);
    }
    return true;
}

/* What a column adds up, counts or chooses from the records of a chain. */
static bool take_chain(const struct view_work *work, uint32_t column, const uint32_t *rows, uint32_t count,
                       struct cell *taken)
{
    enum plan_view_take take = work->view->parts[0].columns[column].take;
    bool adds_up = take == PLAN_TAKE_SUM || take == PLAN_TAKE_COUNT;
    *taken = (struct cell){0, adds_up ? TABLE_VALUE : TABLE_MISSING};
    bool good = true;
    for (uint32_t i = 0; good && i < count; i++) {
        struct cell more;
        good = take == PLAN_TAKE_COUNT
                   ? take_count(work, column, rows[i], taken)
                   : read_cell(work, column, rows[i], &more) && take_more(work, column, more, taken);
    }
    return good;
}

static bool take_chains(const struct view_work *work, uint32_t column, const uint32_t *rows, const uint32_t *ends)
{
    enum plan_view_take take = work->view->parts[0].columns[column].take;
    const struct made_table *made = work->made;
    if (take == PLAN_TAKE_FIRST || take == PLAN_TAKE_ROW) {
        return read_cells(work, column, made->firsts, made->table->row_count, 0);
    }
    if (take == PLAN_TAKE_LAST) {
        return read_cells(work, column, made->lasts, made->table->row_count, 0);
    }
    uint32_t from = 0;
    for (uint32_t chain = 0; chain < made->table->row_count; chain++) {
        struct cell taken;
        if (!take_chain(work, column, rows + from, ends[chain] - from, &taken)) {
            return false;
        }
        table_set(made->table, column, chain, taken.value, taken.state);
        from = ends[chain];
    }
    return true;
}

/* The records that pass, in their order, to `rows`; ends[n] is where the n-th chain ends among them. */
static bool find_chains(struct view_work *work, const struct order *order, const struct column *starts, uint32_t count,
                        uint32_t *rows, uint32_t *ends)
{
    uint32_t group = NO_GROUP;
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = order->rows[i];
        if (!passes(work, row)) {
            continue;
        }
        bool is_first = order->groups[i] != group || starts->truths[row] == TRUTH_TRUE;
        group = order->groups[i];
        if (is_first && !add_row(work, row)) {
            return false;
        }
        rows[found++] = row;
        work->made->lasts[work->made->table->row_count - 1] = row;
        ends[work->made->table->row_count - 1] = found;
    }
    return true;
}

static bool make_chains(struct view_work *work)
{
    uint32_t uses = 1 + work->view->column_count;
    if (!open_part(work, 0)) {
        return true;
    }
    const struct column *starts = item_use(work->preparation, work->item, uses);
    const struct order *order = item_use(work->preparation, work->item, uses + 1);
    uint32_t count = table_rows(work->preparation->run->tables[work->view->parts[0].table]);
    uint32_t *rows = ARENA_ARRAY(work->preparation->scratch, count, uint32_t);
    uint32_t *ends = ARENA_ARRAY(work->preparation->scratch, count, uint32_t);
    if (!rows || !ends) {
        return failure_memory(work->preparation->failure);
    }
    if (!find_chains(work, order, starts, count, rows, ends)) {
        return false;
    }
    for (uint32_t c = 0; c < work->view->column_count; c++) {
        if (!take_chains(work, c, rows, ends)) {
            return false;
        }
    }
    return true;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static bool fill_view(struct view_work *work)
{
    const struct plan_view *view = work->view;
    struct preparation *preparation = work->preparation;
    size_t rows = 0;
    for (uint32_t p = 0; p < view->part_count; p++) {
        rows += table_rows(preparation->run->tables[view->parts[p].table]);
    }
    work->made->parts = KEEP_ARRAY(preparation, rows, uint32_t);
    work->made->firsts = KEEP_ARRAY(preparation, rows, uint32_t);
    work->made->lasts = KEEP_ARRAY(preparation, rows, uint32_t);
    work->columns = KEEP_ARRAY(preparation, view->column_count, const struct column *);
    if (!work->made->parts || !work->made->firsts || !work->made->lasts || !work->columns) {
        return false;
    }
    if (view->kind == PLAN_VIEW_CHAIN) {
        return make_chains(work);
    }
    for (uint32_t p = 0; p < view->part_count; p++) {
        if (!select_part(work, p)) {
            return false;
        }
    }
    return view->keep_count == 0 || keep_some(work);
}

static bool fill_data(struct preparation *preparation, const struct plan_data *data, struct table *table)
{
    const struct plan *plan = preparation->run->program->plan;
    uint32_t columns = data->layout->column_count;
    for (size_t i = 0; i < (size_t)data->row_count * columns; i++) {
        uint32_t column = (uint32_t)(i % columns);
        if (column == 0 && table_add_row(table, preparation->failure) == TABLE_NO_ROW) {
            return false;
        }
        enum table_type type = data->layout->columns[column].type;
        int64_t value = data->values[i];
        if (data->states[i] != TABLE_VALUE) {
            continue;
        }
        if (type == TABLE_TEXT || type == TABLE_CODE) {
            value = table_dictionary_intern(preparation->run->given.dictionary, plan->texts.items[value],
                                            preparation->failure);
            if (value < 0) {
                return false;
            }
        }
        table_set(table, column, (int64_t)table->row_count - 1, value, TABLE_VALUE);
    }
    return true;
}

void *prepare_table(struct preparation *preparation, const struct item *item)
{
    struct exec_run *run = preparation->run;
    const struct plan_table *described = &run->program->plan->tables.items[item->words[0]];
    struct made_table *made = KEEP_NEW(preparation, struct made_table);
    if (made && run->lacks[item->words[0]] != PLAN_NONE) {
        /* A view of which a part that must be given is not is not given itself. */
        return made;
    }
    struct table *table = made ? table_new(described->layout, NULL, preparation->failure) : NULL;
    if (!table) {
        return NULL;
    }
    made->table = table;
    bool good;
    if (described->role == PLAN_TABLE_DATA) {
        good = fill_data(preparation, &run->program->plan->data.items[described->index], table);
    } else {
        struct view_work work = {.preparation = preparation,
                                 .item = item,
                                 .layout = described->layout,
                                 .made = made,
                                 .view = &run->program->plan->views.items[described->index]};
        good = fill_view(&work);
    }
    if (!good) {
        table_free(made->table);
        return NULL;
    }
    run->tables[item->words[0]] = made->table;
    return made;
}
