/* Notes: reading them, and which query is whose. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run_suite.h"
#include "engine/notes.h"
#include "format/yaml_write.h"

static struct notes notes;
static struct failure failure;

static bool load(const char *text)
{
    notes = (struct notes){0};
    failure = (struct failure){0};
    struct source *source = source_open_memory("notes.yaml", str_of(text), &failure);
    ck_assert_ptr_nonnull(source);
    bool good = notes_load(source, "notes.yaml", &notes, &failure);
    source_close(source);
    return good;
}

START_TEST(a_note_is_read)
{
    ck_assert(load("- code: S251-301\n  authority: \"301\"\n  period: 2023-24\n  key: {year: 2023, line: 3.1.1}\n"
                   "  says: It is £1.\n  reason: \"yes\"\n  who: A\n  when: 3 June\n"
                   "- {code: X, file: a.csv, says: y}\n"));
    ck_assert_uint_eq(notes.items.count, 2);
    const struct note *note = &notes.items.items[0];
    ck_assert(str_equal(note->authority, STR("301")) && str_equal(note->period, STR("2023-24")));
    ck_assert(note->key_count == 2 && str_equal(note->keys[0].column, STR("line")));
    ck_assert(str_equal(note->keys[0].value, STR("3.1.1")) && str_equal(note->keys[1].value, STR("2023")));
    ck_assert(str_equal(note->given.who, STR("A")) && note->line == 1 && note_counts(note));
    ck_assert(notes.items.items[1].line == 9 && !note_counts(&notes.items.items[1]));
    notes_free(&notes);
}
END_TEST

START_TEST(there_may_be_none)
{
    static const char *const texts[] = {"", "# nothing yet\n", "[]\n", "---\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ck_assert_msg(load(texts[i]), "%s: %s", texts[i], failure.message);
        ck_assert_uint_eq(notes.items.count, 0);
        notes_free(&notes);
    }
}
END_TEST

START_TEST(mistakes_are_told)
{
    static const struct {
        const char *text, *message;
        unsigned line;
    } mistakes[] = {
        {"code: X\n", "a file of notes is a list, but here stands a mapping", 1},
        {"- code: X\n", "the note has no \"says\"", 1},
        {"- says: X\n", "the note has no \"code\"", 1},
        {"- just a text\n", "a note is a mapping, but here stands a text", 1},
        {"- code: X\n  says: y\n  raeson: because\n", "a note has no \"raeson\"", 3},
        {"- code: X\n  says: y\n  key: line 3\n", "\"key\" is a mapping from columns to values, but here stands a text",
         3},
        {"- code: X\n  says: y\n  key: {line: [3]}\n", "a key's value is a text, but here stands a list", 3},
        {"- code: X\n  says: {a: b}\n", "\"says\" is a text, but here stands a mapping", 2},
        {"[]\n---\n[]\n", "a file of notes is one list", 3},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        ck_assert(!load(mistakes[i].text));
        ck_assert_str_eq(failure.message, mistakes[i].message);
        ck_assert_uint_eq(failure.line, mistakes[i].line);
        notes_free(&notes);
    }
}
END_TEST

/* ---- matching ----------------------------------------------------------------------------------------------------------- */

static struct notes_match *match;

static void match_with(const char *text, bool single)
{
    ck_assert_msg(load(text), "%s", failure.message);
    const struct notes_return of = {single, single ? STR("301") : STR_EMPTY, single ? STR("2023-24") : STR_EMPTY};
    match = notes_match_new(&notes, &of, &failure);
    ck_assert_ptr_nonnull(match);
}

static void match_end(void)
{
    notes_match_free(match);
    notes_free(&notes);
}

/* The number of the note that explains this query of return 301, 2023-24, line `line`; -1: none. */
static int explained(const char *authority, const char *line, const char *says)
{
    struct report_key keys[] = {
        {STR("year"), STR("2023-24")}, {STR("line"), str_of(line)}, {STR("area"), str_of(authority)}};
    struct report_place place = {.path = STR("in/a.csv"), .keys = keys, .key_count = *line ? 3 : 0};
    struct report_finding query = {
        .code = STR("Q-1"),
        .severity = FINDING_QUERY,
        .message = str_of(says),
        .authority = str_of(authority),
        .period = STR("2023-24"),
        .places = &place,
        .place_count = 1,
    };
    uint32_t note = 0;
    ck_assert(notes_match_query(match, &query, &note, &failure));
    return note == NOTES_NONE ? -1 : (int)note;
}

START_TEST(one_note_explains_one_query)
{
    match_with("- {code: Q-1, key: {line: 3.1}, says: a, reason: r}\n"
               "- {code: Q-1, key: {line: 3.1}, says: a, reason: r}\n"
               "- {code: Q-1, key: {line: 3.2}, says: a, reason: r}\n"
               "- {code: Q-2, key: {line: 3.1}, says: a, reason: r}\n",
               true);
    ck_assert(notes_match_asks(match, STR("Q-1")) && !notes_match_asks(match, STR("Q-3")));
    ck_assert_int_eq(explained("301", "3.1", "a"), 0);
    ck_assert_int_eq(explained("301", "3.1", "a"), 1);
    ck_assert_int_eq(explained("301", "3.1", "a"), -1);
    ck_assert_int_eq(explained("301", "3.3", "a"), -1);
    ck_assert_int_eq(notes_match_state(match, 0), NOTE_USED);
    ck_assert_int_eq(notes_match_state(match, 1), NOTE_USED);
    ck_assert_int_eq(notes_match_state(match, 2), NOTE_UNUSED);
    ck_assert_int_eq(notes_match_state(match, 3), NOTE_UNUSED);
    match_end();
}
END_TEST

START_TEST(other_figures_are_not_explained)
{
    match_with("- {code: Q-1, key: {line: 3.1}, says: it is £5, reason: r}\n"
               "- {code: Q-1, key: {line: 3.1}, says: it is £6, reason: r}\n"
               "- {code: Q-1, key: {line: 3.1}, says: it is £7, reason: r}\n"
               "- {code: Q-1, key: {line: 3.1}, says: it is £8, reason: ' '}\n",
               true);
    ck_assert_int_eq(explained("301", "3.1", "it is £8"), -1); /* a blank reason is none */
    ck_assert_int_eq(explained("301", "3.1", "it is £6"), 1);
    ck_assert_int_eq(notes_match_state(match, 0), NOTE_OUTDATED);
    ck_assert_int_eq(notes_match_state(match, 1), NOTE_USED);
    ck_assert_int_eq(notes_match_state(match, 2), NOTE_UNUSED); /* one open query is one note's */
    match_end();
}
END_TEST

START_TEST(returns_are_told_apart)
{
    static const char text[] =
        "- {code: Q-1, key: {line: 3.1}, says: a, reason: r}\n"
        "- {code: Q-1, authority: '302', period: 2023-24, key: {line: 3.1}, says: a, reason: r}\n"
        "- {code: Q-1, authority: '301', period: 2023-24, "
        "key: {area: '301', line: 3.1, year: 2023-24}, says: a, reason: r}\n"
        "- {code: Q-1, authority: '301', period: 2022-23, key: {line: 3.1}, says: a, reason: r}\n";
    match_with(text, false);
    ck_assert_int_eq(explained("301", "3.1", "a"), 2);
    ck_assert_int_eq(explained("302", "3.1", "a"), 1);
    ck_assert_int_eq(explained("303", "3.1", "a"), -1);
    ck_assert_int_eq(notes_match_state(match, 0), NOTE_UNUSED);
    match_end();
    match_with(text, true);
    ck_assert_int_eq(explained("301", "3.1", "a"), 0);
    ck_assert_int_eq(explained("301", "3.1", "a"), 2);
    ck_assert_int_eq(explained("301", "3.1", "a"), -1);
    ck_assert_int_eq(notes_match_state(match, 1), NOTE_UNUSED);
    match_end();
}
END_TEST

START_TEST(without_a_key_it_is_the_file)
{
    match_with("- {code: Q-1, file: b.csv, says: a, reason: r}\n- {code: Q-1, file: a.csv, says: a, reason: r}\n",
               true);
    ck_assert_int_eq(explained("301", "", "a"), 1);
    ck_assert_int_eq(explained("301", "", "a"), -1);
    match_end();
}
END_TEST

/* Keys cannot run into each other, and odd bytes come back as they are written. */
START_TEST(odd_texts)
{
    static const char says[] = "a \"b\" \\ \x01\x7f\xc2\x85\xe2\x80\xa8\xef\xbb\xbf\xf0\x9f\x98\x80 \xff\tend";
    struct buffer text = BUFFER_EMPTY;
    buffer_text(&text, "- {code: Q-1, key: {line: ");
    yaml_write_text(&text, str_of(says));
    buffer_text(&text, "}, reason: r, says: ");
    yaml_write_text(&text, str_of(says));
    buffer_text(&text, "}\n- {code: Q-1, key: {line: '3', liney: z}, says: a, reason: r}\n");
    buffer_char(&text, 0);
    match_with(text.data, true);
    ck_assert_int_eq(explained("301", says, says), 0);
    ck_assert_int_eq(explained("301", "3", "a"), -1);
    ck_assert_int_eq(notes_match_state(match, 1), NOTE_UNUSED);
    match_end();
    buffer_free(&text);
}
END_TEST

/* As many of one line as anybody may have: each is found in the time of one. */
START_TEST(many_notes)
{
    enum { MANY = 20000 };
    struct buffer text = BUFFER_EMPTY;
    for (int i = 0; i < MANY; i++) {
        buffer_format(&text, "- {code: Q-1, key: {line: '3'}, says: it is %d, reason: r}\n", i % 2 ? 7 : i);
    }
    buffer_char(&text, 0);
    match_with(text.data, true);
    for (int i = 0; i < MANY / 2; i++) {
        ck_assert_int_eq(explained("301", "3", "it is 7"), 2 * i + 1);
        ck_assert_int_eq(explained("301", "3", "it is new"), -1);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        ck_assert_int_eq(notes_match_state(match, i), i % 2 ? NOTE_USED : NOTE_OUTDATED);
    }
    match_end();
    buffer_free(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("notes");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, a_note_is_read);
    tcase_add_test(tests, there_may_be_none);
    tcase_add_test(tests, mistakes_are_told);
    tcase_add_test(tests, one_note_explains_one_query);
    tcase_add_test(tests, other_figures_are_not_explained);
    tcase_add_test(tests, returns_are_told_apart);
    tcase_add_test(tests, without_a_key_it_is_the_file);
    tcase_add_test(tests, odd_texts);
    tcase_add_test(tests, many_notes);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
