/* notes: any bytes as a file of notes, each of which must find a query that says what it says; what a draft would write of
 * them is read back as the same.
 */
#include <stdlib.h>

#include "engine/notes.h"
#include "format/yaml_write.h"
#include "target.h"

static bool load(struct str text, struct notes *notes)
{
    struct failure failure = {0};
    *notes = (struct notes){0};
    struct source *source = source_open_memory("fuzz.yaml", text, &failure);
    bool good = source && notes_load(source, "fuzz.yaml", notes, &failure);
    source_close(source);
    if (!good && failure.kind == FAILURE_NONE) {
        abort();
    }
    return good;
}

static void write_note(struct buffer *out, const struct note *note)
{
    const struct str members[] = {note->code, note->authority, note->period,
                                  note->file, note->says,      note->given.reason};
    static const char *const names[] = {"code", "authority", "period", "file", "says", "reason"};
    for (size_t i = 0; i < 6; i++) {
        buffer_format(out, "%s%s: ", i ? "  " : "- ", names[i]);
        yaml_write_text(out, members[i]);
        buffer_char(out, '\n');
    }
    buffer_text(out, "  key: {");
    for (uint32_t i = 0; i < note->key_count; i++) {
        buffer_text(out, i ? ", ? " : "? ");
        yaml_write_text(out, note->keys[i].column);
        buffer_text(out, " : ");
        yaml_write_text(out, note->keys[i].value);
    }
    buffer_text(out, "}\n");
}

/* The query that a note was written of. */
static void ask(struct notes_match *match, const struct notes *notes, uint32_t index)
{
    const struct note *note = &notes->items.items[index];
    struct report_place place = {.path = note->file, .keys = note->keys, .key_count = note->key_count};
    struct report_finding query = {
        .code = note->code,
        .severity = FINDING_QUERY,
        .message = note->says,
        .period = note->period,
        .authority = note->authority,
        .places = &place,
        .place_count = 1,
    };
    struct failure failure = {0};
    uint32_t found = 0;
    /* No query has a file beside its key, or a folder. */
    bool possible = (note->key_count == 0 || note->file.length == 0) && !str_contains(note->file, STR("/"));
    if (!possible || !note_counts(note)) {
        return;
    }
    if (!notes_match_query(match, &query, &found, &failure) || found == NOTES_NONE) {
        abort();
    }
}

static void ask_all(const struct notes *notes)
{
    struct failure failure = {0};
    const struct notes_return of = {false, STR_EMPTY, STR_EMPTY};
    struct notes_match *match = notes_match_new(notes, &of, &failure);
    if (!match) {
        abort();
    }
    for (uint32_t i = 0; i < notes->items.count; i++) {
        ask(match, notes, i);
    }
    for (uint32_t i = 0; i < notes->items.count; i++) {
        if (note_counts(&notes->items.items[i])) {
            (void)notes_match_state(match, i);
        }
    }
    notes_match_free(match);
}

static void read_back(const struct notes *notes)
{
    struct buffer text = BUFFER_EMPTY;
    struct notes again = {0};
    for (uint32_t i = 0; i < notes->items.count; i++) {
        write_note(&text, &notes->items.items[i]);
    }
    if (text.length <= 1u << 20) {
        if (!load(buffer_view(&text), &again) || again.items.count != notes->items.count) {
            abort();
        }
        for (uint32_t i = 0; i < again.items.count; i++) {
            if (!str_equal(again.items.items[i].says, notes->items.items[i].says)) {
                abort();
            }
        }
    }
    notes_free(&again);
    buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes;
    if (load(fuzz_text(data, size), &notes)) {
        ask_all(&notes);
        read_back(&notes);
    }
    notes_free(&notes);
    return 0;
}
