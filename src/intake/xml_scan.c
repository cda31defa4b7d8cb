#include "intake/xml_scan.h"

void xml_scan_start(struct xml_scan *scan, struct source *source, struct xml_place place, struct failure *failure)
{
    bool at_hand = scan->source == source && !scan->failed && place.offset >= scan->begin &&
                   place.offset < scan->begin + scan->length;
    if (at_hand) {
        scan->used = (size_t)(place.offset - scan->begin);
    } else {
        scan->begin = place.offset;
        scan->length = scan->used = 0;
    }
    scan->source = source;
    scan->failure = failure;
    scan->failed = false;
    scan->line = place.line;
}

/* The next byte, or -1 at the end; it is not taken. */
static int peek(struct xml_scan *scan)
{
    if (scan->used == scan->length) {
        scan->begin += scan->length;
        int64_t length = scan->failed
                             ? 0
                             : source_read(scan->source, scan->begin, scan->window, sizeof scan->window, scan->failure);
        scan->failed = scan->failed || length < 0;
        scan->used = 0;
        scan->length = length > 0 ? (size_t)length : 0;
    }
    return scan->length ? (unsigned char)scan->window[scan->used] : -1;
}

static int take(struct xml_scan *scan)
{
    int byte = peek(scan);
    if (byte >= 0) {
        scan->used++;
        scan->line += byte == '\n';
    }
    return byte;
}

static struct xml_place here(const struct xml_scan *scan)
{
    return (struct xml_place){scan->begin + scan->used, scan->line};
}

/* Up to the next such byte, which is not taken. False at the end. */
static bool seek(struct xml_scan *scan, char byte)
{
    while (peek(scan) >= 0) {
        const char *from = scan->window + scan->used;
        const char *at = memchr(from, byte, scan->length - scan->used);
        const char *to = at ? at : scan->window + scan->length;
        for (const char *newline = from; (newline = memchr(newline, '\n', (size_t)(to - newline))); newline++) {
            scan->line++;
        }
        scan->used = (size_t)(to - scan->window);
        if (at) {
            return true;
        }
    }
    return false;
}

/* Behind the next occurrence of `end`, which ends in its only ">" and repeats its first byte: "-->", "]]>", "?>". */
static void pass(struct xml_scan *scan, const char *end)
{
    size_t length = strlen(end);
    char last[3] = {0}; /* the latest bytes, newest last */
    for (int byte = take(scan); byte >= 0; byte = take(scan)) {
        last[0] = last[1];
        last[1] = last[2];
        last[2] = (char)byte;
        if (memcmp(last + 3 - length, end, length) == 0) {
            return;
        }
    }
}

/* Takes `text` if it stands next; what agrees with its head is taken in any case. */
static bool take_text(struct xml_scan *scan, const char *text)
{
    for (; *text; text++) {
        if (peek(scan) != (unsigned char)*text) {
            return false;
        }
        (void)take(scan);
    }
    return true;
}

static bool ends_name(int byte)
{
    return byte < 0 || byte == '>' || byte == '/' || byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void take_name(struct xml_scan *scan, struct xml_scan_tag *tag)
{
    tag->name_length = 0;
    for (int byte = peek(scan); !ends_name(byte); byte = peek(scan)) {
        (void)take(scan);
        if (byte == ':') {
            tag->name_length = 0;
        } else if (tag->name_length < sizeof tag->name) {
            tag->name[tag->name_length++] = (char)byte;
        }
    }
}

/* The rest of a tag. Attributes may hold ">", within their quotation marks. */
static void take_rest(struct xml_scan *scan, struct xml_scan_tag *tag)
{
    int quote = 0;
    int former = 0;
    for (int byte = take(scan); byte >= 0; byte = take(scan)) {
        if (quote) {
            quote = byte == quote ? 0 : quote;
        } else if (byte == '"' || byte == '\'') {
            quote = byte;
        } else if (byte == '>') {
            if (former == '/' && tag->kind == XML_SCAN_OPEN) {
                tag->kind = XML_SCAN_EMPTY;
            }
            return;
        }
        former = byte;
    }
}

bool xml_scan_next(struct xml_scan *scan, struct xml_scan_tag *tag)
{
    tag->kind = XML_SCAN_END;
    tag->name_length = 0;
    while (seek(scan, '<')) {
        tag->place = here(scan);
        (void)take(scan);
        int byte = peek(scan);
        if (byte == '?') {
            pass(scan, "?>");
        } else if (byte == '!') {
            (void)take(scan);
            if (take_text(scan, "--")) {
                pass(scan, "-->");
            } else if (take_text(scan, "[CDATA[")) {
                pass(scan, "]]>");
            }
        } else {
            tag->kind = byte == '/' ? XML_SCAN_CLOSE : XML_SCAN_OPEN;
            if (byte == '/') {
                (void)take(scan);
            }
            take_name(scan, tag);
            take_rest(scan, tag);
            tag->behind = here(scan);
            break;
        }
    }
    if (tag->kind == XML_SCAN_END) {
        tag->place = tag->behind = here(scan);
    }
    return !scan->failed;
}
