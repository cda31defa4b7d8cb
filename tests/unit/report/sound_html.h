/* What every HTML report must be, for the tests of its parts: well-formed, with links that lead somewhere, headings in order,
 * and nothing that is fetched. */
#ifndef PROBITY_TESTS_UNIT_REPORT_SOUND_HTML_H
#define PROBITY_TESTS_UNIT_REPORT_SOUND_HTML_H

#include <check.h>

#include "base/source.h"
#include "format/xml.h"
#include "sample.h"

/* Every code that the sample finds, as the engine counts them. */
static struct report_found found[4];

static inline void fill(struct sample *sample)
{
    sample_fill(sample);
    found[0] = (struct report_found){.code = STR("S251-104"), .found = 2};
    found[1] = (struct report_found){.code = STR("S251-210"), .found = 1};
    sample->returns[0].found = found;
    sample->returns[0].found_count = 2;
}

static inline char *html_of(const struct sample *sample, size_t count)
{
    char *text = sample_report_text("html", sample, sample->findings, count);

    ck_assert_ptr_nonnull(text);
    return text;
}

static inline void assert_has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "not there:\n%s\nin:\n%.3000s", part, strstr(text, "<main"));
}

static inline void assert_lacks(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "should not be there:\n%s", part);
}

/* ---- is it sound? ---- */

static inline bool open_tag(void *context, const char *name, bool foreign, struct str text)
{
    (void)context, (void)name, (void)foreign, (void)text;
    return true;
}

static inline bool close_tag(void *context, struct str text)
{
    (void)context, (void)text;
    return true;
}

/* As XML behind its DOCTYPE, which our reader refuses. */
static inline void assert_well_formed(const char *html)
{
    static const char doctype[] = "<!DOCTYPE html>\n";
    struct xml_limits limits = {.depth_most = 64, .text_most = 1 << 20, .bytes_most = 0};
    struct xml_events events = {.open = open_tag, .close = close_tag};
    struct failure failure = {0};
    struct xml_end end = {XML_PROBLEM_NONE, {0, 0}, ""};

    ck_assert_int_eq(strncmp(html, doctype, sizeof doctype - 1), 0);
    html += sizeof doctype - 1;
    struct source *source = source_open_memory("report.html", str_of(html), &failure);
    struct xml_reader *reader = xml_reader_open(source, limits, &failure);
    ck_assert_ptr_nonnull(reader);
    ck_assert(xml_read(reader, &events, &end, &failure));
    ck_assert_msg(end.problem == XML_PROBLEM_NONE, "line %u: %s", end.place.line, end.message);
    xml_reader_close(reader);
    source_close(source);
}

/* The value behind each `name="#` leads to one element with that id. */
static inline void assert_links_lead_somewhere(const char *html)
{
    static const char link[] = "href=\"#";

    for (const char *at = strstr(html, link); at; at = strstr(at + 1, link)) {
        const char *name = at + sizeof link - 1;
        int length = (int)strcspn(name, "\"");
        char id[80];

        snprintf(id, sizeof id, " id=\"%.*s\"", length, name);
        ck_assert_msg(sample_times(html, id) == 1, "%u elements have%s", sample_times(html, id), id);
    }
}

static inline void assert_ids_are_unique(const char *html)
{
    static const char name[] = " id=\"";

    for (const char *at = strstr(html, name); at; at = strstr(at + 1, name)) {
        char id[80];

        snprintf(id, sizeof id, "%.*s\"", (int)(sizeof name - 1 + strcspn(at + sizeof name - 1, "\"")), at);
        ck_assert_msg(sample_times(html, id) == 1, "%u elements have%s", sample_times(html, id), id);
    }
}

/* One h1, and no level is left out on the way down. */
static inline void assert_headings_in_order(const char *html)
{
    int level = 0;

    for (const char *at = strstr(html, "<h"); at; at = strstr(at + 1, "<h")) {
        int now = at[2] - '0';

        if (now < 1 || now > 6 || (at[3] != '>' && at[3] != ' ')) {
            continue;
        }
        ck_assert_msg(now <= level + 1, "h%d follows h%d: %.60s", now, level, at);
        level = now;
    }
    ck_assert_uint_eq(sample_times(html, "<h1>"), 1);
}

/* Nothing is fetched, and no text of ours is style or script. */
static inline void assert_self_contained(const char *html)
{
    const char *body = strstr(html, "<body>");

    ck_assert_ptr_nonnull(body);
    ck_assert_uint_eq(sample_times(html, "http"), 2); /* its name space, and http-equiv */
    assert_lacks(html, " src=");
    assert_lacks(html, "@import");
    assert_lacks(html, "url(");
    assert_lacks(body, " style=");
    assert_lacks(body, " onclick=");
    ck_assert_uint_eq(sample_times(html, "<script"), 1);
    ck_assert_uint_eq(sample_times(html, "<style"), 1);
    assert_has(html, "content=\"default-src 'none'; style-src 'sha256-");
    assert_has(html, "='; base-uri 'none'; form-action 'none'\"");
}

static inline void assert_sound(const char *html)
{
    assert_well_formed(html);
    assert_links_lead_somewhere(html);
    assert_ids_are_unique(html);
    assert_headings_in_order(html);
    assert_self_contained(html);
}

#endif
