/* xml: one pass over an XML document, event by event, from a source that nobody need trust.
 *
 * libxml2 does the parsing; its types are seen in format/xml*.c only. A DOCTYPE stops the reading where it stands, so that
 * no entity but the five built-in ones is ever expanded; nothing is fetched; every token, depth and count has a ceiling.
 * The bytes are UTF-8, whatever the declaration says: the source sees to that.
 *
 * Names of elements are interned: xml_intern() gives the pointer that open() will be called with for that name, so that
 * handlers compare pointers and never texts. Owns nothing that outlives the reader. It knows nothing of returns.
 */
#ifndef PROBITY_FORMAT_XML_H
#define PROBITY_FORMAT_XML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/source.h"
#include "base/str.h"

#define XML_TAG_MOST 65536u     /* bytes of a start tag, or of blank space in or before one */
#define XML_ATTRIBUTES_MOST 64u /* of one element, namespace declarations counted apart from the others */
#define XML_TEXT_SLACK 16u      /* bytes that may be read, whatever they are, behind every text handed to close() */

enum xml_problem {
    XML_PROBLEM_NONE,
    XML_PROBLEM_EMPTY,     /* not one byte */
    XML_PROBLEM_MALFORMED, /* `message` says how */
    XML_PROBLEM_CUT_SHORT, /* the document ends before it is finished */
    XML_PROBLEM_DOCTYPE,   /* `message` is the name of the root element that it gives */
    XML_PROBLEM_DEEP,
    XML_PROBLEM_NUL,
    XML_PROBLEM_NOT_CHARACTERS
};

struct xml_place {
    uint64_t offset; /* in the source */
    uint32_t line;   /* from 1 */
};

/* How the reading ended. */
struct xml_end {
    enum xml_problem problem;
    struct xml_place place;
    char message[200]; /* plain words without a full stop */
};

/* Each returns false to stop the reading; whether that is a failure is the handler's to know. Any may be NULL but open and
 * close. */
struct xml_events {
    void *context;
    /* A start tag. `name` is without its prefix; `foreign`: it has a prefix or is in a namespace. `text` is what stands
     * before the tag, since the tag before. */
    bool (*open)(void *context, const char *name, bool foreign, struct str text);
    /* An attribute of the element just opened, but for namespace declarations and xsi's schema locations. Its value stands
     * as libxml2 gives it: an & that was written as a reference is "&#38;". */
    bool (*attribute)(void *context, struct str name, struct str value);
    /* An end tag, or the end of an empty element. `text` is what stands before it since the tag before, comments and
     * processing instructions left out; of a longer one, `text_most` + 1 bytes are given. */
    bool (*close)(void *context, struct str text);
    /* Every so many bytes. */
    bool (*progress)(void *context, uint64_t done);
};

struct xml_limits {
    uint32_t depth_most;
    uint32_t text_most;
    uint64_t bytes_most; /* reading stops quietly behind so many bytes; 0: no limit */
};

struct xml_reader; /* opaque */

/* Turns a source whose declaration names Windows-1252 or ISO-8859-1 into that. */
struct xml_reader *xml_reader_open(struct source *source, struct xml_limits limits, struct failure *failure);
void xml_reader_close(struct xml_reader *reader); /* NULL is fine */

/* NULL and a failure when memory is refused. */
const char *xml_intern(struct xml_reader *reader, struct str name, struct failure *failure);

/* Reads the document once. False only when the source or memory failed; what is wrong with the document is in `end`. */
bool xml_read(struct xml_reader *reader, const struct xml_events *events, struct xml_end *end, struct failure *failure);

/* Within a handler: where the tag begins. */
struct xml_place xml_place(const struct xml_reader *reader);

/* The encoding that the XML declaration at the head of a document names; empty when it names none. */
struct str xml_declared_encoding(struct str head);

#endif
