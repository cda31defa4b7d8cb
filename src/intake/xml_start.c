/* The start of reading XML: the schema's elements made ready for the parser, and the tables made that rows will go to. */
#include <stdlib.h>

#include "intake/xml_reading.h"

static bool wants_asking(const struct schema_elements *elements, const struct schema_element *above)
{
    for (uint32_t i = 0; i < above->child_count; i++) {
        const struct schema_element *element = &elements->items[above->first_child + i];
        if (element->required && element->column == SCHEMA_NONE) {
            return true;
        }
    }
    return false;
}

/* Nodes have the numbers of their elements. */
static bool make_nodes(struct xml_reading *reading)
{
    const struct schema_elements *elements = reading->elements;
    reading->nodes = ARENA_ARRAY(&reading->arena, elements->count, struct xml_node);
    reading->names = (const char **)arena_alloc_array(&reading->arena, elements->count, sizeof *reading->names);
    if (!reading->nodes || !reading->names) {
        return failure_memory(reading->failure);
    }
    for (uint32_t i = 0; i < elements->count; i++) {
        const struct schema_element *element = &elements->items[i];
        reading->nodes[i] = (struct xml_node){
            .first_child = element->first_child,
            .child_count = element->child_count,
            .table = element->table,
            .column = element->column,
            .within = element->within,
            .role = (uint8_t)(schema_element_has_rule(reading->schema, element) ? SCHEMA_ELEMENT_PLAIN : element->role),
            .leaf = schema_element_is_leaf(element),
            .repeats = element->repeats,
            .must_ask = !reading->schema->xml_loose && wants_asking(elements, element),
            .carried = element->carried};
        reading->names[i] = xml_intern(reading->xml, element->name, reading->failure);
        if (!reading->names[i]) {
            return false;
        }
    }
    for (uint32_t i = 0; i < elements->beside_count; i++) {
        reading->nodes[elements->beside[i].element].shared = true;
    }
    return true;
}

static uint32_t depth_of(const struct schema_elements *elements, uint32_t element)
{
    uint32_t depth = 0;
    for (; element != SCHEMA_NONE; element = elements->items[element].parent) {
        depth++;
    }
    return depth;
}

static bool make_carried(struct xml_reading *reading)
{
    reading->carried = ARENA_ARRAY(&reading->arena, reading->elements->carried_count, struct xml_carried);
    if (!reading->carried) {
        return failure_memory(reading->failure);
    }
    reading->carried_count = reading->elements->carried_count;
    for (uint32_t i = 0; i < reading->carried_count; i++) {
        reading->carried[i].of = &reading->elements->carried[i];
        reading->carried[i].top_depth = depth_of(reading->elements, reading->elements->carried[i].top);
    }
    return true;
}

/* ---- the tables of the return ---- */

static bool keeps_cells(const struct intake_request *request, uint32_t t)
{
    const bool *keep = request->keep ? request->keep[t] : NULL;
    for (uint32_t c = 0; keep && c < request->schema->tables[t].column_count; c++) {
        if (keep[c]) {
            return true;
        }
    }
    return !keep;
}

/* Rows of a second file go behind those of the first, and each says where it is from. */
static bool go_on(struct xml_reading *reading, struct table *table, uint32_t t)
{
    struct finding_reading entry = {.kind = READ_TABLE_REPEATED,
                                    .input = reading->request->input_index,
                                    .offset = UINT64_MAX,
                                    .table = reading->schema->tables[t].name,
                                    .text = reading->schema->tables[t].name};
    return (table->row_count == 0 || finding_log_add(reading->log, entry, reading->failure)) &&
           table_track(table, TABLE_TRACK_RECORDS | TABLE_TRACK_INPUTS, reading->failure);
}

static struct table *make_table(struct xml_reading *reading, uint32_t t)
{
    const struct intake_request *request = reading->request;
    const struct schema_table *of = &reading->schema->tables[t];
    struct table *table = table_new(&of->layout, request->keep ? request->keep[t] : NULL, reading->failure);
    if (!table) {
        return NULL;
    }
    table->origin.input = request->input_index;
    /* Where the records stand in the file puts findings of several tables in order. */
    unsigned track = (of->parent != SCHEMA_NONE ? TABLE_TRACK_PARENTS : 0) |
                     (keeps_cells(request, t) ? TABLE_TRACK_OFFSETS | TABLE_TRACK_LINES : 0);
    if (!table_track(table, track, reading->failure)) {
        table_free(table);
        return NULL;
    }
    return table;
}

static bool find_numbered(struct xml_reading *reading, struct xml_batch *batch)
{
    const struct schema_table *table = batch->table;
    uint32_t *columns = ARENA_ARRAY(&reading->arena, table->column_count, uint32_t);
    if (!columns) {
        return failure_memory(reading->failure);
    }
    for (uint32_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].number_of != SCHEMA_NONE &&
            (reading->request->period == 0 || schema_in_force(table->columns[c].range, reading->request->period))) {
            columns[batch->numbered_count++] = c;
        }
    }
    batch->numbered = columns;
    return true;
}

static bool make_tables(struct xml_reading *reading)
{
    const struct intake_request *request = reading->request;
    int64_t number = dataset_return(reading->dataset, request->collection, reading->schema->table_count,
                                    reading->input->role, request->period, request->authority, reading->failure);
    if (number < 0) {
        return false;
    }
    struct dataset_return *of = &reading->dataset->returns.items[number];
    of->format = DATASET_XML;
    for (uint32_t t = 0; t < reading->schema->table_count; t++) {
        struct xml_batch *batch = &reading->batches[t];
        if (!xml_batch_init(batch, request, t, reading->failure) || !find_numbered(reading, batch)) {
            return false;
        }
        batch->dataset = reading->dataset;
        batch->index = &reading->input->index->xml->tables[t];
        batch->keeps_cells = keeps_cells(request, t);
        if (schema_elements_record(reading->elements, t) == SCHEMA_NONE) {
            continue;
        }
        if (of->tables[t] ? !go_on(reading, of->tables[t], t) : !(of->tables[t] = make_table(reading, t))) {
            return false;
        }
        batch->kept = of->tables[t];
        batch->first_row = of->tables[t]->row_count;
    }
    return true;
}

static bool start(struct xml_reading *reading)
{
    const struct intake_request *request = reading->request;
    reading->elements = schema_elements_new(request->schema, request->period, &reading->arena, reading->failure);
    if (!reading->elements) {
        return false;
    }
    struct intake_index *index = reading->input->index;
    if (!index->xml) {
        index->xml = xml_index_new(request->schema->table_count, request->period, reading->failure);
    }
    struct xml_limits limits = {INTAKE_XML_DEPTH_MOST, TABLE_TEXT_MOST, 0};
    reading->xml = xml_reader_open(reading->input->source, limits, reading->failure);
    reading->batches = ARENA_ARRAY(&reading->arena, request->schema->table_count, struct xml_batch);
    if (!index->xml || !reading->xml) {
        return false;
    }
    if (!reading->batches) {
        return failure_memory(reading->failure);
    }
    if (!make_nodes(reading) || !make_carried(reading) || !make_tables(reading)) {
        return false;
    }
    struct xml_node *document = ARENA_NEW(&reading->arena, struct xml_node);
    if (!document) {
        return failure_memory(reading->failure);
    }
    *document = (struct xml_node){
        .first_child = 0, .child_count = 1, .table = SCHEMA_NONE, .column = SCHEMA_NONE, .within = SCHEMA_NONE};
    reading->serial = 1;
    reading->frames[0] = (struct xml_frame){.node = document, .serial = 1};
    return true;
}

/* A table that a return need not have, and of which the document has no record, was not given: rules that need it are
 * skipped and shown as such, as they are where a CSV file was not given. (Tables inside records are given with those.) */
static void drop_absent(struct xml_reading *reading)
{
    for (uint32_t t = 0; t < reading->schema->table_count; t++) {
        const struct schema_table *of = &reading->schema->tables[t];
        struct xml_batch *batch = &reading->batches[t];
        if (!of->optional || of->parent != SCHEMA_NONE || !batch->kept || batch->started || batch->first_row) {
            continue;
        }
        for (size_t r = 0; r < reading->dataset->returns.count; r++) {
            struct dataset_return *given = &reading->dataset->returns.items[r];
            if (t < given->table_count && given->tables[t] == batch->kept) {
                given->tables[t] = NULL;
            }
        }
        table_free(batch->kept);
        batch->kept = NULL;
    }
}

bool intake_xml_read(struct intake_input *input, const struct intake_request *request, struct dataset *dataset,
                     struct finding_log *log, struct failure *failure)
{
    struct xml_reading *reading = calloc(1, sizeof *reading);
    if (!reading) {
        return failure_memory(failure);
    }
    reading->schema = request->schema;
    reading->request = request;
    reading->input = input;
    reading->dataset = dataset;
    reading->log = log;
    reading->failure = failure;
    bool fine = start(reading) && xml_reading_run(reading);
    if (fine) {
        drop_absent(reading);
    }
    for (uint32_t t = 0; reading->batches && t < request->schema->table_count; t++) {
        xml_batch_free(&reading->batches[t]);
    }
    for (uint32_t i = 0; i < reading->carried_count; i++) {
        free(reading->carried[i].text);
    }
    xml_reader_close(reading->xml);
    buffer_free(&reading->room);
    arena_free(&reading->arena);
    free(reading);
    return fine;
}
