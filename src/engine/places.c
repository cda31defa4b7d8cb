#include "engine/places.h"

#include <stdlib.h>

bool places_open(struct places *places, struct probity_check *check, const struct report_format *format,
                 struct arena *keep, struct failure *failure)
{
    *places = (struct places){.check = check, .format = format, .keep = keep};
    places->files = calloc(check->input_count + 1u, sizeof *places->files);
    return places->files || failure_memory(failure);
}

void places_close(struct places *places)
{
    for (uint32_t i = 0; places->files && i < places->check->input_count; i++) {
        array_free(&places->files[i].wanted);
        intake_locator_close(places->files[i].locator);
    }
    free(places->files);
    array_free(&places->order);
    array_free(&places->spare);
    buffer_free(&places->text);
}

static struct str keep_text(struct places *places, struct str text)
{
    return text.length ? arena_str(places->keep, text) : STR_EMPTY;
}

/* A cell as it would stand in a file. Texts stay where they are: the dictionary keeps them. */
static struct str cell_text(struct places *places, const struct table *table, uint32_t column, int64_t row)
{
    enum table_state state = table_state_at(table, column, row);
    enum table_type type = table->layout->columns[column].type;
    bool is_text = state == TABLE_MALFORMED || (state == TABLE_VALUE && (type == TABLE_TEXT || type == TABLE_CODE));
    if (is_text) {
        return table_dictionary_text(places->check->dataset.dictionary, table->columns[column].values[row]);
    }
    buffer_clear(&places->text);
    check_cell_write(table, column, row, &places->text);
    /* What could not be written in full is not kept. */
    return buffer_ok(&places->text) ? keep_text(places, buffer_view(&places->text)) : (struct str){0};
}

/* ---- from the tables ------------------------------------------------------------------------------------------------ */

static bool write_keys(struct places *places, const struct schema_table *described, const struct table *table,
                       int64_t row, struct report_place *place, struct failure *failure)
{
    struct report_key *keys = ARENA_ARRAY(places->keep, described->named_by_count, struct report_key);
    if (!keys) {
        return failure_memory(failure);
    }
    for (uint32_t k = 0; k < described->named_by_count; k++) {
        uint32_t column = described->named_by[k];
        if (table_state_at(table, column, row) == TABLE_MISSING) {
            continue;
        }
        struct str value = cell_text(places, table, column, row);
        if (!value.data) {
            return failure_memory(failure);
        }
        keys[place->key_count++] = (struct report_key){.column = described->columns[column].name, .value = value};
    }
    place->keys = keys;
    return true;
}

/* The schema's table behind a plan table that was read from a file. */
static const struct schema_table *described_table(const struct places *places, const struct check_return *of,
                                                  const struct plan_table *table)
{
    uint32_t collection = places->check->dataset.returns.items[of->index].collection;
    return plan_is_of_schema(table->role)
               ? &places->check->library->collections[collection].schema->tables[table->index]
               : NULL;
}

/* What is known without the file; the rest is asked for later. False with no failure set: there is no such place. */
static bool write_place(struct places *places, const struct check_finding *finding,
                        const struct exec_worded_place *from, struct report_place *place, struct failure *failure)
{
    struct probity_check *check = places->check;
    struct check_return *of = &check->returns.items[finding->of];
    const struct plan_table *plan_table = &of->plan->plan->tables.items[from->table];
    const struct schema_table *described = described_table(places, of, plan_table);
    const struct table *table = (finding->streamed ? &of->streamed : &of->kept)->bound[from->table];
    uint32_t input = from->row == TABLE_NO_ROW || !described || !table ? TABLE_NO_INPUT
                                                                       : table_input_of(table, from->row);
    if (input == TABLE_NO_INPUT) {
        return false;
    }
    *place = (struct report_place){
        .path = str_of(check->inputs[input].path),
        .table = described->name,
        .table_title = described->title,
        .record = table_record_of(table, from->row),
    };
    bool has_column = from->column != TABLE_NO_COLUMN;
    if (has_column) {
        place->field = described->columns[from->column].name;
        place->field_title = described->columns[from->column].title;
        place->has_value = true;
    }
    if (!write_keys(places, described, table, from->row, place, failure)) {
        return false;
    }
    if (places->format->needs_places) {
        struct places_wanted wanted = {
            .position = table->origin.offsets ? table->origin.offsets[from->row] : place->record,
            .place = place,
            .table = table,
            .row = (uint32_t)from->row,
            .schema_table = plan_table->index,
            .column = has_column ? from->column : SCHEMA_NONE,
        };
        return array_push(&places->files[input].wanted, wanted) || failure_memory(failure);
    }
    place->value = has_column ? cell_text(places, table, from->column, from->row) : STR_EMPTY;
    return place->value.data || failure_memory(failure);
}

/* A rule may name one cell twice: the record at hand and, say, the first of a spell. */
static bool is_repeated(const struct exec_worded *worded, uint32_t index)
{
    const struct exec_worded_place *place = &worded->places[index];
    for (uint32_t i = 0; i < index; i++) {
        const struct exec_worded_place *before = &worded->places[i];
        if (before->row == place->row && before->table == place->table && before->column == place->column) {
            return true;
        }
    }
    return false;
}

bool places_of_hit(struct places *places, const struct check_finding *finding, const struct exec_worded *worded,
                   struct report_finding *out, struct failure *failure)
{
    struct report_place *written = ARENA_ARRAY(places->keep, worded->place_count, struct report_place);
    if (!written) {
        return failure_memory(failure);
    }
    out->places = written;
    for (uint32_t i = 0; i < worded->place_count; i++) {
        if (is_repeated(worded, i)) {
            continue;
        }
        if (write_place(places, finding, &worded->places[i], &written[out->place_count], failure)) {
            out->place_count++;
        } else if (failure_is_set(failure)) {
            return false;
        }
    }
    return true;
}

/* ---- from the files ------------------------------------------------------------------------------------------------- */

static struct intake_locator *locator_of(struct places *places, uint32_t index, struct failure *failure)
{
    struct check_input *input = &places->check->inputs[index];
    struct places_file *file = &places->files[index];
    if (!file->locator) {
        file->locator = intake_locator_open(&input->intake, input->schema, failure);
        if (file->locator && !places->format->needs_excerpts) {
            intake_locator_leave_out_excerpts(file->locator);
        }
    }
    return file->locator;
}

static bool write_excerpt(struct places *places, const struct intake_place *found, struct report_place *place)
{
    if (!places->format->needs_excerpts) {
        return true;
    }
    place->excerpt = keep_text(places, found->excerpt);
    place->excerpt_caret = found->excerpt_caret;
    place->excerpt_width = found->excerpt_width;
    return place->excerpt.data;
}

static bool locate(struct places *places, struct intake_locator *locator, const struct places_wanted *wanted,
                   struct failure *failure)
{
    const struct table_origin *origin = &wanted->table->origin;
    uint64_t offset = origin->offsets ? origin->offsets[wanted->row] : UINT64_MAX;
    uint32_t line = origin->lines ? origin->lines[wanted->row] : 0;
    struct intake_place found;
    struct report_place *place = wanted->place;
    if (!intake_locate(locator, wanted->schema_table, place->record, offset, line, wanted->column, &found, failure)) {
        return false;
    }
    place->line = found.line;
    place->column = found.column;
    place->value = place->has_value ? keep_text(places, found.value) : STR_EMPTY;
    bool elsewhere = place->has_value && !found.value.length &&
                     table_state_at(wanted->table, wanted->column, wanted->row) != TABLE_MISSING;
    if (elsewhere) { /* the file holds the cell once, outside of the record: a child's code, say */
        place->value = cell_text(places, wanted->table, wanted->column, wanted->row);
    }
    return (place->value.data && write_excerpt(places, &found, place)) || failure_memory(failure);
}

/* The order of the file, in places->order. */
static bool put_in_order(struct places *places, const struct places_file *file)
{
    size_t count = file->wanted.count;
    if (count > UINT32_MAX || !array_reserve(&places->order, count) || !array_reserve(&places->spare, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        places->order.items[i] = (struct sort_item){file->wanted.items[i].position, (uint32_t)i};
    }
    sort_items(places->order.items, places->spare.items, (uint32_t)count, NULL, NULL);
    return true;
}

static bool locate_in_file(struct places *places, uint32_t index, struct failure *failure)
{
    const struct places_file *file = &places->files[index];
    if (!put_in_order(places, file)) {
        return failure_memory(failure);
    }
    struct intake_locator *locator = locator_of(places, index, failure);
    bool good = locator;
    for (size_t i = 0; good && i < file->wanted.count; i++) {
        good = locate(places, locator, &file->wanted.items[places->order.items[i].row], failure);
    }
    return good;
}

bool places_locate(struct places *places, struct failure *failure)
{
    bool good = true;
    for (uint32_t f = 0; f < places->check->input_count; f++) {
        struct places_file *file = &places->files[f];
        good = good && (file->wanted.count == 0 || locate_in_file(places, f, failure));
        file->wanted.count = 0;
    }
    return good;
}

/* ---- readings ------------------------------------------------------------------------------------------------------- */

/* The line that a reading is on is known; the window of it is not. */
static bool show_reading(struct places *places, const struct finding_reading *entry, struct report_place *place,
                         struct failure *failure)
{
    struct intake_locator *locator = locator_of(places, entry->input, failure);
    struct intake_place found;
    if (!locator || !intake_locate_offset(locator, entry->offset, entry->line, &found, failure)) {
        return false;
    }
    if (!place->line || !place->column) {
        place->line = found.line;
        place->column = found.column;
    }
    return write_excerpt(places, &found, place) || failure_memory(failure);
}

bool places_of_reading(struct places *places, const struct finding_reading *entry, struct report_finding *out,
                       struct failure *failure)
{
    struct report_place *place = ARENA_NEW(places->keep, struct report_place);
    if (!place) {
        return failure_memory(failure);
    }
    const struct check_input *input = &places->check->inputs[entry->input];
    *place = (struct report_place){
        .path = str_of(input->path),
        .line = entry->line,
        .column = entry->column,
        .table = entry->table,
        .record = entry->record,
        .field = entry->field,
    };
    const struct schema_table *described = input->schema ? schema_find_table(input->schema, entry->table) : NULL;
    place->table_title = described ? described->title : STR_EMPTY;
    out->places = place;
    out->place_count = 1;
    bool is_shown = entry->offset != UINT64_MAX && places->format->needs_places && input->schema;
    return !is_shown || show_reading(places, entry, place, failure);
}
