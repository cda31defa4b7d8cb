#include "table/table.h"

#include <stdlib.h>

#define ROWS_AT_FIRST 32u

struct table *table_new(const struct table_layout *layout, const bool *kept, struct failure *failure)
{
    struct table *table = calloc(1, sizeof *table);
    if (!table) {
        failure_memory(failure);
        return NULL;
    }
    table->layout = layout;
    table->origin.input = TABLE_NO_INPUT;
    table->columns = calloc(layout->column_count ? layout->column_count : 1, sizeof *table->columns);
    bool made = table->columns != NULL;
    for (uint32_t c = 0; made && c < layout->column_count; c++) {
        if (kept && !kept[c]) {
            continue;
        }
        table->columns[c].values = malloc(ROWS_AT_FIRST * sizeof(int64_t));
        table->columns[c].states = malloc(ROWS_AT_FIRST);
        made = table->columns[c].values && table->columns[c].states;
    }
    if (!made) {
        table_free(table);
        failure_memory(failure);
        return NULL;
    }
    table->row_capacity = ROWS_AT_FIRST;
    return table;
}

void table_free(struct table *table)
{
    if (!table) {
        return;
    }
    for (uint32_t c = 0; table->columns && c < table->layout->column_count; c++) {
        free(table->columns[c].values);
        free(table->columns[c].states);
    }
    free(table->columns);
    free(table->parents);
    free(table->origin.records);
    free(table->origin.offsets);
    free(table->origin.lines);
    free(table->origin.inputs);
    free(table);
}

/* Makes an array that is there longer. */
static bool lengthen(void **array, uint32_t rows, size_t size)
{
    if (!*array) {
        return true;
    }
    void *longer = realloc(*array, rows * size);
    if (!longer) {
        return false;
    }
    *array = longer;
    return true;
}

static bool lengthen_columns(struct table *table, uint32_t rows)
{
    for (uint32_t c = 0; c < table->layout->column_count; c++) {
        struct table_column *column = &table->columns[c];
        void *values = column->values;
        void *states = column->states;
        bool longer = lengthen(&values, rows, sizeof(int64_t));
        column->values = values;
        longer = longer && lengthen(&states, rows, 1);
        column->states = states;
        if (!longer) {
            return false;
        }
    }
    return true;
}

/* What is known of where records come from: arrays as long as the table, of which any may be missing. */
enum { ORIGINS = 5 };
static const struct {
    unsigned bit;
    size_t size;
} origins[ORIGINS] = {
    {TABLE_TRACK_RECORDS, sizeof(uint64_t)}, {TABLE_TRACK_OFFSETS, sizeof(uint64_t)},
    {TABLE_TRACK_LINES, sizeof(uint32_t)},   {TABLE_TRACK_INPUTS, sizeof(uint32_t)},
    {TABLE_TRACK_PARENTS, sizeof(uint32_t)},
};

static void get_origins(const struct table *table, void *arrays[ORIGINS])
{
    arrays[0] = table->origin.records;
    arrays[1] = table->origin.offsets;
    arrays[2] = table->origin.lines;
    arrays[3] = table->origin.inputs;
    arrays[4] = table->parents;
}

static void set_origins(struct table *table, void *const arrays[ORIGINS])
{
    table->origin.records = arrays[0];
    table->origin.offsets = arrays[1];
    table->origin.lines = arrays[2];
    table->origin.inputs = arrays[3];
    table->parents = arrays[4];
}

static bool lengthen_origin(struct table *table, uint32_t rows)
{
    void *arrays[ORIGINS];
    get_origins(table, arrays);
    bool longer = true;
    for (size_t i = 0; longer && i < ORIGINS; i++) {
        longer = lengthen(&arrays[i], rows, origins[i].size);
    }
    set_origins(table, arrays);
    return longer;
}

bool table_reserve(struct table *table, uint32_t rows, struct failure *failure)
{
    if (rows <= table->row_capacity) {
        return true;
    }
    if (rows > TABLE_ROWS_MOST) {
        return failure_set(failure, FAILURE_LIMIT, "a table has more records than Probity can hold");
    }
    if (!lengthen_columns(table, rows) || !lengthen_origin(table, rows)) {
        return failure_memory(failure);
    }
    table->row_capacity = rows;
    return true;
}

bool table_make_room(struct table *table, uint32_t rows, struct failure *failure)
{
    uint64_t wanted = (uint64_t)table->row_count + rows;
    if (wanted <= table->row_capacity) {
        return true;
    }
    uint64_t roomy = (uint64_t)table->row_capacity + table->row_capacity / 2;
    roomy = roomy > TABLE_ROWS_MOST ? TABLE_ROWS_MOST : roomy;
    wanted = wanted < roomy ? roomy : wanted;
    return table_reserve(table, wanted > UINT32_MAX ? UINT32_MAX : (uint32_t)wanted, failure);
}

bool table_track(struct table *table, unsigned what, struct failure *failure)
{
    void *arrays[ORIGINS];
    get_origins(table, arrays);
    bool made = true;
    for (size_t i = 0; made && i < ORIGINS; i++) {
        if (what & origins[i].bit && !arrays[i]) {
            arrays[i] = calloc(table->row_capacity, origins[i].size);
            made = arrays[i] != NULL;
        }
    }
    set_origins(table, arrays);
    return made || failure_memory(failure);
}

static void blank_origin(struct table *table, uint32_t row)
{
    struct table_origin *origin = &table->origin;
    if (origin->records) {
        origin->records[row] = (uint64_t)row + 1;
    }
    if (origin->offsets) {
        origin->offsets[row] = 0;
    }
    if (origin->lines) {
        origin->lines[row] = 0;
    }
    if (origin->inputs) {
        origin->inputs[row] = origin->input;
    }
    if (table->parents) {
        table->parents[row] = TABLE_NO_PARENT;
    }
}

int64_t table_add_row(struct table *table, struct failure *failure)
{
    if (!table_make_room(table, 1, failure)) {
        return TABLE_NO_ROW;
    }
    uint32_t row = table->row_count++;
    for (uint32_t c = 0; c < table->layout->column_count; c++) {
        if (table->columns[c].values) {
            table_set(table, c, row, 0, TABLE_MISSING);
        }
    }
    blank_origin(table, row);
    return row;
}

static void copy_origin(struct table *made, const struct table *table, const uint32_t *rows, uint32_t count)
{
    const struct table_origin *from = &table->origin;
    struct table_origin *to = &made->origin;
    for (uint32_t i = 0; i < count; i++) {
        if (to->records) {
            to->records[i] = table_record_of(table, rows[i]);
        }
        if (from->offsets) {
            to->offsets[i] = from->offsets[rows[i]];
        }
        if (from->lines) {
            to->lines[i] = from->lines[rows[i]];
        }
        if (from->inputs) {
            to->inputs[i] = from->inputs[rows[i]];
        }
    }
}

static void copy_column(struct table_column *to, const struct table_column *from, const uint32_t *rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        to->values[i] = from->values[rows[i]];
        to->states[i] = from->states[rows[i]];
    }
}

static struct table *select_into(struct table *made, const struct table *table, const uint32_t *rows, uint32_t count,
                                 struct failure *failure)
{
    const struct table_origin *from = &table->origin;
    unsigned what = TABLE_TRACK_RECORDS | (from->offsets ? TABLE_TRACK_OFFSETS : 0u) |
                    (from->lines ? TABLE_TRACK_LINES : 0u) | (from->inputs ? TABLE_TRACK_INPUTS : 0u);
    if (!table_reserve(made, count, failure) || !table_track(made, what, failure)) {
        table_free(made);
        return NULL;
    }
    made->row_count = count;
    made->rounding = table->rounding;
    made->origin.input = from->input;
    for (uint32_t c = 0; c < table->layout->column_count; c++) {
        if (table->columns[c].values) {
            copy_column(&made->columns[c], &table->columns[c], rows, count);
        }
    }
    copy_origin(made, table, rows, count);
    return made;
}

struct table *table_select(const struct table *table, const uint32_t *rows, uint32_t count, struct failure *failure)
{
    uint32_t column_count = table->layout->column_count;
    bool *kept = malloc((column_count ? column_count : 1) * sizeof *kept);
    if (!kept) {
        failure_memory(failure);
        return NULL;
    }
    for (uint32_t c = 0; c < column_count; c++) {
        kept[c] = table->columns[c].values != NULL;
    }
    struct table *made = table_new(table->layout, kept, failure);
    free(kept);
    return made ? select_into(made, table, rows, count, failure) : NULL;
}
