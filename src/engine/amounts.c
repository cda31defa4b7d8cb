/* amounts: what stands on the lines of statements, for the returns of a matrix. A line that is in force and that the return
 * does not have, and a cell that it left blank, are 0: what that is to mean is for the rules. A cell that cannot be read is no
 * amount at all. */
#include "base/date.h"
#include "base/map.h"
#include "base/number.h"
#include "engine/indicators.h"

struct gathering {
    struct probity_check *check;
    const struct compare_matrix *matrix;
    const struct dataset_return **data; /* by row of the matrix */
    struct arena *keep;
    struct failure *failure;
};

/* ---- which return a row is of --------------------------------------------------------------------------------------- */

static struct str key_of(struct arena *scratch, struct str collection, struct str authority, int period)
{
    return arena_printf(scratch, "%.*s/%d/%.*s", STR_ARGS(collection), period, STR_ARGS(authority));
}

/* As in the matrix, the first of several that are of one council and period. */
static bool find_data(struct gathering *gathering, struct map *known, struct arena *scratch)
{
    const struct probity_check *check = gathering->check;
    for (size_t i = check->dataset.returns.count; i > 0; i--) {
        const struct dataset_return *data = &check->dataset.returns.items[i - 1];
        if (!check_is_comparable(check, data)) {
            continue;
        }
        struct str name = check->library->collections[data->collection].schema->name;
        struct str key = key_of(scratch, name, data->authority, data->period);
        if (!key.data || !map_set(known, key, i - 1)) {
            return failure_memory(gathering->failure);
        }
    }
    for (uint32_t row = 0; row < gathering->matrix->return_count; row++) {
        const struct compare_return *of = &gathering->matrix->returns[row];
        struct str key = key_of(scratch, of->collection, of->authority, of->period);
        if (!key.data) {
            return failure_memory(gathering->failure);
        }
        const uint64_t *index = map_get(known, key);
        gathering->data[row] = index ? &check->dataset.returns.items[*index] : NULL;
    }
    return true;
}

/* ---- one statement -------------------------------------------------------------------------------------------------- */

struct statement {
    const struct schema *schema;
    const struct schema_table *table;
    uint32_t index;                   /* of the table */
    uint32_t collection;              /* in the library */
    const struct schema_line **lines; /* by line: its first version */
    uint32_t line_count;
    uint32_t *columns; /* of the table, by column of the statement */
    uint32_t column_count;
    struct map by_code;
    int period;     /* of which … */
    bool *in_force; /* … by line; period 0: of none yet */
};

static bool spends(const struct schema_line *line)
{
    return str_equal(line->kind, STR("leaf")) || str_equal(line->kind, STR("direct"));
}

static bool choose_lines(struct statement *statement, struct compare_line *lines)
{
    for (uint32_t i = 0; i < statement->table->line_count; i++) {
        const struct schema_line *line = &statement->table->lines[i];
        if (map_get(&statement->by_code, line->code)) {
            continue;
        }
        if (!map_set(&statement->by_code, line->code, statement->line_count)) {
            return false;
        }
        statement->lines[statement->line_count] = line;
        lines[statement->line_count++] = (struct compare_line){line->code, line->title, line->group, spends(line)};
    }
    return true;
}

static void choose_columns(struct statement *statement, struct compare_column *columns)
{
    for (uint32_t c = 0; c < statement->table->column_count; c++) {
        bool open = false;
        for (uint32_t i = 0; i < statement->table->line_count; i++) {
            open = open || statement->table->lines[i].open[c];
        }
        if (open) {
            const struct schema_column *column = &statement->table->columns[c];
            columns[statement->column_count] = (struct compare_column){column->name, column->title};
            statement->columns[statement->column_count++] = c;
        }
    }
}

static uint32_t place_of(const struct statement *statement, uint32_t column)
{
    for (uint32_t c = 0; c < statement->column_count; c++) {
        if (statement->columns[c] == column) {
            return c;
        }
    }
    return COMPARE_NONE;
}

static const uint32_t *places_of(const struct statement *statement, const uint32_t *columns, uint32_t count,
                                 uint32_t *placed, struct arena *keep)
{
    uint32_t *places = ARENA_ARRAY(keep, count, uint32_t);
    *placed = 0;
    for (uint32_t i = 0; places && i < count; i++) {
        uint32_t place = place_of(statement, columns[i]);
        if (place != COMPARE_NONE) {
            places[(*placed)++] = place;
        }
    }
    return places;
}

/* ---- one return ----------------------------------------------------------------------------------------------------- */

static double to_pounds(const struct table_layout *layout, uint32_t column, int64_t value)
{
    return (double)value / (double)number_power_of_ten(layout->columns[column].scale);
}

static void fill_line(const struct statement *statement, const struct table *table, uint32_t row, double *amounts)
{
    for (uint32_t c = 0; c < statement->column_count; c++) {
        uint32_t column = statement->columns[c];
        switch (table_state_at(table, column, row)) {
        case TABLE_MISSING: break;
        case TABLE_MALFORMED: amounts[c] = NAN; break;
        case TABLE_VALUE: amounts[c] = to_pounds(table->layout, column, table->columns[column].values[row]); break;
        }
    }
}

/* Rows stand in the order of periods. */
static void look_up_lines(struct statement *statement, int period)
{
    for (uint32_t line = 0; period != statement->period && line < statement->line_count; line++) {
        statement->in_force[line] = schema_find_line(statement->table, statement->lines[line]->code, period) != NULL;
    }
    statement->period = period;
}

static bool tell_repeated(const struct gathering *gathering, const struct dataset_return *data, uint32_t input,
                          int64_t repeated)
{
    struct buffer text = BUFFER_EMPTY;
    buffer_str(&text, data->authority);
    buffer_char(&text, ' ');
    date_write_financial_year(&text, data->period);
    struct finding_reading told = {
        .kind = READ_LINES_REPEATED, .input = input, .offset = UINT64_MAX, .text = buffer_view(&text), .a = repeated};
    bool fine = (buffer_ok(&text) || failure_memory(gathering->failure)) &&
                finding_log_add(&gathering->check->log, told, gathering->failure);
    buffer_free(&text);
    return fine;
}

/* Of two records of one line the first counts; what is in no line of the period is left alone. */
static bool fill_return(const struct gathering *gathering, struct statement *statement,
                        const struct dataset_return *data, double *amounts, bool *in_force, bool *seen)
{
    const struct table *table = data->tables[statement->index];
    look_up_lines(statement, data->period);
    for (uint32_t line = 0; line < statement->line_count; line++) {
        seen[line] = false;
        in_force[line] = table && statement->in_force[line];
        for (uint32_t c = 0; c < statement->column_count; c++) {
            amounts[(size_t)line * statement->column_count + c] = in_force[line] ? 0 : NAN;
        }
    }
    uint32_t codes = statement->table->line_column;
    uint32_t last_repeated = 0;
    int64_t repeated = 0;
    for (uint32_t row = 0; table && row < table->row_count; row++) {
        if (table_state_at(table, codes, row) != TABLE_VALUE) {
            continue;
        }
        struct str code = table_dictionary_text(gathering->check->dataset.dictionary,
                                                table->columns[codes].values[row]);
        const uint64_t *line = map_get(&statement->by_code, code);
        if (line && in_force[*line] && seen[*line]) {
            repeated++;
            last_repeated = row;
        } else if (line && in_force[*line]) {
            seen[*line] = true;
            fill_line(statement, table, row, amounts + *line * statement->column_count);
        }
    }
    return !repeated || tell_repeated(gathering, data, table_input_of(table, last_repeated), repeated);
}

static bool fill(struct gathering *gathering, struct statement *statement, struct compare_statement *made)
{
    size_t rows = gathering->matrix->return_count;
    size_t cells = (size_t)made->line_count * made->column_count;
    double *amounts = ARENA_ARRAY(gathering->keep, rows * cells, double);
    bool *in_force = ARENA_ARRAY(gathering->keep, rows * made->line_count, bool);
    bool *seen = ARENA_ARRAY(gathering->keep, made->line_count, bool);
    statement->in_force = ARENA_ARRAY(gathering->keep, made->line_count, bool);
    if (!amounts || !in_force || !seen || !statement->in_force) {
        return failure_memory(gathering->failure);
    }
    for (size_t row = 0; row < rows; row++) {
        const struct dataset_return *data = gathering->data[row];
        if (data && data->collection == statement->collection) {
            if (!fill_return(gathering, statement, data, amounts + row * cells, in_force + row * made->line_count,
                             seen)) {
                return false;
            }
            continue;
        }
        for (size_t i = 0; i < cells; i++) {
            amounts[row * cells + i] = NAN;
        }
    }
    made->amounts = amounts;
    made->in_force = in_force;
    return true;
}

static bool make_statement(struct gathering *gathering, struct statement *statement, struct compare_statement *made)
{
    const struct schema_table *table = statement->table;
    struct compare_line *lines = ARENA_ARRAY(gathering->keep, table->line_count, struct compare_line);
    struct compare_column *columns = ARENA_ARRAY(gathering->keep, table->column_count, struct compare_column);
    statement->lines = ARENA_ARRAY(gathering->keep, table->line_count, const struct schema_line *);
    statement->columns = ARENA_ARRAY(gathering->keep, table->column_count, uint32_t);
    if (!lines || !columns || !statement->lines || !statement->columns || !choose_lines(statement, lines)) {
        return failure_memory(gathering->failure);
    }
    choose_columns(statement, columns);
    *made = (struct compare_statement){
        .collection = statement->schema->name,
        .table = table->name,
        .title = table->title,
        .lines = lines,
        .line_count = statement->line_count,
        .columns = columns,
        .column_count = statement->column_count,
        .total = place_of(statement, table->total_column),
    };
    made->parts = places_of(statement, table->part_columns, table->part_count, &made->part_count, gathering->keep);
    made->income = places_of(statement, table->income_columns, table->income_count, &made->income_count,
                             gathering->keep);
    return made->parts && made->income ? fill(gathering, statement, made) : failure_memory(gathering->failure);
}

/* ---- all statements ------------------------------------------------------------------------------------------------- */

/* Has a return of the matrix the table? */
static bool is_there(const struct gathering *gathering, uint32_t collection, uint32_t table)
{
    for (uint32_t row = 0; row < gathering->matrix->return_count; row++) {
        const struct dataset_return *data = gathering->data[row];
        if (data && data->collection == collection && data->tables[table]) {
            return true;
        }
    }
    return false;
}

static bool gather_collection(struct gathering *gathering, uint32_t collection, struct compare_statement *made,
                              uint32_t *count)
{
    const struct schema *schema = gathering->check->library->collections[collection].schema;
    bool fine = true;
    for (uint32_t t = 0; fine && t < schema->table_count; t++) {
        const struct schema_table *table = &schema->tables[t];
        if (table->total_column != SCHEMA_NONE && is_there(gathering, collection, t)) {
            struct statement statement = {.schema = schema, .table = table, .index = t, .collection = collection};
            fine = make_statement(gathering, &statement, &made[*count]);
            map_free(&statement.by_code);
            (*count)++;
        }
    }
    return fine;
}

bool check_amounts(struct probity_check *check, const struct compare_matrix *matrix,
                   const struct compare_statement **statements, uint32_t *count, struct arena *keep,
                   struct failure *failure)
{
    struct gathering gathering = {.check = check, .matrix = matrix, .keep = keep, .failure = failure};
    struct arena scratch = ARENA_EMPTY;
    struct map known = MAP_EMPTY;
    uint32_t most = 0;
    for (uint32_t c = 0; c < check->library->collection_count; c++) {
        most += check->library->collections[c].schema->table_count;
    }
    struct compare_statement *made = ARENA_ARRAY(keep, most, struct compare_statement);
    gathering.data = ARENA_ARRAY(&scratch, matrix->return_count, const struct dataset_return *);
    bool fine = made && gathering.data ? find_data(&gathering, &known, &scratch) : failure_memory(failure);
    *count = 0;
    for (uint32_t c = 0; fine && c < check->library->collection_count; c++) {
        fine = gather_collection(&gathering, c, made, count);
    }
    *statements = made;
    map_free(&known);
    arena_free(&scratch);
    return fine;
}
