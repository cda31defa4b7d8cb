#include "report/html_page.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "report/words.h"

/* ---- escaping ---- */

static const char *reference_of(char character)
{
    switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\t':
    case '\n':
    case '\r': return " ";
    default: return NULL;
    }
}

void html_text(struct buffer *out, struct str text)
{
    size_t start = 0;

    for (size_t i = 0; i < text.length; i++) {
        const char *reference = reference_of(text.data[i]);

        if (reference) {
            utf8_write_printable(out, str_slice(text, start, i - start));
            buffer_text(out, reference);
            start = i + 1;
        }
    }
    utf8_write_printable(out, str_slice(text, start, text.length - start));
}

void html_words(struct buffer *out, const char *text)
{
    html_text(out, str_of(text));
}

void html_sentence(struct buffer *out, struct str text)
{
    if (text.length > 0 && text.data[0] >= 'a' && text.data[0] <= 'z') {
        buffer_char(out, (char)(text.data[0] - 'a' + 'A'));
        text = str_slice(text, 1, text.length - 1);
    }
    html_text(out, text);
}

/* ---- the frame ---- */

static unsigned digit_of(char hex)
{
    return (unsigned)(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

/* The digits of a SHA-256, four bits each, as base64: 43 letters of six bits and a padding sign. */
static void write_base64(struct buffer *out, const char hex[HASH_SHA256_HEX])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i + 3 <= 63; i += 3) {
        unsigned bits = digit_of(hex[i]) << 8 | digit_of(hex[i + 1]) << 4 | digit_of(hex[i + 2]);

        buffer_char(out, letters[bits >> 6]);
        buffer_char(out, letters[bits & 63]);
    }
    buffer_char(out, letters[digit_of(hex[63]) << 2]);
    buffer_char(out, '=');
}

static bool hash_lines(struct hash_sha256 *state, const char *const *lines, struct failure *failure)
{
    for (; lines && *lines; lines++) {
        if (!hash_sha256_add(state, *lines, strlen(*lines), failure)) {
            return false;
        }
    }
    return true;
}

/* Of what stands in one element: `lines`, and then `more` (NULL: nothing). */
static bool hash_element(const char *const *lines, const char *const *more, char hex[HASH_SHA256_HEX])
{
    struct failure failure = {0};
    struct hash_sha256 *state = hash_sha256_new(&failure);

    if (!state) {
        return false;
    }
    if (!hash_lines(state, lines, &failure) || !hash_lines(state, more, &failure)) {
        hash_sha256_abandon(state);
        return false;
    }
    return hash_sha256_finish(state, hex, &failure);
}

static void allow(struct buffer *out, const char *what, const char *const *lines, const char *const *more)
{
    char hex[HASH_SHA256_HEX];

    if (!hash_element(lines, more, hex)) {
        out->failed = true;
        return;
    }
    buffer_format(out, "; %s 'sha256-", what);
    write_base64(out, hex);
    buffer_char(out, '\'');
}

static void write_lines(struct buffer *out, const char *const *lines)
{
    for (; lines && *lines; lines++) {
        buffer_text(out, *lines);
    }
}

void html_page_begin(struct buffer *out, struct str title, const char *const *more_style)
{
    buffer_text(out, "<!DOCTYPE html>\n"
                     "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en-GB\" xml:lang=\"en-GB\">\n<head>\n"
                     "<meta charset=\"utf-8\"/>\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'");
    allow(out, "style-src", report_html_style, more_style);
    allow(out, "script-src", report_html_script, NULL);
    buffer_text(out, "; base-uri 'none'; form-action 'none'\"/>\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                     "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
    html_text(out, title);
    buffer_text(out, "</title>\n<style>");
    write_lines(out, report_html_style);
    write_lines(out, more_style);
    buffer_text(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to main content</a>\n"
                     "<header class=\"top\"><div class=\"wide\"><span class=\"name\">Probity</span> "
                     "<span>Checks of councils’ statutory returns</span></div></header>\n"
                     "<main id=\"main\" class=\"wide\" tabindex=\"-1\">\n");
}

void html_page_end(struct buffer *out, const char *version)
{
    buffer_text(out, "</main>\n<footer class=\"bottom\"><div class=\"wide\"><p>Made by Probity ");
    html_words(out, version);
    buffer_text(out,
                ". This page is complete in itself: it loads nothing and sends nothing.</p></div></footer>\n<script>");
    write_lines(out, report_html_script);
    buffer_text(out, "</script>\n</body>\n</html>\n");
}

/* ---- parts ---- */

static const char *const colours[] = {
    [HTML_GREY] = "grey", [HTML_RED] = "red", [HTML_YELLOW] = "yellow", [HTML_BLUE] = "blue", [HTML_GREEN] = "green",
};

const char *html_colour_name(enum html_colour colour)
{
    return colours[colour];
}

void html_tag(struct buffer *out, enum html_colour colour, const char *words)
{
    buffer_format(out, "<strong class=\"tag %s\">", colours[colour]);
    html_words(out, words);
    buffer_text(out, "</strong>");
}

enum html_colour html_verdict_colour(enum finding_verdict verdict)
{
    switch (verdict) {
    case VERDICT_ACCEPTED: return HTML_GREEN;
    case VERDICT_REJECTED: return HTML_RED;
    default: return HTML_YELLOW;
    }
}

enum html_colour html_severity_colour(enum finding_severity severity)
{
    switch (severity) {
    case FINDING_ERROR: return HTML_RED;
    case FINDING_QUERY: return HTML_YELLOW;
    default: return HTML_BLUE;
    }
}

void html_rows_begin(struct buffer *out)
{
    buffer_text(out, "<dl class=\"rows\">\n");
}

void html_row(struct buffer *out, const char *name)
{
    buffer_text(out, "<div><dt>");
    html_words(out, name);
    buffer_text(out, "</dt><dd>");
}

void html_row_end(struct buffer *out)
{
    buffer_text(out, "</dd></div>\n");
}

void html_rows_end(struct buffer *out)
{
    buffer_text(out, "</dl>\n");
}

void html_details_begin(struct buffer *out)
{
    buffer_text(out, "<details><summary>");
}

void html_details_body(struct buffer *out)
{
    buffer_text(out, "</summary><div>\n");
}

void html_details_end(struct buffer *out)
{
    buffer_text(out, "</div></details>\n");
}

void html_table_begin(struct buffer *out, uint64_t number, const char *kind)
{
    buffer_text(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"t");
    buffer_integer(out, (int64_t)number);
    buffer_format(out, "\"><table%s%s%s><caption id=\"t", *kind ? " class=\"" : "", kind, *kind ? "\"" : "");
    buffer_integer(out, (int64_t)number);
    buffer_text(out, "\">");
}

void html_table_head(struct buffer *out)
{
    buffer_text(out, "</caption><thead><tr>");
}

void html_table_column(struct buffer *out, const char *name, bool numeric)
{
    buffer_text(out, numeric ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
    html_words(out, name);
    buffer_text(out, "</th>");
}

void html_table_body(struct buffer *out)
{
    buffer_text(out, "</tr></thead><tbody>\n");
}

void html_table_end(struct buffer *out)
{
    buffer_text(out, "</tbody></table></div>\n");
}

void html_table_count(struct buffer *out, uint64_t count)
{
    buffer_text(out, "<td class=\"number\">");
    report_words_number(out, count);
    buffer_text(out, "</td>");
}
