/* notes_match: which query is explained by which note.
 *
 * What a note and a query are about (code, return, key) is written as one text, and with what they say as another. Notes
 * are found by the longer one, and counted by the shorter: a query that no note explains, but that is about the same as
 * one, is that note's query with other figures. Time grows with notes and queries, not with their product. */
#include <stdlib.h>

#include "base/buffer.h"
#include "base/map.h"
#include "engine/notes.h"
#include "format/yaml_write.h"

struct notes_match {
    const struct notes *notes;
    struct notes_return of;
    struct arena arena;
    struct buffer text;
    struct map codes;
    struct map exact;   /* what notes are about and say -> the first that is not used */
    struct map subject; /* what they are about -> its place in `open` */
    uint32_t *next;     /* by note: the next one that says the same, or NOTES_NONE */
    uint32_t *group;    /* by note: its subject */
    uint64_t *open;     /* by subject: queries that no note explains */
    bool *used;         /* by note */
};

/* ---- what something is about, as a text ----------------------------------------------------------------------------- */

struct subject {
    struct str code, authority, period, file;
    const struct report_key *keys; /* in the order of their columns' names */
    uint32_t key_count;
};

/* Quoted texts cannot run into each other. Bytes that are no characters, which no file of notes can hold, are drawn
 * alike on both sides. */
static void write_subject(struct notes_match *match, const struct subject *subject)
{
    const struct notes_return *of = &match->of;
    bool is_own = of->single && (!subject->authority.length || str_equal(subject->authority, of->authority));
    bool is_now = of->single && (!subject->period.length || str_equal(subject->period, of->period));
    struct str authority = is_own ? of->authority : subject->authority;
    struct str period = is_now ? of->period : subject->period;
    buffer_clear(&match->text);
    yaml_write_text(&match->text, subject->code);
    yaml_write_text(&match->text, is_own ? STR_EMPTY : authority);
    yaml_write_text(&match->text, is_now ? STR_EMPTY : period);
    yaml_write_text(&match->text, subject->file);
    for (uint32_t i = 0; i < subject->key_count; i++) {
        if (!report_key_is_said(&subject->keys[i], authority, period)) {
            yaml_write_text(&match->text, subject->keys[i].column);
            yaml_write_text(&match->text, subject->keys[i].value);
        }
    }
}

/* White space round it is not told apart: a note may have it in a block of lines. */
static void write_says(struct notes_match *match, struct str says)
{
    buffer_char(&match->text, ':');
    yaml_write_text(&match->text, str_trim(says));
}

/* ---- notes ------------------------------------------------------------------------------------------------------------ */

static bool set(struct notes_match *match, struct map *map, struct str key, uint64_t value, struct failure *failure)
{
    struct str kept = map_get(map, key) ? key : arena_str(&match->arena, key);
    return (kept.data && map_set(map, kept, value)) || failure_memory(failure);
}

static bool add_note(struct notes_match *match, uint32_t index, struct failure *failure)
{
    const struct note *note = &match->notes->items.items[index];
    const struct subject subject = {note->code, note->authority, note->period, note->file, note->keys, note->key_count};
    write_subject(match, &subject);
    if (!buffer_ok(&match->text)) {
        return failure_memory(failure);
    }
    const uint64_t *group = map_get(&match->subject, buffer_view(&match->text));
    match->group[index] = group ? (uint32_t)*group : (uint32_t)match->subject.count;
    if (!group && !set(match, &match->subject, buffer_view(&match->text), match->group[index], failure)) {
        return false;
    }
    write_says(match, note->says);
    if (!buffer_ok(&match->text)) {
        return failure_memory(failure);
    }
    const uint64_t *first = map_get(&match->exact, buffer_view(&match->text));
    match->next[index] = first ? (uint32_t)*first : NOTES_NONE;
    return set(match, &match->exact, buffer_view(&match->text), index, failure) &&
           set(match, &match->codes, note->code, 1, failure);
}

struct notes_match *notes_match_new(const struct notes *notes, const struct notes_return *of, struct failure *failure)
{
    struct notes_match *match = calloc(1, sizeof *match);
    if (!match) {
        failure_memory(failure);
        return NULL;
    }
    uint32_t count = (uint32_t)notes->items.count;
    *match = (struct notes_match){.notes = notes, .of = *of};
    match->next = ARENA_ARRAY(&match->arena, count, uint32_t);
    match->group = ARENA_ARRAY(&match->arena, count, uint32_t);
    match->open = ARENA_ARRAY(&match->arena, count, uint64_t);
    match->used = ARENA_ARRAY(&match->arena, count, bool);
    bool good = (match->next && match->group && match->open && match->used) || failure_memory(failure);
    for (uint32_t i = count; good && i-- > 0;) { /* from the end, so that the first of equals is found first */
        good = !note_counts(&notes->items.items[i]) || add_note(match, i, failure);
    }
    if (!good) {
        notes_match_free(match);
        return NULL;
    }
    return match;
}

void notes_match_free(struct notes_match *match)
{
    if (!match) {
        return;
    }
    map_free(&match->codes);
    map_free(&match->exact);
    map_free(&match->subject);
    buffer_free(&match->text);
    arena_free(&match->arena);
    free(match);
}

/* ---- queries ---------------------------------------------------------------------------------------------------------- */

bool notes_match_asks(const struct notes_match *match, struct str code)
{
    return map_get(&match->codes, code) != NULL;
}

/* Keys are few. */
static void sort_keys(struct report_key *keys, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        struct report_key key = keys[i];
        uint32_t at = i;
        for (; at > 0 && str_compare(keys[at - 1].column, key.column) > 0; at--) {
            keys[at] = keys[at - 1];
        }
        keys[at] = key;
    }
}

static bool write_query(struct notes_match *match, const struct report_finding *query, struct arena *scratch)
{
    static const struct report_place nowhere;
    const struct report_place *place = query->place_count ? &query->places[0] : &nowhere;
    struct report_key *keys = ARENA_ARRAY(scratch, place->key_count, struct report_key);
    if (!keys) {
        return false;
    }
    if (place->key_count) {
        memcpy(keys, place->keys, place->key_count * sizeof *keys);
    }
    sort_keys(keys, place->key_count);
    const struct subject subject = {
        .code = query->code,
        .authority = query->authority,
        .period = query->period,
        .file = place->key_count ? STR_EMPTY : report_file_name(place->path),
        .keys = keys,
        .key_count = place->key_count,
    };
    write_subject(match, &subject);
    return buffer_ok(&match->text);
}

bool notes_match_query(struct notes_match *match, const struct report_finding *query, uint32_t *note,
                       struct failure *failure)
{
    struct arena_mark mark = arena_mark(&match->arena);
    bool good = write_query(match, query, &match->arena);
    arena_rewind(&match->arena, mark);
    *note = NOTES_NONE;
    if (!good) {
        return failure_memory(failure);
    }
    const uint64_t *group = map_get(&match->subject, buffer_view(&match->text));
    if (!group) {
        return true;
    }
    write_says(match, query->message);
    if (!buffer_ok(&match->text)) {
        return failure_memory(failure);
    }
    uint64_t *first = map_get(&match->exact, buffer_view(&match->text));
    if (!first || *first == NOTES_NONE) {
        match->open[*group]++;
        return true;
    }
    *note = (uint32_t)*first;
    match->used[*note] = true;
    *first = match->next[*note];
    return true;
}

enum note_state notes_match_state(struct notes_match *match, uint32_t note)
{
    uint64_t *open = &match->open[match->group[note]];
    if (match->used[note]) {
        return NOTE_USED;
    }
    if (*open == 0) {
        return NOTE_UNUSED;
    }
    (*open)--;
    return NOTE_OUTDATED;
}
