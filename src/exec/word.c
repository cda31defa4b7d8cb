/* word: hits in words: the message's nodes are worked out for the rows that were hit, and written for people. */
#include "base/date.h"
#include "base/number.h"
#include "exec/prepare.h"

struct wording {
    struct worker *worker;
    const struct plan_rule *rule;
    struct frame *frame;
    struct buffer text;
    struct arena *keep;
};

#define MISSING_IN_WORDS "(blank)"
#define UNKNOWN_IN_WORDS "(cannot be worked out)"

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* What a malformed cell says. A column's values hold it; where they are truths, the table does. */
static void write_raw(struct wording *wording, uint32_t index, uint32_t lane)
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

static void write_value(struct wording *wording, const struct plan_piece *piece, uint32_t lane)
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

static struct exec_worded_place find_place(const struct wording *wording, const struct plan_place *given, uint32_t lane)
{
    const struct exec_run *run = wording->worker->run;
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

static bool word_lane(struct wording *wording, uint32_t lane, struct exec_worded *worded)
{
    const struct plan_rule *rule = wording->rule;
    buffer_clear(&wording->text);
    for (uint32_t i = 0; i < rule->message_count; i++) {
        if (rule->message[i].node == PLAN_NONE) {
            buffer_str(&wording->text, rule->message[i].literal);
        } else {
            write_value(wording, &rule->message[i], lane);
        }
    }
    struct exec_worded_place *places = ARENA_ARRAY(wording->keep, rule->place_count, struct exec_worded_place);
    worded->message = buffer_ok(&wording->text) ? arena_str(wording->keep, buffer_view(&wording->text))
                                                : (struct str){0};
    if (!worded->message.data || !places) {
        return false;
    }
    for (uint32_t i = 0; i < rule->place_count; i++) {
        places[i] = find_place(wording, &rule->places[i], lane);
    }
    worded->places = places;
    worded->place_count = rule->place_count;
    return true;
}

static bool work_out_piece(struct wording *wording, uint32_t index)
{
    const struct plan_node *node = &wording->worker->program->plan->nodes.items[index];
    bool needs_row = node->operation == PLAN_COLUMN && node->type == PLAN_TYPE_BOOLEAN; /* see write_raw() */
    return evaluate(wording->worker, wording->frame, index) &&
           (!needs_row || evaluate(wording->worker, wording->frame, node->arguments[0]));
}

static bool work_out(struct wording *wording)
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

static bool word_some(struct wording *wording, const uint32_t *rows, uint32_t count, struct exec_worded *words)
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
    for (uint32_t i = 0; good && i < count; i++) {
        good = word_lane(wording, i, &words[i]) || failure_memory(worker->failure);
    }
    frame_close(worker, frame);
    return good;
}

bool exec_word(struct exec_run *run, uint32_t rule, const uint32_t *rows, uint32_t count, struct exec_worded *words,
               struct arena *keep, struct failure *failure)
{
    const struct rule_program *made = &run->program->rules[rule];
    struct arena scratch = ARENA_EMPTY;
    struct crew crew;
    if (!crew_open(&crew, run, run->threads, failure)) {
        return false;
    }
    struct preparation preparation = {run, crew.workers, &scratch, failure};
    struct wording wording = {.worker = crew.workers[0], .rule = &run->program->plan->rules.items[rule], .keep = keep};
    bool good = prepare_items(&preparation, made->word_items, made->word_item_count);
    worker_report_to(wording.worker, failure);
    for (uint32_t done = 0; good && done < count; done += TABLE_BATCH_ROWS) {
        uint32_t some = count - done < TABLE_BATCH_ROWS ? count - done : TABLE_BATCH_ROWS;
        good = word_some(&wording, rows + done, some, words + done);
    }
    buffer_free(&wording.text);
    arena_free(&scratch);
    crew_close(&crew);
    return good;
}
