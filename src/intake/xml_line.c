#include "intake/xml_line.h"

void xml_line_init(struct xml_line *lines, struct source *source)
{
    *lines = (struct xml_line){.source = source};
}

void xml_line_free(struct xml_line *lines)
{
    array_free(&lines->marks);
    free(lines->block);
}

static bool make_block(struct xml_line *lines, struct failure *failure)
{
    if (!lines->block) {
        lines->block = malloc(XML_LINE_STRIDE);
    }
    return lines->block || failure_memory(failure);
}

static void count(struct xml_line_mark *mark, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
            mark->line++;
            mark->column = 0;
        } else {
            mark->column += ((unsigned char)bytes[i] & 0xc0) != 0x80;
        }
    }
}

/* Line and column of an offset, by the marks. */
static bool find_mark(struct xml_line *lines, uint64_t offset, struct xml_line_mark *mark, struct failure *failure)
{
    if (!make_block(lines, failure)) {
        return false;
    }
    if (!lines->marks.count && !array_push(&lines->marks, (struct xml_line_mark){1, 0})) {
        return failure_memory(failure);
    }
    while (lines->marks.count <= offset / XML_LINE_STRIDE) {
        struct xml_line_mark next = lines->marks.items[lines->marks.count - 1];
        uint64_t from = (lines->marks.count - 1) * (uint64_t)XML_LINE_STRIDE;
        int64_t length = source_read(lines->source, from, lines->block, XML_LINE_STRIDE, failure);
        if (length < 0) {
            return false;
        }
        count(&next, lines->block, (size_t)length);
        if (!array_push(&lines->marks, next)) {
            return failure_memory(failure);
        }
    }
    uint64_t from = offset - offset % XML_LINE_STRIDE;
    *mark = lines->marks.items[offset / XML_LINE_STRIDE];
    int64_t length = source_read(lines->source, from, lines->block, (size_t)(offset - from), failure);
    if (length < 0) {
        return false;
    }
    count(mark, lines->block, (size_t)length);
    return true;
}

/* The same where the line begins not further back than `most`. */
static bool look_back(struct xml_line *lines, uint64_t offset, size_t most, bool *found, struct xml_line_mark *mark,
                      struct failure *failure)
{
    if (*found) {
        return true;
    }
    if (!make_block(lines, failure)) {
        return false;
    }
    size_t back = offset < most ? (size_t)offset : most;
    int64_t length = source_read(lines->source, offset - back, lines->block, back, failure);
    if (length < 0) {
        return false;
    }
    size_t begin = (size_t)length;
    while (begin > 0 && lines->block[begin - 1] != '\n') {
        begin--;
    }
    *found = begin > 0 || back == offset;
    mark->column = 0;
    count(mark, lines->block + begin, (size_t)length - begin);
    return true;
}

/* The window's first byte: the line's first, or that of some character. */
static size_t window_begin(const char *window, size_t at)
{
    for (size_t i = at; i > 0; i--) {
        if (window[i - 1] == '\n') {
            return i;
        }
    }
    size_t begin = 0;
    while (begin < at && ((unsigned char)window[begin] & 0xc0) == 0x80) {
        begin++;
    }
    return begin;
}

/* The same from the place asked for last, if that is a little before. */
static bool go_on(struct xml_line *lines, uint64_t offset, bool *found, struct xml_line_mark *mark,
                  struct failure *failure)
{
    if (!lines->last.line || offset < lines->last_offset || offset - lines->last_offset > XML_LINE_STRIDE) {
        return true;
    }
    if (!make_block(lines, failure)) {
        return false;
    }
    size_t ahead = (size_t)(offset - lines->last_offset);
    int64_t length = source_read(lines->source, lines->last_offset, lines->block, ahead, failure);
    if (length < 0) {
        return false;
    }
    *mark = lines->last;
    count(mark, lines->block, (size_t)length);
    *found = true;
    return true;
}

/* Line and column of the place; what is known of them need not be counted. */
static bool find(struct xml_line *lines, struct xml_place at, struct xml_line_mark *mark, struct failure *failure)
{
    bool found = false;
    *mark = (struct xml_line_mark){at.line, 0};
    if (!go_on(lines, at.offset, &found, mark, failure)) {
        return false;
    }
    if (at.line && (!look_back(lines, at.offset, XML_LINE_WINDOW, &found, mark, failure) ||
                    !look_back(lines, at.offset, XML_LINE_STRIDE, &found, mark, failure))) {
        return false;
    }
    if (!found && !find_mark(lines, at.offset, mark, failure)) {
        return false;
    }
    mark->line = at.line ? at.line : mark->line;
    lines->last_offset = at.offset;
    lines->last = *mark;
    return true;
}

/* Where the window ends: with the line, or behind a whole character. */
static size_t window_end(const char *window, size_t length, size_t at)
{
    const char *newline = memchr(window + at, '\n', length - at);
    size_t end = newline ? (size_t)(newline - window) : length;
    while (!newline && end > at && ((unsigned char)window[end - 1] & 0xc0) == 0x80) {
        end--;
    }
    while (end > at && (window[end - 1] == '\r' || (!newline && (unsigned char)window[end - 1] >= 0xc0))) {
        end--;
    }
    return end;
}

bool xml_line_show(struct xml_line *lines, struct xml_place at, size_t width, struct buffer *excerpt,
                   struct intake_place *place, struct failure *failure)
{
    uint64_t size = source_size(lines->source);
    at.offset = at.offset < size ? at.offset : size;
    struct xml_line_mark mark;
    if (!find(lines, at, &mark, failure)) {
        return false;
    }
    place->line = mark.line;
    place->column = mark.column + 1;
    if (!excerpt) {
        return true;
    }
    char window[2 * XML_LINE_WINDOW];
    size_t back = at.offset < XML_LINE_WINDOW ? (size_t)at.offset : XML_LINE_WINDOW;
    int64_t length = source_read(lines->source, at.offset - back, window, back + XML_LINE_WINDOW, failure);
    if (length < 0) {
        return false;
    }
    back = back < (size_t)length ? back : (size_t)length;
    size_t begin = window_begin(window, back);
    size_t end = window_end(window, (size_t)length, back);
    width = width < end - back ? width : end - back;
    return intake_excerpt((struct str){window + begin, end - begin}, back - begin, width, excerpt, place, failure);
}
