/* word: hits in words: the message's nodes are worked out for the rows that were hit, and written for people. */
#include <stdlib.h>

#include "base/date.h"
#include "base/number.h"
#include "exec/prepare.h"

struct exec_wording {
    struct exec_program *program;
    struct worker *worker;
    const struct exec_run *run; /* that it worded last */
    uint64_t run_number;        /* of it: another run may stand where it stood */
    /* The hits of one rule that are being worded. */
    const struct plan_rule *rule;
    struct frame *frame;
    struct buffer text; /* their messages, one behind the other */
};

#define MISSING_IN_WORDS "(blank)"
#define UNKNOWN_IN_WORDS "(cannot be worked out)"

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* What a malformed cell says. A column's values hold it; where they are truths, the table does. */
static void write_raw(struct exec_wording *wording, uint32_t index, uint32_t lane)
{
    const struct worker *worker = wording->worker;
    const struct plan_node *node = &worker->program->plan->nodes.items[index];
    if (node->operation != PLAN_COLUMN) {
        buffer_text(&wording->text, UNKNOWN_IN_WORDS);
        return;
    }
    int64_t id;
    if (node->type == PLAN_TYPE_BOOLEAN) {
        const struct plan_node *row = &worker->program->plan->nodes.items[node->arguments[0]];
        const struct vector *rows = frame_vector(wording->frame, node->arguments[0]);
        id = worker->tables[row->table]->columns[node->number].values[rows->values[lane]];
    } else {
        id = frame_vector(wording->frame, index)->values[lane];
    }
    buffer_char(&wording->text, '"');
    buffer_str(&wording->text, worker_text(worker, id));
    buffer_char(&wording->text, '"');
}

static void write_plain(struct buffer *out, int64_t value, unsigned scale, bool separators)
{
    while (scale > 0 && value % 10 == 0) {
        value /= 10;
        scale--;
    }
    number_write(out, value, scale, separators, false);
}

static bool write_money(struct buffer *out, int64_t value, unsigned scale, bool whole)
{
    int64_t pence;
    if (whole && (!number_rescale(value, scale, 0, &value))) {
        return false;
    }
    if (!number_rescale(value, whole ? 0 : scale, NUMBER_SCALE_MONEY, &pence)) {
        return false;
    }
    number_write_money(out, pence);
    return true;
}

static bool write_percent(struct buffer *out, int64_t value, unsigned scale)
{
    int64_t tenths;
    if (!number_multiply(value, scale, 100, 0, 1, &tenths)) {
        return false;
    }
    write_plain(out, tenths, 1, true);
    buffer_char(out, '%');
    return true;
}

static bool write_number(struct buffer *out, const struct plan_node *node, int64_t value, enum plan_style style)
{
    if (style == PLAN_STYLE_PERCENT) {
        return write_percent(out, value, node->scale);
    }
    if (style == PLAN_STYLE_PLAIN) {
        write_plain(out, value, node->scale, false);
        return true;
    }
    bool whole = style == PLAN_STYLE_WHOLE;
    if (node->unit == PLAN_UNIT_MONEY) {
        return write_money(out, value, node->scale, whole);
    }
    if (whole && !number_rescale(value, node->scale, 0, &value)) {
        return false;
    }
    write_plain(out, value, whole ? 0 : node->scale, true);
    return true;
}

static void write_value(struct exec_wording *wording, const struct plan_piece *piece, uint32_t lane)
{
    const struct plan_node *node = &wording->worker->program->plan->nodes.items[piece->node];
    const struct vector *vector = frame_vector(wording->frame, piece->node);
    struct buffer *out = &wording->text;
    uint8_t state = vector->truths ? truth_state(vector->truths[lane]) : vector->states[lane];
    if (state == TABLE_MISSING) {
        buffer_text(out, MISSING_IN_WORDS);
        return;
    }
    if (state == TABLE_MALFORMED) {
        write_raw(wording, piece->node, lane);
        return;
    }
    switch (node->type) {
    case PLAN_TYPE_BOOLEAN:
        buffer_text(out, vector->truths && vector->truths[lane] == TRUTH_TRUE ? "yes" : "no");
        break;
    case PLAN_TYPE_NUMBER:
        if (!write_number(out, node, vector->values[lane], piece->style)) {
            buffer_text(out, UNKNOWN_IN_WORDS);
        }
        break;
    case PLAN_TYPE_DATE:
        (piece->style == PLAN_STYLE_ISO ? date_write_iso : date_write)(out, vector->values[lane]);
        break;
    case PLAN_TYPE_MONTH: date_write_month(out, vector->values[lane]); break;
    default: buffer_str(out, vector_text(wording->worker, vector, lane)); break;
    }
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

/* From a view's cell to the cell that it was taken from; where there is no single one, to the record. */
static void leave_view(const struct exec_run *run, struct exec_worded_place *place)
{
    const struct plan *plan = run->program->plan;
    const struct plan_view *view = &plan->views.items[plan->tables.items[place->table].index];
    const struct made_table *made = run->made[run->program->table_items[place->table]];
    const struct plan_view_part *part = &view->parts[made->parts[place->row]];
    uint32_t first = made->firsts[place->row];
    uint32_t last = made->lasts[place->row];
    uint32_t column = TABLE_NO_COLUMN;
    uint32_t row = first;
    if (place->column != TABLE_NO_COLUMN && part->columns[place->column].node != PLAN_NONE) {
        const struct plan_view_column *taken = &part->columns[place->column];
        const struct plan_node *node = &plan->nodes.items[taken->node];
        bool is_cell = node->operation == PLAN_COLUMN && plan->nodes.items[node->arguments[0]].operation == PLAN_ROW;
        column = is_cell ? (uint32_t)node->number : TABLE_NO_COLUMN;
        row = taken->take == PLAN_TAKE_LAST ? last : first;
    }
    *place = (struct exec_worded_place){.row = row, .table = part->table, .column = column};
}

void exec_trace(const struct exec_run *run, struct exec_worded_place *place)
{
    while (run->program->plan->tables.items[place->table].role == PLAN_TABLE_VIEW) {
        leave_view(run, place);
    }
}

static struct exec_worded_place find_place(const struct exec_wording *wording, const struct plan_place *given,
                                           uint32_t lane)
{
    const struct exec_run *run = wording->run;
    const struct plan *plan = run->program->plan;
    const struct vector *rows = frame_vector(wording->frame, given->row);
    struct exec_worded_place place = {
        .row = rows->values[lane],
        .table = plan->nodes.items[given->row].table,
        .column = given->column,
    };
    if (rows->states[lane] != TABLE_VALUE) {
        place.row = TABLE_NO_ROW;
        return place;
    }
    /* A view reads views of smaller number only, so that this comes to an end. */
    exec_trace(run, &place);
    return place;
}

/* ---- hits -------------------------------------------------------------------------------------------------------- */

static void write_message(struct exec_wording *wording, uint32_t lane)
{
    const struct plan_rule *rule = wording->rule;
    for (uint32_t i = 0; i < rule->message_count; i++) {
        if (rule->message[i].node == PLAN_NONE) {
            buffer_str(&wording->text, rule->message[i].literal);
        } else {
            write_value(wording, &rule->message[i], lane);
        }
    }
}

/* The messages go to `keep` in one piece. */
static bool write_messages(struct exec_wording *wording, uint32_t count, struct exec_worded *words, struct arena *keep)
{
    size_t ends[TABLE_BATCH_ROWS];
    buffer_clear(&wording->text);
    for (uint32_t i = 0; i < count; i++) {
        write_message(wording, i);
        ends[i] = wording->text.length;
    }
    struct str all = buffer_ok(&wording->text) ? arena_str(keep, buffer_view(&wording->text)) : (struct str){0};
    size_t from = 0;
    for (uint32_t i = 0; all.data && i < count; i++) {
        words[i].message = (struct str){all.data + from, ends[i] - from};
        from = ends[i];
    }
    return all.data;
}

static bool find_places(struct exec_wording *wording, uint32_t count, struct exec_worded *words, struct arena *keep)
{
    const struct plan_rule *rule = wording->rule;
    struct exec_worded_place *places = ARENA_ARRAY(keep, (size_t)count * rule->place_count, struct exec_worded_place);
    for (uint32_t i = 0; places && i < count; i++) {
        words[i].places = places + (size_t)i * rule->place_count;
        words[i].place_count = rule->place_count;
        for (uint32_t p = 0; p < rule->place_count; p++) {
            places[(size_t)i * rule->place_count + p] = find_place(wording, &rule->places[p], i);
        }
    }
    return places;
}

static bool work_out_piece(struct exec_wording *wording, uint32_t index)
{
    const struct plan_node *node = &wording->worker->program->plan->nodes.items[index];
    bool needs_row = node->operation == PLAN_COLUMN && node->type == PLAN_TYPE_BOOLEAN; /* see write_raw() */
    return evaluate(wording->worker, wording->frame, index) &&
           (!needs_row || evaluate(wording->worker, wording->frame, node->arguments[0]));
}

static bool work_out(struct exec_wording *wording)
{
    const struct plan_rule *rule = wording->rule;
    bool good = true;
    for (uint32_t i = 0; good && i < rule->message_count; i++) {
        good = rule->message[i].node == PLAN_NONE || work_out_piece(wording, rule->message[i].node);
    }
    for (uint32_t i = 0; good && i < rule->place_count; i++) {
        good = evaluate(wording->worker, wording->frame, rule->places[i].row);
    }
    return good;
}

static bool word_some(struct exec_wording *wording, const uint32_t *rows, uint32_t count, struct exec_worded *words,
                      struct arena *keep)
{
    struct worker *worker = wording->worker;
    int64_t lanes[TABLE_BATCH_ROWS];
    struct frame *frame = frame_open_bottom(worker, count);
    if (!frame) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        lanes[i] = rows[i];
    }
    frame->rows = lanes;
    frame->table = wording->rule->table == PLAN_NONE ? NULL : worker->tables[wording->rule->table];
    wording->frame = frame;
    bool good = work_out(wording);
    good = good && ((write_messages(wording, count, words, keep) && find_places(wording, count, words, keep)) ||
                    failure_memory(worker->failure));
    frame_close(worker, frame);
    return good;
}

bool exec_word(struct exec_wording *wording, const struct exec_run *run, uint32_t rule, const uint32_t *rows,
               uint32_t count, struct exec_worded *words, struct arena *keep, struct failure *failure)
{
    if (wording->run_number != run->number) {
        worker_attach(wording->worker, run, &run->given, run->tables, run->number, failure);
        wording->worker->remembers = run->remembers;
        wording->run = run;
        wording->run_number = run->number;
    }
    worker_report_to(wording->worker, failure);
    wording->rule = &run->program->plan->rules.items[rule];
    bool good = true;
    for (uint32_t done = 0; good && done < count; done += TABLE_BATCH_ROWS) {
        uint32_t some = count - done < TABLE_BATCH_ROWS ? count - done : TABLE_BATCH_ROWS;
        good = word_some(wording, rows + done, some, words + done, keep);
    }
    return good;
}

/* ---- making ready ------------------------------------------------------------------------------------------------ */

bool exec_run_prepare_words(struct exec_run *run, const bool *rules, struct failure *failure)
{
    bool *wanted = calloc(run->program->items.count + 1, sizeof *wanted);
    struct crew crew;
    if (!wanted) {
        return failure_memory(failure);
    }
    if (!crew_open(&crew, run, run->threads, failure)) {
        free(wanted);
        return false;
    }
    for (uint32_t r = 0; r < run->program->plan->rules.count; r++) {
        const struct rule_program *made = &run->program->rules[r];
        for (uint32_t i = 0; rules[r] && i < made->word_item_count; i++) {
            wanted[made->word_items[i]] = true;
        }
    }
    bool good = prepare_wanted(&crew, wanted, NULL, failure);
    crew_close(&crew);
    free(wanted);
    return good;
}

struct exec_wording *exec_wording_new(struct exec_program *program, struct failure *failure)
{
    struct exec_wording *wording = calloc(1, sizeof *wording);
    if (!wording) {
        failure_memory(failure);
        return NULL;
    }
    wording->program = program;
    wording->worker = worker_take(program, failure);
    if (!wording->worker) {
        exec_wording_free(wording);
        return NULL;
    }
    return wording;
}

void exec_wording_free(struct exec_wording *wording)
{
    if (wording) {
        worker_give(wording->program, wording->worker);
        buffer_free(&wording->text);
        free(wording);
    }
}
