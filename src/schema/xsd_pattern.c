#include "schema/xsd_pattern.h"

struct translating {
    struct str pattern;
    size_t at;
    size_t depth; /* of groups */
    struct buffer *out;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void write_literal(struct buffer *out, char c)
{
    /* XML Schema lets these be escaped everywhere; "^" is the one that may not stand alone in a class. */
    if (strchr("\\|.-^?*+{}()[]", c)) {
        buffer_char(out, '\\');
    }
    buffer_char(out, c);
}

/* Behind a backslash. */
static bool translate_escape(struct translating *t, bool in_class)
{
    if (t->at >= t->pattern.length) {
        return false;
    }
    char c = t->pattern.data[t->at++];
    if (c == 'd' || c == 'w' || c == 's') {
        const char *set = c == 'd' ? "0-9" : c == 'w' ? "A-Za-z0-9_" : " \\t\\n\\r";
        buffer_text(t->out, in_class ? "" : "[");
        buffer_text(t->out, set);
        buffer_text(t->out, in_class ? "" : "]");
        return true;
    }
    if (is_letter(c) || is_digit(c)) {
        return false; /* \b, \D, \p{..}, back references … */
    }
    write_literal(t->out, c);
    return true;
}

static bool translate_class(struct translating *t)
{
    buffer_char(t->out, '[');
    bool first = true;
    if (t->at < t->pattern.length && t->pattern.data[t->at] == '^') {
        buffer_char(t->out, '^');
        t->at++;
    }
    while (t->at < t->pattern.length) {
        char c = t->pattern.data[t->at++];
        if (c == ']' && !first) {
            buffer_char(t->out, ']');
            return true;
        }
        if (c == '[' || (c == '\\' ? !translate_escape(t, true) : false)) {
            return false; /* [:alpha:] and the like */
        }
        bool range = c == '-' && !first && t->at < t->pattern.length && t->pattern.data[t->at] != ']';
        if (range) {
            buffer_char(t->out, '-');
        } else if (c != '\\') {
            write_literal(t->out, c);
        }
        first = false;
    }
    return false;
}

static bool translate_group(struct translating *t)
{
    struct str rest = str_slice(t->pattern, t->at, t->pattern.length);
    if (str_starts_with(rest, STR("?:"))) {
        t->at += 2;
    } else if (str_starts_with(rest, STR("?")) || str_starts_with(rest, STR("*"))) {
        return false; /* lookahead, options, verbs … */
    }
    t->depth++;
    buffer_char(t->out, '(');
    return true;
}

/* A quantifier; being lazy makes no difference where the whole text must match, being possessive does. */
static bool translate_quantifier(struct translating *t, char c)
{
    buffer_char(t->out, c);
    if (c == '{') {
        bool digits = false;
        while (t->at < t->pattern.length && t->pattern.data[t->at] != '}') {
            char next = t->pattern.data[t->at++];
            if (!is_digit(next) && !(next == ',' && digits)) {
                return false;
            }
            digits = true;
            buffer_char(t->out, next);
        }
        if (t->at == t->pattern.length || !digits) {
            return false;
        }
        buffer_char(t->out, t->pattern.data[t->at++]);
    }
    if (t->at < t->pattern.length && t->pattern.data[t->at] == '?') {
        t->at++;
    }
    return !(t->at < t->pattern.length && t->pattern.data[t->at] == '+');
}

static bool translate_one(struct translating *t)
{
    char c = t->pattern.data[t->at++];
    switch (c) {
    case '\\': return translate_escape(t, false);
    case '[': return translate_class(t);
    case '(': return translate_group(t);
    case '*':
    case '+':
    case '?':
    case '{': return translate_quantifier(t, c);
    case '^': return t->at == 1; /* the whole text is matched anyway */
    case '$': return t->at == t->pattern.length;
    case ')': buffer_char(t->out, c); return t->depth-- > 0;
    case '|':
    case '.': buffer_char(t->out, c); return true;
    default: write_literal(t->out, c); return true;
    }
}

bool xsd_pattern_write(struct buffer *out, struct str pattern)
{
    size_t length = out->length;
    struct translating translating = {.pattern = pattern, .out = out};
    bool anchored = pattern.length && (pattern.data[0] == '^' || pattern.data[pattern.length - 1] == '$');
    /* An anchor binds tighter than "|". */
    bool fine = !(anchored && memchr(pattern.data, '|', pattern.length));
    while (fine && translating.at < pattern.length) {
        fine = translate_one(&translating);
    }
    if (!fine || translating.depth != 0) {
        out->length = length;
        return false;
    }
    return true;
}

void xsd_pattern_any_case(struct buffer *out, struct str code)
{
    for (size_t i = 0; i < code.length; i++) {
        char c = code.data[i];
        if (is_letter(c)) {
            buffer_format(out, "[%c%c]", c & ~0x20, c | 0x20);
        } else {
            write_literal(out, c);
        }
    }
}

void xsd_pattern_day_first(struct buffer *out)
{
    static const char year[] = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)";
    static const char leap[] = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)";
    buffer_format(out, "((0[1-9]|1[0-9]|2[0-8])/(0[1-9]|1[0-2])/%s", year);
    buffer_format(out, "|(29|30)/(0[13-9]|1[0-2])/%s", year);
    buffer_format(out, "|31/(0[13578]|1[02])/%s|29/02/%s)", year, leap);
}
