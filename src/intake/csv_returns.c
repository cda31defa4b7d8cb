/* Whose rows they are: one return's, or those of many, told apart by period and authority.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/map.h"
#include "intake/csv_reader.h"

static bool make_keep(struct csv_reader *reader, struct failure *failure)
{
    const struct intake_request *request = reader->request;
    uint32_t count = reader->file->table->column_count;
    const bool *wanted = request->keep ? request->keep[reader->file->table_index] : NULL;
    reader->target.keep = malloc((size_t)count + 1);
    if (!reader->target.keep) {
        return failure_memory(failure);
    }
    for (uint32_t c = 0; c < count; c++) {
        reader->target.keep[c] = wanted ? wanted[c] : true;
    }
    if (request->filters && !reader->file->many) {
        reader->target.filter = request->filters[reader->file->table_index];
    }
    return true;
}

static struct table **place_for(struct csv_reader *reader, int period, struct str authority, struct failure *failure)
{
    const struct intake_request *request = reader->request;
    int64_t index = dataset_return(reader->dataset, request->collection, reader->file->schema->table_count,
                                   reader->role, period, authority, failure);
    return index < 0 ? NULL : &reader->dataset->returns.items[index].tables[reader->file->table_index];
}

static bool say_file(const struct csv_reader *reader, enum finding_kind kind, struct str text, int64_t a,
                     struct failure *failure)
{
    struct finding_reading entry = {.kind = kind,
                                    .input = reader->file->input,
                                    .offset = UINT64_MAX,
                                    .table = reader->file->table->name,
                                    .text = text,
                                    .a = a};
    return finding_log_add(reader->log, entry, failure);
}

static bool say_repeated(const struct csv_reader *reader, struct failure *failure)
{
    return reader->request->is_reference ||
           say_file(reader, READ_TABLE_REPEATED, reader->file->table->name, 0, failure);
}

/* From now on each row says which file and record it is of. */
static bool track_files(struct table *table, struct failure *failure)
{
    bool had_records = table->origin.records != NULL;
    bool had_inputs = table->origin.inputs != NULL;
    if (!table_track(table, TABLE_TRACK_RECORDS | TABLE_TRACK_INPUTS, failure)) {
        return false;
    }
    for (uint32_t row = 0; row < table->row_count; row++) {
        table->origin.records[row] = had_records ? table->origin.records[row] : (uint64_t)row + 1;
        table->origin.inputs[row] = had_inputs ? table->origin.inputs[row] : table->origin.input;
    }
    return true;
}

static int64_t rounding_of(const struct csv_reader *reader, int period)
{
    const struct schema_scale *scale = csv_scale(reader->file->form, period);
    return scale ? scale->rounding : 0;
}

bool csv_target_open(struct csv_reader *reader, struct failure *failure)
{
    const struct csv_file *file = reader->file;
    struct csv_target *target = &reader->target;
    if (!make_keep(reader, failure)) {
        return false;
    }
    struct table **place = NULL;
    if (!file->many) {
        place = place_for(reader, file->period, reader->request->authority, failure);
        if (!place) {
            return false;
        }
        if (*place) {
            target->table = *place;
            return track_files(*place, failure) && say_repeated(reader, failure);
        }
    }
    target->table = table_new(&file->table->layout, target->keep, failure);
    if (!target->table) {
        return false;
    }
    target->table->origin.input = file->input;
    if (target->filter && !table_track(target->table, TABLE_TRACK_RECORDS, failure)) {
        table_free(target->table);
        target->table = NULL;
        return false;
    }
    if (place) {
        target->table->rounding = rounding_of(reader, file->period);
        *place = target->table;
    }
    return true;
}

/* The rows of one return in a file of many. */
struct group {
    int32_t period;
    int64_t authority;
    uint32_t count;
    uint32_t from; /* index into the ordered rows */
};

struct division {
    ARRAY_OF(struct group) groups; /* in the order of their first rows */
    uint32_t *group_of;            /* by row */
    uint32_t *rows;                /* ordered by group, then as in the file */
    struct map by_key;             /* from period and authority to the group's index */
    struct arena keys;
};

static bool add_group(struct division *division, struct str key, int32_t period, int64_t authority)
{
    struct group group = {.period = period, .authority = authority};
    key = arena_str(&division->keys, key);
    return key.data && map_set(&division->by_key, key, division->groups.count) && array_push(&division->groups, group);
}

static bool put_in_group(struct division *division, uint32_t row, int32_t period, int64_t authority,
                         struct failure *failure)
{
    char bytes[sizeof period + sizeof authority];
    memcpy(bytes, &period, sizeof period);
    memcpy(bytes + sizeof period, &authority, sizeof authority);
    struct str key = {bytes, sizeof bytes};
    const uint64_t *known = map_get(&division->by_key, key);
    uint32_t group = known ? (uint32_t)*known : (uint32_t)division->groups.count;
    if (!known && !add_group(division, key, period, authority)) {
        return failure_memory(failure);
    }
    division->group_of[row] = group;
    division->groups.items[group].count++;
    return true;
}

static bool divide(struct division *division, const struct csv_target *target, struct failure *failure)
{
    uint32_t count = target->table->row_count;
    division->group_of = malloc(((size_t)count + 1) * sizeof *division->group_of);
    division->rows = malloc(((size_t)count + 1) * sizeof *division->rows);
    if (!division->group_of || !division->rows || !array_reserve(&division->groups, 1)) {
        return failure_memory(failure);
    }
    for (uint32_t row = 0; row < count; row++) {
        if (!put_in_group(division, row, target->periods[row], target->authorities[row], failure)) {
            return false;
        }
    }
    uint32_t from = 0;
    for (size_t g = 0; g < division->groups.count; g++) {
        division->groups.items[g].from = from;
        from += division->groups.items[g].count;
        division->groups.items[g].count = 0;
    }
    for (uint32_t row = 0; row < count; row++) {
        struct group *group = &division->groups.items[division->group_of[row]];
        division->rows[group->from + group->count++] = row;
    }
    return true;
}

/* The rows go behind those of another file that has the same table of the same return. */
static bool append_rows(struct table *to, struct table *from, struct failure *failure)
{
    uint64_t rows = (uint64_t)to->row_count + from->row_count;
    if (!track_files(to, failure) || !table_reserve(to, rows > UINT32_MAX ? UINT32_MAX : (uint32_t)rows, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < from->row_count; i++) {
        int64_t row = table_add_row(to, failure);
        if (row < 0) {
            return false;
        }
        for (uint32_t c = 0; c < to->layout->column_count; c++) {
            if (to->columns[c].values && from->columns[c].values) {
                table_set(to, c, row, from->columns[c].values[i], (enum table_state)from->columns[c].states[i]);
            }
        }
        to->origin.records[row] = table_record_of(from, i);
        to->origin.inputs[row] = from->origin.input;
    }
    return true;
}

static bool make_return(struct csv_reader *reader, const struct group *group, const uint32_t *rows,
                        struct failure *failure)
{
    struct str authority = group->authority < 0 ? reader->request->authority
                                                : table_dictionary_text(reader->dataset->dictionary, group->authority);
    struct table **place = place_for(reader, group->period, authority, failure);
    struct table *table = place ? table_select(reader->target.table, rows, group->count, failure) : NULL;
    if (!table) {
        return false;
    }
    table->rounding = rounding_of(reader, group->period);
    if (!*place) {
        *place = table;
        return true;
    }
    bool done = append_rows(*place, table, failure) && say_repeated(reader, failure);
    table_free(table);
    return done;
}

/* Records of a period that the schema does not have are news, unless nobody asked for them. */
static bool is_told(const struct csv_reader *reader, int32_t period)
{
    const struct intake_request *request = reader->request;
    return period != CSV_NO_PERIOD && !request->is_compared &&
           (request->period_meant == 0 || period == request->period_meant);
}

static bool is_known_period(const struct csv_reader *reader, int32_t period)
{
    return period == 0 || schema_in_force(reader->file->schema->periods, period);
}

static int compare_periods(const void *a, const void *b)
{
    const struct group *left = a;
    const struct group *right = b;
    return (left->period > right->period) - (left->period < right->period);
}

/* One finding for each period that the schema does not have, in the order of the periods. */
static bool say_unknown_periods(const struct csv_reader *reader, const struct division *division,
                                struct failure *failure)
{
    size_t count = division->groups.count;
    if (count == 0) {
        return true;
    }
    struct group *groups = malloc(count * sizeof *groups);
    if (!groups) {
        return failure_memory(failure);
    }
    memcpy(groups, division->groups.items, count * sizeof *groups);
    qsort(groups, count, sizeof *groups, compare_periods);
    bool said = true;
    struct buffer text = BUFFER_EMPTY;
    for (size_t g = 0; said && g < count;) {
        int32_t period = groups[g].period;
        int64_t records = 0;
        for (; g < count && groups[g].period == period; g++) {
            records += groups[g].count;
        }
        if (is_told(reader, period) && !is_known_period(reader, period)) {
            buffer_clear(&text);
            date_write_financial_year(&text, period);
            said = (buffer_ok(&text) || failure_memory(failure)) &&
                   say_file(reader, READ_UNKNOWN_PERIOD, buffer_view(&text), records, failure);
        }
    }
    buffer_free(&text);
    free(groups);
    return said;
}

static bool make_returns(struct csv_reader *reader, struct failure *failure)
{
    struct division division = {.rows = NULL};
    bool made = divide(&division, &reader->target, failure);
    for (size_t g = 0; made && g < division.groups.count; g++) {
        const struct group *group = &division.groups.items[g];
        if (group->period != CSV_NO_PERIOD && is_known_period(reader, group->period)) {
            made = make_return(reader, group, division.rows + group->from, failure);
        }
    }
    made = made && say_unknown_periods(reader, &division, failure);
    array_free(&division.groups);
    free(division.group_of);
    free(division.rows);
    map_free(&division.by_key);
    arena_free(&division.keys);
    return made;
}

static bool say_no_period(const struct csv_reader *reader, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    if (reader->bad_period[0]) {
        buffer_format(&text, ", such as \"%s\"", reader->bad_period);
    }
    bool said = (buffer_ok(&text) || failure_memory(failure)) &&
                say_file(reader, READ_NO_PERIOD, buffer_view(&text), (int64_t)reader->no_period, failure);
    buffer_free(&text);
    return said;
}

bool csv_target_finish(struct csv_reader *reader, struct failure *failure)
{
    if (reader->file->many && !make_returns(reader, failure)) {
        return false;
    }
    if (reader->no_period > 0 && !say_no_period(reader, failure)) {
        return false;
    }
    return reader->aggregates == 0 || reader->request->is_reference || reader->request->is_compared ||
           say_file(reader, READ_AGGREGATES, STR_EMPTY, (int64_t)reader->aggregates, failure);
}

void csv_target_close(struct csv_reader *reader)
{
    if (reader->file->many) {
        table_free(reader->target.table);
    }
    free(reader->target.keep);
    free(reader->target.periods);
    free(reader->target.authorities);
}
