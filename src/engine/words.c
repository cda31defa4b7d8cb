/* words: findings are worded in windows, all of one rule at once, and go out in their order. */
#include "engine/words.h"

#include <stdlib.h>

#include "format/xlsx.h"

#define KEYS_MOST 8u

struct words {
    struct probity_check *check;
    const struct report_format *format;
    struct arena arena;         /* of the window */
    struct exec_worded *worded; /* by finding of the window */
    uint32_t *chosen;           /* findings of the window, by rule */
    uint32_t *rows;
    struct exec_worded *batch;
};

struct words *words_open(struct probity_check *check, const struct report_format *format, struct failure *failure)
{
    struct words *words = calloc(1, sizeof *words);
    if (!words) {
        failure_memory(failure);
        return NULL;
    }
    words->check = check;
    words->format = format;
    words->worded = malloc(WORDS_WINDOW * sizeof *words->worded);
    words->batch = malloc(WORDS_WINDOW * sizeof *words->batch);
    words->chosen = malloc(WORDS_WINDOW * sizeof *words->chosen);
    words->rows = malloc(WORDS_WINDOW * sizeof *words->rows);
    if (!words->worded || !words->batch || !words->chosen || !words->rows) {
        words_close(words);
        failure_memory(failure);
        return NULL;
    }
    return words;
}

void words_close(struct words *words)
{
    if (!words) {
        return;
    }
    free(words->worded);
    free(words->batch);
    free(words->chosen);
    free(words->rows);
    arena_free(&words->arena);
    free(words);
}

/* ---- messages: all hits of one rule at once ----------------------------------------------------------------------- */

static bool same_rule(const struct check_finding *a, const struct check_finding *b)
{
    return a->of == b->of && a->what == b->what && a->streamed == b->streamed && !a->reading && !b->reading;
}

/* Sorts the window's indexes so that findings of one rule stand together. */
static size_t group_by_rule(struct words *words, const struct check_finding *const *findings, size_t count)
{
    size_t chosen = 0;
    for (size_t i = 0; i < count; i++) {
        if (!findings[i]->reading) {
            words->chosen[chosen++] = (uint32_t)i;
        }
    }
    /* Shell sort: small, without recursion, and windows are short. */
    for (size_t gap = chosen / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < chosen; i++) {
            uint32_t moved = words->chosen[i];
            size_t j = i;
            for (; j >= gap; j -= gap) {
                const struct check_finding *a = findings[words->chosen[j - gap]], *b = findings[moved];
                bool after = a->of != b->of               ? a->of > b->of
                             : a->what != b->what         ? a->what > b->what
                             : a->streamed != b->streamed ? a->streamed > b->streamed
                                                          : words->chosen[j - gap] > moved;
                if (!after) {
                    break;
                }
                words->chosen[j] = words->chosen[j - gap];
            }
            words->chosen[j] = moved;
        }
    }
    return chosen;
}

static bool word_rule(struct words *words, const struct check_finding *const *findings, const uint32_t *chosen,
                      uint32_t count, struct failure *failure)
{
    const struct check_finding *first = findings[chosen[0]];
    struct check_return *of = &words->check->returns.items[first->of];
    struct check_run *run = first->streamed ? &of->streamed : &of->kept;
    for (uint32_t i = 0; i < count; i++) {
        words->rows[i] = findings[chosen[i]]->row;
    }
    if (!exec_word(run->run, first->what, words->rows, count, words->batch, &words->arena, failure)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        words->worded[chosen[i]] = words->batch[i];
    }
    return true;
}

static bool word_window(struct words *words, const struct check_finding *const *findings, size_t count,
                        struct failure *failure)
{
    size_t chosen = group_by_rule(words, findings, count);
    for (size_t from = 0; from < chosen;) {
        size_t to = from + 1;
        while (to < chosen && same_rule(findings[words->chosen[from]], findings[words->chosen[to]])) {
            to++;
        }
        if (!word_rule(words, findings, &words->chosen[from], (uint32_t)(to - from), failure)) {
            return false;
        }
        from = to;
    }
    return true;
}

/* ---- places ---------------------------------------------------------------------------------------------------------- */

static struct str keep_text(struct words *words, struct str text)
{
    return text.length ? arena_str(&words->arena, text) : STR_EMPTY;
}

/* What could not be written in full is not kept. */
static struct str keep_written(struct words *words, const struct buffer *text)
{
    return buffer_ok(text) ? keep_text(words, buffer_view(text)) : (struct str){0};
}

static struct intake_locator *locator_of(struct words *words, uint32_t index, struct failure *failure)
{
    struct check_input *input = &words->check->inputs[index];
    if (!input->locator) {
        input->locator = intake_locator_open(&input->intake, input->schema, failure);
    }
    return input->locator;
}

/* "Sheet1!D17", of a workbook. */
static bool keep_cell(struct words *words, uint32_t input, struct report_place *place)
{
    const struct intake_sniffed *sniffed = &words->check->inputs[input].intake.sniffed;
    place->cell = STR_EMPTY;
    if (sniffed->sheet.length == 0 || !place->line || !place->column) {
        return true;
    }
    struct buffer text = BUFFER_EMPTY;
    buffer_str(&text, sniffed->sheet);
    buffer_char(&text, '!');
    xlsx_column_name(place->column, &text);
    buffer_integer(&text, place->line);
    place->cell = keep_written(words, &text);
    buffer_free(&text);
    return place->cell.data;
}

static bool keep_found(struct words *words, uint32_t input, const struct intake_place *found,
                       struct report_place *place)
{
    place->line = found->line;
    place->column = found->column;
    if (!keep_cell(words, input, place)) {
        return false;
    }
    if (words->format->needs_excerpts) {
        place->excerpt = keep_text(words, found->excerpt);
        place->excerpt_caret = found->excerpt_caret;
        place->excerpt_width = found->excerpt_width;
    }
    return place->excerpt.data || !words->format->needs_excerpts;
}

static bool keep_keys(struct words *words, const struct schema_table *described, const struct table *table, int64_t row,
                      struct report_place *place, struct failure *failure)
{
    struct report_key *keys = ARENA_ARRAY(&words->arena, described->named_by_count, struct report_key);
    if (!keys) {
        return failure_memory(failure);
    }
    struct buffer text = BUFFER_EMPTY;
    for (uint32_t k = 0; k < described->named_by_count; k++) {
        uint32_t column = described->named_by[k];
        if (table_state_at(table, column, row) == TABLE_MISSING) {
            continue;
        }
        buffer_clear(&text);
        check_cell_write(table, words->check->dataset.dictionary, column, row, &text);
        struct str value = keep_written(words, &text);
        if (!value.data) {
            buffer_free(&text);
            return failure_memory(failure);
        }
        keys[place->key_count++] = (struct report_key){.column = described->columns[column].name, .value = value};
    }
    buffer_free(&text);
    place->keys = keys;
    return true;
}

static bool keep_value(struct words *words, const struct table *table, uint32_t column, int64_t row,
                       const struct intake_place *found, struct report_place *place, struct failure *failure)
{
    if (found) {
        place->value = keep_text(words, found->value);
    } else {
        struct buffer text = BUFFER_EMPTY;
        check_cell_write(table, words->check->dataset.dictionary, column, row, &text);
        place->value = keep_written(words, &text);
        buffer_free(&text);
    }
    place->has_value = true;
    return place->value.data || failure_memory(failure);
}

/* The schema's table behind a plan table that was read from a file. */
static const struct schema_table *described_table(const struct words *words, const struct check_return *of,
                                                  uint32_t plan_table)
{
    const struct plan_table *table = &of->plan->plan->tables.items[plan_table];
    uint32_t collection = words->check->dataset.returns.items[of->index].collection;
    switch (table->role) {
    case PLAN_TABLE_RETURN:
    case PLAN_TABLE_LAST_YEAR: return &words->check->library->collections[collection].schema->tables[table->index];
    case PLAN_TABLE_WITH:
    case PLAN_TABLE_LINES:
    case PLAN_TABLE_DATA:
    case PLAN_TABLE_REFERENCE:
    case PLAN_TABLE_VIEW: break;
    }
    return NULL;
}

/* Asks the file for the place. */
static bool locate(struct words *words, const struct table *table, uint32_t schema_table,
                   const struct exec_worded_place *from, struct intake_place *found, struct failure *failure)
{
    struct intake_locator *locator = locator_of(words, table_input_of(table, from->row), failure);
    uint64_t offset = table->origin.offsets ? table->origin.offsets[from->row] : UINT64_MAX;
    uint32_t line = table->origin.lines ? table->origin.lines[from->row] : 0;
    uint32_t column = from->column != TABLE_NO_COLUMN ? from->column : SCHEMA_NONE;
    return locator && intake_locate(locator, schema_table, table_record_of(table, from->row), offset, line, column,
                                    found, failure);
}

/* False with no failure set: there is no such place. */
static bool keep_place(struct words *words, const struct check_finding *finding, const struct exec_worded_place *from,
                       struct report_place *place, struct failure *failure)
{
    struct probity_check *check = words->check;
    struct check_return *of = &check->returns.items[finding->of];
    const struct schema_table *described = described_table(words, of, from->table);
    const struct table *table = (finding->streamed ? &of->streamed : &of->kept)->bound[from->table];
    if (from->row == TABLE_NO_ROW || !described || !table || table_input_of(table, from->row) == TABLE_NO_INPUT) {
        return false;
    }
    *place = (struct report_place){
        .path = str_of(check->inputs[table_input_of(table, from->row)].path),
        .table = described->name,
        .table_title = described->title,
        .record = table_record_of(table, from->row),
    };
    bool has_column = from->column != TABLE_NO_COLUMN;
    if (has_column) {
        place->field = described->columns[from->column].name;
        place->field_title = described->columns[from->column].title;
    }
    if (!keep_keys(words, described, table, from->row, place, failure)) {
        return false;
    }
    struct intake_place found;
    bool located = words->format->needs_places;
    if (located) {
        if (!locate(words, table, of->plan->plan->tables.items[from->table].index, from, &found, failure)) {
            return false;
        }
        if (!keep_found(words, table_input_of(table, from->row), &found, place)) {
            return failure_memory(failure);
        }
    }
    return !has_column || keep_value(words, table, from->column, from->row, located ? &found : NULL, place, failure);
}

static bool keep_places(struct words *words, const struct check_finding *finding, const struct exec_worded *worded,
                        struct report_finding *out, struct failure *failure)
{
    struct report_place *places = ARENA_ARRAY(&words->arena, worded->place_count, struct report_place);
    if (!places) {
        return failure_memory(failure);
    }
    out->places = places;
    for (uint32_t i = 0; i < worded->place_count; i++) {
        if (keep_place(words, finding, &worded->places[i], &places[out->place_count], failure)) {
            out->place_count++;
        } else if (failure_is_set(failure)) {
            return false;
        }
    }
    return true;
}

/* ---- the two kinds of finding ------------------------------------------------------------------------------------ */

static bool describe_return(struct words *words, uint32_t of, struct report_finding *out, struct failure *failure)
{
    const struct probity_check *check = words->check;
    const struct dataset_return *data = &check->dataset.returns.items[check->returns.items[of].index];
    out->collection = check->library->collections[data->collection].schema->name;
    out->authority = data->authority;
    out->authority_name = library_authority_name(check->library, data->authority);
    if (data->period) {
        struct buffer text = BUFFER_EMPTY;
        date_write_financial_year(&text, data->period);
        out->period = keep_written(words, &text);
        buffer_free(&text);
        return out->period.data || failure_memory(failure);
    }
    return true;
}

static bool describe_hit(struct words *words, const struct check_finding *finding, const struct exec_worded *worded,
                         struct report_finding *out, struct failure *failure)
{
    const struct rule *rule = words->check->codes.items[finding->code].rule;
    out->title = rule->title;
    out->message = worded->message;
    out->fix = rule->fix;
    out->why = rule->why;
    return keep_places(words, finding, worded, out, failure);
}

static bool describe_reading_place(struct words *words, const struct finding_reading *entry, struct report_place *place,
                                   struct failure *failure)
{
    *place = (struct report_place){
        .path = str_of(words->check->inputs[entry->input].path),
        .line = entry->line,
        .column = entry->column,
        .table = entry->table,
        .record = entry->record,
        .field = entry->field,
    };
    const struct schema *schema = words->check->inputs[entry->input].schema;
    const struct schema_table *described = schema ? schema_find_table(schema, entry->table) : NULL;
    place->table_title = described ? described->title : STR_EMPTY;
    bool has_offset = entry->offset != UINT64_MAX && words->format->needs_places;
    if (!has_offset || !schema) {
        return true;
    }
    struct intake_locator *locator = locator_of(words, entry->input, failure);
    struct intake_place found;
    if (!locator || !intake_locate_offset(locator, entry->offset, entry->line, &found, failure)) {
        return false;
    }
    if (!place->line || !place->column) {
        place->line = found.line;
        place->column = found.column;
    }
    struct report_place kept = *place;
    if (!keep_found(words, entry->input, &found, &kept) || !keep_cell(words, entry->input, place)) {
        return failure_memory(failure);
    }
    place->excerpt = kept.excerpt;
    place->excerpt_caret = kept.excerpt_caret;
    place->excerpt_width = kept.excerpt_width;
    return true;
}

static bool describe_reading(struct words *words, const struct check_finding *finding, struct report_finding *out,
                             struct failure *failure)
{
    const struct finding_reading *entry = &words->check->log.entries.items[finding->what];
    const struct finding_kind_text *text = finding_kind_text(entry->kind);
    struct buffer message = BUFFER_EMPTY;
    finding_reading_word(entry, &message);
    out->title = str_of(text->title);
    out->fix = str_of(text->fix);
    out->why = str_of(text->why);
    out->message = keep_written(words, &message);
    bool worded = out->message.data;
    buffer_free(&message);
    struct report_place *place = ARENA_NEW(&words->arena, struct report_place);
    if (!worded || !place) {
        return failure_memory(failure);
    }
    out->places = place;
    out->place_count = 1;
    return describe_reading_place(words, entry, place, failure);
}

bool words_write(struct words *words, const struct check_finding *const *findings, size_t count, struct report *report,
                 struct failure *failure)
{
    struct arena_mark mark = arena_mark(&words->arena);
    bool fine = word_window(words, findings, count, failure);
    for (size_t i = 0; fine && i < count; i++) {
        const struct check_finding *finding = findings[i];
        struct report_finding out = {
            .code = words->check->codes.items[finding->code].code,
            .severity = (enum finding_severity)finding->severity,
        };
        fine = (finding->of == CHECK_NONE || describe_return(words, finding->of, &out, failure)) &&
               (finding->reading ? describe_reading(words, finding, &out, failure)
                                 : describe_hit(words, finding, &words->worded[i], &out, failure)) &&
               report_finding(report, &out, failure);
    }
    arena_rewind(&words->arena, mark);
    return fine;
}
