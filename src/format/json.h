/* json: writes JSON into a buffer.
 *
 * Owns the commas, the indentation and the escapes; the caller closes what it opens. What it writes is always valid
 * UTF-8: a byte that is no character becomes U+FFFD. The buffer may be emptied at any time between two calls, so that a
 * document of any size can be written through it. There is no reader here. It must not know what the JSON is about.
 */
#ifndef PROBITY_FORMAT_JSON_H
#define PROBITY_FORMAT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/str.h"

#define FORMAT_JSON_DEPTH_MOST 32u

/* How the members of an object or an array are laid out. What stands on one line cannot hold lines. */
enum format_json_layout {
    FORMAT_JSON_ONE_LINE,
    FORMAT_JSON_LINES /* each member on a line of its own */
};

struct format_json_level {
    char closes; /* '}' or ']' */
    bool lines;
    bool started; /* it has a member */
};

struct format_json {
    struct buffer *out;
    unsigned depth;
    bool named; /* a name has been written, and its value comes next */
    struct format_json_level levels[FORMAT_JSON_DEPTH_MOST];
};

/* A writer has nothing to free. */
struct format_json format_json_writer(struct buffer *out);

/* Opening deeper than FORMAT_JSON_DEPTH_MOST marks the buffer as failed. */
void format_json_object(struct format_json *json, enum format_json_layout layout);
void format_json_array(struct format_json *json, enum format_json_layout layout);
void format_json_end(struct format_json *json); /* of the innermost */

/* The name of an object's next member. */
void format_json_name(struct format_json *json, const char *name);
void format_json_name_str(struct format_json *json, struct str name);

void format_json_string(struct format_json *json, struct str text);
void format_json_string_or_null(struct format_json *json, struct str text); /* empty: null */
void format_json_text(struct format_json *json, const char *text);          /* up to its NUL */
void format_json_integer(struct format_json *json, int64_t number);
void format_json_count(struct format_json *json, uint64_t count);
/* In ten figures; what is no number is null. */
void format_json_number(struct format_json *json, double number);
void format_json_count_or_null(struct format_json *json, uint64_t count); /* 0: null */
void format_json_boolean(struct format_json *json, bool value);
void format_json_null(struct format_json *json);

/* A member of an object: its name and its value. */
void format_json_member(struct format_json *json, const char *name, struct str text);
void format_json_member_or_null(struct format_json *json, const char *name, struct str text); /* empty: null */
void format_json_member_text(struct format_json *json, const char *name, const char *text);   /* up to its NUL */
void format_json_member_count(struct format_json *json, const char *name, uint64_t count);

/* The text between quotation marks, escaped, with nothing before or behind it. */
void format_json_write_string(struct buffer *out, struct str text);

#endif
