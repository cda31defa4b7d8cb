/* Reading XML: what each tag means for the tables of the schema. */
#include <stdio.h>

#include "intake/xml_cell.h"
#include "intake/xml_reading.h"

#define PROGRESS_BYTES ((uint64_t)4 << 20)

/* ---- findings ---- */

bool xml_say(struct xml_reading *reading, enum finding_kind kind, struct xml_place place, struct str text, int64_t a)
{
    struct finding_reading entry = {.kind = kind,
                                    .input = reading->request->input_index,
                                    .offset = place.offset,
                                    .line = place.line,
                                    .text = text,
                                    .a = a};
    const struct xml_node *node = reading->depth ? reading->frames[reading->depth].node : NULL;
    if (node && node->within != SCHEMA_NONE) {
        const struct xml_batch *batch = &reading->batches[node->within];
        entry.table = batch->table->name;
        entry.record = batch->started;
        if (node->column != SCHEMA_NONE) {
            entry.field = batch->table->columns[node->column].name;
        }
    }
    if (!finding_log_add(reading->log, entry, reading->failure)) {
        reading->failed = true;
        return false;
    }
    return true;
}

bool xml_say_here(struct xml_reading *reading, enum finding_kind kind, struct str text)
{
    return xml_say(reading, kind, xml_place(reading->xml), text, 0);
}

/* Text between elements. */
static bool check_stray(struct xml_reading *reading, struct str text)
{
    struct str stray = intake_xml_trim(text);
    if (!stray.length) {
        return true;
    }
    struct xml_place place = xml_place(reading->xml);
    size_t back = text.length - (size_t)(stray.data - text.data);
    place.offset -= back < place.offset ? back : place.offset;
    for (size_t i = text.length - back; i < text.length; i++) {
        place.line -= text.data[i] == '\n';
    }
    return xml_say(reading, READ_XML_TEXT, place, stray, 0);
}

/* ---- records ---- */

static uint32_t parent_row(const struct xml_reading *reading, uint32_t table)
{
    uint32_t parent = reading->schema->tables[table].parent;
    if (parent == SCHEMA_NONE) {
        return TABLE_NO_PARENT;
    }
    for (uint32_t d = reading->depth; d > 0; d--) {
        if (reading->frames[d].node->table == parent) {
            return xml_batch_row(&reading->batches[parent]);
        }
    }
    return TABLE_NO_PARENT;
}

static bool start_record(struct xml_reading *reading, const struct xml_node *node)
{
    uint32_t parent = parent_row(reading, node->table);
    struct xml_batch *batch = &reading->batches[node->table];
    reading->failed = !xml_batch_start(batch, xml_place(reading->xml), parent, reading->failure);
    if (reading->failed) {
        return false;
    }
    xml_batch_number(batch, reading->batches);
    return !reading->carried_count || xml_store_carried(reading, node->table);
}

/* The records of other tables whose cells stood in the element that ends. Not every such element is one, so that each
 * has an entry of its own in the index. */
static bool make_beside(struct xml_reading *reading, const struct xml_frame *frame)
{
    for (uint32_t i = 0; i < reading->elements->beside_count; i++) {
        const struct schema_beside *beside = &reading->elements->beside[i];
        struct xml_batch *batch = &reading->batches[beside->table];
        if (&reading->nodes[beside->element] != frame->node || !xml_has_beside(reading, beside->table)) {
            continue;
        }
        batch->index->gap = true;
        if (!xml_batch_start(batch, frame->place, TABLE_NO_PARENT, reading->failure) ||
            !xml_store_carried(reading, beside->table) || !xml_batch_finish(batch, reading->failure)) {
            reading->failed = true;
            return false;
        }
    }
    return true;
}

static bool finish_record(struct xml_reading *reading, const struct xml_node *node)
{
    reading->failed = !xml_batch_finish(&reading->batches[node->table], reading->failure);
    return !reading->failed;
}

/* ---- tags ---- */

static uint32_t find_child(const struct xml_reading *reading, const struct xml_node *node, const char *name)
{
    const char *const *names = reading->names + node->first_child;
    for (uint32_t i = 0; i < node->child_count; i++) {
        if (names[i] == name) {
            return i;
        }
    }
    return SCHEMA_NONE;
}

/* Elements in it look like records but are not: the locator must not count them. */
static bool skip(struct xml_reading *reading, enum finding_kind kind, const char *name)
{
    bool allowed = kind == READ_XML_UNKNOWN_ELEMENT && reading->schema->xml_loose &&
                   !reading->frames[reading->depth].node->leaf && reading->depth;
    reading->skip = 1;
    for (uint32_t t = 0; t < reading->schema->table_count; t++) {
        reading->batches[t].index->gap = true;
    }
    return allowed || xml_say_here(reading, kind, str_of(name));
}

/* The place among its siblings of an element that is not the one expected; SCHEMA_NONE when it does not belong here. */
static uint32_t find_other(const struct xml_reading *reading, const struct xml_node *above, const char *name,
                           bool foreign)
{
    return foreign ? SCHEMA_NONE : find_child(reading, above, name);
}

/* Is the element in its place among its siblings? */
static inline bool check_order(struct xml_reading *reading, const struct xml_frame *frame, uint32_t at,
                               const char *name)
{
    return __builtin_expect(at >= frame->furthest, 1) || reading->schema->xml_loose ||
           xml_say_here(reading, READ_XML_ORDER, str_of(name));
}

static bool on_open(void *context, const char *name, bool foreign, struct str text)
{
    struct xml_reading *reading = context;
    if (__builtin_expect(reading->skip != 0, 0)) {
        reading->skip++;
        return true;
    }
    struct xml_frame *frame = &reading->frames[reading->depth];
    const struct xml_node *above = frame->node;
    if (text.length && !above->leaf && !check_stray(reading, text)) {
        return false;
    }
    uint32_t at = frame->next;
    if (at >= above->child_count || reading->names[above->first_child + at] != name || foreign) {
        at = find_other(reading, above, name, foreign);
    }
    if (at == SCHEMA_NONE) {
        return skip(reading, READ_XML_UNKNOWN_ELEMENT, name);
    }
    struct xml_node *node = &reading->nodes[above->first_child + at];
    if (__builtin_expect(node->seen == frame->serial && !node->repeats, 0)) {
        return skip(reading, READ_XML_REPEATED, name);
    }
    if (!check_order(reading, frame, at, name)) {
        return false;
    }
    node->seen = frame->serial;
    frame->furthest = at > frame->furthest ? at : frame->furthest;
    frame->next = at + !node->repeats;
    reading->depth++;
    frame[1] = (struct xml_frame){.node = node, .serial = ++reading->serial};
    if (__builtin_expect(node->shared, 0)) {
        frame[1].place = xml_place(reading->xml);
    }
    return node->table == SCHEMA_NONE || start_record(reading, node);
}

static bool on_attribute(void *context, struct str name, struct str value)
{
    (void)value;
    struct xml_reading *reading = context;
    return reading->skip || xml_say_here(reading, READ_XML_ATTRIBUTE, name);
}

/* Of columns that lack, the rules speak. */
static bool check_lacking(struct xml_reading *reading, const struct xml_frame *frame)
{
    const struct xml_node *node = frame->node;
    for (uint32_t i = 0; i < node->child_count; i++) {
        uint32_t child = node->first_child + i;
        const struct schema_element *element = &reading->elements->items[child];
        bool spoken_of = element->column != SCHEMA_NONE ||
                         (element->within != SCHEMA_NONE && element->table == SCHEMA_NONE);
        if (element->required && !spoken_of && reading->nodes[child].seen != frame->serial &&
            !xml_say_here(reading, READ_XML_LACKING, element->name)) {
            return false;
        }
    }
    return true;
}

static bool on_close(void *context, struct str text)
{
    struct xml_reading *reading = context;
    if (__builtin_expect(reading->skip != 0, 0)) {
        reading->skip--;
        return true;
    }
    const struct xml_frame *frame = &reading->frames[reading->depth];
    const struct xml_node *node = frame->node;
    if (node->leaf) {
        if ((text.length || node->role != SCHEMA_ELEMENT_PLAIN) && !xml_store(reading, node, text)) {
            return false;
        }
    } else if ((text.length && !check_stray(reading, text)) || (node->must_ask && !check_lacking(reading, frame))) {
        return false;
    }
    if (node->table != SCHEMA_NONE && !finish_record(reading, node)) {
        return false;
    }
    if (__builtin_expect(node->shared, 0) && !make_beside(reading, frame)) {
        return false;
    }
    reading->depth--;
    return true;
}

static bool on_progress(void *context, uint64_t done)
{
    struct xml_reading *reading = context;
    const struct intake_consumer *consumer = &reading->request->consumer;
    if (consumer->progress && done - reading->told >= PROGRESS_BYTES) {
        reading->told = done;
        consumer->progress(consumer->context, done, source_size(reading->input->source));
    }
    return true;
}

/* ---- how it ends ---- */

/* "<Line>" or what else stands open. */
static struct str open_element(const struct xml_reading *reading, char *room, size_t size)
{
    if (reading->depth == 0) {
        return STR("the XML");
    }
    struct str name = reading->elements->items[reading->frames[reading->depth].node - reading->nodes].name;
    int length = snprintf(room, size, "the element <%.*s>", STR_ARGS(name));
    return (struct str){room, (size_t)length < size ? (size_t)length : size - 1};
}

static bool say_end(struct xml_reading *reading, const struct xml_end *end)
{
    static const enum finding_kind kinds[] = {
        [XML_PROBLEM_EMPTY] = READ_EMPTY,
        [XML_PROBLEM_MALFORMED] = READ_XML_MALFORMED,
        [XML_PROBLEM_CUT_SHORT] = READ_CUT_SHORT,
        [XML_PROBLEM_DOCTYPE] = READ_XML_DOCTYPE,
        [XML_PROBLEM_DEEP] = READ_XML_DEEP,
        [XML_PROBLEM_NUL] = READ_NUL,
        [XML_PROBLEM_NOT_CHARACTERS] = READ_NOT_CHARACTERS,
    };
    if (end->problem == XML_PROBLEM_NONE) {
        return true;
    }
    char room[120];
    struct str text = str_of(end->message);
    if (end->problem == XML_PROBLEM_CUT_SHORT) {
        text = open_element(reading, room, sizeof room);
    }
    return xml_say(reading, kinds[end->problem], end->place, text, INTAKE_XML_DEPTH_MOST);
}

/* A record that was never finished is none; those nested in it have no parent then. */
static void drop_unfinished(struct xml_reading *reading)
{
    for (; reading->depth > 0; reading->depth--) {
        const struct xml_node *node = reading->frames[reading->depth].node;
        if (node->table != SCHEMA_NONE) {
            xml_batch_abandon(&reading->batches[node->table]);
        }
    }
}

static void orphan(struct xml_reading *reading)
{
    for (uint32_t t = 0; t < reading->schema->table_count; t++) {
        struct table *kept = reading->batches[t].kept;
        uint32_t parent = reading->schema->tables[t].parent;
        if (!kept || !kept->parents || parent == SCHEMA_NONE) {
            continue;
        }
        const struct xml_batch *above = &reading->batches[parent];
        for (uint32_t row = kept->row_count; row-- > 0 && kept->parents[row] != TABLE_NO_PARENT;) {
            if (kept->parents[row] < above->first_row + above->started) {
                break;
            }
            kept->parents[row] = TABLE_NO_PARENT;
        }
    }
}

static bool finish(struct xml_reading *reading, const struct xml_end *end)
{
    if (!say_end(reading, end)) {
        return false;
    }
    drop_unfinished(reading);
    for (uint32_t t = 0; t < reading->schema->table_count; t++) {
        if (!xml_batch_flush(&reading->batches[t], reading->failure)) {
            return false;
        }
    }
    orphan(reading);
    const struct intake_consumer *consumer = &reading->request->consumer;
    if (consumer->progress) {
        uint64_t size = source_size(reading->input->source);
        consumer->progress(consumer->context, size, size);
    }
    return true;
}

bool xml_reading_run(struct xml_reading *reading)
{
    const struct xml_events events = {reading, on_open, on_attribute, on_close, on_progress};
    struct xml_end end;
    return xml_read(reading->xml, &events, &end, reading->failure) && !reading->failed && finish(reading, &end);
}
