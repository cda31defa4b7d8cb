/* A plan worked out one record at a time, as plainly as can be: what the columnar evaluation is held against. */
#ifndef PROBITY_TESTS_UNIT_EXEC_REFERENCE_H
#define PROBITY_TESTS_UNIT_EXEC_REFERENCE_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/number.h"
#include "base/utf8.h"
#include "exec/exec.h"

struct answer {
    uint8_t state;
    int64_t number; /* of booleans 0 or 1; of rows the row */
    struct str text;
};

struct reference {
    const struct plan *plan;
    const struct exec_tables *given;
    struct table **tables; /* by plan table; views too */
    uint32_t **orders;     /* by plan table: rows in natural order */
    uint32_t **positions;  /* and where each row is in it */
    struct arena arena;
};

struct scope {
    uint32_t table;
    int64_t row;
};

struct scopes {
    struct scope items[PLAN_SCOPES_MOST];
};

static struct answer work_out(struct reference *reference, uint32_t node, const struct scopes *scopes);

static inline struct answer value_of(int64_t number)
{
    return (struct answer){TABLE_VALUE, number, {NULL, 0}};
}

static inline struct answer text_of(struct str text)
{
    return (struct answer){TABLE_VALUE, 0, text};
}

static inline struct answer nothing_of(uint8_t state)
{
    return (struct answer){state, 0, {NULL, 0}};
}

static inline struct answer either(bool good, int64_t number, uint8_t otherwise)
{
    return good ? value_of(number) : nothing_of(otherwise);
}

static inline struct scopes one_row(uint32_t table, int64_t row)
{
    struct scopes scopes = {0};
    scopes.items[0] = (struct scope){table, row};
    return scopes;
}

/* ---- cells and orders -------------------------------------------------------------------------------------------- */

static inline bool is_text_type(enum table_type type)
{
    return type == TABLE_TEXT || type == TABLE_CODE;
}

static struct answer cell_of(const struct reference *reference, uint32_t table, int64_t row, uint32_t column)
{
    const struct table *given = reference->tables[table];
    uint8_t state = given->columns[column].states[row];
    int64_t value = given->columns[column].values[row];
    if (state == TABLE_MALFORMED || (state == TABLE_VALUE && is_text_type(given->layout->columns[column].type))) {
        struct answer answer = text_of(table_dictionary_text(reference->given->dictionary, value));
        answer.state = state;
        return answer;
    }
    return state == TABLE_VALUE ? value_of(value) : nothing_of(state);
}

static int compare_values(const struct answer *a, const struct answer *b)
{
    if (a->text.data || b->text.data) {
        return str_compare(a->text, b->text);
    }
    return (a->number > b->number) - (a->number < b->number);
}

static bool equal_values(const struct answer *a, const struct answer *b)
{
    return a->state == TABLE_VALUE && b->state == TABLE_VALUE && compare_values(a, b) == 0;
}

static int compare_answers(const struct answer *a, const struct answer *b, bool descending)
{
    if (a->state != b->state) {
        return a->state < b->state ? -1 : 1;
    }
    int order = a->state == TABLE_VALUE ? compare_values(a, b) : 0;
    return descending ? -order : order;
}

static int compare_cells(const struct reference *reference, uint32_t table, uint32_t column, int64_t a, int64_t b)
{
    struct answer left = cell_of(reference, table, a, column);
    struct answer right = cell_of(reference, table, b, column);
    int order = compare_answers(&left, &right, false);
    return order != 0 || left.state != TABLE_MALFORMED ? order : str_compare(left.text, right.text);
}

static int compare_by(const struct reference *reference, uint32_t table, const uint32_t *columns, uint32_t count,
                      int64_t a, int64_t b)
{
    int order = 0;
    for (uint32_t i = 0; order == 0 && i < count; i++) {
        struct answer left = cell_of(reference, table, a, columns[i]);
        struct answer right = cell_of(reference, table, b, columns[i]);
        order = compare_answers(&left, &right, false);
    }
    return order;
}

static int compare_all_cells(const struct reference *reference, uint32_t table, int64_t a, int64_t b)
{
    int order = 0;
    for (uint32_t c = 0; order == 0 && c < reference->tables[table]->layout->column_count; c++) {
        order = compare_cells(reference, table, c, a, b);
    }
    return order;
}

static int compare_naturally(const struct reference *reference, uint32_t table, int64_t a, int64_t b)
{
    const struct plan_table *described = &reference->plan->tables.items[table];
    int order = compare_by(reference, table, described->by, described->by_count, a, b);
    order = order ? order : compare_by(reference, table, described->order, described->order_count, a, b);
    return order ? order : compare_all_cells(reference, table, a, b);
}

static uint32_t *natural_order(struct reference *reference, uint32_t table)
{
    if (!reference->orders[table]) {
        uint32_t count = reference->tables[table]->row_count;
        uint32_t *rows = ARENA_ARRAY(&reference->arena, count, uint32_t);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t at = i;
            for (; at > 0 && compare_naturally(reference, table, rows[at - 1], i) > 0; at--) {
                rows[at] = rows[at - 1];
            }
            rows[at] = i;
        }
        reference->orders[table] = rows;
        reference->positions[table] = ARENA_ARRAY(&reference->arena, count, uint32_t);
        for (uint32_t i = 0; i < count; i++) {
            reference->positions[table][rows[i]] = i;
        }
    }
    return reference->orders[table];
}

static bool same_group(const struct reference *reference, uint32_t table, int64_t a, int64_t b)
{
    const struct plan_table *described = &reference->plan->tables.items[table];
    for (uint32_t i = 0; i < described->by_count; i++) {
        struct answer left = cell_of(reference, table, a, described->by[i]);
        struct answer right = cell_of(reference, table, b, described->by[i]);
        if (!equal_values(&left, &right)) {
            return a == b;
        }
    }
    return true;
}

/* Whether the rows from `a` on to `b` in the natural order are all of one group. */
static struct answer step(struct reference *reference, uint32_t table, int64_t row, int64_t by)
{
    const uint32_t *rows = natural_order(reference, table);
    int64_t count = reference->tables[table]->row_count;
    int64_t at = reference->positions[table][row] + by;
    bool inside = at >= 0 && at < count && same_group(reference, table, row, rows[at]);
    return inside ? value_of(rows[at]) : nothing_of(TABLE_MISSING);
}

/* ---- queries ----------------------------------------------------------------------------------------------------- */

static bool is_true(struct answer answer)
{
    return answer.state == TABLE_VALUE && answer.number == 1;
}

static bool query_admits(struct reference *reference, const struct plan_query *query, const struct scopes *outer,
                         const struct scopes *inner, const struct scopes *both)
{
    bool good = true;
    for (uint32_t k = 0; k < query->key_count; k++) {
        struct answer a = work_out(reference, query->inner_keys[k], inner);
        struct answer b = work_out(reference, query->outer_keys[k], outer);
        good = good && equal_values(&a, &b);
    }
    good = good && (query->filter == PLAN_NONE || is_true(work_out(reference, query->filter, inner)));
    for (uint32_t i = 0; good && i < query->range_count; i++) {
        const struct plan_range *range = &query->ranges[i];
        struct answer a = work_out(reference, range->inner, inner);
        struct answer b = work_out(reference, range->outer, outer);
        int order = range->flipped ? compare_values(&b, &a) : compare_values(&a, &b);
        good = a.state == TABLE_VALUE && b.state == TABLE_VALUE &&
               (range->comparison == PLAN_LESS ? order < 0 : order <= 0);
    }
    return good && (query->residual == PLAN_NONE || is_true(work_out(reference, query->residual, both)));
}

static int compare_ranked(struct reference *reference, const struct plan_query *query, int64_t a, int64_t b)
{
    struct scopes left = one_row(query->table, a);
    struct scopes right = one_row(query->table, b);
    int order = 0;
    for (uint32_t i = 0; order == 0 && i < query->order_count; i++) {
        struct answer x = work_out(reference, query->order[i], &left);
        struct answer y = work_out(reference, query->order[i], &right);
        order = compare_answers(&x, &y, query->descending[i]);
    }
    order = order ? order : compare_naturally(reference, query->table, a, b);
    /* Rows that agree in everything: any of them will do, and the same one every time. */
    return order ? order : (a > b) - (a < b);
}

struct count_up {
    int64_t rows;
    __extension__ __int128 sum;
    bool malformed;
    struct answer best; /* missing: none yet */
    struct answer distinct[4096];
    int64_t distinct_count;
};

/* Keeps the better one of two, by an order in which less than 0 means that `value` comes first. */
static void keep_best(struct count_up *up, struct answer value, int order, bool wants_first)
{
    bool better = wants_first ? order < 0 : order > 0;
    up->best = up->best.state != TABLE_VALUE || better ? value : up->best;
}

static void count_distinct(struct count_up *up, struct answer value)
{
    for (int64_t i = 0; i < up->distinct_count; i++) {
        if (equal_values(&up->distinct[i], &value)) {
            return;
        }
    }
    up->distinct[up->distinct_count++] = value;
}

static void count_value(struct reference *reference, const struct plan_query *query, struct count_up *up,
                        struct answer value, int64_t row)
{
    bool has_best = up->best.state == TABLE_VALUE;
    up->rows++;
    if (query->kind == PLAN_FIRST || query->kind == PLAN_LAST) {
        int order = has_best ? compare_ranked(reference, query, row, up->best.number) : 0;
        keep_best(up, value_of(row), order, query->kind == PLAN_FIRST);
        return;
    }
    up->malformed = up->malformed || value.state == TABLE_MALFORMED;
    if (query->value != PLAN_NONE && value.state == TABLE_VALUE) {
        up->sum += value.number;
        keep_best(up, value, has_best ? compare_values(&value, &up->best) : 0, query->kind == PLAN_MINIMUM);
        count_distinct(up, value);
    }
}

static struct answer query_answer(const struct plan_query *query, const struct count_up *up)
{
    switch (query->kind) {
    case PLAN_EXISTS: return value_of(up->rows > 0);
    case PLAN_COUNT: return value_of(up->rows);
    case PLAN_FIRST:
    case PLAN_LAST: return up->best;
    default: break;
    }
    if (up->malformed) {
        return nothing_of(TABLE_MALFORMED);
    }
    if (query->kind == PLAN_SUM) {
        return either((int64_t)up->sum == up->sum, (int64_t)up->sum, TABLE_MALFORMED);
    }
    return query->kind == PLAN_COUNT_DISTINCT ? value_of(up->distinct_count) : up->best;
}

static bool is_left_out(struct reference *reference, const struct plan_query *query, const struct scopes *outer,
                        int64_t row)
{
    struct answer left_out = query->leaves_out ? work_out(reference, query->left_out, outer)
                                               : nothing_of(TABLE_MISSING);
    return left_out.state == TABLE_VALUE && left_out.number == row;
}

static struct answer query_of(struct reference *reference, const struct plan_query *query, const struct scopes *outer)
{
    const struct table *table = reference->tables[query->table];
    struct count_up *up = calloc(1, sizeof *up);
    up->best.state = TABLE_MISSING;
    for (int64_t row = 0; table && row < table->row_count; row++) {
        struct scopes inner = one_row(query->table, row);
        struct scopes both = *outer;
        both.items[query->scope] = (struct scope){query->table, row};
        if (!is_left_out(reference, query, outer, row) && query_admits(reference, query, outer, &inner, &both)) {
            struct answer value = {0};
            if (query->value != PLAN_NONE) {
                value = work_out(reference, query->value, query->value_is_inner ? &inner : &both);
            }
            count_value(reference, query, up, value, row);
        }
    }
    struct answer answer = query_answer(query, up);
    free(up);
    return answer;
}

static struct answer unique_of(struct reference *reference, const struct plan_node *node, const struct scopes *scopes)
{
    const struct scope *own = &scopes->items[0];
    uint8_t worst = TABLE_VALUE;
    for (uint32_t k = 0; k < node->list_count; k++) {
        uint8_t state = work_out(reference, node->list[k], scopes).state;
        worst = state > worst ? state : worst;
    }
    if (worst != TABLE_VALUE) {
        return nothing_of(worst);
    }
    for (int64_t row = 0; row < own->row; row++) {
        struct scopes earlier = one_row(own->table, row);
        bool same = true;
        for (uint32_t k = 0; same && k < node->list_count; k++) {
            struct answer a = work_out(reference, node->list[k], scopes);
            struct answer b = work_out(reference, node->list[k], &earlier);
            same = equal_values(&a, &b);
        }
        if (same) {
            return value_of(0);
        }
    }
    return value_of(1);
}

/* ---- texts ------------------------------------------------------------------------------------------------------- */

static struct answer slice_of(struct str text, int64_t from, int64_t many)
{
    /* Character by character. */
    size_t start = 0;
    size_t end = 0;
    bool any = false;
    size_t at = 0;
    for (int64_t i = 1; at < text.length; i++) {
        size_t next = at + 1;
        while (next < text.length && ((unsigned char)text.data[next] & 0xc0) == 0x80) {
            next++;
        }
        __extension__ __int128 place = i;
        place -= from;
        if (place >= 0 && place < many) {
            start = any ? start : at;
            end = next;
            any = true;
        }
        at = next;
    }
    return text_of((struct str){text.data + start, end - start});
}

static struct answer upper_of(struct reference *reference, struct str text)
{
    struct str copy = arena_str(&reference->arena, text);
    char *bytes = arena_alloc(&reference->arena, text.length + 1);
    for (size_t i = 0; i < text.length; i++) {
        bytes[i] = copy.data[i] >= 'a' && copy.data[i] <= 'z' ? (char)(copy.data[i] - 32) : copy.data[i];
    }
    return text_of((struct str){bytes, text.length});
}

/* White space is what may be trimmed away. */
static bool is_blank_at(struct str text, size_t at, size_t length)
{
    return length > 0 && str_trim(str_slice(text, at, length)).length == 0;
}

static size_t blank_at(struct str text, size_t at)
{
    if (is_blank_at(text, at, 1)) {
        return 1;
    }
    return at + 2 <= text.length && is_blank_at(text, at, 2) ? 2 : 0;
}

static struct answer squeeze_of(struct reference *reference, struct str text, bool capitals)
{
    char *bytes = arena_alloc(&reference->arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        size_t blank = blank_at(text, i);
        if (blank == 0) {
            bytes[length++] = text.data[i];
        }
        i += blank ? blank : 1;
    }
    struct str squeezed = {bytes, length};
    return capitals ? upper_of(reference, squeezed) : text_of(squeezed);
}

/* Whether some stretch between separators is the code. */
static bool list_of(struct str list, struct str code, bool ignore_case)
{
    bool found = false;
    size_t start = 0;
    for (size_t i = 0; i <= list.length;) {
        size_t between = i == list.length || memchr(",/;", list.data[i], 3) ? 1 : blank_at(list, i);
        if (between == 0) {
            i++;
            continue;
        }
        struct str part = {list.data + start, i - start};
        found = found ||
                (part.length > 0 && (ignore_case ? str_equal_ignoring_case(part, code) : str_equal(part, code)));
        i += between;
        start = i;
    }
    return found;
}

static bool matches(const struct plan_pattern *pattern, struct str text)
{
    int error;
    PCRE2_SIZE offset;
    uint32_t options = PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | (pattern->ignore_case ? PCRE2_CASELESS : 0u);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern->text.data, pattern->text.length, options, &error, &offset,
                                     NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    bool found = pcre2_match(code, (PCRE2_SPTR)text.data, text.length, 0, 0, data, NULL) >= 0;
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return found;
}

static bool in_set(const struct plan_set *set, const struct answer *value)
{
    for (uint32_t i = 0; i < set->count; i++) {
        bool same = set->type != PLAN_TYPE_TEXT ? set->numbers[i] == value->number
                    : set->ignore_case          ? str_equal_ignoring_case(set->texts[i], value->text)
                                                : str_equal(set->texts[i], value->text);
        if (same) {
            return true;
        }
    }
    return false;
}

#include "reference_operations.h"

#endif
