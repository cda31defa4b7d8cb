#include "format/csv.h"

void csv_walk_start(struct csv_walk *walk, char delimiter, uint32_t *bounds, uint64_t bound_most)
{
    *walk = (struct csv_walk){
        .delimiter = delimiter, .state = CSV_FIELD_START, .bounds = bounds, .bound_most = bounds ? bound_most : 0};
    if (bounds && bound_most > 0) {
        bounds[0] = UINT32_MAX;
    }
}

static void end_field(struct csv_walk *walk, uint64_t at)
{
    uint64_t length = at - walk->field_from;
    walk->longest = length > walk->longest ? length : walk->longest;
    walk->fields++;
    if (walk->fields < walk->bound_most && at < UINT32_MAX) {
        walk->bounds[walk->fields] = (uint32_t)at;
    }
    walk->field_from = at + 1;
    walk->field_line = walk->breaks;
    walk->state = CSV_FIELD_START;
}

/* A byte that is neither within quotation marks nor one. */
static void take_plain(struct csv_walk *walk, char byte)
{
    if (byte == '\n') {
        end_field(walk, walk->at);
        walk->breaks++;
        walk->ended = true;
    } else if (byte == walk->delimiter) {
        end_field(walk, walk->at);
    } else {
        walk->carriage_return = byte == '\r';
        walk->state = CSV_PLAIN;
    }
}

static void take_quoted(struct csv_walk *walk, char byte)
{
    walk->breaks += byte == '\r' || (byte == '\n' && !walk->quoted_return);
    walk->quoted_return = byte == '\r';
    walk->state = byte == '"' ? CSV_QUOTE_SEEN : CSV_QUOTED;
}

size_t csv_walk_on(struct csv_walk *walk, const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char byte = data[i];
        if (walk->carriage_return && byte != '\n') {
            /* The byte before was a line break of its own; this one belongs to the next record. */
            end_field(walk, walk->at - 1);
            walk->field_from = walk->at;
            walk->breaks++;
            walk->ended = true;
            return i;
        }
        if (walk->state == CSV_QUOTED) {
            take_quoted(walk, byte);
        } else if (byte == '"' && walk->state != CSV_PLAIN) {
            walk->state = CSV_QUOTED;
        } else {
            take_plain(walk, byte);
        }
        walk->at++;
        if (walk->ended) {
            return i + 1;
        }
    }
    return length;
}

void csv_walk_finish(struct csv_walk *walk)
{
    if (!walk->ended && walk->at > 0) {
        end_field(walk, walk->carriage_return ? walk->at - 1 : walk->at);
        walk->breaks += walk->carriage_return;
        walk->ended = true;
    }
}

struct str csv_unquote(struct str field, char *out, struct str *stray)
{
    *stray = STR_EMPTY;
    const char *end = field.data + field.length;
    if (end[-1] == '\r') {
        end--;
    }
    const char *text = field.data + 1;
    const char *close = memchr(text, '"', (size_t)(end - text));
    if (close && close + 1 == end) {
        return (struct str){text, (size_t)(close - text)};
    }
    size_t length = 0;
    const char *at = text;
    while (close) {
        memcpy(out + length, at, (size_t)(close - at));
        length += (size_t)(close - at);
        at = close + 1;
        if (at == end || *at != '"') {
            break;
        }
        out[length++] = '"';
        at++;
        close = memchr(at, '"', (size_t)(end - at));
    }
    if (close) {
        *stray = (struct str){at, (size_t)(end - at)};
    }
    memcpy(out + length, at, (size_t)(end - at));
    return (struct str){out, length + (size_t)(end - at)};
}

uint64_t csv_count_breaks(const char *data, size_t length)
{
    uint64_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += data[i] == '\n' || (data[i] == '\r' && (i + 1 == length || data[i + 1] != '\n'));
    }
    return count;
}
