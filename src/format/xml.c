#include "format/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/xml_message.h"

#define CHUNK_BYTES 65536u
#define HEAD_BYTES 512u
#define TEXT_BYTES_FIRST 4096u
#define NAME_MOST 100u
#define XSI "http://www.w3.org/2001/XMLSchema-instance"

struct xml_reader {
    struct xml_events events; /* first: the hot ones together */
    char *text;               /* of the element that is open, since the last tag */
    size_t text_length, text_capacity;
    uint32_t depth;
    bool stopped; /* nothing more is to be done, for whatever reason */
    xmlParserCtxtPtr parser;
    struct xml_limits limits;
    struct xml_end *end;
    struct failure *failure;
    bool failed;
    struct source *source;
    char *chunk;
    size_t chunk_used, chunk_length;
    uint64_t offset; /* of the source, behind the chunk */
    uint64_t size;   /* where the source ends, or where we end it */
    bool nul;        /* … because there is a NUL byte */
    bool cut;        /* … because of limits.bytes_most */
    bool at_end;     /* the parser has been told of the end */
};

static void stop(struct xml_reader *reader)
{
    if (!reader->stopped) {
        reader->stopped = true;
        xmlStopParser(reader->parser);
    }
}

/* Where the parser is. */
static struct xml_place place_now(const struct xml_reader *reader)
{
    const xmlParserInput *input = reader->parser->input;
    if (!input || !input->cur) {
        return (struct xml_place){reader->size, 0};
    }
    return (struct xml_place){(uint64_t)input->consumed + (uint64_t)(input->cur - input->base), (uint32_t)input->line};
}

struct xml_place xml_place(const struct xml_reader *reader)
{
    struct xml_place place = place_now(reader);
    const xmlParserInput *input = reader->parser->input;
    if (!input || !input->cur) {
        return place;
    }
    /* No tag holds a "<" but its first. */
    const xmlChar *at = input->cur;
    while (at > input->base) {
        at--;
        place.offset--;
        if (*at == '<') {
            break;
        }
        place.line -= *at == '\n';
    }
    return place;
}

/* The first problem wins. */
static void note(struct xml_reader *reader, enum xml_problem problem, struct xml_place place, const char *message)
{
    if (reader->end->problem == XML_PROBLEM_NONE && !reader->stopped) {
        reader->end->problem = problem;
        reader->end->place = place;
        (void)snprintf(reader->end->message, sizeof reader->end->message, "%s", message);
    }
}

static void refuse(struct xml_reader *reader, enum xml_problem problem, struct xml_place place, const char *message)
{
    note(reader, problem, place, message);
    stop(reader);
}

static void run_out(struct xml_reader *reader)
{
    reader->failed = true;
    (void)failure_memory(reader->failure);
    stop(reader);
}

/* ---- what libxml2 calls ---- */

static void on_text(void *data, const xmlChar *characters, int length)
{
    struct xml_reader *reader = data;
    size_t more = (size_t)length;
    if (reader->text_length + more > reader->text_capacity) {
        size_t most = (size_t)reader->limits.text_most + 1;
        if (reader->text_length + more > most) {
            more = most - reader->text_length;
        }
        size_t wanted = reader->text_length + more;
        size_t capacity = wanted > most / 2 ? most : wanted * 2;
        if (capacity > reader->text_capacity) {
            char *text = realloc(reader->text, capacity + XML_TEXT_SLACK);
            if (!text) {
                run_out(reader);
                return;
            }
            memset(text + reader->text_capacity, 0, capacity - reader->text_capacity + XML_TEXT_SLACK);
            reader->text = text;
            reader->text_capacity = capacity;
        }
    }
    memcpy(reader->text + reader->text_length, characters, more);
    reader->text_length += more;
}

static struct str text_since_tag(struct xml_reader *reader)
{
    struct str text = {reader->text, reader->text_length};
    reader->text_length = 0;
    return text;
}

static bool is_schema_location(const xmlChar *name, const xmlChar *uri)
{
    return uri && strcmp((const char *)uri, XSI) == 0 &&
           (strcmp((const char *)name, "schemaLocation") == 0 ||
            strcmp((const char *)name, "noNamespaceSchemaLocation") == 0);
}

/* Most have no prefix. What is longer than anyone's name is cut off. */
static struct str attribute_name(const char *prefix, const char *name, char room[NAME_MOST])
{
    if (!prefix || !*prefix) {
        return str_slice(str_of(name), 0, NAME_MOST / 2);
    }
    (void)snprintf(room, NAME_MOST, "%.40s:%.50s", prefix, name);
    return str_of(room);
}

static bool show_attributes(struct xml_reader *reader, int namespace_count, int count, const xmlChar **attributes)
{
    if (count > (int)XML_ATTRIBUTES_MOST || namespace_count > (int)XML_ATTRIBUTES_MOST) {
        refuse(reader, XML_PROBLEM_MALFORMED, xml_place(reader), "an element has too many attributes");
        return false;
    }
    for (int i = 0; i < count && reader->events.attribute; i++) {
        const xmlChar *const *attribute = &attributes[(ptrdiff_t)i * 5]; /* name, prefix, URI, begin and end of value */
        if (is_schema_location(attribute[0], attribute[2])) {
            continue;
        }
        char room[NAME_MOST];
        struct str name = attribute_name((const char *)attribute[1], (const char *)attribute[0], room);
        struct str value = {(const char *)attribute[3], (size_t)(attribute[4] - attribute[3])};
        if (!reader->events.attribute(reader->events.context, name, value)) {
            return false;
        }
    }
    return true;
}

static void on_open(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                    const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes)
{
    (void)namespaces;
    (void)defaulted;
    struct xml_reader *reader = data;
    if (__builtin_expect(++reader->depth > reader->limits.depth_most, 0)) {
        refuse(reader, XML_PROBLEM_DEEP, xml_place(reader), "elements are nested too deeply");
        return;
    }
    bool go_on = reader->events.open(reader->events.context, (const char *)name, prefix || uri, text_since_tag(reader));
    if (__builtin_expect(go_on && (attribute_count | namespace_count) != 0, 0)) {
        go_on = show_attributes(reader, namespace_count, attribute_count, attributes);
    }
    if (!go_on) {
        stop(reader);
    }
}

static void on_close(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name;
    (void)prefix;
    (void)uri;
    struct xml_reader *reader = data;
    reader->depth--;
    if (!reader->events.close(reader->events.context, text_since_tag(reader))) {
        stop(reader);
    }
}

static void on_doctype(void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)external;
    (void)system;
    struct xml_reader *reader = data;
    refuse(reader, XML_PROBLEM_DOCTYPE, xml_place(reader), name ? (const char *)name : "");
}

/* Is there a ">" in what the parser has not taken yet? Only to be asked when all bytes have been given to it. */
static bool tag_ends(const struct xml_reader *reader)
{
    const xmlParserInput *input = reader->parser->input;
    return input && input->cur && input->end > input->cur &&
           memchr(input->cur, '>', (size_t)(input->end - input->cur)) != NULL;
}

/* A document that breaks off is told from one that is wrong by where the parser stands when it complains: at the end, or in
 * a tag that does not end. A character cut in two is looked at whole, and what should have had an end is complained of at
 * its start. */
static bool is_cut_short(const struct xml_reader *reader, const xmlError *error, enum xml_problem problem,
                         struct xml_place place)
{
    if (!reader->at_end || error->code == XML_ERR_TAG_NAME_MISMATCH || error->code == XML_ERR_DOCUMENT_END) {
        return false;
    }
    uint64_t behind = reader->size - (place.offset < reader->size ? place.offset : reader->size);
    if (problem == XML_PROBLEM_NOT_CHARACTERS) {
        return behind < 4;
    }
    return behind == 0 || error->code == XML_ERR_COMMENT_NOT_FINISHED || error->code == XML_ERR_CDATA_NOT_FINISHED ||
           error->code == XML_ERR_PI_NOT_FINISHED || (error->code != XML_ERR_DOCUMENT_EMPTY && !tag_ends(reader));
}

static void on_error(void *data, xmlErrorPtr error)
{
    struct xml_reader *reader = data;
    if (reader->stopped || reader->failed) {
        return;
    }
    if (error->code == XML_ERR_NO_MEMORY) {
        run_out(reader);
        return;
    }
    if (error->level != XML_ERR_FATAL) {
        return; /* namespaces that are not declared: open() is told that the element is foreign */
    }
    struct xml_place place = place_now(reader);
    enum xml_problem problem = xml_problem_of(error);
    char message[sizeof reader->end->message];
    xml_message_word(error, message, sizeof message);
    refuse(reader, is_cut_short(reader, error, problem, place) ? XML_PROBLEM_CUT_SHORT : problem, place, message);
}

/* ---- bytes ---- */

/* A NUL byte ends the document for libxml2; for us it ends it with a finding. */
static void end_at_nul(struct xml_reader *reader, uint64_t begin)
{
    const char *nul = memchr(reader->chunk, 0, reader->chunk_length);
    if (nul) {
        reader->chunk_length = (size_t)(nul - reader->chunk);
        reader->size = begin + reader->chunk_length;
        reader->nul = true;
    }
}

static bool next_chunk(struct xml_reader *reader)
{
    uint64_t begin = reader->offset;
    uint64_t left = reader->size - begin;
    size_t wanted = left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES;
    int64_t length = wanted ? source_read(reader->source, begin, reader->chunk, wanted, reader->failure) : 0;
    if (length < 0) {
        reader->failed = true;
        return false;
    }
    reader->chunk_used = 0;
    reader->chunk_length = (size_t)length;
    reader->offset = begin + (uint64_t)length;
    if (length == 0) {
        reader->size = begin; /* a file that got shorter */
    }
    end_at_nul(reader, begin);
    return !reader->events.progress || reader->events.progress(reader->events.context, begin);
}

/* Is one token filling the parser's buffer? It lets go of what it has dealt with everywhere but within a tag and the
 * blank space before it. */
static bool is_swamped(const struct xml_reader *reader)
{
    const xmlParserInput *input = reader->parser ? reader->parser->input : NULL;
    return input && input->cur && input->base && input->cur - input->base > (ptrdiff_t)XML_TAG_MOST;
}

/* libxml2 may not be stopped while it waits for bytes: it gets no more of them, and shows nothing more. */
static int end_here(struct xml_reader *reader)
{
    reader->stopped = true;
    if (reader->parser) {
        reader->parser->disableSAX = 1;
    }
    return reader->failed ? -1 : 0;
}

static int on_read(void *data, char *bytes, int wanted)
{
    struct xml_reader *reader = data;
    if (reader->stopped || reader->failed) {
        return 0;
    }
    if (is_swamped(reader)) {
        note(reader, XML_PROBLEM_MALFORMED, place_now(reader),
             "a tag, or the blank space in or before it, is too long");
        return end_here(reader);
    }
    if (reader->chunk_used == reader->chunk_length && reader->offset < reader->size && !next_chunk(reader)) {
        return end_here(reader);
    }
    size_t left = reader->chunk_length - reader->chunk_used;
    size_t length = left < (size_t)wanted ? left : (size_t)wanted;
    memcpy(bytes, reader->chunk + reader->chunk_used, length);
    reader->chunk_used += length;
    reader->at_end = reader->at_end || length == 0;
    return (int)length;
}

/* ---- encodings ---- */

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

struct str xml_declared_encoding(struct str head)
{
    static const char name[] = "encoding";
    if (!str_starts_with(head, STR("<?xml")) || head.length < 6 || !is_blank(head.data[5])) {
        return STR_EMPTY;
    }
    const char *close = memchr(head.data, '>', head.length);
    size_t end = close ? (size_t)(close - head.data) : head.length;
    for (size_t i = 6; i + sizeof name < end; i++) {
        if (!is_blank(head.data[i - 1]) || memcmp(head.data + i, name, sizeof name - 1) != 0) {
            continue;
        }
        size_t at = i + sizeof name - 1;
        while (at < end && (is_blank(head.data[at]) || head.data[at] == '=')) {
            at++;
        }
        char quote = at < end ? head.data[at] : 0;
        const char *last = quote == '"' || quote == '\'' ? memchr(head.data + at + 1, quote, end - at - 1) : NULL;
        return last ? (struct str){head.data + at + 1, (size_t)(last - head.data) - at - 1} : STR_EMPTY;
    }
    return STR_EMPTY;
}

static bool is_one_of(struct str name, const char *const *names)
{
    for (; *names; names++) {
        if (str_equal_ignoring_case(name, str_of(*names))) {
            return true;
        }
    }
    return false;
}

/* Sets *known to false for an encoding that we do not read: also for one that libxml2 would guess from bytes that are no
 * "<" in UTF-8. */
static bool settle_encoding(struct source *source, bool *known, struct failure *failure)
{
    static const char *const utf8[] = {"UTF-8", "UTF8", "US-ASCII", "ASCII", NULL};
    static const char *const utf16[] = {"UTF-16", "UTF-16LE", "UTF-16BE", "UCS-2", "ISO-10646-UCS-2", NULL};
    static const char *const windows[] = {"WINDOWS-1252", "CP1252", "CP-1252", "ISO-8859-1", "ISO8859-1",
                                          "ISO_8859-1",   "LATIN1", "LATIN-1", NULL};
    char head[HEAD_BYTES];
    int64_t length = source_read(source, 0, head, sizeof head, failure);
    if (length < 0) {
        return false;
    }
    struct str declared = xml_declared_encoding((struct str){head, (size_t)length});
    enum source_encoding now = source_encoding(source);
    bool is_utf16 = now == SOURCE_UTF16_LE || now == SOURCE_UTF16_BE;
    *known = !declared.length || is_one_of(declared, utf8) || (is_utf16 && is_one_of(declared, utf16)) ||
             is_one_of(declared, windows);
    *known = *known && (length == 0 || head[0] == '<' || is_blank(head[0]));
    if (is_one_of(declared, windows) && now == SOURCE_UTF8) {
        return source_recode(source, SOURCE_WINDOWS_1252, failure);
    }
    return true;
}

/* ---- the reader ---- */

/* Where libxml2 has no parser at hand to complain to (it could not make one, say), it complains to its thread, by default
 * on standard error. Only for as long as we call it, it complains to us. */
struct ear {
    bool out_of_memory;
    xmlStructuredErrorFunc former;
    void *former_context;
};

static void hear(void *data, xmlErrorPtr error)
{
    struct ear *ear = data;
    ear->out_of_memory = ear->out_of_memory || error->code == XML_ERR_NO_MEMORY;
}

static void open_ear(struct ear *ear)
{
    *ear = (struct ear){false, xmlStructuredError, xmlStructuredErrorContext};
    xmlSetStructuredErrorFunc(ear, hear);
}

static void close_ear(const struct ear *ear)
{
    xmlSetStructuredErrorFunc(ear->former_context, ear->former);
}

static void fill_handlers(xmlSAXHandler *handlers)
{
    memset(handlers, 0, sizeof *handlers);
    handlers->initialized = XML_SAX2_MAGIC;
    handlers->startElementNs = on_open;
    handlers->endElementNs = on_close;
    /* The same for both: libxml2 then does not ask itself which blanks count. */
    handlers->characters = on_text;
    handlers->ignorableWhitespace = on_text;
    handlers->cdataBlock = on_text;
    handlers->internalSubset = on_doctype;
    handlers->serror = on_error;
}

struct xml_reader *xml_reader_open(struct source *source, struct xml_limits limits, struct failure *failure)
{
    struct xml_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        (void)failure_memory(failure);
        return NULL;
    }
    reader->source = source;
    reader->limits = limits;
    reader->chunk = malloc(CHUNK_BYTES);
    reader->text_capacity = TEXT_BYTES_FIRST <= limits.text_most ? TEXT_BYTES_FIRST : 0;
    reader->text = calloc(1, reader->text_capacity + XML_TEXT_SLACK);
    xmlSAXHandler handlers;
    fill_handlers(&handlers);
    struct ear ear;
    open_ear(&ear);
    if (reader->chunk && reader->text) {
        reader->parser = xmlCreateIOParserCtxt(&handlers, reader, on_read, NULL, reader, XML_CHAR_ENCODING_NONE);
    }
    close_ear(&ear);
    if (!reader->parser || ear.out_of_memory) {
        (void)failure_memory(failure);
        xml_reader_close(reader);
        return NULL;
    }
    /* No XML_PARSE_HUGE, no XML_PARSE_NOENT, no DTD of any kind. */
    (void)xmlCtxtUseOptions(reader->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    return reader;
}

void xml_reader_close(struct xml_reader *reader)
{
    if (reader) {
        xmlFreeParserCtxt(reader->parser);
        free(reader->text);
        free(reader->chunk);
        free(reader);
    }
}

const char *xml_intern(struct xml_reader *reader, struct str name, struct failure *failure)
{
    const xmlChar *interned = xmlDictLookup(reader->parser->dict, (const xmlChar *)name.data, (int)name.length);
    if (!interned) {
        (void)failure_memory(failure);
    }
    return (const char *)interned;
}

/* What can be said before the parser is asked. */
static bool begin(struct xml_reader *reader, bool *known, struct failure *failure)
{
    if (!settle_encoding(reader->source, known, failure)) {
        return false;
    }
    uint64_t size = source_size(reader->source);
    reader->cut = reader->limits.bytes_most && size > reader->limits.bytes_most;
    reader->size = reader->cut ? reader->limits.bytes_most : size;
    if (size == 0) {
        refuse(reader, XML_PROBLEM_EMPTY, (struct xml_place){0, 1}, "the file is empty");
    } else if (!*known) {
        refuse(reader, XML_PROBLEM_MALFORMED, (struct xml_place){0, 1},
               "it does not begin with <, or names an encoding that Probity does not read (use UTF-8)");
    }
    return true;
}

static void conclude(struct xml_reader *reader)
{
    struct xml_end *end = reader->end;
    bool at_end = end->problem == XML_PROBLEM_CUT_SHORT;
    if (reader->nul && (at_end || (reader->at_end && !reader->stopped))) {
        end->problem = XML_PROBLEM_NUL;
        end->message[0] = 0;
        end->place.offset = reader->size;
    } else if (reader->cut && at_end) {
        end->problem = XML_PROBLEM_NONE;
    }
}

bool xml_read(struct xml_reader *reader, const struct xml_events *events, struct xml_end *end, struct failure *failure)
{
    *end = (struct xml_end){0};
    reader->events = *events;
    reader->end = end;
    reader->failure = failure;
    bool known = true;
    if (!begin(reader, &known, failure)) {
        return false;
    }
    if (!reader->stopped) {
        struct ear ear;
        open_ear(&ear);
        (void)xmlParseDocument(reader->parser);
        close_ear(&ear);
        conclude(reader);
        if (ear.out_of_memory || (!reader->stopped && reader->parser->errNo == XML_ERR_NO_MEMORY)) {
            run_out(reader);
        }
    }
    return !reader->failed;
}
