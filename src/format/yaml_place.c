/* Where in the file a part of a scalar's text comes from, and what can be asked of a node. */
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "format/yaml.h"

const struct yaml_node *yaml_find(const struct yaml_node *mapping, struct str key)
{
    if (!mapping || mapping->kind != YAML_MAPPING) {
        return NULL;
    }
    for (uint32_t i = 0; i < mapping->count; i++) {
        if (str_equal(mapping->pairs[i].key->text, key)) {
            return mapping->pairs[i].value;
        }
    }
    return NULL;
}

bool yaml_is_null(const struct yaml_node *node)
{
    return node->kind == YAML_SCALAR && node->style == YAML_PLAIN &&
           (node->text.length == 0 || str_equal(node->text, STR("~")) || str_equal(node->text, STR("null")));
}

const char *yaml_kind_name(enum yaml_kind kind)
{
    switch (kind) {
    case YAML_SCALAR: return "a text";
    case YAML_SEQUENCE: return "a list";
    case YAML_MAPPING: return "a mapping";
    }
    return "";
}

static bool is_white(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_within_character(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Bytes of a UTF-8 character by its first byte. */
static size_t character_length(char first)
{
    unsigned char byte = (unsigned char)first;
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* How many bytes of the file an escape such as \n, \x41 or \u20AC takes. */
static size_t escape_length(char kind)
{
    switch (kind) {
    case 'x': return 4;
    case 'u': return 6;
    case 'U': return 10;
    default: return 2;
    }
}

static size_t skip_white(struct str file, size_t at, size_t end)
{
    while (at < end && is_white(file.data[at])) {
        at++;
    }
    return at;
}

/* A block scalar's header: from '|' or '>' to the end of that line. */
static size_t skip_header(struct str file, size_t at, size_t end)
{
    while (at < end && file.data[at] != '\n' && file.data[at] != '\r') {
        at++;
    }
    return at;
}

/* In double quotes: past a line that is continued with a backslash, and to the next character of the text. */
static size_t skip_continuations(struct str file, size_t at, size_t end)
{
    while (at + 1 < end && file.data[at] == '\\' && (file.data[at + 1] == '\n' || file.data[at + 1] == '\r')) {
        at = skip_white(file, at + 1, end);
    }
    return at;
}

/* Folding and indentation change white space only, so every other character of the text is found in the file in the
 * same order; quotes and escapes are longer there than in the text. Gives the file's byte for the text's byte. */
struct walk {
    struct str file;
    struct str text;
    size_t at, end; /* in the file */
    size_t in_text; /* in the text */
    enum yaml_style style;
};

static void walk_one(struct walk *walk)
{
    char next = walk->text.data[walk->in_text];
    size_t length = character_length(next);
    if (walk->style == YAML_DOUBLE_QUOTED) {
        walk->at = skip_continuations(walk->file, walk->at, walk->end);
    }
    bool escaped = walk->style == YAML_DOUBLE_QUOTED && walk->at + 1 < walk->end && walk->file.data[walk->at] == '\\';
    if (is_white(next) && !escaped) {
        /* A folded line break: as much white space as there is, but only one character of an unfolded run. */
        if (walk->at < walk->end && is_white(walk->file.data[walk->at])) {
            bool folded = walk->file.data[walk->at] != next;
            walk->at = folded ? skip_white(walk->file, walk->at, walk->end) : walk->at + 1;
        }
        walk->in_text++;
        return;
    }
    if (!escaped) {
        walk->at = skip_white(walk->file, walk->at, walk->end);
        escaped = walk->style == YAML_DOUBLE_QUOTED && walk->at + 1 < walk->end && walk->file.data[walk->at] == '\\';
    }
    size_t step = length;
    if (escaped) {
        step = escape_length(walk->file.data[walk->at + 1]);
    } else if (walk->style == YAML_SINGLE_QUOTED && next == '\'') {
        step = 2;
    }
    walk->at += step;
    walk->in_text += length;
}

/* Where the scalar's text begins in the file, behind what announces it. */
static size_t begin_of(const struct yaml_tree *tree, const struct yaml_node *node)
{
    switch (node->style) {
    case YAML_PLAIN: break;
    case YAML_SINGLE_QUOTED:
    case YAML_DOUBLE_QUOTED: return node->start + 1;
    case YAML_LITERAL:
    case YAML_FOLDED: return skip_header(tree->text, node->start, node->end);
    }
    return node->start;
}

/* The text's byte `offset` is a word, not white space, and is not written as an escape. */
static bool is_word(const struct walk *walk, size_t offset)
{
    bool escaped = walk->style == YAML_DOUBLE_QUOTED && walk->at < walk->end && walk->file.data[walk->at] == '\\';
    return offset < walk->text.length && !is_white(walk->text.data[offset]) && !escaped;
}

size_t yaml_source_offset(const struct yaml_tree *tree, const struct yaml_node *node, size_t offset)
{
    bool is_block = node->style == YAML_LITERAL || node->style == YAML_FOLDED;
    if (node->kind != YAML_SCALAR || node->end <= node->start || (offset == 0 && !is_block)) {
        return node->start;
    }
    while (offset < node->text.length && is_within_character(node->text.data[offset])) {
        offset--;
    }
    struct walk walk = {
        .file = tree->text, .text = node->text, .at = begin_of(tree, node), .end = node->end, .style = node->style};
    while (walk.in_text < offset && walk.in_text < node->text.length && walk.at < walk.end) {
        walk_one(&walk);
    }
    if (node->style == YAML_DOUBLE_QUOTED) {
        walk.at = skip_continuations(tree->text, walk.at, walk.end);
    }
    if (is_word(&walk, offset)) {
        walk.at = skip_white(tree->text, walk.at, walk.end);
    }
    return walk.at < walk.end ? walk.at : walk.end;
}

bool yaml_failure(const struct yaml_tree *tree, const struct yaml_node *node, size_t offset, struct failure *failure)
{
    if (!failure || failure->line != 0) {
        return false;
    }
    struct str text = tree->text;
    size_t at = yaml_source_offset(tree, node, offset);
    at = at < text.length ? at : text.length;
    unsigned line = 1;
    size_t begin = 0;
    for (size_t i = 0; i < at; i++) {
        bool within_pair = text.data[i] == '\r' && i + 1 < text.length && text.data[i + 1] == '\n';
        if (text.data[i] == '\n' || (text.data[i] == '\r' && !within_pair)) {
            line++;
            begin = i + 1;
        }
    }
    size_t end = begin;
    while (end < text.length && text.data[end] != '\n' && text.data[end] != '\r') {
        end++;
    }
    at = at < end ? at : end;
    unsigned column = (unsigned)utf8_count((struct str){text.data + begin, at - begin}) + 1;
    failure_place(failure, tree->path, line, column);
    size_t valid = utf8_valid_prefix(text.data + begin, end - begin);
    failure_excerpt(failure, text.data + begin, valid, column);
    return false;
}

bool yaml_fail(const struct yaml_tree *tree, const struct yaml_node *node, size_t offset, struct failure *failure,
               const char *format, ...)
{
    char message[sizeof failure->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (failure_is_set(failure)) {
        return false;
    }
    failure_set(failure, FAILURE_SYNTAX, "%s", message);
    return yaml_failure(tree, node, offset, failure);
}
