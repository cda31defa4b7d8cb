/* The second half of reference.h: operations one by one. */
#ifndef PROBITY_TESTS_UNIT_EXEC_REFERENCE_OPERATIONS_H
#define PROBITY_TESTS_UNIT_EXEC_REFERENCE_OPERATIONS_H

static uint8_t worse(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

static struct answer both_of(struct answer a, struct answer b, bool decides)
{
    if ((a.state == TABLE_VALUE && a.number == decides) || (b.state == TABLE_VALUE && b.number == decides)) {
        return value_of(decides);
    }
    uint8_t state = worse(a.state, b.state);
    return state == TABLE_VALUE ? value_of(!decides) : nothing_of(state);
}

static struct answer same_as(const struct plan_node *node, const struct answer *a)
{
    if (a[0].state == TABLE_MALFORMED || a[1].state == TABLE_MALFORMED) {
        return nothing_of(TABLE_MALFORMED);
    }
    if (a[0].state == TABLE_MISSING || a[1].state == TABLE_MISSING) {
        return value_of(a[0].state == a[1].state);
    }
    bool folds = node->ignore_case && a[0].text.data;
    return value_of(folds ? str_equal_ignoring_case(a[0].text, a[1].text) : compare_values(&a[0], &a[1]) == 0);
}

/* Operations that do not simply pass on a missing or malformed argument. */
/* Of a record that is there. */
static int64_t rounding_of(const struct reference *reference, const struct plan_node *node)
{
    return reference->tables[reference->plan->nodes.items[node->arguments[0]].table]->rounding;
}

static bool special(struct reference *reference, const struct plan_node *node, const struct scopes *scopes,
                    const struct answer *a, struct answer *answer)
{
    switch (node->operation) {
    case PLAN_IS_MISSING: *answer = value_of(a[0].state == TABLE_MISSING); return true;
    case PLAN_IS_MALFORMED: *answer = value_of(a[0].state == TABLE_MALFORMED); return true;
    case PLAN_KNOWN: *answer = value_of(is_true(a[0])); return true;
    case PLAN_AND: *answer = both_of(a[0], a[1], false); return true;
    case PLAN_OR: *answer = both_of(a[0], a[1], true); return true;
    case PLAN_IF: *answer = a[0].state == TABLE_VALUE ? a[a[0].number ? 1 : 2] : nothing_of(TABLE_MISSING); return true;
    case PLAN_DEFAULT: *answer = a[a[0].state == TABLE_MISSING ? 1 : 0]; return true;
    case PLAN_RAW:
        *answer = a[0].state == TABLE_MALFORMED ? text_of(a[0].text) : nothing_of(TABLE_MISSING);
        return true;
    case PLAN_SAME_AS: *answer = same_as(node, a); return true;
    case PLAN_QUERY: *answer = query_of(reference, &reference->plan->queries.items[node->number], scopes); return true;
    case PLAN_UNIQUE: *answer = unique_of(reference, node, scopes); return true;
    case PLAN_NOTHING: *answer = nothing_of(TABLE_MISSING); return true;
    case PLAN_ROUNDING: *answer = value_of(a[0].state == TABLE_VALUE ? rounding_of(reference, node) : 0); return true;
    default: return false;
    }
}

static struct answer parameter_of(const struct exec_tables *given, int64_t number)
{
    struct str text = number == PLAN_PERIOD      ? given->period
                      : number == PLAN_AUTHORITY ? given->authority
                                                 : given->format;
    if (number == PLAN_PERIOD_START) {
        return value_of(given->period_start);
    }
    if (number == PLAN_PERIOD_END) {
        return value_of(given->period_end);
    }
    return text.length ? text_of(text) : nothing_of(TABLE_MISSING);
}

static struct answer row_operation(struct reference *reference, const struct plan_node *node,
                                   const struct scopes *scopes, const struct answer *a)
{
    const struct plan *plan = reference->plan;
    uint32_t of = node->arguments[0] == PLAN_NONE ? PLAN_NONE : plan->nodes.items[node->arguments[0]].table;
    switch (node->operation) {
    case PLAN_ROW: return value_of(scopes->items[node->number].row);
    case PLAN_STEP: return step(reference, of, a[0].number, node->number);
    case PLAN_PARENT: {
        const struct table *table = reference->tables[of];
        bool has = table->parents && table->parents[a[0].number] != TABLE_NO_PARENT;
        return either(has, has ? table->parents[a[0].number] : 0, TABLE_MISSING);
    }
    case PLAN_COLUMN: return cell_of(reference, of, a[0].number, (uint32_t)node->number);
    default: {
        struct scopes inner = one_row(of, a[0].number);
        return work_out(reference, plan->derived.items[node->number].node, &inner);
    }
    }
}

/* base/calendar.h has tests of its own; what is compared here is that it is asked, and asked rightly. */
static struct answer calendar_operation(const struct exec_tables *given, const struct plan_node *node,
                                        const struct answer *a)
{
    int64_t result = 0;
    bool known = node->operation == PLAN_WORKING_DAYS
                     ? calendar_count(given->calendar, a[0].number, a[1].number, &result)
                     : calendar_step(given->calendar, a[0].number, a[1].number, &result);
    return either(known, result, TABLE_MISSING);
}

static struct answer date_operation(const struct plan_node *node, const struct answer *a)
{
    int64_t result = 0;
    struct date_parts parts = {0};
    if (node->operation >= PLAN_YEAR && node->operation <= PLAN_DAY) {
        parts = date_to_parts(a[0].number);
    }
    switch (node->operation) {
    case PLAN_ADD_DAYS: {
        bool good = number_add(a[0].number, a[1].number, &result) && result >= DATE_LEAST && result <= DATE_MOST;
        return either(good, result, TABLE_MALFORMED);
    }
    case PLAN_ADD_MONTHS: {
        bool good = date_add_months(a[0].number, a[1].number, &result);
        return either(good, result, TABLE_MALFORMED);
    }
    case PLAN_DAYS_BETWEEN: return value_of(a[1].number - a[0].number);
    case PLAN_AGE: return value_of(date_age(a[0].number, a[1].number));
    case PLAN_YEAR: return value_of(parts.year);
    case PLAN_MONTH: return value_of(parts.month);
    case PLAN_DAY: return value_of(parts.day);
    case PLAN_WEEKDAY: return value_of(date_weekday(a[0].number) + 1);
    default: {
        bool good = a[0].number >= 1 && a[0].number <= 9999 && a[1].number >= 1 && a[1].number <= 12 &&
                    a[2].number >= 1 && a[2].number <= 31 &&
                    date_is_valid((int)a[0].number, (int)a[1].number, (int)a[2].number);
        return good ? value_of(date_from_parts((int)a[0].number, (int)a[1].number, (int)a[2].number))
                    : nothing_of(TABLE_MISSING);
    }
    }
}

static struct answer number_operation(const struct plan *plan, const struct plan_node *node, const struct answer *a)
{
    int64_t x = a[0].number;
    int64_t y = a[1].number;
    int64_t result = 0;
    bool good = true;
    unsigned scale_x = plan->nodes.items[node->arguments[0]].scale;
    unsigned scale_y = node->arguments[1] == PLAN_NONE ? 0 : plan->nodes.items[node->arguments[1]].scale;
    switch (node->operation) {
    case PLAN_ADD: good = number_add(x, y, &result); break;
    case PLAN_SUBTRACT: good = number_subtract(x, y, &result); break;
    case PLAN_MULTIPLY: good = number_multiply(x, scale_x, y, scale_y, node->scale, &result); break;
    case PLAN_DIVIDE:
        if (y == 0) {
            return nothing_of(TABLE_MISSING);
        }
        good = number_divide(x, scale_x, y, scale_y, node->scale, &result);
        break;
    case PLAN_NEGATE: good = number_subtract(0, x, &result); break;
    case PLAN_ABSOLUTE: good = x >= 0 ? number_add(0, x, &result) : number_subtract(0, x, &result); break;
    case PLAN_SQUARE_ROOT:
        if (x < 0) {
            return nothing_of(TABLE_MISSING);
        }
        good = number_square_root(x, scale_x, node->scale, &result);
        break;
    case PLAN_RESCALE: good = number_rescale(x, scale_x, node->scale, &result); break;
    default:
        if (y == 0) {
            return nothing_of(TABLE_MISSING);
        }
        result = y == -1 ? 0 : x % y;
    }
    return either(good, result, TABLE_MALFORMED);
}

/* Character by character. */
static int64_t position_of(struct str part, struct str text)
{
    for (size_t i = 0; part.length > 0 && i < utf8_count(text); i++) {
        if (str_starts_with(str_slice(text, utf8_offset(text, i), SIZE_MAX), part)) {
            return (int64_t)i + 1;
        }
    }
    return 0;
}

static struct answer text_operation(struct reference *reference, const struct plan_node *node, const struct answer *a)
{
    int64_t result = 0;
    switch (node->operation) {
    case PLAN_PARSE_DATE: {
        bool good = date_parse(a[0].text, &result);
        return either(good, result, TABLE_MISSING);
    }
    case PLAN_EARLIEST_DATE:
    case PLAN_LATEST_DATE: {
        int64_t latest = 0;
        bool good = date_parse_partial(a[0].text, &result, &latest);
        return either(good, node->operation == PLAN_LATEST_DATE ? latest : result, TABLE_MISSING);
    }
    case PLAN_POSITION: return value_of(position_of(a[0].text, a[1].text));
    case PLAN_LENGTH: return value_of((int64_t)utf8_count(a[0].text));
    case PLAN_SLICE: return slice_of(a[0].text, a[1].number, a[2].number);
    case PLAN_UPPER: return upper_of(reference, a[0].text);
    case PLAN_SQUEEZE: return squeeze_of(reference, a[0].text, node->ignore_case);
    case PLAN_LISTS: return value_of(list_of(a[0].text, a[1].text, node->ignore_case));
    case PLAN_PARSE_NUMBER: {
        bool good = number_parse(a[0].text, node->scale, &result) == NUMBER_OK;
        return either(good, result, TABLE_MISSING);
    }
    case PLAN_IN_SET: return value_of(in_set(&reference->plan->sets.items[node->number], &a[0]));
    default: return value_of(matches(&reference->plan->patterns.items[node->number], a[0].text));
    }
}

static struct answer within(const struct plan_node *node, const struct answer *a)
{
    __extension__ typedef __int128 wide;
    wide difference = (wide)a[0].number - a[1].number;
    bool is_equal = node->operation == PLAN_EQUAL_WITHIN;
    wide slack = is_equal ? a[3].number : a[2].number;
    bool can = false;
    bool must = true;
    /* Both ends of what the difference can be, and where it is nearest to 0. */
    wide ends[2] = {difference - slack, difference + slack};
    if (is_equal) {
        wide size = difference < 0 ? -difference : difference;
        can = size - slack <= a[2].number;
        must = size + slack <= a[2].number;
    } else if (node->operation == PLAN_LESS_WITHIN) {
        can = ends[0] < 0;
        must = ends[1] < 0;
    } else {
        can = ends[0] <= 0;
        must = ends[1] <= 0;
    }
    return must ? value_of(1) : can ? nothing_of(TABLE_MISSING) : value_of(0);
}

static struct answer compare_operation(const struct plan_node *node, const struct answer *a)
{
    bool texts = a[0].text.data != NULL;
    int order = node->operation <= PLAN_LESS_EQUAL ? compare_values(&a[0], &a[1]) : 0;
    bool equal = texts && node->ignore_case ? str_equal_ignoring_case(a[0].text, a[1].text) : order == 0;
    switch (node->operation) {
    case PLAN_EQUAL: return value_of(equal);
    case PLAN_NOT_EQUAL: return value_of(!equal);
    case PLAN_LESS: return value_of(order < 0);
    case PLAN_LESS_EQUAL: return value_of(order <= 0);
    default: return within(node, a);
    }
}

static struct answer ordinary(struct reference *reference, const struct plan_node *node, const struct scopes *scopes,
                              const struct answer *a)
{
    const struct plan *plan = reference->plan;
    enum plan_operation operation = node->operation;
    switch (operation) {
    case PLAN_NUMBER:
    case PLAN_DATE:
    case PLAN_BOOLEAN: return value_of(node->number);
    case PLAN_TEXT: return text_of(plan->texts.items[node->number]);
    case PLAN_PARAMETER: return parameter_of(reference->given, node->number);
    case PLAN_NOT: return value_of(!a[0].number);
    case PLAN_LEAST: return compare_values(&a[1], &a[0]) < 0 ? a[1] : a[0];
    case PLAN_GREATEST: return compare_values(&a[1], &a[0]) > 0 ? a[1] : a[0];
    case PLAN_EARLIEST_DATE:
    case PLAN_LATEST_DATE:
    case PLAN_PARSE_DATE: return text_operation(reference, node, a);
    case PLAN_ADD_WORKING_DAYS:
    case PLAN_WORKING_DAYS: return calendar_operation(reference->given, node, a);
    default: break;
    }
    if (operation >= PLAN_ROW && operation < PLAN_ROUNDING) {
        return row_operation(reference, node, scopes, a);
    }
    if (operation >= PLAN_ADD && operation <= PLAN_SQUARE_ROOT) {
        return number_operation(plan, node, a);
    }
    if (operation >= PLAN_ADD_DAYS && operation <= PLAN_MAKE_DATE) {
        return date_operation(node, a);
    }
    return operation >= PLAN_EQUAL && operation <= PLAN_LESS_EQUAL_WITHIN ? compare_operation(node, a)
                                                                          : text_operation(reference, node, a);
}

static struct answer work_out(struct reference *reference, uint32_t index, const struct scopes *scopes)
{
    const struct plan_node *node = &reference->plan->nodes.items[index];
    struct answer a[4] = {0};
    uint8_t state = TABLE_VALUE;
    for (size_t i = 0; i < 4 && node->arguments[i] != PLAN_NONE; i++) {
        a[i] = work_out(reference, node->arguments[i], scopes);
        state = worse(state, a[i].state);
    }
    struct answer answer;
    if (special(reference, node, scopes, a, &answer)) {
        return answer;
    }
    return state == TABLE_VALUE ? ordinary(reference, node, scopes, a) : nothing_of(state);
}

/* ---- views ------------------------------------------------------------------------------------------------------- */

static void put_cell(struct reference *reference, struct table *table, uint32_t column, int64_t row,
                     struct answer value)
{
    if (value.text.data || value.state == TABLE_MALFORMED) {
        value.number = table_dictionary_intern(reference->given->dictionary, value.text.data ? value.text : STR_EMPTY,
                                               NULL);
    }
    table_set(table, column, row, value.number, (enum table_state)value.state);
}

/* Only a cell of the record itself keeps its raw text. */
static bool is_own_cell(const struct plan *plan, uint32_t node)
{
    const struct plan_node *given = &plan->nodes.items[node];
    return given->operation == PLAN_COLUMN && plan->nodes.items[given->arguments[0]].operation == PLAN_ROW;
}

static struct answer value_for_view(struct reference *reference, const struct plan_view_column *column, uint32_t table,
                                    uint32_t row)
{
    struct scopes scopes = one_row(table, row);
    struct answer value = column->node == PLAN_NONE ? value_of(0) : work_out(reference, column->node, &scopes);
    bool loses_text = value.state == TABLE_MALFORMED && !is_own_cell(reference->plan, column->node);
    return loses_text ? nothing_of(TABLE_MALFORMED) : value;
}

/* The least, the greatest or the sum of the values that are there. */
static void take_one(const struct plan_view_column *column, struct answer value, struct answer *so_far)
{
    if (so_far->state == TABLE_MALFORMED || value.state == TABLE_MISSING) {
        return;
    }
    if (so_far->state == TABLE_MISSING || value.state == TABLE_MALFORMED) {
        *so_far = value;
    } else if (column->take == PLAN_TAKE_SUM) {
        bool fits = number_add(so_far->number, value.number, &so_far->number);
        *so_far = fits ? *so_far : nothing_of(TABLE_MALFORMED);
    } else {
        int order = compare_values(&value, so_far);
        *so_far = (column->take == PLAN_TAKE_MINIMUM ? order < 0 : order > 0) ? value : *so_far;
    }
}

static struct answer take(struct reference *reference, const struct plan_view_column *column, uint32_t table,
                          const uint32_t *rows, uint32_t count)
{
    if (column->take == PLAN_TAKE_FIRST || column->take == PLAN_TAKE_ROW) {
        return value_for_view(reference, column, table, rows[0]);
    }
    if (column->take == PLAN_TAKE_LAST) {
        return value_for_view(reference, column, table, rows[count - 1]);
    }
    struct answer so_far = column->take == PLAN_TAKE_SUM ? value_of(0) : nothing_of(TABLE_MISSING);
    int64_t present = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct answer value = value_for_view(reference, column, table, rows[i]);
        present += value.state != TABLE_MISSING;
        take_one(column, value, &so_far);
    }
    return column->take == PLAN_TAKE_COUNT ? value_of(present) : so_far;
}

static void add_view_row(struct reference *reference, const struct plan_view *view, uint32_t part, struct table *table,
                         const uint32_t *rows, uint32_t count)
{
    int64_t row = table_add_row(table, NULL);
    for (uint32_t c = 0; c < view->column_count; c++) {
        put_cell(reference, table, c, row,
                 take(reference, &view->parts[part].columns[c], view->parts[part].table, rows, count));
    }
}

static bool passes(struct reference *reference, const struct plan_view_part *part, uint32_t row)
{
    struct scopes scopes = one_row(part->table, row);
    return part->condition == PLAN_NONE || is_true(work_out(reference, part->condition, &scopes));
}

static void select_rows(struct reference *reference, const struct plan_view *view, struct table *table)
{
    for (uint32_t p = 0; p < view->part_count; p++) {
        const struct table *from = reference->tables[view->parts[p].table];
        for (uint32_t row = 0; from && row < from->row_count; row++) {
            if (passes(reference, &view->parts[p], row)) {
                add_view_row(reference, view, p, table, &row, 1);
            }
        }
    }
}

static void chain_rows(struct reference *reference, const struct plan_view *view, struct table *table)
{
    const struct plan_view_part *part = &view->parts[0];
    if (!reference->tables[part->table]) {
        return;
    }
    const uint32_t *order = natural_order(reference, part->table);
    uint32_t *chain = ARENA_ARRAY(&reference->arena, reference->tables[part->table]->row_count, uint32_t);
    uint32_t count = 0;
    for (uint32_t i = 0; i < reference->tables[part->table]->row_count; i++) {
        struct scopes scopes = one_row(part->table, order[i]);
        if (!passes(reference, part, order[i])) {
            continue;
        }
        bool starts = count > 0 && (!same_group(reference, part->table, chain[count - 1], order[i]) ||
                                    is_true(work_out(reference, view->starts, &scopes)));
        if (starts) {
            add_view_row(reference, view, 0, table, chain, count);
            count = 0;
        }
        chain[count++] = order[i];
    }
    if (count > 0) {
        add_view_row(reference, view, 0, table, chain, count);
    }
}

static bool agree(struct reference *reference, const struct plan_view *view, uint32_t table, uint32_t a, uint32_t b)
{
    for (uint32_t k = 0; k < view->keep_count; k++) {
        struct answer x = cell_of(reference, table, a, view->keep[k]);
        struct answer y = cell_of(reference, table, b, view->keep[k]);
        if (!equal_values(&x, &y)) {
            return false;
        }
    }
    return true;
}

/* Of rows that agree, the one that comes first. */
static void keep_firsts(struct reference *reference, const struct plan_view *view, uint32_t index)
{
    struct table *all = reference->tables[index];
    uint32_t *rows = ARENA_ARRAY(&reference->arena, all->row_count, uint32_t);
    uint32_t count = 0;
    for (uint32_t a = 0; a < all->row_count; a++) {
        bool first = true;
        for (uint32_t b = 0; b < all->row_count; b++) {
            if (a != b && agree(reference, view, index, a, b)) {
                int order = compare_by(reference, index, view->keep_order, view->keep_order_count, b, a);
                order = order ? order : compare_all_cells(reference, index, b, a);
                first = first && (order > 0 || (order == 0 && b > a));
            }
        }
        if (first) {
            rows[count++] = a;
        }
    }
    reference->tables[index] = table_select(all, rows, count, NULL);
    table_free(all);
}

static inline void make_view(struct reference *reference, uint32_t index)
{
    const struct plan_table *described = &reference->plan->tables.items[index];
    const struct plan_view *view = &reference->plan->views.items[described->index];
    struct table *table = table_new(described->layout, NULL, NULL);
    reference->tables[index] = table;
    if (view->kind == PLAN_VIEW_CHAIN) {
        chain_rows(reference, view, table);
    } else {
        select_rows(reference, view, table);
    }
    for (uint32_t p = 0; p < view->part_count; p++) {
        const struct table *from = reference->tables[view->parts[p].table];
        table->rounding = from && from->rounding > table->rounding ? from->rounding : table->rounding;
    }
    if (view->keep_count > 0) {
        keep_firsts(reference, view, index);
    }
}

#endif
