/* texts: their parts, and what they match. Codes repeat, so that what was found out about a text of the dictionary is
 * remembered by its id. */
#include <stdlib.h>

#include "base/utf8.h"
#include "exec/kernels.h"

static struct str call_text(const struct lane_call *call)
{
    return vector_text(call->worker, call->vectors[0], call->lane);
}

static enum table_state length(const struct lane_call *call, int64_t *result)
{
    *result = (int64_t)utf8_count(call_text(call));
    return TABLE_VALUE;
}

bool kernel_length(struct worker *worker, struct frame *frame, const struct plan_node *node,
                   const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, length, out);
}

/* Characters `from` to `from + many - 1`, counted from 1, as far as there are any. */
static struct str slice_text(struct str text, int64_t from, int64_t many)
{
    int64_t most = (int64_t)text.length;
    int64_t end;
    if (many <= 0 || !number_add(from, many, &end)) {
        end = many <= 0 ? from : most + 1;
    }
    from = from < 1 ? 1 : from;
    end = end > most + 1 ? most + 1 : end;
    if (from >= end) {
        return (struct str){text.data, 0};
    }
    size_t start = utf8_offset(text, (size_t)(from - 1));
    struct str rest = {text.data + start, text.length - start};
    return (struct str){rest.data, utf8_offset(rest, (size_t)(end - from))};
}

static enum table_state slice(const struct lane_call *call, int64_t *result)
{
    int64_t from;
    int64_t many;
    if (!call_whole(call, 1, &from) || !call_whole(call, 2, &many)) {
        return TABLE_MALFORMED;
    }
    struct str text = call_text(call);
    struct str part = slice_text(text, from, many);
    const char *bytes = call->vectors[0]->bytes;
    *result = bytes ? table_span((uint64_t)(part.data - bytes), (uint32_t)part.length)
                    : worker_text_id(call->worker, part);
    return TABLE_VALUE;
}

bool kernel_slice(struct worker *worker, struct frame *frame, const struct plan_node *node,
                  const struct node_info *info, struct vector *out)
{
    (void)info;
    out->bytes = argument(frame, node, 0)->bytes;
    return map_lanes(worker, frame, node, 3, slice, out);
}

static enum table_state position(const struct lane_call *call, int64_t *result)
{
    struct str text = call_text(call);
    struct str in = vector_text(call->worker, call->vectors[1], call->lane);
    size_t found = text.length ? str_find(in, text) : STR_NOT_FOUND;
    *result = found == STR_NOT_FOUND ? 0 : (int64_t)utf8_count(str_slice(in, 0, found)) + 1;
    return TABLE_VALUE;
}

bool kernel_position(struct worker *worker, struct frame *frame, const struct plan_node *node,
                     const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 2, position, out);
}

#define TEXT_ON_STACK 256u

/* Writes what the text becomes; how long that is, which is never longer. */
typedef size_t text_change(struct str text, char *out);

/* The id of what the text becomes; -1 and a failure when refused. */
static int64_t change_text(struct worker *worker, struct str text, text_change *change)
{
    char small[TEXT_ON_STACK];
    char *bytes = text.length <= sizeof small ? small : malloc(text.length);
    if (!bytes) {
        failure_memory(worker->failure);
        return -1;
    }
    int64_t id = worker_text_id(worker, (struct str){bytes, change(text, bytes)});
    if (bytes != small) {
        free(bytes);
    }
    return id;
}

static bool image_holds(const struct worker *worker, struct text_image image)
{
    return image.id != IMAGE_UNKNOWN && (image.as_of == 0 || image.as_of == table_dictionary_count(worker->dictionary));
}

static struct text_image image_of(const struct worker *worker, int64_t id)
{
    return id < LOCAL_TEXT
               ? (struct text_image){(uint32_t)id, 0}
               : (struct text_image){(uint32_t)(id - LOCAL_TEXT), table_dictionary_count(worker->dictionary)};
}

/* What spans become are spans too. */
static bool change_spans(struct worker *worker, const struct frame *frame, const struct vector *a, text_change *change,
                         struct vector *out)
{
    size_t size = 0;
    for (uint32_t i = 0; i < frame->count; i++) {
        size += a->states[i] == TABLE_VALUE ? table_span_text(a->bytes, a->values[i]).length : 0;
    }
    char *bytes = arena_alloc(&worker->spans, size);
    int64_t *values;
    uint8_t *states;
    if (!bytes) {
        return failure_memory(worker->failure);
    }
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    memcpy(states, a->states, frame->count);
    size_t at = 0;
    for (uint32_t i = 0; i < frame->count; i++) {
        values[i] = 0;
        if (states[i] == TABLE_VALUE) {
            size_t length = change(table_span_text(a->bytes, a->values[i]), bytes + at);
            values[i] = table_span(at, (uint32_t)length);
            at += length;
        }
    }
    out->bytes = bytes;
    out->clean = a->clean;
    return true;
}

/* Changes each text, and a text of the dictionary but once. */
static bool change_lanes(struct worker *worker, const struct frame *frame, const struct vector *a, text_change *change,
                         struct text_images *images, struct vector *out)
{
    int64_t *values;
    uint8_t *states;
    if (a->bytes) {
        return change_spans(worker, frame, a, change, out);
    }
    if (!vector_open(worker, out, &values, &states)) {
        return false;
    }
    images_cover(worker, images);
    int64_t remembered = images->count;
    memcpy(states, a->states, frame->count);
    for (uint32_t i = 0; i < frame->count; i++) {
        int64_t id = a->values[i];
        if (states[i] != TABLE_VALUE) {
            values[i] = 0;
        } else if (id < remembered && image_holds(worker, images->items[id])) {
            values[i] = images->items[id].id + (images->items[id].as_of ? LOCAL_TEXT : 0);
        } else {
            values[i] = change_text(worker, vector_text(worker, a, i), change);
            if (values[i] < 0) {
                return false;
            }
            if (id < remembered) {
                images->items[id] = image_of(worker, values[i]);
            }
        }
    }
    out->clean = a->clean;
    return true;
}

static size_t write_upper(struct str text, char *out)
{
    str_upper(text, out);
    return text.length;
}

bool kernel_upper(struct worker *worker, struct frame *frame, const struct plan_node *node,
                  const struct node_info *info, struct vector *out)
{
    (void)info;
    return change_lanes(worker, frame, argument(frame, node, 0), write_upper, &worker->upper, out);
}

static size_t squeeze_upper(struct str text, char *out)
{
    return str_as_key(text, true, true, out).length;
}

bool kernel_squeeze(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    (void)info;
    bool capitals = node->ignore_case;
    return change_lanes(worker, frame, argument(frame, node, 0), capitals ? squeeze_upper : str_squeeze,
                        capitals ? &worker->squeezed_upper : &worker->squeezed, out);
}

/* The bytes of a list's separator at the beginning of the text; 0: there is none. */
static size_t separator(struct str text)
{
    char c = text.data[0];
    return c == ',' || c == '/' || c == ';' ? 1 : str_blank(text);
}

static bool list_has(struct str list, struct str code, bool ignore_case)
{
    while (list.length > 0) {
        size_t length = 0;
        size_t between = 0;
        while (length < list.length && (between = separator(str_slice(list, length, list.length))) == 0) {
            length++;
        }
        struct str part = {list.data, length};
        if (length > 0 && (ignore_case ? str_equal_ignoring_case(part, code) : str_equal(part, code))) {
            return true;
        }
        list = str_slice(list, length + between, list.length);
    }
    return false;
}

bool kernel_lists(struct worker *worker, struct frame *frame, const struct plan_node *node,
                  const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct vector *a = argument(frame, node, 0);
    const struct vector *b = argument(frame, node, 1);
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    for (uint32_t i = 0; i < frame->count; i++) {
        uint8_t state = a->states[i] > b->states[i] ? a->states[i] : b->states[i];
        truths[i] = state != TABLE_VALUE
                        ? (uint8_t)(state + 1)
                        : list_has(vector_text(worker, a, i), vector_text(worker, b, i), node->ignore_case);
    }
    return true;
}

static enum table_state parse_number(const struct lane_call *call, int64_t *result)
{
    return number_parse(call_text(call), call->node->scale, result) == NUMBER_OK ? TABLE_VALUE : TABLE_MISSING;
}

bool kernel_parse_number(struct worker *worker, struct frame *frame, const struct plan_node *node,
                         const struct node_info *info, struct vector *out)
{
    (void)info;
    return map_lanes(worker, frame, node, 1, parse_number, out);
}

static bool numbers_in_set(struct worker *worker, const struct frame *frame, const struct plan_node *node,
                           const struct vector *a, uint8_t *truths)
{
    const struct compiled_set *set = &worker->program->sets[node->number];
    for (uint32_t i = 0; i < frame->count; i++) {
        truths[i] = a->states[i] != TABLE_VALUE ? (uint8_t)(a->states[i] + 1) : set_has_number(set, a->values[i]);
    }
    return true;
}

/* Decides on each text, and on a text of the dictionary but once. */
typedef uint8_t text_decision(struct worker *worker, int64_t number, struct str text);

static void decide(struct worker *worker, const struct vector *a, uint32_t count, int64_t number,
                   struct text_memo *memo, text_decision *decision, uint8_t *truths)
{
    if (!a->bytes) {
        memo_cover(worker, memo);
    }
    int64_t remembered = a->bytes ? 0 : memo->count;
    for (uint32_t i = 0; i < count; i++) {
        int64_t id = a->values[i];
        if (a->states[i] != TABLE_VALUE) {
            truths[i] = (uint8_t)(a->states[i] + 1);
        } else if (id >= remembered) {
            truths[i] = decision(worker, number, vector_text(worker, a, i));
        } else {
            if (memo->answers[id] == 0) {
                memo->answers[id] = (uint8_t)(decision(worker, number, worker_text(worker, id)) + 1);
            }
            truths[i] = (uint8_t)(memo->answers[id] - 1);
        }
    }
}

static uint8_t is_in_set(struct worker *worker, int64_t number, struct str text)
{
    return set_has_text(&worker->program->sets[number], text);
}

bool kernel_in_set(struct worker *worker, struct frame *frame, const struct plan_node *node,
                   const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct vector *a = argument(frame, node, 0);
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    if (worker->program->sets[node->number].set->type != PLAN_TYPE_TEXT) {
        return numbers_in_set(worker, frame, node, a, truths);
    }
    decide(worker, a, frame->count, node->number, &worker->set_memos[node->number], is_in_set, truths);
    return true;
}

static uint8_t match(struct worker *worker, int64_t number, struct str text)
{
    enum pattern_answer answer = pattern_match(&worker->program->patterns[number], worker->matcher, text);
    if (answer == PATTERN_UNDECIDED) {
        worker->undecided++;
        return TRUTH_MISSING;
    }
    return answer == PATTERN_YES ? TRUTH_TRUE : TRUTH_FALSE;
}

/* Spans, by a walk along each. */
static void walk_spans(const struct walk *walk, const struct vector *a, uint32_t count, uint8_t *truths)
{
    for (uint32_t i = 0; i < count; i++) {
        bool there = a->states[i] == TABLE_VALUE;
        struct str text = table_span_text(a->bytes, there ? a->values[i] : 0);
        truths[i] = there ? walk_match(walk, text) : (uint8_t)(a->states[i] + 1);
    }
}

bool kernel_matches(struct worker *worker, struct frame *frame, const struct plan_node *node,
                    const struct node_info *info, struct vector *out)
{
    (void)info;
    const struct vector *a = argument(frame, node, 0);
    const struct compiled_pattern *pattern = &worker->program->patterns[node->number];
    uint8_t *truths;
    if (!vector_open_truths(worker, out, &truths)) {
        return false;
    }
    if (a->bytes && pattern->walk && !pattern->ignore_case) {
        walk_spans(pattern->walk, a, frame->count, truths);
    } else {
        decide(worker, a, frame->count, node->number, &worker->pattern_memos[node->number], match, truths);
    }
    return true;
}
