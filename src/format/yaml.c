#include "format/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/map.h"
#include "base/source.h"

/* Mappings up to this size are searched for duplicates pair by pair; larger ones through a map. */
#define SMALL_MAPPING 12u

/* A sequence or mapping that has begun and not ended. */
struct frame {
    struct yaml_node *node;
    size_t first; /* where its children begin in `pending` */
};

struct builder {
    struct yaml_tree *tree;
    struct failure *failure;
    struct frame frames[YAML_DEPTH_MOST];
    uint32_t depth;
    uint32_t node_count;
    ARRAY_OF(const struct yaml_node *) pending; /* children whose parent has not ended; of a mapping, key and value */
    ARRAY_OF(const struct yaml_node *) documents;
    /* libyaml counts characters, we count bytes: one place in both, moved along with the events. */
    size_t cursor_index;
    size_t cursor_byte;
};

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t byte_of(struct builder *builder, size_t index)
{
    struct str text = builder->tree->text;
    size_t byte = builder->cursor_byte;
    for (; builder->cursor_index < index && byte < text.length; builder->cursor_index++) {
        do {
            byte++;
        } while (byte < text.length && is_continuation(text.data[byte]));
    }
    for (; builder->cursor_index > index && byte > 0; builder->cursor_index--) {
        do {
            byte--;
        } while (byte > 0 && is_continuation(text.data[byte]));
    }
    builder->cursor_byte = byte;
    return byte;
}

/* A failure at a place that has no node yet. */
static bool fail_at(struct builder *builder, size_t byte, enum failure_kind kind, const char *message)
{
    struct yaml_node here = {.kind = YAML_SEQUENCE, .start = byte, .end = byte};
    failure_set(builder->failure, kind, "%s", message);
    return yaml_failure(builder->tree, &here, 0, builder->failure);
}

static bool fail_parser(struct builder *builder, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR || parser->error == YAML_NO_ERROR) {
        return failure_memory(builder->failure);
    }
    char message[200];
    if (parser->error == YAML_READER_ERROR) {
        return fail_at(builder, parser->problem_offset, FAILURE_SYNTAX,
                       "there is a byte here that is no text: a control character, or not UTF-8");
    }
    (void)snprintf(message, sizeof message, "this is not well-formed YAML: %s%s%s",
                   parser->context ? parser->context : "", parser->context ? ", " : "",
                   parser->problem ? parser->problem : "it cannot be read");
    return fail_at(builder, byte_of(builder, parser->problem_mark.index), FAILURE_SYNTAX, message);
}

static struct yaml_node *new_node(struct builder *builder, enum yaml_kind kind, const yaml_event_t *event)
{
    size_t start = byte_of(builder, event->start_mark.index);
    if (builder->node_count >= YAML_NODES_MOST) {
        (void)fail_at(builder, start, FAILURE_LIMIT,
                      "this file has more than 500,000 values, which is more than is read");
        return NULL;
    }
    builder->node_count++;
    struct yaml_node *node = ARENA_NEW(&builder->tree->arena, struct yaml_node);
    if (!node) {
        (void)failure_memory(builder->failure);
        return NULL;
    }
    node->kind = kind;
    node->line = (unsigned)event->start_mark.line + 1;
    node->column = (unsigned)event->start_mark.column + 1;
    node->start = start;
    node->end = start;
    node->text = STR_EMPTY;
    return node;
}

static enum yaml_style style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: return YAML_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return YAML_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE: return YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE: return YAML_FOLDED;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE: break;
    }
    return YAML_PLAIN;
}

/* Gives a finished node to its parent. */
static bool attach(struct builder *builder, const struct yaml_node *node)
{
    if (builder->depth == 0) {
        if (yaml_is_null(node) && node->text.length == 0) {
            return true;
        }
        return array_push(&builder->documents, node) || failure_memory(builder->failure);
    }
    const struct frame *parent = &builder->frames[builder->depth - 1];
    bool is_key = parent->node->kind == YAML_MAPPING && (builder->pending.count - parent->first) % 2 == 0;
    if (is_key && node->kind != YAML_SCALAR) {
        return yaml_fail(builder->tree, node, 0, builder->failure,
                         "the name before a colon must be a text, and this is %s", yaml_kind_name(node->kind));
    }
    return array_push(&builder->pending, node) || failure_memory(builder->failure);
}

static bool refuse_extras(struct builder *builder, const yaml_event_t *event, const yaml_char_t *anchor,
                          const yaml_char_t *tag)
{
    if (anchor) {
        return fail_at(builder, byte_of(builder, event->start_mark.index), FAILURE_SYNTAX,
                       "anchors (&name) are not used in these files: write the value out; a text that begins with & "
                       "needs quotes");
    }
    if (tag) {
        return fail_at(builder, byte_of(builder, event->start_mark.index), FAILURE_SYNTAX,
                       "tags (!name) are not used in these files; a text that begins with ! needs quotes");
    }
    return true;
}

static bool add_scalar(struct builder *builder, const yaml_event_t *event)
{
    if (!refuse_extras(builder, event, event->data.scalar.anchor, event->data.scalar.tag)) {
        return false;
    }
    struct yaml_node *node = new_node(builder, YAML_SCALAR, event);
    if (!node) {
        return false;
    }
    node->style = style_of(event->data.scalar.style);
    node->end = byte_of(builder, event->end_mark.index);
    struct str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    node->text = arena_str(&builder->tree->arena, text);
    if (!node->text.data) {
        return failure_memory(builder->failure);
    }
    return attach(builder, node);
}

static bool open_node(struct builder *builder, enum yaml_kind kind, const yaml_event_t *event,
                      const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (!refuse_extras(builder, event, anchor, tag)) {
        return false;
    }
    struct yaml_node *node = new_node(builder, kind, event);
    if (!node) {
        return false;
    }
    if (builder->depth == YAML_DEPTH_MOST) {
        return fail_at(builder, node->start, FAILURE_LIMIT,
                       "lists and mappings are nested more than 32 deep here, which is more than is read");
    }
    builder->frames[builder->depth++] = (struct frame){node, builder->pending.count};
    return true;
}

static bool fail_duplicate(struct builder *builder, const struct yaml_node *first, const struct yaml_node *again)
{
    return yaml_fail(builder->tree, again, 0, builder->failure, "\"%.*s\" is given twice; the first is on line %u",
                     STR_ARGS(again->text), first->line);
}

static bool check_large(struct builder *builder, const struct yaml_node *mapping)
{
    struct map seen = MAP_EMPTY;
    bool fine = true;
    for (uint32_t i = 0; fine && i < mapping->count; i++) {
        const struct yaml_node *key = mapping->pairs[i].key;
        const uint64_t *first = map_get(&seen, key->text);
        if (first) {
            fine = fail_duplicate(builder, mapping->pairs[*first].key, key);
        } else {
            fine = map_set(&seen, key->text, i) || failure_memory(builder->failure);
        }
    }
    map_free(&seen);
    return fine;
}

static bool check_duplicates(struct builder *builder, const struct yaml_node *mapping)
{
    if (mapping->count > SMALL_MAPPING) {
        return check_large(builder, mapping);
    }
    for (uint32_t i = 1; i < mapping->count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (str_equal(mapping->pairs[i].key->text, mapping->pairs[j].key->text)) {
                return fail_duplicate(builder, mapping->pairs[j].key, mapping->pairs[i].key);
            }
        }
    }
    return true;
}

static bool take_items(struct builder *builder, struct yaml_node *node, size_t first, size_t count)
{
    const struct yaml_node **items = ARENA_ARRAY(&builder->tree->arena, count, const struct yaml_node *);
    if (!items) {
        return failure_memory(builder->failure);
    }
    for (size_t i = 0; i < count && first + i < builder->pending.count; i++) {
        items[i] = builder->pending.items[first + i];
    }
    node->items = items;
    node->count = (uint32_t)count;
    return true;
}

static bool take_pairs(struct builder *builder, struct yaml_node *node, size_t first, size_t count)
{
    struct yaml_pair *pairs = ARENA_ARRAY(&builder->tree->arena, count, struct yaml_pair);
    if (!pairs) {
        return failure_memory(builder->failure);
    }
    for (size_t i = 0; i < count && first + 2 * i + 1 < builder->pending.count; i++) {
        pairs[i].key = builder->pending.items[first + 2 * i];
        pairs[i].value = builder->pending.items[first + 2 * i + 1];
    }
    node->pairs = pairs;
    node->count = (uint32_t)count;
    return check_duplicates(builder, node);
}

/* Gives a node the children that were waiting for their parent. */
static bool close_node(struct builder *builder)
{
    struct frame frame = builder->frames[--builder->depth];
    size_t count = builder->pending.count - frame.first;
    bool taken = frame.node->kind == YAML_SEQUENCE ? take_items(builder, frame.node, frame.first, count)
                                                   : take_pairs(builder, frame.node, frame.first, count / 2);
    builder->pending.count = frame.first;
    return taken && attach(builder, frame.node);
}

static bool take_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT: return add_scalar(builder, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_node(builder, YAML_SEQUENCE, event, event->data.sequence_start.anchor,
                         event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return open_node(builder, YAML_MAPPING, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return close_node(builder);
    case YAML_ALIAS_EVENT:
        return fail_at(builder, byte_of(builder, event->start_mark.index), FAILURE_SYNTAX,
                       "aliases (*name) are not used in these files: write the value out; a text that begins with * "
                       "needs quotes");
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT: break;
    }
    return true;
}

static bool parse(struct builder *builder)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return failure_memory(builder->failure);
    }
    struct str text = builder->tree->text;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data, text.length);
    bool fine = true;
    bool done = false;
    while (fine && !done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            fine = fail_parser(builder, &parser);
            break;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        fine = take_event(builder, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return fine;
}

static bool keep_documents(struct builder *builder)
{
    size_t count = builder->documents.count;
    const struct yaml_node **documents = ARENA_ARRAY(&builder->tree->arena, count, const struct yaml_node *);
    if (!documents) {
        return failure_memory(builder->failure);
    }
    for (size_t i = 0; i < count; i++) {
        documents[i] = builder->documents.items[i];
    }
    builder->tree->documents = documents;
    builder->tree->document_count = (uint32_t)count;
    return true;
}

static bool build(struct yaml_tree *tree, struct failure *failure)
{
    struct builder *builder = calloc(1, sizeof *builder);
    if (!builder) {
        return failure_memory(failure);
    }
    builder->tree = tree;
    builder->failure = failure;
    bool fine = parse(builder) && keep_documents(builder);
    array_free(&builder->pending);
    array_free(&builder->documents);
    free(builder);
    return fine;
}

struct yaml_tree *yaml_load_text(const char *path, struct str text, struct failure *failure)
{
    if (str_starts_with(text, STR("\xEF\xBB\xBF"))) {
        text = str_slice(text, 3, text.length - 3);
    }
    if (text.length > YAML_BYTES_MOST) {
        failure_set(failure, FAILURE_LIMIT, "this file is larger than 8 MiB, which is more than is read");
        failure_place(failure, path, 0, 0);
        return NULL;
    }
    struct yaml_tree *tree = calloc(1, sizeof *tree);
    if (!tree) {
        (void)failure_memory(failure);
        return NULL;
    }
    tree->path = arena_str(&tree->arena, str_of(path)).data;
    tree->text = arena_str(&tree->arena, text);
    if (!tree->path || !tree->text.data) {
        (void)failure_memory(failure);
        yaml_tree_free(tree);
        return NULL;
    }
    if (!build(tree, failure)) {
        yaml_tree_free(tree);
        return NULL;
    }
    return tree;
}

struct yaml_tree *yaml_load_source(struct source *source, const char *path, struct failure *failure)
{
    struct buffer text = BUFFER_EMPTY;
    bool good = source_read_all(source, YAML_BYTES_MOST, &text, failure);
    struct yaml_tree *tree = good ? yaml_load_text(path, buffer_view(&text), failure) : NULL;
    buffer_free(&text);
    return tree;
}

struct yaml_tree *yaml_load(const char *path, struct failure *failure)
{
    struct source *source = source_open(path, failure);
    if (!source) {
        return NULL;
    }
    struct yaml_tree *tree = yaml_load_source(source, path, failure);
    source_close(source);
    return tree;
}

void yaml_tree_free(struct yaml_tree *tree)
{
    if (tree) {
        struct arena arena = tree->arena;
        free(tree);
        arena_free(&arena);
    }
}
