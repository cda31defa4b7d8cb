/* notes: people's explanations of queries. For engine/ only.
 *
 * A note finds its query by code, authority, period and key, and counts only while the query says what it said when it
 * was explained. One note explains one query. Nothing here reads the clock: when a note was written is what it says.
 */
#ifndef PROBITY_ENGINE_NOTES_H
#define PROBITY_ENGINE_NOTES_H

#include "base/arena.h"
#include "base/array.h"
#include "base/failure.h"
#include "base/source.h"
#include "report/report.h"

#define NOTES_NONE UINT32_MAX

struct note {
    struct str code;
    struct str authority; /* empty: not said */
    struct str period;    /* likewise */
    struct str file;      /* likewise: only where nothing names the record */
    struct str says;      /* the query's message when it was explained */
    struct report_note given;
    const struct report_key *keys; /* in the order of their columns' names */
    uint32_t key_count;
    uint32_t line; /* of the notes file */
    uint32_t column;
};

struct notes {
    ARRAY_OF(struct note) items; /* in the order of the file */
    struct arena arena;
};

/* notes_load.c: reads a file of notes. */
bool notes_load(struct source *source, const char *path, struct notes *notes, struct failure *failure);
void notes_free(struct notes *notes);

/* Is there a reason? */
bool note_counts(const struct note *note);

/* notes_match.c: which query is whose. The matcher points into the notes, which outlive it. */
struct notes_match;

/* The return that is checked, where there is one only: notes need not name it. */
struct notes_return {
    bool single;
    struct str authority;
    struct str period;
};

struct notes_match *notes_match_new(const struct notes *notes, const struct notes_return *of, struct failure *failure);
void notes_match_free(struct notes_match *match); /* NULL is fine */

/* Is there a note of this code at all? */
bool notes_match_asks(const struct notes_match *match, struct str code);

/* The note that explains a worded query, which it then does for no other; NOTES_NONE when there is none. The query
 * needs the keys of its first place and no more of it. To be called for each query once, in their order. */
bool notes_match_query(struct notes_match *match, const struct report_finding *query, uint32_t *note,
                       struct failure *failure);

enum note_state { NOTE_USED, NOTE_UNUSED, NOTE_OUTDATED };

/* What became of a note, when all queries were asked for: NOTE_OUTDATED, when a query of its own is there but says
 * something else. To be called for each note once, in their order. */
enum note_state notes_match_state(struct notes_match *match, uint32_t note);

#endif
